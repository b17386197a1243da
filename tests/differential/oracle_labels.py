"""The oracle's rules on what labels say of nodes that paths join: levels, purposes; and on duties."""

from __future__ import annotations

from typing import Any

from tests.differential.oracle_case import (
    Case,
    Constraint,
    Evidence,
    Identity,
    Verdict,
    conclude,
    subjects,
    walks_between,
)
from tests.differential.oracle_paths import Walk
from tests.differential.oracle_selectors import as_list, typed
from tests.differential.oracle_watches import Avoiding, Watch


def avoid_via(case: Case, constraint: Constraint) -> Watch:
    """Watch for the walks that do not pass `via`, where there is one."""
    return Avoiding(case.nodes(constraint["via"])) if "via" in constraint else Watch()


def read_order(levels: Any) -> dict[tuple[str, Any], set[tuple[str, Any]]]:
    """Give, for every level, the levels at or below it; one list is a chain, lowest first."""
    if isinstance(levels, list):
        return {typed(level): {typed(lower) for lower in levels[: n + 1]} for n, level in enumerate(levels)}
    order = {typed(level): {typed(level), *map(typed, as_list(below))} for level, below in levels.items()}
    for _ in order:
        order = {level: {far for near in below for far in order[near]} for level, below in order.items()}
    return order


def information_flow(case: Case, constraint: Constraint) -> Verdict:
    """Nothing may flow to a node that may not hold it, and under `error` every node has a level."""
    at_or_below = read_order(constraint["levels"])
    nodes = case.topology.nodes
    level_of = {
        name: typed(node.labels[constraint["label"]])
        for name, node in nodes.items()
        if constraint["label"] in node.labels and typed(node.labels[constraint["label"]]) in at_or_below
    }
    confidentiality = constraint.get("policy", "confidentiality") == "confidentiality"

    def may_hold(target: str, source: str) -> bool:
        high, low = (target, source) if confidentiality else (source, target)
        return level_of[low] in at_or_below[level_of[high]]

    pairs = [(s, t) for s in level_of for t in level_of if not may_hold(t, s)]
    searches = (case.search({"rule": constraint["rule"]}, avoid_via(case, constraint)),)
    findings = walks_between(pairs, searches)
    if constraint.get("unlabelled", "error") == "error":
        findings = {**subjects(set(nodes) - set(level_of)), **findings}
    return conclude(constraint, findings, not level_of, searches)


def purpose(case: Case, constraint: Constraint) -> Verdict:
    """No path may lead to a target that declares nothing, or a purpose that the source does not allow."""

    def purposes(node: str, field: str) -> set[object]:
        value = case.topology.nodes[node].labels.get(constraint[field].removeprefix("labels."), [])
        return set(map(typed, as_list(value)))

    sources, targets = case.nodes(constraint["from"]), case.nodes(constraint["to"])
    pairs = [
        (source, target)
        for source in sources
        for target in targets
        if not purposes(target, "declared") or not purposes(target, "declared") <= purposes(source, "allowed")
    ]
    searches = (case.search(constraint, avoid_via(case, constraint)),)
    return conclude(constraint, walks_between(pairs, searches), not sources or not targets, searches)


def separation_of_duty(case: Case, constraint: Constraint) -> Verdict:
    """No principal may have paths to nodes of two different duties."""
    principals = case.nodes(constraint["principals"])
    duties = [case.nodes(duty) for duty in constraint["duties"]]
    search = case.search(constraint, Watch())
    walks = {principal: search.shortest_walks(principal) for principal in principals}

    def nearest(principal: str) -> list[tuple[int, int]]:
        """Give, for every duty that a principal has, how far away it is, and its number; in this order."""
        lengths = [(min((len(w) for t, w in walks[principal].items() if t in d), default=0), d) for d in duties]
        return sorted((length, number) for number, (length, _) in enumerate(lengths) if length)

    def shows(identity: Identity, evidence: Evidence) -> bool:
        """Say whether the two paths are shortest ones, into two duties, and none of another duty is shorter."""
        assert identity.subject is not None
        found = walks[identity.subject]
        paths = (evidence.path, evidence.other_path)
        if not all(path and path == found.get(path[-1]) for path in paths):
            return False
        if [len(path) for path in paths] != [length for length, _ in nearest(identity.subject)[:2]]:
            return False
        ends = [path[-1] for path in paths]
        return any(ends[0] in one and ends[1] in other for one in duties for other in duties if one is not other)

    guilty: dict[Identity, Walk | None] = subjects(p for p in principals if len(nearest(p)) > 1)
    verdict = conclude(constraint, guilty, not principals or not all(duties), (search,))
    return Verdict(verdict.status, verdict.findings, verdict.searches, shows)
