"""The reflexion model: actual edges lifted to the nodes of a design, and held against its edges.

After G. Murphy, D. Notkin and K. Sullivan, Software Reflexion Models: Bridging the Gap between Source and High-Level
Models, FSE 1995. What an edge is about is its strongest relation: control for ``admin``, access for what opens
connections, dependency for ``depends``. An actual edge converges where an edge of the design allows that; an edge of
the design is absent where no actual edge does.
"""

from collections.abc import Mapping, Sequence

from archcheck.documents.selector import Selector
from archcheck.documents.topology import Edge
from archcheck.drift.model import Drift, Lifted, Unmapped, order
from archcheck.graph.compiled import Graph
from archcheck.graph.relations import has_relation
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Scalar, shorten

_STRONGEST = ("control", "access", "dependency")
_Pair = tuple[str, str]


def find_drift(
    design: Graph,
    actual: Graph,
    written: Sequence[tuple[Scalar, Selector]],
    problems: Problems,
    *,
    strict: bool = False,
) -> Drift | None:
    """Hold a design against what is deployed.

    Args:
        design: the graph of the design.
        actual: the graph of what is deployed.
        written: which actual nodes each node of the design stands for; a node that is not named here stands for the
            actual node of its own id that nothing else stands for.
        problems: receives what is wrong with the mapping.
        strict: whether absent edges and unmapped nodes count, too.

    Returns:
        The drift; None after an error was recorded.
    """
    told = Problems()
    owner = _map_nodes(design, actual, written, problems, told)
    if not owner and not problems.failed:
        message = f"no node of `{actual.topology.path}` stands for a node of `{design.topology.path}`"
        place = Location(actual.topology.path, 1, 1)
        problems.error("nothing-to-check", message, place, "say what stands for what, in the `map` of an overlay")
    if problems.failed:
        return None
    mapping: dict[str, list[str]] = {node.id: [] for node in design.nodes}
    for id, name in sorted(owner.items()):
        mapping[name].append(id)
    allowed: dict[_Pair, list[Edge]] = {}
    for edge in design.edges:
        allowed.setdefault((edge.source, edge.target), []).append(edge)
    present, internal, loose = _lift(actual, owner, allowed)
    convergent: list[Lifted] = []
    absent: list[Lifted] = []
    for pair, edges in allowed.items():
        for edge in edges:
            behind = tuple(each for each in present.get(pair, ()) if _allows(design, edge, actual, each))
            relation = relation_of(design, edge)
            there = any(has_relation(actual, each, relation) for each in behind)
            (convergent if there else absent).append(Lifted(*pair, relation, edge, behind))
    divergent: dict[tuple[str, str, str], list[Edge]] = {}
    for pair, found in present.items():
        for edge in found:
            if not any(_allows(design, each, actual, edge) for each in allowed.get(pair, ())):
                divergent.setdefault((*pair, relation_of(actual, edge)), []).append(edge)
    return Drift(
        design,
        actual,
        {name: tuple(ids) for name, ids in mapping.items()},
        order(convergent),
        order(Lifted(*key, None, tuple(edges)) for key, edges in divergent.items()),
        order(absent),
        tuple(
            Unmapped(node.id, node.kind, loose.get(node.id, 0), node.location)
            for node in actual.nodes
            if node.id not in owner
        ),
        internal,
        strict,
        (*design.topology.diagnostics, *actual.topology.diagnostics, *told.diagnostics),
    )


def relation_of(graph: Graph, edge: Edge) -> str:
    """Return the strongest relation that an edge has."""
    return next(relation for relation in _STRONGEST if has_relation(graph, edge, relation))


def _allows(design: Graph, edge: Edge, actual: Graph, found: Edge) -> bool:
    """Return whether an edge of the design allows what an actual edge is about."""
    return has_relation(design, edge, relation_of(actual, found))


def _map_nodes(
    design: Graph, actual: Graph, written: Sequence[tuple[Scalar, Selector]], problems: Problems, told: Problems
) -> dict[str, str]:
    """Return which node of the design stands for each actual node that any stands for."""
    owner: dict[str, str] = {}
    said: dict[str, Location] = {}
    for name, selector in written:
        if name.text not in design.topology.nodes:
            help_text = problems.did_you_mean(name.text, design.topology.nodes)
            message = f"`{design.topology.path}` has no node `{shorten(name.text)}`"
            problems.error("unknown-node", message, name.location, help_text)
            continue
        matched = actual.population.select_nodes(selector, {})
        if not matched:
            message = f"no node of `{actual.topology.path}` is mapped to `{shorten(name.text)}`"
            told.warning("no-match", message, name.location)
        for position in sorted(matched):
            id = actual.nodes[position].id
            if owner.setdefault(id, name.text) != name.text:
                message = f"`{shorten(id)}` is mapped to `{shorten(name.text)}`, and to `{shorten(owner[id])}`"
                problems.error("contradiction", message, name.location, None, [("here", said[id])])
            said.setdefault(id, name.location)
    named = {name.text for name, _ in written}
    for node in design.nodes:
        if node.id not in named and node.id in actual.topology.nodes:
            owner.setdefault(node.id, node.id)
    return owner


def _lift(
    actual: Graph, owner: Mapping[str, str], allowed: Mapping[_Pair, Sequence[Edge]]
) -> tuple[dict[_Pair, list[Edge]], int, dict[str, int]]:
    """Return the actual edges by the design nodes at their ends, how many lie inside of one, and how many hang loose.

    An edge inside of a design node counts where the design has an edge from that node to itself.
    """
    present: dict[_Pair, list[Edge]] = {}
    internal = 0
    loose: dict[str, int] = {}
    for edge in actual.edges:
        source, target = owner.get(edge.source), owner.get(edge.target)
        for end, name in ((edge.source, source), (edge.target, target)):
            if name is None:
                loose[end] = loose.get(end, 0) + 1
        if source is None or target is None:
            continue
        if source == target and (source, target) not in allowed:
            internal += 1
        else:
            present.setdefault((source, target), []).append(edge)
    return present, internal, loose
