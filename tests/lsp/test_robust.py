"""No text and no position is too strange: every function answers something, and never fails."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from lsprotocol.types import Position, PositionEncodingKind

from archcheck.lsp.checking import Checked
from archcheck.lsp.completion import complete
from archcheck.lsp.definition import find_definitions
from archcheck.lsp.grammar import FAMILIES
from archcheck.lsp.hover import describe
from archcheck.lsp.places import place_at
from archcheck.lsp.project import Project, make_outline
from archcheck.lsp.protocol import Files, completion_list, definition, flatten, hover
from archcheck.lsp.sketch import sketch
from archcheck.lsp.symbols import list_symbols
from archcheck.lsp.text import Text
from tests.lsp.editing import FOLDER, path_of

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("topologies", "constraints", "waivers", "claims")
SHIPPED = sorted(path for name in FOLDERS for path in (ROOT / name).glob("*.yaml"))
TEXTS = [path.read_text(encoding="utf-8") for path in SHIPPED]
TOPOLOGY = (ROOT / "topologies" / "compliant.yaml").read_text(encoding="utf-8")
MARKS = [
    *"{}[],:'\"#|>*?\n\t\r\0",
    ": ",
    "- ",
    "  ",
    " #",
    "&a ",
    "!!x ",
    "<<: ",
    "\r\n",
    "\u2028",
    "😀",
    "é",
    "---\n",
    "...",
]
TYPES = [f"archcheck: {family}/v1\n" for family in FAMILIES]
KEYS = ["nodes:\n", "zones:\n", "edges:\n", "sets:\n", "constraints:\n", "rule: layers", "from: ", "labels: ", "kind: "]
WORDS = st.sampled_from([*MARKS, *TYPES, *KEYS, "a", "a/b", "x.y", "via: {in-order: ["])


def answer_everything(text: str, line: int, character: int) -> None:
    """Ask everything about a position of a text."""
    name = path_of("x.yaml")
    outline = make_outline(name, text)
    others = {path_of("t.yaml"): make_outline(path_of("t.yaml"), TOPOLOGY)}
    project = Project((FOLDER,), {**others, name: outline})
    for encoding in PositionEncodingKind:
        lines = Text(text, encoding)
        at = lines.locate(Position(line, character))
        assert 0 <= at[0] < len(lines.lines)
        assert 0 <= at[1] <= len(lines.line(at[0]))
    files = Files({}, {name: lines}, project, lines.encoding)
    symbols = [files.symbol(name, symbol) for symbol in list_symbols(outline)]
    flatten(symbols, "file:///x")
    list(project.linked(name))
    project.related(name)
    if outline.family not in FAMILIES:
        sketch(outline.source, lines.lines, at)
        return
    place = place_at(lines, at, project, name)
    cursor = place.cursor
    assert cursor.role in ("key", "value", "either", "none")
    assert cursor.start <= cursor.end <= len(lines.line(cursor.line))
    items, more = complete(place, project, name)
    completion_list(items, place, lines, more=more)
    told = describe(place, project, name, Checked(()))
    if told is not None:
        hover(told, place, lines, plain=True)
    definition(find_definitions(place, project, name), files)


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_shipped_documents_cut_and_changed(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 5, 100])))
        text = text[:start] + "".join(data.draw(st.lists(WORDS, max_size=4))) + text[end:]
    if data.draw(st.booleans()):
        text = text[: data.draw(st.integers(0, len(text)))]
    line = data.draw(st.integers(0, text.count("\n") + 2))
    answer_everything(text, line, data.draw(st.integers(0, 130)))


@given(st.lists(WORDS, max_size=40).map("".join), st.integers(0, 10), st.integers(0, 30))
@settings(max_examples=300, deadline=None)
def test_texts_of_nothing_but_marks(text: str, line: int, character: int) -> None:
    answer_everything(text, line, character)


@pytest.mark.parametrize("mark", ["[", "{", "- ", "{a: ", "a:\n ", "[{", "? ", "'", '"', "&a ", "!a "])
def test_what_is_nested_without_end(mark: str) -> None:
    for head in (
        "",
        "archcheck: topology/v1\nzones: ",
        "archcheck: topology/v1\nnodes:\n  ",
        "archcheck: constraints/v1\nsets: {a: ",
    ):
        text = head + mark * 5_000
        answer_everything(text, text.count("\n"), 300)
        answer_everything(text, 3, 5)


def test_zones_in_zones_without_end() -> None:
    lines = ["archcheck: topology/v1"]
    for depth in range(500):
        lines += [" " * (2 * depth) + "zones:", " " * (2 * depth + 1) + f"z{depth}:"]
    answer_everything("\n".join(lines), 900, 901)


def test_the_outline_of_every_shipped_document_is_whole() -> None:
    """What a sketch makes of a sound document is what the strict reader makes of it."""
    for path, text in zip(SHIPPED, TEXTS, strict=True):
        outline = make_outline(str(path), text)
        assert outline.family in FAMILIES
        assert outline.meant
