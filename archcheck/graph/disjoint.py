"""Disjoint paths and cuts (Menger, 1927), by unit flows along augmenting paths (Ford and Fulkerson, 1956).

A search goes by whole levels of nodes, as :func:`archcheck.graph.search.levels` does: only where paths run that were
found already does it look at single nodes.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from archcheck.graph.compiled import Graph
from archcheck.graph.relations import Steps, has_relation

Arc = tuple[int, int]


class Separation(NamedTuple):
    """Disjoint paths, as positions of edges, and where there are fewer than were asked for the cut that allows no more.

    ``cut`` holds positions of inner nodes, or of edges; it is as large as there are paths (max-flow min-cut), and the
    one that is nearest to the source. None where there are as many paths as were asked for.
    """

    paths: tuple[tuple[int, ...], ...]
    cut: frozenset[int] | None


class Network:
    """The steps of a relation between distinct nodes; ``edges`` holds the edges of each step, by id."""

    def __init__(self, graph: Graph, steps: Steps) -> None:
        self.edges: dict[Arc, list[int]] = {}
        for position in sorted(range(len(graph.edges)), key=lambda position: graph.edges[position].id):
            ends = graph.sources[position], graph.targets[position]
            usable = steps.edges is None or position in steps.edges
            if usable and ends[0] != ends[1] and has_relation(graph, graph.edges[position], steps.relation):
                self.edges.setdefault(ends, []).append(position)
        self.successors: list[set[int]] = [set() for _ in graph.nodes]
        self.predecessors: list[set[int]] = [set() for _ in graph.nodes]
        for source, target in self.edges:
            self.successors[source].add(target)
            self.predecessors[target].add(source)

    def separate_by_nodes(self, source: int, target: int, enough: int) -> Separation:
        """Return up to ``enough`` paths without a common inner node, or all there are and a cut of as many nodes.

        A direct edge cannot be cut by nodes: it is proof enough, and the only path returned.
        """
        if target in self.successors[source]:
            return Separation(((self.edges[source, target][0],),), None)
        flow: set[Arc] = set()
        for number in range(enough):
            search = _NodeSearch(self, flow, source, target)
            if not search.run():
                return Separation(self._read_paths(flow, source, target, number), search.cut())
            search.augment()
        return Separation(self._read_paths(flow, source, target, enough), None)

    def _read_paths(self, flow: set[Arc], source: int, target: int, number: int) -> tuple[tuple[int, ...], ...]:
        following = {tail: head for tail, head in flow if tail != source}
        paths = []
        for first in sorted(head for tail, head in flow if tail == source):
            walk = [source, first]
            while walk[-1] != target:
                walk.append(following[walk[-1]])
            paths.append(tuple(self.edges[arc][0] for arc in pairwise(walk)))
        return tuple(paths[:number])

    def separate_by_edges(self, source: int, target: int, enough: int) -> Separation:
        """Return up to ``enough`` paths without a common edge, or all there are and a cut of as many edges."""
        flow: dict[Arc, int] = {}
        for number in range(enough):
            reached = self._search_edges(flow, source, target)
            if target not in reached[-1]:
                inside = set().union(*reached)
                cut = [arc for arc in flow if arc[0] in inside and arc[1] not in inside]
                edges = frozenset(edge for arc in cut for edge in self.edges[arc])
                return Separation(self._take_paths(flow, source, target, number), edges)
            self._augment_edges(flow, reached, target)
        return Separation(self._take_paths(flow, source, target, enough), None)

    def _search_edges(self, flow: dict[Arc, int], source: int, target: int) -> list[set[int]]:
        """Return the nodes by their distance over arcs that can carry more, up to the target's where it is reached."""
        full: dict[int, set[int]] = {}
        into: dict[int, set[int]] = {}
        for (tail, head), used in flow.items():
            into.setdefault(head, set()).add(tail)
            if used == len(self.edges[tail, head]):
                full.setdefault(tail, set()).add(head)
        reached = [{source}]
        seen = {source}
        while reached[-1] and target not in reached[-1]:
            frontier = reached[-1]
            further = set().union(*(self.successors[node] for node in frontier - full.keys()))
            for node in frontier & full.keys():
                further |= self.successors[node] - full[node]
            for node in frontier & into.keys():
                further |= into[node]
            further -= seen
            seen |= further
            reached.append(further)
        return reached

    def _augment_edges(self, flow: dict[Arc, int], reached: Sequence[set[int]], target: int) -> None:
        here = target
        for level in reversed(reached[:-1]):
            forward = [
                node
                for node in self.predecessors[here] & level
                if flow.get((node, here), 0) < len(self.edges[node, here])
            ]
            if forward:
                before = min(forward)
                flow[before, here] = flow.get((before, here), 0) + 1
            else:
                before = min(node for node in self.successors[here] & level if (here, node) in flow)
                _lessen(flow, (here, before))
            here = before

    def _take_paths(self, flow: dict[Arc, int], source: int, target: int, number: int) -> tuple[tuple[int, ...], ...]:
        rest = dict(flow)
        paths = []
        for _ in range(number):
            path = []
            here = source
            while here != target:
                head = min(head for tail, head in rest if tail == here)
                _lessen(rest, (here, head))
                path.append(self.edges[here, head][rest.get((here, head), 0)])
                here = head
            paths.append(tuple(path))
        return tuple(paths)


