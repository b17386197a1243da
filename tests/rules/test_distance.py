"""``distance``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, verdict

ROADS = """
nodes:
  s: {kind: x}
  a: {kind: x}
  b: {kind: x}
  t: {kind: x}
  far: {kind: x}
edges:
  - {from: s, to: a, labels: {ms: 0.1}}
  - {from: a, to: b, labels: {ms: 0.2}}
  - {from: b, to: t}
  - {from: s, to: t, labels: {ms: 5}}
"""
PAIR = "rule: distance, from: s, to: t"


def test_too_near() -> None:
    result = check(ROADS, f"{{{PAIR}, at-least: 2}}")
    assert (result.along, result.status, result.certificate) == ("access", "fail", {"kind": "path"})
    path = (Step("s"), Step("t", "s->t", "forward", at(12, 5, 3)))
    message = "`s` is 1 step from `t`, and should be at least 2"
    assert result.findings == (Finding(message, at(12, 5, 3), "s", "t", path=path),)


def test_too_far() -> None:
    assert verdict(ROADS, "{rule: distance, from: s, to: b, at-most: 1}") == ["s -> a [s->a] -> b [a->b]"]
    result = check(ROADS, "{rule: distance, from: '*', to: '*', at-most: 2}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": None, "greatest": 2})


def test_bounds_include_themselves_and_no_path_is_fine() -> None:
    result = check(ROADS, f"{{{PAIR}, at-least: 1, at-most: 1}}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": 1, "greatest": 1})
    result = check(ROADS, "{rule: distance, from: s, to: far, at-most: 1}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": None, "greatest": None})


def test_weights_add_up_exactly_and_the_lightest_path_counts() -> None:
    result = check(ROADS, f"{{{PAIR}, weight: labels.ms, at-least: 0.3, at-most: 0.3}}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": 0.3, "greatest": 0.3})
    (finding,) = check(ROADS, f"{{{PAIR}, weight: labels.ms, at-most: 0.2}}").findings
    assert [step.node for step in finding.path] == ["s", "a", "b", "t"]
    assert finding.message == "`s` is 0.3 of labels.ms from `t`, and should be at most 0.2"


def test_of_equally_light_paths_the_one_of_fewest_steps_then_the_smallest_ids() -> None:
    topology = """
    nodes: {s: {kind: x}, a: {kind: x}, b: {kind: x}, c: {kind: x}, t: {kind: x}}
    edges:
      - {from: s, to: a}
      - {from: a, to: b}
      - {from: b, to: t, labels: {w: 1}}
      - {from: s, to: c, labels: {w: 1}}
      - {from: s, to: b, labels: {w: 1}}
      - {from: [c], to: t}
      - {from: b, to: t, labels: {w: 0}}
    """
    found = verdict(topology, "{rule: distance, from: s, to: t, weight: labels.w, at-least: 9}")
    assert found == ["s -> a [s->a] -> b [a->b] -> t [b->t#2]"]
    found = verdict(
        topology, "{rule: distance, from: s, to: t, weight: labels.w, at-least: 9, edges: {not: {from: a}}}"
    )
    assert found == ["s -> b [s->b] -> t [b->t#2]"]


def test_along_flow_an_answer_is_a_step() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}, c: {kind: x}}, edges: [{from: a, to: b}, {from: c, to: b}]}"
    found = verdict(topology, "{rule: distance, along: flow, from: a, to: c, at-least: 3}")
    assert found == ["a -> b [a->b] <= c [c->b]"]
    stateless = topology.replace("b: {kind: x}", "b: {kind: x, stateful: false}")
    result = check(stateless, "{rule: distance, along: flow, from: a, to: c, at-least: 3}")
    assert (result.status, result.assumptions) == ("pass", ("b",))


@pytest.mark.parametrize("value", ["-1", "fast", "true", "[1]"])
def test_a_weight_that_is_none_is_an_error(value: str) -> None:
    topology = f"{{nodes: {{a: {{kind: x}}, b: {{kind: x}}}}, edges: [{{from: a, to: b, labels: {{ms: {value}}}}}]}}"
    result = check(topology, "{rule: distance, from: a, to: b, weight: labels.ms, at-most: 1}")
    shown = {"[1]": "a list"}.get(value, f"`{value}`")
    assert result.status == "error"
    assert result.error == (
        f"the labels.ms of the edge `a->b` (t.yaml:1:71) is {shown}; a weight is a number, none negative"
    )
    # An edge that no path can use may say what it likes.
    assert (
        verdict(topology, "{rule: distance, along: control, from: a, to: b, weight: labels.ms, at-most: 1}") == "pass"
    )


def test_order_and_truncation() -> None:
    result = check(ROADS, "{rule: distance, from: [s, a], to: [b, t], at-least: 9}")
    assert [(each.source, each.target) for each in result.findings] == [("a", "b"), ("s", "t"), ("a", "t"), ("s", "b")]
    assert check(ROADS, "{rule: distance, from: [s, a], to: [b, t], at-least: 9}", max_findings=3).truncated


def test_vacuous() -> None:
    assert verdict(ROADS, "{rule: distance, from: no*, to: t, at-most: 1}") == "vacuous"
    assert verdict(ROADS, "{rule: distance, from: no*, to: t, at-most: 1, allow-empty: why}") == "pass"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("along: access", "c.yaml:3:3: error[contradiction]: distance needs `at-least`, `at-most` or both"),
        ("at-least: 0", "c.yaml:3:3: error[invalid-number]: `at-least: 0` asks for nothing (leave it out)"),
        ("at-least: 3, at-most: 2", "c.yaml:3:3: error[contradiction]: `at-least: 3` is more than `at-most: 2`"),
        ("at-most: -1", "c.yaml:4:47: error[invalid-number]: expected a number, at least 0, found `-1`"),
    ],
)
def test_fields(fields: str, message: str) -> None:
    assert refused(ROADS, f"{{{PAIR}, {fields}}}") == [message]
