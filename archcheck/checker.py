"""The check: topologies and constraint documents to a report; a constraint that cannot be decided fails alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.selector import canonical, set_references
from archcheck.documents.topology import Topology
from archcheck.errors import EvaluationError, InputError, stop
from archcheck.graph.compiled import Graph, compile_topology
from archcheck.report_model import ConstraintResult, Report, Run
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import EMPTY
from archcheck.rules.constraint import Constraint, read_constraint
from archcheck.rules.names import find_unknown_names
from archcheck.source.collector import paused_collector
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.identifiers import fold
from archcheck.source.located import Location, Source, shorten

MAX_FINDINGS = 100


def check_topologies(
    topologies: Sequence[Topology],
    documents: Sequence[ConstraintDocument],
    *,
    as_of: date,
    version: str,
    max_findings: int = MAX_FINDINGS,
    fail_on: str = "error",
    strict: bool = False,
    only: Iterable[str] = (),
) -> tuple[Report, list[Graph]]:
    """Check every topology against every constraint document.

    Args:
        topologies: at least one.
        documents: at least one constraint between them.
        as_of: the day on which dates are judged.
        version: the program's version, for the report.
        max_findings: how many findings of a constraint are listed; the verdict stays exact beyond.
        fail_on: the least severity that makes the verdict ``fail``: ``error``, ``warning`` or ``never``.
        strict: whether warnings make the verdict ``fail``.
        only: the ids of the constraints to check; none for all.

    Returns:
        The report, and the compiled topologies in the order of its runs.

    Raises:
        InputError: where a constraint cannot be read, or there is nothing to check.
    """
    problems = Problems()
    constraints = read_constraints(documents, problems)
    constraints = _select(constraints, list(only), problems)
    if not problems.failed and not (topologies and constraints):
        missing = "constraint" if topologies else "topology"
        problems.error("nothing-to-check", f"there is no {missing} to check")
    graphs = _compile(topologies, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    vocabulary = {kind: text for document in documents for kind, text in document.vocabulary.items()}
    warnings = list(dict.fromkeys(warning for document in documents for warning in document.warnings))
    with paused_collector():
        runs = [_run(graph, constraints, vocabulary, warnings, as_of, max_findings) for graph in graphs]
    return Report(tuple(runs), as_of, version, fail_on, strict, _sources(topologies, documents)), graphs


def read_constraints(documents: Sequence[ConstraintDocument], problems: Problems) -> list[Constraint]:
    """Read the constraints of several documents, sorted by id.

    A constraint that two documents share, because both extend its document, counts once; two different ones of the same
    id, or of ids that look alike, are an error.
    """
    found: dict[str, Constraint] = {}
    folded: dict[str, tuple[Constraint, ConstraintDocument]] = {}
    for document in documents:
        for raw in document.constraints.values():
            constraint = read_constraint(raw, document, problems)
            if constraint is None:
                continue
            known = found.setdefault(raw.id, constraint)
            twin, where = folded.setdefault(fold(raw.id), (constraint, document))
            if not _is_same(known, constraint):
                problems.error(
                    "duplicate-id",
                    f"two documents define the constraint `{raw.id}` differently",
                    raw.location,
                    "check against the one that extends the other alone",
                    [("the other one", known.location)],
                )
            elif twin.id != raw.id and where is not document:  # within one document it is told by its reading
                problems.error(
                    "twins",
                    f"the constraint id `{raw.id}` is easily taken for `{twin.id}`",
                    raw.location,
                    "give one of them another name",
                    [("the other one", twin.location)],
                )
    return [constraint for _, constraint in sorted(found.items())]


def _is_same(one: Constraint, other: Constraint) -> bool:
    """Return whether two constraints of one id ask for the same: by their fields and the sets that these lead to."""
    if one is other:
        return True
    return canonical(dict(one.fields)) == canonical(dict(other.fields)) and _sets_of(one) == _sets_of(other)


def _sets_of(constraint: Constraint) -> dict[str, object]:
    reached: dict[str, object] = {}
    waiting = [reference.name for selector, _ in constraint.selectors() for reference in set_references(selector)]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in constraint.sets:
            reached[name] = canonical(constraint.sets[name])
            waiting += [reference.name for reference in set_references(constraint.sets[name])]
    return reached


def _select(constraints: list[Constraint], only: list[str], problems: Problems) -> list[Constraint]:
    if not only or problems.failed:
        return constraints
    known = [constraint.id for constraint in constraints]
    for name in only:
        if name not in known:
            message = f"there is no constraint `{name}`"
            help_text = problems.did_you_mean(name, known) or f"known: {shorten(', '.join(known), 200)}"
            problems.error("unknown-constraint", message, None, help_text)
    return [constraint for constraint in constraints if constraint.id in only]


def compile_topologies(topologies: Sequence[Topology]) -> list[Graph]:
    """Compile topologies, sorted by path, so that the order on the command line changes nothing.

    Raises:
        InputError: with what is wrong in any of them.
    """
    problems = Problems()
    graphs = _compile(topologies, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    return graphs


def _compile(topologies: Sequence[Topology], problems: Problems) -> list[Graph]:
    graphs = []
    for topology in sorted(topologies, key=lambda topology: topology.path):
        try:
            graphs.append(compile_topology(topology))
        except InputError as error:
            problems.diagnostics += error.diagnostics
    return graphs


def _sources(topologies: Sequence[Topology], documents: Sequence[ConstraintDocument]) -> Mapping[str, Source]:
    """Return the texts by path, without those of a path that is shown for two: no lines are better than wrong ones."""
    sources: dict[str, Source] = {}
    ambiguous: set[str] = set()
    for each in [item.sources for item in topologies] + [item.sources for item in documents]:
        for path, source in each.items():
            if sources.setdefault(path, source).text != source.text:
                ambiguous.add(path)
    return {path: source for path, source in sources.items() if path not in ambiguous}


def _run(
    graph: Graph,
    constraints: Sequence[Constraint],
    vocabulary: Mapping[str, str],
    warnings: Sequence[Diagnostic],
    as_of: date,
    most: int,
) -> Run:
    results = tuple(_decide(graph, constraint, as_of, most) for constraint in constraints)
    in_force = [constraint for constraint in constraints if constraint.in_force(as_of)]
    diagnostics = [*warnings, *graph.diagnostics, *find_unknown_names(graph, in_force, vocabulary)]
    topology = graph.topology
    return Run(
        topology.name,
        topology.path,
        len(graph.nodes),
        len(graph.edges),
        tuple(topology.sources.values()),
        results,
        tuple(sorted(diagnostics, key=_diagnostic_order)),
    )


def _diagnostic_order(diagnostic: Diagnostic) -> tuple[Location, str, str]:
    return diagnostic.location or Location("", 0, 0), diagnostic.code, diagnostic.message


def _decide(graph: Graph, constraint: Constraint, as_of: date, most: int) -> ConstraintResult:
    """Decide one constraint. What goes wrong inside stays inside: the others are decided all the same."""
    default_along = constraint.rule.default_along
    case = Case(graph, constraint.fields, constraint.sets, most, default_along)
    outcome, error = Outcome(), None
    in_force = constraint.in_force(as_of)
    if in_force:
        try:
            outcome = constraint.rule.evaluate(case)
        except Exception as fault:
            error = str(fault) if isinstance(fault, EvaluationError) else f"{type(fault).__name__}: {fault}"
    allow_empty = constraint.fields.get("allow-empty")
    grace = constraint.grace_until
    findings = outcome.findings
    if grace is not None and as_of <= grace:
        findings = tuple(replace(finding, state="grace") for finding in findings)
    status = _status(outcome, in_force=in_force, error=error, allow_empty=allow_empty)
    return ConstraintResult(
        id=constraint.id,
        rule=constraint.rule.name,
        along=None if default_along is None else case.along(),
        severity=constraint.severity,
        title=constraint.fields.get("title"),
        status=status,
        matched=case.matched,
        findings=findings,
        truncated=outcome.truncated,
        assumptions=outcome.assumptions,
        location=constraint.location,
        empty=outcome.empty,
        empty_at=_find_place(constraint, outcome.empty),
        allow_empty=allow_empty if outcome.empty else None,
        grace_until=grace,
        error=error,
        waypoints=case.ids(case.waypoints),
        certificate=_certificate(outcome, status),
    )


def _certificate(outcome: Outcome, status: str) -> Mapping[str, Any] | None:
    """Return what proves a verdict; an empty match is told by ``empty``, and needs no more where that is allowed."""
    if status in ("vacuous", "inactive", "error"):
        return None
    return outcome.certificate or EMPTY


def _find_place(constraint: Constraint, empty: Sequence[str]) -> Location:
    """Return where the first field that matched nothing stands, or where the constraint begins if it is left out."""
    return next(
        (constraint.places.get(name.partition("[")[0], constraint.location) for name in empty), constraint.location
    )


def _status(outcome: Outcome, *, in_force: bool, error: str | None, allow_empty: str | None) -> str:
    if error is not None:
        return "error"
    if not in_force:
        return "inactive"
    if outcome.findings:
        return "fail"
    if outcome.empty:
        return "vacuous" if allow_empty is None else "pass"
    return "pass"
