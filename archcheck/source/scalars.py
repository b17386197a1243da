"""Plain text to numbers, booleans and dates, by YAML 1.2's core schema."""

import math
import re
from datetime import date

LabelScalar = bool | int | float | str

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

MOST_DIGITS = 1_000


def core_value(text: str) -> LabelScalar:
    """Return what a plain scalar means by the core schema: a boolean, a number, or else the text itself.

    Raises:
        ValueError: for a number that is not finite or has more than 1,000 digits.
    """
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    first = text[:1]
    if not (first.isdigit() or first in "+-."):
        return text
    number = core_number(text)
    return text if number is None else number


def core_number(text: str) -> int | float | None:
    """Return the number that a plain scalar is by the core schema, or None where it is none.

    Raises:
        ValueError: for a number that is not finite or has more than 1,000 digits.
    """
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"`{text}` is not a finite number")
    for pattern, base in ((_DECIMAL, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            if len(text) > MOST_DIGITS:
                raise ValueError(f"a number of {len(text)} digits is too long")
            return int(text if base == 10 else text[2:], base)
    if not _FLOAT.fullmatch(text):
        return None
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    return number


def core_date(text: str) -> date:
    """Return the date that a text ``YYYY-MM-DD`` is; ValueError says why it is none."""
    if not _DATE.fullmatch(text):
        raise ValueError("a date is written `YYYY-MM-DD`")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("the calendar has no such day") from None
