"""``isolation``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, short, verdict

TENANTS = """
nodes:
  a1: {kind: app, labels: {tenant: a}}
  a2: {kind: app, labels: {tenant: a}}
  b1: {kind: app, labels: {tenant: b}}
  c1: {kind: db, labels: {tenant: c}}
  bus: {kind: bus}
edges:
  - {from: a1, to: a2}
  - {from: a2, to: bus}
  - {from: bus, to: b1, kind: push}
"""


def test_whole_result() -> None:
    result = check(TENANTS, "{rule: isolation, by: labels.tenant, match: {kind: app}}")
    assert (result.along, result.status, result.truncated) == ("access", "fail", False)
    assert (result.matched["match"], result.matched["by"]) == (3, 2)
    path = (Step("a2"), Step("bus", "a2->bus", "forward", at(10, 5, 3)), Step("b1", "bus->b1", "forward", at(11, 5, 3)))
    first = Finding("`a2` (a) reaches `b1` (b)", at(11, 5, 3), "a2", "b1", path=path)
    assert result.findings[0] == first
    assert [(finding.source, finding.target) for finding in result.findings] == [("a2", "b1"), ("a1", "b1")]


def test_within_a_group_everything_goes() -> None:
    assert verdict(TENANTS, "{rule: isolation, by: labels.tenant, edges: {not: {kind: push}}}") == "pass"


def test_within_every_group_everything_goes() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}, d: {kind: y}, e: {kind: z}, f: {kind: z}}
    edges: [{from: a, to: b}, {from: b, to: a}, {from: c, to: d}, {from: d, to: c}, {from: e, to: f}, {from: f, to: e}]
    """
    assert verdict(topology, "{rule: isolation, by: kind}") == "pass"


def test_a_node_of_two_groups_is_told_with_both() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: y}}, edges: [{from: a, to: b}]}"
    (finding,) = check(topology, "{rule: isolation, groups: [a, {kind: x}, b]}").findings
    assert finding.message == "`a` (a, {kind: x}) reaches `b` (b)"


def test_each_direction_is_its_own() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: y}}, edges: [{from: a, to: b}, {from: b, to: a}]}"
    assert verdict(topology, "{rule: isolation, by: kind}") == ["a -> b [a->b]", "b -> a [b->a]"]
    assert verdict(topology, "{rule: isolation, groups: [a, b], edges: {from: b}}") == ["b -> a [b->a]"]


def test_except_via() -> None:
    assert verdict(TENANTS, "{rule: isolation, by: labels.tenant, except-via: bus}") == "pass"
    result = check(TENANTS, "{rule: isolation, by: labels.tenant, except-via: c1}")
    assert (result.status, result.waypoints) == ("fail", frozenset({"c1"}))
    # An end is on the path.
    assert verdict(TENANTS, "{rule: isolation, by: labels.tenant, except-via: a2}") == "pass"
    assert check(TENANTS, "{rule: isolation, by: labels.tenant, except-via: no*}").status == "fail"


def test_a_node_of_two_groups() -> None:
    topology = "{nodes: {a: {kind: x}, ab: {kind: x}, b: {kind: x}}, edges: [{from: a, to: ab}, {from: ab, to: b}]}"
    assert verdict(topology, "{rule: isolation, groups: [[a, ab], [ab, b]]}") == [
        "a -> ab [a->ab]",
        "ab -> b [ab->b]",
        "a -> ab [a->ab] -> b [ab->b]",
    ]


def test_a_label_that_is_a_list_is_several_groups() -> None:
    topology = """
    nodes: {a: {kind: x, labels: {t: [1, 2]}}, b: {kind: x, labels: {t: 2}}, c: {kind: x, labels: {t: "2"}}}
    edges: [{from: b, to: c}, {from: b, to: a}]
    """
    assert verdict(topology, "{rule: isolation, by: labels.t}") == ["b -> a [b->a]", "b -> c [b->c]"]
    assert check(topology, "{rule: isolation, by: labels.t}").matched["by"] == 3


