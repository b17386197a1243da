"""What is public at Amazon: policies and lists of resources, and what the internet comes in by."""

from collections.abc import Iterable

from archcheck.importers.terraform.aws_access import ASSETS, admit, tell_open
from archcheck.importers.terraform.aws_groups import BALANCERS, VPCS
from archcheck.importers.terraform.aws_policies import ANYBODY, read_policy
from archcheck.importers.terraform.aws_targets import LISTENERS, Targets
from archcheck.importers.terraform.network import Tri
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.importers.terraform.world import World

# Policies of resources: whose, and the attributes that say so.
_OWN_POLICIES = {
    "aws_s3_bucket_policy": ("bucket", "aws_s3_bucket"),
    "aws_sqs_queue_policy": ("queue_url", "aws_sqs_queue"),
    "aws_sns_topic_policy": ("arn", "aws_sns_topic"),
    "aws_s3_bucket": ("", ""),
    "aws_sqs_queue": ("", ""),
    "aws_sns_topic": ("", ""),
    "aws_kms_key": ("", ""),
    "aws_kms_key_policy": ("key_id", "aws_kms_key"),
    "aws_secretsmanager_secret_policy": ("secret_arn", "aws_secretsmanager_secret"),
    "aws_secretsmanager_secret": ("", ""),
    "aws_ecr_repository_policy": ("repository", "aws_ecr_repository"),
    "aws_efs_file_system_policy": ("file_system_id", "aws_efs_file_system"),
    "aws_opensearch_domain": ("", ""),
    "aws_opensearch_domain_policy": ("domain_name", "aws_opensearch_domain"),
    "aws_elasticsearch_domain": ("", ""),
    "aws_elasticsearch_domain_policy": ("domain_name", "aws_elasticsearch_domain"),
}
_SEARCH = ("aws_opensearch_domain", "aws_elasticsearch_domain")
_APIS = ("aws_api_gateway_rest_api", "aws_apigatewayv2_api")


