"""``check --watch``: a check whenever a file changes, and nothing in between."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archcheck.cli.watching import Round, take_states, watch
from tests.cli.conftest import CONSTRAINTS, TOPOLOGY, Cli

ROOT = Path(__file__).parents[2]


class Steps:
    """Stands for the passing of time: each wait makes the next change, and the last one interrupts."""

    def __init__(self, *changes: Callable[[], object]) -> None:
        self.changes = list(changes)
        self.waited: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        if not self.changes:
            raise KeyboardInterrupt
        self.changes.pop(0)()


def nothing() -> None:
    pass


def follow(folder: Path, *changes: Callable[[], object], written: tuple[str, ...] = ()) -> tuple[int, int, Steps]:
    """Watch a folder through changes; return the status, how many checks there were, and the waits."""
    steps = Steps(*changes)
    checks = []

    def check() -> Round:
        checks.append(1)
        return Round(len(checks), (str(folder),), written)

    return watch(check, quiet=True, sleep=steps), len(checks), steps


def write(path: Path, text: str) -> Callable[[], object]:
    return lambda: path.write_text(text)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a folder with a file that did not change for long."""
    file = tmp_path / "a.yaml"
    file.write_text("a")
    os.utime(file, (1, 1))
    return tmp_path


def replace(folder: Path) -> None:
    """Put a file of the same length and time in the place of the one that is there."""
    (folder / "b").write_text("b")
    os.utime(folder / "b", (1, 1))
    (folder / "b").replace(folder / "a.yaml")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("changed", lambda folder: (folder / "a.yaml").write_text("b")),
        ("new", lambda folder: (folder / "b.yaml").write_text("")),
        ("new below", lambda folder: ((folder / "c").mkdir(), (folder / "c" / "b.yaml").write_text(""))),
        ("gone", lambda folder: (folder / "a.yaml").unlink()),
        ("renamed", lambda folder: (folder / "a.yaml").rename(folder / "b.yaml")),
        ("as long and as old as before", replace),
    ],
)
def test_a_change_is_a_new_check(old: Path, name: str, change: Callable[[Path], object]) -> None:
    assert follow(old, nothing, lambda: change(old), nothing)[:2] == (2, 2)


def test_no_change_is_no_check_and_waits(old: Path) -> None:
    status, checks, steps = follow(old, *[nothing] * 5)
    assert (status, checks) == (1, 1)
    assert len(steps.waited) == 6
    assert min(steps.waited) >= 0.5


def test_what_is_written_and_what_is_hidden_is_not_watched(old: Path) -> None:
    (old / ".git").mkdir()
    changes = [write(old / "report.json", "{}"), write(old / ".git" / "index", "x")]
    assert follow(old, *changes, written=(str(old / "report.json"),))[1] == 1


def test_what_changed_while_it_was_checked_is_checked_again(old: Path) -> None:
    checks: list[int] = []

    def check() -> Round:
        checks.append(1)
        if len(checks) == 1:
            (old / "a.yaml").write_text("later")
        return Round(0, (str(old),), ())

    assert watch(check, quiet=True, sleep=Steps(nothing)) == 0
    assert len(checks) == 2


def test_a_file_that_is_being_saved_is_left_to_calm(old: Path) -> None:
    file = old / "a.yaml"
    read: list[str] = []

    def check() -> Round:
        read.append(file.read_text())
        return Round(0, (str(old),), ())

    watch(check, quiet=True, sleep=Steps(write(file, ""), write(file, "who"), write(file, "whole"), nothing))
    assert read == ["a", "whole"]


def test_links_in_a_circle_end(old: Path) -> None:
    (old / "loop").symlink_to(old, target_is_directory=True)
    assert list(take_states([str(old)])) == [str(old / "a.yaml")]


def test_interrupted_before_there_is_a_verdict() -> None:
    def check() -> Round:
        raise KeyboardInterrupt

    assert watch(check, quiet=True) == 130


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-", "-c", "c.yaml"], "standard input cannot be watched"),
        (
            ["t.yaml", "-c", "c.yaml", "--write-baseline", "b.json"],
            "`--write-baseline` and `--watch` exclude each other",
        ),
    ],
)
def test_what_cannot_be_done_again_and_again(cli: Cli, arguments: list[str], told: str) -> None:
    done = cli("check", "--watch", *arguments)
    assert (done.status, done.out) == (2, "")
    assert f"error[contradiction]: {told}\n" in done.err


# Tests that run in the background were told to ignore the signal, and a process inherits that.
_RUN = """\
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from archcheck.__main__ import main
main()
"""


class Watcher:
    """``check --watch`` in a process of its own, with all that it writes."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _RUN, "check", "--watch", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def until(self, part: str) -> list[str]:
        """Return the lines up to the first that holds a text."""
        found: list[str] = []
        while True:
            line = self.lines.get(timeout=60)
            assert line is not None, "\n".join(found)
            found.append(line)
            if part in line:
                return found

    def interrupt(self) -> tuple[int, list[str]]:
        """Send what Ctrl-C sends; return the exit status, and what was written after it."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=60)
        rest: list[str] = []
        while (line := self.lines.get(timeout=60)) is not None:
            rest.append(line)
        return status, rest


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Watcher]]:
    started: list[Watcher] = []

    def make(*arguments: str) -> Watcher:
        started.append(Watcher(folder, *arguments))
        return started[-1]

    yield make
    for watcher in started:
        watcher.process.kill()
        watcher.process.wait()
        assert watcher.process.stdout is not None
        watcher.process.stdout.close()


def put(path: Path, text: str) -> None:
    """Put a file in its place at once, so that nobody sees half of it."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text)
    part.replace(path)


def test_a_whole_session(start: Callable[..., Watcher], folder: Path) -> None:
    watcher = start("t.yaml", "-c", "c.yaml", "-o", "report.json")
    assert "FAIL     db-only-via-api  1 finding" in watcher.until("2 held, 1 failed")
    put(folder / "t.yaml", TOPOLOGY.replace("  - {from: browser, to: db, kind: pull}\n", ""))
    watcher.until("3 held, 0 failed")
    put(folder / "t.yaml", "archcheck: topology/v1\ninclude: [more.yaml]\n" + TOPOLOGY.partition("\n")[2])
    assert "error[missing-file]: no such file: `more.yaml`" in watcher.until("nothing was checked")
    put(folder / "more.yaml", "archcheck: topology/v1\nnodes: {printer: {kind: device}}\n")
    assert "FAIL     no-printers      1 finding" in watcher.until("1 held, 2 failed")
    put(folder / "more.yaml", "archcheck: topology/v1\n")
    watcher.until("2 held, 1 failed")
    put(folder / "c.yaml", "archcheck: constraints/v1\nconstraints:\n" + CONSTRAINTS[CONSTRAINTS.index("  no-p") :])
    watcher.until("2 held, 0 failed")
    watcher.until("watching")
    assert watcher.interrupt() == (0, [])
    assert '"verdict": "pass"' in (folder / "report.json").read_text()


def test_the_status_is_that_of_the_last_check_and_the_configuration_is_watched_too(
    start: Callable[..., Watcher], folder: Path
) -> None:
    watcher = start()
    watcher.until("no TOPOLOGY is given")
    watcher.until("watching")
    put(folder / "archcheck.yaml", "archcheck: config/v1\ntopologies: .\nconstraints: c.yaml\n")
    assert "archcheck.yaml changed" in watcher.until("2 held, 1 failed")
    assert watcher.until("watching")[-1] == "watching 3 files; Ctrl-C ends it"
    assert watcher.interrupt() == (1, [])
