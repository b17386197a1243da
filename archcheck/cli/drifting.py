"""What ``drift`` loads and writes."""

from collections.abc import Sequence

from archcheck.checker import compile_topologies
from archcheck.cli.loading import BY_CONTENT, Reading, load_sources
from archcheck.cli.options import usage_error
from archcheck.documents.loading import load_overlays
from archcheck.drift import Drift, find_drift
from archcheck.errors import stop
from archcheck.importers.overlaying import apply_overlays
from archcheck.source.diagnostics import Problems
from archcheck.source.progress import work


def load_drift(
    design: str, actual: str, maps: Sequence[str], reading: Reading, problems: Problems, *, strict: bool
) -> Drift:
    """Load a design, what is deployed, and what stands for what; and hold the one against the other.

    Raises:
        InputError: with everything that is wrong in any of it.
    """
    if design == actual == "-":
        raise usage_error("contradiction", "`-` is given more than once, and standard input can be read once")
    overlays = [overlay for name in dict.fromkeys(maps) for overlay in load_overlays(name, problems)]
    sides = []
    for name, how in ((design, BY_CONTENT), (actual, reading)):
        found = load_sources([name], problems, how)
        if len(found) != 1:
            raise usage_error("contradiction", f"`{name}` holds {len(found)} topologies, and a side of drift is one")
        sides += found
    if overlays:
        sides[1] = apply_overlays(sides[1], overlays, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    graphs = [graph for side in sides for graph in compile_topologies([side])]
    written = [pair for overlay in overlays for pair in overlay.map]
    work.begin("comparing")
    drift = find_drift(graphs[0], graphs[1], written, problems, strict=strict)
    if drift is None:
        raise stop(problems.diagnostics)
    return drift


def render_files(plans: Sequence[tuple[str, str]], drift: Drift, *, full: bool) -> dict[str, str | bytes]:
    """Return the content of every output file."""
    from archcheck.draw import draw_drift
    from archcheck.report.drift_text import DriftText

    files: dict[str, str | bytes] = {}
    for name, kind in plans:
        work.count("writing", "file")
        if kind == "json":
            files[name] = drift.to_json()
        elif kind == "text":
            files[name] = DriftText(drift).render()
        else:
            files[name] = draw_drift(drift, kind, full=full)
    return files
