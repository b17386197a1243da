"""Workloads: what runs pods, by its topmost owner that the manifests show."""

from collections.abc import Iterable, Mapping as ReadOnly
from typing import NamedTuple

from archcheck.importers.kubernetes.kinds import WORKLOADS
from archcheck.importers.kubernetes.manifests import Manifest
from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.importers.reading import is_null
from archcheck.source.located import Location, Mapping

_TEMPLATES = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
_PORT_KEYS = ("containerPort", "hostIP", "hostPort", "name", "protocol")
_Key = tuple[str, str, str]  # kind, namespace, name


class ContainerPort(NamedTuple):
    """A port that a container declares."""

    name: str | None
    protocol: str
    number: int


class Pods(NamedTuple):
    """Pods that are alike: their labels, and the ports of their containers."""

    labels: ReadOnly[str, str]
    ports: tuple[ContainerPort, ...]

    def numbers(self, name: str, protocol: str) -> list[int]:
        """Return the numbers of the ports of a name and a protocol."""
        return [port.number for port in self.ports if port.name == name and port.protocol == protocol]


class Workload:
    """What runs pods, the different pods that it runs, and where they ask for the network of their node, if they do."""

    def __init__(self, kind: str, namespace: str, name: str, location: Location) -> None:
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.location = location
        self.pods: list[Pods] = []
        self.host_network: Location | None = None

    @property
    def id(self) -> str:
        """``namespace/name[Kind]``."""
        return f"{self.namespace}/{self.name}[{self.kind}]"


def read_workloads(manifests: Iterable[Manifest], reader: ManifestReader) -> list[Workload]:
    """Return the workloads, each with the pods of all that it owns."""
    written = {
        (manifest.kind, manifest.namespace, manifest.name): manifest
        for manifest in manifests
        if manifest.kind in WORKLOADS
    }
    owners = {key: _find_owner(manifest, written, reader) for key, manifest in written.items()}
    workloads: dict[_Key, Workload] = {}
    for key, manifest in written.items():
        top = _find_top(key, owners, written, reader)
        if top is None:
            continue
        template = _find_template(manifest, reader)
        if template is None:
            continue
        workload = workloads.get(top)
        if workload is None:
            at = written[top].location if top in written else manifest.location
            workload = workloads[top] = Workload(*top, at)
        if top != key and _has_none(manifest, reader):
            continue
        pods = _read_pods(template, reader)
        if pods not in workload.pods:
            workload.pods.append(pods)
        workload.host_network = workload.host_network or _find_host_network(template, reader)
    return list(workloads.values())


def _find_owner(manifest: Manifest, written: ReadOnly[_Key, Manifest], reader: ManifestReader) -> _Key | None:
    """Return the controller of an object; that of a pod counts even where no manifest shows it."""
    metadata = reader.child(manifest.body, "metadata")
    for reference in reader.items(metadata, "ownerReferences") if metadata is not None else ():
        if not reader.flag(reference, "controller"):
            continue
        name = reader.required(reference, "name", "the reference to an owner")
        kind = reader.text(reference, "kind")
        if name is None or kind == "Node":  # the pods of a kubelet's own are nobody's
            return None
        if kind is None and name.text == manifest.name:
            return None
        owner = (kind or "Pod", manifest.namespace, name.text)
        return owner if manifest.kind == "Pod" or owner in written else None
    return None


def _find_top(
    key: _Key, owners: ReadOnly[_Key, _Key | None], written: ReadOnly[_Key, Manifest], reader: ManifestReader
) -> _Key | None:
    """Return the topmost owner; None after an error where owners go in a circle."""
    passed = [key]
    while (owner := owners.get(passed[-1])) is not None:
        if owner in passed:
            if min(passed[passed.index(owner) :]) == key:  # told once for all on it
                reader.problems.error(
                    "owner-cycle",
                    f"`{key[0]} {key[1]}/{key[2]}` owns itself, by way of its owners",
                    written[key].location,
                )
            return None
        passed.append(owner)
    return passed[-1]


def _find_template(manifest: Manifest, reader: ManifestReader) -> Mapping | None:
    """Return what describes the pods; None after an error was recorded."""
    keys = _TEMPLATES.get(manifest.kind, ("spec", "template"))
    template = reader.path(manifest.body, *keys)
    if template is None and not _is_wrong(manifest.body, keys):
        message = f"a {manifest.kind} needs the key `{'.'.join(keys)}`"
        reader.problems.error("missing-key", message, manifest.location)
    return template


def _read_pods(template: Mapping, reader: ManifestReader) -> Pods:
    metadata, spec = reader.child(template, "metadata"), reader.child(template, "spec")
    labels = reader.labels(metadata, "labels") if metadata is not None else {}
    containers = _containers(spec, reader) if spec is not None else ()
    return Pods(labels, tuple(port for container in containers for port in _read_ports(container, reader)))


def _find_host_network(template: Mapping, reader: ManifestReader) -> Location | None:
    spec = reader.child(template, "spec")
    return spec.entries["hostNetwork"][0].location if spec is not None and reader.flag(spec, "hostNetwork") else None


def _is_wrong(body: Mapping, keys: tuple[str, ...]) -> bool:
    """Return whether what stands on the way along keys is no mapping, which was told already."""
    value = body
    for key in keys:
        found = value.get(key)
        if found is None or is_null(found):
            return False
        if not isinstance(found, Mapping):
            return True
        value = found
    return False


def _containers(spec: Mapping, reader: ManifestReader) -> Iterable[Mapping]:
    yield from reader.items(spec, "containers")
    for container in reader.items(spec, "initContainers"):
        if reader.text(container, "restartPolicy") == "Always":  # a sidecar, which goes on running
            yield container


def _read_ports(container: Mapping, reader: ManifestReader) -> Iterable[ContainerPort]:
    for port in reader.items(container, "ports"):
        reader.only(port, _PORT_KEYS, "a container's port")
        number, protocol = reader.number(port, "containerPort"), reader.protocol(port)
        if port.entries.keys() <= set(_PORT_KEYS) and "containerPort" not in port.entries:
            message = "a container's port without `containerPort` is left aside"
            reader.problems.warning("not-understood", message, port.location)
        if number is not None and protocol is not None:
            yield ContainerPort(reader.text(port, "name"), protocol, number)


def _has_none(manifest: Manifest, reader: ManifestReader) -> bool:
    """Return whether something is scaled to no pods, as the old ReplicaSets of a Deployment are."""
    spec = reader.child(manifest.body, "spec") if manifest.kind == "ReplicaSet" else None
    return spec is not None and reader.text(spec, "replicas") == "0"
