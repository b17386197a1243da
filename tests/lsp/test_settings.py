"""Settings: what the editor and the configuration of a folder say, and which of them goes before."""

from pathlib import Path

import pytest

from archcheck.lsp.project import make_outline
from archcheck.lsp.settings import NO_SETTINGS, Settings, find_configured

ALL = Settings(("t.yaml",), ("c.yaml", "zero-trust"), ("w.yaml",), "known.json", ("o.yaml",))
YAML = """\
archcheck: config/v1
topologies: t.yaml
constraints: [c.yaml, zero-trust]
waivers: w.yaml
baseline: known.json
overlay: [o.yaml]
strict: true
"""
TABLE = """\
[tool.archcheck]
topologies = "t.yaml"
constraints = ["c.yaml", "zero-trust"]
waivers = "w.yaml"
baseline = "known.json"
overlay = ["o.yaml"]
"""


def configured(folder: Path, name: str, text: str) -> Settings:
    (folder / name).write_text(text, encoding="utf-8")
    path = str(folder / name)
    return find_configured(str(folder), {path: make_outline(path, text)} if name.endswith("yaml") else {})


@pytest.mark.parametrize(("name", "text"), [("archcheck.yaml", YAML), ("pyproject.toml", TABLE)])
def test_what_a_configuration_names(tmp_path: Path, name: str, text: str) -> None:
    assert configured(tmp_path, name, text) == ALL


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("archcheck.yaml", "archcheck: constraints/v1\nconstraints: {}\n"),
        ("archcheck.yaml", "- a\n"),
        ("archcheck.yaml", "archcheck: config/v1\n"),
        ("pyproject.toml", "[tool.other]\n"),
        ("pyproject.toml", "[tool.archcheck]\nstrict = 1\n"),
        ("pyproject.toml", "[tool.archcheck\n"),
    ],
)
def test_what_says_nothing_leaves_all_that_the_folder_holds(tmp_path: Path, name: str, text: str) -> None:
    assert configured(tmp_path, name, text) == NO_SETTINGS


def test_without_any_configuration_nothing_is_named(tmp_path: Path) -> None:
    assert find_configured(str(tmp_path), {}) == NO_SETTINGS


def test_the_settings_of_the_editor_go_before_those_of_the_folder() -> None:
    sent = {"archcheck": {"waivers": ["mine.yaml", 3, ""], "claims": "said.yaml", "baseline": "", "overlays": 7}}
    own = Settings.read(sent)
    assert own == Settings(waivers=("mine.yaml",), claims=("said.yaml",))
    assert own.over(ALL) == ALL._replace(waivers=("mine.yaml",), claims=("said.yaml",))
    assert Settings.read({"baseline": "b.json"}).over(ALL).baseline == "b.json"


@pytest.mark.parametrize("sent", [None, [], "x", {"archcheck": None}, {"archcheck": {"topologies": {"a": 1}}}])
def test_what_is_no_setting_is_left_out(sent: object) -> None:
    assert Settings.read(sent) == NO_SETTINGS


def test_what_is_named_of_each_family() -> None:
    families = {
        "topology": ("t.yaml",),
        "constraints": ("c.yaml", "zero-trust"),
        "waivers": ("w.yaml",),
        "baseline": ("known.json",),
        "overlay": ("o.yaml",),
        "claims": (),
    }
    assert {family: ALL.of_family(family) for family in families} == families
    assert NO_SETTINGS.of_family("baseline") == ()
