"""Who may connect to whom: policies evaluated for classes of pods that behave alike, and never pair by pair.

Ends are bits of sets: the pods first, then the cluster's entry, which Ingresses and Routes come through, then ranges of
addresses. A *profile* of an end splits the others into disjoint sets, with the connections that it allows from each of
them, or to each. Pods that the same policies isolate share one, where they number the ports alike that these name.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archcheck.importers.kubernetes.addresses import covers, split
from archcheck.importers.kubernetes.labels import LabelIndex, bits, select_equal
from archcheck.importers.kubernetes.namespaces import NAME_LABEL, Namespace
from archcheck.importers.kubernetes.policies import EGRESS, INGRESS, NamedPort, Peer, Policy, Rule
from archcheck.importers.kubernetes.ports import (
    ALL_CONNECTIONS,
    NO_CONNECTIONS,
    Connections,
    intersect,
    make_connections,
    unite,
)
from archcheck.importers.kubernetes.workloads import Pods
from archcheck.source.located import Location

ENTRY_NAMESPACE = "ingress-controller-ns"
"""Where the cluster's entry is taken to be: a namespace of no label but its name's, for no manifest tells."""


class Origin(NamedTuple):
    """A rule that lets connections through, by the policy that it is of."""

    policy: str
    location: Location


class Piece(NamedTuple):
    """A part of a profile: ends, the connections with them, and the rules that let these through."""

    ends: int
    connections: Connections
    origins: tuple[Origin, ...]


class Allowed(NamedTuple):
    """Connections that all of some ends may make to all of others; of rules, those of each side where it has any."""

    sources: int
    targets: int
    connections: Connections
    ingress: tuple[Origin, ...]
    egress: tuple[Origin, ...]


Profile = tuple[int, Sequence[Piece]]
"""The ends that share a profile, and the profile."""


class Cluster:
    """The pods of a cluster and its policies.

    Attributes:
        sources: the ranges of addresses that connections come from; the ``i``-th is the bit ``outside + i``.
        targets: those that connections go to, likewise: the two are split apart where the rules of their own direction
            name addresses.
        entry: the bit of the cluster's entry.
        outside: the first bit of the ranges.
    """

    def __init__(
        self, pods: Sequence[tuple[str, Pods]], namespaces: dict[str, Namespace], policies: Sequence[Policy]
    ) -> None:
        self._pods = pods
        self._policies = policies
        self.entry = len(pods)
        self.outside = len(pods) + 1
        self.inside = (1 << self.entry) - 1
        self.sources = split(each for policy in policies for each in _ranges(policy.ingress))
        self.targets = split(each for policy in policies for each in _ranges(policy.egress))
        self._index = LabelIndex([each.labels for _, each in pods] + [{}])
        self._names = [*namespaces, ENTRY_NAMESPACE]
        labels = [each.labels for each in namespaces.values()]
        self._namespaces = LabelIndex([*labels, {NAME_LABEL: ENTRY_NAMESPACE}])
        self._members = dict.fromkeys(self._names, 0)
        for bit, (namespace, _) in enumerate(pods):
            self._members[namespace] |= 1 << bit
        self._members_of_entry = 1 << self.entry
        self._numbers = {
            named: self._resolve(named) for named in {each for policy in policies for each in _named(policy)}
        }
        self._isolated = {direction: self._find_isolated(direction) for direction in (INGRESS, EGRESS)}
        self.ingress_profiles = self._find_ingress_profiles()
        self.egress_profiles = self._find_egress_profiles()

    def select_pods(self, namespace: str, labels: dict[str, str]) -> int:
        """Return the pods of a namespace that have all of some labels."""
        return self.inside & self._members.get(namespace, 0) & self._index.select(select_equal(labels))

    def allowed(self) -> Iterable[Allowed]:
        """Yield all connections that the policies allow between pods, and between pods and addresses."""
        outside_sources = ((1 << len(self.sources)) - 1) << self.outside
        outside_targets = ((1 << len(self.targets)) - 1) << self.outside
        free = [Piece(self.inside, ALL_CONNECTIONS, ())]
        ingress: list[Profile] = [*self.ingress_profiles, (outside_targets, free)]
        egress: list[Profile] = [*self.egress_profiles, (outside_sources, free)]
        profile_of = {bit: number for number, (ends, _) in enumerate(ingress) for bit in bits(ends)}
        for sources, wanted in egress:
            for piece in wanted:
                # Where a rule names few ends, only their profiles are looked at.
                few = piece.ends.bit_count() < len(ingress)
                numbers = sorted({profile_of[bit] for bit in bits(piece.ends)}) if few else range(len(ingress))
                for number in numbers:
                    targets = piece.ends & ingress[number][0]
                    if targets:
                        yield from _meet(sources, targets, piece, ingress[number][1])

    def allowed_from_entry(self, pod: int) -> tuple[Connections, tuple[Origin, ...]]:
        """Return the connections that the policies allow from the cluster's entry to a pod, and the rules that do."""
        for piece in self._ingress_profile_of(pod):
            if piece.ends >> self.entry & 1:
                return piece.connections, piece.origins
        return NO_CONNECTIONS, ()

    def may_know_entry(self, pod: int) -> bool:
        """Return whether a rule may let the entry through to a pod: one that selects by labels, which nobody knows."""
        return any(
            peer.ranges is None
            for policy in self._isolated[INGRESS][pod]
            for rule in policy.ingress
            for peer in rule.peers or ()
        )

    def behaviour(self, pod: int) -> tuple[object, ...]:
        """Return what is equal for pods that no policy tells from one another."""
        profiles = (self.ingress_profiles, self.egress_profiles)
        own = tuple(next(number for number, (ends, _) in enumerate(each) if ends >> pod & 1) for each in profiles)
        seen = tuple(piece.ends >> pod & 1 for each in profiles for _, pieces in each for piece in pieces)
        return own, seen

    def _ingress_profile_of(self, pod: int) -> Sequence[Piece]:
        return next(pieces for ends, pieces in self.ingress_profiles if ends >> pod & 1)

    def _find_isolated(self, direction: str) -> list[list[Policy]]:
        """Return the policies that isolate each pod in a direction."""
        isolated: list[list[Policy]] = [[] for _ in self._pods]
        for policy in self._policies:
            if direction in policy.isolates:
                subjects = self._members.get(policy.namespace, 0) & self._index.select(policy.pods)
                for bit in bits(subjects):
                    isolated[bit].append(policy)
        return isolated

    def _resolve(self, named: NamedPort) -> dict[Connections, int]:
        """Return the connections that a named port stands for, with the pods that it stands for them at."""
        found: dict[Connections, int] = {}
        for bit, (_, pods) in enumerate(self._pods):
            connections = _numbered(pods, named)
            if connections != NO_CONNECTIONS:
                found[connections] = found.get(connections, 0) | 1 << bit
        return found

    def _find_ingress_profiles(self) -> list[Profile]:
        groups: dict[tuple[object, ...], int] = {}
        rules: dict[tuple[object, ...], tuple[list[Policy], int]] = {}
        for bit, policies in enumerate(self._isolated[INGRESS]):
            pods = self._pods[bit][1]
            names = [named for policy in policies for rule in policy.ingress for named in rule.named]
            key = (*(policy.full_name for policy in policies), *(_numbered(pods, named) for named in names))
            groups[key] = groups.get(key, 0) | 1 << bit
            rules.setdefault(key, (policies, bit))
        return [(ends, self._ingress_profile(*rules[key])) for key, ends in groups.items()]

    def _ingress_profile(self, policies: Sequence[Policy], pod: int) -> list[Piece]:
        everybody = (1 << self.outside + len(self.sources)) - 1
        if not policies:
            return [Piece(everybody, ALL_CONNECTIONS, ())]
        pieces: list[Piece] = []
        for policy in policies:
            for rule in policy.ingress:
                connections = rule.connections
                for named in rule.named:
                    connections = unite(connections, _numbered(self._pods[pod][1], named))
                ends = everybody if rule.peers is None else self._find_peers(rule.peers, policy, self.sources)
                pieces = _add(pieces, Piece(ends, connections, (_origin(policy, rule),)))
        return pieces

    def _find_egress_profiles(self) -> list[Profile]:
        groups: dict[tuple[str, ...], int] = {}
        isolating: dict[tuple[str, ...], list[Policy]] = {}
        for bit, policies in enumerate(self._isolated[EGRESS]):
            key = tuple(policy.full_name for policy in policies)
            groups[key] = groups.get(key, 0) | 1 << bit
            isolating.setdefault(key, policies)
        return [(ends, self._egress_profile(isolating[key])) for key, ends in groups.items()]

    def _egress_profile(self, policies: Sequence[Policy]) -> list[Piece]:
        anybody = (1 << self.outside + len(self.targets)) - 1 & ~(1 << self.entry)
        if not policies:
            return [Piece(anybody, ALL_CONNECTIONS, ())]
        pieces: list[Piece] = []
        for policy in policies:
            for rule in policy.egress:
                ends = anybody if rule.peers is None else self._find_peers(rule.peers, policy, self.targets) & anybody
                origins = (_origin(policy, rule),)
                pieces = _add(pieces, Piece(ends, rule.connections, origins))
                # Only pods give ports names: to an address, a rule that names one lets nothing through by it.
                for named in rule.named:
                    for connections, pods in self._numbers[named].items():
                        pieces = _add(pieces, Piece(ends & pods, connections, origins))
        return pieces

    def _find_peers(self, peers: Iterable[Peer], policy: Policy, parts: Sequence[tuple[int, int]]) -> int:
        """Return the ends that the peers of a rule are."""
        found = 0
        for peer in peers:
            if peer.ranges is not None:
                for number, part in enumerate(parts):
                    if covers(peer.ranges, part):
                        found |= 1 << self.outside + number
                continue
            if peer.namespaces is None:
                within = self._members_in(policy.namespace)
            else:
                within = 0
                for number in bits(self._namespaces.select(peer.namespaces)):
                    within |= self._members_in(self._names[number])
            found |= within if peer.pods is None else within & self._index.select(peer.pods)
        return found

    def _members_in(self, namespace: str) -> int:
        entry = self._members_of_entry if namespace == ENTRY_NAMESPACE else 0
        return self._members.get(namespace, 0) | entry


