"""The oracle's paths: every single step as a tuple, and walks found level by level with their node ids kept whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.differential.oracle_selectors import Sets, edge_holds
from tests.differential.oracle_topology import Topology

Walk = tuple[str, ...]
Memory = Hashable
OPEN, REQUEST, ARRIVED = "open", "request", "arrived"


class Step(NamedTuple):
    """One step of a walk: from a node in a phase, over an edge, to a node in a phase."""

    node: str
    phase: str
    edge: str
    direction: str
    next_node: str
    next_phase: str


def steps_along(topology: Topology, along: str, edges: Any, sets: Sets) -> list[Step]:
    """List every step that a relation allows over the edges that an edge selector (or None, for all) picks."""
    steps = []
    for edge in topology.edges:
        source, target = edge.source, edge.target
        if edges is not None and not edge_holds(edges, edge, sets):
            continue
        if along != "flow":
            if along in edge.relations:
                steps.append(Step(source.id, OPEN, edge.id, "forward", target.id, OPEN))
            continue
        if edge.flow in ("request-response", "forward", "both"):
            arrival = OPEN if target.stateful else REQUEST
            steps.extend(Step(source.id, phase, edge.id, "forward", target.id, arrival) for phase in (OPEN, REQUEST))
        if edge.flow in ("request-response", "backward", "both"):
            steps.append(Step(target.id, OPEN, edge.id, "backward", source.id, OPEN))
    return steps


def direct_steps(topology: Topology, edges: Any, sets: Sets) -> list[Step]:
    """List one step for every edge of any kind that the selector picks; from its end no other step leads on."""
    return [
        Step(edge.source.id, OPEN, edge.id, "forward", edge.target.id, ARRIVED)
        for edge in topology.edges
        if edges is None or edge_holds(edges, edge, sets)
    ]


class Watch:
    """What is remembered of the nodes of a walk, and which walks are of interest. This one takes every walk."""

    def begin(self, node: str) -> Memory | None:
        """Read the first node; None gives the walk up."""
        return self.read(frozenset({()}), node)

    def read(self, memory: Memory, node: str) -> Memory | None:
        """Read the next node; None gives the walk up."""
        return memory

    def counts(self, memory: Memory) -> bool:
        """Say whether a walk that ends with this memory is of interest."""
        return True


@dataclass(frozen=True)
class Avoiding(Watch):
    """Walks that do not pass a set, ends included."""

    avoided: set[str]

    def read(self, memory: Memory, node: str) -> Memory | None:
        return None if node in self.avoided else memory


@dataclass(frozen=True)
class Passing(Watch):
    """Walks that pass a set, ends included; the memory is whether this one has."""

    wanted: set[str]

    def read(self, memory: Memory, node: str) -> Memory | None:
        return memory is True or node in self.wanted

    def counts(self, memory: Memory) -> bool:
        return memory is True


@dataclass(frozen=True)
class PassingFewer(Watch):
    """Walks with fewer than so many distinct nodes of a set; the memory holds those seen."""

    wanted: set[str]
    number: int

    def begin(self, node: str) -> Memory | None:
        return self.read(frozenset(), node)

    def read(self, memory: Memory, node: str) -> Memory | None:
        assert isinstance(memory, frozenset)
        seen = memory | {node} if node in self.wanted else memory
        return seen if len(seen) < self.number else None


@dataclass(frozen=True)
class OutOfOrder(Watch):
    """Walks that do not pass all the sets in their order, one node a stage; the memory holds every way to serve."""

    stages: Sequence[set[str]]

    def begin(self, node: str) -> Memory | None:
        return self.read(frozenset({()}), node)

    def read(self, memory: Memory, node: str) -> Memory | None:
        assert isinstance(memory, frozenset)
        # A way is the row of the nodes that served the first stages; a node may serve the next, or leave it to another.
        serving = {(*way, node) for way in memory if node in self.stages[len(way)] and node not in way}
        return None if any(len(way) == len(self.stages) for way in serving) else memory | serving


@dataclass(frozen=True)
class InnerWithin(Watch):
    """Walks whose inner nodes are all in a set; the memory is whether the walk may go on from its last node."""

    inner: set[str]

    def begin(self, node: str) -> Memory | None:
        return True

    def read(self, memory: Memory, node: str) -> Memory | None:
        return node in self.inner if memory is True else None


@dataclass(frozen=True)
class Search:
    """Steps and a watch: together, a set of walks between two distinct nodes or, if `closed`, back to the first."""

    steps: list[Step]
    watch: Watch
    closed: bool = False

    def shortest_walks(self, source: str) -> dict[str, Walk]:
        """Give, for every node that a walk may end at, the shortest walk, of these the smallest by node ids.

        A prefix of a shortest walk is a shortest walk to its own state, so one smallest walk a state is enough.
        """
        leaving: defaultdict[tuple[str, str], list[Step]] = defaultdict(list)
        for step in self.steps:
            leaving[step.node, step.phase].append(step)
        found: dict[str, Walk] = {}
        begin = self.watch.begin(source)
        level: dict[tuple[str, str, Memory], Walk] = {} if begin is None else {(source, OPEN, begin): (source,)}
        seen: set[tuple[str, str, Memory]] = set()
        while level:
            following: dict[tuple[str, str, Memory], Walk] = {}
            for (node, phase, memory), walk in level.items():
                if len(walk) > 1 and self.may_end(source, node) and self.watch.counts(memory):
                    best = found.get(node, walk)
                    found[node] = min(best, walk, key=lambda one: (len(one), one))
                for step in leaving[node, phase]:
                    after = self.watch.read(memory, step.next_node)
                    if after is None:
                        continue
                    state = (step.next_node, step.next_phase, after)
                    longer = (*walk, step.next_node)
                    if state not in seen:
                        following[state] = min(longer, following.get(state, longer))
            seen.update(following)
            level = following
        return found

    def may_end(self, source: str, target: str) -> bool:
        """Say whether a walk from the one may end at the other."""
        return (source == target) == self.closed

    def admits(self, walk: Iterable[tuple[str, str | None, str | None]]) -> bool:
        """Say whether a walk, given as (node, edge id, direction), takes only these steps and satisfies the watch."""
        (source, edge, direction), *rest = walk
        if edge is not None or direction is not None or not rest or not self.may_end(source, rest[-1][0]):
            return False
        memory = self.watch.begin(source)
        states = set() if memory is None else {(source, OPEN, memory)}
        for node, edge, direction in rest:
            states = {
                (node, step.next_phase, after)
                for before, phase, memory in states
                for step in self.steps
                if (step.node, step.phase, step.edge, step.direction) == (before, phase, edge, direction)
                if step.next_node == node
                if (after := self.watch.read(memory, node)) is not None
            }
        return any(self.watch.counts(memory) for _, _, memory in states)
