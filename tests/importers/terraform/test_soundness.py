"""What is not known takes no edge away: plans in which one attribute is hidden, and states in which nothing is."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from archcheck.graph.compiled import compile_topology
from tests.importers.terraform import test_aws as aws, test_aws_ways as ways, test_azure as azure, test_google as google
from tests.importers.terraform.plans import Ref, make_plan, read_plan, to

Resources = dict[str, dict[str, Any]]
Edges = dict[tuple[str, str, str], bool]

NACL: Resources = {
    "aws_network_acl.main": {
        "vpc_id": to("aws_vpc.main"),
        "subnet_ids": [to("aws_subnet.public")],
        "egress": [{"rule_no": 1, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"}],
        "ingress": [
            {"rule_no": 20, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"},
            {
                "rule_no": 10,
                "action": "deny",
                "protocol": "tcp",
                "cidr_block": "0.0.0.0/0",
                "from_port": 0,
                "to_port": 9,
            },
        ],
    }
}
SENDING: Resources = {
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
    "aws_s3_bucket.a": {"bucket": "a"},
    "aws_s3_bucket_policy.a": {"bucket": to("aws_s3_bucket.a"), "policy": json.dumps(aws.PUBLIC)},
    "aws_s3_bucket_acl.a": {"bucket": to("aws_s3_bucket.a"), "acl": "public-read"},
}
GROUP: Resources = {
    **ways.OPEN,
    "aws_launch_template.t": {"vpc_security_group_ids": [to("aws_security_group.open")]},
    "aws_autoscaling_group.g": {
        "vpc_zone_identifier": [to("aws_subnet.public")],
        "launch_template": [{"id": to("aws_launch_template.t")}],
    },
    "aws_instance.web": {
        "subnet_id": to("aws_subnet.private[0]"),
        "vpc_security_group_ids": [to("aws_security_group.shut")],
    },
    "aws_network_interface.i": {
        "subnet_id": to("aws_subnet.public"),
        "security_groups": [to("aws_security_group.open")],
    },
    "aws_network_interface_attachment.a": {
        "instance_id": to("aws_instance.web"),
        "network_interface_id": to("aws_network_interface.i"),
    },
    "aws_eip.e": {"network_interface": to("aws_network_interface.i")},
}
FIREWALLS: Resources = {
    **azure.NET,
    "azurerm_storage_account.s": {
        "network_rules": [{"default_action": "Deny", "virtual_network_subnet_ids": [to("azurerm_subnet.web")]}]
    },
    "azurerm_mssql_server.s": {},
    "azurerm_mssql_firewall_rule.r": {
        "server_id": to("azurerm_mssql_server.s"),
        "start_ip_address": "0.0.0.0",
        "end_ip_address": "255.255.255.255",
    },
    "azurerm_mssql_virtual_network_rule.r": {
        "server_id": to("azurerm_mssql_server.s"),
        "subnet_id": to("azurerm_subnet.db"),
    },
    "azurerm_lb.front": {"frontend_ip_configuration": [{"public_ip_address_id": to("azurerm_public_ip.web")}]},
    "azurerm_lb_backend_address_pool.web": {"loadbalancer_id": to("azurerm_lb.front")},
    "azurerm_network_interface_backend_address_pool_association.web": {
        "network_interface_id": to("azurerm_network_interface.web"),
        "backend_address_pool_id": to("azurerm_lb_backend_address_pool.web"),
    },
}
VAULT: Resources = {
    **azure.IDENTITY,
    "azurerm_role_assignment.a": {
        "scope": to("azurerm_storage_account.data"),
        "role_definition_name": "Contributor",
        "principal_id": to("azurerm_user_assigned_identity.app", "principal_id"),
    },
    "azurerm_key_vault_secret.s": {"key_vault_id": to("azurerm_key_vault.keys")},
    "azurerm_key_vault_access_policy.a": {
        "key_vault_id": to("azurerm_key_vault.keys"),
        "object_id": to("azurerm_user_assigned_identity.app", "principal_id"),
    },
}
GRANTS: Resources = {
    **google.RUN,
    "google_project_iam_member.a": {"project": "p", "role": "roles/pubsub.publisher", "member": google.MEMBER},
    "google_storage_bucket_iam_member.a": {"bucket": "data", "role": "roles/storage.admin", "member": "allUsers"},
    "google_pubsub_subscription.s": {
        "topic": to("google_pubsub_topic.jobs"),
        "push_config": [{"push_endpoint": Ref(f"{google.API}.uri", google.API)}],
    },
}
FUNCTION: Resources = {
    **google.NET,
    "google_vpc_access_connector.c": {"network": to("google_compute_network.main"), "ip_cidr_range": "10.8.0.0/28"},
    "google_cloudfunctions_function.f": {
        "name": "f",
        "ingress_settings": "ALLOW_ALL",
        "vpc_connector": to("google_vpc_access_connector.c"),
        "service_account_email": to("google_service_account.f", "email"),
    },
    "google_service_account.f": {"account_id": "f"},
    "google_cloudfunctions_function_iam_member.all": {
        "cloud_function": to("google_cloudfunctions_function.f", "name"),
        "role": "r",
        "member": "allUsers",
    },
}
CASES: dict[str, Resources] = {
    "a shop": aws.SHOP,
    "a role": {
        **aws.ROLE,
        "aws_s3_bucket.data": {"bucket": "data", "arn": "arn:aws:s3:::data"},
        "aws_iam_role_policy.a": {"role": to("aws_iam_role.work"), "policy": json.dumps(aws.POLICY)},
    },
    "a network ACL": {**aws.host(), **NACL},
    "what is sent and public": SENDING,
    "a balancer": {
        **ways.OPEN,
        **ways.FRONT,
        **ways.TARGETS,
        "aws_lb_listener.l": {"load_balancer_arn": to("aws_lb.front", "arn"), "default_action": [ways.FORWARD]},
    },
    "templates and interfaces": GROUP,
    "services of Azure": FIREWALLS,
    "a private endpoint": azure.endpoint("Disabled"),
    "an identity and a vault": VAULT,
    "two machines at Google": google.NET,
    "what passes on packets": google.balancer("EXTERNAL", False),
    "what asks anew": {
        **google.balancer("EXTERNAL_MANAGED", True),
        "google_compute_firewall.web": google.rule(
            allow=google.tcp("443"), source_ranges=["130.211.0.0/22"], target_tags=["web"]
        ),
    },
    "an internal balancer": google.balancer("INTERNAL", False),
    "grants": GRANTS,
    "a database that is open": google.sql(authorized_networks=[{"value": "0.0.0.0/0"}]),
    "a database in a network": google.sql(ipv4_enabled=False, private_network=to("google_compute_network.main")),
    "a function": FUNCTION,
}


def read(plan: dict[str, Any]) -> tuple[Edges, set[tuple[str, str]]]:
    """Return the edges, and whether each is certain; and what is not understood."""
    topology, told = read_plan(plan)
    assert not [line for line in told if "error" in line]
    found: Edges = {}
    for edge in compile_topology(topology).edges:
        if edge.kind != "depends":
            ends = (edge.source, edge.target, edge.kind)
            found[ends] = found.get(ends, False) or "presence" not in edge.unknown
    return found, {(each.kind, each.name) for each in topology.unmodelled}


def paths(value: Any, around: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where attributes stand, those of blocks and the items of lists included."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(value, dict) or not isinstance(each, dict | Ref):
            yield (*around, key)
        if isinstance(each, dict | list):
            yield from paths(each, (*around, key))


@pytest.mark.parametrize("reference", ["local.x", "aws_sqs_queue.nothing"])
@pytest.mark.parametrize("name", CASES)
def test_what_is_hidden_takes_no_edge_away(name: str, reference: str) -> None:
    resources = CASES[name]
    before, open_ = read(make_plan(resources))
    lost = []
    for address, block in resources.items():
        for path in list(paths(block)):
            hidden = copy.deepcopy(block)
            around = hidden
            for key in path[:-1]:
                around = around[key]
            around[path[-1]] = Ref(reference)
            after, now_open = read(make_plan({**resources, address: hidden}))
            if set(before) - set(after) and not now_open - open_:
                lost.append((address, path, sorted(set(before) - set(after))))
    assert lost == []


def applied(resources: Resources) -> dict[str, Any]:
    """Return the state that a plan leads to: every reference has a value, and no configuration says where from."""
    items = []
    for address, block in resources.items():
        type_name, _, rest = address.partition(".")
        name, _, key = rest.partition("[")
        own = {each: f"{each}/{address}" for each in ("id", "arn", "self_link", "email", "principal_id", "uri")}
        values = {**own, "invoke_arn": f"invoke_arn/{address}", **_settle(block, resources)}
        item = {"address": address, "mode": "managed", "type": type_name, "name": name, "values": values}
        items.append({**item, "index": json.loads(key[:-1])} if key else item)
    return {
        "format_version": "1.0",
        "terraform_version": "1.9.0",
        "values": {"root_module": {"resources": items}},
    }


def _settle(value: Any, resources: Resources) -> Any:
    if isinstance(value, Ref):
        first = value.references[0]
        found = [each for each in resources if first.startswith(f"{each}.")]
        if not found:  # all instances of it
            return [f"id/{each}" for each in resources if each.partition("[")[0] == first]
        address = max(found, key=len)
        attribute = first[len(address) + 1 :]
        known = resources[address].get(attribute)
        return known if isinstance(known, str) else f"{attribute}/{address}"
    if isinstance(value, dict):
        return {key: _settle(each, resources) for key, each in value.items()}
    if isinstance(value, list):
        settled = [_settle(each, resources) for each in value]
        return [item for each in settled for item in (each if isinstance(each, list) else [each])]
    return value


@pytest.mark.parametrize("name", CASES)
def test_a_state_agrees_with_the_plan_that_led_to_it(name: str) -> None:
    plan, _ = read(make_plan(CASES[name]))
    state, _ = read(applied(CASES[name]))
    # Whether an older network has a way out by routes that are not in the state is not known.
    assert [each for each in state if state[each] and each not in plan] == []
    assert [each for each in plan if plan[each] and each not in state] == []
