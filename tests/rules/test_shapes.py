"""The shapes of rules' own fields: what they read, and what they say of what they cannot read."""

from typing import Any

import pytest

from archcheck.documents.selector import describe
from archcheck.graph.compiled import Graph
from archcheck.rules.attributes import MustShape
from archcheck.rules.groups import GroupBy, group_name, group_nodes
from archcheck.rules.layers import Layer, LayerShape
from archcheck.rules.levels import Levels, LevelsShape
from archcheck.rules.only_via import ViaShape
from archcheck.rules.path_pattern import PatternStep, PatternStepShape
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Source
from archcheck.source.shapes import MISSING, Shape
from tests.unit.graph.building import compile_text


def read(shape: Shape, text: str) -> Any:
    """Return what a shape reads of a text that it can read."""
    value, told = attempt(shape, text)
    assert told == []
    return value


def attempt(shape: Shape, text: str) -> tuple[Any, list[str]]:
    """Return what a shape reads of a text, and what it says."""
    problems = Problems()
    root = compose(Source("f", text), problems)
    assert root is not None
    value = shape.read(root, problems)
    return value, [each.summary() for each in problems.diagnostics]


def test_a_layer() -> None:
    for text, optional in (("a", False), ("{select: a}", False), ("{select: a, optional: true}", True)):
        layer = read(LayerShape(), text)
        assert (type(layer), describe(layer.selector), layer.optional) == (Layer, "a", optional)


def test_a_via() -> None:
    for text, expected in (("a", ("set", ["a"])), ("{in-order: [a, b]}", ("in-order", ["a", "b"]))):
        form, selectors = read(ViaShape(), text)
        assert (form, list(map(describe, selectors))) == expected


def test_a_step_of_a_pattern() -> None:
    for text, expected in (("a", ("a", "one")), ("{kind: a, repeat: some}", ("{kind: a}", "some"))):
        step = read(PatternStepShape(), text)
        assert (type(step), describe(step.selector), step.repeat) == (PatternStep, *expected)


def test_levels() -> None:
    chain = Levels(("low", 2, True), (frozenset({0}), frozenset({0, 1}), frozenset({0, 1, 2})))
    assert read(LevelsShape(), "[low, 2, true]") == chain
    order = Levels(("a", "b", "c"), (frozenset({0, 1, 2}), frozenset({1}), frozenset({1, 2})))
    assert read(LevelsShape(), "{a: c, b: [], c: [b]}") == order


