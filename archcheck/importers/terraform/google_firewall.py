"""Google's firewall rules: those of a network in order of priority, for whom their targets name."""

from typing import NamedTuple

from archcheck.importers.terraform.network import EVERYWHERE, Guard, Peers, Rule, Tri
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import ANY_GROUP, blocks_of, read_nets
from archcheck.importers.terraform.traffic import MAYBE, NONE, OPEN, Passage, make_traffic, unite_all, weaken
from archcheck.importers.terraform.world import World

NETWORKS = ("google_compute_network",)
ACCOUNTS = ("google_service_account",)
_NAMED_PROTOCOLS = ("tcp", "udp", "icmp", "all", "1", "6", "17", "58")
_FIRST_PRIORITY = 1000
MAY_PASS = Guard((), MAYBE)
"""What may let anything pass."""


class Names(NamedTuple):
    """The tags and service accounts that rules may call an end by, and those that are not known to be its own."""

    sure: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()


class Firewall:
    """Reads the firewall rules of a plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._rules: dict[str, list[tuple[Resource, bool]]] = {}
        self._loose: list[Resource] = []
        self._made: dict[object, tuple[Guard, Guard]] = {}
        for rule in world.of("google_compute_firewall"):
            found = world.find(rule, "network", NETWORKS)
            for name in {*(each.address for each in found.resources), *found.literals}:
                self._rules.setdefault(name, []).append((rule, found.certain))
            if found.open:
                self._loose.append(rule)

    def names_of(self, block: Block, accounts: list[Block | None]) -> Names:
        """Return what rules may call an instance by: its tags, and its service account."""
        sure: set[str] = set()
        maybe: set[str] = set()
        _add_tags(block, "tags", sure, maybe)
        for account in accounts:
            found = None if account is None else self.world.find_given(account, "email", ACCOUNTS)
            if found is None or found.open:
                maybe.add(ANY_GROUP)
            if found is not None:
                names = {*(each.address for each in found.resources), *found.literals}
                (sure if found.certain else maybe).update(names)
        return Names(frozenset(sure), frozenset(maybe - sure))

    def guards(self, network: str | None, names: Names) -> tuple[Guard, Guard]:
        """Return the guards of what comes in and of what goes out in a network, None standing for any."""
        if network is None:
            return MAY_PASS, MAY_PASS
        key = (network, names)
        if key not in self._made:
            self._made[key] = self._make(network, names, "INGRESS"), self._make(network, names, "EGRESS")
        return self._made[key]

    def _make(self, network: str, names: Names, direction: str) -> Guard:
        ordered: list[tuple[tuple[int, bool], Rule]] = []
        for rule, certain in [*self._rules.get(network, ()), *((each, False) for each in self._loose)]:
            block = rule.block
            way = block.text("direction") or "INGRESS"
            if block.get("direction") is UNKNOWN and not block.is_written("direction"):
                way = "INGRESS"
            disabled = block.flag("disabled")
            if (isinstance(way, str) and way.upper() != direction) or disabled:
                continue
            priority = block.number("priority")
            if priority is None or (priority is UNKNOWN and not block.is_written("priority")):
                priority = _FIRST_PRIORITY
            if not isinstance(priority, int):
                return MAY_PASS
            applies = self._applies(block, names)
            if applies is False:
                continue
            sure = certain and applies is True and disabled is False and isinstance(way, str)
            peers = self._peers_of(block, direction)
            for name in ("deny", "allow"):
                for passage in _read_passages(block, name):
                    read = passage if sure else weaken(passage)
                    allow = name == "allow"
                    # Of two rules of one priority that forbids wins.
                    ordered.append(((priority, allow), Rule(allow, read, peers, rule.address, rule.location)))
        ordered.sort(key=lambda each: each[0])
        otherwise = OPEN if direction == "EGRESS" else None
        if network not in self.world.network.ranges_of:  # one that others made, and its rules with it
            otherwise = MAYBE
        rules = tuple(rule for _, rule in ordered)
        return Guard(rules) if otherwise is None else Guard(rules, otherwise)

    def _applies(self, block: Block, names: Names) -> Tri:
        """Return whether a rule speaks of an end: of all where it names no targets."""
        wanted, open_, given = self._read_names(block, "target")
        if not given:
            return True
        if wanted & names.sure:
            return True
        return None if open_ or wanted & names.maybe or ANY_GROUP in names.maybe else False

    def _peers_of(self, block: Block, direction: str) -> Peers:
        groups: set[str] = set()
        unknown = given = False
        if direction == "INGRESS":
            groups, unknown, given = self._read_names(block, "source")
        name = "source_ranges" if direction == "INGRESS" else "destination_ranges"
        nets, more = read_nets(block, (name,))
        if not nets and not more and not given:  # who names nobody means all of the fourth version
            nets = EVERYWHERE[:1]
        if groups:
            groups = {*groups, ANY_GROUP}
        return Peers(nets, frozenset(groups), unknown=unknown or more)

    def _read_names(self, block: Block, side: str) -> tuple[set[str], bool, bool]:
        """Return the tags and accounts that a rule names, whether there may be others, and whether it names any."""
        sure: set[str] = set()
        maybe: set[str] = set()
        given = _add_tags(block, f"{side}_tags", sure, maybe)
        found = self.world.find_given(block, f"{side}_service_accounts", ACCOUNTS)
        sure |= {*(each.address for each in found.resources), *found.literals}
        return sure, bool(maybe) or not found.certain, given or not found.is_empty


def _add_tags(block: Block, name: str, sure: set[str], maybe: set[str]) -> bool:
    """Add the tags that an attribute names; return whether it names any."""
    value = block.get(name)
    if value in (None, []) or (value is UNKNOWN and not block.is_written(name)):
        return False
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            sure.add(f"tag:{each}")
        else:
            maybe.add(ANY_GROUP)
    return True


def _read_passages(block: Block, name: str) -> list[Passage]:
    """Return the traffic of the blocks of a rule that allow, or that deny."""
    passages = []
    for each in blocks_of(block, name):
        protocol = None if each is None else each.text("protocol")
        if each is None or not isinstance(protocol, str):
            passages.append(MAYBE)
            continue
        value = each.get("ports")
        parts = []
        unknown = value is UNKNOWN and each.is_written("ports")
        for port in value if isinstance(value, list) else ():
            first, _, last = str(port).partition("-")
            if first.isdecimal() and (not last or last.isdecimal()):
                parts.append(make_traffic(protocol, int(first), int(last or first)))
            else:
                unknown = True
        whole = make_traffic(protocol)
        possible = whole if unknown or not parts else unite_all(parts)
        known = NONE if unknown and not parts else unite_all(parts) if parts else whole
        passages.append(Passage(known if protocol.lower() in _NAMED_PROTOCOLS else NONE, possible))
    return passages
