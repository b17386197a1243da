"""Who may do what at Azure: role assignments as `admin` edges, and what is open to the internet."""

from collections.abc import Iterator
from ipaddress import IPv4Address, summarize_address_range

from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import Tri, is_private, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.importers.terraform.world import INTERNET, World

IDENTITIES = ("azurerm_user_assigned_identity",)
_ASSETS = types_of(
    "azurerm_",
    *("compute.instance", "compute.function", "compute.container", "compute.cluster", "compute.scale-set", "model"),
    *("compute.app", "store.database", "store.object", "store.file", "store.image", "store.log", "store.secret"),
    *("bus.queue", "bus.topic", "bus.events", "identity.role"),
)
_BEARERS = types_of(
    "azurerm_",
    *("compute.instance", "compute.function", "compute.container", "compute.cluster", "compute.scale-set"),
    *("compute.app", "identity.role", "gateway.ingress.api"),
)
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
_RULED = frozenset(server for _, server in _SHUT_BY_RULES.values())
_DEFAULT_ACTIONS = ("network_rules", "network_acls", "network_rule_set")
_PARENTS = (
    ("azurerm_storage_container", ("storage_account_name", "storage_account_id"), "azurerm_storage_account"),
    ("azurerm_storage_share", ("storage_account_name", "storage_account_id"), "azurerm_storage_account"),
    ("azurerm_storage_queue", ("storage_account_name", "storage_account_id"), "azurerm_storage_account"),
    ("azurerm_storage_blob", ("storage_container_name",), "azurerm_storage_container"),
    ("azurerm_mssql_database", ("server_id",), "azurerm_mssql_server"),
    ("azurerm_sql_database", ("server_name",), "azurerm_sql_server"),
    ("azurerm_postgresql_database", ("server_name",), "azurerm_postgresql_server"),
    ("azurerm_postgresql_flexible_server_database", ("server_id",), "azurerm_postgresql_flexible_server"),
    ("azurerm_mysql_flexible_database", ("server_name",), "azurerm_mysql_flexible_server"),
    ("azurerm_cosmosdb_sql_database", ("account_name",), "azurerm_cosmosdb_account"),
    ("azurerm_cosmosdb_sql_container", ("database_name",), "azurerm_cosmosdb_sql_database"),
    ("azurerm_key_vault_secret", ("key_vault_id",), "azurerm_key_vault"),
    ("azurerm_key_vault_key", ("key_vault_id",), "azurerm_key_vault"),
    ("azurerm_servicebus_queue", ("namespace_id", "namespace_name"), "azurerm_servicebus_namespace"),
    ("azurerm_servicebus_topic", ("namespace_id", "namespace_name"), "azurerm_servicebus_namespace"),
    ("azurerm_eventhub", ("namespace_id", "namespace_name"), "azurerm_eventhub_namespace"),
    ("azurerm_cognitive_deployment", ("cognitive_account_id",), "azurerm_cognitive_account"),
)


