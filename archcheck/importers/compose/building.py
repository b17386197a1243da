"""From Compose files to a graph: services, who shares a network with whom, what the outside reaches, what is mounted.

Two services of one network reach each other on any port: Compose has no firewall. A network that is not `internal` lets
all its services out. A published port lets everybody in, unless it is bound to the host's own address.
"""

from pathlib import Path, PurePosixPath
from typing import Any

from archcheck.importers.building import INFERRED, TopologyBuilder
from archcheck.importers.compose.interpolation import UNSET
from archcheck.importers.compose.merging import Compose, Project
from archcheck.importers.compose.mounts import Mount, read_mount
from archcheck.importers.compose.networks import DEFAULT, Attachment, read_attachment
from archcheck.importers.compose.ports import Port, read_port
from archcheck.importers.reading import ForeignReader, is_null
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Value

INTERNET, HOST = "internet", "host"
_POWERS = ("ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "DAC_READ_SEARCH", "BPF")


def recognises(root: Value) -> bool:
    """Return whether a document is a Compose file."""
    if not isinstance(root, Mapping):
        return False
    services = root.get("services")
    if not isinstance(services, Mapping):
        return root.get("include") is not None and root.get("archcheck") is None and root.get("kind") is None
    bodies = [body for _, body in services.entries.values()]
    return root.get("archcheck") is None and all(isinstance(body, Mapping) or is_null(body) for body in bodies)


def read(documents: list[Value], folder: Path, builder: TopologyBuilder, compose: Compose) -> None:
    """Read a project, the later documents over the earlier ones, into a builder.

    Args:
        documents: the Compose files of one project.
        folder: the folder of the first one.
        builder: gets the graph, and in its problems what is wrong, assumed and not understood.
        compose: reads another file that one of them names.
    """
    project = Project(compose, builder.problems, folder)
    for document in documents:
        shown = str(PurePosixPath(document.location.path).parent)
        project.add(document, folder, shown)
    if not builder.problems.failed:
        _Building(project, builder).build()


class _Building:
    def __init__(self, project: Project, builder: TopologyBuilder) -> None:
        self.project = project
        self.builder = builder
        self.reader = ForeignReader(builder.problems)
        self.ids: dict[str, str] = {}
        self.services: dict[str, tuple[Scalar, Mapping]] = {}
        self.written: dict[str, Attachment] = {}
        self.attached: dict[str, Attachment] = {}
        self.ports: dict[str, list[Port]] = {}
        self.others: dict[tuple[str, str], str] = {}

    def build(self) -> None:
        """Make the nodes of the services, then everything that joins them."""
        for name, (key, body) in self.project.sections["services"].items():
            if isinstance(body, Mapping):
                self.services[name] = (key, body)
                self._add_service(key, body)
        for name in self.services:
            self.attached[name] = self._attach(name, ())
        self._join_networks()
        self._publish()
        self._reach_host()
        for name, (_, body) in self.services.items():
            self._add_mounts(name, body)
            self._add_secrets(name, body)
            self._add_dependencies(name, body)
        self._let_host_control()
        self._tell()

    def _add_service(self, key: Scalar, body: Mapping) -> None:
        text = self.reader.text
        labels: dict[str, Any] = dict(self._labels(body))
        image = text(body, "image")
        if image:
            labels["image"] = image.replace(UNSET, "?")
            labels["image-name"] = image.rpartition("/")[2].partition(":")[0].partition("@")[0].replace(UNSET, "?")
        profiles = tuple(each.text for each in self.reader.texts(body, "profiles"))
        if profiles:
            labels["profiles"] = profiles
        self.written[key.text] = read_attachment(body, key, self.reader)
        if self.written[key.text].networks:
            labels["networks"] = self.written[key.text].networks
        title = text(body, "container_name")
        zone = None
        if self.project.name:
            zone = self.builder.zone(self.project.name.replace(UNSET, "?"), key.location)
        self.ids[key.text] = self.builder.node(
            key.text, "app.container", key.location, zone=zone, title=title, labels=labels
        )
        self.ports[key.text] = []
        for value in self.reader.values(body, "ports"):
            port = read_port(value, self.reader)
            if port is not None:
                self.ports[key.text].append(port)

    def _labels(self, body: Mapping) -> dict[str, str]:
        written = body.get("labels")
        if isinstance(written, Mapping):
            pairs = [(name, value.text) for name, (_, value) in written.entries.items() if isinstance(value, Scalar)]
        elif isinstance(written, Sequence):
            texts = [item.text.partition("=") for item in written.items if isinstance(item, Scalar)]
            pairs = [(name, value) for name, _, value in texts]
        else:
            pairs = []
        return {name: value.replace(UNSET, "?") for name, value in pairs if name}

    def _attach(self, name: str, chain: tuple[str, ...]) -> Attachment:
        """Return how a service is attached in the end, where it is attached like another one."""
        own = self.written[name]
        if own.mode == "container":
            names = {self.reader.text(other, "container_name"): each for each, (_, other) in self.services.items()}
            if own.like in names:
                own = own._replace(mode="service", like=names[own.like])
            else:
                reason = f"`{name}` shares the network of the container `{own.like}`, which is not in these files"
                self.builder.unmodelled("compose-network-mode", name, reason, own.at.location)
                return own
        if own.mode == "unknown":
            reason = f"the `network_mode` of `{name}` is not known"
            self.builder.unmodelled("compose-network-mode", name, reason, own.at.location)
        if own.mode != "service":
            return own
        if own.like not in self.services:
            hint = self.builder.problems.did_you_mean(own.like, self.services)
            message = f"there is no service `{own.like}` to share the network of"
            self.builder.problems.error("unknown-node", message, own.at.location, hint)
            return own
        if own.like in chain:
            message = f"`{name}` shares its own network in the end"
            self.builder.problems.error("containment-cycle", message, own.at.location)
            return own
        self._edge(name, own.like, own.at.location, {"connections": "localhost"}, both=True)
        self.ports[own.like] += self.ports[name] if not chain else []
        return self._attach(own.like, (*chain, name))._replace(at=own.at)

    def _join_networks(self) -> None:
        networks = self.project.sections["networks"]
        members: dict[str, list[str]] = {}
        for name, attachment in self.attached.items():
            for network in attachment.networks:
                if network not in (DEFAULT, "bridge") and network not in networks:
                    hint = self.builder.problems.did_you_mean(network, networks)
                    message = f"there is no network `{network}`"
                    self.builder.problems.error("unknown-zone", message, attachment.at.location, hint)
                members.setdefault(network, []).append(name)
        for network, names in sorted(members.items()):
            key, body = networks.get(network, (None, None))
            at = key.location if key is not None else self.attached[names[0]].at.location
            settings = body if isinstance(body, Mapping) else None
            ids = [self.ids[name] for name in names]
            labels = {"network": network}
            if len(ids) > 1:
                self.builder.edge(ids, ids, at, labels=labels, tags=[INFERRED])
            if settings is not None and self._is_external(settings):
                other = self._other("network", network, "network.external", at)
                self.builder.edge(ids, other, at, labels=labels, tags=[INFERRED])
                self.builder.edge(other, ids, at, labels=labels, tags=[INFERRED])
            if settings is None or not self._is_internal(settings, network):
                outside = self._other("", INTERNET, "internet", at)
                self.builder.edge(ids, outside, at, labels=labels, tags=[INFERRED])

    def _is_external(self, settings: Mapping) -> bool:
        written = settings.get("external")
        return isinstance(written, Mapping) or bool(self.reader.flag(settings, "external"))

    def _is_internal(self, settings: Mapping, network: str) -> bool:
        written = self.reader.scalar(settings, "internal")
        if written is not None and UNSET in written.text:
            reason = f"whether the network `{network}` is internal is not known"
            self.builder.unmodelled("compose-internal", network, reason, written.location)
            return False
        return bool(self.reader.flag(settings, "internal"))

    def _publish(self) -> None:
        for name, ports in self.ports.items():
            if self.attached[name].mode == "none":
                continue
            for local in (False, True):
                chosen = [port for port in ports if port.local == local]
                if chosen:
                    at = chosen[0].at.location
                    source = self._other("", HOST, "device.host", at) if local else self._internet(at)
                    labels = {"connections": tuple(sorted({port.label for port in chosen}))}
                    self.builder.edge(source, self.ids[name], at, labels=labels)

    def _reach_host(self) -> None:
        """Join what shares the host's network: the outside, the host itself, and whoever has a way to the host."""
        on_host = [name for name, each in self.attached.items() if each.mode in ("host", "unknown")]
        if not on_host:
            return
        bridged = [self.ids[name] for name, each in self.attached.items() if each.networks]
        published = [self.ids[name] for name, ports in self.ports.items() if ports and name not in on_host]
        for name in on_host:
            at, id = self.attached[name].at.location, self.ids[name]
            host = self._other("", HOST, "device.host", at)
            peers = [self.ids[each] for each in on_host if each != name]
            self.builder.edge([self._internet(at), host, *bridged, *peers], id, at, tags=[INFERRED])
            self.builder.edge(id, [self._internet(at), host, *published], at, tags=[INFERRED])

    def _add_mounts(self, name: str, body: Mapping) -> None:
        for value in self.reader.values(body, "volumes"):
            mount = read_mount(value, self.reader)
            if mount is not None:
                self._mount(name, mount)
        for value in self.reader.values(body, "volumes_from"):
            reason = f"`{name}` mounts what another container mounts"
            self.builder.unmodelled("compose-volumes-from", name, reason, value.location)
        at = self._find_power(body)
        if at is not None:
            self.builder.edge(self.ids[name], self._other("", HOST, "device.host", at), at, "admin", tags=[INFERRED])

    def _find_power(self, body: Mapping) -> Location | None:
        """Return the place of what lets a service out of its container, or None."""
        powers = {each.text.upper().removeprefix("CAP_") for each in self.reader.texts(body, "cap_add")}
        has = {
            "privileged": bool(self.reader.flag(body, "privileged")),
            "pid": self.reader.text(body, "pid") == "host",
            "cap_add": not powers.isdisjoint(_POWERS),
        }
        return next((body.entries[key][0].location for key, power in has.items() if power), None)

    def _mount(self, name: str, mount: Mount) -> None:
        at = mount.at.location
        if mount.controls_host:
            host = self._other("", HOST, "device.host", at)
            self.builder.edge(self.ids[name], host, at, "admin", labels={"mount": mount.name}, tags=[INFERRED])
            return
        if mount.kind == "path" and "?" in mount.name:
            reason = f"what `{name}` mounts is not known, and might be the host's control socket"
            self.builder.unmodelled("compose-mount", name, reason, at)
        if mount.kind == "volume" and mount.name not in self.project.sections["volumes"] and "?" not in mount.name:
            hint = self.builder.problems.did_you_mean(mount.name, self.project.sections["volumes"])
            message = f"there is no volume `{mount.name}` under `volumes`"
            self.builder.problems.error("unknown-node", message, at, hint)
            return
        kind = "store.volume" if mount.kind == "volume" else "store.host-path"
        store = self._other(mount.kind, mount.name, kind, at)
        self.builder.edge(
            self.ids[name], store, at, "pull" if mount.read_only else "call", labels={"mount": mount.kind}
        )

    def _add_secrets(self, name: str, body: Mapping) -> None:
        for section, prefix, kind in (("secrets", "secret", "store.secret"), ("configs", "config", "store.config")):
            for value in self.reader.values(body, section):
                key: Value | None = value
                if isinstance(value, Mapping):
                    key = self.reader.required(value, "source", f"an item of `{section}`")
                if not isinstance(key, Scalar):
                    continue
                if key.text not in self.project.sections[section] and UNSET not in key.text:
                    hint = self.builder.problems.did_you_mean(key.text, self.project.sections[section])
                    message = f"there is no {prefix} `{key.text}` under `{section}`"
                    self.builder.problems.error("unknown-node", message, key.location, hint)
                    continue
                store = self._other(prefix, key.text.replace(UNSET, "?"), kind, key.location)
                self.builder.edge(self.ids[name], store, key.location, "pull")

    def _add_dependencies(self, name: str, body: Mapping) -> None:
        written = body.get("depends_on")
        if isinstance(written, Mapping):
            needed = [key for key, _ in written.entries.values()]
        else:
            needed = self.reader.texts(body, "depends_on")
        for key in needed:
            if key.text in self.ids:
                self.builder.edge(self.ids[name], self.ids[key.text], key.location, "depends")
            else:
                self._tell_unknown(key, key.text)
        for link in self.reader.texts(body, "links"):
            target, _, alias = link.text.partition(":")
            if target in self.ids:
                labels = {"alias": alias} if alias else {}
                self.builder.edge(self.ids[name], self.ids[target], link.location, labels=labels)
            else:
                self._tell_unknown(link, target)
        for link in self.reader.texts(body, "external_links"):
            other = self._other("container", link.text.partition(":")[0], "app.container.external", link.location)
            self.builder.edge(self.ids[name], other, link.location)

    def _let_host_control(self) -> None:
        """Whoever controls the host controls every container on it."""
        host = self.others.get(("", HOST))
        if host is not None and self.ids:
            at = self.builder.nodes[host].location
            self.builder.edge(host, list(self.ids.values()), at, "admin", tags=[INFERRED])

    def _tell(self) -> None:
        problems = self.builder.problems
        networks = {each for attachment in self.attached.values() for each in attachment.networks}
        problems.info("imported", f"Compose: {len(self.services)} services, {len(networks)} networks in use")
        problems.info("assumed", "services of one network reach each other on every port")
        if ("", INTERNET) in self.others:
            problems.info("assumed", "a network that is not `internal` lets its services out to the internet")
        if any(body.get("profiles") is not None for _, body in self.services.values()):
            problems.info("assumed", "services of every profile are started")

    def _tell_unknown(self, at: Scalar, name: str) -> None:
        hint = self.builder.problems.did_you_mean(name, self.ids)
        self.builder.problems.error("unknown-node", f"there is no service `{name}`", at.location, hint)

    def _internet(self, at: Location) -> str:
        return self._other("", INTERNET, "internet", at)

    def _other(self, prefix: str, name: str, kind: str, at: Location) -> str:
        """Return the id of something that is no service, made when it is first met."""
        if (prefix, name) not in self.others:
            written = f"{prefix}:{name}" if prefix else f"{{{name}}}"
            self.others[prefix, name] = self.builder.node(written, kind, at, tags=[INFERRED] if not prefix else [])
        return self.others[prefix, name]

    def _edge(self, source: str, target: str, at: Location, labels: dict[str, Any], *, both: bool) -> None:
        self.builder.edge(self.ids[source], self.ids[target], at, labels=labels, tags=[INFERRED])
        if both:
            self.builder.edge(self.ids[target], self.ids[source], at, labels=labels, tags=[INFERRED])
