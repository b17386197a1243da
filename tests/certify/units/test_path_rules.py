"""From the fields of rules that forbid paths to what is refused, where the tests of the rules do not ask."""

from typing import Any

import pytest

from archcheck.certify.judgement import Identity
from archcheck.certify.model import Model
from tests.certify.units.building import judge, model, rejected


def via(of: Model, **fields: Any) -> Any:
    """Return a judgement of ``only-via``."""
    return judge(of, "only-via", {"from": "a", "to": "c", "via": "b", **fields})


def test_a_single_waypoint_is_one_that_is_avoided() -> None:
    """So that whole sets of states are united; more of them are counted."""
    of = model("abc", ["ab", "bc"])
    assert via(of).product.walks.avoided == {1}
    assert via(of, **{"at-least": 1}).product.walks.avoided == {1}
    assert via(of, **{"at-least": 2}).product.walks.avoided is None
    assert via(of, via={"in-order": ["b"]}).product.walks.avoided == {1}
    assert via(of, via={"in-order": ["b", "c"]}).product.walks.avoided is None


def purposes(allowed: Any, *declared: Any) -> Any:
    """Return a judgement of ``purpose`` from one source to targets that declare something."""
    nodes = {"a": {"labels": {"may": allowed}}}
    nodes |= {name: {"labels": {"uses": each}} for name, each in zip("bcdef", declared, strict=False)}
    of = model(nodes, [f"a{name}" for name in nodes if name != "a"])
    fields = {"from": "a", "to": {"not": {"id": "a"}}, "allowed": "labels.may", "declared": "labels.uses"}
    return judge(of, "purpose", {**fields, "along": "access"})


def test_purposes_are_the_same_in_type_too() -> None:
    (refusal,) = purposes([1, "x"], 1, True, "1", ["x", 1], 1.0).refusals
    assert refusal.targets == {2, 3}


def test_purposes_are_shown_by_type_and_text() -> None:
    (refusal,) = purposes([9, 10, "b", "a", True, False], "c").refusals
    assert refusal.about == {"allowed": [False, True, 10, 9, "a", "b"]}


def levels(edges: list[str], **fields: Any) -> Any:
    """Return a judgement of ``information-flow``: a is low, b is high, and u has no level."""
    nodes = {"a": {"labels": {"l": "low"}}, "b": {"labels": {"l": "high"}}, "u": {}, "v": {}}
    kinds = [{"from": edge[0], "to": edge[1], "kind": "push"} for edge in edges]
    return judge(model(nodes, kinds), "information-flow", {"label": "l", "levels": ["low", "high"], **fields})


def test_it_holds_where_all_have_a_level_and_nothing_flows_down() -> None:
    ignore = {"unlabelled": "ignore"}
    assert levels(["ab"], **ignore).holds() is True
    assert levels(["ba"], **ignore).holds() is False
    assert levels(["ab"]).holds() is False
    assert levels(["ba"]).holds() is False


def test_who_lacks_a_level() -> None:
    judgement = levels(["ab"])
    for name in "uv":
        assert (
            judgement.check_finding((None, None, name), {}) is judgement.model.nodes[ord(name) - ord("u") + 2].location
        )
    wrong: list[Identity] = [(None, None, "a"), (None, None, "x"), ("a", None, "u"), (None, "a", "u")]
    for identity in wrong:
        with rejected("the lack of a level is False, and should be True"):
            judgement.check_finding(identity, {})


@pytest.mark.parametrize(
    ("told", "complete"),
    [
        ([("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")], True),
        ([("a", "c"), ("a", "d"), ("b", "c")], False),
        ([("a", "c"), ("b", "c"), ("b", "d")], False),
        ([("a", "c"), ("a", "d")], False),
        ([("b", "c"), ("b", "d")], False),
        ([], False),
    ],
)
def test_isolation_leaves_no_pair_out(told: list[tuple[str, str]], complete: bool) -> None:
    of = model("abcd", ["ab", "bc", "cd"])
    judgement = judge(of, "isolation", {"groups": [["a", "b"], ["c", "d"]]})
    identities = [(source, target, None) for source, target in told]
    if complete:
        judgement.check_complete(identities)
        return
    with rejected("a violation is left out"):
        judgement.check_complete(identities)
