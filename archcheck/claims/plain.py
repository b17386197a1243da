"""A report on claims as plain data and as JSON, ``claims-report/v1``."""

from typing import Any

from archcheck.claims.model import ClaimResult, ClaimsReport, ReadingResult
from archcheck.claims.standing import Leaning, Refutation
from archcheck.claims.words import say_claim
from archcheck.report_model import Run, plain_diagnostic, plain_finding, plain_location
from archcheck.source import json_writing

TYPE = "claims-report/v1"


def write_json(report: ClaimsReport) -> str:
    """Return a report as JSON, with a line break at its end."""
    return json_writing.write_json(plain_claims(report))


def plain_claims(report: ClaimsReport) -> dict[str, Any]:
    """Return a report as plain data, in the order in which it is written."""
    return {
        "archcheck": TYPE,
        "tool": {"name": "archcheck", "version": report.version},
        "as_of": report.as_of.isoformat(),
        "fail_on": report.fail_on,
        "verdict": report.verdict,
        "runs": [_run(run, row) for run, row in zip(report.runs, report.results, strict=True)],
        "diagnostics": [plain_diagnostic(diagnostic) for diagnostic in report.diagnostics],
    }


def _run(run: Run, results: tuple[ClaimResult, ...]) -> dict[str, Any]:
    topology = {"name": run.name, "path": run.path, "nodes": run.nodes, "edges": run.edges, "sha256": run.sha256}
    diagnostics = [plain_diagnostic(diagnostic) for diagnostic in run.diagnostics]
    return {"topology": topology, "claims": [_claim(each) for each in results], "diagnostics": diagnostics}


def _claim(result: ClaimResult) -> dict[str, Any]:
    claim, strongest, weakest = result.claim, result.strongest, result.weakest_refuted
    source: dict[str, Any] = {name: value for name, value in claim.source._asdict().items() if value}
    if claim.source.unsaid:
        source["unsaid"] = list(claim.source.unsaid)
    return {
        "id": claim.id,
        "text": claim.text,
        "source": source,
        "status": result.status,
        "strongest_supported": None if strongest is None else strongest.number,
        "weakest_refuted": None if weakest is None else weakest.number,
        "sentence": say_claim(result),
        "readings": [_reading(each) for each in result.readings],
        "supported_by": [{"claim": each.claim, "status": each.status} for each in result.supports],
        "location": plain_location(claim.location),
    }


def _reading(reading: ReadingResult) -> dict[str, Any]:
    standing = reading.standing
    return {
        "number": reading.number,
        "title": reading.title,
        "status": standing.status,
        "constraints": [
            {"id": proof.constraint, "status": proof.status, "certificate": proof.certificate}
            for proof in reading.proofs
        ],
        "assumptions": [_leaning(each) for each in standing.leanings],
        "witnesses": [_refutation(each) for each in standing.refutations],
        "reasons": list(standing.reasons),
        "undecidable": list(reading.undecidable),
        "location": plain_location(reading.location),
    }


def _leaning(leaning: Leaning) -> dict[str, Any]:
    data = {name: value for name, value in leaning._asdict().items() if value is not None}
    if leaning.review is not None:
        data["review"] = leaning.review.isoformat()
    return data


def _refutation(refutation: Refutation) -> dict[str, Any]:
    return {"constraint": refutation.constraint, **plain_finding(refutation.finding, refutation.constraint)}
