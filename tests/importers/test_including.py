"""Models in several files, of which one includes the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from archcheck.importers.loading import load_topologies
from archcheck.source.diagnostics import Problems
from tests.importers.describing import describe

MAIN = "threagile_version: 1.0.0\nincludes: [assets.yaml, parts/bounds.yaml]\n"
WEB = "technical_assets: {Web: {id: web, communication_links: {Q: {target: db}}}}\n"


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model" / "parts").mkdir(parents=True)
    (tmp_path / "model" / "main.yaml").write_text(MAIN)
    (tmp_path / "model" / "assets.yaml").write_text("includes: [parts/db.yaml]\n" + WEB)
    (tmp_path / "model" / "parts" / "db.yaml").write_text("technical_assets: {DB: {id: db, technology: database}}\n")
    (tmp_path / "model" / "parts" / "bounds.yaml").write_text(
        "includes: [db.yaml]\ntrust_boundaries: {Cloud: {id: cloud, technical_assets_inside: [db]}}\n"
    )
    return tmp_path / "model"


def told_of(name: str) -> list[str]:
    problems = Problems()
    assert load_topologies(name, problems) == []
    return [each.summary() for each in problems.diagnostics]


@pytest.mark.parametrize("name", ["model/main.yaml", "model"])
def test_what_is_included_is_part_of_the_model(model: Path, name: str) -> None:
    problems = Problems()
    (topology,) = load_topologies(name, problems)
    assert not problems.diagnostics
    assert describe(topology) == ["zone cloud", "db: store.database in cloud", "web: app", "web -call-> db"]
    assert str(topology.nodes["db"].location) == "model/parts/db.yaml:1:29"
    assert [each.code for each in topology.diagnostics] == ["imported", "assumed"]  # each file is part of the model


@pytest.mark.parametrize(
    ("included", "told"),
    [
        ("gone.yaml", "2:12: error[missing-file]: no such file: `model/gone.yaml`"),
        (
            "../outside.yaml",
            "2:12: error[include-outside]: `../outside.yaml` is outside of the folder of the file that was given "
            "(give the outer file instead)",
        ),
        (
            "link.yaml",
            "2:12: error[include-outside]: `link.yaml` is outside of the folder of the file that was given "
            "(give the outer file instead)",
        ),
        ("main.yaml", "2:12: error[include-cycle]: `main.yaml` includes itself in the end"),
        (
            "two.yaml",
            "2:12: error[second-document]: `two.yaml` holds several documents, where a Threagile model has one",
        ),
        ("list.yaml", "list"),
    ],
)
def test_what_cannot_be_included(model: Path, included: str, told: str) -> None:
    (model.parent / "outside.yaml").write_text(WEB)
    (model / "link.yaml").symlink_to(model.parent / "outside.yaml")
    (model / "two.yaml").write_text("a: 1\n---\nb: 1\n")
    (model / "list.yaml").write_text("- a\n")
    (model / "main.yaml").write_text(f"threagile_version: 1.0.0\nincludes: [{included}]\n")
    if told == "list":
        told = "model/list.yaml:1:1: error[wrong-type]: a Threagile model is a mapping, found a list"
    else:
        told = f"model/main.yaml:{told}"
    assert told_of("model/main.yaml") == [told]


def test_errors_in_what_is_included_are_told_where_they_are(model: Path) -> None:
    (model / "parts" / "db.yaml").write_text("technical_assets: {DB: {id: db\n")
    told = told_of("model/main.yaml")
    assert [each for each in told if each.startswith("model/parts/db.yaml:")], told
    assert not [each for each in told if "model/main.yaml" in each], told
