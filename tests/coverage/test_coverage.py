"""What no constraint looks at could be removed: then no verdict changes, and no finding."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

import archcheck
from archcheck.checker import read_constraints
from archcheck.coverage import Coverage, cover
from archcheck.graph.compiled import compile_topology
from archcheck.report_model import ConstraintResult
from archcheck.source.diagnostics import Problems
from tests.differential.compare import ALL
from tests.differential.generate import draw_case


@pytest.fixture(autouse=True)
def no_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archcheck.fixes.findings.add_fixes", lambda graph, results, constraints: tuple(results))


def covered(topology: dict[str, Any], rules: dict[str, Any]) -> tuple[Coverage, list[ConstraintResult]]:
    loaded, document = archcheck.loads_topology(json.dumps(topology)), archcheck.loads_constraints(json.dumps(rules))
    report = archcheck.check(loaded, document, max_findings=ALL)
    results = list(report.runs[0].constraints)
    return cover(compile_topology(loaded), read_constraints([document], Problems()), results), results


def say(result: ConstraintResult) -> object:
    return result.status, sorted(
        (each.source or "", each.target or "", each.subject or "", len(each.path)) for each in result.findings
    )


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(4))
def test_without_what_no_constraint_looks_at_every_verdict_is_the_same(chunk: int) -> None:
    removed = 0
    for seed in range(chunk, 240, 4):
        topology, rules = draw_case(seed)
        topology = {**topology, "edges": [edge for edge in topology["edges"] if "id" not in edge]}
        for number, edge in enumerate(topology["edges"]):
            if isinstance(edge["from"], str) and isinstance(edge["to"], str):
                edge["id"] = f"e{number}"
        for name, rule in rules["constraints"].items():
            alone = {**rules, "constraints": {name: rule}}
            coverage, (before,) = covered(topology, alone)
            if before.status in ("vacuous", "unknown", "inactive", "error"):
                assert coverage.unseen_nodes == tuple(sorted(topology["nodes"]))
                continue
            smaller = copy.deepcopy(topology)
            unseen = set(coverage.unseen_edges)
            smaller["edges"] = [edge for edge in smaller["edges"] if edge.get("id") not in unseen]
            needed = {end for edge in smaller["edges"] for end in ends(edge, topology)}
            gone = set(coverage.unseen_nodes) - needed
            smaller["nodes"] = {id: node for id, node in smaller["nodes"].items() if id not in gone}
            removed += len(gone) + len(topology["edges"]) - len(smaller["edges"])
            _, (after,) = covered(smaller, alone)
            assert say(after) == say(before), (seed, name)
    assert removed > 300


def ends(edge: dict[str, Any], topology: dict[str, Any]) -> set[str]:
    """Return the nodes at the ends of an edge; a list or a selector may stand for any."""
    if all(isinstance(edge[side], str) for side in ("from", "to")):
        return {edge["from"], edge["to"]}
    return set(topology["nodes"])


def test_an_example() -> None:
    topology = {
        "archcheck": "topology/v1",
        "nodes": {name: {"kind": "app"} for name in "abcdx"},
        "edges": [{"from": "a", "to": "b"}, {"from": "b", "to": "c"}, {"from": "x", "to": "x"}],
    }
    rule = {"rule": "forbidden-path", "from": "a", "to": "c"}
    coverage, _ = covered(topology, {"archcheck": "constraints/v1", "constraints": {"r": rule}})
    assert coverage.unseen_nodes == ("d", "x")
    assert coverage.unseen_edges == ("x->x",)
