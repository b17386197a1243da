"""Azure: networks, security groups, balancers, role assignments, what is open; all edges compared."""

from __future__ import annotations

from typing import Any

import pytest

from tests.importers.terraform.plans import Ref, edges_of, make_plan, read_plan, to

Resources = dict[str, dict[str, Any]]


def allow(priority: int, source: str, port: str, **more: Any) -> dict[str, Any]:
    return {
        "name": f"r{priority}",
        "priority": priority,
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "Tcp",
        "source_port_range": "*",
        "destination_port_range": port,
        "source_address_prefix": source,
        "destination_address_prefix": "*",
        **more,
    }


def machine(name: str, subnet: str, **interface: Any) -> Resources:
    return {
        f"azurerm_network_interface.{name}": {
            "ip_configuration": [{"name": "a", "subnet_id": to(f"azurerm_subnet.{subnet}"), **interface}]
        },
        f"azurerm_linux_virtual_machine.{name}": {"network_interface_ids": [to(f"azurerm_network_interface.{name}")]},
    }


NET: Resources = {
    "azurerm_virtual_network.main": {"name": "main", "address_space": ["10.0.0.0/16"]},
    "azurerm_subnet.web": {"virtual_network_name": "main", "address_prefixes": ["10.0.1.0/24"]},
    "azurerm_subnet.db": {"virtual_network_name": "main", "address_prefixes": ["10.0.2.0/24"]},
    "azurerm_public_ip.web": {"name": "web"},
    "azurerm_network_security_group.web": {"name": "web", "security_rule": [allow(100, "Internet", "443")]},
    "azurerm_network_security_group.db": {"name": "db"},
    "azurerm_network_security_rule.web": {
        "network_security_group_name": "db",
        **allow(100, "10.0.1.0/24", "5432"),
    },
    "azurerm_network_security_rule.rest": {
        "network_security_group_name": "db",
        **allow(200, "*", "*", access="Deny", protocol="*"),
    },
    "azurerm_subnet_network_security_group_association.web": {
        "subnet_id": to("azurerm_subnet.web"),
        "network_security_group_id": to("azurerm_network_security_group.web"),
    },
    "azurerm_subnet_network_security_group_association.db": {
        "subnet_id": to("azurerm_subnet.db"),
        "network_security_group_id": to("azurerm_network_security_group.db"),
    },
    **machine("web", "web", public_ip_address_id=to("azurerm_public_ip.web")),
    **machine("db", "db"),
}


def edges(resources: Resources) -> list[str]:
    topology, told = read_plan(make_plan(resources))
    assert not [line for line in told if "error" in line]
    return edges_of(topology)


WEB, DB = "azurerm_linux_virtual_machine.web", "azurerm_linux_virtual_machine.db"
OUT = [f"{DB} -call-> internet All Connections", f"{WEB} -call-> internet All Connections"]


def test_two_machines() -> None:
    topology, _ = read_plan(make_plan(NET))
    assert sorted(topology.zones) == [
        "azurerm_virtual_network.main",
        "azurerm_virtual_network.main/azurerm_subnet.db",
        "azurerm_virtual_network.main/azurerm_subnet.web",
    ]
    assert topology.nodes[WEB].zone == "azurerm_virtual_network.main/azurerm_subnet.web"
    assert topology.unmodelled == ()
    assert edges_of(topology) == sorted(
        [
            f"{WEB} -call-> {DB} TCP 5432",
            f"{DB} -call-> {WEB} All Connections",  # what every group has: within the network all may
            f"internet -call-> {WEB} TCP 443",
            *OUT,
        ]
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # A rule of a smaller number comes first.
        (
            {
                "azurerm_network_security_group.web": {
                    "security_rule": [
                        allow(100, "*", "443"),
                        allow(50, "VirtualNetwork", "*", access="Deny", protocol="*"),
                        allow(40, "Internet", "443", access="Deny"),
                    ]
                }
            },
            [],
        ),
        (
            {"azurerm_network_security_group.web": {"security_rule": [allow(100, "203.0.113.0/24", "22")]}},
            [
                "203.0.113.0/24 -call-> azurerm_linux_virtual_machine.web TCP 22",
                "203.0.113.0/24 -call-> internet",
                f"{DB} -call-> {WEB} All Connections",
                f"{WEB} -call-> 203.0.113.0/24 All Connections",
                f"{DB} -call-> 203.0.113.0/24 All Connections",
            ],
        ),
        # A tag that is not known here may be anybody.
        (
            {
                "azurerm_network_security_group.web": {
                    "security_rule": [
                        allow(90, "VirtualNetwork", "*", access="Deny", protocol="*"),
                        allow(99, "Sql", "22"),
                    ]
                }
            },
            [f"internet -call?-> {WEB} TCP 22"],
        ),
        # No group at all: whether the internet comes in is a matter of the address.
        (
            {"azurerm_subnet_network_security_group_association.web": None},
            [f"{DB} -call-> {WEB} All Connections", f"internet -call?-> {WEB} All Connections"],
        ),
        ({"azurerm_public_ip.web": None, **machine("web", "web")}, [f"{DB} -call-> {WEB} All Connections"]),
    ],
)
def test_who_comes_in(change: dict[str, dict[str, Any] | None], expected: list[str]) -> None:
    resources = dict(NET)
    for address, block in change.items():
        if block is None:
            resources.pop(address)
        else:
            resources[address] = {**resources.get(address, {}), **block}
    found = [each for each in edges(resources) if each not in OUT and f"{WEB} -call-> {DB}" not in each]
    assert found == sorted(expected)


