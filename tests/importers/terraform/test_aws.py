"""Amazon: networks, balancers, roles, what is public; all of a topology compared."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.importers.terraform.plans import Ref, edges_of, make_plan, read_plan, to

ANYWHERE = {"from_port": 0, "to_port": 0, "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"]}
VPC: dict[str, dict[str, Any]] = {
    "aws_vpc.main": {"cidr_block": "10.0.0.0/16"},
    "aws_internet_gateway.main": {"vpc_id": to("aws_vpc.main")},
    "aws_subnet.public": {"vpc_id": to("aws_vpc.main"), "cidr_block": "10.0.1.0/24", "map_public_ip_on_launch": True},
    "aws_subnet.private[0]": {"vpc_id": to("aws_vpc.main"), "cidr_block": "10.0.2.0/24"},
    "aws_subnet.private[1]": {"vpc_id": to("aws_vpc.main"), "cidr_block": "10.0.3.0/24"},
    "aws_route_table.public": {
        "vpc_id": to("aws_vpc.main"),
        "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": to("aws_internet_gateway.main")}],
    },
    "aws_route_table_association.public": {
        "subnet_id": to("aws_subnet.public"),
        "route_table_id": to("aws_route_table.public"),
    },
}
SHOP: dict[str, dict[str, Any]] = {
    **VPC,
    "aws_security_group.lb": {
        "vpc_id": to("aws_vpc.main"),
        "ingress": [{"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}],
        "egress": [ANYWHERE],
    },
    "aws_security_group.web": {"vpc_id": to("aws_vpc.main"), "egress": [ANYWHERE]},
    "aws_security_group_rule.web": {
        "type": "ingress",
        "from_port": 8080,
        "to_port": 8080,
        "protocol": "tcp",
        "security_group_id": to("aws_security_group.web"),
        "source_security_group_id": to("aws_security_group.lb"),
    },
    "aws_security_group.db": {
        "vpc_id": to("aws_vpc.main"),
        "ingress": [
            {"from_port": 5432, "to_port": 5432, "protocol": "tcp", "security_groups": [to("aws_security_group.web")]}
        ],
    },
    "aws_lb.front": {
        "internal": False,
        "load_balancer_type": "application",
        "subnets": [to("aws_subnet.public")],
        "security_groups": [to("aws_security_group.lb")],
    },
    "aws_lb_target_group.web": {"vpc_id": to("aws_vpc.main"), "port": 8080},
    "aws_lb_listener.front": {
        "load_balancer_arn": to("aws_lb.front", "arn"),
        "default_action": [{"type": "forward", "target_group_arn": to("aws_lb_target_group.web", "arn")}],
    },
    "aws_lb_target_group_attachment.web": {
        "target_group_arn": to("aws_lb_target_group.web", "arn"),
        "target_id": to("aws_instance.web"),
    },
    "aws_instance.web": {
        "subnet_id": to("aws_subnet.private[0]"),
        "vpc_security_group_ids": [to("aws_security_group.web")],
        "tags": {"env": "prod"},
    },
    "aws_db_subnet_group.db": {"subnet_ids": [Ref("aws_subnet.private")], "name": "db"},
    "aws_db_instance.db": {
        "db_subnet_group_name": to("aws_db_subnet_group.db", "name"),
        "vpc_security_group_ids": [to("aws_security_group.db")],
        "publicly_accessible": False,
    },
}


def edges(resources: dict[str, dict[str, Any]]) -> list[str]:
    topology, told = read_plan(make_plan(resources))
    assert not [line for line in told if "error" in line]
    return edges_of(topology)


def test_a_shop() -> None:
    topology, told = read_plan(make_plan(SHOP))
    assert sorted(topology.zones) == [
        "aws_vpc.main",
        "aws_vpc.main/aws_subnet.private[0]",
        "aws_vpc.main/aws_subnet.private[1]",
        "aws_vpc.main/aws_subnet.public",
    ]
    assert [f"{each.id}: {each.kind} in {each.zone}" for each in topology.nodes.values()] == [
        "aws_db_instance.db: store.database in aws_vpc.main",
        "aws_db_subnet_group.db: setting in None",
        "aws_instance.web: compute.instance in aws_vpc.main/aws_subnet.private[0]",
        "aws_internet_gateway.main: gateway.internet in aws_vpc.main",
        "aws_lb.front: gateway.ingress.load-balancer in aws_vpc.main/aws_subnet.public",
        "aws_lb_listener.front: gateway.part in None",
        "aws_lb_target_group.web: gateway.part in aws_vpc.main",
        "aws_lb_target_group_attachment.web: gateway.part in None",
        "aws_route_table.public: network.route in aws_vpc.main",
        "aws_route_table_association.public: network.route in None",
        "aws_security_group.db: network.rules in aws_vpc.main",
        "aws_security_group.lb: network.rules in aws_vpc.main",
        "aws_security_group.web: network.rules in aws_vpc.main",
        "aws_security_group_rule.web: network.rules in None",
        "aws_subnet.private[0]: network.subnet in aws_vpc.main/aws_subnet.private[0]",
        "aws_subnet.private[1]: network.subnet in aws_vpc.main/aws_subnet.private[1]",
        "aws_subnet.public: network.subnet in aws_vpc.main/aws_subnet.public",
        "aws_vpc.main: network.vpc in aws_vpc.main",
        "internet: internet in None",
    ]
    assert topology.nodes["aws_instance.web"].labels == {"env": "prod", "terraform-type": "aws_instance"}
    assert edges_of(topology) == [
        "aws_instance.web -call-> aws_db_instance.db TCP 5432",
        "aws_instance.web -call-> aws_lb.front TCP 443",
        "aws_lb.front -call-> aws_instance.web TCP 8080",
        "internet -call-> aws_lb.front TCP 443",
    ]
    assert [line for line in edges_of(topology, without=("call",)) if "aws_db_instance.db -" in line] == [
        "aws_db_instance.db -depends-> aws_db_subnet_group.db",
        "aws_db_instance.db -depends-> aws_security_group.db",
    ]
    assert topology.unmodelled == ()
    assert told == [
        "info[imported]: a Terraform plan: 18 resources, 0 data sources",
        "info[assumed]: what rules, routes and addresses let pass may be opened, whether or not anything in there "
        "does so",
    ]


def host(**more: Any) -> dict[str, dict[str, Any]]:
    """Return a network with an instance that all of the internet is let into by its group."""
    return {
        **VPC,
        "aws_security_group.open": {"vpc_id": to("aws_vpc.main"), "ingress": [ANYWHERE]},
        "aws_instance.web": {
            "subnet_id": to("aws_subnet.public"),
            "vpc_security_group_ids": [to("aws_security_group.open")],
            **more,
        },
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ["internet -call-> aws_instance.web All Connections"]),
        ({"aws_instance.web": {"associate_public_ip_address": False}}, []),
        ({"aws_instance.web": {"subnet_id": to("aws_subnet.private[0]")}}, []),
        (
            {"aws_instance.web": {"associate_public_ip_address": Ref("var.public")}},
            ["internet -call?-> aws_instance.web All Connections"],
        ),
        # Without a route to a gateway nobody comes in.
        ({"aws_route_table.public": {"route": []}}, []),
        # A group that is not known may let in anybody.
        (
            {"aws_instance.web": {"vpc_security_group_ids": ["sg-123"]}},
            [
                "aws_instance.web -call?-> internet All Connections",
                "internet -call?-> aws_instance.web All Connections",
            ],
        ),
        ({"aws_security_group.open": {"ingress": []}}, []),
        (
            {"aws_security_group.open": {"ingress": [{**ANYWHERE, "cidr_blocks": [Ref("local.office")]}]}},
            ["internet -call?-> aws_instance.web All Connections"],
        ),
        (
            {"aws_security_group.open": {"ingress": [{**ANYWHERE, "cidr_blocks": ["203.0.113.0/24"]}]}},
            [
                "203.0.113.0/24 -call-> aws_instance.web All Connections",
                "203.0.113.0/24 -call-> internet",
            ],
        ),
        # Who is private may come by a way that is not in the plan.
        (
            {"aws_security_group.open": {"ingress": [{**ANYWHERE, "cidr_blocks": ["192.168.0.0/16"]}]}},
            ["192.168.0.0/16 -call?-> aws_instance.web All Connections"],
        ),
        # Network ACLs are tried in the order of their numbers.
        (
            {
                "aws_network_acl.main": {
                    "vpc_id": to("aws_vpc.main"),
                    "subnet_ids": [to("aws_subnet.public")],
                    "egress": [
                        {"rule_no": 1, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"},
                    ],
                    "ingress": [
                        {"rule_no": 20, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"},
                        {
                            "rule_no": 10,
                            "action": "deny",
                            "protocol": "tcp",
                            "cidr_block": "0.0.0.0/0",
                            "from_port": 0,
                            "to_port": 1023,
                        },
                    ],
                }
            },
            ["internet -call-> aws_instance.web ICMP,OTHER,TCP 1024-65535,UDP"],
        ),
        (
            {"aws_network_acl.main": {"vpc_id": to("aws_vpc.main"), "subnet_ids": [to("aws_subnet.public")]}},
            [],
        ),
        (
            {
                "aws_eip.web": {"instance": to("aws_instance.web")},
                "aws_subnet.public": {"map_public_ip_on_launch": False},
            },
            ["internet -call-> aws_instance.web All Connections"],
        ),
    ],
)
def test_who_comes_in(change: dict[str, dict[str, Any]], expected: list[str]) -> None:
    resources = host()
    for address, block in change.items():
        resources[address] = {**resources.get(address, {}), **block}
    assert edges(resources) == expected


def test_one_of_several_instances_may_be_meant() -> None:
    resources = host(subnet_id=Ref("aws_subnet.private", "count.index"))
    topology, _ = read_plan(make_plan(resources))
    node = topology.nodes["aws_instance.web"]
    assert (node.zone, node.unknown) == ("aws_vpc.main", ("zone",))
    assert edges_of(topology) == []  # whichever it is, there is no way in


def test_as_many_associations_as_subnets_are_one_for_each() -> None:
    resources = host(subnet_id=to("aws_subnet.private[1]"), associate_public_ip_address=True)
    for number in range(2):
        resources[f"aws_route_table_association.private[{number}]"] = {
            "subnet_id": Ref("aws_subnet.private", "count.index"),
            "route_table_id": to("aws_route_table.public"),
        }
    assert edges(resources) == ["internet -call-> aws_instance.web All Connections"]


POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::data/*"}],
}
ROLE: dict[str, dict[str, Any]] = {
    "aws_s3_bucket.data": {"bucket": "data"},
    "aws_s3_bucket.other": {"bucket": "other"},
    "aws_sqs_queue.jobs": {"name": "jobs"},
    "aws_iam_role.work": {"name": "work", "assume_role_policy": '{"Statement": []}'},
    "aws_lambda_function.work": {"function_name": "work", "role": to("aws_iam_role.work", "arn")},
}
BY_ROLE = [
    "aws_iam_role.work -admin-> aws_s3_bucket.data",
    "aws_lambda_function.work -admin-> aws_iam_role.work",
    "aws_lambda_function.work -call-> aws_s3_bucket.data",
]
OUT = "aws_lambda_function.work -call-> internet"


@pytest.mark.parametrize(
    ("more", "expected", "open_"),
    [
        ({"aws_iam_role_policy.a": {"role": to("aws_iam_role.work"), "policy": json.dumps(POLICY)}}, BY_ROLE, []),
        (
            {
                "aws_iam_policy.a": {"policy": json.dumps(POLICY)},
                "aws_iam_role_policy_attachment.a": {
                    "role": to("aws_iam_role.work", "name"),
                    "policy_arn": to("aws_iam_policy.a", "arn"),
                },
            },
            BY_ROLE,
            [],
        ),
        (
            {
                "data.aws_iam_policy_document.a": {
                    "statement": [{"actions": ["s3:*"], "resources": [to("aws_s3_bucket.data", "arn")]}],
                    "json": Ref(),
                },
                "aws_iam_role_policy.a": {
                    "role": to("aws_iam_role.work"),
                    "policy": to("data.aws_iam_policy_document.a", "json"),
                },
            },
            BY_ROLE,
            [],
        ),
        # What is put together of what is not known may allow anything.
        (
            {"aws_iam_role_policy.a": {"role": to("aws_iam_role.work"), "policy": to("aws_s3_bucket.data", "arn")}},
            [
                each.replace("admin-> aws_s3", "admin?-> aws_s3").replace("call-> aws_s3", "call?-> aws_s3")
                for each in BY_ROLE
            ],
            ["aws_iam_policy aws_iam_role_policy.a"],
        ),
        (
            {
                "aws_iam_role_policy_attachment.a": {
                    "role": to("aws_iam_role.work"),
                    "policy_arn": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                }
            },
            BY_ROLE[1:2],
            [],
        ),
        (
            {
                "aws_iam_role_policy_attachment.a": {
                    "role": to("aws_iam_role.work"),
                    "policy_arn": "arn:aws:iam::aws:policy/SomethingElse",
                }
            },
            BY_ROLE[1:2],
            ["aws_iam_policy arn:aws:iam::aws:policy/SomethingElse"],
        ),
        (
            {
                "aws_iam_role_policy_attachment.a": {
                    "role": to("aws_iam_role.work"),
                    "policy_arn": "arn:aws:iam::aws:policy/AmazonSQSFullAccess",
                }
            },
            [each.replace("aws_s3_bucket.data", "aws_sqs_queue.jobs") for each in BY_ROLE],
            [],
        ),
        (
            {
                "aws_iam_role_policy.a": {
                    "role": to("aws_iam_role.work"),
                    "policy": json.dumps({"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}),
                }
            },
            [
                *(
                    f"{one} -{kind}?-> {other}"
                    for one, kind in (("aws_iam_role.work", "admin"), ("aws_lambda_function.work", "call"))
                    for other in ("aws_s3_bucket.data", "aws_s3_bucket.other", "aws_sqs_queue.jobs")
                ),
                "aws_iam_role.work -admin?-> aws_lambda_function.work",
                "aws_lambda_function.work -admin-> aws_iam_role.work",
                "aws_lambda_function.work -call?-> aws_iam_role.work",
            ],
            [],
        ),
    ],
)
def test_roles(more: dict[str, dict[str, Any]], expected: list[str], open_: list[str]) -> None:
    topology, _ = read_plan(make_plan({**ROLE, **more}))
    assert edges_of(topology) == sorted([*expected, OUT])
    assert [f"{each.kind} {each.name}" for each in topology.unmodelled] == open_


PUBLIC: dict[str, Any] = {
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]
}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"aws_s3_bucket_acl.a": {"bucket": to("aws_s3_bucket.a"), "acl": "public-read"}}, [""]),
        ({"aws_s3_bucket_acl.a": {"bucket": to("aws_s3_bucket.a"), "acl": "private"}}, []),
        ({"aws_s3_bucket_policy.a": {"bucket": to("aws_s3_bucket.a"), "policy": json.dumps(PUBLIC)}}, [""]),
        (
            {
                "aws_s3_bucket_policy.a": {
                    "bucket": to("aws_s3_bucket.a"),
                    "policy": json.dumps({"Statement": [{**PUBLIC["Statement"][0], "Condition": {"x": {"y": "z"}}}]}),
                }
            },
            ["?"],
        ),
        (
            {
                "aws_s3_bucket_policy.a": {"bucket": to("aws_s3_bucket.a"), "policy": json.dumps(PUBLIC)},
                "aws_s3_bucket_public_access_block.a": {
                    "bucket": to("aws_s3_bucket.a"),
                    "restrict_public_buckets": True,
                },
            },
            [],
        ),
    ],
)
def test_public_buckets(more: dict[str, dict[str, Any]], expected: list[str]) -> None:
    assert edges({"aws_s3_bucket.a": {"bucket": "a"}, **more}) == [
        f"internet -call{each}-> aws_s3_bucket.a" for each in expected
    ]


def test_what_is_sent_where() -> None:
    assert edges(
        {
            "aws_sns_topic.t": {"name": "t"},
            "aws_sqs_queue.q": {"name": "q"},
            "aws_sns_topic_subscription.s": {
                "topic_arn": to("aws_sns_topic.t", "arn"),
                "endpoint": to("aws_sqs_queue.q", "arn"),
            },
            "aws_lambda_function.f": {"function_name": "f"},
            "aws_lambda_event_source_mapping.m": {
                "function_name": to("aws_lambda_function.f", "arn"),
                "event_source_arn": to("aws_sqs_queue.q", "arn"),
            },
            "aws_lambda_function_url.u": {
                "function_name": to("aws_lambda_function.f", "function_name"),
                "authorization_type": "NONE",
            },
            "aws_apigatewayv2_api.api": {"name": "api"},
            "aws_apigatewayv2_integration.i": {
                "api_id": to("aws_apigatewayv2_api.api"),
                "integration_uri": to("aws_lambda_function.f", "invoke_arn"),
            },
        }
    ) == [
        "aws_apigatewayv2_api.api -call-> aws_lambda_function.f",
        "aws_lambda_function.f -call-> internet",
        "aws_lambda_function.f -pull-> aws_sqs_queue.q",
        "aws_sns_topic.t -push-> aws_sqs_queue.q",
        "internet -call-> aws_apigatewayv2_api.api",
        "internet -call-> aws_lambda_function.f",
    ]
