"""Rejections, and what is read of a report without trusting its form."""

from typing import Any

import pytest

from archcheck.certify.rejection import expect, member, only_known, reject, same
from tests.certify.units.building import rejected


def test_a_rejection_says_why() -> None:
    with rejected("because"):
        reject("because")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (True, 1),
        (1, 1.0),
        (1, "1"),
        (1, 2),
        (None, False),
        ("a", "b"),
        ([], ()),
        ([], {}),
        ([1], [1, 2]),
        ([1, 2], [1]),
        ([1, 2], [2, 1]),
        ([1], [True]),
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": 1, "b": 1}),
        ({"a": 1, "b": 1}, {"a": 1}),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}),
        ({"a": [1]}, {"a": [1.0]}),
    ],
)
def test_what_differs(one: Any, other: Any) -> None:
    assert same(one, other) is False
    with rejected(f"it is {one!r}, and should be {other!r}"):
        expect(one, other, "it")


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "a", [], [1, [2]], {}, {"a": 1, "b": {"c": [None]}}])
def test_what_is_the_same(value: Any) -> None:
    import copy

    assert same(value, copy.deepcopy(value)) is True
    expect(value, copy.deepcopy(value), "it")


def test_long_values_are_shown_cut() -> None:
    fits, long = "a" * 78, "a" * 79
    with rejected(f"it is '{fits}', and should be '{long[:78]}…"):
        expect(fits, long, "it")


def test_members() -> None:
    data = {"a": 1, "b": True, "c": None}
    assert member(data, "a", int) == 1
    for name, kind in (("b", int), ("a", bool), ("c", str), ("d", list)):
        with rejected(f"the field {name} is missing or of a wrong type"):
            member(data, name, kind)


def test_unknown_fields() -> None:
    only_known({"a": 1}, ("a", "b"), "it")
    with rejected("it has the unknown field c"):
        only_known({"d": 1, "c": 1, "a": 1}, ("a", "b"), "it")
