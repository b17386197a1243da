"""Distances: how long, or how heavy, the shortest paths of pairs are."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from archcheck.graph.compiled import Graph
from archcheck.graph.search import by_source, new_hits, sweep
from archcheck.graph.space import Space
from archcheck.graph.witness import as_steps, edges_of_step
from archcheck.report_model import Step

Weigh = Callable[[int], Fraction]
"""From the position of an edge to its weight, which is not negative."""


class Distance(NamedTuple):
    """How far a target is from a source: the weight of the lightest path, and the steps of the shortest such path."""

    weight: Fraction
    length: int
    source: int
    target: int


def count_steps(
    space: Space, sources: Iterable[int], targets: Iterable[int]
) -> Iterator[tuple[int, int, Iterator[Distance]]]:
    """Yield, for each length that a shortest path has: the length, how many pairs are so far apart, and the pairs.

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
            pairs = (Distance(Fraction(length), length, *pair) for pair in by_source(hits, begin))
            yield length, sum(bits.bit_count() for bits in hits.values()), pairs


def weigh_paths(
    graph: Graph, space: Space, sources: Iterable[int], targets: Iterable[int], weigh: Weigh
) -> Iterator[Distance]:
    """Yield the distance of every connected pair: one search a source (Dijkstra, 1959), by weight and then by steps."""
    step_weight = _weigh_steps(graph, space, weigh)
    goals = frozenset(targets)
    for source in sorted(sources):
        best = _search(space.successors, space.start_states(source), step_weight)
        nearest: dict[int, tuple[Fraction, int]] = {}
        for state, cost in best.items():
            node = state // space.width
            if node in goals and node != source and state in space.final_states(node):
                nearest[node] = min(cost, nearest.get(node, cost))
        for target in sorted(nearest):
            yield Distance(*nearest[target], source, target)


def find_lightest(graph: Graph, space: Space, pairs: Sequence[Distance], weigh: Weigh) -> list[tuple[Step, ...]]:
    """Return the witness of each pair: of the lightest paths those of the fewest steps, then the smallest ids."""
    step_weight = _weigh_steps(graph, space, weigh)
    remaining: dict[int, dict[int, tuple[Fraction, int]]] = {}
    witnesses = []
    for pair in pairs:
        if pair.target not in remaining:
            remaining[pair.target] = _search(
                space.predecessors, space.final_states(pair.target), lambda here, there: step_weight(there, here)
            )
        left = remaining[pair.target]
        walk = _walk(space, pair, left, step_weight)
        witnesses.append(as_steps(graph, space, walk, weigh))
    return witnesses


def _weigh_steps(graph: Graph, space: Space, weigh: Weigh) -> Callable[[int, int], Fraction]:
    """Return the function that gives a step's weight: that of the lightest edge that allows it."""

    @cache
    def weigh_step(here: int, there: int) -> Fraction:
        phases = (here % space.width % space.phases, there % space.width % space.phases)
        edges = edges_of_step(graph, space.steps, here // space.width, there // space.width, phases)
        return min(weigh(position) for _, _, position in edges)

    return weigh_step


def _search(
    adjacency: Sequence[Sequence[int]], starts: Iterable[int], step_weight: Callable[[int, int], Fraction]
) -> dict[int, tuple[Fraction, int]]:
    """Return the least weight, and for it the fewest steps, of the ways to each state."""
    best: dict[int, tuple[Fraction, int]] = {}
    waiting = [(Fraction(0), 0, state) for state in starts]
    heapq.heapify(waiting)
    while waiting:
        weight, length, state = heapq.heappop(waiting)
        if state in best:
            continue
        best[state] = (weight, length)
        for other in adjacency[state]:
            if other not in best:
                heapq.heappush(waiting, (weight + step_weight(state, other), length + 1, other))
    return best


def _walk(
    space: Space, pair: Distance, left: dict[int, tuple[Fraction, int]], step_weight: Callable[[int, int], Fraction]
) -> list[int]:
    """Return the states of the smallest of the lightest and shortest walks, given what is left from every state."""
    goal = (pair.weight, pair.length)
    layer = {state: -1 for state in space.start_states(pair.source) if left.get(state) == goal}
    layers = [layer]
    for _ in range(pair.length):
        following: dict[int, int] = {}
        for state in sorted(layer):
            weight, length = left[state]
            for other in space.successors[state]:
                if left.get(other) == (weight - step_weight(state, other), length - 1):
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
