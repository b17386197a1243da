"""The oracle's rules on groups of nodes: tenants, layers, numbers and cycles."""

from __future__ import annotations

from tests.differential.oracle_case import (
    Case,
    Constraint,
    Identity,
    Verdict,
    conclude,
    subjects,
    text_of,
    value_of,
    walks_between,
)
from tests.differential.oracle_paths import Search, Walk
from tests.differential.oracle_selectors import as_list, typed
from tests.differential.oracle_watches import Avoiding, Watch


def isolation(case: Case, constraint: Constraint) -> Verdict:
    """No path may join nodes of two different groups."""
    scope = case.nodes(constraint.get("match", "*"))
    if "groups" in constraint:
        groups = [case.nodes(selector) & scope for selector in constraint["groups"]]
        empty = any(not group for group in groups)
    else:
        groups = list(group_by(case, scope, constraint["by"]).values())
        empty = not groups
    pairs = [(s, t) for one in groups for other in groups if one is not other for s in one for t in other]
    watch = Avoiding(case.nodes(constraint["except-via"])) if "except-via" in constraint else Watch()
    searches = (case.search(constraint, watch),)
    return conclude(constraint, walks_between(pairs, searches), empty, searches)


def group_by(case: Case, nodes: set[str], by: str) -> dict[object, set[str]]:
    """Group nodes by a value, in type and value; one with a list is in several groups, one without any in none."""
    groups: dict[object, set[str]] = {}
    for node in nodes:
        value = value_of(case, node, by)
        for one in [] if value is None else as_list(value):
            groups.setdefault(typed(one), set()).add(node)
    return groups


def layers(case: Case, constraint: Constraint) -> Verdict:
    """No edge may lead up, nor skip a layer under `strict`; under `exhaustive` every node lies in exactly one."""
    written = constraint["layers"]
    marked = [layer if isinstance(layer, dict) and "select" in layer else {"select": layer} for layer in written]
    members = [case.nodes(layer["select"]) for layer in marked]
    empty = any(not nodes and not layer.get("optional") for nodes, layer in zip(members, marked, strict=True))
    # A node of two layers counts in the first.
    layer_of = {node: min(n for n, nodes in enumerate(members) if node in nodes) for node in set().union(*members)}
    wrong = set()
    for edge in case.edges(constraint.get("edges")):
        if edge.source.id in layer_of and edge.target.id in layer_of:
            down = layer_of[edge.target.id] - layer_of[edge.source.id]
            if down < 0 or (constraint.get("strict") and down > 1):
                wrong.add(edge.id)
    if constraint.get("exhaustive"):
        wrong |= {node for node in case.topology.nodes if sum(node in nodes for nodes in members) != 1}
    return conclude(constraint, subjects(wrong), empty)


def cardinality(case: Case, constraint: Constraint) -> Verdict:
    """The number of what matches, in all or in each group, must be within the bounds."""
    if "edges" in constraint:
        sizes = {"": len(case.edges(constraint["edges"]))}
    elif "per" in constraint:
        groups = group_by(case, case.nodes(constraint["match"]), constraint["per"])
        sizes = {text_of(typed_value[1]): len(nodes) for typed_value, nodes in groups.items()}  # type: ignore[index]
    else:
        sizes = {"": len(case.nodes(constraint["match"]))}
    least, most = constraint.get("at-least", 0), constraint.get("at-most", float("inf"))
    return conclude(constraint, subjects(g for g, size in sizes.items() if not least <= size <= most), not sizes)


def acyclic(case: Case, constraint: Constraint) -> Verdict:
    """No cycle may be among what matches, or among its groups."""
    nodes = case.nodes(constraint.get("match", "*"))
    by = constraint.get("by", "node")
    group = {node: name for node in nodes if (name := group_of(case, node, by)) is not None}
    steps = [
        step._replace(node=group[step.node], next_node=group[step.next_node])
        for step in case.search(constraint, Watch()).steps
        if step.node in group and step.next_node in group
        if by == "node" or group[step.node] != group[step.next_node]
    ]
    arcs = {(step.node, step.next_node) for step in steps}
    reach = set(arcs)
    while longer := {(a, d) for a, b in reach for c, d in arcs if b == c} - reach:
        reach |= longer
    on_cycle = {name for name in group.values() if (name, name) in reach}
    smallest = {min(other for other in on_cycle if (one, other) in reach and (other, one) in reach) for one in on_cycle}
    cycles = Search(steps, Watch(), closed=True)
    findings: dict[Identity, Walk | None] = {Identity(subject=one): cycles.shortest_walks(one)[one] for one in smallest}
    return conclude(constraint, findings, not nodes, (cycles,))


def group_of(case: Case, node: str, by: str) -> str | None:
    """Give the group of a node as text, None where it is in no group."""
    value = value_of(case, node, by)
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
