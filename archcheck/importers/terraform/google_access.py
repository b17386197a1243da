"""Who may do what at Google: grants as `admin` edges, what is public, and what acts as which service account."""

from archcheck.documents.topology import Label
from archcheck.importers.terraform.google import INSTANCES, MANAGERS, TEMPLATES, Google, blocks_at, known_at
from archcheck.importers.terraform.google_firewall import ACCOUNTS
from archcheck.importers.terraform.google_grants import Grant, Grants
from archcheck.importers.terraform.google_services import POOLS
from archcheck.importers.terraform.kinds import types_of
from archcheck.importers.terraform.network import Tri
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Resource
from archcheck.importers.terraform.rules import blocks_of, both
from archcheck.importers.terraform.world import World

_BUCKETS = ("google_storage_bucket",)
# What acts as a service account: the block, and the attribute; one that names none acts as the default one.
_ACTS_AS = {
    "google_cloudfunctions_function": ("", "service_account_email"),
    "google_cloudfunctions2_function": ("service_config", "service_account_email"),
    "google_cloud_run_v2_service": ("template", "service_account"),
    "google_cloud_run_v2_job": ("template.template", "service_account"),
    "google_cloud_run_service": ("template.spec", "service_account_name"),
    "google_app_engine_standard_app_version": ("", "service_account"),
    "google_app_engine_flexible_app_version": ("", "service_account"),
    "google_container_node_pool": ("node_config", "service_account"),
    "google_container_cluster": ("node_config", "service_account"),
}
_MAY_ACT_AS_NONE = ("google_container_cluster",)
# Who may ask what the internet cannot: the attribute that says so, and what it says then.
_INGRESS = {
    "google_cloudfunctions_function": ("", "ingress_settings"),
    "google_cloudfunctions2_function": ("service_config", "ingress_settings"),
    "google_cloud_run_v2_service": ("", "ingress"),
}
_OPEN_INGRESS = ("ALLOW_ALL", "INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_UNSPECIFIED", "all")
_SERVED = (*_INGRESS, "google_cloud_run_service")
_APPS = ("google_app_engine_standard_app_version", "google_app_engine_flexible_app_version")
_RECEIVERS = types_of(
    "google_",
    *("bus.topic", "bus.queue", "compute.function", "compute.container", "compute.app", "compute.job"),
    *("store.database", "store.object", "store.log"),
)
# What pushes to what: the type that says so, the sender's attribute, the receiver's block and attribute.
_PUSHES = (
    ("google_pubsub_subscription", "topic", "", ""),
    ("google_pubsub_subscription", "", "push_config", "push_endpoint"),
    ("google_pubsub_subscription", "", "bigquery_config", "table"),
    ("google_pubsub_subscription", "", "cloud_storage_config", "bucket"),
    ("google_pubsub_subscription", "", "dead_letter_policy", "dead_letter_topic"),
    ("google_storage_notification", "bucket", "", "topic"),
    ("google_eventarc_trigger", "", "destination.cloud_run_service", "service"),
    ("google_eventarc_trigger", "", "destination", "cloud_function"),
    ("google_eventarc_trigger", "", "destination", "workflow"),
    ("google_cloud_scheduler_job", "", "http_target", "uri"),
    ("google_cloud_scheduler_job", "", "pubsub_target", "topic_name"),
    ("google_logging_project_sink", "", "", "destination"),
)
_TRIGGERS = (
    ("google_eventarc_trigger", "transport.pubsub", "topic"),
    ("google_cloudfunctions_function", "event_trigger", "resource"),
    ("google_cloudfunctions2_function", "event_trigger", "pubsub_topic"),
    ("google_cloudfunctions2_function", "event_trigger.event_filters", "value"),
)


