"""Azure's services with an address of their own: who reaches them, and whom they reach."""

from collections.abc import Iterator
from ipaddress import IPv4Address, summarize_address_range

from archcheck.importers.terraform.azure import SUBNETS
from archcheck.importers.terraform.azure_access import ASSETS
from archcheck.importers.terraform.network import Tri, is_private, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import blocks_of, merge_found
from archcheck.importers.terraform.world import INTERNET, World

# Services with an address of their own, which the internet reaches unless that is switched off.
_SERVICES = (
    *("azurerm_mssql_server", "azurerm_postgresql_flexible_server", "azurerm_mysql_flexible_server"),
    *("azurerm_postgresql_server", "azurerm_mysql_server", "azurerm_mariadb_server", "azurerm_sql_server"),
    *("azurerm_cosmosdb_account", "azurerm_redis_cache", "azurerm_key_vault", "azurerm_storage_account"),
    *("azurerm_container_registry", "azurerm_cognitive_account", "azurerm_ai_services", "azurerm_servicebus_namespace"),
    *("azurerm_eventhub_namespace", "azurerm_api_management", "azurerm_eventgrid_topic"),
    *("azurerm_function_app", "azurerm_app_service", "azurerm_linux_function_app", "azurerm_windows_function_app"),
    *("azurerm_function_app_flex_consumption", "azurerm_linux_web_app", "azurerm_windows_web_app"),
)
# Of these nobody from outside comes in unless a rule lets them.
_SHUT_BY_RULES = {
    "azurerm_mssql_firewall_rule": ("server_id", "azurerm_mssql_server"),
    "azurerm_sql_firewall_rule": ("server_name", "azurerm_sql_server"),
    "azurerm_postgresql_firewall_rule": ("server_name", "azurerm_postgresql_server"),
    "azurerm_postgresql_flexible_server_firewall_rule": ("server_id", "azurerm_postgresql_flexible_server"),
    "azurerm_mysql_firewall_rule": ("server_name", "azurerm_mysql_server"),
    "azurerm_mysql_flexible_server_firewall_rule": ("server_name", "azurerm_mysql_flexible_server"),
    "azurerm_mariadb_firewall_rule": ("server_name", "azurerm_mariadb_server"),
}
# What lets subnets in to servers: the server's attribute; all of them name the subnet in one way.
_SUBNET_RULES = {
    "azurerm_mssql_virtual_network_rule": ("server_id", "azurerm_mssql_server"),
    "azurerm_sql_virtual_network_rule": ("server_name", "azurerm_sql_server"),
    "azurerm_postgresql_virtual_network_rule": ("server_name", "azurerm_postgresql_server"),
    "azurerm_mysql_virtual_network_rule": ("server_name", "azurerm_mysql_server"),
    "azurerm_mariadb_virtual_network_rule": ("server_name", "azurerm_mariadb_server"),
}
# In the rules of a service: the attributes that name ranges or subnets, and the blocks whose attribute does.
_RANGES_IN = (("", "ip_rules"), ("ip_rule", "ip_mask"), ("ip_rule", "ip_range"))
_SUBNETS_IN = (
    ("", "virtual_network_subnet_ids"),
    ("virtual_network_rule", "subnet_id"),
    ("virtual_network_rules", "subnet_id"),
    ("network_rules", "subnet_id"),
    ("virtual_network", "subnet_id"),
)
_RULED = frozenset(server for _, server in _SHUT_BY_RULES.values())
_DEFAULT_ACTIONS = ("network_rules", "network_acls", "network_rule_set")


