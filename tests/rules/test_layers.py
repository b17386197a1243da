"""``layers``."""

import pytest

from archcheck.report_model import Finding
from tests.rules.checking import at, check, refused, verdict

TOPOLOGY = """
nodes:
  web: {kind: ui}
  app: {kind: logic}
  job: {kind: logic}
  db: {kind: data}
  clock: {kind: other}
edges:
  - {from: web, to: app}
  - {from: app, to: db}
  - {from: db, to: job, kind: push}
  - {from: web, to: db, id: shortcut}
  - {from: db, to: web, id: "back"}
  - {from: clock, to: web}
  - {from: job, to: clock}
"""
LAYERS = "layers: [{kind: ui}, {kind: logic}, {kind: data}]"


def test_whole_result() -> None:
    result = check(TOPOLOGY, f"{{rule: layers, {LAYERS}}}")
    assert (result.along, result.status, result.truncated) == (None, "fail", False)
    assert result.matched == {"layers[0]": 1, "layers[1]": 2, "layers[2]": 1}
    assert result.findings == (
        Finding("`back` leads up, from the layer `{kind: data}` to `{kind: ui}`", at(13, 5, 3), subject="back"),
        Finding(
            "`db->job` leads up, from the layer `{kind: data}` to `{kind: logic}`", at(11, 5, 3), subject="db->job"
        ),
    )


def test_holds() -> None:
    assert verdict(TOPOLOGY, f"{{rule: layers, {LAYERS}, edges: {{not: {{from: db}}}}}}") == "pass"
    # Within a layer, and to or from what lies in none, everything goes.
    topology = "{nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}}, edges: [{from: a, to: [b, c]}, {from: b, to: a}]}"
    assert verdict(topology, "{rule: layers, layers: [{kind: x}, {kind: y}], strict: true}") == "pass"
    topology = "{nodes: {a: {kind: x}, b: {kind: y}, no: {kind: z}}, edges: [{from: b, to: no}, {from: no, to: a}]}"
    assert verdict(topology, "{rule: layers, layers: [{kind: x}, {kind: y}]}") == "pass"


@pytest.mark.parametrize("kind", ["call", "push", "pull", "admin", "depends"])
def test_an_edge_of_any_kind_counts(kind: str) -> None:
    topology = f"{{nodes: {{a: {{kind: x}}, b: {{kind: x}}}}, edges: [{{from: b, to: a, kind: {kind}, flow: none}}]}}"
    assert verdict(topology, "{rule: layers, layers: [a, b]}") == ["b->a"]
    assert verdict(topology, "{rule: layers, layers: [b, a]}") == "pass"


def test_strict() -> None:
    constraint = f"{{rule: layers, {LAYERS}, strict: true}}"
    assert verdict(TOPOLOGY, constraint) == ["back", "db->job", "shortcut"]
    assert check(TOPOLOGY, constraint).findings[2] == Finding(
        "`shortcut` skips a layer, from `{kind: ui}` to `{kind: data}`", at(12, 5, 3), subject="shortcut"
    )
    assert verdict(TOPOLOGY, f"{{rule: layers, {LAYERS}, strict: false}}") == ["back", "db->job"]


def test_strict_skips_an_empty_layer_too() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: b}]}"
    layers = "[a, {select: no*, optional: true}, b]"
    assert verdict(topology, f"{{rule: layers, layers: {layers}}}") == "pass"
    assert verdict(topology, f"{{rule: layers, layers: {layers}, strict: true}}") == ["a->b"]


def test_exhaustive() -> None:
    topology = """
    nodes: {none: {kind: x}, once: {kind: x}, twice: {kind: x}, low: {kind: x}}
    edges: [{from: once, to: low}]
    """
    layers = "layers: [[once, twice], [twice, low], tw*]"
    assert verdict(topology, f"{{rule: layers, {layers}}}") == "pass"
    assert verdict(topology, f"{{rule: layers, {layers}, exhaustive: false}}") == "pass"
    result = check(topology, f"{{rule: layers, {layers}, exhaustive: true}}")
    assert result.findings == (
        Finding("`none` lies in no layer", at(2, 9, 4), subject="none"),
        Finding("`twice` lies in 3 layers", at(2, 43, 5), subject="twice"),
    )
    assert verdict(topology, "{rule: layers, exhaustive: true, layers: [[once, none], [twice, low]]}") == "pass"


def test_nodes_and_edges_stand_in_the_order_of_their_ids() -> None:
    constraint = f"{{rule: layers, {LAYERS}, exhaustive: true, strict: true}}"
    assert verdict(TOPOLOGY, constraint) == ["back", "clock", "db->job", "shortcut"]


