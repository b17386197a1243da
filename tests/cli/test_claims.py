"""``archcheck claims``: the text, the exit status, and what is wrong with claims, with its place."""

import json
from pathlib import Path

import jsonschema
import pytest

from archcheck.report.schemas import schema_of
from tests.cli.conftest import Cli

CLAIMS = """\
archcheck: claims/v1
claims:
  guarded:
    text: Nobody gets at the data but through the api
    source: {who: the vendor, where: a page, when: May 2026, unsaid: what guarding is}
    supports: private
    readings:
      - title: nobody asks for it otherwise
        constraints: {any: [db-only-via-api, no-printers]}
      - title: and jobs are apart
        constraints: [no-printers, jobs-apart]
        assumes: [{statement: jobs are honest, vouched-by: ops, review: 2026-05-31}]
      - title: and nobody asks at all
        constraints: [no-printers, db-only-via-api]
  private:
    text: The data are private
    source: {who: the vendor}
  meant:
    text: It is meant so
    source: {who: the vendor}
    readings: [{title: as it says, undecidable: what is meant is in no drawing}]
"""


@pytest.fixture
def claims(folder: Path) -> Path:
    """Write the claims."""
    path = folder / "claims.yaml"
    path.write_text(CLAIMS)
    return path


def test_the_whole_text(cli: Cli, claims: Path) -> None:
    done = cli("claims", "claims.yaml", "t.yaml", "-c", "c.yaml", "--as-of", "2026-06-01")
    assert done.err == ""
    assert (
        done.out
        == """\
warning[overdue-review]: the assumption `jobs are honest` was to be reviewed by 2026-05-31
  --> claims.yaml:12:19
   |
12 |         assumes: [{statement: jobs are honest, vouched-by: ops, review: 2026-05-31}]
   |                   ^^^
   = help: `ops` vouches for it: ask, and give it a new `review`

t.yaml: 4 nodes, 4 edges, 3 claims, as of 2026-06-01

guarded: "Nobody gets at the data but through the api"
  supported as far as "and jobs are apart" (reading 2 of 3), under 2 assumptions; "and nobody asks at all" \
(reading 3 of 3) is refuted by browser -> db
  1  SUPPORTED                    nobody asks for it otherwise
  2  SUPPORTED UNDER ASSUMPTIONS  and jobs are apart
     = assuming jobs are honest (ops vouches, review by 2026-05-31)
     = assuming `api` is stateless (jobs-apart)
  3  REFUTED                      and nobody asks at all
     = db-only-via-api: browser -> db

private: "The data are private"
  supported as far as "every claim that supports it, each in its most literal reading"; no reading is refuted
  1  SUPPORTED                    every claim that supports it, each in its most literal reading
  argued from guarded, which is supported

meant: "It is meant so"
  no reading is supported; "as it says" is undecidable
  1  UNDECIDABLE                  as it says
     = what is meant is in no drawing

3 claims: 2 supported, 1 undecidable, 1 warning
"""
    )
    assert done.status == 0
    assert cli("claims", "claims.yaml", "t.yaml", "-c", "c.yaml", "--as-of", "2026-06-01", "--strict").status == 1


def test_the_json_is_valid_by_its_schema(cli: Cli, claims: Path, folder: Path) -> None:
    done = cli("claims", "claims.yaml", "t.yaml", "-c", "c.yaml", "--format", "json", "-o", "out.txt")
    report = json.loads(done.out)
    jsonschema.Draft202012Validator(schema_of("claims-report")).validate(report)
    (guarded, private, meant) = report["runs"][0]["claims"]
    assert [each["status"] for each in guarded["readings"]] == ["supported", "supported-under-assumptions", "refuted"]
    assert (guarded["strongest_supported"], guarded["weakest_refuted"]) == (2, 3)
    assert [step["node"] for step in guarded["readings"][2]["witnesses"][0]["path"]] == ["browser", "db"]
    assert private["supported_by"] == [{"claim": "guarded", "status": "supported"}]
    assert meant["status"] == "undecidable"
    assert "UNDECIDABLE" in (folder / "out.txt").read_text()


READING = "archcheck: claims/v1\nclaims: {c: {text: t, source: {who: w}, readings: [{title: r, constraints: %s}]}}\n"


@pytest.mark.parametrize(
    ("evidence", "options", "status"),
    [
        ("no-printers", (), 0),
        ("db-only-via-api", (), 1),
        ("db-only-via-api", ("--fail-on", "never"), 0),
        ("{any: [db-only-via-api, no-printers]}", (), 0),
        ("{all: [db-only-via-api, no-printers]}", (), 1),
        ("{all: [no-printers, {any: [db-only-via-api, jobs-apart]}]}", (), 0),
    ],
)
def test_the_exit_status(cli: Cli, evidence: str, options: tuple[str, ...], status: int) -> None:
    assert cli("claims", "-", "t.yaml", "-c", "c.yaml", *options, stdin=READING % evidence).status == status


