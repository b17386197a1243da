"""The claims of the motivating case over its topologies: the whole matrix, and the sentences that matter most."""

from datetime import date
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from archcheck.claims.evaluation import evaluate_claims
from archcheck.claims.model import ClaimResult, ClaimsReport
from archcheck.claims.plain import plain_claims
from archcheck.claims.words import say_claim
from archcheck.documents.loading import load_claims, load_constraint_documents
from archcheck.importers.loading import load_topologies
from archcheck.report.claims_text import ClaimsText
from archcheck.report.schemas import schema_of
from archcheck.source.diagnostics import Problems
from demo.run import EVERYDAY

ROOT = Path(__file__).parents[2]
CASE = sorted(path for path in (ROOT / "topologies").glob("*.yaml") if not path.stem.startswith(EVERYDAY))

MATRIX = (Path(__file__).parent / "matrix.txt").read_text(encoding="utf-8")
READINGS = (Path(__file__).parent / "readings.txt").read_text(encoding="utf-8")
LETTERS = {
    "supported": "S",
    "supported-under-assumptions": "a",
    "referred": "f",
    "refuted": "R",
    "not-in-force": "n",
    "undecidable": "u",
    "unknown": "?",
}


@cache
def evaluate(day: str = "2026-06-01") -> ClaimsReport:
    """Hold all claims of the case against all of its topologies."""
    problems = Problems()
    documents = load_claims(str(ROOT / "claims"), problems)
    topologies = [each for path in CASE for each in load_topologies(str(path), problems, None)]
    constraints = list(load_constraint_documents(str(ROOT / "claims" / "constraints.yaml"), problems))
    assert not problems.failed
    report, _, _ = evaluate_claims(documents, topologies, constraints, as_of=date.fromisoformat(day), version="0")
    return report


def result(topology: str, claim: str, day: str = "2026-06-01") -> ClaimResult:
    """Return a claim over a topology."""
    report = evaluate(day)
    row = dict(zip([run.name for run in report.runs], report.results, strict=True))[topology]
    return next(each for each in row if each.claim.id == claim)


def test_the_whole_matrix() -> None:
    text = ClaimsText(evaluate()).render()
    matrix = text[text.index("\n" + " " * 30) + 1 :].replace(f"{ROOT}/", "")
    assert matrix == MATRIX


def test_every_reading() -> None:
    """Each topology in a row, each claim with a letter for each of its readings."""
    report = evaluate()
    width = max(len(run.name) for run in report.runs)
    claims = [each.claim.id for each in report.results[0]]
    lines = [f"{number:>2}  {name}" for number, name in enumerate(claims, 1)]
    lines += ["", f"{'':{width}}  {'  '.join(f'{number:<4}' for number in range(1, len(claims) + 1))}".rstrip()]
    for run, row in zip(report.runs, report.results, strict=True):
        cells = ["".join(LETTERS[reading.status] for reading in each.readings) for each in row]
        lines.append(f"{run.name:{width}}  {'  '.join(f'{cell:<4}' for cell in cells)}".rstrip())
    assert "\n".join(lines) + "\n" == READINGS


def test_the_report_is_valid_by_its_schema() -> None:
    validator = jsonschema.Draft202012Validator(schema_of("claims-report"), format_checker=jsonschema.FormatChecker())
    validator.validate(plain_claims(evaluate()))


@pytest.mark.parametrize(
    ("topology", "claim", "expected"),
    [
        (
            "compliant",
            "not-integrated-directly",
            'supported as far as "no flow of data between them without a person who approves" (reading 3 of 4), '
            'under 1 assumption; "no flow of data between them at all" (reading 4 of 4) is refuted by '
            "model <= safety <= api <= app <= analyst -> planner -> weapon",
        ),
        (
            "indirect-middleware",
            "not-integrated-directly",
            'supported as far as "nor one that only passes through proxies" (reading 2 of 4); "no flow of data between '
            'them without a person who approves" (reading 3 of 4) is refuted by '
            "model <= safety <= api <= fusion -> bus -> mission_computer",
        ),
        (
            "indirect-middleware",
            "no-autonomous-weapons",
            'no reading is supported; "what the model says has no effect without a person who approves" (reading 1 of '
            "2) is refuted by model <= safety <= api <= fusion -> bus -> mission_computer -> weapon",
        ),
        (
            "safety-bypass",
            "full-discretion",
            'no reading is supported; "what is asked and what is answered passes the safety stack" (reading 1 of 3) '
            "is refuted by app -> batch_api -> model",
        ),
        (
            "bulk-surveillance",
            "no-surveillance-unless-permitted",
            'no reading is supported; "and no such data reaches the model, whoever allows it" (reading 2 of 2) is '
            "refuted by broker_db -> etl -> index <= app -> api -> safety -> model",
        ),
        (
            "direct-integration",
            "cloud-api-only",
            # One is declared; the other is that nothing here deploys anything, so that nothing is deployed out.
            'supported as far as "and no model lies, or is put, anywhere else" (reading 2 of 2), under 2 assumptions; '
            "no reading is refuted",
        ),
    ],
)
def test_sentences(topology: str, claim: str, expected: str) -> None:
    assert say_claim(result(topology, claim)) == expected


def test_what_only_the_reference_admits_is_referred_and_shown() -> None:
    (reading, strict) = result("bulk-surveillance", "no-surveillance-unless-permitted").readings
    assert (reading.status, strict.status) == ("referred", "refuted")
    assert reading.standing.reasons == ("`bulk-data-unless-permitted`: permitted only by Executive Order 12333",)


@pytest.mark.parametrize(
    ("day", "after", "now"),
    [
        ("2026-06-01", "not-in-force", "refuted"),
        ("2026-09-02", "not-in-force", "refuted"),
        ("2026-09-03", "refuted", "refuted"),
        ("2027-01-01", "refuted", "refuted"),
    ],
)
def test_in_the_transition_only_the_reading_about_its_end_is_open(day: str, after: str, now: str) -> None:
    readings = result("banned-vendor", "supplier-ban", day).readings
    assert [each.status for each in readings] == [after, now, now]


def test_an_assumption_past_its_review_is_named() -> None:
    assert evaluate("2026-12-31").diagnostics == ()
    overdue = evaluate("2027-01-01").diagnostics
    assert {each.code for each in overdue} == {"overdue-review"}
    assert [each.message for each in overdue if each.location and "cloud" in each.location.path] == [
        "the assumption `no copy of the weights leaves the provider by hand` was to be reviewed by 2026-12-31"
    ]
