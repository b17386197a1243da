"""Ranges of addresses that plans name: each has to be one, for what is taken for none lets nobody in."""

from collections.abc import Iterable, Iterator

from archcheck.importers.terraform.network import parse_net
from archcheck.importers.terraform.resource import Block, Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.source.diagnostics import Problems
from archcheck.source.located import shorten

_AMAZON = ("cidr_block", "ipv6_cidr_block")
_PEERS = ("cidr_blocks", "ipv6_cidr_blocks")
_ALONE = ("cidr_ipv4", "cidr_ipv6")
# The attributes of a type that hold ranges and nothing else: the block, and its attributes.
_RANGES = {
    "aws_vpc": (("", _AMAZON),),
    "aws_subnet": (("", _AMAZON),),
    "aws_security_group": (("ingress", _PEERS), ("egress", _PEERS)),
    "aws_default_security_group": (("ingress", _PEERS), ("egress", _PEERS)),
    "aws_security_group_rule": (("", _PEERS),),
    "aws_vpc_security_group_ingress_rule": (("", _ALONE),),
    "aws_vpc_security_group_egress_rule": (("", _ALONE),),
    "aws_network_acl": (("ingress", _AMAZON), ("egress", _AMAZON)),
    "aws_default_network_acl": (("ingress", _AMAZON), ("egress", _AMAZON)),
    "aws_network_acl_rule": (("", _AMAZON),),
    "aws_route": (("", ("destination_cidr_block", "destination_ipv6_cidr_block")),),
    "aws_route_table": (("route", _AMAZON),),
    "azurerm_virtual_network": (("", ("address_space",)),),
    "azurerm_subnet": (("", ("address_prefixes", "address_prefix")),),
    "google_compute_subnetwork": (("", ("ip_cidr_range",)), ("secondary_ip_range", ("ip_cidr_range",))),
    "google_compute_firewall": (("", ("source_ranges", "destination_ranges")),),
}


def check_ranges(resources: Iterable[Resource], problems: Problems) -> None:
    """Record an error for every range that is none; what it is in its place is not told, since plans hold secrets.

    Args:
        resources: those of a plan.
        problems: receives the errors.
    """
    for resource in resources:
        wrong = dict.fromkeys(_find_wrong(resource))
        for name in wrong:
            message = f"`{name}` of `{shorten(resource.address)}` holds what is no range of addresses"
            problems.error("invalid-cidr", message, resource.location, "write one like `10.0.0.0/16`")


def _find_wrong(resource: Resource) -> Iterator[str]:
    """Yield the attributes of a resource in which a text is no range."""
    for around, names in _RANGES.get(resource.type, ()):
        blocks: list[Block | None] = [resource.block] if not around else blocks_of(resource.block, around)
        for block in blocks:
            for name in names if block is not None else ():
                value = None if block is None else block.get(name)
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, str) and each and parse_net(each) is None:
                        yield f"{around}.{name}" if around else name
