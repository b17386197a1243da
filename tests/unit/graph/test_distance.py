"""Distances, in steps and by weight, against networkx and every walk."""

from collections.abc import Iterator
from random import Random

import pytest

from archcheck.graph.distance import Distance, count_steps, find_lightest, weigh_paths
from archcheck.graph.relations import find_steps
from archcheck.graph.space import plain_space
from tests.unit.graph.building import compile_arcs, digraph, draw_arcs


@pytest.mark.parametrize("seed", range(100))
def test_steps_are_those_of_networkx(seed: int) -> None:
    import networkx

    rng = Random(seed)
    names, arcs = draw_arcs(rng)
    graph = compile_arcs(names, arcs)
    position = graph.population.position
    shortest = dict(networkx.all_pairs_shortest_path_length(digraph(names, arcs)))
    sources = [name for name in names if rng.random() < 0.6]
    targets = [name for name in names if rng.random() < 0.6]
    expected = sorted(
        Distance(shortest[one][other], shortest[one][other], position[one], position[other])
        for one in sources
        for other in targets
        if one != other and other in shortest[one]
    )
    space = plain_space(find_steps(graph, "access"))
    measured = count_steps(space, map(position.__getitem__, sources), map(position.__getitem__, targets))
    found = [(length, list(pairs)) for length, pairs in measured]
    assert [length for length, _ in found] == sorted({pair.length for pair in expected})
    assert [pair for _, pairs in found for pair in pairs] == expected


def simple_paths(arcs: dict[str, list[tuple[str, int]]], source: str, target: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the weight and the nodes of every path that meets no node twice."""
    waiting = [(0, [source])]
    while waiting:
        weight, path = waiting.pop()
        if path[-1] == target:
            yield weight, path
            continue
        waiting += [(weight + added, [*path, other]) for other, added in arcs[path[-1]] if other not in path]


@pytest.mark.parametrize("seed", range(150))
def test_the_lightest_path_of_the_fewest_steps_and_the_smallest_ids(seed: int) -> None:
    rng = Random(seed)
    names, arcs = draw_arcs(rng, 6)
    arcs = [arc for arc in arcs if arc[0] != arc[1]]
    graph = compile_arcs(names, arcs)
    position = graph.population.position
    weights = [rng.choice([0, 0, 1, 2]) for _ in arcs]
    after: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
    for (one, other), weight in zip(arcs, weights, strict=True):
        after[one].append((other, weight))
    space = plain_space(find_steps(graph, "access"))
    every = range(len(names))
    found = list(weigh_paths(graph, space, every, every, weights.__getitem__))
    witnesses = find_lightest(graph, space, found, weights.__getitem__)
    expected = {}
    for one in sorted(names):
        for other in sorted(names):
            ways = [(weight, len(path) - 1, path) for weight, path in simple_paths(after, one, other)]
            if one != other and ways:
                weight, length, path = min(ways)
                expected[Distance(weight, length, position[one], position[other])] = path
    assert found == list(expected)
    assert [[step.node for step in path] for path in witnesses] == list(expected.values())


def test_of_parallel_edges_the_lightest() -> None:
    graph = compile_arcs(["a", "b"], [("a", "b"), ("a", "b"), ("a", "b")])
    space = plain_space(find_steps(graph, "access"))
    weights = [3, 1, 1]
    (pair,) = weigh_paths(graph, space, [0], [1], weights.__getitem__)
    assert pair == Distance(1, 1, 0, 1)
    ((_, step),) = find_lightest(graph, space, [pair], weights.__getitem__)
    assert step.edge == "a->b#2"


def test_along_flow_steps_go_both_ways() -> None:
    graph = compile_arcs(["a", "b", "c"], [("a", "b"), ("c", "b")], stateless=["b"])
    weigh = [2, 5].__getitem__
    stateless = plain_space(find_steps(graph, "flow"))
    assert list(weigh_paths(graph, stateless, [0], [1, 2], weigh)) == [Distance(2, 1, 0, 1)]
    stateful = plain_space(find_steps(graph, "flow", all_stateful=True))
    found = list(weigh_paths(graph, stateful, [0], [1, 2], weigh))
    assert found == [Distance(2, 1, 0, 1), Distance(7, 2, 0, 2)]
    assert [step.direction for step in find_lightest(graph, stateful, found, weigh)[1]] == [None, "forward", "backward"]
    assert [(length, list(pairs)) for length, pairs in count_steps(stateful, [0], [2])] == [(2, [Distance(2, 2, 0, 2)])]
