"""Amazon's networks: VPCs and subnets as zones, and what has addresses in them."""

from functools import cached_property

from archcheck.documents.topology import Label
from archcheck.importers.terraform.aws_groups import BALANCERS, GROUPS, INSTANCES, INTERFACES, VPCS, SecurityGroups
from archcheck.importers.terraform.aws_subnets import MAY_PASS, SUBNETS, TABLES, Subnet, Subnets, unknown_subnet
from archcheck.importers.terraform.aws_targets import TARGET_GROUPS, Targets
from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import End, Stance, Tri, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import ANY_GROUP, blocks_of, both, merge_found
from archcheck.importers.terraform.traffic import describe_traffic
from archcheck.importers.terraform.world import World

# Where resources of a type say which subnets they are in: a block, and the attribute.
_SUBNETS_IN = {
    "aws_instance": (("", "subnet_id"),),
    "aws_spot_instance_request": (("", "subnet_id"),),
    "aws_autoscaling_group": (("", "vpc_zone_identifier"),),
    "aws_lambda_function": (("vpc_config", "subnet_ids"),),
    "aws_ecs_service": (("network_configuration", "subnets"),),
    "aws_eks_cluster": (("vpc_config", "subnet_ids"),),
    "aws_eks_node_group": (("", "subnet_ids"),),
    "aws_lb": (("", "subnets"), ("subnet_mapping", "subnet_id")),
    "aws_alb": (("", "subnets"), ("subnet_mapping", "subnet_id")),
    "aws_elb": (("", "subnets"),),
    "aws_opensearch_domain": (("vpc_options", "subnet_ids"),),
    "aws_elasticsearch_domain": (("vpc_options", "subnet_ids"),),
    "aws_nat_gateway": (("", "subnet_id"),),
    "aws_network_interface": (("", "subnet_id"),),
    "aws_vpc_endpoint": (("", "subnet_ids"),),
}
_SUBNET_GROUPS = {
    "aws_db_instance": ("db_subnet_group_name", "aws_db_subnet_group"),
    "aws_rds_cluster": ("db_subnet_group_name", "aws_db_subnet_group"),
    "aws_rds_cluster_instance": ("db_subnet_group_name", "aws_db_subnet_group"),
    "aws_docdb_cluster": ("db_subnet_group_name", "aws_docdb_subnet_group"),
    "aws_neptune_cluster": ("neptune_subnet_group_name", "aws_neptune_subnet_group"),
    "aws_redshift_cluster": ("cluster_subnet_group_name", "aws_redshift_subnet_group"),
    "aws_elasticache_cluster": ("subnet_group_name", "aws_elasticache_subnet_group"),
    "aws_elasticache_replication_group": ("subnet_group_name", "aws_elasticache_subnet_group"),
}
_ONLY_ANSWER = types_of("aws_", "store.database", "network.private-endpoint")
# Without a subnet these are no part of a network.
_MAY_HAVE_NONE = ("aws_lambda_function", "aws_ecs_service", "aws_opensearch_domain", "aws_elasticsearch_domain")
# What routes name that leads to other networks: the attribute, and what of the plan it can be.
_WAYS_TO_NETWORKS = (
    ("transit_gateway_id", ("aws_ec2_transit_gateway",)),
    ("vpc_peering_connection_id", ("aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter")),
    ("core_network_arn", ("aws_networkmanager_core_network",)),
)
_IN_VPC = (
    *("aws_internet_gateway", "aws_egress_only_internet_gateway", "aws_network_acl", "aws_vpc_endpoint"),
    *(*GROUPS, *TABLES, *TARGET_GROUPS),
)


