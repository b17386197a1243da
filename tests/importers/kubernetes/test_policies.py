"""What NetworkPolicies allow, sentence by sentence of their definition."""

from __future__ import annotations

import pytest

from archcheck.graph.compiled import compile_topology
from tests.importers.kubernetes.clusters import EVERYWHERE, allowed, namespace, pod, policy, read

A, B, C = "default/a[Pod]", "default/b[Pod]", "default/c[Pod]"
TWO = pod("a", "app: a") + pod("b", "app: b", "{containerPort: 80, name: web}")
BOTH_WAYS = [f"{A} => {B} : All Connections", f"{B} => {A} : All Connections"]
B_TO_A = [f"{B} => {A} : All Connections"]
SELECTS_B = "podSelector: {matchLabels: {app: b}}"


def a_to_b(connections: str) -> list[str]:
    return [f"{A} => {B} : {connections}", *B_TO_A]


def test_without_policies_all_connect() -> None:
    assert allowed(TWO, outside=True) == [
        f"{EVERYWHERE} => {A} : All Connections",
        f"{EVERYWHERE} => {B} : All Connections",
        f"{A} => {EVERYWHERE} : All Connections",
        f"{A} => {B} : All Connections",
        f"{B} => {EVERYWHERE} : All Connections",
        f"{B} => {A} : All Connections",
    ]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        # isolation a direction, and the defaults of policyTypes
        (f"{{{SELECTS_B}}}", B_TO_A),
        (f"{{{SELECTS_B}, policyTypes: [Ingress]}}", B_TO_A),
        (f"{{{SELECTS_B}, policyTypes: [Egress]}}", a_to_b("All Connections")[:1]),
        (f"{{{SELECTS_B}, policyTypes: [Ingress, Egress]}}", []),
        (f"{{{SELECTS_B}, egress: [{{}}]}}", B_TO_A),
        (f"{{{SELECTS_B}, egress: []}}", B_TO_A),
        (f"{{{SELECTS_B}, policyTypes: [], egress: [{{to: [{{ipBlock: {{cidr: 1.2.3.4/32}}}}]}}]}}", []),
        # a policy that does not isolate a direction has rules of it in vain
        (f"{{{SELECTS_B}, policyTypes: [Egress], ingress: [{{from: [{{podSelector: {{}}}}]}}]}}", BOTH_WAYS[:1]),
        ("{podSelector: {}}", []),
        ("{}", []),
        ("", []),
        # empty and missing `from`, `ports`
        (f"{{{SELECTS_B}, ingress: []}}", B_TO_A),
        (f"{{{SELECTS_B}, ingress: }}", B_TO_A),
        (f"{{{SELECTS_B}, ingress: [{{}}]}}", BOTH_WAYS),
        (f"{{{SELECTS_B}, ingress: [{{from: [], ports: []}}]}}", BOTH_WAYS),
        (f"{{{SELECTS_B}, ingress: [{{from: , ports: }}]}}", BOTH_WAYS),
        # ports
        (f"{{{SELECTS_B}, ingress: [{{ports: [{{}}]}}]}}", a_to_b("TCP 1-65535")),
        (f"{{{SELECTS_B}, ingress: [{{ports: [{{protocol: UDP}}]}}]}}", a_to_b("UDP 1-65535")),
        (f"{{{SELECTS_B}, ingress: [{{ports: [{{port: 80}}, {{port: 81, endPort: 90}}]}}]}}", a_to_b("TCP 80-90")),
        (
            f"{{{SELECTS_B}, ingress: [{{ports: [{{port: 53, protocol: UDP}}, {{port: 9}}]}}, "
            "{ports: [{port: 7, protocol: SCTP}]}]}",
            a_to_b("SCTP 7,TCP 9,UDP 53"),
        ),
        (
            f"{{{SELECTS_B}, ingress: [{{ports: [{{protocol: UDP}}, {{protocol: TCP}}, {{protocol: SCTP}}]}}]}}",
            BOTH_WAYS,
        ),
        (f"{{{SELECTS_B}, ingress: [{{ports: [{{port: web}}]}}]}}", a_to_b("TCP 80")),
        (f"{{{SELECTS_B}, ingress: [{{ports: [{{port: web, protocol: UDP}}]}}]}}", B_TO_A),
        (f"{{{SELECTS_B}, ingress: [{{ports: [{{port: other}}]}}]}}", B_TO_A),
        # a named port of an egress rule is resolved where it goes to
        (
            "{podSelector: {matchLabels: {app: a}}, egress: [{ports: [{port: web}]}], policyTypes: [Egress]}",
            a_to_b("TCP 80"),
        ),
        (
            "{podSelector: {matchLabels: {app: b}}, egress: [{ports: [{port: web}]}], policyTypes: [Egress]}",
            BOTH_WAYS[:1],
        ),
        # selectors
        (f"{{{SELECTS_B}, ingress: [{{from: [{{podSelector: {{}}}}]}}]}}", BOTH_WAYS),
        (f"{{{SELECTS_B}, ingress: [{{from: [{{namespaceSelector: {{}}}}]}}]}}", BOTH_WAYS),
        (f"{{{SELECTS_B}, ingress: [{{from: [{{ipBlock: {{cidr: 0.0.0.0/0}}}}]}}]}}", B_TO_A),
    ],
)
def test_one_policy(spec: str, expected: list[str]) -> None:
    assert allowed(TWO, policy(spec)) == expected


