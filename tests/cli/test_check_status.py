"""``archcheck check``: options that decide the exit status, and dates."""

import subprocess
import sys
from pathlib import Path

import pytest

from archcheck.rules.forbidden_node import ForbiddenNode
from tests.cli.conftest import Cli

ROOT = Path(__file__).parents[2]
SEVERITIES = """\
archcheck: constraints/v1
constraints:
  failing-error: {rule: forbidden-node, match: db}
  failing-warning: {rule: forbidden-node, match: db, severity: warning}
  failing-info: {rule: forbidden-node, match: db, severity: info}
  empty-error: {rule: attributes, match: no*, must: db}
  empty-warning: {rule: attributes, match: no*, must: db, severity: warning}
  held: {rule: forbidden-node, match: no*}
  misspelt: {rule: forbidden-node, match: bd}
"""


@pytest.mark.parametrize(
    ("name", "options", "status"),
    [
        ("failing-error", [], 1),
        ("failing-error", ["--fail-on", "error"], 1),
        ("failing-error", ["--fail-on", "warning"], 1),
        ("failing-error", ["--fail-on", "never"], 0),
        ("failing-warning", [], 0),
        ("failing-warning", ["--fail-on", "warning"], 1),
        ("failing-info", ["--fail-on", "warning"], 0),
        ("empty-error", [], 1),
        ("empty-error", ["--fail-on", "never"], 0),
        ("empty-warning", [], 0),
        ("empty-warning", ["--fail-on", "warning"], 1),
        ("held", ["--fail-on", "warning", "--strict"], 0),
        ("misspelt", [], 0),
        ("misspelt", ["--fail-on", "warning"], 0),
        ("misspelt", ["--strict"], 1),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_fail_on_and_strict(cli: Cli, folder: Path, form: str, name: str, options: list[str], status: int) -> None:
    (folder / "v.yaml").write_text(SEVERITIES)
    assert cli("check", "t.yaml", "-c", "v.yaml", "--only", name, "--format", form, *options).status == status


@pytest.mark.parametrize(
    ("day", "status", "line"),
    [
        ("2026-05-31", 0, "INACTIVE c"),
        ("2026-06-01", 0, "FAIL     c  1 finding (warning)"),
        ("2026-09-02", 0, "FAIL     c  1 finding (warning)"),
        ("2026-09-03", 1, "FAIL     c  1 finding"),
        ("2026-12-31", 1, "FAIL     c  1 finding"),
        ("2027-01-01", 0, "INACTIVE c"),
    ],
)
def test_as_of_with_in_force_and_grace(cli: Cli, folder: Path, day: str, status: int, line: str) -> None:
    (folder / "v.yaml").write_text(
        """\
archcheck: constraints/v1
constraints:
  c:
    rule: forbidden-node
    match: db
    in-force: {from: 2026-06-01, until: 2026-12-31}
    grace-until: 2026-09-02
"""
    )
    done = cli("check", "t.yaml", "-c", "v.yaml", "--as-of", day)
    assert done.status == status
    assert line in done.out.splitlines()
    assert done.out.startswith(f"t.yaml: 4 nodes, 4 edges, 1 constraint, as of {day}\n")
    assert cli("check", "t.yaml", "-c", "v.yaml", "--as-of", day, "--fail-on", "warning").status == ("FAIL" in line)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.yaml", "-c", "c.yaml"], "error[missing-file]: no such file: `none.yaml`\n"),
        (["srevices.yaml", "-c", "c.yaml"], "= help: did you mean `services.yaml`?\n"),
        (["t.yaml", "-c", "cloud-api-onyl"], "help: did you mean `cloud-api-only`?\n"),
        (["t.yaml", "-c", "t.yaml"], "error[document-type]: this is a topology document, where a constraints document"),
        (["c.yaml", "-c", "c.yaml"], "error[document-type]: this is a constraints document, where a topology document"),
        (["t.yaml", "-c", "c.yaml", "--only", "no-printer"], "help: did you mean `no-printers`?\n"),
        (["t.yaml", "-c", "c.yaml", "--as-of", "2026-02-29"], "the calendar has no such day\n"),
        (["t.yaml", "-c", "c.yaml", "--as-of", "20260228"], "error[invalid-date]: `20260228` is not a date"),
        (["t.yaml", "-c", "c.yaml", "-o", "x.pptx"], "error[invalid-value]: the ending of `x.pptx` says no format\n"),
        (["t.yaml", "-c", "c.yaml", "-o", "x.json", "-o", "x.json"], "the same output file is given twice\n"),
        (["t.yaml", "-c", "c.yaml", "-o", "x.json", "-o", "./x.json"], "the same output file is given twice\n"),
        (["t.yaml", "-c", "c.json", "-o", "c.json"], "the output `c.json` would replace an input\n"),
        (["t.yaml", "-c", "c.yaml", "--max-findings", "0"], "0 is not in the range x>=1"),
        (["t.yaml", "-c", "c.yaml", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["t.yaml", "-c", "c.yaml", "--fail-on", "info"], "'info' is not one of 'error', 'warning', 'never'"),
        (["t.yaml", "-c", "c.yaml", "--nope"], "No such option: --nope"),
        (["t.yaml"], "error[nothing-to-check]: no --constraints is given\n"),
        ([], "error[nothing-to-check]: no TOPOLOGY is given\n"),
        (["-", "-c", "-"], "`-` is given more than once"),
        (["empty", "-c", "c.yaml"], "there is no topology document below `empty`\n"),
        (["t.yaml", "-c", "empty"], "there is no constraint document below `empty`\n"),
        (["t.yaml", "-c", "vocabulary"], "error[nothing-to-check]: `vocabulary` defines no constraint to check\n"),
        (["-", "-c", "c.yaml"], "error[empty-document]: `<stdin>` holds no document\n"),
    ],
)
def test_input_errors_end_with_2_and_print_no_report(cli: Cli, folder: Path, arguments: list[str], told: str) -> None:
    (folder / "empty").mkdir()
    (folder / "services.yaml").touch()
    done = cli("check", *arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


def test_all_errors_of_all_documents_at_once(cli: Cli, folder: Path) -> None:
    (folder / "t.yaml").write_text("archcheck: topology/v1\nnodes:\n  a: {kind: x, zoen: z}\n  b: {}\n")
    (folder / "v.yaml").write_text("archcheck: constraints/v1\nconstrains: {}\n")
    expected = """\
error[unknown-key]: a node has no key `zoen`
 --> t.yaml:3:16
  |
3 |   a: {kind: x, zoen: z}
  |                ^^^^
  = help: did you mean `zone`?

error[missing-key]: a node needs the key `kind`
 --> t.yaml:4:6
  |
4 |   b: {}
  |      ^^

error[unknown-key]: a constraint document has no key `constrains`
 --> v.yaml:2:1
  |
2 | constrains: {}
  | ^^^^^^^^^^
  = help: did you mean `constraints`?

3 errors; nothing was checked
"""
    assert cli("check", "t.yaml", "-c", "v.yaml") == (2, "", expected)


def test_a_limit_ends_with_3(cli: Cli, folder: Path) -> None:
    nodes = "".join(f"  n{number}: {{kind: x}}\n" for number in range(1_500))
    ends = "edges: [{from: {kind: x}, to: {kind: x}}]\n"
    (folder / "t.yaml").write_text(f"archcheck: topology/v1\nnodes:\n{nodes}{ends}")
    done = cli("check", "t.yaml", "-c", "c.yaml")
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("error[edge-budget]: ")


def test_what_cannot_be_evaluated_ends_with_2_and_the_others_are_told(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: ForbiddenNode, case: object) -> None:
        raise KeyError("broken")

    monkeypatch.setattr(ForbiddenNode, "evaluate", refuse)
    done = cli("check", "t.yaml", "-c", "c.yaml", "--as-of", "2026-11-23", "--fail-on", "never")
    assert done.status == 2
    assert "error[no-printers]: could not be evaluated: KeyError: 'broken'\n" in done.out
    assert "ERROR    no-printers" in done.out
    assert "FAIL     db-only-via-api  1 finding\n" in done.out
    assert "1 held, 1 failed, 0 waived, 0 vacuous, 1 could not be evaluated" in done.out


def test_a_fault_of_its_own_ends_with_4_and_no_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archcheck.checker.check_topologies", lambda *_, **__: 1 / 0)
    done = cli("check", "t.yaml", "-c", "c.yaml")
    assert (done.status, done.out) == (4, "")
    assert done.err.startswith("archcheck: internal error: ZeroDivisionError: ")
    assert "Traceback" not in done.err
    monkeypatch.setenv("ARCHCHECK_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli("check", "t.yaml", "-c", "c.yaml")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell command in which ``archcheck`` is the command line in a process of its own."""
    archcheck = f"{sys.executable} -m archcheck"
    return subprocess.run(
        ["sh", "-c", command.replace("archcheck", archcheck)],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_ends_with_4(folder: Path) -> None:
    done = shell("archcheck check t.yaml -c c.yaml > /dev/full", folder)
    assert (done.returncode, done.stderr) == (
        4,
        "archcheck: cannot write to standard output: No space left on device\n",
    )
    assert shell("archcheck --version > /dev/full", folder).returncode == 4


def test_a_reader_that_leaves_and_the_status_of_the_process(folder: Path) -> None:
    done = shell("(archcheck check t.yaml -c c.yaml; echo $? >&2) | true", folder)
    assert "Traceback" not in done.stderr
    assert shell("archcheck check t.yaml -c c.yaml", folder).returncode == 1
