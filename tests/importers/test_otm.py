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
        "app -push-> vpc assets=('cards',)",
        "app -push-> db #inferred assets=('cards',)",
        "app -push-> odd #inferred assets=('cards',)",
        "db -push-> odd",
        "odd -push-> db",
    ]
    assert told == [
        "info[imported]: OTM: 4 components, 2 trust zones, 2 dataflows",
        "info[assumed]: whoever sends a dataflow opens the connection",
        "m:4:1: info[not-understood]: `assets`: 1 left out, for a topology has no place for them",
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
            "m:1:19: error[unknown-zone]: there is no trust zone `y`",
        ),
        (
            "trustZones: [{id: z, parent: {trustZone: z}}]",
            "m:1:19: error[containment-cycle]: the trust zone `z` is inside of itself",
        ),
        (
            "components: [{id: a, parent: {component: a}}]",
            "m:1:42: error[containment-cycle]: `a` is inside of itself (take one of the containments away)",
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
