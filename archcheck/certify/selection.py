"""Selections: what selectors match (language, section 3), resolved independently of the engine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from archcheck.certify.patterns import matches_segments, matches_text
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
    canonical,
)
from archcheck.documents.topology import Edge, Label, Node

Item = Node | Edge
Chosen = frozenset[int]
_NO_SETS: Mapping[str, Selector] = {}


class Selection:
    """Nodes and edges by position, and what selectors choose of them; every answer is kept."""

    def __init__(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
        self.nodes = nodes
        self.edges = edges
        self._every_node = frozenset(range(len(nodes)))
        self._every_edge = frozenset(range(len(edges)))
        self._zone_of = {node.id: node.zone for node in nodes}
        self._values: dict[tuple[int, str], list[tuple[Any, set[int]]]] = {}
        self._answers: dict[object, Chosen] = {}

    def choose_nodes(self, selector: Selector, sets: Mapping[str, Selector] = _NO_SETS) -> Chosen:
        """Return the positions of the nodes that a selector matches."""
        return self._choose(selector, sets)

    def choose_edges(self, selector: Selector, sets: Mapping[str, Selector]) -> Chosen:
        """Return the positions of the edges that an edge selector matches."""
        return self._choose(selector, sets, edges=True)

    def _choose(self, selector: Selector, sets: Mapping[str, Selector], *, edges: bool = False) -> Chosen:
        # Not the selector itself: `any` and `all` of the same items are equal as tuples.
        key = (id(sets), edges, canonical(selector))
        if key not in self._answers:
            self._answers[key] = self._work_out(selector, sets, edges=edges)
        return self._answers[key]

    def _work_out(self, selector: Selector, sets: Mapping[str, Selector], *, edges: bool) -> Chosen:
        everything = self._every_edge if edges else self._every_node
        if isinstance(selector, AnyOf):
            return frozenset().union(*(self._choose(each, sets, edges=edges) for each in selector.items))
        if isinstance(selector, AllOf):
            return everything.intersection(*(self._choose(each, sets, edges=edges) for each in selector.items))
        if isinstance(selector, Not):
            return everything - self._choose(selector.item, sets, edges=edges)
        if isinstance(selector, InSet):
            return self._choose(sets[selector.name], sets)
        if isinstance(selector, End):
            ends = {self.nodes[place].id for place in self._choose(selector.selector, sets)}
            return frozenset(
                place
                for place, edge in enumerate(self.edges)
                if (edge.source if selector.side == "from" else edge.target) in ends
            )
        if isinstance(selector, Crosses):
            return self._cross(selector.zone)
        items: Sequence[Item] = self.edges if edges else self.nodes
        if isinstance(selector, HasLabel):
            return self._by_value(
                items,
                f"labels.{selector.name}",
                lambda item: [item.labels.get(selector.name)],
                lambda label: fits(label, selector.matcher),
            )
        test = _test_of(selector)
        return self._by_value(
            items,
            selector.aspect,
            lambda item: item.tags if selector.aspect == "tags" else [getattr(item, selector.aspect)],
            lambda value: value is not None and test(value),
        )

    def _by_value(
        self,
        items: Sequence[Item],
        aspect: str,
        read: Callable[[Item], Iterable[Any]],
        test: Callable[[Any], bool],
    ) -> Chosen:
        """Choose by one aspect: every value that occurs is tested once."""
        key = (id(items), aspect)
        if key not in self._values:
            places: dict[str, tuple[Any, set[int]]] = {}
            for place, item in enumerate(items):
                for value in read(item):
                    places.setdefault(repr(value), (value, set()))[1].add(place)
            self._values[key] = list(places.values())
        return frozenset().union(*(where for value, where in self._values[key] if test(value)))

    def _cross(self, zone: str | None) -> Chosen:
        def inside(name: str) -> bool:
            own = self._zone_of[name]
            return own is not None and zone is not None and matches_segments(zone, own, "/")

        if zone is None:
            zones = self._zone_of
            return frozenset(place for place, edge in enumerate(self.edges) if zones[edge.source] != zones[edge.target])
        return frozenset(
            place for place, edge in enumerate(self.edges) if inside(edge.source) is not inside(edge.target)
        )


def _test_of(selector: Match) -> Callable[[str], bool]:
    pattern = selector.pattern
    if selector.aspect == "kind":
        return lambda kind: matches_segments(pattern, kind, ".")
    if selector.aspect == "zone":
        return lambda zone: matches_segments(pattern, zone, "/")
    if selector.aspect == "tags":
        return lambda tag: tag == pattern
    return lambda name: matches_text(pattern, name)


def fits(label: Label | None, matcher: Matcher) -> bool:
    """Return whether a label, or None for a missing one, matches a matcher; a list does if any element does."""
    if isinstance(label, tuple) and label:
        return any(fits(element, matcher) for element in label)
    if isinstance(matcher, OneOf):
        return any(fits(label, value) for value in matcher.values)
    if isinstance(matcher, Equal):
        wanted = matcher.value
        if isinstance(wanted, str) and isinstance(label, str):
            return matches_text(wanted, label)
        return kind_of(label) == kind_of(wanted) and label == wanted
    return _fits_conditions(label, matcher)


def _fits_conditions(label: Label | None, wanted: Conditions) -> bool:
    if wanted.negated is not None and fits(label, wanted.negated):
        return False
    if wanted.exists is not None and wanted.exists is (label is None):
        return False
    number = label if isinstance(label, int | float) and not isinstance(label, bool) else None
    if wanted.at_least is not None and (number is None or number < wanted.at_least):
        return False
    return wanted.at_most is None or (number is not None and number <= wanted.at_most)


def kind_of(label: object) -> str:
    """Return the type of a label's value: text, number, boolean, list or nothing."""
    if label is None:
        return "nothing"
    if isinstance(label, bool):
        return "boolean"
    if isinstance(label, tuple):
        return "list"
    return "number" if isinstance(label, int | float) else "text"
