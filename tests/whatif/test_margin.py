"""Margins against brute force: every set of guards is compromised, and the constraint checked."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from random import Random
from typing import Any

import pytest

import archcheck
from archcheck.checker import read_constraints
from archcheck.graph.compiled import compile_topology
from archcheck.rules.constraint import Constraint
from archcheck.source.diagnostics import Problems
from archcheck.whatif.changes import compromise, distrust
from archcheck.whatif.margin import Margin, find_margin, find_margins

Written = dict[str, Any]
KINDS = ["call", "push", "pull", "admin"]


@pytest.fixture(autouse=True)
def no_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archcheck.fixes.findings.add_fixes", lambda graph, results, constraints: tuple(results))


def constraint_of(rule: Written) -> Constraint:
    document = archcheck.loads_constraints(json.dumps({"archcheck": "constraints/v1", "constraints": {"r": rule}}))
    (constraint,) = read_constraints([document], Problems())
    return constraint


def margin_of(topology: Written, rule: Written) -> Margin | None:
    """Return the margin of a constraint, None where it does not hold or guards do not keep it."""
    loaded = archcheck.loads_topology(json.dumps(topology))
    document = archcheck.loads_constraints(json.dumps({"archcheck": "constraints/v1", "constraints": {"r": rule}}))
    results = archcheck.check(loaded, document).runs[0].constraints
    found = find_margins(compile_topology(loaded), read_constraints([document], Problems()), results)
    return found[0] if found else None


def brute_force(topology: Written, rule: Written) -> int | None:
    """Return the size of the smallest set of guards whose compromise breaks a constraint, trying all of them."""
    loaded = archcheck.loads_topology(json.dumps(topology))
    document = archcheck.loads_constraints(json.dumps({"archcheck": "constraints/v1", "constraints": {"r": rule}}))
    via: Any = rule.get("via", rule.get("except-via"))
    stages = via["in-order"] if isinstance(via, dict) else [via]
    nodes = sorted({name for stage in stages for name in stage})
    for size in range(len(nodes) + 1):
        for taken in itertools.combinations(nodes, size):
            changed = compromise(loaded, frozenset(taken))
            result = archcheck.check(changed, distrust(document)).runs[0].constraints[0]
            if result.status == "fail":
                return size
    return None


def draw(rng: Random) -> tuple[Written, Written]:
    names = list("abcde")[: rng.randint(2, 5)]
    nodes = {
        name: {
            "kind": "app",
            "stateful": rng.random() < 0.5,
            "labels": {"level": rng.choice(["low", "high"]), "tenant": rng.choice(["x", "y"])},
        }
        for name in names
    }
    pairs = list(itertools.permutations(names, 2))
    edges = [
        {"from": one, "to": other, "kind": rng.choice(KINDS)}
        for one, other in rng.sample(pairs, rng.randint(1, min(len(pairs), 9)))
    ]
    guards = rng.sample(names, rng.randint(1, len(names)))
    along = {"along": rng.choice(["access", "flow", "control"])}
    ends: Written = {"from": rng.choice([names[0], names[:2]]), "to": rng.choice([names[-1], names[-2:]])}
    rules: list[Written] = [
        {"rule": "only-via", **ends, **along, "via": guards},
        {"rule": "only-via", **ends, **along, "via": {"in-order": [guards, rng.sample(names, 1)]}},
        {"rule": "only-via", **ends, "via": guards, "at-least": rng.choice([2, 3])},
        {"rule": "isolation", "by": "labels.tenant", **along, "except-via": guards},
        {
            "rule": "information-flow",
            "label": "level",
            "levels": ["low", "high"],
            "policy": "confidentiality",
            "via": guards,
        },
    ]
    return {"archcheck": "topology/v1", "nodes": nodes, "edges": edges}, rng.choice(rules)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(4))
def test_random_topologies_of_up_to_five_nodes(chunk: int) -> None:
    seen: Counter[object] = Counter()
    for seed in range(chunk, 2000, 4):
        topology, rule = draw(Random(seed))
        margin = margin_of(topology, rule)
        if margin is None:
            continue
        seen[margin.number] += 1
        assert margin.number == brute_force(topology, rule), (seed, topology, rule)
        if margin.number is not None:
            assert len(margin.taken) == margin.number
            loaded = archcheck.loads_topology(json.dumps(topology))
            document = archcheck.loads_constraints(
                json.dumps({"archcheck": "constraints/v1", "constraints": {"r": rule}})
            )
            changed = compromise(loaded, frozenset(margin.taken))
            assert archcheck.check(changed, distrust(document)).runs[0].constraints[0].status == "fail"
    assert seen[1] > 40
    assert seen[2] > 10
    assert seen[None] > 10


@pytest.mark.slow
def test_all_graphs_of_five_nodes_with_one_source_one_target_and_three_guards() -> None:
    """Edges into the source and out of the target are left out: no shortest path takes one."""
    constraint = constraint_of({"rule": "only-via", "from": "s", "to": "t", "via": ["a", "b", "c"]})
    arcs = [("s", x) for x in "abct"] + [(x, y) for x in "abc" for y in "abct" if x != y]
    nodes = {name: {"kind": "app"} for name in "sabct"}
    whole = compile_topology(archcheck.loads_topology(json.dumps({"archcheck": "topology/v1", "nodes": nodes})))
    everything = {"archcheck": "topology/v1", "nodes": nodes, "edges": [{"from": a, "to": b} for a, b in arcs]}
    edges = compile_topology(archcheck.loads_topology(json.dumps(everything))).edges
    numbers: Counter[int | None] = Counter()
    for chosen in range(1 << len(arcs)):
        used = [arc for place, arc in enumerate(arcs) if chosen >> place & 1]
        if ("s", "t") in used:
            continue  # it fails as it is
        graph = type(whole)(whole.topology, [edge for edge in edges if (edge.source, edge.target) in set(used)], ())
        number = find_margin(graph, constraint).number
        assert number == fewest(used)
        numbers[number] += 1
    assert min(numbers[each] for each in (None, 1, 2, 3)) > 5


def fewest(arcs: list[tuple[str, str]]) -> int | None:
    for size in range(4):
        for taken in itertools.combinations("abc", size):
            reached, before = {"s"}, 0
            while before < len(reached):
                before = len(reached)
                reached |= {y for x, y in arcs if x in reached and (y in taken or y == "t")}
            if "t" in reached:
                return size
    return None
