"""Searches: against networkx on random graphs, and on graphs that are long or wide."""

from collections.abc import Iterable
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from archcheck.graph.relations import find_steps
from archcheck.graph.search import (
    Pair,
    by_source,
    find_region,
    levels,
    nearest_pairs,
    new_hits,
    reach,
    reached_bits,
    set_bits,
    sweep,
    two_nearest,
)
from archcheck.graph.space import Space, avoiding_space, plain_space
from archcheck.graph.witness import find_witnesses
from tests.unit.graph.building import compile_arcs, digraph, draw_arcs

RING = [[1], [2], [0], [0]]


def test_levels_and_reach() -> None:
    assert list(levels(RING, [3])) == [{3}, {0}, {1}, {2}]
    assert list(levels(RING, [3], most=1)) == [{3}, {0}]
    assert list(levels(RING, [3], most=2)) == [{3}, {0}, {1}]
    assert list(levels(RING, [3], frozenset({1}))) == [{3}, {0}]
    assert list(levels(RING, [3], frozenset({3}))) == []
    assert reach(RING, [1]) == {0, 1, 2}
    assert reach(RING, []) == set()


def test_sweep_tells_each_start_of_a_state_once() -> None:
    assert list(sweep(RING, [[0], [3]], [0] * 4)) == [
        {0: 0b01, 3: 0b10},
        {0: 0b10, 1: 0b01},
        {1: 0b10, 2: 0b01},
        {2: 0b10},
    ]
    assert list(sweep(RING, [[0]], [0, 0, -1, 0])) == [{0: 1}, {1: 1}]
    assert list(sweep(RING, [[3], [3, 0]], [0, 0, -1, 0])) == [{3: 0b11, 0: 0b10}, {0: 0b01, 1: 0b10}, {1: 0b01}]


def test_reached_bits() -> None:
    assert reached_bits(RING, [[0], [3]]) == [0b11, 0b11, 0b11, 0b10]
    assert reached_bits(RING, [[0], [3]], within=1) == [0b11, 0b01, 0, 0b10]
    assert list(set_bits(0b1011000)) == [3, 4, 6]


def test_two_nearest() -> None:
    assert two_nearest(RING, [[3], [0]]) == {3: [0], 0: [1, 0], 1: [1, 0], 2: [1, 0]}
    # The third one to reach a state is not needed, nor whoever is there again.
    assert two_nearest(RING, [[0], [1], [2]]) == {0: [0, 2], 1: [1, 0], 2: [2, 1]}
    assert two_nearest(RING, [[0, 3]]) == {0: [0], 3: [0], 1: [0], 2: [0]}
    assert two_nearest([[2, 3], [2], [], []], [[0], [1]]) == {0: [0], 1: [1], 2: [0, 1], 3: [0]}
    assert two_nearest(RING, []) == {}


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (0, {3: [0]}),
        (1, {3: [0], 0: [0]}),
        (2, {3: [0], 0: [0], 1: [0]}),
        (3, {3: [0], 0: [0], 1: [0], 2: [0]}),
    ],
)
def test_two_nearest_within(within: int, expected: dict[int, list[int]]) -> None:
    assert two_nearest(RING, [[3]], within) == expected


def test_hits_are_those_of_all_states_of_a_goal() -> None:
    found = {7: 0b0001, 8: 0}
    assert new_hits({0: 0b0011, 1: 0b0101, 2: 0b1000}, {0: 7, 1: 7, 3: 8}, found) == {7: 0b0110}
    assert found == {7: 0b0111, 8: 0}
    assert list(by_source({8: 0b100, 7: 0b110}, [4, 5, 6])) == [(5, 7), (6, 7), (6, 8)]
    assert list(by_source({}, [4])) == []


