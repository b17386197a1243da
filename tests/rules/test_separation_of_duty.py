"""``separation-of-duty``."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, verdict, witness

OFFICE = """
nodes:
  ann: {kind: human}
  bob: {kind: human}
  tool: {kind: app}
  pay: {kind: app.pay}
  audit: {kind: app.audit}
edges:
  - {from: ann, to: tool, kind: admin}
  - {from: tool, to: pay, kind: admin}
  - {from: ann, to: audit, kind: admin}
  - {from: bob, to: audit, kind: admin}
  - {from: bob, to: pay}
"""
DUTIES = "rule: separation-of-duty, principals: {kind: human}, duties: [{kind: app.pay}, {kind: app.audit}]"


def test_whole_result() -> None:
    result = check(OFFICE, f"{{{DUTIES}}}")
    assert (result.along, result.status) == ("control", "fail")
    assert result.matched == {"principals": 2, "duties[0]": 1, "duties[1]": 1}
    path = (Step("ann"), Step("audit", "ann->audit", "forward", at(11, 5, 3)))
    other = (
        Step("ann"),
        Step("tool", "ann->tool", "forward", at(9, 5, 3)),
        Step("pay", "tool->pay", "forward", at(10, 5, 3)),
    )
    message = "`ann` has both `{kind: app.audit}`, in `audit`, and `{kind: app.pay}`, in `pay`, along control"
    assert result.findings == (Finding(message, at(11, 5, 3), subject="ann", path=path, other_path=other),)
    assert result.certificate == {"kind": "path"}


def test_along() -> None:
    found = check(OFFICE, f"{{{DUTIES}, along: access}}")
    assert [finding.subject for finding in found.findings] == ["ann", "bob"]
    assert check(OFFICE, f"{{{DUTIES}, along: access}}", max_findings=1).truncated


def test_a_node_of_two_duties_counts_for_both() -> None:
    topology = "{nodes: {p: {kind: x}, d: {kind: y}}, edges: [{from: p, to: d, kind: admin}]}"
    result = check(topology, "{rule: separation-of-duty, principals: p, duties: [d, {kind: y}]}")
    assert result.status == "fail"
    assert result.findings[0].path == result.findings[0].other_path


def test_a_way_to_oneself_is_none() -> None:
    topology = """
    nodes: {p: {kind: x}, q: {kind: y}}
    edges: [{from: p, to: q, kind: admin}, {from: q, to: p, kind: admin}]
    """
    result = check(topology, "{rule: separation-of-duty, principals: p, duties: [p, q]}")
    # p leads to q, and back to itself only.
    parts = [
        {"duty": 0, "of": "targets", "many": "", "alone": {"node:p": "0-1"}},
        {"duty": 1, "of": "targets", "many": "0-1", "alone": {}},
    ]
    assert (result.status, result.certificate) == ("pass", {"kind": "closed", "parts": parts})


def test_a_pass_along_flow_leans_on_what_is_declared_stateless() -> None:
    topology = """
    nodes: {p: {kind: x}, api: {kind: x, stateful: false}, d: {kind: x}, e: {kind: x}}
    edges: [{from: p, to: api}, {from: [d, e], to: api}]
    """
    result = check(topology, "{rule: separation-of-duty, along: flow, principals: p, duties: [d, e]}")
    assert (result.status, result.assumptions) == ("pass", ("api",))


def test_vacuous() -> None:
    result = check(OFFICE, "{rule: separation-of-duty, principals: no*, duties: [pay, none*]}")
    assert (result.status, result.empty) == ("vacuous", ("principals", "duties[1]"))
    allowed = "{rule: separation-of-duty, principals: no*, duties: [pay, audit], allow-empty: why}"
    assert verdict(OFFICE, allowed) == "pass"


def test_one_duty_is_fine_however_many_ways_lead_there() -> None:
    topology = """
    nodes: {p: {kind: x}, q: {kind: x}, one: {kind: d}, two: {kind: d}, three: {kind: e}}
    edges: [{from: p, to: [one, two], kind: admin}, {from: q, to: three, kind: admin}]
    """
    constraint = "{rule: separation-of-duty, principals: [p, q], duties: [{kind: d}, {kind: e}]}"
    assert verdict(topology, constraint) == "pass"


def test_of_three_duties_the_two_that_are_nearest() -> None:
    topology = """
    nodes: {p: {kind: x}, a: {kind: x}, b: {kind: x}, c: {kind: x}, d: {kind: x}, z: {kind: x}}
    edges:
      - {from: p, to: [a, b], kind: admin}
      - {from: a, to: c, kind: admin}
      - {from: b, to: d, kind: admin}
      - {from: d, to: z, kind: admin}
    """
    (finding,) = check(topology, "{rule: separation-of-duty, principals: p, duties: [z, d, c]}").findings
    # d and c are equally near: the one that is named first comes first, whatever its id.
    assert witness(finding.path) == "p -> b [p->b] -> d [b->d]"
    assert finding.location == at(6, 5, 3)
    assert witness(finding.other_path) == "p -> a [p->a] -> c [a->c]"
    assert finding.message == "`p` has both `d`, in `d`, and `c`, in `c`, along control"
    (finding,) = check(topology, "{rule: separation-of-duty, principals: p, duties: [z, [d, b], c]}").findings
    assert witness(finding.path) == "p -> b [p->b]"
    assert finding.message == "`p` has both `[d, b]`, in `b`, and `c`, in `c`, along control"


def test_a_principal_in_a_duty_has_it_only_by_a_path() -> None:
    topology = "{nodes: {p: {kind: x}, q: {kind: y}, r: {kind: y}}, edges: [{from: p, to: q, kind: admin}]}"
    assert verdict(topology, "{rule: separation-of-duty, principals: p, duties: [p, q]}") == "pass"
    assert verdict(topology, "{rule: separation-of-duty, principals: p, duties: [[p, r], q]}") == "pass"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_truncation(most: int) -> None:
    topology = """
    nodes: {r: {kind: x}, q: {kind: x}, p: {kind: x}, a: {kind: y}, b: {kind: y}}
    edges: [{from: [r, q, p], to: [a, b], kind: admin}]
    """
    constraint = "{rule: separation-of-duty, principals: {kind: x}, duties: [a, b]}"
    result = check(topology, constraint, max_findings=most)
    assert [finding.subject for finding in result.findings] == ["p", "q", "r"][:most]
    assert (result.status, result.truncated) == ("fail", most < 3)


def test_an_empty_duty_excuses_nothing_between_the_others() -> None:
    result = check(OFFICE, "{rule: separation-of-duty, principals: ann, duties: [no*, tool, audit]}")
    assert (result.status, result.empty) == ("fail", ("duties[0]",))
    assert [finding.subject for finding in result.findings] == ["ann"]


def test_along_flow_fails_where_nothing_is_declared_stateless() -> None:
    topology = """
    nodes: {p: {kind: x}, api: {kind: x}, d: {kind: x}, e: {kind: x}, idle: {kind: x, stateful: false}}
    edges: [{from: p, to: api}, {from: [d, e], to: api}, {from: p, to: idle}]
    """
    constraint = "{rule: separation-of-duty, along: flow, principals: p, duties: [d, e]}"
    (finding,) = check(topology, constraint).findings
    assert witness(finding.path) == "p -> api [p->api] <= d [d->api]"
    assert witness(finding.other_path) == "p -> api [p->api] <= e [e->api]"
    apart = topology.replace("api: {kind: x}", "api: {kind: x, stateful: false}")
    assert check(apart, constraint).assumptions == ("api",)
    # Nothing is leaned on where it holds anyway.
    constraint = "{rule: separation-of-duty, along: flow, principals: d, duties: [idle, e], severity: warning}"
    alone = "{nodes: {d: {kind: x}, e: {kind: x}, idle: {kind: x, stateful: false}}, edges: [{from: d, to: idle}]}"
    assert (check(alone, constraint).status, check(alone, constraint).assumptions) == ("pass", ())


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("principals: a", "3:3: error[missing-key]: the constraint `c` (separation-of-duty) needs the key `duties`"),
        (
            "duties: [a, b]",
            "3:3: error[missing-key]: the constraint `c` (separation-of-duty) needs the key `principals`",
        ),
        ("principals: a, duties: [b]", "4:55: error[invalid-value]: expected at least 2 items, found 1"),
        (
            "principals: a, duties: [b, c], along: controls",
            "4:70: error[invalid-value]: `controls` is none of access, flow, control, dependency "
            "(did you mean `control`?)",
        ),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(OFFICE, f"{{rule: separation-of-duty, {fields}}}") == [f"c.yaml:{told}"]
