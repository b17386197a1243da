"""The shapes of an assurance case: how each is lettered, and how large that makes it."""

from math import hypot
from typing import NamedTuple

from archcheck.claims.argument import ASSUMPTION, CONTEXT, GOAL, SOLUTION, STRATEGY, Element
from archcheck.claims.words import WORDS
from archcheck.draw.lettering import measure, wrap

SIZE = 12.0
"""The size of the letters, in points."""
LINE = 15.0
PADDING = 10.0
SLANT = 16.0
"""How far the sides of a parallelogram lean."""
DIAMOND = 9.0
"""Half the height of the diamond under an undeveloped goal."""

_COLUMNS = {GOAL: 40, STRATEGY: 36, SOLUTION: 18, ASSUMPTION: 22, CONTEXT: 34}
_NARROW = 24
_LINES = {GOAL: 7, STRATEGY: 3, SOLUTION: 5, ASSUMPTION: 8, CONTEXT: 9}
_DETAIL_LINES = 4


class Row(NamedTuple):
    """A line of lettering: ``head`` for the identifier, ``text``, or ``detail``."""

    text: str
    style: str


class Shape(NamedTuple):
    """An element with its lettering and its size; ``height`` is without the diamond under an undeveloped goal."""

    element: Element
    rows: tuple[Row, ...]
    width: float
    height: float

    @property
    def full_height(self) -> float:
        """The height with the diamond."""
        return self.height + (2 * DIAMOND if self.element.undeveloped else 0)


def shape(element: Element, *, leaf: bool = False) -> Shape:
    """Return the shape of an element; one that is a leaf is kept narrow."""
    kind = element.kind
    columns = min(_COLUMNS[kind], _NARROW) if leaf else _COLUMNS[kind]
    head = element.name if element.status is None or kind == SOLUTION else f"{element.name}: {WORDS[element.status]}"
    rows = [Row(text, "head") for text in wrap(head, columns, 2)]
    rows += [Row(text, "text") for text in wrap(element.text, columns, _LINES[kind])]
    if element.detail:
        rows += [Row(text, "detail") for text in wrap(element.detail, columns, _DETAIL_LINES)]
    widest = max(measure(row.text, SIZE, bold=row.style == "head") for row in rows)
    tall = len(rows) * LINE
    if kind == SOLUTION:
        radius = max(_reach(row, place, len(rows)) for place, row in enumerate(rows)) + PADDING / 2
        return Shape(element, tuple(rows), 2 * radius, 2 * radius)
    if kind == ASSUMPTION:
        # The smallest ellipse around a box has its sides times the square root of two.
        return Shape(element, tuple(rows), widest * 1.42 + PADDING, tall * 1.42 + PADDING)
    slant = 2 * SLANT if kind == STRATEGY else 0
    return Shape(element, tuple(rows), widest + 2 * PADDING + slant, tall + 2 * PADDING)


def _reach(row: Row, place: int, count: int) -> float:
    """Return how far a corner of a row is from the middle of all."""
    middle = (place + 0.5 - count / 2) * LINE
    half = measure(row.text, SIZE, bold=row.style == "head") / 2
    return hypot(half, abs(middle) + LINE / 2)
