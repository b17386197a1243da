"""``cardinality``: not too few, not too many."""

from collections.abc import Mapping as ReadOnly
from typing import Any, ClassVar

from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import matched, matched_edges
from archcheck.rules.groups import GroupBy, group_nodes
from archcheck.rules.rule import EDGES, NODES, Rule
from archcheck.selectors import Positions
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from archcheck.source.shapes import Field, Number


class Cardinality(Rule):
    """Fails where the number of what matches is outside of the bounds, in all or in any group.

    A group is a value that something which matches has: with ``per: zone``, a zone where nothing matches is none.
    """

    name = "cardinality"
    summary = "so many nodes or edges match, no fewer and no more"
    fails_when = "the number (in any group) is outside"
    fields: ClassVar = {
        "match": Field(NODES, "The nodes that are counted; this or `edges`."),
        "edges": Field(EDGES, "The edges that are counted; this or `match`."),
        "at-least": Field(Number(whole=True, least=1), "The least number that is fine."),
        "at-most": Field(Number(whole=True, least=0), "The greatest number that is fine."),
        "per": Field(
            GroupBy("zone", "kind"),
            "Count for each value of `zone`, `kind` or `labels.NAME` that something which matches has.",
        ),
    }
    example = """\
one-egress-per-zone:
  rule: cardinality
  match: {kind: gateway.egress}
  per: zone
  at-most: 1
"""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:
        """One of ``match`` and ``edges``; a bound at least; ``per`` with ``match`` alone."""
        if ("match" in fields) == ("edges" in fields):
            problems.error("contradiction", "cardinality takes one of `match` and `edges`", location)
        if "at-least" not in fields and "at-most" not in fields:
            problems.error("contradiction", "cardinality needs `at-least`, `at-most` or both", location)
        least, most = fields.get("at-least", 0), fields.get("at-most")
        if most is not None and least > most:
            problems.error("contradiction", f"`at-least: {least}` is more than `at-most: {most}`", location)
        if "per" in fields and "edges" in fields:
            problems.error("contradiction", "`per` goes with `match`, and not with `edges`", location)

    def looks_at_edges(self, fields: ReadOnly[str, Any]) -> bool:
        """Only where edges are what it counts."""
        return "edges" in fields

    def evaluate(self, case: Case) -> Outcome:
        """Count what matches, in all or in each group."""
        graph = case.graph
        if "edges" in case.fields:
            edges = case.edges() or frozenset()
            places = [graph.edges[position].location for position in sorted(edges, key=graph.edge_ranks.__getitem__)]
            found = _judge(case, "", places, "edge")
            return Outcome(tuple(found), certificate=matched_edges(graph, {"edges": edges}))
        nodes = case.nodes("match")
        certificate = matched({"match": nodes})
        if "per" not in case.fields:
            return Outcome(tuple(_judge(case, "", _places(case, nodes), "node")), certificate=certificate)
        groups = group_nodes(graph, nodes, case.fields["per"])
        case.matched["per"] = len(groups)
        found = [
            finding
            for name, members in sorted(groups.items())
            for finding in _judge(case, name, _places(case, members), "node")
        ]
        return Outcome(
            tuple(found[: case.most]),
            truncated=len(found) > case.most,
            empty=() if groups else ("match",),
            certificate=certificate,
        )


def _places(case: Case, nodes: Positions) -> list[Location]:
    return [case.graph.nodes[position].location for position in sorted(nodes)]


def _judge(case: Case, group: str, places: list[Location], noun: str) -> list[Finding]:
    """Return the finding of one group; it stands at the first that is too many, or at the first of too few."""
    least, most = case.fields.get("at-least"), case.fields.get("at-most")
    number = len(places)
    where = f" with the {_describe(case)} `{group}`" if "per" in case.fields else ""
    count = f"{number} {noun}{'s' * (number != 1)} match{'es' * (number == 1)}{where}"
    if most is not None and number > most:
        return [Finding(f"{count}, at most {most} may", places[most], subject=group)]
    if least is not None and number < least:
        return [Finding(f"{count}, at least {least} must", places[0] if places else None, subject=group)]
    return []


def _describe(case: Case) -> str:
    by = str(case.fields["per"])
    return by if by in ("zone", "kind") else f"label {by.removeprefix('labels.')}"
