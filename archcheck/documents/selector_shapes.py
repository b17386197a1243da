"""The shapes of selectors and label matchers: located values to selectors, and their JSON Schema."""

from typing import Any

from archcheck.documents.selector import (
    AllOf,
    AnyOf,
    Conditions,
    Crosses,
    End,
    Equal,
    HasLabel,
    InSet,
    Match,
    Not,
    OneOf,
)
from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import find_fault
from archcheck.source.located import Mapping, Scalar, Sequence, Value, shorten
from archcheck.source.scalars import core_value
from archcheck.source.shapes import MISSING, Flag, JsonSchema, ListOf, Located, MapOf, Number, Shape, Text, wrong_type


def kind_fault(pattern: str) -> str | None:
    """Return what makes a text unfit as a pattern of dotted segments, or None."""
    return _segment_fault(pattern, ".")


def zone_fault(pattern: str) -> str | None:
    """Return what makes a text unfit as a pattern of a zone path, or None."""
    return _segment_fault(pattern, "/")


def _segment_fault(pattern: str, separator: str) -> str | None:
    for segment in pattern.split(separator):
        if not segment.strip():
            return "a segment is empty"
        if "*" in segment and segment != "*":
            return "`*` stands for one whole segment"
    return None


class LabelValueShape:
    """A label's value: a boolean, number or text by YAML 1.2's core schema; quoted is text."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the bool, int, float or str."""
        if type(value) is not Scalar or (value.plain and not value.text):
            return wrong_type(value, "a label value", problems)
        try:
            label = core_value(value.text) if value.plain else value.text
        except ValueError as error:
            problems.error("invalid-number", str(error), value.location, "quote it to make it text")
            return MISSING
        fault = find_fault(label) if isinstance(label, str) and label else None
        if fault:  # a value that looks like another one would match otherwise than it reads
            problems.error(
                "invalid-identifier", f"`{shorten(value.text)}` is not a label value: {fault}", value.location
            )
            return MISSING
        return label

    def json_schema(self) -> JsonSchema:
        """Return the schema of a label's scalar."""
        return {"type": ["string", "number", "boolean"]}


class MatcherShape:
    """What a label must be: a value, a list of values, or a mapping of conditions."""

    _values = ListOf(LabelValueShape(), least=1)
    _keys = ("not", "exists", "at-least", "at-most")

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :data:`Matcher`."""
        if type(value) is Sequence:
            values = self._values.read(value, problems)
            return MISSING if values is MISSING else OneOf(tuple(map(Equal, values)))
        if type(value) is not Mapping:
            scalar = LabelValueShape().read(value, problems)
            return MISSING if scalar is MISSING else Equal(scalar)
        shapes: dict[str, Shape] = {"not": self, "exists": Flag(), "at-least": Number(), "at-most": Number()}
        found = {
            name: shapes[name].read(item, problems)
            if name in shapes
            else _unknown(key, "a label matcher", self._keys, problems)
            for name, (key, item) in value.entries.items()
        }
        if not found:
            problems.error(
                "invalid-value",
                "a label matcher needs a condition",
                value.location,
                f"known keys: {', '.join(self._keys)}",
            )
            return MISSING
        if any(item is MISSING for item in found.values()):
            return MISSING
        return Conditions(found.get("not"), found.get("exists"), found.get("at-least"), found.get("at-most"))

    def json_schema(self) -> JsonSchema:
        """Return a reference to the matcher's definition."""
        return {"$ref": "#/$defs/matcher"}


