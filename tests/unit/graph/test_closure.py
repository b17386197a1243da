"""Closures: what is reached and by whom, against a search from each colour alone."""

from random import Random

import pytest

from archcheck.graph.closure import MANY, Closure, close

RING = [[1], [2], [0], [0]]


def test_without_colours() -> None:
    assert close(RING, [(MANY, [3])]) == Closure(frozenset({0, 1, 2}), {})
    # An origin is reached only where a step leads back to it.
    assert close(RING, [(MANY, [0])]) == Closure(frozenset({0, 1, 2}), {})
    assert close(RING, []) == Closure(frozenset(), {})
    assert close(RING, [(MANY, [3])], within=1) == Closure(frozenset({0}), {})
    assert close(RING, [(MANY, [3])], within=2) == Closure(frozenset({0, 1}), {})
    assert close(RING, [(MANY, [3])], frozenset({1})) == Closure(frozenset({0}), {})
    assert close(RING, [(MANY, [3])], frozenset({3})) == Closure(frozenset(), {})


def test_colours() -> None:
    assert close(RING, [("x", [0])]) == Closure(frozenset(), {"x": frozenset({0, 1, 2})})
    assert close(RING, [("x", [0]), ("x", [3])]) == Closure(frozenset(), {"x": frozenset({0, 1, 2})})
    assert close(RING, [("x", [0]), ("y", [3])]) == Closure(frozenset({0, 1, 2}), {})
    assert close(RING, [("x", [0]), (MANY, [3])]) == Closure(frozenset({0, 1, 2}), {})
    assert close(RING, [("y", [3]), ("x", [0])], within=1) == Closure(
        frozenset(), {"x": frozenset({1}), "y": frozenset({0})}
    )


def test_reaches() -> None:
    closure = Closure(frozenset({1}), {"x": frozenset({2}), "y": frozenset({3})})
    assert closure.reaches([0, 1])
    assert closure.reaches([1], but="x")
    assert closure.reaches([2])
    assert not closure.reaches([2], but="x")
    assert closure.reaches([2, 3], but="x")
    assert not closure.reaches([0])
    assert not closure.reaches([])


@pytest.mark.parametrize("seed", range(200))
def test_colours_are_those_of_searches_one_by_one(seed: int) -> None:
    rng = Random(seed)
    size, chance = rng.randint(2, 8), rng.choice([0.1, 0.2, 0.4])
    adjacency = [[other for other in range(size) if rng.random() < chance] for _ in range(size)]
    origins = [(rng.choice([MANY, "x", "y", "z"]), [state]) for state in range(size) if rng.random() < 0.5]
    blocked = frozenset(state for state in range(size) if rng.random() < 0.15)
    within = rng.choice([None, None, 1, 2, 3])
    many: set[int] = set()
    alone: dict[str, set[int]] = {}
    for state in set(range(size)) - blocked:
        colours = [
            colour for colour, starts in origins if state in _reach(adjacency, set(starts) - blocked, blocked, within)
        ]
        if MANY in colours or len(set(colours)) > 1:
            many.add(state)
        elif colours:
            alone.setdefault(colours[0], set()).add(state)
    assert close(adjacency, origins, blocked, within) == Closure(
        frozenset(many), {name: frozenset(states) for name, states in alone.items()}
    )


def _reach(adjacency: list[list[int]], starts: set[int], blocked: frozenset[int], within: int | None) -> set[int]:
    """Return what is reached in one step or more, a step at a time."""
    reached: set[int] = set()
    frontier = starts
    for _ in range(len(adjacency) + 1 if within is None else within):
        frontier = {other for state in frontier for other in adjacency[state]} - blocked
        reached |= frontier
    return reached
