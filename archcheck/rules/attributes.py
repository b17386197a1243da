"""``attributes``: what matches has to satisfy a selector too."""

from collections.abc import Mapping as ReadOnly
from typing import Any, ClassVar

from archcheck.documents.selector import describe
from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import matched, matched_edges
from archcheck.rules.rule import EDGES, NODES, Rule
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Value, shorten
from archcheck.source.shapes import Field, JsonSchema


class MustShape:
    """The selector ``must``: of nodes beside ``match``, of edges beside ``edges``; kept until it is known which."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the located value."""
        return value

    def json_schema(self) -> JsonSchema:
        """Return the schema of either selector."""
        return {"anyOf": [NODES.json_schema(), EDGES.json_schema()]}


class Attributes(Rule):
    """Fails for every node, or edge, that matches and does not satisfy ``must``."""

    name = "attributes"
    summary = "every node or edge that matches satisfies a selector"
    fails_when = "one that matches does not satisfy `must`"
    fields: ClassVar = {
        "match": Field(NODES, "The nodes that are looked at; this or `edges`."),
        "edges": Field(EDGES, "The edges that are looked at; this or `match`."),
        "must": Field(MustShape(), "What each of them must satisfy.", required=True),
    }
    example = """\
encrypted-across-zones:
  rule: attributes
  edges: {crosses: true}
  must: {labels: {encrypted: true}}
"""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:
        """Exactly one of ``match`` and ``edges`` is there, and ``must`` is a selector of the same things."""
        if ("match" in fields) == ("edges" in fields):
            problems.error("contradiction", "attributes takes one of `match` and `edges`", location)
        fields["must"] = (NODES if "match" in fields else EDGES).read(fields["must"], problems)

    def looks_at_edges(self, fields: ReadOnly[str, Any]) -> bool:
        """Only where edges are what it asks about."""
        return "edges" in fields

    def evaluate(self, case: Case) -> Outcome:
        """List what matches and does not satisfy ``must``."""
        population = case.graph.population
        must = f"`{shorten(describe(case.fields['must']))}`"
        if "match" in case.fields:
            field, looked_at = "match", case.nodes("match")
            satisfying = case.select(case.fields["must"], "must")
            found = [
                Finding(f"`{node.id}` does not satisfy {must}", node.location, subject=node.id)
                for node in (case.graph.nodes[position] for position in sorted(looked_at - satisfying))
            ]
        else:
            field, looked_at = "edges", case.edges() or frozenset()
            satisfying = population.select_edges(case.fields["must"], case.sets)
            case.matched["must"] = len(satisfying)
            wrong = sorted(looked_at - satisfying, key=case.graph.edge_ranks.__getitem__)
            found = [
                Finding(f"`{edge.id}` does not satisfy {must}", edge.location, subject=edge.id)
                for edge in (case.graph.edges[position] for position in wrong)
            ]
        selections = {field: looked_at, "must": satisfying}
        return Outcome(
            tuple(found[: case.most]),
            truncated=len(found) > case.most,
            empty=() if looked_at else (field,),
            certificate=matched(selections) if field == "match" else matched_edges(case.graph, selections),
        )
