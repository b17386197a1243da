"""network-config-analyzer, the tool of other authors whose reading of NetworkPolicies ours is held against.

It wants versions of libraries that are not ours, so it lives in an environment of its own, ``.venv-analyzer``, which
``make analyzer`` makes; ``ARCHCHECK_ANALYZER`` names another Python that has it. Where it reads a policy otherwise than
Kubernetes does, :func:`translate` writes the policy in a way that both read alike, and says what the difference is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from archcheck.importers.kubernetes.addresses import Range, subtract
from archcheck.importers.kubernetes.ports import (
    ALL_CONNECTIONS,
    FIRST_PORT,
    LAST_PORT,
    NO_CONNECTIONS,
    PROTOCOLS,
    Connections,
    make_connections,
    unite,
)

ROOT = Path(__file__).resolve().parents[3]
PYTHON = Path(os.environ.get("ARCHCHECK_ANALYZER") or ROOT / ".venv-analyzer" / "bin" / "python")

# One process for many clusters: its start takes much longer than its answer.
_DRIVER = """
import sys
from nca.nca_cli import nca_main
for folder in sys.argv[1:]:
    nca_main(["--connectivity", "--resource_list", folder, "--output_format", "txt_no_fw_rules",
              "--output_endpoints", "deployments", "--file_out", folder + ".txt"])
"""
_LINE = re.compile(r"(?P<source>\S+) => (?P<target>\S+) : (?P<but>All but )?(?P<connections>.+)")
_CUBE = re.compile(r"\{(.*?)\}")
_DIMENSION = re.compile(r"(protocols|dst_ports):")

Graph = dict[tuple[str, str], Connections]
"""Connections by their ends: workloads as ``namespace/name[Kind]``, addresses as ``a.b.c.d-e.f.g.h``."""


def analyze(clusters: Mapping[str, list[Any]], folder: Path) -> dict[str, Graph]:
    """Return what the analyzer makes of clusters, by their names."""
    for name, manifests in clusters.items():
        (folder / name).mkdir()
        text = "\n---\n".join(json.dumps(manifest) for manifest in translate(manifests))
        (folder / name / "cluster.yaml").write_text(text, encoding="utf-8")
    command = [str(PYTHON), "-c", _DRIVER, *(str(folder / name) for name in clusters)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: _parse((folder / f"{name}.txt").read_text(), done.stderr) for name in clusters}


def translate(manifests: Iterable[Any]) -> list[Any]:
    """Return manifests that mean to the analyzer what the given ones mean to Kubernetes."""
    translated = [_without_nulls(manifest) for manifest in manifests]
    values = _find_values(translated)
    for manifest in translated:
        if manifest["kind"] == "NetworkPolicy":
            manifest["spec"].setdefault("podSelector", {})
            _translate_types(manifest["spec"])
            for selector in _find_pod_selectors(manifest["spec"]):
                for expression in selector.get("matchExpressions", ()):
                    _translate_existence(expression, values)
    # What of a namespace stands before it loses the namespace's labels.
    return sorted(translated, key=lambda manifest: manifest["kind"] != "Namespace")


def _without_nulls(value: Any) -> Any:
    """Return a copy without what is null, which the analyzer refuses, and Kubernetes takes for what is not there."""
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _translate_types(spec: Any) -> None:
    """Write out the directions that a policy isolates, and no rules of others.

    The analyzer takes the bare key ``egress`` for isolation, where Kubernetes asks for a rule below it; it refuses the
    types in another order, and rules of a direction that is not isolated, which Kubernetes knows and ignores.
    """
    types = spec.get("policyTypes") or (["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])
    spec["policyTypes"] = sorted(types, reverse=True)
    for direction in ("Ingress", "Egress"):
        if direction not in types:
            spec.pop(direction.lower(), None)


def _translate_existence(expression: Any, values: Mapping[str, set[str]]) -> None:
    """Write that a label is there, or not, by its values: the analyzer looks for labels that are there in the
    policy's own namespace only, whatever the selector of namespaces beside it says."""
    if expression["operator"] in ("Exists", "DoesNotExist"):
        expression["operator"] = "In" if expression["operator"] == "Exists" else "NotIn"
        expression["values"] = sorted(values.get(expression["key"], ())) or ["nobody-has-this"]


def _find_values(manifests: Iterable[Any]) -> dict[str, set[str]]:
    """Return the values that pods have of each label."""
    values: dict[str, set[str]] = {}
    ways: dict[str, tuple[str, ...]] = {"Pod": (), "CronJob": ("spec", "jobTemplate", "spec", "template")}
    for manifest in manifests:
        pods = manifest
        for key in ways.get(manifest["kind"], ("spec", "template")):
            pods = pods.get(key, {})
        for key, value in pods.get("metadata", {}).get("labels", {}).items():
            values.setdefault(key, set()).add(value)
    return values


def _find_pod_selectors(spec: Any) -> Iterable[Any]:
    yield spec["podSelector"]
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule in spec.get(direction, ()):
            for peer in rule.get(peers, ()):
                yield peer.get("podSelector", {})


def _parse(text: str, told: str) -> Graph:
    graph: Graph = {}
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        assert found is not None, f"{line}\n{told}"
        connections = ALL_CONNECTIONS
        if found["connections"] != "All connections":
            connections = NO_CONNECTIONS
            for cube in _CUBE.findall(found["connections"]):
                connections = unite(connections, _parse_cube(cube))
            assert connections != NO_CONNECTIONS, line
        if found["but"]:
            connections = _without(connections)
        ends = (found["source"], found["target"])
        graph[ends] = unite(graph.get(ends, NO_CONNECTIONS), connections)
    return graph


def _parse_cube(cube: str) -> Connections:
    _, *parts = _DIMENSION.split(cube)
    dimensions = {name: text.rstrip(",") for name, text in zip(parts[::2], parts[1::2], strict=True)}
    named = dimensions.get("protocols", ",".join(PROTOCOLS))
    but = named.startswith("All but ")
    chosen = set(named.removeprefix("All but ").replace(" ", "").split(","))
    assert chosen & set(PROTOCOLS) or but, cube
    connections = NO_CONNECTIONS
    for protocol in PROTOCOLS:
        if (protocol in chosen) != but:
            for ports in dimensions.get("dst_ports", f"{FIRST_PORT}-{LAST_PORT}").split(","):
                first, _, last = ports.partition("-")
                connections = unite(connections, make_connections(protocol, int(first), int(last or first)))
    return connections


def _without(connections: Connections) -> Connections:
    whole: Range = (FIRST_PORT, LAST_PORT)
    sctp, tcp, udp = (subtract(whole, ports) for ports in connections)
    return sctp, tcp, udp