def test_by_zone_and_nodes_without_one() -> None:
    topology = """
    zones: {z: {zones: {in: {}}}}
    nodes: {a: {kind: x, zone: z}, b: {kind: x, zone: z/in}, none: {kind: x}}
    edges: [{from: a, to: [b, none]}, {from: none, to: b}]
    """
    assert verdict(topology, "{rule: isolation, by: zone}") == ["a -> b [a->b]"]


def test_match_limits_the_groups_and_not_the_paths() -> None:
    constraint = "{rule: isolation, groups: [a*, c*], match: {kind: app}}"
    result = check(TENANTS, constraint)
    assert (result.status, result.empty) == ("vacuous", ("groups[1]",))
    constraint = "{rule: isolation, groups: [a2, '*'], match: [a2, b1]}"
    result = check(TENANTS, constraint)
    assert result.matched == {"match": 2, "groups[0]": 1, "groups[1]": 2}
    assert verdict(TENANTS, constraint) == ["a2 -> bus [a2->bus] -> b1 [bus->b1]"]


def test_vacuity() -> None:
    for fields, empty in (
        ("groups: [a*, no*, none*]", ("groups[1]", "groups[2]")),
        ("by: labels.nothing", ("by",)),
        ("by: labels.tenant, match: bus", ("by",)),
    ):
        result = check(TENANTS, f"{{rule: isolation, {fields}}}")
        assert (result.status, result.empty) == ("vacuous", empty)
        assert check(TENANTS, f"{{rule: isolation, {fields}, allow-empty: why}}").status == "pass"


def test_an_empty_group_excuses_nothing_between_the_others() -> None:
    result = check(TENANTS, "{rule: isolation, groups: [a2, b1, no*], allow-empty: why}")
    assert (result.status, [short(finding) for finding in result.findings]) == (
        "fail",
        ["a2 -> bus [a2->bus] -> b1 [bus->b1]"],
    )
    assert result.matched == {"groups[0]": 1, "groups[1]": 1, "groups[2]": 0}


def test_one_group_alone_is_isolated() -> None:
    assert verdict(TENANTS, "{rule: isolation, by: labels.tenant, match: a*}") == "pass"


def test_along_flow_leans_on_stateless_nodes() -> None:
    topology = """
    nodes:
      a: {kind: x, labels: {t: a}}
      b: {kind: x, labels: {t: b}}
      api: {kind: api, stateful: false}
    edges: [{from: a, to: api}, {from: b, to: api}]
    """
    result = check(topology, "{rule: isolation, along: flow, by: labels.t}")
    assert (result.status, result.assumptions) == ("pass", ("api",))
    assert verdict(topology.replace("false", "true"), "{rule: isolation, along: flow, by: labels.t}") == [
        "a -> api [a->api] <= b [b->api]",
        "b -> api [b->api] <= a [a->api]",
    ]


@pytest.mark.parametrize(("most", "pairs"), [(1, [("a2", "b1")]), (2, [("a2", "b1"), ("a1", "b1")])])
def test_truncation(most: int, pairs: list[tuple[str, str]]) -> None:
    result = check(TENANTS, "{rule: isolation, by: labels.tenant}", max_findings=most)
    assert [(finding.source, finding.target) for finding in result.findings] == pairs
    assert result.truncated == (most < 2)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("along: access", "c.yaml:3:3: error[contradiction]: isolation takes one of `groups` and `by`"),
        ("groups: [a*, b*], by: kind", "c.yaml:3:3: error[contradiction]: isolation takes one of `groups` and `by`"),
        ("groups: [a*]", "c.yaml:4:31: error[invalid-value]: expected at least 2 items, found 1"),
        (
            "by: tenant",
            "c.yaml:4:27: error[invalid-value]: `tenant` is none of `zone`, `kind`, `labels.NAME` "
            "(write `labels.tenant` for a label)",
        ),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TENANTS, f"{{rule: isolation, {fields}}}") == [told]
