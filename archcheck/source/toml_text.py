"""TOML text to located values: `tomllib` says what is there, a walk over the text where it stands.

`tomllib` tells no places. A text that it has read is sound, so that the walk has to know no more of TOML than where
keys and values begin and end.
"""

import re
import tomllib
from typing import Any

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Source, Value

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|\d{4}-\d\d-\d\d [^\s,\]}#]+"  # a day and a time, with a space between them
    r"|[^\s,\]}#]+",
    re.DOTALL,
)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(source: Source, problems: Problems) -> Mapping | None:
    """Read a TOML document.

    Args:
        source: the text.
        problems: receives what is wrong.

    Returns:
        The document as a mapping; None after an error was recorded.
    """
    text = source.text.replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
        walk = _Walk(text)
        walk.run()
    except tomllib.TOMLDecodeError as error:
        _tell(str(error), source, problems)
        return None
    except RecursionError:
        problems.error("too-deep", f"`{source.path}` nests too deep", Location(source.path, 1, 1))
        return None
    root = _Builder(source, text, walk.places).build(data, ())
    return root if isinstance(root, Mapping) else None


def _tell(message: str, source: Source, problems: Problems) -> None:
    """Record why a text is not TOML; `tomllib` says the place in the message."""
    found = _AT.search(message)
    what = message[: found.start()] if found else message
    lines = source.text.splitlines() or [""]
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (len(lines), len(lines[-1]) + 1)
    problems.error("syntax", f"this is not TOML: {what[:1].lower()}{what[1:]}", Location(source.path, line, column))


class _Walk:
    """Finds where the keys and the values of a sound text stand.

    ``places`` holds, by path, the offset of a value's key, or of an item of a list, and the offset of the value itself.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[Path, tuple[int, int]] = {}
        self.tables: dict[Path, int] = {}  # how many tables `[[...]]` began so far, by the path of their list

    def run(self) -> None:
        """Walk over the whole text."""
        current: Path = ()
        self._blank()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                begin = self.at
                many = self.text.startswith("[[", begin)
                self.at += 2 if many else 1
                current = self._header(self._keys(), many, begin)
                self._blank()
                self.at += 2 if many else 1
            else:
                self._pair(current)
            self._blank()

    def _header(self, keys: list[tuple[str, int]], many: bool, begin: int) -> Path:
        path: Path = ()
        for name, offset in keys[:-1]:
            path = (*path, name)
            self.places.setdefault(path, (offset, begin))
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
        name, offset = keys[-1]
        path = (*path, name)
        if not many:
            self.places[path] = (offset, begin)
            return path
        self.places.setdefault(path, (offset, begin))
        number = self.tables.get(path, 0)
        self.tables[path] = number + 1
        self.places[*path, number] = (begin, begin)
        return (*path, number)

    def _pair(self, table: Path) -> None:
        keys = self._keys()
        path = table
        for name, offset in keys:
            path = (*path, name)
            self.places.setdefault(path, (offset, offset))
        self._blank()
        self.at += 1  # the sign of equality
        self._blank()
        self._value(path, keys[-1][1])

    def _value(self, path: Path, key: int | None = None) -> None:
        begin = self.at
        self.places[path] = (begin if key is None else key, begin)
        first = self.text[begin]
        if first not in "[{":
            found = _SCALAR.match(self.text, begin)
            self.at = found.end() if found else begin + 1
            return
        self.at += 1
        number = 0
        self._blank()
        while self.text[self.at] not in "]}":
            if first == "[":
                self._value((*path, number))
            else:
                self._pair(path)
            number += 1
            self._blank()
            if self.text[self.at] == ",":
                self.at += 1
                self._blank()
        self.at += 1

    def _keys(self) -> list[tuple[str, int]]:
        """Read a dotted key; return its segments with their offsets."""
        keys = []
        self._blank()
        while True:
            found = _KEY.match(self.text, self.at)
            raw = found[0] if found else ""
            keys.append((_unquote(raw), self.at))
            self.at += len(raw)
            dot = _DOT.match(self.text, self.at)
            if dot is None:
                return keys
            self.at = dot.end()

    def _blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at


def _unquote(raw: str) -> str:
    if raw[:1] not in ("'", '"'):
        return raw
    (name,) = tomllib.loads(f"{raw} = 0")
    return name


class _Builder:
    """Puts what `tomllib` read and the places together."""

    def __init__(self, source: Source, text: str, places: dict[Path, tuple[int, int]]) -> None:
        self.source = source
        self.places = places
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def build(self, data: Any, path: Path) -> Value:
        """Return a value with its place; booleans, numbers and dates are plain scalars, texts are quoted ones."""
        line, column = self._position(self.places.get(path, (0, 0))[1])
        if isinstance(data, dict):
            mapping = Mapping(self.source, line, column)
            for name, item in data.items():
                at = (*path, name)
                key = Scalar(self.source, *self._position(self.places.get(at, (0, 0))[0]), name, True)
                mapping.entries[name] = (key, self.build(item, at))
            return mapping
        if isinstance(data, list):
            sequence = Sequence(self.source, line, column)
            sequence.items += [self.build(item, (*path, number)) for number, item in enumerate(data)]
            return sequence
        if isinstance(data, str):
            return Scalar(self.source, line, column, data, False)
        written = str(data).lower() if isinstance(data, bool) else str(data)
        return Scalar(self.source, line, column, written, True)

    def _position(self, offset: int) -> tuple[int, int]:
        from bisect import bisect_right

        line = bisect_right(self.starts, offset) - 1
        return line, offset - self.starts[line]
