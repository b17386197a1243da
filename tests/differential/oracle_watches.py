"""The oracle's watches: what is remembered of the nodes of a walk, and which walks a rule is interested in."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Memory = Hashable


class Watch:
    """What is remembered of the nodes of a walk, and which walks are of interest. This one takes every walk."""

    def begin(self, node: str) -> Memory | None:
        """Read the first node; None gives the walk up."""
        return self.read(frozenset({()}), node)

    def read(self, memory: Memory, node: str) -> Memory | None:
        """Read the next node; None gives the walk up."""
        return memory

    def counts(self, memory: Memory) -> bool:
        """Say whether a walk that ends with this memory is of interest."""
        return True


@dataclass(frozen=True)
class Avoiding(Watch):
    """Walks that do not pass a set, ends included."""

    avoided: set[str]

    def read(self, memory: Memory, node: str) -> Memory | None:
        return None if node in self.avoided else memory


@dataclass(frozen=True)
class Passing(Watch):
    """Walks that pass a set, ends included; the memory is whether this one has."""

    wanted: set[str]

    def read(self, memory: Memory, node: str) -> Memory | None:
        return memory is True or node in self.wanted

    def counts(self, memory: Memory) -> bool:
        return memory is True


@dataclass(frozen=True)
class PassingFewer(Watch):
    """Walks with fewer than so many distinct nodes of a set; the memory holds those seen."""

    wanted: set[str]
    number: int

    def begin(self, node: str) -> Memory | None:
        return self.read(frozenset(), node)

    def read(self, memory: Memory, node: str) -> Memory | None:
        assert isinstance(memory, frozenset)
        seen = memory | {node} if node in self.wanted else memory
        return seen if len(seen) < self.number else None


@dataclass(frozen=True)
class OutOfOrder(Watch):
    """Walks that do not pass all the sets in their order, one node a stage; the memory holds every way to serve."""

    stages: Sequence[set[str]]

    def begin(self, node: str) -> Memory | None:
        return self.read(frozenset({()}), node)

    def read(self, memory: Memory, node: str) -> Memory | None:
        assert isinstance(memory, frozenset)
        # A way is the row of the nodes that served the first stages; a node may serve the next, or leave it to another.
        serving = {(*way, node) for way in memory if node in self.stages[len(way)] and node not in way}
        return None if any(len(way) == len(self.stages) for way in serving) else memory | serving


@dataclass(frozen=True)
class InnerWithin(Watch):
    """Walks whose inner nodes are all in a set; the memory is whether the walk may go on from its last node."""

    inner: set[str]

    def begin(self, node: str) -> Memory | None:
        return True

    def read(self, memory: Memory, node: str) -> Memory | None:
        return node in self.inner if memory is True else None


@dataclass(frozen=True)
class Matching(Watch):
    """Walks whose nodes, in their order, are of a form; the memory holds every number of steps that may be done.

    A step is a set and whether it takes nodes again and again, none at all included; else it takes exactly one. What
    is written with `optional` may also be left out.
    """

    steps: Sequence[tuple[set[str], str]]

    def begin(self, node: str) -> Memory | None:
        return self.read(self.skip({0}), node)

    def read(self, memory: Memory, node: str) -> Memory | None:
        assert isinstance(memory, frozenset)
        after = set()
        for done in memory - {len(self.steps)}:
            taken, repeat = self.steps[done]
            if node in taken:
                after.add(done if repeat == "any" else done + 1)
        return self.skip(after) or None

    def skip(self, done: set[int]) -> frozenset[int]:
        """Add the numbers that leaving out steps leads to."""
        while further := {one + 1 for one in done if one < len(self.steps) and self.steps[one][1] != "one"} - done:
            done = done | further
        return frozenset(done)

    def counts(self, memory: Memory) -> bool:
        assert isinstance(memory, frozenset)
        return len(self.steps) in memory
