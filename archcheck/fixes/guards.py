"""Guards: where one more waypoint would mend a failure of a rule that asks for waypoints."""

from collections.abc import Iterator

from archcheck.documents.selector import AllOf, Match, Selector
from archcheck.documents.topology import Node
from archcheck.fixes.changes import Guard
from archcheck.fixes.cuts import Budget, find_again
from archcheck.graph.compiled import Graph
from archcheck.report_model import Finding
from archcheck.rules.constraint import Constraint
from archcheck.source.located import Location

_FIELDS = {"only-via": "via", "isolation": "except-via", "information-flow": "via", "purpose": "via"}


def find_guards(graph: Graph, constraint: Constraint, finding: Finding, budget: Budget) -> tuple[Guard, ...]:
    """Return the edges of the witness into which a waypoint could be put so that the finding is gone.

    The waypoint is a copy of one that there is, or made from a selector that asks for a kind; where neither can be, or
    the copy is no waypoint to the rule (a set of ids, say), there is none.
    """
    like = _find_like(graph, constraint)
    if like is None:
        return ()
    fixed = {edge.id for edge in graph.edges if edge.fixed}
    found = []
    for name in dict.fromkeys(step.edge for step in finding.path if step.edge is not None):
        if name in fixed or not budget.take(graph):
            continue
        guard = Guard(name, like)
        if find_again(guard.apply(graph), constraint, finding) is None:
            found.append(guard)
    return tuple(found)


def _find_like(graph: Graph, constraint: Constraint) -> Node | None:
    field = _FIELDS.get(constraint.rule.name)
    via = constraint.fields.get(field or "")
    if via is None:
        return None
    selector: Selector = via
    if constraint.rule.name == "only-via":
        form, selectors = via
        if form != "set" or constraint.fields.get("at-least", 1) > 1:
            return None
        (selector,) = selectors
    chosen = graph.population.select_nodes(selector, constraint.sets)
    if chosen:
        return graph.nodes[min(chosen)]
    kinds = list(_kinds_of(selector))
    if len(kinds) != 1 or "*" in kinds[0]:
        return None
    nowhere = Location("", 1, 1)
    return Node(kinds[0], kinds[0], None, None, None, frozenset(), {}, True, False, False, nowhere)


def _kinds_of(selector: Selector) -> Iterator[str]:
    """Yield the kinds that a selector asks for."""
    if isinstance(selector, Match) and selector.aspect == "kind":
        yield selector.pattern
    elif isinstance(selector, AllOf):
        for item in selector.items:
            yield from _kinds_of(item)
