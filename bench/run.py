"""Measure archcheck, and print what it takes as ratios to yardsticks that are taken in the same run.

``python bench/run.py`` prints the figures; ``--write`` also puts them into bench/README.md.
"""

import os
import platform
import sys
from datetime import date
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH.parent))

from bench.imports import measure_imports, measure_plan  # noqa: E402
from bench.inputs import write_claims, write_constraints, write_packs, write_rules, write_topology  # noqa: E402
from bench.measuring import OUT, Figure, best, peak_memory, process, ratio, table  # noqa: E402
from bench.pages import measure_pages  # noqa: E402

TOPOLOGY, CONSTRAINTS, PACKS, RULES, CLAIMS = (
    OUT / f"{name}.yaml" for name in ("topology", "constraints", "packs", "rules", "claims")
)
AS_OF = "2026-01-01"


def certify(data: dict[str, Any], topology: Any, constraints: Any) -> None:
    """Have the independent checker accept a report."""
    from archcheck.certify import check_runs
    from archcheck.source.collector import paused_collector

    with paused_collector():
        found = check_runs(data, [topology], [constraints])
    if any(each.reason for each in found):
        raise SystemExit("the checker rejects the report")


def measure_rules(topology: Any, day: date) -> tuple[float, float]:
    """Return the times of the checker, and of the check, of a constraint of each rule, as wide as it comes."""
    import archcheck

    write_rules(RULES)
    constraints = archcheck.load_constraints(RULES)
    data = archcheck.check(topology, constraints, as_of=day).to_dict(digests=False)
    checked, certified = best(
        lambda: archcheck.check(topology, constraints, as_of=day),
        lambda: certify(data, topology, constraints),
        times=3,
    )
    return certified, checked


def measure_claims(topology: Any, constraints: Any, day: date) -> Figure:
    """Return what claims over the constraints cost, the check of these included, beside the check alone."""
    import archcheck
    from archcheck.claims.evaluation import evaluate_claims
    from archcheck.documents.loading import load_claims_file
    from archcheck.source.diagnostics import Problems

    write_claims(CLAIMS)
    stated = load_claims_file(CLAIMS, CLAIMS.name, Problems())
    assert stated is not None
    times = best(
        lambda: evaluate_claims([stated], [topology], [constraints], as_of=day, version=""),
        lambda: archcheck.check(topology, constraints, as_of=day),
        times=4,
    )
    return ratio("claims of 50 readings over the 50 constraints", "the check itself", times, 1.5)


def measure() -> tuple[list[Figure], str]:
    """Return the figures, and what the fifty constraints came to."""
    OUT.mkdir(parents=True, exist_ok=True)
    write_topology(TOPOLOGY)
    write_constraints(CONSTRAINTS)
    write_packs(PACKS)
    # Before anything large is in this process: a child begins with the memory of its parent.
    check = ["-m", "archcheck", "check", str(TOPOLOGY), "-c", str(CONSTRAINTS), "--as-of", AS_OF, "--format", "json"]
    memory = peak_memory(check)
    others = [*measure_imports(), *measure_plan(), *measure_pages()]
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

    (certified,) = best(lambda: certify(data, topology, constraints), times=4)
    figures.append(ratio("the checker on the report of the 50", "the check itself", (certified, checked), 1))
    figures.append(measure_claims(topology, constraints, day))
    (of_rules, checked_rules) = measure_rules(topology, day)
    figures.append(ratio("the checker on a constraint of each rule", "the check itself", (of_rules, checked_rules), 1))
    size = len(report.to_json().encode()) / 1e6
    figures.append(Figure("JSON report of the 50", f"{size:.1f} MB", "", "", size, "< 5", size < 5))
    summary = report.runs[0].summary()
    what = "peak memory of that check as a process"
    figures.append(Figure(what, f"{memory:,.0f} MB", "", "", memory, "< 400", memory < 400))
    counts = ", ".join(f"{count} {status}" for status, count in summary.items() if count)
    return [*figures, *others], f"Of the 50 constraints: {counts}."


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
