"""Disjoint paths and cuts (Menger, 1927), by unit flows along shortest augmenting paths (Edmonds and Karp, 1972)."""

from collections.abc import Iterator
from typing import NamedTuple

from archcheck.graph.compiled import Graph
from archcheck.graph.relations import Steps, has_relation


class Separation(NamedTuple):
    """Disjoint paths, as positions of edges, and where there are fewer than were asked for the cut that allows no more.

    ``cut`` holds positions of inner nodes, or of edges; it is as large as there are paths (max-flow min-cut), and the
    one that is nearest to the source. None where there are as many paths as were asked for.
    """

    paths: tuple[tuple[int, ...], ...]
    cut: frozenset[int] | None


class Network:
    """The steps of a relation as a flow network: vertices joined by arcs, each arc with its reverse beside it.

    For paths without a common inner node every node is split: ``2 * node`` is where paths come in, ``2 * node + 1``
    where they leave, and the arc between them carries one path. For paths without a common edge nodes are whole, and
    every edge carries one.
    """

    def __init__(self, graph: Graph, steps: Steps, *, by_nodes: bool) -> None:
        self.by_nodes = by_nodes
        self.heads: list[int] = []
        self.capacities: list[int] = []
        self.edges: list[int | None] = []
        self.arcs: list[list[int]] = [[] for _ in range(len(graph.nodes) * (2 if by_nodes else 1))]
        self._cut_nodes: dict[int, int] = {}
        if by_nodes:
            for node in range(len(graph.nodes)):
                self._cut_nodes[self._add(2 * node, 2 * node + 1, 1, None)] = node
        many = len(graph.nodes) + 1
        order = sorted(range(len(graph.edges)), key=lambda position: graph.edges[position].id)
        for position in order:
            if steps.edges is not None and position not in steps.edges:
                continue
            source, target = graph.sources[position], graph.targets[position]
            if source != target and has_relation(graph, graph.edges[position], steps.relation):
                if by_nodes:
                    self._add(2 * source + 1, 2 * target, many, position)
                else:
                    self._add(source, target, 1, position)

    def _add(self, tail: int, head: int, capacity: int, edge: int | None) -> int:
        number = len(self.heads)
        self.heads += (head, tail)
        self.capacities += (capacity, 0)
        self.edges += (edge, None)
        self.arcs[tail].append(number)
        self.arcs[head].append(number + 1)
        return number

    def separate(self, source: int, target: int, enough: int) -> Separation:
        """Return up to ``enough`` disjoint paths between two nodes, or all there are and a cut as small.

        A direct edge cannot be cut by nodes, and where these are asked for it is proof enough: the only path returned.
        """
        begin, end = (2 * source + 1, 2 * target) if self.by_nodes else (source, target)
        if self.by_nodes:
            direct = [self.edges[arc] for arc in self.arcs[begin] if self.heads[arc] == end and not arc & 1]
            if direct and direct[0] is not None:
                return Separation(((direct[0],),), None)
        flow: dict[int, int] = {}
        number = 0
        reached: dict[int, int] = {}
        while number < enough:
            reached = self._search(begin, end, flow)
            if end not in reached:
                break
            number += 1
            here = end
            while here != begin:
                arc = reached[here]
                flow[arc] = flow.get(arc, 0) + 1
                flow[arc ^ 1] = flow.get(arc ^ 1, 0) - 1
                here = self.heads[arc ^ 1]
        paths = tuple(self._follow(begin, end, flow) for _ in range(number))
        if number == enough:
            return Separation(paths, None)
        return Separation(paths, frozenset(self._cut(reached, begin)))

    def _search(self, begin: int, end: int, flow: dict[int, int]) -> dict[int, int]:
        """Return by which arc each vertex is reached over arcs that can carry more, nearest first."""
        reached: dict[int, int] = {}
        frontier = [begin]
        while frontier and end not in reached:
            following = []
            for vertex in frontier:
                for arc in self.arcs[vertex]:
                    head = self.heads[arc]
                    if head != begin and head not in reached and self.capacities[arc] > flow.get(arc, 0):
                        reached[head] = arc
                        following.append(head)
            frontier = following
        return reached

    def _follow(self, begin: int, end: int, flow: dict[int, int]) -> tuple[int, ...]:
        """Take one path out of a flow; return its edges."""
        path = []
        here = begin
        while here != end:
            arc = next(arc for arc in self.arcs[here] if flow.get(arc, 0) > 0)
            flow[arc] -= 1
            edge = self.edges[arc]
            if edge is not None:
                path.append(edge)
            here = self.heads[arc]
        return tuple(path)

    def _cut(self, reached: dict[int, int], begin: int) -> Iterator[int]:
        """Yield what the arcs stand for that leave the reached vertices."""
        inside = reached.keys() | {begin}
        for vertex in inside:
            for arc in self.arcs[vertex]:
                if not arc & 1 and self.heads[arc] not in inside:
                    edge = self.edges[arc]
                    yield self._cut_nodes[arc] if edge is None else edge
