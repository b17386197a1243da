"""Reading what rules of all providers have in common: blocks, ranges of addresses, spans of ports."""

from collections.abc import Iterable, Sequence

from archcheck.importers.terraform.network import Net, Peers, Tri, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Hidden
from archcheck.importers.terraform.traffic import MAYBE, NONE, Passage, make_traffic

ANY_GROUP = "any group"
"""What everything that rules call by a group may be, where its groups are not known."""


def blocks_of(block: Block, name: str) -> list[Block | None]:
    """Return the blocks of a name, None standing for those that are not known."""
    found = block.blocks(name)
    if isinstance(found, Hidden):
        return [None] if block.is_written(name) else []
    return list(found)


def merge_found(parts: Iterable[Found]) -> Found:
    """Return what several attributes speak of together."""
    parts = list(parts)
    return Found(
        tuple(dict.fromkeys(target for part in parts for target in part.targets)),
        tuple(dict.fromkeys(name for part in parts for name in part.literals)),
        any(part.open for part in parts),
        any(part.choice for part in parts),
    )


def read_nets(block: Block, names: Sequence[str]) -> tuple[tuple[Net, ...], bool]:
    """Return the ranges that attributes name, and whether there may be others."""
    nets: list[Net] = []
    unknown = False
    for name in names:
        value = block.get(name)
        if value is UNKNOWN and not block.is_written(name):
            continue
        for each in value if isinstance(value, list) else [value]:
            net = parse_net(each) if isinstance(each, str) and each else None
            if net is not None:
                nets.append(net)
            else:
                unknown |= each is not None and each != ""
    return tuple(dict.fromkeys(nets)), unknown


def peers_of(block: Block, names: Sequence[str]) -> Peers:
    """Return the peers that attributes name by ranges."""
    nets, unknown = read_nets(block, names)
    return Peers(nets, unknown=unknown)


def read_span(block: Block, protocol_name: str) -> Passage:
    """Return the traffic of a block with ``from_port`` and ``to_port``."""
    protocol = block.text(protocol_name)
    if isinstance(protocol, Hidden):
        return MAYBE
    first, last = block.number("from_port"), block.number("to_port")
    if protocol is None or protocol.lower() in ("-1", "all"):
        return Passage(make_traffic("-1"), make_traffic("-1"))
    if isinstance(first, Hidden) or isinstance(last, Hidden):
        return Passage(NONE, make_traffic(protocol))
    if first is None or last is None or first < 0:
        first, last = 0, 65535
    traffic = make_traffic(protocol, first, last)
    # Protocols that have no name here are taken together, so that two of them are never certain to be the same.
    named = protocol.lower() in ("tcp", "udp", "icmp", "icmpv6", "1", "6", "17", "58")
    return Passage(traffic if named else NONE, traffic)


def both(one: Tri, other: Tri) -> Tri:
    """Return whether two things hold."""
    if one is False or other is False:
        return False
    return True if one and other else None


def either(values: Iterable[Tri]) -> Tri:
    """Return what holds where one of several values is the true one."""
    found = set(values)
    return next(iter(found)) if len(found) == 1 else None
