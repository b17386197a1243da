"""``check`` has its own report checked, and ``verify`` anybody's."""

import json
from pathlib import Path
from typing import Any

import pytest

from archcheck.report_model import seal
from archcheck.rules import connections
from tests.cli.conftest import Cli, cli as cli, folder as folder  # noqa: PLC0414 - fixtures

DAY = "--as-of=2026-11-23"


def test_a_wrong_search_is_caught_by_the_checker(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "nearest_pairs", lambda *_: [])
    done = cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "r.json")
    assert (done.status, done.out) == (4, "")
    assert done.err == (
        "archcheck: the independent checker rejects the report: t.yaml, db-only-via-api: there is a violation "
        "(and 1 more); this is a fault of archcheck, please report it (--no-verify shows the report)\n"
    )
    assert not Path("r.json").exists()
    assert cli("check", "t.yaml", "-c", "c.yaml", DAY, "--no-verify").status == 0


def test_a_wrong_closure_is_caught_too(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archcheck.graph.closure.levels", lambda *_: iter([{0}]))
    done = cli("check", "t.yaml", "-c", "c.yaml", DAY)
    assert done.status == 4
    assert "t.yaml, jobs-apart: the certificate is " in done.err


def test_verify_accepts_what_check_wrote(cli: Cli) -> None:
    cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "r.json")
    assert cli("verify", "r.json", "t.yaml", "-c", "c.yaml") == (0, "3 verdicts: 3 accepted, 0 rejected\n", "")
    assert cli("verify", "r.json", "t.yaml", "-c", "c.yaml", "--quiet") == (0, "", "")
    listed = "ACCEPTED  t.yaml, db-only-via-api\nACCEPTED  t.yaml, jobs-apart\nACCEPTED  t.yaml, no-printers\n"
    assert cli("verify", "r.json", "t.yaml", "-c", "c.yaml", "--verbose").out.startswith(listed)


def test_verify_rejects_a_verdict_that_was_turned(cli: Cli) -> None:
    cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "r.json")
    data: dict[str, Any] = json.loads(Path("r.json").read_text())
    result = data["runs"][0]["constraints"][0]
    result |= {"status": "pass", "findings": [], "certificate": {"kind": "closed", "parts": []}}
    data["runs"][0]["summary"] |= {"pass": 3, "fail": 0}
    data["verdict"] = "pass"
    del data["digest"]
    Path("r.json").write_text(json.dumps({**data, "digest": seal(data)}))
    done = cli("verify", "r.json", "t.yaml", "-c", "c.yaml")
    assert done == (
        1,
        "REJECTED  t.yaml, db-only-via-api: there is a violation\n3 verdicts: 2 accepted, 1 rejected\n",
        "",
    )
    done = cli("verify", "r.json", "t.yaml", "-c", "c.yaml", "--format", "json")
    items = json.loads(done.out)["items"]
    assert [(each["constraint"], each["accepted"]) for each in items] == [
        ("db-only-via-api", False),
        ("jobs-apart", True),
        ("no-printers", True),
        ("", True),
        ("", True),
    ]


def test_a_topology_that_changed_is_told(cli: Cli) -> None:
    cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "r.json")
    text = Path("t.yaml").read_text()
    Path("t.yaml").write_text(text + "# changed\n")
    done = cli("verify", "r.json", "t.yaml", "-c", "c.yaml")
    assert (done.status, done.out.splitlines()[0]) == (
        1,
        "REJECTED  t.yaml: the digest differs: the topology has changed since",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "error[syntax]: this is not JSON: expecting property name enclosed in double quotes"),
        ('{"archcheck": "report/v2"}', "error[document-type]: there is no document type `report/v2`"),
        ('{"archcheck": "topology/v1"}', "error[document-type]: this is a topology document, where a report document"),
        ('{"a": 1, "a": 2}', "error[invalid-value]: a key stands twice in one object of the report"),
        ('{"a": NaN}', "error[invalid-value]: `NaN` is not a number that a report holds"),
        ("[" * 100_000, "error[too-deep]: values nest too deep for a report"),
        ('{"archcheck": "report/v1", "runs": ' + "9" * 5000 + "}", "error[invalid-value]: "),
        ("3", "error[document-type]: this is not an archcheck document"),
    ],
)
def test_what_is_no_report(cli: Cli, text: str, message: str) -> None:
    Path("r.json").write_text(text)
    done = cli("verify", "r.json", "t.yaml", "-c", "c.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(message)
    assert "r.json" in done.err


def test_a_report_that_holds_nothing_is_rejected_without_a_traceback(cli: Cli) -> None:
    for data in ({}, {"runs": 3}, {"runs": [3]}, {"runs": [{}], "as_of": "2026-01-01"}, {"runs": [], "as_of": "soon"}):
        Path("r.json").write_text(json.dumps({"archcheck": "report/v1", **data}))
        done = cli("verify", "r.json", "t.yaml", "-c", "c.yaml")
        assert (done.status, done.err) == (1, "")
        assert "REJECTED" in done.out


def test_only_and_a_missing_verdict(cli: Cli) -> None:
    cli("check", "t.yaml", "-c", "c.yaml", DAY, "--only", "no-printers", "-o", "r.json")
    assert cli("verify", "r.json", "t.yaml", "-c", "c.yaml", "--only", "no-printers").status == 0
    done = cli("verify", "r.json", "t.yaml", "-c", "c.yaml")
    assert done.out.splitlines()[0] == "REJECTED  t.yaml: there is no verdict on db-only-via-api"


@pytest.mark.parametrize(
    ("constraints", "options", "message"),
    [
        ("  db-only-via-api: {rule: forbidden-node, match: db, mach: db}", (), "error[unknown-key]: the rule"),
        ("  no-printers: {rule: forbidden-node, match: db}", ("-c", "c.yaml"), "error[duplicate-id]: two documents"),
        ("  other: {rule: forbidden-node, match: db}", ("--only", "othr"), "error[unknown-constraint]: there is no"),
    ],
)
def test_what_verify_is_given_is_read_whole(cli: Cli, constraints: str, options: tuple[str, ...], message: str) -> None:
    cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "r.json")
    Path("d.yaml").write_text(f"archcheck: constraints/v1\nconstraints:\n{constraints}\n")
    done = cli("verify", "r.json", "t.yaml", "-c", "d.yaml", *options)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(message)


def test_verify_needs_a_constraint(cli: Cli) -> None:
    cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "r.json")
    Path("d.yaml").write_text("archcheck: constraints/v1\nname: none\n")
    done = cli("verify", "r.json", "t.yaml", "-c", "d.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.err == "error[nothing-to-check]: there is no constraint to verify\n\n1 error\n"


def test_edges_that_are_too_many_are_rejected(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path("t.yaml").read_text()
    Path("t.yaml").write_text(text + "  - {from: {id: '*'}, to: {id: '*'}, kind: depends}\n")
    cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "r.json")
    monkeypatch.setattr("archcheck.certify.model.MOST_EDGES", 0)
    done = cli("verify", "r.json", "t.yaml", "-c", "c.yaml")
    assert (done.status, done.out.splitlines()[0]) == (
        1,
        "REJECTED  t.yaml: the edges are more than can be verified",
    )
