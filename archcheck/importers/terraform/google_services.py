"""Google's services in networks and beside them: databases, clusters, and what runs without a machine of its own."""

from archcheck.importers.terraform.google import CLUSTERS, CONNECTORS, Google, blocks_at, known_at
from archcheck.importers.terraform.google_firewall import NETWORKS, Names
from archcheck.importers.terraform.network import Peers, Rule, Stance, Tri, parse_net
from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Block, Resource
from archcheck.importers.terraform.rules import ANY_GROUP, blocks_of, merge_found
from archcheck.importers.terraform.traffic import MAYBE
from archcheck.importers.terraform.world import World

POOLS = ("google_container_node_pool",)
# Services that have addresses in a network, by a connection to Google's own: the block, and the attribute.
_SERVED = {
    "google_sql_database_instance": ("settings.ip_configuration", "private_network"),
    "google_redis_instance": ("", "authorized_network"),
    "google_redis_cluster": ("psc_configs", "network"),
    "google_alloydb_cluster": ("network_config", "network"),
    "google_filestore_instance": ("networks", "network"),
}
# What runs without a network of its own: where it says through what it reaches one, a connector or interfaces.
SERVERLESS = {
    "google_cloudfunctions_function": ("", "vpc_connector"),
    "google_cloudfunctions2_function": ("service_config", "vpc_connector"),
    "google_cloud_run_v2_service": ("template.vpc_access", "connector"),
    "google_cloud_run_v2_job": ("template.template.vpc_access", "connector"),
    "google_cloud_run_service": ("", ""),
    "google_app_engine_standard_app_version": ("vpc_access_connector", "name"),
    "google_app_engine_flexible_app_version": ("", ""),
}


