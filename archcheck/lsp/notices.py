"""Notices: what there is to tell at a place, of texts that are wrong and of constraints that do not hold."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archcheck.claims.model import ClaimResult
from archcheck.claims.standing import REFUTED, UNKNOWN
from archcheck.claims.words import say_claim
from archcheck.report.lines import describe_cuts, format_path
from archcheck.report_model import ConstraintResult, Finding, Report, Run
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.located import Location, shorten

MOST_RELATED = 20
_MOST_LINES = 5
_MOST_TEXT = 300
_MOST_REASONS = 3
_STANDING = ("open", "grace", "referred")


class Notice(NamedTuple):
    """Something to tell at a place.

    ``severity`` is ``error``, ``warning`` or ``info``; ``verdict`` says that it is about a constraint that does not
    hold, and not about a text that is wrong.
    """

    severity: str
    code: str
    message: str
    location: Location
    related: tuple[tuple[str, Location], ...] = ()
    verdict: bool = False


def tell_diagnostic(diagnostic: Diagnostic, nowhere: Location) -> Notice:
    """Return what a diagnostic tells; ``nowhere`` is where one stands that has no place of its own."""
    help_text = f"\nhelp: {diagnostic.help}" if diagnostic.help else ""
    place = diagnostic.location or nowhere
    return Notice(diagnostic.severity, diagnostic.code, diagnostic.message + help_text, place, diagnostic.related)


def common_warnings(runs: Sequence[Run]) -> Iterator[Diagnostic]:
    """Yield the warnings of all runs, once each; that a topology lacks a name only where all of them lack it."""
    at: dict[tuple[str, Location | None], list[Diagnostic]] = {}
    for run in runs:
        for each in dict.fromkeys(run.diagnostics):
            at.setdefault((each.code, each.location), []).append(each)
    for (code, _), several in at.items():
        if not code.startswith("no-such-"):
            yield from dict.fromkeys(several)
        elif len(several) == len(runs):
            others = len(runs) - 1
            more = f", nor has any of the {others} other topologies" if others > 1 else ", nor has the other topology"
            yield several[0]._replace(message=several[0].message + (more if others else ""))


def tell_verdicts(report: Report) -> Iterator[Notice]:
    """Yield what does not hold: at the node or edge at fault, and at the constraint."""
    by_id: dict[str, list[tuple[Run, ConstraintResult]]] = {}
    for run in report.runs:
        for result in run.constraints:
            by_id.setdefault(result.id, []).append((run, result))
            for finding in result.findings:
                if finding.state in _STANDING and finding.location is not None:
                    yield _finding(result, finding, finding.location)
    for several in by_id.values():
        failing = [(run, result) for run, result in several if result.counts_as is not None]
        if failing:
            yield _constraint(failing, len(several))


def _finding(result: ConstraintResult, finding: Finding, place: Location) -> Notice:
    lines = [finding.message]
    for word, path in (("path", finding.path), ("and", finding.other_path)):
        if path:
            lines.append(f"{word}: {format_path(path)}")
    lines += [f"permitted only by {permit.authority}" for permit in finding.permitted_by]
    lines += [f"waived until {approval.expires.isoformat()}, which is over" for approval in finding.expired]
    if finding.state == "grace" and result.grace_until is not None:
        lines.append(f"a warning until {result.grace_until.isoformat()}")
    if finding.fix:
        lines.append(f"fix: {shorten(describe_cuts(finding.fix), _MOST_TEXT)}")
    severity = "warning" if finding.state == "referred" else result.counts_as or result.severity
    related = [(f"asked for here: {result.title}" if result.title else "asked for here", result.location)]
    steps = [step for path in (finding.path, finding.other_path) for step in path]
    related += [(f"step {step.edge}", step.location) for step in steps if step.edge and step.location is not None]
    return Notice(severity, result.id, "\n".join(lines), place, tuple(related[:MOST_RELATED]), verdict=True)


def _constraint(failing: Sequence[tuple[Run, ConstraintResult]], total: int) -> Notice:
    """Return what to tell at a constraint that counts against some topologies."""
    first = failing[0][1]
    lines = [describe_verdict(result) + (f" in {run.path}" if total > 1 else "") for run, result in failing]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [f"and so on in {len(lines) - _MOST_LINES + 1} more"]
    if total > 1:
        lines.append(f"counts against {len(failing)} of {total} topologies")
    related = []
    for _, result in failing:
        for finding in result.findings:
            if finding.state not in _STANDING:
                continue
            if finding.location is not None:
                related.append((finding.message, finding.location))
            elif len(lines) < _MOST_LINES:
                lines.append(finding.message)
    severities = [result.counts_as for _, result in failing]
    severity = next(name for name in ("error", "warning", "info") if name in severities)
    empty_at = next((result.empty_at for _, result in failing if result.status == "vacuous"), None)
    alone = all(result.status == "vacuous" for _, result in failing)
    place = empty_at if alone and empty_at is not None else first.location
    return Notice(severity, first.id, "\n".join(lines), place, tuple(related[:MOST_RELATED]), verdict=True)


def tell_claims(runs: Sequence[Run], results: Sequence[Sequence[ClaimResult]]) -> Iterator[Notice]:
    """Yield the claims that do not stand in some topology: how far each of them is supported, and what refutes it."""
    by_id: dict[str, list[tuple[Run, ClaimResult]]] = {}
    for run, row in zip(runs, results, strict=True):
        for result in row:
            by_id.setdefault(result.claim.id, []).append((run, result))
    for name, several in by_id.items():
        failing = [(run, result) for run, result in several if result.status in (REFUTED, UNKNOWN)]
        if failing:
            lines = _claim_lines(failing, len(several))
            first = failing[0][1]
            at_fault = [each for each in first.readings if each.status in (REFUTED, UNKNOWN)]
            related = [(f"reading {each.number}: {each.title}", each.location) for each in at_fault]
            found = [each.finding for reading in at_fault for each in reading.standing.refutations]
            related += [(each.message, each.location) for each in found if each.location is not None]
            related = list(dict.fromkeys(related))[:MOST_RELATED]
            yield Notice("error", name, "\n".join(lines), first.claim.location, tuple(related), verdict=True)


def _claim_lines(failing: Sequence[tuple[Run, ClaimResult]], total: int) -> list[str]:
    lines = [
        f"{result.status}: {shorten(say_claim(result), _MOST_TEXT)}" + (f" in {run.path}" if total > 1 else "")
        for run, result in failing
    ]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [f"and so on in {len(lines) - _MOST_LINES + 1} more"]
    return [*lines, f"does not stand in {len(failing)} of {total} topologies"] if total > 1 else lines


def describe_verdict(result: ConstraintResult) -> str:
    """Return a verdict in some words."""
    if result.status == "error":
        return f"could not be evaluated: {result.error}"
    if result.status == "vacuous":
        verb = "matches" if len(result.empty) == 1 else "match"
        return f"vacuous: {', '.join(f'`{name}`' for name in result.empty)} {verb} nothing"
    if result.status == "unknown":
        left_out = len(result.unknown) - _MOST_REASONS
        reasons = [*result.unknown[:_MOST_REASONS], *([f"and {left_out} more"] if left_out > 0 else [])]
        return f"unknown: {'; '.join(shorten(reason, _MOST_TEXT) for reason in reasons)}"
    states = [finding.state for finding in result.findings]
    counts = [f"{states.count(state)} {state}" for state in ("waived", "known", "referred") if state in states]
    standing = states.count("open") + states.count("grace")
    if result.status == "fail":
        more = "+" if result.truncated else ""
        counts.insert(0, f"{standing}{more} finding{'s' * (standing != 1 or result.truncated)}")
    if result.allow_empty is not None:
        counts.append(f"nothing to check: {result.allow_empty}")
    if result.assumptions:
        counts.append(f"assumes that {', '.join(result.assumptions)} {_keep(result)} no state")
    return result.status + (f": {', '.join(counts)}" if counts else "")


def _keep(result: ConstraintResult) -> str:
    return "keeps" if len(result.assumptions) == 1 else "keep"
