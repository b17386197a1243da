"""Services: which pods a name stands for, and which of their ports."""

from collections.abc import Iterable
from typing import NamedTuple

from archcheck.importers.kubernetes.manifests import Manifest
from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.source.located import Location


class ServicePort(NamedTuple):
    """A port of a Service, and the port of the pods that it leads to: a number, or the name that the pods give one."""

    name: str | None
    number: int | None
    target: int | str | None

    def is_asked_for(self, port: int | str) -> bool:
        """Return whether an Ingress or a Route that names a port means this one: by number, by name or by target."""
        return port in (self.name, self.number, self.target)


class Service(NamedTuple):
    """A Service; without labels to select by, nothing says which pods it stands for."""

    namespace: str
    name: str
    labels: dict[str, str]
    ports: tuple[ServicePort, ...]
    location: Location

    @property
    def full_name(self) -> str:
        """``namespace/name``."""
        return f"{self.namespace}/{self.name}"


def read_services(manifests: Iterable[Manifest], reader: ManifestReader) -> list[Service]:
    """Return the Services."""
    return [_read_service(manifest, reader) for manifest in manifests if manifest.kind == "Service"]


def _read_service(manifest: Manifest, reader: ManifestReader) -> Service:
    spec = reader.child(manifest.body, "spec")
    labels: dict[str, str] = {}
    ports = []
    if spec is not None:
        external = reader.text(spec, "type") == "ExternalName"
        labels = {} if external else reader.labels(spec, "selector")
        for port in reader.items(spec, "ports"):
            number, target = reader.number(port, "port"), reader.port(port, "targetPort")
            ports.append(ServicePort(reader.text(port, "name"), number, number if target is None else target))
    return Service(manifest.namespace, manifest.name, labels, tuple(ports), manifest.location)
