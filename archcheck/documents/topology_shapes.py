"""The shapes of topology documents: what zones, nodes and edges may say, and their JSON Schema."""

from collections.abc import Callable
from typing import Any

from archcheck.documents.selector_shapes import LabelValueShape, SelectorShape, kind_fault
from archcheck.documents.topology import EDGE_KINDS, FLOWS, TYPE, Endpoint, Label
from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import find_fault
from archcheck.source.located import Mapping, Scalar, Sequence, Value
from archcheck.source.shapes import (
    MISSING,
    Choice,
    Field,
    Flag,
    JsonSchema,
    ListOf,
    Located,
    Nested,
    Record,
    Shape,
    Text,
    identifier,
    wrong_type,
)


class LabelsShape:
    """Labels: names to a value or a list of values."""

    _name = identifier("the name of a label")
    _value = LabelValueShape()

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the dict of typed values; a list is a tuple."""
        if type(value) is not Mapping:
            return wrong_type(value, "labels (a mapping)", problems)
        labels: dict[str, Label] = {}
        for name, (key, item) in value.entries.items():
            if self._name.read(key, problems) is MISSING:
                continue
            if type(item) is Sequence:
                read = [self._value.read(each, problems) for each in item.items]
                label = MISSING if any(each is MISSING for each in read) else tuple(read)
            else:
                label = self._value.read(item, problems)
            if label is not MISSING:
                labels[name] = label
        return labels

    def json_schema(self) -> JsonSchema:
        """Return the schema of labels."""
        scalar = self._value.json_schema()
        return {"type": "object", "additionalProperties": {"anyOf": [scalar, {"type": "array", "items": scalar}]}}


class EndpointShape:
    """An end of an edge: a node id, a list of ids, or a selector mapping."""

    _ids = ListOf(Located(Text("a node id")), least=1)
    _selector = SelectorShape(sets=False)

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the scalar of one id, the tuple of the scalars of many, or the :class:`Endpoint` of a selector."""
        if type(value) is Scalar:
            return wrong_type(value, "a node id", problems) if not value.text else value
        if type(value) is Sequence:
            return self._ids.read(value, problems)
        selector = self._selector.read(value, problems)
        return MISSING if selector is MISSING else Endpoint((), selector, value.location)

    def json_schema(self) -> JsonSchema:
        """Return the schema of an end."""
        many = {"type": "array", "items": Text().json_schema(), "minItems": 1}
        mapping = {"allOf": [self._selector.json_schema(), {"type": "object"}]}
        return {"anyOf": [Text().json_schema(), many, mapping]}


def kind_name_fault(name: str) -> str | None:
    """Return what makes a text unfit as a kind, which is no pattern; or None."""
    fault = kind_fault(name) or find_fault(name)
    if fault or "*" not in name:
        return fault
    return "`*` belongs in selectors"


def _zone_name_fault(name: str) -> str | None:
    return find_fault(name) or ("`/` separates the zones of a path" if "/" in name else None)


_TITLE = Field(Text(), "A short name for people.")
_DESCRIPTION = Field(Text(), "What it is and why it is there.")
TAGS = ListOf(identifier("a tag"))
_TAGS = Field(TAGS, "Free words to select by.")
LABELS = LabelsShape()
_LABELS = Field(LABELS, "Named values to select by: text, number, boolean, or a list of these.")
NODE_KIND = Text("a kind", kind_name_fault, "invalid-kind")
ZONE_NAME = Text("a zone name", _zone_name_fault, "invalid-identifier")
NODE_ID = identifier("a node id")


