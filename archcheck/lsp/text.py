"""Texts as editors hold them: lines, edits, and places counted in the units that the editor counts in."""

import re
from collections.abc import Sequence

from lsprotocol.types import Position, PositionEncodingKind, Range

from archcheck.source.located import Location

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BEYOND_BMP = 0x10000


class Text:
    """A text, split into lines as the protocol does: at line feeds and carriage returns and nowhere else.

    Args:
        text: what it says.
        encoding: the units in which the editor counts the characters of a line: UTF-16 code units if nothing else was
            agreed on.
    """

    __slots__ = ("_joined", "_lines", "encoding")

    def __init__(self, text: str, encoding: PositionEncodingKind | str = PositionEncodingKind.Utf16) -> None:
        self.encoding = encoding
        self._lines = _split(text)
        self._joined: str | None = text

    def __str__(self) -> str:
        """Return the whole text."""
        if self._joined is None:
            self._joined = "".join(self._lines)
        return self._joined

    @property
    def lines(self) -> Sequence[str]:
        """The lines, each with its break; the last one has none."""
        return self._lines

    def line(self, number: int) -> str:
        """Return the line of that number (from 0) without its break, empty past the end."""
        return self._lines[number].rstrip("\r\n") if 0 <= number < len(self._lines) else ""

    def replace(self, span: Range | None, new: str) -> None:
        """Replace a range, or without one the whole text."""
        if span is None:
            self._lines = _split(new)
            self._joined = new
            return
        first, start = self.locate(span.start)
        last, end = self.locate(span.end)
        if (last, end) < (first, start):
            first, start, last, end = last, end, first, start
        before, after = self._lines[first][:start], self._lines[last][end:]
        # A line feed that is put behind a carriage return makes one break with it.
        joint = max(0, first - 1)
        pieces = _split("".join(self._lines[joint:first]) + before + new + after)
        if last + 1 < len(self._lines) and not pieces[-1]:
            pieces.pop()
        self._lines[joint : last + 1] = pieces
        self._joined = None

    def locate(self, position: Position) -> tuple[int, int]:
        """Return the line and the character (both from 0) of an editor's position, moved into the text."""
        if position.line >= len(self._lines):
            last = len(self._lines) - 1
            return last, len(self._lines[last])
        line = self.line(max(0, position.line))
        return max(0, position.line), _from_units(line, position.character, self.encoding)

    def position(self, line: int, character: int) -> Position:
        """Return the editor's position of a character of a line, both from 0."""
        return Position(line, _to_units(self.line(line), character, self.encoding))

    def span(self, line: int, start: int, end: int) -> Range:
        """Return the editor's range of some characters of one line."""
        return Range(self.position(line, start), self.position(line, end))

    def range_of(self, location: Location) -> Range:
        """Return the editor's range of a place, whose lines and columns count from 1."""
        start = location.column - 1
        return self.span(location.line - 1, start, start + location.length)

    @property
    def end(self) -> Position:
        """The editor's position behind the last character."""
        last = len(self._lines) - 1
        return self.position(last, len(self._lines[last]))


def _split(text: str) -> list[str]:
    lines = _LINE.findall(text)
    if len(lines) > 1 and not lines[-1] and not lines[-2].endswith(("\r", "\n")):
        lines.pop()
    return lines


def _width(character: str, encoding: PositionEncodingKind | str) -> int:
    code = ord(character)
    if encoding == PositionEncodingKind.Utf32:
        return 1
    if encoding == PositionEncodingKind.Utf8:
        return 1 + (code >= 0x80) + (code >= 0x800) + (code >= _BEYOND_BMP)
    return 1 + (code >= _BEYOND_BMP)


def _to_units(line: str, character: int, encoding: PositionEncodingKind | str) -> int:
    before = line[: max(0, character)]
    if before.isascii():
        return len(before)
    return sum(_width(each, encoding) for each in before)


def _from_units(line: str, units: int, encoding: PositionEncodingKind | str) -> int:
    """Return the character that a number of units leads to; one inside a character leads before it."""
    if line.isascii():
        return min(max(0, units), len(line))
    for number, each in enumerate(line):
        width = _width(each, encoding)
        if units < width:
            return number
        units -= width
    return len(line)
