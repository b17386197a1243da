"""What a verdict asks of the topology, and what of it must be known."""

from collections.abc import Mapping
from typing import Any

import pytest

from archcheck.certify.unknowns import _asked, check_known
from tests.certify.units.building import fields, model, rejected

NODES, EDGES = False, True
KIND, TAGS, ZONE = ("kind", False), ("tags", False), ("zone", False)
Fields = dict[str, dict[str, Any]]
SETS = {
    "few": {"labels": {"q": 1}, "not": {"tags": "u"}},
    "more": [{"set": "few"}, {"all": [{"zone": "z"}, {"id": "a"}]}],
    "own": {"any": [{"set": ["more", "few"]}, {"kind": "k"}]},
}
FEW = {("labels.q", NODES), TAGS}


@pytest.mark.parametrize(
    ("rule", "constraint", "asked"),
    [
        (
            "cardinality",
            {"match": {"kind": "k"}, "per": "labels.t", "at-most": 1},
            {KIND, ("labels.t", NODES)},
        ),
        (
            "cardinality",
            {"match": "a*", "per": "zone", "at-most": 1, "tags": ["t"], "title": "kind"},
            {ZONE},
        ),
        (
            "distance",
            {"from": "a", "to": {"zone": "z"}, "weight": "labels.w", "at-most": 1},
            {ZONE, ("labels.w", EDGES)},
        ),
        ("information-flow", {"label": "level", "levels": ["low", "high"]}, {("labels.level", NODES)}),
        (
            "attributes",
            {"edges": {"tags": "t"}, "must": {"labels": {"e": True}}},
            {("tags", EDGES), ("labels.e", EDGES)},
        ),
        (
            "attributes",
            {"match": {"kind": "k"}, "must": {"labels": {"n": 1, "m": 2}}},
            {KIND, ("labels.n", NODES), ("labels.m", NODES)},
        ),
        (
            "allowed-edges",
            {"allow": [{"kind": "call"}, {"not": {"crosses": True}}]},
            {("kind", EDGES), ZONE},
        ),
        (
            "allowed-edges",
            {"allow": [{"from": {"zone": "z"}, "to": {"tags": "t"}}], "edges": {"any": [{"labels": {"e": 1}}]}},
            {ZONE, TAGS, ("labels.e", EDGES)},
        ),
        ("forbidden-path", {"from": {"set": "few"}, "to": "b"}, FEW),
        ("forbidden-path", {"from": [{"any": [{"set": ["more"]}]}, "a"], "to": "b"}, {*FEW, ZONE}),
        (
            "forbidden-path",
            {"from": {"not": {"set": "own"}}, "to": "b", "edges": {"from": {"zone": "z"}, "tags": "t"}},
            {*FEW, ZONE, KIND, ("tags", EDGES)},
        ),
        (
            "path-pattern",
            {"pattern": [{"kind": "k", "repeat": "any"}, {"labels": {"l": {"not": 1}}}]},
            {KIND, ("labels.l", NODES)},
        ),
        (
            "layers",
            {"layers": [{"select": {"kind": "k"}, "optional": True}, {"tags": "t"}]},
            {KIND, TAGS},
        ),
        (
            "required-path",
            {"from": "a", "to": "b", "same": ["zone", "labels.r"], "each": "pair"},
            {ZONE, ("labels.r", NODES)},
        ),
    ],
)
def test_what_a_constraint_asks_for(rule: str, constraint: Mapping[str, Any], asked: set[tuple[str, bool]]) -> None:
    found = list(_asked(fields(model("ab", zones={"z": {}}), rule, constraint, sets=SETS)))
    assert found.count(("labels.q", NODES)) == (("labels.q", NODES) in asked)  # a set is looked at once
    assert set(found) - {("id", NODES)} == asked  # ids are always known


def test_what_the_ends_of_edges_ask_for() -> None:
    edges: list[Any] = [
        {"from": {"kind": "x", "labels": {"l": 1}}, "to": {"any": [{"zone": "z"}, {"not": {"tags": "t"}}]}},
        {"from": "a", "to": ["a", "b"]},
    ]
    of = model("ab", edges, zones={"z": {}})
    found = list(_asked(fields(of, "forbidden-node", {"match": "a"})))
    assert set(found) == {KIND, ("labels.l", NODES), ZONE, TAGS}


