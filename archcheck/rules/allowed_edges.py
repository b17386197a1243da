"""``allowed-edges``: nothing but what is listed."""

from typing import ClassVar

from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import matched_edges
from archcheck.rules.rule import EDGES, Rule
from archcheck.source.shapes import Field, ListOf


class AllowedEdges(Rule):
    """Fails for every edge in scope that matches none of the selectors under ``allow``."""

    name = "allowed-edges"
    summary = "every edge is one of those that are allowed"
    fails_when = "an edge in scope matches none of `allow`"
    fields: ClassVar = {
        "edges": Field(EDGES, "The edges that are looked at (default: all)."),
        "allow": Field(ListOf(EDGES, single=True), "What an edge may be: edge selectors.", required=True),
    }
    example = """\
only-known-edges-cross:
  rule: allowed-edges
  edges: {crosses: true}
  allow:
    - {labels: {protocol: https}}
    - {kind: admin, from: {kind: human.operator}}
"""

    def evaluate(self, case: Case) -> Outcome:
        """List the edges in scope that nothing allows."""
        graph = case.graph
        scope = case.edges()
        if scope is None:
            scope = graph.population.every_edge
            case.matched["edges"] = len(scope)
        selections = {"edges": scope}
        for number, selector in enumerate(case.fields["allow"]):
            name = f"allow[{number}]"
            selections[name] = graph.population.select_edges(selector, case.sets)
            case.matched[name] = len(selections[name])
        allowed = frozenset[int]().union(*(found for name, found in selections.items() if name != "edges"))
        wrong = sorted(scope - allowed, key=graph.edge_ranks.__getitem__)
        findings = tuple(
            Finding(f"`{edge.id}` ({edge.kind}) is not among the allowed edges", edge.location, subject=edge.id)
            for edge in (graph.edges[position] for position in wrong[: case.most])
        )
        return Outcome(
            findings,
            truncated=len(wrong) > case.most,
            empty=() if scope else ("edges",),
            certificate=matched_edges(graph, selections),
        )
