"""Structurizr workspaces (JSON): the static model, and every deployment environment beside it.

Software systems with containers, containers with components, deployment nodes and environments are nested zones. An
instance is a node of its own. Where the workspace lists no relationship between two instances, it is
inferred from that of the containers that they are instances of, within one environment and deployment group.
"""

from collections.abc import Iterator
from typing import Any

from archcheck.importers.building import INFERRED, TopologyBuilder
from archcheck.importers.containment import Connection, Containment, Element
from archcheck.importers.leftovers import Leftovers
from archcheck.importers.reading import ForeignReader, tell_duplicate
from archcheck.source.located import Location, Mapping, Value

_STORES = ("database", "data store", "datastore", "storage", "bucket")
_INSIDE = (
    "containers",
    "components",
    "children",
    "infrastructureNodes",
    "softwareSystemInstances",
    "containerInstances",
)
_INSTANCE_OF = ("softwareSystemId", "containerId")
_READ = {
    "the model": ("people", "softwareSystems", "customElements", "deploymentNodes"),
    "elements": (
        *("id", "name", "description", "technology", "tags", "group", "location", "environment", "metadata"),
        *("instances", "instanceId", "deploymentGroups", "relationships", "properties"),
        *(*_INSTANCE_OF, *_INSIDE),
    ),
    "relationships": (
        *("id", "sourceId", "destinationId", "description", "technology", "tags", "interactionStyle"),
        *("linkedRelationshipId", "properties"),
    ),
}
_TYPES = {
    "people": ("human.user", "person"),
    "softwareSystems": ("app.system", "software-system"),
    "containers": ("app", "container"),
    "components": ("app.component", "component"),
    "customElements": ("app.element", "element"),
    "deploymentNodes": ("app.host", "deployment-node"),
    "children": ("app.host", "deployment-node"),
    "infrastructureNodes": ("network", "infrastructure-node"),
    "softwareSystemInstances": ("app.system", "software-system-instance"),
    "containerInstances": ("app", "container-instance"),
}


def recognises(root: Value) -> bool:
    """Return whether a document is a Structurizr workspace."""
    model = root.get("model") if isinstance(root, Mapping) else None
    return isinstance(model, Mapping) and any(
        model.get(key) is not None for key in ("softwareSystems", "people", "deploymentNodes", "customElements")
    )


def read(root: Value, builder: TopologyBuilder) -> None:
    """Read a workspace into a builder, whose problems get what is wrong and what has no counterpart."""
    _Workspace(builder).read(root)


