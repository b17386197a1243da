"""Certificates of every rule, whole, as docs/certificates.md describes them.

The other rules' stand in their own files: ``redundancy``, ``distance``, ``separation-of-duty``, ``purpose`` and
``path-pattern``.
"""

import base64
from typing import Any

import pytest

from archcheck.rules.certificate import write_numbers
from tests.rules.checking import check

# Positions: a 0, b 1, c 2, d 3.
LINE = """
nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}, d: {kind: y}}
edges: [{from: a, to: b}, {from: b, to: c}, {from: d, to: c, kind: push}]
"""
# a leads to b and back; c to d.
RING = """
nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}, d: {kind: y}}
edges: [{from: a, to: b}, {from: b, to: a}, {from: c, to: d}]
"""
PATH = {"kind": "path"}


def part(of: str, many: str, **alone: str) -> dict[str, Any]:
    """Return a closed part; a colour ``node_a`` is written ``node:a``."""
    return {"of": of, "many": many, "alone": {name.replace("_", ":"): states for name, states in alone.items()}}


def closed(*parts: dict[str, Any]) -> dict[str, Any]:
    """Return a certificate of an absence."""
    return {"kind": "closed", "parts": list(parts)}


def matched(**selections: str) -> dict[str, Any]:
    """Return a certificate of what selectors matched; ``allow_0`` is written ``allow[0]``."""
    names = (f"{name[:-2]}[{name[-1]}]" if name[-2:-1] == "_" else name for name in selections)
    return {"kind": "matched", "matched": dict(zip(names, selections.values(), strict=True))}


def certificate(topology: str, constraint: str, status: str) -> Any:
    """Return the certificate of a verdict, which must be the one expected."""
    result = check(topology, f"{{{constraint}}}")
    assert result.status == status
    return result.certificate


@pytest.mark.parametrize(
    ("constraint", "status", "expected"),
    [
        ("rule: forbidden-node, match: no*", "pass", matched(match="")),
        ("rule: forbidden-node, match: {kind: y}", "fail", matched(match="2-3")),
        ("rule: attributes, match: '*', must: {kind: y}", "fail", matched(match="0-3", must="2-3")),
        ("rule: attributes, match: [a, d], must: '*'", "pass", matched(match="0,3", must="0-3")),
        # The edges by their ids: a->b 0, b->c 1, d->c 2.
        ("rule: attributes, edges: {to: c}, must: {kind: call}", "fail", matched(edges="1-2", must="0-1")),
        ("rule: allowed-edges, allow: {to: c}", "fail", matched(edges="0-2", allow_0="1-2")),
        (
            "rule: allowed-edges, edges: {to: c}, allow: [{from: d}, {from: b}]",
            "pass",
            matched(edges="1-2", allow_0="2", allow_1="1"),
        ),
        ("rule: cardinality, match: {kind: x}, at-most: 1", "fail", matched(match="0-1")),
        ("rule: cardinality, match: '*', per: kind, at-most: 2", "pass", matched(match="0-3")),
        ("rule: cardinality, edges: {kind: push}, at-least: 1", "pass", matched(edges="2")),
        ("rule: layers, layers: [{kind: x}, {kind: y}]", "pass", matched(layers_0="0-1", layers_1="2-3")),
        (
            "rule: layers, layers: [c, b], edges: {not: {kind: push}}",
            "fail",
            matched(layers_0="2", layers_1="1", edges="0-1"),
        ),
    ],
)
def test_matched(constraint: str, status: str, expected: dict[str, Any]) -> None:
    assert certificate(LINE, constraint, status) == expected