class SelectorShape:
    """A selector of nodes, or of edges (which also has ``from``, ``to``, ``crosses`` and no ``zone``, ``set``)."""

    NODE_KEYS = ("id", "kind", "zone", "tags", "labels", "set", "any", "all", "not")
    EDGE_KEYS = ("id", "kind", "tags", "labels", "from", "to", "crosses", "any", "all", "not")

    def __init__(self, *, edges: bool = False, sets: bool = True) -> None:
        self.edges = edges
        self.sets = sets
        self.keys = self.EDGE_KEYS if edges else self.NODE_KEYS
        self.what = "an edge selector" if edges else "a selector"

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :data:`Selector`."""
        if type(value) is Sequence:
            return _combine(AnyOf, [self.read(item, problems) for item in value.items])
        if type(value) is Mapping:
            return _combine(AllOf, [self._read_key(key, item, problems) for key, item in value.entries.values()])
        if isinstance(value, Scalar) and value.plain and value.text in ("", "~", "null", "Null", "NULL"):
            help_text = f"if this is an id, write `{{id: {value.text}}}`" if value.text else None
            return wrong_type(value, self.what, problems, help_text)
        return self._pattern("id", value, problems)

    def _read_key(self, key: Scalar, item: Value, problems: Problems) -> Any:
        name = key.text
        if name not in self.keys or (name == "set" and not self.sets):
            keys = self.keys if self.sets else tuple(other for other in self.keys if other != "set")
            return _unknown(key, self.what, keys, problems)
        if type(item) is Sequence and not item.items and name not in ("any", "all"):
            problems.error("invalid-value", "an empty list matches nothing", item.location)
            return MISSING
        if name in ("id", "kind", "zone", "tags"):
            items = item.items if type(item) is Sequence else [item]
            return _combine(AnyOf, [self._pattern(name, each, problems) for each in items])
        if name == "labels":
            return _labels(item, problems)
        if name == "set":
            items = item.items if type(item) is Sequence else [item]
            return _combine(AnyOf, [_in_set(each, problems) for each in items])
        if name in ("any", "all"):
            if type(item) is not Sequence:
                return wrong_type(item, "a list of selectors", problems)
            return _combine(AnyOf if name == "any" else AllOf, [self.read(each, problems) for each in item.items])
        if name == "not":
            inner = self.read(item, problems)
            return MISSING if inner is MISSING else Not(inner)
        if name == "crosses":
            return _crosses(item, problems)
        selector = SelectorShape(sets=self.sets).read(item, problems)
        return MISSING if selector is MISSING else End(name, selector)

    @staticmethod
    def _pattern(aspect: str, value: Value, problems: Problems) -> Any:
        if type(value) is not Scalar:
            return wrong_type(value, _ASPECTS[aspect], problems)
        if not value.text:
            return wrong_type(value, _ASPECTS[aspect], problems) if value.plain else _empty(value, problems)
        fault = kind_fault(value.text) if aspect == "kind" else zone_fault(value.text) if aspect == "zone" else None
        fault = fault or find_fault(value.text)  # what no name can be matches nothing, whatever it looks like
        if fault:
            message = f"`{shorten(value.text)}` is not a pattern of {_OF[aspect]}: {fault}"
            problems.error("invalid-pattern", message, value.location, help=_below(aspect, value.text))
            return MISSING
        return Match(aspect, value.text, value.location)

    def json_schema(self) -> JsonSchema:
        """Return a reference to the selector's definition."""
        if not self.sets:
            return {"$ref": "#/$defs/plainSelector"}
        return {"$ref": "#/$defs/edgeSelector" if self.edges else "#/$defs/selector"}


_OF = {"id": "an id", "kind": "a kind", "zone": "a zone", "tags": "a tag"}
_ASPECTS = {"id": "an id pattern", "kind": "a kind", "zone": "a zone", "tags": "a tag"}


def _below(aspect: str, pattern: str) -> str | None:
    """Return what may have been meant by a star within a segment: what lies below."""
    separator = {"kind": ".", "zone": "/"}.get(aspect, "")
    whole = pattern.rstrip("*").rstrip(separator)
    if not separator or not pattern.endswith("*") or not whole or "*" in whole:
        return None
    return f"`{shorten(whole)}` matches what lies below it, as `{shorten(whole)}{separator}x`, too"


def _empty(value: Scalar, problems: Problems) -> Any:
    problems.error("invalid-value", "an empty text matches nothing", value.location)
    return MISSING


