"""Evidence: which constraints must hold for a reading of a claim, as a tree of ``all`` and ``any``."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Scalar, Sequence, Value
from archcheck.source.shapes import MISSING, JsonSchema, ListOf, Nested, identifier, wrong_type

DEEPEST = 16
"""Levels of ``all`` and ``any`` inside each other; nobody could read more."""


class Leaf(NamedTuple):
    """One constraint, named where the document names it."""

    constraint: Scalar


class Group(NamedTuple):
    """Several parts, of which ``all`` must hold, or ``any``."""

    every: bool
    parts: tuple["Evidence", ...]


Evidence = Leaf | Group


def leaves(evidence: Evidence | None) -> Iterator[Scalar]:
    """Yield the names of all constraints that evidence speaks of, in the order of the document."""
    if isinstance(evidence, Leaf):
        yield evidence.constraint
    elif evidence is not None:
        for part in evidence.parts:
            yield from leaves(part)


class EvidenceShape:
    """A constraint's id, a list of which all must hold, or a mapping ``all:`` or ``any:`` of such a list."""

    _id = identifier("a constraint id")

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :data:`Evidence`."""
        if isinstance(value, Scalar):
            return MISSING if self._id.read(value, problems) is MISSING else Leaf(value)
        if isinstance(value, Sequence):
            return self._group(True, value, problems)
        return self._mapping(value, problems)

    def _mapping(self, value: Mapping, problems: Problems) -> Any:
        for name, (key, _) in value.entries.items():
            if name not in ("all", "any"):
                help_text = problems.did_you_mean(key.text, ["all", "any"]) or "known keys: all, any"
                problems.error("unknown-key", f"constraints have no key `{key.text}`", key.location, help_text)
                return MISSING
        if len(value.entries) != 1:
            found = "both are" if value.entries else "neither is"
            help_text = "nest one in the other, as in `all: [a, {any: [b, c]}]`"
            message = f"constraints have either `all` or `any`, and {found} here"
            problems.error("contradiction", message, value.location, help_text)
            return MISSING
        ((name, (_, item)),) = value.entries.items()
        if not isinstance(item, Sequence):
            return wrong_type(item, "a list", problems)
        return self._group(name == "all", item, problems)

    def _group(self, every: bool, value: Sequence, problems: Problems) -> Any:
        if self.depth >= DEEPEST:
            problems.error("too-deep", f"`all` and `any` nest deeper than {DEEPEST} levels", value.location)
            return MISSING
        parts = ListOf(EvidenceShape(self.depth + 1), least=1).read(value, problems)
        return MISSING if parts is MISSING else Group(every, parts)

    def json_schema(self) -> JsonSchema:
        """Return a reference to the definition, which refers to itself."""
        return Nested("evidence", EvidenceShape).json_schema()


def evidence_definition() -> JsonSchema:
    """Return the schema that ``#/$defs/evidence`` stands for."""
    some: JsonSchema = {"type": "array", "items": {"$ref": "#/$defs/evidence"}, "minItems": 1}
    forms = [
        {"type": "object", "properties": {name: some}, "required": [name], "additionalProperties": False}
        for name in ("all", "any")
    ]
    return {"anyOf": [identifier("a constraint id").json_schema(), some, *forms]}


EVIDENCE = EvidenceShape()
