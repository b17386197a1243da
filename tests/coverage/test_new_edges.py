"""What would be noticed of new edges: every one is added to the document, and everything is checked again."""

from __future__ import annotations

import copy
import json
from datetime import date
from itertools import permutations
from typing import Any

import pytest

import archcheck
from archcheck.checker import read_constraints
from archcheck.coverage.new_edges import NewEdges, count_trials, try_edges
from archcheck.graph.compiled import compile_topology
from archcheck.source.diagnostics import Problems
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
    assert len(found.trials) * len(constraints) <= count_trials(graph, constraints)
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
