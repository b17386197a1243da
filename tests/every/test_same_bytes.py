"""Every command writes the same bytes whatever the hash seed, locale, time zone, folder and order of the input."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.every.project import PICTURES, REPORTS, Project
from tests.every.running import run_all

ROOT = Path(__file__).parents[2]
NAMES = {
    "app": "é",
    "door": "β",
    "store": "名",
    "log": "z",
    "printer": "A",
    "inside": "日本",
    "outside": "ä",
    "crate": "Kiste",
    "owner": "größe",
    "team": "ı",
    "red": "rød",
    "main": "Ω",
    "guarded": "ñ",
    "apart": "Ż",
    "sentence": "Schlüssel – 🔑",
    "said": "ça va\nbien",
    "titled": "İstanbul",
}
INHERITED = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
ENVIRONMENTS: dict[str, dict[str, str]] = {
    "another seed and time zone": {"PYTHONHASHSEED": "42", "TZ": "Pacific/Kiritimati", "COLUMNS": "40"},
    "no locale": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "a locale of other rules": {"PYTHONHASHSEED": "7", "LANG": "tr_TR.UTF-8", "LC_ALL": "POSIX", "PYTHONOPTIMIZE": "1"},
}


def run(folder: Path, environment: Mapping[str, str], *, reverse: bool = False) -> dict[str, bytes]:
    folder.mkdir(parents=True)
    commands = Project(NAMES, reverse=reverse).write(folder)
    return run_all(commands, folder, {**INHERITED, "PYTHONPATH": str(ROOT), **environment})


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what is written with nothing unusual."""
    folder = tmp_path_factory.mktemp("every") / "project"
    return run(folder, {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"})


def test_every_command_has_something_to_say(expected: dict[str, bytes]) -> None:
    files = {name for name in expected if not name.endswith((".stdout", ".stderr", ".status"))}
    drawn = {f"{stem}.{end}" for stem in ("check", "drawn", "diff", "drift") for end in PICTURES}
    assert files == {*REPORTS, *drawn, "baseline.json", "imported.json", "claims.html", "case.svg"}
    for name, data in expected.items():
        assert data or name.endswith(".stderr") or name in ("draw.stdout", "import-json.stdout"), name
        assert name.endswith(".status") <= (data in (b"0", b"1")), (name, data)
        assert "é".encode() in data or not name.endswith((".svg", ".dot", ".mmd", ".html")) or name == "case.svg", name


@pytest.mark.parametrize("environment", list(ENVIRONMENTS))
def test_in_every_environment(tmp_path: Path, expected: dict[str, bytes], environment: str) -> None:
    found = run(tmp_path / "a" / "sp ace", ENVIRONMENTS[environment])
    assert [name for name in expected if found[name] != expected[name]] == []
    assert set(found) == set(expected)


QUOTING = ("report.html",)
"""What holds the texts of the documents themselves."""
KEEPING = ("import.stdout", "imported.json")
"""What keeps the order of a document, which is a document again."""


def test_the_order_of_the_input_changes_nothing_but_places(tmp_path: Path, expected: dict[str, bytes]) -> None:
    found = run(tmp_path / "project", {"PYTHONHASHSEED": "3"}, reverse=True)
    assert set(found) == set(expected)
    for name in sorted(set(expected) - {*QUOTING}):
        one, other = (
            without_places(data[name].decode(), tables=name.endswith(("markdown.stdout", ".md")))
            for data in (expected, found)
        )
        if name in KEEPING:
            one, other = sorted(one), sorted(other)
        assert one == other, name


_PLACE = re.compile(
    r"(?<=\.yaml)(:\d+)+"
    r"|(?<=line=)\d+|(?<=endLine=)\d+|(?<=col=)\d+|(?<=endColumn=)\d+|(?<=# line )\d+"
    r'|(?<="line": )\d+|(?<="column": )\d+|(?<="length": )\d+|(?<="begin": )\d+'
    r'|(?<="startLine": )\d+|(?<="startColumn": )\d+|(?<="endLine": )\d+|(?<="endColumn": )\d+'
    r'|(?<="sha256": ")\w+|(?<="digest": ")\w+'
)
_QUOTED = re.compile(r"\s*(\d+ )?\|( |$)")


def without_places(text: str, *, tables: bool) -> list[str]:
    """Return the lines of a text without places in documents, digests of them, and what is quoted of them.

    ``tables`` says that lines with a bar at their beginning are no quotes.
    """
    lines = (line for line in text.splitlines() if tables or not _QUOTED.match(line))
    return [_PLACE.sub("", line).strip().rstrip(",") for line in lines]


def test_nothing_says_where_it_was_made(expected: dict[str, bytes]) -> None:
    for name, data in expected.items():
        for path in (ROOT, Path(sys.prefix), Path("/tmp")):
            assert os.fsencode(path) not in data, name
