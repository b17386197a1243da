"""GitLab Code Quality: as a whole, by what GitLab asks for, and with fingerprints of one's own."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archcheck.report import gitlab
from archcheck.report.setting import Setting
from archcheck.report_model import Report
from tests.report.examples import PLACES, TOPOLOGY, chain, check, hostile, shop

EXPECTED = Path(__file__).parent / "expected"
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./).+$"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""The table of GitLab's page on the report format."""


def write(report: Report) -> Any:
    return json.loads(gitlab.render(report, Setting(PLACES)))


def test_all_of_it() -> None:
    assert gitlab.render(shop(), Setting(PLACES)) == (EXPECTED / "shop.gitlab.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "report",
    [shop(), hostile(), check(*chain(30)), replace(shop(), runs=shop().runs * 3)],
    ids=["every-status", "hostile", "many", "namesakes"],
)
def test_what_gitlab_asks_for(report: Report) -> None:
    issues = write(report)
    jsonschema.validate(issues, SCHEMA)
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(set(fingerprints)) == len(fingerprints) > 0
    assert all(text.isprintable() for issue in issues for text in (issue["description"], issue["check_name"]))


def test_the_same_thing_on_another_line_or_another_way_is_the_same_issue() -> None:
    rules = (
        "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-path, along: flow, from: job, to: browser}\n"
    )
    moved = TOPOLOGY.replace("zones:", "\n\nzones:").replace("{from: job, to: api}", "{from: job, to: browser}")
    (before,), (after,) = write(check(TOPOLOGY, rules)), write(check(moved, rules))
    assert before["fingerprint"] == after["fingerprint"]
    assert before["location"] != after["location"]


def test_a_warning_that_is_on_another_line_is_the_same_issue() -> None:
    rules = "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-node, match: [nobody, noone]}\n"
    before, after = (
        write(check(TOPOLOGY, rules)),
        write(check(TOPOLOGY, rules.replace("constraints:", "\nconstraints:"))),
    )
    assert [issue["check_name"] for issue in before] == ["no-such-id", "no-such-id"]
    assert [issue["fingerprint"] for issue in before] == [issue["fingerprint"] for issue in after]
    assert [issue["location"] for issue in before] != [issue["location"] for issue in after]


def test_two_that_are_the_same_thing_still_have_fingerprints_of_their_own() -> None:
    report = check(*chain(1))
    (run,) = report.runs
    (result,) = run.constraints
    twice = replace(result, findings=result.findings * 2)
    one, other = write(replace(report, runs=(replace(run, constraints=(twice,)),)))
    assert one["fingerprint"] != other["fingerprint"]


def test_no_findings_are_an_empty_list() -> None:
    text = "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-node, match: nothing*}\n"
    assert gitlab.render(check(chain(1)[0], text), Setting(PLACES)) == "[]\n"
