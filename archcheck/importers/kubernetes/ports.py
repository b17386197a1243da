"""Sets of connections: which ports of which protocols, as intervals."""

from functools import cache

PROTOCOLS = ("SCTP", "TCP", "UDP")  # in the order in which a label names them
FIRST_PORT, LAST_PORT = 1, 65535

Ports = tuple[tuple[int, int], ...]
"""Intervals of port numbers: ascending, disjoint, none next to another."""

Connections = tuple[Ports, Ports, Ports]
"""The ports of each of :data:`PROTOCOLS`."""

NO_CONNECTIONS: Connections = ((), (), ())
ALL_CONNECTIONS: Connections = (((FIRST_PORT, LAST_PORT),),) * 3


def make_connections(protocol: str, first: int = FIRST_PORT, last: int = LAST_PORT) -> Connections:
    """Return the connections to an interval of ports of one protocol."""
    sctp, tcp, udp = (((first, last),) if protocol == each else () for each in PROTOCOLS)
    return sctp, tcp, udp


@cache
def unite(one: Connections, other: Connections) -> Connections:
    """Return the connections in either set."""
    sctp, tcp, udp = map(_unite_ports, one, other)
    return sctp, tcp, udp


@cache
def intersect(one: Connections, other: Connections) -> Connections:
    """Return the connections in both sets."""
    sctp, tcp, udp = map(_intersect_ports, one, other)
    return sctp, tcp, udp


def describe_connections(connections: Connections) -> str:
    """Return ``All Connections``, or like ``TCP 80,8080-9090,UDP 53``."""
    if connections == ALL_CONNECTIONS:
        return "All Connections"
    return ",".join(
        f"{protocol} {','.join(str(first) if first == last else f'{first}-{last}' for first, last in ports)}"
        for protocol, ports in zip(PROTOCOLS, connections, strict=True)
        if ports
    )


def _unite_ports(one: Ports, other: Ports) -> Ports:
    united: list[tuple[int, int]] = []
    for first, last in sorted(one + other):
        if united and first <= united[-1][1] + 1:
            united[-1] = (united[-1][0], max(united[-1][1], last))
        else:
            united.append((first, last))
    return tuple(united)


def _intersect_ports(one: Ports, other: Ports) -> Ports:
    common = ((max(first, begin), min(last, end)) for first, last in one for begin, end in other)
    return tuple(sorted((first, last) for first, last in common if first <= last))
