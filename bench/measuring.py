"""How figures are taken: the shortest of several runs, as ratios to yardsticks of the same run."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build" / "bench"


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


def table(figures: Sequence[Figure]) -> str:
    lines = ["| what | takes | against | takes | ratio | target | |", "|---|---:|---|---:|---:|---|---|"]
    for each in figures:
        shown = f"{each.figure:.2f}" if each.yardstick else ""
        met = "met" if each.met else "missed"
        lines.append(
            f"| {each.what} | {each.taken} | {each.against} | {each.yardstick} | {shown} | {each.target} | {met} |"
        )
    return "\n".join(lines)
