"""Drift as a picture: the design, with what diverges from it drawn in, and what of it is absent."""

from archcheck.documents.topology import Edge
from archcheck.draw.changes import ADDED, REMOVED, Changes
from archcheck.drift.model import Drift
from archcheck.graph.compiled import Graph


def unite_drift(drift: Drift) -> tuple[Graph, Changes]:
    """Return the design with the edges that diverge as one graph; what is absent counts as removed."""
    edges = list(drift.design.edges)
    taken = {edge.id for edge in edges}
    changes = {lifted.design.id: REMOVED for lifted in drift.absent if lifted.design is not None}
    for lifted in drift.divergent:
        name = f"{lifted.source}->{lifted.target} ({lifted.relation})"
        while name in taken:
            name += "'"
        taken.add(name)
        changes[name] = ADDED
        edges.append(_draw(name, lifted.source, lifted.target, lifted.actual))
    topology = drift.design.topology._replace(
        declarations=(), edge_kinds={**drift.actual.edge_kinds, **drift.design.edge_kinds}
    )
    lines = (
        f"{drift.design.topology.path} held against {drift.actual.topology.path}",
        f"+ {len(drift.divergent)} divergent (in fact, not in the design)",
        f"\u2212 {len(drift.absent)} absent (in the design, not in fact)",
    )
    nodes = dict.fromkeys(drift.missing, REMOVED)
    return Graph(topology, edges, ()), Changes(nodes=nodes, edges=changes, lines=lines)


def _draw(name: str, source: str, target: str, actual: tuple[Edge, ...]) -> Edge:
    """Return an edge that stands for actual ones."""
    number = len(actual)
    title = f"{number} edges" if number > 1 else actual[0].title
    return actual[0]._replace(id=name, source=source, target=target, title=title)
