"""Azure: networks, security groups, balancers, role assignments, what is open; all edges compared."""

from __future__ import annotations

from typing import Any

import pytest

from tests.importers.terraform.plans import edges_of, make_plan, read_plan, to

Resources = dict[str, dict[str, Any]]


def allow(priority: int, source: str, port: str, **more: Any) -> dict[str, Any]:
    return {
        "name": f"r{priority}", "priority": priority, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
        "source_port_range": "*", "destination_port_range": port, "source_address_prefix": source,
        "destination_address_prefix": "*", **more,
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
                    "server_id": to("azurerm_mssql_server.s"), "start_ip_address": "0.0.0.0",
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
