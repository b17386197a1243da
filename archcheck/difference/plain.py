"""A difference as plain data, ``diff/v1``: field names are a promise."""

from typing import Any

from archcheck.difference.model import TYPE, Changed, Comparison, ConstraintChange, Difference, Parts, Structure, Value
from archcheck.documents.topology import Edge, Node, Topology, Zone
from archcheck.graph.compiled import Graph
from archcheck.report_model import Finding, plain_diagnostic, plain_finding, plain_location, sha256_of


def plain_difference(difference: Difference) -> dict[str, Any]:
    """Return a difference as what JSON can hold, in the order in which it is written."""
    return {
        "archcheck": TYPE,
        "tool": {"name": "archcheck", "version": difference.version},
        "as_of": difference.as_of.isoformat() if difference.as_of else None,
        "fail_on": difference.fail_on,
        "verdict": difference.verdict,
        "comparisons": [_comparison(each) for each in difference.comparisons],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    structure = comparison.structure
    return {
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "summary": {
            **{name: parts.counts() for name, parts in structure.parts().items()},
            "findings": comparison.count_findings(),
        },
        **_structure(structure),
        "constraints": [_constraint(change) for change in comparison.constraints],
        "diagnostics": [plain_diagnostic(diagnostic) for diagnostic in comparison.diagnostics],
    }


def _side(graph: Graph | None) -> dict[str, Any] | None:
    if graph is None:
        return None
    topology: Topology = graph.topology
    return {
        "name": topology.name,
        "path": topology.path,
        "nodes": len(graph.nodes),
        "edges": len(graph.edges),
        "sha256": sha256_of(tuple(topology.sources.values())),
    }


def _structure(structure: Structure) -> dict[str, Any]:
    return {
        "topology": [_change(*change) for change in structure.topology],
        **{name: _parts(parts) for name, parts in structure.parts().items()},
    }


def _parts(parts: Parts[Any]) -> dict[str, Any]:
    return {
        "added": [_item(name, item) for name, item in parts.added.items()],
        "removed": [_item(name, item) for name, item in parts.removed.items()],
        "changed": [_changed(changed) for changed in parts.changed.values()],
    }


def _item(name: str, item: Zone | Node | Edge | str) -> dict[str, Any]:
    """Return what was added or removed, without what it does not say."""
    if isinstance(item, str):
        return {"id": name, "like": item}
    data: dict[str, Any] = {"id": name}
    for field, value in item._asdict().items():
        if field in ("id", "path", "location") or value is None or value is False or (field == "stateful" and value):
            continue
        if field == "unknown" and not value:
            continue
        if field in ("tags", "labels"):
            if value:
                data[field] = sorted(value) if field == "tags" else {key: _value(value[key]) for key in sorted(value)}
        else:
            data[{"source": "from", "target": "to"}.get(field, field)] = value
    if isinstance(item, Node) and not item.stateful:
        data["stateful"] = False
    return data | {"location": plain_location(item.location)}


def _changed(changed: Changed[Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"id": changed.id, "changes": [_change(*change) for change in changed.changes]}
    if isinstance(changed.new, Zone):
        data["inherited_by"] = changed.inherited_by
    if isinstance(changed.new, str):
        return data
    if isinstance(changed.new, Edge) and changed.old.id != changed.id:
        data["old_id"] = changed.old.id
    return data | {
        "old_location": plain_location(changed.old.location),
        "location": plain_location(changed.new.location),
    }


def _change(field: str, old: Value, new: Value) -> dict[str, Any]:
    return {"field": field, "old": _value(old), "new": _value(new)}


def _value(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _constraint(change: ConstraintChange) -> dict[str, Any]:
    result = change.result
    old, new = change.statuses
    data: dict[str, Any] = {"id": result.id, "rule": result.rule}
    if result.along is not None:
        data["along"] = result.along
    return data | {
        "severity": result.severity,
        "title": result.title,
        "old_status": old,
        "new_status": new,
        "emptied": list(change.emptied),
        "newly_assumed": list(change.assumed),
        "new": [plain_finding(finding, result.id) for finding in change.added],
        "unexcused": [_both(*each, result.id) for each in change.unexcused],
        "gone": [plain_finding(finding, result.id) for finding in change.gone],
        "rerouted": [_both(*each, result.id) for each in change.rerouted],
        "unchanged": change.unchanged,
        "location": plain_location(result.location),
    }


def _both(was: Finding, finding: Finding, constraint: str) -> dict[str, Any]:
    return {"old": plain_finding(was, constraint), "new": plain_finding(finding, constraint)}
