"""Google's load balancers: forwarding rules, and all that these lead to."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from archcheck.importers.terraform.google import INSTANCES, MANAGERS, SUBNETS, Google
from archcheck.importers.terraform.google_services import SERVERLESS
from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import End, Net, Stance, parse_net
from archcheck.importers.terraform.resource import UNKNOWN, Resource
from archcheck.importers.terraform.rules import ANY_GROUP
from archcheck.importers.terraform.world import World

FORWARDING = ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
_PARTS = types_of("google_", "gateway.part")
_BUCKETS = ("google_storage_bucket",)
_ATTACHED = ("google_compute_network_endpoint",)
# Where requests end that a balancer passes on.
_MEMBERS = (*INSTANCES, *MANAGERS, *SERVERLESS, *_BUCKETS)
# What Google's front ends come from; requests keep the address of who asks where a balancer passes packets through.
_FRONT_ENDS = tuple(net for net in map(parse_net, ("35.191.0.0/16", "130.211.0.0/22")) if net is not None)
_PROXIES = ("proxy", "url_map")


class GoogleBalancers:
    """Reads forwarding rules."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.google = Google(world)

    def place(self) -> None:
        """Put internal balancers where they are."""
        for rule in self.world.of(*FORWARDING):
            if self._is_internal(rule):
                self.world.kinds[rule] = "proxy.load-balancer"
                self.world.place(rule, self.google.places_of(rule.block))

    def connect(self) -> None:
        """Add the ends."""
        for rule in self.world.of(*FORWARDING):
            self._add(rule)

    def _is_internal(self, rule: Resource) -> bool:
        scheme = rule.block.get("load_balancing_scheme")
        return isinstance(scheme, str) and scheme.upper().startswith("INTERNAL")

    def _add(self, rule: Resource) -> None:
        world = self.world
        members, proxied, complete = self._reach(rule)
        if not complete:
            reason = "not all that it passes requests to is known"
            world.unmodelled(rule.type, rule.address, reason, rule.location)
        networks = self._networks_of(members)
        targets = frozenset(world.id_of(each) for each in members)
        if self._is_internal(rule):
            found = self.google.places_of(rule.block)
            if found.open and len(networks) == 1:
                stances = [self._stance(network, None, "") for network in networks]
            else:
                places: list[Resource | str | None] = [
                    *found.resources,
                    *found.literals,
                    *([None] if found.open else []),
                ]
                stances = [
                    self._stance(
                        None if place is None else self.google.network_of(place),
                        None,
                        place.address if isinstance(place, Resource) and place.type in SUBNETS else "",
                    )
                    for place in places
                ]
            world.network.ends.append(
                End(world.id_of(rule), rule.location, tuple(dict.fromkeys(stances)), passes_to=targets)
            )
            return
        unsure = rule.block.get("load_balancing_scheme") is UNKNOWN and rule.block.is_written("load_balancing_scheme")
        if unsure:
            reason = "whether it is of the internet or of a network is not known"
            world.unmodelled(rule.type, rule.address, reason, rule.location)
        certain = None if unsure else True
        world.call(world.outside(at=rule.location), world.id_of(rule), rule.location, certain=certain)
        own: tuple[Net, ...] = _FRONT_ENDS if proxied else ()
        stances = [self._stance(network, own, "", known=True) for network in networks]
        world.network.ends.append(
            End(
                world.id_of(rule),
                rule.location,
                tuple(stances) or (self._stance(None, own, ""),),
                all=len(stances) > 1,
                accepts=False,
                passes_to=targets,
                hands=not proxied,
            )
        )

    @staticmethod
    def _stance(network: str | None, nets: tuple[Net, ...] | None, subnet: str, *, known: bool = False) -> Stance:
        """Return a stance of a balancer: no rule of the network's firewall holds for it."""
        maybe = frozenset() if known else frozenset({ANY_GROUP})
        return Stance(network, subnet or None, nets, frozenset(), maybe, (), (), (False, False), (False, False))

    def _networks_of(self, members: list[Resource]) -> list[str | None]:
        """Return the networks in which something of what requests are passed on to is."""
        ids = {self.world.id_of(each) for each in members if each.type in (*INSTANCES, *MANAGERS)}
        found = [stance.network for end in self.world.network.ends if end.node in ids for stance in end.stances]
        return list(dict.fromkeys(found))

    # What a rule leads to.

    def _reach(self, rule: Resource) -> tuple[list[Resource], bool, bool]:
        """Return where the requests of a rule may end, whether a proxy makes them anew, and whether that is all."""
        members: dict[Resource, None] = {}
        parts: dict[Resource, None] = {rule: None}
        stack = [rule]
        proxied, complete = False, True
        while stack:
            part = stack.pop()
            ends = 0
            for other in self._linked(part):
                ends += 1
                proxied |= any(word in other.type for word in _PROXIES)
                if other.type in _MEMBERS:
                    members[other] = None
                elif other not in parts:
                    parts[other] = None
                    stack.append(other)
            if "endpoint_group" in part.type and any(
                part.block.get("network_endpoint_type") == kind for kind in ("INTERNET_FQDN_PORT", "INTERNET_IP_PORT")
            ):
                world = self.world
                world.call(world.id_of(rule), world.outside(at=part.location), part.location)
                ends += 1
            complete &= bool(ends)
        return sorted(members, key=lambda each: each.address), proxied, complete

    def _linked(self, part: Resource) -> list[Resource]:
        """Return the parts of balancers, and the members, that one speaks of."""
        wanted = {*_PARTS, *_MEMBERS}
        found = dict.fromkeys(
            each for text in _texts_in(part.values) for each in self.world.references.named(text, wanted)
        )
        found.update(dict.fromkeys(self.world.references.find_all(part)[0]))
        found.update(dict.fromkeys(self._attached.get(part, ())))
        return [each for each in found if each.type in wanted and each.mode == "managed" and each is not part]

    @cached_property
    def _attached(self) -> dict[Resource, list[Resource]]:
        """What is attached to groups of endpoints and of instances by resources of their own."""
        world = self.world
        found: dict[Resource, list[Resource]] = {}
        for endpoint in world.of(*_ATTACHED):
            groups = world.find(endpoint, "network_endpoint_group", tuple(_PARTS))
            for group in groups.resources:
                found.setdefault(group, []).extend(world.find(endpoint, "instance", INSTANCES).resources)
        for member in world.of("google_compute_instance_group_membership"):
            for group in world.find(member, "instance_group", tuple(_PARTS)).resources:
                found.setdefault(group, []).extend(world.find(member, "instance", INSTANCES).resources)
        for manager in world.of(*MANAGERS):
            pools = world.find_given(manager.block, "target_pools", ("google_compute_target_pool",))
            for pool in pools.resources:
                found.setdefault(pool, []).append(manager)
        return found


def _texts_in(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            stack += reversed(each)
        elif isinstance(each, dict):
            stack += reversed(list(each.values()))
