"""The oracle's rules: the violations that the table of section 4 defines, found by looking at every candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.differential.oracle_paths import (
    Avoiding,
    InnerWithin,
    OutOfOrder,
    Passing,
    PassingFewer,
    Search,
    Walk,
    Watch,
    direct_steps,
    steps_along,
)
from tests.differential.oracle_selectors import Sets, edge_holds, holds, typed
from tests.differential.oracle_topology import Edge, Topology

Constraint = Mapping[str, Any]


class Identity(NamedTuple):
    """What a finding is about: a pair, one end of one, or a subject."""

    source: str | None = None
    target: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Verdict:
    """A constraint's status and findings, each with its witness' node ids where it has one.

    `searches` define the walks that violate: a witness must be one of theirs.
    """

    status: str
    findings: Mapping[Identity, Walk | None]
    searches: tuple[Search, ...] = ()


@dataclass(frozen=True)
class Case:
    """A topology and the sets of a constraints document: all that a rule looks at."""

    topology: Topology
    sets: Sets = field(default_factory=dict)

    def nodes(self, selector: Any) -> set[str]:
        """Give the ids of the nodes that a selector picks."""
        return {node.id for node in self.topology.nodes.values() if holds(selector, node, self.sets)}

    def edges(self, selector: Any) -> list[Edge]:
        """Give the edges that an edge selector picks."""
        return [edge for edge in self.topology.edges if edge_holds(selector, edge, self.sets)]

    def search(self, constraint: Constraint, watch: Watch) -> Search:
        """Give the walks along the constraint's relation, over the edges it allows, that the watch is interested in."""
        along, edges = constraint.get("along", "access"), constraint.get("edges")
        return Search(steps_along(self.topology, along, edges, self.sets), watch)


def conclude(
    constraint: Constraint, findings: Mapping[Identity, Walk | None], empty: bool, searches: tuple[Search, ...] = ()
) -> Verdict:
    """Turn findings, and whether a selector that the rule needs matched nothing, into a verdict."""
    if findings:
        return Verdict("fail", findings, searches)
    if empty and "allow-empty" not in constraint:
        return Verdict("vacuous", {})
    return Verdict("pass", {})


def walks_between(pairs: Iterable[tuple[str, str]], searches: tuple[Search, ...]) -> dict[Identity, Walk | None]:
    """Give those of the pairs that one of the searches joins, each with the smallest of its shortest walks."""
    findings: dict[Identity, Walk | None] = {}
    wanted = sorted({(source, target) for source, target in pairs if source != target})
    for source in {source for source, _ in wanted}:
        walks = [search.shortest_walks(source) for search in searches]
        for target in [target for start, target in wanted if start == source]:
            candidates = [found[target] for found in walks if target in found]
            if candidates:
                findings[Identity(source, target)] = min(candidates, key=lambda walk: (len(walk), walk))
    return findings


def between(case: Case, constraint: Constraint, searches: tuple[Search, ...]) -> Verdict:
    """Judge a rule that forbids the searches' walks from any of `from` to any of `to`."""
    sources, targets = case.nodes(constraint["from"]), case.nodes(constraint["to"])
    pairs = [(source, target) for source in sources for target in targets]
    return conclude(constraint, walks_between(pairs, searches), not sources or not targets, searches)


def forbidden_node(case: Case, constraint: Constraint) -> Verdict:
    """No node may match."""
    return conclude(constraint, {Identity(subject=node): None for node in case.nodes(constraint["match"])}, False)


def forbidden_edge(case: Case, constraint: Constraint) -> Verdict:
    """No edge of any kind may join the ends, nor a path of access edges whose inner nodes are all in `through`."""
    transparent = {node.id for node in case.topology.nodes.values() if node.transparent}
    through = case.nodes(constraint["through"]) if "through" in constraint else transparent
    edges = constraint.get("edges")
    direct = Search(direct_steps(case.topology, edges, case.sets), Watch())
    indirect = Search(steps_along(case.topology, "access", edges, case.sets), InnerWithin(through))
    return between(case, constraint, (direct, indirect))


def forbidden_path(case: Case, constraint: Constraint) -> Verdict:
    """No path may join the ends."""
    return between(case, constraint, (case.search(constraint, Watch()),))


