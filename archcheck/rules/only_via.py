"""``only-via``: every path passes a waypoint, several in order, or several of a set."""

from collections.abc import Callable
from typing import Any, ClassVar

from archcheck.documents.selector import Selector, describe
from archcheck.documents.selector_shapes import SelectorShape
from archcheck.graph.relations import Steps
from archcheck.graph.space import Space, avoiding_space, find_shared, ordered_space, plain_space, unordered_space
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import SEARCHED, Certificate, prove_apart
from archcheck.rules.connections import forbid_connections
from archcheck.rules.rule import ALONG, FROM, NODES, PATH_EDGES, TO, Rule, find_empty, refuse_flow
from archcheck.selectors import Positions
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Value, shorten
from archcheck.source.shapes import MISSING, Field, JsonSchema, ListOf, Number


class ViaShape:
    """A selector, or ``{in-order: [selector, ...]}``, read as a selector or as the tuple under ``in-order``."""

    _stages = ListOf(NODES, least=1)

    def read(self, value: Value, problems: Problems) -> Any:
        """Return ``("set", selector)`` or ``("in-order", selectors)``."""
        if isinstance(value, Mapping) and "in-order" in value.entries:
            for name, (key, _) in value.entries.items():
                if name != "in-order":
                    problems.error("contradiction", f"`{name}` cannot stand beside `in-order`", key.location)
            stages = self._stages.read(value.entries["in-order"][1], problems)
            return MISSING if stages is MISSING else ("in-order", stages)
        selector = NODES.read(value, problems)
        return MISSING if selector is MISSING else ("set", (selector,))

    def json_schema(self) -> JsonSchema:
        """Return the schema of both forms."""
        ordered = {
            "type": "object",
            "properties": {"in-order": self._stages.json_schema()},
            "required": ["in-order"],
            "additionalProperties": False,
        }
        return {"anyOf": [SelectorShape().json_schema(), ordered]}


class OnlyVia(Rule):
    """Fails for every pair that a path joins which does not pass ``via``; deleting the waypoints and one search decide.

    A waypoint that is itself a source or a target is passed by every path that begins or ends there.
    """

    name = "only-via"
    summary = "every path from one set of nodes to another passes a waypoint"
    fails_when = "a path exists that does not pass `via`"
    default_along = "access"
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "along": ALONG,
        "edges": PATH_EDGES,
        "via": Field(ViaShape(), "The waypoints; `in-order: [a, b]` for one of each, in this order.", required=True),
        "at-least": Field(Number(whole=True, least=1), "How many different waypoints every path passes (default 1)."),
    }
    example = """\
model-only-via-cloud-api:
  rule: only-via
  from: {not: {zone: provider}}
  to: {kind: model}
  via: {kind: api.cloud}
"""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:
        """``at-least`` counts nodes of one set, and not along ``flow``."""
        if "at-least" not in fields:
            return
        refuse_flow(fields, "`at-least`", location, problems)
        if fields["via"][0] == "in-order":
            problems.error("contradiction", "`at-least` cannot stand beside `in-order`", location)

    def evaluate(self, case: Case) -> Outcome:
        """Decide the case by one search that leaves the waypoints out, or counts them."""
        sources, targets = case.nodes("from"), case.nodes("to")
        form, selectors = case.fields["via"]
        stages = _select_stages(case, form, selectors)
        case.waypoints = frozenset().union(*stages)
        empty = find_empty({"from": sources, "to": targets})
        if empty:
            case.edges()
            return Outcome(empty=empty)
        count = case.fields.get("at-least", 1)
        make_space, missed = _violating_space(form, selectors, stages, count)

        def prove(space: Space) -> Certificate:
            if find_shared(space.steps, stages):
                return SEARCHED
            return prove_apart(case, space, sources, targets)

        def tell(source: str, target: str) -> str:
            return f"`{source}` reaches `{target}` {missed}"

        return forbid_connections(case, sources, targets, make_space, tell, prove=prove)


def _select_stages(case: Case, form: str, selectors: tuple[Selector, ...]) -> list[Positions]:
    if form == "set":
        return [case.select(selectors[0], "via")]
    return [case.select(selector, f"via[{number}]") for number, selector in enumerate(selectors)]


def _violating_space(
    form: str, selectors: tuple[Selector, ...], stages: list[Positions], count: int
) -> tuple[Callable[[Steps], Space], str]:
    """Return the space of the paths that violate, and what to say of one."""
    names = [f"`{shorten(describe(selector))}`" for selector in selectors]
    if form == "in-order":
        return lambda steps: ordered_space(steps, stages), f"without passing {', then '.join(names)}"
    if count > 1:
        message = f"passing fewer than {count} different nodes of {names[0]}"
        return lambda steps: unordered_space(steps, stages[0], count), message
    return lambda steps: avoiding_space(plain_space(steps), stages[0]), f"without passing {names[0]}"
