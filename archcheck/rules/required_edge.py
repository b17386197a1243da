"""``required-edge``: an edge must be there."""

from typing import ClassVar

from archcheck.graph.relations import ANY, find_steps
from archcheck.graph.space import plain_space
from archcheck.rules.case import Case, Outcome
from archcheck.rules.requirements import EACH, SAME, find_vacuous, require_connections
from archcheck.rules.rule import EDGES, FROM, TO, Rule
from archcheck.source.shapes import Field


class RequiredEdge(Rule):
    """Fails for every source without an edge to any target, every target without one from any source, or every pair."""

    name = "required-edge"
    summary = "an edge leads from each source to a target"
    fails_when = "a source has no edge to any target (`each: target`: a target from no source; `pair`: a pair has none)"
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "edges": Field(EDGES, "The edges that count, of any kind (default: all)."),
        "each": EACH,
        "same": SAME,
    }
    example = """\
every-enforcement-point-has-a-decision-point:
  rule: required-edge
  from: {kind: enforcement-point}
  to: {kind: decision-point}
"""

    def evaluate(self, case: Case) -> Outcome:
        """Look at the edges between sources and targets, and see who was left out."""
        sources, targets = case.nodes("from"), case.nodes("to")
        edges = case.edges()
        empty = find_vacuous(case, sources, targets)
        if empty:
            return Outcome(empty=empty)
        space = plain_space(find_steps(case.graph, ANY, edges))
        return require_connections(case, sources, targets, space, 1, "edge")
