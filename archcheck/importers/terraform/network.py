"""Networks: who may open connections to whom, three-valued, as far as rules, routes and addresses tell.

Every provider describes its own in these words. An *end* is something with an address; what is not known of where it is
or which rules hold for it gives it several *stances*, one of which is the true one. A pair of ends has an edge where
traffic may pass in any of them, and it is certain where some passes in all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple

from archcheck.importers.terraform.traffic import (
    CLOSED,
    MAYBE,
    NONE,
    OPEN,
    Passage,
    Traffic,
    intersect,
    join,
    meet,
    subtract,
    unite,
    weaken,
)
from archcheck.source.located import Location

Net = IPv4Network | IPv6Network
Tri = bool | None
"""Yes, no, or (None) not known."""

_PRIVATE = tuple(
    ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8")
) + tuple(ip_network(each) for each in ("fc00::/7", "fe80::/10", "::1/128"))
NOWHERE = "the internet"
"""In place of a network, for what has an address of the internet alone."""
EVERYWHERE: tuple[Net, ...] = (ip_network("0.0.0.0/0"), ip_network("::/0"))


class Peers(NamedTuple):
    """Whom a rule speaks of: ranges, groups, everybody.

    ``inside`` is everybody in the network and what is joined to it, ``outside`` everybody else; ``unknown`` says that
    it may be somebody else as well, ``maybe`` that it is some of them alone, and which is not known.
    """

    nets: tuple[Net, ...] = ()
    groups: frozenset[str] = frozenset()
    everybody: bool = False
    inside: bool = False
    unknown: bool = False
    maybe: bool = False
    outside: bool = False


class Rule(NamedTuple):
    """A rule of a guard: ``origin`` names the resource that says so."""

    allow: bool
    traffic: Passage
    peers: Peers
    origin: str
    at: Location


@dataclass(slots=True, eq=False)
class Guard:
    """Rules of one direction, tried in order; what none of them decides passes where ``otherwise`` says so.

    ``beyond`` names the subnet that it stands around: what stays inside does not meet it.
    """

    rules: tuple[Rule, ...]
    otherwise: Passage = CLOSED
    beyond: str | None = None
    cache: dict[object, "Decision"] = field(default_factory=dict)


class Decision(NamedTuple):
    """What a guard lets pass, and the rules that do so."""

    passage: Passage
    rules: tuple[Rule, ...]


class Stance(NamedTuple):
    """Where an end may be, and what holds for it there.

    Attributes:
        network: the network, None where it may be any.
        subnet: the subnet, None where it may be any.
        nets: the ranges in which its addresses lie, None where they are not known.
        groups: what rules may call it by.
        maybe_groups: what they may call it by if it is one of these, which is not known.
        taking: the guards of what comes in, all of which have to agree.
        sending: the guards of what goes out.
        inbound: whether it can be reached from outside of all networks, by IPv4 and by IPv6.
        outbound: whether it reaches what is outside of all networks, likewise.
    """

    network: str | None
    subnet: str | None
    nets: tuple[Net, ...] | None
    groups: frozenset[str]
    maybe_groups: frozenset[str]
    taking: tuple[Guard, ...]
    sending: tuple[Guard, ...]
    inbound: tuple[Tri, Tri]
    outbound: tuple[Tri, Tri]


class End(NamedTuple):
    """Something with an address in a network.

    Attributes:
        node: the id of its node.
        at: where it stands.
        stances: what may be true of it.
        all: whether all stances are true at once, as of a load balancer in several subnets.
        accepts: whether anybody connects to it.
        initiates: whether it connects to anybody.
        passes_to: the nodes that it connects to, where these are known.
        hands: whether these meet who asked it in its place.
    """

    node: str
    at: Location
    stances: tuple[Stance, ...]
    all: bool = False
    accepts: bool = True
    initiates: bool = True
    passes_to: frozenset[str] | None = None
    hands: bool = False


class Connection(NamedTuple):
    """What may pass between every one of some nodes and every one of others."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    passage: Passage
    rules: tuple[Rule, ...]


class Range(NamedTuple):
    """Addresses outside of all networks that rules name: everywhere is the internet."""

    net: Net
    private: bool

    @property
    def is_internet(self) -> bool:
        """Whether these are all addresses that there are."""
        return self.net.prefixlen == 0