class AzureAccess:
    """Reads who may do what, and what is public."""

    def __init__(self, world: World) -> None:
        self.world = world

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        self._join_parts()
        self._read_assignments()
        for service in self.world.of(*_SERVICES):
            self._open_service(service)
        self._read_entries()

    def _join_parts(self) -> None:
        """Add edges from what answers for what is in it to that."""
        world = self.world
        for name, attributes, type_name in _PARENTS:
            for part in world.of(name):
                for attribute in attributes:
                    found = self._find(part.block, attribute, (type_name,))
                    for whole in found.resources:
                        certain = found.certain or None
                        world.call(world.id_of(whole), world.id_of(part), part.location, certain=certain)

    def _find(self, block: Block, name: str, types: tuple[str, ...] | frozenset[str]) -> Found:
        value = block.get(name)
        if value is None or (value is UNKNOWN and not block.is_written(name)):
            return Found()
        return self.world.find(block, name, types)

    # Roles.

    def _read_assignments(self) -> None:
        world = self.world
        holders: dict[Resource, list[tuple[Resource, Tri]]] = {}
        for machine in world.of(*sorted(_BEARERS)):
            for identity in blocks_of(machine.block, "identity"):
                found = Found() if identity is None else self._find(identity, "identity_ids", IDENTITIES)
                for each in found.resources:
                    holders.setdefault(each, []).append((machine, found.certain or None))
                    ends = world.id_of(machine), world.id_of(each)
                    world.call(*ends, machine.location, "admin", certain=found.certain or None, flow="none")
                if identity is None or found.open or found.literals:
                    reason = "it acts as an identity that is not in the plan, and what that allows is not known"
                    world.unmodelled("role", machine.address, reason, machine.location)
        for assignment in world.of("azurerm_role_assignment"):
            bearers = world.find(assignment, "principal_id", _BEARERS)
            if bearers.open:
                reason = "whom it allows something is not known"
                world.unmodelled(assignment.type, assignment.address, reason, assignment.location)
            targets = list(self._scope_of(assignment))
            role = assignment.block.get("role_definition_name")
            labels = {"role": role} if isinstance(role, str) else {}
            for name in bearers.literals:
                source = world.outside(name, "identity.foreign", assignment.location)
                for target, certain in targets:
                    world.call(source, world.id_of(target), assignment.location, "admin", certain=certain)
            for bearer in bearers.resources:
                for target, certain in targets:
                    sure = None if certain is None or not bearers.certain else certain
                    at = assignment.location
                    world.call(world.id_of(bearer), world.id_of(target), at, "admin", certain=sure, labels=dict(labels))
                    users = holders.get(bearer, [(bearer, True)] if bearer.type not in IDENTITIES else [])
                    for user, held in users:
                        both = True if sure and held else None
                        world.call(world.id_of(user), world.id_of(target), at, certain=both)

    def _scope_of(self, assignment: Resource) -> Iterator[tuple[Resource, Tri]]:
        """Yield what lies in the scope of a role assignment."""
        world = self.world
        kinds = (*sorted(_ASSETS), "azurerm_resource_group")
        found = world.find(assignment, "scope", kinds)
        assets = world.of(*sorted(_ASSETS))
        if found.open or found.literals:
            # A subscription, or something that is not in the plan: all may lie in it.
            yield from ((each, None) for each in assets)
            return
        certain: Tri = found.certain or None
        for scope in found.resources:
            if scope.type != "azurerm_resource_group":
                yield scope, certain
                continue
            for each in assets:
                group = self._find(each.block, "resource_group_name", ("azurerm_resource_group",))
                if scope in group.resources or group.open or group.is_empty:
                    yield each, certain if group.certain and scope in group.resources else None

    # What is public.

    def _open_service(self, service: Resource) -> None:
        """Add an edge from the internet to a service that it reaches."""
        world = self.world
        block = service.block
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
        for name in _DEFAULT_ACTIONS:
            for rules in blocks_of(block, name):
                action = None if rules is None else rules.get("default_action")
                if rules is None or action is UNKNOWN:
                    open_ = None
                elif action == "Deny":
                    self._name_ranges(service, rules, ("ip_rules",))
                    open_ = False
        for name in ("site_config", "ip_range_filter", "virtual_network_type"):
            open_ = self._narrow(service, name, open_)
        if open_ is not False:
            world.call(world.outside(at=service.location), world.id_of(service), service.location, certain=open_)
        if "app" in service.type:
            world.call(world.id_of(service), world.outside(at=service.location), service.location)

    def _narrow(self, service: Resource, name: str, open_: Tri) -> Tri:
        """Return whether a service is open where something of its own narrows that."""
        block = service.block
        if name == "site_config":
            for site in blocks_of(block, name):
                if site is None or site.get("ip_restriction"):
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

    def _name_ranges(self, service: Resource, rules: Block, names: tuple[str, ...]) -> None:
        for name in names:
            value = rules.get(name)
            for each in value if isinstance(value, list) else [value]:
                text = each.get("ip_range") if isinstance(each, dict) else each
                net = parse_net(text) if isinstance(text, str) else None
                if net is not None:
                    wide = net.prefixlen == 0
                    self._add_source(service, INTERNET if wide else str(net), "internet.range", service, True)
                elif each is not None and (each is not UNKNOWN or rules.is_written(name)):
                    self._add_source(service, INTERNET, "internet", service, None)

    def _add_source(self, target: Resource, name: str, kind: str, origin: Resource, certain: Tri) -> None:
        world = self.world
        kind = "internet" if name == INTERNET else kind
        source = world.outside(name, kind, origin.location)
        world.call(source, world.id_of(target), origin.location, certain=certain)
        if kind == "internet.range":
            world.call(source, world.outside(at=origin.location), origin.location, labels={"why": "is part of it"})

    def _read_entries(self) -> None:
        world = self.world
        for container in world.of("azurerm_storage_container"):
            access = container.block.get("container_access_type")
            if access in ("blob", "container") or access is UNKNOWN:
                certain: Tri = None if access is UNKNOWN else True
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
                    found = world.find(connection, "private_connection_resource_id", _ASSETS)
                world.call_found(endpoint, found, endpoint.location)
                if found.open or found.literals:
                    reason = "what it leads to is not known"
                    world.unmodelled(endpoint.type, endpoint.address, reason, endpoint.location)
