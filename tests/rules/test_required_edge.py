"""``required-edge``."""

import pytest

from archcheck.report_model import Finding
from tests.rules.checking import at, check, refused, verdict

TOPOLOGY = """
nodes:
  s1: {kind: s, labels: {region: eu}}
  s2: {kind: s, labels: {region: us}}
  s3: {kind: s}
  mid: {kind: m}
  t1: {kind: t, labels: {region: eu}}
  t2: {kind: t, labels: {region: us}}
edges:
  - {from: s1, to: t1}
  - {from: s2, to: t1, kind: pull}
  - {from: s3, to: mid}
  - {from: mid, to: t2}
  - {from: t2, to: s3}
"""
BASE = "rule: required-edge, from: {kind: s}, to: {kind: t}"


def test_whole_result_of_each_source() -> None:
    result = check(TOPOLOGY, f"{{{BASE}}}")
    assert (result.along, result.status, result.matched) == (None, "fail", {"from": 3, "to": 2})
    assert (result.truncated, result.assumptions) == (False, ())
    # s3 has a path to t2 and an edge from it, neither of which is an edge to it.
    assert result.findings == (Finding("`s3` has no edge to any target", at(5, 3, 2), source="s3"),)


def test_whole_finding_of_each_target() -> None:
    (finding,) = check(TOPOLOGY, f"{{{BASE}, each: target}}").findings
    assert finding == Finding("`t2` is reached by no edge from any source", at(8, 3, 2), target="t2")


def test_whole_finding_of_each_pair() -> None:
    result = check(TOPOLOGY, f"{{{BASE}, each: pair}}")
    assert result.findings[0] == Finding("`s1` has no edge to `t2`", at(3, 3, 2), "s1", "t2")
    assert verdict(TOPOLOGY, f"{{{BASE}, each: pair}}") == ["s1 ... t2", "s2 ... t2", "s3 ... t1", "s3 ... t2"]


def test_each_source_is_the_default() -> None:
    assert verdict(TOPOLOGY, f"{{{BASE}}}") == verdict(TOPOLOGY, f"{{{BASE}, each: source}}") == ["s3 ... ?"]


def test_holds() -> None:
    assert verdict(TOPOLOGY, "{rule: required-edge, from: [s1, s2], to: {kind: t}}") == "pass"
    assert verdict(TOPOLOGY, "{rule: required-edge, from: [s1, s2], to: t1, each: pair}") == "pass"
    assert verdict(TOPOLOGY, "{rule: required-edge, from: '*', to: t2, each: target}") == "pass"


@pytest.mark.parametrize("kind", ["call", "push", "pull", "admin", "depends", "depends.licence"])
def test_an_edge_of_any_kind_counts(kind: str) -> None:
    topology = f"{{nodes: {{a: {{kind: x}}, b: {{kind: x}}}}, edges: [{{from: a, to: b, kind: {kind}, flow: none}}]}}"
    assert verdict(topology, "{rule: required-edge, from: a, to: b}") == "pass"
    assert verdict(topology, "{rule: required-edge, from: b, to: a}") == ["b ... ?"]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("{kind: pull}", ["s1 ... ?", "s3 ... ?"]),
        ("{kind: call}", ["s2 ... ?", "s3 ... ?"]),
        ("{from: s*}", ["s3 ... ?"]),
        ("no*", ["s1 ... ?", "s2 ... ?", "s3 ... ?"]),
    ],
)
def test_edges(edges: str, expected: list[str]) -> None:
    constraint = f"{{{BASE}, edges: {edges}}}"
    assert verdict(TOPOLOGY, constraint) == expected
    assert check(TOPOLOGY, constraint).matched.keys() == {"from", "to", "edges"}


def test_same() -> None:
    constraint = f"{{{BASE}, same: [labels.region]}}"
    # s2 is joined to t1 alone, which is in another region; s3 has no region.
    assert verdict(TOPOLOGY, constraint) == ["s2 ... ?", "s3 ... ?"]
    first, _ = check(TOPOLOGY, constraint).findings
    assert first.message == "`s2` has no edge to any target of the same labels.region"
    # Only s1 and t1, s2 and t2 are pairs.
    assert verdict(TOPOLOGY, f"{{{BASE}, same: [labels.region], each: pair}}") == ["s2 ... t2"]
    assert verdict(TOPOLOGY, f"{{{BASE}, same: [labels.region], each: target}}") == ["? ... t2"]
    (last,) = check(TOPOLOGY, f"{{{BASE}, same: [labels.region], each: target}}").findings
    assert last.message == "`t2` is reached by no edge from any source of the same labels.region"


