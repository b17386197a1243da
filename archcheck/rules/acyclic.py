"""``acyclic``: no circle among nodes, or among their groups."""

from itertools import pairwise
from typing import Any, ClassVar

from archcheck.graph.cycles import shortest_cycle, strong_components
from archcheck.graph.relations import RELATIONS, has_relation
from archcheck.report_model import Finding, Step
from archcheck.rules.case import Case, Outcome
from archcheck.rules.groups import GroupBy, group_nodes
from archcheck.rules.rule import NODES, PATH_EDGES, Rule, refuse_flow
from archcheck.selectors import Positions
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from archcheck.source.shapes import Choice, Field


class Acyclic(Rule):
    """Fails for every strongly connected component that holds a cycle, named by its smallest member.

    Among groups an edge inside one of them is no cycle; among nodes a self-loop is one.
    """

    name = "acyclic"
    summary = "there is no cycle among nodes, or among groups of them"
    fails_when = "there is a cycle among what matches, or among its groups"
    default_along = "access"
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "match": Field(NODES, "The nodes that are looked at (default: all)."),
        "along": Field(Choice(*RELATIONS), "The relation: access (default), control or dependency."),
        "edges": PATH_EDGES,
        "by": Field(
            GroupBy("node", "zone", "kind"), "What must not form a cycle: node (default), zone, kind, labels.NAME."
        ),
    }
    example = """\
no-dependency-cycle:
  rule: acyclic
  along: dependency
"""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:
        """A cycle of data is no mistake in itself, and not decided."""
        refuse_flow(fields, "acyclic", location, problems)

    def evaluate(self, case: Case) -> Outcome:
        """Find the strongly connected components of what matches, or of its groups."""
        matched = case.nodes("match", case.graph.population.everything)
        edges = case.edges()
        if not matched:
            return Outcome(empty=("match",))
        by = case.fields.get("by", "node")
        members = _members(case, matched, by)
        joins = _join(case, members, edges, within=by == "node")
        names = sorted(members)
        number = {name: position for position, name in enumerate(names)}
        successors = {number[name]: sorted(number[other] for other in joins.get(name, ())) for name in names}
        components = strong_components(successors)
        cyclic = [
            component for component in components if len(component) > 1 or component[0] in successors[component[0]]
        ]
        found = []
        if not cyclic:  # components come with what follows them first
            order = [names[component[0]] for component in reversed(components)]
            return Outcome(certificate={"kind": "order", "order": order})
        for component in cyclic:
            cycle = [names[position] for position in shortest_cycle(successors, component[0])]
            found.append(_tell(case, cycle, joins, by))
        found.sort(key=lambda finding: (len(finding.path), finding.subject))
        return Outcome(tuple(found[: case.most]), truncated=len(found) > case.most, certificate={"kind": "cycle"})


def _members(case: Case, matched: Positions, by: str) -> dict[str, Positions]:
    if by == "node":
        return {case.name(node): frozenset((node,)) for node in matched}
    return group_nodes(case.graph, matched, by)


def _join(
    case: Case, members: dict[str, Positions], edges: Positions | None, *, within: bool
) -> dict[str, dict[str, int]]:
    """Return which group has an edge to which other, with the edge of the smallest id; ``within`` keeps self-loops."""
    graph, along = case.graph, case.along()
    groups_of: dict[int, list[str]] = {}
    for name, positions in members.items():
        for node in positions:
            groups_of.setdefault(node, []).append(name)
    joins: dict[str, dict[str, int]] = {}
    for position, edge in enumerate(graph.edges):
        if (edges is not None and position not in edges) or not has_relation(graph, edge, along):
            continue
        ends = graph.sources[position], graph.targets[position]
        for one in groups_of.get(ends[0], ()):
            for other in groups_of.get(ends[1], ()):
                if one == other and not within:
                    continue
                after = joins.setdefault(one, {})
                after[other] = min(after.get(other, position), position, key=lambda number: graph.edges[number].id)
    return joins


def _tell(case: Case, cycle: list[str], joins: dict[str, dict[str, int]], by: str) -> Finding:
    """Return the finding of one cycle: its path over nodes, or for groups over the edges that join them."""
    graph = case.graph
    path = [Step(cycle[0])]
    for one, other in pairwise(cycle):
        edge = graph.edges[joins[one][other]]
        path.append(Step(other, edge.id, "forward", edge.location))
    what = "nodes" if by == "node" else f"groups by {by}"
    along = case.along()
    message = f"`{cycle[0]}` leads back to itself along {along}: a cycle of {len(cycle) - 1} {what}"
    return Finding(message, path[-1].location, subject=cycle[0], path=tuple(path))
