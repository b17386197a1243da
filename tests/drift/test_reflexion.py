"""Drift against a naive second reading of the reflexion model, and what is told of mappings that do not fit."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import archcheck
from archcheck.drift import Drift, find_drift
from archcheck.graph.compiled import compile_topology
from archcheck.source.diagnostics import Problems

KINDS = ["call", "push", "pull", "admin", "depends"]
NEEDS = {"call": "access", "push": "access", "pull": "access", "admin": "control", "depends": "dependency"}
HAS = {
    "call": {"access", "dependency"},
    "push": {"access"},
    "pull": {"access", "dependency"},
    "admin": {"access", "control"},
    "depends": {"dependency"},
}


def write(name: str, nodes: list[str], edges: list[tuple[str, str, str]]) -> str:
    lines = ["archcheck: topology/v1", f"name: {name}", "nodes:"]
    lines += [f"  {node}: {{kind: app, labels: {{n: {node}}}}}" for node in nodes]
    lines += ["edges:", *(f"  - {{from: {a}, to: {b}, kind: {kind}}}" for a, b, kind in edges)] if edges else []
    return "\n".join(lines) + "\n"


def hold(design: str, actual: str, overlay: str = "", *, strict: bool = False) -> Drift | list[str]:
    sides = [
        compile_topology(archcheck.loads_topology(text, path))
        for text, path in ((design, "d.yaml"), (actual, "a.yaml"))
    ]
    problems = Problems()
    written = archcheck.loads_overlay("archcheck: overlay/v1\n" + overlay, "o.yaml").map if overlay else ()
    found = find_drift(sides[0], sides[1], written, problems, strict=strict)
    return [each.summary() for each in problems.diagnostics] if found is None else found


def naive(
    design: list[tuple[str, str, str]], actual: list[tuple[str, str, str]], owner: dict[str, str]
) -> dict[str, Any]:
    """Say the model again, edge by edge, with no index and no grouping."""
    lifted = [(owner[a], owner[b], kind) for a, b, kind in actual if a in owner and b in owner]
    inside = [edge for edge in lifted if edge[0] == edge[1] and not any(d[:2] == edge[:2] for d in design)]
    lifted = [edge for edge in lifted if edge not in inside]
    allowed = [edge for edge in lifted if any(d[:2] == edge[:2] and NEEDS[edge[2]] in HAS[d[2]] for d in design)]
    there = [
        d
        for d in design
        if any(e[:2] == d[:2] and NEEDS[e[2]] in HAS[d[2]] and NEEDS[d[2]] in HAS[e[2]] for e in lifted)
    ]
    return {
        "convergent": sorted(there),
        "absent": sorted(d for d in design if d not in there),
        "divergent": sorted({(a, b, NEEDS[kind]) for a, b, kind in lifted if (a, b, kind) not in allowed}),
        "internal": len(inside),
    }


def draw(rng: Random, pairs: list[tuple[str, str]]) -> tuple[str, str, str]:
    source, target = rng.choice(pairs)
    return source, target, rng.choice(KINDS)


def test_against_a_naive_reading() -> None:
    seen = {"convergent": 0, "absent": 0, "divergent": 0, "internal": 0}
    for seed in range(400):
        rng = Random(seed)
        parts = [f"d{i}" for i in range(rng.randint(1, 4))]
        nodes = [f"n{i}" for i in range(rng.randint(1, 6))]
        owner = {node: rng.choice(parts) for node in nodes if rng.random() < 0.85}
        if not owner:
            continue
        pairs = list(itertools.product(parts, parts))
        design = sorted({draw(rng, pairs) for _ in range(rng.randint(0, 5))})
        steps = list(itertools.product(nodes, nodes))
        actual = sorted({draw(rng, steps) for _ in range(rng.randint(0, 9))})
        told = "map:\n" + "".join(
            f"  {part}: {{id: [{', '.join(ids)}]}}\n"
            for part in parts
            if (ids := [node for node in nodes if owner.get(node) == part])
        )
        found = hold(write("design", parts, design), write("actual", nodes, actual), told)
        assert isinstance(found, Drift), (seed, found)
        expected = naive(design, actual, owner)
        assert {
            "convergent": sorted((e.source, e.target, e.design.kind) for e in found.convergent if e.design),
            "absent": sorted((e.source, e.target, e.design.kind) for e in found.absent if e.design),
            "divergent": sorted((e.source, e.target, e.relation) for e in found.divergent),
            "internal": found.internal,
        } == expected, seed
        assert found.verdict == ("fail" if expected["divergent"] else "pass")
        assert [each.id for each in found.unmapped] == sorted(node for node in nodes if node not in owner)
        for name in seen:
            value = expected[name]
            seen[name] += value if isinstance(value, int) else len(value)
    assert min(seen.values()) > 100


DESIGN = write("d", ["a", "b"], [("a", "b", "call")])


def test_what_is_not_named_stands_for_its_own_id() -> None:
    found = hold(DESIGN, write("x", ["a", "b", "c"], [("a", "b", "push"), ("b", "c", "call"), ("c", "a", "call")]))
    assert isinstance(found, Drift)
    assert found.mapping == {"a": ("a",), "b": ("b",)}
    assert [(each.id, each.edges) for each in found.unmapped] == [("c", 2)]
    assert (len(found.convergent), found.divergent, found.absent, found.verdict) == (1, (), (), "pass")


def test_strict_counts_what_is_absent_missing_or_unmapped() -> None:
    for actual in (
        write("x", ["a", "b"], []),
        write("x", ["a", "b", "c"], [("a", "b", "call")]),
        write("x", ["a"], []),
    ):
        loose, strict = hold(DESIGN, actual), hold(DESIGN, actual, strict=True)
        assert isinstance(loose, Drift)
        assert isinstance(strict, Drift)
        assert (loose.verdict, strict.verdict) == ("pass", "fail")
    same = hold(DESIGN, DESIGN, strict=True)
    assert isinstance(same, Drift)
    assert same.verdict == "pass"


def test_what_is_not_understood_may_diverge() -> None:
    found = hold(DESIGN, DESIGN + "unmodelled:\n  - {kind: Policy, name: p, reason: it may add edges}\n")
    assert isinstance(found, Drift)
    assert found.verdict == "fail"


def test_mappings_that_do_not_fit() -> None:
    assert hold(DESIGN, DESIGN, "map: {aa: a}\n") == [
        "o.yaml:2:7: error[unknown-node]: `d.yaml` has no node `aa` (did you mean `a`?)"
    ]
    assert hold(DESIGN, DESIGN, "map: {a: '*', b: b}\n") == [
        "o.yaml:2:15: error[contradiction]: `b` is mapped to `b`, and to `a`"
    ]
    assert hold(DESIGN, write("x", ["z"], [])) == [
        "a.yaml:1:1: error[nothing-to-check]: no node of `a.yaml` stands for a node of `d.yaml` "
        "(say what stands for what, in the `map` of an overlay)"
    ]
    found = hold(DESIGN, write("x", ["b"], []), "map: {a: {kind: nobody}}\n")
    assert isinstance(found, Drift)
    assert [each.summary() for each in found.diagnostics] == [
        "o.yaml:2:7: warning[no-match]: no node of `a.yaml` is mapped to `a`"
    ]
