"""Topologies as graphs: the order of nodes, the ids of edges, what declarations expand to."""

import pytest

import archcheck
from archcheck.errors import LimitError
from archcheck.graph.compiled import Graph
from tests.unit.graph.building import compile_arcs, compile_text


def ids(graph: Graph) -> list[str]:
    """Return the ids of the edges in their order."""
    return [edge.id for edge in graph.edges]


def test_nodes_are_sorted_by_id_as_text() -> None:
    graph = compile_arcs(["b", "a10", "a9", "Z", "ä"], [("b", "a10"), ("ä", "Z")])
    assert [node.id for node in graph.nodes] == ["Z", "a10", "a9", "b", "ä"]
    assert (graph.sources, graph.targets) == ([3, 4], [1, 0])
    assert graph.outgoing == [[], [], [], [0], [1]]


def test_default_ids_number_the_edges_of_the_same_ends() -> None:
    arcs = [("a", "b"), ("b", "a"), ("a", "b"), ("a", "a"), ("a", "b"), ("a", "a")]
    assert ids(compile_arcs(["a", "b"], arcs)) == ["a->b", "b->a", "a->b#2", "a->a", "a->b#3", "a->a#2"]


def test_lists_and_selectors_expand_and_make_no_self_loop() -> None:
    text = "nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}}\nedges:\n"
    assert ids(compile_text(text + "  - {from: [b, a], to: [a, c]}\n")) == ["b->a", "b->c", "a->c"]
    assert ids(compile_text(text + "  - {from: {kind: x}, to: {kind: [x, y]}}\n")) == ["a->b", "a->c", "b->a", "b->c"]
    assert ids(compile_text(text + "  - {from: a, to: {id: '*'}}\n")) == ["a->b", "a->c"]
    assert ids(compile_text(text + "  - {from: [a], to: a}\n")) == []
    assert ids(compile_text(text + "  - {from: a, to: a}\n")) == ["a->a"]


def test_expanded_edges_are_numbered_like_others() -> None:
    text = "nodes: {a: {kind: x}, b: {kind: x}}\nedges: [{from: a, to: {kind: x}, kind: push}, {from: a, to: b}]\n"
    graph = compile_text(text)
    assert [(edge.id, edge.kind) for edge in graph.edges] == [("a->b", "push"), ("a->b#2", "call")]


def test_an_id_of_its_own() -> None:
    graph = compile_text("nodes: {a: {kind: x}, b: {kind: x}}\nedges: [{from: a, to: b, id: link}, {from: b, to: a}]")
    assert ids(graph) == ["link", "b->a"]


def test_one_id_for_two_edges_is_an_error() -> None:
    text = "nodes: {a: {kind: x}, b: {kind: x}}\nedges:\n  - {from: b, to: a, id: a->b}\n  - {from: a, to: b}\n"
    with pytest.raises(archcheck.InputError) as caught:
        compile_text(text)
    (told,) = caught.value.diagnostics
    assert (told.code, str(told.location)) == ("duplicate-id", "t.yaml:5:5")
    assert [(label, str(place)) for label, place in told.related] == [("first here", "t.yaml:4:5")]


def test_an_end_that_matches_nothing_is_a_warning() -> None:
    graph = compile_text("nodes: {a: {kind: x}}\nedges: [{from: a, to: {kind: y}}]")
    assert [told.summary() for told in graph.diagnostics] == [
        "t.yaml:3:23: warning[no-ends]: this end of the edge matches no node"
    ]


def test_more_than_two_million_edges_are_a_limit() -> None:
    nodes = "".join(f"  n{number}: {{kind: x}}\n" for number in range(1_500))
    with pytest.raises(LimitError) as caught:
        compile_text(f"nodes:\n{nodes}edges: [{{from: {{kind: x}}, to: {{kind: x}}}}]")
    assert [told.code for told in caught.value.diagnostics] == ["edge-budget"]
    assert caught.value.exit_status == 3


def test_edges_have_ranks_by_their_ids() -> None:
    graph = compile_arcs("abc", [("b", "c"), ("a", "b"), ("c", "a"), ("b", "c")])
    assert [edge.id for edge in graph.edges] == ["b->c", "a->b", "c->a", "b->c#2"]
    assert graph.edge_ranks == [1, 0, 3, 2]
    assert graph.edge_ranks is graph.edge_ranks
