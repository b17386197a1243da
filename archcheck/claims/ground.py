"""The ground: what every proof about a topology leans on, because of how the topology was come by."""

from collections.abc import Iterable

from archcheck.claims.standing import Leaning
from archcheck.documents.topology import Topology
from archcheck.source.located import shorten

MOST_TOLD = 5
"""How many of a kind are told one by one; an import may assume the same of hundreds of things."""


def find_ground(topology: Topology) -> tuple[Leaning, ...]:
    """Return what an importer took for granted, what was accepted unread, and what nobody understood.

    A verdict that rests on something which is not understood is ``unknown``, and supports nothing. But nothing about a
    topology with such parts is plainly proved either.
    """
    told = topology.diagnostics
    return (
        *_tell("imported", (each.message for each in told if each.code == "assumed")),
        *_tell("accepted", (each.message for each in told if each.code == "accepted")),
        *_tell("unmodelled", (f"{each.kind} `{shorten(each.name)}` changes nothing" for each in topology.unmodelled)),
    )


def _tell(kind: str, messages: Iterable[str]) -> list[Leaning]:
    unique = list(dict.fromkeys(messages))
    rest = len(unique) - MOST_TOLD + 1
    if rest > 1:
        unique[MOST_TOLD - 1 :] = [f"and {rest} more of this kind"]
    return [Leaning(kind, message) for message in unique]
