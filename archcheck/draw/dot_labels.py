"""The labels of a DOT picture: what stands in nodes, on arrows and frames, above and below."""

from archcheck.draw.elements import Arrow, Figure, Frame, Scene
from archcheck.draw.html_label import Cell, bar, blank, plate, stack, text_cell
from archcheck.draw.legend import KeyEntry, captions, constraint_count, key_entries
from archcheck.draw.lettering import wrap
from archcheck.draw.marks import LARGE, Mark
from archcheck.draw.palette import CATEGORIES, CHANGES, FAINT, GROUP, INK, LINE, STATUS_COLOURS, VIOLATIONS, ZONE_INK

_TITLE, _SMALL, _TINY = 12, 9, 8.5


def figure_label(figure: Figure, scene: Scene) -> str:
    """Return a node's label: its title, its id, its kind, and what is found about it."""
    look = CATEGORIES.get(figure.category, GROUP)
    small = wrap(figure.name, 32, 1) if figure.title else []
    small += [", ".join(figure.words)] if figure.words and figure.count else []
    small += wrap(figure.kind, 32, 1) if figure.kind != figure.name else []
    small += [", ".join(figure.words)] if figure.words and not figure.count else []
    small += [f"changed: {text}" for text in wrap(", ".join(figure.fields), 28, 2)[:1]] if figure.fields else []
    strong, faint = (FAINT, FAINT) if figure.change == "removed" else (look.text, look.faint)
    lines = [_centred(text, _TITLE, strong, bold=True) for text in wrap(figure.title or figure.name, 22, 2)]
    lines += [_centred(text, _SMALL, faint) for text in small]
    # On plates, which can be read on a fill of any colour.
    plates: list[Cell] = []
    for letter in figure.blamed:
        mark = scene.mark(letter)
        plates.append(_mark_plate(wrap(f"{letter}: {mark.constraint}", 28, 1)[0], mark))
    if figure.missed:
        colour = VIOLATIONS[scene.mark(figure.missed[0]).colour]
        text = f"not passed by {', '.join(figure.missed)}"
        plates.append(plate(text, "#ffffff", colour, colour, bold=True, style="ROUNDED,DASHED"))
    # The lid of a cylinder hangs into it.
    above = [bar(1, 7, "transparent")] if figure.category == "store" else []
    between = [bar(1, 2, "transparent")] if plates else []
    rows = [[cell] for cell in [*above, *lines, *between, *plates]]
    if figure.change:
        rows[len(above)].insert(0, _change_plate(figure.change))
    return stack(rows, centred=True)


def has_label(arrow: Arrow, scene: Scene) -> bool:
    """Whether there is anything to say on an arrow."""
    return bool(_plates(arrow, scene) or _texts(arrow, scene))


def arrow_label(arrow: Arrow, scene: Scene) -> str:
    """Return an arrow's label: its steps of paths, what it is blamed for, its title, kind and protocol."""
    plates = _plates(arrow, scene)
    rows = [plates[start : start + 4] for start in range(0, len(plates), 4)]
    named = [scene.mark(badge.letter) for badge in arrow.badges if badge.step == 1]
    named += [scene.mark(letter) for letter in arrow.blamed]
    for constraint, also, colour, state in dict.fromkeys(
        (mark.constraint, mark.also, mark.colour, mark.state) for mark in named
    ):
        lines = [wrap(constraint, 26, 1)[0], *([f"and {len(also)} more"] if also else [])]
        lines += [state] if state != "open" else []
        rows += [[_centred(line, _TINY, VIOLATIONS[colour], bold=True)] for line in lines]
    return stack(
        rows + [[_centred(text, _TINY, FAINT)] for text in _texts(arrow, scene)], gap=2, leading=1, centred=True
    )


def _change_plate(change: str) -> Cell:
    """Return a plate with the sign of a change."""
    look = CHANGES[change]
    fill, ink = ("#ffffff", look.colour) if change == "removed" else (look.colour, "#ffffff")
    return plate(look.sign, fill, look.colour, ink, bold=True)


def _plates(arrow: Arrow, scene: Scene) -> list[Cell]:
    steps = [_change_plate(arrow.change)] if arrow.change else []
    steps += [_mark_plate(str(badge), scene.mark(badge.letter)) for badge in arrow.badges]
    return steps + [_mark_plate(letter, scene.mark(letter)) for letter in arrow.blamed]


def _mark_plate(text: str, mark: Mark) -> Cell:
    """Return a plate in the colour of a mark: filled where the violation is open, else an outline."""
    colour = VIOLATIONS[mark.colour]
    fill, ink = (colour, "#ffffff") if mark.state == "open" else ("#ffffff", colour)
    return plate(text, fill, colour, ink, bold=True)


