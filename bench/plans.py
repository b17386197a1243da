"""A Terraform plan of some twenty megabytes: always the same.

Sixty modules, each a network with subnets, routes, groups, a balancer, a role and a database, forty machines behind the
balancer and forty functions; nothing of what refers to something else is known before the apply.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MODULES, EACH = 60, 40
_REST = {
    "description": "made by a pipeline",
    "force_destroy": False,
    "timeouts": None,
    "user_data": "#!/bin/sh\n" + "echo starting\n" * 12,
}
_ANYWHERE = "0.0.0.0/0"
_GROUPS = (("front", 443, None), ("app", 8080, "front"), ("db", 5432, "app"))


def write_plan(path: Path) -> None:
    """Write the plan."""
    modules, changes = [], []
    hidden = {"tags": {}, "tags_all": {}}
    for number in range(MODULES):
        address = f'module.team["t{number:02}"]'
        resources = []
        for common, values, unknown in _resources(address, number):
            resources.append({**common, "schema_version": 1, "values": values, "sensitive_values": hidden})
            change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}
            changes.append({**common, "module_address": address, "change": {**change, "after_sensitive": hidden}})
        modules.append({"address": address, "resources": resources})
    call = {"source": "./team", "for_each_expression": _refer("var.teams"), "module": {"resources": list(_written())}}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "planned_values": {"root_module": {"child_modules": modules}},
        "resource_changes": changes,
        "configuration": {"root_module": {"module_calls": {"team": call}}},
    }
    path.write_text(json.dumps(plan, indent=1), encoding="utf-8")


def _resources(module: str, number: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Yield the instances of a module: what they are, their values, and what is known only after the apply."""
    for type_name, name, count, unknown, values in _instances(number):
        for key in range(count or 1):
            tags = {"team": f"t{number:02}", "name": f"{name}-{key}", "environment": "production", "cost-center": "7"}
            common: dict[str, Any] = {
                "address": f"{module}.{type_name}.{name}" + (f"[{key}]" if count else ""),
                "mode": "managed",
                "type": type_name,
                "name": name,
                "provider_name": "registry.terraform.io/hashicorp/aws",
            }
            if count:
                common["index"] = key
            own = {each: value.replace("KEY", str(key)) if isinstance(value, str) else value for each, value in values}
            after = {"id": True, "arn": True, **dict.fromkeys(unknown, True)}
            if type_name == "aws_route_table" and name == "public":
                after["route"] = [{"gateway_id": True}]
            if type_name == "aws_lb_listener":
                after["default_action"] = [{"target_group_arn": True}]
            yield common, {**own, **_REST, "tags": tags, "tags_all": tags}, after


_Instances = tuple[str, str, int, tuple[str, ...], tuple[tuple[str, Any], ...]]


def _instances(number: int) -> Iterator[_Instances]:
    """Yield the resources of a module: type, name, count, what is not known, and what is."""
    yield "aws_vpc", "main", 0, (), (("cidr_block", f"10.{number}.0.0/16"),)
    yield "aws_internet_gateway", "main", 0, ("vpc_id",), ()
    for kind, start in (("public", ""), ("private", "1")):
        routes = [{"cidr_block": _ANYWHERE}] if kind == "public" else []
        yield "aws_route_table", kind, 0, ("vpc_id",), (("route", routes),)
        own = ("cidr_block", f"10.{number}.{start}KEY.0/24"), ("map_public_ip_on_launch", kind == "public")
        yield "aws_subnet", kind, 3, ("vpc_id",), own
        yield "aws_route_table_association", kind, 3, ("subnet_id", "route_table_id"), ()
    for group, port, before in _GROUPS:
        yield "aws_security_group", group, 0, ("vpc_id", "ingress", "egress"), (("name", f"{group}-{number}"),)
        span = ("from_port", port), ("to_port", port), ("ip_protocol", "tcp")
        peers = ("security_group_id", *(("referenced_security_group_id",) if before else ()))
        ingress = (*span, *(() if before else (("cidr_ipv4", _ANYWHERE),)))
        yield "aws_vpc_security_group_ingress_rule", group, 0, peers, ingress
        egress = ("ip_protocol", "-1"), ("cidr_ipv4", _ANYWHERE)
        yield "aws_vpc_security_group_egress_rule", group, 0, ("security_group_id",), egress
    yield "aws_lb", "front", 0, ("subnets", "security_groups"), (("internal", False),)
    yield "aws_lb_target_group", "app", 0, ("vpc_id",), (("port", 8080),)
    yield "aws_lb_listener", "front", 0, ("load_balancer_arn",), (("default_action", [{"type": "forward"}]),)
    statement = {"Effect": "Allow", "Action": ["s3:*"], "Resource": f"arn:aws:s3:::data-{number}/*"}
    trust = json.dumps({"Statement": []})
    yield "aws_iam_role", "app", 0, (), (("name", f"app-{number}"), ("assume_role_policy", trust))
    yield "aws_iam_role_policy", "app", 0, ("role",), (("policy", json.dumps({"Statement": [statement]})),)
    yield "aws_s3_bucket", "data", 0, (), (("bucket", f"data-{number}"),)
    yield "aws_instance", "app", EACH, ("vpc_security_group_ids", "subnet_id"), (("instance_type", "m5.large"),)
    yield "aws_lb_target_group_attachment", "app", EACH, ("target_group_arn", "target_id"), (("port", 8080),)
    yield "aws_lambda_function", "job", EACH, ("role",), (("function_name", f"job-{number}-KEY"),)
    yield "aws_db_subnet_group", "db", 0, ("subnet_ids", "name"), ()
    private = (("publicly_accessible", False),)
    yield "aws_db_instance", "db", 0, ("db_subnet_group_name", "vpc_security_group_ids"), private


