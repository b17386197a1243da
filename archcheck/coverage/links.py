"""Links: which pairs of nodes a new edge would join, told from what reaches what without it.

A path that uses a new edge begins with steps that are there already, goes over the edge, perhaps several times and in
between by other steps that are there already, and ends with such steps. So what reaches the edge's tail, what its head
reaches, and which of its ends reach which are all that has to be known: no search is needed for the edge itself.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archcheck.documents.topology import Edge
from archcheck.graph.compiled import Graph
from archcheck.graph.relations import OPEN, REQUEST, Steps, find_steps, flow_directions, has_relation
from archcheck.graph.search import set_bits, sweep
from archcheck.graph.space import Space
from archcheck.rules.case import Case, Connections

MOST_STATES = 8_000
"""The most states of a space of which it is kept which reach which."""


class _Move(NamedTuple):
    """A step of a space that a new edge adds, from one state to another."""

    tail: int
    head: int


class Links:
    """The paths that a rule searches for, and what a new edge adds to them.

    INVARIANT: for every edge between two nodes that a constraint's paths may use, :meth:`count` is the number of
    findings that the rule has with it and not without it.
    """

    def __init__(self, case: Case, connections: Connections, sample: Edge) -> None:
        """Search once, without any new edge.

        Args:
            case: the case that was decided.
            connections: what its rule searched for.
            sample: any edge of the kind that is tried.
        """
        graph, edges = case.graph, case.edges()
        self.space = connections.make_space(*(find_steps(graph, name, edges) for name in connections.relations))
        self.sources, self.targets = sorted(connections.sources), sorted(connections.targets)
        self.duties = connections.duties
        starts = [self.space.start_states(node) for node in self.sources]
        finals = [self.space.final_states(node) for node in self.targets]
        self.before = _reaching(self.space.successors, starts, self.space.blocked)
        self.beyond = _reaching(self.space.predecessors, finals, self.space.blocked)
        self.own = [1 << self.sources.index(node) if node in connections.sources else 0 for node in self.targets]
        excluded = connections.excluded(self.sources) if connections.excluded else lambda target: 0
        everyone = (1 << len(self.sources)) - 1
        self.joined = [_union(self.before[state] for state in states) for states in finals]
        self.free = [
            everyone & ~(joined | own | excluded(target))
            for joined, own, target in zip(self.joined, self.own, self.targets, strict=True)
        ]
        self.guilty = self._find_guilty([0] * len(self.targets))
        self.moves = [
            _Moves(connections.make_space(*(_every_step(graph, name, sample, way) for name in connections.relations)))
            for way in ("forward", "backward")
        ]
        self._within: list[int] | None = None
        self._counted: dict[tuple[tuple[int, int, int], ...], int] = {}

    @property
    def is_small(self) -> bool:
        """Whether it can be kept which states reach which."""
        return len(self.space.successors) <= MOST_STATES

    def count(self, source: int, target: int) -> int:
        """Return how many findings an edge from one node to another would add."""
        moves = self._find_moves(source, target)
        if not moves:
            return 0
        key = tuple(
            (self.before[each.tail], self.beyond[each.head], _mask(after)) for each, after in self._chain(moves)
        )
        if key not in self._counted:
            self._counted[key] = self._count(key)
        return self._counted[key]

    def has_path(self, source: int, target: int) -> bool:
        """Return whether a path from a source to a target leads over an edge from one node to another."""
        return bool(self._find_moves(source, target))

    def _find_moves(self, source: int, target: int) -> list[_Move]:
        """Return the steps that an edge adds; none where no path from a source to a target leads over it."""
        moves = [*self.moves[0].between(source, target), *self.moves[1].between(target, source)]
        moves = [each for each in moves if each.tail not in self.space.blocked and each.head not in self.space.blocked]
        if any(self.before[each.tail] for each in moves) and any(self.beyond[each.head] for each in moves):
            return moves
        return []

    def _chain(self, moves: Sequence[_Move]) -> Iterator[tuple[_Move, set[int]]]:
        """Yield the moves, and which of them can come later on a path than each; itself always."""
        number = len(moves)
        after = [{place} for place in range(number)]
        if number > 1:
            within = self._reached_within()
            for one in range(number):
                for other in range(number):
                    if within[moves[other].tail] >> moves[one].head & 1:
                        after[one].add(other)
            for middle in range(number):
                for one in range(number):
                    if middle in after[one]:
                        after[one] |= after[middle]
        yield from zip(moves, after, strict=True)

    def _reached_within(self) -> list[int]:
        """Return for every state the bits of the states that reach it, itself among them."""
        if self._within is None:
            states = range(len(self.space.successors))
            starts = [() if state in self.space.blocked else (state,) for state in states]
            self._within = _reaching(self.space.successors, starts, self.space.blocked)
        return self._within

    def _count(self, moves: Sequence[tuple[int, int, int]]) -> int:
        added = [0] * len(self.targets)
        for place, (_, beyond, _) in enumerate(moves):
            arriving = _union(before for before, _, after in moves if after >> place & 1)
            if arriving:
                for bit in set_bits(beyond):
                    added[bit] |= arriving
        if self.duties:
            return (self._find_guilty(added) & ~self.guilty).bit_count()
        return sum((new & free).bit_count() for new, free in zip(added, self.free, strict=True))

    def _find_guilty(self, added: Sequence[int]) -> int:
        """Return the sources that reach targets of two duties."""
        once = twice = 0
        for duty in self.duties:
            holding = _union(
                (self.joined[place] | added[place]) & ~self.own[place]
                for place, node in enumerate(self.targets)
                if node in duty
            )
            twice |= once & holding
            once |= holding
        return twice


class _Moves:
    """The steps of a space in which every edge of a kind is there: which of them lead from one node to another."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._leaving: dict[int, dict[int, list[_Move]]] = {}

    def between(self, source: int, target: int) -> Sequence[_Move]:
        """Return the steps from one node to another."""
        if source not in self._leaving:
            width = self.space.width
            leaving: dict[int, list[_Move]] = {}
            for state in range(source * width, (source + 1) * width):
                for other in self.space.successors[state]:
                    leaving.setdefault(other // width, []).append(_Move(state, other))
            self._leaving[source] = leaving
        return self._leaving[source].get(target, ())


def _every_step(graph: Graph, relation: str, sample: Edge, way: str) -> Steps:
    """Return the steps that an edge between any two nodes adds to a relation, one way."""
    count = len(graph.nodes)
    if relation != "flow":
        holds = way == "forward" and has_relation(graph, sample, relation)
        anybody = range(count) if holds else range(0)
        steps = [[other for other in anybody if other != node] for node in range(count)]
        return Steps(relation, None, frozenset(), 1, steps, steps)
    stateless = frozenset(position for position, node in enumerate(graph.nodes) if not node.stateful)
    forward, backward = flow_directions(graph, sample)
    successors: list[list[int]] = [[] for _ in range(2 * count)]
    for node in range(count):
        others = [other for other in range(count) if other != node]
        if way == "forward" and forward:
            arrivals = [2 * other + (REQUEST if other in stateless else OPEN) for other in others]
            successors[2 * node + OPEN] = arrivals
            if node in stateless:
                successors[2 * node + REQUEST] = arrivals
        elif way == "backward" and backward:
            successors[2 * node + OPEN] = [2 * other + OPEN for other in others]
    predecessors: list[list[int]] = [[] for _ in successors]
    for state, after in enumerate(successors):
        for other in after:
            predecessors[other].append(state)
    return Steps(relation, None, stateless, 2, successors, predecessors)


def _reaching(
    adjacency: Sequence[Sequence[int]], starts: Sequence[Sequence[int]], blocked: frozenset[int]
) -> list[int]:
    """Return for every state the bits of the starts that reach it, those included that begin there."""
    seen = [0] * len(adjacency)
    for state in blocked:
        seen[state] = -1
    for _ in sweep(adjacency, starts, seen):
        pass
    for state in blocked:
        seen[state] = 0
    return seen


def _union(bits: Iterator[int]) -> int:
    found = 0
    for each in bits:
        found |= each
    return found


def _mask(places: set[int]) -> int:
    return sum(1 << place for place in places)