@pytest.mark.parametrize(
    ("topology", "constraint", "expected"),
    [
        (LINE, "rule: forbidden-path, from: a, to: d", closed(part("sources", "1-2"))),
        (LINE, "rule: forbidden-path, from: c, to: d", closed(part("sources", ""))),
        (LINE, "rule: forbidden-path, from: c, to: [a, d], along: dependency", closed(part("sources", ""))),
        # An origin that could be the target too has a colour, and is at no fault for reaching itself.
        (RING, "rule: forbidden-path, from: a, to: a", closed(part("sources", "", node_a="0-1"))),
        (RING, "rule: forbidden-path, from: [a, c], to: a", closed(part("sources", "3", node_a="0-1"))),
        (RING, "rule: only-via, from: [a, c], to: a, via: d", closed(part("sources", "", node_a="0-1"))),
        # Along flow a state is a node and a phase, 0 for open: b answers a, and c answers b.
        (
            LINE,
            "rule: forbidden-path, along: flow, from: b, to: d",
            closed(part("sources", "0,2,4")),
        ),
        # Beyond a waypoint nothing is reached.
        (LINE, "rule: only-via, from: a, to: c, via: b", closed(part("sources", ""))),
        # One waypoint was met at b (offset 1); at the second the path violates nothing.
        (LINE, "rule: only-via, from: a, to: c, via: [b, c], at-least: 2", closed(part("sources", "3"))),
        (LINE, "rule: only-via, from: a, to: c, via: {in-order: [b, c]}", closed(part("sources", "3"))),
        # Stages times phases: at b one stage is served, and it is open: 1 * 4 + 1 * 2 + 0. From there a answers.
        (
            LINE,
            "rule: only-via, along: flow, from: a, to: c, via: {in-order: [b, c]}",
            closed(part("sources", "2,6")),
        ),
    ],
)
def test_closed_sets_of_forbidden_paths(topology: str, constraint: str, expected: dict[str, Any]) -> None:
    assert certificate(topology, constraint, "pass") == expected


def test_requests_have_states_of_their_own() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x, stateful: false}, c: {kind: x}}
    edges: [{from: a, to: b}, {from: c, to: b}]
    """
    # b has the request (2 * 1 + 1), and answers none but a, which it goes back to: nothing that is taken.
    found = certificate(topology, "rule: forbidden-path, along: flow, from: a, to: c", "pass")
    assert found == closed(part("sources", "3"))


def test_forbidden_edge_tells_inner_nodes_from_ends() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, p: {kind: x, transparent: true}, q: {kind: x}}
    edges: [{from: a, to: [p, q]}, {from: q, to: b}]
    """
    # p (2) as an inner node (1) and as an end (2), q (3) as an end alone.
    found = certificate(topology, "rule: forbidden-edge, from: a, to: b", "pass")
    assert found == closed(part("sources", "7-8,11"))
    found = certificate(topology, "rule: forbidden-edge, from: [a, b], to: [a, b]", "pass")
    assert found == closed(part("sources", "", node_a="7-8,11"))


@pytest.mark.parametrize(
    ("constraint", "status", "expected"),
    [
        ("rule: required-path, from: [a, b], to: c", "pass", closed(part("targets", "0-1,3"))),
        ("rule: required-path, from: c, to: a", "fail", closed(part("targets", ""))),
        ("rule: required-path, each: target, from: a, to: [b, c]", "pass", closed(part("sources", "1-2"))),
        ("rule: required-path, from: a, to: c, within: 1", "fail", closed(part("targets", "1,3"))),
        ("rule: required-path, from: a, to: c, within: 2", "pass", closed(part("targets", "0-1,3"))),
        ("rule: required-edge, from: a, to: c", "fail", closed(part("targets", "1,3"))),
        ("rule: required-edge, from: [b, d], to: c", "pass", closed(part("targets", "1,3"))),
        ("rule: required-edge, each: target, from: a, to: [b, d]", "fail", closed(part("sources", "1"))),
        # Offset 1: a waypoint was passed. Before b that may be so or not, and at b and after it is.
        ("rule: required-path, from: a, to: c, via: b", "pass", closed(part("targets", "0-1,3,7"))),
    ],
)
def test_closed_sets_of_required_paths(constraint: str, status: str, expected: dict[str, Any]) -> None:
    assert certificate(LINE, constraint, status) == expected


def test_required_ends_of_both_sides_have_colours() -> None:
    # a and b reach each other: each is reached by the other's colour, and on the way round by its own: by both, many.
    found = certificate(RING, "rule: required-path, from: [a, b], to: [a, b]", "pass")
    assert found == closed(part("targets", "0-1"))
    found = certificate(RING, "rule: required-path, from: [a, b], to: a", "fail")
    assert found == closed(part("targets", "", node_a="0-1"))


