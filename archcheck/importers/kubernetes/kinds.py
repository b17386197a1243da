"""Which kinds of manifests are read, which bear on no connection, and which do and are not understood."""

WORKLOADS = {
    "CronJob": ("batch",),
    "DaemonSet": ("apps", "extensions"),
    "Deployment": ("apps", "extensions"),
    "Job": ("batch",),
    "Pod": ("",),
    "ReplicaSet": ("apps", "extensions"),
    "ReplicationController": ("",),
    "StatefulSet": ("apps",),
}
"""The kinds that run pods, and the API groups that they are of."""

_OTHERS = {
    "Ingress": ("networking.k8s.io", "extensions"),
    "Namespace": ("",),
    "NetworkPolicy": ("networking.k8s.io", "extensions"),
    "Route": ("route.openshift.io",),
    "Service": ("",),
}
READ = {**WORKLOADS, **_OTHERS}
"""The kinds that are read, and the API groups that they are of."""

CLUSTER_WIDE = frozenset({"Namespace"})
"""The kinds of :data:`READ` that are in no namespace."""

# Kinds of the API groups of Kubernetes itself, and of what is around it, that let nobody reach anybody.
_ASIDE = {
    "": "Binding ComponentStatus ConfigMap Endpoints Event LimitRange Node PersistentVolume PersistentVolumeClaim "
    "PodTemplate ResourceQuota Secret ServiceAccount",
    "admissionregistration.k8s.io": "*",
    "apiextensions.k8s.io": "*",
    "apiregistration.k8s.io": "*",
    "apps": "ControllerRevision",
    "authentication.k8s.io": "*",
    "authorization.k8s.io": "*",
    "autoscaling": "*",
    "autoscaling.k8s.io": "*",
    "build.openshift.io": "*",
    "cert-manager.io": "*",
    "certificates.k8s.io": "*",
    "coordination.k8s.io": "*",
    "discovery.k8s.io": "*",
    "events.k8s.io": "*",
    "flowcontrol.apiserver.k8s.io": "*",
    "image.openshift.io": "*",
    "kustomize.config.k8s.io": "*",
    "metrics.k8s.io": "*",
    "monitoring.coreos.com": "*",
    "networking.k8s.io": "IngressClass IPAddress ServiceCIDR",
    "node.k8s.io": "*",
    "policy": "*",
    "project.openshift.io": "*",
    "rbac.authorization.k8s.io": "*",
    "resource.k8s.io": "*",
    "scheduling.k8s.io": "*",
    "security.openshift.io": "*",
    "storage.k8s.io": "*",
}
_ASIDE_KINDS = {group: frozenset(kinds.split()) for group, kinds in _ASIDE.items()}

# The ends of API groups whose kinds say who reaches whom, or run pods: what is not read of them is not understood.
_POLICY = "it lets connections through or stops them"
_RUNS = "it runs pods, or others do for it"
_ENTRY = "it brings traffic to Services"
_NETWORK = "it gives pods networks of their own"
_GROUPS = {
    "policy.networking.k8s.io": _POLICY,
    "projectcalico.org": _POLICY,
    "cilium.io": _POLICY,
    "istio.io": _POLICY,
    "antrea.io": _POLICY,
    "linkerd.io": _POLICY,
    "kuma.io": _POLICY,
    "consul.hashicorp.com": _POLICY,
    "networking.aws": _POLICY,
    "networking.gke.io": _POLICY,
    "vpcresources.k8s.aws": _POLICY,
    "networking.k8s.aws": _POLICY,
    "k8s.ovn.org": _NETWORK,
    "k8s.cni.cncf.io": _NETWORK,
    "network.openshift.io": _POLICY,
    "gateway.networking.k8s.io": _ENTRY,
    "networking.k8s.io": _ENTRY,
    "traefik.io": _ENTRY,
    "traefik.containo.us": _ENTRY,
    "projectcontour.io": _ENTRY,
    "getambassador.io": _ENTRY,
    "konghq.com": _ENTRY,
    "k8s.nginx.org": _ENTRY,
    "apps": _RUNS,
    "batch": _RUNS,
    "extensions": _POLICY,
    "apps.openshift.io": _RUNS,
    "argoproj.io": _RUNS,
    "knative.dev": _RUNS,
    "kubevirt.io": _RUNS,
    "openkruise.io": _RUNS,
    "ray.io": _RUNS,
    "kubeflow.org": _RUNS,
}


def bears_on_nothing(group: str, kind: str) -> bool:
    """Return whether a kind is known to bear on no connection."""
    kinds = _ASIDE_KINDS.get(group, frozenset())
    return kind in kinds or "*" in kinds


def why_unmodelled(group: str, kind: str, runs_containers: bool) -> str | None:
    """Return why a kind that is not read bears on connections; None where nothing says that it does.

    Args:
        group: its API group.
        kind: the kind.
        runs_containers: whether the manifest has a template of pods.
    """
    for end, reason in _GROUPS.items():
        if group == end or group.endswith(f".{end}"):
            return reason
    if runs_containers:
        return _RUNS
    if kind.endswith("Policy") or "Firewall" in kind or "Egress" in kind:
        return _POLICY
    return None
