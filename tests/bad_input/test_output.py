"""Output that cannot be written: exit status 4, one line, no traceback, and nothing half written."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_input.command_line import GOOD, is_root

ROOT = Path(__file__).resolve().parents[2]
CHECK = f"{sys.executable} -m archcheck check topology.yaml -c constraints.yaml"
FULL = "archcheck: cannot write to standard output: No space left on device\n"

full_device = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with good documents."""
    for name, source in GOOD.items():
        (tmp_path / name).write_bytes(source.read_bytes())
    return tmp_path


def shell(command: str, folder: Path) -> tuple[int, str, str]:
    """Run a line of the shell in a process of its own; return its exit status and what it printed."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


@full_device
@pytest.mark.parametrize("arguments", ["", "--format json"])
def test_standard_output_is_full(arguments: str, folder: Path) -> None:
    assert shell(f"{CHECK} {arguments} > /dev/full", folder) == (4, "", FULL)


@full_device
@pytest.mark.parametrize("command", ["--help", "rules", "packs", "schema topology", "explain only-via"])
def test_other_commands_into_a_full_device(command: str, folder: Path) -> None:
    status, _, said = shell(f"{sys.executable} -m archcheck {command} > /dev/full", folder)
    assert status == 4
    assert said in {FULL, ""}


def test_standard_output_is_closed(folder: Path) -> None:
    status, _, said = shell(f"{CHECK} >&-", folder)
    assert (status, said) == (4, "archcheck: cannot write to standard output: it is closed\n")


def test_nobody_reads(folder: Path) -> None:
    status, _, said = shell(f"({CHECK}; echo $? > status) | true; cat status >&2", folder)
    assert status == 0
    assert said in {"archcheck: cannot write to standard output: Broken pipe\n4\n", "0\n"}


def test_standard_error_is_closed(folder: Path) -> None:
    (folder / "topology.yaml").write_text("archcheck: topology/v1\nnodes: 1\n", encoding="utf-8")
    assert shell(f"{CHECK} 2>&-", folder) == (2, "", "")


@full_device
def test_standard_error_is_full(folder: Path) -> None:
    (folder / "topology.yaml").write_text("archcheck: topology/v1\nnodes: 1\n", encoding="utf-8")
    assert shell(f"{CHECK} 2> /dev/full", folder) == (2, "", "")


@full_device
def test_output_file_is_a_full_device(folder: Path) -> None:
    assert shell(f"{CHECK} -o /dev/full", folder) == (
        4,
        "",
        "archcheck: cannot write `/dev/full`: No space left on device\n",
    )


def test_name_of_the_output_file_too_long(folder: Path) -> None:
    name = "n" * 251 + ".json"
    status, printed, said = shell(f"{CHECK} -o out.json -o {name}", folder)
    assert (status, printed) == (4, "")
    assert said.count("\n") == 1
    assert "File name too long" in said
    assert sorted(path.name for path in folder.iterdir()) == sorted(GOOD)


@pytest.mark.skipif(is_root(), reason="every folder can be written by root")
def test_output_folder_that_cannot_be_written(folder: Path) -> None:
    locked = folder / "locked"
    locked.mkdir(mode=0o500)
    status, printed, said = shell(f"{CHECK} -o out.json -o locked/out.json", folder)
    assert (status, printed, said) == (4, "", "archcheck: cannot write `locked/out.json`: Permission denied\n")
    assert not (folder / "out.json").exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
def test_output_folder_that_takes_no_files(folder: Path) -> None:
    status, printed, said = shell(f"{CHECK} -o out.json -o /proc/out.json", folder)
    assert (status, printed) == (4, "")
    assert said.startswith("archcheck: cannot write `/proc/out.json`: ")
    assert said.count("\n") == 1
    assert not (folder / "out.json").exists()


def test_files_appear_where_all_is_well(folder: Path) -> None:
    status, printed, said = shell(f"{CHECK} -o out.json", folder)
    assert (status, said) == (0, "")
    assert "no-weapons" in printed
    assert (folder / "out.json").read_text(encoding="utf-8").startswith("{")