class GoogleServices:
    """Reads who reaches services, and whom they reach."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.google = Google(world)

    def place(self) -> None:
        """Put services into the networks that they have addresses in."""
        for service in self.world.of(*_SERVED):
            self.world.place(service, merge_found(self._places_of(service)))

    def connect(self) -> None:
        """Add the ends, and what is open to the internet."""
        for cluster in self.world.of(*CLUSTERS):
            self._add_cluster(cluster)
        for service in self.world.of(*_SERVED):
            self._add_service(service)
        for app in self.world.of(*SERVERLESS):
            self._add_app(app)

    def _places_of(self, service: Resource) -> list[Found]:
        """Return the networks that each block of a service names."""
        around, name = _SERVED[service.type]
        return [
            Found(open=True) if each is None else self.world.find_given(each, name, NETWORKS)
            for each in blocks_at(service.block, around)
        ]

    def _add_cluster(self, cluster: Resource) -> None:
        """Add a cluster: firewall rules of its own, which are in no plan, let in what is in its network."""
        world = self.world
        names = Names(maybe=frozenset({ANY_GROUP}))
        configurations = blocks_of(cluster.block, "private_cluster_config")
        private: Tri = False
        for each in configurations:
            private = None if each is None else each.flag("enable_private_nodes")
        public: Tri = None if private is None else not private
        found = self.google.places_of(cluster.block)
        inside = Rule(True, MAYBE, Peers(inside=True), cluster.address, cluster.location)
        stances = []
        for stance in self.google.stances_of(found, names, (public, False)):
            guard = stance.taking[0]
            wider = type(guard)((inside, *guard.rules), guard.otherwise)
            stances.append(stance._replace(nets=None, taking=(wider,)))
        self.google.add_end(cluster, stances, certain=found.certain)
        for pool in world.of(*POOLS):
            if cluster in world.find(pool, "cluster", CLUSTERS).resources:
                world.call(world.id_of(cluster), world.id_of(pool), pool.location, "admin")
                world.call(world.id_of(pool), world.id_of(cluster), pool.location)
        endpoint: Tri = False
        for each in configurations:
            endpoint = None if each is None else each.flag("enable_private_endpoint")
        if endpoint is True:
            return
        limited = blocks_of(cluster.block, "master_authorized_networks_config")
        if not limited:
            world.call(
                world.outside(at=cluster.location),
                world.id_of(cluster),
                cluster.location,
                certain=endpoint is False or None,
            )
        for each in limited:
            if each is None:
                world.call(world.outside(at=cluster.location), world.id_of(cluster), cluster.location, certain=None)
                continue
            for block in blocks_of(each, "cidr_blocks"):
                text = UNKNOWN if block is None else block.get("cidr_block")
                world.admit(cluster, text, cluster, certain=endpoint is False or None)

    def _add_service(self, service: Resource) -> None:
        """Add a service of Google's own: what comes in is not looked at by the network's firewall."""
        world = self.world
        stances: list[Stance] = []
        certain = True
        for found in self._places_of(service):
            if not found.is_empty:
                stances += [
                    each._replace(nets=None, taking=(), inbound=(False, False), outbound=(False, False))
                    for each in self.google.stances_of(found, Names(), (False, False))
                ]
                certain &= found.certain
        if service.type == "google_redis_instance" and not stances:
            stances = self.google.stances_of(Found(literals=("default",)), Names(), (False, False))
        self.google.add_end(service, stances, certain=certain, asks=False)
        if service.type == "google_sql_database_instance":
            for block in blocks_at(service.block, "settings.ip_configuration"):
                self._open_database(service, block)
            for block in blocks_at(service.block, "settings.ip_configuration.psc_config"):
                if block is None or block.flag("psc_enabled") is not False:
                    reason = "it is reached by private service connections, and whose these are is not known"
                    world.unmodelled("private-service-connect", service.address, reason, service.location)

    def _open_database(self, service: Resource, block: Block | None) -> None:
        world = self.world
        if block is None:
            world.call(world.outside(at=service.location), world.id_of(service), service.location, certain=None)
            return
        open_ = block.flag("ipv4_enabled", default=True)
        if open_ is False:
            return
        for each in blocks_of(block, "authorized_networks"):
            text = UNKNOWN if each is None else each.get("value")
            world.admit(service, text, service, certain=open_ or None)

    def _add_app(self, app: Resource) -> None:
        """Add what reaches a network through a connector, or through interfaces of its own."""
        world = self.world
        around, name = SERVERLESS[app.type]
        stances: list[Stance] = []
        unknown = Names(maybe=frozenset({ANY_GROUP}))
        blocks = blocks_at(app.block, around) if name else []
        if app.type == "google_cloud_run_service":
            self._tell_annotations(app)
        for block in blocks:
            connectors = Found(open=True) if block is None else world.find_given(block, name, CONNECTORS)
            for connector in connectors.resources:
                found = self.google.places_of(connector.block)
                text = connector.block.get("ip_cidr_range")
                net = parse_net(text) if isinstance(text, str) and text else None
                nets = None if net is None else (net,)
                stances += self.google.stances_of(found, unknown, (False, False), nets=nets)
            if connectors.open or connectors.literals:
                stances += self.google.stances_of(Found(open=True), unknown, (False, False))
            for interface in blocks_of(block, "network_interfaces") if block is not None else ():
                names = unknown if interface is None else self.google.firewall.names_of(interface, [])
                stances += self.google.stances_of(self.google.places_of(interface), names, (False, False))
        closed = [each._replace(inbound=(False, False), outbound=(False, False)) for each in stances]
        self.google.add_end(app, closed, certain=len(closed) == 1, accepts=False)
        world.call(world.id_of(app), world.outside(at=app.location), app.location)

    def _tell_annotations(self, app: Resource) -> None:
        """Say what annotations of the older kind of services mean here: they reach a network by them."""
        texts = [str(each.values.get("annotations")) for each in known_at(app.block, "template.metadata")]
        if any("vpc-access" in text or "network-interfaces" in text for text in texts):
            reason = "its annotations join it to a network, which is not read"
            self.world.unmodelled(app.type, app.address, reason, app.location)
