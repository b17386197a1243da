"""The check: topologies and constraint documents to a report; a constraint that cannot be decided fails alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from archcheck.accepted import ALL, Excuses
from archcheck.decision import Decision, decide
from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.selector import canonical, set_references
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import InputError, stop
from archcheck.graph.compiled import Graph, compile_topology
from archcheck.report_model import Finding, Identity, Report, Run
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
    waivers: Sequence[WaiverDocument] = (),
    baseline: Baseline | None = None,
    whole: bool = False,
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
        waivers: documents of waivers.
        baseline: the findings that were there before.
        whole: whether runs tell all findings that nothing but a baseline excuses, as a new baseline needs them.

    Returns:
        The report, and the compiled topologies in the order of its runs.

    Raises:
        InputError: where a constraint cannot be read, or there is nothing to check.
    """
    problems = Problems()
    every = read_constraints(documents, problems)
    constraints = _select(every, list(only), problems)
    _check_waivers(waivers, every, problems)
    if not problems.failed and not (topologies and constraints):
        missing = "constraint" if topologies else "topology"
        problems.error("nothing-to-check", f"there is no {missing} to check")
    graphs = _compile(topologies, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    vocabulary = {kind: text for document in documents for kind, text in document.vocabulary.items()}
    warnings = list(dict.fromkeys(warning for document in documents for warning in document.warnings))
    excuses = Excuses(waivers, baseline, as_of)
    with paused_collector():
        runs = _Check(graphs, constraints, every, excuses, as_of, max_findings, whole).run(vocabulary, warnings)
    texts = [item.sources for item in topologies] + [item.sources for item in documents]
    texts += [item.sources for item in waivers] + ([] if baseline is None else [baseline.sources])
    sources = merge_sources(texts)
    return Report(tuple(runs), as_of, version, fail_on, strict, sources), graphs


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


def _check_waivers(waivers: Sequence[WaiverDocument], constraints: Sequence[Constraint], problems: Problems) -> None:
    """Record an error for every waiver of a constraint that there is not."""
    known = [constraint.id for constraint in constraints]
    if problems.failed:  # not all constraints are known
        return
    for document in waivers:
        for waiver in document.waivers:
            name = waiver.constraint
            if name.text not in known:
                message = f"there is no constraint `{shorten(name.text)}` to waive"
                help_text = problems.did_you_mean(name.text, known)
                problems.error("unknown-constraint", message, name.location, help_text)


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


def merge_sources(several: Iterable[Mapping[str, Source]]) -> Mapping[str, Source]:
    """Return the texts by path, without those of a path that is shown for two: no lines are better than wrong ones."""
    sources: dict[str, Source] = {}
    ambiguous: set[str] = set()
    for each in several:
        for path, source in each.items():
            if sources.setdefault(path, source).text != source.text:
                ambiguous.add(path)
    return {path: source for path, source in sources.items() if path not in ambiguous}


class _Check:
    """One check: every constraint decided on every graph, then what is found judged by what excuses it."""

    def __init__(
        self,
        graphs: Sequence[Graph],
        constraints: Sequence[Constraint],
        every: Sequence[Constraint],
        excuses: Excuses,
        as_of: date,
        most: int,
        whole: bool,
    ) -> None:
        self.graphs = graphs
        self.constraints = constraints
        self.every = [constraint.id for constraint in every]
        self.excuses = excuses
        self.as_of = as_of
        self.most = most
        self.whole = whole

    def run(self, vocabulary: Mapping[str, str], warnings: Sequence[Diagnostic]) -> list[Run]:
        """Return a run for each graph."""
        decided = [[self._decide(graph, constraint) for constraint in self.constraints] for graph in self.graphs]
        undecided = {each.constraint.id for row in decided for each in row if each.error is not None}
        for row in decided:
            for each in row:
                self.excuses.count(each.constraint.id, each.outcome.findings)
        problems = Problems()
        judged = [constraint.id for constraint in self.constraints if constraint.id not in undecided]
        self.excuses.tell_stale_waivers(judged, self.every, problems)
        warnings = [*warnings, *problems.diagnostics]
        names = [graph.topology.name for graph in self.graphs]
        return [
            self._finish(graph, row, self.excuses.name_of(graph.topology.name, names), vocabulary, warnings)
            for graph, row in zip(self.graphs, decided, strict=True)
        ]

    def _decide(self, graph: Graph, constraint: Constraint) -> Decision:
        all_matter = self.whole or self.excuses.concern(constraint.id, constraint.permissions)
        return decide(graph, constraint, self.as_of, ALL if all_matter else self.most)

    def _finish(
        self,
        graph: Graph,
        decisions: Sequence[Decision],
        name: str,
        vocabulary: Mapping[str, str],
        warnings: Sequence[Diagnostic],
    ) -> Run:
        """Return the run of one graph; ``name`` is what the baseline calls it."""
        found = {
            each.constraint.id: self.excuses.judge(
                name, each.constraint.id, each.outcome.findings, each.terms, graph.population
            )
            for each in decisions
        }
        problems = Problems()
        settled = {each.constraint.id: found[each.constraint.id] for each in decisions if each.is_settled}
        gone = self.excuses.find_gone(name, settled, self.every)
        for entry in gone:
            about = " to ".join(f"`{end}`" for end in (entry.subject, entry.source, entry.target) if end is not None)
            message = f"the finding of `{entry.constraint}` on {about} is gone, and the baseline still holds it"
            help_text = "write the baseline anew with --write-baseline"
            problems.warning("stale-baseline", message, entry.location, help_text)
        in_force = [each.constraint for each in decisions if each.in_force]
        unknown = find_unknown_names(graph, in_force, vocabulary)
        diagnostics = [*warnings, *graph.diagnostics, *unknown, *problems.diagnostics]
        topology = graph.topology
        return Run(
            topology.name,
            topology.path,
            len(graph.nodes),
            len(graph.edges),
            tuple(topology.sources.values()),
            tuple(each.judge(found[each.constraint.id], self.most) for each in decisions),
            tuple(sorted(diagnostics, key=_diagnostic_order)),
            self._count(found, len(gone)),
            _list_unexcused(found) if self.whole or self.excuses.baseline is not None else (),
        )

    def _count(self, found: Mapping[str, Sequence[Finding]], gone: int) -> Mapping[str, int] | None:
        """Return how many findings the baseline does not hold, holds, and holds in vain."""
        if self.excuses.baseline is None:
            return None
        states = [finding.state for findings in found.values() for finding in findings]
        return {"new": states.count("open"), "known": states.count("known"), "gone": gone}


def _list_unexcused(found: Mapping[str, Sequence[Finding]]) -> tuple[Identity, ...]:
    """Return the identities of all findings that nothing but a baseline excuses."""
    return tuple(
        (name, finding.source, finding.target, finding.subject)
        for name, findings in found.items()
        for finding in findings
        if finding.state in ("open", "grace", "known")
    )


def _diagnostic_order(diagnostic: Diagnostic) -> tuple[Location, str, str]:
    return diagnostic.location or Location("", 0, 0), diagnostic.code, diagnostic.message
