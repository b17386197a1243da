"""``purpose``."""

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
