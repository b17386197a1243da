"""Every command that writes, into every place that takes nothing: exit status 4, one line, and no half file."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from archcheck.cli import output
from archcheck.cli.app import app
from archcheck.cli.formats import REPORTS
from archcheck.draw import ENDINGS
from tests.bad_input.command_line import GOOD, CommandLine, is_root

resource = pytest.importorskip("resource", reason="limits of a process are a matter of POSIX")

ROOT = Path(__file__).resolve().parents[2]
CHECK = ("check", "topology.yaml", "-c", "constraints.yaml")
CLAIMS = """\
archcheck: claims/v1
claims:
  quiet:
    text: Nothing here is armed
    source: {who: a test, where: here, when: "2026"}
    readings: [{title: no weapon, constraints: [no-weapons]}]
"""
FILES: dict[str, tuple[str, ...]] = {
    **{f"check {each.name}": (*CHECK, "-o", f"{each.name}:OUT") for each in REPORTS},
    **{f"check {kind}": (*CHECK, "-o", f"{kind}:OUT") for kind in dict.fromkeys(ENDINGS.values())},
    "check baseline": (*CHECK, "--write-baseline", "OUT"),
    **{f"draw {kind}": ("draw", "topology.yaml", "-o", f"{kind}:OUT") for kind in dict.fromkeys(ENDINGS.values())},
    **{f"diff {kind}": ("diff", "topology.yaml", "other.yaml", "-o", f"{kind}:OUT") for kind in ("json", "markdown")},
    **{f"drift {kind}": ("drift", "topology.yaml", "other.yaml", "-o", f"{kind}:OUT") for kind in ("json", "svg")},
    **{f"import {kind}": ("import", "topology.yaml", "-o", f"{kind}:OUT") for kind in ("yaml", "json")},
    "claims": ("claims", "claims.yaml", "topology.yaml", "-c", "constraints.yaml", "-o", "json:OUT"),
    "coverage": ("coverage", "topology.yaml", "-c", "constraints.yaml", "-o", "json:OUT"),
}
"""Every command that writes files, once a format, with the file as ``OUT``."""
PRINTS: dict[str, tuple[str, ...]] = {
    **{f"check {each.name}": (*CHECK, "-f", each.name) for each in REPORTS if each.printed},
    "claims": ("claims", "claims.yaml", "topology.yaml", "-c", "constraints.yaml"),
    "completion": ("completion", "bash"),
    "coverage": ("coverage", "topology.yaml", "-c", "constraints.yaml"),
    "diff": ("diff", "topology.yaml", "other.yaml"),
    "drift": ("drift", "topology.yaml", "other.yaml"),
    "explain": ("explain", "only-via"),
    "fix": ("fix", "topology.yaml", "-c", "constraints.yaml"),
    "help": ("--help",),
    "import": ("import", "topology.yaml", "-o", "-"),
    "margin": ("margin", "topology.yaml", "-c", "constraints.yaml"),
    "packs": ("packs",),
    "path": ("path", "topology.yaml", "app", "api"),
    "rules": ("rules",),
    "schema": ("schema", "topology"),
    "verify": ("verify", "report.json", "topology.yaml", "-c", "constraints.yaml"),
    "version": ("--version",),
}
"""Every command that prints."""
SILENT = {"draw", "init", "lsp"}
"""Commands that print nothing: two write files, and one talks to an editor."""


@pytest.fixture
def line(command_line: CommandLine) -> CommandLine:
    """A command line in a folder that has what every command asks for."""
    prepare(command_line.folder)
    return command_line


def prepare(folder: Path) -> None:
    """Write what the commands ask for into a folder."""
    for name, source in GOOD.items():
        (folder / name).write_bytes(source.read_bytes())
    text = (folder / "topology.yaml").read_text(encoding="utf-8")
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    (folder / "claims.yaml").write_text(CLAIMS, encoding="utf-8")


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return what is in a folder, hidden files included."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(line: CommandLine, arguments: tuple[str, ...], place: str, reason: str) -> None:
    """Run a command that cannot write its file: one line says so, and all files are what they were."""
    before = contents(line.folder)
    done = line.run(*(each.replace("OUT", place) for each in arguments))
    assert (done.status, done.stdout, done.stderr) == (4, "", f"archcheck: cannot write `{place}`: {reason}\n")
    assert contents(line.folder) == before


def test_every_command_is_tried() -> None:
    names = {each.name or each.callback.__name__.rstrip("_") for each in app.registered_commands if each.callback}
    assert {arguments[0] for arguments in PRINTS.values()} | SILENT == names | {"--help", "--version"}
    assert {arguments[0] for arguments in FILES.values()} >= {"check", "draw", "diff", "drift", "import", "claims"}


@pytest.mark.parametrize("arguments", FILES.values(), ids=FILES)
class TestFile:
    def test_it_is_written_where_all_is_well(self, line: CommandLine, arguments: tuple[str, ...]) -> None:
        done = line.run(*(each.replace("OUT", "out") for each in arguments))
        assert done.status == 0, done.stderr
        assert (line.folder / "out").stat().st_size > 0
        assert not [path for path in line.folder.iterdir() if path.name.startswith(".")]

    def test_a_folder(self, line: CommandLine, arguments: tuple[str, ...]) -> None:
        (line.folder / "folder").mkdir()
        refused(line, arguments, "folder", "it is a folder")

    def test_no_folder(self, line: CommandLine, arguments: tuple[str, ...]) -> None:
        refused(line, arguments, "no/where/out", "there is no folder `no/where`")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_a_full_device(self, line: CommandLine, arguments: tuple[str, ...]) -> None:
        refused(line, arguments, "/dev/full", "No space left on device")

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
    def test_a_file_system_that_takes_no_files(self, line: CommandLine, arguments: tuple[str, ...]) -> None:
        refused(line, arguments, "/proc/out", "No such file or directory")

    @pytest.mark.skipif(is_root(), reason="every file can be written by root")
    def test_a_file_that_may_not_be_written(self, line: CommandLine, arguments: tuple[str, ...]) -> None:
        (line.folder / "out").write_text("mine", encoding="utf-8")
        (line.folder / "out").chmod(0o444)
        refused(line, arguments, "out", "Permission denied")

    @pytest.mark.skipif(is_root(), reason="every folder can be written by root")
    def test_a_folder_that_may_not_be_written(self, line: CommandLine, arguments: tuple[str, ...]) -> None:
        (line.folder / "locked").mkdir(mode=0o500)
        refused(line, arguments, "locked/out", "Permission denied")

    def test_a_disk_that_is_full_half_way(
        self, line: CommandLine, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was there stays there, whole."""
        (line.folder / "out").write_text("what was there before", encoding="utf-8")
        monkeypatch.setattr(output, "write_files", _in_little_room(output.write_files))
        refused(line, arguments, "out", "File too large")


