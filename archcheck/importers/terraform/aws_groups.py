"""Amazon's security groups: which hold for something, and what their rules let pass."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from archcheck.importers.terraform.gone import drop_gone
from archcheck.importers.terraform.network import Guard, Peers, Rule
from archcheck.importers.terraform.references import Found, Target
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import ANY_GROUP, blocks_of, merge_found, peers_of, read_span
from archcheck.importers.terraform.traffic import MAYBE, OPEN, weaken
from archcheck.importers.terraform.world import World

VPCS = ("aws_vpc", "aws_default_vpc")
GROUPS = ("aws_security_group", "aws_default_security_group")
BALANCERS = ("aws_lb", "aws_alb", "aws_elb")
INTERFACES = ("aws_network_interface",)
INSTANCES = ("aws_instance", "aws_spot_instance_request")
TEMPLATES = ("aws_launch_template", "aws_launch_configuration")
_TEMPLATED = ("aws_autoscaling_group", "aws_eks_node_group")
# What is in a group that comes with it, too, and that is in no plan.
_WITH_OWN_GROUPS = ("aws_eks_cluster", "aws_eks_node_group")
_DIRECTIONS = ("ingress", "egress")
_GROUPS_IN = (
    ("", "vpc_security_group_ids"),
    ("", "security_group_ids"),
    ("", "security_groups"),
    ("vpc_config", "security_group_ids"),
    ("vpc_options", "security_group_ids"),
    ("network_configuration", "security_groups"),
    ("network_interfaces", "security_groups"),
)


class Groups(NamedTuple):
    """The security groups of something: what they let in and out, and what rules call it by, or may."""

    taking: Guard
    sending: Guard
    names: frozenset[str]
    maybe: frozenset[str]


class SecurityGroups:
    """Reads the security groups of a plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[tuple[object, ...], Groups] = {}
        self._rules: dict[tuple[Resource, str], list[Rule]] = {}

    def of(self, resource: Resource, vpcs: Iterable[Resource]) -> Groups:
        """Return the groups of something that is in some VPCs."""
        sources = self._sources(resource)
        parts: list[Found] = []
        for source in sources:
            for around, attribute in _GROUPS_IN:
                for each in [source.block] if not around else blocks_of(source.block, around):
                    if each is None:
                        parts.append(Found(open=True))
                    elif each.get(attribute) and (each.get(attribute) is not UNKNOWN or each.is_written(attribute)):
                        parts.append(self.world.find(each, attribute, GROUPS))
        for attachment in self.world.of("aws_network_interface_sg_attachment"):
            attached = self.world.find(attachment, "network_interface_id", (*INTERFACES, "aws_instance"))
            if set(attached.resources) & set(sources):
                parts.append(self.world.find(attachment, "security_group_id", GROUPS))
        if resource.type in _WITH_OWN_GROUPS or (resource.type in _TEMPLATED and None in self.templates_of(resource)):
            parts.append(Found(open=True))
        found = merge_found(parts)
        if found.is_empty:
            if resource.type in BALANCERS and resource.block.get("load_balancer_type") in ("network", "gateway"):
                return Groups(_OPEN, _OPEN, frozenset(), frozenset())
            found = self._find_default(set(vpcs))
        key = (found.targets, found.literals, found.open, found.choice)
        if key not in self._known:
            self._known[key] = self._read(found)
        return self._known[key]

    def _sources(self, resource: Resource) -> list[Resource]:
        """Return whatever says which groups something has."""
        sources = [resource]
        if resource.type in INSTANCES:
            sources += self.interfaces_of(resource)
        sources += [each for each in self.templates_of(resource) if each is not None]
        return sources

    def interfaces_of(self, instance: Resource) -> list[Resource]:
        """Return the interfaces of an instance that are resources of their own."""
        found = [
            self.world.find(each, "network_interface_id", INTERFACES)
            for each in blocks_of(instance.block, "network_interface")
            if each is not None
        ]
        return [*dict.fromkeys((*merge_found(found).resources, *self._attached.get(instance, ())))]

    @cached_property
    def _attached(self) -> dict[Resource, list[Resource]]:
        """The interfaces that attachments join to instances."""
        world = self.world
        found: dict[Resource, list[Resource]] = {}
        for each in world.of("aws_network_interface_attachment"):
            for instance in world.find(each, "instance_id", INSTANCES).resources:
                interfaces = world.find(each, "network_interface_id", INTERFACES)
                found.setdefault(instance, []).extend(interfaces.resources)
        for interface in world.of(*INTERFACES):
            for block in blocks_of(interface.block, "attachment"):
                attached = Found() if block is None else world.find_given(block, "instance", INSTANCES)
                for instance in attached.resources:
                    found.setdefault(instance, []).append(interface)
        return found

    def templates_of(self, resource: Resource) -> list[Resource | None]:
        """Return the templates of instances; None stands for one that is not known."""
        if resource.type not in _TEMPLATED and resource.type != "aws_instance":
            return []
        world = self.world
        reached = world.references.follow(resource, resource.expressions)
        found: dict[Resource | None, None] = {
            each.resource: None for each in reached.targets if each.resource.type in TEMPLATES
        }
        parts = [world.find_given(resource.block, "launch_configuration", TEMPLATES)]
        blocks: list[Block | None] = [*blocks_of(resource.block, "launch_template")]
        for path in (("mixed_instances_policy", "launch_template", "launch_template_specification"),):
            inner: list[Block | None] = [resource.block]
            for name in path:
                inner = [below for each in inner for below in ([None] if each is None else blocks_of(each, name))]
            blocks += inner
        for block in blocks:
            names = ("id", "name", "launch_template_id", "launch_template_name")
            parts += [Found() if block is None else world.find_given(block, name, TEMPLATES) for name in names]
        for part in parts:
            found.update(dict.fromkeys(part.resources))
            if part.literals:
                found[None] = None
        if not found and resource.type == "aws_autoscaling_group":
            found[None] = None
        return list(found)

    def _find_default(self, vpcs: set[Resource]) -> Found:
        """Return the default security group of VPCs: whoever names no group is in it."""
        for group in self.world.of("aws_default_security_group"):
            if vpcs and set(self.world.find(group, "vpc_id", VPCS).resources) & vpcs:
                return Found((Target(group, "id"),))
        return Found(open=True)

    def _read(self, found: Found) -> Groups:
        """Return what groups let pass, those that are not known maybe anything."""
        otherwise = MAYBE if found.open or found.literals else None
        guards = []
        for direction in _DIRECTIONS:
            rules = tuple(rule for group in found.resources for rule in self._rules_of(group, direction))
            if found.choice:
                rules = tuple(rule._replace(traffic=weaken(rule.traffic)) for rule in rules)
            guards.append(Guard(rules) if otherwise is None else Guard(rules, otherwise))
        named = frozenset([*(each.address for each in found.resources), *found.literals])
        maybe = frozenset({ANY_GROUP}) if found.open else frozenset()
        if found.choice:
            return Groups(guards[0], guards[1], frozenset(), named | maybe)
        return Groups(guards[0], guards[1], named, maybe)

    def _rules_of(self, group: Resource, direction: str) -> list[Rule]:
        key = (group, direction)
        if key not in self._rules:
            self._rules[key] = list(self._read_rules(group, direction))
        return self._rules[key]

    @cached_property
    def _separate_rules(self) -> dict[tuple[Resource | None, str], list[tuple[Resource, bool]]]:
        """The rules that stand apart, by their group and direction; those of an unknown group under None."""
        found: dict[tuple[Resource | None, str], list[tuple[Resource, bool]]] = {}
        for name, way in (
            ("aws_security_group_rule", ""),
            ("aws_vpc_security_group_ingress_rule", "ingress"),
            ("aws_vpc_security_group_egress_rule", "egress"),
        ):
            for rule in self.world.of(name):
                groups = self.world.find(rule, "security_group_id", (*GROUPS, *VPCS))
                direction = way or rule.block.get("type")
                for one in (direction,) if direction in ("ingress", "egress") else ("ingress", "egress"):
                    certain = groups.certain and direction in ("ingress", "egress")
                    for group in groups.resources:
                        found.setdefault((group, one), []).append((rule, certain))
                    if groups.open:
                        found.setdefault((None, one), []).append((rule, False))
        return found

    def _read_rules(self, group: Resource, direction: str) -> Iterable[Rule]:
        block = group.block
        if block.is_written(direction) or not group.created:
            for each in drop_gone(group, direction, blocks_of(block, direction), self.world.plan.before):
                if each is None:
                    yield Rule(True, MAYBE, Peers(unknown=True), group.address, group.location)
                    continue
                yield self._read_rule(each, group, group, True)
        for key in ((group, direction), (None, direction)):
            for rule, certain in self._separate_rules.get(key, ()):
                yield self._read_rule(rule.block, rule, group, certain)

    def _read_rule(self, block: Block, origin: Resource, group: Resource, certain: bool) -> Rule:
        traffic = read_span(block, "ip_protocol" if block.get("ip_protocol") is not None else "protocol")
        peers = peers_of(block, ("cidr_blocks", "cidr_ipv4", "ipv6_cidr_blocks", "cidr_ipv6"))
        names: set[str] = set()
        unknown = peers.unknown
        maybe = False
        for name in ("security_groups", "source_security_group_id", "referenced_security_group_id"):
            if block.get(name) is UNKNOWN and not block.is_written(name):
                continue  # computed, and nothing was asked for
            found = self.world.find(block, name, GROUPS)
            names |= {each.address for each in found.resources} | set(found.literals)
            unknown |= found.open
            maybe |= found.choice
        if block.flag("self") is not False:
            unknown |= block.flag("self") is None
            if block.flag("self"):
                names.add(group.address)
        for name in ("prefix_list_ids", "prefix_list_id"):
            value = block.get(name)
            unknown |= bool(value) and (value is not UNKNOWN or block.is_written(name))
        if names:
            names.add(ANY_GROUP)
        if not certain or maybe:
            traffic = weaken(traffic)
        return Rule(
            True, traffic, Peers(peers.nets, frozenset(names), unknown=unknown), origin.address, origin.location
        )


_OPEN = Guard((), OPEN)
