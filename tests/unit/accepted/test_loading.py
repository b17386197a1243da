"""Loading waivers and baselines in Python."""

from datetime import date
from pathlib import Path

import pytest

import archcheck
from tests.rules.checking import load, load_constraints

WAIVERS = """\
archcheck: waivers/v1
waivers:
  - {constraint: c, subject: db, reason: r, approved-by: a, expires: 2026-12-31}
"""
BASELINE = '{"archcheck": "baseline/v1", "entries": []}\n'


def test_from_files(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(WAIVERS)
    (tmp_path / "b.json").write_text(BASELINE)
    waivers = archcheck.load_waivers(tmp_path / "w.yaml")
    assert [waiver.subject for waiver in waivers.waivers] == [("db",)]
    assert archcheck.load_baseline(tmp_path / "b.json").entries == ()


def test_several_documents_of_waivers(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(WAIVERS)
    with pytest.raises(archcheck.InputError, match="holds 2 waivers documents, where one is expected"):
        archcheck.load_waivers(tmp_path)


@pytest.mark.parametrize("loading", [archcheck.load_waivers, archcheck.load_baseline])
def test_what_is_not_there(loading: object, tmp_path: Path) -> None:
    assert callable(loading)
    with pytest.raises(archcheck.InputError, match="missing-file"):
        loading(tmp_path / "none.yaml")


def test_one_document_or_several() -> None:
    topology = load("nodes: {db: {kind: store}}")
    constraints = load_constraints("constraints: {c: {rule: forbidden-node, match: {kind: store}}}")
    waivers = archcheck.loads_waivers(WAIVERS)
    for given in (waivers, [waivers], (waivers, archcheck.loads_waivers("archcheck: waivers/v1\n"))):
        assert archcheck.check(topology, constraints, waivers=given, as_of=date(2026, 12, 31)).ok


def test_what_cannot_be_read() -> None:
    with pytest.raises(archcheck.InputError, match="invalid-date"):
        archcheck.loads_waivers(WAIVERS.replace("2026-12-31", "2026-13-31"))
