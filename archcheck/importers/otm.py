"""OTM, the Open Threat Model format of IriusRisk (0.1 and 0.2), as JSON or YAML.

A dataflow is data that its source sends to its destination: a `push`, both ways where it is bidirectional. Who opens
the connection the format does not say: it is taken to be whoever sends.
"""

from typing import Any

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.calm import to_kind
from archcheck.importers.containment import Connection, Containment, Element, find_key
from archcheck.importers.reading import ForeignReader, tell_duplicate
from archcheck.source.located import Location, Mapping, Value

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
_LEFT_OUT = ("assets", "threats", "mitigations", "representations")


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
        self.zones: dict[str, str] = {}

    def read(self, root: Value) -> None:
        model = self.reader.mapping(root, "an OTM model")
        if model is None:
            return
        components = list(self.reader.items(model, "components"))
        for component in components:
            self._read_component(component)
        self._read_zones(list(self.reader.items(model, "trustZones")))
        for component in components:
            self._place(component)
        dataflows = list(self.reader.items(model, "dataflows"))
        for dataflow in dataflows:
            self._read_dataflow(dataflow)
        self.containment.build()
        problems = self.builder.problems
        counts = f"{len(self.containment.elements)} components, {len(self.zones)} trust zones"
        problems.info("imported", f"OTM: {counts}, {len(dataflows)} dataflows")
        if dataflows:
            problems.info("assumed", "whoever sends a dataflow opens the connection")
        for key in _LEFT_OUT:
            number = len(getattr(model.get(key), "items", ()))
            if number:
                message = f"`{key}`: {number} left out, for a topology has no place for them"
                problems.info("not-understood", message, model.entries[key][0].location)

    def _read_zones(self, written: list[Mapping]) -> None:
        """Make the zones; one may lie in another, or in a component, which is then taken as the zone around it."""
        places: dict[str, Location] = {}
        waiting: dict[str, tuple[Mapping, str | None]] = {}
        for zone in written:
            key = self.reader.required(zone, "id", "a trust zone")
            if key is None:
                continue
            if key.text in places:
                tell_duplicate(self.builder.problems, "trust zone", key, places[key.text])
                continue
            places[key.text] = key.location
            parent = self.reader.child(zone, "parent")
            around = self.reader.scalar(parent, "trustZone") if parent is not None else None
            waiting[key.text] = (zone, around.text if around is not None else None)
            if parent is not None and around is None:
                message = "a trust zone inside of a component stands beside the outermost ones"
                self.builder.problems.info("assumed", message, parent.location)
        while waiting:
            ready = [name for name, (_, around) in waiting.items() if around is None or around in self.zones]
            for name in ready:
                self._make_zone(name, *waiting.pop(name), places[name])
            if not ready:
                name, (_, outer) = next(iter(waiting.items()))
                self._tell_lost(name, outer, places)
                waiting.pop(name)

    def _tell_lost(self, name: str, outer: str | None, places: dict[str, Location]) -> None:
        problems = self.builder.problems
        if outer in places:
            problems.error("containment-cycle", f"the trust zone `{name}` is inside of itself", places[name])
        else:
            hint = problems.did_you_mean(outer or "", places)
            problems.error("unknown-zone", f"there is no trust zone `{outer}`", places[name], hint)

    def _make_zone(self, key: str, zone: Mapping, around: str | None, at: Location) -> None:
        labels: dict[str, Any] = {}
        risk = self.reader.child(zone, "risk")
        rating = self.reader.text(risk, "trustRating") if risk is not None else None
        if rating is not None and rating.isdecimal():
            labels["trust-rating"] = int(rating)
        name = self.reader.text(zone, "name")
        within = self.zones[around] if around else None
        self.zones[key] = self.builder.zone(
            name or key, at, within=within, title=name, description=self.reader.text(zone, "description"), labels=labels
        )

    def _read_component(self, component: Mapping) -> None:
        key = self.reader.required(component, "id", "a component")
        if key is None:
            return
        if key.text in self.containment.elements:
            tell_duplicate(self.builder.problems, "component", key, self.containment.elements[key.text].location)
            return
        written = self.reader.text(component, "type") or "app"
        name = self.reader.text(component, "name")
        kind = KINDS.get(written.lower()) or to_kind(written, {}, "app.")
        fields = {
            "title": name,
            "description": self.reader.text(component, "description"),
            "tags": [each.text for each in self.reader.texts(component, "tags")],
            "labels": {"otm-type": written},
            "transparent": written == "load-balancer",
        }
        self.containment.add(Element(key.text, key.text, kind, name or key.text, key.location, fields))

    def _place(self, component: Mapping) -> None:
        own = self.reader.text(component, "id")
        parent = self.reader.child(component, "parent")
        if own is None or own not in self.containment.elements or parent is None:
            return
        zone, other = self.reader.scalar(parent, "trustZone"), self.reader.scalar(parent, "component")
        if zone is not None:
            if zone.text in self.zones:
                self.containment.put_into_zone(own, self.zones[zone.text])
            else:
                hint = self.builder.problems.did_you_mean(zone.text, self.zones)
                message = f"there is no trust zone `{zone.text}`"
                self.builder.problems.error("unknown-zone", message, zone.location, hint)
        elif other is not None:
            key = find_key(other, self.containment, self.builder, "component")
            if key is not None:
                self.containment.put(own, key, other.location)

    def _read_dataflow(self, dataflow: Mapping) -> None:
        ends = []
        for name in ("source", "destination"):
            end = self.reader.required(dataflow, name, "a dataflow")
            ends.append(find_key(end, self.containment, self.builder, "component") if end is not None else None)
        source, target = ends
        if source is None or target is None:
            return
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
