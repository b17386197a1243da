"""What JSON Schemas of several forms of output are made of."""

from collections.abc import Mapping
from typing import Any

from archcheck.source.shapes import JsonSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: JsonSchema = {"type": "string"}
COUNT: JsonSchema = {"type": "integer", "minimum": 0}
TEXTS: JsonSchema = {"type": "array", "items": TEXT}
DIGEST: JsonSchema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def object_schema(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> JsonSchema:
    """Return the schema of an object with these properties, and no others; all but the ``optional`` ones are there."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def array_schema(items: JsonSchema) -> JsonSchema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}
