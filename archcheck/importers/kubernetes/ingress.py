"""Ingress and OpenShift's Route: what comes from outside through the cluster's entry, and to which Services."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.kubernetes.manifests import Manifest
from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.source.located import Location, Mapping


class Backend(NamedTuple):
    """A Service that an Ingress or a Route brings traffic to; without a port, all its ports."""

    source: str
    kind: str
    namespace: str
    service: str
    port: int | str | None
    location: Location


def read_backends(
    manifests: Iterable[Manifest], reader: ManifestReader, builder: TopologyBuilder
) -> tuple[list[Backend], list[Manifest]]:
    """Return what Ingresses and Routes bring traffic to, and these themselves."""
    entries = [manifest for manifest in manifests if manifest.kind in ("Ingress", "Route")]
    backends: list[Backend] = []
    for manifest in entries:
        read = _read_ingress if manifest.kind == "Ingress" else _read_route
        backends += read(manifest, reader, builder)
    return backends, entries


def _read_ingress(manifest: Manifest, reader: ManifestReader, builder: TopologyBuilder) -> Iterator[Backend]:
    spec = reader.child(manifest.body, "spec")
    if spec is None:
        return
    # `backend` at the top, `serviceName` and `servicePort` are of the versions before networking.k8s.io/v1.
    written = [reader.child(spec, key) for key in ("defaultBackend", "backend")]
    for rule in reader.items(spec, "rules"):
        http = reader.child(rule, "http")
        written += [reader.child(path, "backend") for path in (reader.items(http, "paths") if http is not None else ())]
    for backend in written:
        if backend is not None:
            yield from _read_backend(manifest, backend, reader, builder)


def _read_backend(
    manifest: Manifest, backend: Mapping, reader: ManifestReader, builder: TopologyBuilder
) -> Iterator[Backend]:
    service = reader.child(backend, "service")
    port: int | str | None = None
    if service is not None:
        name = reader.required(service, "name", "a backend")
        wanted = reader.child(service, "port")
        if wanted is not None:
            port = reader.text(wanted, "name") or reader.number(wanted, "number")
    elif "serviceName" in backend.entries:
        name = reader.scalar(backend, "serviceName")
        port = reader.port(backend, "servicePort")
    else:
        reason = "a backend of it is no Service"
        builder.unmodelled(manifest.kind, manifest.full_name, reason, backend.location)
        return
    if name is not None:
        yield Backend(str(manifest), manifest.kind, manifest.namespace, name.text, port, name.location)


def _read_route(manifest: Manifest, reader: ManifestReader, builder: TopologyBuilder) -> Iterator[Backend]:
    spec = reader.child(manifest.body, "spec")
    if spec is None:
        return
    wanted = reader.child(spec, "port")
    port = reader.port(wanted, "targetPort") if wanted is not None else None
    first = reader.child(spec, "to")
    for target in [*([first] if first is not None else []), *reader.items(spec, "alternateBackends")]:
        kind = reader.text(target, "kind")
        name = reader.required(target, "name", "the target of a Route")
        if kind not in (None, "Service"):
            builder.unmodelled(manifest.kind, manifest.full_name, f"`{kind}` is no Service", target.location)
        elif name is not None:
            yield Backend(str(manifest), manifest.kind, manifest.namespace, name.text, port, name.location)