def _meet(sources: int, targets: int, wanted: Piece, profile: Iterable[Piece]) -> Iterable[Allowed]:
    """Yield what sources that want to reach targets may, by the profile of these."""
    for piece in profile:
        both = sources & piece.ends
        if both:
            connections = intersect(wanted.connections, piece.connections)
            if connections != NO_CONNECTIONS:
                yield Allowed(both, targets, connections, piece.origins, wanted.origins)


def _add(pieces: Iterable[Piece], added: Piece) -> list[Piece]:
    """Return disjoint pieces with the connections of a further one."""
    if not added.ends or added.connections == NO_CONNECTIONS:
        return list(pieces)
    ends = added.ends
    joined = []
    for piece in pieces:
        common = piece.ends & ends
        ends &= ~common
        united = unite(piece.connections, added.connections) if common else piece.connections
        if united == piece.connections:
            joined.append(piece)
            continue
        if piece.ends & ~common:
            joined.append(piece._replace(ends=piece.ends & ~common))
        joined.append(Piece(common, united, piece.origins + added.origins))
    if ends:
        joined.append(added._replace(ends=ends))
    return joined


def _numbered(pods: Pods, named: NamedPort) -> Connections:
    connections = NO_CONNECTIONS
    for number in pods.numbers(*named):
        connections = unite(connections, make_connections(named.protocol, number, number))
    return connections


def _ranges(rules: Iterable[Rule]) -> Iterable[tuple[int, int]]:
    for rule in rules:
        for peer in rule.peers or ():
            yield from peer.ranges or ()


def _named(policy: Policy) -> Iterable[NamedPort]:
    for rule in policy.ingress + policy.egress:
        yield from rule.named


def _origin(policy: Policy, rule: Rule) -> Origin:
    return Origin(f"NetworkPolicy {policy.full_name}", rule.location)
