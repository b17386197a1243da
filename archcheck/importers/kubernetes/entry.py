"""What comes through the cluster's entry: the pods that Ingresses and Routes lead to, where policies let them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.kubernetes.connections import Cluster, Origin
from archcheck.importers.kubernetes.ingress import Backend
from archcheck.importers.kubernetes.labels import bits
from archcheck.importers.kubernetes.ports import NO_CONNECTIONS, Connections, intersect, make_connections, unite
from archcheck.importers.kubernetes.services import Service
from archcheck.importers.kubernetes.workloads import Pods


class Exposure(NamedTuple):
    """Connections from the cluster's entry to a pod, by the backends that ask for them and the rules that let them."""

    pod: int
    connections: Connections
    backends: tuple[Backend, ...]
    origins: tuple[Origin, ...]


def find_exposures(
    backends: Iterable[Backend],
    services: Iterable[Service],
    cluster: Cluster,
    pods: Sequence[tuple[str, Pods]],
    builder: TopologyBuilder,
) -> Iterator[Exposure]:
    """Yield what the entry may reach; what cannot be told is unmodelled."""
    by_name = {(service.namespace, service.name): service for service in services}
    for backend in backends:
        service = by_name.get((backend.namespace, backend.service))
        if service is None:
            name, reason = (
                f"{backend.namespace}/{backend.service}",
                f"{backend.source} names it, and no manifest shows it",
            )
            builder.unmodelled("Service", name, reason, backend.location)
            continue
        for pod in bits(cluster.select_pods(service.namespace, service.labels) if service.labels else 0):
            wanted = _find_connections(backend, service, pods[pod][1])
            if wanted == NO_CONNECTIONS:
                reason = f"the port that {backend.source} brings traffic to is not among those that its pods declare"
                builder.unmodelled("Service", service.full_name, reason, backend.location)
                continue
            let, origins = cluster.allowed_from_entry(pod)
            connections = intersect(wanted, let)
            if connections != NO_CONNECTIONS:
                yield Exposure(pod, connections, (backend,), origins)
            if connections != wanted and cluster.may_know_entry(pod):
                name = f"{backend.source} to Service {service.full_name}"
                reason = "policies let in by labels, and those of the pods that bring its traffic are not known"
                builder.unmodelled(backend.kind, name, reason, backend.location)


def _find_connections(backend: Backend, service: Service, pods: Pods) -> Connections:
    """Return the ports of pods that a backend leads to, by TCP: the port of the Service that it asks for, or all."""
    asked = service.ports
    if backend.port is not None:
        asked = tuple(port for port in service.ports if port.is_asked_for(backend.port))[:1]
    declared = {port.number for port in pods.ports if port.protocol == "TCP"}
    connections = NO_CONNECTIONS
    for port in asked:
        numbers = pods.numbers(port.target, "TCP") if isinstance(port.target, str) else [port.target]
        for number in numbers:
            if number in declared:
                connections = unite(connections, make_connections("TCP", number, number))
    return connections
