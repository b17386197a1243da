"""Outside permissions: what they cover, and that nothing that leans on one is a pass."""

import pytest

import archcheck
from archcheck.report_model import Report
from tests.rules.checking import report

TOPOLOGY = """
nodes: {app: {kind: app}, bot: {kind: app}, db: {kind: store}, log: {kind: store.log}}
edges: [{from: app, to: [db, log]}, {from: bot, to: db}]
"""
PATHS = "rule: forbidden-path, from: {kind: app}, to: {kind: store}"
NODES = "rule: forbidden-node, match: {kind: store}"


def check(constraint: str, permitted_by: str, **options: object) -> Report:
    head = "sets: {logs: {kind: store.log}}\n"
    text = f"{head}constraints: {{c: {{{constraint}, permitted-by: [{permitted_by}]}}}}"
    return report(TOPOLOGY, text, **options)


def states(found: Report) -> dict[str, str]:
    (result,) = found.runs[0].constraints
    return {
        each.subject if each.subject is not None else f"{each.source}>{each.target}": each.state
        for each in result.findings
    }


@pytest.mark.parametrize(
    ("covers", "referred"),
    [
        ("", {"app>db", "app>log", "bot>db"}),
        (", covers: {from: app}", {"app>db", "app>log"}),
        (", covers: {to: {kind: store.log}}", {"app>log"}),
        (", covers: {to: {set: logs}}", {"app>log"}),
        (", covers: {to: {not: {set: logs}}}", {"app>db", "bot>db"}),
        (", covers: {from: bot, to: {kind: store}}", {"bot>db"}),
        (", covers: {from: db}", set()),
        (", covers: {subject: '*'}", set()),
    ],
)
def test_what_is_covered(covers: str, referred: set[str]) -> None:
    found = check(PATHS, f"{{authority: law{covers}}}")
    assert {name for name, state in states(found).items() if state == "referred"} == referred
    assert found.runs[0].constraints[0].status == ("referred" if len(referred) == 3 else "fail")
    assert found.verdict == ("pass" if len(referred) == 3 else "fail")


@pytest.mark.parametrize(
    ("covers", "referred"),
    [
        ("", {"db", "log"}),
        (", covers: {subject: db}", {"db"}),
        (", covers: {subject: [d*, l*]}", {"db", "log"}),
        (", covers: {from: '*'}", set()),
        (", covers: {to: db}", set()),
    ],
)
def test_findings_with_a_subject_are_covered_by_subject(covers: str, referred: set[str]) -> None:
    found = check(NODES, f"{{authority: law{covers}}}")
    assert {name for name, state in states(found).items() if state == "referred"} == referred


def test_an_end_that_a_finding_lacks_is_not_covered() -> None:
    needs = "rule: required-path, from: {kind: store}, to: {kind: app}"
    assert states(check(needs, "{authority: law, covers: {from: db}}")) == {"db>None": "referred", "log>None": "open"}
    assert set(states(check(needs, "{authority: law, covers: {to: '*'}}")).values()) == {"open"}


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_referred_counts_as_a_warning(severity: str) -> None:
    for fail_on, verdict in (("error", "pass"), ("warning", "fail"), ("never", "pass")):
        found = check(f"{PATHS}, severity: {severity}", "{authority: law}", fail_on=fail_on)
        (result,) = found.runs[0].constraints
        assert (result.status, result.counts_as, found.verdict) == ("referred", "warning", verdict)


def test_everyone_who_permits_is_named() -> None:
    permitted_by = (
        "{authority: law, version: '2', pinned: true, controller: state, reference: law §1}, "
        "{authority: custom, covers: {from: bot}}, {authority: nobody, covers: {from: zzz*}}"
    )
    findings = check(PATHS, permitted_by).to_dict()["runs"][0]["constraints"][0]["findings"]
    law = {"authority": "law", "version": "2", "pinned": True, "controller": "state", "reference": "law §1"}
    custom = {"authority": "custom", "pinned": False}
    assert [each["permitted_by"] for each in findings] == [[law], [law], [law, custom]]
    assert {each["state"] for each in findings} == {"referred"}


def test_names_in_a_permission_are_looked_up() -> None:
    found = check(PATHS, "{authority: law, covers: {from: {kind: ap}, to: {set: logs}}}")
    assert [each.summary().partition("]: ")[2] for each in found.runs[0].diagnostics] == [
        "no node of `t.yaml` has the kind `ap` (did you mean `app`?)"
    ]


def test_a_set_of_a_permission_must_be_there() -> None:
    with pytest.raises(archcheck.InputError) as caught:
        check(PATHS, "{authority: law, covers: {from: {set: log}}}")
    assert "error[unknown-set]: there is no set `log` (did you mean `logs`?)" in str(caught.value)


def test_the_witnesses_are_those_of_a_check_without_the_permission() -> None:
    permitted = check(PATHS, "{authority: law}").runs[0].constraints[0]
    plain = report(TOPOLOGY, f"constraints: {{c: {{{PATHS}}}}}").runs[0].constraints[0]
    assert [each.path for each in permitted.findings] == [each.path for each in plain.findings]
    assert permitted.certificate == {"kind": "path"}


def test_a_permission_excuses_no_selector_that_matched_nothing() -> None:
    groups = "rule: isolation, groups: [{kind: app}, {kind: store}, {kind: none}]"
    found = check(groups, "{authority: law}")
    assert (found.runs[0].constraints[0].status, found.verdict) == ("vacuous", "fail")
