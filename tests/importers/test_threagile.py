"""Threagile: technical assets, trust boundaries and communication links."""

from __future__ import annotations

import pytest

from archcheck.importers import threagile
from tests.importers.describing import describe
from tests.importers.modelling import read_with

MODEL = """
    threagile_version: 1.0.0
    data_assets: {Cards: {id: cards}}
    technical_assets:
      Browser:
        id: browser
        type: external-entity
        technology: browser
        internet: true
        communication_links:
          Shop traffic: {target: lb, protocol: https, usage: business, data_assets_sent: [cards], vpn: false}
      Balancer:
        id: lb
        type: process
        technology: load-balancer
        tags: [aws]
        communication_links:
          Inner: {target: db, protocol: jdbc, vpn: true}
      Admin:
        id: admin
        type: external-entity
        technology: something-new
        communication_links:
          Ssh: {target: db, protocol: ssh, usage: devops}
      Store: {id: db, type: datastore, technology: database, confidentiality: confidential, description: "", tags: }
    trust_boundaries:
      Cloud: {id: cloud, type: network-cloud-provider, technical_assets_inside: [lb], trust_boundaries_nested: [dmz]}
      Dmz: {id: dmz, type: execution-environment, technical_assets_inside: [db], trust_boundaries_nested: }
"""


def test_a_model() -> None:
    topology, told = read_with(threagile.read, MODEL)
    assert describe(topology, labels=True) == [
        "zone cloud boundary-type='network-cloud-provider'",
        "zone cloud/dmz boundary-type='execution-environment'",
        "admin: app.external technology='something-new' type='external-entity'",
        "browser: app.client internet=True technology='browser' type='external-entity'",
        "db: store.database in cloud/dmz boundary-type='execution-environment' confidentiality='confidential' "
        "technology='database' type='datastore'",
        "lb: proxy in cloud #aws boundary-type='network-cloud-provider' technology='load-balancer' type='process'",
        "admin -admin-> db encrypted=True protocol='ssh' usage='devops'",
        "admin -call-> db encrypted=True protocol='ssh' usage='devops'",
        "browser -call-> lb data-assets-sent=('cards',) encrypted=True protocol='https' usage='business' vpn=False",
        "lb -call-> db encrypted=True protocol='jdbc' vpn=True",
    ]
    assert told == [
        "info[imported]: Threagile: 4 technical assets, 2 trust boundaries, 3 links",
        "info[assumed]: every communication link is a call: its asset asks, and an answer comes back",
        "info[assumed]: a link of the usage `devops` controls its target: an `admin` edge stands beside it",
        "m:3:1: info[not-understood]: `data_assets`: 1 left out, for a topology has no place for them",
    ]
    assert topology.nodes["lb"].transparent
    assert topology.nodes["lb"].title == "Balancer"
    assert {(each.source, each.target): each.location.line for each in topology.declarations} == {
        ("admin", "db"): 24,
        ("browser", "lb"): 11,
        ("lb", "db"): 18,
    }


def test_several_technologies_and_what_is_left_out() -> None:
    topology, told = read_with(
        threagile.read,
        """
        threagile_version: 1.0.0
        title: Shop
        security_requirements: {A: b, C: d}
        technical_assets:
          Web: {id: web, technologies: [web-server, tool], diagram_tweak_order: 1, justification_cia_rating: }
          Job: {id: job, technologies: [task]}
        """,
    )
    assert describe(topology, labels=True) == [
        "job: app technology='task'",
        "web: app.service technology=('web-server', 'tool')",
    ]
    assert [each for each in told if "left out" in each] == [
        "m:6:52: info[not-understood]: `diagram_tweak_order` of technical assets: 1 left out, "
        "for a topology has no place for them",
        "m:4:1: info[not-understood]: `security_requirements`: 2 left out, for a topology has no place for them",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("technical_assets: []", "m:1:19: error[wrong-type]: `technical_assets` is a mapping, found a list"),
        ("technical_assets: {A: {}}", "m:1:23: error[missing-key]: the technical asset `A` needs the key `id`"),
        (
            "technical_assets: {A: {id: a}, B: {id: a}}",
            "m:1:40: error[duplicate-id]: the technical asset `a` is given a second time",
        ),
        (
            "technical_assets: {A: {id: erp, communication_links: {L: {target: epr}}}}",
            "m:1:67: error[unknown-node]: there is no technical asset `epr` (did you mean `erp`?)",
        ),
        (
            "technical_assets: {A: {id: erp, internet: perhaps}}",
            "m:1:43: error[wrong-type]: `internet` is true or false, found `perhaps`",
        ),
        (
            "technical_assets: {A: {id: erp}}\ntrust_boundaries: {T: {id: t, technical_assets_inside: [epr]}}",
            "m:2:57: error[unknown-node]: there is no technical asset `epr` (did you mean `erp`?)",
        ),
        (
            "trust_boundaries: {T: {id: t, trust_boundaries_nested: [u]}, U: {id: u, trust_boundaries_nested: [t]}}",
            "m:1:28: error[containment-cycle]: the trust boundary `t` is inside of itself",
        ),
        (
            "trust_boundaries: {T: {id: t, trust_boundaries_nested: [x]}}",
            "m:1:57: error[unknown-zone]: there is no trust boundary `x`",
        ),
        (
            "technical_assets: {A: {id: a}}\n"
            "trust_boundaries: {T: {id: t, technical_assets_inside: [a]}, U: {id: u, technical_assets_inside: [a]}}",
            "m:2:99: error[contradiction]: the technical asset `a` is inside of two trust boundaries",
        ),
    ],
)
def test_bad_input(text: str, told: str) -> None:
    assert told in read_with(threagile.read, text)[1]


def test_boundaries_that_nest_too_deep() -> None:
    boundaries = ", ".join(f"B{n}: {{id: b{n}, trust_boundaries_nested: [b{n + 1}]}}" for n in range(2_000))
    told = read_with(threagile.read, f"trust_boundaries: {{{boundaries}, B2000: {{id: b2000}}}}")[1]
    assert not [each for each in told if "too-deep" not in each and "error" in each]
