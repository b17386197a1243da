"""``distance``."""

from collections.abc import Iterator
from typing import Any

import pytest

from archcheck.graph.distance import Distance, count_steps
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


def test_a_finding_stands_at_the_last_step() -> None:
    (finding,) = check(ROADS, "{rule: distance, from: s, to: b, at-most: 1}").findings
    assert (finding.message, finding.location) == (
        "`s` is 2 steps from `b`, and should be at most 1",
        at(10, 5, 3),
    )


def test_too_far() -> None:
    assert verdict(ROADS, "{rule: distance, from: s, to: b, at-most: 1}") == ["s -> a [s->a] -> b [a->b]"]
    result = check(ROADS, "{rule: distance, from: '*', to: '*', at-most: 2}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": None, "greatest": 2})


def test_only_the_bounds_that_are_asked_for_are_proved() -> None:
    result = check(ROADS, "{rule: distance, from: '*', to: '*', at-least: 1}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": 1, "greatest": None})


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
    (finding,) = check(ROADS, f"{{{PAIR}, weight: labels.ms, at-least: 0.35}}").findings
    assert finding.message == "`s` is 0.3 of labels.ms from `t`, and should be at least 0.35"


def test_the_lightest_and_the_heaviest_pair_are_the_proof() -> None:
    topology = """
    nodes: {s: {kind: x}, a: {kind: t}, b: {kind: t}, c: {kind: t}, d: {kind: t}}
    edges:
      - {from: s, to: a, labels: {w: 2}}
      - {from: s, to: b, labels: {w: 1}}
      - {from: s, to: c, labels: {w: 4}}
      - {from: s, to: d, labels: {w: 3}}
    """
    bounds = "weight: labels.w, at-least: 1, at-most: 4"
    result = check(topology, f"{{rule: distance, from: s, to: {{kind: t}}, {bounds}}}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": 1, "greatest": 4})


def test_weights_along_flow_are_those_of_the_edges_that_carry_data() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: x}}
    edges:
      - {from: a, to: b, kind: push, labels: {w: 1}}
      - {from: c, to: b, kind: pull, labels: {w: 2}}
      - {from: a, to: c, kind: depends, labels: {w: none}}
      - {from: a, to: c, flow: none, labels: {w: [1]}}
    """
    result = check(topology, "{rule: distance, along: flow, from: a, to: c, weight: labels.w, at-most: 3}")
    assert (result.status, result.certificate) == ("pass", {"kind": "distances", "least": None, "greatest": 3})
    assert verdict(topology, "{rule: distance, along: flow, from: a, to: c, weight: labels.w, at-most: 2}") == [
        "a -> b [a->b] <= c [c->b]"
    ]


def test_findings_by_weight_are_in_order_of_their_steps() -> None:
    topology = """
    nodes: {m: {kind: x}, s: {kind: s}, t: {kind: t}, z: {kind: s}}
    edges: [{from: s, to: m, labels: {w: 1}}, {from: m, to: t}, {from: z, to: t, labels: {w: 5}}]
    """
    found = verdict(topology, "{rule: distance, from: {kind: s}, to: t, weight: labels.w, at-least: 9}")
    assert found == ["z -> t [z->t]", "s -> m [s->m] -> t [m->t]"]


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
    ends = "from: [s, a], to: [b, t]"
    for most in range(1, 6):
        for more in ("at-least: 9", "weight: labels.ms, at-least: 9"):
            result = check(ROADS, f"{{rule: distance, {ends}, {more}}}", max_findings=most)
            assert (len(result.findings), result.truncated) == (min(most, 4), most < 4)


def test_no_more_is_measured_than_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[int, int]] = []

    def count(*args: Any) -> Iterator[tuple[int, Iterator[Distance]]]:
        for length, pairs in count_steps(*args):
            taken.append((length, 0))
            yield length, (note(pair) for pair in pairs)

    def note(pair: Distance) -> Distance:
        taken[-1] = (taken[-1][0], taken[-1][1] + 1)
        return pair

    monkeypatch.setattr("archcheck.rules.distance.count_steps", count)
    line = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: x}, d: {kind: x}}
    edges: [{from: a, to: b}, {from: b, to: c}, {from: c, to: d}]
    """
    for fields, most, expected in (
        ("at-most: 9", 1, [(1, 0), (2, 0), (3, 0)]),
        # Three pairs are one step apart, two are two.
        ("at-least: 9", 1, [(1, 2)]),
        ("at-least: 9", 2, [(1, 3)]),
        ("at-least: 9", 3, [(1, 3), (2, 1)]),
        ("at-least: 9", 4, [(1, 3), (2, 2)]),
        # What is far enough does not get nearer.
        ("at-least: 1", 9, [(1, 0)]),
        ("at-least: 2", 9, [(1, 3), (2, 0)]),
    ):
        taken.clear()
        check(line, f"{{rule: distance, from: '*', to: '*', {fields}}}", max_findings=most)
        assert taken == expected


def test_vacuous() -> None:
    for ends, empty in (("from: no*, to: t", ("from",)), ("from: no*, to: [no*, none*]", ("from", "to"))):
        result = check(ROADS, f"{{rule: distance, {ends}, at-most: 1}}")
        assert (result.status, result.empty) == ("vacuous", empty)
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
