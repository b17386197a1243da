"""Sketches: what a text seems to say while it is being typed, and where in it the cursor stands.

The strict reader of :mod:`archcheck.source.composer` stops where a text is no YAML, which a text is with every second
key that is hit. This one never does: it follows indentation, brackets and quotes as far as they make sense, takes up
again where they do not, and gives values of the same types, nested about a hundred levels at most. What it gives serves
to complete and to explain, never to judge.
"""

import re
from collections.abc import Sequence as Items
from typing import NamedTuple

from archcheck.source.located import Mapping, Scalar, Sequence, Source, Value

Path = tuple[str | int, ...]

_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s\[\]{}&*!|>'"%@`#,][^#]*?)[ \t]*:(?=[ \t]|$)""")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?""")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#")
_ESCAPE = re.compile(r"\\(.)")
_NEAR = 300
_BELOW = 100
_DEEPEST = 100


class Cursor(NamedTuple):
    """Where the cursor stands.

    Attributes:
        role: ``key`` where a key of a mapping is written, ``value`` where a value is, ``either`` where what is written
            may become one or the other, ``none`` where nothing can be said.
        path: the keys and list positions that lead from the root to the value, or to the mapping that gets the key.
        text: what is written there so far, without quotes.
        line, start, end: where it is written, quotes included, from 0.
        quote: the quote that it begins with, if any.
        mapping: the mapping that gets the key.
        colon: whether a colon follows already.
        flow: whether it is in brackets or braces.
    """

    role: str
    path: Path = ()
    text: str = ""
    line: int = 0
    start: int = 0
    end: int = 0
    quote: str = ""
    mapping: Mapping | None = None
    colon: bool = False
    flow: bool = False


class Sketch(NamedTuple):
    """A text as far as it makes sense: the root value, and where the cursor stands in it."""

    root: Value
    cursor: Cursor


def sketch(source: Source, lines: Items[str], at: tuple[int, int] | None = None) -> Sketch:
    """Read a text, whatever it is.

    Args:
        source: the text, for the places of values.
        lines: its lines, with or without their breaks.
        at: the line and the character of the cursor, from 0; then only what lies around it is read: its own branch of
            the document, and its neighbourhood.
    """
    reader = _Reader(source, at)
    for number in range(len(lines)) if at is None else _neighbourhood(lines, at[0]):
        reader.read(number, lines[number].rstrip("\r\n"))
    return Sketch(reader.root.value, reader.cursor or Cursor("none", line=at[0] if at else 0))


def value_at(root: Value, path: Path) -> Value | None:
    """Return the value that a path leads to, or None where it leads nowhere."""
    value: Value | None = root
    for step in path:
        if isinstance(value, Mapping) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value.items):
            value = value.items[step]
        else:
            return None
    return value


def _neighbourhood(lines: Items[str], line: int) -> list[int]:
    """Return the numbers of the lines near one, before them of those that it is nested in, and of some after it."""
    line = min(line, len(lines) - 1)
    first = max(0, line - _NEAR)
    near = list(range(first, min(len(lines), line + _BELOW)))
    limit = min((_indent(lines[number]) for number in range(first, line + 1) if lines[number].strip()), default=0)
    around = []
    for number in range(first - 1, -1, -1):
        if limit <= 0:
            break
        text = lines[number].strip()
        if text and text[0] != "#" and _indent(lines[number]) < limit:
            limit = _indent(lines[number])
            around.append(number)
    return [*reversed(around), *near]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


class _Slot:
    """A place for a value: under a key, in a list, or the root."""

    __slots__ = ("container", "filled", "key", "path", "value")

    def __init__(self, container: Mapping | Sequence | None, key: Scalar | None, path: Path, nothing: Scalar) -> None:
        self.container = container
        self.key = key
        self.path = path
        self.filled = False
        self.value: Value = nothing
        if isinstance(container, Mapping) and key is not None:
            container.entries[key.text] = (key, nothing)
        elif isinstance(container, Sequence):
            container.items.append(nothing)

    def put(self, value: Value) -> None:
        self.filled = True
        self.value = value
        if isinstance(self.container, Mapping) and self.key is not None:
            self.container.entries[self.key.text] = (self.key, value)
        elif isinstance(self.container, Sequence):
            self.container.items[int(self.path[-1])] = value


