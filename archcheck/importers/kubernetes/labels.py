"""Label selectors: reading them, and what they select as sets of bits."""

import re
from collections.abc import Mapping as ReadOnly, Sequence as ReadOnlySequence
from typing import NamedTuple

from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.source.located import Mapping, Scalar, shorten
from archcheck.source.suggestions import closest

OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")

_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_PREFIX = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


class Requirement(NamedTuple):
    """What a selector asks of one label."""

    key: str
    operator: str
    values: tuple[str, ...]


Selector = tuple[Requirement, ...]
"""All of the requirements must hold; none at all holds for everything."""


def select_equal(labels: ReadOnly[str, str]) -> Selector:
    """Return the selector of what has all of some labels."""
    return tuple(Requirement(key, "In", (value,)) for key, value in labels.items())


def read_selector(reader: ManifestReader, parent: Mapping, key: str) -> Selector | None:
    """Return the label selector under a key; None where there is none. What is wrong in it is recorded."""
    written = reader.child(parent, key)
    if written is None:
        return None
    reader.only(written, ("matchLabels", "matchExpressions"), "a label selector")
    requirements: list[Requirement] = []
    match_labels = reader.child(written, "matchLabels")
    if match_labels is not None:
        requirements += select_equal(reader.labels_of(match_labels))
        for name, value in match_labels.entries.values():
            _check_key(reader, name)
            if isinstance(value, Scalar):
                _check_value(reader, value)
    for expression in reader.items(written, "matchExpressions"):
        requirement = _read_expression(reader, expression)
        if requirement is not None:
            requirements.append(requirement)
    return tuple(requirements)


def _read_expression(reader: ManifestReader, expression: Mapping) -> Requirement | None:
    reader.only(expression, ("key", "operator", "values"), "a requirement")
    key = reader.required(expression, "key", "a requirement")
    operator = reader.required(expression, "operator", "a requirement")
    values = reader.texts(expression, "values")
    if key is None or operator is None:
        return None
    _check_key(reader, key)
    for value in values:
        _check_value(reader, value)
    if operator.text not in OPERATORS:
        near = closest(operator.text, OPERATORS)
        help_text = f"did you mean `{near}`?" if near else f"there are {', '.join(OPERATORS)}"
        reader.problems.error(
            "invalid-selector", f"there is no operator `{shorten(operator.text)}`", operator.location, help_text
        )
        return None
    if (operator.text in ("In", "NotIn")) != bool(values):
        needs = "needs values" if not values else "takes no values"
        reader.problems.error("invalid-selector", f"the operator `{operator.text}` {needs}", operator.location)
        return None
    return Requirement(key.text, operator.text, tuple(value.text for value in values))


def _check_key(reader: ManifestReader, key: Scalar) -> None:
    prefix, slash, name = key.text.rpartition("/")
    if not _NAME.fullmatch(name) or (slash and (len(prefix) > 253 or not _PREFIX.fullmatch(prefix))):
        reader.problems.error("invalid-selector", f"no label can be named `{shorten(key.text)}`", key.location)


def _check_value(reader: ManifestReader, value: Scalar) -> None:
    if value.text and not _NAME.fullmatch(value.text):
        reader.problems.error(
            "invalid-selector", f"no label can have the value `{shorten(value.text)}`", value.location
        )


class LabelIndex:
    """Which of some labelled things a selector selects, as a set of bits: ``1 << i`` for the ``i``-th."""

    def __init__(self, labels: ReadOnlySequence[ReadOnly[str, str]]) -> None:
        self.everything = (1 << len(labels)) - 1
        self._with_key: dict[str, int] = {}
        self._with_value: dict[tuple[str, str], int] = {}
        self._selected: dict[Selector, int] = {}
        for position, each in enumerate(labels):
            for key, value in each.items():
                self._with_key[key] = self._with_key.get(key, 0) | 1 << position
                self._with_value[key, value] = self._with_value.get((key, value), 0) | 1 << position

    def select(self, selector: Selector) -> int:
        """Return the bits of what a selector selects."""
        if selector not in self._selected:
            selected = self.everything
            for requirement in selector:
                selected &= self._holding(requirement)
            self._selected[selector] = selected
        return self._selected[selector]

    def _holding(self, requirement: Requirement) -> int:
        if requirement.operator in ("Exists", "DoesNotExist"):
            found = self._with_key.get(requirement.key, 0)
        else:
            found = 0
            for value in requirement.values:
                found |= self._with_value.get((requirement.key, value), 0)
        # A label that is missing is not in any set, and does not exist.
        return found if requirement.operator in ("In", "Exists") else self.everything & ~found


def bits(mask: int) -> list[int]:
    """Return the positions of the bits that are set, ascending."""
    found = []
    text = bin(mask)[:1:-1]
    position = text.find("1")
    while position >= 0:
        found.append(position)
        position = text.find("1", position + 1)
    return found
