"""The same input gives the same bytes, whatever the hash seed, locale, time zone, folder and order of arguments."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archcheck.cli.formats import REPORTS_BY_NAME

ROOT = Path(__file__).parents[1]
TOPOLOGIES = ("topologies/indirect-middleware.yaml", "topologies/edge-weights.yaml", "topologies/own.yaml")
FILES = tuple(REPORTS_BY_NAME)
"""Every format of reports, each written to a file of its name."""
PACKS = ("cloud-api-only", "red-lines", "topologies/own-rules.yaml")

# Names beyond ASCII, warnings, several groups, cycles and findings at once: whatever a set could shuffle.
OWN = """\
archcheck: topology/v1
name: Schlüssel
zones: {ä: {labels: {t: 1}}, z: {labels: {t: "1"}}, 日本: {labels: {t: true}}}
nodes:
  é: {kind: app, zone: ä, tags: [b, a, c], labels: {zulu: 1, alpha: 2}}
  β: {kind: app, zone: z, stateful: false}
  名: {kind: store, zone: 日本}
  hub: {kind: bus, labels: {t: [x, y]}}
edges:
  - {from: {kind: app}, to: hub}
  - {from: hub, to: {id: '*'}, kind: push}
  - {from: 名, to: [é, β], kind: pull}
  - {from: 名, to: β}
"""
RULES = """\
archcheck: constraints/v1
sets: {apps: {kind: ap}, all: {any: [{set: apps}, {tags: d}, {labels: {zulo: 1}}, {zone: ö}, nobody]}}
constraints:
  groups: {rule: isolation, by: labels.t, along: flow}
  zones: {rule: isolation, by: zone}
  cycles: {rule: acyclic, by: kind}
  nodes: {rule: acyclic}
  all: {rule: forbidden-path, from: '*', to: '*', along: flow}
  none: {rule: forbidden-path, from: {set: all}, to: '*'}
  must: {rule: attributes, match: '*', must: {tags: [a, b]}}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project elsewhere."""
    folder = tmp_path_factory.mktemp("els ewhere") / "project"
    for name in ("archcheck", "constraints", "topologies"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "topologies" / "own.yaml").write_text(OWN, encoding="utf-8")
    (folder / "topologies" / "own-rules.yaml").write_text(RULES, encoding="utf-8")
    return folder


def run(project: Path, environment: dict[str, str], *, reverse: bool = False) -> dict[str, bytes]:
    """Check the topologies in a process of its own, and return all that it wrote, by name."""
    topologies, packs = list(TOPOLOGIES), [option for pack in PACKS for option in ("-c", pack)]
    if reverse:
        topologies, packs = topologies[::-1], [option for pack in PACKS[::-1] for option in ("-c", pack)]
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
    out = project / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "archcheck", "check", *topologies, *packs, "--as-of", "2026-11-23", "--verbose"]
        + [option for name in FILES for option in ("-o", f"{name}:out/{name}")]
        + ["-o", "out/p.dot"],
        cwd=project,
        env={**inherited, "PYTHONPATH": str(project), **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    files = {path.name: path.read_bytes() for path in sorted(out.iterdir())}
    return {"stdout": done.stdout, "stderr": done.stderr, **files}


@pytest.fixture(scope="module")
def expected(project: Path) -> dict[str, bytes]:
    """Return what is written with nothing unusual."""
    return run(project, {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"})


def test_all_of_it_is_there(expected: dict[str, bytes]) -> None:
    dots = {f"p-{Path(name).stem}.dot" for name in TOPOLOGIES}
    assert set(expected) == {"stdout", "stderr", *FILES, *dots}
    assert expected["stderr"] == b""
    assert "`名` reaches `é`".encode() in expected["stdout"]
    assert all(expected[name].startswith(b"digraph") for name in dots)
    assert all("warning[no-such-" in expected[name].decode() for name in ("stdout", "text"))


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "42", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "42", "LC_ALL": "POSIX", "TZ": "America/Adak", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "COLUMNS": "40", "PYTHONOPTIMIZE": "1"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_environment(project: Path, expected: dict[str, bytes], environment: dict[str, str]) -> None:
    assert run(project, environment) == expected


@pytest.mark.parametrize("seed", ["0", "42"])
def test_order_of_arguments(project: Path, expected: dict[str, bytes], seed: str) -> None:
    assert run(project, {"PYTHONHASHSEED": seed}, reverse=True) == expected


def test_folder(project: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    elsewhere = tmp_path / "a" / "b"
    shutil.copytree(project, elsewhere)
    assert run(elsewhere, {"PYTHONHASHSEED": "7"}) == expected


def test_no_absolute_path(project: Path, expected: dict[str, bytes]) -> None:
    for data in expected.values():
        for path in (project, project.parent.parent, ROOT, Path(sys.prefix)):
            assert os.fsencode(path) not in data


def test_no_absolute_path_in_errors(project: Path) -> None:
    (project / "bad.yaml").write_text("archcheck: topology/v1\ninclude: [none.yaml]\nnodes: {a: {kind: x, zone: z}}\n")
    command = [sys.executable, "-m", "archcheck", "check", "none.yaml", "bad.yaml", "-c", "no-such-pack"]
    done = subprocess.run(
        command, cwd=project, env={"PYTHONPATH": str(project)}, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.endswith(b" errors; nothing was checked\n")
    for path in (project, ROOT, Path(sys.prefix)):
        assert os.fsencode(path) not in done.stderr
