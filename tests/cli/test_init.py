"""``archcheck init``: what it writes checks at once, and it replaces nothing."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from archcheck.cli.init import FILES, SCHEMAS
from tests.cli.conftest import Cli


@pytest.fixture(autouse=True)
def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def listing(folder: Path) -> dict[str, str | None]:
    """Return everything below a folder with its text, None for folders and links that lead nowhere."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else None for path in folder.rglob("*")
    }


def test_what_it_writes_checks_at_once_and_shows_a_violation_where_it_says_so(cli: Cli, folder: Path) -> None:
    done = cli("init")
    assert (done.status, done.out) == (0, "")
    assert done.err == (
        "wrote archcheck.yaml\nwrote architecture/system.yaml\nwrote architecture/rules.yaml\n"
        "wrote .archcheck/config.json, .archcheck/topology.json, .archcheck/constraints.json, by which editors know "
        "what may be written\n`archcheck check` checks them\n"
    )
    assert set(listing(folder)) == {*FILES, *SCHEMAS, "architecture", ".archcheck"}
    done = cli("check", "--strict", "--fail-on", "warning", "--as-of", "2026-06-01")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "architecture/system.yaml: 4 nodes, 3 edges, 2 constraints, as of 2026-06-01\n\n"
        "PASS     database-behind-gateway  Whoever is outside reaches a database only through the gateway\n"
        "PASS     outside-stays-outside    Nothing outside is connected to what lies behind the gateway\n"
        "2 held, 0 failed, 0 waived, 0 vacuous\n"
    )
    system = folder / "architecture" / "system.yaml"
    system.write_text(system.read_text().replace("  # - {from", "  - {from"))
    done = cli("check")
    assert done.status == 1
    assert "FAIL     database-behind-gateway" in done.out
    assert "FAIL     outside-stays-outside" in done.out


def test_quiet_says_nothing(cli: Cli) -> None:
    assert cli("init", "--quiet") == (0, "", "")


@pytest.mark.parametrize("name", [*FILES, *SCHEMAS, "archcheck.yml"])
@pytest.mark.parametrize("link", [False, True])
def test_it_replaces_nothing_and_then_writes_nothing(cli: Cli, folder: Path, name: str, link: bool) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if link:
        path.symlink_to("nowhere")
    else:
        path.write_text("mine\n")
    before = listing(folder)
    done = cli("init")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"error[file-exists]: `{name}` is there already, and nothing is replaced\n")
    assert listing(folder) == before


def test_a_project_that_configures_archcheck_gets_no_second_configuration(cli: Cli, folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "archcheck-user"\n')
    assert cli("init").status == 0
    for name in (*FILES, *SCHEMAS):
        (folder / name).unlink()
    (folder / "pyproject.toml").write_text("[tool.archcheck]\nstrict = true\n")
    assert cli("init").err.startswith("error[file-exists]: `pyproject.toml` configures archcheck already\n")
    (folder / "pyproject.toml").write_text("[tool.archcheck]\nstrict = nope\n")
    assert cli("init").err.startswith("error[syntax]: this is not TOML")
    assert not (folder / FILES[0]).exists()


def test_where_a_file_cannot_be_written_none_is_left(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_open = Path.open

    def refuse(self: Path, *arguments: Any, **named: Any) -> Any:
        if self.name == "rules.yaml":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return real_open(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_bytes", lambda self: b"x")
    done = cli("init")
    assert (done.status, done.out) == (4, "")
    assert done.err == "archcheck: cannot write `architecture/rules.yaml`: No space left on device\n"
    assert listing(folder) == {}


def test_a_file_where_a_folder_is_needed_is_told(cli: Cli, folder: Path) -> None:
    (folder / "architecture").write_text("mine\n")
    done = cli("init")
    assert (done.status, done.err) == (4, "archcheck: cannot write `architecture`: File exists\n")
    assert listing(folder) == {"architecture": "mine\n"}
