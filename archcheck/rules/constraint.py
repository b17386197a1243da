"""Constraints: what a document says of one, read by the shape of its rule."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from archcheck.documents.constraints import COMMON_FIELDS, ConstraintDocument, Permission, RawConstraint
from archcheck.documents.selector import AllOf, AnyOf, Crosses, End, HasLabel, InSet, Match, Not, Selector, check_sets
from archcheck.rules import RULES_BY_NAME
from archcheck.rules.rule import Rule
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Scalar, describe_type
from archcheck.source.shapes import MISSING, wrong_type

_SELECTORS = (AllOf, AnyOf, Crosses, End, HasLabel, InSet, Match, Not)


class Constraint(NamedTuple):
    """A constraint that is ready to be decided: its rule, its typed fields, and the sets that they speak of.

    ``places`` says where each field stands, ``location`` where the constraint begins.
    """

    id: str
    rule: Rule
    fields: Mapping[str, Any]
    sets: Mapping[str, Selector]
    location: Location
    places: Mapping[str, Location]

    @property
    def severity(self) -> str:
        """``error``, ``warning`` or ``info``."""
        return str(self.fields.get("severity", "error"))

    @property
    def grace_until(self) -> date | None:
        """The last day on which failures are warnings."""
        day = self.fields.get("grace-until")
        return day if isinstance(day, date) else None

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """The texts outside of the document that are said to allow findings."""
        return tuple(self.fields.get("permitted-by", ()))

    def in_force(self, day: date) -> bool:
        """Return whether the constraint holds on a day."""
        period = self.fields.get("in-force", {})
        return bool(period.get("from", day) <= day <= period.get("until", day))

    def selectors(self) -> Iterator[tuple[Selector, bool]]:
        """Yield the selectors of the rule's fields, each with whether it is one of edges."""
        for name, value in self.fields.items():
            edges = name in ("edges", "allow") or (name == "must" and "edges" in self.fields)
            for selector in _find_selectors(value):
                yield selector, edges


def _find_selectors(value: Any) -> Iterator[Selector]:
    if isinstance(value, _SELECTORS):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _find_selectors(item)


def read_constraint(raw: RawConstraint, document: ConstraintDocument, problems: Problems) -> Constraint | None:
    """Read a constraint by its rule; None after an error was recorded."""
    rule = _find_rule(raw, problems)
    if rule is None:
        return None
    shapes = {**COMMON_FIELDS, **rule.fields}
    before = len(problems.diagnostics)
    fields: dict[str, Any] = {}
    for name, (key, value) in raw.fields.items():
        if name not in shapes:
            _refuse(key, rule, shapes.keys() - raw.fields.keys(), problems)
            continue
        read = shapes[name].shape.read(value, problems)
        if read is not MISSING:
            fields[name] = read
    for name, field in shapes.items():
        if field.required and name not in raw.fields:
            problems.error(
                "missing-key", f"the constraint `{raw.id}` ({rule.name}) needs the key `{name}`", raw.location
            )
    if len(problems.diagnostics) == before:
        rule.refine(fields, raw.location, problems)
    places = {name: key.location for name, (key, _) in raw.fields.items()}
    constraint = Constraint(raw.id, rule, fields, document.sets, raw.location, places)
    for selector, _ in constraint.selectors():
        check_sets(selector, document.sets, document.sets, problems)
    return constraint if len(problems.diagnostics) == before else None


def _find_rule(raw: RawConstraint, problems: Problems) -> Rule | None:
    if "rule" not in raw.fields:
        help_text = "`archcheck rules` lists the rules"
        problems.error("missing-key", f"the constraint `{raw.id}` needs the key `rule`", raw.location, help_text)
        return None
    value = raw.fields["rule"][1]
    if not isinstance(value, Scalar):
        wrong_type(value, "the name of a rule", problems, "`archcheck rules` lists them")
        return None
    if value.text not in RULES_BY_NAME:
        help_text = problems.did_you_mean(value.text, RULES_BY_NAME) or "`archcheck rules` lists them"
        problems.error("unknown-rule", f"there is no rule {describe_type(value)}", value.location, help_text)
        return None
    return RULES_BY_NAME[value.text]


def _refuse(key: Scalar, rule: Rule, known: set[str], problems: Problems) -> None:
    help_text = problems.did_you_mean(key.text, known) or f"fields of {rule.name}: {', '.join(rule.fields)}"
    problems.error("unknown-key", f"the rule {rule.name} has no field `{key.text}`", key.location, help_text)