def test_a_balancer_hands_over_who_asks() -> None:
    resources = {
        **{each: block for each, block in NET.items() if each != "azurerm_network_interface.web"},
        **machine("web", "web"),
        "azurerm_lb.front": {
            "frontend_ip_configuration": [{"name": "a", "public_ip_address_id": to("azurerm_public_ip.web")}]
        },
        "azurerm_lb_backend_address_pool.web": {"loadbalancer_id": to("azurerm_lb.front")},
        "azurerm_network_interface_backend_address_pool_association.web": {
            "network_interface_id": to("azurerm_network_interface.web"),
            "backend_address_pool_id": to("azurerm_lb_backend_address_pool.web"),
        },
    }
    found = [each for each in edges(resources) if each not in OUT and f"{WEB} -call-> {DB}" not in each]
    assert found == [
        f"azurerm_lb.front -call-> {WEB} TCP 443",
        f"{DB} -call-> {WEB} All Connections",
        "internet -call-> azurerm_lb.front All Connections",
    ]


IDENTITY: Resources = {
    "azurerm_resource_group.main": {"name": "main"},
    "azurerm_user_assigned_identity.app": {"resource_group_name": "main"},
    "azurerm_linux_function_app.app": {
        "identity": [{"type": "UserAssigned", "identity_ids": [to("azurerm_user_assigned_identity.app")]}],
        "public_network_access_enabled": False,
    },
    "azurerm_storage_account.data": {"resource_group_name": "main", "public_network_access_enabled": False},
    "azurerm_key_vault.keys": {"resource_group_name": "main", "public_network_access_enabled": False},
}
APP, ROLE = "azurerm_linux_function_app.app", "azurerm_user_assigned_identity.app"


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (to("azurerm_storage_account.data"), ["azurerm_storage_account.data"]),
        (to("azurerm_resource_group.main"), ["azurerm_key_vault.keys", "azurerm_storage_account.data"]),
        ("/subscriptions/1", None),
    ],
)
def test_role_assignments(scope: Any, expected: list[str] | None) -> None:
    found = edges(
        {
            **IDENTITY,
            "azurerm_role_assignment.a": {
                "scope": scope,
                "role_definition_name": "Contributor",
                "principal_id": to("azurerm_user_assigned_identity.app", "principal_id"),
            },
        }
    )
    sure = "" if expected else "?"
    targets = expected or ["azurerm_key_vault.keys", "azurerm_storage_account.data"]
    assert f"{APP} -admin-> {ROLE}" in found
    for target in targets:
        assert f"{ROLE} -admin{sure}-> {target}" in found
        assert f"{APP} -call{sure}-> {target}" in found
    assert [each for each in found if "-admin" in each and "storage" in each] == [
        f"{ROLE} -admin{sure}-> azurerm_storage_account.data"
    ]


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({"azurerm_storage_account.s": {}}, ["internet -call-> azurerm_storage_account.s"]),
        ({"azurerm_storage_account.s": {"public_network_access_enabled": False}}, []),
        ({"azurerm_storage_account.s": {"network_rules": [{"default_action": "Deny"}]}}, []),
        (
            {
                "azurerm_storage_account.s": {
                    "network_rules": [{"default_action": "Deny", "ip_rules": ["203.0.113.0/24"]}]
                }
            },
            ["203.0.113.0/24 -call-> azurerm_storage_account.s", "203.0.113.0/24 -call-> internet"],
        ),
        ({"azurerm_mssql_server.s": {}}, []),
        (
            {
                "azurerm_mssql_server.s": {},
                "azurerm_mssql_firewall_rule.r": {
                    "server_id": to("azurerm_mssql_server.s"),
                    "start_ip_address": "0.0.0.0",
                    "end_ip_address": "255.255.255.255",
                },
            },
            ["internet -call-> azurerm_mssql_server.s"],
        ),
        (
            {"azurerm_kubernetes_cluster.k": {"private_cluster_enabled": False}},
            ["internet -call-> azurerm_kubernetes_cluster.k"],
        ),
        ({"azurerm_kubernetes_cluster.k": {"private_cluster_enabled": True}}, []),
    ],
)
def test_what_is_open(resources: Resources, expected: list[str]) -> None:
    assert edges(resources) == expected


