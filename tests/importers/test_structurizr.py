"""Structurizr: the static model and deployment environments, instances joined as their containers are."""

from __future__ import annotations

import pytest

from archcheck.importers import structurizr
from tests.importers.describing import describe
from tests.importers.modelling import read_with

WORKSPACE = """
    name: Shop
    views: {}
    model:
      people:
        - {id: "1", name: User, tags: "Element,Person", relationships: [
            {id: "20", sourceId: "1", destinationId: "3", technology: HTTPS, tags: "Relationship,Web"},
            {id: "21", sourceId: "1", destinationId: "2", linkedRelationshipId: "20"}]}
        - {id: "9", name: Auditor, relationships: [{id: "23", destinationId: "2"}]}
      softwareSystems:
        - id: "2"
          name: Shop
          containers:
            - {id: "3", name: Web, technology: Java, relationships: [
                {id: "22", destinationId: "4", description: Reads, interactionStyle: Asynchronous}]}
            - {id: "4", name: Orders, tags: "Element,Container,Database"}
      deploymentNodes:
        - id: "5"
          name: Cloud
          environment: Live
          infrastructureNodes: [{id: "8", name: Load Balancer, relationships: [{id: "24", destinationId: "6"}]}]
          containerInstances: [{id: "6", containerId: "3", instanceId: 1}]
          children:
            - {id: "7", name: DB host, containerInstances: [{id: "10", containerId: "4", instanceId: 2}]}
        - {id: "11", name: Cloud, environment: Test, containerInstances: [{id: "12", containerId: "4", instanceId: 1}]}
"""


def test_a_workspace() -> None:
    topology, told = read_with(structurizr.read, WORKSPACE)
    assert describe(topology) == [
        "zone Live",
        "zone Live/Cloud",
        "zone Live/Cloud/DB host",
        "zone Shop",
        "zone Test",
        "zone Test/Cloud",
        "Auditor: human.user",
        "Live/Cloud: app.host in Live/Cloud",
        "Live/DB host: app.host in Live/Cloud/DB host",
        "Live/Load Balancer: proxy in Live/Cloud",
        "Live/Orders[2]: store.database in Live/Cloud/DB host",
        "Live/Web: app in Live/Cloud",
        "Shop: app.system in Shop",
        "Shop/Orders: store.database in Shop #Container #Database #Element",
        "Shop/Web: app in Shop",
        "Test/Cloud: app.host in Test/Cloud",
        "Test/Orders: store.database in Test/Cloud",
        "User: human.user #Element #Person",
        "Auditor -call-> Shop",
        # One that is implied by another says nothing more.
        "Auditor -call-> Shop/Orders #inferred",
        # One that is stated of the whole may mean any part.
        "Auditor -call-> Shop/Web #inferred",
        "Live/Load Balancer -call-> Live/Web",
        "Live/Web -call-> Live/Orders[2] #inferred",
        "Shop/Web -call-> Shop/Orders",
        "User -call-> Shop",
        # The instances of one environment are joined as their containers are, and those of two are not.
        "User -call-> Shop/Web #Web",
    ]
    assert told == [
        "info[imported]: Structurizr: 12 elements, 5 relationships, 2 environments",
        "info[assumed]: 1 relationships between instances follow from those of their containers",
        "info[assumed]: every relationship is a call: its source asks, and an answer comes back",
        "m:3:1: info[not-understood]: `views`: left out, for a topology has no place for it",
    ]
    labels = topology.nodes["Live/Orders[2]"].labels
    assert labels == {
        "structurizr-type": "container-instance",
        "structurizr-id": "10",
        "environment": "Live",
        "instance": "2",
    }
    assert {"technology": "HTTPS", "encrypted": True} in [each.labels for each in topology.declarations]


def test_deployment_groups_keep_instances_apart() -> None:
    topology, _ = read_with(
        structurizr.read,
        """
        model:
          softwareSystems: [{id: "1", name: S, containers: [
            {id: "2", name: A, relationships: [{id: "9", destinationId: "3"}]}, {id: "3", name: B}]}]
          deploymentNodes: [{id: "4", name: N, environment: E, containerInstances: [
            {id: "5", containerId: "2", deploymentGroups: [one]}, {id: "6", containerId: "3", deploymentGroups: [one]},
            {id: "7", containerId: "3", instanceId: "2", deploymentGroups: [two]}]}]
        """,
    )
    assert [line for line in describe(topology) if "->" in line] == [
        "E/A -call-> E/B #inferred",
        "S/A -call-> S/B",
    ]


def test_properties_are_labels_and_the_rest_is_told() -> None:
    topology, told = read_with(
        structurizr.read,
        """
        model:
          enterprise: {name: Shop}
          customElements: [{id: "1", name: Sensor, metadata: Hardware, url: "https://example.org", properties: {
            owner: plant, structurizr.dsl.identifier: s, technology: none}, technology: CAN, relationships: [
              {id: "3", destinationId: "2", url: "https://example.org", properties: {port: "502"}}]}]
          deploymentNodes: [{id: "2", name: Rack, instances: "4", environment: Plant, properties: {}}]
        """,
    )
    assert topology.nodes["Sensor"].labels == {
        "owner": "plant",
        "structurizr-type": "element",
        "structurizr-id": "1",
        "technology": "CAN",
        "metadata": "Hardware",
    }
    assert topology.nodes["Plant/Rack"].labels["instances"] == "4"
    assert topology.declarations[0].labels == {"port": "502"}
    assert [each for each in told if "left out" in each] == [
        "m:3:3: info[not-understood]: `enterprise` of the model: 1 left out, for a topology has no place for them",
        "m:4:64: info[not-understood]: `url` of elements: 1 left out, for a topology has no place for them",
        "m:6:37: info[not-understood]: `url` of relationships: 1 left out, for a topology has no place for them",
    ]


def test_two_elements_of_one_name_are_told_apart() -> None:
    topology, _ = read_with(structurizr.read, "model: {people: [{id: '1', name: A}, {id: '2', name: A}]}")
    assert sorted(topology.nodes) == ["A", "A #2"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("model: []", "m:1:8: error[wrong-type]: `model` is a mapping, found a list"),
        ("model: {people: [{name: a}]}", "m:1:18: error[missing-key]: an element needs the key `id`"),
        (
            "model: {people: [{id: '1', name: a}, {id: '1', name: b}]}",
            "m:1:43: error[duplicate-id]: the element `1` is given a second time",
        ),
        (
            "model: {people: [{id: '1', name: a, relationships: [{destinationId: '7'}]}]}",
            "m:1:69: error[unknown-node]: there is no element of the id `7`",
        ),
        (
            "model: {deploymentNodes: [{id: '1', name: a, containerInstances: [{id: '2', containerId: '9'}]}]}",
            "m:1:90: error[unknown-node]: there is no element of the id `9`",
        ),
    ],
)
def test_bad_input(text: str, told: str) -> None:
    assert told in read_with(structurizr.read, text)[1]