def test_what_matches_nothing_is_unknown_and_never_supported(cli: Cli, folder: Path) -> None:
    (folder / "e.yaml").write_text(
        "{archcheck: constraints/v1, constraints: {e: {rule: forbidden-path, from: {kind: x}, to: db}}}"
    )
    done = cli("claims", "-", "t.yaml", "-c", "e.yaml", "--quiet", stdin=READING % "e")
    assert "     = `e`: `from` matched nothing, so that nothing was checked\n" in done.out
    assert done.status == 1


def test_readings_out_of_order_are_told(cli: Cli) -> None:
    readings = "[{title: one, constraints: db-only-via-api}, {title: two, constraints: no-printers}]"
    text = f"archcheck: claims/v1\nclaims: {{c: {{text: t, source: {{who: w}}, readings: {readings}}}}}\n"
    done = cli("claims", "-", "t.yaml", "-c", "c.yaml", stdin=text)
    assert "warning[readings-order]: in `t.yaml` reading 2 of `c` is supported, and reading 1 is refuted" in done.out
    assert done.status == 1


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (
            "{c: {text: t, source: {who: w}, readings: [{title: r, constraints: [no-printer]}]}}",
            """\
error[unknown-constraint]: there is no constraint `no-printer` for the claim `c`
 --> <stdin>:2:77
  |
2 | claims: {c: {text: t, source: {who: w}, readings: [{title: r, constraints: [no-printer]}]}}
  |                                                                             ^^^^^^^^^^
  = help: did you mean `no-printers`?
""",
        ),
        (
            "{c: {text: t, source: {who: w}, supports: d, readings: [{title: r, undecidable: u}]}}",
            "error[unknown-claim]: there is no claim `d` to support\n",
        ),
        (
            "{c: {text: t, source: {who: w}, supports: d}, d: {text: t, source: {who: w}, supports: [c]}}",
            "error[support-cycle]: claims support themselves: `c` -> `d` -> `c`\n",
        ),
        (
            "{c: {text: t, source: {who: w}}}",
            "error[missing-key]: the claim `c` has no readings, and no claim supports",
        ),
        (
            "{c: {text: t, source: {who: w}, readings: [{title: r, assumes: "
            "[{statement: s, vouched-by: v, review: 2026-01-01}]}]}}",
            "error[missing-key]: a reading needs `constraints` or `undecidable`\n",
        ),
        (
            "{c: {text: t, source: {who: w}, readings: [{title: r, constraints: {any: [a], all: [b]}}]}}",
            "error[contradiction]: constraints have either `all` or `any`, and both are here\n",
        ),
        (
            "{c: {text: t, source: {who: w}, readings: [{title: r, constraints: []}]}}",
            "error[invalid-value]: expected at least 1 item, found 0\n",
        ),
        (
            "{c: {text: t, readings: [{title: r, undecidable: u}]}}",
            "error[missing-key]: a claim needs the key `source`\n",
        ),
        ("{c: {txt: t}}", "error[unknown-key]: a claim has no key `txt`\n"),
        ("{}", "error[nothing-to-check]: `<stdin>` makes no claim\n"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(cli: Cli, claims: str, expected: str) -> None:
    done = cli("claims", "-", "t.yaml", "-c", "c.yaml", stdin=f"archcheck: claims/v1\nclaims: {claims}\n")
    assert done.status == 2
    assert done.err.startswith(expected)
    assert " --> <stdin>:" in done.err
    assert done.out == ""


def test_a_document_that_is_included_and_given_too_counts_once(cli: Cli, claims: Path, folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "one.yaml").write_text("{archcheck: claims/v1, include: [two.yaml]}")
    (folder / "more" / "two.yaml").write_text(CLAIMS)
    done = cli("claims", "more", "t.yaml", "-c", "c.yaml", "--as-of", "2026-01-01")
    assert done.out.splitlines()[-1] == "3 claims: 2 supported, 1 undecidable"
    assert cli("claims", str(claims), "t.yaml", "-c", "c.yaml", "--as-of", "2026-01-01").out == done.out


def test_two_documents_may_not_make_one_claim(cli: Cli, claims: Path, folder: Path) -> None:
    (folder / "more").mkdir()
    for name in ("one", "two"):
        (folder / "more" / f"{name}.yaml").write_text(CLAIMS)
    done = cli("claims", "more", "t.yaml", "-c", "c.yaml")
    assert done.err.startswith("error[duplicate-id]: two documents make a claim `guarded`\n --> more/two.yaml:3:3\n")
    assert done.status == 2
