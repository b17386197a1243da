"""Overlays: what they set, add and move, and what is told where they do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

import archcheck
from archcheck.documents.packs import overlay_names, shipped_folder
from archcheck.importers.registry import NAMES

SHARED = Path(__file__).parents[3] / "shared" / "conformance"
TOPOLOGY = """\
archcheck: topology/v1
name: shop
zones:
  shop: {labels: {env: dev}, tags: [inner], zones: {data: {}}}
  other: {labels: {env: prod}}
nodes:
  web: {kind: app, zone: shop, tags: [x]}
  db: {kind: thing, zone: shop/data, labels: {size: 1}, unknown: [kind, labels.size, tags]}
edges:
  - {from: web, to: db}
"""


def lay(overlay: str, topology: str = TOPOLOGY) -> archcheck.Topology:
    read = archcheck.loads_overlay("archcheck: overlay/v1\n" + overlay, "o.yaml")
    return archcheck.loads_topology(topology, "t.yaml").overlaid(read)


def test_rules_set_what_they_say_one_after_the_other_and_make_it_known() -> None:
    topology = lay(
        """\
rules:
  - match: {kind: thing}
    set: {kind: store.database, labels: {size: 2, tier: gold}, tags: [hot], stateful: false, transparent: true}
  - match: {kind: store}
    set: {kind: store.object}
"""
    )
    node = topology.nodes["db"]
    assert (node.kind, node.labels, node.tags) == (
        "store.object",
        {"env": "dev", "size": 2, "tier": "gold"},
        frozenset({"inner", "hot"}),
    )
    assert (node.stateful, node.transparent, node.unknown) == (False, True, ("tags",))
    assert topology.nodes["web"].kind == "app"
    assert topology.diagnostics == ()


def test_who_moves_leaves_behind_what_the_old_zone_handed_down() -> None:
    node = lay("rules:\n  - {match: db, set: {zone: other}}\n").nodes["db"]
    assert (node.zone, node.labels, node.tags) == ("other", {"env": "prod", "size": 1}, frozenset())


def test_more_zones_nodes_and_edges_and_zones_that_say_more() -> None:
    topology = lay(
        """\
zones:
  shop: {title: The shop, labels: {pci: cde}, zones: {new: {tags: [n]}}}
nodes:
  gate: {kind: gateway.egress, zone: shop/new}
edges:
  - {from: db, to: gate, kind: push}
  - {from: {kind: app}, to: gate}
"""
    )
    assert topology.zones["shop"].title == "The shop"
    assert topology.zones["shop/new"].labels == {"env": "dev", "pci": "cde"}
    assert topology.nodes["gate"].tags == frozenset({"inner", "n"})
    assert topology.nodes["web"].labels == {"env": "dev", "pci": "cde"}
    assert topology.nodes["db"].labels == {"env": "dev", "pci": "cde", "size": 1}
    graph = topology.to_networkx()
    assert sorted((a, b) for a, b, _ in graph.edges) == [("db", "gate"), ("web", "db"), ("web", "gate")]


def test_a_rule_that_matches_nothing_is_a_warning_unless_it_says_why() -> None:
    topology = lay(
        "rules:\n  - {match: {kind: nobody}, set: {kind: app}}\n"
        "  - {match: {kind: nobody}, set: {kind: app}, allow-empty: few have one}\n"
    )
    assert [each.summary() for each in topology.diagnostics] == [
        "o.yaml:3:5: warning[no-match]: this rule matches no node of `t.yaml` "
        "(correct `match`, or say in `allow-empty` why nothing is fine)"
    ]


@pytest.mark.parametrize(
    ("overlay", "told"),
    [
        ("rules: []\n", "o.yaml:1:1: error[nothing-to-check]: `o.yaml` lays nothing over anything"),
        ("rules:\n  - {match: web, set: {}}\n", "o.yaml:3:5: error[nothing-to-check]: this rule sets nothing"),
        ("rules:\n  - {match: web}\n", "o.yaml:3:5: error[missing-key]: an overlay's rule needs the key `set`"),
        (
            "rules:\n  - {match: {set: x}, set: {kind: a}}\n",
            "o.yaml:3:14: error[unknown-key]: a selector ",
        ),
        (
            "rules:\n  - {match: web, set: {zone: othr}}\n",
            "o.yaml:3:30: error[unknown-zone]: there is no zone `othr` (did you mean `other`?)",
        ),
        (
            "nodes: {web: {kind: app}}\n",
            "o.yaml:2:9: error[duplicate-id]: there is a node `web` already "
            "(a rule sets what an overlay changes of a node that is there)",
        ),
        (
            "nodes: {WEB: {kind: app}}\n",
            "o.yaml:2:9: error[twins]: there is a node `web` already, which `WEB` looks like",
        ),
        (
            "zones: {Shop: {}}\n",
            "o.yaml:2:9: error[twins]: the zone `Shop` looks like the zone `shop`, and is another one",
        ),
        (
            "edges: [{from: web, to: dbb}]\n",
            "o.yaml:2:25: error[unknown-node]: there is no node `dbb` (did you mean `db`?)",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(overlay: str, told: str) -> None:
    with pytest.raises(archcheck.InputError) as raised:
        lay(overlay)
    first = raised.value.diagnostics[0].summary()
    assert first.startswith(told)


def test_every_importer_has_an_overlay_that_says_why_each_rule_may_match_nothing() -> None:
    assert set(overlay_names()) == set(NAMES)
    for name in overlay_names():
        overlay = archcheck.load_overlay(name)
        assert overlay.path == f"archcheck/overlays/{name}.yaml"
        assert all(rule.allow_empty for rule in overlay.rules)
        kinds = {rule.set["kind"] for rule in overlay.rules if "kind" in rule.set}
        vocabulary = archcheck.load_constraints("vocabulary").vocabulary
        assert all(any(f"{kind}.".startswith(f"{known}.") for known in vocabulary) for kind in kinds)


def test_every_shipped_overlay_is_about_its_importer() -> None:
    folder = shipped_folder("overlays")
    assert sorted(path.stem for path in folder.iterdir()) == list(overlay_names())


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/conformance is missing")
def test_a_guardrail_that_is_said_to_be_in_the_critical_path_is_not() -> None:
    """What sells this: the drawing says so, and the path goes past it."""
    path = SHARED / "calm" / "fluxnova-ai-agent.architecture.json"
    topology = archcheck.load_topology(path).overlaid(archcheck.load_overlay("calm"))
    assert topology.nodes["ai-guardrail"].kind == "guard.safety"
    report = archcheck.check(topology, archcheck.load_constraints("llm-app"))
    failed = {
        result.id: [[step.edge for step in finding.path if step.edge] for finding in result.findings]
        for result in report.runs[0].constraints
        if result.status == "fail"
    }
    assert failed == {
        "output-is-filtered": [
            [
                "ai-agent->ai-llm",
                "ai-fluxnova-engine->ai-agent",
                "ai-fluxnova-rest-api->ai-fluxnova-engine",
                f"ai-fluxnova-{client}->ai-fluxnova-rest-api",
            ]
            for client in ("admin", "cockpit", "tasklist")
        ],
        "tools-need-approval": [["ai-agent->ai-llm", "ai-agent->ai-tool"]],
        "use-is-bounded": [
            [
                f"ai-fluxnova-{client}->ai-fluxnova-rest-api",
                "ai-fluxnova-rest-api->ai-fluxnova-engine",
                "ai-fluxnova-engine->ai-agent",
                "ai-agent->ai-llm",
            ]
            for client in ("admin", "cockpit", "tasklist")
        ],
    }
