"""Traffic: protocols and ports, and how sure it is that they may pass."""

from collections.abc import Iterable
from typing import NamedTuple

FULL = (0, 65535)
PROTOCOLS = ("icmp", "other", "tcp", "udp")
_NAMES = {"1": "icmp", "58": "icmp", "6": "tcp", "17": "udp", "icmpv6": "icmp", "all": "-1", "*": "-1", "any": "-1"}

Spans = tuple[tuple[int, int], ...]
Traffic = tuple[Spans, ...]
"""Disjoint spans of ports in ascending order, for each of :data:`PROTOCOLS`; protocols without ports have all."""

NONE: Traffic = ((),) * len(PROTOCOLS)
ALL: Traffic = ((FULL,),) * len(PROTOCOLS)


class Passage(NamedTuple):
    """What certainly passes, and what may: the first is part of the second."""

    sure: Traffic
    possible: Traffic


CLOSED = Passage(NONE, NONE)
OPEN = Passage(ALL, ALL)
MAYBE = Passage(NONE, ALL)


def make_traffic(protocol: str, first: int = 0, last: int = 65535) -> Traffic:
    """Return the traffic of a protocol, by its name or its number, and a span of ports."""
    name = _NAMES.get(protocol.lower(), protocol.lower())
    if name == "-1":
        return ALL
    name = name if name in PROTOCOLS else "other"
    span = (max(first, 0), min(last, 65535)) if name in ("tcp", "udp") else FULL
    return tuple((span,) if each == name and span[0] <= span[1] else () for each in PROTOCOLS)


def unite(one: Traffic, other: Traffic) -> Traffic:
    """Return what is in either."""
    if other in (one, NONE):
        return one
    return tuple(_merge((*some, *others)) for some, others in zip(one, other, strict=True))


def unite_all(parts: Iterable[Traffic]) -> Traffic:
    """Return what is in any."""
    whole = NONE
    for part in parts:
        whole = unite(whole, part)
    return whole


def intersect(one: Traffic, other: Traffic) -> Traffic:
    """Return what is in both."""
    if other in (one, ALL):
        return one
    if one == ALL:
        return other
    return tuple(
        tuple((max(a, c), min(b, d)) for a, b in some for c, d in others if max(a, c) <= min(b, d))
        for some, others in zip(one, other, strict=True)
    )


def subtract(one: Traffic, other: Traffic) -> Traffic:
    """Return what is in the first alone."""
    return tuple(_cut(some, others) for some, others in zip(one, other, strict=True))


def meet(one: Passage, other: Passage) -> Passage:
    """Return what passes both."""
    return Passage(intersect(one.sure, other.sure), intersect(one.possible, other.possible))


def join(one: Passage, other: Passage) -> Passage:
    """Return what passes either."""
    return Passage(unite(one.sure, other.sure), unite(one.possible, other.possible))


def weaken(passage: Passage) -> Passage:
    """Return what may pass where nothing is sure."""
    return Passage(NONE, passage.possible)


def describe_traffic(traffic: Traffic) -> str:
    """Return a text like ``TCP 80,443,UDP 53``, or ``All Connections``."""
    if traffic == ALL:
        return "All Connections"
    parts = []
    for name, spans in zip(PROTOCOLS, traffic, strict=True):
        if not spans:
            continue
        ports = ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
        parts.append(name.upper() if spans == (FULL,) else f"{name.upper()} {ports}")
    return ",".join(parts)


def _merge(spans: Iterable[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _cut(spans: Spans, holes: Spans) -> Spans:
    left = list(spans)
    for first, last in holes:
        left = [part for a, b in left for part in ((a, min(b, first - 1)), (max(a, last + 1), b)) if part[0] <= part[1]]
    return tuple(left)
