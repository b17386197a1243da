"""The command line, run inside the test's process, with what it printed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from archcheck.cli.app import run

HERE = Path(__file__).parent
GOOD = {"topology.yaml": HERE / "good" / "topology.yaml", "constraints.yaml": HERE / "good" / "constraints.yaml"}


class Outcome(NamedTuple):
    """An exit status, and what was printed."""

    status: int
    stdout: str
    stderr: str


class CommandLine:
    """Runs commands in a folder that holds a good topology and a good constraint document, unless overwritten."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.folder = folder
        self.capture = capture
        for name, source in GOOD.items():
            (folder / name).write_bytes(source.read_bytes())

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, in UTF-8."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def run(self, *arguments: str) -> Outcome:
        """Run a command."""
        self.capture.readouterr()
        status = run(arguments)
        printed, said = self.capture.readouterr()
        return Outcome(status, printed.decode(), said.decode())

    def refuse(self, arguments: Sequence[str], expected: str, status: int = 2) -> None:
        """Run a command that must be refused, with that on standard error, nothing on standard output and no file."""
        before = {path for path in self.folder.rglob("*") if not path.is_symlink()}
        outcome = self.run(*arguments)
        assert outcome.stderr == expected
        assert outcome.stdout == ""
        assert outcome.status == status
        assert {path for path in self.folder.rglob("*") if not path.is_symlink()} == before


def is_root() -> bool:
    """Return whether permissions mean nothing to this process."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
