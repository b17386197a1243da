"""An assurance case as SVG: lettered shapes and arrows, readable aloud, in light and in dark."""

from collections.abc import Iterator
from xml.sax.saxutils import escape as escape_xml, quoteattr

from archcheck.claims.argument import ASSUMPTION, CONTEXT, SOLUTION, STRATEGY
from archcheck.claims.words import WORDS
from archcheck.draw.gsn.layout import Layout, Line, Placed
from archcheck.draw.gsn.shapes import DIAMOND, LINE, SIZE, SLANT
from archcheck.source.inert import escape

_LIGHT = {
    ".gsn-ground": "fill: #ffffff",
    ".gsn-line": "fill: none; stroke: #52606d; stroke-width: 1.2",
    ".gsn-solved": "fill: #52606d; stroke: #52606d",
    ".gsn-hollow": "fill: #ffffff; stroke: #52606d",
    ".gsn-shape": "fill: #ffffff; stroke: #52606d; stroke-width: 1.4",
    ".gsn-strategy .gsn-shape, .gsn-context .gsn-shape, .gsn-assumption .gsn-shape": "fill: #f5f7fa",
    ".gsn-supported .gsn-shape": "fill: #e5f5ea; stroke: #2f7d4f",
    ".gsn-supported-under-assumptions .gsn-shape": "fill: #f0f8e6; stroke: #2f7d4f; stroke-dasharray: 6 3",
    ".gsn-refuted .gsn-shape": "fill: #fdecee; stroke: #b42318; stroke-width: 2.4",
    ".gsn-referred .gsn-shape": "fill: #f2eafb; stroke: #5b2f91",
    ".gsn-unknown .gsn-shape": "fill: #fff4d6; stroke: #8a6100",
    ".gsn-undecidable .gsn-shape, .gsn-not-in-force .gsn-shape": "fill: #eceff2; stroke: #52606d",
    ".gsn text": f"font: {SIZE:g}px Helvetica, Arial, sans-serif; fill: #1f2933; text-anchor: middle",
    ".gsn .gsn-head": "font-weight: bold",
    ".gsn .gsn-detail": "fill: #4c5a68",
}
_DARK = {
    ".gsn-ground": "fill: #161b22",
    ".gsn-line": "stroke: #a3b0bd",
    ".gsn-solved": "fill: #a3b0bd; stroke: #a3b0bd",
    ".gsn-hollow": "fill: #161b22; stroke: #a3b0bd",
    ".gsn-shape": "fill: #161b22; stroke: #a3b0bd",
    ".gsn-strategy .gsn-shape, .gsn-context .gsn-shape, .gsn-assumption .gsn-shape": "fill: #1e2630",
    ".gsn-supported .gsn-shape": "fill: #10301c; stroke: #7ee2a0",
    ".gsn-supported-under-assumptions .gsn-shape": "fill: #1d2d14; stroke: #7ee2a0",
    ".gsn-refuted .gsn-shape": "fill: #3a1519; stroke: #ff9aa5",
    ".gsn-referred .gsn-shape": "fill: #2a1f40; stroke: #cdb0ff",
    ".gsn-unknown .gsn-shape": "fill: #352a0e; stroke: #f0c464",
    ".gsn-undecidable .gsn-shape, .gsn-not-in-force .gsn-shape": "fill: #242d37; stroke: #b6c2cd",
    ".gsn text": "fill: #e6edf3",
    ".gsn .gsn-detail": "fill: #a3b0bd",
}


def _rules(rules: dict[str, str]) -> str:
    return "\n".join(f"{selector} {{ {declarations} }}" for selector, declarations in rules.items())


STYLE = f"{_rules(_LIGHT)}\n@media (prefers-color-scheme: dark) {{\n{_rules(_DARK)}\n}}\n"
"""The style of all such pictures, without which they are black."""


def write_svg(layout: Layout, title: str, *, embedded: bool = False) -> str:
    """Return a layout as SVG.

    Args:
        layout: the shapes and lines.
        title: the picture's accessible name.
        embedded: whether it stands in a page that has :data:`STYLE`; such a picture has no style of its own, which the
            page's policy would refuse, and no XML declaration.
    """
    return "\n".join(_write(layout, title, embedded)) + "\n"


