"""The oracle's reading of a topology document: nodes with what they inherit, and edges one by one.

Documents are plain data, as a JSON parser gives them, and are taken to be valid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.differential.oracle_selectors import holds

Document = Mapping[str, Any]

RELATIONS_OF_KIND = {
    "call": frozenset({"access", "dependency"}),
    "push": frozenset({"access"}),
    "pull": frozenset({"access", "dependency"}),
    "admin": frozenset({"access", "control"}),
    "depends": frozenset({"dependency"}),
}
FLOW_OF_KIND = {
    "call": "request-response",
    "push": "forward",
    "pull": "backward",
    "admin": "forward",
    "depends": "none",
}


@dataclass(frozen=True, eq=False)
class Node:
    """A node with its effective labels and tags; `zone` is the path of names from the outermost, empty for no zone."""

    id: str
    kind: str
    zone: tuple[str, ...]
    tags: frozenset[str]
    labels: Mapping[str, Any]
    stateful: bool
    transparent: bool


@dataclass(frozen=True, eq=False)
class Edge:
    """One edge between two single nodes; `relations` are those of access, control and dependency that it has."""

    id: str
    source: Node
    target: Node
    kind: str
    tags: frozenset[str]
    labels: Mapping[str, Any]
    relations: frozenset[str]
    flow: str


@dataclass(frozen=True, eq=False)
class Topology:
    """Nodes by id, and edges in document order."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]


def read_topology(document: Document, stateless: Collection[str] | None = None) -> Topology:
    """Read a topology document; `stateless`, where given, replaces every `stateful:` that the document declares."""
    zones = dict(walk_zones(document.get("zones", {}), (), {}, frozenset()))
    nodes = {}
    for node_id, written in document["nodes"].items():
        zone = tuple(written["zone"].split("/")) if "zone" in written else ()
        inherited_labels, inherited_tags = zones[zone] if zone else ({}, frozenset())
        nodes[node_id] = Node(
            id=node_id,
            kind=written["kind"],
            zone=zone,
            tags=inherited_tags | frozenset(written.get("tags", [])),
            labels={**inherited_labels, **written.get("labels", {})},
            stateful=written.get("stateful", True) if stateless is None else node_id not in stateless,
            transparent=written.get("transparent", False),
        )
    return Topology(nodes, tuple(read_edges(document, nodes)))


Inherited = tuple[Mapping[str, Any], frozenset[str]]


def walk_zones(
    zones: Document, path: tuple[str, ...], labels: Mapping[str, Any], tags: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], Inherited]]:
    """Yield the path of every zone with the labels and tags that a node in it inherits, the innermost label winning."""
    for name, zone in zones.items():
        own_labels = {**labels, **zone.get("labels", {})}
        own_tags = tags | frozenset(zone.get("tags", []))
        yield (*path, name), (own_labels, own_tags)
        yield from walk_zones(zone.get("zones", {}), (*path, name), own_labels, own_tags)


def read_edges(document: Document, nodes: Mapping[str, Node]) -> Iterator[Edge]:
    """Yield the edges, lists and selectors at their ends expanded, each with its given or its default id."""
    joined: Counter[tuple[str, str]] = Counter()
    for written in document.get("edges", []):
        sources, targets = (expand(written[end], nodes) for end in ("from", "to"))
        singles = isinstance(written["from"], str) and isinstance(written["to"], str)
        kind = written.get("kind", "call")
        like = kind.split(".")[0]
        if like not in RELATIONS_OF_KIND:
            like = document["edge-kinds"][like]["like"]
        for source in sources:
            for target in targets:
                if source == target and not singles:
                    continue
                joined[source, target] += 1
                count = joined[source, target]
                default_id = f"{source}->{target}" if count == 1 else f"{source}->{target}#{count}"
                yield Edge(
                    id=written.get("id", default_id),
                    source=nodes[source],
                    target=nodes[target],
                    kind=kind,
                    tags=frozenset(written.get("tags", [])),
                    labels=written.get("labels", {}),
                    relations=RELATIONS_OF_KIND[like],
                    flow=written.get("flow", FLOW_OF_KIND[like]),
                )


def expand(endpoint: Any, nodes: Mapping[str, Node]) -> list[str]:
    """Give the ids that an endpoint stands for: itself, those of a list, or all that a selector mapping matches."""
    if isinstance(endpoint, str):
        return [endpoint]
    if isinstance(endpoint, list):
        return endpoint
    return [node.id for node in nodes.values() if holds(endpoint, node, {})]
