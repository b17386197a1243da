"""A runner of composite actions, as far as a shell is one: expressions, conditions, outputs, commands in logs."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
COMMANDS = frozenset(
    {
        *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice"),
        *("remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning"),
    }
)
_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass
class Job:
    """What a run of the action came to.

    Attributes:
        status: that of the last step that failed, else 0.
        outputs: of each step, by its id.
        used: for each action that was used, what it was given.
        logs: what each step printed, standard error behind standard output.
        summary: the job's.
    """

    status: int = 0
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def commands(self) -> list[str]:
        """What the runner takes for commands, over all steps."""
        return [command for log in self.logs.values() for command in find_commands(log)]

    def output(self, name: str) -> str:
        """Return an output of the action."""
        return evaluate(ACTION["outputs"][name]["value"], {}, self.outputs, {})


def run(folder: Path, inputs: Mapping[str, str], *, programs: Path, event: Mapping[str, str] | None = None) -> Job:
    """Run the action in a folder.

    Args:
        folder: the checked-out repository.
        inputs: what the workflow gives.
        programs: a folder of programs that come before all others; ``python`` in it stands for what setup-python finds.
        event: what the context ``github`` says, by the names behind the dot.
    """
    temporary = folder.parent / f"{folder.name}-temporary"
    temporary.mkdir(exist_ok=True)
    values = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
    unknown = inputs.keys() - values.keys()
    assert not unknown, unknown
    values |= inputs
    github = {"token": "a-token", **(event or {})}
    job = Job()
    job.outputs["python"] = {"python-path": str(programs / "python")}
    summary = temporary / "summary.md"
    summary.write_text("")
    for step in STEPS:
        name = step["name"]
        if not _holds(step.get("if", "success()"), values, job.outputs, github, failed=bool(job.status)):
            continue
        if "uses" in step:
            given = {key: evaluate(str(value), values, job.outputs, github) for key, value in step["with"].items()}
            job.used[step["uses"].partition("@")[0]] = given
            continue
        done, told = _run_script(step, folder, values, job.outputs, github, programs)
        job.logs[name] = (done.stdout + done.stderr).decode("utf-8", "replace")
        job.status = done.returncode or job.status
        if "id" in step:
            job.outputs[step["id"]] = told
    job.summary = summary.read_text(encoding="utf-8")
    return job


def run_step(
    step: Mapping[str, Any], folder: Path, outputs: Mapping[str, Mapping[str, str]], github: Mapping[str, str]
) -> tuple[subprocess.CompletedProcess[bytes], str]:
    """Run a script of a workflow in a folder; return what it came to, and the summary of its job."""
    temporary = folder.parent / f"{folder.name}-temporary"
    temporary.mkdir(exist_ok=True)
    (temporary / "summary.md").write_text("")
    done, _ = _run_script(step, folder, {}, outputs, github, folder)
    return done, (temporary / "summary.md").read_text(encoding="utf-8")


def _run_script(
    step: Mapping[str, Any],
    folder: Path,
    values: Mapping[str, str],
    outputs: Mapping[str, Mapping[str, str]],
    github: Mapping[str, str],
    programs: Path,
) -> tuple[subprocess.CompletedProcess[bytes], dict[str, str]]:
    """Run the script of a step as a runner does; return what it came to, and its outputs."""
    temporary = folder.parent / f"{folder.name}-temporary"
    output = temporary / "output.txt"
    output.write_text("")
    environment = {
        **{key: value for key, value in os.environ.items() if key in ("HOME", "LANG", "LC_ALL", "TMPDIR")},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "RUNNER_TEMP": str(temporary),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"),
        "GITHUB_REPOSITORY": "example/shop",
        **{key: evaluate(value, values, outputs, github) for key, value in step.get("env", {}).items()},
    }
    script = temporary / "script.sh"
    script.write_text(step["run"], encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done, read_outputs(output.read_text(encoding="utf-8"))


def evaluate(
    text: str, inputs: Mapping[str, str], outputs: Mapping[str, Mapping[str, str]], github: Mapping[str, str]
) -> str:
    """Return a text with its expressions replaced: inputs, outputs of steps, and what the context ``github`` says."""
    return _EXPRESSION.sub(lambda match: _look_up(match[1], inputs, outputs, github), text)


def _look_up(
    name: str, inputs: Mapping[str, str], outputs: Mapping[str, Mapping[str, str]], github: Mapping[str, str]
) -> str:
    context, _, rest = name.partition(".")
    if context == "inputs":
        return inputs[rest]
    if context == "github":
        return github.get(rest, "")
    step, _, output = rest.partition(".outputs.")
    assert context == "steps"
    assert output
    return outputs.get(step, {}).get(output, "")


def _holds(
    condition: str,
    inputs: Mapping[str, str],
    outputs: Mapping[str, Mapping[str, str]],
    github: Mapping[str, str],
    *,
    failed: bool,
) -> bool:
    """Return whether a condition holds: comparisons with a text, joined by ``&&``."""
    for part in condition.split(" && "):
        if part == "always()":
            continue
        if part == "success()":
            if failed:
                return False
            continue
        comparison = re.fullmatch(r"(\S+) (==|!=) '(.*)'", part)
        assert comparison, part
        same = _look_up(comparison[1], inputs, outputs, github) == comparison[3]
        if same != (comparison[2] == "=="):
            return False
    return "always()" in condition or not failed


def read_outputs(text: str) -> dict[str, str]:
    """Return what a file of outputs says, as the runner reads it: ``name=value``, and ``name<<END`` up to that line."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        equals, arrow = line.find("="), line.find("<<")
        if equals >= 0 and (arrow < 0 or equals < arrow):
            name, _, value = line.partition("=")
            found[name] = value
        else:
            assert arrow >= 0, f"neither an output nor the begin of one: {line!r}"
            name, _, end = line.partition("<<")
            held: list[str] = []
            for each in lines:
                if each == end:
                    break
                held.append(each)
            else:
                raise AssertionError(f"{name} does not end")
            found[name] = "\n".join(held)
    return found


