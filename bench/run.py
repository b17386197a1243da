"""Measure archcheck, and print what it takes as ratios to yardsticks that are taken in the same run.

``python bench/run.py`` prints the figures; ``--write`` also puts them into bench/README.md.
"""

import gc
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
OUT = ROOT / "build" / "bench"
PLAN = OUT / "plan.json"
TOPOLOGY, CONSTRAINTS, PACKS = OUT / "topology.yaml", OUT / "constraints.yaml", OUT / "packs.yaml"
AS_OF = "2026-01-01"
sys.path.insert(0, str(ROOT))

from bench.inputs import write_constraints, write_packs, write_topology  # noqa: E402
from bench.plans import write_plan  # noqa: E402


class Figure(NamedTuple):
    """A line of the table."""

    what: str
    taken: str
    against: str
    yardstick: str
    figure: float
    target: str
    met: bool


def best(*runs: Callable[[], object], times: int) -> list[float]:
    """Return the shortest time of each, in seconds; taken by turns, so that a busy moment hits all of them."""
    shortest = [float("inf")] * len(runs)
    for _ in range(times):
        for position, run in enumerate(runs):
            gc.collect()
            start = time.perf_counter()
            run()
            shortest[position] = min(shortest[position], time.perf_counter() - start)
    return shortest


def process(*arguments: str) -> Callable[[], object]:
    """Return a run of Python in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}

    def run() -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=True)

    return run


def peak_memory(arguments: Sequence[str]) -> float:
    """Return the peak of resident memory of a process, in MB."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert child.stderr is not None
    told = child.stderr.read().decode()
    child.stderr.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} exited with {child.returncode}\n{told}")
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def ratio(what: str, against: str, times: Sequence[float], target: float, *, strictly: bool = False) -> Figure:
    taken, yardstick = times
    figure = taken / yardstick
    sign = "<" if strictly else "<="
    met = figure < target if strictly else figure <= target
    return Figure(
        what, f"{taken * 1000:,.0f} ms", against, f"{yardstick * 1000:,.0f} ms", figure, f"{sign} {target:g}", met
    )


def measure_plan() -> list[Figure]:
    """Return the figures of a large Terraform plan."""
    write_plan(PLAN)
    importing = ["-m", "archcheck", "import", str(PLAN), "-o", str(OUT / "imported.json")]
    memory = peak_memory(importing)
    reading = process("-c", f"import json; json.load(open({str(PLAN)!r}))")
    what = f"importing a Terraform plan of {PLAN.stat().st_size / 1e6:.0f} MB"
    times = best(process(*importing), reading, times=4)
    peak = Figure("peak memory of that import", f"{memory:,.0f} MB", "", "", memory, "< 500", memory < 500)
    return [ratio(what, '`python -c "json.load(...)"`', times, 25), peak]


def measure() -> tuple[list[Figure], str]:
    """Return the figures, and what the fifty constraints came to."""
    OUT.mkdir(parents=True, exist_ok=True)
    write_topology(TOPOLOGY)
    write_constraints(CONSTRAINTS)
    write_packs(PACKS)
    # Before anything large is in this process: a child begins with the memory of its parent.
    check = ["-m", "archcheck", "check", str(TOPOLOGY), "-c", str(CONSTRAINTS), "--as-of", AS_OF, "--format", "json"]
    memory = peak_memory(check)
    of_plans = measure_plan()
    empty = process("-c", "pass")
    example = ["check", "topologies/compliant.yaml", "-c", "cloud-api-only", "--as-of", AS_OF]
    figures = [
        ratio(
            "`archcheck --version`",
            "`python -c pass`",
            best(process("-m", "archcheck", "--version"), empty, times=15),
            3,
        ),
        ratio(
            "`archcheck check topologies/compliant.yaml -c cloud-api-only`",
            '`python -c "import pydantic, yaml"`',
            best(process("-m", "archcheck", *example), process("-c", "import pydantic, yaml"), times=15),
            2,
        ),
    ]

    import yaml

    import archcheck
    from archcheck.certify import check_runs
    from archcheck.source.collector import paused_collector

    # Warm: whatever is loaded on first use.
    topology = archcheck.load_topology(TOPOLOGY)
    constraints = archcheck.load_constraints(CONSTRAINTS)
    text = TOPOLOGY.read_text(encoding="utf-8")
    loaders = [lambda: archcheck.load_topology(TOPOLOGY), lambda: yaml.load(text, yaml.CSafeLoader)]
    read, yardstick = best(*loaders, times=4)
    reading = "reading 10,000 nodes and 40,000 edges, located and validated"
    figures.append(ratio(reading, "`yaml.load(text, CSafeLoader)`", (read, yardstick), 1))
    day = date.fromisoformat(AS_OF)
    (checked,) = best(lambda: archcheck.check(topology, constraints, as_of=day), times=4)
    figures.append(ratio("50 constraints on paths of it", "reading it", (checked, read), 1, strictly=True))
    packs = archcheck.load_constraints(PACKS)
    (all_packs,) = best(lambda: archcheck.check(topology, packs, as_of=day), times=3)
    figures.append(ratio("all constraints of all packs on it", "reading it", (all_packs, read), 3, strictly=True))
    report = archcheck.check(topology, constraints, as_of=day)
    data = report.to_dict(digests=False)

    def certify() -> None:
        with paused_collector():
            found = check_runs(data, [topology], [constraints])
        if any(each.reason for each in found):
            raise SystemExit("the checker rejects the report")

    (certified,) = best(certify, times=4)
    figures.append(ratio("the checker on the report of the 50", "the check itself", (certified, checked), 1))
    size = len(report.to_json().encode()) / 1e6
    figures.append(Figure("JSON report of the 50", f"{size:.1f} MB", "", "", size, "< 5", size < 5))
    summary = report.runs[0].summary()
    what = "peak memory of that check as a process"
    figures.append(Figure(what, f"{memory:,.0f} MB", "", "", memory, "< 400", memory < 400))
    counts = ", ".join(f"{count} {status}" for status, count in summary.items() if count)
    return [*figures, *of_plans], f"Of the 50 constraints: {counts}."


def table(figures: Sequence[Figure]) -> str:
    lines = ["| what | takes | against | takes | ratio | target | |", "|---|---:|---|---:|---:|---|---|"]
    for each in figures:
        shown = f"{each.figure:.2f}" if each.yardstick else ""
        met = "met" if each.met else "missed"
        lines.append(
            f"| {each.what} | {each.taken} | {each.against} | {each.yardstick} | {shown} | {each.target} | {met} |"
        )
    return "\n".join(lines)


def main() -> None:
    figures, counts = measure()
    python = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores."
    text = f"{table(figures)}\n\n{counts} {python}"
    print(text)
    if "--write" in sys.argv[1:]:
        readme = BENCH / "README.md"
        head, mark, _ = readme.read_text(encoding="utf-8").partition("## The last figures\n")
        readme.write_text(f"{head}{mark}\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
