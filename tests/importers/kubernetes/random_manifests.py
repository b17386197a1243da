"""Random clusters: namespaces, workloads, Services and NetworkPolicies in all shapes that their definition allows."""

from __future__ import annotations

from random import Random
from typing import Any

Manifest = dict[str, Any]
Known = dict[str, tuple[str, ...]]
"""Values by the labels that have them."""

NAMES = ("alpha", "beta", "gamma", "default")
LABELS: Known = {"app": ("web", "db", "api"), "tier": ("front", "back", ""), "team": ("x", "y")}
NAMESPACE_LABELS: Known = {"env": ("dev", "prod"), "team": ("x", "y")}
METADATA_NAME = "kubernetes.io/metadata.name"
PORT_NAMES = ("http", "dns", "admin")
PORTS = (53, 80, 81, 443, 8080, 9090, 65535)
PROTOCOLS = ("TCP", "UDP", "SCTP")
CIDRS = ("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "192.168.0.0/16", "0.0.0.0/0", "8.8.8.8/32", "0.0.0.0/1")
TEMPLATED = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "ReplicaSet": "apps/v1",
    "ReplicationController": "v1",
    "Job": "batch/v1",
}


def draw_cluster(seed: int) -> list[Manifest]:
    """Return the manifests of a cluster, always the same for a seed."""
    rng = Random(seed)
    namespaces = rng.sample(NAMES, rng.randint(1, 3))
    shown = [name for name in namespaces if rng.random() < 0.8]
    manifests = [_namespace(rng, name) for name in shown]
    manifests += [_workload(rng, f"w{number}", rng.choice(namespaces)) for number in range(rng.randint(2, 6))]
    manifests += [_service(rng, f"s{number}", rng.choice(namespaces)) for number in range(rng.randint(0, 2))]
    manifests += [_policy(rng, f"p{number}", rng.choice(namespaces)) for number in range(rng.randint(0, 5))]
    rng.shuffle(manifests)
    return manifests


def _labels(rng: Random, known: Known) -> dict[str, str]:
    return {key: rng.choice(values) for key, values in known.items() if rng.random() < 0.6}


def _namespace(rng: Random, name: str) -> Manifest:
    labels = _labels(rng, NAMESPACE_LABELS) | {METADATA_NAME: name}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def _workload(rng: Random, name: str, namespace: str) -> Manifest:
    metadata = {"name": name, "namespace": namespace}
    labels = _labels(rng, LABELS)
    containers = [{"name": "c", "image": "i", "ports": _container_ports(rng)}]
    if rng.random() < 0.3:
        containers.append({"name": "d", "image": "i"})
    kind = rng.choice(["Pod", "CronJob", *TEMPLATED])
    if kind == "Pod":
        written = {"apiVersion": "v1", "metadata": {**metadata, "labels": labels}, "spec": {"containers": containers}}
        return {"kind": kind, **written}
    template = {"metadata": {"labels": labels}, "spec": {"containers": containers}}
    if kind == "CronJob":
        spec: Manifest = {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}
        return {"apiVersion": "batch/v1", "kind": kind, "metadata": metadata, "spec": spec}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    if kind in ("Deployment", "ReplicaSet", "StatefulSet") and rng.random() < 0.5:
        spec["replicas"] = rng.randint(1, 3)
    return {"apiVersion": TEMPLATED[kind], "kind": kind, "metadata": metadata, "spec": spec}


def _container_ports(rng: Random) -> list[Manifest]:
    ports = []
    for name in rng.sample(PORT_NAMES, rng.randint(0, 3)):
        port: Manifest = {"containerPort": rng.choice(PORTS), "name": name}
        if rng.random() < 0.5:
            port["protocol"] = rng.choice(PROTOCOLS)
        ports.append(port)
    return ports


def _service(rng: Random, name: str, namespace: str) -> Manifest:
    spec = {"selector": _labels(rng, LABELS) or {"app": "web"}, "ports": [{"port": 80}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def _policy(rng: Random, name: str, namespace: str) -> Manifest:
    spec: Manifest = {"podSelector": _selector(rng, LABELS)}
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        shape = rng.random()
        if shape < 0.6:
            spec[direction] = [_rule(rng, peers) for _ in range(rng.randint(1, 3))]
        elif shape < 0.75:
            spec[direction] = []
    types = rng.choice([None, None, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["Egress", "Ingress"]])
    if types is not None:
        spec["policyTypes"] = types
    _put_nulls(rng, spec)
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


def _put_nulls(rng: Random, spec: Manifest) -> None:
    """Write nulls in places where Kubernetes takes them for what is not there."""
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule in spec.get(direction, ()):
            for key in (peers, "ports"):
                if key not in rule and rng.random() < 0.3:
                    rule[key] = None
            for peer in rule.get(peers) or ():
                for key in ("podSelector", "namespaceSelector", "ipBlock"):
                    if key not in peer and rng.random() < 0.1:
                        peer[key] = None
        if direction not in spec and rng.random() < 0.1:
            spec[direction] = None
    if not spec["podSelector"] and rng.random() < 0.5:
        spec["podSelector"] = None


def _rule(rng: Random, peers: str) -> Manifest:
    rule: Manifest = {}
    if rng.random() < 0.8:
        rule[peers] = [_peer(rng) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
    if rng.random() < 0.7:
        rule["ports"] = [_port(rng) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
    return rule


def _peer(rng: Random) -> Manifest:
    shape = rng.random()
    if shape < 0.25:
        return {"ipBlock": _block(rng)}
    peer: Manifest = {}
    if shape < 0.75:
        peer["podSelector"] = _selector(rng, LABELS)
    if shape >= 0.5:
        peer["namespaceSelector"] = _selector(rng, {**NAMESPACE_LABELS, METADATA_NAME: NAMES})
    return peer


def _block(rng: Random) -> Manifest:
    within = {"10.0.0.0/8": CIDRS[1:3], "10.1.0.0/16": CIDRS[2:3], "0.0.0.0/0": CIDRS[:4], "0.0.0.0/1": CIDRS[:3]}
    cidr = rng.choice(CIDRS)
    block: Manifest = {"cidr": cidr}
    if cidr in within and rng.random() < 0.6:
        block["except"] = rng.sample(within[cidr], rng.randint(1, len(within[cidr])))
    return block


def _port(rng: Random) -> Manifest:
    port: Manifest = {}
    if rng.random() < 0.6:
        port["protocol"] = rng.choice(PROTOCOLS)
    shape = rng.random()
    if shape < 0.35:
        port["port"] = rng.choice(PORT_NAMES)
    elif shape < 0.85:
        port["port"] = rng.choice(PORTS)
        if rng.random() < 0.4:
            port["endPort"] = rng.choice([each for each in PORTS if each >= port["port"]])
    return port


def _selector(rng: Random, known: Known) -> Manifest:
    """Return a selector; also one of keys and values that nothing has."""
    selector: Manifest = {}
    keys = [*known, "absent"]
    if rng.random() < 0.5:
        key = rng.choice(list(known))
        selector["matchLabels"] = {key: rng.choice(known[key])}
    if rng.random() < 0.5:
        selector["matchExpressions"] = [_expression(rng, rng.choice(keys), known) for _ in range(rng.randint(1, 2))]
    return selector


def _expression(rng: Random, key: str, known: Known) -> Manifest:
    operator = rng.choice(("In", "NotIn", "Exists", "DoesNotExist"))
    expression: Manifest = {"key": key, "operator": operator}
    if operator in ("In", "NotIn"):
        values = [*known.get(key, ()), "other"]
        expression["values"] = rng.sample(values, rng.randint(1, len(values)))
    return expression
