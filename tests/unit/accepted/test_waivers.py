"""Waivers: what they match, the days on which they hold, and how each is told that serves for nothing."""

from datetime import date
from typing import Any

import pytest

import archcheck
from archcheck.report_model import Report
from tests.rules.checking import load, load_constraints, report, validator

TOPOLOGY = """
nodes: {app: {kind: app}, bot: {kind: app}, db: {kind: store}, log: {kind: store}}
edges: [{from: app, to: [db, log]}, {from: bot, to: db}]
"""
CONSTRAINTS = """
constraints:
  paths: {rule: forbidden-path, from: {kind: app}, to: {kind: store}}
  nodes: {rule: forbidden-node, match: {kind: store}}
  stores-answer: {rule: required-path, from: {kind: store}, to: {kind: app}}
"""
ALL = {("app", "db"), ("app", "log"), ("bot", "db")}
DAY = date(2026, 11, 23)


def waivers(*items: str, path: str = "w.yaml") -> archcheck.WaiverDocument:
    """Return a document of waivers, each given without what all have in common."""
    common = "reason: r, approved-by: a"
    lines = [f"  - {{{common}, {item}{'' if 'expires' in item else ', expires: 2026-11-23'}}}" for item in items]
    return archcheck.loads_waivers("\n".join(["archcheck: waivers/v1", "waivers:", *lines, ""]), path)


def check(*items: str, constraints: str = CONSTRAINTS, as_of: date = DAY, **options: Any) -> Report:
    return report(TOPOLOGY, constraints, waivers=waivers(*items), as_of=as_of, **options)


def waived(found: Report, constraint: str = "paths") -> set[tuple[str | None, ...]]:
    """Return what is waived, by its ends, or by its subject alone."""
    (result,) = (result for result in found.runs[0].constraints if result.id == constraint)
    return {
        (each.source, each.target) if each.subject is None else (each.subject,)
        for each in result.findings
        if each.state == "waived"
    }


def told(found: Report) -> list[str]:
    return [each.summary() for each in found.runs[0].diagnostics]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("from: app", {("app", "db"), ("app", "log")}),
        ("to: db", {("app", "db"), ("bot", "db")}),
        ("from: '*'", ALL),
        ("to: '*'", ALL),
        ("from: '*o*'", {("bot", "db")}),
        ("from: app, to: db", {("app", "db")}),
        ("from: [app, bot], to: log", {("app", "log")}),
        ("from: ap", set()),
        ("from: APP", set()),
        ("from: bot, to: log", set()),
        ("from: db", set()),
        ("subject: '*'", set()),
    ],
)
def test_ends(about: str, expected: set[tuple[str, ...]]) -> None:
    found = check(f"constraint: paths, {about}")
    assert waived(found) == expected
    assert [line.partition("]")[0] for line in told(found)] == (
        [] if expected else ["w.yaml:3:5: warning[unused-waiver"]
    )


@pytest.mark.parametrize(
    ("about", "expected"),
    [("subject: db", {("db",)}), ("subject: '*'", {("db",), ("log",)}), ("from: '*'", set()), ("to: db", set())],
)
def test_subjects(about: str, expected: set[tuple[str, ...]]) -> None:
    assert waived(check(f"constraint: nodes, {about}"), "nodes") == expected


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("from: db", {("db", None)}),
        ("from: '*'", {("db", None), ("log", None)}),
        ("to: '*'", set()),
        ("from: db, to: '*'", set()),
    ],
)
def test_a_pattern_of_an_end_that_a_finding_lacks_does_not_match(about: str, expected: set[tuple[str, ...]]) -> None:
    assert waived(check(f"constraint: stores-answer, {about}"), "stores-answer") == expected


def test_a_waiver_is_for_its_constraint_alone() -> None:
    found = check("constraint: paths, from: '*'")
    assert [result.status for result in found.runs[0].constraints] == ["fail", "waived", "fail"]
    assert found.verdict == "fail"


def test_waived_is_no_failure() -> None:
    found = check("constraint: paths, from: '*'", only=["paths"], fail_on="warning", strict=True)
    (result,) = found.runs[0].constraints
    assert (result.status, result.counts_as, found.verdict) == ("waived", None, "pass")
    assert result.certificate == {"kind": "path"}
    assert found.runs[0].summary()["waived"] == 1


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-03-30", "waived"), ("2026-03-31", "waived"), ("2026-04-01", "fail"), ("2027-03-31", "fail")],
)
def test_the_last_day_is_one_of_them(day: str, status: str) -> None:
    as_of = date.fromisoformat(day)
    found = check("constraint: paths, from: '*', expires: 2026-03-31", only=["paths"], as_of=as_of)
    (result,) = found.runs[0].constraints
    assert result.status == status
    assert {finding.state for finding in result.findings} == {"waived" if status == "waived" else "open"}
    assert told(found) == (
        []
        if status == "waived"
        else [
            "w.yaml:3:5: warning[expired-waiver]: the waiver of `paths` expired on 2026-03-31: it matches 3 findings, "
            "and waives none (renew it, mend what it waived, or remove it)"
        ]
    )


