"""What stands behind Azure's load balancers and application gateways: machines, their interfaces, scale sets."""

from collections.abc import Iterable
from functools import cached_property

from archcheck.importers.terraform.resource import Block, Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.importers.terraform.world import World

INTERFACES = ("azurerm_network_interface",)
MACHINES = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")
SCALE_SETS = (
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
    "azurerm_virtual_machine_scale_set",
)
POOLS = ("azurerm_lb_backend_address_pool",)
_BALANCERS = ("azurerm_lb",)
_NAT_RULES = ("azurerm_lb_nat_rule", "azurerm_lb_nat_pool")
# What joins an interface to a pool or to a rule of a balancer, and where each of these says whose it is.
_JOINS = (
    ("azurerm_network_interface_backend_address_pool_association", "backend_address_pool_id", POOLS),
    ("azurerm_network_interface_nat_rule_association", "nat_rule_id", _NAT_RULES),
)
_JOINS_IN_SCALE_SETS = (
    ("load_balancer_backend_address_pool_ids", POOLS),
    ("load_balancer_inbound_nat_rules_ids", _NAT_RULES),
)


class Members:
    """Reads who is behind what."""

    def __init__(self, world: World) -> None:
        self.world = world

    def interfaces_of(self, machine: Resource) -> list[Resource]:
        """Return the interfaces of a machine."""
        return self.world.find(machine, "network_interface_ids", INTERFACES).resources

    def addresses_of(self, scale_set: Resource) -> list[Block | None]:
        """Return the addresses that each machine of a scale set has, None standing for those that are not known."""
        found: list[Block | None] = []
        for name in ("network_interface", "network_profile"):
            for interface in blocks_of(scale_set.block, name):
                found += [None] if interface is None else blocks_of(interface, "ip_configuration")
        return found

    def of_balancer(self, balancer: Resource) -> frozenset[str] | None:
        """Return the nodes that a load balancer passes requests to; None where they are not all known."""
        world = self.world
        parts = set()
        for part in world.of(*POOLS, *_NAT_RULES):
            found = world.find(part, "loadbalancer_id", _BALANCERS)
            if balancer in found.resources or found.open:
                parts.add(part)
        targets: set[str] = set()
        for name, attribute, kinds in _JOINS:
            for association in world.of(name):
                found = world.find(association, attribute, kinds)
                if set(found.resources) & parts or found.open:
                    members = self._owners_of(association)
                    if members is None:
                        return None
                    targets |= members
        for resource in world.of(*SCALE_SETS):
            for block in self.addresses_of(resource):
                if block is None:
                    return None
                for attribute, kinds in _JOINS_IN_SCALE_SETS:
                    if block.get(attribute) and block.is_written(attribute):
                        found = world.find(block, attribute, kinds)
                        if set(found.resources) & parts or found.open:
                            targets.add(world.id_of(resource))
        return frozenset(targets)

    def of_gateway(self, gateway: Resource) -> frozenset[str] | None:
        """Return what an application gateway passes requests to; None where its pools name addresses."""
        world = self.world
        for pool in blocks_of(gateway.block, "backend_address_pool"):
            if pool is None or any(
                pool.get(name) and pool.is_written(name)
                for name in ("ip_addresses", "fqdns", "ip_address_list", "fqdn_list")
            ):
                return None
        if world.of(*SCALE_SETS):
            return None
        return self._members_by(
            world.of("azurerm_network_interface_application_gateway_backend_address_pool_association")
        )

    def _members_by(self, associations: Iterable[Resource]) -> frozenset[str] | None:
        targets: set[str] = set()
        for association in associations:
            members = self._owners_of(association)
            if members is None:
                return None
            targets |= members
        return frozenset(targets)

    def _owners_of(self, association: Resource) -> set[str] | None:
        """Return the machines whose interface something names, or the interface; None where it is not known."""
        found = self.world.find(association, "network_interface_id", INTERFACES)
        if found.open or found.literals:
            return None
        return {self.world.id_of(self._owners.get(each, each)) for each in found.resources}

    @cached_property
    def _owners(self) -> dict[Resource, Resource]:
        return {each: machine for machine in self.world.of(*MACHINES) for each in self.interfaces_of(machine)}