@pytest.mark.parametrize(
    ("constraint", "status", "parts"),
    [
        (
            "rule: required-path, each: pair, from: [a, b, d], to: c",
            "pass",
            [{"sources": "0-1,3", "targets": "2"}],
        ),
        (
            "rule: required-edge, each: pair, from: [a, b, c], to: [c, b]",
            "fail",
            [{"sources": "0", "targets": "1"}, {"sources": "1", "targets": "1-2"}, {"sources": "2", "targets": "2"}],
        ),
        # Of the same kind as a is b alone; c has none beside itself, which stands for itself all the same.
        (
            "rule: required-path, same: [kind], from: [a, c], to: '*'",
            "fail",
            [{"sources": "0", "targets": "0-2"}, {"sources": "2", "targets": "2"}],
        ),
        (
            "rule: required-path, each: pair, within: 1, from: a, to: [b, c]",
            "fail",
            [{"sources": "0", "targets": "1"}],
        ),
    ],
)
def test_joined(constraint: str, status: str, parts: list[dict[str, str]]) -> None:
    assert certificate(LINE, constraint, status) == {"kind": "joined", "parts": parts}


def test_isolation_colours_by_group() -> None:
    topology = """
    nodes: {a: {kind: x, labels: {t: one}}, b: {kind: x, labels: {t: two}}, c: {kind: x}, d: {kind: x}}
    edges: [{from: [a, b], to: c}, {from: b, to: d}]
    """
    found = certificate(topology, "rule: isolation, by: labels.t", "pass")
    assert found == {
        "kind": "closed",
        "parts": [{"of": "sources", "many": "2", "alone": {"group:two": "3"}}],
    }
    found = certificate(topology, "rule: isolation, groups: [a, b]", "pass")
    assert found == {"kind": "closed", "parts": [{"of": "sources", "many": "2", "alone": {"group:1": "3"}}]}
    # b is of both groups, and has its own colour.
    found = certificate(topology, "rule: isolation, groups: [[a, b], b]", "pass")
    assert found == closed(part("sources", "2", node_b="3"))
    found = certificate(topology, "rule: isolation, groups: [a, b], except-via: b", "pass")
    assert found == {"kind": "closed", "parts": [{"of": "sources", "many": "", "alone": {"group:0": "2"}}]}


def test_information_flow_has_a_part_for_each_level_that_somebody_may_not_have() -> None:
    topology = """
    nodes: {a: {kind: x, labels: {c: 1}}, b: {kind: x, labels: {c: 2}}, c: {kind: x, labels: {c: 3}}, d: {kind: x}}
    edges: [{from: a, to: b, kind: push}, {from: b, to: c, kind: push}, {from: c, to: d, kind: push}]
    """
    base = "rule: information-flow, label: c, levels: [0, 1, 2, 3]"
    # Positions times two: everybody may have what is of level 1, and nobody is of level 0.
    found = certificate(topology, f"{base}, unlabelled: ignore", "pass")
    assert found == closed({"level": 2, **part("sources", "4,6")}, {"level": 3, **part("sources", "6")})
    found = certificate(topology, f"{base}, unlabelled: ignore, via: b", "pass")
    assert found == closed({"level": 2, **part("sources", "")}, {"level": 3, **part("sources", "6")})
    assert certificate(topology, base, "fail") == matched(unlabelled="3")
    assert certificate(topology, f"{base}, policy: integrity", "fail") == PATH


def test_beyond_a_waypoint_nothing_is_in_the_closed_set() -> None:
    topology = """
    nodes: {a: {kind: x, labels: {l: 2}}, b: {kind: x, labels: {l: 1}}, w: {kind: x}, x: {kind: x}}
    edges: [{from: a, to: w, kind: push}, {from: w, to: [b, x], kind: push}]
    """
    base = "rule: information-flow, label: l, levels: [1, 2], unlabelled: ignore, via: w"
    assert certificate(topology, base, "pass") == closed({"level": 2, **part("sources", "")})
    found = certificate(topology, "rule: isolation, by: labels.l, except-via: w", "pass")
    assert found == closed(part("sources", ""))


