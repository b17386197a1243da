"""The Python API: loading, checking, and networkx graphs there and back."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.api import Topology

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path.stem for path in (ROOT / "topologies").glob("*.yaml"))
PACKS = ("cloud-api-only", "safety-stack", "red-lines")

TOPOLOGY = """
archcheck: topology/v1
name: everything
description: Something of all that a topology can say.
edge-kinds: {uplink: {like: push}}
zones:
  outer: {title: Outer, tags: [o], labels: {org: us, level: 1}, zones: {inner: {labels: {level: 2}}}}
  unused: {description: No node is here.}
nodes:
  a: {kind: app.web, zone: outer/inner, title: 'A "1"', tags: [t, s], labels: {n: 1, x: 1.5, yes: true, text: "1"}}
  b: {kind: api, zone: outer, stateful: false, transparent: true, fixed: true, description: two words}
  'no': {kind: store, labels: {many: [1, "1", true]}}
edges:
  - {from: a, to: b, id: own, kind: uplink.ku, flow: both, tags: [e], labels: {tls: true}, fixed: true, title: T}
  - {from: a, to: b}
  - {from: {kind: [app, api]}, to: 'no', kind: pull, description: D}
  - {from: a, to: a}
"""
CONSTRAINTS = """
archcheck: constraints/v1
constraints:
  paths: {rule: forbidden-path, along: flow, from: '*', to: '*'}
  labels: {rule: attributes, match: '*', must: {labels: {level: {at-least: 2}, text: "1"}}}
  edges: {rule: attributes, edges: '*', must: {labels: {tls: true}}}
  crossing: {rule: attributes, edges: {crosses: outer}, must: nothing}
  cycle: {rule: acyclic}
