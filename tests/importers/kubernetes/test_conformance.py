"""Cases that np-guard's authors wrote: the graph of each equals what they expect, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from archcheck.importers import kubernetes
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file
from archcheck.source.located import Source
from tests.importers.kubernetes.clusters import CONFORMANCE, lines

CASES = sorted(path.name for path in CONFORMANCE.iterdir()) if CONFORMANCE.is_dir() else []


def read_case(folder: Path) -> list[Source]:
    problems = Problems()
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml", ".json"))
    sources = [read_file(path, str(path.relative_to(folder)), problems) for path in files]
    assert not problems.diagnostics
    return [source for source in sources if source is not None]


@pytest.mark.skipif(not CASES, reason="../shared/conformance/kubernetes is not there")
@pytest.mark.parametrize("case", CASES)
def test_conformance(case: str) -> None:
    builder = kubernetes.read(read_case(CONFORMANCE / case / "input"), case, case)
    assert not builder.problems.failed
    expected = (CONFORMANCE / case / "expected.txt").read_text().splitlines()
    assert lines(builder.build()) == sorted(line for line in expected if line)
