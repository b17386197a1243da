"""Rules that a plan deletes or changes, and that what they belong to still lists, as it was read before the plan.

A security group, a network ACL or a route table tells all of its rules, those included that are resources of their own.
Where its configuration says nothing of them, it lists them as they were: what one of these resources was is no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archcheck.importers.terraform.resource import Block, Resource

Before = Mapping[str, Sequence[Mapping[str, Any]]]
"""What was of resources that a plan deletes or changes, by their types."""

# The lists of a resource whose items are resources of their own, too: their type, and by what an item is known.
_ITEMS = {
    ("aws_network_acl", "ingress"): (("aws_network_acl_rule", (("rule_no", "rule_number"),)),),
    ("aws_network_acl", "egress"): (("aws_network_acl_rule", (("rule_no", "rule_number"),)),),
    ("aws_route_table", "route"): (
        ("aws_route", (("cidr_block", "destination_cidr_block"),)),
        ("aws_route", (("ipv6_cidr_block", "destination_ipv6_cidr_block"),)),
    ),
    ("azurerm_network_security_group", "security_rule"): (("azurerm_network_security_rule", (("name", "name"),)),),
    ("azurerm_route_table", "route"): (("azurerm_route", (("name", "name"),)),),
}
_OWNERS = {
    "aws_network_acl_rule": ("network_acl_id", "id"),
    "aws_route": ("route_table_id", "id"),
    "azurerm_network_security_rule": ("network_security_group_name", "name"),
    "azurerm_route": ("route_table_name", "name"),
}
_GROUPS = ("aws_security_group", "aws_default_security_group")
# What rules of security groups name: in the list of the group, and in resources of their own.
_PEERS = (
    ("cidr_blocks", ("cidr_blocks", "cidr_ipv4")),
    ("ipv6_cidr_blocks", ("ipv6_cidr_blocks", "cidr_ipv6")),
    ("prefix_list_ids", ("prefix_list_ids", "prefix_list_id")),
    ("security_groups", ("source_security_group_id", "referenced_security_group_id")),
)


def drop_gone(owner: Resource, name: str, blocks: Iterable[Block | None], before: Before) -> list[Block | None]:
    """Return the rules that something lists, without those that were resources of their own and are no more.

    Args:
        owner: the security group, network ACL or route table.
        name: the attribute that lists its rules.
        blocks: these, None standing for what is not known.
        before: what was of what the plan deletes or changes.
    """
    if not before or (owner.configured and owner.block.is_written(name)):
        return list(blocks)
    if owner.type in _GROUPS:
        return [_narrow(owner, name, block, before) if block is not None else None for block in blocks]
    kept: list[Block | None] = []
    for block in blocks:
        gone = block is not None and any(
            _belongs(each, owner, type_name, name)
            and all(block.values.get(own) and block.values.get(own) == each.get(other) for own, other in pairs)
            for type_name, pairs in _ITEMS.get((owner.type.replace("_default_", "_"), name), ())
            for each in before.get(type_name, ())
        )
        if not gone:
            kept.append(block)
    return kept


def _belongs(rule: Mapping[str, Any], owner: Resource, type_name: str, name: str) -> bool:
    """Return whether a rule was one of something's."""
    attribute, own = _OWNERS[type_name]
    if type_name == "aws_network_acl_rule" and bool(rule.get("egress")) != (name == "egress"):
        return False
    return bool(rule.get(attribute)) and rule.get(attribute) == owner.values.get(own)


def _narrow(group: Resource, direction: str, block: Block, before: Before) -> Block:
    """Return a rule of a security group without the peers that rules named which are no more."""
    values = dict(block.values)
    rules = [
        *(each for each in before.get("aws_security_group_rule", ()) if each.get("type") == direction),
        *before.get(f"aws_vpc_security_group_{direction}_rule", ()),
    ]
    for rule in rules:
        if rule.get("security_group_id") != group.values.get("id") or _span(rule) != _span(values):
            continue
        for name, others in _PEERS:
            named = [rule.get(other) for other in others]
            gone = {text for each in named for text in (each if isinstance(each, list) else [each])}
            listed = values.get(name)
            values[name] = [each for each in listed if each not in gone] if isinstance(listed, list) else listed
        if rule.get("self") is True:
            values["self"] = False
    return Block(block.resource, values, block.hidden, block.expressions)


def _span(values: Mapping[str, Any]) -> tuple[Any, ...]:
    protocol = str(values.get("ip_protocol") or values.get("protocol")).lower()
    if protocol in ("-1", "all"):
        return ("-1",)
    return protocol, values.get("from_port"), values.get("to_port")
