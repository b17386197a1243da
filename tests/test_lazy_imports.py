"""What a command does not need, it does not load: start-up time is most of the time of a small check."""

import json
import os
import subprocess
import sys
from pathlib import Path

from archcheck.cli.formats import REPORTS

ROOT = Path(__file__).parents[1]
HEAVY = {"graphviz", "networkx", "numpy", "pydantic", "pygraphviz", "rich"}

_RUN = """
import json, pathlib, sys
report = pathlib.Path(sys.argv.pop(1))
sys.argv[0] = "archcheck"
from archcheck.__main__ import main
status = 0
try:
    status = main()
except SystemExit as stop:
    status = stop.code
report.write_text(json.dumps({"status": status or 0, "modules": sorted(sys.modules)}))
"""


def run(tmp_path: Path, *arguments: str) -> tuple[int, set[str]]:
    """Run the command line in a process of its own; return its exit status and the packages that it loaded,
    and of archcheck its modules."""
    report = tmp_path / "report.json"
    command = [sys.executable, "-c", _RUN, str(report), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert report.exists(), done.stderr
    told = json.loads(report.read_text())
    names = {name.partition(".")[0] for name in told["modules"]}
    return told["status"], names | {name for name in told["modules"] if name.startswith("archcheck.")}


def test_version_loads_nothing_but_the_standard_library(tmp_path: Path) -> None:
    status, loaded = run(tmp_path, "--version")
    assert status == 0
    assert "archcheck" in loaded
    assert loaded.isdisjoint({*HEAVY, "yaml", "typer", "click"})


def test_check_loads_no_drawing_and_no_graph_library(tmp_path: Path) -> None:
    status, loaded = run(tmp_path, "check", "topologies", "-c", "constraints/cloud-api-only.yaml")
    assert status in {0, 1}
    assert {"archcheck", "yaml"} <= loaded
    assert loaded.isdisjoint(HEAVY)


def test_check_loads_no_format_that_is_not_asked_for(tmp_path: Path) -> None:
    check = ("check", "topologies/compliant.yaml", "-c", "constraints/cloud-api-only.yaml")
    modules = {f"archcheck.report.{report.module}" for report in REPORTS}
    assert run(tmp_path, *check)[1] & modules == {"archcheck.report.text"}
    for report in REPORTS:
        loaded = run(tmp_path, *check, "-o", f"{report.name}:{os.devnull}", "--quiet")[1]
        assert loaded & modules == {"archcheck.report.text", f"archcheck.report.{report.module}"}
        assert loaded.isdisjoint(HEAVY)


def test_importing_the_package_loads_no_module_of_it() -> None:
    code = "import sys, archcheck; print([name for name in sys.modules if name.startswith('archcheck.')])"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout == "[]\n"
