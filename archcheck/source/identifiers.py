"""Identifiers: two that look alike must be alike."""

import re
import unicodedata
from collections.abc import Iterable

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Scalar, shorten

_PLAIN = re.compile(r"[!-~]([ -~]*[!-~])?")
_FORBIDDEN_CATEGORIES = {
    "Cc": "a control character",
    "Cf": "an invisible or bidirectional character",
    "Cs": "half of a surrogate pair",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
    "Zs": "a space other than the plain one",
}
# Default-ignorable code points (Unicode, DerivedCoreProperties) of other categories, and the blank braille pattern.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)


def find_fault(text: str) -> str | None:
    """Return what makes a text unfit as an identifier, in words, or None where it is fit."""
    if _PLAIN.fullmatch(text):
        return None
    if not text:
        return "it is empty"
    if text != text.strip("\r\n"):
        return "it begins or ends with a line break"
    if text != text.strip():
        return "it begins or ends with a space"
    for character in text:
        category = unicodedata.category(character)
        if category in _FORBIDDEN_CATEGORIES and character != " ":
            return f"it holds {_FORBIDDEN_CATEGORIES[category]} (U+{ord(character):04X})"
        if _INVISIBLE.match(character):
            return f"it holds an invisible character (U+{ord(character):04X})"
    if not unicodedata.is_normalized("NFC", text):
        return "it is not in Unicode normal form NFC"
    return None


def fold(text: str) -> str:
    """Return the form in which twins are equal: NFKC casefolded (Unicode 3.13, compatibility caseless)."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", folded.casefold())


def check_twins(names: Iterable[Scalar], what: str, problems: Problems) -> None:
    """Record an error for every two names of one namespace that differ only in what a reader does not see."""
    seen: dict[str, Scalar] = {}
    for name in names:
        first = seen.setdefault(fold(name.text), name)
        if first.text != name.text:
            problems.error(
                "twins",
                f"the {what} `{shorten(name.text)}` is easily taken for `{shorten(first.text)}`",
                name.location,
                "give one of them another name",
                related=[("the other one", first.location)],
            )
