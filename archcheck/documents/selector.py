"""Selectors as documents write them (language, section 3), parsed; what they match is :mod:`archcheck.selectors`'s."""

from collections.abc import Container, Iterable, Iterator, Mapping as ReadOnly
from typing import NamedTuple

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from archcheck.source.scalars import LabelScalar


class Match(NamedTuple):
    """A text pattern on one aspect (``id``, ``kind``, ``zone``, ``tags``): the key of the selector and the pattern."""

    aspect: str
    pattern: str
    location: Location


class HasLabel(NamedTuple):
    """An effective label that matches its matcher."""

    name: str
    matcher: "Matcher"
    location: Location


class InSet(NamedTuple):
    """Membership in a named set."""

    name: str
    location: Location


class End(NamedTuple):
    """An edge whose end (``from`` or ``to``) is one of the selected nodes."""

    side: str
    selector: "Selector"


class Crosses(NamedTuple):
    """An edge that crosses a zone's border; ``zone`` is None for any border."""

    zone: str | None
    location: Location


class AnyOf(NamedTuple):
    """At least one of the items holds."""

    items: tuple["Selector", ...]


class AllOf(NamedTuple):
    """All of the items hold; none at all holds for everything."""

    items: tuple["Selector", ...]


class Not(NamedTuple):
    """The item does not hold."""

    item: "Selector"


Selector = Match | HasLabel | InSet | End | Crosses | AnyOf | AllOf | Not


class Equal(NamedTuple):
    """A label value, equal in type and value; in a text ``*`` stands for any run of characters."""

    value: LabelScalar


class OneOf(NamedTuple):
    """Any of the values."""

    values: tuple[Equal, ...]


class Conditions(NamedTuple):
    """Conditions that must all hold; None where one is not asked for."""

    negated: "Matcher | None"
    exists: bool | None
    at_least: float | None
    at_most: float | None


Matcher = Equal | OneOf | Conditions


def describe(selector: Selector) -> str:
    """Return a selector as a document would write it, in flow style."""
    match selector:
        case Match("id", pattern, _):
            return pattern
        case Match(aspect, pattern, _):
            return f"{{{aspect}: {pattern}}}"
        case HasLabel(name, matcher, _):
            return f"{{labels: {{{name}: {_describe_matcher(matcher)}}}}}"
        case InSet(name, _):
            return f"{{set: {name}}}"
        case End(side, inner):
            return f"{{{side}: {describe(inner)}}}"
        case Crosses(zone, _):
            return f"{{crosses: {zone or 'true'}}}"
        case Not(item):
            return f"{{not: {describe(item)}}}"
        case AnyOf(items):
            return f"[{', '.join(map(describe, items))}]"
        case AllOf(items):
            return f"{{all: [{', '.join(map(describe, items))}]}}" if items else "{}"


def _describe_matcher(matcher: Matcher) -> str:
    match matcher:
        case Equal(value):
            return str(value).lower() if isinstance(value, bool) else str(value)
        case OneOf(values):
            return f"[{', '.join(map(_describe_matcher, values))}]"
        case Conditions(negated, exists, at_least, at_most):
            parts = [] if negated is None else [f"not: {_describe_matcher(negated)}"]
            parts += [] if exists is None else [f"exists: {str(exists).lower()}"]
            parts += [] if at_least is None else [f"at-least: {at_least}"]
            parts += [] if at_most is None else [f"at-most: {at_most}"]
            return f"{{{', '.join(parts)}}}"


def canonical(value: object) -> object:
    """Return what a parsed value says without where it stands, with the types of scalars: ``true`` is not ``1``."""
    if isinstance(value, Location):
        return None
    if isinstance(value, dict):
        return {key: canonical(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return (type(value).__name__, *map(canonical, value))
    return type(value).__name__, value


def set_references(selector: Selector) -> Iterator[InSet]:
    """Yield every reference to a named set in a selector."""
    match selector:
        case InSet():
            yield selector
        case AnyOf(items) | AllOf(items):
            for item in items:
                yield from set_references(item)
        case Not(item) | End(_, item):
            yield from set_references(item)


def selector_height(selector: Selector, sets: ReadOnly[str, int]) -> int:
    """Return how deep a selector nests, given how deep the sets do that it names."""
    match selector:
        case InSet(name, _):
            return 1 + sets.get(name, 0)
        case AnyOf(items) | AllOf(items):
            return 1 + max((selector_height(item, sets) for item in items), default=0)
        case Not(item) | End(_, item):
            return 1 + selector_height(item, sets)
        case _:
            return 1


def check_sets(selector: Selector, sets: Container[str], known: Iterable[str], problems: Problems) -> bool:
    """Record an error for every set that a selector names and that is not defined; return whether all are."""
    unknown = [reference for reference in set_references(selector) if reference.name not in sets]
    for reference in unknown:
        help_text = problems.did_you_mean(reference.name, known) or "define it under `sets`"
        problems.error("unknown-set", f"there is no set `{reference.name}`", reference.location, help_text)
    return not unknown
