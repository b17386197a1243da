"""The layout of an assurance case: a tree from top to bottom, in which nothing overlaps by construction.

Every element gets a block as wide and as tall as all that is below it. Leaves hang in pairs from a trunk under their
goal, which keeps a reading of many constraints narrow; what goes on below stands side by side.
"""

from collections.abc import Sequence
from typing import NamedTuple

from archcheck.claims.argument import ASSUMPTION, Element
from archcheck.draw.gsn.shapes import Shape, shape

MARGIN = 24.0
GAP = 22.0
"""Between neighbours."""
DROP = 46.0
"""Between an element and what is below it."""
TRUNK = 30.0
"""Between the two leaves of a pair, where the trunk runs."""


class Placed(NamedTuple):
    """A shape and the place of its upper left corner."""

    shape: Shape
    x: float
    y: float

    @property
    def middle(self) -> float:
        """Its middle from left to right."""
        return self.x + self.shape.width / 2


class Line(NamedTuple):
    """A line of horizontal and vertical pieces; ``end`` is ``solved`` or ``context``, or "" for one without arrow."""

    points: tuple[tuple[float, float], ...]
    end: str


class Layout(NamedTuple):
    """All shapes and lines, and the size of the whole."""

    shapes: tuple[Placed, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out(roots: Sequence[Element]) -> Layout:
    """Return the layout of the trees below several goals, one under the other."""
    shapes: list[Placed] = []
    lines: list[Line] = []
    width, y = 0.0, MARGIN
    for root in roots:
        block = _Block(root)
        block.place(MARGIN, y, shapes, lines)
        width = max(width, block.width)
        y += block.height + 2 * DROP
    return Layout(tuple(shapes), tuple(lines), width + 2 * MARGIN, y - 2 * DROP + MARGIN)


class _Block:
    """An element with everything below it; ``axis`` is the middle of the element, from the block's left side."""

    axis: float
    width: float

    def __init__(self, element: Element) -> None:
        self.shape = shape(element)
        self.left = [shape(each) for each in element.beside[:1]]
        self.right = [shape(each) for each in element.beside[1:]]
        leaves = [shape(each, leaf=True) for each in element.leaves]
        self.rows = [leaves[start : start + 2] for start in range(0, len(leaves), 2)]
        self.inner = [_Block(each) for each in element.inner]
        self._measure()

    def _measure(self) -> None:
        half = self.shape.width / 2
        left = half + sum(each.width + DROP for each in self.left)
        right = half + sum(each.width + DROP for each in self.right)
        for row in self.rows:
            if len(row) == 1 and not self._goes_on(row):
                left, right = max(left, row[0].width / 2), max(right, row[0].width / 2)
            else:
                left = max(left, row[0].width + TRUNK)
                right = max(right, row[-1].width + TRUNK if len(row) == 2 else 0)
        below = sum(each.width for each in self.inner) + GAP * max(0, len(self.inner) - 1)
        if self.inner:
            # The element stands over the middle between its first and its last child.
            first, last = self.inner[0].axis, below - self.inner[-1].width + self.inner[-1].axis
            self.shift = (first + last) / 2
            left, right = max(left, self.shift), max(right, below - self.shift)
        self.axis = left
        self.width = left + right
        heads = [self.shape, *self.left, *self.right]
        self.head = max(each.full_height for each in heads)
        self.height = self.head
        for row in self.rows:
            self.height += (DROP if row is self.rows[0] else GAP) + _tallness(row)
        if self.inner:
            self.height += DROP + max(each.height for each in self.inner)

    def _goes_on(self, row: list[Shape]) -> bool:
        """Return whether the trunk runs on beside a row."""
        return row is not self.rows[-1] or bool(self.inner)

    def place(self, x: float, y: float, shapes: list[Placed], lines: list[Line]) -> None:
        """Add the shapes and lines of the block, given the place of its upper left corner."""
        axis = x + self.axis
        own = Placed(self.shape, axis - self.shape.width / 2, y + (self.head - self.shape.full_height) / 2)
        shapes.append(own)
        self._place_beside(own, shapes, lines)
        start = own.y + self.shape.height
        trunk, bottom = self._place_rows(axis, start, y + self.head, shapes, lines)
        if not self.inner:
            return
        top = bottom + DROP
        bus = top - DROP / 2
        at = axis - self.shift
        for block in self.inner:
            block.place(at, top, shapes, lines)
            middle = at + block.axis
            # A goal with contexts that are taller than it is stands lower than the top of its block.
            entry = top + (block.head - block.shape.full_height) / 2
            lines.append(Line(((axis, trunk), (axis, bus), (middle, bus), (middle, entry)), "solved"))
            at += block.width + GAP

    def _place_beside(self, own: Placed, shapes: list[Placed], lines: list[Line]) -> None:
        middle = own.y + own.shape.height / 2
        x = own.x
        for each in self.left:
            lines.append(Line(((x, middle), (x - DROP, middle)), "context"))
            x -= DROP + each.width
            shapes.append(Placed(each, x, middle - each.height / 2))
        x = own.x + own.shape.width
        for each in self.right:
            lines.append(Line(((x, middle), (x + DROP, middle)), "context"))
            x += DROP
            shapes.append(Placed(each, x, middle - each.height / 2))
            x += each.width

    def _place_rows(
        self, axis: float, trunk: float, bottom: float, shapes: list[Placed], lines: list[Line]
    ) -> tuple[float, float]:
        """Place the leaves; return how far the trunk is drawn, and where the last of them ends."""
        for row in self.rows:
            top = bottom + (DROP if row is self.rows[0] else GAP)
            bottom = top + _tallness(row)
            if len(row) == 1 and not self._goes_on(row):
                shapes.append(Placed(row[0], axis - row[0].width / 2, top))
                lines.append(Line(((axis, trunk), (axis, top)), _end(row[0])))
                break
            # An arrow ends at the middle of either side, where an ellipse and a circle are widest.
            middle = top + max(each.height for each in row) / 2
            for leaf, side in zip(row, (-1, 1), strict=False):
                near = axis + side * TRUNK
                shapes.append(Placed(leaf, near - leaf.width if side < 0 else near, middle - leaf.height / 2))
                lines.append(Line(((axis, trunk), (axis, middle), (near, middle)), _end(leaf)))
                trunk = middle
        return trunk, bottom


def _tallness(row: Sequence[Shape]) -> float:
    """Return the height of leaves whose middles are on one line; under that, a diamond takes room of its own."""
    half = max(each.height for each in row) / 2
    return half + max(each.full_height - each.height / 2 for each in row)


def _end(leaf: Shape) -> str:
    return "context" if leaf.element.kind == ASSUMPTION else "solved"
