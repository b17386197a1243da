"""Amazon's policies: the statements of a JSON text or of a policy document, as far as they are known."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from archcheck.importers.terraform.network import Tri
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.importers.terraform.world import World

ANYBODY = "*"
_DOCUMENT = ("aws_iam_policy_document",)
# What is granted by Amazon's own policies, by the beginning of their names; of others nothing is known.
_MANAGED = {
    "AdministratorAccess": ("*",),
    "PowerUserAccess": ("*",),
    "ReadOnlyAccess": ("*",),
    "service-role/AWSLambdaBasicExecutionRole": ("logs:*",),
    "service-role/AWSLambdaVPCAccessExecutionRole": ("logs:*",),
    "service-role/AWSLambdaSQSQueueExecutionRole": ("logs:*", "sqs:*"),
    "service-role/AWSLambdaDynamoDBExecutionRole": ("logs:*", "dynamodb:*"),
    "service-role/AWSLambdaKinesisExecutionRole": ("logs:*", "kinesis:*"),
    "service-role/AmazonECSTaskExecutionRolePolicy": ("logs:*", "ecr:*"),
    "AWSXRayDaemonWriteAccess": (),
    "AWSXrayWriteOnlyAccess": (),
    "CloudWatchAgentServerPolicy": ("logs:*",),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "AmazonS3FullAccess": ("s3:*",),
    "AmazonS3ReadOnlyAccess": ("s3:*",),
    "AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "AmazonDynamoDBReadOnlyAccess": ("dynamodb:*",),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "AmazonRDSFullAccess": ("rds:*",),
    "AmazonEC2FullAccess": ("ec2:*",),
    "AmazonEC2ReadOnlyAccess": ("ec2:*",),
    "AmazonEC2ContainerRegistryReadOnly": ("ecr:*",),
    "SecretsManagerReadWrite": ("secretsmanager:*",),
    "IAMFullAccess": ("iam:*",),
}
_PREFIX = ":iam::aws:policy/"


class Statement(NamedTuple):
    """What a statement allows.

    Attributes:
        actions: patterns of actions.
        resources: patterns of the names of resources, where these are known.
        targets: resources of the plan that it names.
        principals: patterns of the names of those whom it allows that, in policies of resources.
        holders: resources of the plan that it allows that.
        certain: whether it allows it under no condition, and all of it is known.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    targets: tuple[Resource, ...] = ()
    principals: tuple[str, ...] = ()
    holders: tuple[Resource, ...] = ()
    certain: bool = True


def read_policy(world: World, block: Block, name: str, types: frozenset[str]) -> tuple[list[Statement], bool]:
    """Return the statements of a policy that an attribute holds, and whether these are all that it has.

    Args:
        world: the plan.
        block: who has the attribute.
        name: the attribute.
        types: what statements can name.
    """
    value = block.get(name)
    if value is None or value == "" or (value is UNKNOWN and not block.is_written(name)):
        return [], True
    if isinstance(value, str):
        return _read_text(value)
    documents = world.find(block, name, _DOCUMENT)
    statements: list[Statement] = []
    complete = bool(documents.resources) and not documents.open
    for document in documents.resources:
        found, known = _read_document(world, document, types)
        statements += [each._replace(certain=each.certain and not documents.choice) for each in found]
        complete &= known
    if not documents.resources:
        named = tuple(world.find(block, name, types).resources)
        if named:
            statements.append(Statement(("*",), (), named, certain=False))
    return statements, complete


def read_managed(arn: str) -> list[Statement] | None:
    """Return what one of Amazon's own policies allows; None where that is not known."""
    _, found, name = arn.partition(_PREFIX)
    if not found or name not in _MANAGED:
        return None
    return [Statement((action,), ("*",)) for action in _MANAGED[name]]


def matches_name(pattern: str, resource: Resource) -> Tri:
    """Return whether a pattern of a statement speaks of a resource."""
    if pattern == ANYBODY:
        return True
    block = resource.block
    arn = block.get("arn")
    whole = pattern.removesuffix("/*")
    if isinstance(arn, str) and arn:
        return _matches(arn, pattern) or _matches(arn, whole) or _matches(pattern.split("/", maxsplit=1)[0], arn)
    own = [block.get(each) for each in ("bucket", "name", "function_name", "identifier", "cluster_identifier")]
    known = [each for each in own if isinstance(each, str) and each]
    if not known:
        return None
    last = whole.rsplit(":", 1)[-1].partition("/")[0]
    if not any(_names(pattern, name) for name in known):
        return False
    return True if pattern.startswith("arn:aws:s3:::") or last == ANYBODY else None


