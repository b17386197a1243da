"""Loops: which new edge would close a cycle among nodes, or among groups, told from what reaches what without it."""

from collections.abc import Mapping, Sequence

from archcheck.documents.topology import Edge
from archcheck.graph.cycles import strong_components
from archcheck.graph.relations import has_relation
from archcheck.graph.search import reached_bits
from archcheck.rules.case import Case
from archcheck.rules.groups import group_nodes

_Joins = frozenset[tuple[int, int]]


class Loops:
    """The groups that must not form a cycle, each node one of its own by default, and what joins them.

    INVARIANT: for every edge between two nodes that the constraint looks at, :meth:`count` is the number of findings
    that ``acyclic`` has with it and not without it. A finding is named by the smallest of its groups, so that an edge
    which makes a cycle larger may make a finding of another name.
    """

    def __init__(self, case: Case, sample: Edge) -> None:
        """Find what joins which groups without any new edge; ``sample`` is any edge of the kind that is tried."""
        graph, edges = case.graph, case.edges()
        matched = case.nodes("match", graph.population.everything)
        by = case.fields.get("by", "node")
        groups = {case.name(node): frozenset((node,)) for node in matched}
        if by != "node":
            groups = group_nodes(graph, matched, by)
        self.names = sorted(groups)
        self.groups_of: dict[int, list[int]] = {}
        for number, name in enumerate(self.names):
            for node in groups[name]:
                self.groups_of.setdefault(node, []).append(number)
        self.holds = has_relation(graph, sample, case.along())
        self.within = by == "node"
        successors: list[set[int]] = [set() for _ in self.names]
        for position, edge in enumerate(graph.edges):
            if (edges is None or position in edges) and has_relation(graph, edge, case.along()):
                for one, other in self._join(graph.sources[position], graph.targets[position]):
                    successors[one].add(other)
        self.successors = {number: sorted(after) for number, after in enumerate(successors)}
        forward = [self.successors[number] for number in range(len(self.names))]
        backward: list[list[int]] = [[] for _ in self.names]
        for one, after in enumerate(forward):
            for other in after:
                backward[other].append(one)
        starts = [(number,) for number in range(len(self.names))]
        self.ancestors = reached_bits(forward, starts)
        self.descendants = reached_bits(backward, starts)
        self.subjects = _find_subjects(self.successors)
        self._counted: dict[_Joins, int] = {}

    def _join(self, source: int, target: int) -> _Joins:
        """Return the pairs of groups that an edge joins."""
        ends = self.groups_of.get(source, ()), self.groups_of.get(target, ())
        return frozenset((one, other) for one in ends[0] for other in ends[1] if one != other or self.within)

    def count(self, source: int, target: int) -> int:
        """Return how many findings an edge from one node to another would add."""
        joins = self._join(source, target) if self.holds else frozenset()
        if not joins:
            return 0
        if joins not in self._counted:
            self._counted[joins] = self._count(joins)
        return self._counted[joins]

    def _count(self, joins: _Joins) -> int:
        if len(joins) == 1:
            ((one, other),) = joins
            # The component that the edge closes: whatever its head reaches and its tail is reached from.
            component = self.descendants[other] & self.ancestors[one]
            return int(component > 0 and (component & -component).bit_length() - 1 not in self.subjects)
        added: dict[int, set[int]] = {}
        for one, other in joins:
            added.setdefault(one, set()).add(other)
        changed = {number: sorted({*after, *added.get(number, ())}) for number, after in self.successors.items()}
        return len(_find_subjects(changed) - self.subjects)


def _find_subjects(successors: Mapping[int, Sequence[int]]) -> set[int]:
    """Return the smallest member of every component that holds a cycle."""
    return {
        component[0]
        for component in strong_components(successors)
        if len(component) > 1 or component[0] in successors[component[0]]
    }