@pytest.mark.parametrize(
    ("source", "matched"), [("nobody", "no findings"), ("bot", "1 finding"), ("app", "2 findings")]
)
def test_an_expired_waiver_says_what_it_would_waive(source: str, matched: str) -> None:
    found = check(f"constraint: paths, from: {source}, expires: 2026-11-22", only=["paths"])
    assert told(found) == [
        f"w.yaml:3:5: warning[expired-waiver]: the waiver of `paths` expired on 2026-11-22: it matches {matched}, "
        "and waives none (renew it, mend what it waived, or remove it)"
    ]


def test_an_expired_waiver_is_named_in_the_findings_that_it_matches() -> None:
    found = check("constraint: paths, from: bot, expires: 2026-11-22", only=["paths"])
    findings = found.to_dict()["runs"][0]["constraints"][0]["findings"]
    past = {
        "reason": "r",
        "approved_by": "a",
        "expires": "2026-11-22",
        "location": {"path": "w.yaml", "line": 3, "column": 5},
    }
    assert [(each["source"], each["state"], each.get("expired")) for each in findings] == [
        ("app", "open", None),
        ("app", "open", None),
        ("bot", "open", [past]),
    ]


def test_of_an_expired_and_a_live_one_the_live_one_counts() -> None:
    found = check("constraint: paths, from: '*', expires: 2026-11-22", "constraint: paths, from: '*'", only=["paths"])
    (result,) = found.runs[0].constraints
    assert result.status == "waived"
    assert [(each.waiver and each.waiver.location.line, each.expired) for each in result.findings] == [(4, ())] * 3
    assert len(told(found)) == 1


def test_the_first_by_its_place_is_shown_in_whatever_order_documents_come() -> None:
    one, other = (waivers("constraint: paths, from: '*'", path=path) for path in ("a.yaml", "b.yaml"))
    for documents in ([one, other], [other, one]):
        found = report(TOPOLOGY, CONSTRAINTS, waivers=documents, only=["paths"])
        (result,) = found.runs[0].constraints
        assert {each.waiver.location.path for each in result.findings if each.waiver} == {"a.yaml"}
        assert told(found) == []


@pytest.mark.parametrize("expect", [1, 2, 4, 1_000])
def test_another_number_than_expected_is_an_error_and_waives_nothing(expect: int) -> None:
    found = check(f"constraint: paths, from: '*', expect: {expect}", only=["paths"], fail_on="never")
    (result,) = found.runs[0].constraints
    assert (result.status, found.verdict, found.ok) == ("fail", "error", False)
    assert waived(found) == set()
    assert told(found) == [
        f"w.yaml:3:5: error[waiver-expect]: the waiver of `paths` expects {expect} and matches 3; it waives nothing "
        "(look at the findings, then correct `expect`)"
    ]


def test_as_many_as_expected() -> None:
    found = check("constraint: paths, from: '*', expect: 3", only=["paths"], max_findings=1)
    assert waived(found) == ALL
    assert told(found) == []


def test_matches_are_counted_over_all_topologies() -> None:
    two = [load(f"name: {name}\n{TOPOLOGY}") for name in ("one", "two")]
    constraints = load_constraints(CONSTRAINTS)
    for expect, verdict in ((3, "error"), (6, "pass")):
        document = waivers(f"constraint: paths, from: '*', expect: {expect}")
        found = archcheck.check(two, constraints, waivers=document, only=["paths"], as_of=DAY)
        validator().validate(found.to_dict())
        assert found.verdict == verdict
        assert [len(run.diagnostics) for run in found.runs] == ([1, 1] if verdict == "error" else [0, 0])


def test_a_waiver_that_is_used_in_one_topology_is_used() -> None:
    empty = load("name: empty\nnodes: {app: {kind: app}, db: {kind: store}}")
    used = load(f"name: used\n{TOPOLOGY}")
    document = waivers("constraint: paths, from: '*'")
    found = archcheck.check([empty, used], load_constraints(CONSTRAINTS), waivers=document, only=["paths"], as_of=DAY)
    assert sorted(run.constraints[0].status for run in found.runs) == ["pass", "waived"]
    assert not any(run.diagnostics for run in found.runs)


