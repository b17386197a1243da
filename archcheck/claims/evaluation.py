"""The evaluation: claims documents and topologies to a report, every constraint decided by the checker."""

from collections.abc import Mapping, Sequence
from datetime import date
from graphlib import TopologicalSorter
from typing import NamedTuple

from archcheck.checker import check_topologies, merge_sources, read_constraints
from archcheck.claims.ground import find_ground
from archcheck.claims.hollow import find_hollow
from archcheck.claims.model import ClaimResult, ClaimsReport, Proof, ReadingResult, Support
from archcheck.claims.standing import (
    ASSUMING,
    HOLDING,
    REFUTED,
    UNDECIDABLE,
    Leaning,
    Standing,
    combine,
    stand,
)
from archcheck.documents.claim_evidence import Evidence, Leaf, leaves
from archcheck.documents.claims import Claim, ClaimsDocument, Reading, merge_claims
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.topology import Topology
from archcheck.errors import stop
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult, Report, Run
from archcheck.rules.constraint import Constraint
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, shorten
from archcheck.source.progress import work

ARGUED = "every claim that supports it, each in its most literal reading"
"""The one reading of a claim that has none of its own."""


class _Verdict(NamedTuple):
    """A constraint's verdict, and what it says of whatever rests on it."""

    result: ConstraintResult
    standing: Standing


def evaluate_claims(
    documents: Sequence[ClaimsDocument],
    topologies: Sequence[Topology],
    constraints: Sequence[ConstraintDocument],
    *,
    as_of: date,
    version: str,
    fail_on: str = "refuted",
    strict: bool = False,
) -> tuple[ClaimsReport, Report, list[Graph]]:
    """Hold every claim against every topology.

    Args:
        documents: the claims.
        topologies: what they are about, at least one.
        constraints: the documents that define the constraints which the claims name.
        as_of: the day on which dates are judged, those of reviews too.
        version: the program's version, for the report.
        fail_on: what makes the verdict ``fail``: ``refuted`` (or unknown), ``referred`` too, or ``never``.
        strict: whether warnings do as well.

    Returns:
        The report, the report of the check that it rests on, and the compiled topologies in the order of its runs.

    Raises:
        InputError: where a claim names what is not there, supports itself, or there is nothing to evaluate.
    """
    problems = Problems()
    claims = merge_claims(documents, problems)
    read = read_constraints(constraints, problems)
    # A claim that no topology could decide is a claim still: the check needs something to do all the same.
    names = require_constraints(claims, constraints, problems) or [constraint.id for constraint in read]
    if problems.failed:
        raise stop(problems.diagnostics)
    checked, graphs = check_topologies(topologies, constraints, as_of=as_of, version=version, only=names)
    results = judge_claims(claims, checked, graphs, read, problems)
    sources = merge_sources([checked.sources, *(document.sources for document in documents)])
    diagnostics = tuple(problems.diagnostics)
    report = ClaimsReport(checked.runs, results, diagnostics, as_of, version, fail_on, strict, sources)
    return report, checked, graphs


def judge_claims(
    claims: Mapping[str, Claim],
    checked: Report,
    graphs: Sequence[Graph],
    constraints: Sequence[Constraint],
    problems: Problems,
) -> tuple[tuple[ClaimResult, ...], ...]:
    """Judge claims by a check of all the constraints that they name.

    Args:
        claims: the claims, by id, as :func:`merge_claims` found them sound.
        checked: the report of the check; dates of reviews are judged as of its day.
        graphs: the compiled topologies, in the order of its runs.
        constraints: the constraints that were checked.
        problems: receives warnings, of reviews that are overdue and of readings that are in no order.

    Returns:
        For each run the claims over its topology, in the order of their documents.
    """
    asked = {constraint.id: constraint for constraint in constraints}
    work.begin("judging claims", "topology", len(graphs))
    results = tuple(
        work.did(_judge_run(claims, _stand_all(run, graph, asked)))
        for run, graph in zip(checked.runs, graphs, strict=True)
    )
    _tell_overdue(claims, checked.as_of, problems)
    _tell_disorder(checked.runs, results, problems)
    return results


def require_constraints(
    claims: Mapping[str, Claim],
    constraints: Sequence[ConstraintDocument],
    problems: Problems,
    hint: str = "-c names the documents of constraints",
) -> list[str]:
    """Return the constraints that claims name; record an error for each that no document defines.

    It is none where no topology could decide any of the claims. ``hint`` says how documents are named, where no
    constraint is called nearly so.
    """
    known = dict.fromkeys(name for document in constraints for name in document.constraints)
    named: dict[str, None] = {}
    for claim in claims.values():
        for reading in claim.readings:
            for leaf in leaves(reading.evidence):
                named[leaf.text] = None
                if leaf.text not in known:
                    message = f"there is no constraint `{shorten(leaf.text)}` for the claim `{shorten(claim.id)}`"
                    help_text = problems.did_you_mean(leaf.text, known) or hint
                    problems.error("unknown-constraint", message, leaf.location, help_text)
    return list(named)