def _names(pattern: str, name: str) -> bool:
    """Return whether the name of an Amazon resource, which may have wildcards, can hold a name that it was given.

    Kinds of resources differ in what stands around that: a type before it, more of a path or random letters behind it.
    """
    parts = pattern.split(":", 5)
    rest = parts[5] if len(parts) > 5 else pattern
    if pattern.startswith("arn:aws:s3:::"):
        return _matches(name, rest.partition("/")[0])
    cuts = [0, *(found.end() for found in re.finditer("[:/]", rest))]
    ends = [*(found.start() for found in re.finditer("[:/]", rest)), len(rest)]
    return any(
        _matches(name, part) or _matches(f"{name}-abcdef", part) or part.startswith(f"{name}-")
        for start in cuts
        for end in ends
        if start < end and (part := rest[start:end])
    )


def matches_action(pattern: str, service: str) -> bool:
    """Return whether a pattern of actions speaks of a service's."""
    return pattern == ANYBODY or fnmatchcase(service, pattern.partition(":")[0].lower())


def _matches(text: str, pattern: str) -> bool:
    return bool(pattern) and fnmatchcase(text, pattern.replace("[", "[[]"))


def _read_text(text: str) -> tuple[list[Statement], bool]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return [], False
    found = document.get("Statement") if isinstance(document, dict) else None
    statements: list[Statement] = []
    complete = found is not None
    denied = False
    for each in found if isinstance(found, list) else [found]:
        if not isinstance(each, dict) or each.get("Effect") not in ("Allow", "Deny"):
            complete = False
            continue
        if each["Effect"] == "Deny":
            denied |= not _asks_for_tls(each.get("Condition"))
            continue
        actions, resources = _texts(each.get("Action")), _texts(each.get("Resource"))
        inverted = "NotAction" in each or "NotResource" in each or "NotPrincipal" in each
        principals = tuple(_principals(each.get("Principal"))) if "NotPrincipal" not in each else (ANYBODY,)
        statements.append(
            Statement(
                ("*",) if "NotAction" in each else actions,
                resources if resources and "NotResource" not in each else ("*",),
                (),
                principals,
                (),
                not each.get("Condition") and not inverted,
            )
        )
    # What is denied besides may be just this.
    return [each._replace(certain=each.certain and not denied) for each in statements], complete


def _read_document(world: World, document: Resource, types: frozenset[str]) -> tuple[list[Statement], bool]:
    block = document.block
    text = block.get("json")
    if isinstance(text, str) and text:
        return _read_text(text)
    statements: list[Statement] = []
    complete = not any(
        block.get(name) for name in ("source_policy_documents", "override_policy_documents", "source_json")
    )
    denied = False
    found = blocks_of(block, "statement")
    for each in found:
        if each is None:
            complete = False
            continue
        effect = each.get("effect")
        if effect == "Deny":
            denied = True
            continue
        actions = each.get("actions")
        known = isinstance(actions, list) and UNKNOWN not in actions
        named = world.find(each, "resources", types)
        holders: list[Resource] = []
        principals: list[str] = []
        certain = known and named.certain and effect in (None, "Allow")
        for principal in blocks_of(each, "principals"):
            if principal is None:
                complete = False
                continue
            who = world.find(principal, "identifiers", ("aws_iam_role", "aws_iam_user"))
            if principal.get("type") in ("AWS", "*", "Federated", UNKNOWN):
                holders += who.resources
                principals += who.literals
            certain &= who.certain
        if blocks_of(each, "not_actions") or blocks_of(each, "not_resources"):
            certain = False
        certain &= not any(
            each.get(name) for name in ("not_actions", "not_resources", "not_principals")
        ) and not blocks_of(each, "condition")
        patterns = named.literals
        if named.is_empty or (named.open and not named.resources):
            patterns, certain = ("*",), certain and named.is_empty
        statements.append(
            Statement(
                _texts(actions) if known and actions else ("*",),
                patterns,
                tuple(named.resources),
                tuple(principals),
                tuple(holders),
                certain,
            )
        )
    complete &= bool(found)
    return [each._replace(certain=each.certain and not denied) for each in statements], complete


def _asks_for_tls(condition: Any) -> bool:
    """Return whether a condition holds for those alone who do not encrypt."""
    return condition in ({"Bool": {"aws:SecureTransport": each}} for each in ("false", False, ["false"]))


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(each for each in values if isinstance(each, str))


def _principals(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for kind, names in sorted(value.items()):
            if kind in ("AWS", "Federated"):
                yield from _texts(names)
