"""Who may do what at Amazon: roles and their policies as `admin` edges."""

from collections.abc import Iterable, Iterator

from archcheck.importers.terraform.aws_groups import SecurityGroups
from archcheck.importers.terraform.aws_policies import (
    ANYBODY,
    Statement,
    matches_action,
    matches_name,
    read_managed,
    read_policy,
)
from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import Tri
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import Block, Resource
from archcheck.importers.terraform.rules import blocks_of, both, merge_found
from archcheck.importers.terraform.world import World

ROLES = ("aws_iam_role",)
BEARERS = ("aws_iam_role", "aws_iam_user", "aws_iam_group")
_POLICIES = ("aws_iam_policy",)
ASSETS = types_of(
    "aws_",
    *("compute.instance", "compute.function", "compute.container", "compute.cluster", "compute.scale-set", "model"),
    *("store.database", "store.object", "store.file", "store.image", "store.log", "store.secret"),
    *("bus.queue", "bus.topic", "bus.events", "identity.role", "identity.user"),
)
# The services whose names in actions do not begin the names of their types.
SERVICES = {
    **dict.fromkeys(("aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"), ("rds", "rds-data", "rds-db")),
    **dict.fromkeys(("aws_docdb_cluster", "aws_docdb_cluster_instance"), ("rds", "docdb-elastic")),
    **dict.fromkeys(("aws_neptune_cluster", "aws_neptune_cluster_instance"), ("rds", "neptune-db")),
    **dict.fromkeys(("aws_instance", "aws_spot_instance_request"), ("ec2", "ssm", "ec2-instance-connect")),
    "aws_autoscaling_group": ("autoscaling", "ec2"),
    "aws_redshift_cluster": ("redshift", "redshift-data"),
    "aws_cloudwatch_log_group": ("logs",),
    "aws_cloudwatch_event_rule": ("events",),
    "aws_cloudwatch_event_bus": ("events",),
    "aws_opensearch_domain": ("es",),
    "aws_elasticsearch_domain": ("es",),
    "aws_efs_file_system": ("elasticfilesystem",),
    "aws_iam_role": ("iam", "sts"),
}
_INLINE = (("aws_iam_role_policy", "role"), ("aws_iam_user_policy", "user"), ("aws_iam_group_policy", "group"))
_ATTACHMENTS = (
    ("aws_iam_role_policy_attachment", "role"),
    ("aws_iam_user_policy_attachment", "user"),
    ("aws_iam_group_policy_attachment", "group"),
    ("aws_iam_policy_attachment", "roles"),
    ("aws_iam_policy_attachment", "users"),
    ("aws_iam_policy_attachment", "groups"),
)
_ROLE_IN = {
    "aws_lambda_function": (("", "role"),),
    "aws_ecs_task_definition": (("", "task_role_arn"), ("", "execution_role_arn")),
    "aws_eks_cluster": (("", "role_arn"),),
    "aws_eks_node_group": (("", "node_role_arn"),),
    "aws_sagemaker_endpoint": (("", "execution_role_arn"),),
}
_PROFILES = ("aws_iam_instance_profile",)
_PROFILED = ("aws_instance", "aws_spot_instance_request", "aws_launch_template", "aws_launch_configuration")


