"""Closures: what is reached in one step or more, and from whom - the certificate of an absence.

An origin may have a colour. A state is labelled with nothing, with the one colour that reaches it, or with ``many``:
origins of two colours, or one without a colour. This three-valued lattice is enough to say "somebody else reaches it"
of every node in one linear search, where a set of origins for every state would be quadratic.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from archcheck.graph.search import Adjacency, levels

MANY = ""
"""The label of a state that origins of several colours reach, or one without a colour."""


class Closure(NamedTuple):
    """The states reached in one step or more: by many, and by origins of one colour alone."""

    many: frozenset[int]
    alone: Mapping[str, frozenset[int]]

    def reaches(self, states: Iterable[int], but: str = MANY) -> bool:
        """Return whether any of the states is reached by somebody else than the origins of one colour."""
        states = frozenset(states)
        if not states.isdisjoint(self.many):
            return True
        return any(name != but and not states.isdisjoint(reached) for name, reached in self.alone.items())


def close(
    adjacency: Adjacency,
    origins: Sequence[tuple[str, Sequence[int]]],
    blocked: frozenset[int] = frozenset(),
    within: int | None = None,
) -> Closure:
    """Return what is reached from origins in one step or more.

    Args:
        adjacency: the states one step on from each state.
        origins: colours (:data:`MANY` for none) and the states that they start from.
        blocked: states that are never entered.
        within: the most steps that count; None for any number.
    """
    plain = [state for colour, states in origins if colour == MANY for state in states if state not in blocked]
    coloured = [(colour, states) for colour, states in origins if colour != MANY]
    first = set().union(*map(adjacency.__getitem__, plain))
    most = None if within is None else within - 1
    if not coloured:
        return Closure(frozenset().union(*levels(adjacency, first, blocked, most)), {})
    return _close_coloured(adjacency, first, coloured, blocked, most)


def _close_coloured(
    adjacency: Adjacency,
    first: set[int],
    coloured: Sequence[tuple[str, Sequence[int]]],
    blocked: frozenset[int],
    most: int | None,
) -> Closure:
    """Propagate labels level by level; a label rises at most twice, so this is linear in the steps."""
    labels: dict[int, str] = {}
    frontier = dict.fromkeys(first, MANY)
    for colour, states in coloured:
        for state in states:
            if state not in blocked:
                for other in adjacency[state]:
                    frontier[other] = colour if frontier.get(other, colour) == colour else MANY
    length = 0
    while frontier and (most is None or length <= most):
        following: dict[int, str] = {}
        for state, colour in frontier.items():
            known = labels.get(state)
            if state in blocked or known in (MANY, colour):
                continue
            label = labels[state] = colour if known is None else MANY
            for other in adjacency[state]:
                following[other] = label if following.get(other, label) == label else MANY
        frontier = following
        length += 1
    many: set[int] = set()
    alone: dict[str, set[int]] = {}
    for state, colour in labels.items():
        (many if colour == MANY else alone.setdefault(colour, set())).add(state)
    return Closure(frozenset(many), {name: frozenset(alone[name]) for name in sorted(alone)})
