"""The template for GitLab: its scripts run in a shell with the real archcheck; what it names to GitLab is there."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.pipelines.github import ROOT, write_program
from tests.pipelines.test_action import HOSTILE

TEMPLATE: dict[str, Any] = yaml.safe_load((ROOT / "templates" / "archcheck.yml").read_text(encoding="utf-8"))
JOB = TEMPLATE[".archcheck"]
VARIABLES = {"ARCHCHECK_TOPOLOGIES": "design/shop.yaml", "ARCHCHECK_CONSTRAINTS": "design/rules.yaml"}
OPTIONS = {
    "ARCHCHECK_CONSTRAINTS": "--constraints=",
    "ARCHCHECK_WAIVERS": "--waivers=",
    "ARCHCHECK_OVERLAYS": "--overlay=",
    "ARCHCHECK_ONLY": "--only=",
    "ARCHCHECK_BASELINE": "--baseline=",
    "ARCHCHECK_FAIL_ON": "--fail-on=",
    "ARCHCHECK_CONFIG": "--config=",
    "ARCHCHECK_TOPOLOGIES": "",
}
SHELLS = [shell for shell in ("bash", "sh", "dash", "busybox") if shutil.which(shell)]


class Done(NamedTuple):
    """What a job came to."""

    status: int
    log: str


def run(folder: Path, variables: Mapping[str, str], *, programs: Path, shell: str = "bash") -> Done:
    """Run the scripts of the job as one, as a runner does, which stops at what fails."""
    script = programs / "job.sh"
    script.write_text("set -e\n" + "\n".join([*JOB["before_script"], *JOB["script"]]), encoding="utf-8")
    environment = {
        **{key: value for key, value in os.environ.items() if key in ("HOME", "LANG", "LC_ALL", "TMPDIR")},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        **JOB["variables"],
        **variables,
    }
    done = subprocess.run(
        [shell, *(["sh"] if shell == "busybox" else []), str(script)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"))


@pytest.fixture
def image(programs: Path) -> Path:
    """Return the programs of an image that holds archcheck."""
    write_program(programs, "archcheck", f'#!/bin/bash\nexec "{sys.executable}" -m archcheck "$@"\n')
    return programs


def test_the_image_is_pinned_as_the_containers() -> None:
    (base, _) = re.findall(r"^FROM (\S+)", (ROOT / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert JOB["image"]["name"] == base
    assert set(TEMPLATE) == {".archcheck"}
    assert {*OPTIONS, "ARCHCHECK_INSTALL"} == JOB["variables"].keys()


@pytest.mark.parametrize("shell", SHELLS)
def test_what_the_template_names_is_written(repository: Path, image: Path, shell: str) -> None:
    done = run(repository, VARIABLES, programs=image, shell=shell)
    assert done.status == 1
    assert (
        "error[db-only-via-api]: `browser` reaches `db` without passing `api`\n  --> design/shop.yaml:11:5" in done.log
    )
    reports = JOB["artifacts"]["reports"]
    named = {*JOB["artifacts"]["paths"], *reports.values()}
    assert {path.name for path in repository.iterdir()} == {".git", "design", *named}
    (issue,) = json.loads((repository / reports["codequality"]).read_text(encoding="utf-8"))
    assert issue["location"] == {"path": "design/shop.yaml", "lines": {"begin": 11}}
    assert issue["check_name"] == "db-only-via-api"
    assert "<failure" in (repository / reports["junit"]).read_text(encoding="utf-8")
    assert json.loads((repository / "archcheck.json").read_text(encoding="utf-8"))["verdict"] == "fail"
    assert JOB["artifacts"]["when"] == "always"


def test_the_exit_status_is_that_of_the_check(repository: Path, image: Path) -> None:
    assert run(repository, {**VARIABLES, "ARCHCHECK_ONLY": "no-printers"}, programs=image).status == 0
    assert run(repository, {**VARIABLES, "ARCHCHECK_FAIL_ON": "never"}, programs=image).status == 0
    done = run(repository, {}, programs=image)
    assert done.status == 2
    assert "error[nothing-to-check]: no TOPOLOGY is given" in done.log


def test_without_variables_the_configuration_says_what_to_check(repository: Path, image: Path) -> None:
    text = "archcheck: config/v1\ntopologies: design/shop.yaml\nconstraints: design/rules.yaml\n"
    (repository / "archcheck.yaml").write_text(text)
    assert run(repository, {}, programs=image).status == 1


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_variable_is_an_argument_for_each_of_its_lines(
    repository: Path, programs: Path, shell: str, hostile: str
) -> None:
    record = repository.parent / "arguments.txt"
    write_program(programs, "archcheck", f'#!/bin/bash\nprintf "%s\\0" "$@" > "{record}"\n')
    single = ("ARCHCHECK_BASELINE", "ARCHCHECK_FAIL_ON", "ARCHCHECK_CONFIG")
    given = {name: hostile if name in single else f"{hostile}\n\n{name}\n" for name in OPTIONS}
    done = run(repository, given, programs=programs, shell=shell)
    assert done == Done(0, "")
    arguments = record.read_text().split("\0")[:-1]
    assert arguments[:3] == ["check", "--color", "never"]
    expected: list[str] = []
    for name, option in OPTIONS.items():
        expected += ["--"] if not option else []
        values = [hostile] if name in single else [*hostile.split("\n"), name]
        expected += [f"{option}{value}" for value in values]
    assert arguments[7:] == expected
    assert not (repository / "pwned").exists()


def test_archcheck_is_installed_where_it_is_asked_for(repository: Path, programs: Path, tmp_path: Path) -> None:
    (programs / "python").rename(programs / "python3")
    source = "archcheck @ git+https://example.org/archcheck@0123456; touch pwned"
    done = run(repository, {**VARIABLES, "ARCHCHECK_INSTALL": source}, programs=programs)
    assert done.status == 1
    (asked,) = [shlex.split(line) for line in (tmp_path / "pip.txt").read_text().splitlines()]
    options = ["-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install", "--"]
    assert asked == [*options, source]
    assert not (repository / "pwned").exists()


def test_what_cannot_be_installed_fails(repository: Path, image: Path) -> None:
    write_program(image, "python3", "#!/bin/sh\nexit 1\n")
    done = run(repository, {**VARIABLES, "ARCHCHECK_INSTALL": "archcheck"}, programs=image)
    assert done.status == 1
    assert not (repository / "archcheck.json").exists()