def test_a_node_of_two_layers_counts_in_the_first() -> None:
    topology = (
        "{nodes: {a: {kind: x}, both: {kind: x}, c: {kind: x}}, edges: [{from: a, to: both}, {from: both, to: c}]}"
    )
    # In the first layer, both is above everything: the edge from a, of the second, leads up.
    assert verdict(topology, "{rule: layers, layers: [both, [a, both], c]}") == ["a->both"]
    assert verdict(topology, "{rule: layers, layers: [both, [a, both], c], strict: true}") == ["a->both", "both->c"]
    assert verdict(topology, "{rule: layers, layers: [a, both, [both, c]]}") == "pass"


def test_edges_are_counted() -> None:
    result = check(TOPOLOGY, f"{{rule: layers, {LAYERS}, edges: {{kind: push}}}}")
    assert [finding.subject for finding in result.findings] == ["db->job"]
    assert result.matched == {"layers[0]": 1, "layers[1]": 2, "layers[2]": 1, "edges": 1}
    assert verdict(TOPOLOGY, f"{{rule: layers, {LAYERS}, edges: no*}}") == "pass"


def test_parallel_edges_are_findings_each_and_a_self_loop_is_none() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: b, to: a}, {from: b, to: a}, {from: b, to: b}]}"
    assert verdict(topology, "{rule: layers, layers: [a, b], strict: true}") == ["b->a", "b->a#2"]


@pytest.mark.parametrize(
    ("layers", "empty"),
    [
        ("[{kind: ui}, no*, {kind: logic}]", ("layers[1]",)),
        ("[no*, {kind: ui}, none*]", ("layers[0]", "layers[2]")),
        ("[{select: no*}, {kind: ui}]", ("layers[0]",)),
        ("[{select: no*, optional: false}, {kind: ui}]", ("layers[0]",)),
        ("[{select: no*, optional: true}, {kind: ui}, none*]", ("layers[2]",)),
    ],
)
def test_vacuity(layers: str, empty: tuple[str, ...]) -> None:
    result = check(TOPOLOGY, f"{{rule: layers, layers: {layers}}}")
    assert (result.status, result.empty, result.findings) == ("vacuous", empty, ())
    assert check(TOPOLOGY, f"{{rule: layers, layers: {layers}, allow-empty: why}}").status == "pass"


def test_an_optional_layer_may_be_empty() -> None:
    assert verdict(TOPOLOGY, "{rule: layers, layers: [{select: no*, optional: true}, {select: {kind: ui}}]}") == "pass"
    assert verdict(TOPOLOGY, "{rule: layers, layers: [{select: db, optional: true}, web]}") == ["shortcut"]


def test_an_empty_layer_excuses_no_violation_between_the_others() -> None:
    constraint = "{rule: layers, layers: [{kind: ui}, no*, {kind: data}]}"
    assert verdict(TOPOLOGY, constraint) == ["back"]
    assert check(TOPOLOGY, constraint).empty == ("layers[1]",)
    assert verdict(TOPOLOGY, constraint[:-1] + ", allow-empty: why}") == ["back"]


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_truncation(most: int) -> None:
    result = check(TOPOLOGY, f"{{rule: layers, {LAYERS}, strict: true, exhaustive: true}}", max_findings=most)
    assert [finding.subject for finding in result.findings] == ["back", "clock", "db->job", "shortcut"][:most]
    assert (result.status, result.truncated) == ("fail", most < 4)


def test_layers_may_be_sets() -> None:
    sets = "top: {kind: ui}\nrest: {not: {set: top}}"
    assert verdict(TOPOLOGY, "{rule: layers, layers: [{set: top}, {set: rest}]}", sets=sets) == ["back", "clock->web"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("layers: []", "c.yaml:4:28: error[invalid-value]: expected at least 1 item, found 0"),
        ("layers: web", "c.yaml:4:28: error[wrong-type]: expected a list, found `web` (write `[web]`)"),
        (
            "layers: [{select: web, optional: perhaps}]",
            "c.yaml:4:53: error[wrong-type]: expected `true` or `false`, found `perhaps`",
        ),
        ("layers: [{optional: true}]", "c.yaml:4:29: error[missing-key]: a layer needs the key `select`"),
        (
            "layers: [{select: web, kind: ui}]",
            "c.yaml:4:43: error[unknown-key]: a layer has no key `kind` (known keys: select, optional)",
        ),
        ("layers: [web], strict: 1", "c.yaml:4:43: error[wrong-type]: expected `true` or `false`, found `1`"),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TOPOLOGY, f"{{rule: layers, {fields}}}") == [told]
