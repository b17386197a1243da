"""Pictures of topologies: a scene says what is drawn and how it is emphasised, and every format draws that.

>>> from archcheck.draw import draw
>>> draw(graph, results, "svg")  # doctest: +SKIP

No Graphviz is loaded here: layout happens in a process of its own, and ``dot`` and ``mermaid`` need none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archcheck.difference.model import Comparison
    from archcheck.draw.elements import Scene
    from archcheck.drift.model import Drift
    from archcheck.graph.compiled import Graph
    from archcheck.report_model import ConstraintResult

ENDINGS = {".dot": "dot", ".mmd": "mermaid", ".svg": "svg", ".png": "png", ".pdf": "pdf"}
"""The format that a file name's ending says."""

__all__ = ["ENDINGS", "draw", "draw_comparison", "draw_violating"]


def draw(
    graph: Graph,
    results: Sequence[ConstraintResult] = (),
    format: str = "svg",
    *,
    full: bool = False,
    time_limit: float = 60.0,
) -> str | bytes:
    """Draw a topology, and what constraints find in it.

    Args:
        graph: the topology.
        results: the verdicts on it; without any it is drawn plain.
        format: ``dot`` and ``mermaid`` are texts, ``svg``, ``png`` and ``pdf`` are pictures.
        full: whether a topology of more than sixty nodes is drawn node by node, instead of collapsed into its zones.
        time_limit: seconds that the layout of a picture may take.

    Returns:
        A str for ``dot`` and ``mermaid``, bytes for the pictures. The texts are the same for the same input wherever
        they are made; the pictures are as long as Graphviz and the fonts are.

    Raises:
        LimitError: the layout took longer than ``time_limit``.
        OutputError: there is no such format, no Graphviz, or it failed; for ``png`` and ``pdf``, no font.
    """
    from archcheck.draw.scene import build_scene

    return _write(build_scene(graph, results, full=full), format, time_limit)


def draw_violating(
    graph: Graph, results: Sequence[ConstraintResult], format: str = "mermaid", *, most: int | None = None
) -> str | None:
    """Draw what of a topology violates, and nothing around it: marked paths, what is at fault, and what was missed.

    Args:
        graph: the topology.
        results: the verdicts on it.
        format: ``dot`` or ``mermaid``.
        most: how many paths are drawn at most; None for a few, which an eye can follow.

    Returns:
        The text; None where there is nothing to mark.

    Raises:
        OutputError: there is no such format.
    """
    from archcheck.draw.marks import MOST_PATHS
    from archcheck.draw.scene import build_scene

    scene = build_scene(graph, results, most=MOST_PATHS if most is None else most, marked_only=True)
    if not scene.marks:
        return None
    text = _write(scene, format, 60.0)
    return text if isinstance(text, str) else None


def draw_comparison(
    comparison: Comparison, format: str = "svg", *, full: bool = False, time_limit: float = 60.0
) -> str | bytes:
    """Draw both sides of a comparison as one: what was added, removed and changed, and the paths of new findings.

    Args, returns and raises as :func:`draw`.
    """
    from archcheck.draw.changes import new_results, unite
    from archcheck.draw.scene import build_scene

    graph, changes = unite(comparison)
    scene = build_scene(graph, new_results(comparison.constraints), full=full, changes=changes)
    return _write(scene, format, time_limit)


def draw_drift(drift: Drift, format: str = "svg", *, full: bool = False, time_limit: float = 60.0) -> str | bytes:
    """Draw a design with what diverges from it, and what of it is absent.

    Args, returns and raises as :func:`draw`.
    """
    from archcheck.draw.drift import unite_drift
    from archcheck.draw.scene import build_scene

    graph, changes = unite_drift(drift)
    return _write(build_scene(graph, full=full, changes=changes), format, time_limit)


def _write(scene: Scene, format: str, time_limit: float) -> str | bytes:
    """Return a scene in a format."""
    if format == "mermaid":
        from archcheck.draw.mermaid import write_mermaid

        return write_mermaid(scene)
    from archcheck.draw.dot import write_dot

    dot = write_dot(scene)
    if format == "dot":
        return dot
    from archcheck.draw.alternative import describe, name_parts
    from archcheck.draw.render import render

    return render(
        dot, format, names=name_parts(scene), title=scene.name, description=describe(scene), time_limit=time_limit
    )
