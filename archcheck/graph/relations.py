"""The four relations that constraints run along, and the steps that each allows (language, section 2).

``access``, ``control`` and ``dependency`` step from an edge's source to its target. ``flow`` follows data over states
of a node and a phase: a node in ``open`` holds data that it may hand to anybody; one in ``request`` was handed data by
a caller and only passes it on (it is stateless, and answers that caller alone).
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

from archcheck.documents.topology import Edge
from archcheck.graph.compiled import Graph

RELATIONS = ("access", "flow", "control", "dependency")
OPEN, REQUEST = 0, 1
ANY = "any"
"""Not a relation of the language: every edge, whatever its kind, from its source to its target."""

_RELATIONS_OF_KIND = {
    "call": frozenset({"access", "dependency"}),
    "push": frozenset({"access"}),
    "pull": frozenset({"access", "dependency"}),
    "admin": frozenset({"access", "control"}),
    "depends": frozenset({"dependency"}),
}
_FLOW_OF_KIND = {
    "call": "request-response",
    "push": "forward",
    "pull": "backward",
    "admin": "forward",
    "depends": "none",
}
_DIRECTIONS = {
    "request-response": (True, True),
    "both": (True, True),
    "forward": (True, False),
    "backward": (False, True),
    "none": (False, False),
}


def base_kind(graph: Graph, edge: Edge) -> str:
    """Return which of the five kinds an edge's kind lies below or is declared to be like."""
    first = edge.kind.partition(".")[0]
    return graph.edge_kinds.get(first, first)


def has_relation(graph: Graph, edge: Edge, relation: str) -> bool:
    """Return whether an edge has ``access``, ``control`` or ``dependency``; every edge has :data:`ANY`."""
    return relation == ANY or relation in _RELATIONS_OF_KIND[base_kind(graph, edge)]


def flow_directions(graph: Graph, edge: Edge) -> tuple[bool, bool]:
    """Return whether data is handed forward over an edge, and whether it is taken backward."""
    return _DIRECTIONS[edge.flow or _FLOW_OF_KIND[base_kind(graph, edge)]]


class Steps(NamedTuple):
    """The steps of one relation over some edges, as a graph of states.

    A state is ``node * width + phase``: ``width`` is 1, or 2 along ``flow``. ``successors`` and ``predecessors`` hold
    for each state the states one step on or back, ascending and each once.
    """

    relation: str
    edges: frozenset[int] | None
    stateless: frozenset[int]
    width: int
    successors: Sequence[Sequence[int]]
    predecessors: Sequence[Sequence[int]]


def find_steps(
    graph: Graph,
    relation: str,
    edges: frozenset[int] | None = None,
    *,
    all_stateful: bool = False,
    stateless: frozenset[int] | None = None,
) -> Steps:
    """Return the steps of a relation; computed once for each combination and kept with the graph.

    Args:
        graph: the topology.
        relation: one of :data:`RELATIONS`, or :data:`ANY`.
        edges: the positions of the edges that may be used; None for all.
        all_stateful: whether to ignore every ``stateful: false``.
        stateless: the nodes whose ``stateful: false`` counts; None for all that have it.
    """
    if edges is not None and len(edges) == len(graph.edges):
        edges = None
    if all_stateful:
        stateless = frozenset()
    key = ("steps", relation, edges, stateless)
    if key not in graph.cache:
        graph.cache[key] = (
            _flow_steps(graph, edges, stateless) if relation == "flow" else _plain_steps(graph, relation, edges)
        )
    return cast(Steps, graph.cache[key])


def _plain_steps(graph: Graph, relation: str, edges: frozenset[int] | None) -> Steps:
    successors: list[list[int]] = [[] for _ in graph.nodes]
    kinds: dict[str, bool] = {}
    for position, edge in enumerate(graph.edges):
        holds = kinds.get(edge.kind)
        if holds is None:
            holds = kinds[edge.kind] = has_relation(graph, edge, relation)
        if holds and (edges is None or position in edges):
            successors[graph.sources[position]].append(graph.targets[position])
    return _finish(relation, edges, frozenset(), 1, successors)


def _flow_steps(graph: Graph, edges: frozenset[int] | None, stateless: frozenset[int] | None) -> Steps:
    if stateless is None:
        stateless = frozenset(i for i, node in enumerate(graph.nodes) if not node.stateful)
    successors: list[list[int]] = [[] for _ in range(2 * len(graph.nodes))]
    for position, edge in enumerate(graph.edges):
        if edges is not None and position not in edges:
            continue
        source, target = graph.sources[position], graph.targets[position]
        forward, backward = flow_directions(graph, edge)
        if forward:
            arrival = 2 * target + (REQUEST if target in stateless else OPEN)
            successors[2 * source + OPEN].append(arrival)
            if source in stateless:  # a stateful node is never in `request`
                successors[2 * source + REQUEST].append(arrival)
        if backward:
            successors[2 * target + OPEN].append(2 * source + OPEN)
    return _finish("flow", edges, stateless, 2, successors)


def _finish(
    relation: str, edges: frozenset[int] | None, stateless: frozenset[int], width: int, successors: list[list[int]]
) -> Steps:
    predecessors: list[list[int]] = [[] for _ in successors]
    for state, after in enumerate(successors):
        if len(after) > 1:
            after[:] = sorted(set(after))
        for other in after:
            predecessors[other].append(state)
    return Steps(relation, edges, stateless, width, successors, predecessors)
