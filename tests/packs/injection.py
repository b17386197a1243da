"""Small changes of a topology, tried until one flips a verdict: a constraint that none flips says nothing."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import archcheck

TOPOLOGIES = Path(__file__).parents[2] / "topologies"

Document = dict[str, Any]
EDGE_KINDS = ("call", "push", "pull", "admin", "depends", "admin.deploy")


def read(topology: str) -> Document:
    """Return a shipped topology as plain data."""
    document: Document = yaml.safe_load((TOPOLOGIES / f"{topology}.yaml").read_text(encoding="utf-8"))
    return document


def add_edges(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield the topology with one more edge between any two nodes, of any kind; they are the first to be tried."""
    for kind in EDGE_KINDS:
        for source in document["nodes"]:
            for target in document["nodes"]:
                if source != target:
                    changed = copy.deepcopy(document)
                    changed["edges"].append({"from": source, "to": target, "kind": kind})
                    yield f"{source} -{kind}-> {target}", changed


def change_otherwise(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield the topology with one edge, one node, or one node's zone and labels less, or with a node twice."""
    for number in range(len(document["edges"])):
        changed = copy.deepcopy(document)
        del changed["edges"][number]
        yield f"without edge {number}", changed
    for node in document["nodes"]:
        changed = copy.deepcopy(document)
        for field in ("zone", "labels"):
            changed["nodes"][node].pop(field, None)
        yield f"{node} without zone and labels", changed
        yield f"without {node}", without_node(document, node)
        changed = copy.deepcopy(document)
        changed["nodes"][f"{node}_2"] = copy.deepcopy(changed["nodes"][node])
        yield f"{node} twice", changed


def without_node(document: Document, node: str) -> Document:
    """Return the topology without a node and its edges."""
    changed = copy.deepcopy(document)
    del changed["nodes"][node]
    kept = []
    for edge in changed["edges"]:
        for end in ("from", "to"):
            ends = edge[end] if isinstance(edge[end], list) else [edge[end]]
            edge[end] = [name for name in ends if name != node]
        if edge["from"] and edge["to"]:
            kept.append(edge)
    changed["edges"] = kept
    return changed


def find_flips(topology: str, pack: str) -> dict[str, str]:
    """Return for each constraint of a pack that holds on a topology the first change after which it does not."""
    document = read(topology)
    if pack == "supply-chain":  # its example depends on what is banned; without these edges it holds
        document["edges"] = [edge for edge in document["edges"] if edge["to"] != "rival_model"]
    constraints = archcheck.load_constraints(pack)
    waiting = {result.id for result in _check(document, constraints) if result.status == "pass" and not result.empty}
    flips: dict[str, str] = {}
    for changes in (add_edges(document), change_otherwise(document)):
        for name, changed in changes:
            if not waiting:
                return flips
            for result in _check(changed, constraints, sorted(waiting)):
                if result.status != "pass":
                    flips[result.id] = name
                    waiting.discard(result.id)
    return flips


def _check(document: Document, constraints: Any, only: list[str] | None = None) -> Any:
    topology = archcheck.loads_topology(yaml.safe_dump(document, sort_keys=False))
    return archcheck.check(topology, constraints, only=only or ()).runs[0].constraints
