"""Shapes: what a document's values must look like; one object both reads a located value and is its JSON Schema.

A shape is asked for a type, never a scalar what type it looks like: so ``zone: no`` is the zone ``no``. A value that
does not fit is recorded and read as :data:`MISSING`, so that one run finds all errors.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, Protocol

from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import find_fault
from archcheck.source.located import Mapping, Scalar, Sequence, Value, describe_type, shorten
from archcheck.source.scalars import core_date, core_number

MISSING: Final[Any] = type("Missing", (), {"__repr__": lambda _: "MISSING", "__bool__": lambda _: False})()
"""What reading gives where an error was recorded."""

JsonSchema = dict[str, Any]


class Shape(Protocol):
    """What a value must look like."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the typed value, or :data:`MISSING` after an error was recorded."""

    def json_schema(self) -> JsonSchema:
        """Return the JSON Schema (2020-12) of the values that are accepted."""


def wrong_type(value: Value, expected: str, problems: Problems, help_text: str | None = None) -> Any:
    """Record that a value has the wrong type, and return :data:`MISSING`."""
    problems.error("wrong-type", f"expected {expected}, found {describe_type(value)}", value.location, help_text)
    return MISSING


class Text:
    """A text. A plain scalar is the text that was written; nothing at all is not a text."""

    def __init__(self, what: str = "text", fault: Callable[[str], str | None] | None = None, code: str = "") -> None:
        self.what = what
        self.fault = fault
        self.code = code

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the text."""
        if type(value) is not Scalar:
            return wrong_type(value, self.what, problems)
        if not value.text and value.plain:
            return wrong_type(value, self.what, problems, self._nothing_help())
        if self.fault is not None:
            fault = self.fault(value.text)
            if fault:
                problems.error(self.code, f"`{shorten(value.text)}` is not {self.what}: {fault}", value.location)
                return MISSING
        return value.text

    def _nothing_help(self) -> str:
        return 'write `""` for an empty text' if self.fault is None else "write it, or leave the key out"

    def json_schema(self) -> JsonSchema:
        """Accept what other YAML readers take for a number or a boolean, for here it is the text that was written."""
        return {"type": ["string", "number", "boolean"]}


class Located:
    """Any shape whose value is wanted with its place: reads as the scalar itself."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the located scalar."""
        return MISSING if self.shape.read(value, problems) is MISSING else value

    def json_schema(self) -> JsonSchema:
        """Return the schema of the shape itself."""
        return self.shape.json_schema()


class Flag:
    """A boolean: plain ``true`` or ``false``."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the boolean."""
        if type(value) is Scalar and value.plain and value.text in ("true", "false"):
            return value.text == "true"
        return wrong_type(value, "`true` or `false`", problems, self._help(value))

    @staticmethod
    def _help(value: Value) -> str | None:
        text = value.text.lower() if isinstance(value, Scalar) else ""
        if isinstance(value, Scalar) and not value.plain and text in ("true", "false"):
            return "write it without quotes"
        if text in ("true", "yes", "on", "y"):
            return "write `true`"
        return "write `false`" if text in ("false", "no", "off", "n") else None

    def json_schema(self) -> JsonSchema:
        """Return the boolean schema."""
        return {"type": "boolean"}


class Number:
    """A finite number, perhaps a whole one, perhaps bounded below."""

    def __init__(self, *, whole: bool = False, least: int | None = None) -> None:
        self.whole = whole
        self.least = least
        self.what = ("a whole number" if whole else "a number") + (f", at least {least}" if least is not None else "")

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the int or float."""
        if type(value) is not Scalar or not value.plain:
            return wrong_type(value, self.what, problems, "write it without quotes" if type(value) is Scalar else None)
        try:
            number = core_number(value.text)
        except ValueError as error:
            problems.error("invalid-number", str(error), value.location)
            return MISSING
        if number is None or (self.whole and not isinstance(number, int)):
            return wrong_type(value, self.what, problems)
        if self.least is not None and number < self.least:
            problems.error("invalid-number", f"expected {self.what}, found `{shorten(value.text)}`", value.location)
            return MISSING
        return number

    def json_schema(self) -> JsonSchema:
        """Return the number schema with its bound."""
        schema: JsonSchema = {"type": "integer" if self.whole else "number"}
        if self.least is not None:
            schema["minimum"] = self.least
        return schema


class Date:
    """A calendar date, ``YYYY-MM-DD``."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`datetime.date`."""
        if type(value) is not Scalar:
            return wrong_type(value, "a date", problems)
        try:
            day: date = core_date(value.text)
        except ValueError as error:
            problems.error("invalid-date", f"`{shorten(value.text)}` is not a date: {error}", value.location)
            return MISSING
        return day

    def json_schema(self) -> JsonSchema:
        """Return the date schema."""
        return {"type": "string", "format": "date"}


