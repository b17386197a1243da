"""How wide text is, and how it is cut to fit: by one table, so that a layout does not hang on the fonts of a machine.

The widths are those of DejaVu Sans, wider than Arial, Helvetica and Liberation Sans: what fits
by them fits in those too.
"""

import re

from archcheck.source.inert import display_width, escape

ELLIPSIS = "…"

# Widths in thousandths of the font size.
_WIDTHS = {
    character: width
    for width, characters in {
        278: "ijl",
        295: "IJ",
        320: " ,.'",
        340: "/|\\:;",
        392: "ft-()[]",
        460: 'r!"',
        525: "sz*_`?",
        592: "ckvxyLF",
        640: "abdeghnopquEPSTY{}$0123456789",
        700: "ABCKRVXZ",
        790: "DGHNOQU&",
        865: "Mw+<=>~#^",
        1000: "mW@%",
    }.items()
    for character in characters
}
_OTHER = 720
_WIDE = 1050
_BOLD = 1.16

# A line may end behind these.
_BREAK_AFTER = re.compile(r"(?<=[ \-_./:,])")


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in points, as wide as a common sans-serif font may make it."""
    width = 0
    for character in text:
        known = _WIDTHS.get(character)
        if known is None:
            known = (0, _OTHER, _WIDE)[display_width(character)]
        width += known
    return width * size / 1000 * (_BOLD if bold else 1)


def shorten(text: str, most: int) -> str:
    """Return a text of at most ``most`` columns, the middle left out: the ends are what tells names apart."""
    if display_width(text) <= most and len(text) <= 2 * most:
        return text
    tail = (most - 1) // 3
    end = len(text)
    while end > 0 and display_width(text[end - 1 :]) <= tail and len(text) - end < 2 * tail:
        end -= 1
    return _head(text, most - 1 - tail) + ELLIPSIS + text[end:]


def wrap(text: str, columns: int, lines: int) -> list[str]:
    """Return a text on at most ``lines`` lines of at most ``columns`` columns, shortened where it is longer.

    Lines break behind spaces, hyphens and the like, else anywhere. Characters that could hide or steer are written out.
    """
    text = shorten(escape(text), columns * lines)
    rows = [""]
    for word in _BREAK_AFTER.split(text):
        rest = word
        if rows[-1] and display_width(rows[-1] + rest.rstrip()) > columns:
            rows.append("")
        while display_width(rest.rstrip()) > columns:
            part = _head(rest, columns)
            rows[-1:] = [part, ""]
            rest = rest[len(part) :]
        rows[-1] += rest
    rows = [row.strip() for row in rows if row.strip()]
    if len(rows) <= lines:
        return rows or [""]
    return [*rows[: lines - 1], shorten("".join(rows[lines - 1 :]), columns)]


def _head(text: str, columns: int) -> str:
    """Return the longest beginning of at most so many columns, at least one character."""
    end = 1
    while end < len(text) and display_width(text[: end + 1]) <= columns and end < 2 * columns:
        end += 1
    return text[:end]