def test_what_lacks_a_label_is_the_same_as_nothing() -> None:
    topology = """
    nodes:
      s: {kind: s}
      t: {kind: t}
      u: {kind: t, labels: {region: eu}}
      v: {kind: t, labels: {region: eu}}
      r: {kind: s, labels: {region: us}}
      q: {kind: s, labels: {region: eu}}
    edges: [{from: [s, r], to: [t, u, v]}, {from: q, to: u}]
    """
    base = "rule: required-edge, to: {kind: t}, same: [labels.region]"
    # Neither has a region: that is none in common.
    assert verdict(topology, f"{{{base}, from: s}}") == ["s ... ?"]
    # Nobody else is in r's region.
    assert verdict(topology, f"{{{base}, from: r}}") == ["r ... ?"]
    assert verdict(topology, f"{{{base}, from: r, each: pair}}") == "pass"
    # Of the two in q's region the first will do.
    assert verdict(topology, f"{{{base}, from: q}}") == "pass"
    assert verdict(topology, f"{{{base}, from: q, each: pair}}") == ["q ... v"]
    assert verdict(topology, f"{{{base}, from: '*', each: target}}") == ["? ... t", "? ... v"]


def test_of_several_values_all_are_the_same() -> None:
    topology = """
    zones: {east: {}, west: {}}
    nodes:
      a: {kind: x, zone: east}
      b: {kind: x, zone: west}
      c: {kind: y, zone: east}
    edges: [{from: a, to: [b, c]}]
    """
    base = "rule: required-edge, from: a, to: [b, c]"
    assert verdict(topology, f"{{{base}, same: [kind]}}") == "pass"
    assert verdict(topology, f"{{{base}, same: [zone]}}") == "pass"
    assert verdict(topology, f"{{{base}, same: [zone, kind]}}") == ["a ... ?"]
    (finding,) = check(topology, f"{{{base}, same: [zone, kind]}}").findings
    assert finding.message == "`a` has no edge to any target of the same zone, kind"


def test_an_edge_to_itself_joins_no_two_nodes() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: a}, {from: b, to: b}, {from: b, to: a}]}"
    assert verdict(topology, "{rule: required-edge, from: '*', to: '*'}") == ["a ... ?"]
    assert verdict(topology, "{rule: required-edge, from: '*', to: '*', each: target}") == ["? ... b"]
    assert verdict(topology, "{rule: required-edge, from: '*', to: '*', each: pair}") == ["a ... b"]


@pytest.mark.parametrize(
    ("each", "ends", "expected"),
    [
        ("source", "from: no*, to: {kind: t}", ("from",)),
        ("source", "from: {kind: s}, to: no*", ["s1 ... ?", "s2 ... ?", "s3 ... ?"]),
        ("source", "from: no*, to: no*", ("from",)),
        ("target", "from: no*, to: {kind: t}", ["? ... t1", "? ... t2"]),
        ("target", "from: {kind: s}, to: no*", ("to",)),
        ("target", "from: no*, to: no*", ("to",)),
        ("pair", "from: no*, to: {kind: t}", ("from",)),
        ("pair", "from: {kind: s}, to: no*", ("to",)),
        ("pair", "from: no*, to: no*", ("from", "to")),
    ],
)
def test_vacuity(each: str, ends: str, expected: list[str] | tuple[str, ...]) -> None:
    constraint = f"{{rule: required-edge, {ends}, each: {each}}}"
    result = check(TOPOLOGY, constraint)
    if isinstance(expected, list):
        assert verdict(TOPOLOGY, constraint) == expected
    else:
        assert (result.status, result.empty) == ("vacuous", expected)
        assert check(TOPOLOGY, constraint[:-1] + ", allow-empty: why}").status == "pass"


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_truncation(most: int) -> None:
    result = check(TOPOLOGY, f"{{{BASE}, each: pair}}", max_findings=most)
    expected = [("s1", "t2"), ("s2", "t2"), ("s3", "t1"), ("s3", "t2")]
    assert [(finding.source, finding.target) for finding in result.findings] == expected[:most]
    assert (result.status, result.truncated) == ("fail", most < 4)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("each: edge", "c.yaml:4:65: error[invalid-value]: `edge` is none of source, target, pair"),
        ("same: []", "c.yaml:4:65: error[invalid-value]: expected at least 1 item, found 0"),
        (
            "along: flow",
            "c.yaml:4:59: error[unknown-key]: the rule required-edge has no field `along` "
            "(fields of required-edge: from, to, edges, each, same)",
        ),
        (
            "within: 2",
            "c.yaml:4:59: error[unknown-key]: the rule required-edge has no field `within` "
            "(fields of required-edge: from, to, edges, each, same)",
        ),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TOPOLOGY, f"{{{BASE}, {fields}}}") == [told]


def test_both_ends_are_needed() -> None:
    assert refused(TOPOLOGY, "{rule: required-edge}") == [
        "c.yaml:3:3: error[missing-key]: the constraint `c` (required-edge) needs the key `from`",
        "c.yaml:3:3: error[missing-key]: the constraint `c` (required-edge) needs the key `to`",
    ]
