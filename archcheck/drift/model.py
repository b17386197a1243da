"""What drift is made of: edges that converge, diverge or are absent, and the nodes that nothing maps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from archcheck.documents.topology import Edge, Unmodelled
from archcheck.graph.compiled import Graph
from archcheck.report_model import plain_diagnostic, plain_location
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.json_writing import write_json
from archcheck.source.located import Location, Source

TYPE = "drift/v1"


class Lifted(NamedTuple):
    """Edges between the same two nodes of the design, in one direction.

    Attributes:
        source: the design node that they begin at.
        target: the design node that they lead to.
        relation: what they are about: ``access``, ``control`` or ``dependency``.
        design: the design's edge; None where it has none of this relation.
        actual: the actual edges behind it, in the order of their ids.
    """

    source: str
    target: str
    relation: str
    design: Edge | None
    actual: tuple[Edge, ...]


class Unmapped(NamedTuple):
    """An actual node that stands for no node of the design, and how many of its edges were not compared for that."""

    id: str
    kind: str
    edges: int
    location: Location


@dataclass(frozen=True, slots=True)
class Drift:
    """A design held against what is deployed.

    Attributes:
        design: the graph of the design.
        actual: the graph of what is deployed.
        mapping: for each node of the design the ids of the actual nodes that it stands for, sorted.
        convergent: edges of the design that are there in fact, with those behind each.
        divergent: edges that are there in fact, and that the design does not have.
        absent: edges of the design that are not there in fact.
        unmapped: actual nodes that stand for nothing in the design.
        internal: how many actual edges lie inside of one design node, where the design says nothing of them.
        strict: whether absent edges and unmapped nodes count, too.
        diagnostics: what is told of both sides.
    """

    design: Graph
    actual: Graph
    mapping: Mapping[str, tuple[str, ...]]
    convergent: tuple[Lifted, ...]
    divergent: tuple[Lifted, ...]
    absent: tuple[Lifted, ...]
    unmapped: tuple[Unmapped, ...]
    internal: int
    strict: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The nodes of the design that stand for no actual node."""
        return tuple(name for name, ids in self.mapping.items() if not ids)

    @property
    def unmodelled(self) -> tuple[Unmodelled, ...]:
        """What bears on the actual edges and is not understood: more of them may be there."""
        return self.actual.topology.unmodelled

    @property
    def sources(self) -> dict[str, Source]:
        """The texts of both sides, for messages."""
        return {**self.design.topology.sources, **self.actual.topology.sources}

    @property
    def verdict(self) -> str:
        """``fail`` where something diverges or may, under ``strict`` where anything differs; else ``pass``."""
        differs = self.strict and (self.absent or self.unmapped or self.missing)
        return "fail" if self.divergent or self.unmodelled or differs else "pass"

    def to_dict(self) -> dict[str, Any]:
        """Return the drift as JSON's values."""
        return {
            "archcheck": TYPE,
            "verdict": self.verdict,
            "design": _side(self.design),
            "actual": _side(self.actual),
            "summary": {
                "convergent": len(self.convergent),
                "divergent": len(self.divergent),
                "absent": len(self.absent),
                "unmapped": len(self.unmapped),
                "missing": len(self.missing),
                "internal": self.internal,
            },
            "mapping": {name: list(ids) for name, ids in self.mapping.items()},
            "convergent": [_lifted(each) for each in self.convergent],
            "divergent": [_lifted(each) for each in self.divergent],
            "absent": [_lifted(each) for each in self.absent],
            "unmapped": [
                {"id": each.id, "kind": each.kind, "edges": each.edges, "location": plain_location(each.location)}
                for each in self.unmapped
            ],
            "missing": list(self.missing),
            "unmodelled": [
                {"kind": each.kind, "name": each.name, "reason": each.reason, "location": plain_location(each.location)}
                for each in self.unmodelled
            ],
            "diagnostics": [plain_diagnostic(each) for each in self.diagnostics],
        }

    def to_json(self) -> str:
        """Return the drift as JSON text."""
        return write_json(self.to_dict())


def order(lifted: Iterable[Lifted]) -> tuple[Lifted, ...]:
    """Return edges in the order in which they are told."""
    return tuple(
        sorted(
            lifted, key=lambda each: (each.source, each.target, each.relation, each.design.id if each.design else "")
        )
    )


def _side(graph: Graph) -> dict[str, Any]:
    topology = graph.topology
    return {"name": topology.name, "path": topology.path, "nodes": len(graph.nodes), "edges": len(graph.edges)}


def _lifted(lifted: Lifted) -> dict[str, Any]:
    return {
        "source": lifted.source,
        "target": lifted.target,
        "relation": lifted.relation,
        "design": None if lifted.design is None else _edge(lifted.design),
        "actual": [_edge(edge) for edge in lifted.actual],
    }


def _edge(edge: Edge) -> dict[str, Any]:
    told: dict[str, Any] = {"id": edge.id, "source": edge.source, "target": edge.target, "kind": edge.kind}
    if edge.unknown:
        told["unknown"] = list(edge.unknown)
    return told | {"location": plain_location(edge.location)}