def _write(layout: Layout, title: str, embedded: bool) -> Iterator[str]:
    width, height = _number(layout.width), _number(layout.height)
    if not embedded:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gsn" role="img" aria-label={_quote(title)} '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    )
    yield f"<title>{_text(title)}</title>"
    if not embedded:
        yield f"<style>\n{STYLE}</style>"
    yield f'<rect class="gsn-ground" width="{width}" height="{height}"/>'
    for line in layout.lines:
        yield from _line(line)
    for placed in layout.shapes:
        yield from _shape(placed)
    yield "</svg>"


def _line(line: Line) -> Iterator[str]:
    points = [point for place, point in enumerate(line.points) if place == 0 or point != line.points[place - 1]]
    path = "M" + " L".join(f"{_number(x)},{_number(y)}" for x, y in points)
    yield f'<path class="gsn-line" d="{path}"/>'
    (x0, y0), (x, y) = points[-2], points[-1]
    dx, dy = (0 if x == x0 else 1 if x > x0 else -1), (0 if y == y0 else 1 if y > y0 else -1)
    sides = [(x - 9 * dx - 4 * dy, y - 9 * dy - 4 * dx), (x - 9 * dx + 4 * dy, y - 9 * dy + 4 * dx)]
    corners = " ".join(f"{_number(a)},{_number(b)}" for a, b in [(x, y), *sides])
    yield f'<polygon class="{"gsn-solved" if line.end == "solved" else "gsn-hollow"}" points="{corners}"/>'


def _shape(placed: Placed) -> Iterator[str]:
    shape, element = placed.shape, placed.shape.element
    status = "" if element.status is None else f" gsn-{element.status}"
    yield f'<g class="gsn-{element.kind}{status}">'
    said = [element.name, *([] if element.status is None else [WORDS[element.status]]), element.text]
    yield f"<title>{_text(': '.join(said + ([element.detail] if element.detail else [])))}</title>"
    yield _outline(placed)
    middle = placed.y + shape.height / 2
    for place, row in enumerate(shape.rows):
        y = middle + (place + 0.5 - len(shape.rows) / 2) * LINE + SIZE * 0.35
        style = "" if row.style == "text" else f' class="gsn-{row.style}"'
        yield f'<text{style} x="{_number(placed.middle)}" y="{_number(y)}">{_text(row.text)}</text>'
    if element.kind == ASSUMPTION:
        # The letter that tells an assumption from a justification stands at the lower right of the ellipse.
        x, y = placed.x + shape.width * 0.9, placed.y + shape.height * 0.98
        yield f'<text class="gsn-head" x="{_number(x)}" y="{_number(y)}">A</text>'
    if element.undeveloped:
        x, y = placed.middle, placed.y + shape.height
        corners = [(x, y), (x + DIAMOND, y + DIAMOND), (x, y + 2 * DIAMOND), (x - DIAMOND, y + DIAMOND)]
        yield f'<polygon class="gsn-shape" points="{_points(corners)}"/>'
    yield "</g>"


def _outline(placed: Placed) -> str:
    kind, width, height = placed.shape.element.kind, placed.shape.width, placed.shape.height
    x, y = placed.x, placed.y
    if kind == SOLUTION:
        return (
            f'<circle class="gsn-shape" cx="{_number(placed.middle)}" cy="{_number(y + height / 2)}" '
            f'r="{_number(width / 2)}"/>'
        )
    if kind == ASSUMPTION:
        return (
            f'<ellipse class="gsn-shape" cx="{_number(placed.middle)}" cy="{_number(y + height / 2)}" '
            f'rx="{_number(width / 2)}" ry="{_number(height / 2)}"/>'
        )
    if kind == STRATEGY:
        corners = [(x + SLANT, y), (x + width, y), (x + width - SLANT, y + height), (x, y + height)]
        return f'<polygon class="gsn-shape" points="{_points(corners)}"/>'
    rounded = f' rx="{_number(min(height / 2, 18))}"' if kind == CONTEXT else ""
    return (
        f'<rect class="gsn-shape" x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" '
        f'height="{_number(height)}"{rounded}/>'
    )


def _points(corners: list[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return escape_xml(escape(text))


def _quote(text: str) -> str:
    return quoteattr(escape(text))