def test_edges_are_numbered_by_their_ids_and_not_as_they_stand() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: x}}
    edges: [{from: b, to: c, kind: push}, {from: a, to: c}, {from: a, to: b}]
    """
    for constraint, status, expected in (
        ("rule: attributes, edges: {to: c}, must: {kind: push}", "fail", matched(edges="1-2", must="2")),
        ("rule: allowed-edges, allow: {from: a}", "fail", matched(edges="0-2", allow_0="0-1")),
        ("rule: cardinality, edges: {kind: push}, at-least: 1", "pass", matched(edges="2")),
    ):
        assert certificate(topology, constraint, status) == expected
    result = check(topology, "{rule: attributes, edges: {from: '*'}, must: {kind: admin}}")
    assert [finding.subject for finding in result.findings] == ["a->b", "a->c", "b->c"]
    result = check(topology, "{rule: allowed-edges, allow: {kind: admin}}")
    assert [finding.subject for finding in result.findings] == ["a->b", "a->c", "b->c"]
    (finding,) = check(topology, "{rule: cardinality, edges: {from: '*'}, at-most: 0}").findings
    assert finding.location is not None
    assert (finding.location.line, finding.location.column) == (3, 57)


def test_acyclic() -> None:
    # The only order that there is.
    found = certificate(LINE, "rule: acyclic, match: {not: d}", "pass")
    assert found == {"kind": "order", "order": ["a", "b", "c"]}
    assert certificate(LINE, "rule: acyclic, by: kind", "pass") == {"kind": "order", "order": ["x", "y"]}
    assert certificate(RING, "rule: acyclic", "fail") == {"kind": "cycle"}


@pytest.mark.parametrize(
    "constraint",
    [
        "rule: forbidden-path, from: a, to: c",
        "rule: forbidden-edge, from: a, to: b",
        "rule: only-via, from: a, to: c, via: d",
        "rule: isolation, groups: [a, b]",
        "rule: path-pattern, pattern: [a, b]",
        "rule: distance, from: a, to: b, at-least: 2",
        "rule: purpose, from: a, to: b, allowed: labels.p, declared: labels.q",
        "rule: separation-of-duty, along: access, principals: a, duties: [b, c]",
    ],
)
def test_a_path_proves_a_failure(constraint: str) -> None:
    assert certificate(LINE, constraint, "fail") == PATH


def test_what_has_no_short_number_is_searched_again() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, g: {kind: g, stateful: false}, h: {kind: g, stateful: false}}
    edges: [{from: a, to: g, kind: push}, {from: g, to: h, kind: push}, {from: h, to: b, kind: push}]
    """
    constraint = "rule: only-via, along: flow, from: a, to: b, via: {in-order: [{kind: g}, {kind: g}]}"
    assert certificate(topology, constraint, "pass") == {"kind": "searched"}


def test_what_was_not_decided_proves_nothing() -> None:
    assert certificate(LINE, "rule: forbidden-path, from: no*, to: a", "vacuous") is None
    assert certificate(LINE, "rule: forbidden-path, from: no*, to: a, allow-empty: why", "pass") == {"kind": "empty"}
    assert certificate(LINE, "rule: forbidden-path, from: a, to: b, in-force: {until: 2026-01-01}", "inactive") is None


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("rule: attributes, match: no*, must: a", matched(match="", must="0")),
        ("rule: allowed-edges, edges: no*, allow: {to: c}", matched(edges="", allow_0="1-2")),
        ("rule: cardinality, match: no*, per: zone, at-most: 1", matched(match="")),
        ("rule: layers, layers: [a, no*]", matched(layers_0="0", layers_1="")),
        (
            "rule: isolation, groups: [a, no*]",
            {"kind": "closed", "parts": [{"of": "sources", "many": "", "alone": {"group:0": "1-2"}}]},
        ),
        (
            "rule: separation-of-duty, along: access, principals: a, duties: [b, no*]",
            closed({"duty": 0, **part("targets", "0")}, {"duty": 1, **part("targets", "")}),
        ),
    ],
)
def test_rules_that_look_at_the_rest_beside_what_is_empty(constraint: str, expected: dict[str, Any]) -> None:
    assert certificate(LINE, f"{constraint}, allow-empty: why", "pass") == expected
    assert certificate(LINE, constraint, "vacuous") is None


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        (set(), ""),
        ({0}, "0"),
        ({7, 8, 9}, "7-9"),
        ({*range(18), 19}, "0-17,19"),
        ({0, 2, 4, 6}, "0,2,4,6"),
        # As long as the bitmap, which it takes to be longer.
        ({1, 3, 5, 10, 15}, "1,3,5,10,15"),
        # Two bytes, in which bits 0, 2, 4, 6 are set.
        (set(range(0, 15, 2)), "base64:" + base64.b64encode(b"\x55\x55").decode()),
        ({0, 2, 4, 6, 8, 17}, "base64:" + base64.b64encode(b"\x55\x01\x02").decode()),
    ],
)
def test_numbers(numbers: set[int], written: str) -> None:
    assert write_numbers(numbers) == written
