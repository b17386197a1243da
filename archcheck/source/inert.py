"""Text of unknown origin, made harmless for a terminal."""

import unicodedata

# Categories that steer a terminal or hide text: control, format (bidirectional, zero-width), surrogates,
# unassigned, and the line and paragraph separators.
STEERING = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def escape(text: str) -> str:
    """Return a text with every character that could steer a terminal or hide others written out by its code point."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(escape_character(character) for character in text)


def escape_character(character: str) -> str:
    """Return one character, written out where it is not plainly visible; a tab becomes a space."""
    if character == "\t":
        return " "
    if unicodedata.category(character) in STEERING:
        return f"\\u{{{ord(character):x}}}"
    return character


def display_width(text: str) -> int:
    """Return how many columns a terminal gives to the (escaped) text: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    width = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width
