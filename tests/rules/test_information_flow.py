"""``information-flow``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, verdict

SIDES = """
nodes:
  low: {kind: app, labels: {c: low}}
  mid: {kind: app, labels: {c: mid}}
  high: {kind: app, labels: {c: high}}
  guard: {kind: guard}
  odd: {kind: app, labels: {c: [low]}}
edges:
  - {from: low, to: mid, kind: push}
  - {from: mid, to: high, kind: push}
  - {from: high, to: guard, kind: push}
  - {from: guard, to: low, kind: push}
"""
CHAIN = "rule: information-flow, label: c, levels: [low, mid, high]"


def test_whole_result() -> None:
    result = check(SIDES, f"{{{CHAIN}, unlabelled: ignore}}")
    assert (result.along, result.status, result.matched) == ("flow", "fail", {"label": 3})
    path = (
        Step("high"),
        Step("guard", "high->guard", "forward", at(11, 5, 3)),
        Step("low", "guard->low", "forward", at(12, 5, 3)),
    )
    first = Finding("`high` (high) reaches `low` (low) along flow", at(12, 5, 3), "high", "low", path=path)
    assert result.findings[0] == first
    assert [(each.source, each.target) for each in result.findings] == [
        ("high", "low"),
        ("high", "mid"),
        ("mid", "low"),
    ]


def test_nodes_without_a_level_are_findings_and_pass_things_on() -> None:
    result = check(SIDES, f"{{{CHAIN}}}")
    assert [finding.subject for finding in result.findings[:2]] == ["guard", "odd"]
    assert [finding.message for finding in result.findings[:2]] == [
        "`guard` has no level: the label `c` is missing",
        "`odd` has no level: the label `c` is a list",
    ]
    assert len(result.findings) == 5
    (finding,) = check(SIDES, f"{{{CHAIN}, via: guard, unlabelled: error}}", max_findings=1).findings
    assert finding.subject == "guard"
    other = "{nodes: {a: {kind: x, labels: {c: hihg}}}}"
    result = check(other, f"{{{CHAIN}}}")
    assert [finding.message for finding in result.findings] == ["`a` has no level: `c: hihg` is none of the levels"]
    assert result.certificate == {"kind": "matched", "matched": {"unlabelled": "0"}}


def test_via() -> None:
    result = check(SIDES, f"{{{CHAIN}, via: guard, unlabelled: ignore}}")
    assert (result.status, result.waypoints) == ("pass", frozenset({"guard"}))
    # Positions: guard 0, high 1, low 2, mid 3. Nothing above low is refused what low sends.
    assert result.certificate == {
        "kind": "closed",
        "parts": [
            {"level": "mid", "of": "sources", "many": "2", "alone": {}},
            {"level": "high", "of": "sources", "many": "", "alone": {}},
        ],
    }


def test_integrity_is_the_other_way_round() -> None:
    assert verdict(SIDES, f"{{{CHAIN}, policy: integrity, via: guard, unlabelled: ignore}}") == [
        "low -> mid [low->mid]",
        "mid -> high [mid->high]",
        "low -> mid [low->mid] -> high [mid->high]",
    ]


def test_answers_flow_too() -> None:
    topology = """
    nodes: {low: {kind: x, labels: {c: 1}}, high: {kind: x, labels: {c: 2}}}
    edges: [{from: low, to: high}]
    """
    assert verdict(topology, "{rule: information-flow, label: c, levels: [1, 2]}") == ["high <= low [low->high]"]
    # A level is a value with its type: the text 2 is none of these.
    assert verdict(topology, "{rule: information-flow, label: c, levels: [1, '2'], unlabelled: ignore}") == "pass"


DIAMOND = "{top: [left, right], left: bottom, right: [bottom], bottom: []}"


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("bottom", "top", True),
        ("left", "top", True),
        ("left", "right", False),
        ("top", "left", False),
        ("bottom", "right", True),
        ("right", "right", True),
    ],
)
def test_any_partial_order_is_closed(source: str, target: str, allowed: bool) -> None:
    topology = f"""
    nodes: {{a: {{kind: x, labels: {{c: {source}}}}}, b: {{kind: x, labels: {{c: {target}}}}}}}
    edges: [{{from: a, to: b, kind: push}}]
    """
    found = verdict(topology, f"{{rule: information-flow, label: c, levels: {DIAMOND}}}")
    assert found == ("pass" if allowed else ["a -> b [a->b]"])


def test_vacuous_only_where_unlabelled_nodes_are_ignored() -> None:
    topology = "{nodes: {a: {kind: x}}}"
    assert verdict(topology, f"{{{CHAIN}, unlabelled: ignore}}") == "vacuous"
    assert check(topology, f"{{{CHAIN}, unlabelled: ignore}}").empty == ("label",)
    assert verdict(topology, f"{{{CHAIN}, unlabelled: ignore, allow-empty: why}}") == "pass"
    assert verdict(topology, f"{{{CHAIN}}}") == ["a"]


def test_a_pass_leans_on_what_is_declared_stateless() -> None:
    topology = """
    nodes:
      low: {kind: x, labels: {c: low}}
      high: {kind: x, labels: {c: high}}
      api: {kind: x, stateful: false}
    edges: [{from: [low, high], to: api}]
    """
    result = check(topology, f"{{{CHAIN}, unlabelled: ignore}}")
    assert (result.status, result.assumptions) == ("pass", ("api",))


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ("[]", "c.yaml:4:48: error[invalid-value]: no level is named"),
        ("[a, b, a]", "c.yaml:4:55: error[invalid-value]: the level `a` is named twice"),
        ("{a: [b]}", "c.yaml:4:53: error[invalid-value]: `b` is not a level (give it a line of its own: `b: []`)"),
        (
            "{secret: [publik], public: []}",
            "c.yaml:4:58: error[invalid-value]: `publik` is not a level (did you mean `public`?)",
        ),
        (
            "{a: [b], b: [c], c: [a]}",
            "c.yaml:4:49: error[invalid-value]: the level `a` is below itself (levels are a partial order)",
        ),
        ("{a: a}", "c.yaml:4:49: error[invalid-value]: the level `a` is below itself (levels are a partial order)"),
    ],
)
def test_levels_that_are_no_order(levels: str, message: str) -> None:
    assert refused(SIDES, f"{{rule: information-flow, label: c, levels: {levels}}}") == [message]
