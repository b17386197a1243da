"""Who may do what at Azure: role assignments and policies of vaults as `admin` edges."""

from collections.abc import Iterator

from archcheck.documents.topology import Label
from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import Tri
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import Block, Resource
from archcheck.importers.terraform.rules import blocks_of, both
from archcheck.importers.terraform.world import World

IDENTITIES = ("azurerm_user_assigned_identity",)
ASSETS = types_of(
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
    """Reads who may do what, and what is part of what."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._parts: dict[Resource, list[Resource]] = {}
        self._holders: dict[Resource, list[tuple[Resource, Tri]]] = {}

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        self._join_parts()
        self._read_assignments()
        self._read_vaults()

    def _join_parts(self) -> None:
        """Add edges from what answers for what is in it to that."""
        world = self.world
        for name, attributes, type_name in _PARENTS:
            for part in world.of(name):
                for attribute in attributes:
                    found = self.world.find_given(part.block, attribute, (type_name,))
                    if found.open:
                        reason = "what it is part of is not known"
                        world.unmodelled(part.type, part.address, reason, part.location)
                    for whole in found.resources:
                        certain = found.certain or None
                        world.call(world.id_of(whole), world.id_of(part), part.location, certain=certain)
                        self._parts.setdefault(whole, []).append(part)

    # Roles.

    def _read_vaults(self) -> None:
        """Add who may use vaults by policies of their own."""
        world = self.world
        for vault in world.of("azurerm_key_vault"):
            for policy in blocks_of(vault.block, "access_policy"):
                if policy is None:
                    reason = "who may use it is not known"
                    world.unmodelled("azurerm_key_vault_access_policy", vault.address, reason, vault.location)
                else:
                    self._grant(vault, policy, "object_id", [(each, True) for each in self._with_parts(vault)], {})
        for rule in world.of("azurerm_key_vault_access_policy"):
            found = world.find(rule, "key_vault_id", ("azurerm_key_vault",))
            targets: list[tuple[Resource, Tri]] = []
            for vault in world.of("azurerm_key_vault") if found.open else found.resources:
                targets += [(each, found.certain or None) for each in self._with_parts(vault)]
            self._grant(rule, rule.block, "object_id", targets, {})

    def _with_parts(self, whole: Resource) -> list[Resource]:
        """Return something, and all that is in it."""
        found = [whole]
        for each in found:
            found += [part for part in self._parts.get(each, ()) if part not in found]
        return found

    def _read_assignments(self) -> None:
        world = self.world
        for machine in world.of(*sorted(_BEARERS)):
            for identity in blocks_of(machine.block, "identity"):
                found = Found() if identity is None else self.world.find_given(identity, "identity_ids", IDENTITIES)
                for each in found.resources:
                    self._holders.setdefault(each, []).append((machine, found.certain or None))
                    ends = world.id_of(machine), world.id_of(each)
                    world.call(*ends, machine.location, "admin", certain=found.certain or None, flow="none")
                if identity is None or found.open or found.literals:
                    reason = "it acts as an identity that is not in the plan, and what that allows is not known"
                    world.unmodelled("role", machine.address, reason, machine.location)
        for assignment in world.of("azurerm_role_assignment"):
            role = assignment.block.get("role_definition_name")
            labels: dict[str, Label] = {"role": role} if isinstance(role, str) else {}
            self._grant(assignment, assignment.block, "principal_id", list(self._scope_of(assignment)), labels)

    def _grant(
        self,
        origin: Resource,
        block: Block,
        name: str,
        targets: list[tuple[Resource, Tri]],
        labels: dict[str, Label],
    ) -> None:
        """Add edges from whom an attribute names to what it may do something at."""
        world = self.world
        at = origin.location
        bearers = world.find(block, name, _BEARERS)
        if bearers.open:
            reason = "whom it allows something is not known"
            world.unmodelled("azurerm_role_assignment", origin.address, reason, at)
        for literal in bearers.literals:
            source = world.outside(literal, "identity.foreign", at)
            for target, certain in targets:
                world.call(source, world.id_of(target), at, "admin", certain=certain)
        for bearer in bearers.resources:
            users = self._holders.get(bearer, [(bearer, True)] if bearer.type not in IDENTITIES else [])
            for target, certain in targets:
                sure = certain if bearers.certain else None
                world.call(world.id_of(bearer), world.id_of(target), at, "admin", certain=sure, labels=dict(labels))
                for user, held in users:
                    world.call(world.id_of(user), world.id_of(target), at, certain=both(sure, held))

    def _scope_of(self, assignment: Resource) -> Iterator[tuple[Resource, Tri]]:
        """Yield what lies in the scope of a role assignment."""
        world = self.world
        kinds = (*sorted(ASSETS), "azurerm_resource_group")
        found = world.find(assignment, "scope", kinds)
        assets = world.of(*sorted(ASSETS))
        if found.open or found.literals:
            # A subscription, or something that is not in the plan: all may lie in it.
            yield from ((each, None) for each in assets)
            return
        certain: Tri = found.certain or None
        for scope in found.resources:
            if scope.type != "azurerm_resource_group":
                yield from ((each, certain) for each in self._with_parts(scope))
                continue
            for each in assets:
                group = self.world.find_given(each.block, "resource_group_name", ("azurerm_resource_group",))
                if scope in group.resources or group.open or group.is_empty:
                    yield each, certain if group.certain and scope in group.resources else None
