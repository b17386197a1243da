"""``archcheck fix``: whole outputs."""

import json
from pathlib import Path

from tests.cli.conftest import Cli, cli as cli, folder as folder  # noqa: PLC0414 - fixtures

ROOT = Path(__file__).parents[2]
DAY = "--as-of=2026-11-23"


def test_cuts_and_guards_are_ranked(cli: Cli) -> None:
    done = cli("fix", "t.yaml", "-c", "c.yaml", DAY)
    expected = """\
t.yaml: 1 finding to mend
  cut browser -> db: mends 1 of 1
  all of them: cut browser -> db
"""
    assert done == (1, expected, "")


def test_a_guard_is_a_copy_of_one_or_of_the_kind_that_is_asked_for(cli: Cli) -> None:
    Path("t.yaml").write_text(
        "{archcheck: topology/v1, nodes: {a: {kind: x}, b: {kind: y}}, edges: [{from: a, to: b}]}"
    )
    for via, line in (("{kind: proxy}", "insert proxy into a -> b"), ("{kind: [p, q]}", ""), ("p", "")):
        Path("c.yaml").write_text(
            f"{{archcheck: constraints/v1, constraints: {{c: {{rule: only-via, from: a, to: b, via: {via}}}}}}}"
        )
        done = cli("fix", "t.yaml", "-c", "c.yaml", DAY)
        assert line in done.out if line else "insert" not in done.out, via


def test_json(cli: Cli) -> None:
    finding = {"constraint": "db-only-via-api", "source": "browser", "target": "db"}
    done = cli("fix", "t.yaml", "-c", "c.yaml", DAY, "--format", "json")
    assert json.loads(done.out) == {
        "archcheck": "fixes/v1",
        "topologies": [
            {
                "path": "t.yaml",
                "failures": [finding],
                "suggestions": [
                    {"cut": ["browser->db"], "mends": [finding], "breaks": []},
                ],
                "plan": [{"cut": ["browser->db"]}],
            }
        ],
    }


def test_what_breaks_something_else_comes_last_and_in_no_plan(cli: Cli) -> None:
    Path("v.yaml").write_text("""\
archcheck: constraints/v1
extends: [c.yaml]
constraints:
  browser-reads: {rule: required-edge, from: browser, to: db}
""")
    done = cli("fix", "t.yaml", "-c", "v.yaml", DAY)
    expected = """\
t.yaml: 1 finding to mend
  cut browser -> db: mends 1 of 1, and breaks browser-reads
"""
    assert done == (1, expected, "")


def test_nothing_to_mend(cli: Cli) -> None:
    done = cli("fix", "t.yaml", "-c", "c.yaml", DAY, "--only", "no-printers")
    assert done == (0, "t.yaml: 0 findings to mend\n", "")


def test_what_is_waived_needs_no_mending(cli: Cli) -> None:
    Path("w.yaml").write_text("""\
archcheck: waivers/v1
waivers:
  - {constraint: db-only-via-api, from: browser, reason: r, approved-by: a, expires: 2026-12-31}
""")
    assert cli("fix", "t.yaml", "-c", "c.yaml", "-w", "w.yaml", DAY).status == 0
    assert cli("fix", "t.yaml", "-c", "c.yaml", "-w", "w.yaml", "--as-of=2027-01-01").status == 1


def test_verbose_names_the_findings(cli: Cli) -> None:
    done = cli("fix", "t.yaml", "-c", "c.yaml", DAY, "--verbose")
    assert "    db-only-via-api: browser to db\n" in done.out


def test_the_case(cli: Cli) -> None:
    topology = str(ROOT / "topologies" / "indirect-middleware.yaml")
    done = cli("fix", topology, "-c", "red-lines", "--only", "no-unapproved-effect", "--max-cut", "1")
    assert done.out.splitlines()[1:5] == [
        "  cut bus -> mission_computer: mends 1 of 1",
        "  cut fusion -> api: mends 1 of 1",
        "  cut fusion -> bus: mends 1 of 1",
        "  cut mission_computer -> weapon: mends 1 of 1",
    ]
    assert done.out.splitlines()[-1] == "  all of them: cut bus -> mission_computer"


def test_a_mistake_in_the_documents_ends_with_2(cli: Cli) -> None:
    Path("c.yaml").write_text("archcheck: constraints/v1\nconstraints: {c: {rule: only-vai}}\n")
    done = cli("fix", "t.yaml", "-c", "c.yaml")
    assert (done.status, done.out) == (2, "")
    assert "did you mean `only-via`?" in done.err
