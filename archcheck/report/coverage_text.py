"""Coverage as text: what nobody looks at, and who would notice new edges."""

from collections.abc import Iterator, Sequence

from archcheck.coverage import BLIND, Coverage
from archcheck.coverage.new_edges import NO_ZONE, Crossing, NewEdges, TooMany, Trial
from archcheck.report_model import Run
from archcheck.source.counting import count_of
from archcheck.source.inert import display_width, escape

MOST_LISTED = 20
MOST_WORST = 5
MOST_ZONES = 16
"""More zones than these make no matrix that anybody could read; the list below it says the same."""


def write_coverage(
    runs: Sequence[tuple[Run, Coverage, NewEdges | TooMany | None]], as_of: str, *, quiet: bool, verbose: bool
) -> str:
    """Return coverage as text.

    Args:
        runs: for each topology its run, what is looked at, and what would be noticed, where that was asked for.
        as_of: the day on which dates were judged.
        quiet: whether to leave out who would notice what.
        verbose: whether to list everything.
    """
    return "\n\n".join("\n".join(_run(*each, as_of, quiet, verbose)) for each in runs) + "\n"


def _run(
    run: Run, coverage: Coverage, new: NewEdges | TooMany | None, as_of: str, quiet: bool, verbose: bool
) -> Iterator[str]:
    size = f"{count_of(run.nodes, 'node')}, {count_of(run.edges, 'edge')}"
    yield f"{escape(run.path)}: {size}, {count_of(len(run.constraints), 'constraint')}, as of {as_of}"
    yield ""
    nodes, edges = coverage.unseen_nodes, coverage.unseen_edges
    seen = run.nodes - len(nodes), run.edges - len(edges)
    yield f"looked at: {seen[0]} of {count_of(run.nodes, 'node')}, {seen[1]} of {count_of(run.edges, 'edge')}"
    yield from _list("nodes that no constraint looks at", nodes, verbose)
    yield from _list("edges that no constraint looks at", edges, verbose)
    blind = [f"{each.id} ({each.status})" for each in run.constraints if each.status in BLIND]
    yield from _list("constraints that looked at nothing", blind, verbose)
    yield ""
    if not isinstance(new, NewEdges):
        yield f"new edges: not {'asked for' if new is None else f'tried, for {_say_excess(new)}'}"
        return
    noticed = sum(bool(each.noticed_by) for each in new.trials)
    yield f"new edges ({escape(new.kind)}): {noticed} of {len(new.trials)} would be noticed"
    if not quiet:
        yield from _matrix(new.crossings)
        yield from _noticing(new.crossings)
    unnoticed = [f"{each.source} -> {each.target}" for each in new.trials if not each.noticed_by]
    yield from _list("new edges that nobody would notice", unnoticed, verbose)
    worst = new.worst
    if worst:
        yield ""
        yield f"breaking most{'' if len(worst) <= MOST_WORST else f' ({MOST_WORST} of {len(worst)})'}:"
        yield from (f"  {_say_trial(each)}" for each in worst[:MOST_WORST])


def _say_excess(excess: TooMany) -> str:
    if excess.what == "edges":
        return f"there could be {excess.number:,}, and --max-trials allows {excess.most:,}"
    help_text = "--only asks fewer constraints"
    return f"that takes {excess.number:,} decisions, and --max-trials is {excess.most:,}; {help_text}"


def _list(title: str, items: Sequence[str], verbose: bool) -> Iterator[str]:
    if not items:
        return
    shown = items if verbose or len(items) <= MOST_LISTED else items[: MOST_LISTED - 1]
    yield f"{title}: {len(items)}"
    yield from (f"  {escape(each)}" for each in shown)
    if len(shown) < len(items):
        yield f"  and {len(items) - len(shown)} more (--verbose lists them)"


def _matrix(crossings: Sequence[Crossing]) -> Iterator[str]:
    """Yield noticed of possible edges, from the zones in rows to those in columns."""
    zones = sorted({zone for each in crossings for zone in (each.source, each.target)})
    if len(zones) > MOST_ZONES:
        return
    cells = {(each.source, each.target): f"{each.noticed}/{each.possible}" for each in crossings}
    heads = [f"[{number}]" for number, _ in enumerate(zones, 1)]
    columns = [
        [head, *(cells.get((zone, other), "-") for zone in zones)] for head, other in zip(heads, zones, strict=True)
    ]
    widths = [max(map(len, column)) for column in columns]
    names = ["from \\ to", *(f"{head} {say_zone(zone)}" for head, zone in zip(heads, zones, strict=True))]
    first = max(map(display_width, names))
    yield ""
    for place, name in enumerate(names):
        row = "  ".join(f"{column[place]:>{width}}" for column, width in zip(columns, widths, strict=True))
        yield f"  {name}{' ' * (first - display_width(name))}  {row}"


def _noticing(crossings: Sequence[Crossing]) -> Iterator[str]:
    """Yield who would notice how many of the edges from zone to zone, those that notice most first."""
    yield ""
    for each in crossings:
        found = sorted(each.noticed_by.items(), key=lambda item: (-item[1], item[0]))
        said = ", ".join(f"{escape(name)} {number}/{each.possible}" for name, number in found) or "nobody"
        yield f"  {say_zone(each.source)} -> {say_zone(each.target)}: {said}"
    yield ""


def _say_trial(trial: Trial) -> str:
    found = count_of(sum(trial.noticed_by.values()), "new finding")
    names = ", ".join(map(escape, trial.noticed_by))
    edge = f"{escape(trial.source)} -> {escape(trial.target)}"
    return f"{edge}: {count_of(len(trial.noticed_by), 'constraint')}, {found} ({names})"


def say_zone(zone: str) -> str:
    """Return a zone's path, or what stands for nodes in none."""
    return "(no zone)" if zone == NO_ZONE else escape(zone)
