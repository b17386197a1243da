"""CALM: nodes, containment and connections; what has no counterpart is told."""

from __future__ import annotations

from typing import Any

import pytest

from archcheck.importers import calm
from tests.importers.describing import describe
from tests.importers.modelling import read_with

ARCHITECTURE = """
    $schema: https://calm.finos.org/release/1.2/meta/calm.json
    title: A bank
    nodes:
      - {unique-id: clerk, node-type: actor, name: Clerk, description: Somebody}
      - {unique-id: cluster, node-type: system, name: Cluster, controls: {a: {}}}
      - {unique-id: api, node-type: service, name: API, interfaces: []}
      - {unique-id: db, node-type: database, name: Accounts, data-classification: PII}
      - {unique-id: llm, node-type: 'ai:llm', name: Model}
    relationships:
      - {unique-id: r1, relationship-type: {interacts: {actor: clerk, nodes: [cluster]}}}
      - unique-id: r2
        protocol: JDBC
        description: Stores
        relationship-type: {connects: {source: {node: api}, destination: {node: db, interfaces: [x]}}}
      - unique-id: r3
        protocol: mTLS
        relationship-type: {connects: {source: {node: cluster}, destination: {node: llm}}}
      - {unique-id: r4, relationship-type: {deployed-in: {container: cluster, nodes: [api, db]}}}
    flows:
      - {unique-id: f, transitions: []}
"""


def test_an_architecture() -> None:
    topology, told = read_with(calm.read, ARCHITECTURE)
    assert describe(topology, labels=True) == [
        "zone cluster",
        "api: app.service in cluster calm-type='service'",
        "clerk: human.user calm-type='actor'",
        "cluster: app.system in cluster calm-type='system'",
        "db: store.database in cluster calm-type='database' data-classification='PII'",
        "llm: ai.llm calm-type='ai:llm'",
        "api -call-> db calm-id='r2' encrypted=False protocol='JDBC'",
        # A whole stands for each of its parts: whoever may be meant is.
        "api -call-> llm #inferred calm-id='r3' encrypted=True protocol='mTLS'",
        "clerk -call-> api #inferred calm-id='r1'",
        "clerk -call-> cluster calm-id='r1'",
        "clerk -call-> db #inferred calm-id='r1'",
        "cluster -call-> llm calm-id='r3' encrypted=True protocol='mTLS'",
        "db -call-> llm #inferred calm-id='r3' encrypted=True protocol='mTLS'",
    ]
    assert told == [
        "info[imported]: CALM: 5 nodes, 4 relationships, 3 connections",
        "info[assumed]: every connection is a call: its source asks, and an answer comes back",
        "m:6:60: info[not-understood]: `controls` of nodes: 1 left out, for a topology has no place for them",
        "m:20:1: info[not-understood]: `flows`: 1 left out, for a topology has no place for them",
        "m:15:81: info[not-understood]: `interfaces` of ends of connections: 1 left out, "
        "for a topology has no place for them",
    ]
    assert topology.nodes["api"].location.line == 7
    lines = {(each.labels["calm-id"], each.location.line) for each in topology.declarations}
    assert lines == {("r1", 11), ("r2", 12), ("r3", 16)}


def test_a_node_of_two_containers_keeps_the_first() -> None:
    topology, told = read_with(
        calm.read,
        """
        nodes:
          - {unique-id: a, node-type: service}
          - {unique-id: one, node-type: system}
          - {unique-id: two, node-type: network}
          - {unique-id: b, node-type: actor}
        relationships:
          - {relationship-type: {composed-of: {container: one, nodes: [a]}}}
          - {relationship-type: {deployed-in: {container: two, nodes: [a]}}}
          - {relationship-type: {interacts: {actor: b, nodes: [two]}}}
        """,
    )
    assert describe(topology, labels=True) == [
        "zone one",
        "a: app.service in one calm-type='service' deployed-in=('two',)",
        "b: human.user calm-type='actor'",
        "one: app.system in one calm-type='system'",
        "two: network calm-type='network'",
        "b -call-> a #inferred",
        # It lies in the other zone, and is a part of this whole as well.
        "b -call-> two",
    ]
    assert (
        "m:9:64: info[assumed]: `a` is in another zone already, and `two` is told by its label `deployed-in` alone"
        in told
    )


