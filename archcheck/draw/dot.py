"""A scene as DOT, Graphviz's language.

Nothing that a topology says is ever a name or an attribute: names are ``n1``, ``n2``, ``cluster_1``, and texts are
labels in which every character stands for itself.
"""

from collections.abc import Iterator
from itertools import takewhile

from archcheck.draw.direction import MANY_FIGURES, is_deep
from archcheck.draw.dot_labels import arrow_label, figure_label, frame_label, has_label, heading, key_label
from archcheck.draw.elements import Arrow, Figure, Frame, Scene
from archcheck.draw.palette import (
    CATEGORIES,
    CHANGES,
    GROUP,
    LINE,
    QUIET_LINE,
    VIOLATIONS,
    ZONE_BORDER,
    ZONE_FILLS,
)

FONTS = "Helvetica,Arial,sans-serif"
# Above so many arrows, the layout gets a bound on its search: far quicker, and a little less tidy.
MANY_ARROWS = 300

# Figures without arrows stand in rows of so many.
ROW = 5

_GRAPH = {
    "splines": "spline",
    "fontname": FONTS,
    "bgcolor": "#ffffff",
    "nodesep": "0.3",
    "ranksep": "0.3",
    "pad": "0.25",
    "labelloc": "b",
    "labeljust": "l",
}
_LABEL = {"shape": "box", "style": "solid", "color": "transparent", "margin": "0.04,0.02", "width": "0", "height": "0"}
# Room for the corners of shapes that Graphviz makes no room for itself.
_MARGINS = {"api": "0.2,0.07", "other": "0.12,0.08", "store": "0.14,0.05", "group": "0.14,0.1"}
_ARROWHEADS = {"admin": "diamond", "push": "vee", "pull": "dot"}


def write_dot(scene: Scene) -> str:
    """Return the scene as DOT, the same text for the same scene wherever it is written."""
    names = {figure.key: f"n{number}" for number, figure in enumerate(scene.figures, 1)}
    attributes = {"rankdir": "TB" if is_deep(scene) else "LR"} | _GRAPH
    if len(scene.figures) <= MANY_FIGURES:
        # One direction throughout; without it zones are laid out one by one, which large pictures need.
        attributes["newrank"] = "true"
    if len(scene.arrows) > MANY_ARROWS:
        attributes |= {"nslimit": "2", "nslimit1": "2", "mclimit": "0.5"}
    key = key_label(scene)
    lines = ["digraph {", f"  graph [{_list(attributes)}" + (f" label=<{key}>]" if key else "]")]
    lines.append(f"  node [{_list({'fontname': FONTS, 'style': 'filled', 'margin': '0.08,0.05'})}]")
    lines.append(f"  edge [{_list({'fontname': FONTS, 'arrowsize': '0.7'})}]")
    lines.append("  subgraph cluster_0 {")
    lines.append(
        f"    graph [{_list({'peripheries': '0', 'labelloc': 't', 'labeljust': 'l'})} label=<{heading(scene)}>]"
    )
    lines += (f"    {text}" for text in _inside(_contents(scene, names), scene.frames_by_parent(), None))
    lines.append("  }")
    for number, arrow in enumerate(scene.arrows, 1):
        lines += (f"  {text}" for text in _arrow(arrow, f"e{number}", scene, names))
    lines += (f'  {" -> ".join(row)} [style="invis"]' for row in _rows_of_lone(scene, names))
    return "\n".join([*lines, "}", ""])


def _rows_of_lone(scene: Scene, names: dict[str, str]) -> Iterator[list[str]]:
    """Yield rows of the figures without arrows, zone by zone: left alone, they would pile up in one column."""
    joined = {end for arrow in scene.arrows for end in (arrow.source, arrow.target)}
    lone: dict[str | None, list[str]] = {}
    for figure in scene.figures:
        if figure.key not in joined:
            lone.setdefault(figure.zone, []).append(names[figure.key])
    for rank in lone.values():
        yield from (rank[start : start + ROW] for start in range(0, len(rank) - 1, ROW) if len(rank) > start + 1)


def _contents(scene: Scene, names: dict[str, str]) -> dict[str | None, list[str]]:
    """Return the lines for the nodes and the labels of arrows in each zone, under None those in no zone."""
    contents: dict[str | None, list[str]] = {}
    for figure in scene.figures:
        attributes = _list(_figure_attributes(figure, scene))
        text = f"{names[figure.key]} [{attributes} label=<{figure_label(figure, scene)}>]"
        contents.setdefault(figure.zone, []).append(text)
    zones = {figure.key: figure.zone for figure in scene.figures}
    for number, arrow in enumerate(scene.arrows, 1):
        if has_label(arrow, scene):
            text = f"e{number} [{_list(_LABEL)} label=<{arrow_label(arrow, scene)}>]"
            contents.setdefault(_common_zone(arrow, zones), []).append(text)
    return contents