class NamedRecords:
    """A mapping from names to records, read as a list of (located name, record) so that files can be merged.

    One that does not fit stands there as :data:`MISSING`, so that whoever refers to its name is not told off too.
    """

    def __init__(self, name: Text, record: Shape) -> None:
        self.name = name
        self.record = record

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the pairs."""
        if type(value) is not Mapping:
            help_text = "write `{}` for an empty mapping" if type(value) is Scalar and not value.text else None
            return wrong_type(value, "a mapping from names", problems, help_text)
        found = []
        for key, item in value.entries.values():
            fits = self.name.read(key, problems) is not MISSING
            read = self.record.read(item, problems)
            found.append((key, read if fits else MISSING))
        return found

    def json_schema(self) -> JsonSchema:
        """Return the object schema with free keys."""
        return {"type": "object", "additionalProperties": self.record.json_schema()}


def _unknown_fault(*whole: str) -> Callable[[str], str | None]:
    """Return what tells why a text names nothing that may be unknown: one of some words, or a label."""

    def find(text: str) -> str | None:
        if text in whole:
            return None
        prefix, dot, label = text.partition(".")
        if prefix == "labels" and dot:
            return find_fault(label) if label else "the name of the label is missing"
        return f"it is none of {', '.join(whole)} and labels.NAME"

    return find


def _unknown(*whole: str) -> Field:
    aspect = Text("what is not known", _unknown_fault(*whole), "invalid-value")
    described = ", ".join(f"`{word}`" for word in whole)
    return Field(ListOf(aspect, least=1), f"What of it is not known: {described} or `labels.NAME`.")


ZONE = Record(
    "a zone",
    {
        "title": _TITLE,
        "description": _DESCRIPTION,
        "tags": _TAGS,
        "labels": _LABELS,
        "zones": Field(Nested("zones", lambda: ZONES), "The zones nested in this one."),
    },
)
ZONES: Shape = NamedRecords(ZONE_NAME, ZONE)
NODE = Record(
    "a node",
    {
        "kind": Field(NODE_KIND, "What it is, dotted, general to specific: `weapon.drone`.", required=True),
        "zone": Field(Located(Text("a zone")), "The zone that it is in, with its whole path: `provider/serving`."),
        "title": _TITLE,
        "description": _DESCRIPTION,
        "tags": _TAGS,
        "labels": _LABELS,
        "stateful": Field(Flag(), "Whether it may hand to any caller what another one sent it (default true)."),
        "transparent": Field(
            Flag(), "Whether it only passes traffic on: a proxy, load balancer or VPN (default false)."
        ),
        "fixed": Field(Flag(), "Whether no suggestion may remove it (default false)."),
        "unknown": _unknown("kind", "zone", "tags"),
    },
)
NODES = NamedRecords(NODE_ID, NODE)
EDGE = Record(
    "an edge",
    {
        "from": Field(EndpointShape(), "Who initiates: a node id, a list of ids, or a selector.", required=True),
        "to": Field(EndpointShape(), "Towards whom: a node id, a list of ids, or a selector.", required=True),
        "kind": Field(
            Located(NODE_KIND), "call (default), push, pull, admin, depends, or below one of them: `push.notify`."
        ),
        "id": Field(Located(identifier("an edge id")), "A name of its own instead of `from->to`; needs single ends."),
        "title": _TITLE,
        "description": _DESCRIPTION,
        "tags": _TAGS,
        "labels": _LABELS,
        "flow": Field(Choice(*FLOWS), "Where data goes, in place of what the kind says."),
        "fixed": Field(Flag(), "Whether no suggestion may remove it (default false)."),
        "unknown": _unknown("presence", "tags"),
    },
)


class _EdgeShape:
    """An edge, read as (its fields, its place)."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the pair."""
        fields = EDGE.read(value, problems)
        if fields is MISSING:
            return MISSING
        return fields, value

    def json_schema(self) -> JsonSchema:
        """Return the edge's schema."""
        return EDGE.json_schema()


EDGES = ListOf(_EdgeShape())
UNMODELLED = Record(
    "something that is not modelled",
    {
        "kind": Field(identifier("a kind of thing"), "What it is: `AdminNetworkPolicy`.", required=True),
        "name": Field(identifier("a name"), "Which one it is.", required=True),
        "reason": Field(Text(), "Why that leaves open who reaches whom.", required=True),
    },
)


class _UnmodelledShape:
    """Something that is not modelled, read as (its fields, its place)."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the pair."""
        fields = UNMODELLED.read(value, problems)
        return MISSING if fields is MISSING else (fields, value.location)

    def json_schema(self) -> JsonSchema:
        """Return the schema."""
        return UNMODELLED.json_schema()


_EDGE_KIND = Record(
    "an edge kind", {"like": Field(Choice(*EDGE_KINDS), "The kind whose relations it has.", required=True)}
)
DOCUMENT = Record(
    "a topology",
    {
        "archcheck": Field(Choice(TYPE), "What this document is.", required=True),
        "include": Field(ListOf(Located(Text("a path"))), "Files whose content is merged into this one."),
        "name": Field(Text(), "The name that reports use; the file's name without it."),
        "description": _DESCRIPTION,
        "zones": Field(ZONES, "Trust zones, by name; they nest."),
        "nodes": Field(NODES, "Nodes, by id."),
        "edges": Field(EDGES, "Edges."),
        "edge-kinds": Field(
            NamedRecords(Text("an edge kind", kind_name_fault, "invalid-kind"), _EDGE_KIND), "Edge kinds of one's own."
        ),
        "unmodelled": Field(
            ListOf(_UnmodelledShape()), "What bears on the edges and no edge says: verdicts on edges are `unknown`."
        ),
    },
)
