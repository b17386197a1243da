"""What an SVG tells those who do not see it: its description, and a name for each of its parts."""

from collections.abc import Iterator

from archcheck.draw.elements import Arrow, Figure, Frame, Scene
from archcheck.draw.legend import captions, constraint_count
from archcheck.draw.palette import CHANGES


def describe(scene: Scene) -> str:
    """Return the picture in words: its size, the verdicts, every mark with its steps, and what is left out."""
    sentences = [f"Topology {scene.name}: {'; '.join(captions(scene))}."]
    sentences += _tell_changes(scene)
    if scene.statuses:
        counts = ", ".join(f"{count} {status}" for status, count in scene.statuses)
        sentences.append(f"{constraint_count(scene)}: {counts}.")
    for mark in scene.marks:
        state = "" if mark.state == "open" else f" ({mark.state})"
        also = f", also {', '.join(mark.also)}" if mark.also else ""
        sentences.append(f"{mark.letter}: {mark.constraint}{also}{state}: {mark.about}.")
        if mark.path:
            nodes = mark.path[0].node + "".join(
                f" {'<=' if step.direction == 'backward' else '->'} {step.node}" for step in mark.path[1:]
            )
            sentences.append(f"Path {mark.letter}: {nodes}.")
    return " ".join(sentences + [f"{note}." for note in scene.notes])


def _tell_changes(scene: Scene) -> Iterator[str]:
    """Yield a sentence for what was added, one for what was removed, and one for what changed."""
    ids = {figure.key: figure.name for figure in scene.figures}
    for change in CHANGES:
        told = [f"zone {frame.path}" for frame in scene.frames if frame.change == change]
        told += [figure.name for figure in scene.figures if figure.change == change]
        told += [f"{ids[arrow.source]} → {ids[arrow.target]}" for arrow in scene.arrows if arrow.change == change]
        if told:
            yield f"{change.capitalize()}: {', '.join(told)}."


def name_parts(scene: Scene) -> dict[str, str]:
    """Return a name for each node, label, arrow and zone of the scene's DOT text, by their names there."""
    named: dict[str, str] = {}
    numbers: dict[str, str] = {}
    ids: dict[str, str] = {}
    for number, figure in enumerate(scene.figures, 1):
        numbers[figure.key] = f"n{number}"
        ids[figure.key] = figure.name
        named[f"n{number}"] = _name_figure(figure)
    for number, arrow in enumerate(scene.arrows, 1):
        text = _name_arrow(arrow, ids)
        ends = [numbers[arrow.source], numbers[arrow.target]]
        if arrow.response:
            ends.reverse()
        named[f"e{number}"] = named["->".join(ends)] = text
        named[f"{ends[0]}->e{number}"] = named[f"e{number}->{ends[1]}"] = text
    for number, frame in enumerate(scene.frames, 1):
        named[f"cluster_{number}"] = f"{_change(frame)}zone {frame.path}"
    return named


def _name_figure(figure: Figure) -> str:
    zone = f", in {figure.zone}" if figure.zone else ""
    missed = f", not passed by {', '.join(figure.missed)}" if figure.missed else ""
    return f"{_change(figure)}{figure.name} ({figure.kind}{zone}){missed}"


def _change(part: Figure | Arrow | Frame) -> str:
    return f"{part.change}: " if part.change else ""


def _name_arrow(arrow: Arrow, ids: dict[str, str]) -> str:
    kind = "response" if arrow.response else arrow.kind
    many = f"{arrow.count} × " if arrow.count else ""
    steps = ", ".join(str(badge) for badge in arrow.badges)
    return f"{_change(arrow)}{ids[arrow.source]} → {ids[arrow.target]} ({many}{kind})" + (f", {steps}" if steps else "")
