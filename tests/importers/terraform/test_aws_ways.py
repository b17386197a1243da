"""Amazon: ways to reach something that a plan shows only from the side, each by all its edges or by what is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.importers.terraform.plans import Ref, edges_of, make_plan, read_plan, to
from tests.importers.terraform.test_aws import ANYWHERE, VPC

Resources = dict[str, dict[str, Any]]
WEB = "aws_instance.web"
OPEN: Resources = {
    **VPC,
    "aws_security_group.open": {"vpc_id": to("aws_vpc.main"), "ingress": [ANYWHERE], "egress": [ANYWHERE]},
    "aws_security_group.shut": {"vpc_id": to("aws_vpc.main")},
}


def read(resources: Resources) -> tuple[list[str], list[str]]:
    topology, told = read_plan(make_plan(resources))
    assert not [line for line in told if "error" in line]
    return edges_of(topology), [f"{each.kind}: {each.name}" for each in topology.unmodelled]


def port(number: int, **peers: Any) -> dict[str, Any]:
    return {"from_port": number, "to_port": number, "protocol": "tcp", **peers}


def test_whoever_is_in_a_group_that_is_not_in_the_plan() -> None:
    found, _ = read(
        {
            **OPEN,
            "aws_security_group.shut": {
                "vpc_id": to("aws_vpc.main"),
                "ingress": [port(443, security_groups=["sg-lb"])],
                "egress": [port(5432, security_groups=["sg-db"])],
            },
            WEB: {
                "subnet_id": to("aws_subnet.private[0]"),
                "vpc_security_group_ids": [to("aws_security_group.shut")],
            },
        }
    )
    assert found == [f"{WEB} -call?-> sg-db TCP 5432", f"sg-lb -call?-> {WEB} TCP 443"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"referenced_security_group_id": to("aws_security_group.open")}, ["aws_instance.in -call-> {} TCP 22"]),
        ({"cidr_ipv4": "10.0.1.0/24"}, ["aws_instance.in -call-> {} TCP 22"]),
        ({"cidr_ipv4": "10.0.9.0/24"}, []),
        (
            {"prefix_list_id": "pl-1"},
            ["aws_instance.in -call?-> {} TCP 22"],
        ),
    ],
)
def test_rules_of_their_own(rule: dict[str, Any], expected: list[str]) -> None:
    found, _ = read(
        {
            **OPEN,
            "aws_vpc_security_group_ingress_rule.r": {
                "security_group_id": to("aws_security_group.shut"),
                "ip_protocol": "tcp",
                "from_port": 22,
                "to_port": 22,
                **rule,
            },
            "aws_instance.in": {
                "subnet_id": to("aws_subnet.public"),
                "vpc_security_group_ids": [to("aws_security_group.open")],
                "associate_public_ip_address": False,
            },
            WEB: {
                "subnet_id": to("aws_subnet.private[0]"),
                "vpc_security_group_ids": [to("aws_security_group.shut")],
            },
        }
    )
    assert [each for each in found if f"-> {WEB}" in each] == [each.format(WEB) for each in expected]


@pytest.mark.parametrize("itself", [True, False])
def test_a_group_that_lets_in_itself(itself: bool) -> None:
    found, _ = read(
        {
            **OPEN,
            "aws_security_group.shut": {
                "vpc_id": to("aws_vpc.main"),
                "ingress": [port(1, self=itself)],
                "egress": [ANYWHERE],
            },
            **{
                f"aws_instance.{name}": {
                    "subnet_id": to("aws_subnet.private[0]"),
                    "vpc_security_group_ids": [to("aws_security_group.shut")],
                }
                for name in ("a", "b")
            },
        }
    )
    assert found == (
        ["aws_instance.a -call-> aws_instance.b TCP 1", "aws_instance.b -call-> aws_instance.a TCP 1"] if itself else []
    )


TARGETS: Resources = {
    "aws_lb_target_group.web": {"vpc_id": to("aws_vpc.main"), "port": 80},
    "aws_lb_target_group_attachment.web": {
        "target_group_arn": to("aws_lb_target_group.web", "arn"),
        "target_id": to(WEB),
    },
    WEB: {"subnet_id": to("aws_subnet.private[0]"), "vpc_security_group_ids": [to("aws_security_group.open")]},
}
FRONT: Resources = {
    "aws_lb.front": {
        "internal": False,
        "load_balancer_type": "application",
        "subnets": [to("aws_subnet.public")],
        "security_groups": [to("aws_security_group.open")],
    },
}
FORWARD = {"type": "forward", "target_group_arn": to("aws_lb_target_group.web", "arn")}


@pytest.mark.parametrize("balancer", ["arn:aws:elasticloadbalancing:eu:1:loadbalancer/app/shared/1", Ref("local.lb")])
def test_a_listener_of_a_balancer_that_is_not_in_the_plan(balancer: Any) -> None:
    found, _ = read(
        {**OPEN, **TARGETS, "aws_lb_listener.l": {"load_balancer_arn": balancer, "default_action": [FORWARD]}}
    )
    name = balancer if isinstance(balancer, str) else "a load balancer"
    assert {f"internet -call?-> {name}", f"{name} -call?-> {WEB}"} <= set(found)


def test_a_rule_of_a_listener_that_is_not_in_the_plan() -> None:
    found, _ = read(
        {**OPEN, **TARGETS, "aws_lb_listener_rule.r": {"listener_arn": "arn:listener", "action": [FORWARD]}}
    )
    assert {"internet -call?-> arn:listener", f"arn:listener -call?-> {WEB}"} <= set(found)


def test_weighted_target_groups() -> None:
    action = {"type": "forward", "forward": [{"target_group": [{"arn": "arn:tg", "weight": 1}]}]}
    resources = {
        **OPEN,
        **FRONT,
        **TARGETS,
        "aws_lb_target_group.web": {"vpc_id": to("aws_vpc.main"), "arn": "arn:tg"},
        "aws_lb_listener.l": {"load_balancer_arn": to("aws_lb.front", "arn"), "default_action": [action]},
        "aws_instance.other": {**TARGETS[WEB]},
    }
    found, _ = read(resources)
    assert [each for each in found if each.startswith("aws_lb.front")] == [
        f"aws_lb.front -call-> {WEB} All Connections"
    ]


def test_a_target_group_that_nobody_is_registered_with_in_the_plan() -> None:
    resources = {
        **OPEN,
        **FRONT,
        WEB: TARGETS[WEB],
        "aws_lb_target_group.web": {"vpc_id": to("aws_vpc.main"), "target_type": "ip"},
        "aws_lb_listener.l": {"load_balancer_arn": to("aws_lb.front", "arn"), "default_action": [FORWARD]},
    }
    found, _ = read(resources)
    assert f"aws_lb.front -call?-> {WEB} All Connections" in found


EMPTY_DEFAULT: Resources = {"aws_default_security_group.main": {"vpc_id": to("aws_vpc.main")}}


def test_clusters_have_groups_of_their_own() -> None:
    found, _ = read(
        {
            **OPEN,
            **EMPTY_DEFAULT,
            "aws_eks_cluster.k": {
                "vpc_config": [{"subnet_ids": [to("aws_subnet.private[0]")], "endpoint_public_access": False}]
            },
            "aws_eks_node_group.n": {"subnet_ids": [to("aws_subnet.private[0]")], "cluster_name": "k"},
        }
    )
    assert {
        "aws_eks_cluster.k -call?-> aws_eks_node_group.n All Connections",
        "aws_eks_node_group.n -call?-> aws_eks_cluster.k All Connections",
    } <= set(found)


@pytest.mark.parametrize(
    ("group", "sure"),
    [
        ({"launch_template": [{"id": to("aws_launch_template.t")}]}, ""),
        ({"launch_template": [{"id": "lt-elsewhere"}]}, "?"),
        (
            {
                "mixed_instances_policy": [
                    {
                        "launch_template": [
                            {"launch_template_specification": [{"launch_template_id": to("aws_launch_template.t")}]}
                        ]
                    }
                ]
            },
            "",
        ),
    ],
)
def test_groups_that_templates_name(group: dict[str, Any], sure: str) -> None:
    found, _ = read(
        {
            **OPEN,
            **EMPTY_DEFAULT,
            "aws_launch_template.t": {"vpc_security_group_ids": [to("aws_security_group.open")]},
            "aws_autoscaling_group.g": {"vpc_zone_identifier": [to("aws_subnet.public")], **group},
        }
    )
    assert f"internet -call{sure}-> aws_autoscaling_group.g All Connections" in found


def test_an_interface_that_is_attached() -> None:
    found, _ = read(
        {
            **OPEN,
            WEB: {
                "subnet_id": to("aws_subnet.private[0]"),
                "vpc_security_group_ids": [to("aws_security_group.shut")],
            },
            "aws_network_interface.i": {
                "subnet_id": to("aws_subnet.public"),
                "security_groups": [to("aws_security_group.open")],
            },
            "aws_network_interface_attachment.a": {
                "instance_id": to(WEB),
                "network_interface_id": to("aws_network_interface.i"),
            },
            "aws_eip.e": {"network_interface": to("aws_network_interface.i")},
        }
    )
    assert f"internet -call-> {WEB} All Connections" in found


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {
                "aws_route.r": {
                    "route_table_id": to("aws_route_table.public"),
                    "destination_cidr_block": "10.9.0.0/16",
                    "transit_gateway_id": "tgw-1",
                }
            },
            ["aws_route: aws_route.r"],
        ),
        (
            {"aws_vpc_peering_connection_accepter.a": {"vpc_peering_connection_id": "pcx-1"}},
            ["aws_vpc_peering_connection_accepter: aws_vpc_peering_connection_accepter.a"],
        ),
        ({"aws_vpn_gateway.v": {"vpc_id": to("aws_vpc.main")}}, ["aws_vpn_gateway: aws_vpn_gateway.v"]),
        (
            {"aws_ec2_transit_gateway_vpc_attachment.a": {"vpc_id": to("aws_vpc.main")}},
            ["aws_ec2_transit_gateway_vpc_attachment: aws_ec2_transit_gateway_vpc_attachment.a"],
        ),
        (
            {"aws_api_gateway_rest_api.p": {"endpoint_configuration": [{"types": ["PRIVATE"]}]}},
            ["private-api: aws_api_gateway_rest_api.p"],
        ),
    ],
)
def test_ways_that_lead_out_of_the_plan_are_told(more: Resources, told: list[str]) -> None:
    assert read({**VPC, **more})[1] == told


def test_endpoints_lead_to_what_anybody_may_use() -> None:
    public = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}
    found, told = read(
        {
            **OPEN,
            WEB: {
                "subnet_id": to("aws_subnet.private[0]"),
                "vpc_security_group_ids": [to("aws_security_group.open")],
            },
            "aws_s3_bucket.b": {"bucket": "b"},
            "aws_s3_bucket_policy.b": {"bucket": to("aws_s3_bucket.b"), "policy": json.dumps(public)},
            "aws_vpc_endpoint.s3": {"vpc_id": to("aws_vpc.main"), "service_name": "com.amazonaws.eu-west-1.s3"},
            "aws_vpc_endpoint.api": {
                "vpc_id": to("aws_vpc.main"),
                "service_name": "com.amazonaws.eu-west-1.execute-api",
                "vpc_endpoint_type": "Interface",
                "subnet_ids": [to("aws_subnet.private[0]")],
                "security_group_ids": [to("aws_security_group.open")],
            },
            "aws_api_gateway_rest_api.p": {"endpoint_configuration": [{"types": ["PRIVATE"]}]},
        }
    )
    assert told == []
    assert found == [
        f"{WEB} -call-> aws_vpc_endpoint.api All Connections",
        f"{WEB} -call?-> aws_vpc_endpoint.s3",
        "aws_vpc_endpoint.api -call?-> aws_api_gateway_rest_api.p",
        "aws_vpc_endpoint.s3 -call?-> aws_s3_bucket.b",
        "internet -call-> aws_s3_bucket.b",
    ]


ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {
                "aws_s3_bucket_acl.a": {
                    "bucket": "b",
                    "access_control_policy": [
                        {"grant": [{"permission": "READ", "grantee": [{"type": "Group", "uri": ALL_USERS}]}]}
                    ],
                }
            },
            ["internet -call-> aws_s3_bucket.b"],
        ),
        (
            {
                "aws_opensearch_domain.d": {
                    "access_policies": json.dumps(
                        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "es:*", "Resource": "*"}]}
                    )
                }
            },
            ["internet -call-> aws_opensearch_domain.d"],
        ),
        (
            {
                "aws_lambda_function.f": {"function_name": "f"},
                "aws_lambda_permission.p": {"function_name": "f", "principal": "123456789012"},
            },
            ["123456789012 -call-> aws_lambda_function.f", "aws_lambda_function.f -call-> internet"],
        ),
    ],
)
def test_who_is_let_in_by_policies_of_resources(more: Resources, expected: list[str]) -> None:
    assert read({"aws_s3_bucket.b": {"bucket": "b"}, **more})[0] == expected


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu:1:secret:prod/db-*",
            "aws_secretsmanager_secret.s",
        ),
        ("secretsmanager:*", "arn:aws:secretsmanager:eu:1:secret:prod/db-a1B2c3", "aws_secretsmanager_secret.s"),
        ("secretsmanager:*", "arn:aws:secretsmanager:eu:1:secret:other-??????", None),
        ("sts:AssumeRole", "arn:aws:iam::1:role/path/admin", "aws_iam_role.admin"),
        ("rds-db:connect", "arn:aws:rds-db:eu:1:dbuser:*/app", "aws_db_instance.d"),
        ("dynamodb:*", "arn:aws:dynamodb:eu:1:table/orders/index/*", "aws_dynamodb_table.t"),
        ("s3:*", "arn:aws:s3:::data*", "aws_s3_bucket.b"),
        ("s3:*", "arn:aws:s3:::other/*", None),
    ],
)
def test_names_in_policies(action: str, resource: str, expected: str | None) -> None:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    found, _ = read(
        {
            "aws_iam_role.app": {"name": "app", "assume_role_policy": '{"Statement": []}'},
            "aws_iam_role.admin": {"name": "admin", "assume_role_policy": '{"Statement": []}'},
            "aws_iam_role_policy.p": {"role": to("aws_iam_role.app"), "policy": json.dumps({"Statement": [statement]})},
            "aws_secretsmanager_secret.s": {"name": "prod/db"},
            "aws_db_instance.d": {},
            "aws_dynamodb_table.t": {"name": "orders"},
            "aws_s3_bucket.b": {"bucket": "data-1"},
        }
    )
    targets = [each.rpartition("-> ")[2] for each in found if each.startswith("aws_iam_role.app -admin")]
    assert targets == ([] if expected is None else [expected])
