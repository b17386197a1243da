"""What every rule is: a name, the fields that it takes, and a decision."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from archcheck.documents.selector_shapes import SelectorShape
from archcheck.graph.relations import RELATIONS
from archcheck.rules.case import Case, Outcome
from archcheck.selectors import Positions
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from archcheck.source.shapes import Choice, Field

NODES = SelectorShape()
EDGES = SelectorShape(edges=True)


class Rule(ABC):
    """A rule of the language: its name there, the shape of its fields, and how it is decided.

    A rule is pure: it reads the case, prints nothing, changes nothing, and returns an outcome.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    fails_when: ClassVar[str]
    fields: ClassVar[Mapping[str, Field]]
    example: ClassVar[str]
    default_along: ClassVar[str | None] = None
    only_violated_by_more_edges: ClassVar[bool] = False
    """Whether one more edge never makes a failure, or an empty match, a pass; nor a pass one that is empty."""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:  # noqa: B027 - most rules have nothing to add
        """Record an error where fields contradict each other; read in place what depends on another field."""

    def looks_at_edges(self, fields: Mapping[str, Any]) -> bool:
        """Return whether the verdict on a constraint of these fields depends on the edges of a topology."""
        return True

    def doubt(self, fields: Mapping[str, Any]) -> str | None:
        """Return why a constraint of these fields can never fail, whatever the topology; None where it can."""
        return None

    @abstractmethod
    def evaluate(self, case: Case) -> Outcome:
        """Decide the case."""


FROM = Field(NODES, "Where paths begin.", required=True)
TO = Field(NODES, "Where paths end.", required=True)
ALONG = Field(Choice(*RELATIONS), "The relation: access (default), flow, control or dependency.")
PATH_EDGES = Field(EDGES, "The edges that a path may use (default: all).")


def refuse_flow(fields: Mapping[str, Any], what: str, location: Location, problems: Problems) -> None:
    """Record an error where a constraint runs along ``flow`` that cannot."""
    if fields.get("along") == "flow":
        help_text = "use access, control or dependency"
        problems.error("relation", f"{what} cannot run along flow", location, help_text)


def find_empty(selections: Mapping[str, Positions]) -> tuple[str, ...]:
    """Return the names of the selections that hold nothing, in their order."""
    return tuple(name for name, found in selections.items() if not found)
