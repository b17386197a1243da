"""Azure's networks: virtual networks and subnets as zones, network security groups, and what has addresses in them."""

from functools import cached_property

from archcheck.importers.terraform.azure_members import INTERFACES, MACHINES, SCALE_SETS, Members
from archcheck.importers.terraform.azure_rules import MAY_PASS, SecurityRules
from archcheck.importers.terraform.gone import drop_gone
from archcheck.importers.terraform.network import NOWHERE, End, Net, Stance, Tri, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import blocks_of, merge_found
from archcheck.importers.terraform.world import World

NETWORKS = ("azurerm_virtual_network",)
SUBNETS = ("azurerm_subnet",)
GROUPS = ("azurerm_network_security_group",)
ADDRESSES = ("azurerm_public_ip",)
# Where other resources say which subnet they are in: a block, and the attribute.
_SUBNETS_IN = {
    "azurerm_kubernetes_cluster": (("default_node_pool", "vnet_subnet_id"),),
    "azurerm_kubernetes_cluster_node_pool": (("", "vnet_subnet_id"),),
    "azurerm_container_group": (("", "subnet_ids"),),
    "azurerm_postgresql_flexible_server": (("", "delegated_subnet_id"),),
    "azurerm_mysql_flexible_server": (("", "delegated_subnet_id"),),
    "azurerm_private_endpoint": (("", "subnet_id"),),
    "azurerm_redis_cache": (("", "subnet_id"),),
    "azurerm_linux_function_app": (("", "virtual_network_subnet_id"),),
    "azurerm_windows_function_app": (("", "virtual_network_subnet_id"),),
    "azurerm_function_app_flex_consumption": (("", "virtual_network_subnet_id"),),
    "azurerm_linux_web_app": (("", "virtual_network_subnet_id"),),
    "azurerm_windows_web_app": (("", "virtual_network_subnet_id"),),
    "azurerm_application_gateway": (("gateway_ip_configuration", "subnet_id"),),
    "azurerm_api_management": (("virtual_network_configuration", "subnet_id"),),
}
_APPS = (
    "azurerm_linux_function_app",
    "azurerm_windows_function_app",
    "azurerm_function_app_flex_consumption",
    "azurerm_linux_web_app",
    "azurerm_windows_web_app",
)
_ONLY_ANSWER = (
    "azurerm_postgresql_flexible_server",
    "azurerm_mysql_flexible_server",
    "azurerm_redis_cache",
    "azurerm_private_endpoint",
)
_NO_V6: tuple[Tri, Tri] = (False, False)


