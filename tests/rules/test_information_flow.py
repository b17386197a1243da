"""``information-flow``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, short, verdict

TOPOLOGY = """
nodes:
  feed: {kind: x, labels: {level: public}}
  desk: {kind: x, labels: {level: internal}}
  vault: {kind: x, labels: {level: secret}}
  guard: {kind: guard}
edges:
  - {from: feed, to: desk, kind: push}
  - {from: desk, to: vault, kind: push}
  - {from: vault, to: guard, kind: push}
  - {from: guard, to: feed, kind: push}
"""
CHAIN = "rule: information-flow, label: level, levels: [public, internal, secret]"


def test_whole_result() -> None:
    result = check(TOPOLOGY, f"{{{CHAIN}, unlabelled: ignore}}")
    assert (result.along, result.status, result.truncated, result.assumptions) == ("flow", "fail", False, ())
    assert result.matched == {"label": 3}
    to_guard = Step("guard", "vault->guard", "forward", at(10, 5, 3))
    to_feed = Step("feed", "guard->feed", "forward", at(11, 5, 3))
    to_desk = Step("desk", "feed->desk", "forward", at(8, 5, 3))
    to_vault = Step("vault", "desk->vault", "forward", at(9, 5, 3))
    assert result.findings == (
        Finding(
            "`vault` (secret) reaches `feed` (public) along flow",
            at(11, 5, 3),
            "vault",
            "feed",
            path=(Step("vault"), to_guard, to_feed),
        ),
        Finding(
            "`desk` (internal) reaches `feed` (public) along flow",
            at(11, 5, 3),
            "desk",
            "feed",
            path=(Step("desk"), to_vault, to_guard, to_feed),
        ),
        Finding(
            "`vault` (secret) reaches `desk` (internal) along flow",
            at(8, 5, 3),
            "vault",
            "desk",
            path=(Step("vault"), to_guard, to_feed, to_desk),
        ),
    )


def test_unlabelled_nodes_are_findings_of_their_own_and_come_first() -> None:
    result = check(TOPOLOGY, f"{{{CHAIN}}}")
    message = "`guard` has no level: the label `level` is missing"
    assert result.findings[0] == Finding(message, at(6, 3, 5), subject="guard")
    assert [short(finding) for finding in result.findings[1:]] == verdict(TOPOLOGY, f"{{{CHAIN}, unlabelled: ignore}}")
    assert result.findings == check(TOPOLOGY, f"{{{CHAIN}, unlabelled: error}}").findings


def test_via() -> None:
    assert verdict(TOPOLOGY, f"{{{CHAIN}, via: guard, unlabelled: ignore}}") == "pass"
    assert verdict(TOPOLOGY, f"{{{CHAIN}, via: guard}}") == ["guard"]
    result = check(TOPOLOGY, f"{{{CHAIN}, via: no*, unlabelled: ignore}}")
    assert (result.status, len(result.findings), result.matched) == ("fail", 3, {"label": 3, "via": 0})
    assert check(TOPOLOGY, f"{{{CHAIN}, via: guard}}").waypoints == frozenset({"guard"})
    # An end is on the path.
    assert verdict(TOPOLOGY, f"{{{CHAIN}, via: feed, unlabelled: ignore}}") == "pass"


def test_every_such_path_passes_via() -> None:
    topology = """
    nodes: {high: {kind: x, labels: {level: 2}}, low: {kind: x, labels: {level: 1}}, guard: {kind: g}, leak: {kind: g}}
    edges: [{from: high, to: [guard, leak], kind: push}, {from: [guard, leak], to: low, kind: push}]
    """
    constraint = "{rule: information-flow, label: level, levels: [1, 2], unlabelled: ignore, via: guard}"
    assert verdict(topology, constraint) == ["high -> leak [high->leak] -> low [leak->low]"]


def test_a_chain_goes_up() -> None:
    assert verdict(TOPOLOGY.rpartition("  -")[0], f"{{{CHAIN}, unlabelled: ignore}}") == "pass"


def test_integrity_is_the_other_way_round() -> None:
    topology = """
    nodes: {low: {kind: x, labels: {level: 1}}, high: {kind: x, labels: {level: 2}}}
    edges: [{from: low, to: high, kind: push}]
    """
    base = "rule: information-flow, label: level, levels: [1, 2]"
    assert verdict(topology, f"{{{base}}}") == verdict(topology, f"{{{base}, policy: confidentiality}}") == "pass"
    assert verdict(topology, f"{{{base}, policy: integrity}}") == ["low -> high [low->high]"]
    back = topology.replace("from: low, to: high", "from: high, to: low")
    assert verdict(back, f"{{{base}}}") == ["high -> low [high->low]"]
    assert verdict(back, f"{{{base}, policy: integrity}}") == "pass"
    assert check(back, f"{{{base}}}").findings[0].message == "`high` (2) reaches `low` (1) along flow"


def test_within_a_level_everything_goes() -> None:
    topology = "{nodes: {a: {kind: x, labels: {l: t}}, b: {kind: x, labels: {l: t}}}, edges: [{from: a, to: b}]}"
    for policy in ("confidentiality", "integrity"):
        assert verdict(topology, f"{{rule: information-flow, label: l, levels: [s, t], policy: {policy}}}") == "pass"


LATTICE = """
nodes:
  top: {kind: x, labels: {level: top}}
  red: {kind: x, labels: {level: red}}
  blue: {kind: x, labels: {level: blue}}
  low: {kind: x, labels: {level: low}}
