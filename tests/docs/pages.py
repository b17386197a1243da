"""The pages of the documentation: what in them is an example, and what it must say.

Three things in a page are made by the program, and stand in it as the program says them:

- a fenced block of the language ``console``: every line that begins with ``$ `` is run, and what follows is its output
  (a backslash at its end continues the line);
- a region from ``<!-- generated: NAME ARGUMENTS -->`` to ``<!-- end -->``, written by :mod:`tests.docs.generated`;
- the pictures of :mod:`tests.docs.images`.

A fenced block behind ``<!-- file: NAME -->`` is a file. Commands run in a folder that holds the files of their page,
and the shipped ``topologies`` and ``constraints``.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.docs.generated import generate

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
DAY = "2026-06-01"
"""The day that stands in the pages where the program says today's."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"<!-- file: (\S+) -->\s*\Z")
_GENERATED = re.compile(r"(<!-- generated: (.+?) -->\n).*?(^<!-- end -->$)", re.MULTILINE | re.DOTALL)
# How typer writes a required argument and a choice changes with its versions.
_BRACES = re.compile(r"^(Usage: .*)\{(\S+)\}", re.MULTILINE)
_CHOICES = re.compile(r"\[([a-z]+(?:\|[a-z]+)+)\]")
_PROMPT = "$ "
# A command goes on where its line ends in a backslash.
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, the name of the file that it is, and where it stands in the page."""

    language: str
    text: str
    file: str | None
    start: int
    end: int


def read(page: Path) -> str:
    """Return the text of a page."""
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    """Return how a page is called in the names of tests."""
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    for match in _FENCE.finditer(text):
        file = _FILE.search(text, 0, match.start())
        yield Block(match[1], match[2], file[1] if file else None, match.start(2), match.end(2))


def renew(text: str, folder: Path) -> str:
    """Return the text of a page with everything in it that the program makes made anew.

    Args:
        text: the page.
        folder: an empty folder for its commands to run in.
    """
    shell = Shell(folder, text)
    pieces, end = [], 0
    for block in blocks(text):
        if block.language == "console":
            pieces += [text[end : block.start], shell.replay(block.text)]
            end = block.end
    text = "".join([*pieces, text[end:]])
    return _GENERATED.sub(lambda match: f"{match[1]}{generate(match[2])}{match[3]}", text)


class Shell:
    """Runs the commands of one page, in a folder that holds its files."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        for shipped in ("topologies", "constraints", "claims"):
            (folder / shipped).symlink_to(ROOT / shipped, target_is_directory=True)
        for block in blocks(text):
            if block.file is not None:
                (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
                (folder / block.file).write_text(block.text, encoding="utf-8")
        bin_folder = folder / ".bin"
        bin_folder.mkdir()
        for command, arguments in (("archcheck", "-m archcheck "), ("python", "")):
            script = bin_folder / command
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n', encoding="utf-8")
            script.chmod(0o755)
        self.environment = {
            "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "80",
            "NO_COLOR": "1",
        }
        self.status = 0

    def replay(self, text: str) -> str:
        """Return a console block with its commands run again."""
        commands = _COMMAND.findall(text)
        return "".join(f"{_PROMPT}{command}\n{self.run(command)}" for command in commands)

    def run(self, command: str) -> str:
        """Return what a command writes; ``$?`` in it is the status of the command before."""
        before = datetime.now(UTC).date()
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.status}); {command}"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
        self.status = done.returncode
        output = done.stdout.decode("utf-8")
        if command.endswith("--help"):
            output = _CHOICES.sub(r"<\1>", _BRACES.sub(r"\1\2", output))
        if "--as-of" not in command:
            for today in (before, datetime.now(UTC).date()):
                output = output.replace(today.isoformat(), DAY)
        return output if output.endswith("\n") or not output else output + "\n"
