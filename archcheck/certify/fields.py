"""Fields: what a constraint says, read from its document, and what its selectors choose."""

from collections.abc import Sequence
from typing import Any

from archcheck.certify.model import Model
from archcheck.certify.rejection import reject
from archcheck.certify.selection import Chosen
from archcheck.documents.constraints import COMMON_FIELDS, ConstraintDocument, RawConstraint
from archcheck.documents.selector import Selector
from archcheck.documents.selector_shapes import SelectorShape
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Scalar, Sequence as Items, Value
from archcheck.source.scalars import core_number
from archcheck.source.shapes import MISSING

_NODES, _EDGES = SelectorShape(), SelectorShape(edges=True)


class Fields:
    """The fields of one constraint over one topology; ``matched`` counts what the selectors chose."""

    def __init__(self, raw: RawConstraint, document: ConstraintDocument, model: Model) -> None:
        self.raw = raw
        self.document = document
        self.model = model
        self.matched: dict[str, int] = {}

    def common(self, name: str) -> Any:
        """Return a field that every rule has, typed, or None."""
        if name not in self.raw.fields:
            return None
        return self.read(COMMON_FIELDS[name].shape, self.raw.fields[name][1])

    def value(self, name: str) -> Value | None:
        """Return a field as it is written, or None."""
        return self.raw.fields[name][1] if name in self.raw.fields else None

    def text(self, name: str, default: str = "") -> str:
        """Return a field that is a text."""
        value = self.value(name)
        return value.text if isinstance(value, Scalar) else default

    def flag(self, name: str) -> bool:
        """Return a field that is true or false; false without it."""
        return self.text(name) == "true"

    def number(self, name: str) -> float | None:
        """Return a field that is a number, or None."""
        return core_number(self.text(name))

    def whole(self, name: str) -> int | None:
        """Return a field that is a whole number, or None."""
        number = self.number(name)
        return None if number is None else int(number)

    def items(self, name: str) -> Sequence[Value]:
        """Return the items of a field that is a list; a single value is a list of itself."""
        value = self.value(name)
        if value is None:
            return ()
        return value.items if isinstance(value, Items) else (value,)

    def nodes(self, name: str, default: Chosen = frozenset()) -> Chosen:
        """Return the nodes that a field chooses, or a default without it."""
        value = self.value(name)
        return default if value is None else self.choose(value, name)

    def choose(self, value: Value, name: str, *, edges: bool = False) -> Chosen:
        """Return the nodes, or edges, that a selector chooses; they are counted under a name."""
        selection = self.model.selection
        pick = selection.choose_edges if edges else selection.choose_nodes
        chosen = pick(self.selector(value, edges=edges), self.document.sets)
        self.matched[name] = len(chosen)
        return chosen

    def selector(self, value: Value, *, edges: bool) -> Selector:
        """Return a value as a selector."""
        found: Selector = self.read(_EDGES if edges else _NODES, value)
        return found

    def usable(self) -> Chosen | None:
        """Return the edges that the field ``edges`` chooses, None without it."""
        value = self.value("edges")
        return None if value is None else self.choose(value, "edges", edges=True)

    def labels(self, name: str) -> list[str]:
        """Return a field that names aspects of nodes, one or several."""
        return [item.text for item in self.items(name) if isinstance(item, Scalar)]

    @staticmethod
    def read(shape: Any, value: Value) -> Any:
        """Return a value as a shape reads it."""
        problems = Problems()
        found = shape.read(value, problems)
        if found is MISSING or problems.failed:
            reject("the constraint cannot be read")
        return found


def key_of(value: Value, name: str) -> Value | None:
    """Return what stands under a key of a mapping, or None."""
    return value.get(name) if isinstance(value, Mapping) else None