class Choice:
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the word."""
        if type(value) is not Scalar:
            return wrong_type(value, f"one of {', '.join(self.words)}", problems)
        if value.text not in self.words:
            message = f"`{shorten(value.text)}` is none of {', '.join(self.words)}"
            problems.error("invalid-value", message, value.location, problems.did_you_mean(value.text, self.words))
            return MISSING
        return value.text

    def json_schema(self) -> JsonSchema:
        """Return the enumeration."""
        return {"enum": list(self.words)}


class ListOf:
    """A list of values of one shape, read as a tuple; ``single`` also takes one value without the brackets."""

    def __init__(self, item: Shape, *, single: bool = False, least: int = 0) -> None:
        self.item = item
        self.single = single
        self.least = least

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the tuple of the items."""
        if type(value) is not Sequence:
            if self.single:
                only = self.item.read(value, problems)
                return MISSING if only is MISSING else (only,)
            return wrong_type(value, "a list", problems, self._list_help(value))
        if len(value.items) < self.least:
            message = f"expected at least {self.least} item{'s' if self.least > 1 else ''}, found {len(value.items)}"
            problems.error("invalid-value", message, value.location)
            return MISSING
        read = [self.item.read(item, problems) for item in value.items]
        return MISSING if any(item is MISSING for item in read) else tuple(read)

    def _list_help(self, value: Value) -> str | None:
        if describe_type(value) == "nothing":
            return "write `[]` for an empty list"
        if not isinstance(value, Scalar) or value.text in ("~", "null"):
            return None
        fits = self.item.read(value, Problems()) is not MISSING
        return f"write `[{shorten(value.text)}]`" if fits else None

    def json_schema(self) -> JsonSchema:
        """Return the array schema, or the item's beside it."""
        schema: JsonSchema = {"type": "array", "items": self.item.json_schema()}
        if self.least:
            schema["minItems"] = self.least
        return {"anyOf": [self.item.json_schema(), schema]} if self.single else schema


class MapOf:
    """A mapping from names to values of one shape, read as a dict from text."""

    def __init__(self, item: Shape, key: Text | None = None) -> None:
        self.item = item
        self.key = key

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the dict, without the entries that did not fit."""
        if type(value) is not Mapping:
            return wrong_type(value, "a mapping", problems, _empty_help(value))
        found: dict[str, Any] = {}
        for name, (key, item) in value.entries.items():
            fits = self.key is None or self.key.read(key, problems) is not MISSING
            read = self.item.read(item, problems)
            if fits and read is not MISSING:
                found[name] = read
        return found

    def json_schema(self) -> JsonSchema:
        """Return the object schema with free keys."""
        return {"type": "object", "additionalProperties": self.item.json_schema()}


class Field:
    """A key of a record: the shape of its value, whether it must be there, and one line of help."""

    __slots__ = ("help", "required", "shape")

    def __init__(self, shape: Shape, help_text: str, *, required: bool = False) -> None:
        self.shape = shape
        self.help = help_text
        self.required = required


class Record:
    """A mapping with known keys, read as a dict that holds the keys that are there and fit."""

    def __init__(self, what: str, fields: dict[str, Field]) -> None:
        self.what = what
        self.fields = fields
        self._required = tuple(name for name, field in fields.items() if field.required)

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the dict of the typed fields; :data:`MISSING` where it is no mapping or lacks a required key."""
        if type(value) is not Mapping:
            help_text = None if self._required else _empty_help(value)
            return wrong_type(value, f"{self.what} (a mapping)", problems, help_text)
        found: dict[str, Any] = {}
        fields = self.fields
        for name, (key, item) in value.entries.items():
            field = fields.get(name)
            if field is None:
                self._refuse(key, value, problems)
                continue
            read = field.shape.read(item, problems)
            if read is not MISSING:
                found[name] = read
        for name in self._required:
            if name not in found:
                if name not in value.entries:
                    problems.error("missing-key", f"{self.what} needs the key `{name}`", value.location)
                return MISSING
        return found

    def _refuse(self, key: Scalar, value: Mapping, problems: Problems) -> None:
        known = [name for name in self.fields if name not in value.entries]
        help_text = problems.did_you_mean(key.text, known) or f"known keys: {', '.join(self.fields)}"
        problems.error("unknown-key", f"{self.what} has no key `{shorten(key.text)}`", key.location, help_text)

    def json_schema(self) -> JsonSchema:
        """Return the object schema that allows no other keys."""
        properties = {name: describe(field) for name, field in self.fields.items()}
        schema: JsonSchema = {"type": "object", "properties": properties, "additionalProperties": False}
        if self._required:
            schema["required"] = list(self._required)
        return schema


def describe(field: Field) -> JsonSchema:
    """Return a field's JSON Schema with its help as the description."""
    schema = field.shape.json_schema()
    if "$ref" in schema:
        return {"allOf": [schema], "description": field.help}
    return {**schema, "description": field.help}


class Nested:
    """A shape that is named in order to refer to itself: read through a callable, written as a ``$ref``."""

    def __init__(self, name: str, shape: Callable[[], Shape]) -> None:
        self.name = name
        self.shape = shape

    def read(self, value: Value, problems: Problems) -> Any:
        """Read through the shape."""
        return self.shape().read(value, problems)

    def json_schema(self) -> JsonSchema:
        """Return a reference into ``$defs``."""
        return {"$ref": f"#/$defs/{self.name}"}


def _empty_help(value: Value) -> str | None:
    return "write `{}` for an empty mapping" if describe_type(value) == "nothing" else None


def identifier(what: str) -> Text:
    """Return the shape of an identifier, named ``what`` in messages."""
    return Text(what, find_fault, "invalid-identifier")
