"""Graphs for the tests of searches: small ones from a few words, random and large ones from numbers."""

from collections.abc import Iterable
from random import Random
from typing import Any

import archcheck
from archcheck.graph.compiled import Graph, compile_topology


def compile_text(text: str) -> Graph:
    """Compile a topology, given as the text below its header."""
    return compile_topology(archcheck.loads_topology(f"archcheck: topology/v1\n{text}", "t.yaml"))


def compile_arcs(nodes: Iterable[str], arcs: Iterable[tuple[str, str]], stateless: Iterable[str] = ()) -> Graph:
    """Compile a topology of calls between nodes."""
    lines = [f"  {name}: {{kind: x{', stateful: false' if name in stateless else ''}}}\n" for name in nodes]
    edges = [f"  - {{from: {one}, to: {other}}}\n" for one, other in arcs]
    return compile_text(f"nodes:\n{''.join(lines)}edges:{' []' if not edges else ''}\n{''.join(edges)}")


def draw_arcs(rng: Random, most_nodes: int = 8) -> tuple[list[str], list[tuple[str, str]]]:
    """Draw a random directed graph; its nodes are named so that their order is not that of the drawing."""
    names = [f"n{number:x}" for number in rng.sample(range(256), rng.randint(2, most_nodes))]
    chance = rng.choice([0.1, 0.2, 0.35])
    return names, [(one, other) for one in names for other in names if rng.random() < chance]


def digraph(nodes: Iterable[str], arcs: Iterable[tuple[str, str]]) -> Any:
    """Return the same as a networkx graph."""
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(arcs)
    return graph
