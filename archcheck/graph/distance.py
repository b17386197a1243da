"""Distances: how long, or how heavy, the shortest paths of pairs are."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from archcheck.graph.compiled import Graph
from archcheck.graph.search import by_source, new_hits, sweep
from archcheck.graph.space import Space
from archcheck.graph.witness import as_steps, edges_of_step
from archcheck.report_model import Step

Weigh = Callable[[int], int]
"""From the position of an edge to its weight: a whole number, as sums of others are not exact, and not negative."""


class Distance(NamedTuple):
    """How far a target is from a source: the weight of the lightest path, and the steps of the shortest such path."""

    weight: int
    length: int
    source: int
    target: int


def count_steps(
    space: Space, sources: Iterable[int], targets: Iterable[int]
) -> Iterator[tuple[int, Iterator[Distance]]]:
    """Yield each length that a shortest path has, ascending, with the pairs that are so far apart.

    The pairs come in order of source and target, and are only made when they are asked for.
    """
    begin, ends = sorted(sources), sorted(targets)
    bit_of = {node: bit for bit, node in enumerate(begin)}
    found = {target: (1 << bit_of[target] if target in bit_of else 0) for target in ends}
    goal_of = {state: node for node in ends for state in space.final_states(node)}
    starts = [space.start_states(node) for node in begin]
    for length, level in enumerate(sweep(space.successors, starts, [0] * len(space.successors))):
        hits = new_hits(level, goal_of, found)
        if hits:
            yield length, (Distance(length, length, *pair) for pair in by_source(hits, begin))


def weigh_paths(
    graph: Graph, space: Space, sources: Iterable[int], targets: Iterable[int], weigh: Weigh
) -> Iterator[Distance]:
    """Yield the distance of every connected pair: one search a source (Dijkstra, 1959), by weight and then by steps."""
    steps = _weigh_steps(graph, space, weigh)
    goals = frozenset(targets)
    for source in sorted(sources):
        best = _search(steps, space.start_states(source))
        nearest: dict[int, tuple[int, int]] = {}
        for state, cost in best.items():
            node = state // space.width
            if node in goals and node != source and state in space.final_states(node):
                nearest[node] = min(cost, nearest.get(node, cost))
        for target in sorted(nearest):
            yield Distance(*nearest[target], source, target)


def find_lightest(graph: Graph, space: Space, pairs: Sequence[Distance], weigh: Weigh) -> list[tuple[Step, ...]]:
    """Return the witness of each pair: of the lightest paths those of the fewest steps, then the smallest ids."""
    forward, backward = (_weigh_steps(graph, space, weigh, backward=back) for back in (False, True))
    remaining: dict[int, dict[int, tuple[int, int]]] = {}
    witnesses = []
    for pair in pairs:
        if pair.target not in remaining:
            remaining[pair.target] = _search(backward, space.final_states(pair.target))
        walk = _walk(space, pair, remaining[pair.target], forward)
        witnesses.append(as_steps(graph, space, walk, weigh))
    return witnesses


_Weighted = Callable[[int], Sequence[tuple[int, int]]]
"""From a state to the states one step on, or back, each with the weight of the step."""


def _weigh_steps(graph: Graph, space: Space, weigh: Weigh, *, backward: bool = False) -> _Weighted:
    """Return the weighted steps on from each state, or back; the lightest edge that allows a step gives its weight."""
    adjacency = space.predecessors if backward else space.successors

    @cache
    def weigh_from(state: int) -> list[tuple[int, int]]:
        found = []
        for other in adjacency[state]:
            here, there = (other, state) if backward else (state, other)
            phases = (here % space.width % space.phases, there % space.width % space.phases)
            edges = edges_of_step(graph, space.steps, here // space.width, there // space.width, phases)
            found.append((other, min(weigh(position) for _, _, position in edges)))
        return found

    return weigh_from


def _search(steps: _Weighted, starts: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return the least weight, and for it the fewest steps, of the ways to each state."""
    best: dict[int, tuple[int, int]] = {}
    waiting = [(0, 0, state) for state in starts]
    while waiting:
        weight, length, state = heapq.heappop(waiting)
        if state in best:
            continue
        best[state] = (weight, length)
        for other, added in steps(state):
            if other not in best:
                heapq.heappush(waiting, (weight + added, length + 1, other))
    return best


def _walk(space: Space, pair: Distance, left: dict[int, tuple[int, int]], steps: _Weighted) -> list[int]:
    """Return the states of the smallest of the lightest and shortest walks, given what is left from every state."""
    goal = (pair.weight, pair.length)
    layer = {state: -1 for state in space.start_states(pair.source) if left.get(state) == goal}
    layers = [layer]
    for _ in range(pair.length):
        following: dict[int, int] = {}
        for state in sorted(layer):
            weight, length = left[state]
            for other, added in steps(state):
                if left.get(other) == (weight - added, length - 1):
                    following.setdefault(other, state)
        node = min(following) // space.width
        layer = {state: before for state, before in following.items() if state // space.width == node}
        layers.append(layer)
    state = min(layers[-1])
    walk = [state]
    for layer in reversed(layers[1:]):
        state = layer[state]
        walk.append(state)
    return walk[::-1]