def only_via(case: Case, constraint: Constraint) -> Verdict:
    """No path may join the ends without passing `via`, in its order or number where one is given."""
    via = constraint["via"]
    watch: Watch
    if isinstance(via, dict) and "in-order" in via:
        watch = OutOfOrder([case.nodes(stage) for stage in via["in-order"]])
    elif "at-least" in constraint:
        watch = PassingFewer(case.nodes(via), constraint["at-least"])
    else:
        watch = Avoiding(case.nodes(via))
    return between(case, constraint, (case.search(constraint, watch),))


def required_path(case: Case, constraint: Constraint) -> Verdict:
    """Every source, target or pair must have a path that counts."""
    sources, targets = case.nodes(constraint["from"]), case.nodes(constraint["to"])
    search = case.search(constraint, Passing(case.nodes(constraint["via"])) if "via" in constraint else Watch())
    walks = {source: search.shortest_walks(source) for source in sources}
    pairs = {
        (source, target)
        for source in sources
        for target in targets
        if source != target and all(is_same(case, key, source, target) for key in constraint.get("same", []))
    }
    within = constraint.get("within", float("inf"))
    joined = {(s, t) for s, t in pairs if t in walks[s] and len(walks[s][t]) - 1 <= within}
    match constraint.get("each", "source"):
        case "source":
            lacking = {Identity(source=one) for one in sources - {source for source, _ in joined}}
            empty = not sources
        case "target":
            lacking = {Identity(target=one) for one in targets - {target for _, target in joined}}
            empty = not targets
        case _:
            lacking = {Identity(source, target) for source, target in pairs - joined}
            empty = not sources or not targets
    return conclude(constraint, dict.fromkeys(lacking), empty)


def is_same(case: Case, key: str, one: str, other: str) -> bool:
    """Say whether two nodes both have the label `labels.x`, with one value."""
    values = [value_of(case, node, key) for node in (one, other)]
    return None not in values and typed(values[0]) == typed(values[1])


def isolation(case: Case, constraint: Constraint) -> Verdict:
    """No path may join nodes of two different groups."""
    scope = case.nodes(constraint.get("match", "*"))
    if "groups" in constraint:
        groups = [case.nodes(selector) & scope for selector in constraint["groups"]]
        empty = any(not group for group in groups)
    else:
        by_value: dict[object, set[str]] = {}
        for node in scope:
            value = value_of(case, node, constraint["by"])
            if value is not None:
                by_value.setdefault(typed(value), set()).add(node)
        groups = list(by_value.values())
        empty = not groups
    pairs = [(s, t) for one in groups for other in groups if one is not other for s in one for t in other]
    watch = Avoiding(case.nodes(constraint["except-via"])) if "except-via" in constraint else Watch()
    searches = (case.search(constraint, watch),)
    return conclude(constraint, walks_between(pairs, searches), empty, searches)


def attributes(case: Case, constraint: Constraint) -> Verdict:
    """What matches must satisfy `must`."""
    if "edges" in constraint:
        edges = {edge.id for edge in case.edges(constraint["edges"])}
        satisfying = {edge.id for edge in case.edges(constraint["must"])}
        return conclude(constraint, {Identity(subject=one): None for one in edges - satisfying}, not edges)
    nodes = case.nodes(constraint["match"])
    lacking = nodes - case.nodes(constraint["must"])
    return conclude(constraint, {Identity(subject=node): None for node in lacking}, not nodes)


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


def value_of(case: Case, node_id: str, by: str) -> Any:
    """Give a node's id, zone, kind or value of `labels.x`; None where it has none."""
    node = case.topology.nodes[node_id]
    match by:
        case "node":
            return node.id
        case "zone":
            return "/".join(node.zone) or None
        case "kind":
            return node.kind
    return node.labels.get(by.removeprefix("labels."))


RULES: Mapping[str, Callable[[Case, Constraint], Verdict]] = {
    "forbidden-node": forbidden_node,
    "forbidden-edge": forbidden_edge,
    "forbidden-path": forbidden_path,
    "only-via": only_via,
    "required-path": required_path,
    "isolation": isolation,
    "attributes": attributes,
    "acyclic": acyclic,
}