@pytest.mark.parametrize(
    ("expression", "selected"),
    [
        ("{key: tier, operator: In, values: [x, y]}", "ab"),
        ("{key: tier, operator: NotIn, values: [x]}", "bc"),  # a missing key is in no set
        ("{key: tier, operator: Exists}", "ab"),
        ("{key: tier, operator: DoesNotExist}", "c"),
    ],
)
def test_expressions(expression: str, selected: str) -> None:
    pods = pod("a", "tier: x") + pod("b", "tier: y") + pod("c", "other: z") + pod("d", "tier: x", namespace="elsewhere")
    topology = allowed(pods, policy(f"{{podSelector: {{matchExpressions: [{expression}]}}}}"))
    isolated = {name for name in "abc" if not any(f"=> default/{name}[" in line for line in topology)}
    assert "".join(sorted(isolated)) == selected


def test_policies_add_up() -> None:
    first = policy(f"{{{SELECTS_B}, ingress: [{{ports: [{{port: 80}}]}}, {{ports: [{{port: 443}}]}}]}}")
    second = policy(f"{{{SELECTS_B}, ingress: [{{ports: [{{port: 53, protocol: UDP}}]}}]}}", name="q")
    assert allowed(TWO, first, second) == a_to_b("TCP 80,443,UDP 53")


def test_an_edge_needs_both_sides() -> None:
    in_80_90 = policy(f"{{{SELECTS_B}, ingress: [{{ports: [{{port: 80, endPort: 90}}]}}]}}")
    out_85_udp = policy(
        "{podSelector: {matchLabels: {app: a}}, policyTypes: [Egress], "
        "egress: [{ports: [{port: 85, endPort: 99}, {port: 85, protocol: UDP}]}]}",
        name="q",
    )
    assert allowed(TWO, in_80_90, out_85_udp) == a_to_b("TCP 85-90")
    other = policy(
        "{podSelector: {matchLabels: {app: a}}, egress: [{ports: [{port: 7}]}], policyTypes: [Egress]}", name="q"
    )
    assert allowed(TWO, in_80_90, other) == B_TO_A


def test_one_item_and_two() -> None:
    """Selectors in one item must both hold; in two, either does."""
    cluster = (
        namespace("default", "env: dev")
        + namespace("prod", "env: prod")
        + pod("b", "app: b")
        + pod("a", "app: a")
        + pod("p", "app: p", namespace="prod")
        + pod("a", "app: a", namespace="prod")
    )
    env, app = "namespaceSelector: {matchLabels: {env: prod}}", "podSelector: {matchLabels: {app: a}}"

    def sources(peers: str) -> list[str]:
        found = allowed(cluster, policy(f"{{{SELECTS_B}, ingress: [{{from: [{peers}]}}]}}"))
        return [line.partition(" ")[0] for line in found if f"=> {B}" in line]

    assert sources(f"{{{env}, {app}}}") == ["prod/a[Pod]"]
    assert sources(f"{{{env}}}, {{{app}}}") == [A, "prod/a[Pod]", "prod/p[Pod]"]
    assert sources("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: prod}}}") == [
        "prod/a[Pod]",
        "prod/p[Pod]",
    ]


