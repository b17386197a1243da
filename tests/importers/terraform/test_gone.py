"""Rules that a plan deletes or changes: what they belong to still lists them, and they count no more."""

from __future__ import annotations

from typing import Any

import pytest

from tests.importers.terraform.plans import edges_of, make_plan, read_plan, to
from tests.importers.terraform.test_aws import ANYWHERE, VPC
from tests.importers.terraform.test_azure import NET, WEB, allow

Resources = dict[str, dict[str, Any]]


def existing(resources: Resources, before: Resources, unwritten: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the edges of a plan that changes nothing but what is given: of that, with what it was.

    ``unwritten`` are the attributes that the configuration does not have, and that are known from before.
    """
    plan = make_plan(resources)
    for item in plan["resource_changes"]:
        item["change"]["actions"] = ["no-op"]
        item["change"]["before"] = item["change"]["after"]
    for address, values in before.items():
        type_name, _, name = address.partition(".")
        common = {"address": address, "mode": "managed", "type": type_name, "name": name}
        known = [item for item in plan["resource_changes"] if item["address"] == address]
        if known:
            known[0]["change"] |= {"actions": ["update"], "before": values}
        else:
            plan["resource_changes"].append({**common, "change": {"actions": ["delete"], "before": values}})
    for written in plan["configuration"]["root_module"]["resources"]:
        for address, attribute in unwritten:
            if written["address"] == address:
                del written["expressions"][attribute]
    topology, told = read_plan(plan)
    assert not [line for line in told if "error" in line]
    return edges_of(topology)


SSH = {"from_port": 22, "to_port": 22, "protocol": "tcp"}
GROUP, HOST = "aws_security_group.g", "aws_instance.web"


def group(*rules: dict[str, Any]) -> Resources:
    return {
        **VPC,
        GROUP: {"id": "sg-1", "vpc_id": to("aws_vpc.main"), "ingress": list(rules)},
        HOST: {"subnet_id": to("aws_subnet.public"), "vpc_security_group_ids": [to(GROUP)]},
    }


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({}, [f"internet -call-> {HOST} TCP 22"]),
        (
            {
                "aws_security_group_rule.r": {
                    **SSH,
                    "type": "ingress",
                    "security_group_id": "sg-1",
                    "cidr_blocks": ["0.0.0.0/0"],
                }
            },
            [],
        ),
        (
            {
                "aws_vpc_security_group_ingress_rule.r": {
                    "from_port": 22,
                    "to_port": 22,
                    "ip_protocol": "tcp",
                    "security_group_id": "sg-1",
                    "cidr_ipv4": "0.0.0.0/0",
                }
            },
            [],
        ),
        # Of another group, another direction, another port.
        (
            {
                "aws_security_group_rule.r": {
                    **SSH,
                    "type": "ingress",
                    "security_group_id": "sg-2",
                    "cidr_blocks": ["0.0.0.0/0"],
                },
                "aws_security_group_rule.s": {
                    **SSH,
                    "type": "egress",
                    "security_group_id": "sg-1",
                    "cidr_blocks": ["0.0.0.0/0"],
                },
                "aws_security_group_rule.t": {
                    **SSH,
                    "to_port": 23,
                    "type": "ingress",
                    "security_group_id": "sg-1",
                    "cidr_blocks": ["0.0.0.0/0"],
                },
            },
            [f"internet -call-> {HOST} TCP 22"],
        ),
    ],
)
def test_a_rule_of_a_security_group(before: Resources, expected: list[str]) -> None:
    resources = group({**SSH, "cidr_blocks": ["0.0.0.0/0"]})
    assert existing(resources, before, ((GROUP, "ingress"),)) == expected


def test_what_the_configuration_lists_stays() -> None:
    before = {"aws_security_group_rule.r": {**SSH, "type": "ingress", "security_group_id": "sg-1"}}
    resources = group({**SSH, "cidr_blocks": ["0.0.0.0/0"]})
    assert existing(resources, before, ()) == [f"internet -call-> {HOST} TCP 22"]


def test_a_rule_of_a_network_acl_that_forbids_no_more() -> None:
    acl = "aws_network_acl.main"
    everybody = {"protocol": "-1", "cidr_block": "0.0.0.0/0", "from_port": 0, "to_port": 0}
    resources: Resources = {
        **group(ANYWHERE),
        acl: {
            "id": "acl-1",
            "vpc_id": to("aws_vpc.main"),
            "subnet_ids": [to("aws_subnet.public")],
            "egress": [{**everybody, "rule_no": 1, "action": "allow"}],
            "ingress": [
                {**everybody, "rule_no": 1, "action": "deny"},
                {**everybody, "rule_no": 2, "action": "allow"},
            ],
        },
    }
    unwritten = ((acl, "ingress"), (acl, "egress"))
    assert existing(resources, {}, unwritten) == []
    before = {"aws_network_acl_rule.no": {"network_acl_id": "acl-1", "rule_number": 1, "egress": False}}
    assert existing(resources, before, unwritten) == [f"internet -call-> {HOST} All Connections"]


def test_a_rule_of_azure_that_forbids_no_more() -> None:
    nsg = "azurerm_network_security_group.web"
    rules = [allow(1, "*", "*", access="Deny", protocol="*"), allow(2, "Internet", "443")]
    resources: Resources = {**NET, nsg: {"name": "web", "security_rule": rules}}
    unwritten = ((nsg, "security_rule"),)
    entry = f"internet -call-> {WEB} TCP 443"
    assert entry not in existing(resources, {}, unwritten)
    before = {"azurerm_network_security_rule.no": {"network_security_group_name": "web", "name": "r1"}}
    assert entry in existing(resources, before, unwritten)


def test_a_route_that_is_taken_away() -> None:
    table = "aws_route_table.public"
    resources = group({**SSH, "cidr_blocks": ["0.0.0.0/0"]})
    resources[table] = {
        "id": "rtb-1",
        "vpc_id": to("aws_vpc.main"),
        "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}],
    }
    unwritten = ((table, "route"),)
    assert existing(resources, {}, unwritten) == [f"internet -call-> {HOST} TCP 22"]
    before = {"aws_route.r": {"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0"}}
    assert existing(resources, before, unwritten) == []
