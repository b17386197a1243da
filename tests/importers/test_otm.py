"""OTM: components in trust zones and in each other, and dataflows."""

from __future__ import annotations

import pytest

from archcheck.importers import otm
from tests.importers.describing import describe
from tests.importers.modelling import read_with

MODEL = """
    otmVersion: 0.2.0
    project: {name: Shop, id: shop}
    assets: [{id: cards, name: Cards}]
    trustZones:
      - {id: z2, name: Inner, parent: {trustZone: z1}, risk: {trustRating: 80}}
      - {id: z1, name: Cloud/EU, risk: {trustRating: 10}}
    components:
      - {id: app, name: App, type: web-service, parent: {trustZone: z1}, tags: [java]}
      - {id: vpc, name: VPC, type: vpc, parent: {trustZone: z2}}
      - {id: db, name: DB, type: rds, parent: {component: vpc}}
      - {id: odd, name: Odd, type: CD-Weird.Type, parent: {component: vpc}}
    dataflows:
      - {id: d1, name: Orders, source: app, destination: vpc, assets: [cards]}
      - {id: d2, name: Sync, source: db, destination: odd, bidirectional: true}
"""


def test_a_model() -> None:
    topology, told = read_with(otm.read, MODEL)
    assert describe(topology, labels=True) == [
        "zone Cloud%2FEU trust-rating=10",
        "zone Cloud%2FEU/Inner trust-rating=80",
        "zone Cloud%2FEU/Inner/VPC trust-rating=80",
        "app: app.service in Cloud%2FEU #java otm-type='web-service' trust-rating=10",
        "db: store.database in Cloud%2FEU/Inner/VPC otm-type='rds' trust-rating=80",
        "odd: app.cd-weird.type in Cloud%2FEU/Inner/VPC otm-type='CD-Weird.Type' trust-rating=80",
        "vpc: network in Cloud%2FEU/Inner/VPC otm-type='vpc' trust-rating=80",
        "app -push-> db #inferred assets=('cards',)",
        "app -push-> odd #inferred assets=('cards',)",
        "app -push-> vpc assets=('cards',)",
        "db -push-> odd",
        "odd -push-> db",
    ]
    assert told == [
        "info[imported]: OTM: 4 components, 2 trust zones, 2 dataflows",
        "info[assumed]: whoever sends a dataflow opens the connection",
        "m:4:1: info[not-understood]: `assets`: 1 left out, for a topology has no place for them",
    ]


def test_trust_zones_and_components_hold_each_other() -> None:
    topology, _ = read_with(
        otm.read,
        """
        trustZones:
          - {id: vault, name: Vault, type: private, parent: {component: host}}
          - {id: empty, name: Empty}
          - {id: host, name: Cloud}
        components:
          - {id: host, name: Host, type: ec2, parent: {trustZone: host}}
          - {id: keys, name: Keys, type: rds, parent: {trustZone: vault}}
          - {id: client, name: Client, type: browser}
        dataflows: [{source: client, destination: host}]
        """,
    )
    assert describe(topology) == [
        "zone Cloud",
        "zone Cloud/Host",
        "zone Cloud/Host/Vault",
        "zone Empty",
        "client: app.client",
        "host: app.service in Cloud/Host",
        "keys: store.database in Cloud/Host/Vault",
        "client -push-> host",
        "client -push-> keys #inferred",
    ]
    assert topology.zones["Cloud/Host/Vault"].labels == {"otm-zone-type": "private"}


def test_places_of_one_name_are_told_apart() -> None:
    """Two trust zones that were one would let through what crosses from one to the other."""
    topology, _ = read_with(
        otm.read,
        """
        trustZones: [{id: low, name: Zone, risk: {trustRating: 1}}, {id: high, name: Zone, risk: {trustRating: 9}}]
        components:
          - {id: v, name: VPC, parent: {trustZone: low}}
          - {id: w, name: VPC, parent: {trustZone: low}}
          - {id: a, parent: {component: v}}
          - {id: b, parent: {component: w}}
          - {id: c, parent: {trustZone: high}}
        """,
    )
    assert {node.id: (node.zone, node.labels["trust-rating"]) for node in topology.nodes.values()} == {
        "v": ("Zone/VPC", 1),
        "w": ("Zone/VPC #w", 1),
        "a": ("Zone/VPC", 1),
        "b": ("Zone/VPC #w", 1),
        "c": ("Zone #high", 9),
    }


def test_what_has_no_counterpart_is_told() -> None:
    topology, told = read_with(
        otm.read,
        """
        otmVersion: 0.1.0
        trustzones: [{id: z}]
        threats: [{id: t}, {id: u}]
        components:
          - {id: a, attributes: {x: y}, threats: [], assets: {processed: [cards], stored: , kept: [keys]}}
          - {id: b, attributes: {x: y}}
        dataflows: [{source: a, destination: b, Tags: [x]}]
        """,
    )
    assert topology.nodes["a"].labels == {"otm-type": "app", "assets-processed": ("cards",)}
    assert told == [
        "m:3:1: warning[not-understood]: `trustzones` means nothing, and is left aside (did you mean `trustZones`?)",
        "m:8:41: warning[not-understood]: `Tags` means nothing, and is left aside (did you mean `tags`?)",
        "info[imported]: OTM: 2 components, 0 trust zones, 1 dataflows",
        "info[assumed]: whoever sends a dataflow opens the connection",
        "m:6:13: info[not-understood]: `attributes` of components: 2 left out, for a topology has no place for them",
        "m:6:85: info[not-understood]: `kept` of the assets of components: 1 left out, "
        "for a topology has no place for them",
        "m:4:1: info[not-understood]: `threats`: 2 left out, for a topology has no place for them",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("components: [{name: x}]", "m:1:14: error[missing-key]: a component needs the key `id`"),
        ("components: [{id: a}, {id: a}]", "m:1:28: error[duplicate-id]: the component `a` is given a second time"),
        (
            "components: [{id: a, parent: {trustZone: z}}]",
            "m:1:42: error[unknown-zone]: there is no trust zone `z`",
        ),
        (
            "components: [{id: abc, parent: {component: abd}}]",
            "m:1:44: error[unknown-node]: there is no component `abd` (did you mean `abc`?)",
        ),
        (
            "trustZones: [{id: z, parent: {trustZone: y}}]",
            "m:1:42: error[unknown-zone]: there is no trust zone `y`",
        ),
        (
            "trustZones: [{id: z, parent: {trustZone: z}}]",
            "m:1:42: error[containment-cycle]: `z` is inside of itself (take one of the containments away)",
        ),
        (
            "components: [{id: a, parent: {component: a}}]",
            "m:1:42: error[containment-cycle]: `a` is inside of itself (take one of the containments away)",
        ),
        (
            "trustZones: [{id: z}]\ncomponents: [{id: a}]\ndataflows: [{source: a, destination: z}]",
            "m:3:38: error[unknown-node]: there is no component `z`",
        ),
        ("dataflows: [{source: a}]", "m:1:13: error[missing-key]: a dataflow needs the key `destination`"),
        (
            "components: [{id: a}]\ndataflows: [{source: a, destination: a, bidirectional: 1}]",
            "m:2:56: error[wrong-type]: `bidirectional` is true or false, found `1`",
        ),
    ],
)
def test_bad_input(text: str, told: str) -> None:
    assert told in read_with(otm.read, text)[1]