def test_a_whole_that_nothing_connects_to_is_a_node() -> None:
    """Whatever is asked of systems is asked of it, too."""
    topology, _ = read_with(
        calm.read,
        """
        nodes: [{unique-id: s, node-type: system, data-classification: PII}, {unique-id: a, node-type: service}]
        relationships: [{relationship-type: {composed-of: {container: s, nodes: [a]}}}]
        """,
    )
    assert describe(topology, labels=True) == [
        "zone s",
        "a: app.service in s calm-type='service'",
        "s: app.system in s calm-type='system' data-classification='PII'",
    ]


def test_a_type_and_what_it_says_may_stand_beside_each_other() -> None:
    topology, told = read_with(
        calm.read,
        """
        nodes: [{unique-id: a, node-type: actor}, {unique-id: b, node-type: service}, {unique-id: c, node-type: x}]
        relationships:
          - {relationship-type: interacts, interacts: {actor: a, nodes: [b]}}
          - {relationship-type: connects, connects: {source: b, destination: {node: c}}, controls: {d: e}}
        """,
    )
    assert [line for line in describe(topology) if "->" in line] == ["a -call-> b", "b -call-> c"]
    assert told[2:] == [
        "m:5:82: info[not-understood]: `controls` of relationships: 1 left out, for a topology has no place for them"
    ]


def test_a_choice_is_not_decided() -> None:
    topology, _ = read_with(
        calm.read,
        """
        nodes: [{unique-id: a, node-type: service}]
        relationships: [{relationship-type: {options: [{description: one, nodes: [a]}]}}]
        """,
    )
    assert [(each.kind, each.location.line) for each in topology.unmodelled] == [("calm-options", 3)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "title: x",
            "m:1:1: error[missing-key]: this CALM document has no `nodes`: it is a pattern, or something else ",
        ),
        ("nodes: {}", "m:1:8: error[wrong-type]: `nodes` is a list, found a mapping"),
        ("nodes: [a]", "m:1:9: error[wrong-type]: an item of `nodes` is a mapping, found `a`"),
        ("nodes: [{node-type: x}]", "m:1:9: error[missing-key]: a node needs the key `unique-id`"),
        (
            "nodes: [{unique-id: a, node-type: x}, {unique-id: a, node-type: x}]",
            "m:1:51: error[duplicate-id]: the node `a` is given a second time",
        ),
        (
            "nodes: [{unique-id: api, node-type: x}]\n"
            "relationships: [{relationship-type: {interacts: {actor: apj, nodes: [api]}}}]",
            "m:2:57: error[unknown-node]: there is no node `apj` (did you mean `api`?)",
        ),
        (
            "nodes: [{unique-id: a, node-type: x}]\nrelationships: [{relationship-type: {conects: {}}}]",
            "m:2:38: error[invalid-value]: there is no relationship type `conects` (did you mean `connects`?)",
        ),
        (
            "nodes: [{unique-id: a, node-type: x}]\nrelationships: [{relationship-type: conects}]",
            "m:2:37: error[invalid-value]: there is no relationship type `conects` (did you mean `connects`?)",
        ),
        (
            "nodes: [{unique-id: a, node-type: x}]\nrelationships: [{relationship-type: connects}]",
            "m:2:37: error[missing-key]: a relationship of the type `connects` needs the key `connects`",
        ),
        (
            "nodes: [{unique-id: a, node-type: x}]\nrelationships: [{relationship-type: {connects: {source: [a]}}}]",
            "m:2:57: error[wrong-type]: `source` is a mapping, found a list",
        ),
        (
            "nodes: [{unique-id: a, node-type: x}, {unique-id: b, node-type: x}]\nrelationships:\n"
            "- relationship-type: {composed-of: {container: a, nodes: [b]}, deployed-in: {container: b, nodes: [a]}}",
            "m:3:100: error[containment-cycle]: `a` is inside of itself (take one of the containments away)",
        ),
    ],
)
def test_bad_input(text: str, told: str) -> None:
    found = read_with(calm.read, text)[1]
    assert any(each.startswith(told) for each in found), found


@pytest.mark.parametrize("text", ["[]", "a", "archcheck: topology/v1", "nodes: 3", "nodes: [{kind: x}]", "nodes: []"])
def test_what_is_no_architecture(text: str) -> None:
    seen: list[Any] = []
    read_with(lambda root, _: seen.append(calm.recognises(root)), text)
    assert seen == [False]
