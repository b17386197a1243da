"""Tell what became of the mutants that `make mutants` tried, part by part, and name those that no test notices."""

import json
from collections import Counter
from pathlib import Path

TRIED = Path(__file__).resolve().parents[1] / "mutants" / "archcheck"
PARTS = ("selectors.py", "certify/*.py", "accepted/*.py", "graph/search.py", "rules/*.py")
SURVIVED = {0, 5, 33}
"""Exit statuses of a run in which all tests pass, or there is none; any other, a signal too, is a mutant noticed."""


def outcome(status: int | None) -> str:
    """Return what the exit status of the tests says about a mutant."""
    return "not tried" if status is None else "survived" if status in SURVIVED else "killed"


def main() -> None:
    """Print a line of bench/README.md's table for each part, then the survivors."""
    survivors = []
    print("| code | mutants | killed | survived |\n|---|---:|---:|---:|")
    for part in PARTS:
        count: Counter[str] = Counter()
        for path in sorted(TRIED.glob(f"{part}.meta")):
            for name, status in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items():
                count[outcome(status)] += 1
                if outcome(status) == "survived":
                    survivors.append(name)
        untried = f", {count['not tried']} not tried" if count["not tried"] else ""
        name = part.removesuffix("*.py")
        print(
            f"| `{name}` | {count['killed'] + count['survived']}{untried} | {count['killed']} | {count['survived']} |"
        )
    print("\n".join(survivors))


if __name__ == "__main__":
    main()
