"""``acyclic``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, verdict

RINGS = """
zones: {east: {}, west: {}}
nodes:
  a: {kind: x, zone: east, labels: {team: red}}
  b: {kind: x, zone: west, labels: {team: blue}}
  c: {kind: y, zone: east, labels: {team: red}}
  loop: {kind: z}
  end: {kind: z}
edges:
  - {from: b, to: c}
  - {from: c, to: a}
  - {from: a, to: b, kind: push}
  - {from: loop, to: loop}
  - {from: loop, to: end}
"""


def test_whole_result() -> None:
    result = check(RINGS, "{rule: acyclic, match: {kind: x}}")
    assert (result.along, result.status, result.matched) == ("access", "pass", {"match": 2})
    result = check(RINGS, "{rule: acyclic, match: {kind: [x, y]}}")
    assert (result.status, result.matched, result.truncated) == ("fail", {"match": 3}, False)
    path = (
        Step("a"),
        Step("b", "a->b", "forward", at(12, 5, 3)),
        Step("c", "b->c", "forward", at(10, 5, 3)),
        Step("a", "c->a", "forward", at(11, 5, 3)),
    )
    message = "`a` leads back to itself along access: a cycle of 3 nodes"
    assert result.findings == (Finding(message, at(11, 5, 3), subject="a", path=path),)


def test_findings_are_in_order_of_length_and_subject() -> None:
    expected = ["loop -> loop [loop->loop]", "a -> b [a->b] -> c [b->c] -> a [c->a]"]
    assert verdict(RINGS, "{rule: acyclic}") == expected
    result = check(RINGS, "{rule: acyclic}", max_findings=1)
    assert ([finding.subject for finding in result.findings], result.truncated) == (["loop"], True)
    assert not check(RINGS, "{rule: acyclic}", max_findings=2).truncated


def test_the_subject_is_the_smallest_of_its_component() -> None:
    # Two cycles that share a node are one component: the witness is a shortest cycle through its smallest member.
    topology = """
    nodes: {m: {kind: x}, n: {kind: x}, z: {kind: x}, a: {kind: x}}
    edges: [{from: m, to: n}, {from: n, to: m}, {from: n, to: z}, {from: z, to: a}, {from: a, to: m}, {from: m, to: a}]
    """
    assert verdict(topology, "{rule: acyclic}") == ["a -> m [a->m] -> a [m->a]"]
    assert verdict(topology, "{rule: acyclic, match: {not: a}}") == ["m -> n [m->n] -> m [n->m]"]


@pytest.mark.parametrize(
    ("kind", "cyclic"),
    [
        ("call", {"access", "dependency"}),
        ("push", {"access"}),
        ("pull", {"access", "dependency"}),
        ("admin", {"access", "control"}),
        ("depends", {"dependency"}),
    ],
)
def test_along(kind: str, cyclic: set[str]) -> None:
    topology = f"""
    nodes: {{a: {{kind: x}}, b: {{kind: x}}}}
    edges: [{{from: a, to: b, kind: {kind}}}, {{from: b, to: a, kind: {kind}}}]
    """
    found = {
        along
        for along in ("access", "control", "dependency")
        if verdict(topology, f"{{rule: acyclic, along: {along}}}") == ["a -> b [a->b] -> a [b->a]"]
    }
    assert found == cyclic


def test_edges() -> None:
    assert verdict(RINGS, "{rule: acyclic, edges: {kind: call}}") == ["loop -> loop [loop->loop]"]
    assert check(RINGS, "{rule: acyclic, edges: {kind: push}}").status == "pass"


def test_by_zone() -> None:
    result = check(RINGS, "{rule: acyclic, by: zone}")
    assert [finding.message for finding in result.findings] == [
        "`east` leads back to itself along access: a cycle of 2 groups by zone"
    ]
    assert verdict(RINGS, "{rule: acyclic, by: zone}") == ["east -> west [a->b] -> east [b->c]"]


def test_an_edge_inside_a_group_is_no_cycle() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}}
    edges: [{from: a, to: b}, {from: b, to: a}, {from: a, to: c}, {from: c, to: c}]
    """
    assert verdict(topology, "{rule: acyclic, by: kind}") == "pass"
    assert verdict(topology, "{rule: acyclic, by: node}") == ["c -> c [c->c]", "a -> b [a->b] -> a [b->a]"]


def test_by_label_and_nodes_without_it() -> None:
    assert verdict(RINGS, "{rule: acyclic, by: labels.team}") == ["blue -> red [b->c] -> blue [a->b]"]
    topology = """
    nodes: {a: {kind: x, labels: {t: 1}}, b: {kind: x}, c: {kind: x, labels: {t: true}}}
    edges: [{from: a, to: b}, {from: b, to: a}, {from: a, to: c}]
    """
    assert verdict(topology, "{rule: acyclic, by: labels.t}") == "pass"


def test_of_parallel_edges_the_smallest_id() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}}
    edges: [{from: a, to: b, id: z}, {from: a, to: b, id: y}, {from: b, to: a}]
    """
    assert verdict(topology, "{rule: acyclic}") == ["a -> b [y] -> a [b->a]"]


@pytest.mark.parametrize("edges", ["a->b, z, y", "a->b, y, z", "y, z", "z, y", "y, x, z"])
def test_the_smallest_id_wherever_it_stands(edges: str) -> None:
    ids = [name for name in edges.split(", ") if name != "a->b"]
    arcs = ", ".join(f"{{from: a, to: b, id: {name}}}" for name in ids)
    topology = f"{{nodes: {{a: {{kind: x}}, b: {{kind: x}}}}, edges: [{arcs}, {{from: b, to: a}}]}}"
    assert verdict(topology, "{rule: acyclic}") == [f"a -> b [{min(ids)}] -> a [b->a]"]


def test_an_edge_between_nodes_of_the_same_two_groups_is_a_cycle_of_these() -> None:
    topology = """
    nodes: {a: {kind: x, labels: {t: [p, q]}}, b: {kind: x, labels: {t: [p, q]}}}
    edges: [{from: a, to: b}]
    """
    assert verdict(topology, "{rule: acyclic, by: labels.t}") == ["p -> q [a->b] -> p [a->b]"]


def test_vacuity() -> None:
    result = check(RINGS, "{rule: acyclic, match: no*}")
    assert (result.status, result.empty) == ("vacuous", ("match",))
    assert check(RINGS, "{rule: acyclic, match: no*, allow-empty: why}").status == "pass"


def test_an_empty_topology_is_vacuous() -> None:
    assert check("{nodes: {}}", "{rule: acyclic}").status == "vacuous"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            "along: flow",
            "c.yaml:3:3: error[relation]: acyclic cannot run along flow (use access, control or dependency)",
        ),
        (
            "by: nodes",
            "c.yaml:4:25: error[invalid-value]: `nodes` is none of `node`, `zone`, `kind`, `labels.NAME` "
            "(did you mean `node`?)",
        ),
        (
            "from: a",
            "c.yaml:4:21: error[unknown-key]: the rule acyclic has no field `from` "
            "(fields of acyclic: match, along, edges, by)",
        ),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(RINGS, f"{{rule: acyclic, {fields}}}") == [told]
