"""What a selector speaks of, label values with their types, and sets that are worked out once."""

from __future__ import annotations

import pytest

from archcheck.documents.selector import (
    AllOf,
    AnyOf,
    Crosses,
    End,
    Equal,
    HasLabel,
    InSet,
    Match,
    Not,
    Selector,
)
from archcheck.documents.topology import Edge, Label, Node
from archcheck.selectors import Name, Population, names_in, typed
from archcheck.source.located import Location

HERE, THERE = Location("c.yaml", 1, 2), Location("c.yaml", 3, 4)
KIND = Match("kind", "weapon", HERE)
LABEL = HasLabel("org", Equal("us"), THERE)


@pytest.mark.parametrize(
    ("selector", "edges", "names"),
    [
        (KIND, False, [Name("kind", "weapon", False, HERE)]),
        (KIND, True, [Name("kind", "weapon", True, HERE)]),
        (LABEL, False, [Name("labels", "org", False, THERE)]),
        (LABEL, True, [Name("labels", "org", True, THERE)]),
        (AnyOf((KIND, LABEL)), True, [Name("kind", "weapon", True, HERE), Name("labels", "org", True, THERE)]),
        (AllOf((KIND, LABEL)), False, [Name("kind", "weapon", False, HERE), Name("labels", "org", False, THERE)]),
        (Not(KIND), False, [Name("kind", "weapon", False, HERE)]),
        (Not(KIND), True, [Name("kind", "weapon", True, HERE)]),
        # The ends of an edge are nodes, and so is what a set holds.
        (End("from", KIND), True, [Name("kind", "weapon", False, HERE)]),
        (InSet("arms", HERE), False, [Name("kind", "gun", False, THERE)]),
        (Crosses("core", HERE), True, [Name("zone", "core", False, HERE)]),
        (Crosses(None, HERE), True, []),
    ],
)
def test_names(selector: Selector, edges: bool, names: list[Name]) -> None:
    sets: dict[str, Selector] = {"arms": Match("kind", "gun", THERE)}
    assert list(names_in(selector, sets, edges=edges)) == names


@pytest.mark.parametrize(
    "selector",
    [
        AnyOf((InSet("both", HERE), InSet("both", HERE))),
        AnyOf((Not(InSet("both", HERE)), InSet("both", HERE))),
        AnyOf((End("from", InSet("both", HERE)), InSet("arms", HERE))),
        AllOf((InSet("arms", HERE), InSet("both", HERE), End("to", InSet("both", HERE)))),
    ],
)
def test_a_set_is_looked_into_once(selector: Selector) -> None:
    sets: dict[str, Selector] = {
        "arms": KIND,
        "both": AnyOf((InSet("arms", HERE), Not(InSet("arms", HERE)))),
    }
    assert list(names_in(selector, sets)) == [Name("kind", "weapon", False, HERE)]
    assert list(names_in(selector, sets, seen={"arms", "both"})) == []
    assert list(names_in(selector, sets, seen={"both"})) == (
        [Name("kind", "weapon", False, HERE)] if "arms" in repr(selector) else []
    )


@pytest.mark.parametrize(
    ("label", "with_type"),
    [
        (None, ("missing", None)),
        ("a", ("text", "a")),
        (True, ("boolean", True)),
        (1, ("number", 1)),
        (1.5, ("number", 1.5)),
        ((), ("list:", ())),
        ((1, "a", False), ("list:number,text,boolean", (1, "a", False))),
    ],
)
def test_a_label_with_its_type(label: Label | None, with_type: tuple[str, Label | None]) -> None:
    assert typed(label) == with_type


def make_node(name: str) -> Node:
    return Node(name, name, None, None, None, frozenset(), {}, True, False, False, HERE)


def test_an_index_is_one_of_nodes_unless_edges_are_asked_for() -> None:
    edge = Edge("a->b", "a", "b", "call", None, None, frozenset(), {}, None, False, HERE)
    population = Population([make_node("a"), make_node("b")], [edge])
    assert population.index("id") == {"a": [0], "b": [1]}
    assert population.index("id", edges=True) == {"a->b": [0]}


def test_sets_of_two_documents_are_not_taken_for_each_other() -> None:
    population = Population([make_node("a"), make_node("b")])
    one: dict[str, Selector] = {"s": Match("kind", "a", HERE)}
    other: dict[str, Selector] = {"s": Match("kind", "b", HERE)}
    assert population.select_nodes(InSet("s", HERE), one) == {0}
    assert population.select_nodes(InSet("s", HERE), other) == {1}
