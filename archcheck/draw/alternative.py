"""What an SVG tells those who do not see it: its description, and a name for each of its parts."""

from archcheck.draw.elements import Arrow, Figure, Scene
from archcheck.draw.legend import caption, constraint_count


def describe(scene: Scene) -> str:
    """Return the picture in words: its size, the verdicts, every mark with its steps, and what is left out."""
    sentences = [f"Topology {scene.name}: {caption(scene)}."]
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
        named[f"cluster_{number}"] = f"zone {frame.path}"
    return named


def _name_figure(figure: Figure) -> str:
    zone = f", in {figure.zone}" if figure.zone else ""
    missed = f", not passed by {', '.join(figure.missed)}" if figure.missed else ""
    return f"{figure.name} ({figure.kind}{zone}){missed}"


def _name_arrow(arrow: Arrow, ids: dict[str, str]) -> str:
    kind = "response" if arrow.response else arrow.kind
    many = f"{arrow.count} × " if arrow.count else ""
    steps = ", ".join(str(badge) for badge in arrow.badges)
    return f"{ids[arrow.source]} → {ids[arrow.target]} ({many}{kind})" + (f", {steps}" if steps else "")