def test_a_namespace_that_no_manifest_shows_has_its_name() -> None:
    cluster = pod("b", "app: b") + pod("a", namespace="x") + pod("a", namespace="y")
    peers = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: x}}}"
    found, told = read(cluster, policy(f"{{{SELECTS_B}, ingress: [{{from: [{peers}]}}]}}"))
    assert found.zones["x"].labels == {"kubernetes.io/metadata.name": "x"}
    assert [
        line
        for line in allowed(cluster, policy(f"{{{SELECTS_B}, ingress: [{{from: [{peers}]}}]}}"))
        if f"=> {B}" in line
    ] == [f"x/a[Pod] => {B} : All Connections"]
    message = "no manifest shows the namespace `x`: it is taken to have no label but its name's"
    assert f"a.yaml:11:18: info[assumed]: {message}" in told


def test_address_blocks() -> None:
    """Addresses are split for each direction where rules of that direction name them, excepted ones left out."""
    block = "ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.255.0.0/16]}"
    ingress = f"ingress: [{{from: [{{{block}}}], ports: [{{port: 80}}]}}]"
    spec = f"{{podSelector: {{}}, {ingress}, egress: [{{to: [{{ipBlock: {{cidr: 8.8.8.8/32}}}}]}}]}}"
    assert allowed(pod("a"), policy(spec), outside=True) == [
        f"10.0.0.0-10.0.255.255[External] => {A} : TCP 80",
        f"10.2.0.0-10.254.255.255[External] => {A} : TCP 80",
        f"{A} => 8.8.8.8-8.8.8.8[External] : All Connections",
    ]
    topology, _ = read(pod("a"), policy(spec))
    assert sorted(node for node in topology.nodes if "External" in node) == [
        "0.0.0.0-8.8.8.7[External]",
        "0.0.0.0-9.255.255.255[External]",
        "10.0.0.0-10.0.255.255[External]",
        "10.1.0.0-10.1.255.255[External]",
        "10.2.0.0-10.254.255.255[External]",
        "10.255.0.0-255.255.255.255[External]",  # what is excepted at the end of a block borders on what is not in it
        "8.8.8.8-8.8.8.8[External]",
        "8.8.8.9-255.255.255.255[External]",
    ]


def test_pods_have_no_address_and_addresses_no_ports_by_name() -> None:
    spec = "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}], egress: [{ports: [{port: web}]}]}"
    assert allowed(TWO, policy(spec), outside=True) == [
        f"{EVERYWHERE} => {A} : All Connections",
        f"{EVERYWHERE} => {B} : All Connections",
    ]


def test_edges_point_at_the_rule_that_allows_them() -> None:
    """At the ingress rule, else at the egress rule, else, where no policy speaks of them, at whom they reach."""
    into_b = policy(f"{{{SELECTS_B}, ingress: [{{ports: [{{port: 80}}]}}]}}", name="web")
    out_of_b = policy(f"{{{SELECTS_B}, policyTypes: [Egress], egress: [{{}}, {{ports: [{{port: 9}}]}}]}}", name="out")
    topology = read(TWO, into_b, out_of_b)[0]
    found = {
        f"{edge.source} => {edge.target}": (str(edge.location), edge.labels.get("allowed-by"), sorted(edge.tags))
        for edge in compile_topology(topology).edges
        if "External" not in edge.source + edge.target
    }
    assert found == {
        f"{A} => {B}": ("b.yaml:6:56", "NetworkPolicy default/web", []),
        f"{B} => {A}": ("c.yaml:6:78", "NetworkPolicy default/out", []),
    }
    free = [(str(each.target), str(each.location), sorted(each.tags)) for each in read(TWO)[0].declarations]
    assert free == [
        (A, "a.yaml:5:18", ["inferred"]),
        (B, "a.yaml:11:18", ["inferred"]),
        (EVERYWHERE, "a.yaml:5:18", ["inferred"]),
        (B, "a.yaml:11:18", ["inferred"]),
        (EVERYWHERE, "a.yaml:11:18", ["inferred"]),
        (A, "a.yaml:5:18", ["inferred"]),
    ]