def find_commands(log: str) -> list[str]:
    """Return the lines of a log that the runner takes for commands (``ActionCommandManager.cs`` of actions/runner).

    A line ends at a carriage return too; ``::`` counts at its beginning, behind spaces, and the older ``##[`` anywhere.
    After ``::stop-commands::TOKEN`` nothing counts up to ``::TOKEN::``.
    """
    found: list[str] = []
    token = None
    for line in _LINE.split(log):
        newer = re.match(r"\s*::(\S+?)(?: .*?)?::(.*)", line)
        older = re.search(r"##\[(\S+?)(?: .*?)?\](.*)", line)
        command = newer or older
        if command is None:
            continue
        if token is not None:
            token = None if command[1] == token else token
        elif command[1] == "stop-commands":
            token = command[2]
            assert re.fullmatch("[0-9a-f]{32}", token)
        elif command[1].lower() in COMMANDS:
            found.append(line)
    assert token is None, "commands are stopped for good"
    return found


def write_program(folder: Path, name: str, text: str) -> None:
    """Write an executable script."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)


def write_python(programs: Path, record: Path) -> None:
    """Write a Python that makes environments as ``venv`` does: their Python records what pip is asked for.

    What they hold is the real archcheck.
    """
    write_program(
        programs,
        "python",
        f"""#!/bin/bash
set -eu
[[ "$1 $2 $3" == "-I -m venv" && $# -eq 4 ]]
mkdir -p "$4/bin"
printf '%s\\n' '#!/bin/bash' 'printf "%q " "$@" >> "{record}"; echo >> "{record}"' > "$4/bin/python"
printf '%s\\n' '#!/bin/bash' 'exec "{sys.executable}" -m archcheck "$@"' > "$4/bin/archcheck"
chmod 755 "$4/bin/python" "$4/bin/archcheck"
""",
    )
