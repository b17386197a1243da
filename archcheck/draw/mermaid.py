"""A scene as a Mermaid flowchart, which GitHub and GitLab draw where they show Markdown.

As in DOT, nothing that a topology says is a name or an instruction: names are ``n1``, ``z1``, and in labels every
character that could mean anything to Mermaid, Markdown or HTML is an entity code.
"""

import json
import re
from collections.abc import Iterable, Iterator

from archcheck.draw.direction import is_deep
from archcheck.draw.elements import Arrow, Figure, Frame, Scene
from archcheck.draw.legend import captions, constraint_count, key_entries
from archcheck.draw.lettering import wrap
from archcheck.draw.palette import CATEGORIES, CHANGES, GROUP, VIOLATIONS, ZONE_BORDER, ZONE_FILLS, ZONE_INK
from archcheck.source.inert import escape

# What stands for itself: letters, digits, spaces and commas, and a dot or the like inside of a word. `www.` would begin
# a link, `1. ` and `- ` a list.
_PLAIN = re.compile(r"[^\W_]|[ ,]|(?<=[A-Za-z0-9])(?<!www)[-.](?=[A-Za-z0-9])", re.IGNORECASE)

_ICON = re.compile(r"(fa[bklrs]?):(?=fa-)")


# Mermaid has no double lines.
_CHANGE_WORDS = {"added": "thick line", "removed": "dashed line", "changed": "line of its own colour"}
_CHANGE_STYLES = {
    "added": "stroke-width:4px",
    "removed": "stroke-width:2px,stroke-dasharray:6 4",
    "changed": "stroke-width:3px",
}


def write_mermaid(scene: Scene) -> str:
    """Return the scene as a Mermaid flowchart, the same text for the same scene wherever it is written."""
    names = {figure.key: f"n{number}" for number, figure in enumerate(scene.figures, 1)}
    lines = ["---", f"title: {_yaml(scene.name)}", "---", f"flowchart {'TB' if is_deep(scene) else 'LR'}"]
    lines += (f"  {text}" for text in _inside(_contents(scene, names), scene.frames_by_parent(), None))
    lines += (f"  {_arrow(arrow, scene, names)}" for arrow in scene.arrows)
    lines += _words(scene)
    lines += _styles(scene, names)
    return "\n".join([*lines, ""])


def literal(text: str) -> str:
    """Return a text as it stands inside the quotes of a label, where it shows as it is."""
    # Mermaid turns `fa:fa-name` into an icon even when it is written in entities: a space of no width undoes that.
    safe = _ICON.sub("\\1:\u200b", escape(text))
    kept = {match.start() for match in _PLAIN.finditer(safe)}
    return "".join(character if place in kept else f"#{ord(character)};" for place, character in enumerate(safe))


def _yaml(text: str) -> str:
    """Return a text as a YAML scalar in which only letters, digits and spaces stand for themselves."""
    quoted = json.dumps(escape(text))[1:-1]
    plain = re.sub(r"\\[\"\\]|[^\w \\]", lambda found: f"\\u{ord(found[0][-1]):04x}", quoted)
    return f'"{plain}"'


def _label(lines: Iterable[str]) -> str:
    return f'"{"<br/>".join(literal(line) for line in lines)}"'


def _contents(scene: Scene, names: dict[str, str]) -> dict[str | None, list[str]]:
    """Return the lines for the nodes in each zone, under None those in no zone."""
    contents: dict[str | None, list[str]] = {}
    for figure in scene.figures:
        opening, closing = CATEGORIES.get(figure.category, GROUP).brackets
        label = _label(_figure_lines(figure, scene))
        line = f"{names[figure.key]}{opening}{label}{closing}:::{figure.category}"
        contents.setdefault(figure.zone, []).append(line)
    return contents


def _inside(
    contents: dict[str | None, list[str]], frames: dict[str | None, list[tuple[int, Frame]]], zone: str | None
) -> Iterator[str]:
    """Yield the lines for what is drawn in a zone, the zones in it as subgraphs."""
    for number, frame in frames.get(zone, ()):
        title = _signed(frame.change, wrap(frame.title or frame.name, 40, 1))
        yield f"subgraph z{number}[{_label(title)}]"
        for text in _inside(contents, frames, frame.path):
            yield f"  {text}"
        yield "end"
    yield from contents.get(zone, ())


def _signed(change: str | None, lines: list[str]) -> list[str]:
    """Return lines with the sign of a change before the first."""
    if change is None:
        return lines
    first, *rest = lines or [""]
    return [f"{CHANGES[change].sign} {first}".strip(), *rest]


def _figure_lines(figure: Figure, scene: Scene) -> list[str]:
    lines = _signed(figure.change, wrap(figure.title or figure.name, 24, 2))
    lines += wrap(figure.name, 32, 1) if figure.title else []
    lines += wrap(figure.kind, 32, 1) if figure.kind != figure.name else []
    lines += [", ".join(figure.words)] if figure.words else []
    lines += [text for letter in figure.blamed for text in wrap(f"{letter}: {scene.mark(letter).constraint}", 32, 1)]
    lines += [f"changed: {text}" for text in wrap(", ".join(figure.fields), 32, 2)[:1]] if figure.fields else []
    return lines + ([f"not passed by {', '.join(figure.missed)}"] if figure.missed else [])


