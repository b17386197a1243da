"""Sketches: sound documents read as the strict reader reads them, broken ones as far as they make sense."""

from pathlib import Path
from typing import Any

import pytest

from archcheck.lsp.sketch import Cursor, sketch
from archcheck.lsp.text import Text
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Scalar, Sequence, Source, Value
from tests.lsp.editing import CURSOR, find_cursor

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(path for name in ("topologies", "constraints", "waivers") for path in (ROOT / name).glob("*.yaml"))


def plain(value: Value | None) -> Any:
    """Return a value as plain data; of a text over several lines only that it is one."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, (_, item) in value.entries.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    return value.text if isinstance(value, Scalar) else None


def draw(text: str) -> Any:
    return plain(sketch(Source("x", text), Text(text).lines).root)


def cursor(text: str) -> Cursor:
    bare = text.replace(CURSOR, "")
    return sketch(Source("x", bare), Text(bare).lines, find_cursor(text)).cursor


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_sound_document(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    strict = compose(source, Problems())

    def compare(one: Value | None, other: Value | None) -> None:
        assert type(one) is type(other)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            assert list(one.entries) == list(other.entries)
            for name in one.entries:
                compare(one.get(name), other.get(name))
        elif isinstance(one, Sequence) and isinstance(other, Sequence):
            assert len(one.items) == len(other.items)
            for left, right in zip(one.items, other.items, strict=True):
                compare(left, right)
        elif isinstance(one, Scalar) and isinstance(other, Scalar):
            assert (one.line, one.column, one.plain) == (other.line, other.column, other.plain)
            assert other.text.startswith(one.text)

    compare(sketch(source, Text(source.text).lines).root, strict)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("", ""),
        ("a", "a"),
        ("a: {b: c\nd: e", {"a": {"b": "c"}, "d": "e"}),
        ("a: [x, {y: z\n  , w]\nb: c", {"a": ["x", {"y": "z"}], "b": "c"}),
        ("a:\n  b:\n c: d\ne: f", {"a": {"b": "", "c": "d"}, "e": "f"}),
        ("a: 'it''s'\nb: \"q\\\"x\"\nc: 'open\nd: e", {"a": "it's", "b": 'q"x', "c": "open", "d": "e"}),
        ("a: |\n  b: c\n  d\ne: f", {"a": "", "e": "f"}),
        ("- a\n- b: c\n  d: e\n-\n- - f", ["a", {"b": "c", "d": "e"}, "", ["f"]]),
        ("a:\n- b\n- c\nd: e", {"a": ["b", "c"], "d": "e"}),
        ("a: b # c\nd: e#f\n# g\nh: i", {"a": "b", "d": "e#f", "h": "i"}),
        ("---\na: &x b\nc: !!str d\n...", {"a": "b", "c": "d"}),
        ("a: b\n}\n]\nc: d", {"a": "b", "c": "d"}),
    ],
)
def test_a_broken_document(text: str, drawn: Any) -> None:
    assert draw(text) == drawn


@pytest.mark.parametrize(
    ("text", "role", "path", "written", "flow"),
    [
        ("¦", "either", (), "", False),
        ("ar¦ch", "either", (), "arch", False),
        ("a: b\n¦", "key", (), "", False),
        ("a: b\nc¦", "key", (), "c", False),
        ("a¦: b", "key", (), "a", False),
        ("a: ¦", "value", ("a",), "", False),
        ("a: b¦c", "value", ("a",), "bc", False),
        ("a: 'b¦c'", "value", ("a",), "bc", False),
        ("a:\n  ¦", "either", ("a",), "", False),
        ("a:\n  b: c\n  ¦", "key", ("a",), "", False),
        ("a:\n  b: c\n¦", "key", (), "", False),
        ("a:\n  b:\n    c: d\n  ¦", "key", ("a",), "", False),
        ("- ¦", "either", (0,), "", False),
        ("- a\n- b¦", "either", (1,), "b", False),
        ("- a: b\n  ¦", "key", (0,), "", False),
        ("a: {¦", "key", ("a",), "", True),
        ("a: {b¦}", "key", ("a",), "b", True),
        ("a: {b: ¦}", "value", ("a", "b"), "", True),
        ("a: {b: c, ¦}", "key", ("a",), "", True),
        ("a: {b: {c: d}, e: [f, ¦", "value", ("a", "e", 1), "", True),
        ("a: [\n  b,\n  ¦\n]", "value", ("a", 1), "", True),
        ("a: b  # ¦", "none", (), "", False),
        ("# ¦", "none", (), "", False),
        ("a: |\n  b¦", "none", (), "", False),
    ],
)
def test_where_the_cursor_stands(text: str, role: str, path: tuple[Any, ...], written: str, flow: bool) -> None:
    found = cursor(text)
    assert (found.role, found.path, found.text, found.flow) == (role, path, written, flow)


def test_far_from_the_beginning_the_cursor_is_found_by_what_it_is_nested_in() -> None:
    nodes = "".join(f"  n{number}: {{kind: x}}\n" for number in range(2_000))
    assert cursor(f"nodes:\n{nodes}  last: {{kind: ¦}}\n").path == ("nodes", "last", "kind")
