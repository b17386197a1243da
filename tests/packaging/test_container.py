"""The container: pinned, from the locks, nobody in particular; and the locks say what the great one says."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def instructions() -> list[tuple[str, str]]:
    """Return the instructions, each on one line, without comments."""
    text = re.sub(r"^#.*\n", "", FILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [(words[0], words[2].strip()) for words in (line.partition(" ") for line in text.splitlines()) if words[0]]


def copied() -> dict[str, str]:
    """Return what is copied from the context, each with its place."""
    places: dict[str, str] = {}
    for name, rest in instructions():
        *sources, place = shlex.split(rest)
        if name == "COPY" and not rest.startswith("--from"):
            places |= {source: place + Path(source).name if place.endswith("/") else place for source in sources}
    return places


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the packages of a lock: version and hashes by name."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==(\S+)((?:[^\n]*\\\n)+[^\n]*)", text, re.MULTILINE)
    return {package: (version, frozenset(re.findall(r"sha256:\w{64}", rest))) for package, version, rest in found}


def needed(*asked: str) -> set[str]:
    """Return the names of all packages that these need here, themselves included."""
    found: set[str] = set()
    waiting = [Requirement(each) for each in asked]
    while waiting:
        need = waiting.pop()
        name = canonicalize_name(need.name)
        if name not in found and (need.marker is None or need.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += map(Requirement, distribution(need.name).requires or ())
    return found


def test_every_stage_is_of_one_base_that_is_pinned_by_digest() -> None:
    bases = {rest.split()[0] for name, rest in instructions() if name == "FROM"}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim@sha256:[0-9a-f]{64}", bases.pop())


def test_it_runs_as_nobody_in_particular() -> None:
    names = [name for name, _ in instructions()]
    assert [rest for name, rest in instructions() if name == "USER"] == ["65532:65532"]
    assert "RUN" not in names[names.index("USER") :]
    assert instructions()[-2:] == [("ENTRYPOINT", '["archcheck"]'), ("CMD", '["check"]')]


def test_every_package_is_installed_from_a_lock_or_not_from_an_index() -> None:
    steps = [step for name, rest in instructions() if name == "RUN" for step in rest.split("&&")]
    pip = [step for step in steps if re.search(r"pip\b.* (install|wheel)\b", step)]
    assert len(pip) == 4
    assert all("--require-hashes" in step or "--no-index" in step for step in pip)
    for name, rest in instructions():
        if name == "RUN":
            subprocess.run(["bash", "-n", "-c", rest], check=True)


def test_the_context_holds_what_is_copied_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert kept == set(copied())
    assert lines[1] == "*"
    assert all((ROOT / name).exists() for name in kept)


@pytest.mark.parametrize(
    ("name", "asked"), [("run", PROJECT["project"]["dependencies"]), ("build", PROJECT["build-system"]["requires"])]
)
def test_the_small_locks_are_parts_of_the_great_one_and_whole(name: str, asked: list[str]) -> None:
    great, small = locked("dev"), locked(name)
    assert {package: small[package] for package in small} == {package: great.get(package) for package in small}
    assert all(hashes for _, hashes in small.values())
    assert set(small) == needed(*asked)


@pytest.mark.slow
def test_the_wheel_can_be_built_of_what_is_copied(tmp_path: Path) -> None:
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns("__pycache__")
    for name, place in copied().items():
        target = source / Path(place).relative_to("/source")
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=ignored)
        else:
            shutil.copy(ROOT / name, target)
    steps = [step for _, rest in instructions() for step in re.findall(r"/build/bin/pip (wheel .*?) &&", rest)]
    (step,) = steps
    step = step.replace("/wheels", str(tmp_path / "wheels")).replace("/source", str(source))
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *shlex.split(step)]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=300)
    (wheel,) = (tmp_path / "wheels").iterdir()
    target = tmp_path / "target"
    shutil.unpack_archive(wheel, target, "zip")
    done = subprocess.run(
        [sys.executable, "-m", "archcheck", "packs", "--quiet"], cwd=target, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == sorted(path.stem for path in (ROOT / "constraints").glob("*.yaml"))
