"""Which findings a picture shows: a letter for each path that is drawn, a colour for each constraint that it is for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from string import ascii_uppercase

from archcheck.draw.palette import VIOLATIONS
from archcheck.graph.compiled import Graph
from archcheck.report_model import STATES, ConstraintResult, Finding, Step

MOST_PATHS = 6
LARGE = 60
"""A topology of more nodes than this is collapsed around its marks."""
MOST_BLAMED = 24
"""In a large topology, one constraint marks no more nodes and edges at fault than these."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawn path, or what one constraint finds fault with; ``colour`` is an index into the palette.

    ``also`` are further constraints that the same path violates. ``nodes`` are all that the mark touches,
    ``blamed_nodes`` and ``blamed_edges`` those at fault themselves, ``missed`` the waypoints of its constraints that
    the path does not pass.
    """

    letter: str
    constraint: str
    title: str | None
    state: str
    colour: int
    about: str
    path: tuple[Step, ...] = ()
    also: tuple[str, ...] = ()
    nodes: frozenset[str] = frozenset()
    blamed_nodes: frozenset[str] = frozenset()
    blamed_edges: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Drawn:
    """What is drawn of one result: its own paths, each with the results that share it, and how many findings in all."""

    result: ConstraintResult
    paths: list[Finding]
    subjects: list[Finding]
    chosen: list[tuple[Finding, list[ConstraintResult]]] = field(default_factory=list)
    shared: list[Finding] = field(default_factory=list)
    colour: int | None = None

    def next_path(self) -> Finding | None:
        """Return the first path that does more than lengthen one that is drawn already."""
        drawn = [finding for finding, _ in self.chosen] + self.shared
        return next((path for path in self.paths if not any(_lengthens(path, other) for other in drawn)), None)

    def missing(self) -> int:
        """Return how many findings are not drawn."""
        subjects = len(self.subjects) if self.colour is None else 0
        return len(self.paths) - len(self.chosen) - len(self.shared) + subjects


def choose_marks(
    graph: Graph, results: Sequence[ConstraintResult], most: int = MOST_PATHS
) -> tuple[tuple[Mark, ...], list[str]]:
    """Choose the findings to draw: the first of every constraint before the second of any, errors first.

    Args:
        graph: the topology.
        results: the verdicts on it.
        most: how many paths are drawn.

    Returns:
        The marks, and notes on what was left out.
    """
    failing = [result for result in results if result.status in ("fail", "referred")]
    failing.sort(key=lambda result: (result.status, result.severity != "error"))
    drawn = [_Drawn(result, *_split(result)) for result in failing]
    _choose(drawn, most)
    letters = chain(ascii_uppercase, map("".join, product(ascii_uppercase, repeat=2)))
    marks: list[Mark] = []
    for each in drawn:
        if each.colour is not None:
            marks += (_mark_path(each, finding, others, next(letters)) for finding, others in each.chosen)
            for state in STATES:
                if found := [finding for finding in each.subjects if finding.state == state]:
                    marks.append(_mark_subjects(graph, each, found, each.colour, next(letters)))
    missing = ", ".join(f"{each.result.id} ({each.missing()})" for each in drawn if each.missing())
    notes = [f"findings that are not drawn: {missing}"] if missing else []
    waived = [(each.id, sum(finding.state == "waived" for finding in each.findings)) for each in results]
    told = ", ".join(f"{name} ({count})" for name, count in waived if count)
    return tuple(marks), notes + ([f"waived, and not drawn: {told}"] if told else [])


def _split(result: ConstraintResult) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that are not waived, those with a path and those without; what is permitted comes last."""
    findings = sorted(
        (finding for finding in result.findings if finding.state != "waived"),
        key=lambda finding: finding.state == "referred",
    )
    return [finding for finding in findings if finding.path], [finding for finding in findings if not finding.path]


def _choose(drawn: Sequence[_Drawn], most: int) -> None:
    """Choose paths in turns until there are enough; a path that violates several constraints is drawn once."""
    colours = iter(range(len(VIOLATIONS)))
    owners: dict[tuple[object, ...], list[ConstraintResult]] = {}
    for turn in range(most):
        for each in drawn:
            if turn == 0 and each.subjects:
                each.colour = next(colours, None)
            finding = each.next_path()
            if finding is None:
                continue
            key = (finding.state, *((step.node, step.edge, step.direction) for step in finding.path))
            if key in owners:
                owners[key].append(each.result)
                each.shared.append(finding)
            elif len(owners) < most:
                each.colour = next(colours, None) if each.colour is None else each.colour
                if each.colour is not None:
                    owners[key] = []
                    each.chosen.append((finding, owners[key]))


def _lengthens(finding: Finding, other: Finding) -> bool:
    """Whether a path takes every step that another one takes: drawn too, it would add letters and nothing to see."""
    return {(step.edge, step.direction) for step in other.path} <= {
        (step.edge, step.direction) for step in finding.path
    }


def _mark_path(drawn: _Drawn, finding: Finding, others: Sequence[ConstraintResult], letter: str) -> Mark:
    result = drawn.result
    on_path = frozenset(step.node for step in finding.path)
    steps = len(finding.path) - 1
    return Mark(
        letter,
        result.id,
        result.title,
        finding.state,
        drawn.colour or 0,
        f"{finding.path[0].node} → {finding.path[-1].node}, {steps} step{'s' * (steps != 1)}{_milder(result)}",
        finding.path,
        tuple(other.id for other in others),
        nodes=on_path,
        missed=result.waypoints.union(*(other.waypoints for other in others)) - on_path,
    )


def _milder(result: ConstraintResult) -> str:
    """Return the severity at which a result counts, in brackets, where it is less than an error."""
    return f" ({result.counts_as})" if result.counts_as not in (None, "error") else ""


def _mark_subjects(graph: Graph, drawn: _Drawn, findings: Sequence[Finding], colour: int, letter: str) -> Mark:
    """Return one mark for findings of one state that have no path; one without a subject blames its ends."""
    result = drawn.result
    ids = list(dict.fromkeys(name for finding in findings for name in _names(finding)))
    if len(graph.nodes) > LARGE:
        ids = ids[:MOST_BLAMED]
    nodes = frozenset(name for name in ids if name in graph.population.position)
    edges = [edge for edge in graph.edges if edge.id in set(ids) - nodes]
    return Mark(
        letter,
        result.id,
        result.title,
        findings[0].state,
        colour,
        (findings[0].message if len(findings) == 1 else f"{len(findings)} findings") + _milder(result),
        nodes=nodes.union(*((edge.source, edge.target) for edge in edges)),
        blamed_nodes=nodes,
        blamed_edges=frozenset(edge.id for edge in edges),
    )


def _names(finding: Finding) -> Iterator[str]:
    return (name for name in (finding.subject, finding.source, finding.target) if name is not None)
