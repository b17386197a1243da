"""What the files of the checker work on, made from a few words."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

import archcheck
from archcheck.certify.fields import Fields
from archcheck.certify.model import Model
from archcheck.certify.registry import JUDGES
from archcheck.certify.rejection import Rejection
from archcheck.certify.selection import Chosen
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.topology import Topology


def topology(nodes: str | Mapping[str, Any], edges: Iterable[Any] = (), **more: Any) -> Topology:
    """Return a topology; nodes by one letter each (of kind ``x``) or as a mapping, edges as ``ab`` or as mappings."""
    document = {
        "archcheck": "topology/v1",
        "nodes": {name: {"kind": "x"} | (nodes[name] if isinstance(nodes, Mapping) else {}) for name in nodes},
        "edges": [{"from": edge[0], "to": edge[1]} if isinstance(edge, str) else edge for edge in edges],
        **more,
    }
    return archcheck.loads_topology(json.dumps(document), "t.yaml")


def model(nodes: str | Mapping[str, Any], edges: Iterable[Any] = (), **more: Any) -> Model:
    """Return the model of a topology."""
    return Model(topology(nodes, edges, **more))


def constraints(fields: Mapping[str, Any], **more: Any) -> ConstraintDocument:
    """Return a document with one constraint, `c`."""
    document = {"archcheck": "constraints/v1", "constraints": {"c": fields}, **more}
    return archcheck.loads_constraints(json.dumps(document), "c.yaml")


def fields(of: Model, rule: str, constraint: Mapping[str, Any] | None = None, **more: Any) -> Fields:
    """Return the fields of a constraint over a model."""
    document = constraints({"rule": rule, **(constraint or {})}, **more)
    return Fields(document.constraints["c"], document, of)


def judge(of: Model, rule: str, constraint: Mapping[str, Any], **more: Any) -> Any:
    """Return the judgement of a constraint over a model."""
    return JUDGES[rule](fields(of, rule, constraint, **more))


def path(*steps: str | tuple[str, str], direction: str = "forward") -> list[dict[str, Any]]:
    """Return a path as reports write it: its source, and nodes, each with its edge where that is not ``from->to``."""
    nodes = [step if isinstance(step, str) else step[0] for step in steps]
    found: list[dict[str, Any]] = [{"node": nodes[0]}]
    for here, there, step in zip(nodes, nodes[1:], steps[1:], strict=False):
        edge = f"{here}->{there}" if isinstance(step, str) else step[1]
        found.append({"node": there, "edge": edge, "direction": direction})
    return found


def place(line: int, column: int, path: str = "t.yaml") -> dict[str, Any]:
    """Return a place as reports write it."""
    return {"path": path, "line": line, "column": column}


def ids(of: Model, chosen: Chosen) -> str:
    """Return the ids of nodes, in their order, on one line."""
    return " ".join(of.nodes[number].id for number in sorted(chosen))


def edge_ids(of: Model, chosen: Chosen) -> str:
    """Return the ids of edges, in their order, on one line."""
    return " ".join(of.edges[number].id for number in sorted(chosen))


def rejected(message: str) -> Any:
    """Expect a rejection with exactly this message."""
    return pytest.raises(Rejection, match=f"^{re.escape(message)}$")
