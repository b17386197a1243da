"""Spaces: what a search walks through - the steps of a relation, times the stages of a waypoint automaton.

A space turns "a path that passes A, then B" or "with fewer than k of V" into plain reachability: its states are a node,
a phase and a stage, and one search decides. No path is ever enumerated.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from archcheck.errors import EvaluationError
from archcheck.graph.relations import Steps

MOST_STATES = 500
"""The most states of a waypoint automaton that remembers nodes."""


class Space(NamedTuple):
    """States ``node * width + offset`` and the steps between them.

    ``start_states`` gives a node's states as a source, none where it cannot be one; ``finals`` are the offsets in which
    a node counts as reached; ``phases`` says how many phases the relation has (``offset % phases`` is the phase);
    ``blocked`` are the states that no path enters.
    """

    steps: Steps
    width: int
    phases: int
    successors: Sequence[Sequence[int]]
    predecessors: Sequence[Sequence[int]]
    start_states: Callable[[int], tuple[int, ...]]
    finals: tuple[int, ...]
    blocked: frozenset[int] = frozenset()

    def final_states(self, node: int) -> tuple[int, ...]:
        """Return the states in which a node is reached."""
        first = node * self.width
        if first in self.blocked:  # a node is blocked in all of its states
            return ()
        return tuple(first + offset for offset in self.finals)


def plain_space(steps: Steps) -> Space:
    """Return the space of all paths of a relation."""
    width = steps.width
    finals = tuple(range(width))
    return Space(steps, width, width, steps.successors, steps.predecessors, lambda node: (node * width,), finals)


def avoiding_space(space: Space, avoided: frozenset[int]) -> Space:
    """Return a space without the paths that pass any of some nodes, ends included."""
    if not avoided:
        return space
    blocked = frozenset(state for node in avoided for state in range(node * space.width, (node + 1) * space.width))

    def start_states(node: int) -> tuple[int, ...]:
        return () if node in avoided else space.start_states(node)

    return space._replace(start_states=start_states, blocked=blocked)


def unordered_space(steps: Steps, waypoints: frozenset[int], fewer_than: int) -> Space:
    """Return the space of the paths that meet fewer than so many nodes of a set, ends included.

    A walk that meets a waypoint twice counts it twice; a shortest one never does where a relation has one phase.
    """
    return _staged(steps, fewer_than, lambda stage, node: stage + (node in waypoints))


def ordered_space(steps: Steps, stages: Sequence[frozenset[int]]) -> Space:
    """Return the space of the paths that do not meet a node of each set in this order, one node a stage.

    Meeting each stage as early as possible is exact: a path passes the stages if and only if this greedy walk does.
    """
    shared = find_shared(steps, stages)
    if not shared:
        return _staged(steps, len(stages), lambda stage, node: stage + (node in stages[stage]))
    return _remembering_space(steps, stages, shared)


def find_shared(steps: Steps, stages: Sequence[frozenset[int]]) -> set[int]:
    """Return the nodes of several stages that a shortest walk may meet twice: stateless ones, along flow."""
    return {node for node in steps.stateless if sum(node in stage for stage in stages) > 1}


def _remembering_space(steps: Steps, stages: Sequence[frozenset[int]], shared: set[int]) -> Space:
    """Return the ordered space where a walk may meet a node twice: along flow, as a request and later with an answer.

    One node serves one stage, and which one it should serve shows later only. So a state of the automaton is the set of
    all ways to have served so far - how many stages, and by which of the shared nodes - less those that another one is
    as good as (a subset construction).
    """
    start: _Ways = frozenset({(0, frozenset())})
    number = {start: 0}
    known = [start]

    @cache
    def follow(state: int, node: int) -> int:
        """Return the state after meeting a node, MOST_STATES where every stage is served."""
        ways = set(known[state])
        for stage, used in known[state]:
            if node in stages[stage] and node not in used:
                if stage + 1 == len(stages):
                    return MOST_STATES
                ways.add((stage + 1, used | {node} if node in shared else used))
        kept = frozenset(way for way in ways if not any(_is_as_good(other, way) for other in ways))
        if kept not in number:
            if len(known) >= MOST_STATES:
                raise EvaluationError("too many stateless nodes are in several stages of `in-order` along flow")
            number[kept] = len(known)
            known.append(kept)
        return number[kept]

    meant = frozenset().union(*stages)
    everyone = sorted(meant)
    state = 0
    while state < len(known):
        for node in everyone:
            follow(state, node)
        state += 1
    return _staged(steps, len(known), lambda state, node: follow(state, node) if node in meant else state)


_Ways = frozenset[tuple[int, frozenset[int]]]


def _is_as_good(way: tuple[int, frozenset[int]], other: tuple[int, frozenset[int]]) -> bool:
    """Return whether a way to have served leads wherever another one does: no fewer stages, by no other nodes."""
    return way != other and way[0] >= other[0] and way[1] <= other[1]


def passing_space(steps: Steps, waypoints: frozenset[int]) -> Space:
    """Return the space of the paths that meet a node of a set, ends included."""
    space = _staged(steps, 2, lambda stage, node: 1 if stage or node in waypoints else 0)
    return space._replace(finals=tuple(range(steps.width, 2 * steps.width)))


def adjacent_space(direct: Steps, steps: Steps, through: frozenset[int]) -> Space:
    """Return the space of the single steps of one relation, and of the paths of another with given inner nodes.

    Args:
        direct: what joins two nodes in one step.
        steps: what joins them in several.
        through: the nodes that may stand between.
    """
    source, inner, target, width = 0, 1, 2, 3

    def succeed(state: int) -> list[int]:
        node, place = divmod(state, width)
        if place == target:
            return []
        ends = direct.successors[node] if place == source else steps.successors[node]
        further = [other * width + inner for other in steps.successors[node] if other in through]
        return [other * width + target for other in ends] + further

    def precede(state: int) -> list[int]:
        node, place = divmod(state, width)
        if place == source or (place == inner and node not in through):
            return []
        starts = direct.predecessors[node] if place == target else steps.predecessors[node]
        further = [other * width + inner for other in steps.predecessors[node] if other in through]
        return [other * width + source for other in starts] + further

    size = len(steps.successors) * width
    successors, predecessors = LazySteps(succeed, size), LazySteps(precede, size)
    return Space(steps, width, 1, successors, predecessors, lambda node: (node * width + source,), (target,))


def _staged(steps: Steps, count: int, advance: Callable[[int, int], int]) -> Space:
    """Return the product of the steps with an automaton of ``count`` stages; a path that leaves the last is dropped.

    Args:
        steps: the steps of a relation.
        count: how many stages there are; stage 0 comes before the source.
        advance: the stage after arriving at a node in a stage.
    """
    phases = steps.width
    width = phases * count
    nodes = len(steps.successors) // phases

    @cache
    def arrivals(stage: int) -> list[int]:
        """Return the product's state for arriving at each state of the steps in a stage, -1 for a path dropped."""
        after = [advance(stage, node) for node in range(nodes)]
        return [
            node * width + after[node] * phases + phase if after[node] < count else -1
            for node in range(nodes)
            for phase in range(phases)
        ]

    @cache
    def departures(here: int) -> dict[int, list[int]]:
        """Return for a state of the steps by which stages (their offsets) each state of the product is arrived at."""
        found: dict[int, list[int]] = {}
        for stage in range(count):
            found.setdefault(arrivals(stage)[here], []).append(stage * phases)
        return found

    def succeed(state: int) -> list[int]:
        node, offset = divmod(state, width)
        stage, phase = divmod(offset, phases)
        reached = arrivals(stage)
        return [there for other in steps.successors[node * phases + phase] if (there := reached[other]) >= 0]

    def precede(state: int) -> list[int]:
        node, offset = divmod(state, width)
        here = node * phases + offset % phases
        stages = departures(here).get(state, ())
        return [
            other // phases * width + stage + other % phases for other in steps.predecessors[here] for stage in stages
        ]

    def start_states(node: int) -> tuple[int, ...]:
        state = arrivals(0)[node * phases]
        return (state,) if state >= 0 else ()

    successors, predecessors = LazySteps(succeed, nodes * width), LazySteps(precede, nodes * width)
    return Space(steps, width, phases, successors, predecessors, start_states, tuple(range(width)))


class LazySteps(Sequence[Sequence[int]]):
    """The steps from every state of a product, each computed when a search first comes by."""

    def __init__(self, compute: Callable[[int], list[int]], size: int) -> None:
        self._compute = compute
        self._known: dict[int, list[int]] = {}
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, state: Any) -> Any:
        known = self._known.get(state)
        if known is None:
            known = self._known[state] = self._compute(state)
        return known
