"""The topology of a cluster: namespaces as zones, workloads and address ranges as nodes, what may connect as edges."""

import re
from collections.abc import Callable, Iterable, Sequence

from archcheck.documents.topology import Label
from archcheck.importers.building import INFERRED, TopologyBuilder
from archcheck.importers.kubernetes.addresses import describe_range
from archcheck.importers.kubernetes.connections import Allowed, Cluster, Origin
from archcheck.importers.kubernetes.entry import Exposure, find_exposures
from archcheck.importers.kubernetes.ingress import read_backends
from archcheck.importers.kubernetes.labels import bits
from archcheck.importers.kubernetes.manifests import read_manifests
from archcheck.importers.kubernetes.namespaces import Namespace, read_namespaces
from archcheck.importers.kubernetes.policies import read_policies
from archcheck.importers.kubernetes.ports import Connections, describe_connections, unite
from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.importers.kubernetes.services import Service, read_services
from archcheck.importers.kubernetes.workloads import Workload, read_workloads
from archcheck.importers.parsing import parse
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Source, Value

ENTRY = "{ingress-controller}"
EXTERNAL_KIND = "internet.range"
ENTRY_KIND = "internet.ingress"
KIND_LABEL = "kubernetes-kind"

# So many ids at most are written to give each edge that no policy speaks of the place of its own target.
_MOST_IDS = 20_000
_WORD = re.compile(r"[a-z0-9]+")


def read(
    sources: Sequence[Source],
    name: str,
    path: str,
    parse: Callable[[Source, Problems], list[Value]] = parse,
) -> TopologyBuilder:
    """Read manifests as a topology.

    Args:
        sources: the texts, each a stream of manifests.
        name: the name of the topology.
        path: the path that messages name it by.
        parse: gives the documents of a text, for whoever has parsed it already.

    Returns:
        The builder that holds the topology, and in its problems what was read, assumed, not understood and wrong.
    """
    builder = TopologyBuilder(name, path, {source.path: source for source in sources})
    reader = ManifestReader(builder.problems)
    manifests = read_manifests(sources, builder, parse)
    workloads = read_workloads(manifests, reader)
    services = read_services(manifests, reader)
    backends, entries = read_backends(manifests, reader, builder)
    policies = read_policies(manifests, reader, builder)
    used = [(each.namespace, each.location) for each in workloads]
    used += [(each.namespace, each.location) for each in services]
    namespaces = read_namespaces(manifests, used, reader)
    pods = [(workload.namespace, each) for workload in workloads for each in workload.pods]
    cluster = Cluster(pods, namespaces, policies)
    graph = _Graph(builder, workloads, namespaces, cluster)
    graph.add_nodes(entries[0].location if entries else None)
    _tell_services(services, cluster, builder)
    if workloads:
        graph.add_edges()
        graph.add_exposures(find_exposures(backends, services, cluster, pods, builder), bool(entries))
    return builder


def _tell_services(services: Iterable[Service], cluster: Cluster, builder: TopologyBuilder) -> None:
    """Tell the Services that lead nobody knows where."""
    for service in services:
        if not service.labels:
            reason = "it selects no pods by labels, and what it leads to is not known"
        elif not cluster.select_pods(service.namespace, service.labels):
            reason = "it selects pods that no manifest shows"
        else:
            continue
        builder.unmodelled("Service", service.full_name, reason, service.location)


