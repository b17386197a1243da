"""What Ingresses and Routes bring to the pods of Services, and what of them nobody can tell."""

from __future__ import annotations

import pytest

from tests.importers.kubernetes.clusters import lines, namespace, pod, policy, read

WEB = pod(
    "web", "app: web", "{containerPort: 80, name: http}, {containerPort: 9090}, {containerPort: 53, protocol: UDP}"
)
ENTRY = "{ingress-controller}"
TO_WEB = f"{ENTRY} => default/web[Pod] : "


def service(ports: str, name: str = "web", rest: str = "selector: {app: web}") -> str:
    return f"""
---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{{rest}, ports: [{ports}]}}
"""


def ingress(spec: str, api: str = "networking.k8s.io/v1") -> str:
    return f"""
---
apiVersion: {api}
kind: Ingress
metadata: {{name: in}}
spec: {spec}
"""


def route(spec: str) -> str:
    return f"""
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {{name: out}}
spec: {spec}
"""


def path(backend: str) -> str:
    return f"{{rules: [{{host: x, http: {{paths: [{{path: /, pathType: Prefix, backend: {backend}}}]}}}}]}}"


def entered(*texts: str) -> tuple[list[str], list[str]]:
    """Return the lines of the cluster's entry, and what could not be told."""
    topology, told = read(*texts)
    assert not [each for each in told if ": error[" in each], told
    found = [line for line in lines(topology) if line.startswith(ENTRY)]
    return found, [f"{each.kind} {each.name}: {each.reason}" for each in topology.unmodelled]


TWO = "{port: 8080, targetPort: http, name: main}, {port: 9090, name: admin}"


@pytest.mark.parametrize(
    ("spec", "connections"),
    [
        (path("{service: {name: web, port: {number: 8080}}}"), "TCP 80"),
        (path("{service: {name: web, port: {name: main}}}"), "TCP 80"),
        (path("{service: {name: web, port: {name: admin}}}"), "TCP 9090"),
        (path("{service: {name: web, port: {number: 9090}}}"), "TCP 9090"),
        ("{defaultBackend: {service: {name: web, port: {number: 9090}}}}", "TCP 9090"),
        (path("{service: {name: web}}"), "TCP 80,9090"),
    ],
)
def test_an_ingress_leads_to_the_port_of_the_pods(spec: str, connections: str) -> None:
    assert entered(WEB + service(TWO) + ingress(spec)) == ([TO_WEB + connections], [])


def test_an_old_ingress() -> None:
    spec = path("{serviceName: web, servicePort: 8080}")
    assert entered(WEB + service(TWO) + ingress(spec, "extensions/v1beta1")) == ([TO_WEB + "TCP 80"], [])


@pytest.mark.parametrize(
    ("spec", "connections"),
    [
        ("{to: {kind: Service, name: web}}", "TCP 80,9090"),
        ("{to: {kind: Service, name: web}, port: {targetPort: 9090}}", "TCP 9090"),
        ("{to: {kind: Service, name: web}, port: {targetPort: main}}", "TCP 80"),
        ("{to: {kind: Service, name: web}, port: {targetPort: http}}", "TCP 80"),
        ("{to: {name: web, weight: 0}, port: {targetPort: http}}", "TCP 80"),
    ],
)
def test_a_route_leads_to_the_port_of_the_pods(spec: str, connections: str) -> None:
    assert entered(WEB + service(TWO) + route(spec)) == ([TO_WEB + connections], [])


def test_a_route_may_have_other_backends() -> None:
    both = "{to: {name: web}, alternateBackends: [{kind: Service, name: blue}]}"
    blue = pod("blue", "app: blue", "{containerPort: 7}")
    services = service(TWO) + service("{port: 7}", "blue", "selector: {app: blue}")
    assert entered(WEB + blue + services + route(both)) == (
        [f"{ENTRY} => default/blue[Pod] : TCP 7", TO_WEB + "TCP 80,9090"],
        [],
    )


def test_what_two_bring_to_one_pod_is_one_edge() -> None:
    one = ingress(path("{service: {name: web, port: {name: main}}}"))
    assert entered(WEB + service(TWO) + one + route("{to: {name: web}, port: {targetPort: admin}}")) == (
        [TO_WEB + "TCP 80,9090"],
        [],
    )


BY_LABELS = (
    "Ingress Ingress default/in to Service default/web: policies let in by labels, and those of the pods that bring "
    "its traffic are not known"
)


@pytest.mark.parametrize(
    ("spec", "expected", "told"),
    [
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}", [TO_WEB + "TCP 80"], []),
        ("{podSelector: {}, ingress: [{ports: [{port: 9090}]}]}", [], []),
        ("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", [], []),
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", [], [BY_LABELS]),
        ("{podSelector: {}, policyTypes: [Egress]}", [TO_WEB + "TCP 80"], []),
        (
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {net: edge}}}]}]}",
            [],
            [BY_LABELS],
        ),
    ],
)
def test_policies_hold_for_what_enters(spec: str, expected: list[str], told: list[str]) -> None:
    entry = ingress(path("{service: {name: web, port: {number: 8080}}}"))
    assert entered(WEB + service(TWO) + entry + policy(spec)) == (expected, told)


def to(name: str, port: int) -> str:
    return ingress(path(f"{{service: {{name: {name}, port: {{number: {port}}}}}}}"))


BY_NO_LABELS = "Service default/web: it selects no pods by labels, and what it leads to is not known"


@pytest.mark.parametrize(
    ("manifests", "told"),
    [
        (to("nobody", 1), "Service default/nobody: Ingress default/in names it, and no manifest shows it"),
        (
            service("{port: 1}") + to("web", 1),
            "Service default/web: the port that Ingress default/in brings traffic to is not among those that its pods "
            "declare",
        ),
        (
            ingress(path("{resource: {kind: StorageBucket, name: b}}")),
            "Ingress default/in: a backend of it is no Service",
        ),
        (service("{port: 80}", rest="type: ClusterIP") + to("web", 80), BY_NO_LABELS),
        (service("{port: 80}", rest="type: ExternalName, externalName: a.b, selector: {app: web}"), BY_NO_LABELS),
        (
            service("{port: 80}", rest="selector: {app: none}"),
            "Service default/web: it selects pods that no manifest shows",
        ),
        (route("{to: {kind: Other, name: web}}"), "Route default/out: `Other` is no Service"),
    ],
)
def test_what_leads_nobody_knows_where_leaves_verdicts_open(manifests: str, told: str) -> None:
    assert entered(WEB + manifests) == ([], [told])


def test_a_service_is_looked_up_in_the_namespace_of_whoever_names_it() -> None:
    other = to("web", 8080).replace("name: in", "name: in, namespace: other")
    assert entered(WEB + service(TWO) + namespace("other") + other) == (
        [],
        ["Service other/web: Ingress other/in names it, and no manifest shows it"],
    )


def test_what_shares_the_network_of_its_node_is_not_understood() -> None:
    text = pod("web").replace("spec: {", "spec: {hostNetwork: true, ")
    assert entered(text) == (
        [],
        ["hostNetwork default/web[Pod]: its pods use the network of their nodes, which no policy isolates"],
    )
