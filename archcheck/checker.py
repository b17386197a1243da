"""The check: topologies and constraint documents to a report; a constraint that cannot be decided fails alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from archcheck.accepted.baseline import Known, identity_of, tell_gone, tell_unchecked
from archcheck.accepted.excuses import MOST_EXCUSABLE
from archcheck.accepted.waivers import Waivers
from archcheck.decision import Decision, decide
from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.selector import canonical, set_references
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import InputError, LimitError, stop
from archcheck.graph.compiled import Graph, compile_topology
from archcheck.report_model import ConstraintResult, Finding, Identity, Report, Run
from archcheck.rules.constraint import Constraint, read_constraint
from archcheck.rules.names import find_unknown_names
from archcheck.source.collector import paused_collector
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.identifiers import fold
from archcheck.source.located import Location, Source, shorten
from archcheck.source.progress import work

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
    notes: Sequence[Diagnostic] = (),
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
        notes: what every run is to tell beside what is found.

    Returns:
        The report, and the compiled topologies in the order of its runs.

    Raises:
        InputError: where a constraint cannot be read, or there is nothing to check; LimitError where a constraint has
            too many findings to tell which of them are excused.
    """
    problems = Problems()
    every = read_constraints(documents, problems)
    constraints = _select(every, list(only), problems)
    _check_waivers(waivers, every, problems)
    if not problems.failed and not (topologies and constraints):
        _tell_nothing(topologies, documents, problems)
    graphs = _compile(topologies, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    if baseline is not None or whole:
        _refuse_namesakes(graphs)
    vocabulary = {kind: text for document in documents for kind, text in document.vocabulary.items()}
    warnings = [*notes, *dict.fromkeys(warning for document in documents for warning in document.warnings)]
    names = [constraint.id for constraint in every]
    with paused_collector():
        check = _Check(graphs, constraints, names, Waivers(waivers, as_of), baseline, as_of, max_findings, whole)
        runs = check.run(vocabulary, warnings)
    texts = [item.sources for item in topologies] + [item.sources for item in documents]
    texts += [item.sources for item in waivers] + ([] if baseline is None else [baseline.sources])
    sources = merge_sources(texts)
    return Report(tuple(runs), as_of, version, fail_on, strict, sources), graphs


def _tell_nothing(topologies: Sequence[Topology], documents: Sequence[ConstraintDocument], problems: Problems) -> None:
    if not topologies or not documents:
        missing = "constraint" if topologies else "topology"
        problems.error("nothing-to-check", f"there is no {missing} to check")
        return
    for document in documents:
        place = Location(document.path, 1, 1)
        problems.error("nothing-to-check", f"`{document.name}` defines no constraint to check", place)


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


def require_constraints(documents: Sequence[ConstraintDocument], only: Iterable[str], problems: Problems) -> None:
    """Record why verdicts on these constraints could not be held against them.

    What cannot be read, or is defined twice and differently, would be held to less than it says; nothing, to nothing.
    """
    chosen = _select(read_constraints(documents, problems), list(only), problems)
    if not chosen and not problems.failed:
        problems.error("nothing-to-check", "there is no constraint to verify")


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


def _refuse_namesakes(graphs: Sequence[Graph]) -> None:
    """Raise an error where two topologies have one name: a baseline would take what it knows of one for the other."""
    first: dict[str, Graph] = {}
    for graph in graphs:
        name, path = graph.topology.name, graph.topology.path
        other = first.setdefault(name, graph)
        if other is not graph:
            message = f"`{other.topology.path}` and `{path}` are both named `{name}`, as no two in a baseline may be"
            help_text = "give one of them another `name`, or check them one by one"
            raise InputError([Diagnostic("error", "duplicate-id", message, None, help_text)])


class _Check:
    """One check: every constraint decided on every graph, then what is found judged by what excuses it."""

    def __init__(
        self,
        graphs: Sequence[Graph],
        constraints: Sequence[Constraint],
        every: Sequence[str],
        waivers: Waivers,
        baseline: Baseline | None,
        as_of: date,
        most: int,
        whole: bool,
    ) -> None:
        self.graphs = graphs
        self.constraints = constraints
        self.every = every
        self.waivers = waivers
        self.baseline = baseline
        self.as_of = as_of
        self.most = most
        self.whole = whole
        self.names = [graph.topology.name for graph in graphs]

    def run(self, vocabulary: Mapping[str, str], warnings: Sequence[Diagnostic]) -> list[Run]:
        """Return a run for each graph."""
        work.begin("checking", "constraint", len(self.graphs) * len(self.constraints))
        decided = [[work.did(self._decide(graph, each)) for each in self.constraints] for graph in self.graphs]
        for row in decided:
            for each in row:
                self.waivers.count(each.constraint.id, each.outcome.findings)
        undecided = {each.constraint.id for row in decided for each in row if each.error is not None}
        in_force = {each.id for each in self.constraints if each.in_force(self.as_of)}
        problems = Problems()
        self.waivers.tell_stale(in_force - undecided, {each.id for each in self.constraints} - in_force, problems)
        if self.baseline is not None:
            tell_unchecked(self.baseline, self.names, problems)
        for constraint in self.constraints:
            doubt = constraint.rule.doubt(constraint.fields) if constraint.in_force(self.as_of) else None
            if doubt is not None:
                problems.warning("never-fails", f"`{constraint.id}` can never fail: {doubt}", constraint.location)
        warnings = [*warnings, *problems.diagnostics]
        return [self._finish(graph, row, vocabulary, warnings) for graph, row in zip(self.graphs, decided, strict=True)]

    def _decide(self, graph: Graph, constraint: Constraint) -> Decision:
        """Decide a constraint; where anything may be excused, with all of its findings.

        Raises:
            LimitError: where these are too many.
        """
        excusable = constraint.permissions or self.baseline is not None or self.waivers.concern(constraint.id)
        if not (excusable or self.whole):
            return decide(graph, constraint, self.as_of, self.most)
        decision = decide(graph, constraint, self.as_of, max(MOST_EXCUSABLE, self.most))
        if decision.outcome.truncated:
            number = len(decision.outcome.findings)
            message = f"`{constraint.id}` has more than {number:,} findings in `{graph.topology.path}`"
            help_text = "narrow its selectors, or check it without waivers, `permitted-by` and baselines"
            raise LimitError([Diagnostic("error", "too-many-findings", message, constraint.location, help_text)])
        return decision

    def _most_shown(self, constraint: str) -> int:
        """Return how many findings are shown; all where a waiver says how many it expects, so that others can count."""
        return MOST_EXCUSABLE if self.waivers.counted(constraint) else self.most

    def _finish(
        self, graph: Graph, decisions: Sequence[Decision], vocabulary: Mapping[str, str], warnings: Sequence[Diagnostic]
    ) -> Run:
        """Return the run of one graph."""
        topology = graph.topology
        known = Known(self.baseline, topology.name, self.names)
        excusing = None if self.baseline is None else known
        found = {each.constraint.id: each.excuse(self.waivers, excusing, graph.population) for each in decisions}
        settled = {each.constraint.id: found[each.constraint.id] for each in decisions if each.is_settled}
        gone = known.gone(settled, self.every)
        problems = Problems()
        tell_gone(gone, self.every, problems)
        unknown = find_unknown_names(graph, [each.constraint for each in decisions if each.in_force], vocabulary)
        results = [each.judge(found[each.constraint.id], self._most_shown(each.constraint.id)) for each in decisions]
        return Run(
            topology.name,
            topology.path,
            len(graph.nodes),
            len(graph.edges),
            tuple(topology.sources.values()),
            self._add_fixes(graph, results),
            tuple(
                sorted(
                    [*warnings, *topology.diagnostics, *graph.diagnostics, *unknown, *problems.diagnostics],
                    key=_diagnostic_order,
                )
            ),
            None if self.baseline is None else _count(found.values(), len(gone)),
            (*_list_unexcused(found), *known.undecided(settled, self.every)) if self.whole else (),
        )

    def _add_fixes(self, graph: Graph, results: Sequence[ConstraintResult]) -> tuple[ConstraintResult, ...]:
        if not any(result.status == "fail" for result in results):
            return tuple(results)
        work.begin("looking for fixes")
        from archcheck.fixes.findings import add_fixes  # only where there is something to mend

        return add_fixes(graph, results, {constraint.id: constraint for constraint in self.constraints})


def _count(found: Iterable[Sequence[Finding]], gone: int) -> Mapping[str, int]:
    """Return how many findings the baseline does not hold, holds, and holds in vain."""
    states = [finding.state for findings in found for finding in findings]
    return {"new": states.count("open"), "known": states.count("known"), "gone": gone}


def _list_unexcused(found: Mapping[str, Sequence[Finding]]) -> Iterator[Identity]:
    """Yield the identities of all findings that nothing but a baseline or a grace period excuses."""
    for constraint, findings in found.items():
        for finding in findings:
            if finding.state in ("open", "grace", "known"):
                yield identity_of(constraint, finding)


def _diagnostic_order(diagnostic: Diagnostic) -> tuple[Location, str, str]:
    return diagnostic.location or Location("", 0, 0), diagnostic.code, diagnostic.message
