"""Notice: whether a constraint has a finding more with a new edge, told without deciding it again where that can be.

Most rules need no decision for each edge. One about paths notices what :class:`~archcheck.coverage.links.Links` joins;
one about cycles what :class:`~archcheck.coverage.loops.Loops` closes; one about single edges judges each by itself;
and one that asks for something to be there has no finding more because more is there.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from archcheck.accepted.waivers import Waivers
from archcheck.coverage.links import Links
from archcheck.coverage.loops import Loops
from archcheck.decision import decide
from archcheck.documents.topology import Edge
from archcheck.graph.compiled import Graph
from archcheck.graph.space import plain_space
from archcheck.rules.case import Connections
from archcheck.rules.constraint import Constraint

Found = frozenset[tuple[str | None, str | None, str | None]]
Answer = Callable[[int, int], int | None]
"""From the positions of an edge's ends to how many findings it adds; None where that has to be decided."""

NEVER = ("required-path", "required-edge", "redundancy")
"""The rules that one edge more violates no more than before."""
EACH = ("allowed-edges", "attributes", "layers")
"""The rules that judge every edge by itself."""


class Notice:
    """What one constraint notices."""

    def __init__(self, graph: Graph, constraint: Constraint, as_of: date, sample: Edge) -> None:
        """Decide the constraint once, without any new edge; ``sample`` is any edge of the kind that is tried."""
        self.graph = graph
        self.constraint = constraint
        self.as_of = as_of
        self._before: Found | None = None
        self._scope: frozenset[int] | None = None
        self._judged: Mapping[int, int] = {}
        self._answer = self._choose(sample)

    def _choose(self, sample: Edge) -> Answer:
        name = self.constraint.rule.name
        if _is_undecided(self.graph):
            return lambda source, target: None
        if name in NEVER:
            return lambda source, target: 0
        if name in EACH:
            return lambda source, target: self._judged.get(target, 0)
        decision = decide(self.graph, self.constraint, self.as_of, 1)
        case = decision.case
        if decision.error is not None:
            return lambda source, target: None
        if name == "cardinality":
            full = case.matched["edges"] == self.constraint.fields.get("at-most")
            return lambda source, target: int(full)
        if name == "acyclic":
            return Loops(case, sample).count
        if name == "distance":
            ends = Connections(case.nodes("from"), case.nodes("to"), plain_space, (case.along(),))
            links = Links(case, ends, sample)
            return lambda source, target: None if links.has_path(source, target) else 0
        if case.connections is not None:
            links = Links(case, case.connections, sample)
            return links.count if links.is_small else lambda source, target: None
        # Whom a rule is about is said of nodes: where it is nobody, it still is.
        return lambda source, target: 0 if decision.outcome.empty else None

    def turn_to(self, source: int, edges: Sequence[Edge]) -> None:
        """Make ready for the new edges that leave one node."""
        graph = Graph(self.graph.topology, list(edges), ())
        position = graph.population.position
        self._scope = None
        if "edges" in self.constraint.fields:
            chosen = graph.population.select_edges(self.constraint.fields["edges"], self.constraint.sets)
            self._scope = frozenset(graph.targets[number] for number in chosen)
        if self.constraint.rule.name in EACH:
            target_of = {edge.id: position[edge.target] for edge in edges}
            outcome = decide(graph, self.constraint, self.as_of, len(graph.nodes) + len(edges)).outcome
            subjects = [each.subject for each in outcome.findings]
            self._judged = {target_of[name]: 1 for name in subjects if name in target_of}

    def count(self, source: int, target: int) -> int | None:
        """Return how many findings a new edge adds; None where that has to be decided."""
        if self._scope is not None and target not in self._scope:
            return 0
        return self._answer(source, target)

    def decide(self, changed: Graph) -> int:
        """Return how many findings a topology with a new edge has that there are not without it."""
        if self._before is None:
            self._before = self._find(self.graph)
        return len(self._find(changed) - self._before)

    def _find(self, graph: Graph) -> Found:
        """Return what is found, by its identity, where the verdict is known."""
        most = (len(graph.nodes) + 1) ** 2 + len(graph.edges)
        decision = decide(graph, self.constraint, self.as_of, most)
        excused = decision.excuse(Waivers((), self.as_of), None, graph.population)
        result = decision.judge(excused, most)
        return frozenset((each.source, each.target, each.subject) for each in result.findings)


def _is_undecided(graph: Graph) -> bool:
    """Return whether anything about a topology is not known, on which verdicts may rest."""
    unknown = any(node.unknown for node in graph.nodes) or any(edge.unknown for edge in graph.edges)
    return unknown or bool(graph.topology.unmodelled)
