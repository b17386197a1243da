"""Azure's network security groups: their rules in order of priority, those that every group has included."""

from collections.abc import Sequence

from archcheck.importers.terraform.gone import drop_gone
from archcheck.importers.terraform.network import Guard, Net, Peers, Rule, covers, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import ANY_GROUP, blocks_of
from archcheck.importers.terraform.traffic import (
    MAYBE,
    NONE,
    OPEN,
    Passage,
    Traffic,
    make_traffic,
    unite_all,
    weaken,
)
from archcheck.importers.terraform.world import World

_APPLICATIONS = ("azurerm_application_security_group",)
_GROUPS = ("azurerm_network_security_group",)


class SecurityRules:
    """Reads the rules of network security groups."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._read: dict[Resource, list[tuple[int, Block, Resource]] | None] = {}
        self._made: dict[object, Guard] = {}
        inside = Rule(True, OPEN, Peers(inside=True), "no network security group", world.plan.at)
        self._unguarded = Guard((inside,), MAYBE)

    def application_groups(self, sources: Sequence[Resource]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the application security groups that interfaces are in, and those that they may be in."""
        sure: set[str] = set()
        maybe: set[str] = set()

        def join(groups: Found, certain: bool) -> None:
            names = {*(each.address for each in groups.resources), *groups.literals}
            (sure if certain and groups.certain else maybe).update(names)
            if groups.open:
                maybe.add(ANY_GROUP)

        for each in self.world.of("azurerm_network_interface_application_security_group_association"):
            interfaces = self.world.find(each, "network_interface_id", ("azurerm_network_interface",))
            if set(interfaces.resources) & set(sources) or interfaces.open:
                groups = self.world.find(each, "application_security_group_id", _APPLICATIONS)
                join(groups, interfaces.certain)
        for source in sources:
            for interface in blocks_of(source.block, "network_interface"):
                for block in blocks_of(interface, "ip_configuration") if interface is not None else ():
                    name = "application_security_group_ids"
                    if block is not None and block.get(name) and block.is_written(name):
                        join(self.world.find(block, name, _APPLICATIONS), True)
        return frozenset(sure), frozenset(maybe - sure)

    def guards(
        self,
        layers: Sequence[list[Resource]],
        nets: tuple[Net, ...] | None,
        names: frozenset[str],
        *,
        unknown: bool,
        unsure: bool = False,
    ) -> tuple[tuple[Guard, ...], tuple[Guard, ...]]:
        """Return the guards of what comes in and of what goes out.

        Args:
            layers: the groups of the interface and those of the subnet: both have to agree.
            nets: the ranges of the end's addresses.
            names: the application security groups that the end is in.
            unknown: whether there may be other groups.
            unsure: whether the end may be in other application security groups.
        """
        if unknown:
            return (MAY_PASS,), (MAY_PASS,)
        taking = [self._guard(group, "Inbound", nets, names, unsure) for groups in layers for group in groups]
        sending = [self._guard(group, "Outbound", nets, names, unsure) for groups in layers for group in groups]
        # Without any group, all comes in from the network, and from outside for the older kind of public addresses.
        return tuple(taking) or (self._unguarded,), tuple(sending)

    def _guard(
        self, group: Resource, direction: str, nets: tuple[Net, ...] | None, names: frozenset[str], unsure: bool
    ) -> Guard:
        key = (group, direction, nets, names, unsure)
        if key not in self._made:
            self._made[key] = self._make(group, direction, nets, names, unsure)
        return self._made[key]

    def _make(
        self, group: Resource, direction: str, nets: tuple[Net, ...] | None, names: frozenset[str], unsure: bool
    ) -> Guard:
        blocks = self._rules_of(group)
        if blocks is None:
            return MAY_PASS
        here, there = ("destination", "source") if direction == "Inbound" else ("source", "destination")
        ordered: list[tuple[int, Rule]] = []
        for priority, block, origin in blocks:
            way, access = block.get("direction"), block.get("access")
            if way not in (direction, UNKNOWN):
                continue
            if access not in ("Allow", "Deny"):
                return MAY_PASS
            own = self._read_peers(block, here)
            applies = _applies(own, nets, names, unsure)
            if applies is False:
                continue
            traffic = _read_traffic(block)
            if applies is None or way is UNKNOWN:
                traffic = weaken(traffic)
            peers = self._read_peers(block, there)
            ordered.append((priority, Rule(access == "Allow", traffic, peers, origin.address, origin.location)))
        rules = [rule for _, rule in sorted(ordered, key=lambda each: each[0])]
        at = group.location
        rules.append(Rule(True, OPEN, Peers(inside=True), group.address, at))
        if direction == "Outbound":
            rules.append(Rule(True, OPEN, Peers(outside=True), group.address, at))
        return Guard(tuple(rules))

    def _rules_of(self, group: Resource) -> list[tuple[int, Block, Resource]] | None:
        """Return the rules of a group; None where they or their order are not known."""
        if group in self._read:
            return self._read[group]
        found: list[tuple[int, Block, Resource]] = []
        complete = True
        blocks: list[tuple[Block | None, Resource]] = []
        if group.block.is_written("security_rule") or not group.created:
            listed = blocks_of(group.block, "security_rule")
            blocks += [(each, group) for each in drop_gone(group, "security_rule", listed, self.world.plan.before)]
        for rule in self.world.of("azurerm_network_security_rule"):
            groups = self.world.find(rule, "network_security_group_name", _GROUPS)
            if group in groups.resources or groups.open:
                complete &= groups.certain
                blocks.append((rule.block, rule))
        for block, origin in blocks:
            priority = None if block is None else block.number("priority")
            if block is None or not isinstance(priority, int):
                complete = False
            else:
                found.append((priority, block, origin))
        self._read[group] = found if complete else None
        return self._read[group]

    def _read_peers(self, block: Block, side: str) -> Peers:
        nets: list[Net] = []
        everybody = inside = outside = unknown = False
        for name in (f"{side}_address_prefix", f"{side}_address_prefixes"):
            value = block.get(name)
            if value is UNKNOWN and not block.is_written(name):
                continue
            for each in value if isinstance(value, list) else [value]:
                if each is None or each == "":
                    continue
                text = each if isinstance(each, str) else ""
                net = parse_net(text) if text else None
                if text in ("*", "Any"):
                    everybody = True
                elif net is not None:
                    nets.append(net)
                elif text == "VirtualNetwork":
                    inside = True
                elif text == "Internet":
                    outside = True
                elif text != "AzureLoadBalancer":
                    unknown = True
        groups: set[str] = set()
        found = Found()
        name = f"{side}_application_security_group_ids"
        if block.get(name) and (block.get(name) is not UNKNOWN or block.is_written(name)):
            found = self.world.find(block, name, _APPLICATIONS)
            groups = {each.address for each in found.resources} | set(found.literals) | {ANY_GROUP}
        return Peers(
            tuple(nets), frozenset(groups), everybody, inside, unknown or found.open, found.choice, outside=outside
        )