edges:
  - {from: low, to: [red, blue], kind: push}
  - {from: [red, blue], to: top, kind: push}
"""


@pytest.mark.parametrize(
    "levels",
    [
        "{low: [], red: [low], blue: [low], top: [red, blue]}",
        "{top: [red, blue], blue: low, red: low, low: []}",
        "{top: [low, red, blue], red: low, blue: [low, low], low: []}",
    ],
)
def test_any_partial_order(levels: str) -> None:
    base = f"rule: information-flow, label: level, levels: {levels}"
    assert verdict(LATTICE, f"{{{base}}}") == "pass"
    # Neither of two that cannot be compared is above the other.
    assert verdict(LATTICE + "  - {from: red, to: blue, kind: push}", f"{{{base}}}") == ["red -> blue [red->blue]"]
    # Integrity: downward only; low is below top by way of either.
    assert verdict(LATTICE, f"{{{base}, policy: integrity}}") == [
        "blue -> top [blue->top]",
        "low -> blue [low->blue]",
        "low -> red [low->red]",
        "red -> top [red->top]",
        "low -> blue [low->blue] -> top [blue->top]",
    ]


DIAMOND = "{top: [left, right], left: bottom, right: [bottom], bottom: []}"


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("bottom", "top", True),
        ("left", "top", True),
        ("left", "right", False),
        ("top", "left", False),
        ("top", "bottom", False),
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


def test_a_level_is_a_value_with_its_type() -> None:
    topology = """
    nodes: {high: {kind: x, labels: {c: 2}}, low: {kind: x, labels: {c: 1}}}
    edges: [{from: high, to: low, kind: push}]
    """
    base = "rule: information-flow, label: c, unlabelled: ignore"
    assert verdict(topology, f"{{{base}, levels: [1, 2]}}") == ["high -> low [high->low]"]
    assert verdict(topology, f"{{{base}, levels: [1, '2']}}") == "pass"


def test_levels_that_nothing_orders() -> None:
    base = "rule: information-flow, label: level, levels: {top: [], red: [], blue: [], low: []}"
    assert [finding.target for finding in check(LATTICE, f"{{{base}}}").findings] == [
        "top",
        "blue",
        "red",
        "top",
        "top",
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("{}", "the label `level` is missing"),
        ("{level: top}", "`level: top` is none of the levels"),
        ('{level: "1"}', "`level: 1` is none of the levels"),
        ("{level: true}", "`level: true` is none of the levels"),
        ("{level: [1]}", "the label `level` is a list"),
    ],
)
def test_what_is_unlabelled(value: str, told: str) -> None:
    topology = f"{{nodes: {{a: {{kind: x, labels: {value}}}, b: {{kind: x, labels: {{level: 1}}}}}}, edges: []}}"
    constraint = "{rule: information-flow, label: level, levels: [1, 2]}"
    (finding,) = check(topology, constraint).findings
    assert (finding.subject, finding.message) == ("a", f"`a` has no level: {told}")
    assert check(topology, constraint).matched == {"label": 1}
    assert verdict(topology, constraint[:-1] + ", unlabelled: ignore}") == "pass"


def test_unlabelled_nodes_pass_things_on_and_are_no_end() -> None:
    topology = """
    nodes: {high: {kind: x, labels: {level: 2}}, mid: {kind: x}, end: {kind: x}, low: {kind: x, labels: {level: 1}}}
    edges: [{from: high, to: mid, kind: push}, {from: mid, to: [low, end], kind: push}]
    """
    base = "rule: information-flow, label: level, levels: [1, 2]"
    assert verdict(topology, f"{{{base}, unlabelled: ignore}}") == ["high -> mid [high->mid] -> low [mid->low]"]
    assert verdict(topology, f"{{{base}}}") == ["end", "mid", "high -> mid [high->mid] -> low [mid->low]"]


def test_labels_come_from_zones_too() -> None:
    topology = """
    zones: {up: {labels: {level: 2}}, down: {labels: {level: 1}}}
    nodes: {a: {kind: x, zone: up}, b: {kind: x, zone: down}, c: {kind: x, zone: down, labels: {level: 2}}}
    edges: [{from: a, to: [b, c], kind: push}]
    """
    assert verdict(topology, "{rule: information-flow, label: level, levels: [1, 2]}") == ["a -> b [a->b]"]


def test_vacuity() -> None:
    constraint = "{rule: information-flow, label: nothing, levels: [a, b]%s}"
    result = check(TOPOLOGY, constraint % ", unlabelled: ignore")
    assert (result.status, result.empty, result.matched) == ("vacuous", ("label",), {"label": 0})
    assert check(TOPOLOGY, constraint % ", unlabelled: ignore, allow-empty: why").status == "pass"
    assert verdict(TOPOLOGY, constraint % "") == ["desk", "feed", "guard", "vault"]
    assert verdict("{nodes: {}}", constraint % "") == "pass"
    assert verdict("{nodes: {}}", constraint % ", unlabelled: ignore") == "vacuous"


def test_a_call_answers() -> None:
    topology = """
    nodes: {low: {kind: x, labels: {level: 1}}, high: {kind: x, labels: {level: 2}}}
    edges: [{from: low, to: high}]
    """
    assert verdict(topology, "{rule: information-flow, label: level, levels: [1, 2]}") == ["high <= low [low->high]"]


SHARED = """
nodes:
  low: {kind: x, labels: {level: 1}}
  high: {kind: x, labels: {level: 2}}
  api: {kind: api, stateful: false}
  idle: {kind: api, stateful: false}
