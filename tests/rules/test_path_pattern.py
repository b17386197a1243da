"""``path-pattern``."""

import pytest

from archcheck.report_model import Finding, Step
from archcheck.source.located import Location
from tests.rules.checking import at, check, document, refused, run, verdict

LINE = """
nodes:
  a: {kind: web}
  b: {kind: agent}
  c: {kind: agent}
  d: {kind: out}
edges:
  - {from: a, to: b}
  - {from: b, to: c}
  - {from: c, to: d}
  - {from: a, to: d}
"""


def test_whole_result() -> None:
    result = check(LINE, "{rule: path-pattern, pattern: [{kind: web}, {kind: agent, repeat: some}, {kind: out}]}")
    assert (result.along, result.status) == ("access", "fail")
    assert result.matched == {"pattern[0]": 1, "pattern[1]": 2, "pattern[2]": 1}
    path = (
        Step("a"),
        Step("b", "a->b", "forward", at(8, 5, 3)),
        Step("c", "b->c", "forward", at(9, 5, 3)),
        Step("d", "c->d", "forward", at(10, 5, 3)),
    )
    message = "`a` reaches `d` along access in the forbidden form"
    assert result.findings == (Finding(message, at(10, 5, 3), "a", "d", path=path),)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[a, d]", ["a -> d [a->d]"]),
        ("[a, b]", ["a -> b [a->b]"]),
        ("[a, c]", "pass"),
        ("[a, {repeat: one}, c]", ["a -> b [a->b] -> c [b->c]"]),
        ("[a, {repeat: optional}, c]", ["a -> b [a->b] -> c [b->c]"]),
        ("[a, {repeat: optional}, b]", ["a -> b [a->b]"]),
        ("[a, {repeat: optional}, {id: x, repeat: optional}, d]", ["a -> d [a->d]"]),
        ("[a, {kind: agent, repeat: optional}, c, d]", ["a -> b [a->b] -> c [b->c] -> d [c->d]"]),
        ("[a, {repeat: any}, d]", ["a -> d [a->d]"]),
        ("[a, {repeat: some}, d]", ["a -> b [a->b] -> c [b->c] -> d [c->d]"]),
        ("[a, {not: b, repeat: some}, d]", "pass"),
        ("[[b, c], d]", ["c -> d [c->d]"]),
        ("[{kind: agent, repeat: some}]", ["b -> c [b->c]"]),
        ("[{id: x, repeat: any}, b, c, {repeat: any}]", ["b -> c [b->c]", "b -> c [b->c] -> d [c->d]"]),
        ("[a]", "pass"),
        ("[{repeat: optional}, d]", ["a -> d [a->d]", "c -> d [c->d]"]),
    ],
)
def test_patterns(pattern: str, found: str | list[str]) -> None:
    assert verdict(LINE, f"{{rule: path-pattern, pattern: {pattern}}}") == found


def test_a_pair_is_two_nodes() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: b}, {from: b, to: a}]}"
    assert verdict(topology, "{rule: path-pattern, pattern: [a, b, a]}") == "pass"
    result = check(topology, "{rule: path-pattern, pattern: [a, b, a]}")
    # States are node * 3 + step: a is taken by the last step (2), and b by the middle one (4).
    part = {"of": "sources", "many": "", "alone": {"node:a": "2,4"}}
    assert result.certificate == {"kind": "closed", "parts": [part]}


def test_along_and_edges() -> None:
    assert verdict(LINE, "{rule: path-pattern, along: flow, pattern: [d, a]}") == ["d <= a [a->d]"]
    assert verdict(LINE, "{rule: path-pattern, pattern: [a, {repeat: any}, d], edges: {not: {id: a->d}}}") == [
        "a -> b [a->b] -> c [b->c] -> d [c->d]"
    ]
    assert verdict(LINE, "{rule: path-pattern, along: control, pattern: [a, d]}") == "pass"


def test_a_step_that_cannot_take_the_end_does_not_shorten_the_way() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: x}}
    edges: [{from: a, to: b}, {from: b, to: c}, {from: c, to: a}]
    """
    assert verdict(topology, "{rule: path-pattern, pattern: [{repeat: some}, b, {repeat: any}]}") == [
        "a -> b [a->b]",
        "a -> b [a->b] -> c [b->c]",
        "c -> a [c->a] -> b [a->b]",
        "b -> c [b->c] -> a [c->a] -> b [a->b] -> c [b->c]",
        "c -> a [c->a] -> b [a->b] -> c [b->c] -> a [c->a]",
        "b -> c [b->c] -> a [c->a] -> b [a->b] -> c [b->c] -> a [c->a]",
    ]


def test_never_vacuous() -> None:
    assert verdict(LINE, "{rule: path-pattern, pattern: [no*, d]}") == "pass"


def test_a_pass_leans_on_what_is_declared_stateless() -> None:
    topology = """
    nodes: {a: {kind: x}, api: {kind: x, stateful: false}, b: {kind: x}}
    edges: [{from: [a, b], to: api}]
    """
    result = check(topology, "{rule: path-pattern, along: flow, pattern: [a, api, b]}")
    assert (result.status, result.assumptions) == ("pass", ("api",))


def test_fields() -> None:
    assert refused(LINE, "{rule: path-pattern, pattern: [a, {kind: x, repeat: twice}]}") == [
        "c.yaml:4:57: error[invalid-value]: `twice` is none of one, optional, any, some"
    ]
    assert refused(LINE, "{rule: path-pattern, pattern: [{repeat: any, kin: x}]}") == [
        "c.yaml:4:50: error[unknown-key]: a selector has no key `kin` (did you mean `kind`?)"
    ]


@pytest.mark.parametrize(
    ("pattern", "told"),
    [("[a]", 1), ("[{repeat: optional}]", 1), ("[{repeat: some}]", 0), ("[{repeat: any}]", 0), ("[a, b]", 0)],
)
def test_a_pattern_that_no_path_can_match_is_told(pattern: str, told: int) -> None:
    found = run(LINE, document(f"{{rule: path-pattern, pattern: {pattern}}}")).diagnostics
    message = "the pattern has one step, and every path has two nodes at least, so that it matches none"
    assert [(each.severity, each.code, each.message, each.location) for each in found] == [
        ("warning", "never-fails", f"`c` can never fail: {message}", Location("c.yaml", 3, 3, 1))
    ] * told
