"""What selectors choose, by the checker's own reading of section 3 of the language."""

from typing import Any

import pytest

import archcheck
from archcheck.certify.model import Model
from archcheck.certify.selection import fits, kind_of
from archcheck.documents.selector import Conditions, Equal, OneOf
from archcheck.documents.topology import Label
from tests.certify.units.building import edge_ids, fields, ids, model

TOPOLOGY = """
archcheck: topology/v1
zones:
  outer:
    tags: [old]
    labels: {org: us, level: 1}
    zones:
      mid: {labels: {level: 2}, zones: {core: {tags: [hot]}}}
  other: {zones: {core: {}}}
nodes:
  a1: {kind: weapon, zone: outer}
  a2: {kind: weapon.drone, zone: outer/mid, tags: [fast]}
  a3: {kind: weaponry, zone: outer/mid/core, labels: {level: 3, org: them}}
  b: {kind: app.web.front, zone: other/core}
  c: {kind: app.batch.front, labels: {flag: true, word: "true", n: 5, x: 1.5, many: [red, 7], name: eu-west}}
  d: {kind: app, labels: {flag: "true", n: "5", many: []}}
edges:
  - {from: a1, to: a2}
  - {from: a2, to: b, kind: push.mail, tags: [slow], labels: {tls: true, ports: [22, 443]}}
  - {from: c, to: a3, id: own, kind: admin}
  - {from: c, to: d}
  - {from: b, to: b}
"""
SETS = {"arms": {"kind": "weapon"}, "fast-arms": {"all": [{"set": "arms"}, {"tags": "fast"}]}}


def nodes(selector: Any) -> str:
    """Return the ids of the nodes that a selector chooses."""
    of = Model(archcheck.loads_topology(TOPOLOGY))
    return ids(of, fields(of, "forbidden-node", {"match": selector}, sets=SETS).nodes("match"))


def edges(selector: Any) -> str:
    """Return the ids of the edges that an edge selector chooses."""
    of = Model(archcheck.loads_topology(TOPOLOGY))
    chosen = fields(of, "attributes", {"edges": selector}, sets=SETS).usable()
    assert chosen is not None
    return edge_ids(of, chosen)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("a1", "a1"),
        ("*", "a1 a2 a3 b c d"),
        ("a*", "a1 a2 a3"),
        ("*2", "a2"),
        ("A1", ""),
        (["a1", "c"], "a1 c"),
        ([], ""),
        ({}, "a1 a2 a3 b c d"),
        ({"id": ["a1", "d"]}, "a1 d"),
        ({"kind": "weapon"}, "a1 a2"),
        ({"kind": "app.*.front"}, "b c"),
        ({"kind": ["weaponry", "app.web"]}, "a3 b"),
        ({"zone": "outer"}, "a1 a2 a3"),
        ({"zone": "outer/mid"}, "a2 a3"),
        ({"zone": "*/core"}, "b"),
        ({"zone": "*"}, "a1 a2 a3 b"),
        ({"tags": "old"}, "a1 a2 a3"),
        ({"tags": ["fast", "hot"]}, "a2 a3"),
        ({"tags": "*"}, ""),
        ({"labels": {"level": 1}}, "a1"),
        ({"labels": {"org": "us"}}, "a1 a2"),
        ({"labels": {"org": "*"}}, "a1 a2 a3"),
        ({"labels": {"flag": True}}, "c"),
        ({"labels": {"flag": "true"}}, "d"),
        ({"labels": {"n": 5, "x": 1.5}}, "c"),
        ({"labels": {"many": 7}}, "c"),
        ({"labels": {"many": {"exists": True}}}, "c d"),
        ({"labels": {"org": {"not": "us"}}}, "a3 b c d"),
        ({"set": "arms"}, "a1 a2"),
        ({"set": "fast-arms"}, "a2"),
        ({"not": {"set": "arms"}}, "a3 b c d"),
        ({"any": ["a1", {"kind": "app.web"}]}, "a1 b"),
        ({"any": ["b", {"set": "arms"}]}, "a1 a2 b"),
        ({"any": []}, ""),
        ({"all": [{"kind": "weapon"}, {"zone": "outer/mid"}]}, "a2"),
        ({"all": []}, "a1 a2 a3 b c d"),
        ({"kind": "weapon", "tags": "fast"}, "a2"),
    ],
)
def test_nodes(selector: Any, expected: str) -> None:
    assert nodes(selector) == expected


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({}, "a1->a2 a2->b own c->d b->b"),
        ("own", "own"),
        ({"id": ["own", "a1*"]}, "a1->a2 own"),
        ({"kind": "push"}, "a2->b"),
        ({"kind": "call"}, "a1->a2 c->d b->b"),
        ({"tags": "slow"}, "a2->b"),
        ({"labels": {"tls": True}}, "a2->b"),
        ({"labels": {"ports": 443}}, "a2->b"),
        ({"labels": {"tls": {"exists": False}}}, "a1->a2 own c->d b->b"),
        ({"from": "c"}, "own c->d"),
        ({"from": {"set": "arms"}}, "a1->a2 a2->b"),
        ({"to": "b"}, "a2->b b->b"),
        ({"to": {"set": "arms"}}, "a1->a2"),
        ({"to": {"not": {"set": "arms"}}}, "a2->b own c->d b->b"),
        ({"crosses": True}, "a1->a2 a2->b own"),
        ({"crosses": "outer"}, "a2->b own"),
        ({"crosses": "outer/mid"}, "a1->a2 a2->b own"),
        ({"crosses": "other"}, "a2->b"),
        ({"crosses": "nowhere"}, ""),
        ({"not": {"from": "c"}}, "a1->a2 a2->b b->b"),
        ({"not": "own"}, "a1->a2 a2->b c->d b->b"),
        ({"any": [{"from": "c"}, {"to": "b"}]}, "a2->b own c->d b->b"),
        ({"all": [{"from": "c"}, {"kind": "admin"}]}, "own"),
    ],
)
def test_edges(selector: Any, expected: str) -> None:
    assert edges(selector) == expected


