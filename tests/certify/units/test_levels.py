"""Levels of information-flow: chains, and orders that are written as what lies below what."""

from typing import Any

import pytest

from archcheck.certify.levels import Levels, read_levels
from archcheck.documents.topology import Label
from tests.certify.units.building import fields, model, rejected


def levels(written: Any) -> Levels:
    """Return levels as they are read."""
    return read_levels(fields(model("a"), "information-flow", {} if written is None else {"levels": written}))


def below(found: Levels) -> set[tuple[str, str]]:
    """Return which level lies below which."""
    return {(str(found.names[low]), str(found.names[high])) for low, high in found.order}


def test_a_list_is_a_chain_lowest_first() -> None:
    found = levels(["public", 2, True])
    assert found.names == ("public", 2, True)
    assert found.order == {(0, 1), (0, 2), (1, 2)}


def test_a_mapping_says_what_lies_below() -> None:
    found = levels({"top": ["left", "right"], "left": ["bottom"], "right": ["bottom"], "bottom": []})
    assert found.names == ("top", "left", "right", "bottom")
    assert below(found) == {
        ("left", "top"),
        ("right", "top"),
        ("bottom", "left"),
        ("bottom", "right"),
        ("bottom", "top"),
    }


def test_an_order_is_closed_however_long() -> None:
    found = levels({"a": ["b"], "b": ["c"], "c": ["d"], "d": ["e"], "e": []})
    assert below(found) == {(low, high) for high in "abcde" for low in "abcde" if low > high}


def test_a_single_level_below_needs_no_list() -> None:
    found = levels({"top": "bottom", "bottom": []})
    assert below(found) == {("bottom", "top")}


def test_levels_that_are_missing() -> None:
    for written in (None, "word"):
        assert levels(written) == Levels((), frozenset())


@pytest.mark.parametrize("written", [[["a"]], [{}], {"a": [{}]}, ["a\u200b"]])
def test_levels_that_cannot_be_read(written: Any) -> None:
    with rejected("the constraint cannot be read"):
        levels(written)


@pytest.mark.parametrize(
    ("label", "expected"),
    [("public", 0), ("1", 1), (1, 2), (True, 3), (None, None), ("other", None), (2, None), (("public",), None)],
)
def test_levels_by_value_and_type(label: Label | None, expected: int | None) -> None:
    assert Levels(("public", "1", 1, True), frozenset()).level_of(label) == expected


def test_at_or_below() -> None:
    found = Levels(("a", "b", "c"), frozenset({(0, 1)}))
    pairs = [(low, high) for low in range(3) for high in range(3) if found.at_or_below(low, high)]
    assert pairs == [(0, 0), (0, 1), (1, 1), (2, 2)]
