"""The JSON Schema of differences, ``diff/v1``; a finding in them is what it is in a report."""

from typing import Any

from archcheck.difference.model import CHANGES, TYPE
from archcheck.documents.topology import EDGE_KINDS
from archcheck.report.schema_parts import COUNT, DIALECT, TEXT, TEXTS, array_schema, object_schema
from archcheck.report_model import STATUSES
from archcheck.source.shapes import JsonSchema

_SORTS = ("zones", "nodes", "edges", "edge_kinds")


def diff_schema(report: JsonSchema) -> JsonSchema:
    """Return the schema of differences, given that of reports."""
    run = report["properties"]["runs"]["items"]["properties"]
    constraint = run["constraints"]["items"]["properties"]
    definitions = {
        "topology": run["topology"],
        "finding": constraint["findings"]["items"],
        "diagnostic": run["diagnostics"]["items"],
        "place": constraint["location"],
        "value": _value(),
        "change": object_schema({"field": TEXT, "old": _use("value"), "new": _use("value")}),
    }
    properties = {
        "archcheck": {"const": TYPE},
        "tool": report["properties"]["tool"],
        "as_of": {"anyOf": [report["properties"]["as_of"], {"type": "null"}]},
        "fail_on": {"enum": ["error", "warning", "never"]},
        "verdict": report["properties"]["verdict"],
        "comparisons": array_schema(_comparison(constraint)),
    }
    return {"$schema": DIALECT, "title": f"archcheck {TYPE}", **object_schema(properties), "$defs": definitions}


def _use(name: str) -> JsonSchema:
    return {"$ref": f"#/$defs/{name}"}


def _value() -> JsonSchema:
    """Return the schema of a field's value: a label's, or the tags; null where there is none."""
    scalars = ["string", "number", "boolean"]
    return {"type": [*scalars, "array", "null"], "items": {"type": scalars}}


def _comparison(constraint: dict[str, Any]) -> JsonSchema:
    findings = dict.fromkeys(("new", "unexcused", "gone", "rerouted", "unchanged"), COUNT)
    counts = dict.fromkeys(_SORTS, object_schema(dict.fromkeys(CHANGES, COUNT)))
    side = {"anyOf": [_use("topology"), {"type": "null"}]}
    return object_schema(
        {
            "old": side,
            "new": side,
            "summary": object_schema({**counts, "findings": object_schema(findings)}),
            "topology": array_schema(_use("change")),
            "zones": _parts(_zone(), {"inherited_by": COUNT}),
            "nodes": _parts(_node(), {}),
            "edges": _parts(_edge(), {"old_id": TEXT}),
            "edge_kinds": _edge_kinds(),
            "constraints": array_schema(_constraint(constraint)),
            "diagnostics": array_schema(_use("diagnostic")),
        }
    )


def _item(properties: dict[str, JsonSchema], optional: tuple[str, ...] = ()) -> JsonSchema:
    labels = {"type": "object", "additionalProperties": _use("value")}
    common = {"title": TEXT, "description": TEXT, "tags": TEXTS, "labels": labels}
    return object_schema({"id": TEXT, **properties, **common, "location": _use("place")}, optional=(*common, *optional))


def _zone() -> JsonSchema:
    return _item({})


def _node() -> JsonSchema:
    flags = {"stateful": {"const": False}, "transparent": {"const": True}, "fixed": {"const": True}}
    return _item({"kind": TEXT, "zone": TEXT, **flags}, ("zone", *flags))


def _edge() -> JsonSchema:
    properties = {"from": TEXT, "to": TEXT, "kind": TEXT, "flow": TEXT, "fixed": {"const": True}}
    return _item(properties, ("flow", "fixed"))


def _parts(item: JsonSchema, more: dict[str, JsonSchema]) -> JsonSchema:
    changed = object_schema(
        {
            "id": TEXT,
            "changes": {**array_schema(_use("change")), "minItems": 1},
            **more,
            "old_location": _use("place"),
            "location": _use("place"),
        },
        optional=("old_id",),
    )
    return object_schema({"added": array_schema(item), "removed": array_schema(item), "changed": array_schema(changed)})


def _edge_kinds() -> JsonSchema:
    kind = object_schema({"id": TEXT, "like": {"enum": list(EDGE_KINDS)}})
    changed = object_schema({"id": TEXT, "changes": array_schema(_use("change"))})
    return object_schema({"added": array_schema(kind), "removed": array_schema(kind), "changed": array_schema(changed)})


def _constraint(constraint: dict[str, Any]) -> JsonSchema:
    status = {"enum": [*STATUSES, None]}
    finding = array_schema(_use("finding"))
    both = object_schema({"old": _use("finding"), "new": _use("finding")})
    named = {name: constraint[name] for name in ("id", "rule", "along", "severity", "title")}
    return object_schema(
        {
            **named,
            "old_status": status,
            "new_status": status,
            "emptied": TEXTS,
            "newly_assumed": TEXTS,
            "new": finding,
            "unexcused": array_schema(both),
            "gone": finding,
            "rerouted": array_schema(both),
            "unchanged": COUNT,
            "location": _use("place"),
        },
        optional=("along",),
    )
