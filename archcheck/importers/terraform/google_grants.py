"""Google's grants: which members have which role at what, of bindings, single members and whole policies."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from archcheck.importers.terraform.google_firewall import ACCOUNTS
from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import Tri
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.importers.terraform.world import World

ASSETS = types_of(
    "google_",
    *("compute.instance", "compute.function", "compute.container", "compute.cluster", "compute.scale-set", "model"),
    *("compute.app", "compute.job", "store.database", "store.object", "store.file", "store.image", "store.log"),
    *("store.secret", "bus.queue", "bus.topic", "bus.events", "identity.role"),
)
_PUBLIC = ("allUsers", "allAuthenticatedUsers")
# The services of roles, and how the types begin that these are about; of others nothing is known.
_SERVICES = {
    "storage": ("google_storage_bucket",),
    "run": ("google_cloud_run_",),
    "cloudfunctions": ("google_cloudfunctions",),
    "pubsub": ("google_pubsub_",),
    "secretmanager": ("google_secret_manager_",),
    "cloudsql": ("google_sql_",),
    "bigquery": ("google_bigquery_",),
    "cloudkms": ("google_kms_",),
    "iam": ("google_service_account",),
    "container": ("google_container_",),
    "spanner": ("google_spanner_",),
    "bigtable": ("google_bigtable_",),
    "datastore": ("google_firestore_",),
    "redis": ("google_redis_",),
    "alloydb": ("google_alloydb_",),
    "file": ("google_filestore_",),
    "artifactregistry": ("google_artifact_registry_",),
    "aiplatform": ("google_vertex_ai_",),
    "logging": ("google_logging_",),
    "eventarc": ("google_eventarc_",),
    "cloudscheduler": ("google_cloud_scheduler_",),
    "cloudtasks": ("google_cloud_tasks_",),
    "compute": ("google_compute_",),
    "appengine": ("google_app_engine_",),
    **dict.fromkeys(("monitoring", "cloudtrace", "serviceusage", "errorreporting", "cloudprofiler", "browser"), ()),
    **dict.fromkeys(("stackdriver", "opsconfigmonitoring", "cloudasset", "billing", "recommender"), ()),
}
_BASIC = ("roles/owner", "roles/editor", "roles/viewer", "roles/writer", "roles/reader", "roles/admin")
_WIDE = ("google_project_iam", "google_folder_iam", "google_organization_iam")
# What grants something at one resource: how its type begins, and the attributes that name the resource.
_AT = {
    "google_service_account_iam": ("service_account_id",),
    "google_storage_bucket_iam": ("bucket",),
    "google_cloud_run_service_iam": ("service", "name"),
    "google_cloud_run_v2_service_iam": ("name",),
    "google_cloud_run_v2_job_iam": ("name",),
    "google_cloudfunctions_function_iam": ("cloud_function",),
    "google_cloudfunctions2_function_iam": ("cloud_function",),
    "google_pubsub_topic_iam": ("topic",),
    "google_pubsub_subscription_iam": ("subscription",),
    "google_secret_manager_secret_iam": ("secret_id",),
    "google_bigquery_dataset_iam": ("dataset_id",),
    "google_bigquery_table_iam": ("table_id",),
    "google_kms_crypto_key_iam": ("crypto_key_id",),
    "google_kms_key_ring_iam": ("key_ring_id",),
    "google_artifact_registry_repository_iam": ("repository",),
    "google_spanner_database_iam": ("database",),
    "google_spanner_instance_iam": ("instance",),
    "google_compute_instance_iam": ("instance_name",),
}
_PARENTS = (
    ("google_kms_crypto_key", "key_ring", "google_kms_key_ring"),
    ("google_sql_database", "instance", "google_sql_database_instance"),
    ("google_spanner_database", "instance", "google_spanner_instance"),
    ("google_bigquery_table", "dataset_id", "google_bigquery_dataset"),
    ("google_alloydb_instance", "cluster", "google_alloydb_cluster"),
)


Holder = Block | dict[str, Any] | None
"""What holds members: a resource, a block, an item of a JSON text, or (None) what is not known."""


class Members(NamedTuple):
    """Whom something is granted to: service accounts of the plan, others by their names, everybody.

    ``certain`` tells whether it is all of these, ``open`` whether there may be others.
    """

    accounts: tuple[Resource, ...]
    others: tuple[str, ...]
    public: bool
    certain: bool
    open: bool


class Grant(NamedTuple):
    """A role at something, and whom it is granted to."""

    origin: Resource
    members: Members
    role: str | None
    targets: tuple[tuple[Resource, Tri], ...]
    certain: bool


class Grants:
    """Reads the grants of a plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._assets = [each for each in world.plan.resources if each.type in ASSETS and each.mode == "managed"]
        named = [each.block.get("project") for each in world.plan.resources]
        self._projects = {each for each in named if isinstance(each, str) and each}
        self._emails: dict[str, Resource] = {}
        for account in world.of(*ACCOUNTS):
            for name in ("email", "account_id"):
                text = account.block.get(name)
                if isinstance(text, str) and text:
                    self._emails[text] = account
        self.parts: dict[Resource, list[Resource]] = {}
        for name, attribute, type_name in _PARENTS:
            for part in world.of(name):
                for whole in world.find_given(part.block, attribute, (type_name,)).resources:
                    self.parts.setdefault(whole, []).append(part)

    def read(self) -> Iterator[Grant]:
        """Yield all grants."""
        for origin in self.world.plan.resources:
            start, _, form = origin.type.rpartition("_")
            if origin.mode != "managed" or form not in ("member", "binding", "policy"):
                continue
            if start not in _AT and start not in _WIDE:
                continue
            for block, role, certain in self._roles_of(origin, form):
                members = self._members_of(block)
                targets = tuple(self._targets_of(origin, start, role))
                condition = isinstance(block, Block) and bool(blocks_of(block, "condition"))
                yield Grant(origin, members, role, targets, certain and not condition)

    def _roles_of(self, origin: Resource, form: str) -> Iterator[tuple[Holder, str | None, bool]]:
        """Yield what holds members, with the role that these get; None stands for what is not known."""
        if form != "policy":
            role = origin.block.text("role")
            yield origin.block, role if isinstance(role, str) else None, isinstance(role, str)
            return
        data = origin.block.get("policy_data")
        if isinstance(data, str):
            try:
                bindings = json.loads(data).get("bindings")
            except (ValueError, AttributeError, RecursionError):
                bindings = None
            for each in bindings if isinstance(bindings, list) else [None]:
                role = each.get("role") if isinstance(each, dict) else None
                known = each if isinstance(each, dict) else None
                yield known, role if isinstance(role, str) else None, isinstance(role, str)
            return
        documents = self.world.find(origin, "policy_data", ("google_iam_policy",))
        for document in documents.resources:
            for binding in blocks_of(document.block, "binding"):
                role = None if binding is None else binding.text("role")
                known_role = role if isinstance(role, str) else None
                yield binding, known_role, documents.certain and known_role is not None
        if documents.open or not documents.resources:
            yield None, None, False

    def _members_of(self, holder: Holder) -> Members:
        if holder is None:
            return Members((), (), False, False, True)
        accounts: dict[Resource, None] = {}
        others: dict[str, None] = {}
        public, certain, open_ = False, True, False
        names: list[str] = []
        if isinstance(holder, dict):
            found = holder.get("members")
            names += [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
            certain = not holder.get("condition")
        else:
            for name in ("member", "members"):
                said = self.world.find_given(holder, name, ACCOUNTS)
                accounts.update(dict.fromkeys(said.resources))
                names += said.literals
                certain &= said.certain
                open_ |= said.open
        for name in names:
            if name in _PUBLIC:
                public = True
                continue
            email = name.partition(":")[2]
            account = self._emails.get(email) or self._emails.get(email.partition("@")[0])
            if account is not None and name.startswith("serviceAccount:") and "[" not in name:
                accounts[account] = None
            else:
                others[name] = None
        return Members(tuple(accounts), tuple(others), public, certain, open_)

    def _targets_of(self, origin: Resource, start: str, role: str | None) -> Iterator[tuple[Resource, Tri]]:
        """Yield what a grant gives something at."""
        if start in _WIDE:
            for asset in self._assets:
                certain = self._is_in(asset, origin, role)
                if certain is not False:
                    yield asset, certain
            return
        seen: set[Resource] = set()
        for name in _AT[start]:
            found = self.world.find_given(origin.block, name, tuple(sorted(ASSETS)))
            owners = [each for each in found.resources if _may_be_at(each.type, start)]
            certain = found.certain or None
            if not owners and (found.open or (found.literals and name == _AT[start][0])):
                # Named by what is not known, or by what only its owner calls it.
                owners = [
                    each
                    for each in self._assets
                    if _may_be_at(each.type, start) and not _excluded(each, found.literals)
                ]
                certain = None
            for owner in owners:
                for each in (owner, *self.parts.get(owner, ())):
                    if each not in seen:
                        seen.add(each)
                        yield each, certain

    def _is_in(self, asset: Resource, origin: Resource, role: str | None) -> Tri:
        """Return whether a role for all of a project speaks of something."""
        if role in _BASIC:
            speaks: Tri = True
        elif role is None or not role.startswith("roles/"):
            speaks = None
        else:
            service = role.removeprefix("roles/").partition(".")[0]
            starts = _SERVICES.get(service)
            speaks = None if starts is None else asset.type.startswith(starts) if starts else False
        if speaks is False or origin.type.startswith(_WIDE[1:]):
            return None if speaks else speaks
        one, other = asset.block.get("project"), origin.block.get("project")
        if isinstance(one, str) and isinstance(other, str):
            return speaks if one.removeprefix("projects/") == other.removeprefix("projects/") else False
        return speaks if len(self._projects) <= 1 else None


def _may_be_at(type_name: str, start: str) -> bool:
    """Return whether what a type of grants begins with speaks of a type of resources."""
    return start == f"{type_name}_iam"


def _excluded(asset: Resource, literals: tuple[str, ...]) -> bool:
    """Return whether an asset certainly has another name than those that are told."""
    known = [asset.block.get(name) for name in ("name", "bucket", "secret_id", "account_id", "dataset_id", "table_id")]
    names = [each for each in known if isinstance(each, str) and each]
    if not literals or UNKNOWN in known:
        return False
    return bool(names) and not any(name in literal for name in names for literal in literals)