EVERYTHING: Fields = {
    "forbidden-node": {"match": {"kind": "k"}},
    "attributes": {"match": "a", "must": {"tags": "t"}},
    "cardinality": {"match": "a", "at-most": 9},
}
OF_EDGES: Fields = {
    "attributes": {"edges": {"kind": "call"}, "must": {"tags": "t"}},
    "cardinality": {"edges": {"kind": "call"}, "at-most": 9},
}
MONOTONE: Fields = {
    "forbidden-edge": {"from": "a", "to": "b"},
    "forbidden-path": {"from": "a", "to": "b"},
    "only-via": {"from": "a", "to": "b", "via": "a"},
    "isolation": {"groups": ["a", "b"]},
    "layers": {"layers": ["a", "b"]},
    "information-flow": {"label": "l", "levels": ["x"]},
    "acyclic": {"match": "a"},
    "separation-of-duty": {"principals": "a", "duties": ["a", "b"]},
    "purpose": {"from": "a", "to": "b", "allowed": "labels.x", "declared": "labels.y"},
    "path-pattern": {"pattern": ["a", "b"]},
}
OTHERS: Fields = {
    "required-path": {"from": "a", "to": "b"},
    "required-edge": {"from": "a", "to": "b"},
    "redundancy": {"from": "a", "to": "b"},
    "distance": {"from": "a", "to": "b", "at-most": 3},
    "allowed-edges": {"allow": [{"kind": "call"}]},
}


def test_what_is_not_modelled_bears_on_whatever_rests_on_edges() -> None:
    of = model("ab", ["ab"], unmodelled=[{"kind": "Policy", "name": "p", "reason": "r"}])
    for rule, constraint in EVERYTHING.items():
        check_known(fields(of, rule, constraint))
    for rule, constraint in (OF_EDGES | MONOTONE | OTHERS).items():
        with rejected("it rests on edges, and something that bears on these is not understood"):
            check_known(fields(of, rule, constraint))


def test_edges_that_may_not_be_there_bear_on_rules_that_they_could_satisfy() -> None:
    of = model("ab", [{"from": "a", "to": "b", "unknown": ["presence"]}])
    for rule, constraint in (EVERYTHING | MONOTONE).items():
        check_known(fields(of, rule, constraint))
    for rule, constraint in (OF_EDGES | OTHERS).items():
        with rejected("it rests on edges that may not be there"):
            check_known(fields(of, rule, constraint))


def test_what_is_not_known_of_nodes_and_of_edges() -> None:
    edge = {"from": "a", "to": "b", "unknown": ["tags"], "tags": ["t"]}
    of = model({"a": {"unknown": ["labels.l"]}, "b": {}}, [edge])
    asks_nodes = {"match": "*", "must": {"labels": {"l": 1}}}
    with rejected("it asks for labels.l, which is not known of everything"):
        check_known(fields(of, "attributes", asks_nodes))
    with rejected("it asks for tags, which is not known of everything"):
        check_known(fields(of, "attributes", {"edges": {"kind": "call"}, "must": {"tags": "t"}}))
    check_known(fields(of, "attributes", {"match": "*", "must": {"tags": "t"}}))
    check_known(fields(of, "attributes", {"edges": {"kind": "call"}, "must": {"labels": {"l": 1}}}))


def test_a_zone_that_is_not_known_hands_down_what_is_not_known() -> None:
    zones = {"z": {"labels": {"l": 1}, "zones": {"deep": {"tags": ["t"]}}}, "bare": {}}
    of = model({"a": {"unknown": ["zone"]}, "b": {}}, ["ab"], zones=zones)
    for aspect, asks in (
        ("zone", {"zone": "z"}),
        ("tags", {"tags": "t"}),
        ("labels.l", {"labels": {"l": 1}}),
        ("labels.l", {"set": "some"}),
    ):
        with rejected(f"it asks for {aspect}, which is not known of everything"):
            check_known(fields(of, "forbidden-node", {"match": asks}, sets={"some": {"labels": {"l": 1}}}))
    for free in ({"labels": {"m": 1}}, {"kind": "x"}):
        check_known(fields(of, "forbidden-node", {"match": free}))
    of = model({"a": {"unknown": ["kind"]}, "b": {}}, ["ab"], zones=zones)
    for free in ({"labels": {"l": 1}}, {"tags": "t"}):
        check_known(fields(of, "forbidden-node", {"match": free}))
    of = model({"a": {"unknown": ["zone"]}, "b": {}}, ["ab"], zones={"bare": {}})
    check_known(fields(of, "forbidden-node", {"match": {"tags": "t"}}))