def test_every_answer_is_the_one_of_its_own_question() -> None:
    """Answers are kept, and what is equal as a tuple may ask for something else."""
    of = model("ab", ["ab", "ba"])
    text = "archcheck: constraints/v1\nconstraints: {c: {rule: attributes, match: %s, must: %s}}\n"
    for match, must, expected in (
        ("{}", "[]", {"match": 2, "must": 0}),
        ("[]", "{}", {"match": 0, "must": 2}),
        ("{any: &both [a, b]}", "{all: *both}", {"match": 2, "must": 0}),
        ("{not: {any: []}}", "{not: {all: []}}", {"match": 2, "must": 0}),
    ):
        document = archcheck.loads_constraints(text % (match, must))
        found = fields(of, "attributes")
        found.raw, found.document = document.constraints["c"], document
        for name in ("match", "must"):
            found.nodes(name)
        assert found.matched == expected
    mixed = model("ab", [{"from": "a", "to": "b", "kind": "push"}, "ba"])
    by_kind = fields(mixed, "attributes", {"edges": {"kind": "push"}, "match": {"kind": "push"}})
    assert by_kind.usable() == frozenset({0})
    assert by_kind.nodes("match") == frozenset()
    by_id = fields(mixed, "attributes", {"edges": "*", "match": "a"})
    assert by_id.nodes("match") == frozenset({0})
    assert by_id.usable() == frozenset({0, 1})
    # Two documents may have sets of one name.
    for chosen in ("a", "b"):
        assert (
            ids(of, fields(of, "forbidden-node", {"match": {"set": "s"}}, sets={"s": chosen}).nodes("match")) == chosen
        )


@pytest.mark.parametrize(
    ("label", "matcher", "expected"),
    [
        ("red", Equal("red"), True),
        ("red", Equal("r*"), True),
        ("red", Equal("blue"), False),
        (True, Equal(True), True),
        (True, Equal(1), False),
        (1, Equal(True), False),
        (1, Equal("1"), False),
        ("1", Equal(1), False),
        (1, Equal(1.0), True),
        (1, Equal(2), False),
        (None, Equal("red"), False),
        (None, Equal("None"), False),
        ((), Equal("red"), False),
        (("red", 7), Equal(7), True),
        (("red", 7), Equal("r*"), True),
        (("red", 7), Equal("7"), False),
        ("red", OneOf((Equal("blue"), Equal("red"))), True),
        ("red", OneOf((Equal("blue"), Equal("green"))), False),
        ("red", Conditions(Equal("red"), None, None, None), False),
        ("red", Conditions(Equal("blue"), None, None, None), True),
        (None, Conditions(Equal("red"), None, None, None), True),
        ("red", Conditions(None, True, None, None), True),
        ("red", Conditions(None, False, None, None), False),
        (None, Conditions(None, True, None, None), False),
        (None, Conditions(None, False, None, None), True),
        ((), Conditions(None, True, None, None), True),
        (3, Conditions(None, None, 3, None), True),
        (2, Conditions(None, None, 3, None), False),
        (3, Conditions(None, None, None, 3), True),
        (4, Conditions(None, None, None, 3), False),
        (3, Conditions(None, None, 2, 4), True),
        (True, Conditions(None, None, 0, None), False),
        ("3", Conditions(None, None, 0, None), False),
        (None, Conditions(None, None, 0, None), False),
        (3.5, Conditions(None, None, 3, 4), True),
        (3, Conditions(Equal(3), True, 3, None), False),
        (3, Conditions(Equal(4), True, 4, None), False),
        ((1, 9), Conditions(None, None, 4, 5), False),
        ((1, 4), Conditions(None, None, 4, 5), True),
    ],
)
def test_matchers(label: Label | None, matcher: Any, expected: bool) -> None:
    assert fits(label, matcher) is expected


def test_types_of_labels() -> None:
    assert list(map(kind_of, (None, True, ("x",), 1, 1.5, "x"))) == [
        "nothing",
        "boolean",
        "list",
        "number",
        "number",
        "text",
    ]