class GoogleAccess:
    """Reads who may do what, and what is public."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.google = Google(world)

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        world = self.world
        grants = Grants(world)
        for whole, parts in grants.parts.items():
            for part in parts:
                world.call(world.id_of(whole), world.id_of(part), part.location)
        holders = self._find_holders()
        for account, held in holders.items():
            for holder, certain in held:
                ends = world.id_of(holder), world.id_of(account)
                world.call(*ends, holder.location, "admin", certain=certain, flow="none")
        for grant in grants.read():
            self._draw(grant, holders)
        self._read_lists()
        for app in world.of(*_APPS):
            world.call(world.outside(at=app.location), world.id_of(app), app.location)
        for service in world.of("google_cloud_run_v2_service"):
            if service.block.flag("invoker_iam_disabled") is not False:
                sure = None if service.block.flag("invoker_iam_disabled") is None else True
                self._open(service, service, sure)
        for gateway in world.of("google_api_gateway_gateway"):
            world.call(world.outside(at=gateway.location), world.id_of(gateway), gateway.location)
            reason = "what it passes requests to stands in a document that is not read"
            world.unmodelled(gateway.type, gateway.address, reason, gateway.location)
        self._read_pushes()
        self._read_triggers()

    # Who acts as whom.

    def _find_holders(self) -> dict[Resource, list[tuple[Resource, Tri]]]:
        """Return what acts as each service account."""
        found: dict[Resource, list[tuple[Resource, Tri]]] = {}
        world = self.world

        def add(holder: Resource, accounts: Found) -> None:
            for account in accounts.resources:
                found.setdefault(account, []).append((holder, accounts.certain or None))
            if accounts.open or accounts.literals:
                reason = "it acts as a service account that is not in the plan, and what that allows is not known"
                world.unmodelled("role", holder.address, reason, holder.location)

        for holder in world.of(*INSTANCES, *MANAGERS):
            for source in self.google.sources_of(holder):
                for block in [None] if source is None else blocks_of(source.block, "service_account"):
                    named = Found(open=True) if block is None else world.find_given(block, "email", ACCOUNTS)
                    add(holder, Found(open=True) if named.is_empty else named)
        for template in world.of(*TEMPLATES):
            for block in blocks_of(template.block, "service_account"):
                if block is not None:
                    for account in world.find_given(block, "email", ACCOUNTS).resources:
                        found.setdefault(account, []).append((template, True))
        for holder in world.of(*_ACTS_AS):
            around, name = _ACTS_AS[holder.type]
            blocks = known_at(holder.block, around)
            if not blocks and holder.type in _MAY_ACT_AS_NONE:
                continue
            accounts = [world.find_given(block, name, ACCOUNTS) for block in blocks]
            for each in accounts or [Found(open=True)]:
                add(holder, Found(open=True) if each.is_empty else each)
        for pool in world.of(*POOLS):
            for cluster in world.find(pool, "cluster", ("google_container_cluster",)).resources:
                for held in found.values():
                    if (pool, True) in held and (cluster, True) not in held:
                        held.append((cluster, True))
        return found

    def _draw(self, grant: Grant, holders: dict[Resource, list[tuple[Resource, Tri]]]) -> None:
        """Add the edges of a grant."""
        world = self.world
        at = grant.origin.location
        members = grant.members
        labels: dict[str, Label] = {"role": grant.role} if grant.role else {}
        if members.open:
            reason = "whom it allows something is not known"
            world.unmodelled("google_iam", grant.origin.address, reason, at)
        for target, spoken in grant.targets:
            sure: Tri = True if spoken and grant.certain and members.certain else None
            if members.public:
                self._open(target, grant.origin, sure)
            for account in members.accounts:
                if account is target:
                    continue
                ends = world.id_of(account), world.id_of(target)
                world.call(*ends, at, "admin", certain=sure, labels=dict(labels))
                for holder, held in holders.get(account, ()):
                    world.call(
                        world.id_of(holder),
                        world.id_of(target),
                        at,
                        certain=both(sure, held),
                        labels={"as": account.address},
                    )
            for name in members.others:
                source = world.outside(name, "identity.foreign", at)
                world.call(source, world.id_of(target), at, "admin", certain=sure, labels=dict(labels))

    # What is public.

    def _open(self, target: Resource, origin: Resource, sure: Tri) -> None:
        """Add edges from everybody who reaches what everybody may use."""
        world = self.world
        at = origin.location
        if target.type in _BUCKETS:
            prevention = target.block.get("public_access_prevention")
            if prevention == "enforced":
                return
            unsure = prevention is UNKNOWN and target.block.is_written("public_access_prevention")
            world.call(world.outside(at=at), world.id_of(target), at, certain=None if unsure else sure)
            return
        if target.type not in _SERVED:
            world.call(world.outside(at=at), world.id_of(target), at, certain=sure)
            return
        ingress = self._ingress_of(target)
        if ingress is not False:
            world.call(world.outside(at=at), world.id_of(target), at, certain=both(ingress, sure))
        if ingress is not True:  # what is inside of the project's networks may still ask
            for end in world.network.ends:
                if end.initiates and end.passes_to is None:
                    world.call(end.node, world.id_of(target), at, certain=None)

    def _ingress_of(self, service: Resource) -> Tri:
        """Return whether the internet reaches a service, if it may use it."""
        if service.type == "google_cloud_run_service":
            for block in known_at(service.block, "metadata"):
                annotations = block.get("annotations")
                if annotations is UNKNOWN and block.is_written("annotations"):
                    return None
                value = annotations.get("run.googleapis.com/ingress") if isinstance(annotations, dict) else None
                if value is not None:
                    return None if value is UNKNOWN else value in _OPEN_INGRESS
            return True
        around, name = _INGRESS[service.type]
        for block in known_at(service.block, around):
            value = block.get(name)
            if value is UNKNOWN and block.is_written(name):
                return None
            if isinstance(value, str) and value:
                return value in _OPEN_INGRESS
        return True

    def _read_lists(self) -> None:
        """Add what older lists of who may use a bucket say."""
        world = self.world
        for name in (
            *("google_storage_bucket_access_control", "google_storage_bucket_acl"),
            *("google_storage_default_object_acl", "google_storage_default_object_access_control"),
        ):
            for entry in world.of(name):
                texts: list[object] = []
                for attribute in ("entity", "predefined_acl", "role_entity"):
                    value = entry.block.get(attribute)
                    if value is not UNKNOWN or entry.block.is_written(attribute):
                        texts += value if isinstance(value, list) else [value]
                public = any(
                    isinstance(each, str) and ("allUsers" in each or "allAuth" in each or each.startswith("public"))
                    for each in texts
                )
                if not public and UNKNOWN not in texts:
                    continue
                buckets = world.find(entry, "bucket", _BUCKETS)
                if buckets.open:
                    reason = "which bucket it opens is not known"
                    world.unmodelled(entry.type, entry.address, reason, entry.location)
                for bucket in buckets.resources:
                    self._open(bucket, entry, True if public else None)

    # What is sent where.

    def _read_pushes(self) -> None:
        world = self.world
        kinds = tuple(sorted(_RECEIVERS))
        for name, sender, around, attribute in _PUSHES:
            for each in world.of(name):
                named = Found() if not sender else world.find(each, sender, kinds)
                senders = [each] if not sender else named.resources
                if named.open:
                    self._tell_receiver(each)
                if sender and not attribute:
                    for source in senders:
                        world.call(world.id_of(source), world.id_of(each), each.location, "push")
                    continue
                for block in blocks_at(each.block, around):
                    if block is None:
                        self._tell_receiver(each)
                        continue
                    targets = world.find_given(block, attribute, kinds)
                    for source in senders:
                        world.call_found(source, targets, each.location, "push")
                        if targets.literals and name != "google_logging_project_sink":
                            world.call(world.id_of(source), world.outside(at=each.location), each.location, "push")
                    if targets.open:
                        self._tell_receiver(each)

    def _read_triggers(self) -> None:
        """Add what calls programs when something happens to it."""
        world = self.world
        kinds = tuple(sorted(_RECEIVERS))
        for name, around, attribute in _TRIGGERS:
            for each in world.of(name):
                for block in blocks_at(each.block, around):
                    if block is None:
                        self._tell_receiver(each)
                        continue
                    found = world.find_given(block, attribute, (*kinds, *_BUCKETS))
                    for source in found.resources:
                        ends = world.id_of(source), world.id_of(each)
                        world.call(*ends, each.location, "push", certain=found.certain or None)
                    if found.open and attribute != "value":
                        self._tell_receiver(each)

    def _tell_receiver(self, origin: Resource) -> None:
        reason = "who sends to whom by it is not known"
        self.world.unmodelled(origin.type, origin.address, reason, origin.location)