def test_an_app_that_nobody_enters_still_calls_out() -> None:
    app = "azurerm_linux_function_app.app"
    assert edges({app: {"public_network_access_enabled": False}}) == [f"{app} -call-> internet"]


def endpoint(policies: Any) -> Resources:
    """Return a network with a machine, and a private endpoint in a subnet whose group lets nobody in."""
    deny = {"security_rule": [allow(100, "*", "*", access="Deny", protocol="*")]}
    return {
        **{each: NET[each] for each in ("azurerm_virtual_network.main", "azurerm_subnet.web")},
        **machine("web", "web"),
        "azurerm_subnet.db": {
            "virtual_network_name": "main",
            "address_prefixes": ["10.0.2.0/24"],
            "private_endpoint_network_policies": policies,
        },
        "azurerm_network_security_group.shut": {"name": "shut", **deny},
        "azurerm_subnet_network_security_group_association.db": {
            "subnet_id": to("azurerm_subnet.db"),
            "network_security_group_id": to("azurerm_network_security_group.shut"),
        },
        "azurerm_key_vault.v": {"public_network_access_enabled": False},
        "azurerm_private_endpoint.v": {
            "subnet_id": to("azurerm_subnet.db"),
            "private_service_connection": [{"private_connection_resource_id": to("azurerm_key_vault.v")}],
        },
    }


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ("Disabled", [f"{WEB} -call-> azurerm_private_endpoint.v All Connections"]),
        ("Enabled", []),
        ("RouteTableEnabled", [f"{WEB} -call-> azurerm_private_endpoint.v All Connections"]),
        (to("terraform_data.x"), [f"{WEB} -call?-> azurerm_private_endpoint.v All Connections"]),
    ],
)
def test_groups_hold_for_private_endpoints_where_their_subnet_says_so(policies: Any, expected: list[str]) -> None:
    vault = "azurerm_private_endpoint.v -call-> azurerm_key_vault.v"
    assert edges(endpoint(policies)) == sorted([vault, OUT[1], *expected])


ACCOUNT = "azurerm_storage_account.s"


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({ACCOUNT: {"network_rules": [{"default_action": "Deny"}]}}, []),
        (
            {
                ACCOUNT: {
                    "network_rules": [
                        {"default_action": "Deny", "virtual_network_subnet_ids": [to("azurerm_subnet.web")]}
                    ]
                }
            },
            [f"{WEB} -call?-> {ACCOUNT}"],
        ),
        (
            {
                ACCOUNT: {},
                "azurerm_storage_account_network_rules.r": {
                    "storage_account_id": to(ACCOUNT),
                    "default_action": "Deny",
                    "ip_rules": ["203.0.113.7"],
                    "virtual_network_subnet_ids": [to("azurerm_subnet.db")],
                },
            },
            [f"203.0.113.7/32 -call-> {ACCOUNT}", "203.0.113.7/32 -call-> internet", f"{DB} -call?-> {ACCOUNT}"],
        ),
        (
            {
                "azurerm_mssql_server.s": {},
                "azurerm_mssql_virtual_network_rule.r": {
                    "server_id": to("azurerm_mssql_server.s"),
                    "subnet_id": to("azurerm_subnet.db"),
                },
            },
            [f"{DB} -call?-> azurerm_mssql_server.s"],
        ),
    ],
)
def test_subnets_that_services_let_in(resources: Resources, expected: list[str]) -> None:
    alone = set(edges(NET))
    assert [each for each in edges({**NET, **resources}) if each not in alone] == sorted(expected)


def test_a_rule_for_addresses_of_a_balancer_leads_to_one_machine() -> None:
    resources: Resources = {
        "azurerm_lb.front": {"frontend_ip_configuration": [{"public_ip_address_id": to("azurerm_public_ip.web")}]},
        "azurerm_lb_nat_rule.ssh": {"loadbalancer_id": to("azurerm_lb.front")},
        "azurerm_network_interface_nat_rule_association.db": {
            "network_interface_id": to("azurerm_network_interface.db"),
            "nat_rule_id": to("azurerm_lb_nat_rule.ssh"),
        },
        "azurerm_network_security_group.db": {"name": "db", "security_rule": [allow(50, "*", "22")]},
    }
    found = edges({**NET, **resources})
    assert [each for each in found if "azurerm_lb" in each] == [
        f"azurerm_lb.front -call-> {DB} TCP 22",
        "internet -call-> azurerm_lb.front All Connections",
    ]


