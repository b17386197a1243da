"""Cuts: the smallest sets of edges without which a finding is gone.

Every cut has an edge on the witness, since it has one on every violating path. So a search that takes away one edge of
the witness, looks for the next one, and goes on until there is none, misses no cut of up to so many edges; whether the
finding is gone is decided by the rule itself, whatever it asks for.
"""

from collections.abc import Collection, Mapping
from typing import Any

from archcheck.documents.selector import Match
from archcheck.fixes.changes import without_edges
from archcheck.graph.compiled import Graph
from archcheck.report_model import Finding, Identity
from archcheck.rules.case import Case
from archcheck.rules.constraint import Constraint

CUTTABLE = frozenset(
    {
        "allowed-edges",
        "forbidden-edge",
        "forbidden-path",
        "information-flow",
        "isolation",
        "layers",
        "only-via",
        "path-pattern",
        "purpose",
        "separation-of-duty",
    }
)
"""The rules whose findings are gone when enough edges are."""
ALL = 10**9
MOST_CUTS = 10


class Budget:
    """How much work is left: the edges that searches look at, counted beforehand, so that it is always the same."""

    def __init__(self, edges: int) -> None:
        self.left = edges

    def take(self, graph: Graph) -> bool:
        """Use up one decision of a constraint over a graph; return False where the budget does not allow it."""
        self.left -= len(graph.edges) + len(graph.nodes)
        return self.left >= 0


def find_cuts(
    graph: Graph, constraint: Constraint, finding: Finding, largest: int, budget: Budget
) -> tuple[tuple[str, ...], ...]:
    """Return all minimum cuts of a finding; none where they are larger than allowed, or the budget is used up.

    They stand in the order in which the witness meets them.

    Args:
        graph: the topology.
        constraint: what it violates.
        finding: the violation.
        largest: the most edges of a cut.
        budget: what may be spent.
    """
    if constraint.rule.name not in CUTTABLE:
        return ()
    fixed = frozenset(edge.id for edge in graph.edges if edge.fixed)
    start = _edges_of(finding, graph)
    for size in range(1, largest + 1):
        found: set[frozenset[str]] = set()
        seen: set[frozenset[str]] = set()
        if not _branch(graph, constraint, finding, frozenset(), start - fixed, size, fixed, found, seen, budget):
            return ()
        if found:
            place = {step.edge: number for number, step in enumerate(finding.path)}
            order = sorted(found, key=lambda cut: (min(place.get(name, 0) for name in cut), sorted(cut)))
            return tuple(tuple(sorted(cut)) for cut in order[:MOST_CUTS])
    return ()


def _branch(
    graph: Graph,
    constraint: Constraint,
    finding: Finding,
    removed: frozenset[str],
    candidates: Collection[str],
    size: int,
    fixed: frozenset[str],
    found: set[frozenset[str]],
    seen: set[frozenset[str]],
    budget: Budget,
) -> bool:
    """Collect the cuts of a size that contain some edges; return False where the budget is used up."""
    for name in sorted(candidates):
        cut = removed | {name}
        if cut in seen:
            continue
        seen.add(cut)
        if not budget.take(graph):
            return False
        changed = without_edges(graph, cut)
        left = find_again(changed, constraint, finding)
        if left is None:
            if len(cut) == size:
                found.add(cut)
        elif len(cut) < size:
            further = _edges_of(left, changed) - fixed
            if not _branch(graph, constraint, finding, cut, further, size, fixed, found, seen, budget):
                return False
    return True


def find_again(graph: Graph, constraint: Constraint, finding: Finding) -> Finding | None:
    """Return the finding of the same identity in a changed topology, or None where it is gone."""
    fields = narrow(constraint, finding)
    case = Case(graph, fields, constraint.sets, ALL, constraint.rule.default_along)
    wanted = identity_of(constraint.id, finding)
    return next(
        (each for each in constraint.rule.evaluate(case).findings if identity_of(constraint.id, each) == wanted), None
    )


def narrow(constraint: Constraint, finding: Finding) -> Mapping[str, Any]:
    """Return the fields of a constraint, asked of the ends of one finding only, where the rule names ends.

    The other findings, of which there may be many, are nobody's concern here.
    """
    ends = {"from": finding.source, "to": finding.target}
    if any(name not in constraint.fields or end is None or "*" in end for name, end in ends.items()):
        return constraint.fields
    picked = {name: Match("id", str(end), constraint.location) for name, end in ends.items()}
    return {**constraint.fields, **picked}


def identity_of(constraint: str, finding: Finding) -> Identity:
    """Return what makes a finding one and the same."""
    return constraint, finding.source, finding.target, finding.subject


def _edges_of(finding: Finding, graph: Graph) -> frozenset[str]:
    """Return the edges that a finding shows: those of its paths, or the one that it is about."""
    steps = [step.edge for step in (*finding.path, *finding.other_path) if step.edge is not None]
    if not steps and finding.subject is not None:
        steps = [edge.id for edge in graph.edges if edge.id == finding.subject]
    return frozenset(steps)
