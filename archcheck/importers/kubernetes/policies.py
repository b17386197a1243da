"""NetworkPolicies: whose connections they isolate, and what their rules let through."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.kubernetes.addresses import Range, as_range, parse_cidr, subtract
from archcheck.importers.kubernetes.labels import Selector, read_selector
from archcheck.importers.kubernetes.manifests import Manifest
from archcheck.importers.kubernetes.ports import ALL_CONNECTIONS, NO_CONNECTIONS, Connections, make_connections, unite
from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.source.located import Location, Mapping, Scalar, shorten

INGRESS, EGRESS = "Ingress", "Egress"


class NamedPort(NamedTuple):
    """A port that each pod gives a number of its own."""

    name: str
    protocol: str


class Peer(NamedTuple):
    """Who is let through: pods, by selectors (None where there is none), or else addresses."""

    namespaces: Selector | None
    pods: Selector | None
    ranges: tuple[Range, ...] | None


class Rule(NamedTuple):
    """A rule: whom it lets through (None: everybody), on which connections, and on which ports beside, by name."""

    peers: tuple[Peer, ...] | None
    connections: Connections
    named: tuple[NamedPort, ...]
    location: Location


class Policy(NamedTuple):
    """A NetworkPolicy; a direction that it does not isolate is not in ``isolates``, whatever rules it has of it."""

    namespace: str
    name: str
    pods: Selector
    isolates: frozenset[str]
    ingress: tuple[Rule, ...]
    egress: tuple[Rule, ...]

    def rules(self, direction: str) -> tuple[Rule, ...]:
        """Return the rules of a direction."""
        return self.ingress if direction == INGRESS else self.egress

    @property
    def full_name(self) -> str:
        """``namespace/name``."""
        return f"{self.namespace}/{self.name}"


def read_policies(manifests: Iterable[Manifest], reader: ManifestReader, builder: TopologyBuilder) -> list[Policy]:
    """Return the policies of the manifests."""
    return [
        _PolicyReader(manifest, reader, builder).read() for manifest in manifests if manifest.kind == "NetworkPolicy"
    ]


class _PolicyReader:
    def __init__(self, manifest: Manifest, reader: ManifestReader, builder: TopologyBuilder) -> None:
        self.manifest = manifest
        self.reader = reader
        self.problems = reader.problems
        self.builder = builder

    def read(self) -> Policy:
        manifest, reader = self.manifest, self.reader
        spec = reader.child(manifest.body, "spec")
        if spec is None:  # the API's server takes it for one that lets nothing in
            return Policy(manifest.namespace, manifest.name, (), frozenset({INGRESS}), (), ())
        reader.only(spec, ("podSelector", "policyTypes", "ingress", "egress"), "the spec of a NetworkPolicy")
        ingress = tuple(self._read_rule(rule, "from") for rule in reader.items(spec, "ingress"))
        egress = tuple(self._read_rule(rule, "to") for rule in reader.items(spec, "egress"))
        return Policy(
            manifest.namespace,
            manifest.name,
            read_selector(reader, spec, "podSelector") or (),
            self._read_types(spec, bool(egress)),
            ingress,
            egress,
        )

    def _read_types(self, spec: Mapping, has_egress: bool) -> frozenset[str]:
        """Return the directions that are isolated: without `policyTypes` ingress, and egress where it has rules."""
        written = self.reader.texts(spec, "policyTypes")
        for each in written:
            if each.text not in (INGRESS, EGRESS):
                message = f"there is no policy type `{shorten(each.text)}`"
                near = self.problems.did_you_mean(each.text, (INGRESS, EGRESS))
                self.problems.error("invalid-value", message, each.location, near or "there are Ingress, Egress")
        if written:
            return frozenset(each.text for each in written)
        return frozenset({INGRESS, EGRESS} if has_egress else {INGRESS})

    def _read_rule(self, rule: Mapping, key: str) -> Rule:
        self.reader.only(rule, (key, "ports"), "a rule")
        written = list(self.reader.items(rule, key))
        peers = tuple(peer for each in written if (peer := self._read_peer(each)) is not None) if written else None
        ports = list(self.reader.items(rule, "ports"))
        connections, named = (NO_CONNECTIONS if ports else ALL_CONNECTIONS), []
        for port in ports:
            read = self._read_port(port)
            if isinstance(read, NamedPort):
                named.append(read)
            elif read is not None:
                connections = unite(connections, read)
        return Rule(peers, connections, tuple(named), rule.location)

    def _read_port(self, port: Mapping) -> Connections | NamedPort | None:
        self.reader.only(port, ("port", "endPort", "protocol"), "a port")
        protocol = self.reader.protocol(port)
        first, last = self.reader.port(port, "port"), self.reader.number(port, "endPort")
        end = self.reader.scalar(port, "endPort")
        if end is not None and last is not None and self._refuse_end(end, last, first):
            return None
        if protocol is None or ("port" in port.entries and first is None and self.reader.scalar(port, "port")):
            return None
        if isinstance(first, str):
            return NamedPort(first, protocol)
        if first is None:
            return make_connections(protocol)
        return make_connections(protocol, first, first if last is None else last)

    def _refuse_end(self, end: Scalar, last: int, first: int | str | None) -> bool:
        if isinstance(first, int) and first <= last:
            return False
        if isinstance(first, int):
            message = f"`endPort` is {last}, before `port`, which is {first}"
        else:
            message = "`endPort` needs a `port` that is a number"
        self.problems.error("invalid-port", message, end.location)
        return True

    def _read_peer(self, peer: Mapping) -> Peer | None:
        self.reader.only(peer, ("podSelector", "namespaceSelector", "ipBlock"), "a peer")
        namespaces = read_selector(self.reader, peer, "namespaceSelector")
        pods = read_selector(self.reader, peer, "podSelector")
        block = self.reader.child(peer, "ipBlock")
        if block is not None and (namespaces is not None or pods is not None):
            self.problems.error("contradiction", "a peer has an `ipBlock` or selectors, never both", peer.location)
            return None
        if block is not None:
            return Peer(None, None, tuple(self._read_block(block)))
        if namespaces is None and pods is None:
            message = "a peer needs `podSelector`, `namespaceSelector` or `ipBlock`"
            help_text = "to mean everybody, leave the list of peers out"
            self.problems.error("missing-key", message, peer.location, help_text)
            return None
        return Peer(namespaces, pods, None)

    def _read_block(self, block: Mapping) -> Iterator[Range]:
        self.reader.only(block, ("cidr", "except"), "an `ipBlock`")
        written = self.reader.required(block, "cidr", "an `ipBlock`")
        cidr = self._read_cidr(written) if written is not None else None
        holes = []
        for each in self.reader.texts(block, "except"):
            hole = self._read_cidr(each)
            if hole is None or cidr is None:
                continue
            if hole.version != cidr.version or hole == cidr or not hole.subnet_of(cidr):  # type: ignore[arg-type]
                message = f"`{each.text}` is no part of `{cidr}`, and cannot be excepted from it"
                self.problems.error("invalid-cidr", message, each.location)
            elif isinstance(hole, IPv4Network):
                holes.append(as_range(hole))
        if isinstance(cidr, IPv4Network):
            yield from subtract(as_range(cidr), holes)
        elif cidr is not None and written is not None:
            name = f"NetworkPolicy {self.manifest.full_name}"
            self.builder.unmodelled("IPv6", name, f"only IPv4 is understood, and not `{cidr}`", written.location)

    def _read_cidr(self, written: Scalar) -> IPv4Network | IPv6Network | None:
        try:
            return parse_cidr(written.text)
        except ValueError as error:
            message = f"`{shorten(written.text)}` is no CIDR: {error}"
            self.problems.error("invalid-cidr", message, written.location)
            return None
