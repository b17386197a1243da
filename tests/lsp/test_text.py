"""Texts: lines, edits, and places in the units of the editor."""

import pytest
from hypothesis import given, strategies as st
from lsprotocol.types import Position, PositionEncodingKind, Range

from archcheck.lsp.text import Text
from archcheck.source.located import Location

TEXTS = st.text(st.sampled_from("ab\n\ré😀\u2028\x0b\x85"), max_size=30)
ENCODINGS = st.sampled_from(list(PositionEncodingKind))


def test_lines_end_where_the_protocol_ends_them() -> None:
    assert Text("a\r\nb\rc\nd\u2028e\x0bf\x85g").lines == ["a\r\n", "b\r", "c\n", "d\u2028e\x0bf\x85g"]
    assert Text("a\n").lines == ["a\n", ""]
    assert Text("").lines == [""]


@pytest.mark.parametrize(
    ("encoding", "units"),
    [
        (PositionEncodingKind.Utf8, [0, 1, 3, 7, 8]),
        (PositionEncodingKind.Utf16, [0, 1, 2, 4, 5]),
        (PositionEncodingKind.Utf32, [0, 1, 2, 3, 4]),
    ],
)
def test_units(encoding: PositionEncodingKind, units: list[int]) -> None:
    text = Text("aé😀b", encoding)
    assert [text.position(0, character).character for character in range(5)] == units
    assert [text.locate(Position(0, unit)) for unit in units] == [(0, character) for character in range(5)]


def test_a_place_within_a_character_is_before_it_and_one_behind_the_line_at_its_end() -> None:
    text = Text("😀b\nc")
    assert text.locate(Position(0, 1)) == (0, 0)
    assert text.locate(Position(0, 99)) == (0, 2)
    assert text.locate(Position(9, 3)) == (1, 1)
    assert text.range_of(Location("x", 1, 1, 2)) == Range(Position(0, 0), Position(0, 3))
    assert text.end == Position(1, 1)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), TEXTS), max_size=4), ENCODINGS)
def test_edits_are_those_of_one_long_text(
    text: str, edits: list[tuple[int, int, str]], encoding: PositionEncodingKind
) -> None:
    edited = Text(text, encoding)
    for one, other, new in edits:
        whole = str(edited)
        start, end = sorted((one % (len(whole) + 1), other % (len(whole) + 1)))
        span = Range(place(whole, start, encoding), place(whole, end, encoding))
        start, end = (offset(whole, edited.locate(each)) for each in (span.start, span.end))
        edited.replace(span, new)
        assert str(edited) == whole[:start] + new + whole[end:]
        assert list(edited.lines) == list(Text(str(edited)).lines)


def place(whole: str, at: int, encoding: PositionEncodingKind) -> Position:
    before = Text(whole[:at], encoding)
    return before.end


def offset(whole: str, at: tuple[int, int]) -> int:
    lines = Text(whole).lines
    return sum(map(len, lines[: at[0]])) + at[1]
