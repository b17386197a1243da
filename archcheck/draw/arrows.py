"""The arrows of a scene: one for an edge, one more for each response on a path, and one for all between two groups."""

from collections.abc import Sequence

from archcheck.documents.topology import Edge
from archcheck.draw.collapse import Plan
from archcheck.draw.elements import Arrow, Badge
from archcheck.draw.marks import Mark
from archcheck.graph.compiled import Graph

MOST_BUNDLES = 40
"""Of the arrows that stand for several edges, only the thickest so many are drawn."""


def build_arrows(graph: Graph, plan: Plan, marks: Sequence[Mark]) -> tuple[list[Arrow], int]:
    """Return the arrows in the order of the edges, those of groups added up, and how many edges no arrow stands for."""
    steps: dict[tuple[str, bool], list[Badge]] = {}
    for mark in marks:
        for number, step in enumerate(mark.path[1:], 1):
            if step.edge is not None:
                steps.setdefault((step.edge, step.direction == "backward"), []).append(Badge(mark.letter, number))
    arrows: list[Arrow] = []
    bundles: dict[tuple[str, str], list[Edge]] = {}
    hidden = 0
    for edge, start, end in zip(graph.edges, graph.sources, graph.targets, strict=True):
        source, target = plan.key(start), plan.key(end)
        if not plan.draws(start, end):
            hidden += 1
        elif plan.is_group(source) or plan.is_group(target):
            bundles.setdefault((source, target), []).append(edge)
        else:
            badges = tuple(steps.get((edge.id, False), ()))
            blamed = tuple(mark.letter for mark in marks if edge.id in mark.blamed_edges)
            like, protocol = _base_kind(graph, edge), _protocol(edge)
            arrows.append(Arrow(source, target, edge.kind, like, edge.title, protocol, badges=badges, blamed=blamed))
            if answers := steps.get((edge.id, True)):
                arrows.append(Arrow(target, source, edge.kind, like, response=True, badges=tuple(answers)))
    thick = sorted(bundles, key=lambda ends: -len(bundles[ends]))[:MOST_BUNDLES]
    arrows += [_bundle(graph, ends, edges) for ends, edges in bundles.items() if ends in thick]
    return arrows, hidden + sum(len(edges) for ends, edges in bundles.items() if ends not in thick)


def _bundle(graph: Graph, ends: tuple[str, str], edges: Sequence[Edge]) -> Arrow:
    likes = {_base_kind(graph, edge) for edge in edges}
    like = likes.pop() if len(likes) == 1 else "mixed"
    return Arrow(*ends, like, like, count=len(edges))


def _base_kind(graph: Graph, edge: Edge) -> str:
    first = edge.kind.partition(".")[0]
    return graph.edge_kinds.get(first, first)


def _protocol(edge: Edge) -> str | None:
    protocol = edge.labels.get("protocol")
    return protocol if isinstance(protocol, str) else None
