"""Who may do what at Amazon: roles and their policies as `admin` edges, what is public, and what is sent where."""

from collections.abc import Iterable, Iterator

from archcheck.importers.terraform.aws_groups import BALANCERS
from archcheck.importers.terraform.aws_policies import (
    ANYBODY,
    Statement,
    matches_action,
    matches_name,
    read_managed,
    read_policy,
)
from archcheck.importers.terraform.aws_targets import LISTENERS
from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import Tri
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import blocks_of, both, merge_found
from archcheck.importers.terraform.world import World

ROLES = ("aws_iam_role",)
_BEARERS = ("aws_iam_role", "aws_iam_user", "aws_iam_group")
_POLICIES = ("aws_iam_policy",)
_ASSETS = types_of(
    "aws_",
    *("compute.instance", "compute.function", "compute.container", "compute.cluster", "compute.scale-set", "model"),
    *("store.database", "store.object", "store.file", "store.image", "store.log", "store.secret"),
    *("bus.queue", "bus.topic", "bus.events", "identity.role", "identity.user"),
)
# The services whose names in actions do not begin the names of their types.
_SERVICES = {
    "aws_db_instance": "rds",
    "aws_instance": "ec2",
    "aws_spot_instance_request": "ec2",
    "aws_cloudwatch_log_group": "logs",
    "aws_cloudwatch_event_rule": "events",
    "aws_cloudwatch_event_bus": "events",
    "aws_docdb_cluster": "rds",
    "aws_neptune_cluster": "neptune-db",
    "aws_opensearch_domain": "es",
    "aws_elasticsearch_domain": "es",
    "aws_efs_file_system": "elasticfilesystem",
}
# Policies of resources: whose, and the attributes that say so.
_OWN_POLICIES = {
    "aws_s3_bucket_policy": ("bucket", "aws_s3_bucket"),
    "aws_sqs_queue_policy": ("queue_url", "aws_sqs_queue"),
    "aws_sns_topic_policy": ("arn", "aws_sns_topic"),
    "aws_s3_bucket": ("", ""),
    "aws_sqs_queue": ("", ""),
    "aws_sns_topic": ("", ""),
    "aws_kms_key": ("", ""),
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
_RECEIVERS = ("aws_lambda_function", "aws_sqs_queue", "aws_sns_topic", "aws_kinesis_stream", "aws_cloudwatch_log_group")
_SOURCES = ("aws_sqs_queue", "aws_kinesis_stream", "aws_dynamodb_table", "aws_s3_bucket")
# What pushes to what: the type that says so, the sender's attribute, the receiver's block and attribute.
_PUSHES = (
    ("aws_sns_topic_subscription", "topic_arn", "", "endpoint"),
    ("aws_cloudwatch_event_target", "rule", "", "arn"),
    ("aws_s3_bucket_notification", "bucket", "lambda_function", "lambda_function_arn"),
    ("aws_s3_bucket_notification", "bucket", "queue", "queue_arn"),
    ("aws_s3_bucket_notification", "bucket", "topic", "topic_arn"),
    ("aws_cloudwatch_log_subscription_filter", "log_group_name", "", "destination_arn"),
    ("aws_cloudtrail", "", "", "s3_bucket_name"),
)
_APIS = ("aws_api_gateway_rest_api", "aws_apigatewayv2_api")


class AwsAccess:
    """Reads who may do what, and what is public."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.assets = [each for each in world.plan.resources if each.type in _ASSETS and each.mode == "managed"]
        self._attachments: dict[tuple[tuple[str, str], ...], list[tuple[Resource, Found]]] = {}

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        self._grant_roles()
        self._read_own_policies()
        self._read_acls()
        self._read_entries()
        self._read_pushes()

    # Roles.

    def _grant_roles(self) -> None:
        world = self.world
        holders = self._find_holders()
        for bearer in world.of(*_BEARERS):
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
                add(holder, self._find(holder.block, attribute, ROLES))
        for service in world.of("aws_ecs_service"):
            for task in world.find(service, "task_definition", ("aws_ecs_task_definition",)).resources:
                for attribute in ("task_role_arn", "execution_role_arn"):
                    add(service, self._find(task.block, attribute, ROLES))
        for holder in world.of(*_PROFILED):
            profiles = self._profiles_of(holder)
            if profiles.open or profiles.literals:
                add(holder, Found(open=True))
            for profile in profiles.resources:
                roles = self._find(profile.block, "role", ROLES)
                add(holder, roles)
                for group in world.of("aws_autoscaling_group"):
                    if holder in {t.resource for t in world.references.follow(group, group.expressions).targets}:
                        add(group, roles)
        for membership in world.of("aws_iam_user_group_membership", "aws_iam_group_membership"):
            users = [
                *self._find(membership.block, "user", ("aws_iam_user",)).resources,
                *self._find(membership.block, "users", ("aws_iam_user",)).resources,
            ]
            names = "groups" if membership.type == "aws_iam_user_group_membership" else "group"
            for user in users:
                for group in self._find(membership.block, names, ("aws_iam_group",)).resources:
                    found.setdefault(group, []).append((user, True))
        return found

    def _find(self, block: Block, name: str, types: Iterable[str]) -> Found:
        value = block.get(name)
        if value is UNKNOWN and not block.is_written(name):
            return Found()
        return self.world.find(block, name, types)

    def _profiles_of(self, holder: Resource) -> Found:
        """Return the instance profiles of an instance or a template."""
        found = []
        if not isinstance(holder.block.get("iam_instance_profile"), list):
            found.append(self._find(holder.block, "iam_instance_profile", _PROFILES))
        for block in blocks_of(holder.block, "iam_instance_profile"):
            found += [] if block is None else [self._find(block, name, _PROFILES) for name in ("name", "arn")]
        return merge_found(found)

    def _read_trust(self, role: Resource) -> None:
        """Add who else may act as a role."""
        statements, complete = read_policy(self.world, role.block, "assume_role_policy", frozenset(ROLES))
        if not complete:
            reason = "who may act as it is known only after the apply"
            self.world.unmodelled("assume_role_policy", role.address, reason, role.location)
        for statement in statements:
            self._admit(statement, role, role, "admin")

    def _admit(self, statement: Statement, target: Resource, origin: Resource, kind: str) -> None:
        """Add edges from those whom a statement allows something at what has it."""
        world = self.world
        at = origin.location
        for name in statement.principals:
            if name == ANYBODY:
                source = world.outside(at=at)
                world.call(source, world.id_of(target), at, kind, certain=statement.certain or None)
                continue
            known = [each for each in world.of(*_BEARERS) if matches_name(name, each) and name != ANYBODY]
            for each in known:
                world.call(world.id_of(each), world.id_of(target), at, "admin", certain=statement.certain or None)
            if not known:
                source = world.outside(name, "identity.foreign", at)
                world.call(source, world.id_of(target), at, "admin", certain=statement.certain or None)
        for holder in statement.holders:
            world.call(world.id_of(holder), world.id_of(target), at, "admin", certain=statement.certain or None)

    def _statements_of(self, bearer: Resource) -> Iterator[tuple[Statement, Resource]]:
        world = self.world
        block = bearer.block
        held: list[tuple[Block, Resource]] = []
        for each in blocks_of(block, "inline_policy"):
            if each is None:
                self._tell_open(bearer)
            else:
                held.append((each, bearer))
        for policy, found in self._attached(_INLINE):
            if bearer in found.resources:
                held.append((policy.block, policy))
            elif found.open:
                self._tell_open(policy)
        arns = [(self._find(block, "managed_policy_arns", _POLICIES), bearer)]
        for attachment, found in self._attached(_ATTACHMENTS):
            if bearer in found.resources:
                arns.append((world.find(attachment, "policy_arn", _POLICIES), attachment))
            elif found.open:
                self._tell_open(attachment)
        for policies, origin in arns:
            held += [(policy.block, policy) for policy in policies.resources]
            for arn in policies.literals:
                known = read_managed(arn)
                if known is None:
                    reason = "it is not in the plan, and what it allows is not known"
                    world.unmodelled("aws_iam_policy", arn, reason, origin.location)
                yield from ((statement, origin) for statement in known or ())
            if policies.open:
                self._tell_open(origin)
        for each, origin in held:
            statements, complete = read_policy(world, each, "policy", _ASSETS)
            if not complete:
                self._tell_open(origin)
            yield from ((statement, origin) for statement in statements)

    def _attached(self, types: Iterable[tuple[str, str]]) -> Iterator[tuple[Resource, Found]]:
        """Yield what attaches policies, and whom it attaches them to."""
        key = tuple(types)
        if key not in self._attachments:
            self._attachments[key] = [
                (each, self._find(each.block, attribute, _BEARERS))
                for name, attribute in key
                for each in self.world.of(name)
            ]
        yield from self._attachments[key]

    def _tell_open(self, origin: Resource) -> None:
        reason = "not all that it allows is known before the apply"
        self.world.unmodelled("aws_iam_policy", origin.address, reason, origin.location)

    def _targets_of(self, statement: Statement) -> Iterator[tuple[Resource, Tri]]:
        """Yield what a statement allows something at."""
        seen: dict[Resource, Tri] = {}
        for asset in self.assets:
            service = _SERVICES.get(asset.type) or asset.type.split("_")[1]
            if not any(matches_action(action, service) for action in statement.actions):
                continue
            answer: Tri = asset in statement.targets
            for pattern in statement.resources if answer is False else ():
                match = matches_name(pattern, asset)
                answer = True if match else None if match is None and answer is False else answer
                if answer:
                    break
            if answer is not False:
                seen[asset] = both(answer, statement.certain or None)
        yield from seen.items()

    # What is public.

    def _read_own_policies(self) -> None:
        world = self.world
        for policy in world.of(*_OWN_POLICIES):
            attribute, type_name = _OWN_POLICIES[policy.type]
            owners = [policy] if not attribute else world.find(policy, attribute, (type_name,)).resources
            statements, complete = read_policy(world, policy.block, "policy", _ASSETS)
            if not complete:
                self._tell_open(policy)
            for owner in owners:
                shut = owner.type == "aws_s3_bucket" and self._is_shut(owner, ("restrict_public_buckets",))
                for statement in statements:
                    if policy.type == "aws_kms_key" and any(":root" in each for each in statement.principals):
                        continue  # the account that the key is of
                    kept = tuple(each for each in statement.principals if not (shut and each == ANYBODY))
                    self._admit(statement._replace(principals=kept), owner, policy, "call")
        for permission in world.of("aws_lambda_permission"):
            principal = permission.block.get("principal")
            if principal not in (ANYBODY, UNKNOWN):
                continue
            functions = world.find(permission, "function_name", ("aws_lambda_function",))
            for function in functions.resources:
                certain = functions.certain and principal == ANYBODY and not permission.block.get("source_arn")
                source = world.outside(at=permission.location)
                world.call(source, world.id_of(function), permission.location, certain=certain or None)

    def _is_shut(self, bucket: Resource, names: Iterable[str]) -> bool:
        """Return whether what would make a bucket public is switched off."""
        for block in self.world.of("aws_s3_bucket_public_access_block"):
            found = self.world.find(block, "bucket", ("aws_s3_bucket",))
            if found.certain and bucket in found.resources and any(block.block.flag(name) for name in names):
                return True
        return False

    def _read_acls(self) -> None:
        world = self.world
        for acl in world.of("aws_s3_bucket", "aws_s3_bucket_acl"):
            value = acl.block.get("acl")
            if value is UNKNOWN and not acl.block.is_written("acl"):
                continue
            certain = value in ("public-read", "public-read-write", "authenticated-read")
            if not certain and value is not UNKNOWN:
                continue
            owners = Found() if acl.type == "aws_s3_bucket" else world.find(acl, "bucket", ("aws_s3_bucket",))
            for owner in owners.resources or ([acl] if acl.type == "aws_s3_bucket" else []):
                if not self._is_shut(owner, ("ignore_public_acls",)):
                    source = world.outside(at=acl.location)
                    world.call(source, world.id_of(owner), acl.location, certain=certain or None)

    def _read_entries(self) -> None:
        """Add what the internet comes in by: URLs of functions, APIs, distributions."""
        world = self.world
        for url in world.of("aws_lambda_function_url"):
            kind = url.block.get("authorization_type")
            for function in world.find(url, "function_name", ("aws_lambda_function",)).resources:
                if kind in ("NONE", UNKNOWN):
                    source = world.outside(at=url.location)
                    world.call(source, world.id_of(function), url.location, certain=kind == "NONE" or None)
        for api in world.of(*_APIS):
            kinds = [
                each.get("types") if each is not None else UNKNOWN
                for each in blocks_of(api.block, "endpoint_configuration")
            ]
            if ["PRIVATE"] not in kinds:
                certain = UNKNOWN not in kinds
                world.call(world.outside(at=api.location), world.id_of(api), api.location, certain=certain or None)
        for integration in world.of("aws_apigatewayv2_integration", "aws_api_gateway_integration"):
            v2 = integration.type == "aws_apigatewayv2_integration"
            apis = world.find(integration, "api_id" if v2 else "rest_api_id", _APIS)
            name = "integration_uri" if v2 else "uri"
            if integration.block.get(name) is None:
                continue
            targets = world.find(integration, name, (*_ASSETS, *BALANCERS, *LISTENERS))
            for api in apis.resources:
                self._forward(api, targets, integration)
        for distribution in world.of("aws_cloudfront_distribution"):
            at = distribution.location
            world.call(world.outside(at=at), world.id_of(distribution), at)
            for origin in blocks_of(distribution.block, "origin"):
                targets = Found(open=True)
                if origin is not None:
                    targets = world.find(origin, "domain_name", ("aws_s3_bucket", *BALANCERS, *_APIS, *_ASSETS))
                self._forward(distribution, targets, distribution)

    def _forward(self, source: Resource, targets: Found, origin: Resource) -> None:
        """Add edges to what requests are passed on to."""
        world = self.world
        for target in targets.resources:
            reached = [target]
            if target.type in LISTENERS:
                reached = world.find(target, "load_balancer_arn", BALANCERS).resources
            for each in reached:
                certain = targets.certain or None
                world.call(world.id_of(source), world.id_of(each), origin.location, certain=certain)
        if targets.literals:
            world.call(world.id_of(source), world.outside(at=origin.location), origin.location)
        if targets.open:
            reason = "what it passes requests to is not known"
            world.unmodelled(origin.type, origin.address, reason, origin.location)

    # What is sent where.

    def _read_pushes(self) -> None:
        world = self.world
        for name, sender, around, attribute in _PUSHES:
            for each in world.of(name):
                kinds = (*_RECEIVERS, "aws_s3_bucket", "aws_cloudwatch_event_rule", "aws_ecs_cluster")
                senders = [each] if not sender else world.find(each, sender, kinds).resources
                for block in [each.block] if not around else blocks_of(each.block, around):
                    if block is None:
                        self._tell_receiver(each)
                        continue
                    targets = world.find(block, attribute, kinds)
                    for source in senders:
                        world.call_found(source, targets, each.location, "push")
                        if targets.literals and name == "aws_sns_topic_subscription":
                            outside = world.outside(at=each.location)
                            world.call(world.id_of(source), outside, each.location, "push")
                    if targets.open or not senders:
                        self._tell_receiver(each)
        for mapping in world.of("aws_lambda_event_source_mapping"):
            functions = world.find(mapping, "function_name", ("aws_lambda_function",))
            sources = self._find(mapping.block, "event_source_arn", _SOURCES)
            for function in functions.resources:
                certain = functions.certain and sources.certain
                for source in sources.resources:
                    ends = world.id_of(function), world.id_of(source)
                    world.call(*ends, mapping.location, "pull", certain=certain or None)
            if functions.open or sources.open:
                self._tell_receiver(mapping)
        for queue in world.of("aws_sqs_queue"):
            reached = world.references.follow(queue, [queue.expressions.get("redrive_policy")])
            for letter in reached.targets:
                if letter.resource.type == "aws_sqs_queue":
                    world.call(world.id_of(queue), world.id_of(letter.resource), queue.location, "push")

    def _tell_receiver(self, origin: Resource) -> None:
        reason = "who sends to whom by it is not known"
        self.world.unmodelled(origin.type, origin.address, reason, origin.location)
