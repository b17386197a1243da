"""The arrows of a scene: one for an edge, one more for each response on a path, and one for all between two groups."""

from collections import Counter
from collections.abc import Mapping, Sequence

from archcheck.documents.topology import Edge
from archcheck.draw.collapse import Plan
from archcheck.draw.elements import Arrow, Badge
from archcheck.draw.marks import Mark
from archcheck.draw.palette import CHANGES
from archcheck.graph.compiled import Graph

MOST_BUNDLES = 40
"""Of the arrows that stand for several edges, only the thickest so many are drawn."""


def build_arrows(
    graph: Graph, plan: Plan, marks: Sequence[Mark], changes: Mapping[str, str], *, marked_only: bool = False
) -> tuple[list[Arrow], int]:
    """Return the arrows in the order of their ends, those of groups added up, and how many edges none stands for.

    ``changes`` says by edge id what was added, removed or changed; ``marked_only`` leaves out what no mark is on.
    """
    blamed_edges = frozenset[str]().union(*(mark.blamed_edges for mark in marks))
    steps: dict[tuple[str, bool], list[Badge]] = {}
    for mark in marks:
        for number, step in enumerate(mark.path[1:], 1):
            if step.edge is not None:
                steps.setdefault((step.edge, step.direction == "backward"), []).append(Badge(mark.letter, number))
    arrows: list[Arrow] = []
    bundles: dict[tuple[str, str], list[Edge]] = {}
    hidden = 0
    # The order of the document changes nothing, and a picture in a pull request only where the topology does.
    ends = zip(graph.sources, graph.targets, graph.edges, strict=True)
    for start, end, edge in sorted(ends, key=lambda each: (each[0], each[1], each[2].kind, each[2].id)):
        source, target = plan.key(start), plan.key(end)
        on_path = (edge.id, False) in steps or (edge.id, True) in steps
        if not plan.draws(start, end) or (marked_only and not on_path and edge.id not in blamed_edges):
            hidden += 1
        elif plan.is_group(source) or plan.is_group(target):
            bundles.setdefault((source, target), []).append(edge)
        else:
            badges = tuple(steps.get((edge.id, False), ()))
            blamed = tuple(mark.letter for mark in marks if edge.id in mark.blamed_edges)
            like, protocol = _base_kind(graph, edge), _protocol(edge)
            change = changes.get(edge.id)
            arrows.append(
                Arrow(
                    source,
                    target,
                    edge.kind,
                    like,
                    edge.title,
                    protocol,
                    badges=badges,
                    blamed=blamed,
                    change=change,
                )
            )
            if answers := steps.get((edge.id, True)):
                arrows.append(Arrow(target, source, edge.kind, like, response=True, badges=tuple(answers)))
    if changes and plan.shown:
        # Around what changed, groups show what else changed: where all of their edges lead is for other pictures.
        quiet = [ends for ends, edges in bundles.items() if not any(edge.id in changes for edge in edges)]
        hidden += sum(len(bundles.pop(ends)) for ends in quiet)
    thick = sorted(bundles, key=lambda ends: -len(bundles[ends]))[:MOST_BUNDLES]
    arrows += [_bundle(graph, ends, edges, changes) for ends, edges in bundles.items() if ends in thick]
    return arrows, hidden + sum(len(edges) for ends, edges in bundles.items() if ends not in thick)


def _bundle(graph: Graph, ends: tuple[str, str], edges: Sequence[Edge], changes: Mapping[str, str]) -> Arrow:
    likes = {_base_kind(graph, edge) for edge in edges}
    like = likes.pop() if len(likes) == 1 else "mixed"
    change, tally = tally_changes([changes.get(edge.id) for edge in edges])
    return Arrow(*ends, like, like, count=len(edges), change=change, tally=tally)


def tally_changes(changes: Sequence[str | None]) -> tuple[str | None, str | None]:
    """Return what happened to several things, if to any, and to how many of them, in words; none for all alike."""
    happened = Counter(change for change in changes if change is not None)
    if not happened:
        return None, None
    if len(happened) == 1 and happened.total() == len(changes):
        return next(iter(happened)), None
    return "changed", ", ".join(f"{happened[name]} {name}" for name in CHANGES if happened[name])


def _base_kind(graph: Graph, edge: Edge) -> str:
    first = edge.kind.partition(".")[0]
    return graph.edge_kinds.get(first, first)


def _protocol(edge: Edge) -> str | None:
    protocol = edge.labels.get("protocol")
    return protocol if isinstance(protocol, str) else None
