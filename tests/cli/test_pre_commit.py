"""The hook for pre-commit: its entry does what its description says, as pre-commit would run it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Cli

ROOT = Path(__file__).parents[2]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def run_hook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the hook's entry with arguments in a folder, and no names of files, as ``pass_filenames: false`` asks."""
    programs = folder / ".bin"
    programs.mkdir(exist_ok=True)
    script = programs / "archcheck"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m archcheck "$@"\n')
    script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [*shlex.split(HOOK["entry"]), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_hook_is_one_that_pre_commit_knows() -> None:
    known = {"id", "name", "description", "entry", "language", "pass_filenames", "require_serial", "files"}
    assert set(HOOK) == known
    assert (HOOK["id"], HOOK["language"], HOOK["pass_filenames"]) == ("archcheck", "python", False)
    for name, runs in (("a/t.yaml", True), ("pyproject.toml", True), ("x.json", True), ("main.py", False)):
        assert bool(re.search(HOOK["files"], name)) == runs


@pytest.mark.parametrize(("only", "status"), [("db-only-via-api", 1), ("no-printers", 0)])
def test_it_checks_what_the_configuration_names(cli: Cli, folder: Path, only: str, status: int) -> None:
    text = f"archcheck: config/v1\ntopologies: t.yaml\nconstraints: c.yaml\nonly: {only}\n"
    (folder / "archcheck.yaml").write_text(text)
    done = run_hook(folder)
    assert (done.returncode, done.stderr) == (status, "")
    assert (done.returncode, done.stdout) == cli("check", "--quiet")[:2]


def test_args_say_what_to_check_where_there_is_no_configuration(folder: Path) -> None:
    assert run_hook(folder).returncode == 2
    assert run_hook(folder, "t.yaml", "-c", "c.yaml").returncode == 1