INTERNET = tuple(Range(net, False) for net in EVERYWHERE)


class Network:
    """Ends, and how their networks are joined.

    Attributes:
        ends: who has an address.
        links: the networks that are joined.
        ranges_of: the ranges of each network of the plan, None where they are not known. Whether two others, which are
            not in it, are joined is in no plan.
    """

    def __init__(self) -> None:
        self.ends: list[End] = []
        self.links: dict[frozenset[str], Tri] = {}
        self.ranges_of: dict[str, tuple[Net, ...] | None] = {}

    def link(self, one: str, other: str, certain: Tri) -> None:
        """Say that two networks are joined."""
        self.links[frozenset((one, other))] = certain

    def inner(self) -> Iterator[Connection]:
        """Yield what may pass between ends."""
        classes = _classify(self.ends)
        buckets: dict[str | None, list[int]] = {}
        for number, (first, _) in enumerate(classes):
            for name in {stance.network for stance in first.stances}:
                buckets.setdefault(name, []).append(number)
        foreign = [name for name in buckets if name is not None and self._is_foreign(name)]
        linked: dict[str, list[str]] = {name: list(foreign) for name in foreign}
        for pair in sorted(map(sorted, self.links)):
            if len(pair) == 2:
                linked.setdefault(pair[0], []).append(pair[1])
                linked.setdefault(pair[1], []).append(pair[0])
        for source, sources in classes:
            if not source.initiates:
                continue
            names = {stance.network for stance in source.stances}
            if source.passes_to is not None:
                yield from self._pass_on(source, sources, classes)
                continue
            if None in names:
                partners: Iterable[int] = range(len(classes))
            else:
                near = {*names, None, *(other for name in names if name for other in linked.get(name, ()))}
                partners = sorted({number for name in near for number in buckets.get(name, ())})
            for number in partners:
                target, targets = classes[number]
                yield from self._join(source, sources, target, targets)

    def outer(self) -> Iterator[tuple[Range, bool, Connection]]:
        """Yield what may pass between ends and what is outside; the flag is set for what comes in."""
        mentioned = self.mentioned
        for first, nodes in _classify(self.ends):
            near: dict[Range, None] = {}
            for stance in first.stances:
                near.update(dict.fromkeys(mentioned.get(stance.network, ())))
            for incoming in (True, False):
                if not (first.accepts if incoming else first.initiates and first.passes_to is None):
                    continue
                for ranges in (INTERNET, *((range_,) for range_ in near)):
                    ways = [
                        _combine(first.all, [_cross(stance, range_, incoming) for stance in first.stances])
                        for range_ in ranges
                    ]
                    passage, rules = _combine(True, ways)
                    if passage.possible != NONE:
                        yield ranges[0], incoming, Connection(nodes, (), passage, rules)

    def _join(
        self, source: End, sources: tuple[str, ...], target: End, targets: tuple[str, ...]
    ) -> Iterator[Connection]:
        if not target.accepts or (len(sources) == 1 and sources == targets):
            return
        pairs = [self._pass(one, other) for one in source.stances for other in target.stances]
        if source.all and target.all:
            passage, rules = _combine(True, pairs)
        else:
            # Of one side one stance is true; it has to hold in all of those, for some of the other side's.
            width = len(target.stances)
            rows = [pairs[start : start + width] for start in range(0, len(pairs), width)]
            if source.all and not target.all:
                rows = [list(column) for column in zip(*rows, strict=True)]
                passage, rules = _combine(False, [_combine(True, row) for row in rows])
            else:
                passage, rules = _combine(False, [_combine(target.all, row) for row in rows])
        if source.hands:
            passage = join(passage, self._hand_over(target))
        if source.passes_to is not None and passage.possible == NONE and not self._share(source, target):
            passage = MAYBE  # by a way between networks that is not seen
        if passage.possible != NONE:
            yield Connection(sources, targets, passage, rules)

    def _pass_on(
        self, source: End, sources: tuple[str, ...], classes: list[tuple[End, tuple[str, ...]]]
    ) -> Iterator[Connection]:
        """Yield what somebody passes on to those whom it knows; who is in no network takes all."""
        left = set(source.passes_to or ())
        for target, nodes in classes:
            meant = tuple(node for node in nodes if node in left)
            if meant and target.accepts:
                left.difference_update(meant)
                yield from self._join(source, sources, target, meant)
        for node in sorted(left):
            yield Connection(sources, (node,), OPEN, ())

    def _hand_over(self, target: End) -> Passage:
        """Return what those outside may pass to somebody by way of one that hands them over."""
        ways = []
        ranges = [*INTERNET]
        for stance in target.stances:
            ranges += self.mentioned.get(stance.network, ())
        for range_ in dict.fromkeys(ranges):
            stances = [stance._replace(inbound=(True, True)) for stance in target.stances]
            ways.append(_combine(target.all, [_cross(stance, range_, True) for stance in stances]))
        passage, _ = _combine(True, ways)
        # Somebody out there passes; whoever asks may be another.
        return passage

    def _share(self, one: End, other: End) -> bool:
        """Return whether two ends are in one network for certain."""
        networks = {stance.network for stance in (*one.stances, *other.stances)}
        return len(networks) == 1 and None not in networks

    @cached_property
    def mentioned(self) -> dict[str | None, list[Range]]:
        """The ranges outside that rules of ends of each network name; all ends have to be there."""
        return self._find_ranges()

    def _pass(self, one: Stance, other: Stance) -> tuple[Passage, tuple[Rule, ...]]:
        joined = self._are_joined(one, other)
        if joined is False:
            return CLOSED, ()
        passage = OPEN
        rules: tuple[Rule, ...] = ()
        for guard in one.sending:
            if guard.beyond is not None and guard.beyond == other.subnet:
                continue
            passage = meet(passage, _decide(guard, other).passage)
        for guard in other.taking:
            if guard.beyond is not None and guard.beyond == one.subnet:
                continue
            decision = _decide(guard, one)
            passage = meet(passage, decision.passage)
            rules += decision.rules
        return (weaken(passage) if joined is None else passage), rules

    def _are_joined(self, one: Stance, other: Stance) -> Tri:
        if one.subnet is not None and one.subnet == other.subnet:
            return True
        if one.network is None or other.network is None:
            return None
        if one.network == other.network:
            return True
        unknown = self._is_foreign(one.network) and self._is_foreign(other.network)
        return self.links.get(frozenset((one.network, other.network)), None if unknown else False)

    def _is_foreign(self, network: str) -> bool:
        return network not in self.ranges_of and network != NOWHERE

    def _find_ranges(self) -> dict[str | None, list[Range]]:
        """Return the ranges outside that rules of ends of each network name."""
        found: dict[str | None, dict[Range, None]] = {}
        seen: set[tuple[str | None, int]] = set()
        for end in self.ends:
            for stance in end.stances:
                for guard in (*stance.taking, *stance.sending):
                    if (stance.network, id(guard)) in seen:
                        continue
                    seen.add((stance.network, id(guard)))
                    for rule in guard.rules:
                        for net in rule.peers.nets if rule.allow else ():
                            range_ = self._to_range(net, stance.network)
                            if range_ is not None:
                                found.setdefault(stance.network, {})[range_] = None
        return {network: sorted(ranges, key=lambda each: str(each.net)) for network, ranges in found.items()}

    def _to_range(self, net: Net, network: str | None) -> Range | None:
        if net.prefixlen == 0:
            return None
        private = is_private(net)
        if private:
            own = self.ranges_of.get(network) if network is not None else None
            if own and any(covers(each, net) for each in own):
                return None
        return Range(net, private)


