"""Located values: what a YAML text says, each value with the place where it says so."""

import re
from typing import NamedTuple

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# What a scalar looks like on its first line where its text alone does not tell its length.
_WRITTEN = re.compile(r"""(?P<anchor>&\S+\s+)?(?:\*[^\s,\[\]{}]+|"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[|>]\S*)?""")


class Location(NamedTuple):
    """A place in a file: lines and columns count characters from 1."""

    path: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        """Return ``path:line:column``."""
        return f"{self.path}:{self.line}:{self.column}"


class Source:
    """A text under the path that messages name it by; one that is not ``shown`` may hold secrets: no line is quoted."""

    __slots__ = ("_lines", "path", "shown", "text")

    def __init__(self, path: str, text: str, *, shown: bool = True) -> None:
        self.path = path
        self.text = text
        self.shown = shown
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """Return the line of that number (from 1) without its break, empty past the end."""
        if self._lines is None:
            self._lines = _LINE_BREAK.split(self.text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


class Scalar:
    """A text value; ``plain`` is false for one that was quoted or written as a block."""

    __slots__ = ("column", "line", "plain", "source", "text")

    def __init__(self, source: Source, line: int, column: int, text: str, plain: bool) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.text = text
        self.plain = plain

    @property
    def location(self) -> Location:
        """The place of the text, as long as the text is on its first line."""
        line = self.source.line(self.line + 1)
        length = len(self.text)
        if not self.plain or line[self.column : self.column + 1] in ("*", "&"):
            written = _WRITTEN.match(line, self.column)
            if written is not None:
                length = written.end() - self.column + (length if self.plain and written["anchor"] else 0)
        return Location(self.source.path, self.line + 1, self.column + 1, max(1, min(length, len(line) - self.column)))


class Sequence:
    """A list of values."""

    __slots__ = ("column", "items", "line", "source")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.items: list[Value] = []

    @property
    def location(self) -> Location:
        """The place where the list begins."""
        return Location(self.source.path, self.line + 1, self.column + 1, _stub(self))


class Mapping:
    """Keys and values, in the order of the text; a key is a :class:`Scalar`, unique by its text."""

    __slots__ = ("column", "entries", "line", "source")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.entries: dict[str, tuple[Scalar, Value]] = {}

    @property
    def location(self) -> Location:
        """The place where the mapping begins."""
        return Location(self.source.path, self.line + 1, self.column + 1, _stub(self))

    def get(self, key: str) -> "Value | None":
        """Return the value under a key, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Value = Scalar | Sequence | Mapping


def _stub(value: Sequence | Mapping) -> int:
    """Return how many carets stand under the beginning of a collection: three, where the line has room."""
    return max(1, min(3, len(value.source.line(value.line + 1)) - value.column))


def describe_type(value: Value) -> str:
    """Name what was written, for messages: ``a mapping``, ``a list``, ``nothing``, ``text``."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Sequence):
        return "a list"
    if value.plain and not value.text:
        return "nothing"
    return f"`{shorten(value.text)}`"


def shorten(text: str, most: int = 60) -> str:
    """Return a text that fits into a message: on one line, cut in the middle of nowhere with an ellipsis."""
    line = text if len(text) <= most else text[: most - 1] + "…"
    return line.replace("\n", " ")


def utf16_length(text: str) -> int:
    """Return how many UTF-16 code units a text has, in which JavaScript, SARIF and editors count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
