"""Patterns: ids with stars, and dotted or slashed segments."""


def matches_text(pattern: str, text: str) -> bool:
    """Return whether a text matches a pattern in which ``*`` stands for any run of characters.

    One row of the table of prefixes at a time (dynamic programming), so that no pattern takes long.
    """
    if "*" not in pattern:
        return pattern == text
    row = [True] + [False] * len(text)
    for letter in pattern:
        if letter == "*":
            reached = False
            for place, matched in enumerate(row):
                reached = reached or matched
                row[place] = reached
        else:
            row = [False] + [row[place] and text[place] == letter for place in range(len(text))]
    return row[-1]


def matches_segments(pattern: str, name: str, separator: str) -> bool:
    """Return whether a name is a pattern or lies below it; ``*`` stands for one whole segment."""
    wanted, given = pattern.split(separator), name.split(separator)
    return len(wanted) <= len(given) and all(one in ("*", other) for one, other in zip(wanted, given, strict=False))
