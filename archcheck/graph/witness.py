"""Witnesses: the shortest path of a pair and, among the shortest, the one whose sequence of node ids is smallest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from archcheck.graph.compiled import Graph
from archcheck.graph.relations import OPEN, REQUEST, Steps, flow_directions, has_relation
from archcheck.graph.search import Pair, levels
from archcheck.graph.space import Space
from archcheck.report_model import Step


def find_witnesses(graph: Graph, space: Space, pairs: Sequence[Pair]) -> list[tuple[Step, ...]]:
    """Return the witness of each pair, in the order of the pairs.

    One search for each distinct source, or for each distinct target where these are fewer.

    Args:
        graph: the topology.
        space: the paths that count.
        pairs: connected pairs with the lengths of their shortest paths.
    """
    by_target = len({pair.target for pair in pairs}) <= len({pair.source for pair in pairs})
    groups: dict[int, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair.target if by_target else pair.source, []).append(pair)
    found: dict[Pair, tuple[Step, ...]] = {}
    for end, group in groups.items():
        most = max(pair.length for pair in group)
        if by_target:
            near = list(levels(space.predecessors, space.final_states(end), space.blocked, most))
        else:
            near = list(levels(space.successors, space.start_states(end), space.blocked, most))
        for pair in group:
            layers = _layers_to_target(space, pair, near) if by_target else _layers_from_source(space, pair, near)
            found[pair] = as_steps(graph, space, _smallest(space, layers))
    return [found[pair] for pair in pairs]


def _layers_to_target(space: Space, pair: Pair, near: Sequence[set[int]]) -> Iterator[set[int]]:
    """Yield, step by step from the source, the states that are on shortest paths and follow those kept so far.

    ``near`` holds the states by their distance to the target.
    """
    kept = set(space.start_states(pair.source))
    yield kept
    for remaining in range(pair.length - 1, -1, -1):
        following = {other for state in kept for other in space.successors[state] if other in near[remaining]}
        kept = _of_smallest_node(following, space.width)
        yield kept


def _layers_from_source(space: Space, pair: Pair, near: Sequence[set[int]]) -> Iterator[set[int]]:
    """Yield the same as :func:`_layers_to_target`, from the states by their distance to the source."""
    layer = near[pair.length].intersection(space.final_states(pair.target))
    layers = [layer]
    for length in range(pair.length - 1, -1, -1):
        layer = {before for state in layer for before in space.predecessors[state] if before in near[length]}
        layers.append(layer)
    kept = layers.pop()
    yield kept
    while layers:
        layer = layers.pop()
        kept = _of_smallest_node({other for state in kept for other in space.successors[state]} & layer, space.width)
        yield kept


def _of_smallest_node(states: set[int], width: int) -> set[int]:
    """Return the states of the smallest node: positions are in the order of ids."""
    node = min(states) // width
    return {state for state in states if state // width == node}


def _smallest(space: Space, layers: Iterable[set[int]]) -> list[int]:
    """Return one walk of states through the layers, each of which holds states of one node; from the end backward."""
    kept = list(layers)
    walk = [min(kept.pop())]
    while kept:
        layer = kept.pop()
        walk.append(min(state for state in space.predecessors[walk[-1]] if state in layer))
    walk.reverse()
    return walk


def as_steps(
    graph: Graph, space: Space, walk: Sequence[int], weigh: Callable[[int], int] | None = None
) -> tuple[Step, ...]:
    """Return a walk of states as nodes and edges: a forward edge before a backward one, then the smallest edge id.

    Where ``weigh`` gives the weight of an edge by its position, the lightest edge comes before all.
    """
    steps = [Step(graph.nodes[walk[0] // space.width].id)]
    for here, there in pairwise(walk):
        source, target = here // space.width, there // space.width
        phases = (here % space.width % space.phases, there % space.width % space.phases)
        edges = edges_of_step(graph, space.steps, source, target, phases)
        direction, name, position = min(edges, key=lambda edge: (weigh(edge[2]) if weigh else 0, edge))
        word = "backward" if direction else "forward"
        steps.append(Step(graph.nodes[target].id, name, word, graph.edges[position].location))
    return tuple(steps)


def edges_of_step(
    graph: Graph, steps: Steps, source: int, target: int, phases: tuple[int, int]
) -> Iterator[tuple[int, str, int]]:
    """Yield the edges that allow one step as (0 for forward or 1 for backward, edge id, edge position)."""
    allowed = steps.edges
    for position in graph.outgoing[source]:
        if graph.targets[position] != target or (allowed is not None and position not in allowed):
            continue
        edge = graph.edges[position]
        if steps.relation == "flow":
            arrival = REQUEST if target in steps.stateless else OPEN
            if phases[1] == arrival and flow_directions(graph, edge)[0]:
                yield 0, edge.id, position
        elif has_relation(graph, edge, steps.relation):
            yield 0, edge.id, position
    if steps.relation == "flow" and phases == (OPEN, OPEN):
        for position in graph.outgoing[target]:
            if graph.targets[position] != source or (allowed is not None and position not in allowed):
                continue
            if flow_directions(graph, graph.edges[position])[1]:
                yield 1, graph.edges[position].id, position
