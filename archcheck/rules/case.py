"""The case that a rule decides: one constraint over one graph, and the outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from archcheck.documents.selector import Selector
from archcheck.graph.compiled import Graph
from archcheck.graph.search import Excluded
from archcheck.graph.space import Space
from archcheck.report_model import Finding
from archcheck.selectors import Positions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule found: nothing excused, nothing weighed.

    ``findings`` are in the order of the report and no more than were asked for; ``truncated`` says that there are more.
    ``empty`` names the fields that matched nothing where that makes the rule vacuous.
    ``certificate`` is what an independent program needs to check the outcome (docs/certificates.md).
    """

    findings: tuple[Finding, ...] = ()
    truncated: bool = False
    empty: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    certificate: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Connections:
    """What a rule searched for, so that others can ask what an edge more would join.

    Attributes:
        sources: where paths begin.
        targets: where they end.
        make_space: from the steps of each relation to the paths that count as violations.
        relations: the relations whose steps it takes.
        excluded: pairs that do not count, as in :data:`archcheck.graph.search.Excluded`.
        duties: where a finding is a source that reaches two of several sets, these; else a finding is a pair.
    """

    sources: Positions
    targets: Positions
    make_space: Callable[..., Space]
    relations: tuple[str, ...]
    excluded: Excluded | None = None
    duties: tuple[Positions, ...] = ()


class Case:
    """One constraint over one graph: its fields, typed, and what its selectors match there.

    ``matched`` counts what every selector matched that the rule asked for, by the name of its field. No more than
    ``most`` findings are shown; to know whether there are more, a rule may stop when it has ``enough``. A rule that
    searches for paths says in ``connections`` for which, unless there is nothing to search.
    """

    def __init__(
        self,
        graph: Graph,
        fields: Mapping[str, Any],
        sets: Mapping[str, Selector],
        most: int,
        default_along: str | None = None,
    ) -> None:
        self.graph = graph
        self.fields = fields
        self.sets = sets
        self.most = most
        self.enough = most + 1
        self.default_along = default_along or "access"
        self.matched: dict[str, int] = {}
        self.waypoints: Positions = frozenset()
        self.connections: Connections | None = None

    def nodes(self, name: str, default: Positions = frozenset()) -> Positions:
        """Return the positions of the nodes that the selector in a field matches, or a default without the field."""
        if name not in self.fields:
            return default
        return self.select(self.fields[name], name)

    def select(self, selector: Selector, name: str) -> Positions:
        """Return the positions of the nodes that a selector matches, counted under a name."""
        found = self.graph.population.select_nodes(selector, self.sets)
        self.matched[name] = len(found)
        return found

    def edges(self) -> Positions | None:
        """Return the positions of the edges that the field ``edges`` matches; None, for all, without it."""
        if "edges" not in self.fields:
            return None
        found = self.graph.population.select_edges(self.fields["edges"], self.sets)
        self.matched["edges"] = len(found)
        return found

    def along(self) -> str:
        """Return the relation that the constraint runs along."""
        return str(self.fields.get("along", self.default_along))

    def ids(self, positions: Positions) -> frozenset[str]:
        """Return the ids of nodes."""
        return frozenset(self.graph.nodes[position].id for position in positions)

    def name(self, position: int) -> str:
        """Return the id of a node."""
        return self.graph.nodes[position].id
