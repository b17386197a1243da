"""What a comparison finds out: what changed in the graph, and which findings are new, gone or rerouted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from archcheck.documents.topology import Edge, Label, Node, Topology, Zone
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult, Finding
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.json_writing import write_json
from archcheck.source.located import Source

TYPE = "diff/v1"
CHANGES = ("added", "removed", "changed")
# The severities at which something counts, the mildest first.
_WEIGHTS = (None, "info", "warning", "error")
_COUNTING = {"error": ("error",), "warning": ("error", "warning"), "never": ()}

Item = TypeVar("Item", Zone, Node, Edge, str)
Value = Label | None
"""A field's value, a label's, the tags as sorted texts; None where there is none."""


class Change(NamedTuple):
    """One field that changed: ``kind``, ``tags``, ``labels.org``."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Changed(Generic[Item]):
    """What both sides have, and not the same: ``id`` is the name on the new side.

    ``inherited_by`` counts the nodes whose effective labels or tags a zone's change alters; they are not listed for it.
    """

    id: str
    old: Item
    new: Item
    changes: tuple[Change, ...]
    inherited_by: int = 0


@dataclass(frozen=True, slots=True)
class Parts(Generic[Item]):
    """What was added, removed and changed of one sort, by name, each in the order of the names as text."""

    added: Mapping[str, Item] = field(default_factory=dict)
    removed: Mapping[str, Item] = field(default_factory=dict)
    changed: Mapping[str, Changed[Item]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return how many there are of each of :data:`CHANGES`."""
        return {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}


@dataclass(frozen=True, slots=True)
class Structure:
    """What changed in the graph. ``topology`` are changes of its own name and description.

    ``renumbered`` maps every edge id of the old side to the one that the same edge has on the new side, None for an
    edge that is gone: of parallel edges without an id of their own, the order decides the numbers.
    """

    topology: tuple[Change, ...] = ()
    zones: Parts[Zone] = field(default_factory=Parts)
    nodes: Parts[Node] = field(default_factory=Parts)
    edges: Parts[Edge] = field(default_factory=Parts)
    edge_kinds: Parts[str] = field(default_factory=Parts)
    renumbered: Mapping[str, str | None] = field(default_factory=dict, repr=False)

    def parts(self) -> dict[str, Parts[Any]]:
        """Return the parts by the name of their sort."""
        return {"zones": self.zones, "nodes": self.nodes, "edges": self.edges, "edge_kinds": self.edge_kinds}

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not self.topology and not any(any(parts.counts().values()) for parts in self.parts().values())


@dataclass(frozen=True, slots=True)
class ConstraintChange:
    """One constraint over both sides; ``old`` or ``new`` is None where there is no topology on that side.

    ``added`` are the findings that only the new side has, ``gone`` those that only the old side has. With what they
    were: ``unexcused`` are those that weigh more now (a waiver no longer holds), ``rerouted`` those with another path.
    ``emptied`` names the fields that match nothing now and did not before.
    """

    old: ConstraintResult | None
    new: ConstraintResult | None
    added: tuple[Finding, ...] = ()
    unexcused: tuple[tuple[Finding, Finding], ...] = ()
    gone: tuple[Finding, ...] = ()
    rerouted: tuple[tuple[Finding, Finding], ...] = ()
    unchanged: int = 0
    emptied: tuple[str, ...] = ()

    @property
    def result(self) -> ConstraintResult:
        """The result that says what the constraint is: the new side's, else the old one's."""
        result = self.new or self.old
        if result is None:
            raise ValueError("a constraint has a result on one side at least")
        return result

    @property
    def statuses(self) -> tuple[str | None, str | None]:
        """The verdicts, old and new."""
        return self.old.status if self.old else None, self.new.status if self.new else None

    @property
    def assumed(self) -> tuple[str, ...]:
        """The nodes that the new verdict leans on as stateless, and the old one did not."""
        before = set(self.old.assumptions) if self.old else set()
        return tuple(name for name in self.new.assumptions if name not in before) if self.new else ()

    @property
    def is_changed(self) -> bool:
        """Whether anything about the constraint is another than it was."""
        old, new = self.statuses
        found = self.added or self.unexcused or self.gone or self.rerouted or self.emptied or self.assumed
        return old != new or bool(found)

    def worsened(self) -> set[str | None]:
        """Return the severities of all that is new: findings, excuses that are lost, selectors that match nothing."""
        if self.new is None:
            return set()
        found = [*self.added, *(finding for _, finding in self.unexcused)]
        weights = {weigh(self.new, finding) for finding in found}
        if self.emptied:
            weights.add(self.new.severity)
        if self.new.status == "error" and (self.old is None or self.old.status != "error"):
            weights.add("error")
        return weights


def weigh(result: ConstraintResult, finding: Finding) -> str | None:
    """Return the severity at which a finding counts, None where something excuses it."""
    if finding.state in ("waived", "known"):
        return None
    if finding.state == "referred" or (finding.state == "grace" and result.severity == "error"):
        return "warning"
    return result.severity


def outweighs(one: str | None, other: str | None) -> bool:
    """Return whether one severity counts for more than another."""
    return _WEIGHTS.index(one) > _WEIGHTS.index(other)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One topology on both sides; ``old`` or ``new`` is None where it is on one side only.

    ``diagnostics`` are the errors of the new side, and the warnings that the old side does not give.
    """

    old: Graph | None
    new: Graph | None
    structure: Structure
    constraints: tuple[ConstraintChange, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def topology(self) -> Topology:
        """The topology that the comparison is about: the new side's, else the old one's."""
        graph = self.new or self.old
        if graph is None:
            raise ValueError("a comparison has a topology on one side at least")
        return graph.topology

    def count_findings(self) -> dict[str, int]:
        """Return how many findings of all constraints are new, no longer excused, gone, rerouted and unchanged."""
        return {
            "new": sum(len(change.added) for change in self.constraints),
            "unexcused": sum(len(change.unexcused) for change in self.constraints),
            "gone": sum(len(change.gone) for change in self.constraints),
            "rerouted": sum(len(change.rerouted) for change in self.constraints),
            "unchanged": sum(change.unchanged for change in self.constraints),
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, neither in the graph nor in the findings."""
        told = self.diagnostics or any(change.is_changed for change in self.constraints)
        return self.structure.is_empty and not told


@dataclass(frozen=True, slots=True)
class Difference:
    """All topologies compared; ``as_of`` is None where there were no constraints to judge on a day."""

    comparisons: tuple[Comparison, ...]
    version: str
    as_of: date | None = None
    fail_on: str = "error"
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return all(each.is_empty for each in self.comparisons)

    @property
    def verdict(self) -> str:
        """``error`` where something cannot be evaluated on a new side, ``fail`` where something is new, else ``pass``.

        New are findings, selectors that match nothing, and findings that nothing excuses any more, at or above the
        severity ``fail_on``.
        """
        changes = [change for each in self.comparisons for change in each.constraints]
        if any(diagnostic.severity == "error" for each in self.comparisons for diagnostic in each.diagnostics):
            return "error"
        if any(change.new is not None and change.new.status == "error" for change in changes):
            return "error"
        return "fail" if any(map(self.is_failing, changes)) else "pass"

    def is_failing(self, change: ConstraintChange) -> bool:
        """Return whether something new about a constraint counts at or above ``fail_on``."""
        return any(weight in _COUNTING[self.fail_on] for weight in change.worsened())

    @property
    def ok(self) -> bool:
        """Whether nothing new counts against the new side."""
        return self.verdict == "pass"

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, ``diff/v1``, in the order in which it is written."""
        from archcheck.difference.plain import plain_difference

        return plain_difference(self)

    def to_json(self) -> str:
        """Return the difference as JSON, ``diff/v1``, with a line break at its end."""
        return write_json(self.to_dict())


def sort_by_name(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return named items in the order of their names as text."""
    return dict(sorted(items, key=lambda item: item[0]))
