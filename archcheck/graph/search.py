"""Searches: which pairs of nodes are connected in a space, the nearest first, and shortest witnesses.

Several sources are searched at once, one bit a source in plain Python integers, level by level (MS-BFS: Then et al.,
"The More the Merrier: Efficient Multi-Source Graph Traversal", VLDB 2014).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from archcheck.graph.space import Space

Adjacency = Sequence[Sequence[int]]

Excluded = Callable[[Sequence[int]], Callable[[int], int]]
"""From the sources of a search to the function that gives, for a target, the bits of those it makes no pair with:
``1 << i`` for ``sources[i]``."""


class Pair(NamedTuple):
    """A source and a target (positions of nodes) and the length of a shortest path between them, in steps."""

    length: int
    source: int
    target: int


def reach(adjacency: Adjacency, starts: Iterable[int], blocked: frozenset[int] = frozenset()) -> set[int]:
    """Return the states that are among the starts or reached from them; blocked ones never are."""
    return set().union(*levels(adjacency, starts, blocked))


def levels(
    adjacency: Adjacency, starts: Iterable[int], blocked: frozenset[int] = frozenset(), most: int | None = None
) -> Iterator[set[int]]:
    """Yield the states by their distance from the starts: those at 0 steps, at 1 step, up to ``most``.

    Whole levels are united as sets, which runs at the speed of C.
    """
    frontier = set(starts).difference(blocked)
    seen = set(frontier)
    length = 0
    while frontier:
        yield frontier
        if length == most:
            return
        frontier = set().union(*map(adjacency.__getitem__, frontier)).difference(seen, blocked)
        seen |= frontier
        length += 1


def sweep(adjacency: Adjacency, starts: Sequence[Iterable[int]], seen: list[int]) -> Iterator[dict[int, int]]:
    """Yield level by level which states are reached for the first time, and by which starts.

    Args:
        adjacency: the states one step on from each state.
        starts: the states that each bit starts from.
        seen: for every state the bits that need not be told: 0, or -1 for a state that may not be entered. After each
            level it holds, beside these, the bits that have reached a state.

    Yields:
        A mapping from state to the bits (``1 << i`` for ``starts[i]``) that reach it at this level; level 0 first.
    """
    frontier: dict[int, int] = {}
    for bit, states in enumerate(starts):
        for state in states:
            frontier[state] = frontier.get(state, 0) | (1 << bit)
    while frontier:
        for state, bits in frontier.items():
            seen[state] |= bits
        yield frontier
        following: dict[int, int] = {}
        for state, bits in frontier.items():
            for other in adjacency[state]:
                new = bits & ~seen[other]
                if new:
                    following[other] = following[other] | new if other in following else new
        frontier = following


def nearest_pairs(
    space: Space,
    sources: Iterable[int],
    targets: Iterable[int],
    most: int,
    excluded: Excluded | None = None,
) -> list[Pair]:
    """Return the connected pairs of distinct nodes, in order of (length, source, target), no more than ``most``.

    Args:
        space: the paths that count.
        sources: the positions of the sources.
        targets: the positions of the targets.
        most: where to stop; ask for one more than is shown to know whether there are more.
        excluded: pairs that do not count, beside a node and itself; see :data:`Excluded`.
    """
    sources, targets = sorted(sources), sorted(targets)
    region = find_region(space, sources, targets)
    sources = [node for node in sources if not region.isdisjoint(space.start_states(node))]
    targets = [node for node in targets if not region.isdisjoint(space.final_states(node))]
    if excluded is not None or len(sources) <= len(targets):
        return _pairs_from_sources(space, sources, targets, region, most, excluded)
    return _pairs_from_targets(space, sources, targets, region, most)


def find_region(space: Space, sources: Iterable[int], targets: Iterable[int]) -> set[int]:
    """Return the states on paths from sources to targets, those of no step included; a search needs no other."""
    forward = reach(space.successors, (state for node in sources for state in space.start_states(node)), space.blocked)
    ends = forward.intersection(state for node in targets for state in space.final_states(node))
    return forward & reach(space.predecessors, ends, space.blocked)


def _outside(space: Space, region: set[int]) -> list[int]:
    """Return what :func:`sweep` takes for ``seen`` so that it stays in a region."""
    seen = [-1] * len(space.successors)
    for state in region:
        seen[state] = 0
    return seen


def _pairs_from_sources(
    space: Space,
    sources: list[int],
    targets: list[int],
    region: set[int],
    most: int,
    excluded: Excluded | None,
) -> list[Pair]:
    bit_of = {node: bit for bit, node in enumerate(sources)}
    found = {target: (1 << bit_of[target] if target in bit_of else 0) for target in targets}
    if excluded is not None:
        excluded_of = excluded(sources)
        for target in targets:
            found[target] |= excluded_of(target)
    most = min(most, _count_missing(found, sources))
    goal_of = {state: node for node in targets for state in space.final_states(node)}
    pairs: list[Pair] = []
    starts = [space.start_states(node) for node in sources]
    for length, level in enumerate(sweep(space.successors, starts, _outside(space, region))):
        hits = new_hits(level, goal_of, found)
        for source, target in by_source(hits, sources):
            pairs.append(Pair(length, source, target))
            if len(pairs) >= most:
                return pairs
    return pairs


def _count_missing(found: Mapping[int, int], others: Sequence[int]) -> int:
    """Return how many pairs there can be beside those that are found: a search that has them all is over."""
    return len(found) * len(others) - sum(bits.bit_count() for bits in found.values())


def by_source(hits: dict[int, int], sources: list[int]) -> Iterator[tuple[int, int]]:
    """Yield (source, target) in order, from a mapping of targets to the bits of their sources."""
    present = 0
    for bits in hits.values():
        present |= bits
    ordered = sorted(hits.items())
    for bit in set_bits(present):
        for target, bits in ordered:
            if bits >> bit & 1:
                yield sources[bit], target


def _pairs_from_targets(
    space: Space, sources: list[int], targets: list[int], region: set[int], most: int
) -> list[Pair]:
    bit_of = {node: bit for bit, node in enumerate(targets)}
    found = {source: (1 << bit_of[source] if source in bit_of else 0) for source in sources}
    most = min(most, _count_missing(found, targets))
    goal_of = {state: node for node in sources for state in space.start_states(node)}
    pairs: list[Pair] = []
    starts = [region.intersection(space.final_states(node)) for node in targets]
    for length, level in enumerate(sweep(space.predecessors, starts, _outside(space, region))):
        hits = new_hits(level, goal_of, found)
        for source, bits in sorted(hits.items()):
            for bit in set_bits(bits):
                pairs.append(Pair(length, source, targets[bit]))
                if len(pairs) >= most:
                    return pairs
    return pairs


def new_hits(level: Mapping[int, int], goal_of: Mapping[int, int], found: dict[int, int]) -> dict[int, int]:
    """Return which goals are reached by new bits at this level, and remember them in ``found``."""
    hits: dict[int, int] = {}
    for state in level.keys() & goal_of.keys():
        goal = goal_of[state]
        new = level[state] & ~found[goal]
        if new:
            hits[goal] = hits.get(goal, 0) | new
    for goal, bits in hits.items():
        found[goal] |= bits
    return hits


def set_bits(bits: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def reached_bits(adjacency: Adjacency, starts: Sequence[Iterable[int]], within: int | None = None) -> list[int]:
    """Return for every state the bits of the starts that reach it, in at most ``within`` steps where that is given."""
    seen = [0] * len(adjacency)
    for length, _ in enumerate(sweep(adjacency, starts, seen)):
        if length == within:
            break
    return seen


def two_nearest(
    adjacency: Adjacency, starts: Sequence[Iterable[int]], within: int | None = None
) -> dict[int, list[int]]:
    """Return for every state two of the starts that reach it, or as many as there are, in at most ``within`` steps.

    Two are enough to know whether a node is reached from another one than itself. A start that is not among the two
    first to reach a state is not needed beyond it: the two that were first are no later at whatever follows.
    """
    found: dict[int, list[int]] = {}
    frontier = [(state, start) for start, states in enumerate(starts) for state in states]
    length = 0
    while frontier and (within is None or length <= within):
        following: list[tuple[int, int]] = []
        for state, start in frontier:
            known = found.setdefault(state, [])
            if len(known) < 2 and start not in known:
                known.append(start)
                following += [(other, start) for other in adjacency[state]]
        frontier = following
        length += 1
    return found
