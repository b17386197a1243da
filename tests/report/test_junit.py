"""JUnit XML: as a whole, by Jenkins' XML Schema, inert, and what counts as what."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema

from archcheck.report import junit
from archcheck.report.setting import Setting
from archcheck.report_model import Report
from archcheck.source.diagnostics import Diagnostic
from tests.report.examples import PLACES, TOPOLOGY, chain, check, hostile, shop

SCHEMA = Path(__file__).parents[1] / "data" / "junit-10.xsd"
EXPECTED = Path(__file__).parent / "expected"
PICTURED = Setting(PLACES, pictures={0: ["out/p.svg"]})


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(SCHEMA)


def write(report: Report, setting: Setting = PICTURED) -> ElementTree.Element:
    return ElementTree.fromstring(junit.render(report, setting).encode())


def outcomes(root: ElementTree.Element) -> dict[str, str]:
    """Return what came of each case: the name of its first element that says so."""
    found = {}
    for case in root.iter("testcase"):
        tags = [element.tag for element in case if element.tag != "system-out"]
        found[case.attrib["name"]] = tags[0] if tags else "passed"
    return found


def test_all_of_it() -> None:
    assert junit.render(shop(), PICTURED) == (EXPECTED / "shop.junit.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "report",
    [shop(), hostile(), check(*chain(30)), replace(shop(), runs=shop().runs * 3), replace(shop(), strict=True)],
    ids=["every-status", "hostile", "many", "namesakes", "strict"],
)
def test_the_schema_agrees(report: Report, schema: xmlschema.XMLSchema10) -> None:
    text = junit.render(report, PICTURED)
    schema.validate(text)
    root = ElementTree.fromstring(text.encode())
    names = [(case.attrib["classname"], case.attrib["name"]) for case in root.iter("testcase")]
    assert len(set(names)) == len(names) > 0
    for suite in [root, *root.iter("testsuite")]:
        for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert suite.get(name, str(len([*suite.iter(tag)]))) == str(len([*suite.iter(tag)]))
        assert suite.attrib["tests"] == str(len([*suite.iter("testcase")]))


def test_the_schema_notices(schema: xmlschema.XMLSchema10) -> None:
    assert not schema.is_valid(junit.render(shop(), PICTURED).replace(' classname="shop"', ' klass="shop"'))


def test_nothing_that_a_document_says_is_markup() -> None:
    text = junit.render(hostile(), PICTURED)
    assert all(character == "\n" or character.isprintable() for character in text)
    assert "<!" not in text
    assert "]]>" not in text
    root = ElementTree.fromstring(text.encode())
    tags = {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "system-out"}
    assert {element.tag for element in root.iter()} == tags
    assert [case.tag for case in root.iter("script")] == []


def test_what_the_exit_status_does_not_count_is_skipped() -> None:
    report = shop()
    assert outcomes(write(report)) == {
        "broken": "error",
        "data-stays": "skipped",
        "db-only-via-api": "failure",
        "later": "skipped",
        "no-apps": "skipped",
        "no-printers": "passed",
        "no-stores": "skipped",
        "nobody-asks": "skipped",
        "owned": "failure",
    }
    on_warnings = outcomes(write(replace(report, fail_on="warning")))
    failed = {name for name, outcome in on_warnings.items() if outcome == "failure"}
    assert failed == {"data-stays", "db-only-via-api", "no-stores", "nobody-asks", "owned"}
    never = outcomes(write(replace(report, fail_on="never")))
    assert set(never.values()) == {"error", "skipped", "passed"}


def test_what_strict_makes_of_warnings_is_a_case() -> None:
    found = outcomes(write(replace(shop(), strict=True)))
    assert [found[code] for code in ("no-such-id", "no-such-label", "expired-waiver")] == ["failure"] * 3


def test_an_error_of_the_input_is_a_case_of_its_own_beside_a_namesake() -> None:
    report = shop()
    errors = (Diagnostic("error", "broken", "one"), Diagnostic("error", "broken", "two"))
    (run,) = report.runs
    found = outcomes(write(replace(report, runs=(replace(run, diagnostics=errors),))))
    assert (found["broken"], found["broken#2"], found["broken#3"]) == ("error", "error", "error")


def test_how_many_more_there_are() -> None:
    for most, expected in (
        (100, "`n00000` reaches `n00001` along access (and 8 more)"),
        (3, "`n00000` reaches `n00001` along access (and at least 3 more)"),
    ):
        (failure,) = write(check(*chain(9), max_findings=most)).iter("failure")
        assert failure.attrib == {"message": expected, "type": "forbidden-path"}
        assert (failure.text or "").count(" reaches ") == min(most, 9)


def test_pictures_are_attached_a_line_each() -> None:
    """As Jenkins' plugin takes the longest match of a line: two on one would be one file of a strange name."""
    setting = Setting(PLACES, pictures={0: ["out/p.svg", "../p [1].png"]})
    lines = ["[[ATTACHMENT|design/out/p.svg]]", "[[ATTACHMENT|p [1].png]]"]
    cases = [*write(shop(), setting).iter("testcase")]
    assert len(cases) == 9
    for case in cases:
        (said,) = case.iter("system-out")
        assert (said.text or "").splitlines()[-2:] == lines
    assert not [*write(shop(), Setting(PLACES)).iter("system-out")]


def test_what_a_pass_leans_on_is_said() -> None:
    rules = """\
archcheck: constraints/v1
constraints:
  empty: {rule: forbidden-path, from: 'nobody*', to: db, allow-empty: no robots yet}
  leans: {rule: forbidden-path, along: flow, from: job, to: browser, edges: {to: api}}
"""
    said = {
        case.attrib["name"]: [element.text for element in case]
        for case in write(check(TOPOLOGY, rules), Setting(PLACES)).iter("testcase")
    }
    assert said == {"empty": ["nothing to check: no robots yet"], "leans": ["assumed to be stateless: api"]}
