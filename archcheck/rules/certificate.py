"""Certificates: what an independent program needs to check a verdict, as docs/certificates.md describes it."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archcheck.graph.closure import MANY, Closure, close
from archcheck.graph.compiled import Graph
from archcheck.graph.space import Space
from archcheck.rules.case import Case
from archcheck.selectors import Positions

Certificate = Mapping[str, Any]

PATH: Certificate = {"kind": "path"}
SEARCHED: Certificate = {"kind": "searched"}
EMPTY: Certificate = {"kind": "empty"}


def write_numbers(numbers: Iterable[int]) -> str:
    """Return a set of numbers as ascending ranges (``0-17,19``), or as a bitmap in base64 where that is shorter."""
    found = frozenset(numbers)
    if not found:
        return ""
    size = max(found) // 8 + 1
    bitmap_length = len("base64:") + (size + 2) // 3 * 4
    firsts = sorted(number for number in found if number - 1 not in found)
    if 2 * len(firsts) <= bitmap_length:  # a range takes two characters at least
        lasts = sorted(number for number in found if number + 1 not in found)
        ranges = ",".join(map(_write_range, firsts, lasts))
        if len(ranges) <= bitmap_length:
            return ranges
    bitmap = bytearray(size)
    for number in found:
        bitmap[number >> 3] |= 1 << (number & 7)
    return "base64:" + b64encode(bitmap).decode()


def _write_range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def write_closure(closure: Closure, of: str, **about: object) -> dict[str, Any]:
    """Return a part of a ``closed`` certificate.

    Args:
        closure: what is reached.
        of: ``sources`` or ``targets``: where the origins are.
        about: what tells the part from the others.
    """
    alone = {name: write_numbers(states) for name, states in closure.alone.items()}
    return {**about, "of": of, "many": write_numbers(closure.many), "alone": alone}


def closed(parts: Sequence[Mapping[str, Any]]) -> Certificate:
    """Return the certificate of an absence out of its parts."""
    return {"kind": "closed", "parts": list(parts)}


def prove_apart(case: Case, space: Space, sources: Positions, targets: Positions) -> Certificate:
    """Return the certificate that no source is joined to a target, in one part, of the sources."""
    return closed([write_closure(close_sources(case, space, sources, targets), "sources")])


def close_sources(
    case: Case, space: Space, sources: Positions, targets: Positions, within: int | None = None
) -> Closure:
    """Return what the sources reach; one that is a target too has a colour of its own."""
    origins = [
        (node_colour(case, node) if node in targets else MANY, space.start_states(node)) for node in sorted(sources)
    ]
    return close(space.successors, origins, space.blocked, within)


def close_targets(
    case: Case, space: Space, sources: Positions, targets: Positions, within: int | None = None
) -> Closure:
    """Return from where the targets are reached; a target that is a source too has a colour of its own."""
    origins = [
        (node_colour(case, node) if node in sources else MANY, space.final_states(node)) for node in sorted(targets)
    ]
    return close(space.predecessors, origins, space.blocked, within)


def node_colour(case: Case, node: int) -> str:
    """Return the colour of an origin that is at no fault for reaching itself."""
    return f"node:{case.name(node)}"


def matched(selections: Mapping[str, Positions]) -> Certificate:
    """Return the certificate that lists which nodes selectors matched."""
    return {"kind": "matched", "matched": {name: write_numbers(found) for name, found in selections.items()}}


def matched_edges(graph: Graph, selections: Mapping[str, Positions]) -> Certificate:
    """Return the certificate that lists which edges selectors matched, numbered in the order of their ids."""
    ranks = graph.edge_ranks
    return matched({name: frozenset(ranks[position] for position in found) for name, found in selections.items()})
