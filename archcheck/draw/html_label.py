"""Graphviz's HTML-like labels: tables of text in which every character stands for itself.

A cell knows its width, so that rows can be filled up to one length: Graphviz would spread a shorter row over the whole.
"""

from collections.abc import Sequence
from typing import NamedTuple

from archcheck.draw.lettering import measure

# A backslash is doubled: Graphviz expands escapes in labels of this kind too, entities resolved before (`\N` is the
# name of the node), and makes one of two.
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\\": "&#92;&#92;", "\u00a0": "&#160;"}
)
_GAP = 4


class Cell(NamedTuple):
    """A ``<TD>`` element, its width in points, and whether it looks the same when it is made wider."""

    markup: str
    width: int
    stretches: bool = False


def literal(text: str) -> str:
    """Return a text, its steering characters written out already, as markup that shows it as it is; never empty."""
    return text.translate(_ENTITIES).replace("  ", " &#160;") or "&#160;"


def text_cell(text: str, size: float, colour: str, *, bold: bool = False, align: str = "LEFT", width: int = 0) -> Cell:
    """Return a cell with one line of text, as wide as a common font makes it and at least ``width`` points."""
    inner = f"<B>{literal(text)}</B>" if bold else literal(text)
    width = max(width, round(measure(text, size, bold=bold)))
    markup = f'<TD ALIGN="{align}" WIDTH="{width}"><FONT POINT-SIZE="{size:g}" COLOR="{colour}">{inner}</FONT></TD>'
    return Cell(markup, width, True)


def plate(
    text: str, fill: str, border: str, colour: str, *, size: float = 9, bold: bool = False, style: str = "ROUNDED"
) -> Cell:
    """Return a cell that is a small rounded plate with one line of text on it."""
    width = round(measure(text, size, bold=bold)) + 8
    inner = f"<B>{literal(text)}</B>" if bold else literal(text)
    return Cell(
        f'<TD STYLE="{style}" BORDER="1" BGCOLOR="{fill}" COLOR="{border}" CELLPADDING="1" WIDTH="{width}">'
        f'<FONT POINT-SIZE="{size:g}" COLOR="{colour}">{inner}</FONT></TD>',
        width,
    )


def bar(width: int, height: int, colour: str) -> Cell:
    """Return a filled rectangle."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"'
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="{colour}" {size}>'
    return Cell(f'<TD WIDTH="{width}">{table}<TR><TD></TD></TR></TABLE></TD>', width)


def blank(width: int) -> Cell:
    """Return an empty cell."""
    return Cell(f'<TD WIDTH="{width}"></TD>', width)


def stack(rows: Sequence[Sequence[Cell]], *, gap: int = _GAP, leading: int = 0, centred: bool = False) -> str:
    """Return a table of rows, each packed to the left or the middle.

    Cells are ``gap`` points apart, rows ``leading`` points. A lone line of text may be as wide as the widest row.
    """
    widths = [sum(cell.width for cell in cells) + gap * (len(cells) - 1) for cells in rows]
    widest = max(widths, default=0)
    lines = []
    for cells, width in zip(rows, widths, strict=True):
        if len(cells) == 1 and (cells[0].stretches or width == widest):
            lines.append(f"<TR>{cells[0].markup}</TR>")
            continue
        spaced = [cell for following in cells for cell in (blank(gap), following)][1:]
        if width < widest:
            spaced.append(blank((widest - width) // (2 if centred else 1)))
            if centred:
                spaced.insert(0, spaced[-1])
        packed = f"<TR>{''.join(cell.markup for cell in spaced)}</TR>"
        lines.append(f'<TR><TD ALIGN="LEFT">{_table(packed, 0)}</TD></TR>')
    return _table("".join(lines), leading)


def _table(rows: str, spacing: int) -> str:
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="{spacing}" CELLPADDING="0">{rows}</TABLE>'
