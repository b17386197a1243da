"""What a verdict looks like in each format: what fails the check is never a success, and what does not is not red."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from archcheck.cli.formats import REPORTS, REPORTS_BY_NAME
from archcheck.report.setting import Setting
from archcheck.report_model import Report
from tests.report.examples import PLACES, hostile, shop

RED = re.compile("\x1b\\[31;1m([A-Z]+) *\x1b\\[0m (\\S+)")
GREEN = re.compile("\x1b\\[32m([A-Z]+) *\x1b\\[0m (\\S+)")


def _text(text: str) -> tuple[set[str], set[str]]:
    return {name for _, name in RED.findall(text)}, {name for _, name in GREEN.findall(text)}


def _github(text: str) -> tuple[set[str], set[str]]:
    return {unquote(name) for name in re.findall("^::error .*?title=([^:]*)::", text, re.MULTILINE)}, set()


def _gitlab(text: str) -> tuple[set[str], set[str]]:
    return {issue["check_name"] for issue in json.loads(text) if issue["severity"] in ("critical", "blocker")}, set()


def _junit(text: str) -> tuple[set[str], set[str]]:
    red, green = set(), set()
    for case in ElementTree.fromstring(text.encode()).iter("testcase"):
        tags = {element.tag for element in case}
        if tags & {"failure", "error"}:
            red.add(case.attrib["name"])
        elif "skipped" not in tags:
            green.add(case.attrib["name"])
    return red, green


def _markdown(text: str) -> tuple[set[str], set[str]]:
    bold = set(re.findall(r"^\| \*\*[A-Z]+\*\* \| `(.*?)` \|", text, re.MULTILINE))
    return bold, set(re.findall(r"^\| PASS \| `(.*?)` \|", text, re.MULTILINE))


LOOKS: dict[str, Callable[[str], tuple[set[str], set[str]]]] = {
    "text": _text,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "markdown": _markdown,
}
"""From a text to the names that look like failures, and those that look like successes."""
OTHERS = {"json", "sarif", "html"}
"""Formats in which nothing is red: JSON and SARIF have severities, and HTML is looked at in a browser."""


def test_every_format_is_looked_at() -> None:
    assert {report.name for report in REPORTS} == LOOKS.keys() | OTHERS


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("fail_on", ["error", "warning", "never"])
@pytest.mark.parametrize("strict", [False, True])
def test_what_is_red_is_what_fails_the_check(name: str, fail_on: str, strict: bool) -> None:
    report = replace(shop(), fail_on=fail_on, strict=strict)
    (run,) = report.runs
    text = REPORTS_BY_NAME[name].render(report, Setting(PLACES, color=True))
    red, green = LOOKS[name](text)
    failing = {result.id for result in report.failed} | {"broken"}
    assert red & {result.id for result in run.constraints} == failing
    assert green <= {"no-printers"}
    codes = {diagnostic.code for diagnostic in run.diagnostics}
    fatal = codes if strict and fail_on != "never" else set()
    assert red - failing == (fatal if name in ("github", "gitlab", "junit") else set())


@pytest.mark.parametrize("fail_on", ["error", "warning", "never"])
def test_sarif_has_all_that_fails_the_check_and_nothing_that_is_seen(fail_on: str) -> None:
    """Its levels are severities, whatever ends with which status: code scanning judges by itself."""
    report = replace(shop(), fail_on=fail_on)
    (run,) = json.loads(REPORTS_BY_NAME["sarif"].render(report, Setting(PLACES)))["runs"]
    levels = {result["ruleId"]: result["level"] for result in run["results"]}
    assert levels == {
        "broken": "error",
        "db-only-via-api": "error",
        "owned": "error",
        "data-stays": "warning",
        "no-stores": "warning",
        "nobody-asks": "warning",
    }


@pytest.mark.parametrize("name", sorted({report.name for report in REPORTS} - {"html"}))
@pytest.mark.parametrize("make", [shop, hostile], ids=["every-status", "hostile"])
def test_no_format_holds_what_steers_a_terminal(name: str, make: Callable[[], Report]) -> None:
    text = REPORTS_BY_NAME[name].render(make(), Setting(PLACES))
    if name == "json":  # it has what documents say as they say it, escaped as JSON asks
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)
        return
    assert all(line.isprintable() for line in text.split("\n"))
