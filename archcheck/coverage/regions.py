"""Regions: where the paths of a constraint may lead, from their sources and to their targets."""

from collections.abc import Sequence

from archcheck.coverage.look import NOTHING, Look
from archcheck.graph.compiled import Graph
from archcheck.graph.relations import ANY, find_steps, flow_directions, has_relation
from archcheck.graph.search import reach
from archcheck.selectors import Positions


def path_region(
    graph: Graph,
    relation: str,
    edges: Positions | None,
    sources: Positions,
    targets: Positions,
    avoided: Positions = frozenset(),
) -> Look:
    """Return what a search for paths reads: all that can be reached from a source, or reaches a target.

    An edge is in the region where a step over it leaves what is reached from a source, or enters what reaches a target.
    Every path from a source to a target lies in it, and every single step that would complete one begins and ends in
    it. Along ``flow``, every node counts as stateful, so that what only ``stateful: false`` keeps apart is in it too.

    Args:
        graph: the topology.
        relation: the relation of the paths.
        edges: the edges that they may use; None for all.
        sources: where they begin.
        targets: where they end.
        avoided: the waypoints beyond which a path does not matter; the steps into one are in the region.
    """
    if not sources or not targets:
        return NOTHING
    steps = find_steps(graph, relation, edges, all_stateful=True)
    width = steps.width
    blocked = frozenset(node * width + phase for node in avoided for phase in range(width))
    ahead = reach(steps.successors, [node * width for node in sources - avoided], blocked)
    behind = reach(steps.predecessors, [node * width for node in targets - avoided], blocked)
    reached = frozenset(state // width for state in ahead)
    reaching = frozenset(state // width for state in behind)
    return _finish(graph, relation, edges, reached, reaching, sources | targets)


def edge_region(
    graph: Graph, edges: Positions | None, sources: Positions, targets: Positions, through: Positions = frozenset()
) -> Look:
    """Return what a search for single edges reads, of any kind, and for access paths with given inner nodes."""
    steps = find_steps(graph, "access", edges)
    separating = graph.population.everything - through
    ahead = reach(steps.successors, _beyond(steps.successors, sources) & through, separating)
    behind = reach(steps.predecessors, _beyond(steps.predecessors, targets) & through, separating)
    inner = _finish(graph, "access", edges, frozenset(ahead), frozenset(behind), frozenset())
    ends = _finish(graph, ANY, edges, sources, targets, sources | targets)
    return inner | ends


def _beyond(adjacency: Sequence[Sequence[int]], nodes: Positions) -> Positions:
    return frozenset(other for node in nodes for other in adjacency[node])


def _finish(
    graph: Graph, relation: str, edges: Positions | None, reached: Positions, reaching: Positions, ends: Positions
) -> Look:
    """Return the steps that leave what is reached or enter what reaches, and all nodes that are met."""
    seen = set()
    nodes = set(ends | reached | reaching)
    for position, edge in enumerate(graph.edges):
        if edges is not None and position not in edges:
            continue
        source, target = graph.sources[position], graph.targets[position]
        if relation == "flow":
            forward, backward = flow_directions(graph, edge)
        else:
            forward, backward = has_relation(graph, edge, relation), False
        if (forward and (source in reached or target in reaching)) or (
            backward and (target in reached or source in reaching)
        ):
            seen.add(position)
            nodes |= {source, target}
    return Look(frozenset(nodes), frozenset(seen))
