"""A resource instance: its attributes, and what of them is not known or not to be told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from archcheck.importers.terraform.addresses import Key, Step
from archcheck.source.located import Location


class Hidden(Enum):
    """In place of a value that is known only after the apply, or that is marked as sensitive and never used."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Hidden.UNKNOWN


@dataclass(slots=True, eq=False)
class Resource:
    """An instance that a plan says there will be, or a data source.

    Attributes:
        address: its whole address, which is the id of its node.
        mode: ``managed`` or ``data``.
        key: of ``count`` or ``for_each``, else None.
        module: the modules around it, outermost first.
        values: its attributes.
        unknown: the tree of what is known only after the apply.
        sensitive: trees of what is marked as sensitive.
        created: whether it is new, or made anew.
        expressions: what its configuration says, where there is one.
    """

    address: str
    mode: str
    type: str
    name: str
    key: Key
    module: tuple[Step, ...]
    provider: str
    values: dict[str, Any]
    unknown: Any
    sensitive: tuple[Any, ...]
    created: bool
    location: Location
    expressions: dict[str, Any] = field(default_factory=dict)
    configured: bool = False
    _block: "Block | None" = None

    @property
    def block(self) -> "Block":
        """Its attributes."""
        if self._block is None:
            expressions = [self.expressions] if self.configured else []
            self._block = Block(self, self.values, (self.unknown, *self.sensitive), expressions)
        return self._block

    def describe(self, expressions: dict[str, Any]) -> None:
        """Say what its configuration says."""
        self.expressions, self.configured, self._block = expressions, True, None


class Block:
    """The attributes of a resource or of a block in it: values, what of them is hidden, and what was written.

    ``expressions`` are the blocks of the configuration that this one may be: several where sets lose their order.
    """

    __slots__ = ("expressions", "hidden", "resource", "values")

    def __init__(
        self, resource: Resource, values: Any, hidden: tuple[Any, ...], expressions: list[dict[str, Any]]
    ) -> None:
        self.resource = resource
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        self.hidden = hidden
        self.expressions = expressions

    def get(self, name: str) -> Any:
        """Return the value of an attribute, None where it has none, :data:`UNKNOWN` where it is hidden."""
        hidden = []
        for tree in self.hidden:
            if isinstance(tree, dict):
                below = tree.get(name)
                if below is True:
                    return UNKNOWN
                if below:
                    hidden.append(below)
            elif tree is True:
                return UNKNOWN
        return _cover(self.values.get(name), hidden) if hidden else self.values.get(name)

    def text(self, name: str) -> str | Hidden | None:
        """Return a text attribute; a value of another type counts as hidden."""
        value = self.get(name)
        if value is None or isinstance(value, str | Hidden):
            return value or None
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else UNKNOWN

    def flag(self, name: str, default: bool | None = False) -> bool | None:
        """Return a boolean attribute, None where it is hidden, and the default where nobody asked for anything."""
        value = self.get(name)
        if value is UNKNOWN and not self.is_written(name):
            return default
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        return value if isinstance(value, bool) else None

    def number(self, name: str) -> int | Hidden | None:
        """Return an integer attribute; a text of digits is one."""
        value = self.get(name)
        if isinstance(value, bool):
            return UNKNOWN
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if value is None or value == "" or isinstance(value, int):
            return value if value != "" else None
        if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 12:
            return int(value)
        return UNKNOWN

    def items(self, name: str) -> list[Any] | Hidden:
        """Return the items of a list, each of them :data:`UNKNOWN` where it is hidden."""
        value = self.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        return UNKNOWN if isinstance(value, Hidden | dict) else [value]

    def blocks(self, name: str) -> "list[Block] | Hidden":
        """Return the blocks of a name."""
        if True in self.hidden:
            return UNKNOWN
        hidden = [tree.get(name) for tree in self.hidden if isinstance(tree, dict)]
        if True in hidden:
            return UNKNOWN
        values = self.values.get(name)
        if values is None:
            values = []
        if isinstance(values, dict):
            values, hidden = [values], [[each] for each in hidden]
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            return UNKNOWN
        number = max([len(values), *(len(each) for each in hidden if isinstance(each, list))])
        blocks = []
        for index in range(number):
            below = tuple(each[index] for each in hidden if isinstance(each, list) and index < len(each))
            own = values[index] if index < len(values) else {}
            blocks.append(Block(self.resource, own, below, self._find_expressions(name, own)))
        return blocks

    def known_blocks(self, name: str) -> "Iterator[Block]":
        """Yield the blocks of a name as far as they are known."""
        blocks = self.blocks(name)
        if not isinstance(blocks, Hidden):
            yield from blocks

    def expression(self, name: str) -> list[Any]:
        """Return what was written for an attribute, once for each block that this one may be."""
        return [each[name] for each in self.expressions if each.get(name) is not None]

    @property
    def configured(self) -> bool:
        """Whether what was written for it is known."""
        return bool(self.expressions)

    def is_written(self, name: str) -> bool:
        """Return whether the configuration may say something of an attribute: without one, it may."""
        return not self.configured or any(name in each for each in self.expressions)

    def _find_expressions(self, name: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the blocks of the configuration that agree with a block in all that they say as constants."""
        found: list[dict[str, Any]] = []
        for written in self.expression(name):
            blocks = written if isinstance(written, list) else [written]
            for block in blocks:
                if isinstance(block, dict) and ("references" in block or "constant_value" in block):
                    # An attribute and no blocks: whatever it refers to, any of them may refer to.
                    found.append(dict.fromkeys(values, block))
                elif isinstance(block, dict) and all(
                    _agrees(values.get(key), each) for key, each in block.items() if isinstance(each, dict)
                ):
                    found.append(block)
        return found


def _cover(value: Any, hidden: list[Any]) -> Any:
    """Return a value with whatever is hidden in it replaced."""
    if True in hidden:
        return UNKNOWN
    if isinstance(value, dict):
        trees = [each for each in hidden if isinstance(each, dict)]
        keys = dict.fromkeys([*value, *(key for tree in trees for key in tree if tree[key] is True)])
        return {key: _cover(value.get(key), [tree.get(key) for tree in trees]) for key in keys}
    lists = [each for each in hidden if isinstance(each, list)]
    if not lists:
        return value
    items = value if isinstance(value, list) else []
    number = max(len(items), *(len(each) for each in lists))
    return [
        _cover(items[index] if index < len(items) else None, [each[index] for each in lists if index < len(each)])
        for index in range(number)
    ]


def _agrees(value: Any, expression: dict[str, Any]) -> bool:
    if "constant_value" not in expression or value is None:
        return True
    constant = expression["constant_value"]
    if isinstance(value, list) and isinstance(constant, list):
        return sorted(map(str, value)) == sorted(map(str, constant))
    return str(value).lower() == str(constant).lower()