@pytest.mark.parametrize(
    ("shape", "text", "told"),
    [
        (LayerShape(), "{optional: true}", ["f:1:1: error[missing-key]: a layer needs the key `select`"]),
        (
            LayerShape(),
            "{colour: red}",
            [
                "f:1:2: error[unknown-key]: a selector has no key `colour` "
                "(known keys: id, kind, zone, tags, labels, set, any, all, not)"
            ],
        ),
        (
            ViaShape(),
            "{in-order: []}",
            ["f:1:12: error[invalid-value]: expected at least 1 item, found 0"],
        ),
        (
            ViaShape(),
            "{knd: x}",
            ["f:1:2: error[unknown-key]: a selector has no key `knd` (did you mean `kind`?)"],
        ),
        (
            PatternStepShape(),
            "{repeat: twice}",
            ["f:1:10: error[invalid-value]: `twice` is none of one, optional, any, some"],
        ),
        (
            PatternStepShape(),
            "{knd: x, repeat: any}",
            ["f:1:2: error[unknown-key]: a selector has no key `knd` (did you mean `kind`?)"],
        ),
        (
            LevelsShape(),
            "a",
            [
                "f:1:1: error[wrong-type]: expected a list of levels, lowest first, or a mapping to the levels below, "
                "found `a`"
            ],
        ),
        (LevelsShape(), "[]", ["f:1:1: error[invalid-value]: no level is named"]),
        (LevelsShape(), "[a, [b]]", ["f:1:5: error[wrong-type]: expected a label value, found a list"]),
        (
            LevelsShape(),
            "[a, b, a, b]",
            [
                "f:1:8: error[invalid-value]: the level `a` is named twice",
                "f:1:11: error[invalid-value]: the level `b` is named twice",
            ],
        ),
        (
            LevelsShape(),
            "{a: ,b: []}",
            ["f:1:4: error[wrong-type]: expected the levels below, found nothing (write `[]` where there is none)"],
        ),
        (
            LevelsShape(),
            "{a: [[b], {c: d}, e, b], b: []}",
            [
                "f:1:6: error[wrong-type]: expected a label value, found a list",
                "f:1:11: error[wrong-type]: expected a label value, found a mapping",
                "f:1:19: error[invalid-value]: `e` is not a level (give it a line of its own: `e: []`)",
            ],
        ),
        (
            LevelsShape(),
            "{a: [[b]], b: []}",
            ["f:1:6: error[wrong-type]: expected a label value, found a list"],
        ),
        (
            LevelsShape(),
            "{a: [' b'], b: []}",
            ["f:1:6: error[invalid-identifier]: ` b` is not a label value: it begins or ends with a space"],
        ),
        (
            GroupBy("zone", "kind"),
            "[zone]",
            ["f:1:1: error[wrong-type]: expected one of `zone`, `kind`, `labels.NAME`, found a list"],
        ),
        (GroupBy(), "[zone]", ["f:1:1: error[wrong-type]: expected `labels.NAME`, found a list"]),
        (
            GroupBy("zone", "kind"),
            "zoen",
            ["f:1:1: error[invalid-value]: `zoen` is none of `zone`, `kind`, `labels.NAME` (did you mean `zone`?)"],
        ),
        (
            GroupBy("zone"),
            "tenant",
            [
                "f:1:1: error[invalid-value]: `tenant` is none of `zone`, `labels.NAME` "
                "(write `labels.tenant` for a label)"
            ],
        ),
        (GroupBy(), "labels.", ["f:1:1: error[invalid-value]: `labels.` is not of the form `labels.NAME`"]),
        (GroupBy("zone"), "labels", ["f:1:1: error[invalid-value]: `labels` is none of `zone`, `labels.NAME`"]),
    ],
)
def test_what_cannot_be_read_is_told_and_missing(shape: Shape, text: str, told: list[str]) -> None:
    value, found = attempt(shape, text)
    assert found == told
    assert value is MISSING


def test_the_aspect_of_a_group() -> None:
    assert read(GroupBy("zone", "kind"), "kind") == "kind"
    assert read(GroupBy("zone"), "labels.tenant") == "labels.tenant"
    assert GroupBy("zone", "kind").json_schema() == {"type": "string", "pattern": "^(zone|kind|labels[.].+)$"}
    assert GroupBy().json_schema() == {"type": "string", "pattern": "^(labels[.].+)$"}


def test_what_must_hold_is_kept_until_it_is_known_of_what() -> None:
    value, told = attempt(MustShape(), "{anything: at all}")
    assert (list(value.entries), told) == (["anything"], [])


GROUPS: Graph = compile_text("""
zones: {north: {}, east: {}}
nodes:
  a: {kind: x, zone: north, labels: {l: 9}}
  b: {kind: y, zone: east, labels: {l: 10}}
  c: {kind: x, labels: {l: "9"}}
  d: {kind: x, labels: {l: [true, Red, "true"]}}
  e: {kind: x, labels: {l: true}}
  f: {kind: x, labels: {l: []}}
""")


def test_groups_are_told_apart_by_type_and_come_in_the_order_of_their_text() -> None:
    everyone = frozenset(range(6))
    assert list(group_nodes(GROUPS, everyone, "labels.l").items()) == [
        ("10", frozenset({1})),
        ("9", frozenset({0})),
        ("9 (text)", frozenset({2})),
        ("Red", frozenset({3})),
        ("true", frozenset({3, 4})),
        ("true (text)", frozenset({3})),
    ]
    assert list(group_nodes(GROUPS, everyone, "zone").items()) == [("east", frozenset({1})), ("north", frozenset({0}))]
    assert group_nodes(GROUPS, frozenset({0, 1}), "kind") == {"x": frozenset({0}), "y": frozenset({1})}
    assert group_nodes(GROUPS, frozenset({0}), "kind") == {"x": frozenset({0})}


def test_the_name_of_a_group_is_written_as_in_a_document() -> None:
    assert [group_name(label) for label in ("Red", True, False, 1, 1.5)] == ["Red", "true", "false", "1", "1.5"]