class AzureServices:
    """Reads what is public, and what is not."""

    def __init__(self, world: World) -> None:
        self.world = world

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        for service in self.world.of(*_SERVICES):
            self._open_service(service)
        self._read_entries()

    def _open_service(self, service: Resource) -> None:
        """Add an edge from the internet to a service that it reaches."""
        world = self.world
        block = service.block
        if "app" in service.type:
            inside = block.get("virtual_network_subnet_id") not in (None, "")
            world.call(
                world.id_of(service),
                world.outside(at=service.location),
                service.location,
                certain=None if inside else True,
            )
        open_: Tri = True
        for name in ("public_network_access_enabled", "public_network_access"):
            value = block.get(name)
            if value is not None and (value is not UNKNOWN or block.is_written(name)):
                open_ = None if value is UNKNOWN else value not in (False, "Disabled", "disabled", "SecuredByPerimeter")
        if block.get("delegated_subnet_id") or (service.type == "azurerm_redis_cache" and block.get("subnet_id")):
            value = block.get("delegated_subnet_id")
            if value is not UNKNOWN or block.is_written("delegated_subnet_id"):
                return
        if open_ is False:
            return
        if service.type in _RULED:
            self._read_rules(service, open_)
            return
        open_ = self._read_own_rules(service, open_)
        if service.type == "azurerm_cosmosdb_account":
            self._name_subnets(service, block)
            if block.flag("is_virtual_network_filter_enabled") is not False:
                open_ = None if open_ is not False else False
        for name in ("site_config", "ip_range_filter", "virtual_network_type"):
            open_ = self._narrow(service, name, open_)
        if open_ is not False:
            world.call(world.outside(at=service.location), world.id_of(service), service.location, certain=open_)

    def _read_own_rules(self, service: Resource, open_: Tri) -> Tri:
        """Add edges from whom the rules of a service let in; return whether it stays open to the internet."""
        for rules, sure in self._rules_of(service):
            action = None if rules is None else rules.get("default_action")
            if rules is None or action is UNKNOWN or (action == "Deny" and not sure):
                open_ = None
            elif action == "Deny":
                open_ = False
            if rules is None:
                self._admit_subnets(service, Found(open=True), service)
            elif action != "Allow":
                self._name_ranges(service, rules)
                self._name_subnets(service, rules)
        return open_

    def _rules_of(self, service: Resource) -> Iterator[tuple[Block | None, bool]]:
        """Yield the rules of a service, and whether they are certainly its own."""
        for name in _DEFAULT_ACTIONS:
            yield from ((each, True) for each in blocks_of(service.block, name))
        if service.type == "azurerm_storage_account":
            for each in self.world.of("azurerm_storage_account_network_rules"):
                found = merge_found(
                    self.world.find_given(each.block, name, ("azurerm_storage_account",))
                    for name in ("storage_account_id", "storage_account_name")
                )
                if service in found.resources or found.open:
                    yield each.block, found.certain

    def _narrow(self, service: Resource, name: str, open_: Tri) -> Tri:
        """Return whether a service is open where something of its own narrows that."""
        block = service.block
        if name == "site_config":
            for site in blocks_of(block, name):
                if (
                    site is None
                    or site.get("ip_restriction")
                    or site.get("ip_restriction_default_action") not in (None, "", "Allow")
                ):
                    return None if open_ is not False else False
            return open_
        value = block.get(name)
        if value is None or value in ("", "None", []) or (value is UNKNOWN and not block.is_written(name)):
            return open_
        if name == "virtual_network_type":
            return False if value == "Internal" else open_ if value == "External" else None
        return None if open_ is not False else False

    def _read_rules(self, server: Resource, open_: Tri) -> None:
        """Add edges from those whom firewall rules of a server let in."""
        world = self.world
        for name, (attribute, type_name) in _SHUT_BY_RULES.items():
            if type_name != server.type:
                continue
            for rule in world.of(name):
                servers = world.find(rule, attribute, (type_name,))
                if server not in servers.resources and not servers.open:
                    continue
                first, last = rule.block.get("start_ip_address"), rule.block.get("end_ip_address")
                certain = True if open_ and servers.certain else None
                if not isinstance(first, str) or not isinstance(last, str):
                    world.call(world.outside(at=rule.location), world.id_of(server), rule.location, certain=None)
                    continue
                self._let_in(server, first, last, rule, certain)

        for name, (attribute, type_name) in _SUBNET_RULES.items():
            for rule in world.of(name) if type_name == server.type else ():
                servers = world.find(rule, attribute, (type_name,))
                if server in servers.resources or servers.open:
                    self._admit_subnets(server, world.find(rule, "subnet_id", SUBNETS), rule)

    def _let_in(self, server: Resource, first: str, last: str, rule: Resource, certain: Tri) -> None:
        world = self.world
        if (first, last) == ("0.0.0.0", "0.0.0.0"):  # whoever runs at Azure, of whatever customer
            name, kind = "azure", "internet.range"
        else:
            try:
                nets = list(summarize_address_range(IPv4Address(first), IPv4Address(last)))
            except ValueError:
                world.call(world.outside(at=rule.location), world.id_of(server), rule.location, certain=None)
                return
            wide = any(net.prefixlen < 8 for net in nets)
            name, kind = f"{first}-{last}", "network.range" if all(map(is_private, nets)) else "internet.range"
            name = INTERNET if wide else str(nets[0]) if len(nets) == 1 else name
        self._add_source(server, name, kind, rule, certain)

    def _name_ranges(self, service: Resource, rules: Block) -> None:
        """Add edges from the ranges that the rules of a service let in."""
        for around, name in _RANGES_IN:
            for block in [rules] if not around else blocks_of(rules, around):
                value = UNKNOWN if block is None else block.get(name)
                if value is UNKNOWN and block is not None and not block.is_written(name):
                    continue
                for each in value if isinstance(value, list) else [value]:
                    net = parse_net(each) if isinstance(each, str) else None
                    if net is not None:
                        wide = net.prefixlen == 0
                        self._add_source(service, INTERNET if wide else str(net), "internet.range", service, True)
                    elif each is UNKNOWN:
                        self._add_source(service, INTERNET, "internet", service, None)

    def _name_subnets(self, service: Resource, rules: Block) -> None:
        """Add edges from what is in the subnets that the rules of a service let in."""
        for around, name in _SUBNETS_IN:
            for block in [rules] if not around else blocks_of(rules, around):
                if block is None:
                    self._admit_subnets(service, Found(open=True), service)
                else:
                    key = (
                        "id" if around == "virtual_network_rule" and service.type.endswith("cosmosdb_account") else name
                    )
                    self._admit_subnets(service, self.world.find_given(block, key, SUBNETS), service)

    def _admit_subnets(self, service: Resource, subnets: Found, origin: Resource) -> None:
        """Add edges from whatever is in subnets, as far as the service endpoints of these let it."""
        world = self.world
        names = {each.address for each in subnets.resources} | set(subnets.literals)
        for end in world.network.ends:
            if end.initiates and any(stance.subnet in names or stance.subnet is None for stance in end.stances):
                world.call(end.node, world.id_of(service), origin.location, certain=None)
        if subnets.open:
            reason = "it lets in a subnet that is not known"
            world.unmodelled("azurerm_subnet", origin.address, reason, origin.location)

    def _add_source(self, target: Resource, name: str, kind: str, origin: Resource, certain: Tri) -> None:
        world = self.world
        kind = "internet" if name == INTERNET else kind
        source = world.outside(name, kind, origin.location)
        world.call(source, world.id_of(target), origin.location, certain=certain)
        if kind == "internet.range":
            world.call(source, world.outside(at=origin.location), origin.location, labels={"why": "is part of it"})

    def _is_private(self, container: Resource) -> bool:
        """Return whether the account of a container may keep it from being public."""
        accounts = merge_found(
            self.world.find_given(container.block, name, ("azurerm_storage_account",))
            for name in ("storage_account_name", "storage_account_id")
        )
        if accounts.open or accounts.literals:
            return True
        return any(
            not account.block.flag("allow_nested_items_to_be_public", default=True)
            or not account.block.flag("public_network_access_enabled", default=True)
            or any(rules is None or rules.get("default_action") != "Allow" for rules, _ in self._rules_of(account))
            for account in accounts.resources
        )

    def _read_entries(self) -> None:
        world = self.world
        for container in world.of("azurerm_storage_container"):
            access = container.block.get("container_access_type")
            if access in ("blob", "container") or access is UNKNOWN:
                certain: Tri = None if access is UNKNOWN or self._is_private(container) else True
                world.call(
                    world.outside(at=container.location), world.id_of(container), container.location, certain=certain
                )
        for group in world.of("azurerm_container_group"):
            kind = group.block.get("ip_address_type")
            private = kind in ("Private", "None") or (kind is None and group.block.get("subnet_ids"))
            if not private:
                sure: Tri = None if kind is UNKNOWN and group.block.is_written("ip_address_type") else True
                world.call(world.outside(at=group.location), world.id_of(group), group.location, certain=sure)
                world.call(world.id_of(group), world.outside(at=group.location), group.location)
        for app in world.of("azurerm_container_app"):
            for ingress in blocks_of(app.block, "ingress"):
                external = None if ingress is None else ingress.flag("external_enabled")
                if external is not False:
                    world.call(world.outside(at=app.location), world.id_of(app), app.location, certain=external)
            world.call(world.id_of(app), world.outside(at=app.location), app.location)
        for cluster in world.of("azurerm_kubernetes_cluster"):
            private_cluster = cluster.block.flag("private_cluster_enabled")
            profiles = blocks_of(cluster.block, "api_server_access_profile")
            ranged = any(each is None or each.get("authorized_ip_ranges") for each in profiles)
            ranged = ranged or bool(cluster.block.get("api_server_authorized_ip_ranges") not in (None, [], UNKNOWN))
            if private_cluster is not True:
                certain = None if private_cluster is None or ranged else True
                world.call(world.outside(at=cluster.location), world.id_of(cluster), cluster.location, certain=certain)
        for endpoint in world.of("azurerm_private_endpoint"):
            for connection in blocks_of(endpoint.block, "private_service_connection"):
                found = Found(open=True)
                if connection is not None:
                    found = world.find(connection, "private_connection_resource_id", ASSETS)
                world.call_found(endpoint, found, endpoint.location)
                if found.open or found.literals:
                    reason = "what it leads to is not known"
                    world.unmodelled(endpoint.type, endpoint.address, reason, endpoint.location)
