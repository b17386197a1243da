"""Amazon's subnets: their addresses, their routes to the internet, and their network ACLs."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from archcheck.importers.terraform.gone import drop_gone
from archcheck.importers.terraform.network import EVERYWHERE, Guard, Net, Rule, Tri, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import blocks_of, either, peers_of, read_span
from archcheck.importers.terraform.traffic import ALL, MAYBE, weaken
from archcheck.importers.terraform.world import World

VPCS = ("aws_vpc", "aws_default_vpc")
SUBNETS = ("aws_subnet", "aws_default_subnet")
TABLES = ("aws_route_table", "aws_default_route_table")
_ACLS = ("aws_network_acl", "aws_default_network_acl")
_HOPS = (
    "gateway_id",
    "nat_gateway_id",
    "egress_only_gateway_id",
    "transit_gateway_id",
    "network_interface_id",
    "instance_id",
    "carrier_gateway_id",
    "core_network_arn",
    "local_gateway_id",
    "vpc_peering_connection_id",
    "vpc_endpoint_id",
)
_DESTINATIONS = (("cidr_block", "destination_cidr_block"), ("ipv6_cidr_block", "destination_ipv6_cidr_block"))


class Subnet(NamedTuple):
    """What holds in a subnet: how its routes join it to the internet, by IPv4 and IPv6, and its network ACL.

    ``public`` tells whether who starts in it gets a public address, ``v6`` whether it gets one of IPv6.
    """

    name: str | None
    network: str | None
    nets: tuple[Net, ...] | None
    to_gateway: tuple[Tri, Tri]
    outbound: tuple[Tri, Tri]
    public: Tri
    v6: Tri
    taking: tuple[Guard, ...]
    sending: tuple[Guard, ...]


def unknown_subnet(name: str | None, network: str | None = None) -> Subnet:
    """Return a subnet of which nothing is known."""
    unknown: tuple[Tri, Tri] = (None, None)
    return Subnet(name, network, None, unknown, unknown, None, None, *_unknown_guards())


class Subnets:
    """Reads the subnets of a plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._vpc_of: dict[Resource, Found] = {}
        self._subnets: dict[Resource, Subnet] = {}

    def nets_of(self, resource: Resource) -> tuple[Net, ...] | None:
        """Return the range of a network or subnet by IPv4."""
        text = resource.block.get("cidr_block")
        net = parse_net(text) if isinstance(text, str) else None
        return None if net is None else (net,)

    def of(self, resource: Resource) -> Subnet:
        """Return what holds in a subnet."""
        if resource not in self._subnets:
            self._subnets[resource] = self._read_subnet(resource)
        return self._subnets[resource]

    def vpcs_of(self, resource: Resource) -> Found:
        """Return the VPC of a subnet."""
        if resource not in self._vpc_of:
            self._vpc_of[resource] = self.world.find(resource, "vpc_id", VPCS)
        return self._vpc_of[resource]

    def _read_subnet(self, resource: Resource) -> Subnet:
        block = resource.block
        found = self.vpcs_of(resource)
        vpcs = found.resources
        network = (
            vpcs[0].address if len(vpcs) == 1 and not found.open else found.literals[0] if found.literals else None
        )
        v6_net = block.get("ipv6_cidr_block")
        nets = self.nets_of(resource)
        v6: Tri = block.flag("assign_ipv6_address_on_creation")
        if isinstance(v6_net, str) and nets is not None:
            parsed = parse_net(v6_net)
            nets = (*nets, parsed) if parsed is not None else None
            v6 = None if v6 is False else v6
        elif v6_net is UNKNOWN and block.is_written("ipv6_cidr_block"):
            v6 = None if v6 is False else v6
            nets = (*nets, EVERYWHERE[1]) if nets is not None else None
        managed = resource.mode == "managed"
        gateway, outbound = self._routes_of(resource, vpcs) if managed else ((None, None), (None, None))
        acl = self._acl_of(resource, vpcs) if managed else _unknown_guards()
        public = block.flag("map_public_ip_on_launch", default=resource.type == "aws_default_subnet")
        return Subnet(resource.address, network, nets, gateway, outbound, public, v6, *acl)

    @cached_property
    def _tables(self) -> dict[Resource, list[tuple[Resource, bool]]]:
        """The route tables of each subnet, and of each VPC the main one; the flag tells whether that is certain."""
        world = self.world
        found: dict[Resource, list[tuple[Resource, bool]]] = {}
        for each in world.of("aws_route_table_association"):
            tables, subnets = world.find(each, "route_table_id", TABLES), world.find(each, "subnet_id", SUBNETS)
            # A subnet has one table. So many associations with so many subnets are one with each of them.
            alike = [one for one in world.of(each.type) if (one.module, one.name) == (each.module, each.name)]
            paired = len(tables.resources) == 1 and len(alike) == len(subnets.resources) and not subnets.open
            certain = tables.certain and (subnets.certain or paired)
            for subnet in subnets.resources:
                known = found.setdefault(subnet, [])
                known += [(table, certain) for table in tables.resources if (table, certain) not in known]
        for each in world.of("aws_main_route_table_association"):
            tables, vpcs = world.find(each, "route_table_id", TABLES), world.find(each, "vpc_id", VPCS)
            for vpc in vpcs.resources:
                found.setdefault(vpc, []).extend((table, tables.certain) for table in tables.resources)
        for table in world.of("aws_default_route_table"):
            for vpc in world.find(table, "default_route_table_id", VPCS).resources:
                found.setdefault(vpc, []).append((table, True))
        return found

    @cached_property
    def _loose_associations(self) -> bool:
        """Whether a route table is associated with a subnet, and it is not known with which."""
        world = self.world
        return any(
            world.find(each, "subnet_id", SUBNETS).open or world.find(each, "route_table_id", TABLES).open
            for each in world.of("aws_route_table_association")
            if each.block.get("subnet_id") is not None
        )

    def _routes_of(self, subnet: Resource, vpcs: list[Resource]) -> tuple[tuple[Tri, Tri], tuple[Tri, Tri]]:
        """Return whether a subnet's routes lead to an internet gateway, and whether they lead out at all."""
        tables = self._tables.get(subnet, [])
        certain = len(tables) == 1 and tables[0][1] and not self._loose_associations
        main = [pair for vpc in vpcs for pair in self._tables.get(vpc, [])]
        if not tables or not certain:
            tables = [*tables, *main]
            certain = certain or (not self._loose_associations and len(tables) == 1 and tables[0][1])
        ways = [self._ways_of(table) for table, _ in tables]
        if not ways:  # the main table that comes with a VPC knows the VPC alone, but for routes that name it
            implied = [self._implied_ways(vpc) for vpc in vpcs] or [(None, None, None, None)]
            ways = implied if not self._loose_associations else [(None, None, None, None)]
            certain = len(ways) == 1
        merged = [ways[0][n] if certain else either(way[n] for way in ways) for n in range(4)]
        return (merged[0], merged[1]), (merged[2], merged[3])

    def _implied_ways(self, vpc: Resource) -> tuple[Tri, Tri, Tri, Tri]:
        if vpc.type == "aws_default_vpc" or not vpc.created:
            return (None, None, None, None)
        return self._merge_ways([each.block for each in self._routes_by.get(vpc, ())])

    @cached_property
    def _routes_by(self) -> dict[Resource, list[Resource]]:
        """The routes that stand apart, by their table or the VPC whose main table theirs is."""
        found: dict[Resource, list[Resource]] = {}
        for route in self.world.of("aws_route"):
            tables = self.world.find(route, "route_table_id", (*TABLES, *VPCS))
            if tables.open:
                for table in self.world.of(*TABLES):
                    found.setdefault(table, []).append(route)
            for table in tables.resources:
                found.setdefault(table, []).append(route)
        return found

    def routes(self) -> Iterator[tuple[Resource, Block]]:
        """Yield all routes, with what they are of."""
        for route in self.world.of("aws_route"):
            yield route, route.block
        for table in self.world.of(*TABLES):
            for block in blocks_of(table.block, "route"):
                if block is not None:
                    yield table, block

    def _ways_of(self, table: Resource) -> tuple[Tri, Tri, Tri, Tri]:
        blocks: list[Block | None] = [each.block for each in self._routes_by.get(table, ())]
        if table.block.is_written("route") or not table.created:
            blocks += drop_gone(table, "route", blocks_of(table.block, "route"), self.world.plan.before)
        return self._merge_ways(blocks)

    def _merge_ways(self, blocks: Iterable[Block | None]) -> tuple[Tri, Tri, Tri, Tri]:
        """Return whether routes lead to an internet gateway, and whether they lead out, by IPv4 and by IPv6."""
        ways: list[Tri] = [False, False, False, False]
        for block in blocks:
            if block is None:
                ways = [each or None for each in ways]
                continue
            gateway, out = self._way_of(block)
            if gateway is False and out is False:
                continue
            for version, names in enumerate(_DESTINATIONS):
                values = [block.get(each) for each in names]
                known = [parse_net(each) for each in values if isinstance(each, str) and each]
                if any(net is not None and net.prefixlen == 0 for net in known):
                    ways[version] = _more(ways[version], gateway)
                    ways[2 + version] = _more(ways[2 + version], out)
                elif known or UNKNOWN in values or block.get("destination_prefix_list_id"):
                    ways[version] = _more(ways[version], None if gateway is not False else False)
                    ways[2 + version] = _more(ways[2 + version], None)
        return (ways[0], ways[1], ways[2], ways[3])

    def _way_of(self, block: Block) -> tuple[Tri, Tri]:
        """Return whether a route leads to an internet gateway, and whether it leads out."""
        gateway: Tri = False
        out: Tri = False
        for name in _HOPS:
            value = block.get(name)
            if not value or value == "local" or (value is UNKNOWN and not block.is_written(name)):
                continue
            if name != "gateway_id":
                out = _more(out, True if name in ("nat_gateway_id", "egress_only_gateway_id") else None)
                continue
            found = self.world.find(block, name, ("aws_internet_gateway",))
            named = any(each.startswith("igw-") for each in found.literals)
            gateway = True if named or (found.resources and found.certain) else None
            if found.literals and not named and not found.open:
                gateway = False  # a virtual private gateway
                out = _more(out, None)
            out = _more(out, gateway)
        return gateway, out

    @cached_property
    def _acls(self) -> dict[Resource, list[tuple[Resource, bool]]]:
        world = self.world
        found: dict[Resource, list[tuple[Resource, bool]]] = {}
        for acl in world.of(*_ACLS):
            subnets = world.find(acl, "subnet_ids", SUBNETS)
            for subnet in subnets.resources:
                found.setdefault(subnet, []).append((acl, subnets.certain))
            for vpc in world.find(acl, "default_network_acl_id", VPCS).resources:
                found.setdefault(vpc, []).append((acl, True))
        for each in world.of("aws_network_acl_association"):
            acls, subnets = world.find(each, "network_acl_id", _ACLS), world.find(each, "subnet_id", SUBNETS)
            for subnet in subnets.resources:
                found.setdefault(subnet, []).extend((acl, acls.certain and subnets.certain) for acl in acls.resources)
        return found

    def _acl_of(self, subnet: Resource, vpcs: list[Resource]) -> tuple[tuple[Guard, ...], tuple[Guard, ...]]:
        acls = self._acls.get(subnet) or [pair for vpc in vpcs for pair in self._acls.get(vpc, [])]
        if not acls:  # the one that comes with a VPC lets all pass
            return (), ()
        if len(acls) > 1 or not acls[0][1]:
            return _unknown_guards()
        rules = {each: self._acl_rules(acls[0][0], each) for each in ("ingress", "egress")}
        guards = []
        for one, back in (("ingress", "egress"), ("egress", "ingress")):
            own, answers = rules[one], rules[back]
            if own is None or answers is None:
                guards.append(Guard((), MAYBE, subnet.address))
                continue
            if not _is_wide(answers):  # answers have to pass, too: where they may not, nothing is certain
                own = [each._replace(traffic=weaken(each.traffic)) if each.allow else each for each in own]
            guards.append(Guard(tuple(own), beyond=subnet.address))
        return (guards[0],), (guards[1],)

    def _acl_rules(self, acl: Resource, direction: str) -> list[Rule] | None:
        """Return the rules of a network ACL in their order; None where that is not known."""
        blocks: list[tuple[Block, Resource]] = []
        if acl.block.is_written(direction) or not acl.created:
            for each in drop_gone(acl, direction, blocks_of(acl.block, direction), self.world.plan.before):
                if each is None:
                    return None
                blocks.append((each, acl))
        for rule in self.world.of("aws_network_acl_rule"):
            found = self.world.find(rule, "network_acl_id", _ACLS)
            egress = rule.block.flag("egress")
            if (acl in found.resources or found.open) and (egress is None or egress == (direction == "egress")):
                if not found.certain or egress is None:
                    return None
                blocks.append((rule.block, rule))
        ordered = []
        for block, origin in blocks:
            name = "rule_number" if origin is not acl else "rule_no"
            number, action = block.number(name), block.get("rule_action" if origin is not acl else "action")
            if not isinstance(number, int) or action not in ("allow", "deny"):
                return None
            peers = peers_of(block, ("cidr_block", "ipv6_cidr_block"))
            read = Rule(action == "allow", read_span(block, "protocol"), peers, origin.address, origin.location)
            ordered.append((number, read))
        return [read for _, read in sorted(ordered, key=lambda each: each[0])]


def _is_wide(rules: list[Rule]) -> bool:
    """Return whether the first rule that counts lets all of IPv4 pass."""
    first = rules[0] if rules else None
    return first is not None and first.allow and first.traffic.sure == ALL and EVERYWHERE[0] in first.peers.nets


def _unknown_guards() -> tuple[tuple[Guard, ...], tuple[Guard, ...]]:
    return (MAY_PASS,), (MAY_PASS,)


def _more(one: Tri, other: Tri) -> Tri:
    """Return whether either of two things holds."""
    if one or other:
        return True
    return None if None in (one, other) else False


MAY_PASS = Guard((), MAYBE)
"""What may let anything pass."""