@pytest.mark.parametrize(("group", "sure"), [("a", ""), ("b", None), (Ref("var.group"), "?")])
def test_application_security_groups(group: Any, sure: str | None) -> None:
    resources: Resources = {
        "azurerm_application_security_group.a": {"name": "a"},
        "azurerm_application_security_group.b": {"name": "b"},
        "azurerm_network_security_group.db": {
            "name": "db",
            "security_rule": [
                allow(50, "", "22", source_application_security_group_ids=[to("azurerm_application_security_group.a")]),
                allow(60, "*", "*", access="Deny", protocol="*"),
            ],
        },
        "azurerm_network_interface_application_security_group_association.web": {
            "network_interface_id": to("azurerm_network_interface.web"),
            "application_security_group_id": to(f"azurerm_application_security_group.{group}")
            if isinstance(group, str)
            else group,
        },
    }
    without = {each: block for each, block in NET.items() if not each.startswith("azurerm_network_security_rule")}
    found = [each for each in edges({**without, **resources}) if each.endswith(f"{DB} TCP 22")]
    assert found == ([] if sure is None else [f"{WEB} -call{sure}-> {DB} TCP 22"])


def test_addresses_of_the_sixth_version() -> None:
    resources: Resources = {
        **NET,
        "azurerm_subnet.web": {"virtual_network_name": "main", "address_prefixes": ["10.0.1.0/24", "fd00::/64"]},
        "azurerm_network_security_group.web": {"name": "web", "security_rule": [allow(100, "::/0", "443")]},
    }
    assert f"internet -call?-> {WEB} TCP 443" in edges(resources)


def test_policies_of_vaults_hold_for_what_is_in_them() -> None:
    app = "azurerm_linux_function_app.app"
    found = edges(
        {
            app: {"public_network_access_enabled": False, "identity": [{"type": "SystemAssigned"}]},
            "azurerm_key_vault.v": {
                "public_network_access_enabled": False,
                "access_policy": [{"object_id": "0a-1", "secret_permissions": ["Get"]}],
            },
            "azurerm_key_vault_secret.s": {"key_vault_id": to("azurerm_key_vault.v")},
            "azurerm_key_vault_access_policy.a": {
                "key_vault_id": to("azurerm_key_vault.v"),
                "object_id": Ref(f"{app}.identity[0].principal_id", f"{app}.identity[0]", f"{app}.identity", app),
            },
        }
    )
    assert found == [
        "0a-1 -admin-> azurerm_key_vault.v",
        "0a-1 -admin-> azurerm_key_vault_secret.s",
        "azurerm_key_vault.v -call-> azurerm_key_vault_secret.s",
        f"{app} -admin-> azurerm_key_vault.v",
        f"{app} -admin-> azurerm_key_vault_secret.s",
        f"{app} -call-> azurerm_key_vault.v",
        f"{app} -call-> azurerm_key_vault_secret.s",
        f"{app} -call-> internet",
    ]


@pytest.mark.parametrize(("linked", "sure"), [(0, None), (1, "?"), (2, "")])
def test_networks_are_joined_from_both_sides(linked: int, sure: str | None) -> None:
    peerings = {
        f"azurerm_virtual_network_peering.{number}": {
            "virtual_network_name": one,
            "remote_virtual_network_id": to(f"azurerm_virtual_network.{other}"),
        }
        for number, (one, other) in enumerate((("main", "other"), ("other", "main")))
        if number < linked
    }
    resources = {
        "azurerm_virtual_network.main": NET["azurerm_virtual_network.main"],
        "azurerm_virtual_network.other": {"name": "other", "address_space": ["10.9.0.0/16"]},
        "azurerm_subnet.web": NET["azurerm_subnet.web"],
        "azurerm_subnet.db": {"virtual_network_name": "other", "address_prefixes": ["10.9.0.0/24"]},
        **machine("web", "web"),
        **machine("db", "db"),
        **peerings,
    }
    found = [each for each in edges(resources) if f"-> {DB}" in each]
    assert found == ([] if sure is None else [f"{WEB} -call{sure}-> {DB} All Connections"])


def test_whether_networks_of_others_are_joined_is_not_known() -> None:
    resources: Resources = {
        **machine("web", "web"),
        **machine("db", "db"),
        "data.azurerm_subnet.web": {"virtual_network_name": "one", "address_prefixes": ["10.0.1.0/24"], "id": "w"},
        "data.azurerm_subnet.db": {"virtual_network_name": "two", "address_prefixes": ["10.9.1.0/24"], "id": "d"},
    }
    resources["azurerm_network_interface.web"] = {"ip_configuration": [{"subnet_id": "w"}]}
    resources["azurerm_network_interface.db"] = {"ip_configuration": [{"subnet_id": "d"}]}
    plan = make_plan(resources)
    topology, _ = read_plan(plan)
    assert f"{WEB} -call?-> {DB} All Connections" in edges_of(topology)
