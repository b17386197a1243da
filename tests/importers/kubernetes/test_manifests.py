"""What is told of manifests that are not as they should be, and what of them is read all the same."""

from __future__ import annotations

from tests.importers.kubernetes.clusters import errors, lines, namespace, pod, policy, read

PORTS = "{name: web, containerPort: 80}, {name: admin, containerport: 81}, {name: dns, protocol: UDP}"


def test_a_namespace_may_come_with_every_application() -> None:
    shared = namespace("shop", "team: a")
    topology, told = read(shared + pod("a", namespace="shop"), shared + pod("b", namespace="shop"))
    assert told == [
        "b.yaml:5:18: info[assumed]: the Namespace `shop` is here a second time, with the same labels: "
        "it is taken once",
        "info[imported]: read 1 Namespace, 2 Pod",
    ]
    assert list(topology.zones) == ["shop"]


def test_two_namespaces_of_one_name_that_differ_contradict_each_other() -> None:
    assert errors(namespace("shop", "team: a"), namespace("shop", "team: b"), namespace("shop")) == [
        "b.yaml:5:18: error[duplicate-id]: the Namespace `shop` is here a second time",
        "c.yaml:5:18: error[duplicate-id]: the Namespace `shop` is here a second time",
    ]


def test_other_manifests_come_once() -> None:
    assert errors(pod("a"), pod("a")) == ["b.yaml:5:18: error[duplicate-id]: the Pod `default/a` is here a second time"]


def test_ports_of_containers_that_have_no_number_are_told() -> None:
    ports = "{port: web}, {port: admin}, {port: dns, protocol: UDP}"
    topology, told = read(pod("a"), pod("b", "app: b", PORTS), policy(f"{{ingress: [{{ports: [{ports}]}}]}}"))
    assert [each for each in told if "warning" in each] == [
        "b.yaml:6:95: warning[not-understood]: `containerport` means nothing in a container's port, and is left aside "
        "(did you mean `containerPort`?)",
        "b.yaml:6:115: warning[not-understood]: a container's port without `containerPort` is left aside",
    ]
    assert [line for line in lines(topology) if "External" not in line] == ["default/a[Pod] => default/b[Pod] : TCP 80"]
