"""Addresses outside the cluster: IPv4 ranges, and the finest split of them all that policies ask for."""

import ipaddress
from collections.abc import Iterable, Sequence
from itertools import pairwise

Range = tuple[int, int]
"""The first and the last address, as numbers."""

EVERYWHERE: Range = (0, 2**32 - 1)


def parse_cidr(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Return the network of a CIDR, host bits set or not.

    Raises:
        ValueError: says what is wrong with it.
    """
    if "/" not in text:
        raise ValueError("a CIDR is an address, `/` and the length of the prefix")
    length = text.partition("/")[2]
    if not (length.isascii() and length.isdigit()):  # `ipaddress` takes a mask, too
        raise ValueError("the length of the prefix is not a number")
    return ipaddress.ip_network(text, strict=False)


def as_range(network: ipaddress.IPv4Network) -> Range:
    """Return the addresses of a network."""
    return int(network.network_address), int(network.broadcast_address)


def subtract(whole: Range, holes: Iterable[Range]) -> tuple[Range, ...]:
    """Return what is left of a range without the holes: ascending, disjoint, none next to another."""
    left = []
    begin, end = whole
    for first, last in sorted(holes):
        if first > begin:
            left.append((begin, min(first - 1, end)))
        begin = max(begin, last + 1)
        if begin > end:
            break
    if begin <= end:
        left.append((begin, end))
    return tuple(left)


def split(ranges: Iterable[Range]) -> list[Range]:
    """Return the coarsest split of all addresses in which every range given is a union of parts, ascending."""
    borders = {EVERYWHERE[0], EVERYWHERE[1] + 1}
    for first, last in ranges:
        borders |= {first, last + 1}
    ordered = sorted(borders)
    return [(first, after - 1) for first, after in pairwise(ordered)]


def covers(ranges: Sequence[Range], part: Range) -> bool:
    """Return whether a part of a split lies in one of the ranges that it was made from."""
    return any(first <= part[0] and part[1] <= last for first, last in ranges)


def describe_range(part: Range) -> str:
    """Return ``a.b.c.d-e.f.g.h``."""
    return "-".join(str(ipaddress.IPv4Address(each)) for each in part)