def _arrow(arrow: Arrow, scene: Scene, names: dict[str, str]) -> str:
    lines = [" ".join([*map(str, arrow.badges), *arrow.blamed])] if arrow.letters else []
    named = [badge.letter for badge in arrow.badges if badge.step == 1]
    marks = [scene.mark(letter) for letter in [*named, *arrow.blamed]]
    for constraint, state in dict.fromkeys((mark.constraint, mark.state) for mark in marks):
        lines += wrap(constraint, 32, 1) + ([state] if state != "open" else [])
    lines += arrow.says(titled=True)
    lines = _signed(arrow.change, lines)
    line = "-.->" if arrow.response or arrow.like == "depends" or arrow.change == "removed" else "-->"
    label = f"|{_label(lines)}|" if lines else ""
    return f"{names[arrow.source]} {line}{label} {names[arrow.target]}"


def _words(scene: Scene) -> Iterator[str]:
    """Yield the lines for what the picture says in words: size, verdicts, marks, key, and what is left out."""
    counts = ", ".join(f"{count} {status}" for status, count in scene.statuses)
    *before, size = captions(scene)
    size += f"; {constraint_count(scene)}: {counts}" if counts else ""
    yield '  subgraph words[" "]'
    yield "    direction TB"
    lines = [text for line in before for text in wrap(line, 70, 3)]
    yield f"    w0[{_label([*lines, size])}]:::words"
    for number, mark in enumerate(scene.marks, 1):
        state = f" ({mark.state})" if mark.state != "open" else ""
        also = f"; the same path violates {', '.join(mark.also)}" if mark.also else ""
        about = wrap(f"{mark.letter}: {mark.constraint}{state}: {mark.about}{also}", 70, 3)
        yield f"    w{number}[{_label(about)}]:::mark{mark.colour}"
    emphases = [entry for entry in key_entries(scene) if entry.sort in ("change", "emphasis")]
    looks = {"response": "dashed line: ", "missed": "dashed border: ", "blamed": "letter on a node or edge: "}
    looks |= {name: f"{change.sign} and {_CHANGE_WORDS[name]}: " for name, change in CHANGES.items()}
    texts = [looks.get(entry.name, "") + entry.text for entry in emphases]
    texts += scene.notes
    if texts:
        yield f"    w{len(scene.marks) + 1}[{_label(text for line in texts for text in wrap(line, 70, 2))}]:::words"
    yield "  end"


def _styles(scene: Scene, names: dict[str, str]) -> Iterator[str]:
    """Yield the classes that occur, what belongs to which, and the colours of the arrows of marks."""
    categories = {figure.category for figure in scene.figures}
    for name, look in [*CATEGORIES.items(), ("group", GROUP)]:
        if name in categories:
            yield f"  classDef {name} fill:{look.fill},stroke:{look.border},color:{look.text}"
    for place, frame in enumerate(scene.frames, 1):
        fill = ZONE_FILLS[min(frame.depth, len(ZONE_FILLS) - 1)]
        stroke = f"{CHANGES[frame.change].colour},{_CHANGE_STYLES[frame.change]}" if frame.change else ZONE_BORDER
        yield f"  style z{place} fill:{fill},stroke:{stroke},color:{ZONE_INK}"
    yield "  style words fill:#ffffff,stroke:#ffffff"
    yield "  classDef words fill:#ffffff,stroke:#ffffff,color:#52606d"
    for name, change in CHANGES.items():
        if name in {figure.change for figure in scene.figures}:
            yield f"  classDef {name} stroke:{change.colour},{_CHANGE_STYLES[name]}"
    for colour in sorted({mark.colour for mark in scene.marks}):
        yield f"  classDef mark{colour} fill:#ffffff,stroke:{VIOLATIONS[colour]},stroke-width:2px,color:#1f2933"
        yield f"  classDef v{colour} stroke:{VIOLATIONS[colour]},stroke-width:3px"
        yield f"  classDef missed{colour} stroke:{VIOLATIONS[colour]},stroke-width:3px,stroke-dasharray:6 3"
    for figure in scene.figures:
        if figure.change:
            yield f"  class {names[figure.key]} {figure.change}"
        if letters := figure.blamed or figure.missed or figure.letters:
            kind = "missed" if figure.missed and not figure.blamed else "v"
            yield f"  class {names[figure.key]} {kind}{scene.mark(letters[0]).colour}"
    for index, arrow in enumerate(scene.arrows):
        if arrow.letters:
            stroke = VIOLATIONS[scene.mark(arrow.letters[0]).colour]
            dashes = ",stroke-dasharray:7 5" if arrow.response else ""
            yield f"  linkStyle {index} stroke:{stroke},stroke-width:3px{dashes}"
        elif arrow.change:
            yield f"  linkStyle {index} stroke:{CHANGES[arrow.change].colour},{_CHANGE_STYLES[arrow.change]}"
