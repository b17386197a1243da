"""Check and draw the shipped topologies of the case with the command line, and show what came out: ``make demo``."""

import argparse
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKS = ("cloud-api-only", "safety-stack", "red-lines")
# The packs for everyday architectures, whose topologies are named after them, are no part of the case.
EVERYDAY = ("baseline-cloud", "llm-app", "segmentation", "zero-trust", "zones-and-conduits")
HELD, VIOLATED = 0, 1
ENDINGS = ("txt", "json", "svg", "png")
SHOWN_WHOLE = "indirect-middleware"

# A claim, or one reading of it, and the constraints that together say it. docs/motivating-case.md has the sentences.
CLAIMS: Mapping[str, Sequence[str]] = {
    "K1": ["model-only-via-cloud-api"],
    "K2 adjacent": [
        "no-hardware-edge-out",
        "no-hardware-edge-in",
        "no-hardware-edge-through-proxies-out",
        "no-hardware-edge-through-proxies-in",
    ],
    "K2 no human": ["no-hardware-flow-without-human-out", "no-hardware-flow-without-human-in"],
    "K2 any flow": ["no-hardware-flow-out", "no-hardware-flow-in"],
    "K3": ["no-unapproved-effect"],
    "K3 loop": ["no-closed-loop"],
    "K4": ["model-inside-provider", "no-weights-deployed-out"],
    "K5": ["prompts-pass-safety", "answers-pass-safety"],
    "K6": ["no-outside-control-of-safety", "provider-controls-safety"],
    "K7": ["bulk-data-is-minimised", "no-profiles-by-model"],
    "K10": ["high-stakes-are-reviewed", "high-stakes-can-be-stopped"],
}
MEANINGS = {
    "K1": "the model is reached only through the provider's cloud API",
    "K2": "it is not integrated with weapons, sensors or hardware: adjacent, through no human, or by any flow at all",
    "K3": "no effect without a human approver; no loop that closes without one",
    "K4": "no weights outside the provider's zone",
    "K5": "prompts and answers pass the safety stack",
    "K6": "only the provider can change the safety stack",
    "K7": "bulk data about people reaches the model through a minimiser only",
    "K10": "high-stakes effects are reviewed, and can be stopped",
}
WORDS = {
    "holds": "proved: the drawing has no violation",
    "FAIL": "violated, at severity error: archcheck ends with 1",
    "warns": "violated, at severity warning",
    "noted": "violated, at severity info",
    "vacuous": "nothing to check, and nobody said why that is fine: counts as a failure",
    "-": "nothing to check, and the pack says why that is fine",
}


def case_topologies() -> list[Path]:
    """Return the shipped topologies of the motivating case."""
    return [path for path in sorted((ROOT / "topologies").glob("*.yaml")) if not path.stem.startswith(EVERYDAY)]


def main() -> int:
    """Run the demo; 0 where archcheck did its work, whatever it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("build/demo"), help="where the files go (build/demo)")
    folder: Path = parser.parse_args().output
    (ROOT / folder).mkdir(parents=True, exist_ok=True)
    topologies = sorted(case_topologies(), key=lambda path: (path.stem != SHOWN_WHOLE, path.stem))
    print(
        f"archcheck reads the drawing of a system (a topology) and says of each constraint whether it holds there.\n"
        f"Here are {len(topologies)} topologies against the packs {', '.join(PACKS)}: each command, what it finds\n"
        f"with the path that shows it (-> along an edge, <= an answer coming back), and in the end a table of all.\n",
        flush=True,
    )
    reports: dict[str, dict[str, Any]] = {}
    statuses: dict[str, int] = {}
    with ThreadPoolExecutor(2) as pool:
        for topology, done in zip(topologies, pool.map(lambda path: check(path, folder), topologies), strict=True):
            print(f"$ {echo(done.args)}")
            if done.returncode not in (HELD, VIOLATED):
                print(f"the demo failed: archcheck ended with {done.returncode}\n{done.stderr}", file=sys.stderr)
                return 1
            whole = topology.stem == SHOWN_WHOLE
            print(done.stdout if whole else abridge(done.stdout), flush=True)
            if whole:
                print(f"(From here on without the places in the files; NAME.txt in {folder.as_posix()}/ has them.)\n")
            statuses[topology.stem] = done.returncode
            text = (ROOT / folder / f"{topology.stem}.json").read_text(encoding="utf-8")
            reports[topology.stem] = json.loads(text)
    print_matrix(reports)
    print_ending(folder, statuses)
    return 0


def command() -> list[str]:
    """Return how to call archcheck in this environment, as a reader in the project's folder can."""
    script = Path(sys.executable).with_name("archcheck")
    if not script.exists():
        return [sys.executable, "-m", "archcheck"]
    return [str(script.relative_to(ROOT)) if script.is_relative_to(ROOT) else str(script)]