class AwsPublic:
    """Reads what is public."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._open: dict[Resource, None] = {}

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        self._read_own_policies()
        self._read_permissions()
        self._read_acls()
        self._read_entries()
        self._read_foreign_balancers()
        self._read_endpoints()

    def _read_own_policies(self) -> None:
        world = self.world
        for policy in world.of(*_OWN_POLICIES):
            attribute, type_name = _OWN_POLICIES[policy.type]
            owners = [policy] if not attribute else self._meant_by(policy, attribute, (type_name,)).resources
            written_as = "access_policies" if policy.type.startswith(_SEARCH) else "policy"
            statements, complete = read_policy(world, policy.block, written_as, ASSETS)
            if not complete:
                tell_open(self.world, policy)
            for owner in owners:
                shut = owner.type == "aws_s3_bucket" and self._is_shut(owner, ("restrict_public_buckets",))
                for statement in statements:
                    if policy.type == "aws_kms_key" and any(":root" in each for each in statement.principals):
                        continue  # the account that the key is of
                    if owner.type in _SEARCH and blocks_of(owner.block, "vpc_options"):
                        shut = True  # anybody in its network, as far as its groups let them
                    kept = tuple(each for each in statement.principals if not (shut and each == ANYBODY))
                    if ANYBODY in kept:
                        self._open[owner] = None
                    admit(self.world, statement._replace(principals=kept), owner, policy, "call")

    def _meant_by(self, origin: Resource, name: str, types: Iterable[str]) -> Found:
        """Return what something opens by an attribute; where that is not known, it is told."""
        found = self.world.find(origin, name, types)
        if found.open:
            reason = "what it opens is not known"
            self.world.unmodelled(origin.type, origin.address, reason, origin.location)
        return found

    def _read_permissions(self) -> None:
        """Add who may call functions."""
        world = self.world
        for permission in world.of("aws_lambda_permission"):
            principal = permission.block.get("principal")
            foreign = isinstance(principal, str) and (principal.isdecimal() or principal.startswith("arn:"))
            if not foreign and principal not in (ANYBODY, UNKNOWN):
                continue
            functions = self._meant_by(permission, "function_name", ("aws_lambda_function",))
            if foreign:
                source = world.outside(principal, "identity.foreign", permission.location)
                for function in functions.resources:
                    world.call(source, world.id_of(function), permission.location, certain=functions.certain or None)
                continue
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
                value = None
            granted = self._is_granted_to_all(acl)
            certain = value in ("public-read", "public-read-write", "authenticated-read") or granted is True
            if not certain and value is not UNKNOWN and granted is False:
                continue
            owners = Found() if acl.type == "aws_s3_bucket" else self._meant_by(acl, "bucket", ("aws_s3_bucket",))
            for owner in owners.resources or ([acl] if acl.type == "aws_s3_bucket" else []):
                if not self._is_shut(owner, ("ignore_public_acls",)):
                    self._open[owner] = None
                    source = world.outside(at=acl.location)
                    world.call(source, world.id_of(owner), acl.location, certain=certain or None)

    @staticmethod
    def _is_granted_to_all(acl: Resource) -> Tri:
        """Return whether a list of grants names everybody."""
        grants = blocks_of(acl.block, "grant")
        for policy in blocks_of(acl.block, "access_control_policy"):
            grants += [None] if policy is None else blocks_of(policy, "grant")
        answer: Tri = False
        for grant in grants:
            for grantee in [grant] if grant is None else [grant, *blocks_of(grant, "grantee")]:
                value = UNKNOWN if grantee is None else grantee.get("uri")
                if isinstance(value, str) and value.endswith(("/AllUsers", "/AuthenticatedUsers")):
                    return True
                if value is UNKNOWN and (grantee is None or grantee.is_written("uri")):
                    answer = None
        return answer

    def _read_endpoints(self) -> None:
        """Add what is reached from networks by endpoints: what anybody may use, and APIs that nobody else reaches."""
        world = self.world
        private = [each for each in world.of(*_APIS) if self._is_private(each)]
        reached: set[Resource] = set()
        for endpoint in world.of("aws_vpc_endpoint"):
            name = endpoint.block.get("service_name")
            service = name.rpartition(".")[2] if isinstance(name, str) else None
            targets = [each for each in self._open if service in (None, each.type.split("_")[1])]
            if service in (None, "execute-api"):
                targets += private
            reached.update(targets)
            for target in targets:
                ends = world.id_of(endpoint), world.id_of(target)
                world.call(*ends, endpoint.location, certain=None)
            if targets and endpoint.block.get("vpc_endpoint_type") in (None, "", "Gateway"):
                vpcs = {each.address for each in world.find(endpoint, "vpc_id", VPCS).resources}
                for end in world.network.ends:
                    if end.initiates and any(each.network in vpcs or each.network is None for each in end.stances):
                        world.call(end.node, world.id_of(endpoint), endpoint.location, certain=None)
        for api in private:
            if api not in reached:
                reason = "it is reached by endpoints of networks, and none is in the plan"
                world.unmodelled("private-api", api.address, reason, api.location)

    def _is_private(self, api: Resource) -> bool:
        kinds = [
            UNKNOWN if each is None else each.get("types") for each in blocks_of(api.block, "endpoint_configuration")
        ]
        return ["PRIVATE"] in kinds

    def _read_foreign_balancers(self) -> None:
        """Add balancers that are not in the plan and pass requests on to what is."""
        world = self.world
        for name, origin, nodes in Targets(world).of_foreign():
            at = origin.location
            balancer = world.outside(name, "gateway.ingress.load-balancer", at)
            world.call(world.outside(at=at), balancer, at, certain=None)
            for node in sorted(nodes):
                world.call(balancer, node, at, certain=None)

    def _read_entries(self) -> None:
        """Add what the internet comes in by: URLs of functions, APIs, distributions."""
        world = self.world
        for url in world.of("aws_lambda_function_url"):
            kind = url.block.get("authorization_type")
            for function in self._meant_by(url, "function_name", ("aws_lambda_function",)).resources:
                if kind in ("NONE", UNKNOWN):
                    source = world.outside(at=url.location)
                    world.call(source, world.id_of(function), url.location, certain=kind == "NONE" or None)
        for api in world.of(*_APIS):
            kinds = [
                each.get("types") if each is not None else UNKNOWN
                for each in blocks_of(api.block, "endpoint_configuration")
            ]
            if not self._is_private(api):
                certain = UNKNOWN not in kinds
                world.call(world.outside(at=api.location), world.id_of(api), api.location, certain=certain or None)
        for integration in world.of("aws_apigatewayv2_integration", "aws_api_gateway_integration"):
            v2 = integration.type == "aws_apigatewayv2_integration"
            apis = world.find(integration, "api_id" if v2 else "rest_api_id", _APIS)
            name = "integration_uri" if v2 else "uri"
            if integration.block.get(name) is None:
                continue
            targets = world.find(integration, name, (*ASSETS, *BALANCERS, *LISTENERS))
            if apis.open:
                reason = "which API it is of is not known"
                world.unmodelled(integration.type, integration.address, reason, integration.location)
            for api in apis.resources:
                self._forward(api, targets, integration)
        for distribution in world.of("aws_cloudfront_distribution"):
            at = distribution.location
            world.call(world.outside(at=at), world.id_of(distribution), at)
            for origin in blocks_of(distribution.block, "origin"):
                targets = Found(open=True)
                if origin is not None:
                    targets = world.find(origin, "domain_name", ("aws_s3_bucket", *BALANCERS, *_APIS, *ASSETS))
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
