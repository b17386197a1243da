"""JSON Schemas: of topologies and constraints from the shapes that read them, of reports as a promise."""

import json
from collections.abc import Callable, Mapping

from archcheck.documents import (
    baseline as baseline_documents,
    configuration as configuration_documents,
    constraints as constraint_documents,
    overlay as overlay_documents,
    topology_shapes as topology_documents,
    waivers as waiver_documents,
)
from archcheck.documents.constraints import COMMON_FIELDS, SEVERITIES
from archcheck.documents.selector_shapes import selector_definitions
from archcheck.report.claims_schema import claims_report_schema, claims_schema
from archcheck.report.coverage_json import coverage_schema
from archcheck.report.diff_schema import diff_schema
from archcheck.report.schema_parts import COUNT, DIALECT, DIGEST, TEXT, TEXTS, object_schema
from archcheck.report_model import CERTIFICATES, STATES, STATUSES, TYPE as REPORT
from archcheck.rules import RULES
from archcheck.rules.rule import Rule
from archcheck.source.shapes import JsonSchema, Record, describe


def schema_of(document: str) -> JsonSchema:
    """Return the JSON Schema of one of :data:`SCHEMAS`."""
    return SCHEMAS[document]()


def schema_text(document: str) -> str:
    """Return the JSON Schema of one of :data:`SCHEMAS` as text, as ``schemas/`` has it."""
    return json.dumps(schema_of(document), indent=2) + "\n"


def _document_schema(name: str, shape: Record) -> JsonSchema:
    return {"$schema": DIALECT, "title": f"archcheck {name}", **shape.json_schema()}


def topology_schema() -> JsonSchema:
    """Return the schema of topology documents."""
    definitions = {"zones": topology_documents.ZONES.json_schema(), **selector_definitions()}
    used = {name: definitions[name] for name in ("zones", "plainSelector", "matcher")}
    return {
        "$schema": DIALECT,
        "title": "archcheck topology/v1",
        **topology_documents.DOCUMENT.json_schema(),
        "$defs": used,
    }


def overlay_schema() -> JsonSchema:
    """Return the schema of overlays."""
    definitions = {"zones": topology_documents.ZONES.json_schema(), **selector_definitions()}
    used = {name: definitions[name] for name in ("zones", "plainSelector", "matcher")}
    return {**_document_schema("overlay/v1", overlay_documents.DOCUMENT), "$defs": used}


def constraints_schema() -> JsonSchema:
    """Return the schema of constraint documents; a constraint that overrides one of another document needs no rule."""
    rules = [_constraint_schema(rule) for rule in RULES]
    fields = {**{name: field for rule in RULES for name, field in rule.fields.items()}, **COMMON_FIELDS}
    forms: dict[str, list[JsonSchema]] = {name: [] for name in fields}
    for rule in RULES:
        for name, field in rule.fields.items():
            if field.shape.json_schema() not in forms[name]:
                forms[name].append(field.shape.json_schema())
    properties = {
        name: {"anyOf": forms[name]} if len(forms[name]) > 1 else describe(field)
        for name, field in fields.items()
        if name != "rule"
    }
    partial = {"type": "object", "properties": properties, "additionalProperties": False}
    definitions = {
        **selector_definitions(),
        "constraint": {"anyOf": [*rules, partial]},
    }
    schema = constraint_documents.DOCUMENT.json_schema()
    return {"$schema": DIALECT, "title": "archcheck constraints/v1", **schema, "$defs": definitions}


