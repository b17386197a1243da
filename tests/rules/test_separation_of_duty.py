"""``separation-of-duty``."""

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, verdict

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
