"""``forbidden-edge``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, verdict

TOPOLOGY = """
nodes:
  app: {kind: app}
  proxy: {kind: proxy, transparent: true}
  vpn: {kind: proxy, transparent: true}
  relay: {kind: app}
  gun: {kind: weapon}
edges:
  - {from: app, to: proxy}
  - {from: proxy, to: vpn}
  - {from: vpn, to: gun, kind: push}
  - {from: app, to: relay}
  - {from: relay, to: gun}
"""


def test_whole_finding_of_an_edge() -> None:
    result = check(TOPOLOGY, "{rule: forbidden-edge, from: relay, to: {kind: weapon}}")
    assert (result.status, result.along, result.truncated) == ("fail", None, False)
    assert result.matched == {"from": 1, "to": 1}
    place = at(13, 5, 3)
    path = (Step("relay"), Step("gun", "relay->gun", "forward", place))
    assert result.findings == (Finding("`relay` is joined to `gun` by an edge", place, "relay", "gun", path=path),)


def test_whole_finding_through_transparent_nodes() -> None:
    (finding,) = check(TOPOLOGY, "{rule: forbidden-edge, from: app, to: gun}").findings
    assert finding.message == "`app` is joined to `gun` through `proxy`, `vpn`"
    assert finding.location == at(11, 5, 3)
    assert [step.location for step in finding.path] == [None, at(9, 5, 3), at(10, 5, 3), at(11, 5, 3)]


def test_default_is_through_transparent_nodes() -> None:
    assert verdict(TOPOLOGY, "{rule: forbidden-edge, from: app, to: gun}") == [
        "app -> proxy [app->proxy] -> vpn [proxy->vpn] -> gun [vpn->gun]"
    ]


@pytest.mark.parametrize(
    ("through", "expected"),
    [
        ("[]", "pass"),
        ("relay", ["app -> relay [app->relay] -> gun [relay->gun]"]),
        ("proxy", "pass"),
        ("{kind: proxy}", ["app -> proxy [app->proxy] -> vpn [proxy->vpn] -> gun [vpn->gun]"]),
        ("'*'", ["app -> relay [app->relay] -> gun [relay->gun]"]),
    ],
)
def test_through(through: str, expected: str | list[str]) -> None:
    assert verdict(TOPOLOGY, f"{{rule: forbidden-edge, from: app, to: gun, through: {through}}}") == expected


def test_through_is_counted() -> None:
    result = check(TOPOLOGY, "{rule: forbidden-edge, from: app, to: gun, through: []}")
    assert result.matched == {"from": 1, "to": 1, "through": 0}


@pytest.mark.parametrize("kind", ["call", "push", "pull", "admin", "depends", "depends.licence"])
def test_an_edge_of_any_kind_counts(kind: str) -> None:
    topology = f"{{nodes: {{a: {{kind: x}}, b: {{kind: x}}}}, edges: [{{from: a, to: b, kind: {kind}}}]}}"
    assert verdict(topology, "{rule: forbidden-edge, from: a, to: b}") == ["a -> b [a->b]"]
    assert verdict(topology, "{rule: forbidden-edge, from: b, to: a}") == "pass"


@pytest.mark.parametrize(("kind", "joined"), [("call", True), ("pull", True), ("admin", True), ("depends", False)])
def test_only_access_edges_lead_through(kind: str, joined: bool) -> None:
    topology = f"""
    nodes: {{a: {{kind: x}}, p: {{kind: x, transparent: true}}, b: {{kind: x}}}}
    edges: [{{from: a, to: p}}, {{from: p, to: b, kind: {kind}}}]
    """
    expected = ["a -> p [a->p] -> b [p->b]"] if joined else "pass"
    assert verdict(topology, "{rule: forbidden-edge, from: a, to: b}") == expected


def test_flow_overrides_change_nothing() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: b, flow: none}]}"
    assert verdict(topology, "{rule: forbidden-edge, from: a, to: b}") == ["a -> b [a->b]"]


def test_edges_limits_edges_and_paths() -> None:
    constraint = "{rule: forbidden-edge, from: app, to: gun, through: '*', edges: {not: {kind: push}}}"
    assert verdict(TOPOLOGY, constraint) == ["app -> relay [app->relay] -> gun [relay->gun]"]
    constraint = "{rule: forbidden-edge, from: relay, to: gun, edges: {kind: push}}"
    assert verdict(TOPOLOGY, constraint) == "pass"
    assert check(TOPOLOGY, constraint).matched == {"edges": 1, "from": 1, "to": 1}


def test_of_parallel_edges_the_smallest_id_is_shown() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}}
    edges: [{from: a, to: b, id: second}, {from: a, to: b, id: first, kind: depends}, {from: a, to: b}]
    """
    assert verdict(topology, "{rule: forbidden-edge, from: a, to: b}") == ["a -> b [a->b#3]"]
    assert verdict(topology, "{rule: forbidden-edge, from: a, to: b, edges: {id: [first, second]}}") == [
        "a -> b [first]"
    ]


