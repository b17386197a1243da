"""``required-path``: a path must be there."""

from typing import ClassVar

from archcheck.documents.selector import describe
from archcheck.graph.relations import find_steps
from archcheck.graph.space import passing_space, plain_space
from archcheck.rules.case import Case, Outcome
from archcheck.rules.requirements import EACH, SAME, find_vacuous, require_connections
from archcheck.rules.rule import ALONG, FROM, NODES, PATH_EDGES, TO, Rule
from archcheck.source.located import shorten
from archcheck.source.shapes import Field, Number


class RequiredPath(Rule):
    """Fails for every source without a path to any target, every target without one from any source, or every pair."""

    name = "required-path"
    summary = "a path leads from each source to a target"
    fails_when = "a source has no path to any target (`each: target`: a target from no source; `pair`: a pair has none)"
    default_along = "access"
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "along": ALONG,
        "edges": PATH_EDGES,
        "via": Field(NODES, "Only paths that pass one of these count."),
        "each": EACH,
        "within": Field(Number(whole=True, least=1), "Only paths of at most so many steps count."),
        "same": SAME,
    }
    example = """\
every-weapon-has-a-stop:
  rule: required-path
  from: {kind: human}
  to: {kind: weapon}
  each: target
"""

    def evaluate(self, case: Case) -> Outcome:
        """Search from all sources, or from all targets where these are fewer, and see who was left out."""
        sources, targets = case.nodes("from"), case.nodes("to")
        edges = case.edges()
        waypoints = case.nodes("via")
        empty = find_vacuous(case, sources, targets)
        if empty:
            return Outcome(empty=empty)
        steps = find_steps(case.graph, case.along(), edges)
        space = passing_space(steps, waypoints) if "via" in case.fields else plain_space(steps)
        what = f"path along {case.along()}"
        if "via" in case.fields:
            what += f" via `{shorten(describe(case.fields['via']))}`"
        if "within" in case.fields:
            within = case.fields["within"]
            what += f" of at most {within} step{'s' if within > 1 else ''}"
        return require_connections(case, sources, targets, space, case.fields.get("within"), what)
