"""The minimum cuts of a finding, held against all sets of edges."""

import json
from itertools import combinations
from random import Random
from typing import Any

import pytest

import archcheck
from archcheck.checker import read_constraints
from archcheck.fixes.cuts import Budget, find_again, find_cuts
from archcheck.graph.compiled import Graph, compile_topology
from archcheck.report_model import Finding
from archcheck.rules.constraint import Constraint
from archcheck.source.diagnostics import Problems

RULES: list[dict[str, Any]] = [
    {"rule": "forbidden-path", "from": "a", "to": "d"},
    {"rule": "forbidden-path", "from": "a", "to": "d", "along": "flow"},
    {"rule": "forbidden-edge", "from": ["a", "b"], "to": "d", "through": ["c"]},
    {"rule": "only-via", "from": "a", "to": "d", "via": "b", "along": "flow"},
    {"rule": "only-via", "from": "a", "to": "d", "via": ["b", "c"], "at-least": 2},
    {"rule": "only-via", "from": "a", "to": "d", "via": {"in-order": ["b", "c"]}, "along": "flow"},
    {"rule": "isolation", "groups": ["a", ["c", "d"]]},
    {"rule": "path-pattern", "pattern": ["a", {"repeat": "some"}, "d"]},
    {"rule": "separation-of-duty", "along": "access", "principals": "a", "duties": ["c", "d"]},
    {"rule": "layers", "layers": ["d", "c", "b", "a"]},
]
NODES = "abcd"


def draw(seed: int, fixed: float = 0.15) -> Any:
    """Draw a small topology."""
    rng = Random(seed)
    nodes = {name: {"kind": "x", "stateful": rng.random() < 0.6} for name in NODES}
    kinds = ["call", "call", "push", "pull", "admin"]
    edges = [
        {"from": rng.choice(NODES), "to": rng.choice(NODES), "kind": rng.choice(kinds), "fixed": rng.random() < fixed}
        for _ in range(rng.randint(2, 8))
    ]
    return archcheck.loads_topology(json.dumps({"archcheck": "topology/v1", "nodes": nodes, "edges": edges}))


def prepare(topology: Any, fields: dict[str, Any]) -> tuple[Graph, Constraint, tuple[Finding, ...]]:
    """Return the graph, the constraint, and what it finds."""
    document = archcheck.loads_constraints(json.dumps({"archcheck": "constraints/v1", "constraints": {"c": fields}}))
    (constraint,) = read_constraints([document], Problems())
    return compile_topology(topology), constraint, archcheck.check(topology, document).runs[0].constraints[0].findings


def try_all(graph: Graph, constraint: Constraint, finding: Finding, largest: int) -> set[tuple[str, ...]]:
    """Return the smallest sets of edges without which a finding is gone, found by trying all."""
    loose = sorted(edge.id for edge in graph.edges if not edge.fixed)
    for size in range(1, largest + 1):
        found = set()
        for cut in combinations(loose, size):
            rest = [edge for edge in graph.edges if edge.id not in cut]
            if find_again(Graph(graph.topology, rest, ()), constraint, finding) is None:
                found.add(cut)
        if found:
            return found
    return set()


@pytest.mark.parametrize("fields", RULES, ids=lambda fields: f"{fields['rule']} {fields.get('along', '')}")
def test_all_minimum_cuts_and_no_others(fields: dict[str, Any]) -> None:
    looked_at = 0
    for seed in range(60):
        graph, constraint, findings = prepare(draw(seed), fields)
        for finding in findings:
            looked_at += 1
            cuts = find_cuts(graph, constraint, finding, 3, Budget(10**9))
            expected = try_all(graph, constraint, finding, 3)
            assert set(cuts) <= expected
            assert len(cuts) == min(len(expected), 10), (seed, finding)
    assert looked_at > 10


def test_parallel_edges_are_cut_together_and_in_the_order_of_the_path() -> None:
    topology = archcheck.loads_topology("""
archcheck: topology/v1
nodes: {a: {kind: x}, b: {kind: x}, d: {kind: x}}
edges: [{from: a, to: b}, {from: a, to: b}, {from: b, to: d}, {from: b, to: d}]
""")
    graph, constraint, (finding,) = prepare(topology, RULES[0])
    assert find_cuts(graph, constraint, finding, 1, Budget(10**9)) == ()
    assert find_cuts(graph, constraint, finding, 2, Budget(10**9)) == (("a->b", "a->b#2"), ("b->d", "b->d#2"))
    assert finding.fix == (("a->b", "a->b#2"), ("b->d", "b->d#2"))


def test_what_is_fixed_stays() -> None:
    topology = archcheck.loads_topology("""
archcheck: topology/v1
nodes: {a: {kind: x}, b: {kind: x}, d: {kind: x}}
edges: [{from: a, to: b, fixed: true}, {from: b, to: d, fixed: true}]
""")
    _, _, (finding,) = prepare(topology, RULES[0])
    assert finding.fix == ()


def test_a_budget_that_is_used_up_gives_no_cut_at_all() -> None:
    graph, constraint, findings = prepare(draw(3, fixed=0), RULES[0])
    assert all(find_cuts(graph, constraint, finding, 3, Budget(1)) == () for finding in findings)
