"""What selectors match (language, section 3): a selector and a population to the set of positions that match."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

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
    Matcher,
    Not,
    OneOf,
    Selector,
)
from archcheck.documents.topology import Edge, Label, Node
from archcheck.source.located import Location
from archcheck.source.scalars import LabelScalar

Positions = frozenset[int]

_LOOKED_UP = frozenset({"tags", "id"})
"""The aspects whose index answers for a whole pattern: a tag has no stars, and most ids are written without."""


class Population:
    """The nodes that selectors range over, in the order of their ids, with the named sets and what was asked before."""

    def __init__(self, nodes: Sequence[Node], edges: Sequence[Edge] = ()) -> None:
        self.nodes = nodes
        self.edges = edges
        self.everything = frozenset(range(len(nodes)))
        self.every_edge = frozenset(range(len(edges)))
        self.position = {node.id: position for position, node in enumerate(nodes)}
        self._sets: dict[tuple[int, str], tuple[Mapping[str, Selector], Positions]] = {}
        self._indexes: dict[tuple[str, bool], dict[Any, list[int]]] = {}

    def select_nodes(self, selector: Selector, sets: Mapping[str, Selector]) -> Positions:
        """Return the positions of the nodes that a selector matches; ``sets`` must hold every set that it names."""
        return self._select(selector, sets)

    def select_edges(self, selector: Selector, sets: Mapping[str, Selector]) -> Positions:
        """Return the positions of the edges that an edge selector matches."""
        return self._select(selector, sets, edges=True)

    def _select(self, selector: Selector, sets: Mapping[str, Selector], *, edges: bool = False) -> Positions:
        everything = self.every_edge if edges else self.everything
        match selector:
            case AnyOf(items):
                return frozenset().union(*(self._select(item, sets, edges=edges) for item in items))
            case AllOf(items):
                found = everything
                for item in items:
                    found &= self._select(item, sets, edges=edges)
                return found
            case Not(item):
                return everything - self._select(item, sets, edges=edges)
            case Match(aspect, pattern, _):
                return self._match(aspect, pattern, edges=edges)
            case HasLabel(name, matcher, _):
                return self._match_label(name, matcher, edges=edges)
            case InSet(name, _):
                return self._select_set(name, sets)
            case End(side, inner):
                nodes = {self.nodes[position].id for position in self.select_nodes(inner, sets)}
                ends = (edge.source if side == "from" else edge.target for edge in self.edges)
                return frozenset(position for position, end in enumerate(ends) if end in nodes)
            case Crosses(zone, _):
                return self._match_crossing(zone)

    def _select_set(self, name: str, sets: Mapping[str, Selector]) -> Positions:
        """Evaluate a set once: sets that name each other twice would otherwise cost two to the power of their depth."""
        key = (id(sets), name)
        if key not in self._sets:
            self._sets[key] = (sets, self._select(sets[name], sets))
        return self._sets[key][1]

    def _match(self, aspect: str, pattern: str, *, edges: bool) -> Positions:
        index = self.index(aspect, edges=edges)
        if aspect in _LOOKED_UP and (aspect == "tags" or "*" not in pattern):
            return frozenset(index.get(pattern, ()))
        holds = pattern_test(aspect, pattern)
        return frozenset(position for value, positions in index.items() if holds(value) for position in positions)

    def _match_label(self, name: str, matcher: Matcher, *, edges: bool) -> Positions:
        index = self.index("labels." + name, edges=edges)
        return frozenset(
            position
            for (_, value), positions in index.items()
            if label_matches(value, matcher)
            for position in positions
        )

    def _match_crossing(self, zone: str | None) -> Positions:
        zones = {node.id: node.zone for node in self.nodes}
        if zone is None:
            return frozenset(i for i, edge in enumerate(self.edges) if zones[edge.source] != zones[edge.target])
        inside = {node.id for node in self.nodes if node.zone is not None and in_zone(node.zone, zone)}
        return frozenset(i for i, edge in enumerate(self.edges) if (edge.source in inside) != (edge.target in inside))

    def index(self, aspect: str, *, edges: bool = False) -> dict[Any, list[int]]:
        """Return the positions by value of one aspect: ``id``, ``kind``, ``zone``, ``tags`` or ``labels.NAME``.

        A label's value comes with its type, as in :func:`typed`, and the missing label as ``None``.
        """
        key = (aspect, edges)
        if key not in self._indexes:
            index: dict[Any, list[int]] = {}
            items: Sequence[Node | Edge] = self.edges if edges else self.nodes
            for position, item in enumerate(items):
                for value in _values(item, aspect):
                    index.setdefault(value, []).append(position)
            self._indexes[key] = index
        return self._indexes[key]


def _values(item: Node | Edge, aspect: str) -> Sequence[Any]:
    if aspect.startswith("labels."):
        return (typed(item.labels.get(aspect[7:])),)
    if aspect == "tags":
        return sorted(item.tags)
    value = getattr(item, aspect)
    return () if value is None else (value,)


def typed(label: Label | None) -> tuple[str, Label | None]:
    """Return a label with the name of its type, so that ``true``, ``1`` and ``"1"`` differ and ``1`` equals ``1.0``."""
    if isinstance(label, tuple):
        return "list:" + ",".join(typed(item)[0] for item in label), label
    if isinstance(label, bool):
        return "boolean", label
    if isinstance(label, int | float):
        return "number", label
    return ("missing" if label is None else "text"), label


def label_matches(label: Label | None, matcher: Matcher) -> bool:
    """Return whether an effective label (None: missing) matches a matcher; a list does if any of its elements does."""
    if isinstance(label, tuple) and label:
        return any(label_matches(item, matcher) for item in label)
    match matcher:
        case Equal(value):
            return not isinstance(label, tuple) and scalar_equals(label, value)
        case OneOf(values):
            return any(label_matches(label, value) for value in values)
        case Conditions(negated, exists, at_least, at_most):
            number = None if isinstance(label, bool) or not isinstance(label, int | float) else label
            return (
                (negated is None or not label_matches(label, negated))
                and (exists is None or exists == (label is not None))
                and (at_least is None or (number is not None and number >= at_least))
                and (at_most is None or (number is not None and number <= at_most))
            )


def scalar_equals(label: LabelScalar | None, value: LabelScalar) -> bool:
    """Return whether a label's value equals a matcher's in type and value, ``*`` in a text standing for any run."""
    if isinstance(value, str) and isinstance(label, str):
        return glob(value)(label)
    return typed(label)[0] == typed(value)[0] and label == value


def pattern_test(aspect: str, pattern: str) -> Callable[[str], bool]:
    """Return the test of a pattern on ids, kinds or zones."""
    if aspect == "kind":
        return lambda kind: in_kind(kind, pattern)
    if aspect == "zone":
        return lambda zone: in_zone(zone, pattern)
    return glob(pattern)


def in_kind(kind: str, pattern: str) -> bool:
    """Return whether a kind is the pattern or lies below it, segment by segment."""
    return _begins(kind.split("."), pattern.split("."))


def in_zone(zone: str, pattern: str) -> bool:
    """Return whether a zone is the pattern or is nested in it, segment by segment."""
    return _begins(zone.split("/"), pattern.split("/"))


def _begins(segments: list[str], pattern: list[str]) -> bool:
    if len(segments) < len(pattern):
        return False
    return all(map(_fits, segments, pattern))


def _fits(segment: str, wanted: str) -> bool:
    return wanted in ("*", segment)


@lru_cache(maxsize=1024)
def glob(pattern: str) -> Callable[[str], bool]:
    """Return the test whether a text matches a pattern in which ``*`` stands for any run of characters.

    The parts between the stars are found greedily from the left, which is exact for this language and linear in the
    text for each part: no backtracking.
    """
    if "*" not in pattern:
        return lambda text: text == pattern
    first, *middle, last = re.split(r"\*+", pattern)

    def test(text: str) -> bool:
        if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
            return False
        at, end = len(first), len(text) - len(last)
        for part in middle:
            found = text.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True

    return test


class Name(NamedTuple):
    """A name that a selector speaks of: its aspect (``kind``, ``zone``, ``tags``, ``labels``, ``id``), and where."""

    aspect: str
    name: str
    of_edges: bool
    location: Location


def names_in(
    selector: Selector, sets: Mapping[str, Selector], *, edges: bool = False, seen: set[str] | None = None
) -> Iterator[Name]:
    """Yield every name that a selector speaks of, those of the sets that it names included.

    Args:
        selector: the selector.
        sets: the named sets.
        edges: whether it is an edge selector.
        seen: the sets that were looked into already, and need not be again.
    """
    seen = set() if seen is None else seen
    match selector:
        case AnyOf(items) | AllOf(items):
            for item in items:
                yield from names_in(item, sets, edges=edges, seen=seen)
        case Not(item):
            yield from names_in(item, sets, edges=edges, seen=seen)
        case Match(aspect, pattern, location):
            yield Name(aspect, pattern, edges, location)
        case HasLabel(name, _, location):
            yield Name("labels", name, edges, location)
        case InSet(name, _):
            if name not in seen:
                seen.add(name)
                yield from names_in(sets[name], sets, seen=seen)
        case End(_, inner):
            yield from names_in(inner, sets, seen=seen)
        case Crosses(zone, location):
            if zone is not None:
                yield Name("zone", zone, False, location)
