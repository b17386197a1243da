"""The wheel, built and installed as a user would have it: away from the repository, with nothing but its own files."""

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

import networkx
import pygraphviz
import pytest
import typer
import yaml
from packaging.requirements import Requirement

import archcheck

ROOT = Path(__file__).parents[2]
VERSION = archcheck.__version__

# One process builds, whatever number of them runs the tests.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def run(*command: str | Path, cwd: Path, status: int = 0) -> str:
    """Run a command without the repository in its search path; return its standard output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    environment["PIP_CONFIG_FILE"] = os.devnull
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == status, f"{command} exited with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def shipped(folder: str) -> set[str]:
    """Return the files of a folder of the repository relative to the root, no caches, installs or hidden files."""
    files = (path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file())
    return {
        path.as_posix()
        for path in files
        if {"__pycache__", "node_modules"}.isdisjoint(path.parts)
        and not any(part.startswith(".") for part in path.parts)
    }


def needs(metadata: Message, *extras: str) -> list[Requirement]:
    """Return what the installed package needs, with some of its extras."""
    every = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    return [
        need for need in every if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras)
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the source distribution, and the wheel from it; return both."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder / f"archcheck-{VERSION}.tar.gz", folder / f"archcheck-{VERSION}-py3-none-any.whl"


@pytest.fixture(scope="module")
def metadata(built: tuple[Path, Path]) -> Message:
    with zipfile.ZipFile(built[1]) as wheel:
        return HeaderParser().parsestr(wheel.read(f"archcheck-{VERSION}.dist-info/METADATA").decode())


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment; return the folder of its programs."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", built[1], cwd=folder)
    # The dependencies come from the environment that runs the tests, so that no network is needed. A folder that a .pth
    # file names comes last and has its own .pth files ignored, an editable install of archcheck among them.
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    dependencies = {str(Path(str(module.__file__)).parents[1]) for module in (networkx, pygraphviz, typer, yaml)}
    (site / "dependencies.pth").write_text("\n".join(sorted(dependencies)) + "\n")
    return programs


def test_the_wheel_holds_the_package_and_what_is_shipped_with_it_and_nothing_else(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        information = {name.partition(".dist-info/")[2] for name in wheel.namelist() if ".dist-info/" in name}
    data = shipped("constraints") | shipped("overlays") | shipped("schemas") | shipped("topologies")
    assert names == shipped("archcheck") | {f"archcheck/{name}" for name in data}
    assert "archcheck/py.typed" in names
    assert any(name.startswith("archcheck/constraints/") for name in names)
    assert any(name.startswith("archcheck/topologies/") for name in names)
    assert information == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def test_the_source_distribution_can_be_tested(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "Makefile", "PKG-INFO", "README.md", "pyproject.toml", "requirements/dev.lock"} <= names
    assert "action.yml" in names
    for folder in ("archcheck", "constraints", "overlays", "schemas", "templates", "tests", "topologies", "waivers"):
        assert shipped(folder) <= names


def test_the_metadata(metadata: Message) -> None:
    assert metadata["Name"] == "archcheck"
    assert metadata["Version"] == VERSION
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert {need.name for need in needs(metadata)} == {"networkx", "pygraphviz", "pyyaml", "typer"}


def test_the_lowest_versions_are_the_lower_bounds(metadata: Message) -> None:
    bounds = {
        f"{need.name}=={bound.version}"
        for need in needs(metadata, "lsp")
        for bound in need.specifier
        if bound.operator == ">="
    }
    lines = (ROOT / "requirements" / "lowest.txt").read_text().splitlines()
    assert {line.lower() for line in lines if not line.startswith("#")} == bounds


def test_the_installed_program_knows_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "archcheck", "--version", cwd=tmp_path) == f"archcheck {VERSION}\n"
    place = run(installed / "python", "-c", "import archcheck; print(archcheck.__file__)", cwd=tmp_path).strip()
    assert Path(place).is_relative_to(installed.parent)


def test_the_installed_package_brings_its_plugin_for_pytest(installed: Path, tmp_path: Path) -> None:
    code = "from importlib.metadata import distribution as found; print(found('archcheck').entry_points)"
    told = run(installed / "python", "-c", code, cwd=tmp_path)
    assert "EntryPoint(name='archcheck', value='archcheck.pytest_plugin', group='pytest11')" in told


def test_the_installed_program_lists_every_pack(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "archcheck", "packs", cwd=tmp_path)
    packs = {path.stem for path in (ROOT / "constraints").glob("*.yaml")}
    assert packs
    assert {pack for pack in packs if pack not in listed} == set()


@pytest.mark.parametrize(("topology", "status"), [("compliant", 0), ("direct-integration", 1)])
def test_the_installed_program_checks_a_shipped_topology(
    installed: Path, tmp_path: Path, topology: str, status: int
) -> None:
    code = "import archcheck, pathlib; print(pathlib.Path(archcheck.__file__).parent / 'topologies')"
    topologies = Path(run(installed / "python", "-c", code, cwd=tmp_path).strip())
    command = (installed / "archcheck", "check", topologies / f"{topology}.yaml", "-c", "cloud-api-only")
    assert re.search("PASS +model-only-via-cloud-api", run(*command, cwd=tmp_path, status=status))