def check(topology: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Check one topology against all packs, and write its report and its picture."""
    arguments = [*command(), "check", topology.relative_to(ROOT).as_posix()]
    for pack in PACKS:
        arguments += ["-c", pack]
    arguments.append("--quiet")
    for ending in ENDINGS:
        arguments += ["-o", (folder / f"{topology.stem}.{ending}").as_posix()]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def echo(arguments: Sequence[str]) -> str:
    """Return a command as a reader may copy it, its output files on a line of their own."""
    return shlex.join(arguments).replace(" -o ", " \\\n    -o ", 1)


def abridge(report: str) -> str:
    """Return a report without the excerpts of the documents: the findings, their paths, and the verdicts."""
    excerpt = re.compile(r"^ *(-->|[0-9]* \||= constraint:).*\n", re.MULTILINE)
    return re.sub(r"\n\n(?=[a-z]+\[)", "\n", excerpt.sub("", report)).replace("\n", "\n\n", 1)


def verdict(constraints: Sequence[Mapping[str, Any]]) -> str:
    """Return one word for the results of several constraints, as the report has them: the worst."""
    for severity, word in (("error", "FAIL"), ("warning", "warns"), ("info", "noted")):
        statuses = {each["status"] for each in constraints if each["severity"] == severity}
        if "fail" in statuses:
            return word
        if "vacuous" in statuses:
            return "vacuous"
    return "-" if all("allow_empty" in each for each in constraints) else "holds"


def claim_verdicts(report: Mapping[str, Any]) -> list[str]:
    """Return a word for every claim, from the report on one topology."""
    results = {each["id"]: each for each in report["runs"][0]["constraints"]}
    return [verdict([results[name] for name in names]) for names in CLAIMS.values()]


def print_matrix(reports: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the verdict on every claim over every topology."""
    rows = [["", *CLAIMS], *([name, *claim_verdicts(report)] for name, report in reports.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    print()
    for words in (MEANINGS, WORDS):
        width = max(map(len, words))
        print("\n".join(f"  {word:<{width}}  {meaning}" for word, meaning in words.items()), end="\n\n")


def print_ending(folder: Path, statuses: Mapping[str, int]) -> None:
    """Say where the files are, and why archcheck ended with 1."""
    violated = [name for name, status in statuses.items() if status == VIOLATED]
    print(
        f"`archcheck check` ended with 1 for {len(violated)} of the {len(statuses)} topologies, because it found a "
        f"violation: that is what it is for,\n"
        f"and what stops a pipeline. For the others it ended with 0. The demo itself went well.\n\n"
        f"In {folder.as_posix()}/, for each topology: NAME.txt (the whole report), NAME.json (the same for programs),\n"
        f"NAME.svg and NAME.png (the drawing, violations marked). A good one to open first: "
        f"{(folder / 'indirect-middleware.png').as_posix()}"
    )


if __name__ == "__main__":
    sys.exit(main())
