"""Patterns: ids with stars, and dotted or slashed segments."""

from itertools import accumulate
from operator import or_


def matches_text(pattern: str, text: str) -> bool:
    """Return whether a text matches a pattern in which ``*`` stands for any run of characters.

    One row of the table of prefixes at a time (dynamic programming), so that no pattern takes long.
    """
    if "*" not in pattern:
        return pattern == text
    row = [True] + [False] * len(text)
    for letter in pattern:
        if letter == "*":
            row = list(accumulate(row, or_))
        else:
            row = [False] + [row[place] and text[place] == letter for place in range(len(text))]
    return row[-1]


def matches_segments(pattern: str, name: str, separator: str) -> bool:
    """Return whether a name is a pattern or lies below it; ``*`` stands for one whole segment."""
    wanted, given = pattern.split(separator), name.split(separator)
    return len(wanted) <= len(given) and all(map(_takes, wanted, given))


def _takes(wanted: str, given: str) -> bool:
    return wanted in ("*", given)