def _combine(kind: type[AnyOf] | type[AllOf], items: list[Any]) -> Any:
    """Return one selector over the items: itself where there is one, MISSING where any of them is."""
    if any(item is MISSING for item in items):
        return MISSING
    return items[0] if len(items) == 1 else kind(tuple(items))


def _unknown(key: Scalar, what: str, known: tuple[str, ...], problems: Problems) -> Any:
    help_text = problems.did_you_mean(key.text, known) or f"known keys: {', '.join(known)}"
    problems.error("unknown-key", f"{what} has no key `{shorten(key.text)}`", key.location, help_text)
    return MISSING


def _labels(value: Value, problems: Problems) -> Any:
    if type(value) is not Mapping:
        return wrong_type(value, "a mapping of labels", problems)
    if not value.entries:
        problems.error("invalid-value", "no label is named", value.location)
        return MISSING
    return _combine(AllOf, [_label(label, each, problems) for label, each in value.entries.values()])


def _label(key: Scalar, value: Value, problems: Problems) -> Any:
    fault = find_fault(key.text)
    if fault:
        message = f"`{shorten(key.text)}` is not the name of a label: {fault}"
        problems.error("invalid-identifier", message, key.location)
        return MISSING
    matcher = MatcherShape().read(value, problems)
    return MISSING if matcher is MISSING else HasLabel(key.text, matcher, key.location)


def _in_set(value: Value, problems: Problems) -> Any:
    name = Located(Text("the name of a set")).read(value, problems)
    return MISSING if name is MISSING else InSet(name.text, name.location)


def _crosses(value: Value, problems: Problems) -> Any:
    if type(value) is Scalar and value.plain and value.text != "true" and value.text.lower() in ("true", "false"):
        help_text = "write `not: {crosses: true}`" if value.text.lower() == "false" else "write `true`"
        return wrong_type(value, "`true` or a zone", problems, help_text)
    match = SelectorShape._pattern("zone", value, problems)
    if match is MISSING:
        return MISSING
    return Crosses(None if match.pattern == "true" else match.pattern, match.location)


def selector_definitions() -> dict[str, JsonSchema]:
    """Return the JSON Schema definitions that selectors refer to."""
    text = Text().json_schema()
    texts = ListOf(Text(), single=True, least=1).json_schema()
    matcher = {"$ref": "#/$defs/matcher"}
    scalar = LabelValueShape().json_schema()
    conditions = {
        "not": matcher,
        "exists": Flag().json_schema(),
        "at-least": Number().json_schema(),
        "at-most": Number().json_schema(),
    }

    def selector(own: str, node: str, keys: tuple[str, ...]) -> JsonSchema:
        this = {"$ref": f"#/$defs/{own}"}
        many = {"type": "array", "items": this}
        shapes: dict[str, JsonSchema] = {
            "labels": {**MapOf(MatcherShape()).json_schema(), "minProperties": 1},
            "any": many,
            "all": many,
            "not": this,
            "from": {"$ref": f"#/$defs/{node}"},
            "to": {"$ref": f"#/$defs/{node}"},
            "crosses": {"anyOf": [{"const": True}, {"type": "string"}]},
        }
        properties = {key: shapes.get(key, texts) for key in keys}
        mapping = {"type": "object", "properties": properties, "additionalProperties": False}
        return {"anyOf": [text, many, mapping]}

    node_keys, edge_keys = SelectorShape.NODE_KEYS, SelectorShape.EDGE_KEYS
    plain_keys = tuple(key for key in node_keys if key != "set")
    step = selector("selector", "selector", node_keys)
    step["anyOf"][2]["properties"]["repeat"] = {"enum": ["one", "optional", "any", "some"]}
    return {
        "selector": selector("selector", "selector", node_keys),
        "patternStep": step,
        "plainSelector": selector("plainSelector", "plainSelector", plain_keys),
        "edgeSelector": selector("edgeSelector", "selector", edge_keys),
        "matcher": {
            "anyOf": [
                scalar,
                {"type": "array", "items": scalar, "minItems": 1},
                {"type": "object", "properties": conditions, "additionalProperties": False, "minProperties": 1},
            ]
        },
    }
