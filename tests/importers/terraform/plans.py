"""Small plans, written as short as may be: a resource is its address and what is written in its block."""

from __future__ import annotations

import json
from typing import Any

from archcheck.documents.topology import Topology
from archcheck.importers import terraform
from archcheck.importers.building import TopologyBuilder
from archcheck.source.located import Source

COMPUTED = ("id", "arn")


class Ref:
    """An expression, which is known only after the apply, by what it refers to."""

    def __init__(self, *references: str) -> None:
        self.references = list(references)


def make_plan(resources: dict[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a plan that creates resources in the root module."""
    planned, changes, written = [], [], {}
    for address, block in resources.items():
        mode = "data" if address.startswith("data.") else "managed"
        type_name, _, rest = address.removeprefix("data.").partition(".")
        name, _, key = rest.partition("[")
        index = json.loads(key[:-1]) if key else None
        values = {key: _value(each) for key, each in block.items() if _unknown(each) is not True}
        unknown = {key: _unknown(each) for key, each in block.items() if _unknown(each)}
        unknown |= {each: True for each in COMPUTED if each not in block}
        common: dict[str, Any] = {"address": address, "mode": mode, "type": type_name, "name": name}
        if index is not None:
            common["index"] = index
        planned.append({**common, "values": values})
        change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}
        changes.append({**common, "change": change})
        expressions = {key: _expression(each) for key, each in block.items()}
        plain = address.partition("[")[0]
        written[plain] = {**common, "address": plain, "expressions": expressions}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": list(written.values())}},
        **more,
    }


def read_plan(plan: dict[str, Any] | str) -> tuple[Topology, list[str]]:
    """Return the topology of a plan, and all that is told of it."""
    source = Source("plan.json", plan if isinstance(plan, str) else json.dumps(plan, indent=1))
    builder = TopologyBuilder("plan", "plan.json", {})
    terraform.read(source, builder)
    return builder.build(), [each.summary() for each in builder.problems.diagnostics]


def edges_of(topology: Topology, *, without: tuple[str, ...] = ("depends",)) -> list[str]:
    """Return a line for each edge: its ends, its kind, what may pass, and what of it is not known."""
    from archcheck.graph.compiled import compile_topology

    lines = []
    for edge in compile_topology(topology).edges:
        if edge.kind in without:
            continue
        passing = f" {edge.labels['connections']}" if "connections" in edge.labels else ""
        maybe = "?" if "presence" in edge.unknown else ""
        lines.append(f"{edge.source} -{edge.kind}{maybe}-> {edge.target}{passing}")
    return sorted(lines)


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _value(each) for key, each in value.items() if _unknown(each) is not True}
    if isinstance(value, list):
        return [_value(each) for each in value]
    return value


def _unknown(value: Any) -> Any:
    if isinstance(value, Ref):
        return True
    if isinstance(value, dict):
        return {key: _unknown(each) for key, each in value.items() if _unknown(each)}
    if isinstance(value, list):
        if any(isinstance(each, Ref) for each in value):
            return True
        return [_unknown(each) or {} for each in value] if any(isinstance(each, dict) for each in value) else False
    return False


def _expression(value: Any) -> Any:
    if isinstance(value, Ref):
        return {"references": value.references}
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return [{key: _expression(each) for key, each in block.items()} for block in value]
    if isinstance(value, list) and any(isinstance(each, Ref) for each in value):
        return {"references": [name for each in value if isinstance(each, Ref) for name in each.references]}
    if isinstance(value, dict) and any(isinstance(each, Ref) for each in value.values()):
        return {"references": [name for each in value.values() if isinstance(each, Ref) for name in each.references]}
    return {"constant_value": value}


def to(address: str, attribute: str = "id") -> Ref:
    """Return a reference as Terraform writes it: the attribute, the resource, and it without its key."""
    plain = address.partition("[")[0]
    return Ref(*dict.fromkeys((f"{address}.{attribute}", address, plain)))
