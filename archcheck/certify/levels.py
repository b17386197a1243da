"""Levels of information-flow, read and ordered independently of the engine."""

from typing import NamedTuple

from archcheck.certify.fields import Fields
from archcheck.certify.selection import kind_of
from archcheck.documents.selector_shapes import LabelValueShape
from archcheck.documents.topology import Label
from archcheck.source.located import Mapping, Sequence, Value
from archcheck.source.scalars import LabelScalar


class Levels(NamedTuple):
    """Levels in the order in which they are written, and the pairs (lower, higher) of their order, closed."""

    names: tuple[LabelScalar, ...]
    order: frozenset[tuple[int, int]]

    def level_of(self, label: Label | None) -> int | None:
        """Return the number of the level that a label names, or None."""
        for number, name in enumerate(self.names):
            if kind_of(name) == kind_of(label) and name == label:
                return number
        return None

    def at_or_below(self, lower: int, higher: int) -> bool:
        """Return whether a level is another one or below it."""
        return lower == higher or (lower, higher) in self.order


def read_levels(fields: Fields) -> Levels:
    """Return the levels of a constraint."""

    def read(value: Value) -> LabelScalar:
        found: LabelScalar = fields.read(LabelValueShape(), value)
        return found

    value = fields.value("levels")
    if isinstance(value, Sequence):
        names = tuple(map(read, value.items))
        return Levels(names, frozenset((low, high) for high in range(len(names)) for low in range(high)))
    if not isinstance(value, Mapping):
        return Levels((), frozenset())
    names = tuple(read(key) for key, _ in value.entries.values())
    numbers = {(kind_of(name), name): number for number, name in enumerate(names)}
    order = set()
    for number, (_, below) in enumerate(value.entries.values()):
        for item in below.items if isinstance(below, Sequence) else (below,):
            name = read(item)
            order.add((numbers[kind_of(name), name], number))
    grown = True
    while grown:
        further = {(low, top) for low, middle in order for other, top in order if middle == other} - order
        order |= further
        grown = bool(further)
    return Levels(names, frozenset(order))
