"""OTM, the Open Threat Model format of IriusRisk (0.1 and 0.2), as JSON or YAML.

A dataflow is data that its source sends to its destination: a `push`, both ways where it is bidirectional. Who opens
the connection the format does not say: it is taken to be whoever sends. Trust zones and components hold each other.
"""

from typing import Any

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.calm import to_kind
from archcheck.importers.containment import Connection, Containment, Element, find_key
from archcheck.importers.leftovers import Leftovers
from archcheck.importers.reading import ForeignReader, tell_duplicate
from archcheck.source.located import Mapping, Scalar, Value

# Component types that tools which write OTM have in common; another one is a kind below `app`.
KINDS = {
    "load-balancer": "proxy",
    "web-client": "app.client",
    "browser": "app.client",
    "mobile-client": "app.client",
    "web-service": "app.service",
    "web-application-server-side": "app.service",
    "api-gateway": "gateway.ingress",
    "generic-client": "app.client",
    "android-device-client": "app.client",
    "ios-device-client": "app.client",
    "microservice": "app.service",
    "vpc": "network",
    "empty-component": "app",
    "ec2": "app.service",
    "aws-lambda-function": "app.service",
    "s3": "store.object",
    "rds": "store.database",
    "dynamodb": "store.database",
    "sql-database": "store.database",
    "postgresql": "store.database",
    "mysql-server": "store.database",
    "mongodb": "store.database",
    "database": "store.database",
    "redis": "store.database",
    "key-management-service": "store.secret",
    "message-queue": "bus",
    "message-broker": "bus",
    "sqs-simple-queue-service": "bus",
    "generic-external-entity": "app.external",
    "actor": "human.user",
}
_READ = {
    "": ("otmVersion", "project", "trustZones", "components", "dataflows"),
    "trust zones": ("id", "name", "type", "description", "parent", "risk"),
    "components": ("id", "name", "type", "description", "parent", "tags", "assets"),
    "dataflows": ("id", "name", "description", "source", "destination", "bidirectional", "tags", "assets"),
}


def recognises(root: Value) -> bool:
    """Return whether a document is an OTM model."""
    return isinstance(root, Mapping) and root.get("otmVersion") is not None


def read(root: Value, builder: TopologyBuilder) -> None:
    """Read a model into a builder, whose problems get what is wrong and what has no counterpart."""
    _Model(builder).read(root)


