"""The steps of paths, and the order of findings."""

from typing import Any

import pytest

from archcheck.certify.paths import read_step, walk_begins
from archcheck.certify.verdict import _order
from tests.certify.units.building import judge, model, path, rejected

PLACE = {"a": 3, "b": 4}


def test_the_beginning_of_a_path() -> None:
    assert walk_begins(PLACE, "a", path("a", "b")) == 3
    with rejected("a path begins at a node that there is not"):
        walk_begins(PLACE, "c", path("c", "b"))
    for found in ([], path("a"), ["a", {}]):
        with rejected("a path has no step"):
            walk_begins(PLACE, "a", found)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (None, "a step of a path is no object"),
        ({"node": "c", "edge": "e", "direction": "forward"}, "a step of a path names what there is not"),
        ({"node": "b", "edge": "f", "direction": "forward"}, "a step of a path names what there is not"),
        ({"node": "b", "edge": "e", "direction": "back"}, "a step of a path names what there is not"),
        ({"node": "b", "edge": "e"}, "the field direction is missing or of a wrong type"),
        ({"node": "b", "edge": "e", "direction": "forward", "x": 1}, "a step has the unknown field x"),
    ],
)
def test_a_step_that_is_none(step: Any, message: str) -> None:
    assert read_step(PLACE, {"e": 7}, {"node": "b", "edge": "e", "direction": "backward"}) == (4, 7, "backward")
    with rejected(message):
        read_step(PLACE, {"e": 7}, step)


def test_an_edge_forward_stands_before_one_backward() -> None:
    rule = judge(model("abc", ["ab", "ba", "bc"]), "forbidden-path", {"from": "a", "to": "c", "along": "flow"})
    found = path("a", "b", "c")
    assert rule.check_path(rule.product, "a", "c", found).path == "t.yaml"
    found[1] = {"node": "b", "edge": "b->a", "direction": "backward"}
    with rejected("a step of a path goes backward where an edge leads forward"):
        rule.check_path(rule.product, "a", "c", found)


def test_a_step_that_the_relation_does_not_take() -> None:
    of = model({"a": {}, "b": {}, "c": {"stateful": False}}, ["ab", "bc"])
    rule = judge(of, "only-via", {"from": "a", "to": "c", "via": "b"})
    with rejected("a step of a path is not allowed"):
        rule.check_path(rule.product, "a", "c", path("a", "b", "c"))
    with rejected("a step of a path names another edge than the first that allows it"):
        rule.check_path(rule.product, "a", "c", [{"node": "a"}, {"node": "c", "edge": "b->c", "direction": "forward"}])
    plain = judge(of, "forbidden-path", {"from": "a", "to": "c"})
    with rejected("a path does not end as it should, or violates nothing"):
        plain.check_path(plain.product, "a", "c", path("a", "b"))
    for ends in (("a", "z"), ("z", "c"), ("a", "a"), ("b", "c")):
        with rejected(f"a path from {ends[0]} to {ends[1]} is not forbidden"):
            plain.check_finding((*ends, None), {"path": path("a", "b", "c")})


def test_the_order_of_findings() -> None:
    walk = path("a", "b", "c")
    assert _order({"path": walk, "source": "a", "target": "c"}) == (2, "a", "c", "")
    assert _order({"path": walk, "other_path": walk, "subject": "s"}) == (0, "", "", "s")
    assert _order({"source": "a", "target": "b"}) == (0, "a", "b", "")
