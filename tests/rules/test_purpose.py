"""``purpose``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, verdict

DATA = """
nodes:
  mails: {kind: store, labels: {for: [support, billing]}}
  visits: {kind: store, labels: {for: ads}}
  odd: {kind: store}
  desk: {kind: app, labels: {is: support}}
  ads: {kind: app, labels: {is: [ads, support]}}
  bare: {kind: app}
  hub: {kind: bus}
edges:
  - {from: desk, to: mails, kind: pull}
  - {from: visits, to: hub, kind: push}
  - {from: hub, to: ads, kind: push}
  - {from: mails, to: hub, kind: push}
"""
FIELDS = "rule: purpose, from: {kind: store}, to: {kind: app}, allowed: labels.for, declared: labels.is"


def test_whole_result() -> None:
    result = check(DATA, f"{{{FIELDS}}}")
    assert (result.along, result.status, result.matched) == ("flow", "fail", {"from": 3, "to": 3})
    path = (
        Step("mails"),
        Step("hub", "mails->hub", "forward", at(14, 5, 3)),
        Step("ads", "hub->ads", "forward", at(13, 5, 3)),
    )
    message = "`mails` reaches `ads`, which is for `ads`, `support`; allowed is `billing`, `support`"
    assert result.findings[0] == Finding(message, at(13, 5, 3), "mails", "ads", path=path)
    message = "`visits` reaches `ads`, which is for `ads`, `support`; allowed is `ads`"
    assert [finding.message for finding in result.findings[1:]] == [message]


def test_who_declares_nothing_violates_and_who_allows_nothing_allows_nothing() -> None:
    topology = DATA + "  - {from: mails, to: bare, kind: push}\n  - {from: odd, to: desk, kind: push}\n"
    result = check(topology, f"{{{FIELDS}, via: hub}}")
    assert [finding.message for finding in result.findings] == [
        "`mails` reaches `bare`, which declares no purpose; allowed is `billing`, `support`",
        "`odd` reaches `desk`, which is for `support`; allowed is nothing",
    ]


def test_the_certificate_has_a_part_for_each_set_of_allowed_purposes() -> None:
    result = check(DATA, f"{{{FIELDS}, via: hub}}")
    assert (result.status, result.waypoints) == ("pass", frozenset({"hub"}))
    # Along flow, `desk` (position 2) is reached from `mails` in the phase open.
    assert result.certificate == {
        "kind": "closed",
        "parts": [
            {"allowed": [], "of": "sources", "many": "", "alone": {}},
            {"allowed": ["ads"], "of": "sources", "many": "", "alone": {}},
            {"allowed": ["billing", "support"], "of": "sources", "many": "4", "alone": {}},
        ],
    }


def test_along() -> None:
    topology = "{nodes: {a: {kind: x, labels: {p: 1}}, b: {kind: x, labels: {p: 2}}}, edges: [{from: a, to: b}]}"
    fields = "rule: purpose, from: '*', to: '*', allowed: labels.p, declared: labels.p"
    assert verdict(topology, f"{{{fields}}}") == ["a -> b [a->b]", "b <= a [a->b]"]
    assert verdict(topology, f"{{{fields}, along: access}}") == ["a -> b [a->b]"]
    assert verdict(topology, f"{{{fields}, along: control}}") == "pass"


def test_vacuous() -> None:
    assert verdict(DATA, "{rule: purpose, from: no*, to: ads, allowed: labels.for, declared: labels.is}") == "vacuous"
    fields = "rule: purpose, from: mails, to: no*, allowed: labels.for, declared: labels.is, allow-empty: why"
    assert verdict(DATA, f"{{{fields}}}") == "pass"


def test_fields() -> None:
    assert refused(DATA, "{rule: purpose, from: a, to: b, allowed: for, declared: labels.is}") == [
        "c.yaml:4:46: error[invalid-value]: `for` is not of the form `labels.NAME` (write `labels.for` for a label)"
    ]


@pytest.mark.parametrize(
    ("allowed", "declared", "holds"),
    [
        ("a", "a", True),
        ("[a, b]", "a", True),
        ("[a, b]", "[b, a]", True),
        ("a", "[a, b]", False),
        ("a", "b", False),
        ("[]", "a", False),
        ("[a]", "[]", False),
        ("[]", "[]", False),
        # A purpose is a value with its type.
        ("1", '"1"', False),
        ("[1, true]", "true", True),
        ('"true"', "true", False),
    ],
)
def test_declared_are_all_among_the_allowed(allowed: str, declared: str, holds: bool) -> None:
    topology = f"""
    nodes: {{s: {{kind: x, labels: {{may: {allowed}}}}}, t: {{kind: x, labels: {{is: {declared}}}}}}}
    edges: [{{from: s, to: t, kind: push}}]
    """
    found = verdict(topology, "{rule: purpose, from: s, to: t, allowed: labels.may, declared: labels.is}")
    assert found == ("pass" if holds else ["s -> t [s->t]"])


def test_what_is_on_both_sides_is_no_pair_with_itself() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: b, kind: push}]}"
    fields = "from: '*', to: '*', allowed: labels.p, declared: labels.p"
    assert verdict(topology, f"{{rule: purpose, {fields}}}") == ["a -> b [a->b]"]
    ring = topology.replace("]}", ", {from: b, to: a, kind: push}]}")
    result = check(ring, "{rule: purpose, from: a, to: a, allowed: labels.p, declared: labels.p}")
    part = {"allowed": [], "of": "sources", "many": "", "alone": {"node:a": "0,2"}}
    assert (result.status, result.certificate) == ("pass", {"kind": "closed", "parts": [part]})


def test_only_the_targets_that_exceed_are_refused() -> None:
    topology = """
    nodes:
      one: {kind: s, labels: {p: [x, 2]}}
      two: {kind: s, labels: {p: [2, x]}}
      three: {kind: s, labels: {p: true}}
      fits: {kind: t, labels: {p: x}}
    edges: [{from: [one, two], to: fits, kind: push}]
    """
    result = check(topology, "{rule: purpose, from: {kind: s}, to: fits, allowed: labels.p, declared: labels.p}")
    # What is reached from one and two may be reached; of `true` alone the target declares more.
    part = {"allowed": [True], "of": "sources", "many": "", "alone": {}}
    assert (result.status, result.certificate) == ("pass", {"kind": "closed", "parts": [part]})


def test_purposes_are_in_the_order_of_type_and_text() -> None:
    topology = """
    nodes:
      free: {kind: s, labels: {p: [x, y, 9, 10]}}
      ten: {kind: s, labels: {p: 10}}
      nine: {kind: s, labels: {p: 9}}
      none: {kind: s}
      fits: {kind: t, labels: {p: [y, 10, x, 9]}}
    edges: []
    """
    fields = "rule: purpose, from: {kind: s}, to: fits, allowed: labels.p, declared: labels.p"
    result = check(topology, f"{{{fields}}}")
    assert result.certificate is not None
    # Of all that fits may do, nobody is refused anything by `free`: it has no part.
    assert [part["allowed"] for part in result.certificate["parts"]] == [[], [10], [9]]
    (finding,) = check(topology.replace("[]", "[{from: nine, to: fits, kind: push}]"), f"{{{fields}}}").findings
    assert finding.message == "`nine` reaches `fits`, which is for `10`, `9`, `x`, `y`; allowed is `9`"
    more = topology.replace(
        "free: {kind: s, labels: {p: [x, y, 9, 10]}}", "free: {kind: s, labels: {p: [10, 9, x, y]}}"
    )
    more = more.replace("none: {kind: s}", "last: {kind: s, labels: {p: z}}")
    parts = check(more, f"{{{fields}}}").certificate
    assert parts is not None
    assert [part["allowed"] for part in parts["parts"]] == [[10], [9], ["z"]]


def test_via_includes_ends_and_may_match_nothing() -> None:
    assert verdict(DATA, f"{{{FIELDS}, via: ads}}") == "pass"
    result = check(DATA, f"{{{FIELDS}, via: no*}}")
    assert (result.status, result.matched) == ("fail", {"from": 3, "to": 3, "via": 0})


@pytest.mark.parametrize("most", [1, 2, 3])
def test_truncation(most: int) -> None:
    result = check(DATA, f"{{{FIELDS}}}", max_findings=most)
    assert [(each.source, each.target) for each in result.findings] == [("mails", "ads"), ("visits", "ads")][:most]
    assert result.truncated == (most < 2)


def test_a_pass_leans_on_what_is_declared_stateless() -> None:
    topology = """
    nodes: {s: {kind: x}, api: {kind: x, stateful: false}, t: {kind: x}, u: {kind: x, labels: {p: z}}}
    edges: [{from: [s, t, u], to: api}]
    """
    result = check(topology, "{rule: purpose, from: s, to: t, allowed: labels.p, declared: labels.p}")
    assert (result.status, result.assumptions) == ("pass", ("api",))


@pytest.mark.parametrize(("ends", "empty"), [("from: no*, to: no*", ("from", "to")), ("from: ads, to: no*", ("to",))])
def test_vacuity(ends: str, empty: tuple[str, ...]) -> None:
    result = check(DATA, f"{{rule: purpose, {ends}, allowed: labels.for, declared: labels.is}}")
    assert (result.status, result.empty) == ("vacuous", empty)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("declared: labels.is", "3:3: error[missing-key]: the constraint `c` (purpose) needs the key `allowed`"),
        ("allowed: labels.for", "3:3: error[missing-key]: the constraint `c` (purpose) needs the key `declared`"),
        (
            "allowed: labels., declared: labels.is",
            "4:46: error[invalid-value]: `labels.` is not of the form `labels.NAME`",
        ),
        (
            "allowed: labels.for, declared: [labels.is]",
            "4:68: error[wrong-type]: expected `labels.NAME`, found a list",
        ),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(DATA, f"{{rule: purpose, from: a, to: b, {fields}}}") == [f"c.yaml:{told}"]