def test_a_self_loop_joins_no_two_nodes() -> None:
    topology = "{nodes: {a: {kind: x}}, edges: [{from: a, to: a}]}"
    assert verdict(topology, "{rule: forbidden-edge, from: a, to: a}") == "pass"


def test_sources_that_are_targets_and_order() -> None:
    topology = """
    nodes: {c: {kind: x}, b: {kind: x}, a: {kind: x}, p: {kind: proxy, transparent: true}}
    edges: [{from: c, to: b}, {from: b, to: c}, {from: a, to: c}, {from: a, to: p}, {from: p, to: b}]
    """
    constraint = "{rule: forbidden-edge, from: {kind: x}, to: {kind: x}}"
    expected = ["a -> c [a->c]", "b -> c [b->c]", "c -> b [c->b]", "a -> p [a->p] -> b [p->b]"]
    assert verdict(topology, constraint) == expected
    truncated = check(topology, constraint, max_findings=3)
    assert [(finding.source, finding.target) for finding in truncated.findings] == [("a", "c"), ("b", "c"), ("c", "b")]
    assert truncated.truncated


@pytest.mark.parametrize(
    ("ends", "empty"),
    [("from: no*, to: gun", ("from",)), ("from: app, to: no*", ("to",)), ("from: no*, to: no*", ("from", "to"))],
)
def test_vacuity(ends: str, empty: tuple[str, ...]) -> None:
    result = check(TOPOLOGY, f"{{rule: forbidden-edge, {ends}}}")
    assert (result.status, result.empty) == ("vacuous", empty)
    excused = check(TOPOLOGY, f"{{rule: forbidden-edge, {ends}, allow-empty: none here}}")
    assert (excused.status, excused.empty, excused.allow_empty) == ("pass", empty, "none here")


def test_both_ends_are_needed() -> None:
    assert refused(TOPOLOGY, "{rule: forbidden-edge}") == [
        "c.yaml:3:3: error[missing-key]: the constraint `c` (forbidden-edge) needs the key `from`",
        "c.yaml:3:3: error[missing-key]: the constraint `c` (forbidden-edge) needs the key `to`",
    ]


def test_there_is_no_along() -> None:
    (told,) = refused(TOPOLOGY, "{rule: forbidden-edge, from: app, to: gun, along: flow}")
    assert told.startswith("c.yaml:4:48: error[unknown-key]: the rule forbidden-edge has no field `along`")


def test_edges_limit_the_ways_through_as_well() -> None:
    topology = """
    nodes: {a: {kind: x}, p: {kind: x, transparent: true}, b: {kind: y}}
    edges: [{from: a, to: p}, {from: p, to: b, kind: push}]
    """
    fields = "rule: forbidden-edge, from: a, to: b"
    assert verdict(topology, f"{{{fields}}}") == ["a -> p [a->p] -> b [p->b]"]
    assert verdict(topology, f"{{{fields}, edges: {{kind: call}}}}") == "pass"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_as_many_as_may_be_shown_are_not_too_many(most: int) -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: y}, c: {kind: y}}, edges: [{from: a, to: [b, c]}]}"
    result = check(topology, "{rule: forbidden-edge, from: a, to: {kind: y}}", max_findings=most)
    assert [finding.target for finding in result.findings] == ["b", "c"][:most]
    assert result.truncated == (most < 2)