"""


def results(topology: Topology, constraints: Any) -> list[Any]:
    """Return the JSON of a check without what depends on the text: places, its digest and its path."""

    def strip(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: strip(value) for key, value in data.items() if key not in ("location", "sha256")}
        return [strip(item) for item in data] if isinstance(data, list) else data

    report = archcheck.check(topology, constraints, as_of=date(2026, 11, 23))
    (run,) = strip(report.to_dict())["runs"]
    del run["topology"]["path"]
    for diagnostic in run["diagnostics"]:
        diagnostic["message"] = diagnostic["message"].replace(topology.path, "PATH")
    return [run]


def test_there_and_back_gives_the_same_report() -> None:
    topology = archcheck.loads_topology(TOPOLOGY)
    constraints = archcheck.loads_constraints(CONSTRAINTS)
    back = archcheck.from_networkx(topology.to_networkx())
    assert (back.name, back.description) == ("everything", "Something of all that a topology can say.")
    assert results(back, constraints) == results(topology, constraints)
    assert [result.status for result in archcheck.check(topology, constraints).failed] == ["fail"] * 5


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_topologies_there_and_back(name: str) -> None:
    topology = archcheck.load_topology(ROOT / "topologies" / f"{name}.yaml")
    back = archcheck.from_networkx(topology.to_networkx())
    constraints = [archcheck.load_constraints(pack) for pack in PACKS]
    assert results(back, constraints) == results(topology, constraints)


def test_whole_networkx_graph() -> None:
    import networkx

    graph = archcheck.loads_topology(TOPOLOGY).to_networkx()
    assert type(graph) is networkx.MultiDiGraph
    flags = {"stateful": True, "transparent": False, "fixed": False}
    assert dict(graph.nodes(data=True)) == {
        "a": {
            **flags,
            "kind": "app.web",
            "zone": "outer/inner",
            "title": 'A "1"',
            "tags": ["o", "s", "t"],
            "labels": {"org": "us", "level": 2, "n": 1, "x": 1.5, "yes": True, "text": "1"},
        },
        "b": {
            "kind": "api",
            "zone": "outer",
            "description": "two words",
            "tags": ["o"],
            "labels": {"org": "us", "level": 1},
            "stateful": False,
            "transparent": True,
            "fixed": True,
        },
        "no": {**flags, "kind": "store", "tags": [], "labels": {"many": [1, "1", True]}},
    }
    assert {(one, other, key): data for one, other, key, data in graph.edges(keys=True, data=True)} == {
        ("a", "b", "own"): {
            "kind": "uplink.ku",
            "flow": "both",
            "tags": ["e"],
            "labels": {"tls": True},
            "fixed": True,
            "title": "T",
        },
        ("a", "b", "a->b#2"): {"kind": "call", "tags": [], "labels": {}, "fixed": False},
        ("a", "no", "a->no"): {"kind": "pull", "tags": [], "labels": {}, "fixed": False, "description": "D"},
        ("b", "no", "b->no"): {"kind": "pull", "tags": [], "labels": {}, "fixed": False, "description": "D"},
        ("a", "a", "a->a"): {"kind": "call", "tags": [], "labels": {}, "fixed": False},
    }
    assert graph.graph == {
        "name": "everything",
        "description": "Something of all that a topology can say.",
        "edge_kinds": {"uplink": "push"},
        "unmodelled": [],
        "zones": {
            "outer": {"title": "Outer", "tags": ["o"], "labels": {"org": "us", "level": 1}},
            "outer/inner": {"tags": ["o"], "labels": {"org": "us", "level": 2}},
            "unused": {"description": "No node is here.", "tags": [], "labels": {}},
        },
    }


def test_a_graph_made_by_hand() -> None:
    import networkx

    graph = networkx.MultiDiGraph()
    graph.add_node(1, kind="app", zone="x/y")
    graph.add_node("z", kind="store", labels={"n": 2})
    graph.add_edge(1, "z")
    graph.add_edge(1, "z", kind="push")
    topology = archcheck.from_networkx(graph)
    assert (sorted(topology.nodes), sorted(topology.zones)) == (["1", "z"], ["x", "x/y"])
    assert [edge[2] for edge in topology.to_networkx().edges(keys=True)] == ["1->z", "1->z#2"]
    assert topology.name == "graph"


@pytest.mark.parametrize("name", ["a->b-tls", "a->b#2", "a->bb", "link"])
def test_an_id_of_its_own_comes_back(name: str) -> None:
    nodes = "nodes: {a: {kind: x}, b: {kind: x}}"
    text = f"{{archcheck: topology/v1, {nodes}, edges: [{{from: a, to: b, id: '{name}'}}]}}"
    graph = archcheck.loads_topology(text).to_networkx()
    assert list(archcheck.from_networkx(graph).to_networkx().edges(keys=True)) == [("a", "b", name)]


@pytest.mark.parametrize("text", ["é", "\N{GRINNING FACE}", "a\nb", '"\\', "null", "12"])
def test_any_text_comes_back(text: str) -> None:
    import networkx

    graph = networkx.MultiDiGraph()
    graph.add_node("a", kind="x", title=text)
    assert archcheck.from_networkx(graph).nodes["a"].title == text


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({}, "missing-key.*a node needs the key `kind`"),
        ({"kind": "x", "colour": "red"}, "unknown-key.*a node has no key `colour`"),
        ({"kind": "x", "labels": {"a": {"b": 1}}}, "wrong-type"),
        ({"kind": "x", "stateful": "yes"}, "wrong-type"),
        ({"kind": "a..b"}, "invalid-kind"),
    ],
)
def test_graphs_that_are_no_topologies(attributes: dict[str, Any], told: str) -> None:
    import networkx

    graph = networkx.MultiDiGraph()
    graph.add_node("a", **attributes)
    with pytest.raises(archcheck.InputError, match=told):
        archcheck.from_networkx(graph)


def test_unknown_ends_are_errors() -> None:
    import networkx

    graph = networkx.MultiDiGraph()
    graph.add_edge("a", "b")
    with pytest.raises(archcheck.InputError, match="missing-key"):
        archcheck.from_networkx(graph)


def test_check_takes_one_or_many() -> None:
    topology = archcheck.loads_topology(TOPOLOGY)
    constraints = archcheck.loads_constraints(CONSTRAINTS)
    one = archcheck.check(topology, constraints)
    assert one.to_json() == archcheck.check([topology], [constraints]).to_json()
    assert one.as_of == datetime.now(UTC).date()
    assert not one.ok
    assert archcheck.check(topology, constraints, fail_on="never").ok
    assert [result.id for result in archcheck.check(topology, constraints, only=["cycle"]).runs[0].constraints] == [
        "cycle"
    ]


def test_options_that_mean_nothing() -> None:
    topology, constraints = archcheck.loads_topology(TOPOLOGY), archcheck.loads_constraints(CONSTRAINTS)
    with pytest.raises(ValueError, match="fail_on is error, warning or never, not 'info'"):
        archcheck.check(topology, constraints, fail_on="info")
    with pytest.raises(ValueError, match="max_findings is at least 1"):
        archcheck.check(topology, constraints, max_findings=0)


def test_load_errors_are_located(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("archcheck: topology/v1\nnodes:\n  a: {knd: x}\n")
    with pytest.raises(archcheck.InputError) as caught:
        archcheck.load_topology(path)
    assert [(told.code, told.location and told.location[1:3]) for told in caught.value.diagnostics] == [
        ("unknown-key", (3, 7)),
        ("missing-key", (3, 6)),
    ]
    assert isinstance(caught.value, archcheck.ArchcheckError)
    with pytest.raises(archcheck.InputError, match="missing-file"):
        archcheck.load_topology(tmp_path / "none.yaml")
    with pytest.raises(archcheck.InputError, match=r"unknown-pack.*cloud-api-only"):
        archcheck.load_constraints("cloud-api-onyl")


def test_a_folder_of_one_is_that_one_and_of_two_an_error(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.yaml").write_text(f"{{archcheck: topology/v1, nodes: {{a{number}: {{kind: x}}}}}}")
        if number == 1:
            assert list(archcheck.load_topology(tmp_path).nodes) == ["a1"]
    with pytest.raises(archcheck.InputError, match="holds 2 topologies, where one is expected"):
        archcheck.load_topology(tmp_path)


def test_the_public_names_are_those_of_all() -> None:
    assert all(hasattr(archcheck, name) for name in archcheck.__all__)
    assert set(archcheck.__all__) <= set(dir(archcheck))
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = archcheck.nothing_of_that_name
