"""Searches: against networkx on random graphs, and on graphs that are long or wide."""

from itertools import pairwise
from random import Random

import pytest

from archcheck.graph.relations import find_steps
from archcheck.graph.search import Pair, levels, nearest_pairs, reach, reached_bits, set_bits, sweep
from archcheck.graph.space import avoiding_space, plain_space
from archcheck.graph.witness import find_witnesses
from tests.unit.graph.building import compile_arcs, digraph, draw_arcs

RING = [[1], [2], [0], [0]]


def test_levels_and_reach() -> None:
    assert list(levels(RING, [3])) == [{3}, {0}, {1}, {2}]
    assert list(levels(RING, [3], most=1)) == [{3}, {0}]
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


def test_reached_bits() -> None:
    assert reached_bits(RING, [[0], [3]]) == [0b11, 0b11, 0b11, 0b10]
    assert reached_bits(RING, [[0], [3]], within=1) == [0b11, 0b01, 0, 0b10]
    assert list(set_bits(0b1011000)) == [3, 4, 6]


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
