"""Assumptions: which ``stateful: false`` declarations a verdict leans on."""

from archcheck.graph.search import reach
from archcheck.graph.space import Space
from archcheck.rules.case import Case
from archcheck.selectors import Positions


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
    starts = [state for node in sources for state in relaxed.start_states(node)]
    ends = [state for node in targets for state in relaxed.final_states(node)]
    between = reach(relaxed.successors, starts, relaxed.blocked) & reach(relaxed.predecessors, ends, relaxed.blocked)
    return tuple(case.name(node) for node in sorted({state // relaxed.width for state in between} & stateless))
