"""What would be noticed of new edges: every one is added to the document, and everything is checked again."""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import date
from itertools import permutations
from typing import Any

import pytest

import archcheck
from archcheck.checker import read_constraints
from archcheck.coverage.new_edges import NewEdges, TooMany, _new_edges, try_edges
from archcheck.coverage.notice import Notice
from archcheck.documents.topology import Unmodelled
from archcheck.graph.compiled import Graph, compile_topology
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from tests.differential.compare import ALL
from tests.differential.generate import draw_case

DAY = date(2026, 6, 1)
Findings = set[tuple[str | None, ...]]


@pytest.fixture(autouse=True)
def no_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archcheck.fixes.findings.add_fixes", lambda graph, results, constraints: tuple(results))


def tried(topology: dict[str, Any], rules: dict[str, Any], kind: str = "call") -> NewEdges:
    graph = compile_topology(archcheck.loads_topology(json.dumps(topology)))
    constraints = read_constraints([archcheck.loads_constraints(json.dumps(rules))], Problems())
    found = try_edges(graph, constraints, DAY, kind)
    assert isinstance(found, NewEdges)
    return found


def find_all(topology: dict[str, Any], rules: dict[str, Any]) -> dict[str, Findings]:
    """Check as anybody does, and return the identities of the findings of each constraint."""
    report = archcheck.check(
        archcheck.loads_topology(json.dumps(topology)),
        archcheck.loads_constraints(json.dumps(rules)),
        max_findings=ALL,
        as_of=DAY,
    )
    return {
        result.id: {(each.source, each.target, each.subject) for each in result.findings}
        for result in report.runs[0].constraints
    }


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(4))
def test_every_edge_by_brute_force(chunk: int) -> None:
    noticed = 0
    for seed in range(chunk, 60, 4):
        topology, rules = draw_case(seed)
        kind = ("call", "push", "admin", "depends")[seed // 4 % 4]
        found = tried(topology, rules, kind)
        graph = compile_topology(archcheck.loads_topology(json.dumps(topology)))
        there = {(edge.source, edge.target) for edge in graph.edges if edge.kind == kind}
        pairs = [pair for pair in permutations(sorted(topology["nodes"]), 2) if pair not in there]
        assert [(each.source, each.target) for each in found.trials] == pairs
        before = find_all(topology, rules)
        for trial in found.trials[:: max(1, len(pairs) // 12)]:
            changed = copy.deepcopy(topology)
            changed["edges"].append({"from": trial.source, "to": trial.target, "kind": kind})
            after = find_all(changed, rules)
            new = {name: len(after[name] - before[name]) for name in before if after[name] - before[name]}
            assert trial.noticed_by == new, (seed, trial)
            noticed += bool(new)
    assert noticed > 20


def simple(**constraints: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    topology = {
        "archcheck": "topology/v1",
        "zones": {"in": {}, "out": {}},
        "nodes": {
            "a": {"kind": "app", "zone": "out"},
            "b": {"kind": "app", "zone": "in"},
            "c": {"kind": "store", "zone": "in"},
            "d": {"kind": "app"},
        },
        "edges": [{"from": "b", "to": "c"}],
    }
    return topology, {"archcheck": "constraints/v1", "constraints": constraints}


def test_what_is_summed_up() -> None:
    found = tried(
        *simple(
            apart={"rule": "forbidden-path", "from": "a", "to": "c"},
            alone={"rule": "forbidden-edge", "from": "a", "to": "b"},
            nodes={"rule": "forbidden-node", "match": {"kind": "app"}},
            later={"rule": "forbidden-edge", "from": "*", "to": "*", "in-force": {"from": "2027-01-01"}},
        )
    )
    assert len(found.trials) == 11
    assert {(each.source, each.target): dict(each.noticed_by) for each in found.trials if each.noticed_by} == {
        ("a", "b"): {"apart": 1, "alone": 1},
        ("a", "c"): {"apart": 1},
    }
    assert [(each.source, each.target) for each in found.worst] == [("a", "b"), ("a", "c")]
    assert [(each.source, each.target, each.possible, each.noticed) for each in found.crossings] == [
        ("", "in", 2, 0),
        ("", "out", 1, 0),
        ("in", "", 2, 0),
        ("in", "in", 1, 0),
        ("in", "out", 2, 0),
        ("out", "", 1, 0),
        ("out", "in", 2, 2),
    ]
    assert found.crossings[-1].noticed_by == {"alone": 1, "apart": 2}


def test_an_edge_that_is_there_is_not_tried_again_and_one_of_another_kind_is() -> None:
    topology, rules = simple(alone={"rule": "forbidden-edge", "from": "b", "to": "c", "edges": {"kind": "push"}})
    assert ("b", "c") not in {(each.source, each.target) for each in tried(topology, rules).trials}
    (noticed,) = [each for each in tried(topology, rules, "push").trials if each.noticed_by]
    assert (noticed.source, noticed.target, noticed.noticed_by) == ("b", "c", {"alone": 1})


def test_what_is_waived_or_violated_already_is_not_noticed_again() -> None:
    topology, rules = simple(
        grace={"rule": "forbidden-edge", "from": "a", "to": "*", "grace-until": "2099-01-01"},
        broken={"rule": "forbidden-path", "from": "b", "to": "c"},
        cycle={"rule": "acyclic"},
    )
    found = {(each.source, each.target): dict(each.noticed_by) for each in tried(topology, rules).trials}
    assert found["a", "d"] == {"grace": 1}
    assert found["c", "b"] == {"cycle": 1}
    assert found["b", "d"] == {}


def test_an_empty_scope_of_edges_notices_the_first_edge_in_it() -> None:
    scope = {"rule": "allowed-edges", "edges": {"to": "d"}, "allow": [{"from": "c"}]}
    found = tried(*simple(scope=scope))
    assert {(each.source, each.target) for each in found.trials if each.noticed_by} == {("a", "d"), ("b", "d")}


@pytest.mark.parametrize("chunk", range(4))
def test_what_is_told_without_a_decision_is_what_a_decision_says(chunk: int) -> None:
    told: Counter[tuple[str, str]] = Counter()
    for seed in range(1000 + chunk, 1060, 4):
        topology, rules = draw_case(seed)
        kind = ("call", "push", "pull", "admin", "depends")[seed % 5]
        graph = compile_topology(archcheck.loads_topology(json.dumps(topology)))
        constraints = read_constraints([archcheck.loads_constraints(json.dumps(rules))], Problems())
        position = graph.population.position
        asked = [each for each in constraints if each.rule.looks_at_edges(each.fields)]
        notices: list[Notice] = []
        for edges in list(_new_edges(graph, kind))[::3]:
            notices = notices or [Notice(graph, each, DAY, edges[0]) for each in asked]
            for notice in notices:
                notice.turn_to(position[edges[0].source], edges)
            edge = edges[seed % len(edges)]
            changed = Graph(graph.topology, [*graph.edges, edge], ())
            for notice in notices:
                number = notice.count(position[edge.source], position[edge.target])
                decided = notice.decide(changed)
                assert number in (None, decided), (seed, notice.constraint.id, edge.id)
                told[notice.constraint.rule.name, "asked" if number is None else "some" if decided else "none"] += 1
    assert {rule for rule, answer in told if answer == "asked"} <= {"distance"}
    if chunk == 0:
        assert {rule for rule, answer in told if answer == "some"} >= {
            "only-via",
            "isolation",
            "path-pattern",
            "layers",
        }


def test_what_is_not_known_of_a_topology_is_left_to_decisions() -> None:
    topology, rules = simple(apart={"rule": "forbidden-path", "from": "a", "to": "c"})
    graph = compile_topology(archcheck.loads_topology(json.dumps(topology)))
    place = Location("policy.yaml", 1, 1)
    graph.topology = graph.topology._replace(unmodelled=(Unmodelled("Policy", "p", "it is not understood", place),))
    (constraint,) = read_constraints([archcheck.loads_constraints(json.dumps(rules))], Problems())
    notice = Notice(graph, constraint, DAY, next(_new_edges(graph, "call"))[0])
    assert notice.count(0, 1) is None
    found = try_edges(graph, [constraint], DAY)
    assert isinstance(found, NewEdges)
    assert {(each.source, each.target) for each in found.trials if each.noticed_by} == {("a", "b"), ("a", "c")}
    assert try_edges(graph, [constraint], DAY, most=10) == TooMany(11, 10, "decisions")


def test_one_edge_may_close_several_cycles_or_make_one_larger() -> None:
    topology, rules = simple(cycle={"rule": "acyclic", "by": "labels.team"})
    topology["nodes"]["a"]["labels"] = {"team": ["x", "y"]}
    topology["nodes"]["b"]["labels"] = {"team": ["x", "y"]}
    topology["nodes"]["c"]["labels"] = {"team": "w"}
    found = {(each.source, each.target): dict(each.noticed_by) for each in tried(topology, rules).trials}
    # The teams x and y of both ends lead to each other; w is led to by both, and from `c` on closes w, x and y.
    assert found["a", "b"] == {"cycle": 1}
    assert found["c", "a"] == {"cycle": 1}
    assert found["a", "c"] == {}
    topology["edges"].append({"from": "a", "to": "b"})
    found = {(each.source, each.target): dict(each.noticed_by) for each in tried(topology, rules).trials}
    assert found["b", "a"] == {}
    assert found["c", "a"] == {"cycle": 1}  # a finding of another name: its smallest team is w now