@pytest.mark.parametrize(
    ("constraint", "status", "expected"),
    [
        ("{rule: forbidden-path, from: db, to: app}", "pass", "the waiver of `c` matches no finding (remove it,"),
        ("{rule: forbidden-path, from: no*, to: app}", "vacuous", "the waiver of `c` matches no finding (remove it,"),
        (
            "{rule: forbidden-path, from: app, to: db, in-force: {until: 2026-11-22}}",
            "inactive",
            "the waiver of `c` matches no finding: the constraint is not in force",
        ),
    ],
)
def test_a_waiver_that_matches_nothing_is_named_whatever_the_verdict(
    constraint: str, status: str, expected: str
) -> None:
    found = check("constraint: c, from: '*'", constraints=f"constraints: {{c: {constraint}}}")
    assert [result.status for result in found.runs[0].constraints] == [status]
    (line,) = told(found)
    assert line.startswith(f"w.yaml:3:5: warning[unused-waiver]: {expected}")


def test_a_constraint_out_of_force_has_no_number_of_findings_to_expect() -> None:
    constraints = "constraints: {c: {rule: forbidden-path, from: app, to: db, in-force: {from: 2026-11-24}}}"
    found = check("constraint: c, from: '*', expect: 1", constraints=constraints)
    assert [line.partition("]")[0] for line in told(found)] == ["w.yaml:3:5: warning[unused-waiver"]
    assert found.verdict == "pass"


def test_of_a_constraint_that_is_left_out_nothing_is_said() -> None:
    left_out = "constraint: nodes, subject: nobody, expect: 7"
    assert told(check(left_out, only=["paths"])) == []
    found = check(left_out, "constraint: paths, from: nobody", left_out, only=["paths"])
    assert [line.partition("]")[0] for line in told(found)] == ["w.yaml:4:5: warning[unused-waiver"]


def test_of_a_constraint_that_cannot_be_evaluated_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from archcheck.rules.forbidden_node import ForbiddenNode

    def fail(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(ForbiddenNode, "evaluate", fail)
    found = check("constraint: nodes, subject: nobody", only=["nodes"])
    assert (found.verdict, told(found)) == ("error", [])


def test_a_waiver_for_a_constraint_that_there_is_not() -> None:
    with pytest.raises(archcheck.InputError) as caught:
        check("constraint: pahts, from: '*'", only=["nodes"])
    assert [each.summary() for each in caught.value.diagnostics] == [
        "w.yaml:3:45: error[unknown-constraint]: there is no constraint `pahts` to waive (did you mean `paths`?)"
    ]


def test_a_waiver_excuses_no_selector_that_matched_nothing() -> None:
    topology = "nodes: {a: {kind: x}, b: {kind: y}}\nedges: [{from: a, to: b}]"
    groups = "{rule: isolation, groups: [{kind: x}, {kind: y}, {kind: z}]"
    document = waivers("constraint: c, from: '*'")
    statuses = []
    for more in ("}", ", allow-empty: none yet}"):
        found = report(topology, f"constraints: {{c: {groups}{more}}}", waivers=document)
        (result,) = found.runs[0].constraints
        assert {finding.state for finding in result.findings} == {"waived"}
        statuses.append((result.status, found.verdict))
    assert statuses == [("vacuous", "fail"), ("waived", "pass")]


def test_the_verdict_is_exact_beyond_what_is_listed() -> None:
    nodes = ", ".join(f"n{number:02}: {{kind: x}}" for number in range(30))
    constraints = "constraints: {c: {rule: forbidden-node, match: {kind: x}}}"
    for expected, pattern, listed in (("waived", "'*'", 30), ("fail", "['n0*', 'n1*', 'n20']", 5)):
        document = waivers(f"constraint: c, subject: {pattern}")
        found = report(f"nodes: {{{nodes}}}", constraints, waivers=document, max_findings=5)
        (result,) = found.runs[0].constraints
        assert (result.status, len(result.findings), result.truncated) == (expected, listed, expected == "fail")
    assert [(each.subject, each.state) for each in result.findings] == [
        (f"n{number}", "open") for number in range(21, 26)
    ]


def test_too_many_findings_to_look_at_stop_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archcheck.checker.MOST_EXCUSABLE", 2)
    with pytest.raises(archcheck.LimitError) as caught:
        check("constraint: paths, from: bot", only=["paths"], max_findings=1)
    assert [each.summary() for each in caught.value.diagnostics] == [
        "c.yaml:3:3: error[too-many-findings]: `paths` has more than 2 findings in `t.yaml` "
        "(narrow its selectors, or check it without waivers, `permitted-by` and baselines)"
    ]
    assert check("constraint: nodes, subject: db", only=["paths"], max_findings=1).verdict == "fail"
