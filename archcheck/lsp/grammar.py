"""The grammar: what may stand at a place of a document, by the JSON Schemas that the shapes give of themselves."""

from collections.abc import Iterator, Mapping as ReadOnly
from functools import cache
from typing import Any, NamedTuple

from archcheck.lsp.outline import text_of
from archcheck.lsp.sketch import Path
from archcheck.report.schemas import schema_of
from archcheck.rules import RULES_BY_NAME
from archcheck.rules.groups import GroupBy
from archcheck.source.located import Mapping, Sequence, Value
from archcheck.source.shapes import JsonSchema, ListOf

FAMILIES = ("topology", "constraints", "overlay", "claims", "waivers", "baseline", "config")
"""The types of documents that people write, without their version."""

Trail = tuple[str, ...]


class Form(NamedTuple):
    """One form that a value may have.

    ``trail`` says where in the schema it stands: the definition that it is part of, the family for none, and the keys
    that lead from there; ``*`` stands for a name, and items of a list stand where the list does.
    """

    schema: JsonSchema
    trail: Trail

    @property
    def properties(self) -> ReadOnly[str, JsonSchema]:
        """The known keys of a mapping."""
        found: dict[str, JsonSchema] = self.schema.get("properties", {})
        return found

    @property
    def takes_names(self) -> bool:
        """Whether it is a mapping with free keys."""
        return isinstance(self.schema.get("additionalProperties"), dict)


class Grammar:
    """The grammar of one family of documents, for one document.

    Args:
        family: one of :data:`FAMILIES`.
        root: the document, as far as it makes sense: a rule decides which fields go with it.
        rules: the rules of constraints that a document overrides, and that need not say them again.
    """

    def __init__(self, family: str, root: Value, rules: ReadOnly[str, str]) -> None:
        self.family = family
        self.root = root
        self.rules = rules
        self._schema = _schema(family)

    def forms(self, path: Path) -> list[Form]:
        """Return the forms that the value at a path may have; none where the path leads out of the grammar."""
        value: Value | None = self.root
        found = list(self._expand(self._schema, (self.family,), value, None))
        for number, step in enumerate(path):
            value = _step(value, step)
            name = str(path[number - 1]) if number and isinstance(path[number - 1], str) else None
            inner: list[Form] = []
            for form in found:
                inner += self._enter(form, step, value, name)
            found = inner
        return found

    def rule_of(self, path: Path) -> str:
        """Return the rule of the constraint that a path leads into, empty where it is not known."""
        if self.family != "constraints" or len(path) < 2 or path[0] != "constraints":
            return ""
        constraint = _step(_step(self.root, "constraints"), path[1])
        return text_of(constraint, "rule") or self.rules.get(str(path[1]), "")

    def label_of(self, path: Path) -> str | None:
        """Return the label whose values are a rule's levels, where a path leads into a constraint that names one."""
        if not self.rule_of(path):
            return None
        return text_of(_step(_step(self.root, "constraints"), path[1]), "label") or None

    def group_words(self, path: Path) -> tuple[str, ...] | None:
        """Return the words that may stand instead of a label's name where groups are named; None where none are."""
        rule = RULES_BY_NAME.get(self.rule_of(path))
        field = rule.fields.get(str(path[2])) if rule and len(path) > 2 else None
        shape = field.shape.item if field and isinstance(field.shape, ListOf) else field and field.shape
        return shape.words if isinstance(shape, GroupBy) else None

    def _enter(self, form: Form, step: str | int, value: Value | None, parent: str | None) -> Iterator[Form]:
        if isinstance(step, int):
            if "items" in form.schema:
                yield from self._expand(form.schema["items"], form.trail, value, None)
        elif step in form.properties:
            yield from self._expand(form.properties[step], (*form.trail, step), value, step)
        elif form.takes_names:
            schema = form.schema["additionalProperties"]
            name = step if form.trail == ("constraints", "constraints") else parent
            yield from self._expand(schema, (*form.trail, "*"), value, name)

    def _expand(self, schema: JsonSchema, trail: Trail, value: Value | None, name: str | None) -> Iterator[Form]:
        """Yield the forms of a schema without references and alternatives, and without those that cannot be meant."""
        if "$ref" in schema:
            definition = schema["$ref"].rpartition("/")[2]
            if definition == "constraint":
                yield Form(self._choose_rule(value, name), (definition,))
            else:
                yield from self._expand(self._schema["$defs"][definition], (definition,), value, name)
        elif "allOf" in schema:
            yield from self._expand(schema["allOf"][0], trail, value, name)
        elif "anyOf" in schema and "properties" not in schema:  # else it says which of the keys go together
            for alternative in schema["anyOf"]:
                yield from self._expand(alternative, trail, value, name)
        else:
            yield Form(schema, trail)

    def _choose_rule(self, value: Value | None, name: str | None) -> JsonSchema:
        """Return the schema of a constraint of the rule that it has, or of one that does not say which it has."""
        rule = text_of(value, "rule") or self.rules.get(name or "", "")
        alternatives: list[JsonSchema] = self._schema["$defs"]["constraint"]["anyOf"]
        for alternative in alternatives:
            if alternative["properties"].get("rule", {}).get("const") == rule:
                return _with_rules(alternative)
        return _with_rules(alternatives[-1])


@cache
def _schema(family: str) -> JsonSchema:
    return schema_of(family)


def _with_rules(constraint: JsonSchema) -> JsonSchema:
    """Return the schema of a constraint in which every rule may stand under ``rule``, since it can be changed."""
    rule: dict[str, Any] = {
        "anyOf": [{"const": rule.name, "description": rule.summary} for rule in RULES_BY_NAME.values()],
        "description": "What must hold.",
    }
    rest = {name: schema for name, schema in constraint["properties"].items() if name != "rule"}
    return {**constraint, "properties": {"rule": rule, **rest}}


def _step(value: Value | None, step: str | int) -> Value | None:
    if isinstance(value, Mapping) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, Sequence) and isinstance(step, int) and step < len(value.items):
        return value.items[step]
    return None
