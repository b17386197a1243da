"""The oracle's rules that ask for paths or edges: that there are some, enough of them, short or long ones."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from tests.differential.oracle_case import (
    Case,
    Constraint,
    Evidence,
    Identity,
    Verdict,
    conclude,
    relation_of,
    value_of,
)
from tests.differential.oracle_paths import Step, Walk, WeighedSearch, steps_along
from tests.differential.oracle_selectors import is_number, typed
from tests.differential.oracle_watches import Passing, Watch

Pairs = set[tuple[str, str]]


def required_path(case: Case, constraint: Constraint) -> Verdict:
    """Every source, target or pair must have a path that counts."""
    search = case.search(constraint, Passing(case.nodes(constraint["via"])) if "via" in constraint else Watch())
    within = constraint.get("within", float("inf"))
    walks = {source: search.shortest_walks(source) for source in case.nodes(constraint["from"])}
    joined = {(s, t) for s, found in walks.items() for t, walk in found.items() if len(walk) - 1 <= within}
    return required(case, constraint, joined)


def required_edge(case: Case, constraint: Constraint) -> Verdict:
    """Every source, target or pair must have an edge, of any kind."""
    return required(case, constraint, {(e.source.id, e.target.id) for e in case.edges(constraint.get("edges"))})


def required(case: Case, constraint: Constraint, joined: Pairs) -> Verdict:
    """Judge a requirement that these pairs meet."""
    sources, targets = case.nodes(constraint["from"]), case.nodes(constraint["to"])
    pairs = {
        (source, target)
        for source in sources
        for target in targets
        if source != target and all(is_same(case, key, source, target) for key in constraint.get("same", []))
    }
    joined = joined & pairs
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


def redundancy(case: Case, constraint: Constraint) -> Verdict:
    """No pair may be cut apart by fewer nodes, or edges, than asked for: every such set is tried."""
    steps = steps_along(case.topology, relation_of(constraint), constraint.get("edges"), case.sets)
    sources, targets = case.nodes(constraint["from"]), case.nodes(constraint["to"])
    by_nodes = constraint.get("disjoint", "nodes") == "nodes"
    least = constraint.get("at-least", 2)

    def is_cut(source: str, target: str, chosen: Iterable[str]) -> bool:
        without = set(chosen)
        kept = [s for s in steps if not {s.node, s.next_node} & without] if by_nodes else steps
        return not joins([s for s in kept if by_nodes or s.edge not in without], source, target)

    def has_cut(source: str, target: str) -> bool:
        parts = set(case.topology.nodes) - {source, target} if by_nodes else {step.edge for step in steps}
        return any(is_cut(source, target, chosen) for size in range(least) for chosen in combinations(parts, size))

    def shows(identity: Identity, evidence: Evidence) -> bool:
        source, target, _ = identity
        cut = evidence.cut
        if source is None or target is None or cut is None or not len(set(cut)) == len(cut) < least:
            return False
        return not {source, target} & set(cut) and is_cut(source, target, cut)

    wanted = [(source, target) for source in sources for target in targets if source != target]
    findings: dict[Identity, Walk | None] = {Identity(*pair): None for pair in wanted if has_cut(*pair)}
    verdict = conclude(constraint, findings, not sources or not targets)
    return Verdict(verdict.status, verdict.findings, shows=shows)


def joins(steps: list[Step], source: str, target: str) -> bool:
    """Say whether the steps lead from the one node to the other."""
    reached = {source}
    while more := {step.next_node for step in steps if step.node in reached} - reached:
        reached |= more
    return target in reached


def distance(case: Case, constraint: Constraint) -> Verdict:
    """No pair may be nearer than `at-least` or, where it is connected, farther than `at-most`."""
    steps = steps_along(case.topology, relation_of(constraint), constraint.get("edges"), case.sets)
    sources, targets = case.nodes(constraint["from"]), case.nodes(constraint["to"])
    if not sources or not targets:
        return conclude(constraint, {}, True)
    weights: dict[str, float] = {}
    for edge in case.edges(constraint.get("edges")):
        value = edge.labels.get(constraint["weight"].removeprefix("labels."), 0) if "weight" in constraint else 1
        if edge.id in {step.edge for step in steps} and not (is_number(value) and value >= 0):
            return Verdict("error", {})
        weights[edge.id] = value
    search = WeighedSearch(steps, Watch(), weights=weights)
    findings: dict[Identity, Walk | None] = {
        Identity(source, target): walk
        for source in sources
        for target, (weight, walk) in search.lightest_walks(source).items()
        if target in targets
        if weight < constraint.get("at-least", 0) or weight > constraint.get("at-most", float("inf"))
    }
    return conclude(constraint, findings, False, (search,))
