"""Bad documents, one a case, each with the whole of what the command line says to it.

``cases/topology`` and ``cases/constraints`` hold single documents, checked against a good one of the other type;
``cases/waivers`` and ``cases/baseline`` excuses for good ones; ``cases/trees`` several files each with the ``command``.
Beside each stands what must be on standard error.
"""

import shlex
import shutil
from pathlib import Path

import pytest

from archcheck.source.codes import LIMITS
from tests.bad_input.command_line import CommandLine

CASES = Path(__file__).parent / "cases"
OPTIONS = {
    "topology": [],
    "constraints": [],
    "waivers": ["-w", "waivers.yaml"],
    "baseline": ["--baseline", "baseline.yaml"],
}
DOCUMENTS = sorted(path for kind in OPTIONS for path in (CASES / kind).glob("*.yaml"))
TREES = sorted(path for path in (CASES / "trees").iterdir() if path.is_dir())


def name_case(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def expected_status(expected: str) -> int:
    """Return 3 for a message that tells of nothing but limits, 4 for one of what cannot be written."""
    if expected.startswith("archcheck: cannot write "):
        return 4
    codes = [line.partition("[")[2].partition("]")[0] for line in expected.splitlines() if line.startswith("error[")]
    return 3 if codes and set(codes) <= LIMITS else 2


@pytest.mark.parametrize("case", DOCUMENTS, ids=name_case)
def test_document(case: Path, command_line: CommandLine) -> None:
    shutil.copy(case, f"{case.parent.name}.yaml")
    expected = case.with_suffix(".txt").read_bytes().decode()
    arguments = ["check", "topology.yaml", "-c", "constraints.yaml", "-o", "out.json", *OPTIONS[case.parent.name]]
    command_line.refuse(arguments, expected, expected_status(expected))


@pytest.mark.parametrize("case", TREES, ids=name_case)
def test_tree(case: Path, command_line: CommandLine) -> None:
    shutil.copytree(case, ".", dirs_exist_ok=True)
    expected = (case / "expected.txt").read_bytes().decode()
    arguments = shlex.split((case / "command").read_text(encoding="utf-8"))
    command_line.refuse([*arguments, "-o", "out.json"], expected, expected_status(expected))


def test_every_case_has_its_text() -> None:
    texts = {path.with_suffix(".yaml") for kind in OPTIONS for path in (CASES / kind).glob("*.txt")}
    assert texts == set(DOCUMENTS)
    assert len(DOCUMENTS) + len(TREES) > 120
