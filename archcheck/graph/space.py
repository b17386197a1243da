"""Spaces: what a search walks through - the steps of a relation, times the stages of a waypoint automaton.

A space turns "a path that passes A, then B" or "with fewer than k of V" into plain reachability: its states are a node,
a phase and a stage, and one search decides. No path is ever enumerated.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

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
    shared = {node for node in steps.stateless if sum(node in stage for stage in stages) > 1}
    if not shared:
        return _staged(steps, len(stages), lambda stage, node: stage + (node in stages[stage]))
    return _remembering_space(steps, stages, shared)


def _remembering_space(steps: Steps, stages: Sequence[frozenset[int]], shared: set[int]) -> Space:
    """Return the ordered space where a walk may meet a node twice: along flow, as a request and later with an answer.

    One node serves one stage, so that the automaton remembers which of the shared nodes have served.
    """
    served: list[tuple[int, frozenset[int]]] = [(0, frozenset())]
    number = {served[0]: 0}

    def advance(state: int, node: int) -> int:
        stage, used = served[state]
        if node not in stages[stage] or node in used:
            return state
        after = (stage + 1, used | {node} if node in shared else used)
        return MOST_STATES if stage + 1 == len(stages) else number[after]

    for stage, used in served:  # grows while it is walked through
        for node in stages[stage] - used if stage + 1 < len(stages) else ():
            after = (stage + 1, used | {node} if node in shared else used)
            if after not in number:
                number[after] = len(served)
                served.append(after)
        if len(served) > MOST_STATES:
            raise EvaluationError("too many stateless nodes are in several stages of `in-order` along flow")
    return _staged(steps, len(served), advance)


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
    nodes = len(steps.successors)
    successors: list[list[int]] = [[] for _ in range(nodes * width)]
    predecessors: list[list[int]] = [[] for _ in range(nodes * width)]

    def join(one: int, other: int) -> None:
        successors[one].append(other)
        predecessors[other].append(one)

    for node in range(nodes):
        for other in direct.successors[node]:
            join(node * width + source, other * width + target)
        for other in steps.successors[node]:
            if other in through:
                join(node * width + source, other * width + inner)
            if node in through:
                join(node * width + inner, other * width + target)
                if other in through:
                    join(node * width + inner, other * width + inner)
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
    after = [[advance(stage, node) for node in range(nodes)] for stage in range(count)]
    successors: list[list[int]] = [[] for _ in range(nodes * width)]
    predecessors: list[list[int]] = [[] for _ in range(nodes * width)]
    for state, following in enumerate(steps.successors):
        node, phase = divmod(state, phases)
        for stage in range(count):
            here = node * width + stage * phases + phase
            for other in following:
                reached, entered = divmod(other, phases)
                then = after[stage][reached]
                if then < count:
                    there = reached * width + then * phases + entered
                    successors[here].append(there)
                    predecessors[there].append(here)

    def start_states(node: int) -> tuple[int, ...]:
        stage = after[0][node]
        return (node * width + stage * phases,) if stage < count else ()

    return Space(steps, width, phases, successors, predecessors, start_states, tuple(range(width)))
