"""Two sides of a topology as one: everything that either has, and which of it was added, removed or changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from archcheck.difference.model import Comparison, ConstraintChange
from archcheck.difference.words import say_counts, say_sides
from archcheck.documents.topology import Edge, Topology
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_ENDS = {"from", "to"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the nodes, edges and zones of a united graph, by their ids: one of the three words above.

    ``fields`` names what of a changed node is another than it was; ``lines`` say what is compared and how much changed.
    """

    nodes: Mapping[str, str] = field(default_factory=dict)
    edges: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def touched(self, graph: Graph) -> list[int]:
        """Return the positions of the nodes that changed, then of those at the ends of edges that did, each once.

        That an edge came or went with a node is said by the node, and does not count for the other end.
        """
        position = graph.population.position
        own = sorted(position[name] for name in self.nodes)
        moved = {position[name] for name, change in self.nodes.items() if change != CHANGED}
        ends = (
            end
            for edge, start, stop in zip(graph.edges, graph.sources, graph.targets, strict=True)
            if edge.id in self.edges and start not in moved and stop not in moved
            for end in (start, stop)
        )
        return list(dict.fromkeys([*own, *ends]))


def unite(comparison: Comparison) -> tuple[Graph, Changes]:
    """Return both sides as one graph: the new side, and what of the old one is gone."""
    structure = comparison.structure
    old, new = (graph.topology if graph else None for graph in (comparison.old, comparison.new))
    topology: Topology = comparison.topology._replace(
        zones={**(new.zones if new else {}), **structure.zones.removed},
        nodes={**(new.nodes if new else {}), **structure.nodes.removed},
        declarations=(),
        edge_kinds={**(old.edge_kinds if old else {}), **(new.edge_kinds if new else {})},
    )
    present = list(comparison.new.edges) if comparison.new else []
    edge_changes = _mark(structure.edges.added, ADDED)
    gone = list(structure.edges.removed.values())
    for name, changed in structure.edges.changed.items():
        moved = any(change.field in _ENDS for change in changed.changes)
        edge_changes[name] = ADDED if moved else CHANGED
        gone += [changed.old] if moved else []
    removed = _rename(gone, {edge.id for edge in present})
    edge_changes |= {edge.id: REMOVED for edge in removed}
    nodes, zones = structure.nodes, structure.zones
    changes = Changes(
        _mark(nodes.added, ADDED) | _mark(nodes.removed, REMOVED) | _mark(nodes.changed, CHANGED),
        edge_changes,
        _mark(zones.added, ADDED) | _mark(zones.removed, REMOVED) | _mark(zones.changed, CHANGED),
        {name: tuple(each.field for each in changed.changes) for name, changed in nodes.changed.items()},
        _lines(comparison),
    )
    return Graph(topology, [*present, *removed], ()), changes


def _mark(names: Iterable[str], change: str) -> dict[str, str]:
    return dict.fromkeys(names, change)


def _rename(edges: Iterable[Edge], used: set[str]) -> list[Edge]:
    """Return edges under ids that no other has: one that is gone may have had the id of one that is there now."""
    renamed = []
    taken = set(used)
    for edge in edges:
        name = edge.id
        while name in taken:
            name += " (removed)"
        taken.add(name)
        renamed.append(edge._replace(id=name))
    return renamed


def _lines(comparison: Comparison) -> tuple[str, ...]:
    lines = [say_sides(comparison), say_counts(comparison.structure)]
    if comparison.constraints:
        counts = comparison.count_findings()
        told = [f"{count} {name}" for name, count in counts.items() if count or name in ("new", "gone")]
        lines.append(f"findings: {', '.join(told).replace('unexcused', 'no longer excused')}")
    return tuple(lines)


def new_results(changes: Iterable[ConstraintChange]) -> list[ConstraintResult]:
    """Return the new side's results with no findings but those that are new, or that nothing excuses any more."""
    return [
        replace(change.new, findings=found)
        for change in changes
        if change.new is not None and (found := (*change.added, *(finding for _, finding in change.unexcused)))
    ]
