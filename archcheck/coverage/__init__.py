"""Coverage: which nodes and edges of a topology no constraint looks at.

>>> from archcheck.coverage import cover
>>> cover(graph, constraints, results).unseen_nodes  # doctest: +SKIP

What looking means is in docs/html-report.md, and :mod:`archcheck.coverage.looks` says it rule by rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from archcheck.coverage.looks import NOTHING, Look, look
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult
from archcheck.rules.constraint import Constraint

__all__ = ["Coverage", "Look", "cover"]

BLIND = ("vacuous", "unknown", "inactive", "error")
"""Statuses of constraints that checked nothing, and so looked at nothing."""


@dataclass(frozen=True)
class Coverage:
    """What each constraint looks at in one topology, by its id, in positions of nodes and edges.

    INVARIANT: without the nodes and edges that no constraint looks at (ends of edges that one does look at excepted),
    every constraint that looked at anything has the same verdict, with the same findings.
    """

    graph: Graph
    looks: Mapping[str, Look]

    @cached_property
    def unseen_nodes(self) -> tuple[str, ...]:
        """The ids of the nodes that no constraint looks at, sorted."""
        seen = frozenset[int]().union(*(each.nodes for each in self.looks.values()))
        return tuple(node.id for position, node in enumerate(self.graph.nodes) if position not in seen)

    @cached_property
    def unseen_edges(self) -> tuple[str, ...]:
        """The ids of the edges that no constraint looks at, in the order of the document."""
        seen = frozenset[int]().union(*(each.edges for each in self.looks.values()))
        return tuple(edge.id for position, edge in enumerate(self.graph.edges) if position not in seen)


def cover(graph: Graph, constraints: Sequence[Constraint], results: Sequence[ConstraintResult]) -> Coverage:
    """Return what each constraint looks at.

    Args:
        graph: the topology.
        constraints: the constraints, of which those without a result are not asked.
        results: the verdicts on the topology. One that was not decided, or matched nothing, looks at nothing.
    """
    asked = {constraint.id: constraint for constraint in constraints}
    looks = {
        result.id: NOTHING if result.status in BLIND else look(graph, asked[result.id])
        for result in results
        if result.id in asked
    }
    return Coverage(graph, looks)
