"""An SVG of Graphviz's made fit to publish: no traces of its making, readable aloud, text centred in any font."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from archcheck.source.inert import escape

_SVG = "http://www.w3.org/2000/svg"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def finish_svg(picture: bytes, names: Mapping[str, str], title: str, description: str) -> bytes:
    """Return the SVG with an accessible title and description, and without comments, doctype and inner names.

    Args:
        picture: what Graphviz wrote.
        names: what each of its nodes and edges is called; one without a name gets none.
        title: the picture's name.
        description: what it shows.
    """
    # Process-wide, and what every writer of SVG asks for.
    ElementTree.register_namespace("", _SVG)
    root: ElementTree.Element = ElementTree.fromstring(picture)
    root.set("role", "img")
    root.set("aria-label", escape(title))
    for group in root.iter(f"{{{_SVG}}}g"):
        # Several pictures may stand in one page.
        group.attrib.pop("id", None)
        _name(group, names)
        if group.get("class") == "node":
            _centre(group)
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}")
        element.text = escape(words)
        element.tail = "\n"
        root.insert(place, element)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _name(group: ElementTree.Element, names: Mapping[str, str]) -> None:
    """Put a readable name in place of the one that Graphviz knows the group by, or take it away."""
    inner = group.find(f"{{{_SVG}}}title")
    if inner is None:
        return
    name = names.get((inner.text or "").strip())
    if name is None:
        group.remove(inner)
    else:
        inner.text = escape(name)


def _centre(group: ElementTree.Element) -> None:
    """Anchor the lines of a node at its middle: a viewer's font is seldom the one that they were measured in."""
    middle = _middle(group)
    texts = group.findall(f"{{{_SVG}}}text")
    rows: dict[str, int] = {}
    for text in texts:
        rows[text.get("y", "")] = rows.get(text.get("y", ""), 0) + 1
    for text in texts:
        # Of several texts in one row, each has its own middle.
        if middle is not None and text.get("text-anchor") == "start" and rows[text.get("y", "")] == 1:
            text.set("text-anchor", "middle")
            text.set("x", f"{middle:.2f}")


def _middle(group: ElementTree.Element) -> float | None:
    """Return the middle of a node's outline, from left to right."""
    for child in group:
        tag = child.tag.rpartition("}")[2]
        if tag == "ellipse":
            return float(child.get("cx", "0"))
        if tag in ("polygon", "path"):
            numbers = [float(number) for number in _NUMBER.findall(child.get("points") or child.get("d") or "")]
            return (min(numbers[::2]) + max(numbers[::2])) / 2
    return None
