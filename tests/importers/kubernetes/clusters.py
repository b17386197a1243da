"""Clusters written in a few lines: manifests by short functions, and what the importer makes of them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from archcheck.documents.topology import Topology
from archcheck.graph.compiled import compile_topology
from archcheck.importers import kubernetes
from archcheck.source.located import Source

ROOT = Path(__file__).resolve().parents[3]
CONFORMANCE = ROOT.parent / "shared" / "conformance" / "kubernetes"

EVERYWHERE = "0.0.0.0-255.255.255.255[External]"


def read(*texts: str) -> tuple[Topology, list[str]]:
    """Return the topology of texts named ``a.yaml``, ``b.yaml``, ..., and all that is told of them."""
    sources = [Source(f"{name}.yaml", textwrap.dedent(text)) for name, text in zip("abcdefgh", texts, strict=False)]
    builder = kubernetes.read(sources, "cluster", "cluster")
    return builder.build(), [each.summary() for each in builder.problems.diagnostics]


def errors(*texts: str) -> list[str]:
    """Return the errors in texts."""
    return [each for each in read(*texts)[1] if ": error[" in each]


def lines(topology: Topology) -> list[str]:
    """Return a line a pair that may connect, as np-guard writes them."""
    edges = compile_topology(topology).edges
    return sorted(f"{edge.source} => {edge.target} : {edge.labels['connections']}" for edge in edges)


def allowed(*texts: str, outside: bool = False) -> list[str]:
    """Return the lines of texts that hold no error; those of addresses only where they are asked for."""
    topology, told = read(*texts)
    assert not [each for each in told if ": error[" in each], told
    return [line for line in lines(topology) if outside or "[External]" not in line]


def pod(name: str, labels: str = "", ports: str = "", namespace: str = "default") -> str:
    """Return the manifest of a pod; ``labels`` like ``a: b``, ``ports`` like ``{containerPort: 80}``."""
    return f"""
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: {namespace}, labels: {{{labels}}}}}
spec: {{containers: [{{name: c, image: i, ports: [{ports}]}}]}}
"""


def policy(spec: str, namespace: str = "default", name: str = "p") -> str:
    """Return the manifest of a NetworkPolicy with a spec in flow style."""
    return f"""
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: {namespace}}}
spec: {spec}
"""


def namespace(name: str, labels: str = "") -> str:
    """Return the manifest of a namespace."""
    return f"""
---
apiVersion: v1
kind: Namespace
metadata: {{name: {name}, labels: {{{labels}}}}}
"""