class Aws:
    """Reads what a plan says of Amazon's networks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.groups = SecurityGroups(world)
        self.subnets = Subnets(world)
        self.targets = Targets(world)

    def place(self) -> None:
        """Make the zones, and put into them what lies there."""
        world = self.world
        for vpc in [*world.of(*VPCS), *world.data("aws_vpc")]:
            world.add_zone(vpc)
        for subnet in [*world.of(*SUBNETS), *world.data("aws_subnet")]:
            found = self.subnets.vpcs_of(subnet)
            around = [world.zone_of(each) for each in found.resources]
            if len(around) == 1 and not found.open:
                world.add_zone(subnet, around[0])
            elif found.literals and not around:
                world.add_zone(subnet, world.named_zone(found.literals[0], subnet.location))
            else:
                world.add_zone(subnet)
        for resource in world.of(*_SUBNETS_IN, *_SUBNET_GROUPS):
            world.place(resource, self._subnets_of(resource))
        for resource in world.of(*_IN_VPC):
            world.place(resource, world.find(resource, "vpc_id", VPCS))
        for resource in world.of(*BALANCERS):
            if resource.block.flag("internal"):
                world.kinds[resource] = "proxy.load-balancer"

    def connect(self) -> None:
        """Add the ends, and the ways between networks and out of them."""
        world = self.world
        for vpc in world.of(*VPCS):
            text = vpc.block.get("cidr_block")
            net = parse_net(text) if isinstance(text, str) else None
            world.network.ranges_of[vpc.address] = None if net is None else (net,)
        for peering in world.of("aws_vpc_peering_connection"):
            self._link(peering)
        self._tell_ways_out()
        for attachment in world.of("aws_network_interface_attachment"):
            ends = [
                world.find(attachment, "instance_id", INSTANCES),
                world.find(attachment, "network_interface_id", INTERFACES),
            ]
            if any(end.open or end.choice for end in ends):
                reason = "which interface it joins to which instance is not known"
                world.unmodelled(attachment.type, attachment.address, reason, attachment.location)
        for resource in world.of(*_SUBNETS_IN, *_SUBNET_GROUPS):
            if resource.type == "aws_nat_gateway":
                world.call(world.id_of(resource), world.outside(at=resource.location), resource.location)
            elif resource.type not in INTERFACES or resource not in self._used:
                self._add_end(resource)
        self._join_foreign_groups()

    def _subnets_of(self, resource: Resource) -> Found:
        """Return the subnets that something is in."""
        block = resource.block
        if resource.type in _SUBNET_GROUPS:
            attribute, type_name = _SUBNET_GROUPS[resource.type]
            if not block.get(attribute) or (block.get(attribute) is UNKNOWN and not block.is_written(attribute)):
                return Found(open=True)
            groups = self.world.find(block, attribute, [type_name])
            merged = merge_found(self.world.find(each, "subnet_ids", SUBNETS) for each in groups.resources)
            foreign = groups.open or bool(groups.literals)
            return merged._replace(open=merged.open or foreign, choice=merged.choice or groups.choice)
        parts = []
        for around, attribute in _SUBNETS_IN[resource.type]:
            for each in [block] if not around else blocks_of(block, around):
                if each is None:
                    parts.append(Found(open=True))
                elif each.get(attribute) is not UNKNOWN or each.is_written(attribute):
                    parts.append(self.world.find(each, attribute, SUBNETS))
        parts += [self.world.find(each, "subnet_id", SUBNETS) for each in self._interfaces_of(resource)]
        return merge_found(parts)

    def _interfaces_of(self, resource: Resource) -> list[Resource]:
        if resource.type not in INSTANCES:
            return []
        return self.groups.interfaces_of(resource)

    @cached_property
    def _used(self) -> set[Resource]:
        """The network interfaces of instances."""
        return {each for instance in self.world.of(*INSTANCES) for each in self._interfaces_of(instance)}

    def _link(self, peering: Resource) -> None:
        """Join two networks; whether routes of both sides lead there is not looked at."""
        ends = [self.world.find(peering, name, VPCS) for name in ("vpc_id", "peer_vpc_id")]
        if any(end.open or end.literals for end in ends):
            reason = "it joins a network to one that is not in the plan"
            self.world.unmodelled(peering.type, peering.address, reason, peering.location)
        for one in ends[0].resources:
            for other in ends[1].resources:
                self.world.network.link(one.address, other.address, None)

    def _tell_ways_out(self) -> None:
        """Say what joins networks to others that are not in the plan."""
        world = self.world
        for accepter in world.of("aws_vpc_peering_connection_accepter"):
            found = world.find(accepter, "vpc_peering_connection_id", ("aws_vpc_peering_connection",))
            if found.open or found.literals:
                reason = "it joins a network to one that is not in the plan"
                world.unmodelled(accepter.type, accepter.address, reason, accepter.location)
        for origin, block in self.subnets.routes():
            for name, types in _WAYS_TO_NETWORKS:
                value = block.get(name)
                if not value or (value is UNKNOWN and not block.is_written(name)):
                    continue
                found = world.find(block, name, types)
                if found.literals or found.open:
                    reason = "it leads to networks that are not in the plan"
                    world.unmodelled("aws_route", origin.address, reason, origin.location)

    def _join_foreign_groups(self) -> None:
        """Add edges from and to whoever is in groups that rules name and that are not in the plan."""
        world = self.world
        own = {ANY_GROUP, *(each.address for each in world.of(*GROUPS))}
        seen: set[tuple[str, str, bool]] = set()
        for end in world.network.ends:
            for incoming in (True, False):
                if not (end.accepts if incoming else end.initiates):
                    continue
                guards = [each for stance in end.stances for each in (stance.taking if incoming else stance.sending)]
                for rule in dict.fromkeys(rule for guard in guards for rule in guard.rules if rule.allow):
                    for name in sorted(rule.peers.groups - own):
                        if (end.node, name, incoming) in seen:
                            continue
                        seen.add((end.node, name, incoming))
                        ends = (world.outside(name, "network.foreign", rule.at), end.node)
                        labels: dict[str, Label] = {
                            "connections": describe_traffic(rule.traffic.possible),
                            "allowed-by": rule.origin,
                        }
                        world.call(*(ends if incoming else ends[::-1]), rule.at, certain=None, labels=labels)

    def _add_end(self, resource: Resource) -> None:
        world = self.world
        found = self._subnets_of(resource)
        if found.is_empty and resource.type in _MAY_HAVE_NONE:
            if resource.type == "aws_lambda_function":
                world.call(world.id_of(resource), world.outside(at=resource.location), resource.location)
            elif resource.type == "aws_ecs_service":
                reason = "it runs in the network of instances of its cluster, and which these are is not known"
                world.unmodelled(resource.type, resource.address, reason, resource.location)
            return
        if resource.type == "aws_vpc_endpoint" and resource.block.get("vpc_endpoint_type") in (None, "Gateway"):
            return
        subnets = [self.subnets.of(each) for each in found.resources]
        subnets += [unknown_subnet(name) for name in found.literals]
        if found.is_empty and resource.type in INSTANCES:
            subnets = [unknown_subnet(None, "the default VPC")]
        elif found.open or not subnets:
            subnets.append(unknown_subnet(None))
        vpcs = merge_found(self.subnets.vpcs_of(each) for each in found.resources).resources
        groups = self.groups.of(resource, vpcs)
        balancer = resource.type in BALANCERS
        targets = self.targets.of(resource) if balancer else None
        stances = []
        for subnet in subnets:
            inbound = self._inbound(resource, subnet)
            outbound: tuple[Tri, Tri] = (
                inbound[0] if subnet.to_gateway[0] else subnet.outbound[0],
                inbound[1] if subnet.to_gateway[1] else subnet.outbound[1],
            )
            taking, sending = (groups.taking, *subnet.taking), (groups.sending, *subnet.sending)
            if balancer and targets is None:  # it passes on to some of whom it may, and which is not known
                sending = (*sending, MAY_PASS)
            stances.append(
                Stance(
                    subnet.network,
                    subnet.name,
                    subnet.nets,
                    groups.names,
                    groups.maybe,
                    taking,
                    sending,
                    inbound,
                    outbound,
                )
            )
        seen_through = balancer and resource.block.get("load_balancer_type") in ("network", "gateway", UNKNOWN)
        unique = tuple(dict.fromkeys(stances))
        world.network.ends.append(
            End(
                world.id_of(resource),
                resource.location,
                unique,
                all=len(unique) > 1 and found.certain,
                accepts=resource.type != "aws_lambda_function",
                initiates=resource.type not in _ONLY_ANSWER,
                passes_to=targets,
                hands=seen_through,
            )
        )

    def _inbound(self, resource: Resource, subnet: Subnet) -> tuple[Tri, Tri]:
        """Return whether something in a subnet has a public address and its subnet a way in, by IPv4 and IPv6."""
        block = resource.block
        v4, v6 = subnet.public, subnet.v6
        if resource.type in INSTANCES:
            v4 = block.flag("associate_public_ip_address", default=subnet.public)
            if blocks_of(block, "network_interface") and v4 is subnet.public:
                v4 = None
            if self._wants_v6(block):
                v6 = None if v6 is False else v6
        elif resource.type in BALANCERS:
            internal = block.flag("internal")
            v4 = None if internal is None else not internal
            v6 = False if internal or block.get("ip_address_type") in (None, "ipv4") else None
        elif resource.type in _ONLY_ANSWER:
            v4 = block.flag("publicly_accessible", default=resource.type == "aws_redshift_cluster")
            v6 = False if v4 is False else v6
        elif resource.type == "aws_ecs_service":
            found = blocks_of(block, "network_configuration")
            v4 = None if not found or found[0] is None else found[0].flag("assign_public_ip")
        elif resource.type == "aws_eks_cluster":
            found = blocks_of(block, "vpc_config")
            v4 = None if not found or found[0] is None else found[0].flag("endpoint_public_access", default=True)
            if v4 is not False:  # by a way of its own, whatever the routes of its subnets are
                return v4, False
        elif resource.type in ("aws_autoscaling_group", "aws_eks_node_group"):
            v4 = self._template_public(resource, subnet.public)
        elif resource.type in INTERFACES:
            v4 = False
        elif resource.type == "aws_lambda_function":
            v4, v6 = False, False
        if resource in self._addressed:
            v4 = True
        return both(v4, subnet.to_gateway[0]), both(v6, subnet.to_gateway[1])

    def _template_public(self, resource: Resource, public: Tri) -> Tri:
        """Return whether instances of a template get public addresses."""
        templates = self.groups.templates_of(resource)
        if None in templates:
            return None
        said = [
            block.flag("associate_public_ip_address", default=public)
            for template in templates
            if template is not None
            for block in (template.block, *(each for each in blocks_of(template.block, "network_interfaces") if each))
            if block.get("associate_public_ip_address") is not None
        ]
        if said:
            return True if True in said else None if None in said else False
        return public if templates or resource.type == "aws_eks_node_group" else None

    @staticmethod
    def _wants_v6(block: Block) -> bool:
        addresses = block.get("ipv6_addresses")
        if isinstance(addresses, list) and addresses:
            return True
        if addresses is UNKNOWN and block.is_written("ipv6_addresses"):
            return True
        number = block.number("ipv6_address_count")
        return number not in (None, 0) and (number is not UNKNOWN or block.is_written("ipv6_address_count"))

    @cached_property
    def _addressed(self) -> set[Resource]:
        """What has an address of its own, which stays its own."""
        found: set[Resource] = set()
        for address in self.world.of("aws_eip", "aws_eip_association"):
            for name in ("instance", "instance_id", "network_interface", "network_interface_id"):
                if address.block.get(name) is not UNKNOWN or address.block.is_written(name):
                    found.update(self.world.find(address, name, (*INSTANCES, *INTERFACES)).resources)
        for instance in self.world.of(*INSTANCES):
            if found & set(self._interfaces_of(instance)):
                found.add(instance)
        return found
