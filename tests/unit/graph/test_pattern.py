"""Patterns of paths, against regular expressions over every short walk."""

import re
from random import Random

import pytest

from archcheck.graph.pattern import find_following, find_last, pattern_space
from archcheck.graph.relations import find_steps
from archcheck.graph.search import nearest_pairs
from archcheck.graph.witness import find_witnesses
from tests.unit.graph.building import compile_arcs

REPEATS = ["one", "optional", "any", "some"]
LONGEST = 7
"""How many steps the walks have at most that are looked at."""


def test_what_comes_after_a_step() -> None:
    repeats = ["any", "one", "optional", "some", "one", "any"]
    assert [find_following(repeats, step) for step in range(-1, 6)] == [
        [0, 1],
        [0, 1],
        [2, 3],
        [3],
        [3, 4],
        [5],
        [5],
    ]
    assert find_last(repeats) == [4, 5]
    assert find_last(["one"]) == [0]
    assert find_last(["any", "optional"]) == [0, 1]
    assert find_last(["one", "some"]) == [1]


@pytest.mark.parametrize("seed", range(300))
def test_walks_are_those_that_a_regular_expression_matches(seed: int) -> None:
    rng = Random(seed)
    names = "abcd"[: rng.randint(2, 4)]
    arcs = [(one, other) for one in names for other in names if rng.random() < 0.4]
    graph = compile_arcs(names, arcs)
    pattern = [
        (frozenset(node for node in range(len(names)) if rng.random() < 0.5), rng.choice(REPEATS))
        for _ in range(rng.randint(1, 4))
    ]
    signs = {"one": "", "optional": "?", "any": "*", "some": "+"}
    # `-` stands for no node.
    expression = re.compile(
        "".join(f"[-{''.join(names[node] for node in sorted(nodes))}]{signs[repeat]}" for nodes, repeat in pattern)
    )
    expected: dict[tuple[str, str], str] = {}
    walks = list(names)
    for _ in range(LONGEST):
        walks = [walk + other for walk in walks for one, other in arcs if one == walk[-1]]
        for walk in sorted(walks):
            if walk[0] != walk[-1] and expression.fullmatch(walk):
                expected.setdefault((walk[0], walk[-1]), walk)
    space = pattern_space(find_steps(graph, "access"), [nodes for nodes, _ in pattern], [each for _, each in pattern])
    every = range(len(names))
    pairs = [pair for pair in nearest_pairs(space, every, every, 99) if pair.length <= LONGEST]
    found = {
        (path[0].node, path[-1].node): "".join(step.node for step in path)
        for path in find_witnesses(graph, space, pairs)
    }
    assert found == expected
