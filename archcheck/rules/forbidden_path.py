"""``forbidden-path``: no path from here to there."""

from typing import ClassVar

from archcheck.graph.space import plain_space
from archcheck.rules.case import Case, Outcome
from archcheck.rules.connections import forbid_connections
from archcheck.rules.rule import ALONG, FROM, PATH_EDGES, TO, Rule, find_empty


class ForbiddenPath(Rule):
    """Fails for every pair of a source and a target that a path joins."""

    name = "forbidden-path"
    summary = "no path leads from one set of nodes to another"
    fails_when = "a path exists"
    default_along = "access"
    only_violated_by_more_edges = True
    fields: ClassVar = {"from": FROM, "to": TO, "along": ALONG, "edges": PATH_EDGES}
    example = """\
no-model-to-weapon:
  rule: forbidden-path
  along: flow
  from: {kind: model}
  to: {kind: weapon}
"""

    def evaluate(self, case: Case) -> Outcome:
        """Decide the case by one search from all sources."""
        sources, targets = case.nodes("from"), case.nodes("to")
        empty = find_empty({"from": sources, "to": targets})
        if empty:
            case.edges()
            return Outcome(empty=empty)
        along = case.along()
        return forbid_connections(
            case, sources, targets, plain_space, lambda source, target: f"`{source}` reaches `{target}` along {along}"
        )
