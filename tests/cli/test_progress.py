"""Progress on a terminal: there while work takes long, nowhere else, and gone when it is done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archcheck.cli.progress import describe
from archcheck.source.progress import Work
from tests.cli.conftest import CONSTRAINTS, TOPOLOGY

pty = pytest.importorskip("pty", reason="there are no pseudo terminals")

ROOT = Path(__file__).resolve().parents[2]
CHECK = ("check", "t.yaml", "-c", "c.yaml", "--color", "never", "--as-of", "2026-11-23")
# Every stage of work waits until the line that tells of it is drawn: nothing here depends on how long anything takes.
SLOW = """
import sys, time
from archcheck.cli import progress
from archcheck.source.progress import Work
progress.AFTER, progress.EVERY = 0.0, 0.005
begin, count, draw = Work.begin, Work.count, progress.Line._draw
told = []
def drawn(line, text):
    draw(line, text)
    told.append(text)
def wait(work):
    line = progress._line
    if line is None or not work.what:
        return
    start = len(told)
    while not any(work.what in each for each in told[start:]) and line._thread.is_alive():
        time.sleep(0.001)
def slow_begin(work, *rest):
    begin(work, *rest)
    wait(work)
def slow_count(work, *rest):
    count(work, *rest)
    wait(work)
progress.Line._draw, Work.begin, Work.count = drawn, slow_begin, slow_count
sys.argv[0] = "archcheck"
from archcheck.__main__ import main
main()
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a topology, constraints, another topology and claims."""
    (tmp_path / "t.yaml").write_text(TOPOLOGY, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(TOPOLOGY.replace("  - {from: job, to: api}\n", ""), encoding="utf-8")
    (tmp_path / "c.yaml").write_text(CONSTRAINTS, encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(
        "archcheck: claims/v1\nclaims:\n  quiet:\n    text: Nothing prints\n"
        '    source: {who: a test, where: here, when: "2026"}\n'
        "    readings: [{title: no printer, constraints: [no-printers]}]\n",
        encoding="utf-8",
    )
    return tmp_path


def run(place: Path, arguments: tuple[str, ...], *, terminal: str = "both", **environment: str) -> tuple[bytes, bytes]:
    """Run slowly with standard error, or both streams, on a terminal of 60 columns; return what both got."""
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    streams = {"both": (slave, slave), "stderr": (subprocess.PIPE, slave), "stdout": (slave, subprocess.PIPE)}[terminal]
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW, *arguments],
        cwd=place,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment},
        stdin=subprocess.DEVNULL,
        stdout=streams[0],
        stderr=streams[1],
    )
    os.close(slave)
    seen = b""
    while True:
        try:
            some = os.read(master, 65536)
        except OSError:  # the other side is closed
            break
        if not some:
            break
        seen += some
    os.close(master)
    out, err = child.communicate(timeout=60)
    return seen, (out or b"") + (err or b"")


def screen(data: bytes) -> str:
    """Return what a terminal shows in the end: a carriage return goes back, and what comes next writes over it."""
    assert b"\x1b" not in data
    shown = []
    for line in data.decode().replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for part in line.split("\r"):
            cells[: len(part)] = part
        shown.append("".join(cells).rstrip())
    return "\n".join(shown)


def plainly(place: Path, arguments: tuple[str, ...]) -> str:
    command = [sys.executable, "-m", "archcheck", *arguments]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False
    )
    return "\n".join(line.rstrip() for line in done.stdout.decode().split("\n"))


@pytest.mark.parametrize(
    ("arguments", "stages"),
    [
        (
            (*CHECK, "-o", "p.dot"),
            ["reading, 1 file", "checking, 0 of 3 constraints", "looking for fixes", "verifying", "writing", "drawing"],
        ),
        (("import", "t.yaml"), ["reading, 1 file", "writing"]),
        (
            ("claims", "claims.yaml", "t.yaml", "-c", "c.yaml", "--color", "never"),
            ["reading, 2 files", "checking, 0 of 1 constraint,", "judging claims, 0 of 1 topology", "writing"],
        ),
        (
            ("coverage", "t.yaml", "-c", "c.yaml", "--color", "never"),
            ["reading, 1 file,", "checking", "trying, 0 of 12 new edges", "deciding, 0 of"],
        ),
        (("drift", "t.yaml", "other.yaml", "--color", "never"), ["reading, 2 files", "comparing"]),
        (
            ("diff", "t.yaml", "other.yaml", "-c", "c.yaml", "--color", "never"),
            ["reading, 3 files", "checking", "comparing, 0 of 1 topology", "writing"],
        ),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_the_line_is_there_and_goes(place: Path, arguments: tuple[str, ...], stages: list[str]) -> None:
    seen, _ = run(place, arguments)
    text = seen.decode()
    for stage in stages:
        assert f"\rarchcheck: {stage}" in text, stage
    assert screen(seen) == plainly(place, arguments)


def test_standard_output_may_be_a_pipe(place: Path) -> None:
    seen, out = run(place, CHECK, terminal="stderr")
    assert "\rarchcheck: checking, 0 of 3 constraints, 0 s" in seen.decode()
    assert screen(seen) == ""
    assert out.decode() == plainly(place, CHECK)


def test_it_is_gone_before_an_error_is_told(place: Path) -> None:
    arguments = ("check", "t.yaml", "-c", "none.yaml", "--color", "never")
    seen, _ = run(place, arguments)
    assert "\rarchcheck: reading" in seen.decode()
    assert screen(seen) == plainly(place, arguments)


@pytest.mark.parametrize(
    ("terminal", "more", "environment"),
    [
        ("stdout", (), {}),
        ("both", (), {"CI": "true"}),
        ("both", (), {"TERM": "dumb"}),
        ("both", ("--quiet",), {}),
    ],
    ids=["pipe", "CI", "dumb", "quiet"],
)
def test_nowhere_else(place: Path, terminal: str, more: tuple[str, ...], environment: dict[str, str]) -> None:
    seen, piped = run(place, (*CHECK, *more), terminal=terminal, **environment)
    assert b"archcheck: " not in seen + piped
    assert b"\r" not in seen.replace(b"\r\n", b"\n")
    assert screen(seen) == plainly(place, (*CHECK, *more))


def test_a_command_without_long_work_says_nothing(place: Path) -> None:
    seen, _ = run(place, ("rules", "--color", "never"))
    assert b"archcheck: " not in seen


def test_what_the_line_says() -> None:
    work = Work()
    work.count("reading", "file")
    assert describe(work, 1) == "archcheck: reading, 1 file, 1 s"
    work.count("reading", "file")
    assert describe(work, 2) == "archcheck: reading, 2 files, 2 s"
    work.begin("trying", "new edge", 9900)
    assert work.did("what it came to") == "what it came to"
    work.done += 1233
    assert describe(work, 12) == "archcheck: trying, 1,234 of 9,900 new edges, 12 s"
    work.begin("comparing", "topology", 2)
    assert describe(work, 3) == "archcheck: comparing, 0 of 2 topologies, 3 s"
    work.begin("looking for fixes")
    assert describe(work, 4) == "archcheck: looking for fixes, 4 s"
    work.rest()
    assert work.what == ""