class _Graph:
    """Adds the nodes and edges of a cluster to a builder."""

    def __init__(
        self,
        builder: TopologyBuilder,
        workloads: Sequence[Workload],
        namespaces: dict[str, Namespace],
        cluster: Cluster,
    ) -> None:
        self.builder = builder
        self.workloads = workloads
        self.namespaces = namespaces
        self.cluster = cluster
        self.ids: dict[int, str] = {}  # of an end, by its bit, as a target
        self.source_ids: dict[int, str] = {}
        self.entry: str | None = None
        self.several = 0  # the pods of the workloads whose pods differ

    def add_nodes(self, entry: Location | None) -> None:
        """Add the zones, the workloads, the ranges, and the cluster's entry where something is told of it."""
        zones = {
            name: self.builder.zone(name, namespace.location, labels=namespace.labels)
            for name, namespace in sorted(self.namespaces.items())
        }
        bit = 0
        for workload in self.workloads:
            id = self._add_workload(workload, zones[workload.namespace])
            if len(workload.pods) > 1:
                self.several |= ((1 << len(workload.pods)) - 1) << bit
            for _ in workload.pods:
                self.ids[bit] = self.source_ids[bit] = id
                bit += 1
        if not self.workloads:
            return
        at = self.workloads[0].location
        known: dict[str, str] = {}
        for ids, parts in ((self.source_ids, self.cluster.sources), (self.ids, self.cluster.targets)):
            for number, part in enumerate(parts):
                name = f"{describe_range(part)}[External]"
                if name not in known:
                    known[name] = self.builder.node(name, EXTERNAL_KIND, at, tags=[INFERRED])
                ids[self.cluster.outside + number] = known[name]
        if self.cluster.sources != self.cluster.targets:
            self.builder.problems.info(
                "assumed",
                "addresses are split for connections from them and for those to them each where the rules of that "
                "direction name them: nothing is taken to go out to a range and to come back by another",
                at,
            )
        if entry is not None:
            tags = [INFERRED, "ingress"]
            self.entry = self.builder.node(ENTRY, ENTRY_KIND, entry, tags=tags, transparent=True)

    def _add_workload(self, workload: Workload, zone: str) -> str:
        word = workload.kind.lower()
        kind = f"app.{word}" if _WORD.fullmatch(word) else "app"
        labels: dict[str, Label] = {}
        for key in sorted({key for pods in workload.pods for key in pods.labels}):
            values = sorted({pods.labels[key] for pods in workload.pods if key in pods.labels})
            labels[key] = values[0] if len(values) == 1 else tuple(values)
        labels[KIND_LABEL] = workload.kind
        id = self.builder.node(workload.id, kind, workload.location, zone=zone, labels=labels)
        if workload.host_network is not None:
            reason = "its pods use the network of their nodes, which no policy isolates"
            self.builder.unmodelled("hostNetwork", workload.id, reason, workload.host_network)
        return id

    def add_edges(self) -> None:
        """Add an edge for all pairs that may connect, many pairs at once where these are alike."""
        redundant = self._find_redundant()
        pairs: dict[tuple[str, str], tuple[Connections, tuple[Origin, ...], tuple[Origin, ...]]] = {}
        alike: dict[tuple[Connections, tuple[Origin, ...], tuple[Origin, ...]], dict[int, int]] = {}
        for allowed in self.cluster.allowed():
            sources, targets = allowed.sources & ~redundant, allowed.targets & ~redundant
            several = self.several & ~redundant
            for some, others in ((sources & several, targets), (sources & ~several, targets & several)):
                self._add_pairs(allowed, some, others, pairs)
            sources, targets = sources & ~several, targets & ~several
            if sources and targets:
                groups = alike.setdefault((allowed.connections, allowed.ingress, allowed.egress), {})
                groups[sources] = groups.get(sources, 0) | targets
        for (connections, ingress, egress), groups in alike.items():
            for sources, targets in _join_sources(groups):
                named = ([self.source_ids[bit] for bit in bits(sources)], [self.ids[bit] for bit in bits(targets)])
                self._add_edge(*named, connections, ingress, egress)
        for (source, target), (connections, ingress, egress) in sorted(pairs.items()):
            self._add_edge([source], [target], connections, ingress, egress)

    def add_exposures(self, exposures: Iterable[Exposure], told: bool) -> None:
        """Add what the cluster's entry may reach."""
        if self.entry is None or not told:
            return
        joined: dict[str, Exposure] = {}
        for exposure in exposures:
            id = self.ids[exposure.pod]
            if id in joined:
                before = joined[id]
                exposure = before._replace(  # noqa: PLW2901 - the two as one
                    connections=unite(before.connections, exposure.connections),
                    backends=tuple(dict.fromkeys(before.backends + exposure.backends)),
                )
            joined[id] = exposure
        for id, exposure in sorted(joined.items()):
            labels: dict[str, Label] = {
                "connections": describe_connections(exposure.connections),
                "allowed-by": _names(
                    [*(each.source for each in exposure.backends), *(o.policy for o in exposure.origins)]
                ),
            }
            self.builder.edge(self.entry, id, exposure.backends[0].location, labels=labels)

    def _find_redundant(self) -> int:
        """Return the pods of workloads of several kinds of pods that no policy tells from an earlier one of theirs."""
        redundant = 0
        seen: set[tuple[object, ...]] = set()
        for bit in bits(self.several):
            behaviour = (self.ids[bit], *self.cluster.behaviour(bit))
            if behaviour in seen:
                redundant |= 1 << bit
            seen.add(behaviour)
        differ: dict[str, int] = {}
        for id, *_ in seen:
            differ[str(id)] = differ.get(str(id), 0) + 1
        for workload in self.workloads:
            if differ.get(workload.id, 1) > 1:
                message = (
                    f"the pods of `{workload.id}` differ in what policies allow them: it is taken to do what any may"
                )
                self.builder.problems.info("assumed", message, workload.location)
        # Of a workload with one kind of pods left, that one is like any other.
        alone = {id for id, number in differ.items() if number == 1}
        for bit in bits(self.several):
            if self.ids[bit] in alone:
                self.several &= ~(1 << bit)
        return redundant

    def _add_pairs(
        self,
        allowed: Allowed,
        sources: int,
        targets: int,
        pairs: dict[tuple[str, str], tuple[Connections, tuple[Origin, ...], tuple[Origin, ...]]],
    ) -> None:
        for one in bits(sources):
            for other in bits(targets):
                pair = (self.source_ids[one], self.ids[other])
                connections, ingress, egress = pairs.get(pair, (allowed.connections, (), ()))
                pairs[pair] = (
                    unite(connections, allowed.connections),
                    tuple(dict.fromkeys(ingress + allowed.ingress)),
                    tuple(dict.fromkeys(egress + allowed.egress)),
                )

    def _add_edge(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        connections: Connections,
        ingress: Sequence[Origin],
        egress: Sequence[Origin],
    ) -> None:
        sources, targets = sorted(set(sources)), sorted(set(targets))
        labels: dict[str, Label] = {"connections": describe_connections(connections)}
        origins = [*ingress, *egress]
        if origins:
            labels["allowed-by"] = _names([origin.policy for origin in origins])
            self._add_ends(sources, targets, origins[0].location, labels, [])
            return
        # No rule to point at: an edge points at whom it reaches, and at who begins where that is an address.
        outside = [target for target in targets if self.builder.nodes[target].zone is None]
        inside = [target for target in targets if self.builder.nodes[target].zone is not None]
        few = len(sources) * len(targets) <= _MOST_IDS
        for target in [[each] for each in inside] if few else [inside]:
            if target:
                self._add_ends(sources, target, self.builder.nodes[target[0]].location, labels, [INFERRED])
        for source in [[each] for each in sources] if few else [sources]:
            self._add_ends(source, outside, self.builder.nodes[source[0]].location, labels, [INFERRED])

    def _add_ends(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        at: Location,
        labels: dict[str, Label],
        tags: Sequence[str],
    ) -> None:
        if len(targets) == 1:  # nobody connects to itself
            sources = [source for source in sources if source != targets[0]]
        if len(sources) == 1:
            targets = [target for target in targets if target != sources[0]]
        if sources and targets:
            source = sources[0] if len(sources) == 1 else sources
            target = targets[0] if len(targets) == 1 else targets
            self.builder.edge(source, target, at, labels=labels, tags=tags)


def _join_sources(groups: dict[int, int]) -> Iterable[tuple[int, int]]:
    """Return sets of sources and of targets, the sources of the same targets as one."""
    joined: dict[int, int] = {}
    for sources, targets in groups.items():
        joined[targets] = joined.get(targets, 0) | sources
    return [(sources, targets) for targets, sources in joined.items()]


def _names(names: Iterable[str]) -> Label:
    unique = tuple(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else unique
