"""Reading what others wrote: located values of a format that is theirs, with a located error where its shape is not.

What a format allows beside that is left alone: an importer tells of the keys that it does not understand.
"""

from collections.abc import Iterator
from typing import TypeVar

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Value, describe_type, shorten

_NULLS = ("", "~", "null", "Null", "NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_Kind = TypeVar("_Kind", Mapping, Sequence, Scalar)


class ForeignReader:
    """Reads mappings, lists and texts out of located values; what is null is not there."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def mapping(self, value: Value, what: str) -> Mapping | None:
        """Return a mapping; None after an error was recorded."""
        return self._expect(value, Mapping, "a mapping", what)

    def child(self, parent: Mapping, key: str) -> Mapping | None:
        """Return the mapping under a key; None where there is none."""
        value = self._value(parent, key)
        return None if value is None else self._expect(value, Mapping, "a mapping", f"`{key}`")

    def items(self, parent: Mapping, key: str) -> Iterator[Mapping]:
        """Yield the mappings of the list under a key."""
        for value in self.values(parent, key):
            item = self._expect(value, Mapping, "a mapping", f"an item of `{key}`")
            if item is not None:
                yield item

    def values(self, parent: Mapping, key: str) -> Iterator[Value]:
        """Yield the values of the list under a key."""
        value = self._value(parent, key)
        found = None if value is None else self._expect(value, Sequence, "a list", f"`{key}`")
        yield from found.items if found is not None else ()

    def entries(self, parent: Mapping, key: str) -> Iterator[tuple[Scalar, Mapping]]:
        """Yield the names and mappings of the mapping of mappings under a key."""
        found = self.child(parent, key)
        for name, value in found.entries.values() if found is not None else ():
            if is_null(value):
                yield name, Mapping(name.source, name.line, name.column)
                continue
            item = self._expect(value, Mapping, "a mapping", f"`{shorten(name.text)}`")
            if item is not None:
                yield name, item

    def texts(self, parent: Mapping, key: str) -> list[Scalar]:
        """Return the texts of the list under a key."""
        found = (
            self._expect(value, Scalar, "a text", f"an item of `{key}`")
            for value in self.values(parent, key)
            if not is_null(value)
        )
        return [each for each in found if each is not None]

    def scalar(self, parent: Mapping, key: str) -> Scalar | None:
        """Return the text under a key with its place; None where there is none."""
        value = self._value(parent, key)
        return None if value is None else self._expect(value, Scalar, "a text", f"`{key}`")

    def text(self, parent: Mapping, key: str) -> str | None:
        """Return the text under a key; None where there is none."""
        found = self.scalar(parent, key)
        return None if found is None else found.text

    def required(self, parent: Mapping, key: str, what: str) -> Scalar | None:
        """Return the text under a key that must be there and not empty; None after an error was recorded."""
        value = parent.get(key)
        if value is None or is_null(value):
            place = parent.location if value is None else value.location
            self.problems.error("missing-key", f"{what} needs the key `{key}`", place)
            return None
        return self._expect(value, Scalar, "a text", f"`{key}`")

    def flag(self, parent: Mapping, key: str) -> bool | None:
        """Return the boolean under a key; None where there is none, or after an error was recorded."""
        found = self.scalar(parent, key)
        if found is None:
            return None
        if found.plain and found.text in _TRUE + _FALSE:
            return found.text in _TRUE
        self.problems.error("wrong-type", f"`{key}` is true or false, found {describe_type(found)}", found.location)
        return None

    def reference(self, name: Scalar, known: dict[str, str], what: str) -> str | None:
        """Return what a name stands for; None after an error that the source never defines it."""
        if name.text in known:
            return known[name.text]
        message = f"there is no {what} `{shorten(name.text)}`"
        self.problems.error("unknown-node", message, name.location, self.problems.did_you_mean(name.text, known))
        return None

    def _value(self, parent: Mapping, key: str) -> Value | None:
        value = parent.get(key)
        return None if value is None or is_null(value) else value

    def _expect(self, value: Value, kind: type[_Kind], expected: str, what: str) -> _Kind | None:
        if isinstance(value, kind):
            return value
        self.problems.error("wrong-type", f"{what} is {expected}, found {describe_type(value)}", value.location)
        return None


def is_null(value: Value) -> bool:
    """Return whether a value is YAML's or JSON's null."""
    return isinstance(value, Scalar) and value.plain and value.text in _NULLS


def tell_duplicate(problems: Problems, what: str, name: Scalar, first: Location) -> None:
    """Record an error for an id that is given a second time."""
    problems.error(
        "duplicate-id",
        f"the {what} `{shorten(name.text)}` is given a second time",
        name.location,
        related=[("first here", first)],
    )
