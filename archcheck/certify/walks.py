"""Walks: what a path remembers on its way, so that "passes", "in order" and "matches" become plain reachability."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from archcheck.certify.model import Model, Steps
from archcheck.certify.selection import Chosen

Memory = Any
"""What is remembered of a walk when a node is reached: something hashable."""


class Walks(NamedTuple):
    """The walks that count: what they remember at the source, and after arriving at each further node.

    ``begin`` and ``advance`` give the memories that are possible, none where a walk cannot begin or go on;
    ``ends`` says whether a walk may end with a memory at a node. ``known`` is how many memories there are, where they
    are numbers from 0; None where they are not, and no certificate can write them. Walks that remember nothing say
    which nodes they avoid, so that whole sets of states can be united.
    """

    steps: Steps
    known: int | None
    begin: Callable[[int], Iterable[Memory]]
    advance: Callable[[Memory, int], Iterable[Memory]]
    ends: Callable[[Memory, int], bool]
    avoided: Chosen | None = None


def plain(steps: Steps, avoided: Chosen = frozenset()) -> Walks:
    """Return the walks that meet no avoided node, ends included."""

    def remember(node: int) -> Iterable[Memory]:
        return () if node in avoided else (0,)

    return Walks(steps, 1, remember, lambda _, node: remember(node), lambda _, node: node not in avoided, avoided)


def counting(steps: Steps, waypoints: Chosen, enough: int) -> Walks:
    """Return the walks that meet fewer waypoints than would be enough."""

    def add(met: Memory, node: int) -> Iterable[Memory]:
        number = met + (node in waypoints)
        return (number,) if number < enough else ()

    return Walks(steps, enough, lambda node: add(0, node), add, lambda _met, _node: True)


def passing(steps: Steps, waypoints: Chosen) -> Walks:
    """Return the walks that meet a waypoint, ends included."""

    def begin(node: int) -> Iterable[Memory]:
        return (1,) if node in waypoints else (0,)

    def note(passed: Memory, node: int) -> Iterable[Memory]:
        return (1,) if passed else begin(node)

    return Walks(steps, 2, begin, note, lambda passed, _: passed == 1)


def in_order(steps: Steps, stages: Sequence[Chosen]) -> Walks:
    """Return the walks that do not serve every stage in its order, a node of its own for each.

    Where no walk needs to meet a node twice, serving a stage at once is never wrong. Along flow a stateless node of
    several stages may be met twice: then a walk remembers every way in which it may have served so far.
    """
    twice = {node for node in steps.stateless if sum(node in stage for stage in stages) > 1}

    def serve(served: Memory, node: int) -> Iterable[Memory]:
        number = served + (node in stages[served])
        return (number,) if number < len(stages) else ()

    def serve_somehow(ways: Memory, node: int) -> Iterable[Memory]:
        possible = set(ways)
        for number, used in ways:
            if node in stages[number] and node not in used:
                possible.add((number + 1, used | {node} if node in twice else used))
        if any(number == len(stages) for number, _ in possible):
            return ()
        best = {
            one
            for one in possible
            if not any(other != one and other[0] >= one[0] and other[1] <= one[1] for other in possible)
        }
        return (frozenset(best),)

    if not twice:
        return Walks(steps, len(stages), lambda node: serve(0, node), serve, lambda _served, _node: True)
    start = frozenset({(0, frozenset[int]())})
    return Walks(steps, None, lambda node: serve_somehow(start, node), serve_somehow, lambda _ways, _node: True)


class Repeat(NamedTuple):
    """How often a step of a pattern stands: whether it may be missing, and whether it may come again."""

    missing: bool
    again: bool


REPEATS = {
    "one": Repeat(missing=False, again=False),
    "optional": Repeat(missing=True, again=False),
    "any": Repeat(missing=True, again=True),
    "some": Repeat(missing=False, again=True),
}


def matching(steps: Steps, pattern: Sequence[tuple[Chosen, Repeat]]) -> Walks:
    """Return the walks that a pattern of (nodes, repeat) takes; they end where the rest of it may be missing."""

    def may_skip(low: int, high: int) -> bool:
        return all(pattern[place][1].missing for place in range(low, high))

    def begin(node: int) -> Iterable[Memory]:
        return [place for place in range(len(pattern)) if may_skip(0, place) and node in pattern[place][0]]

    def advance(here: Memory, node: int) -> Iterable[Memory]:
        again = [here] if pattern[here][1].again else []
        later = [other for other in range(here + 1, len(pattern)) if may_skip(here + 1, other)]
        return [other for other in again + later if node in pattern[other][0]]

    def ends(place: Memory, _: int) -> bool:
        return may_skip(place + 1, len(pattern))

    return Walks(steps, len(pattern), begin, advance, ends)


class Product:
    """The states of walks, as numbers: ``memory * size + node * phases + phase``, memories numbered as they come up."""

    def __init__(self, model: Model, walks: Walks) -> None:
        self.walks = walks
        self.phases = walks.steps.phases
        self.size = len(model.nodes) * self.phases
        self.memories: list[Memory] = [] if walks.known is None else list(range(walks.known))
        self._number = {memory: number for number, memory in enumerate(self.memories)}
        self._after: dict[int, list[int]] = {}
        self._before: dict[int, list[int]] | None = None
        self._avoided = frozenset(
            node * self.phases + phase for node in walks.avoided or () for phase in range(self.phases)
        )

    def spread(self, wave: set[int], *, backward: bool) -> set[int]:
        """Return the states one step on from any of some, or one step back."""
        if self.walks.avoided is not None:
            adjacency = self.walks.steps.preceding if backward else self.walks.steps.following
            return set[int]().union(*map(adjacency.__getitem__, wave)) - self._avoided
        return set[int]().union(*map(self.before if backward else self.after, wave))

    def state(self, memory: Memory, place: int) -> int:
        """Return the number of a state: what is remembered, and the place ``node * phases + phase``."""
        if memory not in self._number:
            self._number[memory] = len(self.memories)
            self.memories.append(memory)
        return self._number[memory] * self.size + place

    def node(self, state: int) -> int:
        """Return the node of a state."""
        return state % self.size // self.phases

    def phase(self, state: int) -> int:
        """Return the phase of a state."""
        return state % self.phases

    def starts(self, node: int) -> list[int]:
        """Return the states of a node as a source."""
        return [self.state(memory, node * self.phases) for memory in self.walks.begin(node)]

    def ends(self, node: int) -> list[int]:
        """Return the states in which a node is reached; only where memories are numbers."""
        return [
            self.state(memory, node * self.phases + phase)
            for memory in list(self.memories)
            if self.walks.ends(memory, node)
            for phase in range(self.phases)
        ]

    def is_end(self, state: int) -> bool:
        """Return whether a walk may end in a state."""
        return self.walks.ends(self.memories[state // self.size], self.node(state))

    def after(self, state: int) -> Collection[int]:
        """Return the states one step on."""
        if self.walks.avoided is not None:
            return self.walks.steps.following[state] - self._avoided
        if state not in self._after:
            memory = self.memories[state // self.size]
            self._after[state] = [
                self.state(further, place)
                for place in self.walks.steps.following[state % self.size]
                for further in self.walks.advance(memory, place // self.phases)
            ]
        return self._after[state]

    def before(self, state: int) -> Collection[int]:
        """Return the states one step back; only where memories are numbers."""
        if self.walks.avoided is not None:
            return self.walks.steps.preceding[state] - self._avoided
        if self._before is None:
            self._before = {}
            for other in range(len(self.memories) * self.size):
                for further in self.after(other):
                    self._before.setdefault(further, []).append(other)
        return self._before.get(state, [])

    def written(self, state: int) -> int:
        """Return the number that certificates give a state: ``node * width + memory * phases + phase``."""
        memory, place = divmod(state, self.size)
        node, phase = divmod(place, self.phases)
        return (node * len(self.memories) + memory) * self.phases + phase
