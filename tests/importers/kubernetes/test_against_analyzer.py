"""The importer against network-config-analyzer, pair by pair, on random clusters.

`ARCHCHECK_FUZZ` sets how many clusters; each chunk of them is one process of the analyzer.
"""

from __future__ import annotations

import ipaddress
import json
import os
from pathlib import Path
from typing import Any

import pytest

from archcheck.graph.compiled import compile_topology
from archcheck.importers import kubernetes
from archcheck.importers.kubernetes.addresses import Range, describe_range
from archcheck.importers.kubernetes.ports import (
    ALL_CONNECTIONS,
    NO_CONNECTIONS,
    PROTOCOLS,
    Connections,
    describe_connections,
    make_connections,
    unite,
)
from archcheck.source.located import Source
from tests.importers.kubernetes.analyzer import PYTHON, Graph, analyze
from tests.importers.kubernetes.random_manifests import draw_cluster
from tests.lacking import lack

CLUSTERS = max(120, int(os.environ.get("ARCHCHECK_FUZZ", "0")) // 10)
CHUNKS = 4 if CLUSTERS <= 120 else 40
EXTERNAL = "[External]"


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_clusters(chunk: int, tmp_path: Path) -> None:
    if not (PYTHON.parent / "nca").is_file():
        lack("network-config-analyzer is not there: `make analyzer` installs it")
    clusters = {f"cluster-{seed}": draw_cluster(seed) for seed in range(chunk, CLUSTERS, CHUNKS)}
    for name, theirs in analyze(clusters, tmp_path).items():
        ours = read(clusters[name])
        assert describe(ours, theirs) == describe(theirs, ours), f"{name}\n{json.dumps(clusters[name])}"


def read(manifests: list[Any]) -> Graph:
    text = "\n---\n".join(json.dumps(manifest) for manifest in manifests)
    builder = kubernetes.read([Source("cluster.yaml", text)], "cluster", "cluster.yaml")
    assert not builder.problems.failed, [each.summary() for each in builder.problems.diagnostics]
    graph: Graph = {}
    for edge in compile_topology(builder.build()).edges:
        ends = (edge.source.removesuffix(EXTERNAL), edge.target.removesuffix(EXTERNAL))
        assert ends not in graph
        graph[ends] = parse_label(str(edge.labels["connections"]))
    return graph


def parse_label(label: str) -> Connections:
    if label == "All Connections":
        return ALL_CONNECTIONS
    connections, protocol = NO_CONNECTIONS, ""
    for each in label.split(","):
        named, _, ports = each.rpartition(" ")
        protocol = named or protocol
        assert protocol in PROTOCOLS
        first, _, last = ports.partition("-")
        connections = unite(connections, make_connections(protocol, int(first), int(last or first)))
    return connections


def describe(graph: Graph, other: Graph) -> list[str]:
    """Return a line a pair, ranges of addresses split wherever either of two graphs splits them."""
    splits = []
    for side in (0, 1):
        ranges = [found for ends in (*graph, *other) if (found := as_range(ends[side])) is not None]
        splits.append(sorted({first for first, _ in ranges} | {last + 1 for _, last in ranges}))
    lines = []
    for (source, target), connections in graph.items():
        for begin in parts(source, splits[0]):
            lines += [f"{begin} => {end} : {describe_connections(connections)}" for end in parts(target, splits[1])]
    assert len(lines) == len(set(lines))
    return sorted(lines)


def as_range(end: str) -> Range | None:
    if "[" in end:
        return None
    first, _, last = end.partition("-")
    return int(ipaddress.IPv4Address(first)), int(ipaddress.IPv4Address(last or first))


def parts(end: str, borders: list[int]) -> list[str]:
    whole = as_range(end)
    if whole is None:
        return [end]
    inner = [border for border in borders if whole[0] < border <= whole[1]]
    starts = [whole[0], *inner]
    return [describe_range((first, after - 1)) for first, after in zip(starts, [*inner, whole[1] + 1], strict=True)]
