"""``path-pattern``: no path of a forbidden form."""

from collections.abc import Mapping as ReadOnly
from copy import copy
from typing import Any, ClassVar, NamedTuple

from archcheck.documents.selector import Selector
from archcheck.graph.pattern import find_following, find_last, pattern_space
from archcheck.graph.relations import Steps
from archcheck.graph.space import Space
from archcheck.rules.case import Case, Outcome
from archcheck.rules.connections import forbid_connections
from archcheck.rules.rule import ALONG, NODES, PATH_EDGES, Rule
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Value
from archcheck.source.shapes import MISSING, Choice, Field, JsonSchema, ListOf

_REPEAT = Choice("one", "optional", "any", "some")


class PatternStep(NamedTuple):
    """A step of a pattern: which nodes it takes, and how many in a row."""

    selector: Selector
    repeat: str


class PatternStepShape:
    """A selector; one that is a mapping may hold ``repeat`` beside its own keys."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`PatternStep`."""
        repeat: Any = "one"
        if isinstance(value, Mapping) and "repeat" in value.entries:
            repeat = _REPEAT.read(value.entries["repeat"][1], problems)
            rest = copy(value)
            rest.entries = {name: entry for name, entry in value.entries.items() if name != "repeat"}
            value = rest
        selector = NODES.read(value, problems)
        return MISSING if MISSING in (selector, repeat) else PatternStep(selector, repeat)

    def json_schema(self) -> JsonSchema:
        """Return a reference to the definition of a step."""
        return {"$ref": "#/$defs/patternStep"}


class PathPattern(Rule):
    """Fails for every pair of nodes that a path joins which the pattern matches whole, first node to last."""

    name = "path-pattern"
    summary = "no path is of a forbidden form"
    fails_when = "a path matches the pattern, its first node the first step's and its last node the last step's"
    default_along = "access"
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "pattern": Field(
            ListOf(PatternStepShape(), least=1),
            "The steps, in order: selectors, each with `repeat: one` (default), `optional`, `any` or `some`.",
            required=True,
        ),
        "along": ALONG,
        "edges": PATH_EDGES,
    }
    example = """\
no-agent-with-all-three:
  rule: path-pattern
  along: flow
  pattern:
    - {kind: content.untrusted}
    - {repeat: any}
    - {kind: agent}
    - {repeat: any}
    - {kind: gateway.egress}
"""

    def doubt(self, fields: ReadOnly[str, Any]) -> str | None:
        """Return why the pattern matches no path: a path has two nodes at least."""
        pattern: tuple[PatternStep, ...] = fields["pattern"]
        if len(pattern) > 1 or pattern[0].repeat in ("any", "some"):
            return None
        return "the pattern has one step, and every path has two nodes at least, so that it matches none"

    def evaluate(self, case: Case) -> Outcome:
        """Search the product of the topology and the pattern's automaton: linear in both."""
        pattern: tuple[PatternStep, ...] = case.fields["pattern"]
        taken = [case.select(step.selector, f"pattern[{number}]") for number, step in enumerate(pattern)]
        repeats = [step.repeat for step in pattern]
        along = case.along()

        def make_space(steps: Steps) -> Space:
            return pattern_space(steps, taken, repeats)

        sources = frozenset[int]().union(*(taken[step] for step in find_following(repeats, -1)))
        targets = frozenset[int]().union(*(taken[step] for step in find_last(repeats)))

        def tell(source: str, target: str) -> str:
            return f"`{source}` reaches `{target}` along {along} in the forbidden form"

        return forbid_connections(case, sources, targets, make_space, tell, ends_pass_on=True)
