"""Imported topologies as a few lines of text, to be compared whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archcheck.documents.topology import Topology
from archcheck.graph.compiled import compile_topology


def describe(topology: Topology, *, labels: bool = False) -> list[str]:
    """Return a line a zone, node and edge, with tags and unknown parts, and labels where they are asked for."""
    graph = compile_topology(topology)
    lines = [f"zone {path}{_labels(zone.labels, labels)}" for path, zone in sorted(topology.zones.items())]
    for node in graph.nodes:
        place = f" in {node.zone}" if node.zone else ""
        lines.append(f"{node.id}: {node.kind}{place}{_rest(node, labels)}")
    lines += sorted(f"{edge.source} -{edge.kind}-> {edge.target}{_rest(edge, labels)}" for edge in graph.edges)
    lines += [f"unmodelled {each.kind} {each.name}: {each.reason}" for each in topology.unmodelled]
    return lines


def _rest(item: Any, labels: bool) -> str:
    tags = f" #{' #'.join(sorted(item.tags))}" if item.tags else ""
    unknown = f" unknown {', '.join(item.unknown)}" if item.unknown else ""
    return f"{tags}{unknown}{_labels(item.labels, labels)}"


def _labels(values: Mapping[str, Any], wanted: bool) -> str:
    if not wanted or not values:
        return ""
    return " " + " ".join(f"{name}={value!r}" for name, value in sorted(values.items()))