def _refer(*addresses: str) -> dict[str, Any]:
    """Return an expression that refers to attributes, as Terraform writes it: each, and what it is of."""
    found: list[str] = []
    for each in addresses:
        found += [each, ".".join(each.split(".")[:2])] if each.count(".") > 1 else [each]
    return {"references": found}


def _written() -> Iterator[dict[str, Any]]:
    """Yield what a module says of its resources."""
    vpc = {"vpc_id": _refer("aws_vpc.main.id")}
    yield _block("aws_vpc.main")
    yield _block("aws_internet_gateway.main", **vpc)
    route = {"cidr_block": {"constant_value": _ANYWHERE}, "gateway_id": _refer("aws_internet_gateway.main.id")}
    yield _block("aws_route_table.public", **vpc, route=[route])
    yield _block("aws_route_table.private", **vpc)
    for kind in ("public", "private"):
        public = {"map_public_ip_on_launch": {"constant_value": kind == "public"}}
        yield _block(f"aws_subnet.{kind}", **vpc, cidr_block=_refer("var.cidr"), **public)
        ends = {"subnet_id": _refer(f"aws_subnet.{kind}", "count.index")}
        yield _block(f"aws_route_table_association.{kind}", **ends, route_table_id=_refer(f"aws_route_table.{kind}.id"))
    for group, _, before in _GROUPS:
        own = {"security_group_id": _refer(f"aws_security_group.{group}.id")}
        everybody = {"cidr_ipv4": {"constant_value": _ANYWHERE}}
        peer = {"referenced_security_group_id": _refer(f"aws_security_group.{before}.id")} if before else everybody
        yield _block(f"aws_security_group.{group}", **vpc)
        yield _block(f"aws_vpc_security_group_ingress_rule.{group}", **own, **peer)
        yield _block(f"aws_vpc_security_group_egress_rule.{group}", **own, **everybody)
    front = {"security_groups": _refer("aws_security_group.front.id")}
    yield _block("aws_lb.front", subnets=_refer("aws_subnet.public"), **front)
    yield _block("aws_lb_target_group.app", **vpc)
    action = {"type": {"constant_value": "forward"}, "target_group_arn": _refer("aws_lb_target_group.app.arn")}
    yield _block("aws_lb_listener.front", load_balancer_arn=_refer("aws_lb.front.arn"), default_action=[action])
    yield _block("aws_iam_role.app", name=_refer("var.name"))
    yield _block("aws_iam_role_policy.app", role=_refer("aws_iam_role.app.id"), policy=_refer("var.policy"))
    yield _block("aws_s3_bucket.data", bucket=_refer("var.name"))
    place = {"subnet_id": _refer("aws_subnet.private", "count.index")}
    yield _block("aws_instance.app", **place, vpc_security_group_ids=_refer("aws_security_group.app.id"))
    target = {"target_id": _refer("aws_instance.app", "count.index")}
    group_arn = _refer("aws_lb_target_group.app.arn")
    yield _block("aws_lb_target_group_attachment.app", **target, target_group_arn=group_arn)
    yield _block("aws_lambda_function.job", role=_refer("aws_iam_role.app.arn"))
    yield _block("aws_db_subnet_group.db", subnet_ids=_refer("aws_subnet.private"))
    subnets = {"db_subnet_group_name": _refer("aws_db_subnet_group.db.name")}
    yield _block("aws_db_instance.db", **subnets, vpc_security_group_ids=_refer("aws_security_group.db.id"))


def _block(address: str, **expressions: Any) -> dict[str, Any]:
    type_name, _, name = address.partition(".")
    return {"address": address, "mode": "managed", "type": type_name, "name": name, "expressions": expressions}
