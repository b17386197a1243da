"""The configuration of ``check``: where it is looked for, what it sets, what wins over it, and what a report tells."""

import json
import re
from pathlib import Path

import pytest

from archcheck.cli.configuration import Options
from archcheck.documents.configuration import SETTINGS
from tests.cli.conftest import Cli

HEAD = "archcheck: config/v1\n"
BOTH = HEAD + "topologies: t.yaml\nconstraints: [c.yaml]\n"
TABLE = '[tool.archcheck]\ntopologies = "t.yaml"\nconstraints = ["c.yaml"]\n'
# What is supposed is asked once, on the command line: written down it would be another topology.
SUPPOSITIONS = {"compromise", "without", "add"}
WAIVERS = """\
archcheck: waivers/v1
waivers:
  - {constraint: db-only-via-api, from: "*", reason: known, approved-by: them, expires: 2099-01-01}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("archcheck.yaml", BOTH),
        ("archcheck.yml", BOTH),
        ("pyproject.toml", TABLE),
        (
            "pyproject.toml",
            '[project]\nname = "x"\n[tool]\narchcheck = {topologies = "t.yaml", constraints = "c.yaml"}\n',
        ),
    ],
)
def test_a_bare_check_checks_what_the_configuration_names(cli: Cli, folder: Path, name: str, text: str) -> None:
    expected = cli("check", "t.yaml", "-c", "c.yaml")
    (folder / name).write_text(text)
    assert cli("check") == expected
    assert expected.status == 1


def test_paths_are_those_of_its_folder_and_it_is_looked_for_up_to_the_root_of_the_work_tree(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "archcheck.yaml").write_text(BOTH + "output: [json:r, r.txt]\n")
    inner = folder / "repository" / "inner"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert "no TOPOLOGY is given" in cli("check").err  # no work tree: what lies above is not looked at
    (folder / "repository" / ".git").mkdir()
    assert "no TOPOLOGY is given" in cli("check").err
    (folder / "repository" / ".git").rmdir()
    (folder / ".git").write_text("gitdir: elsewhere\n")
    (folder / "repository" / "pyproject.toml").write_text('[tool.other]\nuses = "archcheck"\n')
    done = cli("check", "--quiet")
    assert done.out.splitlines()[0].startswith("../../t.yaml: 4 nodes, 4 edges, 3 constraints, as of ")
    assert (folder / "r.txt").read_text().splitlines()[0] == done.out.splitlines()[0]
    assert json.loads((folder / "r").read_text())["verdict"] == "fail"
    (inner / "archcheck.yaml").write_text(HEAD + "topologies: [none.yaml]\nconstraints: zero-trust\n")  # the nearest
    assert "no such file: `none.yaml`" in cli("check").err


def test_the_command_line_wins_setting_by_setting(cli: Cli, folder: Path) -> None:
    (folder / "archcheck.yaml").write_text(
        BOTH + "only: no-printers\nfail-on: never\nstrict: true\nformat: json\nmax-findings: 1\noutput: kept.json\n"
    )
    assert json.loads(cli("check").out)["verdict"] == "pass"
    done = cli("check", "--format", "text", "--only", "db-only-via-api", "-o", "other.txt")
    assert done.status == 0
    assert "FAIL     db-only-via-api" in done.out
    assert (folder / "other.txt").exists()
    assert cli("check", "--format", "text", "--only", "db-only-via-api", "--fail-on", "error").status == 1
    (folder / "archcheck.yaml").write_text(BOTH + "strict: true\n")
    (folder / "w.yaml").write_text("archcheck: constraints/v1\nconstraints: {a: {rule: forbidden-node, match: nope}}\n")
    assert cli("check", "-c", "w.yaml").status == 1
    assert cli("check", "-c", "w.yaml", "--no-strict").status == 0
    assert cli("check", "-c", "w.yaml", "t.yaml", "--no-config").status == 0


def test_what_lets_less_fail_stands_in_every_report(cli: Cli, folder: Path) -> None:
    (folder / "w.yaml").write_text(WAIVERS)
    assert cli("check", "t.yaml", "-c", "c.yaml", "--write-baseline", "b.json").status == 1
    (folder / "archcheck.yaml").write_text(
        BOTH + "waivers: w.yaml\nbaseline: b.json\nfail-on: never\nonly: [no-printers, db-only-via-api]\n"
        "as-of: 2026-06-01\nverify: false\naccept-unmodelled: x\n"
    )
    told = [
        ("info", "waivers", 4, "findings are waived by `w.yaml` (`waivers`)"),
        ("info", "baseline", 5, "findings that `b.json` knows are excused (`baseline`)"),
        ("info", "fail-on", 6, "no failure counts (`fail-on: never`)"),
        ("info", "only", 7, "only `no-printers`, `db-only-via-api` are checked (`only`)"),
        ("info", "as-of", 8, "dates are judged as of 2026-06-01 (`as-of`)"),
        ("info", "verify", 9, "the report is not checked by the independent checker (`verify: false`)"),
        ("info", "accept-unmodelled", 10, "what is not understood of `x` is accepted (`accept-unmodelled`)"),
    ]
    expected = [f"archcheck.yaml:{line}:1: info[configured]: {message}" for _, _, line, message in told]
    assert cli("check", "--quiet").out.splitlines()[: len(told) + 1] == [*expected, ""]
    report = json.loads(cli("check", "--format", "json").out)
    found = [each for each in report["runs"][0]["diagnostics"] if each["code"] == "configured"]
    assert found == [
        {
            "severity": "info",
            "code": "configured",
            "message": message,
            "location": {"path": "archcheck.yaml", "line": line, "column": 1},
        }
        for _, _, line, message in told
    ]
    given = cli("check", "--quiet", "-w", "w.yaml", "--fail-on", "error", "--verify").out
    assert [line for line in given.splitlines() if "[configured]" in line] == [
        line for line in expected if not re.search(r"waived|no failure|not checked by", line)
    ]


def test_what_makes_more_fail_is_not_told(cli: Cli, folder: Path) -> None:
    (folder / "archcheck.yaml").write_text(BOTH + "fail-on: warning\nstrict: true\nverify: true\nmax-findings: 3\n")
    assert "configured" not in cli("check", "--verbose").out


def test_every_setting_is_an_option_and_every_option_of_the_kind_a_setting() -> None:
    options = set(Options.__dataclass_fields__) - {"notes", "places", "write_baseline"} - SUPPOSITIONS
    named = {{"no_verify": "verify"}.get(name, name.strip("_").replace("_", "-")) for name in options}
    assert named == set(SETTINGS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            BOTH + "fail_on: never\n",
            "error[unknown-key]: a configuration has no key `fail_on`\n --> archcheck.yaml:4:1\n",
        ),
        (BOTH + "fail-on: always\n", "error[invalid-value]: `always` is none of error, warning, never\n"),
        (BOTH + 'strict: "true"\n', "= help: write it without quotes\n"),
        (BOTH + "max-findings: 0\n", "error[invalid-number]: expected a whole number, at least 1, found `0`\n"),
        (BOTH + "as-of: 2026-02-30\n", " --> archcheck.yaml:4:8\n"),
        (
            BOTH + "format: jsno\n",
            "archcheck.yaml:4:9\n  |\n4 | format: jsno\n  |         ^^^^\n  = help: did you mean `json`?\n",
        ),
        (BOTH + "only: []\n", "error[invalid-value]: expected at least 1 item, found 0\n"),
        (
            BOTH + "only: no-printer\n",
            "error[unknown-constraint]: there is no constraint `no-printer`\n --> archcheck.yaml:4:7\n",
        ),
        (BOTH + "output: x.pptx\n", "the ending of `x.pptx` says no format\n --> archcheck.yaml:4:9\n"),
        (BOTH + "as: kubernets\n", "`kubernets`"),
        (HEAD + "topologies: '-'\nconstraints: c.yaml\n", "standard input can be given on the command line only\n"),
        (HEAD + "topologies: u.yaml\nconstraints: c.yaml\n", "no such file: `u.yaml`\n --> archcheck.yaml:2:13\n"),
        (HEAD + "topologies: t.yaml\nconstraints: red-line\n", "did you mean `red-lines`?\n"),
        (HEAD + "constraints: c.yaml\n", "= help: give it, or set `topologies` in `archcheck.yaml`\n"),
        ("topologies: t.yaml\n", "= help: it begins with `archcheck: config/v1`\n"),
        ("archcheck: topology/v1\n", "this is a topology document, where a config document belongs\n"),
        ("", "error[empty-document]: `archcheck.yaml` holds no document\n"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(cli: Cli, folder: Path, text: str, told: str) -> None:
    (folder / "archcheck.yaml").write_text(text)
    done = cli("check")
    assert (done.status, done.out) == (2, "")
    assert re.sub(r"(?m)^ +", " ", told) in re.sub(r"(?m)^ +", " ", done.err)
    assert "-->" in done.err or "no TOPOLOGY" in done.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TABLE + "fail_on = 'never'\n", "error[unknown-key]: the table `tool.archcheck` has no key `fail_on`\n"),
        (TABLE + "strict = 'true'\n", "4 | strict = 'true'\n  |          ^^^^^^\n  = help: write it without quotes\n"),
        (
            TABLE + "only = [\n  1]\n",
            "error[unknown-constraint]: there is no constraint `1`\n --> pyproject.toml:5:3\n",
        ),
        (
            "[[tool.archcheck]]\n",
            "expected the table `tool.archcheck` (a mapping), found a list\n --> pyproject.toml:1:1\n",
        ),
        ("[tool.archcheck\n", "error[syntax]: this is not TOML: expected ']' at the end of a table declaration\n"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_place(cli: Cli, folder: Path, text: str, told: str) -> None:
    (folder / "pyproject.toml").write_text(text)
    done = cli("check")
    assert (done.status, done.out) == (2, "")
    assert re.sub(r"(?m)^ +", " ", told) in re.sub(r"(?m)^ +", " ", done.err)


def test_two_configurations_of_one_folder_are_refused_and_others_projects_are_passed_over(
    cli: Cli, folder: Path
) -> None:
    (folder / "archcheck.yaml").write_text(BOTH)
    (folder / "pyproject.toml").write_text("not TOML, and nothing of ours")
    assert cli("check").status == 1
    (folder / "pyproject.toml").write_text(TABLE)
    done = cli("check")
    assert (done.status, done.out) == (2, "")
    assert "error[contradiction]: `archcheck.yaml` and `pyproject.toml` both configure archcheck\n" in done.err
    assert cli("check", "--config", "pyproject.toml").status == 1


def test_a_file_that_is_named_must_be_there_and_hold_a_configuration(cli: Cli, folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "own.yaml").write_text(HEAD + "topologies: ../t.yaml\nconstraints: [../c.yaml]\n")
    assert cli("check", "--config", "deep/own.yaml").status == 1
    (folder / "p.toml").write_text("[tool.other]\n")
    for arguments, told in (
        (["--config", "none.yaml"], "error[missing-file]: no such file: `none.yaml`\n"),
        (["--config", "p.toml"], "error[missing-key]: `p.toml` has no table `tool.archcheck`\n"),
        (["--config", "deep/own.yaml", "--no-config"], "`--config` and `--no-config` exclude each other\n"),
        (["--config", "t.yaml"], "this is a topology document, where a config document belongs\n"),
    ):
        done = cli("check", "t.yaml", "-c", "c.yaml", *arguments)
        assert (done.status, done.out) == (2, "")
        assert told in done.err


def test_a_pack_is_never_taken_for_a_file_that_lies_where_the_command_runs(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".git").mkdir()
    (folder / "archcheck.yaml").write_text(HEAD + "topologies: t.yaml\nconstraints: red-lines\n")
    inner = folder / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert "archcheck/constraints/red-lines.yaml" in cli("check").out
    (inner / "red-lines").mkdir()
    assert "`red-lines` is a file in the current folder, and what is shipped to the configuration" in cli("check").err
    (folder / "red-lines").mkdir()
    (folder / "red-lines" / "own.yaml").write_text((folder / "c.yaml").read_text())
    assert "FAIL     db-only-via-api" in cli("check").out


def test_a_configuration_is_no_topology_of_its_folder(cli: Cli, folder: Path) -> None:
    (folder / "archcheck.yaml").write_text(HEAD + "topologies: .\nconstraints: c.yaml\n")
    assert cli("check").out.startswith("t.yaml: 4 nodes")
    (folder / "t.yaml").unlink()
    (folder / "compose.yaml").write_text("services: {web: {image: web}}\n")
    assert "VACUOUS  db-only-via-api" in cli("check").out
