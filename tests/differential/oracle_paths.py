"""The oracle's paths: every single step as a tuple, and walks found level by level with their node ids kept whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.differential.oracle_selectors import Sets, edge_holds
from tests.differential.oracle_topology import Topology
from tests.differential.oracle_watches import Memory, Watch

Walk = tuple[str, ...]
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


@dataclass(frozen=True)
class WeighedSearch(Search):
    """Walks whose length is the sum of their edges' weights; the fewest steps, then the smallest ids, among equals."""

    weights: Mapping[str, float] = field(default_factory=dict)

    def lightest_walks(self, source: str) -> dict[str, tuple[float, Walk]]:
        """Give, for every other node, the weight of the lightest walk to it, and the smallest walk of that weight.

        Walks grow by a step at a time, over every edge, until none gets better: no weight is negative.
        """
        best: dict[tuple[str, str], tuple[float, int, Walk]] = {(source, OPEN): (0, 1, (source,))}
        better = True
        while better:
            better = False
            for step in self.steps:
                if (step.node, step.phase) not in best:
                    continue
                weight, length, walk = best[step.node, step.phase]
                longer = (weight + self.weights[step.edge], length + 1, (*walk, step.next_node))
                state = (step.next_node, step.next_phase)
                if state not in best or longer < best[state]:
                    best[state] = longer
                    better = True
        found: dict[str, tuple[float, int, Walk]] = {}
        for (node, _), one in best.items():
            if node != source:
                found[node] = min(one, found.get(node, one))
        return {node: (weight, walk) for node, (weight, _, walk) in found.items()}

    def admits(self, walk: Iterable[tuple[str, str | None, str | None]]) -> bool:
        """Say whether the steps exist and their edges are the lightest way to go."""
        steps = list(walk)
        if not super().admits(steps):
            return False
        weight = sum(self.weights[edge] for _, edge, _ in steps if edge is not None)
        return weight == self.lightest_walks(steps[0][0])[steps[-1][0]][0]
