"""Changes of a topology: edges cut, or a guard put into one; applied to a graph, which stays as it is."""

from collections.abc import Collection
from typing import NamedTuple

from archcheck.documents.topology import Edge, Node
from archcheck.graph.compiled import Graph


class Cut(NamedTuple):
    """Edges that are taken away, by their ids."""

    edges: tuple[str, ...]

    def apply(self, graph: Graph) -> Graph:
        """Return the graph without them; the others keep their ids."""
        return without_edges(graph, frozenset(self.edges))


class Guard(NamedTuple):
    """A node that is put into an edge: ``like`` is the node that it is a copy of, but for its id."""

    edge: str
    like: Node

    def apply(self, graph: Graph) -> Graph:
        """Return the graph in which the edge leads to the new node, and from there to where it led."""
        node = self.like._replace(id=free_id(graph, f"new-{self.like.kind.rpartition('.')[2]}"))
        edges: list[Edge] = []
        for edge in graph.edges:
            if edge.id == self.edge:
                edges.append(edge._replace(target=node.id))
                edges.append(edge._replace(id=free_edge_id(graph, f"{node.id}->{edge.target}"), source=node.id))
            else:
                edges.append(edge)
        topology = graph.topology._replace(nodes={**graph.topology.nodes, node.id: node})
        return Graph(topology, edges, graph.diagnostics)


Change = Cut | Guard


def without_edges(graph: Graph, names: Collection[str]) -> Graph:
    """Return a graph without some edges."""
    return Graph(graph.topology, [edge for edge in graph.edges if edge.id not in names], graph.diagnostics)


def free_id(graph: Graph, name: str) -> str:
    """Return an id that no node has yet."""
    number = 1
    found = name
    while found in graph.population.position:
        number += 1
        found = f"{name}-{number}"
    return found


def free_edge_id(graph: Graph, name: str) -> str:
    """Return an id that no edge has yet."""
    taken = {edge.id for edge in graph.edges}
    found = name
    while found in taken:
        found += "'"
    return found
