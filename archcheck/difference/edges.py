"""Which edge of the old side is which of the new side.

An id of one's own names an edge. Of parallel edges without one, the order in the document decides the numbers: they are
paired by what they say first, so that to reorder them is no change.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Sequence

from archcheck.documents.topology import Edge, Label
from archcheck.graph.compiled import default_edge_id

Pair = tuple[Edge, Edge]


def pair_edges(old: Sequence[Edge], new: Sequence[Edge]) -> tuple[list[Pair], list[Edge], list[Edge]]:
    """Pair the edges of two graphs.

    Args:
        old: the edges of the old graph, in document order.
        new: those of the new one.

    Returns:
        The pairs; what is left of the old edges, which are gone; what is left of the new ones.
    """
    olds, news = _group(old), _group(new)
    pairs: list[Pair] = []
    removed: list[Edge] = []
    added: list[Edge] = []
    for key in {**olds, **news}:
        ones, others = olds.get(key, []), news.get(key, [])
        if len(ones) > 1 or len(others) > 1:
            for sameness in (_whole, _says, _name):
                found, ones, others = _pair_by(sameness, ones, others)
                pairs += found
        both = min(len(ones), len(others))
        pairs += zip(ones[:both], others[:both], strict=True)
        removed += ones[both:]
        added += others[both:]
    return pairs, removed, added


def _group(edges: Sequence[Edge]) -> dict[Hashable, list[Edge]]:
    """Return the edges with an id of their own by that, and the others by their ends."""
    numbers: Counter[tuple[str, str]] = Counter()
    groups: dict[Hashable, list[Edge]] = {}
    for edge in edges:
        ends = edge.source, edge.target
        numbers[ends] += 1
        is_default = edge.id == default_edge_id(*ends, numbers[ends])
        groups.setdefault(ends if is_default else edge.id, []).append(edge)
    return groups


def _pair_by(
    sameness: Callable[[Edge], Hashable], ones: Sequence[Edge], others: Sequence[Edge]
) -> tuple[list[Pair], list[Edge], list[Edge]]:
    """Pair the edges that are the same in some sense, in their order; return the pairs, and what is left."""
    waiting: dict[Hashable, deque[Edge]] = {}
    for other in others:
        waiting.setdefault(sameness(other), deque()).append(other)
    pairs: list[Pair] = []
    left: list[Edge] = []
    for one in ones:
        if found := waiting.get(sameness(one)):
            pairs.append((one, found.popleft()))
        else:
            left.append(one)
    paired = {other.id for _, other in pairs}
    return pairs, left, [other for other in others if other.id not in paired]


def _name(edge: Edge) -> Hashable:
    return edge.id


def _says(edge: Edge) -> Hashable:
    """Return all that an edge says of itself."""
    labels = tuple((name, _typed(edge.labels[name])) for name in sorted(edge.labels))
    return edge.kind, edge.title, edge.description, edge.tags, labels, edge.flow, edge.fixed


def _whole(edge: Edge) -> Hashable:
    return edge.id, _says(edge)


def _typed(value: Label) -> tuple[object, ...]:
    if isinstance(value, tuple):
        return ("list", *map(_typed, value))
    return type(value).__name__, value
