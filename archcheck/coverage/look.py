"""What one constraint looks at."""

from typing import NamedTuple

from archcheck.selectors import Positions


class Look(NamedTuple):
    """The positions of the nodes and of the edges that a constraint looks at."""

    nodes: Positions = frozenset()
    edges: Positions = frozenset()

    def __or__(self, other: "Look") -> "Look":
        """Return what either of two looks at."""
        return Look(self.nodes | other.nodes, self.edges | other.edges)


NOTHING = Look()
