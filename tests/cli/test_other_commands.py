"""``explain``, ``packs``, ``rules``, ``schema``, ``--version`` and ``--help``."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import archcheck
from archcheck.report.explanations import known_names
from archcheck.rules import RULES
from tests.cli.conftest import Cli

COMMANDS = (
    "check",
    "draw",
    "path",
    "diff",
    "import",
    "claims",
    "drift",
    "coverage",
    "margin",
    "verify",
    "fix",
    "explain",
    "packs",
    "rules",
    "schema",
    "init",
    "lsp",
    "completion",
)


def test_explain_a_rule(cli: Cli) -> None:
    expected = """\
forbidden-node: a rule

No node matches. It fails when a node matches.

Fields:
  match (required): What must not be there.

Every rule also takes: title, severity, rationale, references, tags, allow-empty, in-force, grace-until, permitted-by.

Example:
  no-edge-devices:
    rule: forbidden-node
    match: {kind: device.edge}
"""
    assert cli("explain", "forbidden-node") == (0, expected, "")


def test_explain_a_pack(cli: Cli) -> None:
    done = cli("explain", "red-lines")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0] == "red-lines: a shipped pack"
    assert "  no-closed-loop (warning): No loop closes without a human approver in it" in lines


def test_explain_a_constraint(cli: Cli) -> None:
    done = cli("explain", "no-closed-loop")
    assert done.status == 0
    assert done.out.startswith(
        "no-closed-loop: a constraint of the pack red-lines (rule acyclic, severity warning)\n\n"
        "No loop closes without a human approver in it\n\nSense, decide, act and sense again"
    )
    assert done.out.endswith("\n\nReferences:\n  DoDD 3000.09\n  EU AI Act art. 14\n")


def test_explain_a_diagnostic(cli: Cli) -> None:
    expected = """\
merge-key: a diagnostic

The merge key `<<` hides where a value comes from. Write the keys out, or use an alias for a whole value. In what an \
importer reads it is fine, before a mapping.
"""
    assert cli("explain", "merge-key") == (0, expected, "")


def test_explain_nothing(cli: Cli) -> None:
    done = cli("explain", "forbiden-node")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(
        "error[invalid-value]: nothing goes by the name `forbiden-node`\n  = help: did you mean `forbidden-node`?\n"
    )
    assert "  = help: see archcheck rules and archcheck packs\n" in cli("explain", "zzzzzzzzzzzzzzz").err


def test_everything_can_be_explained(cli: Cli) -> None:
    for name in known_names():
        done = cli("explain", name)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith(f"{name}: a")


def test_the_example_of_every_rule_is_valid() -> None:
    for rule in RULES:
        indented = "".join(f"  {line}\n" for line in rule.example.splitlines())
        document = archcheck.loads_constraints(f"archcheck: constraints/v1\nconstraints:\n{indented}")
        topology = archcheck.loads_topology("{archcheck: topology/v1, nodes: {a: {kind: x}}}")
        (result,) = archcheck.check(topology, document).runs[0].constraints
        assert (result.rule, result.error) == (rule.name, None)


def test_packs(cli: Cli) -> None:
    names = cli("packs", "--quiet").out.splitlines()
    assert names == sorted(path.stem for path in (Path(__file__).parents[2] / "constraints").glob("*.yaml"))
    lines = cli("packs").out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == names
    assert lines[names.index("red-lines")] == (
        "red-lines (7 constraints): No effect without an approver, no bulk data about US persons, "
        "no high-stakes decision without override."
    )
    verbose = cli("packs", "--verbose").out.splitlines()
    assert [line for line in verbose if not line.startswith("  ")] == lines
    assert "  no-closed-loop: No loop closes without a human approver in it" in verbose


def test_rules(cli: Cli) -> None:
    names = [rule.name for rule in RULES]
    assert cli("rules", "--quiet").out.splitlines() == names
    lines = cli("rules").out.splitlines()
    assert lines[0] == "forbidden-node      no node matches"
    assert [line.partition(" ")[0] for line in lines] == names
    assert "  match: What must not be there." in cli("rules", "--verbose").out.splitlines()


@pytest.mark.parametrize("document", ["topology", "constraints", "report"])
def test_schema(cli: Cli, document: str) -> None:
    done = cli("schema", document)
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out)["title"] == f"archcheck {document}/v1"


def test_version() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "archcheck", "--version"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == (f"archcheck {archcheck.__version__}\n", "")


def test_version_behind_other_options(cli: Cli) -> None:
    assert cli("--version") == (0, f"archcheck {archcheck.__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_has_an_example(cli: Cli, command: str, flag: str) -> None:
    done = cli(command, flag)
    assert (done.status, done.err) == (0, "")
    assert f"Usage: archcheck {command} " in done.out
    assert f"Example: archcheck {command}" in " ".join(done.out.split())
    for option in ("--color", "--quiet", "--verbose", "--help"):
        assert option in done.out


def test_help_names_every_command_in_plain_text(cli: Cli) -> None:
    done = cli("--help")
    assert (done.status, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.partition("Commands:\n")[2].splitlines() if line] == list(COMMANDS)
    assert not set("╭╰│\x1b") & set(done.out)


def test_no_arguments_and_unknown_commands_end_with_2(cli: Cli) -> None:
    done = cli()
    assert done.status == 2
    assert "Usage: archcheck" in done.out + done.err
    done = cli("chekc", "t.yaml")
    assert (done.status, done.out) == (2, "")
    assert "No such command 'chekc'" in done.err
