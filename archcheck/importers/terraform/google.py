"""Google's networks: VPC networks and subnetworks as zones, and what has addresses in them."""

from collections.abc import Iterable
from functools import cached_property

from archcheck.importers.terraform.google_firewall import NETWORKS, Firewall, Names
from archcheck.importers.terraform.network import EVERYWHERE, End, Net, Stance, Tri, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import Block, Resource
from archcheck.importers.terraform.rules import ANY_GROUP, blocks_of, both, merge_found
from archcheck.importers.terraform.world import World

SUBNETS = ("google_compute_subnetwork",)
TEMPLATES = ("google_compute_instance_template", "google_compute_region_instance_template")
MANAGERS = ("google_compute_instance_group_manager", "google_compute_region_instance_group_manager")
INSTANCES = ("google_compute_instance", "google_compute_instance_from_template")
CLUSTERS = ("google_container_cluster",)
CONNECTORS = ("google_vpc_access_connector",)


class Google:
    """Reads what a plan says of Google's networks."""

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def firewall(self) -> Firewall:
        """The firewall rules."""
        return Firewall(self.world)

    # Zones.

    def place(self) -> None:
        """Make the zones, and put into them what lies there."""
        world = self.world
        for network in [*world.of(*NETWORKS), *world.data(*NETWORKS)]:
            world.add_zone(network)
        for subnet in [*world.of(*SUBNETS), *world.data(*SUBNETS)]:
            found = world.find(subnet, "network", NETWORKS)
            around = [world.zone_of(each) for each in found.resources]
            if len(around) == 1 and found.certain:
                world.add_zone(subnet, around[0])
            elif found.literals and not around:
                world.add_zone(subnet, world.named_zone(found.literals[0], subnet.location))
            else:
                world.add_zone(subnet)
        for resource in world.of(*INSTANCES, *MANAGERS, *CLUSTERS, *CONNECTORS):
            world.place(resource, merge_found(places for _, places in self._interfaces_of(resource)))
        for rule in world.of("google_compute_firewall", "google_compute_router", "google_compute_route"):
            world.place(rule, world.find(rule, "network", NETWORKS))

    def interface_blocks(self, resource: Resource) -> list[Block | None]:
        """Return the blocks that say where something has an address, those of its templates included."""
        found: list[Block | None] = []
        for source in self.sources_of(resource):
            found += [None] if source is None else blocks_of(source.block, "network_interface")
        return found

    def sources_of(self, resource: Resource) -> list[Resource | None]:
        """Return whatever describes instances: itself, or its templates, None standing for one that is not known."""
        if resource.type == "google_compute_instance":
            return [resource]
        blocks = [*blocks_of(resource.block, "version"), resource.block]
        sources: list[Resource | None] = []
        for block in blocks:
            names = ("instance_template", "source_instance_template")
            found = merge_found(
                Found(open=True) if block is None else self.world.find_given(block, name, TEMPLATES) for name in names
            )
            sources += found.resources
            sources += [None] if found.open or found.literals else []
        own = [resource] if blocks_of(resource.block, "network_interface") else []
        return [*own, *(sources or ([] if own else [None]))]

    def _interfaces_of(self, resource: Resource) -> list[tuple[Block | None, Found]]:
        """Return the blocks that give something an address, each with its subnetwork, or its network."""
        blocks = [resource.block] if resource.type in (*CLUSTERS, *CONNECTORS) else self.interface_blocks(resource)
        return [(each, self.places_of(each)) for each in blocks]

    def places_of(self, block: Block | None) -> Found:
        """Return the subnetworks that a block names, or else the networks."""
        if block is None:
            return Found(open=True)
        for each in (block, *(inner for inner in blocks_of(block, "subnet") if inner is not None)):
            for name in ("subnetwork", "name") if each is not block else ("subnetwork",):
                found = self.world.find_given(each, name, SUBNETS)
                if not found.is_empty:
                    return found
        found = self.world.find_given(block, "network", NETWORKS)
        return found if not found.is_empty else Found(open=True)

    # Who may connect to whom.

    def connect(self) -> None:
        """Add the ends, and the ways between networks."""
        world = self.world
        for network in world.of(*NETWORKS):
            subnets = self._subnets_by.get(network, [])
            nets = [net for subnet in subnets for net in nets_of(subnet) or ()]
            known = all(nets_of(subnet) is not None for subnet in subnets)
            automatic = network.block.flag("auto_create_subnetworks", default=True)
            world.network.ranges_of[network.address] = tuple(nets) if known and automatic is False else None
        self._link_networks()
        for resource in world.of(*INSTANCES, *MANAGERS):
            self._add_instance(resource)

    @cached_property
    def _subnets_by(self) -> dict[Resource, list[Resource]]:
        found: dict[Resource, list[Resource]] = {}
        for subnet in self.world.of(*SUBNETS):
            for network in self.world.find(subnet, "network", NETWORKS).resources:
                found.setdefault(network, []).append(subnet)
        return found

    def _link_networks(self) -> None:
        """Join networks: both have to say so."""
        pairs: dict[tuple[str, str], bool] = {}
        for peering in self.world.of("google_compute_network_peering"):
            one, other = (self.world.find(peering, name, NETWORKS) for name in ("network", "peer_network"))
            if one.open or other.open or one.literals or other.literals:
                reason = "it joins a network to one that is not in the plan"
                self.world.unmodelled(peering.type, peering.address, reason, peering.location)
            for here in one.resources:
                for there in other.resources:
                    pairs[here.address, there.address] = one.certain and other.certain
        for (first, second), agreed in pairs.items():
            self.world.network.link(first, second, True if agreed and pairs.get((second, first)) else None)

    def network_of(self, place: Resource | str) -> str | None:
        """Return the network that a subnetwork is in, or that something is."""
        if isinstance(place, str):
            return place
        if place.type in NETWORKS:
            return place.address
        found = self.world.find(place, "network", NETWORKS)
        if len(found.resources) == 1 and found.certain:
            return found.resources[0].address
        return found.literals[0] if found.literals and not found.resources else None

    def stances_of(
        self, found: Found, names: Names, public: tuple[Tri, Tri], *, nets: tuple[Net, ...] | None = None
    ) -> list[Stance]:
        """Return what may be true of an end with one interface."""
        places: list[Resource | str | None] = [*found.resources, *found.literals]
        if found.open or not places:
            places.append(None)
        stances = []
        for place in places:
            network = None if place is None else self.network_of(place)
            subnet = place if isinstance(place, Resource) and place.type in SUBNETS else None
            taking, sending = self.firewall.guards(network, names)
            own = nets if nets is not None else nets_of(subnet) if subnet is not None else None
            out = self._outbound(network)
            stances.append(
                Stance(
                    network,
                    None if subnet is None else subnet.address,
                    own,
                    names.sure,
                    names.maybe,
                    (taking,),
                    (sending,),
                    (both(public[0], out[0]), both(public[1], out[0])),
                    (
                        out[0] if public[0] else both(out[0], None if public[0] is None else out[1]),
                        public[1] if public[1] is not False else False,
                    ),
                )
            )
        return stances

    def _outbound(self, network: str | None) -> tuple[Tri, Tri]:
        """Return whether a network has a way to the internet, and whether those without an address share one."""
        for each in self.world.of(*NETWORKS):
            if each.address == network:
                routed: Tri = True if each.block.flag("delete_default_routes_on_create") is False else None
                return routed, self._translated(each)
        return None, None

    def _translated(self, network: Resource) -> Tri:
        """Return whether addresses are translated for those in a network who have none of the internet."""
        answer: Tri = False
        for nat in self.world.of("google_compute_router_nat"):
            routers = self.world.find(nat, "router", ("google_compute_router",))
            networks = merge_found(self.world.find(each, "network", NETWORKS) for each in routers.resources)
            if network in networks.resources:
                which = nat.block.get("source_subnetwork_ip_ranges_to_nat")
                everybody = which in ("ALL_SUBNETWORKS_ALL_IP_RANGES", "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES")
                # A router is of one region, and not all subnetworks need to be.
                answer = True if everybody and len(self._subnets_by.get(network, ())) <= 1 else answer or None
            elif routers.open or routers.literals or networks.open:
                answer = answer or None
        return answer

    def _add_instance(self, resource: Resource) -> None:
        stances: list[Stance] = []
        certain = True
        sources = self.sources_of(resource)
        for source in sources:
            if source is None:
                stances += self.stances_of(Found(open=True), Names(maybe=frozenset({ANY_GROUP})), (None, None))
                certain = False
                continue
            names = self.firewall.names_of(source.block, blocks_of(source.block, "service_account"))
            for block in blocks_of(source.block, "network_interface"):
                found = self.places_of(block)
                certain &= found.certain
                stances += self.stances_of(found, names, _public_of(block), nets=_address_of(block))
        self.add_end(resource, stances, certain=certain and len(sources) == 1)

    def add_end(
        self, resource: Resource, stances: Iterable[Stance], *, certain: bool, accepts: bool = True, asks: bool = True
    ) -> None:
        """Add an end that has some interfaces, all at once where that is certain."""
        unique = tuple(dict.fromkeys(stances))
        if unique:
            self.world.network.ends.append(
                End(
                    self.world.id_of(resource),
                    resource.location,
                    unique,
                    all=len(unique) > 1 and certain,
                    accepts=accepts,
                    initiates=asks,
                )
            )


