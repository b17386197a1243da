"""``redundancy``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, short, verdict

DIAMOND = """
nodes:
  s: {kind: x}
  a: {kind: x}
  b: {kind: x}
  t: {kind: x}
edges:
  - {from: s, to: a}
  - {from: s, to: b}
  - {from: a, to: t}
  - {from: b, to: t}
"""
PAIR = "rule: redundancy, from: s, to: t"


def test_enough_paths_are_the_certificate() -> None:
    result = check(DIAMOND, f"{{{PAIR}}}")
    assert (result.along, result.status, result.matched) == ("access", "pass", {"from": 1, "to": 1})
    paths = [["s->a", "a->t"], ["s->b", "b->t"]]
    assert result.certificate == {"kind": "disjoint", "pairs": [{"source": "s", "target": "t", "paths": paths}]}


def test_a_cut_is_the_witness() -> None:
    topology = DIAMOND.replace("  - {from: b, to: t}", "  - {from: b, to: a}")
    result = check(topology, f"{{{PAIR}}}")
    path = (Step("s"), Step("a", "s->a", "forward", at(8, 5, 3)), Step("t", "a->t", "forward", at(10, 5, 3)))
    message = "`s` is cut off from `t` by the loss of the node `a`"
    assert result.findings == (Finding(message, at(4, 3, 1), "s", "t", path=path, cut=("a",)),)
    assert result.certificate == {"kind": "cut"}
    result = check(topology, f"{{{PAIR}, disjoint: edges}}")
    message = "`s` is cut off from `t` by the loss of the edge `a->t`"
    assert result.findings == (Finding(message, at(10, 5, 3), "s", "t", path=path, cut=("a->t",)),)


def test_a_path_that_was_taken_has_to_be_given_up_again() -> None:
    # The shortest path s -> m -> t blocks both ways; two disjoint ones exist only without it.
    topology = """
    nodes: {s: {kind: x}, m: {kind: x}, n: {kind: x}, p: {kind: x}, q: {kind: x}, t: {kind: x}}
    edges:
      - {from: s, to: [m, p]}
      - {from: m, to: [n, q]}
      - {from: p, to: n}
      - {from: [n, q], to: t}
    """
    assert verdict(topology, f"{{{PAIR}}}") == "pass"
    assert verdict(topology, f"{{{PAIR}, disjoint: edges}}") == "pass"
    assert check(topology, f"{{{PAIR}, at-least: 3}}").findings[0].cut == ("m", "p")


def test_a_direct_edge_cannot_be_cut_by_nodes() -> None:
    topology = "{nodes: {s: {kind: x}, t: {kind: x}}, edges: [{from: s, to: t}]}"
    result = check(topology, f"{{{PAIR}, at-least: 3}}")
    pairs = [{"source": "s", "target": "t", "paths": [["s->t"]]}]
    assert (result.status, result.certificate) == ("pass", {"kind": "disjoint", "pairs": pairs})
    assert check(topology, f"{{{PAIR}, disjoint: edges}}").findings[0].cut == ("s->t",)
    parallel = "{nodes: {s: {kind: x}, t: {kind: x}}, edges: [{from: s, to: t}, {from: s, to: t}]}"
    assert verdict(parallel, f"{{{PAIR}, disjoint: edges}}") == "pass"


def test_no_path_fails_with_the_empty_cut() -> None:
    result = check(DIAMOND, "{rule: redundancy, from: t, to: s, at-least: 1}")
    message = "`t` has no path to `s` along access"
    assert result.findings == (Finding(message, at(6, 3, 1), "t", "s", cut=()),)


def test_what_a_path_may_use_and_the_pairs_in_order() -> None:
    assert verdict(DIAMOND, f"{{{PAIR}, edges: {{not: {{to: b}}}}}}") == ["s -> a [s->a] -> t [a->t]"]
    assert verdict(DIAMOND, f"{{{PAIR}, along: control}}") == ["s ... t"]
    found = check(DIAMOND, "{rule: redundancy, from: [s, a], to: [t, b], disjoint: edges}")
    assert [(each.source, each.target) for each in found.findings] == [("a", "b"), ("a", "t"), ("s", "b")]
    assert check(DIAMOND, "{rule: redundancy, from: [s, a], to: [t, b], disjoint: edges}", max_findings=1).truncated


def test_a_cut_of_several_lists_them_by_their_ids() -> None:
    (finding,) = check(DIAMOND, f"{{{PAIR}, at-least: 3}}").findings
    assert finding.message == "`s` is cut off from `t` by the loss of the nodes `a`, `b`"
    assert (finding.cut, finding.location) == (("a", "b"), at(4, 3, 1))
    topology = """
    nodes: {s: {kind: x}, t: {kind: x}}
    edges: [{from: s, to: t, id: z}, {from: s, to: t, id: y}]
    """
    (finding,) = check(topology, f"{{{PAIR}, disjoint: edges, at-least: 3}}").findings
    assert finding.message == "`s` is cut off from `t` by the loss of the edges `y`, `z`"
    assert (finding.cut, finding.location) == (("y", "z"), at(3, 34, 3))


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
def test_truncation(most: int) -> None:
    # Two pairs that nothing joins come before two of one path each.
    topology = """
    nodes: {s: {kind: s}, r: {kind: s}, m: {kind: x}, t: {kind: t}, u: {kind: t}}
    edges: [{from: s, to: m}, {from: m, to: [t, u]}]
    """
    result = check(topology, "{rule: redundancy, from: {kind: s}, to: {kind: t}}", max_findings=most)
    expected = ["r ... t", "r ... u", "s -> m [s->m] -> t [m->t]", "s -> m [s->m] -> u [m->u]"]
    assert [short(finding) for finding in result.findings] == expected[:most]
    assert result.truncated == (most < 4)


def test_vacuous() -> None:
    for ends, empty in (("from: no*, to: t", ("from",)), ("from: no*, to: [no*, none*]", ("from", "to"))):
        result = check(DIAMOND, f"{{rule: redundancy, {ends}}}")
        assert (result.status, result.empty) == ("vacuous", empty)
    assert verdict(DIAMOND, "{rule: redundancy, from: s, to: no*, allow-empty: why}") == "pass"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            "along: flow",
            "c.yaml:3:3: error[relation]: redundancy cannot run along flow (use access, control or dependency)",
        ),
        ("at-least: 0", "c.yaml:4:50: error[invalid-number]: expected a whole number, at least 1, found `0`"),
    ],
)
def test_fields(fields: str, message: str) -> None:
    assert refused(DIAMOND, f"{{{PAIR}, {fields}}}") == [message]
