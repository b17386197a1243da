"""One question of a path: is there one, and which."""

from collections.abc import Mapping
from typing import NamedTuple

from archcheck.documents.selector import Selector
from archcheck.graph.compiled import Graph
from archcheck.graph.relations import find_steps
from archcheck.graph.search import nearest_pairs, reach
from archcheck.graph.space import avoiding_space, passing_space, plain_space
from archcheck.graph.witness import find_witnesses
from archcheck.report_model import Step


class Answer(NamedTuple):
    """The shortest path, or none; then ``closed`` holds all that is reached from the sources, themselves included."""

    along: str
    path: tuple[Step, ...]
    closed: tuple[str, ...]
    matched: Mapping[str, int]


def find_path(
    graph: Graph,
    source: Selector,
    target: Selector,
    along: str,
    *,
    via: Selector | None = None,
    avoid: Selector | None = None,
) -> Answer:
    """Return the shortest path from a source to a target, of several the one with the smallest ids.

    Args:
        graph: the topology.
        source: where paths begin.
        target: where they end.
        along: the relation.
        via: only paths that pass one of these.
        avoid: only paths that pass none of these.
    """
    select = graph.population.select_nodes
    sources, targets = select(source, {}), select(target, {})
    matched = {"FROM": len(sources), "TO": len(targets)}
    steps = find_steps(graph, along)
    avoided: frozenset[int] = frozenset()
    if avoid is not None:
        avoided = select(avoid, {})
        matched["--avoid"] = len(avoided)
    space = plain_space(steps)
    if via is not None:
        waypoints = select(via, {})
        matched["--via"] = len(waypoints)
        space = passing_space(steps, waypoints)
    space = avoiding_space(space, avoided)
    pairs = nearest_pairs(space, sources, targets, 1)
    if pairs:
        return Answer(along, find_witnesses(graph, space, pairs)[0], (), matched)
    starts = [state for node in sources for state in space.start_states(node)]
    reached = reach(space.successors, starts, space.blocked)
    closed = sorted({state // space.width for state in reached})
    return Answer(along, (), tuple(graph.nodes[node].id for node in closed), matched)
