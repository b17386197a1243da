"""What a constraint looks at, rule by rule.

A rule about nodes or edges looks at those that it matches. A rule about paths looks at the ends that its selectors
match and at all that a path of its relation can lead through: what is reached from a source, or reaches a target, and
no further than to a waypoint that makes a path fine.
"""

from collections.abc import Callable, Mapping

from archcheck.coverage.look import NOTHING, Look
from archcheck.coverage.regions import edge_region, path_region
from archcheck.graph.compiled import Graph
from archcheck.graph.pattern import find_following, find_last
from archcheck.graph.relations import ANY, has_relation
from archcheck.rules.case import Case
from archcheck.rules.constraint import Constraint
from archcheck.rules.groups import group_nodes
from archcheck.selectors import Positions

__all__ = ["LOOKS", "NOTHING", "Look", "look"]


def look(graph: Graph, constraint: Constraint) -> Look:
    """Return what a constraint looks at in a topology."""
    case = Case(graph, constraint.fields, constraint.sets, 1, constraint.rule.default_along)
    return LOOKS[constraint.rule.name](case)


def _ends(case: Case) -> Look:
    """Look along all paths between two sets."""
    return _paths(case, case.nodes("from"), case.nodes("to"))


def _ends_but_via(case: Case) -> Look:
    """Look along the paths that pass no waypoint."""
    return _paths(case, case.nodes("from"), case.nodes("to"), case.nodes("via"))


def _paths(case: Case, sources: Positions, targets: Positions, avoided: Positions = frozenset()) -> Look:
    return path_region(case.graph, case.along(), case.edges(), sources, targets, avoided)


def _only_via(case: Case) -> Look:
    """Look no further than to a waypoint, where one is enough."""
    form, selectors = case.fields["via"]
    enough = (form == "set" or len(selectors) == 1) and case.fields.get("at-least", 1) == 1
    return _paths(
        case, case.nodes("from"), case.nodes("to"), case.select(selectors[0], "via") if enough else frozenset()
    )


def _required_path(case: Case) -> Look:
    """Look along all paths, and where one side is empty, at who needs them."""
    sources, targets = case.nodes("from"), case.nodes("to")
    return Look(sources | targets) | _paths(case, sources, targets)


def _forbidden_edge(case: Case) -> Look:
    """Look at every edge of both ends, and through what does not separate."""
    sources, targets = case.nodes("from"), case.nodes("to")
    if not sources or not targets:
        return NOTHING
    transparent = frozenset(position for position, node in enumerate(case.graph.nodes) if node.transparent)
    return edge_region(case.graph, case.edges(), sources, targets, case.nodes("through", transparent))


def _required_edge(case: Case) -> Look:
    return edge_region(case.graph, case.edges(), case.nodes("from"), case.nodes("to"))


def _isolation(case: Case) -> Look:
    members = case.nodes("match", case.graph.population.everything)
    if "groups" in case.fields:
        members &= frozenset[int]().union(*(case.select(each, "groups") for each in case.fields["groups"]))
    else:
        members &= _having(case, case.fields["by"])
    return _paths(case, members, members, case.nodes("except-via"))


def _information_flow(case: Case) -> Look:
    levels = case.fields["levels"]
    index = case.graph.population.index(f"labels.{case.fields['label']}")
    labelled = frozenset(
        position for value, found in index.items() if levels.number(value) is not None for position in found
    )
    seen = _paths(case, labelled, labelled, case.nodes("via"))
    return seen if case.fields.get("unlabelled") == "ignore" else seen | Look(case.graph.population.everything)


def _separation_of_duty(case: Case) -> Look:
    duties = frozenset[int]().union(*(case.select(each, "duties") for each in case.fields["duties"]))
    return _paths(case, case.nodes("principals"), duties)


def _path_pattern(case: Case) -> Look:
    pattern = case.fields["pattern"]
    taken = [case.select(step.selector, "pattern") for step in pattern]
    repeats = [step.repeat for step in pattern]
    sources = frozenset[int]().union(*(taken[step] for step in find_following(repeats, -1)))
    targets = frozenset[int]().union(*(taken[step] for step in find_last(repeats)))
    return _paths(case, sources, targets)


def _matching(case: Case) -> Look:
    """Look at the nodes, or else at the edges, that match; without a selector at all nodes."""
    if "edges" in case.fields:
        return Look(edges=case.edges() or frozenset())
    return Look(case.nodes("match", case.graph.population.everything))


def _every_edge(case: Case) -> Look:
    edges = case.edges()
    return Look(edges=case.graph.population.every_edge if edges is None else edges)


def _acyclic(case: Case) -> Look:
    """Look at what matches, and at the edges between."""
    matched = case.nodes("match", case.graph.population.everything)
    by = case.fields.get("by", "node")
    return Look(matched) | _between(case, matched if by == "node" else matched & _having(case, by), case.along())


def _layers(case: Case) -> Look:
    """Look at what lies in a layer and at the edges between; an exhaustive one at every node."""
    placed = frozenset[int]().union(*(case.select(layer.selector, "layers") for layer in case.fields["layers"]))
    everyone = case.graph.population.everything if case.fields.get("exhaustive") else placed
    return Look(everyone) | _between(case, placed, ANY)


def _between(case: Case, nodes: Positions, relation: str) -> Look:
    graph, edges = case.graph, case.edges()
    found = (
        position
        for position, edge in enumerate(graph.edges)
        if graph.sources[position] in nodes and graph.targets[position] in nodes and has_relation(graph, edge, relation)
    )
    return Look(edges=frozenset(position for position in found if edges is None or position in edges))


def _having(case: Case, by: str) -> Positions:
    """Return the nodes that have a zone, a kind or a label."""
    everyone = case.graph.population.everything
    return frozenset[int]().union(*group_nodes(case.graph, everyone, by).values())


LOOKS: Mapping[str, Callable[[Case], Look]] = {
    "acyclic": _acyclic,
    "allowed-edges": _every_edge,
    "attributes": _matching,
    "cardinality": _matching,
    "distance": _ends,
    "forbidden-edge": _forbidden_edge,
    "forbidden-node": _matching,
    "forbidden-path": _ends,
    "information-flow": _information_flow,
    "isolation": _isolation,
    "layers": _layers,
    "only-via": _only_via,
    "path-pattern": _path_pattern,
    "purpose": _ends_but_via,
    "redundancy": _ends,
    "required-edge": _required_edge,
    "required-path": _required_path,
    "separation-of-duty": _separation_of_duty,
}