class Azure:
    """Reads what a plan says of Azure's networks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = SecurityRules(world)
        self.members = Members(world)
        self._nets: dict[Resource, tuple[Net, ...] | None] = {}

    # Zones.

    def place(self) -> None:
        """Make the zones, and put into them what lies there."""
        world = self.world
        for network in [*world.of(*NETWORKS), *world.data(*NETWORKS)]:
            world.add_zone(network)
        for subnet in [*world.of(*SUBNETS), *world.data(*SUBNETS)]:
            found = self._network_of(subnet)
            around = [world.zone_of(each) for each in found.resources]
            if len(around) == 1 and found.certain:
                world.add_zone(subnet, around[0])
            elif found.literals and not around:
                world.add_zone(subnet, world.named_zone(found.literals[0], subnet.location))
            else:
                world.add_zone(subnet)
        for interface in world.of(*INTERFACES):
            world.place(interface, self._subnets_of(interface))
        for resource in world.of(*MACHINES, *SCALE_SETS, *_SUBNETS_IN, "azurerm_lb"):
            found = self._subnets_of(resource)
            if not found.is_empty:
                world.place(resource, found)
        for balancer in world.of("azurerm_lb"):
            if self._is_public(balancer, "frontend_ip_configuration") is False:
                world.kinds[balancer] = "proxy.load-balancer"

    def _network_of(self, subnet: Resource) -> Found:
        return self.world.find(subnet, "virtual_network_name", NETWORKS)

    def _subnets_of(self, resource: Resource) -> Found:
        """Return the subnets that something is in."""
        return merge_found(
            Found(open=True) if block is None else self.world.find(block, name, SUBNETS)
            for block, name in self._subnet_blocks(resource)
        )

    def _subnet_blocks(self, resource: Resource) -> list[tuple[Block | None, str]]:
        if resource.type in MACHINES:
            interfaces = self.members.interfaces_of(resource)
            return [each for interface in interfaces for each in self._subnet_blocks(interface)]
        if resource.type in INTERFACES:
            return [(each, "subnet_id") for each in blocks_of(resource.block, "ip_configuration")]
        if resource.type in SCALE_SETS:
            return [(each, "subnet_id") for each in self.members.addresses_of(resource)]
        if resource.type == "azurerm_lb":
            return [
                (each, "subnet_id")
                for each in blocks_of(resource.block, "frontend_ip_configuration")
                if each is None or each.get("subnet_id") is not UNKNOWN or each.is_written("subnet_id")
            ]
        found: list[tuple[Block | None, str]] = []
        for around, name in _SUBNETS_IN[resource.type]:
            found += [
                (each, name)
                for each in ([resource.block] if not around else blocks_of(resource.block, around))
                if each is None or each.get(name) is not UNKNOWN or each.is_written(name)
            ]
        return found

    # Who may connect to whom.

    def connect(self) -> None:
        """Add the ends, and the ways between networks."""
        world = self.world
        for network in world.of(*NETWORKS):
            texts = network.block.get("address_space")
            nets = [parse_net(each) for each in texts if isinstance(each, str)] if isinstance(texts, list) else []
            known = tuple(net for net in nets if net is not None)
            complete = isinstance(texts, list) and len(known) == len(texts)
            world.network.ranges_of[network.address] = known if complete else None
            if self._has_other_subnets(network):
                reason = "its subnets are written inside of it, and what is in them is not known"
                world.unmodelled(network.type, network.address, reason, network.location)
        self._link_networks()
        for machine in world.of(*MACHINES):
            interfaces = world.find(machine, "network_interface_ids", INTERFACES)
            if interfaces.open or interfaces.choice:
                reason = "which interfaces it has is not known"
                world.unmodelled("azurerm_network_interface", machine.address, reason, machine.location)
            sources = [machine, *interfaces.resources]
            self._add_end(machine, self._subnets_of(machine), sources, interfaces.open or bool(interfaces.literals))
        used = {each for machine in world.of(*MACHINES) for each in self.members.interfaces_of(machine)}
        for interface in world.of(*INTERFACES):
            if interface not in used:
                self._add_end(interface, self._subnets_of(interface), [interface], False)
        for resource in world.of(*SCALE_SETS):
            self._add_end(resource, self._subnets_of(resource), [resource], False)
        for resource in world.of(*_SUBNETS_IN):
            found = self._subnets_of(resource)
            if not found.is_empty:
                self._add_end(resource, found, [resource], False)
        for balancer in world.of("azurerm_lb"):
            self._add_balancer(balancer)

    def _has_other_subnets(self, network: Resource) -> bool:
        """Return whether a network has subnets that are no resources of their own."""
        if not network.block.is_written("subnet"):
            return False
        names = {subnet.block.get("name") for subnet in self.world.of(*SUBNETS)}
        return any(
            each is None or network.configured or each.get("name") not in names
            for each in blocks_of(network.block, "subnet")
        )

    def _link_networks(self) -> None:
        pairs: dict[tuple[str, str], bool] = {}
        for peering in self.world.of("azurerm_virtual_network_peering"):
            one = self.world.find(peering, "virtual_network_name", NETWORKS)
            other = self.world.find(peering, "remote_virtual_network_id", NETWORKS)
            if one.open or other.open or one.literals or other.literals:
                reason = "it joins a network to one that is not in the plan"
                self.world.unmodelled(peering.type, peering.address, reason, peering.location)
            certain = one.certain and other.certain and peering.block.flag("allow_virtual_network_access", default=True)
            for here in one.resources:
                for there in other.resources:
                    pairs[here.address, there.address] = bool(certain)
        for (first, second), agreed in pairs.items():
            self.world.network.link(first, second, True if agreed and pairs.get((second, first)) else None)

    def _add_end(self, resource: Resource, subnets: Found, sources: list[Resource], more: bool) -> None:
        world = self.world
        own_groups, unknown_groups = self._groups_on(sources)
        names, maybe_names = self.rules.application_groups(sources)
        public = self._public_of(resource, sources)
        unguarded = resource.type == "azurerm_private_endpoint"
        stances = []
        places: list[Resource | None] = [*subnets.resources]
        if subnets.open or more or subnets.literals or not places:
            places.append(None)
        for subnet in places:
            nets = None if subnet is None else self._nets_of(subnet)
            around, unknown_around = ([], True) if subnet is None else self._groups_around(subnet)
            unknown = unknown_groups or unknown_around
            taking, sending = self.rules.guards(
                [own_groups, around], nets, names, unknown=unknown, unsure=bool(maybe_names)
            )
            if unguarded:
                policed = _has_policies(subnet)
                taking = () if policed is False else taking if policed else (MAY_PASS,)
            has_v6 = nets is None or any(net.version == 6 for net in nets)
            stances.append(
                Stance(
                    None if subnet is None else self._network_name(subnet),
                    None if subnet is None else subnet.address,
                    nets,
                    names,
                    maybe_names,
                    taking,
                    sending,
                    (public, None if has_v6 and public is not False else False),
                    (self._outbound(subnet), None if has_v6 else False),
                )
            )
        unique = tuple(dict.fromkeys(stances))
        is_gateway = resource.type == "azurerm_application_gateway"
        world.network.ends.append(
            End(
                world.id_of(resource),
                resource.location,
                unique,
                all=len(unique) > 1 and subnets.certain and not more,
                accepts=resource.type not in _APPS,
                initiates=resource.type not in _ONLY_ANSWER,
                passes_to=self.members.of_gateway(resource) if is_gateway else None,
            )
        )

    def _public_of(self, resource: Resource, sources: list[Resource]) -> Tri:
        """Return whether something has a public address."""
        if resource.type in SCALE_SETS:
            blocks = self.members.addresses_of(resource)
            found = [
                True if each and blocks_of(each, "public_ip_address") else None if each is None else False
                for each in blocks
            ]
        elif resource.type == "azurerm_application_gateway":
            return self._is_public(resource, "frontend_ip_configuration")
        elif resource.type in (*MACHINES, *INTERFACES):
            found = [self._is_public(each, "ip_configuration") for each in sources if each.type in INTERFACES]
            if not found:
                return None
        elif resource.type in ("azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool"):
            return None if resource.block.flag("node_public_ip_enabled") is None else False
        else:
            return False
        return True if True in found else None if None in found else False

    def _is_public(self, resource: Resource, name: str) -> Tri:
        answers: list[Tri] = []
        for each in blocks_of(resource.block, name):
            value = None if each is None else each.get("public_ip_address_id")
            if each is None:
                answers.append(None)
            elif not value or (value is UNKNOWN and not each.is_written("public_ip_address_id")):
                answers.append(False)
            else:
                found = self.world.find(each, "public_ip_address_id", ADDRESSES)
                answers.append(True if not found.open else None)
        return True if True in answers else None if None in answers else False

    # Subnets.

    def _network_name(self, subnet: Resource) -> str | None:
        found = self._network_of(subnet)
        if len(found.resources) == 1 and found.certain:
            return found.resources[0].address
        return found.literals[0] if found.literals and not found.resources else None

    def _nets_of(self, subnet: Resource) -> tuple[Net, ...] | None:
        if subnet not in self._nets:
            texts = subnet.block.get("address_prefixes") or [subnet.block.get("address_prefix")]
            nets = (
                [parse_net(each) if isinstance(each, str) else None for each in texts]
                if isinstance(texts, list)
                else [None]
            )
            self._nets[subnet] = None if None in nets else tuple(net for net in nets if net is not None)
        return self._nets[subnet]

    @cached_property
    def _associations(self) -> tuple[dict[Resource, list[tuple[Resource, bool]]], bool]:
        """The groups of each subnet and interface, with whether that is certain; and whether some are loose."""
        world = self.world
        found: dict[Resource, list[tuple[Resource, bool]]] = {}
        loose = False
        for name, attribute, kinds in (
            ("azurerm_subnet_network_security_group_association", "subnet_id", SUBNETS),
            ("azurerm_network_interface_security_group_association", "network_interface_id", INTERFACES),
        ):
            for each in world.of(name):
                holders, groups = (
                    world.find(each, attribute, kinds),
                    world.find(each, "network_security_group_id", GROUPS),
                )
                alike = [one for one in world.of(name) if (one.module, one.name) == (each.module, each.name)]
                paired = len(groups.resources) == 1 and len(alike) == len(holders.resources) and not holders.open
                certain = groups.certain and not groups.literals and (holders.certain or paired)
                loose |= groups.open or bool(groups.literals) or holders.open
                for holder in holders.resources:
                    known = found.setdefault(holder, [])
                    known += [(group, certain) for group in groups.resources if (group, certain) not in known]
                    if groups.open or groups.literals:
                        loose = True
        return found, loose

    def _groups_around(self, subnet: Resource) -> tuple[list[Resource], bool]:
        return self._groups_on([subnet]) if subnet.mode == "managed" else ([], True)

    def _groups_on(self, holders: list[Resource]) -> tuple[list[Resource], bool]:
        """Return the security groups of subnets or interfaces, and whether they are not all known."""
        associations, loose = self._associations
        groups: list[Resource] = []
        unknown = loose
        for holder in holders:
            for group, certain in associations.get(holder, ()):
                groups.append(group)
                unknown |= not certain
            for block in (holder.block, *(each for each in blocks_of(holder.block, "network_interface") if each)):
                value = block.get("network_security_group_id")
                if value and (value is not UNKNOWN or block.is_written("network_security_group_id")):
                    found = self.world.find(block, "network_security_group_id", GROUPS)
                    groups += found.resources
                    unknown |= not found.certain or bool(found.literals)
        return list(dict.fromkeys(groups)), unknown

    def _outbound(self, subnet: Resource | None) -> Tri:
        """Return whether a subnet's routes lead out: they do, unless a table says otherwise."""
        if subnet is None or subnet.mode == "data":
            return None
        if subnet.block.flag("default_outbound_access_enabled", default=True) is not True:
            return None  # it leads out where a gateway or an address of its own does
        world = self.world
        for each in world.of("azurerm_subnet_route_table_association"):
            found = world.find(each, "subnet_id", SUBNETS)
            if subnet not in found.resources and not found.open:
                continue
            tables = world.find(each, "route_table_id", ("azurerm_route_table",))
            if not tables.certain or not found.certain or tables.literals:
                return None
            for table in tables.resources:
                listed = blocks_of(table.block, "route")
                routes: list[Block | None] = drop_gone(table, "route", listed, world.plan.before)
                routes += [
                    route.block
                    for route in world.of("azurerm_route")
                    if table in world.find(route, "route_table_name", ("azurerm_route_table",)).resources
                ]
                for route_block in routes:
                    if route_block is None:
                        return None
                    if route_block.get("address_prefix") in ("0.0.0.0/0", "Internet", UNKNOWN):
                        hop = route_block.get("next_hop_type")
                        return False if hop == "None" else True if hop == "Internet" else None
        return True

    def _add_balancer(self, balancer: Resource) -> None:
        """Add a load balancer: it passes on who asks as if they had asked themselves."""
        subnets = self._subnets_of(balancer)
        public = self._is_public(balancer, "frontend_ip_configuration")
        network = self._network_name(subnets.resources[0]) if subnets.resources else None
        nets = self._nets_of(subnets.resources[0]) if subnets.resources else None
        stance = Stance(
            network or (None if public is not True else NOWHERE),
            subnets.resources[0].address if len(subnets.resources) == 1 else None,
            nets,
            frozenset(),
            frozenset(),
            (),
            (),
            (public, public),
            _NO_V6,
        )
        targets = self.members.of_balancer(balancer)
        if targets is None:
            reason = "not all that it passes requests to is known"
            self.world.unmodelled(balancer.type, balancer.address, reason, balancer.location)
        self.world.network.ends.append(
            End(self.world.id_of(balancer), balancer.location, (stance,), passes_to=targets, hands=True)
        )


def _has_policies(subnet: Resource | None) -> Tri:
    """Return whether security groups hold for the private endpoints in a subnet: by default they do not."""
    if subnet is None or subnet.mode == "data":
        return None
    block = subnet.block
    value = block.get("private_endpoint_network_policies")
    if isinstance(value, str):
        return value in ("Enabled", "NetworkSecurityGroupEnabled")
    if value is UNKNOWN and block.is_written("private_endpoint_network_policies"):
        return None
    enforced = block.get("enforce_private_link_endpoint_network_policies")
    if isinstance(enforced, bool):
        return not enforced
    enabled = block.get("private_endpoint_network_policies_enabled")
    if isinstance(enabled, bool):
        return enabled
    return None
