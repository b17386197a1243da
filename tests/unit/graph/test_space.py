"""Spaces: which walks are left where waypoints are avoided, counted, or met in an order."""

from collections.abc import Callable, Sequence

import pytest

from archcheck.graph.compiled import Graph
from archcheck.graph.relations import ANY, Steps, find_steps
from archcheck.graph.search import nearest_pairs
from archcheck.graph.space import (
    Space,
    adjacent_space,
    avoiding_space,
    ordered_space,
    passing_space,
    plain_space,
    unordered_space,
)
from tests.unit.graph.building import compile_arcs

# s reaches t by a, by b, by a and then b, or by b and then a; positions are in the order of ids.
NAMES = ["a", "b", "s", "t"]
A, B, S, T = range(4)
GRAPH = compile_arcs(NAMES, [("s", "a"), ("s", "b"), ("a", "b"), ("b", "a"), ("a", "t"), ("b", "t")])


def lengths(graph: Graph, make: Callable[[Steps], Space], sources: Sequence[int], targets: Sequence[int]) -> list[int]:
    """Return the lengths of the shortest paths that a space leaves."""
    return [pair.length for pair in nearest_pairs(make(find_steps(graph, "access")), sources, targets, 99)]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (plain_space, [2]),
        (lambda steps: avoiding_space(plain_space(steps), frozenset()), [2]),
        (lambda steps: avoiding_space(plain_space(steps), frozenset({A})), [2]),
        (lambda steps: avoiding_space(plain_space(steps), frozenset({A, B})), []),
        (lambda steps: avoiding_space(plain_space(steps), frozenset({S})), []),
        (lambda steps: avoiding_space(plain_space(steps), frozenset({T})), []),
        (lambda steps: unordered_space(steps, frozenset({A, B}), 1), []),
        (lambda steps: unordered_space(steps, frozenset({A, B}), 2), [2]),
        (lambda steps: unordered_space(steps, frozenset({A, B, S, T}), 3), []),
        (lambda steps: unordered_space(steps, frozenset({A, B, S, T}), 4), [2]),
        (lambda steps: ordered_space(steps, [frozenset({A}), frozenset({B})]), [2]),
        (lambda steps: ordered_space(steps, [frozenset({A, B}), frozenset({T})]), []),
        (lambda steps: ordered_space(steps, [frozenset({S}), frozenset({A, B}), frozenset({T})]), []),
        (lambda steps: ordered_space(steps, [frozenset({S, A, B}), frozenset({S, A, B})]), []),
        (lambda steps: ordered_space(steps, [frozenset({T}), frozenset({T})]), [2]),
        (lambda steps: passing_space(steps, frozenset()), []),
        (lambda steps: passing_space(steps, frozenset({S})), [2]),
        (lambda steps: passing_space(steps, frozenset({T})), [2]),
        (lambda steps: passing_space(avoid(steps, B), frozenset({A})), [2]),
        (lambda steps: avoiding_space(passing_space(steps, frozenset({A})), frozenset({B})), [2]),
        (lambda steps: avoiding_space(passing_space(steps, frozenset({A})), frozenset({A})), []),
    ],
)
def test_paths_from_s_to_t(make: Callable[[Steps], Space], expected: list[int]) -> None:
    assert lengths(GRAPH, make, [S], [T]) == expected


def avoid(steps: Steps, node: int) -> Steps:
    """Return steps without those into one node."""
    kept = [[other for other in after if other != node] for after in steps.successors]
    return steps._replace(successors=kept)


def test_passing_goes_out_of_its_way() -> None:
    graph = compile_arcs(NAMES, [("s", "t"), ("s", "a"), ("a", "b"), ("b", "s")])
    # Only by way of b: s -> a -> b -> s -> t, which passes its source again.
    assert lengths(graph, lambda steps: passing_space(steps, frozenset({B})), [S], [T]) == [4]


def test_adjacent_takes_any_edge_or_access_through_inner_nodes() -> None:
    graph = compile_arcs(NAMES, [("s", "a"), ("a", "b"), ("b", "t"), ("a", "t")])
    direct, steps = find_steps(graph, ANY), find_steps(graph, "access")

    def joined(*through: int) -> list[int]:
        return [pair.length for pair in nearest_pairs(adjacent_space(direct, steps, frozenset(through)), [S], [T], 9)]

    assert joined() == []
    assert joined(A) == [2]
    assert joined(A, B) == [2]
    assert joined(B) == []
    only_b = find_steps(graph, "access", frozenset({0, 1, 2}))
    space = adjacent_space(find_steps(graph, ANY, frozenset({0, 1, 2})), only_b, frozenset({A, B}))
    assert [pair.length for pair in nearest_pairs(space, [S], [T], 9)] == [3]
    nothing = find_steps(graph, "access", frozenset())
    assert nearest_pairs(adjacent_space(direct, nothing, frozenset({A, B})), [S, A], [T], 9) == [(1, A, T)]
