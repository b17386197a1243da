"""Witnesses: shortest, and of the shortest the smallest sequence of ids."""

from itertools import pairwise
from random import Random

import pytest

from archcheck.graph.relations import find_steps
from archcheck.graph.search import nearest_pairs
from archcheck.graph.space import plain_space
from archcheck.graph.witness import find_witnesses
from tests.unit.graph.building import compile_arcs, compile_text, digraph, draw_arcs


@pytest.mark.parametrize("seed", range(150))
def test_smallest_of_all_shortest_paths(seed: int) -> None:
    import networkx

    rng = Random(seed)
    names, arcs = draw_arcs(rng, 9)
    graph = compile_arcs(names, arcs)
    space = plain_space(find_steps(graph, "access"))
    known = digraph(names, arcs)
    # As many targets as sources or fewer: the two ways of searching must agree.
    sources = rng.sample(range(len(names)), rng.randint(1, len(names)))
    targets = rng.sample(range(len(names)), rng.randint(1, len(names)))
    pairs = nearest_pairs(space, sources, targets, 1_000)
    for pair, path in zip(pairs, find_witnesses(graph, space, pairs), strict=True):
        ends = graph.nodes[pair.source].id, graph.nodes[pair.target].id
        assert [step.node for step in path] == min(networkx.all_shortest_paths(known, *ends))
        assert len(path) == pair.length + 1
        assert [step.edge for step in path[1:]] == [f"{one.node}->{other.node}" for one, other in pairwise(path)]


def test_ids_are_compared_one_by_one_as_text() -> None:
    # By its ids joined, s-a!-z-t would come before s-a-z-t.
    graph = compile_text(
        """
nodes: {s: {kind: x}, a: {kind: x}, 'a!': {kind: x}, z: {kind: x}, t: {kind: x}}
edges: [{from: s, to: ['a!', a]}, {from: [a, 'a!'], to: z}, {from: z, to: t}]
"""
    )
    space = plain_space(find_steps(graph, "access"))
    position = graph.population.position
    pairs = nearest_pairs(space, [position["s"]], [position["t"]], 1)
    assert [step.node for step in find_witnesses(graph, space, pairs)[0]] == ["s", "a", "z", "t"]


def test_phases_do_not_change_which_nodes_are_smallest() -> None:
    # m is reached with a request and by fetching; only what was fetched goes on to the caller.
    graph = compile_text(
        """
nodes:
  s: {kind: x}
  m: {kind: x, stateful: false}
  n: {kind: x, stateful: false}
  t: {kind: x}
edges:
  - {from: s, to: m}
  - {from: t, to: m}
  - {from: n, to: s}
  - {from: t, to: n}
"""
    )
    space = plain_space(find_steps(graph, "flow"))
    position = graph.population.position
    pairs = nearest_pairs(space, [position["s"]], [position["t"]], 9)
    (path,) = find_witnesses(graph, space, pairs)
    assert [(step.node, step.edge, step.direction) for step in path] == [
        ("s", None, None),
        ("n", "n->s", "backward"),
        ("t", "t->n", "backward"),
    ]


def test_only_edges_that_allow_the_step_are_named() -> None:
    graph = compile_text(
        """
nodes: {a: {kind: x}, b: {kind: x}}
edges:
  - {from: a, to: b, id: a1, kind: depends}
  - {from: a, to: b, id: a2, flow: none}
  - {from: b, to: a, id: a3, kind: pull}
  - {from: b, to: a, id: a4}
  - {from: a, to: b, id: z, kind: push}
"""
    )

    def edges(relation: str, limit: frozenset[int] | None = None) -> list[str | None]:
        space = plain_space(find_steps(graph, relation, limit))
        paths = find_witnesses(graph, space, nearest_pairs(space, [0], [1], 9))
        return [step.edge for path in paths for step in path[1:]]

    assert edges("flow") == ["z"]
    assert edges("flow", frozenset({0, 1, 2, 3})) == ["a3"]
    assert edges("flow", frozenset({0, 1, 3})) == ["a4"]
    assert edges("access") == ["a2"]
    assert edges("dependency") == ["a1"]