def _lessen(flow: dict[Arc, int], arc: Arc) -> None:
    flow[arc] -= 1
    if not flow[arc]:
        del flow[arc]


class _NodeSearch:
    """A search for one more path without a common inner node.

    A node that a path runs through has two sides: what comes in can only turn back along that path, and what is out,
    having taken the rest of the path over, goes on freely. All other nodes are passed freely.
    """

    def __init__(self, network: Network, flow: set[Arc], source: int, target: int) -> None:
        self.network = network
        self.flow = flow
        self.source, self.target = source, target
        self.before = {head: tail for tail, head in flow if head != target}
        self.levels: list[set[int]] = []
        self.came_in: dict[int, int | None] = {}  # by whom; None: from its own other side
        self.came_out: dict[int, int] = {}

    def run(self) -> bool:
        """Search; return whether the target is reached."""
        successors = self.network.successors
        frontier, seen = {self.source}, {self.source}
        while frontier:
            self.levels.append(frontier)
            arrivals = set().union(*map(successors.__getitem__, frontier)) - seen
            if self.target in arrivals:
                return True
            on_paths = arrivals & self.before.keys()
            frontier = arrivals - on_paths
            seen |= frontier
            for node in sorted(on_paths - self.came_in.keys()):
                self.came_in[node] = min(self.network.predecessors[node] & self.levels[-1])
                frontier.update(self._turn_back(node))
        return False

    def _turn_back(self, node: int) -> Iterable[int]:
        """Yield the nodes before one on its path, up to one that was out already."""
        while True:
            before = self.before[node]
            if before == self.source or before in self.came_out:
                return
            self.came_out[before] = node
            yield before
            if before in self.came_in:
                return
            self.came_in[before] = None
            node = before

    def cut(self) -> frozenset[int]:
        """Return the nodes that nothing gets through, after a search that did not reach the target."""
        return frozenset(self.came_in.keys() - self.came_out.keys())

    def augment(self) -> None:
        """Add the path that was found to the flow, and take out of it what the path turned back."""
        here, level = self.target, len(self.levels) - 1
        while here != self.source:
            tail = min(self.network.predecessors[here] & self.levels[level])
            here, level = self._enter(tail, here)

    def _enter(self, tail: int, head: int) -> tuple[int, int]:
        """Add a step to the flow; return the node whose coming has to be explained next, and the level before it."""
        self.flow.add((tail, head))
        while tail in self.came_out:
            after = self.came_out[tail]
            self.flow.discard((tail, after))
            came = self.came_in[after]
            if came is None:
                tail = after
                continue
            self.flow.add((came, after))
            tail = came
        return tail, next((number for number, level in enumerate(self.levels) if tail in level), 0) - 1
