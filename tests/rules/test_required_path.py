"""``required-path``."""

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
  - {from: s1, to: mid}
  - {from: mid, to: t1}
  - {from: s2, to: t1, kind: pull}
"""
BASE = "rule: required-path, from: {kind: s}, to: {kind: t}"


def test_whole_findings_of_each_source() -> None:
    result = check(TOPOLOGY, f"{{{BASE}}}")
    assert (result.along, result.status, result.matched) == ("access", "fail", {"from": 3, "to": 2})
    message = "`s3` has no path along access to any target"
    assert result.findings == (Finding(message, at(5, 3, 2), source="s3"),)


def test_whole_findings_of_each_target() -> None:
    (finding,) = check(TOPOLOGY, f"{{{BASE}, each: target}}").findings
    assert finding == Finding("`t2` is reached by no path along access from any source", at(8, 3, 2), target="t2")


def test_whole_findings_of_each_pair() -> None:
    result = check(TOPOLOGY, f"{{{BASE}, each: pair}}")
    assert result.findings[0] == Finding("`s1` has no path along access to `t2`", at(3, 3, 2), "s1", "t2")
    assert verdict(TOPOLOGY, f"{{{BASE}, each: pair}}") == ["s1 ... t2", "s2 ... t2", "s3 ... t1", "s3 ... t2"]


def test_each_source_is_the_default() -> None:
    assert verdict(TOPOLOGY, f"{{{BASE}}}") == verdict(TOPOLOGY, f"{{{BASE}, each: source}}") == ["s3 ... ?"]


def test_holds() -> None:
    assert verdict(TOPOLOGY, "{rule: required-path, from: [s1, s2], to: t1, each: pair}") == "pass"


@pytest.mark.parametrize(
    ("via", "expected"),
    [
        ("mid", ["s2 ... ?"]),
        ("s2", ["s1 ... ?"]),
        ("t1", "pass"),
        ("t2", ["s1 ... ?", "s2 ... ?"]),
        ("no*", ["s1 ... ?", "s2 ... ?"]),
    ],
)
def test_via(via: str, expected: str | list[str]) -> None:
    assert verdict(TOPOLOGY, f"{{rule: required-path, from: [s1, s2], to: {{kind: t}}, via: {via}}}") == expected


@pytest.mark.parametrize(("within", "expected"), [(1, ["s1 ... ?", "s3 ... ?"]), (2, ["s3 ... ?"]), (9, ["s3 ... ?"])])
def test_within(within: int, expected: list[str]) -> None:
    assert verdict(TOPOLOGY, f"{{{BASE}, within: {within}}}") == expected


def test_within_from_the_fewer_sources() -> None:
    constraint = "{rule: required-path, from: s1, to: [t1, t2, mid], each: pair, within: %d}"
    assert verdict(TOPOLOGY, constraint % 1) == ["s1 ... t1", "s1 ... t2"]
    assert verdict(TOPOLOGY, constraint % 2) == ["s1 ... t2"]


def test_within_counts_the_steps_of_the_detour() -> None:
    topology = """
    nodes: {s: {kind: x}, g: {kind: x}, t: {kind: x}}
    edges: [{from: s, to: t}, {from: s, to: g}, {from: g, to: t}]
    """
    base = "rule: required-path, from: s, to: t"
    assert verdict(topology, f"{{{base}, within: 1}}") == "pass"
    assert verdict(topology, f"{{{base}, via: g, within: 1}}") == ["s ... ?"]
    assert verdict(topology, f"{{{base}, via: g, within: 2}}") == "pass"


def test_same() -> None:
    constraint = f"{{{BASE}, same: [labels.region]}}"
    # s2 reaches t1 alone, which is in another region; s3 has no region, and a label that is missing is never the same.
    assert verdict(TOPOLOGY, constraint) == ["s2 ... ?", "s3 ... ?"]
    (first, *_) = check(TOPOLOGY, constraint).findings
    assert first.message == "`s2` has no path along access to any target of the same labels.region"
    assert verdict(TOPOLOGY, f"{{{BASE}, same: [labels.region], each: pair}}") == ["s2 ... t2"]
    assert verdict(TOPOLOGY, f"{{{BASE}, same: [labels.region], each: target}}") == ["? ... t2"]


def test_same_tells_types_apart_and_takes_zone_and_kind() -> None:
    topology = """
    zones: {a: {}, b: {}}
    nodes:
      s: {kind: x, zone: a, labels: {n: 1}}
      text: {kind: x, zone: b, labels: {n: "1"}}
      float: {kind: y, zone: a, labels: {n: 1.0}}
    edges: [{from: s, to: [text, float]}]
    """
    base = "rule: required-path, from: s, each: pair, to: [text, float]"
    drop_text, drop_float = "edges: {not: {to: text}}", "edges: {not: {to: float}}"
    assert verdict(topology, f"{{{base}, same: [labels.n], {drop_text}}}") == "pass"
    assert verdict(topology, f"{{{base}, same: [labels.n], {drop_float}}}") == ["s ... float"]
    assert verdict(topology, f"{{{base}, same: [zone], {drop_float}}}") == ["s ... float"]
    assert verdict(topology, f"{{{base}, same: [kind], {drop_text}}}") == ["s ... text"]
    assert verdict(topology, f"{{{base}, same: [kind, labels.n], {drop_text}}}") == "pass"


def test_along_flow_and_edges() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: x, stateful: false}}
    edges: [{from: a, to: c}, {from: b, to: c}]
    """
    base = "rule: required-path, along: flow"
    assert verdict(topology, f"{{{base}, from: c, to: [a, b], each: pair}}") == "pass"
    result = check(topology, f"{{{base}, from: a, to: b}}")
    assert (result.status, result.findings[0].message) == ("fail", "`a` has no path along flow to any target")
    assert verdict(topology, f"{{{base}, from: c, to: [a, b], each: pair, edges: {{from: a}}}}") == ["c ... b"]
    result = check(topology, f"{{{base}, from: a, to: c}}")
    assert (result.status, result.assumptions) == ("pass", ())


