"""Google: networks, firewall rules, balancers, grants, what is open; all edges compared."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archcheck.importers.terraform.google_grants import _AT, _WIDE
from archcheck.importers.terraform.kinds import kind_of
from tests.importers.terraform.plans import Ref, edges_of, make_plan, read_plan, to

Resources = dict[str, dict[str, Any]]
WEB, DB = "google_compute_instance.web", "google_compute_instance.db"


def rule(**more: Any) -> dict[str, Any]:
    return {"network": to("google_compute_network.main"), "direction": "INGRESS", "priority": 1000, **more}


def tcp(*ports: str) -> list[dict[str, Any]]:
    return [{"protocol": "tcp", "ports": list(ports)}]


def instance(subnet: str, tags: Any = (), *, public: bool = False, **more: Any) -> dict[str, Any]:
    interface: dict[str, Any] = {"subnetwork": to(f"google_compute_subnetwork.{subnet}")}
    if public:
        interface["access_config"] = [{"network_tier": "PREMIUM"}]
    return {"network_interface": [interface], "tags": list(tags) if isinstance(tags, tuple) else tags, **more}


NET: Resources = {
    "google_compute_network.main": {
        "name": "main",
        "auto_create_subnetworks": False,
        "delete_default_routes_on_create": False,
    },
    "google_compute_subnetwork.web": {"network": to("google_compute_network.main"), "ip_cidr_range": "10.0.1.0/24"},
    "google_compute_subnetwork.db": {"network": to("google_compute_network.main"), "ip_cidr_range": "10.0.2.0/24"},
    "google_compute_firewall.web": rule(allow=tcp("443"), source_ranges=["0.0.0.0/0"], target_tags=["web"]),
    "google_compute_firewall.db": rule(allow=tcp("5432"), source_tags=["web"], target_tags=["db"]),
    WEB: instance("web", ("web",), public=True),
    DB: instance("db", ("db",)),
}
BETWEEN, BACK = f"{WEB} -call-> {DB} TCP 5432", f"{DB} -call-> {WEB} TCP 443"
OUT, IN = f"{WEB} -call-> internet All Connections", f"internet -call-> {WEB} TCP 443"
SHOP = [BACK, BETWEEN, OUT, IN]


def edges(resources: Resources) -> list[str]:
    topology, told = read_plan(make_plan(resources))
    assert not [line for line in told if "error" in line]
    return edges_of(topology)


def test_two_machines() -> None:
    topology, _ = read_plan(make_plan(NET))
    assert sorted(topology.zones) == [
        "google_compute_network.main",
        "google_compute_network.main/google_compute_subnetwork.db",
        "google_compute_network.main/google_compute_subnetwork.web",
    ]
    assert topology.nodes[WEB].zone == "google_compute_network.main/google_compute_subnetwork.web"
    assert topology.unmodelled == ()
    assert edges_of(topology) == SHOP


def changed(change: dict[str, dict[str, Any] | None]) -> list[str]:
    """Return the edges that a change takes away and adds."""
    resources = dict(NET)
    for address, block in change.items():
        if block is None:
            resources.pop(address)
        else:
            resources[address] = {**resources.get(address, {}), **block}
    found = edges(resources)
    return [f"- {each}" for each in SHOP if each not in found] + [f"+ {each}" for each in found if each not in SHOP]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # What is implied: nothing comes in, all goes out.
        ({"google_compute_firewall.web": None}, [f"- {BACK}", f"- {IN}"]),
        ({"google_compute_firewall.web": {"disabled": True}}, [f"- {BACK}", f"- {IN}"]),
        # Of two rules of one priority that forbids wins; of a lower number, that comes first.
        ({"google_compute_firewall.no": rule(deny=tcp("443"), source_ranges=["0.0.0.0/0"])}, [f"- {BACK}", f"- {IN}"]),
        (
            {"google_compute_firewall.no": rule(deny=tcp("443"), source_ranges=["0.0.0.0/0"], priority=1001)},
            [],
        ),
        (
            {"google_compute_firewall.no": rule(deny=tcp("1-442"), source_ranges=["0.0.0.0/0"], priority=1)},
            [],
        ),
        (
            {
                "google_compute_firewall.no": rule(
                    deny=[{"protocol": "all"}], priority=Ref("var.first"), source_ranges=["0.0.0.0/0"]
                )
            },
            [
                f"- {BACK}",
                f"- {BETWEEN}",
                f"- {IN}",
                f"+ {DB} -call?-> {WEB} All Connections",
                f"+ {WEB} -call?-> {DB} All Connections",
                f"+ internet -call?-> {WEB} All Connections",
            ],
        ),
        # A rule for others does not hold, one that names nobody holds for all.
        ({"google_compute_firewall.web": {"target_tags": ["api"]}}, [f"- {BACK}", f"- {IN}"]),
        (
            {"google_compute_firewall.web": {"target_tags": None}},
            [f"- {BETWEEN}", f"+ {WEB} -call-> {DB} TCP 443,5432"],
        ),
        # Whoever says no source means everybody.
        ({"google_compute_firewall.web": {"source_ranges": None}}, []),
        (
            {"google_compute_firewall.web": {"source_ranges": Ref("var.office")}},
            [f"- {BACK}", f"- {IN}", f"+ {DB} -call?-> {WEB} TCP 443", f"+ internet -call?-> {WEB} TCP 443"],
        ),
        # Tags that are not known may be those that are meant.
        (
            {WEB: {"tags": Ref("var.tags")}},
            [
                f"- {BACK}",
                f"- {BETWEEN}",
                f"- {IN}",
                f"+ {WEB} -call?-> {DB} TCP 5432",
                f"+ {DB} -call?-> {WEB} TCP 443",
                f"+ internet -call?-> {WEB} TCP 443",
            ],
        ),
        # Out goes what no rule forbids.
        (
            {
                "google_compute_firewall.out": rule(
                    direction="EGRESS", deny=[{"protocol": "all"}], destination_ranges=["0.0.0.0/0"]
                )
            },
            [f"- {BACK}", f"- {BETWEEN}", f"- {OUT}"],
        ),
        # Nobody comes in without an address, and none goes out.
        ({WEB: instance("web", ("web",))}, [f"- {OUT}", f"- {IN}"]),
        (
            {
                "google_compute_router.r": {"name": "r", "network": to("google_compute_network.main")},
                "google_compute_router_nat.n": {
                    "router": "r",
                    "source_subnetwork_ip_ranges_to_nat": "ALL_SUBNETWORKS_ALL_IP_RANGES",
                },
            },
            [f"+ {DB} -call?-> internet All Connections"],
        ),
        (
            {"google_compute_firewall.web": {"source_ranges": ["35.235.240.0/20"]}},
            [
                f"- {BACK}",
                f"- {IN}",
                f"+ 35.235.240.0/20 -call-> {WEB} TCP 443",
                "+ 35.235.240.0/20 -call-> internet",
                f"+ {WEB} -call-> 35.235.240.0/20 All Connections",
            ],
        ),
    ],
)
def test_who_comes_in(change: dict[str, dict[str, Any] | None], expected: list[str]) -> None:
    assert sorted(changed(change)) == sorted(expected)


def test_service_accounts_as_targets() -> None:
    resources = {
        **NET,
        "google_service_account.web": {"account_id": "web"},
        "google_compute_firewall.db": rule(
            allow=tcp("5432"),
            source_service_accounts=[to("google_service_account.web", "email")],
            target_tags=["db"],
        ),
        WEB: instance(
            "web", ("web",), public=True, service_account=[{"email": to("google_service_account.web", "email")}]
        ),
    }
    account = f"{WEB} -admin-> google_service_account.web"
    assert edges(resources) == sorted([*SHOP, account])


def test_a_network_that_others_made_has_rules_of_theirs() -> None:
    resources: Resources = {each: {"network_interface": [{"network": "default"}]} for each in (WEB, DB)}
    found = edges(resources)
    assert f"{WEB} -call?-> {DB} All Connections" in found
    assert f"{DB} -call?-> {WEB} All Connections" in found


def balancer(scheme: str, proxy: bool) -> Resources:
    chain: Resources = {
        "google_compute_instance_group.web": {"instances": [to(WEB, "self_link")]},
        "google_compute_region_backend_service.web": {
            "backend": [{"group": to("google_compute_instance_group.web", "self_link")}]
        },
        "google_compute_forwarding_rule.front": {
            "load_balancing_scheme": scheme,
            "network": to("google_compute_network.main"),
            "subnetwork": to("google_compute_subnetwork.db"),
            "backend_service": to("google_compute_region_backend_service.web"),
        },
    }
    if proxy:
        chain["google_compute_url_map.web"] = {"default_service": to("google_compute_region_backend_service.web")}
        chain["google_compute_target_https_proxy.web"] = {"url_map": to("google_compute_url_map.web")}
        chain["google_compute_forwarding_rule.front"] = {
            "load_balancing_scheme": scheme,
            "target": to("google_compute_target_https_proxy.web"),
        }
    return {**NET, WEB: instance("web", ("web",)), **chain}


FRONT = "google_compute_forwarding_rule.front"


@pytest.mark.parametrize(
    ("scheme", "proxy", "sources", "expected"),
    [
        ("EXTERNAL", False, ["0.0.0.0/0"], [f"{FRONT} -call-> {WEB} TCP 443", f"internet -call-> {FRONT}"]),
        (
            "EXTERNAL_MANAGED",
            True,
            ["130.211.0.0/22", "35.191.0.0/16"],
            [f"{FRONT} -call-> {WEB} TCP 443", f"internet -call-> {FRONT}"],
        ),
        ("EXTERNAL_MANAGED", True, ["192.0.2.0/24"], [f"internet -call-> {FRONT}"]),
        (
            "INTERNAL",
            False,
            ["10.0.0.0/8"],
            [
                f"{FRONT} -call?-> {WEB} TCP 443",
                f"{DB} -call-> {FRONT} All Connections",
                f"{WEB} -call-> {FRONT} All Connections",
            ],
        ),
    ],
)
def test_balancers(scheme: str, proxy: bool, sources: list[str], expected: list[str]) -> None:
    resources = balancer(scheme, proxy)
    resources["google_compute_firewall.web"] = rule(allow=tcp("443"), source_ranges=sources, target_tags=["web"])
    topology, _ = read_plan(make_plan(resources))
    assert topology.unmodelled == ()
    found = [each for each in edges_of(topology) if sources[0] not in each and each not in (BETWEEN, BACK)]
    assert found == sorted(expected)


def test_a_balancer_of_which_not_all_is_known() -> None:
    topology, _ = read_plan(make_plan({FRONT: {"load_balancing_scheme": "EXTERNAL", "target": Ref("var.target")}}))
    assert [f"{each.kind}: {each.reason}" for each in topology.unmodelled] == [
        "google_compute_forwarding_rule: not all that it passes requests to is known"
    ]
    assert edges_of(topology) == [f"internet -call-> {FRONT}"]


RUN: Resources = {
    "google_service_account.run": {"account_id": "run"},
    "google_cloud_run_v2_service.api": {
        "name": "api",
        "ingress": "INGRESS_TRAFFIC_ALL",
        "template": [{"service_account": to("google_service_account.run", "email")}],
    },
    "google_storage_bucket.data": {"name": "data"},
    "google_pubsub_topic.jobs": {"name": "jobs"},
}
API, ACCOUNT = "google_cloud_run_v2_service.api", "google_service_account.run"
ALONE = [f"{API} -admin-> {ACCOUNT}", f"{API} -call-> internet"]
MEMBER = Ref(f"{ACCOUNT}.email", ACCOUNT)


def granted(target: str, sure: str = "") -> list[str]:
    return [f"{ACCOUNT} -admin{sure}-> {target}", f"{API} -call{sure}-> {target}"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        (
            {"google_storage_bucket_iam_member.a": {"bucket": "data", "role": "roles/storage.admin", "member": MEMBER}},
            granted("google_storage_bucket.data"),
        ),
        (
            {
                "google_storage_bucket_iam_binding.a": {
                    "bucket": to("google_storage_bucket.data", "name"),
                    "role": "roles/storage.admin",
                    "members": ["serviceAccount:run@p.iam.gserviceaccount.com", "user:ada@example.com"],
                }
            },
            [*granted("google_storage_bucket.data"), "user:ada@example.com -admin-> google_storage_bucket.data"],
        ),
        (
            {
                "google_storage_bucket_iam_policy.a": {
                    "bucket": "data",
                    "policy_data": json.dumps({"bindings": [{"role": "roles/x", "members": ["allUsers"]}]}),
                }
            },
            ["internet -call-> google_storage_bucket.data"],
        ),
        (
            {
                "google_storage_bucket_iam_member.a": {
                    "bucket": "data",
                    "role": "roles/storage.objectViewer",
                    "member": MEMBER,
                    "condition": [{"expression": "false", "title": "never"}],
                }
            },
            granted("google_storage_bucket.data", "?"),
        ),
        # A role for all of a project holds for what it speaks of, a basic one for all, another one maybe for all.
        (
            {"google_project_iam_member.a": {"project": "p", "role": "roles/pubsub.publisher", "member": MEMBER}},
            granted("google_pubsub_topic.jobs"),
        ),
        ({"google_project_iam_member.a": {"project": "p", "role": "roles/monitoring.viewer", "member": MEMBER}}, []),
        (
            {"google_project_iam_member.a": {"project": "p", "role": "roles/editor", "member": MEMBER}},
            [
                *granted("google_storage_bucket.data"),
                *granted("google_pubsub_topic.jobs"),
                f"{ACCOUNT} -admin-> {API}",
            ],
        ),
        (
            {"google_project_iam_member.a": {"project": "p", "role": "projects/p/roles/own", "member": MEMBER}},
            [
                *granted("google_storage_bucket.data", "?"),
                *granted("google_pubsub_topic.jobs", "?"),
                f"{ACCOUNT} -admin?-> {API}",
            ],
        ),
        # What everybody may use.
        (
            {
                "google_cloud_run_v2_service_iam_member.a": {
                    "name": to(API, "name"),
                    "role": "roles/run.invoker",
                    "member": "allUsers",
                }
            },
            [f"internet -call-> {API}"],
        ),
        (
            {
                "google_storage_bucket.data": {"name": "data", "public_access_prevention": "enforced"},
                "google_storage_bucket_iam_member.a": {"bucket": "data", "role": "roles/x", "member": "allUsers"},
            },
            [],
        ),
        (
            {
                "google_storage_bucket_access_control.a": {
                    "bucket": to("google_storage_bucket.data", "name"),
                    "entity": "allUsers",
                    "role": "READER",
                }
            },
            ["internet -call-> google_storage_bucket.data"],
        ),
        (
            {
                "google_pubsub_subscription.s": {
                    "topic": to("google_pubsub_topic.jobs"),
                    "push_config": [{"push_endpoint": Ref(f"{API}.uri", API)}],
                }
            },
            [
                f"google_pubsub_subscription.s -push-> {API}",
                "google_pubsub_topic.jobs -push-> google_pubsub_subscription.s",
            ],
        ),
    ],
)
def test_grants(more: Resources, expected: list[str]) -> None:
    topology, _ = read_plan(make_plan({**RUN, **more}))
    assert edges_of(topology) == sorted([*ALONE, *expected])
    assert topology.unmodelled == ()


@pytest.mark.parametrize(
    ("more", "open_"),
    [
        (
            {"google_storage_bucket_iam_member.a": {"bucket": "data", "role": "roles/x", "member": Ref("local.x")}},
            ["google_iam google_storage_bucket_iam_member.a"],
        ),
        ({API: {"name": "api", "template": [{"service_account": "other@p.iam"}]}}, [f"role {API}"]),
        ({API: {"name": "api", "template": [{}]}}, [f"role {API}"]),
        ({"google_compute_network_firewall_policy.p": {}}, ["google_compute_network_firewall_policy"]),
        ({"google_compute_vpn_tunnel.t": {}}, ["google_compute_vpn_tunnel"]),
    ],
)
def test_what_stays_open_is_told(more: Resources, open_: list[str]) -> None:
    topology, _ = read_plan(make_plan({**RUN, **more}))
    assert [f"{each.kind} {each.name}" for each in topology.unmodelled if each.kind in ("google_iam", "role")] + [
        each.kind for each in topology.unmodelled if each.kind not in ("google_iam", "role")
    ] == open_


def sql(**configuration: Any) -> Resources:
    return {**NET, "google_sql_database_instance.db": {"settings": [{"ip_configuration": [configuration]}]}}


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (sql(ipv4_enabled=True), []),
        (
            sql(ipv4_enabled=True, authorized_networks=[{"value": "0.0.0.0/0"}]),
            ["internet -call-> google_sql_database_instance.db"],
        ),
        (sql(ipv4_enabled=False, authorized_networks=[{"value": "0.0.0.0/0"}]), []),
        (
            sql(authorized_networks=[{"value": Ref("var.office")}]),
            ["internet -call?-> google_sql_database_instance.db"],
        ),
        (
            sql(ipv4_enabled=False, private_network=to("google_compute_network.main")),
            [f"{each} -call-> google_sql_database_instance.db All Connections" for each in (DB, WEB)],
        ),
    ],
)
def test_databases(resources: Resources, expected: list[str]) -> None:
    assert [each for each in edges(resources) if each not in SHOP] == expected


@pytest.mark.parametrize(
    ("ingress", "expected"),
    [
        ("ALLOW_ALL", ["internet -call-> google_cloudfunctions_function.f"]),
        ("ALLOW_INTERNAL_ONLY", [f"{each} -call?-> google_cloudfunctions_function.f" for each in (DB, WEB)]),
        (
            Ref("var.ingress"),
            [f"{each} -call?-> google_cloudfunctions_function.f" for each in (DB, WEB, "internet")],
        ),
    ],
)
def test_functions_that_are_asked_from_inside_alone(ingress: Any, expected: list[str]) -> None:
    resources = {
        **NET,
        "google_vpc_access_connector.c": {"network": to("google_compute_network.main"), "ip_cidr_range": "10.8.0.0/28"},
        "google_cloudfunctions_function.f": {
            "name": "f",
            "ingress_settings": ingress,
            "vpc_connector": to("google_vpc_access_connector.c"),
        },
        "google_cloudfunctions_function_iam_member.all": {
            "cloud_function": to("google_cloudfunctions_function.f", "name"),
            "role": "r",
            "member": "allUsers",
        },
    }
    function = "google_cloudfunctions_function.f"
    found = edges(resources)
    assert [each for each in found if each.endswith(f"-> {function}")] == expected
    assert [each for each in found if each.startswith(function)] == [
        f"{function} -call-> {WEB} TCP 443",
        f"{function} -call-> internet",
        f"{function} -call?-> {DB} TCP 5432",
    ]


def test_all_types_of_grants_are_known() -> None:
    starts = (*_AT, *_WIDE)
    assert {kind_of(f"{each}_{form}") for each in starts for form in ("member", "binding", "policy")} == {
        "identity.grant"
    }
    assert kind_of("google_iap_web_iam_member") == "other"