def _inside(
    contents: dict[str | None, list[str]],
    frames: dict[str | None, list[tuple[int, Frame]]],
    zone: str | None,
    around: Frame | None = None,
) -> Iterator[str]:
    """Yield the lines for what is drawn in a zone, the zones in it as clusters."""
    for number, frame in frames.get(zone, ()):
        yield f"subgraph cluster_{number} {{"
        yield f"  graph [{_list(_frame_attributes(frame, around))} label=<{frame_label(frame)}>]"
        for text in _inside(contents, frames, frame.path, frame):
            yield f"  {text}"
        yield "}"
    yield from contents.get(zone, ())


def _frame_attributes(frame: Frame, around: Frame | None) -> dict[str, str]:
    fill = ZONE_FILLS[min(frame.depth, len(ZONE_FILLS) - 1)]
    attributes = {
        "style": "rounded,filled",
        "fillcolor": fill,
        "color": ZONE_BORDER,
        "labelloc": "t",
        "labeljust": "l",
        "margin": "12",
    }
    if frame.change:
        # The line around a zone is the only one that clusters have.
        width = "3" if frame.change == "added" else "1.5"
        attributes |= {"color": CHANGES[frame.change].colour, "penwidth": width, "peripheries": "1"}
    if frame.change == "removed":
        attributes |= {"style": "rounded,filled,dashed", "fillcolor": "#ffffff"}
    elif around is not None and around.change and not frame.change:
        attributes["peripheries"] = "0"  # clusters inherit
    return attributes


def _figure_attributes(figure: Figure, scene: Scene) -> dict[str, str]:
    look = CATEGORIES.get(figure.category, GROUP)
    attributes = {"shape": look.shape, "fillcolor": look.fill, "color": look.border}
    if figure.category in _MARGINS:
        attributes["margin"] = _MARGINS[figure.category]
    if figure.category == "other":
        attributes["style"] = "filled,rounded"
    if figure.change:
        attributes |= {"color": CHANGES[figure.change].colour, **_CHANGE_LINES[figure.change]}
    if figure.change == "removed":
        attributes |= {"fillcolor": "#ffffff"}
    if letters := figure.blamed or figure.missed or figure.letters:
        attributes |= {"color": VIOLATIONS[scene.mark(letters[0]).colour], "penwidth": "3" if figure.blamed else "2"}
    if figure.missed:
        attributes |= {"style": "filled,dashed", "peripheries": "2"}
    return attributes


_CHANGE_LINES = {
    "added": {"penwidth": "3"},
    "removed": {"style": "filled,dashed"},
    "changed": {"penwidth": "1.5", "peripheries": "2"},
}


def _arrow(arrow: Arrow, name: str, scene: Scene, names: dict[str, str]) -> Iterator[str]:
    """Yield an arrow: through its label, a node of its own, so that the label sits on its line and on no other."""
    style = _arrow_style(arrow, scene)
    head = {"arrowhead": _ARROWHEADS.get(arrow.like, "normal")}
    source, target = names[arrow.source], names[arrow.target]
    if arrow.response:
        # Laid out along its edge, so that a response does not turn the picture around.
        source, target = target, source
        head = {"dir": "back", "arrowtail": "normal"}
    if not has_label(arrow, scene):
        yield f"{source} -> {target} [{_list(style | head | {'minlen': '2'})}]"
        return
    first, second = (head, {"dir": "none"}) if arrow.response else ({"dir": "none"}, head)
    yield f"{source} -> {name} [{_list(style | first)}]"
    yield f"{name} -> {target} [{_list(style | second)}]"


def _arrow_style(arrow: Arrow, scene: Scene) -> dict[str, str]:
    colours = list(dict.fromkeys(VIOLATIONS[scene.mark(letter).colour] for letter in arrow.letters))
    style = {"color": QUIET_LINE if scene.marks or scene.lines else LINE}
    if arrow.change:
        colour = CHANGES[arrow.change].colour
        # A double line is two of one colour side by side.
        style = {"color": f"{colour}:{colour}" if arrow.change == "changed" else colour, "penwidth": "1.2"}
        style |= {"penwidth": "2.2"} if arrow.change == "added" else {}
    if colours:
        # Several colours are parallel lines, one for each.
        is_open = any(scene.mark(letter).state == "open" for letter in arrow.letters)
        width = "1.2" if not is_open else "2.2" if len(colours) == 1 else "1.6"
        style = {"color": ":".join(colours[:3]), "penwidth": width, "weight": "3"}
    if arrow.count:
        style["penwidth"] = f"{min(4.0, 0.8 + 0.3 * arrow.count.bit_length()):.1f}"
    if arrow.response or arrow.change == "removed":
        style["style"] = "dashed"
    elif arrow.like == "depends":
        style["style"] = "dotted"
    return style


def _common_zone(arrow: Arrow, zones: dict[str, str | None]) -> str | None:
    """Return the innermost zone that both ends of an arrow are in."""
    source, target = ((zones[end] or "").split("/") for end in (arrow.source, arrow.target))
    shared = list(takewhile(lambda pair: pair[0] == pair[1], zip(source, target, strict=False)))
    return "/".join(one for one, _ in shared) or None


def _list(attributes: dict[str, str]) -> str:
    """Return attributes with constant values; no text of a topology goes through here."""
    return " ".join(f'{name}="{value}"' for name, value in attributes.items())