def _in_little_room(write: Callable[[Mapping[str, str | bytes]], None]) -> Callable[[Mapping[str, str | bytes]], None]:
    def limited(files: Mapping[str, str | bytes]) -> None:
        with _little_room():
            write(files)

    return limited


@contextmanager
def _little_room() -> Iterator[None]:
    """Let no file of this process grow beyond a few bytes, which is how a disk is full for it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class TestInit:
    def test_a_disk_that_is_full_half_way(self, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
        create = output.create_files

        def limited(files: Mapping[str, bytes]) -> None:
            with _little_room():
                create(files)

        monkeypatch.setattr(output, "create_files", limited)
        before = contents(command_line.folder)
        done = command_line.run("init")
        assert (done.status, done.stdout) == (4, "")
        assert done.stderr == "archcheck: cannot write `archcheck.yaml`: File too large\n"
        assert contents(command_line.folder) == before
        assert not (command_line.folder / "architecture").exists()

    @pytest.mark.skipif(is_root(), reason="every folder can be written by root")
    def test_a_folder_that_may_not_be_written(self, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
        (command_line.folder / "locked").mkdir(mode=0o500)
        monkeypatch.chdir(command_line.folder / "locked")
        done = command_line.run("init")
        assert done.stderr == "archcheck: cannot write `archcheck.yaml`: Permission denied\n"
        assert done.status == 4

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
    def test_a_file_system_that_takes_no_files(
        self, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir("/proc")
        done = command_line.run("init")
        assert done.stderr == "archcheck: cannot write `archcheck.yaml`: No such file or directory\n"
        assert done.status == 4


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has what every command asks for, for processes of their own."""
    folder = tmp_path_factory.mktemp("prints")
    prepare(folder)
    with (folder / "report.json").open("wb") as report:
        assert _run(folder, (*CHECK, "-f", "json"), report) == (0, "")
    return folder


def _run(folder: Path, arguments: tuple[str, ...], stdout: object) -> tuple[int, str]:
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "archcheck", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,  # type: ignore[call-overload]
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("arguments", PRINTS.values(), ids=PRINTS)
class TestStandardOutput:
    def test_nobody_reads(self, place: Path, arguments: tuple[str, ...]) -> None:
        """As in ``| head -c1``, where the reader has gone before all is written."""
        reading, writing = os.pipe()
        os.close(reading)
        try:
            done = _run(place, arguments, writing)
        finally:
            os.close(writing)
        assert done == (4, "archcheck: cannot write to standard output: Broken pipe\n")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_no_room(self, place: Path, arguments: tuple[str, ...]) -> None:
        with Path("/dev/full").open("wb") as full:
            done = _run(place, arguments, full)
        assert done == (4, "archcheck: cannot write to standard output: No space left on device\n")