def _stand_all(run: Run, graph: Graph, constraints: Mapping[str, Constraint]) -> dict[str, _Verdict]:
    """Return what each constraint says of one topology, by its id."""
    ground = find_ground(graph.topology)
    found = {}
    for result in run.constraints:
        constraint = constraints[result.id]
        doubt = constraint.rule.doubt(constraint.fields)
        standing = stand(result, ground=ground, doubt=doubt, hollow=find_hollow(graph, constraint, result))
        found[result.id] = _Verdict(result, standing)
    return found


def _judge_run(claims: Mapping[str, Claim], verdicts: Mapping[str, _Verdict]) -> tuple[ClaimResult, ...]:
    """Return the claims over one topology, in the order of their documents."""
    supporters: dict[str, list[str]] = {name: [] for name in claims}
    for claim in claims.values():
        for target in claim.supports:
            supporters[target.text].append(claim.id)
    found: dict[str, ClaimResult] = {}
    for name in TopologicalSorter(supporters).static_order():
        claim = claims[name]
        below = [found[each].readings[0] for each in supporters[name]]
        supports = tuple(Support(each, found[each].readings[0].status) for each in supporters[name])
        readings = tuple(_judge(number, each, verdicts) for number, each in enumerate(claim.readings, 1))
        found[name] = ClaimResult(claim, readings or (_argue(claim, below),), supports)
    return tuple(found[name] for name in claims)


def _argue(claim: Claim, below: Sequence[ReadingResult]) -> ReadingResult:
    """Return the reading of a claim that rests on others alone."""
    standing = combine([each.standing for each in below], every=True)
    undecidable = tuple(dict.fromkeys(text for each in below for text in each.undecidable))
    return ReadingResult(1, ARGUED, standing, (), undecidable, claim.location)


def _judge(number: int, reading: Reading, verdicts: Mapping[str, _Verdict]) -> ReadingResult:
    parts = [] if reading.evidence is None else [_weigh(reading.evidence, verdicts)]
    if reading.undecidable:
        parts.append(Standing(UNDECIDABLE, reasons=reading.undecidable))
    standing = combine(parts, every=True)
    if standing.status in HOLDING and reading.assumes:
        declared = tuple(
            Leaning("declared", each.statement, vouched_by=each.vouched_by, review=each.review)
            for each in reading.assumes
        )
        standing = Standing(ASSUMING, declared + standing.leanings)
    names = dict.fromkeys(leaf.text for leaf in leaves(reading.evidence))
    proofs = tuple(_prove(verdicts[name]) for name in names)
    return ReadingResult(number, reading.title, standing, proofs, reading.undecidable, reading.location)


def _weigh(evidence: Evidence, verdicts: Mapping[str, _Verdict]) -> Standing:
    if isinstance(evidence, Leaf):
        return verdicts[evidence.constraint.text].standing
    return combine([_weigh(part, verdicts) for part in evidence.parts], every=evidence.every)


def _prove(verdict: _Verdict) -> Proof:
    result = verdict.result
    kind = None if result.certificate is None else str(result.certificate["kind"])
    return Proof(result.id, result.title, result.status, kind, verdict.standing)


def _tell_overdue(claims: Mapping[str, Claim], as_of: date, problems: Problems) -> None:
    """Warn of every assumption whose day of review is past: once, with all the readings that make it."""
    overdue: dict[tuple[str, str, date], list[Location]] = {}
    for claim in claims.values():
        for reading in claim.readings:
            for each in reading.assumes:
                if each.review < as_of:
                    key = (each.statement, each.vouched_by, each.review)
                    places = overdue.setdefault(key, [])
                    # One that is written once and repeated by an alias is repeated where the reading is.
                    places.append(reading.location if each.location in places else each.location)
    for (statement, vouched_by, review), places in overdue.items():
        message = f"the assumption `{shorten(statement)}` was to be reviewed by {review}"
        help_text = f"`{shorten(vouched_by)}` vouches for it: ask, and give it a new `review`"
        others = [("assumed here too", place) for place in places[1:]]
        problems.warning("overdue-review", message, places[0], help_text, others)


def _tell_disorder(runs: Sequence[Run], results: Sequence[Sequence[ClaimResult]], problems: Problems) -> None:
    """Warn where a stricter reading is supported than one that is refuted, once for each claim."""
    told: set[str] = set()
    for run, row in zip(runs, results, strict=True):
        for each in row:
            refuted = each.weakest_refuted
            strongest = next((reading for reading in reversed(each.readings) if reading.status in HOLDING), None)
            if each.claim.id in told or refuted is None or strongest is None or strongest.number < refuted.number:
                continue
            told.add(each.claim.id)
            message = (
                f"in `{run.path}` reading {strongest.number} of `{shorten(each.claim.id)}` is supported, "
                f"and reading {refuted.number} is {REFUTED}"
            )
            help_text = "put readings in order from literal to strict"
            problems.warning("readings-order", message, refuted.location, help_text)
