"""The model: a topology with its edges expanded, and the steps of each relation, worked out from the documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from archcheck.certify.rejection import reject
from archcheck.certify.selection import Selection
from archcheck.documents.topology import Edge, EdgeDeclaration, Endpoint, Topology

HAS = {
    "access": {"call", "push", "pull", "admin"},
    "control": {"admin"},
    "dependency": {"call", "pull", "depends"},
}
GOES = {"call": "request-response", "push": "forward", "pull": "backward", "admin": "forward", "depends": "none"}
_NOBODY: frozenset[int] = frozenset()
FORWARD, BACKWARD = "forward", "backward"
OPEN, REQUEST = 0, 1
MOST_EDGES = 2_000_000
"""As many as `check` takes."""


@dataclass(frozen=True)
class Steps:
    """The steps of a relation: ``phases`` to a node, and which edges may be used, by position.

    ``following`` holds for each state ``node * phases + phase`` the states one step on.
    """

    relation: str
    phases: int
    usable: frozenset[int]
    stateless: frozenset[int]
    following: Sequence[set[int]]

    @cached_property
    def preceding(self) -> Sequence[set[int]]:
        """For each state the states one step back; worked out when a search first goes that way."""
        preceding: list[set[int]] = [set() for _ in self.following]
        for state, after in enumerate(self.following):
            for other in after:
                preceding[other].add(state)
        return preceding


class Model:
    """A topology, its nodes in the order of their ids and its edges as they are declared."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.nodes = [topology.nodes[name] for name in sorted(topology.nodes)]
        self.place = {node.id: number for number, node in enumerate(self.nodes)}
        self.edges = _expand(topology, Selection(self.nodes, ()))
        self.edge_place = {edge.id: number for number, edge in enumerate(self.edges)}
        self.ends = [(self.place[edge.source], self.place[edge.target]) for edge in self.edges]
        self.selection = Selection(self.nodes, self.edges)
        self.stateless = frozenset(number for number, node in enumerate(self.nodes) if not node.stateful)
        by_id = sorted(self.edge_place)
        self.edge_rank = {self.edge_place[name]: rank for rank, name in enumerate(by_id)}
        self._bases: dict[str, str] = {}
        self.all_edges = frozenset(range(len(self.edges)))
        self._steps: dict[tuple[str, frozenset[int], frozenset[int]], Steps] = {}
        self._between: dict[tuple[int, int], list[int]] | None = None

    @property
    def between(self) -> dict[tuple[int, int], list[int]]:
        """The edges from one node to another, by their ends."""
        if self._between is None:
            self._between = {}
            for number, ends in enumerate(self.ends):
                self._between.setdefault(ends, []).append(number)
        return self._between

    def base(self, edge: int) -> str:
        """Return which of the five kinds an edge is, or is like."""
        kind = self.edges[edge].kind
        if kind not in self._bases:
            first = kind.split(".")[0]
            self._bases[kind] = self.topology.edge_kinds.get(first, first)
        return self._bases[kind]

    def directions(self, edge: int) -> tuple[bool, bool]:
        """Return whether data goes forward over an edge, and whether backward."""
        goes = self.edges[edge].flow or GOES[self.base(edge)]
        return goes in ("forward", "both", "request-response"), goes in ("backward", "both", "request-response")

    def has(self, edge: int, relation: str) -> bool:
        """Return whether an edge has access, control or dependency; every edge has ``any``."""
        return relation == "any" or self.base(edge) in HAS[relation]

    def steps(self, relation: str, usable: frozenset[int] | None, stateless: frozenset[int] | None = None) -> Steps:
        """Return the steps of a relation over some edges (None: all), some nodes stateless (None: the declared)."""
        edges = self.all_edges if usable is None else usable
        quiet = self.stateless if stateless is None else stateless
        if relation != "flow":
            quiet = _NOBODY
        key = (relation, edges, quiet)
        if key not in self._steps:
            self._steps[key] = self._work_out(relation, edges, quiet)
        return self._steps[key]

    def _work_out(self, relation: str, usable: frozenset[int], stateless: frozenset[int]) -> Steps:
        phases = 2 if relation == "flow" else 1
        following: list[set[int]] = [set() for _ in range(phases * len(self.nodes))]
        if relation != "flow":
            for number in usable:
                if self.has(number, relation):
                    source, target = self.ends[number]
                    following[source].add(target)
        for number in usable if relation == "flow" else ():
            source, target = self.ends[number]
            here, there = 2 * source, 2 * target  # in `open`; the state after it is in `request`
            forward, backward = self.directions(number)
            if forward:
                arrival = there + REQUEST if target in stateless else there
                following[here].add(arrival)
                if source in stateless:  # a stateful node is never in `request`
                    following[here + REQUEST].add(arrival)
            if backward:
                following[there].add(here)
        return Steps(relation, phases, usable, stateless, following)

    def arrive(self, steps: Steps, edge: int, direction: str, phase: int) -> int | None:
        """Return the phase after a step over an edge from a phase, or None where it does not allow the step."""
        if edge not in steps.usable:
            return None
        if steps.relation != "flow":
            return 0 if direction == FORWARD and self.has(edge, steps.relation) else None
        forward, backward = self.directions(edge)
        if direction == FORWARD:
            return (REQUEST if self.ends[edge][1] in steps.stateless else OPEN) if forward else None
        return OPEN if backward and phase == OPEN else None


def _expand(topology: Topology, selection: Selection) -> list[Edge]:
    """Return the edges that the declarations stand for, with their ids."""
    counted: dict[tuple[str, str], int] = {}
    edges: list[Edge] = []
    for each in topology.declarations:
        single = isinstance(each.source, str) and isinstance(each.target, str)
        sources, targets = _names(each.source, selection), _names(each.target, selection)
        if not single and len(sources) * len(targets) > MOST_EDGES - len(edges):
            reject("the edges are more than can be verified")
        for source in sources:
            for target in targets:
                if source == target and not single:
                    continue
                counted[source, target] = number = counted.get((source, target), 0) + 1
                name = each.id or (f"{source}->{target}" if number == 1 else f"{source}->{target}#{number}")
                edges.append(_edge(name, source, target, each))
    if len({edge.id for edge in edges}) < len(edges):
        reject("two edges have the same id")
    return edges


def _names(end: str | Endpoint, selection: Selection) -> Sequence[str]:
    if isinstance(end, str):
        return (end,)
    if end.selector is None:
        return end.ids
    return [selection.nodes[place].id for place in sorted(selection.choose_nodes(end.selector))]


def _edge(name: str, source: str, target: str, each: EdgeDeclaration) -> Edge:
    return Edge(
        name,
        source,
        target,
        each.kind,
        each.title,
        each.description,
        each.tags,
        each.labels,
        each.flow,
        each.fixed,
        each.location,
        each.unknown,
    )
