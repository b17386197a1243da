"""Disjoint paths and smallest cuts, against networkx."""

from itertools import pairwise
from random import Random
from typing import Any

import pytest

from archcheck.graph.compiled import Graph
from archcheck.graph.disjoint import Network, Separation
from archcheck.graph.relations import find_steps
from tests.unit.graph.building import compile_arcs, compile_text, digraph, draw_arcs

PLENTY = 9


def network(graph: Graph) -> Network:
    """Return the network of calls."""
    return Network(graph, find_steps(graph, "access"))


def ways(graph: Graph, found: Separation) -> list[list[tuple[str, str]]]:
    """Return the paths as pairs of nodes."""
    names = [node.id for node in graph.nodes]
    return [[(names[graph.sources[edge]], names[graph.targets[edge]]) for edge in path] for path in found.paths]


def check_paths(paths: list[list[tuple[str, str]]], source: str, target: str) -> None:
    """Assert that paths lead from the source to the target, step by step."""
    for path in paths:
        assert (path[0][0], path[-1][1]) == (source, target)
        assert all(one[1] == other[0] for one, other in pairwise(path))


@pytest.mark.parametrize("seed", range(300))
def test_as_many_as_networkx_finds(seed: int) -> None:
    import networkx

    rng = Random(seed)
    names, arcs = draw_arcs(rng, 9)
    arcs = [arc for arc in arcs if arc[0] != arc[1]]
    graph = compile_arcs(names, arcs)
    known: Any = digraph(names, arcs)
    position = graph.population.position
    source, target = rng.sample(names, 2)
    here, there = position[source], position[target]

    found = network(graph).separate_by_edges(here, there, PLENTY)
    paths = ways(graph, found)
    check_paths(paths, source, target)
    steps = [step for path in paths for step in path]
    assert len(set(steps)) == len(steps)
    most = networkx.edge_connectivity(known, source, target)
    assert (len(paths), len(found.cut or ())) == (most, most)
    rest = known.copy()
    rest.remove_edges_from(
        (graph.nodes[graph.sources[edge]].id, graph.nodes[graph.targets[edge]].id) for edge in found.cut or ()
    )
    assert not networkx.has_path(rest, source, target)

    found = network(graph).separate_by_nodes(here, there, PLENTY)
    paths = ways(graph, found)
    check_paths(paths, source, target)
    if (source, target) in arcs:
        assert (paths, found.cut) == ([[(source, target)]], None)
        return
    inner = [name for path in paths for _, name in path[:-1]]
    assert len(set(inner)) == len(inner)
    most = networkx.node_connectivity(known, source, target)
    assert (len(paths), len(found.cut or ())) == (most, most)
    rest = known.copy()
    rest.remove_nodes_from(graph.nodes[node].id for node in found.cut or ())
    assert not networkx.has_path(rest, source, target)
    for enough in range(1, most + 1):
        for separate in (network(graph).separate_by_nodes, network(graph).separate_by_edges):
            fewer = separate(here, there, enough)
            assert (len(fewer.paths), fewer.cut) == (enough, None)


def test_parallel_edges_are_paths_of_their_own() -> None:
    graph = compile_text("nodes: {s: {kind: x}, t: {kind: x}}\nedges: [{from: s, to: t}, {from: s, to: t}]\n")
    for enough, cut in ((2, None), (3, frozenset({0, 1}))):
        found = network(graph).separate_by_edges(0, 1, enough)
        assert (sorted(found.paths), found.cut) == ([(0,), (1,)], cut)
    assert network(graph).separate_by_edges(1, 0, 1) == Separation((), frozenset())
    assert network(graph).separate_by_nodes(1, 0, 1) == Separation((), frozenset())


def test_of_several_cuts_the_one_nearest_to_the_source() -> None:
    names = ["s", "t", "u", "v", "w"]
    graph = compile_arcs(names, [("s", "w"), ("w", "v"), ("v", "u"), ("u", "t")])
    assert network(graph).separate_by_nodes(0, 1, 2).cut == frozenset({names.index("w")})
    assert network(graph).separate_by_edges(0, 1, 2).cut == frozenset({0})


def test_only_the_edges_of_the_steps_count() -> None:
    graph = compile_text(
        "nodes: {s: {kind: x}, t: {kind: x}}\n"
        "edges: [{from: s, to: t}, {from: s, to: t, kind: depends}, {from: s, to: t, kind: push}]\n"
    )
    both = Network(graph, find_steps(graph, "access"))
    assert both.edges == {(0, 1): [0, 2]}
    assert Network(graph, find_steps(graph, "access", frozenset({1, 2}))).edges == {(0, 1): [2]}
    assert Network(graph, find_steps(graph, "dependency")).edges == {(0, 1): [0, 1]}
