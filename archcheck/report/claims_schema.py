"""The JSON Schemas of claims documents, and of what comes out of them, ``claims-report/v1``."""

from archcheck.claims.plain import TYPE
from archcheck.claims.standing import LEANINGS, STATUSES
from archcheck.documents import claims as claims_documents
from archcheck.documents.claim_evidence import evidence_definition
from archcheck.report.schema_parts import DIALECT, TEXT, TEXTS, array_schema, object_schema
from archcheck.source.shapes import JsonSchema


def claims_schema() -> JsonSchema:
    """Return the schema of claims documents."""
    schema = claims_documents.DOCUMENT.json_schema()
    return {
        "$schema": DIALECT,
        "title": "archcheck claims/v1",
        **schema,
        "$defs": {"evidence": evidence_definition()},
    }


def claims_report_schema(report: JsonSchema) -> JsonSchema:
    """Return the schema of reports on claims, given that of reports; a witness is a finding with its constraint."""
    run = report["properties"]["runs"]["items"]["properties"]
    constraint = run["constraints"]["items"]["properties"]
    finding = constraint["findings"]["items"]
    optional = tuple(name for name in finding["properties"] if name not in finding["required"])
    witness = object_schema({"constraint": TEXT, **finding["properties"]}, optional)
    number = {"type": ["integer", "null"], "minimum": 1}
    reading = object_schema(
        {
            "number": {"type": "integer", "minimum": 1},
            "title": TEXT,
            "status": {"enum": list(STATUSES)},
            "constraints": array_schema(
                object_schema({"id": TEXT, "status": constraint["status"], "certificate": {"type": ["string", "null"]}})
            ),
            "assumptions": array_schema(_assumption()),
            "witnesses": array_schema(witness),
            "reasons": TEXTS,
            "undecidable": TEXTS,
            "location": constraint["location"],
        }
    )
    claim = object_schema(
        {
            "id": TEXT,
            "text": TEXT,
            "source": object_schema(
                {"who": TEXT, "where": TEXT, "when": TEXT, "unsaid": TEXTS}, ("where", "when", "unsaid")
            ),
            "status": {"enum": list(STATUSES)},
            "strongest_supported": number,
            "weakest_refuted": number,
            "sentence": TEXT,
            "readings": {**array_schema(reading), "minItems": 1},
            "supported_by": array_schema(object_schema({"claim": TEXT, "status": {"enum": list(STATUSES)}})),
            "location": constraint["location"],
        }
    )
    diagnostics = run["diagnostics"]
    properties = {
        "archcheck": {"const": TYPE},
        "tool": report["properties"]["tool"],
        "as_of": report["properties"]["as_of"],
        "fail_on": {"enum": ["refuted", "referred", "never"]},
        "verdict": report["properties"]["verdict"],
        "runs": array_schema(
            object_schema({"topology": run["topology"], "claims": array_schema(claim), "diagnostics": diagnostics})
        ),
        "diagnostics": diagnostics,
    }
    return {"$schema": DIALECT, "title": f"archcheck {TYPE}", **object_schema(properties)}


def _assumption() -> JsonSchema:
    return object_schema(
        {
            "kind": {"enum": list(LEANINGS)},
            "statement": TEXT,
            "constraint": TEXT,
            "vouched_by": TEXT,
            "review": {"type": "string", "format": "date"},
        },
        ("constraint", "vouched_by", "review"),
    )
