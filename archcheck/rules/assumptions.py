"""Assumptions: which ``stateful: false`` declarations a verdict leans on."""

from collections.abc import Callable

from archcheck.graph.search import find_region
from archcheck.graph.space import Space
from archcheck.rules.case import Case
from archcheck.selectors import Positions

MOST_TRIED = 30
"""So many declarations are tried one by one; of more, all that may matter are told."""


def lessen(case: Case, names: tuple[str, ...], holds_with: Callable[[Positions], bool]) -> tuple[str, ...]:
    """Return those of some stateless nodes that are needed: one after the other is left out where it holds without.

    Args:
        case: the case.
        names: the ids of nodes whose declarations are enough.
        holds_with: whether the verdict holds with the declarations of the nodes of these positions alone.
    """
    if len(names) > MOST_TRIED:
        return names
    position = case.graph.population.position
    needed = list(names)
    for name in names:
        rest = [other for other in needed if other != name]
        if holds_with(frozenset(position[other] for other in rest)):
            needed = rest
    return tuple(needed)


def find_between(
    case: Case, relaxed: Space, stateless: Positions, sources: Positions, targets: Positions
) -> tuple[str, ...]:
    """Return the stateless nodes that lie on paths, were all nodes stateful: no other declaration can matter.

    Args:
        case: the case.
        relaxed: the paths, were all nodes stateful.
        stateless: the nodes that are declared stateless.
        sources: where paths begin.
        targets: where they end.
    """
    between = {state // relaxed.width for state in find_region(relaxed, sources, targets)}
    return tuple(case.name(node) for node in sorted(between & stateless))