class _Model:
    def __init__(self, builder: TopologyBuilder) -> None:
        self.builder = builder
        self.reader = ForeignReader(builder.problems)
        self.containment = Containment(builder)
        self.leftovers = Leftovers(builder.problems)
        self.zones: dict[str, str] = {}  # the keys of trust zones by their ids, which components may have, too

    def read(self, root: Value) -> None:
        model = self.reader.mapping(root, "an OTM model")
        if model is None:
            return
        self.leftovers.note("", model, _READ[""])
        components = list(self.reader.items(model, "components"))
        zones = list(self.reader.items(model, "trustZones"))
        for component in components:
            self._read_component(component)
        for zone in zones:
            self._read_zone(zone)
        for zone in zones:
            self._place(zone, self.zones)
        for component in components:
            self._place(component, {key: key for key in self.containment.elements})
        dataflows = list(self.reader.items(model, "dataflows"))
        for dataflow in dataflows:
            self._read_dataflow(dataflow)
        self.containment.build()
        problems = self.builder.problems
        counts = f"{len(self.containment.elements) - len(self.zones)} components, {len(self.zones)} trust zones"
        problems.info("imported", f"OTM: {counts}, {len(dataflows)} dataflows")
        if dataflows:
            problems.info("assumed", "whoever sends a dataflow opens the connection")
        self.leftovers.tell()

    def _read_zone(self, zone: Mapping) -> None:
        key = self.reader.required(zone, "id", "a trust zone")
        if key is None:
            return
        if key.text in self.zones:
            first = self.containment.elements[self.zones[key.text]].location
            tell_duplicate(self.builder.problems, "trust zone", key, first)
            return
        self.leftovers.note("trust zones", zone, _READ["trust zones"])
        labels: dict[str, Any] = {}
        risk = self.reader.child(zone, "risk")
        rating = self.reader.text(risk, "trustRating") if risk is not None else None
        if rating is not None and rating.isdecimal():
            labels["trust-rating"] = int(rating)
        written = self.reader.text(zone, "type")
        if written is not None:
            labels["otm-zone-type"] = written
        name = self.reader.text(zone, "name")
        fields = {"title": name, "description": self.reader.text(zone, "description"), "zone_labels": labels}
        own = self.zones[key.text] = f"\0{key.text}"
        self.containment.add(Element(own, key.text, "", name or key.text, key.location, fields, boundary=True))

    def _read_component(self, component: Mapping) -> None:
        key = self.reader.required(component, "id", "a component")
        if key is None:
            return
        if key.text in self.containment.elements:
            tell_duplicate(self.builder.problems, "component", key, self.containment.elements[key.text].location)
            return
        self.leftovers.note("components", component, _READ["components"])
        written = self.reader.text(component, "type") or "app"
        name = self.reader.text(component, "name")
        kind = KINDS.get(written.lower()) or to_kind(written, {}, "app.")
        fields = {
            "title": name,
            "description": self.reader.text(component, "description"),
            "tags": [each.text for each in self.reader.texts(component, "tags")],
            "labels": {"otm-type": written, **self._read_assets(component)},
            "transparent": written == "load-balancer",
        }
        self.containment.add(Element(key.text, key.text, kind, name or key.text, key.location, fields))

    def _read_assets(self, component: Mapping) -> dict[str, Any]:
        """Return labels of the data that a component processes and stores."""
        assets = self.reader.child(component, "assets")
        if assets is None:
            return {}
        self.leftovers.note("the assets of components", assets, ("processed", "stored"))
        found = {
            f"assets-{each}": tuple(t.text for t in self.reader.texts(assets, each)) for each in ("processed", "stored")
        }
        return {name: texts for name, texts in found.items() if texts}

    def _place(self, item: Mapping, keys: dict[str, str]) -> None:
        """Put a trust zone or a component into what it names as its parent."""
        own = keys.get(self.reader.text(item, "id") or "")
        parent = self.reader.child(item, "parent")
        if own is None or parent is None:
            return
        zone, other = self.reader.scalar(parent, "trustZone"), self.reader.scalar(parent, "component")
        outer: str | None = None
        if zone is not None:
            outer = self._find_zone(zone)
        elif other is not None:
            outer = find_key(other, self.containment, self.builder, "component")
        if outer is not None:
            self.containment.put(own, outer, (zone or other or parent).location)

    def _find_zone(self, name: Scalar) -> str | None:
        if name.text in self.zones:
            return self.zones[name.text]
        hint = self.builder.problems.did_you_mean(name.text, self.zones)
        self.builder.problems.error("unknown-zone", f"there is no trust zone `{name.text}`", name.location, hint)
        return None

    def _read_dataflow(self, dataflow: Mapping) -> None:
        ends = []
        for name in ("source", "destination"):
            end = self.reader.required(dataflow, name, "a dataflow")
            ends.append(find_key(end, self.containment, self.builder, "component") if end is not None else None)
        source, target = ends
        if source is None or target is None:
            return
        self.leftovers.note("dataflows", dataflow, _READ["dataflows"])
        labels: dict[str, Any] = {}
        assets = tuple(each.text for each in self.reader.texts(dataflow, "assets"))
        if assets:
            labels["assets"] = assets
        fields = {
            "title": self.reader.text(dataflow, "name"),
            "description": self.reader.text(dataflow, "description"),
            "tags": [each.text for each in self.reader.texts(dataflow, "tags")],
            "labels": labels,
        }
        at = dataflow.location
        self.containment.connections.append(Connection(source, target, "push", at, fields))
        if self.reader.flag(dataflow, "bidirectional"):
            self.containment.connections.append(Connection(target, source, "push", at, fields))