edges:
  - {from: [low, high], to: api}
  - {from: low, to: idle}
"""


def test_assumptions() -> None:
    constraint = "{rule: information-flow, label: level, levels: [1, 2], unlabelled: ignore}"
    result = check(SHARED, constraint)
    assert (result.status, result.assumptions) == ("pass", ("api",))
    assert verdict(SHARED.replace("api, stateful: false", "api"), constraint) == [
        "high -> api [high->api] <= low [low->api]"
    ]
    # A verdict that is not a pass leans on nothing.
    failing = check(SHARED, "{rule: information-flow, label: level, levels: [1, 2]}")
    assert ([finding.subject for finding in failing.findings], failing.assumptions) == (["api", "idle"], ())


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
def test_truncation(most: int) -> None:
    result = check(TOPOLOGY, f"{{{CHAIN}}}", max_findings=most)
    expected = [("guard", None), (None, "feed"), (None, "feed"), (None, "desk")]
    assert [(finding.subject, finding.target) for finding in result.findings] == expected[:most]
    assert (result.status, result.truncated) == ("fail", most < 4)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("levels: [a, b]", "3:3: error[missing-key]: the constraint `c` (information-flow) needs the key `label`"),
        ("label: l", "3:3: error[missing-key]: the constraint `c` (information-flow) needs the key `levels`"),
        ("label: l, levels: [], policy: integrity", "4:48: error[invalid-value]: no level is named"),
        (
            "label: l, levels: {a: [b]}",
            "4:53: error[invalid-value]: `b` is not a level (give it a line of its own: `b: []`)",
        ),
        (
            "label: l, levels: {secret: [publik], public: []}",
            "4:58: error[invalid-value]: `publik` is not a level (did you mean `public`?)",
        ),
        (
            "label: l, levels: {a: a}",
            "4:49: error[invalid-value]: the level `a` is below itself (it is above `a`)",
        ),
        (
            "label: l, levels: {top: [a], a: [b], b: [c], c: [top, a]}",
            "4:49: error[invalid-value]: the level `top` is below itself "
            "(it is above `a`, above `b`, above `c`, above `top`)",
        ),
        ("label: l, levels: {}", "4:48: error[invalid-value]: no level is named"),
        ("label: l, levels: [a, b, a]", "4:55: error[invalid-value]: the level `a` is named twice"),
        (
            "label: l, levels: {top: [a, end], end: [], a: [b, end], b: [a]}",
            "4:73: error[invalid-value]: the level `a` is below itself (it is above `b`, above `a`)",
        ),
        (
            "label: l, levels: [a], policy: secrecy",
            "4:61: error[invalid-value]: `secrecy` is none of confidentiality, integrity",
        ),
        (
            "label: l, levels: [a], unlabelled: ignored",
            "4:65: error[invalid-value]: `ignored` is none of error, ignore (did you mean `ignore`?)",
        ),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TOPOLOGY, f"{{rule: information-flow, {fields}}}") == [f"c.yaml:{told}"]


def test_there_is_no_along() -> None:
    (told,) = refused(TOPOLOGY, f"{{{CHAIN}, along: access}}")
    assert "error[unknown-key]: the rule information-flow has no field `along`" in told