def _constraint_schema(rule: Rule) -> JsonSchema:
    fields = {**COMMON_FIELDS, **rule.fields}
    properties = {name: describe(field) for name, field in fields.items()}
    properties["rule"] = {"const": rule.name, "description": rule.summary}
    required = [name for name, field in fields.items() if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def report_schema() -> JsonSchema:
    """Return the schema of reports."""
    place = object_schema(
        {"path": TEXT, "line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}}
    )
    optional_place = {"anyOf": [place, {"type": "null"}]}
    step = object_schema(
        {"node": TEXT, "edge": TEXT, "direction": {"enum": ["forward", "backward"]}}, optional=("edge", "direction")
    )
    approval = object_schema(
        {
            "reason": TEXT,
            "approved_by": TEXT,
            "expires": {"type": "string", "format": "date"},
            "location": place,
        }
    )
    permit = object_schema(
        {
            "authority": TEXT,
            "version": TEXT,
            "pinned": {"type": "boolean"},
            "controller": TEXT,
            "reference": TEXT,
        },
        optional=("version", "controller", "reference"),
    )
    finding = object_schema(
        {
            "source": TEXT,
            "target": TEXT,
            "subject": TEXT,
            "message": TEXT,
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "state": {"enum": list(STATES)},
            "path": {"type": "array", "items": step, "minItems": 2},
            "waiver": approval,
            "expired": {"type": "array", "items": approval, "minItems": 1},
            "permitted_by": {"type": "array", "items": permit, "minItems": 1},
            "other_path": {"type": "array", "items": step, "minItems": 2},
            "cut": TEXTS,
            "fix": {"type": "array", "items": {"type": "array", "items": TEXT, "minItems": 1}, "minItems": 1},
            "location": optional_place,
        },
        optional=(
            "source",
            "target",
            "subject",
            "path",
            "other_path",
            "cut",
            "fix",
            "waiver",
            "expired",
            "permitted_by",
        ),
    )
    constraint = object_schema(
        {
            "id": TEXT,
            "rule": {"enum": [rule.name for rule in RULES]},
            "along": {"enum": ["access", "flow", "control", "dependency"]},
            "severity": {"enum": list(SEVERITIES)},
            "title": {"type": ["string", "null"]},
            "status": {"enum": list(STATUSES)},
            "matched": {"type": "object", "additionalProperties": COUNT},
            "empty": TEXTS,
            "allow_empty": TEXT,
            "grace_until": {"type": "string", "format": "date"},
            "error": TEXT,
            "unknown": TEXTS,
            "findings": {"type": "array", "items": finding},
            "truncated": {"type": "boolean"},
            "assumptions": TEXTS,
            "certificate": {
                "type": "object",
                "properties": {"kind": {"enum": list(CERTIFICATES)}},
                "required": ["kind"],
            },
            "location": place,
        },
        optional=("along", "empty", "allow_empty", "grace_until", "error", "unknown", "certificate"),
    )
    diagnostic = object_schema(
        {
            "severity": {"enum": ["error", "warning", "info"]},
            "code": TEXT,
            "message": TEXT,
            "location": optional_place,
            "help": TEXT,
        },
        optional=("help",),
    )
    topology = object_schema(
        {
            "name": TEXT,
            "path": TEXT,
            "nodes": COUNT,
            "edges": COUNT,
            "sha256": DIGEST,
        }
    )
    run = object_schema(
        {
            "topology": topology,
            "summary": object_schema(dict.fromkeys(STATUSES, COUNT)),
            "baseline": object_schema(dict.fromkeys(("new", "known", "gone"), COUNT)),
            "constraints": {"type": "array", "items": constraint},
            "diagnostics": {"type": "array", "items": diagnostic},
        },
        optional=("baseline",),
    )
    properties = {
        "archcheck": {"const": REPORT},
        "tool": object_schema({"name": {"const": "archcheck"}, "version": TEXT}),
        "as_of": {"type": "string", "format": "date"},
        "verdict": {"enum": ["pass", "fail", "error"]},
        "runs": {"type": "array", "items": run},
        "digest": DIGEST,
    }
    return {"$schema": DIALECT, "title": f"archcheck {REPORT}", **object_schema(properties)}


SCHEMAS: Mapping[str, Callable[[], JsonSchema]] = {
    "topology": topology_schema,
    "constraints": constraints_schema,
    "overlay": overlay_schema,
    "waivers": lambda: _document_schema("waivers/v1", waiver_documents.DOCUMENT),
    "baseline": lambda: _document_schema("baseline/v1", baseline_documents.DOCUMENT),
    "config": lambda: _document_schema("config/v1", configuration_documents.DOCUMENT),
    "claims": claims_schema,
    "report": report_schema,
    "diff": lambda: diff_schema(report_schema()),
    "claims-report": lambda: claims_report_schema(report_schema()),
    "coverage": lambda: coverage_schema(report_schema()),
}
"""What has a schema, and the function that makes it; ``schemas/`` holds a file of each."""
