"""New edges: which constraints would notice each edge that is not there yet, found by trying every one of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from archcheck.accepted.waivers import Waivers
from archcheck.decision import decide
from archcheck.documents.topology import EDGE_KINDS, Edge, Topology
from archcheck.graph.compiled import Graph, default_edge_id
from archcheck.rules.constraint import Constraint
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, shorten

MOST_TRIALS = 40_000
"""How many decisions are made unless more are asked for: about a minute of work for a topology of a hundred nodes."""
NO_ZONE = ""
"""What stands for the zone of nodes that are in none."""

_Found = frozenset[tuple[str | None, str | None, str | None]]


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


def count_trials(graph: Graph, constraints: Sequence[Constraint]) -> int:
    """Return how many decisions trying all edges takes, at most."""
    return len(graph.nodes) * (len(graph.nodes) - 1) * len(constraints)


def try_edges(graph: Graph, constraints: Sequence[Constraint], as_of: date, kind: str = "call") -> NewEdges:
    """Add every edge between two different nodes that have none of this kind, one at a time, and decide again.

    A constraint notices an edge where it has a finding with it that it does not have without. What is waived, or in a
    grace period, is a finding too.

    Args:
        graph: the topology.
        constraints: what may notice.
        as_of: the day on which dates are judged.
        kind: the kind of the edges.
    """
    asked = [each for each in constraints if each.in_force(as_of) and each.rule.looks_at_edges(each.fields)]
    before = {each.id: _findings(graph, each, as_of) for each in asked}
    trials = tuple(
        Trial(
            edge.source,
            edge.target,
            {each.id: len(new) for each in asked if (new := _findings(changed, each, as_of) - before[each.id])},
        )
        for edge, changed in _changes(graph, kind)
    )
    return NewEdges(kind, trials, tuple(_sum_up(graph, trials, [each.id for each in asked])))


def _changes(graph: Graph, kind: str) -> Iterator[tuple[Edge, Graph]]:
    """Yield every edge that is not there, and the topology with it."""
    there = {(edge.source, edge.target) for edge in graph.edges if edge.kind == kind}
    names = {edge.id for edge in graph.edges}
    for source in graph.nodes:
        for target in graph.nodes:
            if source is target or (source.id, target.id) in there:
                continue
            number = 1
            while (name := default_edge_id(source.id, target.id, number)) in names:
                number += 1
            place = Location(graph.topology.path, 1, 1)
            edge = Edge(name, source.id, target.id, kind, None, None, frozenset(), {}, None, False, place)
            yield edge, Graph(graph.topology, [*graph.edges, edge], ())


def _findings(graph: Graph, constraint: Constraint, as_of: date) -> _Found:
    """Return what is found, by its identity, where the verdict is known."""
    most = (len(graph.nodes) + 1) ** 2 + len(graph.edges)
    decision = decide(graph, constraint, as_of, most)
    result = decision.judge(decision.excuse(Waivers((), as_of), None, graph.population), most)
    return frozenset((each.source, each.target, each.subject) for each in result.findings)


def _sum_up(graph: Graph, trials: Sequence[Trial], constraints: Sequence[str]) -> Iterator[Crossing]:
    zones = {node.id: node.zone or NO_ZONE for node in graph.nodes}
    grouped: dict[tuple[str, str], list[Trial]] = {}
    for each in trials:
        grouped.setdefault((zones[each.source], zones[each.target]), []).append(each)
    for (source, target), found in sorted(grouped.items()):
        noticed_by = {name: sum(name in each.noticed_by for each in found) for name in constraints}
        noticing = {name: number for name, number in noticed_by.items() if number}
        yield Crossing(source, target, len(found), sum(bool(each.noticed_by) for each in found), noticing)