def _texts(arrow: Arrow, scene: Scene) -> list[str]:
    return arrow.says(titled=len(scene.figures) <= LARGE)


def frame_label(frame: Frame) -> str:
    """Return a zone's label: its title, and its name where it has both."""
    cells = [_change_plate(frame.change)] if frame.change else []
    cells.append(text_cell(wrap(frame.title or frame.name, 40, 1)[0], 11, ZONE_INK, bold=True))
    if frame.title:
        cells.append(text_cell(wrap(frame.name, 30, 1)[0], _SMALL, FAINT))
    return stack([cells], gap=4)


def heading(scene: Scene) -> str:
    """Return what stands above the picture: its name, its size, the verdicts, and a line for each mark."""
    rows = [[text_cell(wrap(scene.name, 60, 1)[0], 17, INK, bold=True)]]
    *before, size = captions(scene)
    rows += [[text_cell(text, 10, FAINT)] for line in before for text in wrap(line, 110, 2)]
    size = wrap(size, 110, 1)[0] + (f"; {constraint_count(scene)}:" if scene.statuses else "")
    verdicts = [
        text_cell(f"{count} {status}", 10, STATUS_COLOURS[status], bold=True) for status, count in scene.statuses
    ]
    rows.append([text_cell(size, 10, FAINT), *verdicts])
    names = [wrap(mark.constraint, 44, 1)[0] for mark in scene.marks]
    abouts = [wrap(mark.about, 60, 1)[0] for mark in scene.marks]
    widest = [
        max((text_cell(text, 10, INK, bold=bold).width for text in texts), default=0)
        for texts, bold in ((names, True), (abouts, False))
    ]
    for mark, name, about in zip(scene.marks, names, abouts, strict=True):
        colour = VIOLATIONS[mark.colour]
        cells = [
            _mark_plate(mark.letter, mark),
            text_cell(name, 10, colour, bold=True, width=widest[0]),
            text_cell(about, 10, INK, width=widest[1]),
        ]
        if mark.state != "open":
            cells.append(text_cell(mark.state, 10, FAINT, bold=True))
        if mark.title:
            cells.append(text_cell(wrap(mark.title, 110, 1)[0], 10, FAINT))
        rows.append(cells)
        if mark.also:
            also = wrap(f"the same path violates {', '.join(mark.also)}", 110, 2)
            rows += ([blank(15), text_cell(text, 10, FAINT)] for text in also)
    rows += [[text_cell(text, _SMALL, FAINT)] for note in scene.notes for text in wrap(note, 110, 2)]
    return stack(rows, gap=6, leading=3)


def key_label(scene: Scene) -> str:
    """Return the key, empty where nothing needs one."""
    rows: list[list[Cell]] = []
    for sort in ("category", "edge", "change", "emphasis"):
        cells = [cell for entry in key_entries(scene) if entry.sort == sort for cell in _key_cells(entry)]
        if cells:
            rows.append(cells)
    return stack(rows, gap=4, leading=3) if rows else ""


# What the arrowheads of the kinds look like, in characters that every font has.
_HEADS = {"admin": "♦", "push": ">", "pull": "●"}


def _key_cells(entry: KeyEntry) -> list[Cell]:
    """Return a sample and its meaning."""
    text, gap = text_cell(entry.text, _SMALL, FAINT), blank(8)
    if entry.sort == "category":
        look = CATEGORIES[entry.name]
        return [plate(entry.text, look.fill, look.border, look.text)]
    if entry.sort == "edge":
        bars = [bar(2, 2, LINE)] * 4 if entry.name == "depends" else [bar(18, 1, LINE)]
        return [*bars, text_cell(_HEADS.get(entry.name, "►"), _SMALL, LINE), text, gap]
    if entry.sort == "change":
        return [_change_plate(entry.name), text_cell(f"{entry.text} ({CHANGES[entry.name].line})", _SMALL, FAINT), gap]
    if entry.mark is None:
        return [text, gap]
    colour = VIOLATIONS[entry.mark.colour]
    if entry.name == "response":
        sample = [text_cell("◄", _SMALL, colour), *[bar(5, 2, colour)] * 3]
    elif entry.name == "missed":
        sample = [plate("not passed", "#ffffff", colour, colour, style="ROUNDED,DASHED")]
    else:
        sample = [_mark_plate(entry.mark.letter + ("1" if entry.name == "path" else ""), entry.mark)]
    return [*sample, text, gap]


def _centred(text: str, size: float, colour: str, *, bold: bool = False) -> Cell:
    return text_cell(text, size, colour, bold=bold, align="CENTER")
