"""What is drawn, and how it is emphasised: plain data that every format draws from."""

from collections.abc import Mapping, Sequence

from archcheck.documents.categories import category_of
from archcheck.documents.topology import Zone
from archcheck.draw.arrows import build_arrows, tally_changes
from archcheck.draw.changes import Changes
from archcheck.draw.collapse import Plan, plan_drawing, plan_marked
from archcheck.draw.elements import Figure, Frame, Scene
from archcheck.draw.marks import MOST_PATHS, Mark, choose_marks
from archcheck.graph.compiled import Graph
from archcheck.report_model import STATUSES, ConstraintResult

__all__ = ["Scene", "build_scene"]


def build_scene(
    graph: Graph,
    results: Sequence[ConstraintResult] = (),
    *,
    full: bool = False,
    changes: Changes | None = None,
    most: int = MOST_PATHS,
    marked_only: bool = False,
) -> Scene:
    """Decide what is drawn of a topology, and mark what the results find.

    Args:
        graph: the topology.
        results: the verdicts on it; none draws it plain.
        full: whether a large topology is drawn node by node, too.
        changes: what of it was added, removed or changed, where that is what the picture is about.
        most: how many violating paths are drawn.
        marked_only: whether nothing but what is marked is drawn.

    Returns:
        The scene: of a large topology the violations, what is around them, and the rest collapsed into its zones.
    """
    marks, left_out = choose_marks(graph, results, most)
    happened = changes or Changes()
    plan = plan_marked(graph, marks) if marked_only else plan_drawing(graph, marks, happened.touched(graph), full=full)
    figures = [_figure(graph, position, marks, happened) for position in plan.shown]
    figures += [_group(graph, plan, key, happened) for key in plan.groups]
    arrows, hidden = build_arrows(graph, plan, marks, happened.edges, marked_only=marked_only)
    verdicts = () if changes else results
    statuses = [(status, sum(result.status == status for result in verdicts)) for status in STATUSES]
    notes = _name_results(verdicts) + list(left_out)
    if plan.groups:
        collapsed = len(graph.nodes) - len(plan.shown)
        notes.append(f"{collapsed} of {len(graph.nodes)} nodes are collapsed")
    elif len(plan.shown) < len(graph.nodes):
        notes.append(f"{len(graph.nodes) - len(plan.shown)} of {len(graph.nodes)} nodes are left out")
    missed = set[str]().union(*(mark.missed for mark in marks)) - {figure.name for figure in figures if figure.missed}
    if missed:
        notes.append(f"of what a path should have passed, {len(missed)} more are not drawn one by one")
    if hidden:
        notes.append(f"{hidden} of {len(graph.edges)} edges are left out")
    return Scene(
        graph.topology.name,
        len(graph.nodes),
        len(graph.edges),
        _frames(graph, figures, happened.zones),
        tuple(figures),
        tuple(arrows),
        marks,
        tuple((status, count) for status, count in statuses if count),
        tuple(notes),
        happened.lines,
    )


def _name_results(results: Sequence[ConstraintResult]) -> list[str]:
    """Return the lines that name what the picture shows no mark of: failures below an error, and empty selectors."""
    failing = [result.counts_as for result in results if result.status == "fail"]
    milder = ", ".join(f"{failing.count(name)} {name}" for name in ("warning", "info") if name in failing)
    notes = [f"failures below an error: {milder}"] if milder else []
    for status, what in (
        ("vacuous", "nothing was checked by"),
        ("unknown", "cannot be decided"),
        ("error", "could not be evaluated"),
    ):
        names = [result.id for result in results if result.status == status]
        notes += [f"{what}: {', '.join(names)}"] if names else []
    return notes


def _figure(graph: Graph, position: int, marks: Sequence[Mark], changes: Changes) -> Figure:
    node = graph.nodes[position]
    words = [word for word, holds in (("stateless", not node.stateful), ("transparent", node.transparent)) if holds]
    return Figure(
        f"node {node.id}",
        node.id,
        node.title,
        node.kind,
        category_of(node.kind),
        node.zone,
        tuple(words),
        tuple(mark.letter for mark in marks if node.id in mark.nodes),
        tuple(mark.letter for mark in marks if node.id in mark.blamed_nodes),
        tuple(mark.letter for mark in marks if node.id in mark.missed),
        change=changes.nodes.get(node.id),
        fields=changes.fields.get(node.id, ()),
    )


def _group(graph: Graph, plan: Plan, key: str, changes: Changes) -> Figure:
    group = plan.groups[key]
    zone = None if group.zone is None else graph.topology.zones[group.zone]
    kinds: dict[str, int] = {}
    for position in group.positions:
        kind = graph.nodes[position].kind.partition(".")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    most = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{count} {kind}" for kind, count in most[:3]) + (", …" if len(most) > 3 else "")
    other = "other " if plan.shown and not group.whole else ""
    size = f"{len(group.positions)} {other}node{'s' * (len(group.positions) > 1)}"
    change, tally = tally_changes([changes.nodes.get(graph.nodes[position].id) for position in group.positions])
    told = (tally,) if tally else ()
    if group.whole and zone is not None:
        parent, _, name = zone.path.rpartition("/")
        words: tuple[str, ...] = (size, *told)
        return Figure(
            key, name, zone.title, listed, "group", parent or None, words, count=len(group.positions), change=change
        )
    zones = {graph.nodes[position].zone for position in group.positions} - {None}
    words = ((f"in {len(zones)} zones",) if len(zones) > 1 else ()) + told
    return Figure(key, size, None, listed, "group", group.zone, words, count=len(group.positions), change=change)


def _frames(graph: Graph, figures: Sequence[Figure], changes: Mapping[str, str]) -> tuple[Frame, ...]:
    """Return the zones that anything is drawn in, each after the zone around it, in the order of their names."""
    drawn: set[str] = set()
    for zone in {figure.zone for figure in figures if figure.zone is not None}:
        segments = zone.split("/")
        drawn |= {"/".join(segments[:length]) for length in range(1, len(segments) + 1)}
    paths = sorted(drawn, key=lambda path: path.split("/"))
    return tuple(_frame(graph.topology.zones[path], changes.get(path)) for path in paths)


def _frame(zone: Zone, change: str | None) -> Frame:
    parent, _, name = zone.path.rpartition("/")
    return Frame(zone.path, name, zone.title, parent or None, zone.path.count("/"), change)
