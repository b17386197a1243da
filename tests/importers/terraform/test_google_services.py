"""Google: clusters, templates, peerings, services and policies; each by its edges, and by what is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.importers.terraform.plans import Ref, edges_of, make_plan, read_plan, to
from tests.importers.terraform.test_google import ACCOUNT, API, BACK, DB, MEMBER, NET, RUN, SHOP, WEB, rule, tcp

Resources = dict[str, dict[str, Any]]


def read(resources: Resources) -> tuple[list[str], list[str]]:
    topology, told = read_plan(make_plan(resources))
    assert not [line for line in told if "error" in line]
    return edges_of(topology), [f"{each.kind}: {each.name}" for each in topology.unmodelled]


def new(resources: Resources) -> list[str]:
    return [each for each in read({**NET, **resources})[0] if each not in SHOP]


CLUSTER = "google_container_cluster.k"
PLACE = {"network": to("google_compute_network.main"), "subnetwork": to("google_compute_subnetwork.db")}


@pytest.mark.parametrize(
    ("more", "entry"),
    [
        ({}, [f"internet -call-> {CLUSTER}"]),
        ({"private_cluster_config": [{"enable_private_endpoint": True, "enable_private_nodes": True}]}, []),
        (
            {"private_cluster_config": [{"enable_private_endpoint": Ref("var.x"), "enable_private_nodes": True}]},
            [f"internet -call?-> {CLUSTER}"],
        ),
        (
            {"master_authorized_networks_config": [{"cidr_blocks": [{"cidr_block": "203.0.113.0/24"}]}]},
            [f"203.0.113.0/24 -call-> {CLUSTER}"],
        ),
        (
            {"master_authorized_networks_config": [{"cidr_blocks": [{"cidr_block": Ref("var.x")}]}]},
            [f"internet -call?-> {CLUSTER}"],
        ),
        ({"master_authorized_networks_config": Ref("var.x")}, [f"internet -call?-> {CLUSTER}"]),
    ],
)
def test_who_reaches_a_cluster(more: dict[str, Any], entry: list[str]) -> None:
    resources: Resources = {CLUSTER: {**PLACE, "private_cluster_config": [{"enable_private_nodes": True}], **more}}
    found = [each for each in new(resources) if each.endswith(f"-> {CLUSTER}") or each.startswith("internet")]
    # Rules that clusters make themselves let in what is in the network.
    inside = [f"{each} -call?-> {CLUSTER} All Connections" for each in (DB, WEB)]
    ways = [each for each in found if "All Connections" not in each and "TCP" not in each]
    assert ways == entry
    assert [each for each in new(resources) if f"-> {CLUSTER} All" in each] == inside


def test_nodes_of_a_cluster_have_addresses_unless_that_is_switched_off() -> None:
    resources = {CLUSTER: {**PLACE, "private_cluster_config": [{"enable_private_endpoint": True}]}}
    assert f"{CLUSTER} -call-> internet All Connections" in new(resources)
    resources[CLUSTER]["private_cluster_config"] = [{"enable_private_endpoint": True, "enable_private_nodes": True}]
    assert f"{CLUSTER} -call-> internet All Connections" not in new(resources)


def test_pools_of_a_cluster_act_as_their_account() -> None:
    resources: Resources = {
        "google_service_account.nodes": {"account_id": "nodes"},
        CLUSTER: {**PLACE, "private_cluster_config": [{"enable_private_endpoint": True, "enable_private_nodes": True}]},
        "google_container_node_pool.p": {
            "cluster": to(CLUSTER, "name"),
            "node_config": [{"service_account": to("google_service_account.nodes", "email")}],
        },
        "google_storage_bucket.b": {"name": "b"},
        "google_storage_bucket_iam_member.b": {
            "bucket": "b",
            "role": "roles/storage.admin",
            "member": Ref("google_service_account.nodes.member"),
        },
    }
    found, told = read({**NET, **resources})
    assert {
        f"{CLUSTER} -admin-> google_container_node_pool.p",
        f"google_container_node_pool.p -call-> {CLUSTER}",
        f"{CLUSTER} -call-> google_storage_bucket.b",
        "google_container_node_pool.p -call-> google_storage_bucket.b",
        "google_service_account.nodes -admin-> google_storage_bucket.b",
    } <= set(found)
    assert told == []


TEMPLATE: Resources = {
    "google_compute_instance_template.t": {
        "network_interface": [
            {"subnetwork": to("google_compute_subnetwork.web"), "access_config": [{"network_tier": "PREMIUM"}]}
        ],
        "tags": ["web"],
    }
}


@pytest.mark.parametrize(
    ("address", "block"),
    [
        (
            "google_compute_instance_group_manager.g",
            {"version": [{"instance_template": to("google_compute_instance_template.t", "self_link")}]},
        ),
        (
            "google_compute_instance_from_template.g",
            {"source_instance_template": to("google_compute_instance_template.t", "self_link")},
        ),
    ],
)
def test_what_templates_say(address: str, block: dict[str, Any]) -> None:
    found = new({**TEMPLATE, address: block})
    assert f"internet -call-> {address} TCP 443" in found
    assert f"{address} -call-> {DB} TCP 5432" in found


@pytest.mark.parametrize("template", ["projects/p/global/instanceTemplates/other", Ref("local.template")])
def test_a_template_that_is_not_in_the_plan(template: Any) -> None:
    address = "google_compute_region_instance_group_manager.g"
    found, told = read({**NET, address: {"version": [{"instance_template": template}]}})
    assert f"internet -call?-> {address} All Connections" in found
    assert f"{address} -call?-> {DB} TCP 5432" in found
    assert told == [f"role: {address}"]


@pytest.mark.parametrize(("linked", "sure"), [(0, None), (1, "?"), (2, "")])
def test_networks_are_joined_from_both_sides(linked: int, sure: str | None) -> None:
    other = "google_compute_network.other"
    resources: Resources = {
        **NET,
        other: {"name": "other", "auto_create_subnetworks": False},
        "google_compute_subnetwork.other": {"network": to(other), "ip_cidr_range": "10.9.0.0/24"},
        "google_compute_firewall.other": {**rule(allow=tcp("1"), source_ranges=["10.0.0.0/16"]), "network": to(other)},
        "google_compute_instance.other": {"network_interface": [{"subnetwork": to("google_compute_subnetwork.other")}]},
    }
    ends = (("google_compute_network.main", other), (other, "google_compute_network.main"))
    for one, two in ends[:linked]:
        address = f"google_compute_network_peering.{one.rpartition('.')[2]}"
        resources[address] = {"network": to(one), "peer_network": to(two)}
    found, told = read(resources)
    reached = [each for each in found if each.endswith("google_compute_instance.other TCP 1") and WEB in each]
    assert reached == ([] if sure is None else [f"{WEB} -call{sure}-> google_compute_instance.other TCP 1"])
    assert told == []


def test_a_peering_with_a_network_that_is_not_in_the_plan() -> None:
    resources = {
        "google_compute_network_peering.p": {"network": to("google_compute_network.main"), "peer_network": "other"}
    }
    assert read({**NET, **resources})[1] == ["google_compute_network_peering: google_compute_network_peering.p"]


@pytest.mark.parametrize(
    ("ranges", "reached"), [(["10.0.2.7/32"], True), (["10.0.2.8/32"], False), (["10.0.2.0/24"], True)]
)
def test_an_address_that_is_told(ranges: list[str], reached: bool) -> None:
    resources = dict(NET)
    resources[DB] = {
        "network_interface": [{"subnetwork": to("google_compute_subnetwork.db"), "network_ip": "10.0.2.7"}]
    }
    resources["google_compute_firewall.web"] = rule(allow=tcp("443"), source_ranges=ranges, target_tags=["web"])
    assert (BACK in read(resources)[0]) is reached


@pytest.mark.parametrize(("secondary", "sure"), [("10.7.0.0/16", ""), (Ref("var.pods"), "?")])
def test_ranges_beside_the_first(secondary: Any, sure: str) -> None:
    resources = dict(NET)
    resources["google_compute_subnetwork.db"] = {
        **NET["google_compute_subnetwork.db"],
        "secondary_ip_range": [{"ip_cidr_range": secondary}],
    }
    resources["google_compute_firewall.web"] = rule(
        allow=tcp("443"), source_ranges=["10.7.3.0/24"], target_tags=["web"]
    )
    assert f"{DB} -call?-> {WEB} TCP 443" in read(resources)[0]
    resources["google_compute_firewall.web"] = rule(allow=tcp("443"), source_ranges=["10.0.0.0/8"], target_tags=["web"])
    assert f"{DB} -call{sure}-> {WEB} TCP 443" in read(resources)[0]


@pytest.mark.parametrize(
    ("service", "block"),
    [
        ("google_redis_instance.s", {"authorized_network": to("google_compute_network.main")}),
        ("google_alloydb_cluster.s", {"network_config": [{"network": to("google_compute_network.main")}]}),
        ("google_filestore_instance.s", {"networks": [{"network": to("google_compute_network.main")}]}),
    ],
)
def test_services_in_a_network(service: str, block: dict[str, Any]) -> None:
    topology, _ = read_plan(make_plan({**NET, service: block}))
    assert topology.nodes[service].zone == "google_compute_network.main"
    assert [each for each in edges_of(topology) if each not in SHOP] == [
        f"{each} -call-> {service} All Connections" for each in (DB, WEB)
    ]


def test_private_service_connections_are_told() -> None:
    database = "google_sql_database_instance.d"
    for enabled, told in ((True, [f"private-service-connect: {database}"]), (False, [])):
        settings = [{"ip_configuration": [{"ipv4_enabled": False, "psc_config": [{"psc_enabled": enabled}]}]}]
        assert read({database: {"settings": settings}})[1] == told


OLDER = "google_cloud_run_service.s"


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        (None, [f"internet -call-> {OLDER}"]),
        ({"run.googleapis.com/ingress": "all"}, [f"internet -call-> {OLDER}"]),
        ({"run.googleapis.com/ingress": "internal"}, [f"{each} -call?-> {OLDER}" for each in (DB, WEB)]),
        (Ref("var.x"), [f"{each} -call?-> {OLDER}" for each in (DB, WEB, "internet")]),
    ],
)
def test_older_services_say_in_annotations_who_reaches_them(annotations: Any, expected: list[str]) -> None:
    resources: Resources = {
        OLDER: {"name": "s", "metadata": [{"annotations": annotations}]},
        f"{OLDER.replace('_service.', '_service_iam_member.')}": {
            "service": to(OLDER, "name"),
            "role": "roles/run.invoker",
            "member": "allUsers",
        },
    }
    assert [each for each in new(resources) if each.endswith(f"-> {OLDER}")] == expected


def test_annotations_that_join_a_network_are_told() -> None:
    template = [{"metadata": [{"annotations": {"run.googleapis.com/vpc-access-connector": "c"}}]}]
    assert f"google_cloud_run_service: {OLDER}" in read({OLDER: {"name": "s", "template": template}})[1]


@pytest.mark.parametrize(
    ("disabled", "entry"),
    [(True, [f"internet -call-> {API}"]), (False, []), (Ref("var.x"), [f"internet -call?-> {API}"])],
)
def test_services_that_ask_nobody_who_they_are(disabled: Any, entry: list[str]) -> None:
    found, _ = read({**RUN, API: {**RUN[API], "invoker_iam_disabled": disabled}})
    assert [each for each in found if each.startswith("internet")] == entry


def test_what_comes_in_by_gateways_and_apps() -> None:
    found, told = read(
        {
            "google_api_gateway_gateway.g": {"api_config": "c"},
            "google_app_engine_standard_app_version.a": {"service": "default"},
        }
    )
    app = "google_app_engine_standard_app_version.a"
    assert found == [
        f"{app} -call-> internet",
        "internet -call-> google_api_gateway_gateway.g",
        f"internet -call-> {app}",
    ]
    assert sorted(told) == ["google_api_gateway_gateway: google_api_gateway_gateway.g", f"role: {app}"]


BUCKET = "google_storage_bucket.data"
DOCUMENT: Resources = {
    "data.google_iam_policy.p": {
        "binding": [{"role": "roles/storage.admin", "members": [MEMBER]}],
        "policy_data": Ref(),
    }
}


@pytest.mark.parametrize(
    ("more", "expected", "told"),
    [
        (
            {
                **DOCUMENT,
                "google_storage_bucket_iam_policy.a": {
                    "bucket": "data",
                    "policy_data": to("data.google_iam_policy.p", "policy_data"),
                },
            },
            [f"{ACCOUNT} -admin-> {BUCKET}", f"{API} -call-> {BUCKET}"],
            [],
        ),
        (
            {"google_storage_bucket_iam_policy.a": {"bucket": "data", "policy_data": Ref("local.p")}},
            [],
            ["google_iam: google_storage_bucket_iam_policy.a"],
        ),
        (
            {"google_storage_bucket_iam_policy.a": {"bucket": "data", "policy_data": "no JSON"}},
            [],
            ["google_iam: google_storage_bucket_iam_policy.a"],
        ),
        (
            {
                "google_storage_bucket_iam_policy.a": {
                    "bucket": "data",
                    "policy_data": json.dumps(
                        {"bindings": [{"role": "r", "members": ["allUsers"], "condition": {"expression": "x"}}]}
                    ),
                }
            },
            [f"internet -call?-> {BUCKET}"],
            [],
        ),
        # A bucket that is not known may be this one; one of another name is not.
        (
            {"google_storage_bucket_iam_member.a": {"bucket": Ref("var.b"), "role": "r", "member": "allUsers"}},
            [f"internet -call?-> {BUCKET}"],
            [],
        ),
        ({"google_storage_bucket_iam_member.a": {"bucket": "other", "role": "r", "member": "allUsers"}}, [], []),
        # Whoever acts as an account in a cluster is not that account.
        (
            {
                "google_storage_bucket_iam_member.a": {
                    "bucket": "data",
                    "role": "r",
                    "member": "serviceAccount:p.svc.id.goog[ns/run]",
                }
            },
            [f"serviceAccount:p.svc.id.goog[ns/run] -admin-> {BUCKET}"],
            [],
        ),
        # Grants of another project.
        (
            {
                BUCKET: {"name": "data", "project": "one"},
                "google_project_iam_member.a": {"project": "two", "role": "roles/storage.admin", "member": MEMBER},
            },
            [],
            [],
        ),
        (
            {"google_organization_iam_member.a": {"org_id": "1", "role": "roles/storage.admin", "member": MEMBER}},
            [f"{ACCOUNT} -admin?-> {BUCKET}", f"{API} -call?-> {BUCKET}"],
            [],
        ),
        # Who may act as an account.
        (
            {
                "google_service_account_iam_member.a": {
                    "service_account_id": to(ACCOUNT, "name"),
                    "role": "roles/iam.serviceAccountUser",
                    "member": "user:ada@example.com",
                }
            },
            [f"user:ada@example.com -admin-> {ACCOUNT}"],
            [],
        ),
    ],
)
def test_policies_and_whom_they_mean(more: Resources, expected: list[str], told: list[str]) -> None:
    found, open_ = read({**RUN, **more})
    alone = [f"{API} -admin-> {ACCOUNT}", f"{API} -call-> internet"]
    assert [each for each in found if each not in alone] == sorted(expected)
    assert open_ == told


def test_triggers_and_schedulers_push() -> None:
    found, _ = read(
        {
            **RUN,
            "google_eventarc_trigger.t": {
                "transport": [{"pubsub": [{"topic": to("google_pubsub_topic.jobs")}]}],
                "destination": [{"cloud_run_service": [{"service": to(API, "name")}]}],
            },
            "google_cloud_scheduler_job.j": {"pubsub_target": [{"topic_name": to("google_pubsub_topic.jobs")}]},
            "google_storage_notification.n": {"bucket": to(BUCKET, "name"), "topic": to("google_pubsub_topic.jobs")},
            "google_pubsub_subscription.s": {
                "topic": "elsewhere",
                "push_config": [{"push_endpoint": "https://example.com"}],
            },
        }
    )
    assert [each for each in found if "-push-> " in each] == [
        "google_cloud_scheduler_job.j -push-> google_pubsub_topic.jobs",
        f"google_eventarc_trigger.t -push-> {API}",
        "google_pubsub_subscription.s -push-> internet",
        "google_pubsub_topic.jobs -push-> google_eventarc_trigger.t",
        f"{BUCKET} -push-> google_pubsub_topic.jobs",
    ]


FRONT = "google_compute_global_forwarding_rule.front"


def test_a_balancer_in_front_of_services_and_buckets() -> None:
    found, told = read(
        {
            **RUN,
            FRONT: {"load_balancing_scheme": "EXTERNAL_MANAGED", "target": to("google_compute_target_https_proxy.p")},
            "google_compute_target_https_proxy.p": {"url_map": to("google_compute_url_map.m")},
            "google_compute_url_map.m": {
                "default_service": to("google_compute_backend_bucket.b"),
                "path_matcher": [{"default_service": to("google_compute_backend_service.s")}],
            },
            "google_compute_backend_bucket.b": {"bucket_name": to(BUCKET, "name")},
            "google_compute_backend_service.s": {
                "backend": [{"group": to("google_compute_region_network_endpoint_group.n")}]
            },
            "google_compute_region_network_endpoint_group.n": {"cloud_run": [{"service": to(API, "name")}]},
        }
    )
    assert [each for each in found if FRONT in each] == [
        f"{FRONT} -call-> {API} All Connections",
        f"{FRONT} -call-> {BUCKET} All Connections",
        f"internet -call-> {FRONT}",
    ]
    assert told == []
