"""What a constraint says, and what its selectors choose."""

from datetime import date
from typing import Any

import pytest

import archcheck
from archcheck.certify.fields import Fields, key_of
from archcheck.documents.constraints import RawConstraint
from archcheck.source.located import Scalar
from tests.certify.units.building import edge_ids, fields, ids, model, rejected


def made(**constraint: Any) -> Fields:
    """Return fields over three nodes in a row; names with underscores."""
    of = model("abc", ["ab", "bc"])
    return fields(of, "only-via", {name.replace("_", "-"): value for name, value in constraint.items()})


def test_fields_that_every_rule_has() -> None:
    found = made(severity="warning", grace_until="2026-01-31", in_force={"until": "2026-02-01"}, allow_empty="why")
    assert found.common("severity") == "warning"
    assert found.common("grace-until") == date(2026, 1, 31)
    assert found.common("in-force") == {"until": date(2026, 2, 1)}
    assert found.common("allow-empty") == "why"
    assert found.common("title") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("severity", "dreadful"),
        ("grace-until", "soon"),
        ("permitted-by", [{"authority": ""}]),
        ("in-force", {"from": 1}),
    ],
)
def test_fields_that_cannot_be_read(name: str, value: Any) -> None:
    found = fields(model("a"), "forbidden-node", {"match": "a", name: value})
    with rejected("the constraint cannot be read"):
        found.common(name)


def test_values() -> None:
    found = made(along="flow", at_least=3, via={"in-order": ["a"]}, strict=True, lax=False, said="true", word="yes")
    value = found.value("along")
    assert isinstance(value, Scalar)
    assert value.text == "flow"
    assert found.value("nothing") is None
    assert (found.text("along"), found.text("along", "access")) == ("flow", "flow")
    assert (found.text("nothing"), found.text("nothing", "access")) == ("", "access")
    assert found.text("via", "access") == "access"
    assert [found.flag(name) for name in ("strict", "lax", "nothing", "word")] == [True, False, False, False]


def test_numbers() -> None:
    found = made(a=3, b=2.5, c=0, d=-1)
    assert [found.number(name) for name in "abcd"] == [3, 2.5, 0, -1]
    assert found.number("nothing") is None
    assert [found.whole(name) for name in "acd"] == [3, 0, -1]
    assert found.whole("nothing") is None


def test_lists() -> None:
    found = made(many=["a", "b"], one="a", tree={"k": "v"}, same=["zone", "labels.x"], mixed=["zone", {"k": "v"}])
    assert [getattr(item, "text", None) for item in found.items("many")] == ["a", "b"]
    assert [getattr(item, "text", None) for item in found.items("one")] == ["a"]
    assert len(found.items("tree")) == 1
    assert list(found.items("nothing")) == []
    assert found.labels("same") == ["zone", "labels.x"]
    assert found.labels("one") == ["a"]
    assert found.labels("mixed") == ["zone"]
    assert found.labels("nothing") == []


def test_what_is_chosen_is_counted() -> None:
    found = made(**{"from": ["a", "b"], "edges": {"kind": "call", "from": "b"}, "groups": ["c", "*"]})
    assert ids(found.model, found.nodes("from")) == "a b"
    assert found.matched == {"from": 2}
    usable = found.usable()
    assert usable is not None
    assert edge_ids(found.model, usable) == "b->c"
    assert found.matched == {"from": 2, "edges": 1}
    assert ids(found.model, found.choose(found.items("groups")[1], "groups[1]")) == "a b c"
    assert found.matched == {"from": 2, "edges": 1, "groups[1]": 3}


def test_what_is_not_there_is_not_counted() -> None:
    found = made()
    assert found.nodes("from") == frozenset()
    assert found.nodes("from", frozenset({1})) == frozenset({1})
    assert found.usable() is None
    assert found.matched == {}


def test_sets_are_those_of_the_document() -> None:
    found = fields(model("ab"), "forbidden-node", {"match": {"set": "s"}}, sets={"s": "b"})
    assert ids(found.model, found.nodes("match")) == "b"


@pytest.mark.parametrize("selector", [{"knd": "x"}, {"from": "a"}, {"crosses": True}])
def test_selectors_that_cannot_be_read(selector: Any) -> None:
    with rejected("the constraint cannot be read"):
        made(match=selector).nodes("match")


@pytest.mark.parametrize("selector", [{"zone": "z"}, {"set": "s"}])
def test_edge_selectors_that_cannot_be_read(selector: Any) -> None:
    with rejected("the constraint cannot be read"):
        made(edges=selector).usable()


def test_a_selector_that_is_half_read_is_none() -> None:
    """An error is one, also where something is read all the same."""
    document = archcheck.loads_constraints("archcheck: constraints/v1\nconstraints: {c: {rule: x, tags: [a, {}]}}\n")
    found = Fields(document.constraints["c"], document, model("a"))
    with rejected("the constraint cannot be read"):
        found.common("tags")


def test_keys() -> None:
    tree, one = made(tree={"k": "v"}).value("tree"), made(one="k").value("one")
    assert tree is not None
    assert one is not None
    assert getattr(key_of(tree, "k"), "text", None) == "v"
    assert key_of(tree, "v") is None
    assert key_of(one, "k") is None


def test_what_it_is_made_from() -> None:
    found = made()
    assert isinstance(found.raw, RawConstraint)
    assert (found.raw.id, found.document.path, len(found.model.nodes)) == ("c", "c.yaml", 3)
