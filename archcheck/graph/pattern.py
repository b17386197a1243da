"""Patterns: regular expressions over the nodes of a path, as a product automaton."""

from collections.abc import Sequence

from archcheck.graph.relations import Steps
from archcheck.graph.space import LazySteps, Space


def pattern_space(steps: Steps, taken: Sequence[frozenset[int]], repeats: Sequence[str]) -> Space:
    """Return the space of the walks that a pattern matches whole: the steps, times the positions of the pattern.

    The pattern is a sequence, so that its automaton without empty moves (Glushkov, 1961) has a state for each step, and
    from a step leads to itself where that repeats, and to each later one up to the first that cannot be left out.

    Args:
        steps: the steps of a relation.
        taken: the nodes that each step of the pattern can take.
        repeats: for each step of the pattern ``one``, ``optional`` (at most one), ``any`` or ``some`` (one or more).
    """
    phases, count = steps.width, len(taken)
    width = phases * count
    after = [find_following(repeats, step) for step in range(count)]
    before = [[other for other in range(count) if step in after[other]] for step in range(count)]
    first, last = find_following(repeats, -1), find_last(repeats)

    def succeed(state: int) -> list[int]:
        node, offset = divmod(state, width)
        step, phase = divmod(offset, phases)
        reached = (divmod(other, phases) for other in steps.successors[node * phases + phase])
        return [
            place * width + other * phases + arrival
            for place, arrival in reached
            for other in after[step]
            if place in taken[other]
        ]

    def precede(state: int) -> list[int]:
        node, offset = divmod(state, width)
        step, phase = divmod(offset, phases)
        if node not in taken[step]:  # a state that no walk is ever in, and that a search backward may begin with
            return []
        reached = (divmod(other, phases) for other in steps.predecessors[node * phases + phase])
        return [
            place * width + other * phases + departure
            for place, departure in reached
            for other in before[step]
            if place in taken[other]
        ]

    def start_states(node: int) -> tuple[int, ...]:
        return tuple(node * width + step * phases for step in first if node in taken[step])

    size = len(steps.successors) * count
    successors, predecessors = LazySteps(succeed, size), LazySteps(precede, size)
    finals = tuple(step * phases + phase for step in last for phase in range(phases))
    return Space(steps, width, phases, successors, predecessors, start_states, finals)


def find_following(repeats: Sequence[str], step: int) -> list[int]:
    """Return the steps of a pattern that can come after one; after -1 those that a walk can begin with."""
    following = [step] if step >= 0 and repeats[step] in ("any", "some") else []
    for other in range(step + 1, len(repeats)):
        following.append(other)
        if repeats[other] in ("one", "some"):
            break
    return following


def find_last(repeats: Sequence[str]) -> list[int]:
    """Return the steps of a pattern that a walk can end with."""
    last = []
    for step in reversed(range(len(repeats))):
        last.append(step)
        if repeats[step] in ("one", "some"):
            break
    return last[::-1]
