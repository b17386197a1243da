"""What is reached, and by whom."""

from collections.abc import Sequence
from typing import Any

import pytest

from archcheck.certify.reached import Reached, search, sweep
from archcheck.certify.walks import Product, passing, plain
from tests.certify.units.building import model


def product(edges: Sequence[str], nodes: str = "abcd", avoided: Sequence[str] = ()) -> Product:
    """Return the states of plain walks, which are the nodes: ``a`` is 0."""
    of = model(nodes, edges)
    return Product(of, plain(of.steps("access", None), frozenset(of.place[name] for name in avoided)))


def found(edges: Sequence[str], origins: Sequence[tuple[str | None, Sequence[int]]], **how: Any) -> tuple[str, Any]:
    """Return which nodes are reached by many, and which by whom alone."""
    reached = search(product(edges), origins, **how)
    shown: dict[str, str] = {}
    for state, colour in sorted(reached.only.items()):
        shown[colour] = shown.get(colour, "") + "abcd"[state]
    return "".join("abcd"[state] for state in sorted(reached.many)), shown


def test_without_colours() -> None:
    assert found(["ab", "bc"], [(None, [0])]) == ("bc", {})
    assert found(["ab", "bc"], [(None, [1])]) == ("c", {})
    assert found(["ab", "bc"], [(None, [2])]) == ("", {})
    assert found(["ab", "cd"], [(None, [0, 2])]) == ("bd", {})
    assert found(["ab", "cd"], [(None, [0]), (None, [2])]) == ("bd", {})
    # An origin is reached only where a step leads back to it.
    assert found(["ab", "ba", "cc"], [(None, [0, 2])]) == ("abc", {})
    assert found([], []) == ("", {})


def test_backward() -> None:
    assert found(["ab", "bc"], [(None, [2])], backward=True) == ("ab", {})
    assert found(["ab", "bc"], [("red", [2])], backward=True) == ("", {"red": "ab"})
    assert found(["ab", "bc"], [("red", [0])], backward=True) == ("", {})


def test_colours_alone_and_together() -> None:
    assert found(["ab", "bc"], [("red", [0])]) == ("", {"red": "bc"})
    assert found(["ac", "bc", "cd"], [("red", [0]), ("blue", [1])]) == ("cd", {})
    assert found(["ab", "cd"], [("red", [0]), ("blue", [2])]) == ("", {"red": "b", "blue": "d"})
    assert found(["ac", "bc"], [("red", [0]), ("red", [1])]) == ("", {"red": "c"})
    # One without a colour counts as many.
    assert found(["ab", "cd"], [("red", [0]), (None, [2])]) == ("d", {"red": "b"})
    assert found(["ac", "bc"], [("red", [0]), (None, [1])]) == ("c", {})
    assert found(["ac", "bc"], [(None, [0]), ("red", [1])]) == ("c", {})
    # A colour goes on where another came before it.
    assert found(["ab", "bc", "dc"], [("red", [0]), ("blue", [3])]) == ("c", {"red": "b"})
    assert found(["ab", "bc", "cd", "da"], [("red", [0]), ("blue", [2])]) == ("abcd", {})
    assert found(["ab", "bc", "cd", "da"], [("red", [0]), (None, [2])]) == ("abcd", {})


def test_three_colours_are_many() -> None:
    """At most two are kept, so that a search stays linear; the third changes nothing."""
    assert found(["ad", "bd", "cd"], [("red", [0]), ("blue", [1]), ("green", [2])]) == ("d", {})
    assert found(["ab", "bc", "cd"], [("red", [0]), ("blue", [1]), ("green", [2])]) == ("cd", {"red": "b"})


@pytest.mark.parametrize(("within", "expected"), [(None, "bcd"), (1, "b"), (2, "bc"), (3, "bcd"), (4, "bcd"), (0, "")])
def test_within_a_number_of_steps(within: int | None, expected: str) -> None:
    edges = ["ab", "bc", "cd"]
    assert found(edges, [(None, [0])], within=within) == (expected, {})
    assert found(edges, [("red", [0])], within=within) == ("", {"red": expected} if expected else {})


def test_within_counts_the_shortest_way() -> None:
    assert found(["ab", "bc", "ac", "cd"], [(None, [0])], within=2) == ("bcd", {})
    assert found(["ab", "bc", "ac", "cd"], [("red", [0])], within=2) == ("", {"red": "bcd"})


def test_what_is_avoided_is_not_reached() -> None:
    states = product(["ab", "bc", "cd", "ac"], avoided="b")
    assert search(states, [(None, [0])]) == Reached(frozenset({2, 3}), {})
    assert search(states, [("red", [0])]) == Reached(frozenset(), {2: "red", 3: "red"})


def test_by_others() -> None:
    reached = Reached(frozenset({1, 2}), {3: "red", 4: "blue", 5: "blue"})
    assert reached.by_others([0, 1]) is True
    assert reached.by_others([2], own="red") is True
    assert reached.by_others([3]) is True
    assert reached.by_others([3], own="red") is False
    assert reached.by_others([3], own="blue") is True
    assert reached.by_others([3, 4], own="red") is True
    assert reached.by_others([5, 4], own="blue") is False
    assert reached.by_others([0, 6]) is False
    assert reached.by_others([]) is False
    assert reached.by_others(iter([0, 4])) is True


def test_the_part_of_a_certificate() -> None:
    of = model("ab", ["ab"])
    states = Product(of, passing(of.steps("access", None), frozenset({1})))
    reached = Reached(frozenset({0, 3}), {1: "red", 2: "blue", 3: "blue"})
    # Written are node * width + memory: 0, 1, 2, 3 become 0, 2, 1, 3.
    part = reached.part(states, "sources", level="secret")
    assert part == {
        "level": "secret",
        "of": "sources",
        "many": "0,3",
        "alone": {"blue": "1,3", "red": "2"},
    }
    assert list(part) == ["level", "of", "many", "alone"]
    assert list(part["alone"]) == ["blue", "red"]
    assert Reached(frozenset(), {}).part(states, "targets") == {"of": "targets", "many": "", "alone": {}}


def test_waves_hold_the_bits_of_their_origins() -> None:
    states = product(["ac", "bc", "cd", "ab", "da"])
    assert list(sweep(states, {0: 1, 1: 2})) == [{1: 1, 2: 3}, {3: 3}, {0: 2}, {}]
    assert list(sweep(states, {3: 4}, backward=True)) == [{2: 4}, {0: 4, 1: 4}, {}]
    assert list(sweep(states, {})) == []
