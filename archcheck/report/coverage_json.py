"""Coverage as JSON, ``coverage/v1``, and its schema."""

from collections.abc import Mapping, Sequence
from typing import Any

from archcheck.coverage import Coverage
from archcheck.coverage.new_edges import NewEdges, TooMany
from archcheck.report.schema_parts import COUNT, DIALECT, TEXT, TEXTS, array_schema, object_schema
from archcheck.report_model import STATUSES, Run
from archcheck.source import json_writing
from archcheck.source.shapes import JsonSchema

TYPE = "coverage/v1"


def write_json(runs: Sequence[tuple[Run, Coverage, NewEdges | TooMany | None]], as_of: str, version: str) -> str:
    """Return coverage as JSON, with a line break at its end."""
    data = {
        "archcheck": TYPE,
        "tool": {"name": "archcheck", "version": version},
        "as_of": as_of,
        "runs": [_run(*each) for each in runs],
    }
    return json_writing.write_json(data)


def _run(run: Run, coverage: Coverage, new: NewEdges | TooMany | None) -> dict[str, Any]:
    return {
        "topology": {
            "name": run.name,
            "path": run.path,
            "nodes": run.nodes,
            "edges": run.edges,
            "sha256": run.sha256,
        },
        "unseen_nodes": list(coverage.unseen_nodes),
        "unseen_edges": list(coverage.unseen_edges),
        "constraints": [
            {
                "id": each.id,
                "status": each.status,
                "nodes": len(coverage.looks[each.id].nodes),
                "edges": len(coverage.looks[each.id].edges),
            }
            for each in run.constraints
        ],
        "new_edges": _new_edges(new) if isinstance(new, NewEdges) else None,
    }


def _new_edges(new: NewEdges) -> dict[str, Any]:
    return {
        "kind": new.kind,
        "possible": len(new.trials),
        "noticed": sum(bool(each.noticed_by) for each in new.trials),
        "zones": [
            {
                "from": each.source or None,
                "to": each.target or None,
                "possible": each.possible,
                "noticed": each.noticed,
                "noticed_by": _counts(each.noticed_by, "edges"),
            }
            for each in new.crossings
        ],
        "unnoticed": [{"from": each.source, "to": each.target} for each in new.trials if not each.noticed_by],
        "breaking": [
            {"from": each.source, "to": each.target, "noticed_by": _counts(each.noticed_by, "findings")}
            for each in new.worst
        ],
    }


def _counts(counts: Mapping[str, int], name: str) -> list[dict[str, Any]]:
    return [{"constraint": constraint, name: number} for constraint, number in counts.items()]


def coverage_schema(report: JsonSchema) -> JsonSchema:
    """Return the schema of coverage, given that of reports."""
    run = report["properties"]["runs"]["items"]["properties"]
    zone = {"type": ["string", "null"]}

    def counts(name: str) -> JsonSchema:
        return array_schema(object_schema({"constraint": TEXT, name: {"type": "integer", "minimum": 1}}))

    new_edges = object_schema(
        {
            "kind": TEXT,
            "possible": COUNT,
            "noticed": COUNT,
            "zones": array_schema(
                object_schema(
                    {"from": zone, "to": zone, "possible": COUNT, "noticed": COUNT, "noticed_by": counts("edges")}
                )
            ),
            "unnoticed": array_schema(object_schema({"from": TEXT, "to": TEXT})),
            "breaking": array_schema(object_schema({"from": TEXT, "to": TEXT, "noticed_by": counts("findings")})),
        }
    )
    constraint = object_schema({"id": TEXT, "status": {"enum": list(STATUSES)}, "nodes": COUNT, "edges": COUNT})
    properties = {
        "archcheck": {"const": TYPE},
        "tool": report["properties"]["tool"],
        "as_of": report["properties"]["as_of"],
        "runs": array_schema(
            object_schema(
                {
                    "topology": run["topology"],
                    "unseen_nodes": TEXTS,
                    "unseen_edges": TEXTS,
                    "constraints": array_schema(constraint),
                    "new_edges": {"anyOf": [new_edges, {"type": "null"}]},
                }
            )
        ),
    }
    return {"$schema": DIALECT, "title": f"archcheck {TYPE}", **object_schema(properties)}
