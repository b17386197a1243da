"""YAML text to located values, strictly and without recursion.

An own composer over PyYAML's event stream (libyaml's where PyYAML was built with it, else the pure Python parser's):
the loaders of PyYAML resolve types, drop locations, keep the last of two duplicate keys and recurse.
"""

import re
from collections.abc import Callable
from typing import Any

import yaml

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Source, Value, shorten
from archcheck.source.syntax import tell_syntax

DEEPEST = 64
MOST_ALIASED = 1_000_000

_FAST: Any = getattr(yaml, "CLoader", None)
_SLOW: Any = yaml.Loader  # its parser is used, never its constructor
_TAG = re.compile(r"(?:&\S+\s+)?![^\s,\[\]{}]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def compose(source: Source, problems: Problems, *, parser: str = "fastest") -> Value | None:
    """Read one YAML document.

    Args:
        source: the text.
        problems: receives every error that is found; a broken text ends the reading at the place where it breaks.
        parser: ``fastest``, or ``python`` for the parser in pure Python.

    Returns:
        The root value, or None where there is none that could be used. After recorded errors the value may be
        incomplete, and serves to find more errors only.
    """
    documents = _compose(source, problems, parser, foreign=False)
    return documents[0] if documents else None


def compose_all(source: Source, problems: Problems, *, parser: str = "fastest") -> list[Value]:
    """Read a stream of YAML documents as other programs write them, with merge keys.

    Args:
        source: the text.
        problems: receives every error that is found; a broken text ends the reading at the place where it breaks.
        parser: ``fastest``, or ``python`` for the parser in pure Python.

    Returns:
        The root values of the documents that could be read, empty documents left out.
    """
    return _compose(source, problems, parser, foreign=True)


def _compose(source: Source, problems: Problems, parser: str, *, foreign: bool) -> list[Value]:
    loader_type = _FAST if _FAST is not None and parser == "fastest" else _SLOW
    loader = loader_type(source.text)
    composer = _Composer(source, problems, slow=loader_type is _SLOW, foreign=foreign)
    try:
        composer.run(loader.get_event)
    except yaml.YAMLError as error:
        tell_syntax(error, source, problems)
    except (ValueError, OverflowError):  # the pure Python parser's, of an escape that is no character
        mark = loader.get_mark()
        place = Location(source.path, mark.line + 1, mark.column + 1)
        problems.error("syntax", "this is not YAML: there is no such character or number", place)
    else:
        return composer.roots
    finally:
        loader.dispose()
    return composer.roots if foreign else []


class _Stop(Exception):
    """The rest of the text cannot be read in any useful way; the reason is recorded."""


class _Composer:
    """Builds the trees of the documents of a text, with a stack of its own in place of recursion.

    A ``foreign`` text may hold many documents, and merge keys; one of ours holds one, and none.
    """

    def __init__(self, source: Source, problems: Problems, *, slow: bool, foreign: bool) -> None:
        self.source = source
        self.slow = slow
        self.foreign = foreign
        self.problems = problems
        self.roots: list[Value] = []
        # anchor -> (value or None while it is open, its size, its height)
        self.anchors: dict[str, tuple[Value | None, int, int]] = {}
        self.aliased = 0
        self.incomplete = False

    def run(self, get_event: Callable[[], Any]) -> None:
        """Collect the roots of the documents that could be read."""
        try:
            self._build(get_event)
        except _Stop:
            if not self.foreign:
                self.roots.clear()

    def _finish_document(self, root: Value) -> None:
        nothing = isinstance(root, Scalar) and root.plain and not root.text
        if not self.incomplete and not nothing:
            self.roots.append(root)
        self.incomplete = False
        self.anchors.clear()

    def _build(self, get_event: Callable[[], Any]) -> None:  # noqa: PLR0912, PLR0915 - one loop, kept flat for speed
        source = self.source
        # One entry a container that is open: itself, the key that waits for its value, anchor, size, height.
        stack: list[list[Any]] = []
        documents = 0
        while True:
            event = get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.tag is not None:
                    self._refuse_tag(event)
                mark = event.start_mark
                text = event.value
                if self.slow and _SURROGATE.search(text):  # libyaml refuses it of its own accord
                    self._refuse_surrogate(mark.line, mark.column)
                value: Value = Scalar(source, mark.line, mark.column, text, not event.style)
                if event.anchor is not None:
                    self.anchors[event.anchor] = (value, 1, 0)
                size, height = 1, 0
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag is not None:
                    self._refuse_tag(event)
                mark = event.start_mark
                if len(stack) >= DEEPEST:
                    self._refuse_depth(mark.line, mark.column)
                collection = Mapping if kind is yaml.MappingStartEvent else Sequence
                stack.append([collection(source, mark.line, mark.column), None, event.anchor, 1, 0])
                if event.anchor is not None:
                    self.anchors[event.anchor] = (None, 0, 0)
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                value, _, anchor, size, height = stack.pop()
                if self.foreign and type(value) is Mapping and "<<" in value.entries:
                    self._merge(value)
                height += 1
                if anchor is not None:
                    self.anchors[anchor] = (value, size, height)
            elif kind is yaml.AliasEvent:
                mark = event.start_mark
                resolved = self._resolve(event.anchor, mark.line, mark.column)
                if resolved is None:
                    value, size, height = Scalar(source, mark.line, mark.column, "", False), 1, 0
                else:
                    value, size, height = resolved
                    if type(value) is Scalar:  # stands where it is used, so that messages point there
                        value = Scalar(source, mark.line, mark.column, value.text, value.plain)
                    if len(stack) + height > DEEPEST:
                        self._refuse_depth(mark.line, mark.column)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1 and not self.foreign:
                    mark = event.start_mark
                    place = Location(source.path, mark.line + 1, mark.column + 1, 3)
                    self.problems.error(
                        "second-document", "a second document begins here", place, "one file, one document"
                    )
                    return
                continue
            elif kind is yaml.StreamEndEvent or event is None:
                return
            else:
                continue

            if not stack:
                self._finish_document(value)
                continue
            top = stack[-1]
            top[3] += size
            top[4] = max(top[4], height)
            container = top[0]
            if type(container) is Sequence:
                container.items.append(value)
            elif top[1] is None:
                top[1] = value
            else:
                if kind is yaml.ScalarEvent and not text and not event.style and event.anchor is None:
                    value = self._place_nothing(top[1])
                self._put(container, top[1], value)
                top[1] = None

    def _place_nothing(self, key: Value) -> Scalar:
        """Return the value that is not there: behind its key, for the parsers put it behind or before what follows."""
        _, line, column, length = key.location
        room = len(self.source.line(line))
        return Scalar(self.source, line - 1, min(column + length, room), "", True)

    def _put(self, container: Mapping, key: Value, value: Value) -> None:
        if type(key) is not Scalar or (key.plain and not key.text):
            self.problems.error("key-type", "a key must be a text", key.location)
            return
        entry = (key, value)
        earlier = container.entries.setdefault(key.text, entry)
        if earlier is not entry:
            self.problems.error(
                "duplicate-key",
                f"the key `{shorten(key.text)}` is here a second time",
                key.location,
                related=[("first here", earlier[0].location)],
            )
        elif key.text == "<<" and key.plain and not self.foreign:
            self.problems.error("merge-key", "merge keys are not accepted", key.location, "write the keys out")
            del container.entries["<<"]

    def _merge(self, container: Mapping) -> None:
        """Put the entries that a merge key names behind a mapping's own, which win, as do earlier ones of a list."""
        key, value = container.entries["<<"]
        if not key.plain:
            return
        del container.entries["<<"]
        for each in value.items if isinstance(value, Sequence) else [value]:
            if not isinstance(each, Mapping):
                self.problems.error("merge-key", "a merge key takes a mapping, or a list of them", each.location)
                continue
            for name, entry in each.entries.items():
                container.entries.setdefault(name, entry)

    def _resolve(self, anchor: str, line: int, column: int) -> tuple[Value, int, int] | None:
        place = Location(self.source.path, line + 1, column + 1, len(anchor) + 1)
        if anchor not in self.anchors:
            near = self.problems.did_you_mean(f"*{anchor}", [f"*{known}" for known in self.anchors])
            message = f"no anchor `&{shorten(anchor)}` stands before this alias"
            self.problems.error("unknown-alias", message, place, near or "quote a text that begins with `*`")
            self.incomplete = True
            return None
        value, size, height = self.anchors[anchor]
        if value is None:
            message = f"the alias `*{shorten(anchor)}` stands inside the value that it names"
            self.problems.error("self-alias", message, place)
            raise _Stop
        self.aliased += size
        if self.aliased > MOST_ALIASED:
            message = f"aliases expand to more than {MOST_ALIASED:,} values"
            self.problems.error("alias-budget", message, place)
            raise _Stop
        return value, size, height

    def _refuse_tag(self, event: Any) -> None:
        mark = event.start_mark
        written = _TAG.match(self.source.line(mark.line + 1), mark.column)
        length = written.end() - mark.column if written else 1
        place = Location(self.source.path, mark.line + 1, mark.column + 1, length)
        standard = "tag:yaml.org,2002:"
        tag = "!!" + event.tag.removeprefix(standard) if event.tag.startswith(standard) else event.tag
        self.problems.error("tag", f"the tag `{shorten(tag)}` is not accepted", place, "remove it; quotes make a text")

    def _refuse_surrogate(self, line: int, column: int) -> None:
        place = Location(self.source.path, line + 1, column + 1)
        self.problems.error("syntax", "this is not YAML: half of a surrogate pair is no character", place)
        raise _Stop

    def _refuse_depth(self, line: int, column: int) -> None:
        place = Location(self.source.path, line + 1, column + 1)
        self.problems.error("too-deep", f"values nest deeper than {DEEPEST} levels", place)
        raise _Stop
