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


def test_the_certificate_of_who_lacks_a_level() -> None:
    judgement = levels(["ab"])
    judgement.check_certificate({"kind": "matched", "matched": {"unlabelled": "2-3"}}, passes=False)
    with rejected(
        "the certificate is {'kind': 'path'}, and should be {'kind': 'matched', 'matched': {'unlabelled': '2-3'}}"
    ):
        judgement.check_certificate({"kind": "path"}, passes=False)
    levels(["ba"]).check_certificate({"kind": "path"}, passes=False)


def leaning() -> Any:
    """Return a judgement that leans on b alone: what a tells it does not come to c, whom b answers; d asks nobody."""
    nodes = {"a": {}, "b": {"stateful": False}, "c": {}, "d": {"stateful": False}}
    return judge(model(nodes, ["ab", "cb", "ad"]), "forbidden-path", {"from": "a", "to": "c", "along": "flow"})


def test_assumptions_are_enough_and_needed() -> None:
    leaning().check_assumptions(["b"])
    leaning().check_assumptions(["b", "d"])  # d does no harm
    for assumptions, reason in (
        ([], "the assumptions are not enough"),
        (["d"], "the assumptions are not enough"),
        (["d", "b"], "the assumptions are not sorted"),
        (["b", "b"], "the assumptions are not sorted"),
        (["b", "x"], "an assumption is about a node that there is not"),
        (["a", "b"], "an assumption is about a node that is not stateless"),
    ):
        with rejected(reason):
            leaning().check_assumptions(assumptions)
    of = model({"a": {}, "b": {"stateful": False}, "c": {}}, ["ab"])
    holds = judge(of, "forbidden-path", {"from": "a", "to": "c", "along": "flow"})
    holds.check_assumptions([])
    with rejected("it holds without any assumption"):
        holds.check_assumptions(["b"])
    by_access = judge(of, "forbidden-path", {"from": "a", "to": "c"})
    by_access.check_assumptions([])
    with rejected("assumptions is ['b'], and should be []"):
        by_access.check_assumptions(["b"])


@pytest.mark.parametrize(("target", "holds"), [("b", False), ("c", False), ("d", True)])
def test_nodes_of_several_stages_that_may_be_met_twice(target: str, holds: bool) -> None:
    """Then what is remembered is no number, and no certificate can write it."""
    nodes = {"a": {}, "b": {"stateful": False}, "c": {}, "d": {}}
    stages = {"in-order": [["a", "b"], "b", "d"]}
    of = model(nodes, ["ab", "bc", "cd"])
    judgement = judge(of, "only-via", {"from": "a", "to": target, "via": stages, "along": "flow"})
    assert judgement.product.walks.known is None
    assert judgement.holds() is holds


def test_the_colours_of_groups() -> None:
    judgement = judge(model("abcd", ["ab", "cd"]), "isolation", {"groups": [["a", "b"], ["c", "d"], "e*"]})
    assert judgement.parts() == [{"of": "sources", "many": "", "alone": {"group:0": "1", "group:1": "3"}}]
    assert judgement.empty == ["groups[2]"]


def test_a_fix_is_for_a_path() -> None:
    judgement = judge(model("abc", ["ab", "ac", "cb"]), "forbidden-path", {"from": "a", "to": "b"})
    judgement.check_fix(("a", "b", None), frozenset((0, 1)))
    judgement.check_fix(("a", "b", None), frozenset((0, 2)))
    with rejected("a fix mends nothing"):
        judgement.check_fix(("a", "b", None), frozenset((1,)))
    wrong: list[Identity] = [("a", None, None), (None, "b", None), (None, None, "a")]
    for identity in wrong:
        with rejected("a fix is for a finding without a path"):
            judgement.check_fix(identity, frozenset((0,)))


def test_a_search_that_no_certificate_can_write() -> None:
    nodes = {"a": {}, "b": {"stateful": False}, "c": {}}
    stages = {"in-order": ["b", ["b", "c"]]}
    of = model(nodes, ["ab", "bc"])
    judgement = judge(of, "only-via", {"from": "a", "to": "c", "via": stages, "along": "flow"})
    judgement.check_certificate({"kind": "searched"}, passes=True)
    with rejected("the certificate is {}, and should be {'kind': 'searched'}"):
        judgement.check_certificate({}, passes=True)
