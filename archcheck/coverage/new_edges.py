"""New edges: which constraints would notice each edge that is not there yet, found by trying every one of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from archcheck.coverage.notice import Notice
from archcheck.documents.topology import EDGE_KINDS, Edge, Topology
from archcheck.graph.compiled import Graph, default_edge_id
from archcheck.rules.constraint import Constraint
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, shorten
from archcheck.source.progress import work

MOST_DECISIONS = 40_000
"""How many decisions are made unless more are asked for: about a minute of work for a topology of a hundred nodes."""
EDGES_A_DECISION = 25
"""How many edges may be tried for each decision that may be made: most need none, and take little time."""
NO_ZONE = ""
"""What stands for the zone of nodes that are in none."""


class Trial(NamedTuple):
    """An edge that is not there, and for each constraint that would notice it, by id, how many findings are new."""

    source: str
    target: str
    noticed_by: Mapping[str, int]


class Crossing(NamedTuple):
    """All edges that are not there from one zone to another, or inside one.

    ``possible`` counts them, ``noticed`` those that any constraint would notice, and ``noticed_by`` those that each one
    would, by id, in the order of the constraints.
    """

    source: str
    target: str
    possible: int
    noticed: int
    noticed_by: Mapping[str, int]


class TooMany(NamedTuple):
    """More than may be tried: how many ``edges`` there could be, or how many ``decisions`` it takes, and the most."""

    number: int
    most: int
    what: str


class NewEdges(NamedTuple):
    """What would be noticed of new edges of one kind; ``trials`` in the order of source and target."""

    kind: str
    trials: tuple[Trial, ...]
    crossings: tuple[Crossing, ...]

    @property
    def worst(self) -> tuple[Trial, ...]:
        """The edges that break anything, those first that break most: by constraints, then by findings."""
        breaking = [each for each in self.trials if each.noticed_by]
        return tuple(
            sorted(
                breaking,
                key=lambda each: (-len(each.noticed_by), -sum(each.noticed_by.values()), each.source, each.target),
            )
        )


def check_kind(topology: Topology, kind: str, problems: Problems) -> None:
    """Record an error where a topology has no such kind of edges."""
    first = kind.partition(".")[0]
    known = (*EDGE_KINDS, *topology.edge_kinds)
    if first not in known:
        help_text = problems.did_you_mean(first, known) or f"known: {', '.join(known)}"
        problems.error("unknown-edge-kind", f"there is no edge kind `{shorten(first)}`", None, help_text)


def try_edges(
    graph: Graph, constraints: Sequence[Constraint], as_of: date, kind: str = "call", most: int = MOST_DECISIONS
) -> NewEdges | TooMany:
    """Add every edge between two different nodes that have none of this kind, one at a time, and see who notices.

    A constraint notices an edge where it has a finding with it that it does not have without. What is waived, or in a
    grace period, is a finding too.

    Args:
        graph: the topology.
        constraints: what may notice.
        as_of: the day on which dates are judged.
        kind: the kind of the edges.
        most: how many decisions may be made, for what cannot be told without; and 25 times as many edges tried.
    """
    possible = len(graph.nodes) * (len(graph.nodes) - 1)
    if possible > most * EDGES_A_DECISION:
        return TooMany(possible, most * EDGES_A_DECISION, "edges")
    asked = [each for each in constraints if each.in_force(as_of) and each.rule.looks_at_edges(each.fields)]
    found: list[_Tried] = []
    pending = 0
    notices: list[Notice] = []
    work.begin("trying", "new edge", possible)
    for edges in _new_edges(graph, kind):
        notices = notices or [Notice(graph, each, as_of, edges[0]) for each in asked]
        position = graph.population.position
        source = position[edges[0].source]
        for notice in notices:
            notice.turn_to(source, edges)
        for edge in edges:
            work.done += 1
            counts = [notice.count(source, position[edge.target]) for notice in notices]
            open_ones = [place for place, number in enumerate(counts) if number is None]
            pending += len(open_ones)
            if pending <= most:
                found.append(_Tried(edge, {place: number for place, number in enumerate(counts) if number}, open_ones))
    if pending > most:
        return TooMany(pending, most, "decisions")
    work.begin("deciding", "new edge", len(found))
    trials = tuple(work.did(_settle(graph, each, notices)) for each in found)
    return NewEdges(kind, trials, tuple(_sum_up(graph, trials, [each.id for each in asked])))


class _Tried(NamedTuple):
    """An edge, how many findings it adds by the places of the constraints, and where that has to be decided."""

    edge: Edge
    counts: dict[int, int]
    pending: list[int]


def _settle(graph: Graph, tried: _Tried, notices: Sequence[Notice]) -> Trial:
    """Return what is noticed, after deciding what is left to decide."""
    counts = dict(tried.counts)
    if tried.pending:
        changed = Graph(graph.topology, [*graph.edges, tried.edge], ())
        for place in tried.pending:
            number = notices[place].decide(changed)
            if number:
                counts[place] = number
    noticed_by = {notices[place].constraint.id: number for place, number in sorted(counts.items())}
    return Trial(tried.edge.source, tried.edge.target, noticed_by)


def _new_edges(graph: Graph, kind: str) -> Iterator[list[Edge]]:
    """Yield for every node the edges that could leave it and are not there, where there are any."""
    there = {(edge.source, edge.target) for edge in graph.edges if edge.kind == kind}
    names = {edge.id for edge in graph.edges}
    place = Location(graph.topology.path, 1, 1)
    for source in graph.nodes:
        edges = []
        for target in graph.nodes:
            if source is target or (source.id, target.id) in there:
                continue
            number = 1
            while (name := default_edge_id(source.id, target.id, number)) in names:
                number += 1
            edges.append(Edge(name, source.id, target.id, kind, None, None, frozenset(), {}, None, False, place))
        if edges:
            yield edges


def _sum_up(graph: Graph, trials: Sequence[Trial], constraints: Sequence[str]) -> Iterator[Crossing]:
    zones = {node.id: node.zone or NO_ZONE for node in graph.nodes}
    grouped: dict[tuple[str, str], list[Trial]] = {}
    for each in trials:
        grouped.setdefault((zones[each.source], zones[each.target]), []).append(each)
    for (source, target), found in sorted(grouped.items()):
        noticed_by = {name: sum(name in each.noticed_by for each in found) for name in constraints}
        noticing = {name: number for name, number in noticed_by.items() if number}
        yield Crossing(source, target, len(found), sum(bool(each.noticed_by) for each in found), noticing)