def covers(one: Net, other: Net) -> bool:
    """Return whether a net holds all of another one."""
    return one.version == other.version and one.supernet_of(other)  # type: ignore[arg-type] # of one version


def is_private(net: Net) -> bool:
    """Return whether no address of a net is one of the internet."""
    return any(covers(each, net) for each in _PRIVATE)


@lru_cache(maxsize=65536)
def parse_net(text: str) -> Net | None:
    """Return the net that a text names; None where it is none."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _classify(ends: Iterable[End]) -> list[tuple[End, tuple[str, ...]]]:
    """Return ends that behave alike together, one of them and the ids of all."""
    classes: dict[tuple[object, ...], tuple[End, list[str]]] = {}
    for end in ends:
        key = (end.stances, *end[3:])
        classes.setdefault(key, (end, []))[1].append(end.node)
    return [(first, tuple(nodes)) for first, nodes in classes.values()]


def _combine(everything: bool, parts: list[tuple[Passage, tuple[Rule, ...]]]) -> tuple[Passage, tuple[Rule, ...]]:
    """Return what passes by several ways: one after the other may be taken, or else one of them is the true one."""
    whole, rules = parts[0]
    for passage, more in parts[1:]:
        joined = join(whole, passage)
        whole = joined if everything else Passage(intersect(whole.sure, passage.sure), joined.possible)
        rules = tuple(dict.fromkeys(rules + more))
    return whole, rules


def _decide(guard: Guard, other: Stance) -> Decision:
    key = (other.network, other.subnet, other.nets, other.groups, other.maybe_groups)
    if key not in guard.cache:
        guard.cache[key] = _try_rules(guard, lambda rule: _matches(rule, other))
    return guard.cache[key]


def _cross(stance: Stance, range_: Range, incoming: bool) -> tuple[Passage, tuple[Rule, ...]]:
    """Return what passes between a stance and what is outside of all networks."""
    open_ = (stance.inbound if incoming else stance.outbound)[range_.net.version == 6]
    if range_.private:  # by a private connection, which need not be in the plan
        open_ = None
    if open_ is False:
        return CLOSED, ()
    passage = OPEN
    rules: tuple[Rule, ...] = ()
    for guard in stance.taking if incoming else stance.sending:
        if range_ not in guard.cache:
            guard.cache[range_] = _try_rules(guard, lambda rule: _matches_range(rule, range_))
        decision = guard.cache[range_]
        passage = meet(passage, decision.passage)
        rules += decision.rules
    return (weaken(passage) if open_ is None else passage), rules


def _try_rules(guard: Guard, match: Callable[[Rule], Tri]) -> Decision:
    sure: Traffic = NONE
    possible: Traffic = NONE
    left_sure, left_possible = OPEN
    used: list[Rule] = []
    for rule in guard.rules:
        matched = match(rule)
        if matched is False:
            continue
        certain = rule.traffic.sure if matched else NONE
        if rule.allow:
            sure = unite(sure, intersect(left_sure, certain))
            reached = intersect(left_possible, rule.traffic.possible)
            if reached != NONE:
                possible = unite(possible, reached)
                used.append(rule)
        left_sure = subtract(left_sure, rule.traffic.possible)
        left_possible = subtract(left_possible, certain)
    sure = unite(sure, intersect(left_sure, guard.otherwise.sure))
    possible = unite(possible, intersect(left_possible, guard.otherwise.possible))
    return Decision(Passage(sure, possible), tuple(used))


def _matches(rule: Rule, other: Stance) -> Tri:
    """Return whether a rule speaks of an end in a network: one that allows of any of its addresses, else of all."""
    peers = rule.peers
    answer: Tri = False
    if peers.everybody or (peers.inside and other.network is not None) or peers.groups & other.groups:
        answer = True
    elif (
        peers.unknown or peers.inside or peers.groups & other.maybe_groups or (peers.outside and other.network is None)
    ):
        answer = None
    if answer is not True and peers.nets:
        found = _holds(peers.nets, other.nets, rule.allow)
        answer = answer if found is False else found
    return None if answer and peers.maybe else answer


def _holds(nets: tuple[Net, ...], addresses: tuple[Net, ...] | None, any_: bool) -> Tri:
    if addresses is None:
        everywhere = {net.version for net in nets if net.prefixlen == 0}
        return True if everywhere == {4, 6} or (any_ and 4 in everywhere) else None
    covered = [any(covers(net, each) for net in nets) for each in addresses]
    if any(covered) if any_ else all(covered):
        return True
    touched = any(net.version == each.version and net.overlaps(each) for net in nets for each in addresses)
    return None if touched else False


def _matches_range(rule: Rule, range_: Range) -> Tri:
    """Return whether a rule speaks of what is outside: a net that it names within one has a range of its own."""
    peers = rule.peers
    answer: Tri = None if peers.unknown or (range_.private and (peers.inside or peers.outside)) else False
    if peers.everybody or (peers.outside and not range_.private) or any(covers(net, range_.net) for net in peers.nets):
        answer = True
    return None if answer and peers.maybe else answer