class AwsAccess:
    """Reads who may do what."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.assets = [each for each in world.plan.resources if each.type in ASSETS and each.mode == "managed"]
        self._groups = SecurityGroups(world)
        self._by_actions: dict[tuple[str, ...], list[Resource]] = {}
        self._attachments: dict[tuple[tuple[str, str], ...], list[tuple[Resource, Found]]] = {}

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        self._grant_roles()

    # Roles.

    def _grant_roles(self) -> None:
        world = self.world
        holders = self._find_holders()
        for bearer in world.of(*BEARERS):
            trusted = [(each, certain) for each, certain in holders.get(bearer, ())]
            for holder, certain in trusted:
                world.call(
                    world.id_of(holder), world.id_of(bearer), holder.location, "admin", certain=certain, flow="none"
                )
            if bearer.type in ROLES:
                self._read_trust(bearer)
            for statement, origin in self._statements_of(bearer):
                for target, certain in self._targets_of(statement):
                    at = origin.location
                    world.call(world.id_of(bearer), world.id_of(target), at, "admin", certain=certain)
                    for holder, held in trusted:
                        labels = {"as": bearer.address}
                        sure = both(held, certain)
                        world.call(world.id_of(holder), world.id_of(target), at, certain=sure, labels=dict(labels))

    def _find_holders(self) -> dict[Resource, list[tuple[Resource, Tri]]]:
        """Return what acts as each role."""
        world = self.world
        found: dict[Resource, list[tuple[Resource, Tri]]] = {}

        def add(holder: Resource, roles: Found) -> None:
            for role in roles.resources:
                found.setdefault(role, []).append((holder, roles.certain or None))
            if roles.open or roles.literals:
                reason = "it acts as a role that is not in the plan, and what that allows is not known"
                world.unmodelled("role", holder.address, reason, holder.location)

        for holder in world.of(*_ROLE_IN):
            for _, attribute in _ROLE_IN[holder.type]:
                add(holder, self.world.find_given(holder.block, attribute, ROLES))
        for service in world.of("aws_ecs_service"):
            tasks = world.find_given(service.block, "task_definition", ("aws_ecs_task_definition",))
            if tasks.open or tasks.literals:
                add(service, Found(open=True))
            for task in tasks.resources:
                for attribute in ("task_role_arn", "execution_role_arn"):
                    add(service, self.world.find_given(task.block, attribute, ROLES))
        for holder in world.of(*_PROFILED):
            profiles = self._profiles_of(holder)
            if profiles.open or profiles.literals:
                add(holder, Found(open=True))
            for profile in profiles.resources:
                roles = self.world.find_given(profile.block, "role", ROLES)
                add(holder, roles)
                for group in world.of("aws_autoscaling_group", "aws_instance"):
                    if group is not holder and holder in self._groups.templates_of(group):
                        add(group, roles)
        self._add_members(found)
        return found

    def _add_members(self, found: dict[Resource, list[tuple[Resource, Tri]]]) -> None:
        """Add the users of each group."""
        world = self.world
        for membership in world.of("aws_iam_user_group_membership", "aws_iam_group_membership"):
            block = membership.block
            users = merge_found(world.find_given(block, name, ("aws_iam_user",)) for name in ("user", "users"))
            groups = merge_found(world.find_given(block, name, ("aws_iam_group",)) for name in ("group", "groups"))
            if users.open or groups.open:
                reason = "who is in which group is not known"
                world.unmodelled(membership.type, membership.address, reason, membership.location)
            for user in users.resources:
                for group in groups.resources:
                    found.setdefault(group, []).append((user, (users.certain and groups.certain) or None))

    def _profiles_of(self, holder: Resource) -> Found:
        """Return the instance profiles of an instance or a template."""
        found = []
        if not isinstance(holder.block.get("iam_instance_profile"), list):
            found.append(self.world.find_given(holder.block, "iam_instance_profile", _PROFILES))
        for block in blocks_of(holder.block, "iam_instance_profile"):
            found += (
                [] if block is None else [self.world.find_given(block, name, _PROFILES) for name in ("name", "arn")]
            )
        return merge_found(found)

    def _read_trust(self, role: Resource) -> None:
        """Add who else may act as a role."""
        statements, complete = read_policy(self.world, role.block, "assume_role_policy", frozenset(ROLES))
        if not complete:
            reason = "who may act as it is known only after the apply"
            self.world.unmodelled("assume_role_policy", role.address, reason, role.location)
        for statement in statements:
            admit(self.world, statement, role, role, "admin")

    def _statements_of(self, bearer: Resource) -> Iterator[tuple[Statement, Resource]]:
        world = self.world
        block = bearer.block
        held: list[tuple[Block, Resource]] = []
        for each in blocks_of(block, "inline_policy"):
            if each is None:
                tell_open(self.world, bearer)
            else:
                held.append((each, bearer))
        for policy, found in self._attached(_INLINE):
            if bearer in found.resources:
                held.append((policy.block, policy))
            elif found.open:
                tell_open(self.world, policy)
        arns = [(self.world.find_given(block, "managed_policy_arns", _POLICIES), bearer)]
        for attachment, found in self._attached(_ATTACHMENTS):
            if bearer in found.resources:
                arns.append((world.find(attachment, "policy_arn", _POLICIES), attachment))
            elif found.open:
                tell_open(self.world, attachment)
        for policies, origin in arns:
            held += [(policy.block, policy) for policy in policies.resources]
            for arn in policies.literals:
                known = read_managed(arn)
                if known is None:
                    reason = "it is not in the plan, and what it allows is not known"
                    world.unmodelled("aws_iam_policy", arn, reason, origin.location)
                yield from ((statement, origin) for statement in known or ())
            if policies.open:
                tell_open(self.world, origin)
        for each, origin in held:
            statements, complete = read_policy(world, each, "policy", ASSETS)
            if not complete:
                tell_open(self.world, origin)
            yield from ((statement, origin) for statement in statements)

    def _attached(self, types: Iterable[tuple[str, str]]) -> Iterator[tuple[Resource, Found]]:
        """Yield what attaches policies, and whom it attaches them to."""
        key = tuple(types)
        if key not in self._attachments:
            self._attachments[key] = [
                (each, self.world.find_given(each.block, attribute, BEARERS))
                for name, attribute in key
                for each in self.world.of(name)
            ]
        yield from self._attachments[key]

    def _targets_of(self, statement: Statement) -> Iterator[tuple[Resource, Tri]]:
        """Yield what a statement allows something at."""
        seen: dict[Resource, Tri] = {}
        for asset in self._assets_of(statement.actions):
            answer: Tri = asset in statement.targets
            for pattern in statement.resources if answer is False else ():
                match = matches_name(pattern, asset)
                answer = True if match else None if match is None and answer is False else answer
                if answer:
                    break
            if answer is not False:
                seen[asset] = both(answer, statement.certain or None)
        yield from seen.items()

    def _assets_of(self, actions: tuple[str, ...]) -> list[Resource]:
        """Return what actions can be about."""
        if actions not in self._by_actions:
            types = {each.type for each in self.assets}
            wanted = {
                each
                for each in types
                if any(
                    matches_action(action, service)
                    for service in SERVICES.get(each) or (each.split("_")[1],)
                    for action in actions
                )
            }
            self._by_actions[actions] = [each for each in self.assets if each.type in wanted]
        return self._by_actions[actions]


def admit(world: World, statement: Statement, target: Resource, origin: Resource, kind: str) -> None:
    """Add edges from those whom a statement allows something at what has it."""
    at = origin.location
    for name in statement.principals:
        if name == ANYBODY:
            source = world.outside(at=at)
            world.call(source, world.id_of(target), at, kind, certain=statement.certain or None)
            continue
        known = [each for each in world.of(*BEARERS) if matches_name(name, each) and name != ANYBODY]
        for each in known:
            world.call(world.id_of(each), world.id_of(target), at, "admin", certain=statement.certain or None)
        if not known:
            source = world.outside(name, "identity.foreign", at)
            world.call(source, world.id_of(target), at, "admin", certain=statement.certain or None)
    for holder in statement.holders:
        world.call(world.id_of(holder), world.id_of(target), at, "admin", certain=statement.certain or None)


def tell_open(world: World, origin: Resource) -> None:
    """Say that a policy is not all known."""
    reason = "not all that it allows is known before the apply"
    world.unmodelled("aws_iam_policy", origin.address, reason, origin.location)
