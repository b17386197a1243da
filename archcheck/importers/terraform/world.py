"""What the provider modules share while a plan becomes a topology: resources, their zones, and the edges among them."""

from collections.abc import Iterable, Sequence

from archcheck.documents.topology import Label
from archcheck.importers.building import INFERRED, TopologyBuilder
from archcheck.importers.terraform.kinds import OTHER, kind_of
from archcheck.importers.terraform.network import Connection, Network, Tri, is_private, parse_net
from archcheck.importers.terraform.plan import Plan
from archcheck.importers.terraform.references import Found, References
from archcheck.importers.terraform.resource import UNKNOWN, Block, Hidden, Resource
from archcheck.importers.terraform.traffic import describe_traffic
from archcheck.source.located import Location

INTERNET = "internet"
_MOST_LABELS = 60


class World:
    """A plan in the making of a topology.

    Attributes:
        plan: the plan.
        builder: what zones, nodes and edges go to.
        references: what speaks of what.
        network: who may connect to whom.
        hidden_references: how many resources refer to what is in no plan, such as locals.
    """

    def __init__(self, plan: Plan, builder: TopologyBuilder) -> None:
        self.plan = plan
        self.builder = builder
        self.references = References(plan)
        self.network = Network()
        self.kinds: dict[Resource, str] = {}
        self._of: dict[str, list[Resource]] = {}
        self._zones: dict[Resource, str] = {}
        self._within: dict[Resource, tuple[str | None, bool]] = {}
        self._named_zones: dict[str, str] = {}
        self._ids: dict[Resource, str] = {}
        self._outside: dict[str, str] = {}
        self._edges: dict[tuple[str, str, str, str | None], tuple[Location, dict[str, Label], bool]] = {}
        self._told: set[tuple[str, str]] = set()
        self.hidden_references = 0
        for resource in plan.resources:
            self._of.setdefault(resource.type, []).append(resource)

    def of(self, *types: str) -> list[Resource]:
        """Return the resources of some types, data sources aside."""
        return [each for name in types for each in self._of.get(name, ()) if each.mode == "managed"]

    def data(self, *types: str) -> list[Resource]:
        """Return the data sources of some types."""
        return [each for name in types for each in self._of.get(name, ()) if each.mode == "data"]

    def find(self, block: Block | Resource, name: str, types: Iterable[str]) -> Found:
        """Return what an attribute speaks of."""
        return self.references.find(block.block if isinstance(block, Resource) else block, name, types)

    def find_given(self, block: Block, name: str, types: Iterable[str]) -> Found:
        """Return what an attribute speaks of: nothing where it is computed, and nobody asked for anything."""
        value = block.get(name)
        if value is None or (value is UNKNOWN and not block.is_written(name)):
            return Found()
        return self.find(block, name, types)

    # Zones and nodes.

    def add_zone(self, resource: Resource, within: str | None = None) -> str:
        """Make a zone of a network or a subnet, which it and what is in it lie in."""
        labels: dict[str, Label] = {"terraform-type": resource.type}
        path = self.builder.zone(resource.address, resource.location, within=within, labels=labels)
        self._zones[resource] = path
        self._within[resource] = (path, True)
        return path

    def zone_of(self, resource: Resource) -> str | None:
        """Return the zone that a network or subnet is."""
        return self._zones.get(resource)

    def named_zone(self, name: str, at: Location) -> str:
        """Return the zone of a network or subnet that is not in the plan."""
        if name not in self._named_zones:
            self._named_zones[name] = self.builder.zone(name, at)
        return self._named_zones[name]

    def place(self, resource: Resource, found: Found) -> bool:
        """Put a resource into the zone of the networks or subnets that it is in; False where it is in none."""
        if found.is_empty or resource in self._within:
            return resource in self._within
        paths = [self._zones[each] for each in found.resources if each in self._zones]
        paths += [self.named_zone(name, resource.location) for name in found.literals]
        paths = list(dict.fromkeys(paths))
        common = _common(paths)
        known = found.certain or (not found.open and len(paths) == 1)
        self._within[resource] = (common, known)
        return True

    def put(self, resource: Resource, other: Resource) -> None:
        """Put a resource where another one is."""
        if resource not in self._within and other in self._within:
            self._within[resource] = self._within[other]

    def add_nodes(self) -> None:
        """Add a node for each resource that will be there."""
        for resource in self.plan.resources:
            if resource.mode != "managed":
                continue
            kind = self.kinds.get(resource) or kind_of(resource.type)
            zone, known = self._within.get(resource, (None, True))
            labels, hidden, more = _read_labels(resource)
            if more:
                reason = "its tags are not known, and what asks for labels may rest on them"
                self.unmodelled("tags", resource.address, reason, resource.location)
            labels["terraform-type"] = resource.type
            if resource.module:
                labels["module"] = ".".join(step.name for step in resource.module)
            unknown = [*(f"labels.{name}" for name in hidden), *(() if known else ("zone",))]
            self._ids[resource] = self.builder.node(
                resource.address, kind, resource.location, zone=zone, labels=labels, unknown=unknown
            )
            if kind == OTHER:
                reason = "nobody here knows what resources of this type do to who reaches whom"
                self.builder.unmodelled(resource.type, resource.address, reason, resource.location)

    def id_of(self, resource: Resource) -> str:
        """Return the id of a resource's node."""
        return self._ids[resource]

    def has_node(self, resource: Resource) -> bool:
        """Whether a resource has a node."""
        return resource in self._ids

    def outside(self, name: str = INTERNET, kind: str = "internet", at: Location | None = None) -> str:
        """Return the node of what is outside: the internet, or a range of addresses."""
        if name not in self._outside:
            place = at or self.plan.at
            self._outside[name] = self.builder.node(name, kind, place, tags=[INFERRED])
        return self._outside[name]

    # Edges, and what stays open.

    def call(
        self,
        source: str,
        target: str,
        at: Location,
        kind: str = "call",
        *,
        certain: Tri = True,
        flow: str | None = None,
        labels: dict[str, Label] | None = None,
    ) -> None:
        """Add an edge, once for its ends and kind; one that is certain wins."""
        if source == target:
            return
        key = (source, target, kind, flow)
        before = self._edges.get(key)
        if before is None or (certain is True and not before[2]):
            self._edges[key] = (at, labels or {}, certain is True)

    def call_found(
        self, source: Resource, found: Found, at: Location, kind: str = "call", labels: dict[str, Label] | None = None
    ) -> None:
        """Add edges from a resource to all that an attribute speaks of."""
        for target in found.resources:
            if self.has_node(target):
                self.call(
                    self.id_of(source), self.id_of(target), at, kind, certain=found.certain or None, labels=labels
                )

    def admit(self, target: Resource, text: object, origin: Resource, *, certain: Tri) -> None:
        """Add an edge from a range of addresses that something lets in; from the internet where it is not known."""
        net = parse_net(text) if isinstance(text, str) else None
        at = origin.location
        if net is None or net.prefixlen == 0:
            self.call(self.outside(at=at), self.id_of(target), at, certain=certain if net is not None else None)
            return
        private = is_private(net)
        source = self.outside(str(net), "network.range" if private else "internet.range", at)
        self.call(source, self.id_of(target), at, certain=certain)
        if not private:
            self.call(source, self.outside(at=at), at, labels={"why": "is part of it"})

    def unmodelled(self, kind: str, name: str, reason: str, at: Location) -> None:
        """Say once that something is not understood."""
        if (kind, name) not in self._told:
            self._told.add((kind, name))
            self.builder.unmodelled(kind, name, reason, at)

    def draw_edges(self) -> None:
        """Add all edges to the builder: those of :meth:`call`, of the network, and the references."""
        for connection in self.network.inner():
            self._draw(connection.sources, connection.targets, connection)
        for range_, incoming, connection in self.network.outer():
            at = connection.rules[0].at if connection.rules else None
            if range_.is_internet:
                outside = (self.outside(at=at),)
            else:
                kind = "network.range" if range_.private else "internet.range"
                outside = (self.outside(str(range_.net), kind, at),)
                if not range_.private:
                    self.call(outside[0], self.outside(at=at), at or self.plan.at, labels={"why": "is part of it"})
            if incoming:
                self._draw(outside, connection.sources, connection)
            else:
                self._draw(connection.sources, outside, connection)
        if self._ids:  # it is there, also where it reaches nobody: what asks for it is not vacuous
            self.outside()
        for (source, target, kind, flow), (at, labels, certain) in self._edges.items():
            unknown = () if certain else ("presence",)
            self.builder.edge(source, target, at, kind, labels=labels, flow=flow, unknown=unknown, tags=[INFERRED])
        self._draw_references()

    def _draw(self, sources: Sequence[str], targets: Sequence[str], connection: Connection) -> None:
        passage = connection.passage
        sure = any(passage.sure)
        labels: dict[str, Label] = {"connections": describe_traffic(passage.possible)}
        origins = tuple(sorted({rule.origin for rule in connection.rules}))
        if origins:
            labels["allowed-by"] = origins[0] if len(origins) == 1 else origins
        unknown = [] if sure else ["presence"]
        if passage.sure != passage.possible:
            unknown.append("labels.connections")
        at = connection.rules[0].at if connection.rules else self._place_of((*sources, *targets))
        one: str | Sequence[str] = sources[0] if len(sources) == 1 else sorted(sources)
        other: str | Sequence[str] = targets[0] if len(targets) == 1 else sorted(targets)
        self.builder.edge(one, other, at, labels=labels, unknown=unknown, tags=[INFERRED])

    def _place_of(self, ids: Sequence[str]) -> Location:
        return next(iter(self.builder.nodes[id].location for id in ids))

    def _draw_references(self) -> None:
        for resource in self.plan.resources:
            if resource.mode != "managed":
                continue
            found, more = self.references.find_all(resource)
            targets = sorted(self.id_of(each) for each in found if self.has_node(each))
            if targets:
                ends = targets[0] if len(targets) == 1 else targets
                self.builder.edge(self.id_of(resource), ends, resource.location, "depends")
            self.hidden_references += more


def _common(paths: Sequence[str]) -> str | None:
    """Return the innermost zone that all paths lie in."""
    if not paths:
        return None
    segments = [path.split("/") for path in paths]
    common: list[str] = []
    for parts in zip(*segments, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return "/".join(common) or None


def _read_labels(resource: Resource) -> tuple[dict[str, Label], list[str], bool]:
    """Return the tags of a resource as labels, the names of those that are hidden, and whether there may be more."""
    block = resource.block
    labels: dict[str, Label] = {}
    hidden: set[str] = set()
    more = False
    for attribute in ("tags_all", "tags", "labels"):
        value = block.get(attribute)
        if isinstance(value, Hidden):
            more |= attribute != "tags_all"
        for name, each in sorted(value.items())[:_MOST_LABELS] if isinstance(value, dict) else ():
            if isinstance(each, Hidden):
                hidden.add(name)
            elif isinstance(each, str) and name:
                labels[name] = each
    return labels, sorted(hidden - labels.keys()), more
