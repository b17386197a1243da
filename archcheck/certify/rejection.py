"""Rejections, and reading what a report says without trusting its form."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn


class Rejection(Exception):
    """A verdict that the documents do not bear out; the message says why."""


def reject(reason: str) -> NoReturn:
    """Reject a verdict."""
    raise Rejection(reason)


def expect(found: object, expected: object, what: str) -> None:
    """Reject a verdict where the report says something else than it should, in value or in type."""
    if not same(found, expected):
        reject(f"{what} is {_show(found)}, and should be {_show(expected)}")


def same(one: Any, other: Any) -> bool:
    """Return whether two JSON values are the same; ``true`` is not ``1``, and ``1`` is not ``1.0``."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def member(data: Mapping[str, Any], name: str, kind: type) -> Any:
    """Return a field of a JSON object, which must be there and of a type."""
    value = data.get(name)
    if type(value) is not kind:
        reject(f"the field {name} is missing or of a wrong type")
    return value


def only_known(data: Mapping[str, Any], names: Iterable[str], what: str) -> None:
    """Reject what has fields that mean nothing."""
    unknown = sorted(data.keys() - set(names))
    if unknown:
        reject(f"{what} has the unknown field {unknown[0]}")