def blocks_at(block: Block, path: str) -> list[Block | None]:
    """Return the blocks at the end of a dotted path, None standing for those that are not known."""
    found: list[Block | None] = [block]
    for name in path.split(".") if path else ():
        found = [inner for each in found for inner in ([None] if each is None else blocks_of(each, name))]
    return found


def known_at(block: Block, path: str) -> list[Block]:
    """Return the blocks at the end of a dotted path as far as they are known."""
    return [each for each in blocks_at(block, path) if each is not None]


def nets_of(subnet: Resource) -> tuple[Net, ...] | None:
    """Return the ranges of a subnetwork, None where they are not known."""
    text = subnet.block.get("ip_cidr_range")
    net = parse_net(text) if isinstance(text, str) and text else None
    if net is None:
        return None
    nets = [net]
    for block in blocks_of(subnet.block, "secondary_ip_range"):
        text = None if block is None else block.get("ip_cidr_range")
        second = parse_net(text) if isinstance(text, str) else None
        if second is None:
            return None
        nets.append(second)
    if subnet.block.get("stack_type") not in (None, "", "IPV4_ONLY") and subnet.block.is_written("stack_type"):
        nets.append(EVERYWHERE[1])
    return tuple(nets)


def _address_of(block: Block | None) -> tuple[Net, ...] | None:
    """Return the only address of an interface, where the plan tells it."""
    if block is None or blocks_of(block, "alias_ip_range") or block.get("stack_type") not in (None, "", "IPV4_ONLY"):
        return None
    text = block.get("network_ip")
    net = parse_net(text) if isinstance(text, str) and text else None
    return None if net is None else (net,)


def _public_of(block: Block | None) -> tuple[Tri, Tri]:
    """Return whether an interface has addresses of the internet, by IPv4 and by IPv6."""
    if block is None:
        return None, None
    answers: list[Tri] = []
    for name in ("access_config", "ipv6_access_config"):
        found = blocks_of(block, name)
        answers.append(None if found == [None] else bool(found))
    return answers[0], answers[1]
