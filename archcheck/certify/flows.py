"""Unit flows between two nodes, along shortest augmenting paths (Edmonds and Karp, 1972).

A node has two sides: what arrives enters at ``2 * node``, what goes on leaves from ``2 * node + 1``. What can still be
walked from a side is one set, so that a search goes on by whole levels; a flow changes the sets of the sides along its
paths alone, and is taken back before the next pair.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

Arc = tuple[int, int]


class Flows:
    """The arcs between sides of nodes; ``room`` says how many units flow through some of them at most."""

    def __init__(self, nodes: int, links: Iterable[Arc], room: Mapping[Arc, int]) -> None:
        self.room = room
        self.further: list[set[int]] = []
        for node in range(nodes):
            self.further += [{2 * node + 1}, set()]
        for source, target in links:
            self.further[2 * source + 1].add(2 * target)
        self._used: dict[Arc, int] = {}
        self._begun: dict[int, _Search] = {}

    def cut(self, source: int, target: int, enough: int) -> list[Arc] | None:
        """Return the arcs without room that are nearest to the source, or None where ``enough`` units flow."""
        end = 2 * target
        try:
            for number in range(enough):
                search = self._search(source, end) if number else self._begin(source)
                if not any(end in level for level in search.levels):
                    inside = set().union(*search.levels)
                    return [arc for arc in self.room if arc[0] in inside and arc[1] not in inside]
                if number + 1 < enough:
                    self._augment(search.path(self.further, end))
        finally:
            used = list(self._used)
            self._used.clear()
            for arc in used:
                self._renew(arc)
        return None

    def _begin(self, source: int) -> "_Search":
        """Return the search before anything flows, which is the same for all targets."""
        if source not in self._begun:
            self._begun = {source: self._search(source)}
        return self._begun[source]

    def _search(self, source: int, end: int | None = None) -> "_Search":
        frontier = {2 * source + 1}
        levels, seen = [], set(frontier)
        while frontier:
            levels.append(frontier)
            if end in frontier:
                break
            frontier = set().union(*map(self.further.__getitem__, frontier)) - seen
            seen |= frontier
        return _Search(levels, {})

    def _augment(self, path: list[int]) -> None:
        """Send a unit along a path, told from its end."""
        for head, tail in pairwise(path):
            onward = (tail % 2 == 0) == (tail // 2 == head // 2)
            arc = (tail, head) if onward else (head, tail)
            self._used[arc] = self._used.get(arc, 0) + (1 if onward else -1)
            self._renew(arc)

    def _renew(self, arc: Arc) -> None:
        """Let an arc be walked on where it has room, and back where something flows."""
        tail, head = arc
        used = self._used.get(arc, 0)
        (self.further[tail].add if used < self.room.get(arc, inf) else self.further[tail].discard)(head)
        (self.further[head].add if used else self.further[head].discard)(tail)


class _Search(NamedTuple):
    """Sides by how far they are, and those before them on a path as far as was asked."""

    levels: list[set[int]]
    before: dict[int, int]

    def path(self, further: Sequence[set[int]], end: int) -> list[int]:
        """Return a shortest path from the end to where the search began; ``further`` is what was searched."""
        number = next(number for number, level in enumerate(self.levels) if end in level)
        path = [end]
        for level in reversed(self.levels[:number]):
            here = path[-1]
            if here not in self.before:
                self.before[here] = next(side for side in level if here in further[side])
            path.append(self.before[here])
        return path
