"""JSON text to located values, strictly by RFC 8259: the same values that the YAML composer gives, with their places.

Numbers, ``true``, ``false`` and ``null`` are plain scalars with the text as it was written; strings are none. The loop
keeps a stack of its own in place of recursion, and takes a whole member, its key and its value, in one match.
"""

import json
import re
from bisect import bisect_right

from archcheck.source.composer import DEEPEST
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Source, Value, shorten

_W = r"[ \t\r\n]*"
_STRING = r'"([^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*)"'
_PLAIN = r"((?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null)(?![0-9A-Za-z_.+-]))"
# A text, a plain scalar or the beginning of a collection, and behind it a comma or the end of what is around.
_VALUE = rf"{_W}(?:{_STRING}|{_PLAIN}|([{{\[])){_W}([,}}\]]?)"
_ITEM = re.compile("()" + _VALUE)
_MEMBER = re.compile(rf"{_W}{_STRING}{_W}:{_VALUE}")
_KEY = re.compile(rf"{_W}{_STRING}{_W}(:?)")
_MARK = re.compile(rf"{_W}([,}}\]]?)")
_SPACE = re.compile(_W)
_LINE_START = re.compile(r"\n|\r(?!\n)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSING = {"{": "}", "[": "]"}
_WORD = re.compile(r"[^\s,:{}\[\]]+|.")
# What others write that is not JSON, and what to do about it.
_SLIPS = (
    ("//", "JSON has no comments"),
    ("/*", "JSON has no comments"),
    ("#", "JSON has no comments"),
    ("'", 'a text stands in double quotes: `"`'),
    ("NaN", "JSON has no such number"),
    ("Infinity", "JSON has no such number"),
    ("-Infinity", "JSON has no such number"),
    ("None", "it is written `null`"),
    ("True", "it is written `true`"),
    ("False", "it is written `false`"),
)


def read_json(source: Source, problems: Problems) -> Value | None:
    """Read one JSON document.

    Args:
        source: the text.
        problems: receives what is wrong; a broken text ends the reading at the place where it breaks.

    Returns:
        The root value, or None where the text breaks. After a key that stands twice the value holds the first of them.
    """
    try:
        return _Reader(source, problems).read()
    except _Broken:
        return None


class _Broken(Exception):
    """The text breaks here; it has been told."""


class _Reader:
    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.text = source.text
        self.starts = [0, *(found.end() for found in _LINE_START.finditer(source.text)), len(source.text) + 1]
        # The collections that are open, and where each begins.
        self.stack: list[tuple[Mapping | Sequence, int]] = []

    def read(self) -> Value:  # noqa: PLR0912, PLR0915 - one loop, kept flat for speed
        text, source, starts = self.text, self.source, self.starts
        line, start, next_start = 0, 0, starts[1]
        texts: dict[str, str] = {}  # one object for what is said many times
        # What the innermost collection holds: one of the two.
        entries: dict[str, tuple[Scalar, Value]] | None = None
        items: list[Value] | None = None
        roots: list[Value] = []
        at = 0
        while True:
            found = (_ITEM if entries is None else _MEMBER).match(text, at)
            if found is None:
                raise self._tell_break(at)
            name, string, plain, mark, then = found.groups()
            key = None
            if entries is not None:
                begin = found.start(1) - 1
                while begin >= next_start:
                    line += 1
                    start, next_start = next_start, starts[line + 1]
                name = self._unescape(name, begin) if "\\" in name else name
                key = Scalar(source, line, begin - start, texts.setdefault(name, name), False)
            begin = found.start(3) if plain is not None else found.start(4) if mark is not None else found.start(2) - 1
            while begin >= next_start:
                line += 1
                start, next_start = next_start, starts[line + 1]
            value: Value
            if string is not None:
                string = self._unescape(string, begin) if "\\" in string else string
                value = Scalar(source, line, begin - start, texts.setdefault(string, string), False)
            elif plain is not None:
                value = Scalar(source, line, begin - start, texts.setdefault(plain, plain), True)
            else:
                value = (Mapping if mark == "{" else Sequence)(source, line, begin - start)
                self._open(value, begin)
            if key is not None and entries is not None:
                first = entries.setdefault(key.text, (key, value))[0]
                if first is not key:
                    self._tell_duplicate(key, first)
            else:
                (roots if items is None else items).append(value)
            at = found.end()
            if mark is not None:
                at = found.end(4)
                entries, items = _insides(value)
                then, end = _mark(text, at)
                if then != _CLOSING[mark]:
                    continue  # the first member, or what stands in its place
                at = end
            while then and then != ",":
                if not self.stack or then != ("]" if entries is None else "}"):
                    raise self._tell_end(at - 1)
                self.stack.pop()
                entries, items = _insides(self.stack[-1][0]) if self.stack else (None, None)
                then, at = _mark(text, at)
            if not self.stack:
                if then or at < len(text):
                    raise self._break("there is more text after the end of the document", at - len(then))
                return roots[0]
            if not then:
                raise self._tell_end(at)

    def _open(self, collection: Mapping | Sequence, at: int) -> None:
        if len(self.stack) >= DEEPEST:
            self.problems.error("too-deep", f"values nest deeper than {DEEPEST} levels", self._location(at))
            raise _Broken
        self.stack.append((collection, at))

    def _unescape(self, text: str, at: int) -> str:
        """Return what a string with escapes means; ``at`` is where its quote stands."""
        try:
            meant: str = json.loads(f'"{text}"')
        except json.JSONDecodeError as error:
            raise self._break("there is no such escape", at + error.pos) from None
        if _SURROGATE.search(meant):
            raise self._break("half of a surrogate pair is no character", at)
        return meant

    def _tell_duplicate(self, key: Scalar, first: Scalar) -> None:
        self.problems.error(
            "duplicate-key",
            f"the key `{shorten(key.text)}` is here a second time",
            key.location,
            related=[("first here", first.location)],
        )

    def _tell_break(self, at: int) -> _Broken:
        """Record why no value, or no key with its value, stands at a place."""
        collection = self.stack[-1][0] if self.stack else None
        what, place = "a value", self._skip(at)
        if isinstance(collection, Mapping):
            key = _KEY.match(self.text, at)
            if key is None:
                what = "a key in double quotes"
            else:
                place = self._skip(key.end())
                what = "a value" if key[2] else "`:`"
        if place == len(self.text):
            if not self.stack:
                return self._break("there is nothing in it", place)
            return self._tell_truncated()
        closing = self.text[place]
        if self.text[:place].rstrip(" \t\r\n").endswith(",") and self.stack and closing in "}]":
            return self._break(f"a comma stands before the `{closing}`", place, "take the comma away")
        return self._expected(what, place)

    def _tell_end(self, at: int) -> _Broken:
        """Record that something else stands where a comma or the end of the innermost collection belongs."""
        place = self._skip(at)
        if self.stack and place == len(self.text):
            return self._tell_truncated()
        if not self.stack:
            return self._break("there is more text after the end of the document", place)
        closing = "}" if isinstance(self.stack[-1][0], Mapping) else "]"
        return self._expected(f"`,` or `{closing}`", place)

    def _tell_truncated(self) -> _Broken:
        collection, begins = self.stack[-1]
        what = "mapping" if isinstance(collection, Mapping) else "list"
        return self._break(f"the text ends inside of a {what}", len(self.text.rstrip()), None, begins)

    def _expected(self, what: str, at: int) -> _Broken:
        found = _WORD.match(self.text, at)
        word = found[0] if found is not None else self.text[at]
        help_text = next((told for begin, told in _SLIPS if self.text.startswith(begin, at)), None)
        if word.startswith('"'):
            return self._break("a text is not closed on its line", at, "a line break in a text is written `\\n`")
        return self._break(f"expected {what}, found `{shorten(word)}`", at, help_text)

    def _break(self, message: str, at: int, help_text: str | None = None, began: int | None = None) -> _Broken:
        related = [] if began is None else [("began here", self._location(began))]
        self.problems.error("syntax", f"this is not JSON: {message}", self._location(at), help_text, related)
        return _Broken()

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found is not None else at

    def _location(self, at: int) -> Location:
        line = bisect_right(self.starts, at) - 1
        return Location(self.source.path, line + 1, at - self.starts[line] + 1)


def _insides(collection: Value) -> tuple[dict[str, tuple[Scalar, Value]] | None, list[Value] | None]:
    """Return the entries of a mapping, or the items of a list."""
    if isinstance(collection, Mapping):
        return collection.entries, None
    return None, collection.items if isinstance(collection, Sequence) else None


def _mark(text: str, at: int) -> tuple[str, int]:
    """Return the comma or closing bracket that comes next, or nothing, and where to go on."""
    found = _MARK.match(text, at)
    return (found[1], found.end()) if found is not None else ("", at)