def _applies(own: Peers, nets: tuple[Net, ...] | None, names: frozenset[str], unsure: bool) -> bool | None:
    """Return whether the side of a rule that is about the end itself speaks of it."""
    if own.everybody or own.inside or own.groups & names:
        return True
    if own.unknown or nets is None or (own.groups and unsure):
        return None
    if nets and all(any(covers(net, each) for net in own.nets) for each in nets):
        return True
    touched = any(net.version == each.version and net.overlaps(each) for net in own.nets for each in nets)
    return None if touched else False


def _read_traffic(block: Block) -> Passage:
    protocol = block.text("protocol")
    if not isinstance(protocol, str):
        return MAYBE
    parts: list[Traffic] = []
    unknown = False
    for name in ("destination_port_range", "destination_port_ranges"):
        value = block.get(name)
        if value is UNKNOWN and not block.is_written(name):
            continue
        for each in value if isinstance(value, list) else [value]:
            if each is None or each == "":
                continue
            first, _, last = str(each).partition("-")
            if each == "*":
                parts.append(make_traffic(protocol))
            elif first.isdecimal() and (not last or last.isdecimal()):
                parts.append(make_traffic(protocol, int(first), int(last or first)))
            else:
                unknown = True
    possible = make_traffic(protocol) if unknown or not parts else unite_all(parts)
    # Some ports of the other side alone, or of a protocol without a name here: never certain.
    narrow = block.get("source_port_range") not in (None, "", "*") or bool(block.get("source_port_ranges"))
    known = unite_all(parts) if protocol.lower() in ("*", "tcp", "udp", "icmp") and not narrow else NONE
    return Passage(known, possible)


MAY_PASS = Guard((), MAYBE)
"""What may let anything pass."""