class _Block:
    """An open block collection: the column of its keys or dashes, and the place of its last value."""

    __slots__ = ("container", "indent", "path", "slot")

    def __init__(self, indent: int, container: Mapping | Sequence | None, path: Path, slot: _Slot) -> None:
        self.indent = indent
        self.container = container
        self.path = path
        self.slot = slot


class _Flow:
    """An open flow collection; ``state`` says what comes next: ``key``, ``colon``, ``value`` or ``comma``."""

    __slots__ = ("container", "path", "slot", "state")

    def __init__(self, container: Mapping | Sequence, path: Path) -> None:
        self.container = container
        self.path = path
        self.slot: _Slot | None = None
        self.state = "key" if isinstance(container, Mapping) else "value"


class _Reader:
    """Reads line by line; ``cursor`` is set when the line of the cursor was read."""

    def __init__(self, source: Source, at: tuple[int, int] | None) -> None:
        self.source = source
        self.at = at or (-1, -1)
        self.cursor: Cursor | None = None
        self.root = _Slot(None, None, (), self._scalar(0, 0, ""))
        self.blocks = [_Block(-1, None, (), self.root)]
        self.flows: list[_Flow] = []
        self.flow_indent = -1
        # Where the text of a block scalar ends: with a line that is indented no more than this.
        self.scalar_indent: int | None = None

    def read(self, number: int, line: str) -> None:
        """Read one line."""
        text = line.strip(" \t")
        indent = _indent(line)
        if self.scalar_indent is not None:
            if not text or indent > self.scalar_indent:
                return
            self.scalar_indent = None
        if self.flows and text and indent <= self.flow_indent and text[0] not in "}],":
            self.flows.clear()  # the brackets were never closed
        if self.flows:
            self._read_flow(number, line, 0)
        elif not text or text[0] == "#":
            if number == self.at[0] and (not text or self.at[1] <= indent):
                self._bare(number, self.at[1], self.at[1], "")
        elif text in ("---", "...") or (indent == 0 and text[0] == "%"):
            return
        else:
            self._read_block(number, line, indent)

    def _read_block(self, number: int, line: str, column: int) -> None:
        while len(self.blocks) <= _DEEPEST:
            if line[column] == "-" and line[column + 1 : column + 2] in ("", " ", "\t"):
                block = self._open(number, column, Sequence)
                items = block.container.items if isinstance(block.container, Sequence) else []
                nothing = self._scalar(number, column + 1, "")
                block.slot = _Slot(block.container, None, (*block.path, len(items)), nothing)
                after = column + 1
                column = after + _indent(line[after:])
                if column >= len(line) or line[column] == "#":
                    self._gap(number, after + 1, len(line), "either", block.slot.path)
                    return
                continue
            key = _KEY.match(line, column)
            if key is None:
                self._read_bare(number, line, column)
                return
            block = self._open(number, column, Mapping)
            name = self._scalar(number, column, _unquote(key[1]), plain=key[1][0] not in "'\"")
            mapping = block.container if isinstance(block.container, Mapping) else None
            self._token(number, "key", block.path, key[1], key.start(1), mapping=mapping, colon=True)
            nothing = self._scalar(number, key.end(), "")
            block.slot = _Slot(block.container, name, (*block.path, name.text), nothing)
            self._read_value(number, line, key.end(), block)
            return

    def _open(self, number: int, column: int, kind: type[Mapping] | type[Sequence]) -> _Block:
        """Return the block collection of a kind at a column, a new one where there is none."""
        blocks = self.blocks
        while blocks[-1].indent > column or len(blocks) > _DEEPEST:
            blocks.pop()
        if kind is Mapping and blocks[-1].indent == column and isinstance(blocks[-1].container, Sequence):
            blocks.pop()  # a list may stand in the column of its key
        top = blocks[-1]
        if top.indent == column and type(top.container) is kind:
            return top
        # What is indented less than what stands before it, and more than what is around both, belongs to both.
        before = top.slot.value
        container = before if isinstance(before, kind) else kind(self.source, number, column)
        if not (isinstance(before, Scalar) and before.text):  # what has a text already keeps it
            top.slot.put(container)
        block = _Block(column, container, top.slot.path, top.slot)
        blocks.append(block)
        return block

    def _read_bare(self, number: int, line: str, column: int) -> None:
        """Read what is no key: a value under a key or behind a dash, or a key whose colon is not yet typed."""
        while self.blocks[-1].indent > column:
            self.blocks.pop()
        block = self.blocks[-1]
        properties = _PROPERTIES.match(line, column)
        begin = properties.end() if properties else column
        if block.indent < column and not block.slot.filled:
            if line[begin : begin + 1] in ("{", "["):
                self._begin_flow(number, line, begin, block)
                return
            text = self._scalar_text(line, begin)
            self._token(number, "either", block.slot.path, text, begin)
            block.slot.put(self._scalar(number, begin, _unquote(text), plain=text[:1] not in ("'", '"')))
        else:
            text = self._scalar_text(line, column)
            if number == self.at[0] and column <= self.at[1] <= column + len(text):
                self._bare(number, column, column + len(text), text)

    def _read_value(self, number: int, line: str, column: int, block: _Block) -> None:
        """Read what stands behind a key and its colon."""
        properties = _PROPERTIES.match(line, column + _indent(line[column:]))
        begin = properties.end() if properties else column
        first = line[begin : begin + 1]
        if not first or first == "#":
            self._gap(number, column + 1, begin, "value", block.slot.path)
        elif first in "|>":
            self.scalar_indent = block.indent
            block.slot.put(self._scalar(number, begin, "", plain=False))
        elif first in "{[":
            self._begin_flow(number, line, begin, block)
        else:
            text = self._scalar_text(line, begin)
            self._token(number, "value", block.slot.path, text, begin)
            block.slot.put(self._scalar(number, begin, _unquote(text), plain=first not in "'\""))

    def _begin_flow(self, number: int, line: str, column: int, block: _Block) -> None:
        self.flow_indent = block.indent
        self._push_flow(number, line, column, block.slot)
        self._read_flow(number, line, column + 1)

    def _push_flow(self, number: int, line: str, column: int, slot: _Slot) -> None:
        container = (Mapping if line[column] == "{" else Sequence)(self.source, number, column)
        slot.put(container)
        self.flows.append(_Flow(container, slot.path))
        if len(self.flows) > _DEEPEST:
            self.flows.clear()

    def _read_flow(self, number: int, line: str, column: int) -> None:
        """Read on inside of brackets, to the end of the line or of the brackets."""
        before = column
        while self.flows:
            column += _indent(line[column:])
            flow = self.flows[-1]
            character = line[column : column + 1]
            ends = not character or _COMMENT.match(line, column) is not None
            if ends or character in "{}[],:":
                self._flow_gap(number, before, column, flow)
            if ends:
                return
            if character in "{[":
                self._push_flow(number, line, column, self._flow_slot(number, column, flow))
                flow.state = "comma"
                column += 1
            elif character in "}]":
                self.flows.pop()
                column += 1
            elif character == ",":
                flow.state, flow.slot = "key" if isinstance(flow.container, Mapping) else "value", None
                column += 1
            elif character == ":" and flow.state == "colon":
                flow.state = "value"
                column += 1
            else:
                column = self._read_flow_token(number, line, column, flow)
            before = column

    def _read_flow_token(self, number: int, line: str, column: int, flow: _Flow) -> int:
        text = _flow_text(line, column)
        end = column + max(1, len(text))
        plain = text[:1] not in ("'", '"')
        mapping = flow.container if isinstance(flow.container, Mapping) else None
        if flow.state == "key":
            colon = line[end:].lstrip(" \t").startswith(":")
            self._token(number, "key", flow.path, text, column, mapping=mapping, colon=colon)
            flow.state = "colon"
            if colon:
                name = self._scalar(number, column, _unquote(text), plain=plain)
                flow.slot = _Slot(mapping, name, (*flow.path, name.text), self._scalar(number, end, ""))
        elif flow.state == "value":
            slot = self._flow_slot(number, column, flow)
            self._token(number, "value", slot.path, text, column)
            slot.put(self._scalar(number, column, _unquote(text), plain=plain))
            flow.state = "comma"
        return end

    def _flow_slot(self, number: int, column: int, flow: _Flow) -> _Slot:
        """Return the place of the next value: under the key before it, or one more in the list."""
        nothing = self._scalar(number, column, "")
        if isinstance(flow.container, Sequence):
            return _Slot(flow.container, None, (*flow.path, len(flow.container.items)), nothing)
        return flow.slot or _Slot(None, None, flow.path, nothing)

    def _flow_gap(self, number: int, start: int, end: int, flow: _Flow) -> None:
        if flow.state == "key" and isinstance(flow.container, Mapping):
            self._gap(number, start, end, "key", flow.path, flow.container)
        elif flow.state == "value" and isinstance(flow.container, Mapping):
            self._gap(number, start, end, "value", flow.slot.path if flow.slot else flow.path)
        elif flow.state == "value" and isinstance(flow.container, Sequence):
            self._gap(number, start, end, "value", (*flow.path, len(flow.container.items)))

    def _bare(self, number: int, start: int, end: int, text: str) -> None:
        """Set the cursor on a line that holds nothing or a bare word: by its column it belongs to an open block."""
        blocks = [block for block in self.blocks if block.indent <= start]
        if len(blocks) > 1 and blocks[-1].indent == start and isinstance(blocks[-1].container, Sequence):
            blocks.pop()
        block = blocks[-1]
        role, path, mapping = "none", block.path, None
        if block.indent < start and not block.slot.filled:
            role, path = "either", block.slot.path
        elif block.indent == start and isinstance(block.container, Mapping):
            role, mapping = "key", block.container
        if self.cursor is None:
            quote = text[:1] if text[:1] in ("'", '"') else ""
            self.cursor = Cursor(role, path, _unquote(text), number, start, end, quote, mapping)

    def _gap(self, number: int, start: int, end: int, role: str, path: Path, mapping: Mapping | None = None) -> None:
        """Set the cursor where it stands between two characters with nothing but space between them."""
        line, column = self.at
        if self.cursor is None and line == number and start <= column <= max(start, end):
            self.cursor = Cursor(role, path, "", number, column, column, "", mapping, False, bool(self.flows))

    def _token(
        self,
        number: int,
        role: str,
        path: Path,
        text: str,
        start: int,
        *,
        mapping: Mapping | None = None,
        colon: bool = False,
    ) -> None:
        """Set the cursor where it stands in something written, its ends included."""
        line, column = self.at
        end = start + len(text)
        if self.cursor is None and line == number and start <= column <= end:
            quote = text[:1] if text[:1] in ("'", '"') else ""
            self.cursor = Cursor(
                role, path, _unquote(text), number, start, end, quote, mapping, colon, bool(self.flows)
            )

    def _scalar_text(self, line: str, column: int) -> str:
        """Return a scalar outside of brackets as it is written on its line."""
        if line[column : column + 1] in ("'", '"'):
            quoted = _QUOTED.match(line, column)
            return quoted[0] if quoted else ""
        comment = _COMMENT.search(line, column)
        return line[column : comment.start() if comment else len(line)].rstrip(" \t")

    def _scalar(self, line: int, column: int, text: str, *, plain: bool = True) -> Scalar:
        return Scalar(self.source, line, column, text, plain)


def _flow_text(line: str, column: int) -> str:
    """Return a scalar inside of brackets as it is written on its line; at least one character."""
    quoted = _QUOTED.match(line, column)
    if quoted:
        return quoted[0]
    end = column
    while end < len(line):
        character = line[end]
        if character in ",[]{}":
            break
        if character == ":" and (end + 1 == len(line) or line[end + 1] in " \t,[]{}"):
            break
        if character == "#" and line[end - 1 : end] in (" ", "\t"):
            break
        end += 1
    return line[column:end].rstrip(" \t")


def _unquote(text: str) -> str:
    """Return what a scalar says that is written like this, as far as that can be told."""
    if text[:1] == "'":
        return text[1 : -1 if len(text) > 1 and text[-1] == "'" else len(text)].replace("''", "'")
    if text[:1] == '"':
        inner = text[1 : -1 if len(text) > 1 and text[-1] == '"' else len(text)]
        return _ESCAPE.sub(r"\1", inner)
    return text
