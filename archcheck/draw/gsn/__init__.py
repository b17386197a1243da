"""Assurance cases in Goal Structuring Notation, drawn without Graphviz.

Goals are rectangles, strategies parallelograms, solutions circles, assumptions ellipses with an A, contexts rounded
rectangles; an undeveloped goal has a diamond under it. A filled arrow leads to what supports a goal, a hollow one to
what it is to be read with.
"""

from collections.abc import Sequence

from archcheck.claims.argument import Element
from archcheck.draw.gsn.layout import lay_out
from archcheck.draw.gsn.svg import STYLE, write_svg

__all__ = ["STYLE", "draw_argument"]


def draw_argument(roots: Sequence[Element], title: str, *, embedded: bool = False) -> str:
    """Return an assurance case as SVG.

    Args:
        roots: the goals that nothing rests on.
        title: the picture's accessible name.
        embedded: whether it stands in a page that has :data:`STYLE` already.
    """
    return write_svg(lay_out(roots), title, embedded=embedded)
