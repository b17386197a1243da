"""Levels: a chain or any partial order of label values, as ``information-flow`` compares them (Denning, 1976)."""

from typing import Any, NamedTuple

from archcheck.documents.selector_shapes import LabelValueShape
from archcheck.selectors import typed
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Scalar, Sequence, Value, shorten
from archcheck.source.scalars import LabelScalar
from archcheck.source.shapes import MISSING, JsonSchema, ListOf, wrong_type

_VALUE = LabelValueShape()


class Levels(NamedTuple):
    """Levels by number; ``below[n]`` holds the numbers of those at or below level ``n``, itself included."""

    names: tuple[LabelScalar, ...]
    below: tuple[frozenset[int], ...]

    def number(self, value: object) -> int | None:
        """Return the number of the level that a label's typed value names, or None."""
        return next((number for number, name in enumerate(self.names) if typed(name) == value), None)

    def is_below(self, level: int, other: int) -> bool:
        """Return whether a level is at or below another one."""
        return level in self.below[other]

    def is_above(self, level: int, other: int) -> bool:
        """Return whether a level is at or above another one."""
        return other in self.below[level]


class LevelsShape:
    """A list of levels, lowest first, or a mapping from each level to those directly below it."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`Levels`; a level given twice, an unknown one below, or a circle is an error."""
        if isinstance(value, Sequence):
            names = _read_names(value.items, value, problems)
            if names is MISSING:
                return MISSING
            return Levels(tuple(names), tuple(frozenset(range(number + 1)) for number in range(len(names))))
        if not isinstance(value, Mapping):
            return wrong_type(value, "a list of levels, lowest first, or a mapping to the levels below", problems)
        keys = [key for key, _ in value.entries.values()]
        names = _read_names(keys, value, problems)
        if names is MISSING:
            return MISSING
        directly = [_read_below(item, names, problems) for _, item in value.entries.values()]
        if any(below is MISSING for below in directly):
            return MISSING
        below = _close([frozenset(each) for each in directly])
        if below is None:
            circle = next(way for number in range(len(keys)) if (way := _lead_back(number, directly)))
            message = f"the level `{shorten(keys[circle[0]].text)}` is below itself"
            help_text = "it is above " + ", above ".join(f"`{shorten(keys[number].text)}`" for number in circle[1:])
            problems.error("invalid-value", message, keys[circle[0]].location, help_text)
            return MISSING
        return Levels(tuple(names), tuple(below))

    def json_schema(self) -> JsonSchema:
        """Return the schema of both forms."""
        scalar = _VALUE.json_schema()
        below = {"anyOf": [scalar, {"type": "array", "items": scalar}]}
        return {
            "anyOf": [
                ListOf(_VALUE, least=1).json_schema(),
                {"type": "object", "additionalProperties": below, "minProperties": 1},
            ]
        }


def _read_names(places: list[Any], whole: Value, problems: Problems) -> Any:
    """Return the levels that are named; none at all, and one that is named twice, is an error."""
    if not places:
        problems.error("invalid-value", "no level is named", whole.location)
        return MISSING
    names: list[Any] = []
    for place in places:
        name = _VALUE.read(place, problems)
        if name is not MISSING and typed(name) in map(typed, names):
            problems.error("invalid-value", f"the level `{shorten(place.text)}` is named twice", place.location)
            name = MISSING
        names.append(name)
    return MISSING if any(name is MISSING for name in names) else names


def _read_below(value: Value, names: list[LabelScalar], problems: Problems) -> Any:
    """Return the numbers of the levels that are directly below another one."""
    if isinstance(value, Scalar) and value.plain and not value.text:
        return wrong_type(value, "the levels below", problems, "write `[]` where there is none")
    items = value.items if isinstance(value, Sequence) else [value]
    found = []
    for item in items:
        read = _VALUE.read(item, problems)
        number = next((number for number, name in enumerate(names) if typed(name) == typed(read)), MISSING)
        found.append(number)
        if isinstance(item, Scalar) and read is not MISSING and number is MISSING:
            known = [str(name) for name in names]
            own_line = f"give it a line of its own: `{shorten(item.text)}: []`"
            help_text = problems.did_you_mean(item.text, known) or own_line
            problems.error("invalid-value", f"`{shorten(item.text)}` is not a level", item.location, help_text)
    return MISSING if any(number is MISSING for number in found) else found


def _close(directly: list[frozenset[int]]) -> list[frozenset[int]] | None:
    """Return what is at or below each level; None where the order has a circle (Kahn, 1962)."""
    below: dict[int, frozenset[int]] = {}
    waiting = dict(enumerate(directly))
    while waiting:
        ready = [number for number, lower in waiting.items() if lower <= below.keys()]
        if not ready:
            return None
        for number in ready:
            below[number] = frozenset((number,)).union(*(below[other] for other in waiting.pop(number)))
    return [below[number] for number in range(len(directly))]


def _lead_back(start: int, directly: list[Any]) -> list[int]:
    """Return a shortest way down from a level back to itself, both ends included; empty where there is none."""
    ways = [[start]]
    seen: set[int] = set()
    for way in ways:
        for other in directly[way[-1]]:
            if other == start:
                return [*way, start]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