class _Workspace:
    def __init__(self, builder: TopologyBuilder) -> None:
        self.builder = builder
        self.reader = ForeignReader(builder.problems)
        self.containment = Containment(builder)
        self.leftovers = Leftovers(builder.problems)
        self.names: dict[str, str] = {}
        self.taken: set[str] = set()
        self.written: dict[str, Mapping] = {}
        self.instance_of: dict[str, str] = {}
        self.placement: dict[str, tuple[str, frozenset[str]]] = {}
        self.environments: dict[str, str] = {}

    def read(self, root: Value) -> None:
        workspace = self.reader.mapping(root, "a Structurizr workspace")
        model = self.reader.child(workspace, "model") if workspace is not None else None
        if workspace is None or model is None:
            return
        self.leftovers.note("the model", model, _READ["the model"])
        for key in ("people", "softwareSystems", "customElements"):
            for element in self.reader.items(model, key):
                self._read_element(element, key, None, "")
        for element in self.reader.items(model, "deploymentNodes"):
            environment = self.reader.text(element, "environment") or "Default"
            if environment not in self.environments:
                self.environments[environment] = self.builder.zone(environment, element.location, title=environment)
            self._read_element(element, "deploymentNodes", None, environment)
        stated = [each for key in self.written for each in self._read_relationships(key)]
        inferred = list(self._infer(stated)) if self.instance_of else []
        self.containment.connections += [*stated, *inferred]
        self.containment.build()
        problems = self.builder.problems
        counts = f"{len(self.written)} elements, {len(stated)} relationships, {len(self.environments)} environments"
        problems.info("imported", f"Structurizr: {counts}")
        if inferred:
            message = f"{len(inferred)} relationships between instances follow from those of their containers"
            problems.info("assumed", message)
        if stated:
            problems.info("assumed", "every relationship is a call: its source asks, and an answer comes back")
        for key in ("views", "documentation"):
            if workspace.get(key) is not None:
                message = f"`{key}`: left out, for a topology has no place for it"
                problems.info("not-understood", message, workspace.entries[key][0].location)
        self.leftovers.tell()

    def _read_element(self, element: Mapping, where: str, outer: str | None, environment: str) -> None:
        """Read an element and, after it, those inside."""
        waiting: list[tuple[Mapping, str, str | None]] = [(element, where, outer)]
        while waiting:
            element, where, outer = waiting.pop()
            key = self.reader.required(element, "id", "an element")
            if key is None:
                continue
            if key.text in self.containment.elements:
                tell_duplicate(self.builder.problems, "element", key, self.containment.elements[key.text].location)
                continue
            self._add(key.text, element, where, outer, environment)
            inner = [(each, name, key.text) for name in _INSIDE for each in self.reader.items(element, name)]
            waiting += reversed(inner)

    def _add(self, key: str, element: Mapping, where: str, outer: str | None, environment: str) -> None:
        reader = self.reader
        original = next((found.text for name in _INSTANCE_OF if (found := reader.scalar(element, name))), None)
        model = self.written.get(original or "", element)
        name = reader.text(element, "name") or reader.text(model, "name") or key
        tags = _split(reader.text(element, "tags"))
        kind, form = _TYPES[where]
        if original is not None:
            if original not in self.containment.elements:
                at = next(element.entries[name][1].location for name in _INSTANCE_OF if element.get(name) is not None)
                self.builder.problems.error("unknown-node", f"there is no element of the id `{original}`", at)
                return
            kind = self.containment.elements[original].kind
            self.instance_of[key] = original
        self.leftovers.note("elements", element, _READ["elements"])
        technology = reader.text(element, "technology") or reader.text(model, "technology")
        words = f"{name} {' '.join(tags)} {technology or ''}".lower()
        if where in ("containers", "components") and any(word in words for word in _STORES):
            kind = "store.database" if "bucket" not in words else "store.object"
        elif where == "infrastructureNodes" and ("load balanc" in words or "proxy" in words):
            kind = "proxy"
        labels: dict[str, Any] = self._read_properties(element)
        labels |= {"structurizr-type": form, "structurizr-id": key}
        instance = reader.text(element, "instanceId")
        further = {"technology": technology, "environment": environment or None, "instance": instance}
        further |= {name: reader.text(element, name) for name in ("group", "location", "metadata")}
        instances = reader.text(element, "instances")
        further["instances"] = instances if instances != "1" else None
        labels |= {name: value for name, value in further.items() if value not in (None, "", "Unspecified")}
        at = (element.entries.get("name") or element.entries["id"])[1].location
        segment = f"{name}[{instance}]" if instance is not None and instance != "1" else name
        around = environment or (self.names[outer] if outer is not None else "")
        own = f"{around}/{segment}" if around else segment
        if own in self.taken:  # two of one name, told apart by their ids
            own, segment = f"{own} #{key}", f"{segment} #{key}"
        self.taken.add(own)
        self.names[key] = own
        self.written[key] = element
        fields = {"title": name, "tags": tags, "labels": labels, "transparent": kind == "proxy"}
        fields["description"] = reader.text(element, "description") or reader.text(model, "description")
        self.containment.add(Element(key, own, kind, segment, at, fields))
        if outer is not None:
            self.containment.put(key, outer, at)
        elif environment:
            self.containment.put_into_zone(key, self.environments[environment])
        groups = frozenset(each.text for each in reader.texts(element, "deploymentGroups")) or frozenset({"Default"})
        self.placement[key] = (environment, groups)

    def _read_relationships(self, key: str) -> Iterator[Connection]:
        for relationship in self.reader.items(self.written[key], "relationships"):
            target = self.reader.required(relationship, "destinationId", "a relationship")
            if target is None:
                continue
            if target.text not in self.containment.elements:
                message = f"there is no element of the id `{target.text}`"
                self.builder.problems.error("unknown-node", message, target.location)
                continue
            implied = self.reader.scalar(relationship, "linkedRelationshipId") is not None
            yield self._connection(key, target.text, relationship, relationship.location, implied)

    def _connection(self, source: str, target: str, written: Mapping, at: Location, whole: bool) -> Connection:
        text = self.reader.text
        tags = [
            tag.strip() for tag in (text(written, "tags") or "").split(",") if tag.strip() not in ("", "Relationship")
        ]
        self.leftovers.note("relationships", written, _READ["relationships"])
        labels = self._read_properties(written)
        for label, name in (("technology", "technology"), ("interaction-style", "interactionStyle")):
            value = text(written, name)
            if value:
                labels[label] = value
        if _is_encrypted(labels.get("technology", "")):
            labels["encrypted"] = True
        fields = {"description": text(written, "description"), "tags": tags, "labels": labels}
        return Connection(source, target, "call", at, fields, whole)

    def _read_properties(self, item: Mapping) -> dict[str, Any]:
        """Return the properties of an element or a relationship as labels; what a tool notes for itself is none."""
        found = self.reader.child(item, "properties")
        names = [key for key in found.entries if not key.startswith("structurizr.")] if found is not None else []
        values = {name: self.reader.text(found, name) for name in names} if found is not None else {}
        return {name: value for name, value in values.items() if value}

    def _infer(self, stated: list[Connection]) -> Iterator[Connection]:
        """Yield the relationships of instances that the workspace leaves to be understood."""
        have = {(each.source, each.target) for each in stated}
        instances: dict[str, list[str]] = {}
        for instance, original in self.instance_of.items():
            instances.setdefault(original, []).append(instance)
        for each in stated:
            for source in instances.get(each.source, ()):
                for target in instances.get(each.target, ()):
                    environment, groups = self.placement[source]
                    other, others = self.placement[target]
                    if environment != other or not groups & others or (source, target) in have:
                        continue
                    have.add((source, target))
                    tags = [*each.fields["tags"], INFERRED]
                    yield each._replace(source=source, target=target, fields={**each.fields, "tags": tags})


def _split(tags: str | None) -> list[str]:
    return [tag.strip() for tag in (tags or "").split(",") if tag.strip()]


def _is_encrypted(technology: str) -> bool:
    words = technology.lower().replace("/", " ").replace(",", " ").split()
    return bool({"https", "ssl", "tls", "mtls", "ssh", "sftp", "wss"} & set(words))
