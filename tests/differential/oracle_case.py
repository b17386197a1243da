"""What the oracle's rules share: the case they look at, the verdict they give, and violations that are paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.differential.oracle_paths import Search, Walk, steps_along
from tests.differential.oracle_selectors import Sets, edge_holds, holds
from tests.differential.oracle_topology import Edge, Topology
from tests.differential.oracle_watches import Watch

Constraint = Mapping[str, Any]
DEFAULT_ALONG = {"information-flow": "flow", "purpose": "flow", "separation-of-duty": "control"}


class Identity(NamedTuple):
    """What a finding is about: a pair, one end of one, or a subject."""

    source: str | None = None
    target: str | None = None
    subject: str | None = None


class Evidence(NamedTuple):
    """What a finding shows beside its identity: the nodes of its paths, and the cut."""

    path: Walk = ()
    other_path: Walk = ()
    cut: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Verdict:
    """A constraint's status and findings, each with its witness' node ids where it has one.

    `searches` define the walks that violate: a witness must be one of theirs. `shows`, where given, says whether the
    evidence of a finding that is not a single path shows the violation.
    """

    status: str
    findings: Mapping[Identity, Walk | None]
    searches: tuple[Search, ...] = ()
    shows: Callable[[Identity, Evidence], bool] | None = None


@dataclass(frozen=True)
class Case:
    """A topology and the sets of a constraints document: all that a rule looks at."""

    topology: Topology
    sets: Sets = field(default_factory=dict)

    def nodes(self, selector: Any) -> set[str]:
        """Give the ids of the nodes that a selector picks."""
        return {node.id for node in self.topology.nodes.values() if holds(selector, node, self.sets)}

    def edges(self, selector: Any) -> list[Edge]:
        """Give the edges that an edge selector picks; None picks all."""
        return [edge for edge in self.topology.edges if selector is None or edge_holds(selector, edge, self.sets)]

    def search(self, constraint: Constraint, watch: Watch) -> Search:
        """Give the walks along the constraint's relation, over the edges it allows, that the watch is interested in."""
        steps = steps_along(self.topology, relation_of(constraint), constraint.get("edges"), self.sets)
        return Search(steps, watch)


def relation_of(constraint: Constraint) -> str:
    """Give the relation along which a constraint runs, written or not."""
    along: str = constraint.get("along", DEFAULT_ALONG.get(constraint["rule"], "access"))
    return along


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


def subjects(names: Iterable[str]) -> dict[Identity, Walk | None]:
    """Give a finding without a path for each name."""
    return {Identity(subject=name): None for name in names}


def text_of(value: Any) -> str:
    """Give a value of a label as the text that names its group."""
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