def test_a_node_is_no_target_of_its_own() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: a}, {from: a, to: b}]}"
    assert verdict(topology, "{rule: required-path, from: a, to: a}") == ["a ... ?"]
    assert verdict(topology, "{rule: required-path, from: '*', to: '*'}") == ["b ... ?"]
    assert verdict(topology, "{rule: required-path, from: '*', to: '*', each: target}") == ["? ... a"]
    assert verdict(topology, "{rule: required-path, from: '*', to: '*', each: pair}") == ["b ... a"]


@pytest.mark.parametrize(
    ("each", "ends", "expected"),
    [
        ("source", "from: no*, to: {kind: t}", ("from",)),
        ("source", "from: {kind: s}, to: no*", ["s1 ... ?", "s2 ... ?", "s3 ... ?"]),
        ("target", "from: no*, to: {kind: t}", ["? ... t1", "? ... t2"]),
        ("target", "from: {kind: s}, to: no*", ("to",)),
        ("pair", "from: no*, to: {kind: t}", ("from",)),
        ("pair", "from: {kind: s}, to: no*", ("to",)),
        ("pair", "from: no*, to: no*", ("from", "to")),
        ("source", "from: no*, to: no*", ("from",)),
        ("target", "from: no*, to: no*", ("to",)),
    ],
)
def test_vacuity(each: str, ends: str, expected: list[str] | tuple[str, ...]) -> None:
    constraint = f"{{rule: required-path, {ends}, each: {each}}}"
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


def test_conditions_are_named() -> None:
    (finding, *_) = check(TOPOLOGY, f"{{{BASE}, each: target, via: s1, within: 1, same: [kind]}}").findings
    assert finding.message == (
        "`t1` is reached by no path along access via `s1` of at most 1 step from any source of the same kind"
    )


@pytest.mark.parametrize(("within", "told"), [(1, "1 step"), (2, "2 steps"), (3, "3 steps")])
def test_how_many_steps_are_named(within: int, told: str) -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: []}"
    (finding,) = check(topology, f"{{rule: required-path, from: a, to: b, within: {within}}}").findings
    assert finding.message == f"`a` has no path along access of at most {told} to any target"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("each: edge", "c.yaml:4:65: error[invalid-value]: `edge` is none of source, target, pair"),
        ("within: 0", "c.yaml:4:67: error[invalid-number]: expected a whole number, at least 1, found `0`"),
        ("same: []", "c.yaml:4:65: error[invalid-value]: expected at least 1 item, found 0"),
        ("same: [labels]", "c.yaml:4:66: error[invalid-value]: `labels` is none of `zone`, `kind`, `labels.NAME`"),
        ("same: zone", "c.yaml:4:65: error[wrong-type]: expected a list, found `zone` (write `[zone]`)"),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TOPOLOGY, f"{{{BASE}, {fields}}}") == [told]
