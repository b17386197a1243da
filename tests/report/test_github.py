"""Annotations of GitHub Actions: as a whole, ten of a step, and no document annotates anything by itself."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from archcheck.report import github
from archcheck.report.setting import Setting
from archcheck.report_model import Report
from tests.report.examples import PLACES, chain, check, hostile, shop

EXPECTED = Path(__file__).parent / "expected"
COMMAND = re.compile(
    r"::(error|warning|notice) "
    r"(?:file=([^:,\r\n]+),line=(\d+),endLine=\d+,col=(\d+),endColumn=(\d+),)?title=([^:,\r\n]+)::([^\r\n]+)"
)


def write(report: Report) -> str:
    return github.render(report, Setting(PLACES))


def test_all_of_it() -> None:
    assert write(shop()) == (EXPECTED / "shop.github.txt").read_text(encoding="utf-8")


def test_every_line_is_one_command_of_its_own() -> None:
    *lines, last = write(hostile()).splitlines()
    assert lines.pop().startswith("::notice title=archcheck::")
    assert len(lines) == 10
    for line in lines:
        found = COMMAND.fullmatch(line)
        assert found, line
        assert all(re.fullmatch("(?:[^%]|%25|%3A|%2C|%0A)*", part or "") for part in found.groups())
        # What the runner makes of it is what was said, a line a note.
        assert unquote(found[7].replace("%25", "%2525")).count("\n") == found[7].count("%0A")
        assert "%0A" not in found[6]
    assert last.startswith("archcheck: ")


@pytest.mark.parametrize(("length", "rest"), [(10, None), (11, "1 error"), (30, "20 errors")])
def test_ten_of_a_step_and_the_rest_is_counted(length: int, rest: str | None) -> None:
    *lines, _ = write(check(*chain(length))).splitlines()
    assert [line.partition(" ")[0] for line in lines[:10]] == ["::error"] * 10
    more = f"{(rest or '').partition(' ')[0]} more are not shown, as GitHub shows 10 of each a step: {rest}"
    assert lines[10:] == ([] if rest is None else [f"::notice title=archcheck::{more}"])


def test_the_notice_that_counts_is_one_of_ten() -> None:
    topology, rules = chain(30)
    *lines, _ = write(check(topology, rules.replace("rule:", "severity: info, rule:"))).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::notice"] * 10
    assert lines[-1] == "::notice title=archcheck::21 more are not shown, as GitHub shows 10 of each a step: 21 notices"


def test_the_most_severe_come_first() -> None:
    one = shop()
    *lines, _ = write(replace(one, runs=one.runs * 3)).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 9 + ["::warning"] * 10 + ["::notice"]
    assert lines[-1] == "::notice title=archcheck::2 more are not shown, as GitHub shows 10 of each a step: 2 warnings"


def test_a_file_outside_of_the_repository_is_named_in_the_message() -> None:
    topology, rules = chain(1)
    report = check(topology, rules, path="/elsewhere/t.yaml")
    (line, _) = write(report).splitlines()
    # The constraint lies in the repository, and so GitHub can show it.
    assert line.startswith("::error file=design/c.yaml,line=3,")
    (run,) = report.runs
    (result,) = run.constraints
    elsewhere = result.findings[0].location
    assert elsewhere is not None
    outside = replace(run, constraints=(replace(result, location=elsewhere),))
    (line, _) = write(replace(report, runs=(outside,))).splitlines()
    assert line.startswith(
        "::error title=c::`n00000` reaches `n00001` along access%0Aat /elsewhere/t.yaml:7:5%0Apath: "
    )


def test_nothing_to_annotate_is_a_line_of_counts() -> None:
    text = "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-node, match: nothing*}\n"
    assert write(check(chain(1)[0], text)) == "archcheck: 1 held; as of 2026-11-23\n"