@pytest.mark.parametrize("seed", range(150))
def test_nearest_pairs_are_those_of_networkx(seed: int) -> None:
    import networkx

    rng = Random(seed)
    names, arcs = draw_arcs(rng)
    graph = compile_arcs(names, arcs)
    position = graph.population.position
    ordered = sorted(names)
    sources = [name for name in ordered if rng.random() < 0.6]
    targets = [name for name in ordered if rng.random() < 0.6]
    avoided = [name for name in ordered if rng.random() < 0.15]
    known = digraph(names, arcs)
    known.remove_nodes_from(avoided)
    shortest = dict(networkx.all_pairs_shortest_path_length(known))
    expected = sorted(
        (shortest[one][other], position[one], position[other])
        for one in sources
        for other in targets
        if one != other and one in shortest and other in shortest[one]
    )
    space = avoiding_space(plain_space(find_steps(graph, "access")), frozenset(position[name] for name in avoided))
    ends = [position[name] for name in sources], [position[name] for name in targets]
    assert nearest_pairs(space, *ends, 1_000) == expected
    most = rng.randint(1, 4)
    assert nearest_pairs(space, *ends, most) == expected[:most]


def test_excluded_pairs() -> None:
    graph = compile_arcs(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a")])
    space = plain_space(find_steps(graph, "access"))
    every = range(3)
    # Of the sources a, b and c, the bits 0, 1 and 2: b makes no pair with anything, a none with c.
    excluded = {0: 0b010, 1: 0b010, 2: 0b011}
    found = nearest_pairs(space, every, every, 99, lambda sources: lambda target: excluded[target])
    assert found == [(1, 0, 1), (1, 2, 0), (2, 2, 1)]


def test_excluded_pairs_of_more_sources_than_targets() -> None:
    graph = compile_arcs(["a", "b", "c"], [("a", "c"), ("b", "c")])
    space = plain_space(find_steps(graph, "access"))
    found = nearest_pairs(space, [0, 1], [2], 99, lambda sources: lambda _: 1 << sources.index(1))
    assert found == [(1, 0, 2)]


@pytest.mark.parametrize("by_target", [True, False])
def test_all_ends_are_waited_for(by_target: bool) -> None:
    # One end reaches all of the other side, or is reached by it, before the first one does.
    near = [("b", "c"), ("b", "d")]
    arcs = [*near, ("a", "h"), ("h", "c"), ("h", "d")]
    if by_target:
        arcs = [(other, one) for one, other in arcs]
    graph = compile_arcs("abcdh", arcs)
    a, b, c, d, _ = range(5)
    space = plain_space(find_steps(graph, "access"))
    if by_target:
        assert nearest_pairs(space, [c, d, b], [a, b], 99) == [(1, c, b), (1, d, b), (2, c, a), (2, d, a)]
    else:
        assert nearest_pairs(space, [a, b], [c, d], 99) == [(1, b, c), (1, b, d), (2, a, c), (2, a, d)]


class Watched(list[list[int]]):
    """An adjacency that keeps in mind which states were left."""

    def __init__(self, adjacency: Iterable[Iterable[int]]) -> None:
        super().__init__(map(list, adjacency))
        self.left: list[int] = []

    def __getitem__(self, state: Any) -> Any:
        self.left.append(state)
        return super().__getitem__(state)


def watch(arcs: list[tuple[str, str]], avoided: frozenset[int] = frozenset()) -> tuple[Space, Watched, Watched]:
    """Return the space of some arcs, and its two adjacencies."""
    graph = compile_arcs(sorted({name for arc in arcs for name in arc}), arcs)
    space = plain_space(find_steps(graph, "access"))
    successors, predecessors = Watched(space.successors), Watched(space.predecessors)
    space = avoiding_space(space._replace(successors=successors, predecessors=predecessors), avoided)
    return space, successors, predecessors


def test_a_region_is_all_that_lies_between() -> None:
    # From a to d by b; f comes from nowhere, c is avoided, g lies beyond it, and from e it is the only way.
    arcs = [("a", "b"), ("b", "d"), ("b", "e"), ("e", "c"), ("f", "b"), ("a", "c"), ("c", "d"), ("c", "g"), ("g", "d")]
    space, _, _ = watch(arcs, frozenset({2}))
    assert find_region(space, [0], [3]) == {0, 1, 3}
    assert find_region(space, [0, 4], [3]) == {0, 1, 3}
    assert find_region(space, [0], [4]) == {0, 1, 4}
    assert find_region(space, [0], [2, 6]) == set()
    assert find_region(space, [3], [0]) == set()
    assert find_region(space, [0], [0]) == {0}


def test_a_search_stays_in_its_region() -> None:
    # The first look at a state makes out the region, and the second one is the search.
    space, successors, _ = watch([("a", "b"), ("b", "c"), ("a", "x"), ("x", "y")])
    assert nearest_pairs(space, [0], [2], 9) == [(2, 0, 2)]
    assert sorted(successors.left) == [0, 0, 1, 1, 2, 3, 4]


def test_a_search_ends_with_the_last_pair_that_there_can_be() -> None:
    # The region goes on behind the ends, in a ring: there is nothing to be found there.
    ring = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")]
    space, successors, _ = watch(ring)
    assert nearest_pairs(space, [0], [1], 9) == [(1, 0, 1)]
    assert sorted(successors.left) == [0, 0, 1, 2, 3]
    space, _, predecessors = watch([(other, one) for one, other in ring])
    # Of the two sources one is the target: a pair fewer.
    assert nearest_pairs(space, [0, 1], [0], 9) == [(1, 1, 0)]
    assert sorted(predecessors.left) == [0, 0, 1, 2, 3]
    # Of four pairs one is of a node and itself, and one is excluded.
    space, successors, _ = watch(ring)
    found = nearest_pairs(space, [0, 1], [1, 2], 9, lambda _: lambda target: 0b01 if target == 2 else 0)
    assert found == [(1, 0, 1), (1, 1, 2)]
    assert sorted(successors.left) == [0, 0, 1, 1, 2, 3]


CHAIN = 20_000


@pytest.mark.parametrize("by_target", [True, False])
def test_a_long_chain(by_target: bool) -> None:
    names = [f"n{number:05}" for number in range(CHAIN)]
    graph = compile_arcs(names, pairwise(names))
    space = plain_space(find_steps(graph, "access"))
    last = CHAIN - 1
    assert nearest_pairs(space, [0], [last], 2) == [Pair(last, 0, last)]
    assert nearest_pairs(space, [last], [0], 2) == []
    sources, targets = ([0, 1], [last]) if by_target else ([0], [last - 1, last])
    pairs = nearest_pairs(space, sources, targets, 9)
    assert [pair.length for pair in pairs] == [last - 1, last]
    short, long = find_witnesses(graph, space, pairs)
    assert (len(short), len(long)) == (CHAIN - 1, CHAIN)
    assert [step.node for step in long] == names
    assert long[-1].edge == f"n{CHAIN - 2:05}->n{CHAIN - 1:05}"


def test_a_wide_graph() -> None:
    names = [f"l{number:04}" for number in range(5_000)] + [f"r{number:04}" for number in range(5_000)]
    left, right = names[:5_000], names[5_000:]
    graph = compile_arcs([*names, "mid"], [*((name, "mid") for name in left), *(("mid", name) for name in right)])
    position = graph.population.position
    space = plain_space(find_steps(graph, "access"))
    ends = [position[name] for name in left], [position[name] for name in right]
    pairs = nearest_pairs(space, *ends, 101)
    assert pairs == [(2, ends[0][0], target) for target in ends[1][:101]]
    blocked = avoiding_space(space, frozenset({position["mid"]}))
    assert nearest_pairs(blocked, *ends, 101) == []
    witnesses = find_witnesses(graph, space, pairs[:3])
    assert [[step.node for step in path] for path in witnesses] == [["l0000", "mid", name] for name in right[:3]]
