"""The engine against the oracle: on random documents, and on every topology of up to three nodes.

`ARCHCHECK_FUZZ` sets the number of random topologies, each with a constraint or two of every rule; above its default,
the small topologies along flow are run through without a limit to their edges.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

import archcheck
from tests.differential.compare import ALL, compare, describe, find_accepted_flips, find_rejections
from tests.differential.generate import draw_case

CASES = int(os.environ.get("ARCHCHECK_FUZZ", "2000"))
CHUNKS = 20
# Edges of the topologies of three nodes along flow: all six in a long run.
MOST_EDGES = 4 if CASES <= 2000 else 6
Written = dict[str, Any]


@pytest.fixture
def no_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the search for fixes, which takes longer than all verdicts on many small topologies."""
    monkeypatch.setattr("archcheck.fixes.findings.add_fixes", lambda graph, results, constraints: tuple(results))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_documents(chunk: int) -> None:
    for seed in range(chunk, CASES, CHUNKS):
        case = draw_case(seed)
        problem = describe(*case)
        assert not problem, f"seed {seed}{problem}"
        assert not find_rejections(*case), f"seed {seed}"
        assert not find_accepted_flips(*case), f"seed {seed}"


def check_all(topologies: Iterator[Written], constraints: Written) -> None:
    """Check every topology against the same constraints, which are read only once."""
    loaded = archcheck.loads_constraints(json.dumps(constraints))
    for topology in topologies:
        report = archcheck.check(archcheck.loads_topology(json.dumps(topology)), loaded, max_findings=ALL)
        results = {result.id: result for result in report.runs[0].constraints}
        assert not compare(topology, constraints, results), describe(topology, constraints)


def write_topology(nodes: Written, edges: list[Written]) -> Written:
    return {"archcheck": "topology/v1", "name": "small", "nodes": nodes, "edges": edges}


def write_constraints(constraints: list[Written]) -> Written:
    named = {f"c{number}": constraint for number, constraint in enumerate(constraints)}
    return {"archcheck": "constraints/v1", "name": "small", "constraints": named}


def list_access_constraints(names: str) -> Iterator[Written]:
    """List constraints of all the path rules that treat the nodes in every way, but for renaming alone."""
    nodes = list(names)
    ends: list[Written] = [{"from": "*", "to": "*"}, {"from": "a", "to": nodes[-1]}, {"from": nodes[-1], "to": "a"}]
    ends += [{"from": nodes[:2], "to": nodes[-2:]}]
    sets: list[Any] = [*nodes, [nodes[0], nodes[-1]], "nobody"]
    for pair in ends:
        yield {"rule": "forbidden-path", **pair}
        yield {"rule": "forbidden-edge", **pair}
        for chosen in sets:
            yield {"rule": "only-via", **pair, "via": chosen}
            yield {"rule": "forbidden-edge", **pair, "through": chosen}
            yield {"rule": "required-path", **pair, "via": chosen, "each": "pair"}
        for stages in itertools.product(["a", nodes[-1], "*"], repeat=2):
            yield {"rule": "only-via", **pair, "via": {"in-order": list(stages)}}
        for least in (2, 3):
            yield {"rule": "only-via", **pair, "via": "*", "at-least": least}
            yield {"rule": "only-via", **pair, "via": nodes[:2], "at-least": least}
        for each in ("source", "target", "pair"):
            yield {"rule": "required-path", **pair, "each": each}
            yield {"rule": "required-path", **pair, "each": each, "within": 1}
            yield {"rule": "required-path", **pair, "each": each, "within": 2, "via": nodes[-1]}
    yield {"rule": "isolation", "groups": [nodes[:2], nodes[-2:]]}
    yield {"rule": "isolation", "groups": nodes, "except-via": nodes[-1]}
    yield {"rule": "acyclic", "match": "*"}
    yield {"rule": "acyclic", "match": nodes[:2]}


def list_digraphs(names: str, loops: bool) -> Iterator[Written]:
    """List every digraph over these nodes as a topology of calls, with or without self-loops."""
    nodes = {name: {"kind": "app"} for name in names}
    arcs = [(one, other) for one in names for other in names if loops or one != other]
    for chosen in itertools.product([False, True], repeat=len(arcs)):
        edges = [{"from": one, "to": other} for (one, other), there in zip(arcs, chosen, strict=True) if there]
        yield write_topology(nodes, edges)


@pytest.mark.slow
@pytest.mark.usefixtures("no_fixes")
@pytest.mark.parametrize("names", ["ab", "abc"])
def test_every_small_digraph_along_access(names: str) -> None:
    check_all(list_digraphs(names, loops=True), write_constraints(list(list_access_constraints(names))))


def list_flow_constraints(names: str) -> Iterator[Written]:
    """List constraints along flow that treat all nodes alike, so that one naming of a topology stands for all."""
    everything: Written = {"from": "*", "to": "*", "along": "flow"}
    yield {"rule": "forbidden-path", **everything}
    for name in names:
        yield {"rule": "only-via", **everything, "via": name}
        yield {"rule": "required-path", **everything, "via": name, "each": "pair"}
        yield {"rule": "only-via", "from": name, "to": "*", "along": "flow", "via": [n for n in names if n != name]}
    for stages in itertools.permutations(names, 2):
        yield {"rule": "only-via", **everything, "via": {"in-order": list(stages)}}
    yield {"rule": "required-path", **everything, "each": "pair", "within": 2}
    yield {"rule": "isolation", "along": "flow", "groups": list(names)}
    for one, other in itertools.permutations(names, 2):
        yield {"rule": "forbidden-path", "from": one, "to": other, "along": "flow"}


def list_constraints_of_labels(along: str) -> Iterator[Written]:
    """List constraints of the rules on labels, layers, numbers, duties and forms that tell the nodes a, b, c apart."""
    way = {"along": along}
    for pair in ({"from": "*", "to": "*"}, {"from": "a", "to": "c"}, {"from": ["a", "b"], "to": ["b", "c"]}):
        for bound in ({"at-least": 2}, {"at-most": 1}, {"at-least": 2, "at-most": 2}):
            yield {"rule": "distance", **pair, **way, **bound}
        yield {"rule": "purpose", **pair, **way, "allowed": "labels.may", "declared": "labels.for"}
        yield {"rule": "purpose", **pair, **way, "allowed": "labels.may", "declared": "labels.for", "via": "b"}
        if along != "flow":
            for disjoint, least in itertools.product(("nodes", "edges"), (1, 2, 3)):
                yield {"rule": "redundancy", **pair, **way, "disjoint": disjoint, "at-least": least}
    for policy, more in itertools.product(("confidentiality", "integrity"), ({}, {"via": "b"})):
        yield {"rule": "information-flow", "label": "n", "levels": [1, 2, 3], "policy": policy, **more}
        partial: Written = {"bottom": [], "left": "bottom", "right": "bottom", "top": ["left", "right"]}
        yield {"rule": "information-flow", "label": "part", "levels": partial, "policy": policy, **more}
        yield {"rule": "information-flow", "label": "n", "levels": [1, 3], "unlabelled": "ignore", "policy": policy}
    for duties in (["a", "b"], ["b", "c"], [["a", "b"], ["b", "c"]], ["b", "b"], ["a", "b", "c"]):
        yield {"rule": "separation-of-duty", "principals": "*", "duties": duties, **way}
    for first, second, third in itertools.product(("one", "optional", "any", "some"), repeat=3):
        if along == "flow" and first != second:
            continue
        steps = [{"id": ["a", "b"], "repeat": first}, {"id": "*", "repeat": second}, {"id": "c", "repeat": third}]
        yield {"rule": "path-pattern", "pattern": steps, **way}


def list_constraints_of_edges() -> Iterator[Written]:
    """List constraints of the rules that look at edges one by one, or at none."""
    layers: list[list[Any]] = [["a", "b", "c"], ["c", ["b", "c"]], ["a", {"select": "nobody", "optional": True}, "b"]]
    for chosen, strict, exhaustive in itertools.product(layers, (False, True), (False, True)):
        yield {"rule": "layers", "layers": chosen, "strict": strict, "exhaustive": exhaustive}
    for each, pair in itertools.product(("source", "target", "pair"), (("*", "*"), ("a", "c"), (["a", "b"], "b"))):
        yield {"rule": "required-edge", "from": pair[0], "to": pair[1], "each": each}
        yield {"rule": "required-edge", "from": pair[0], "to": pair[1], "each": each, "same": ["labels.for"]}
    yield {"rule": "allowed-edges", "allow": [{"from": "a"}, {"to": "c"}]}
    yield {"rule": "allowed-edges", "allow": [], "edges": {"from": "b"}}
    for bound in ({"at-least": 1}, {"at-most": 0}, {"at-least": 1, "at-most": 2}):
        yield {"rule": "cardinality", "edges": {"from": "a"}, **bound}
        yield {"rule": "cardinality", "match": "*", "per": "labels.for", **bound}


LABELLED: Written = {
    "a": {"kind": "app", "labels": {"n": 1, "part": "left", "may": ["x", "y"], "for": "x"}},
    "b": {"kind": "app", "labels": {"n": 2, "part": "right", "may": "y", "for": ["x", "y"]}},
    "c": {"kind": "app", "labels": {"n": 3, "part": "top", "for": "z"}},
}


@pytest.mark.slow
@pytest.mark.usefixtures("no_fixes")
@pytest.mark.parametrize("along", ["access", "flow"])
def test_every_small_digraph_against_labels_and_forms(along: str) -> None:
    constraints = write_constraints([*list_constraints_of_labels(along), *list_constraints_of_edges()])
    digraphs = [one["edges"] for one in list_digraphs("abc", loops=False)]
    nodes = [LABELLED]
    if along == "flow":
        nodes += [{**LABELLED, "b": {**LABELLED["b"], "stateful": False}}]
        nodes += [{name: {**body, "stateful": False} for name, body in LABELLED.items()}]
    # A digraph without loops says all but of edges one by one, which the second lists.
    edges = [*digraphs, *([{"from": a, "to": b}, {"from": a, "to": a}] for a, b in itertools.permutations("abc", 2))]
    check_all((write_topology(some, arcs) for some in nodes for arcs in edges), constraints)


Signature = tuple[tuple[str, ...], tuple[bool, ...]]


def list_flows(names: str, kinds: list[str], most: int) -> Iterator[Written]:
    """List every topology with at most so many edges, one or none from each node to each other one, up to renaming."""
    arcs = list(itertools.permutations(range(len(names)), 2))
    orders = list(itertools.permutations(range(len(names))))
    for chosen in itertools.product(["", *kinds], repeat=len(arcs)):
        if len(arcs) - chosen.count("") > most:
            continue
        kind_of = dict(zip(arcs, chosen, strict=True))
        for stateful in itertools.product([False, True], repeat=len(names)):
            renamed = (
                (tuple(kind_of[order[i], order[j]] for i, j in arcs), tuple(stateful[i] for i in order))
                for order in orders
            )
            if any(other < (chosen, stateful) for other in renamed):
                continue
            nodes = {name: {"kind": "app", "stateful": state} for name, state in zip(names, stateful, strict=True)}
            edges = [{"from": names[i], "to": names[j], "kind": kind} for (i, j), kind in kind_of.items() if kind]
            yield write_topology(nodes, edges)


@pytest.mark.slow
@pytest.mark.usefixtures("no_fixes")
@pytest.mark.parametrize(("first", "step"), [(part, 4) for part in range(4)])
def test_every_small_topology_along_flow(first: int, step: int) -> None:
    topologies = list_flows("abc", ["call", "push", "pull"], most=MOST_EDGES)
    check_all(itertools.islice(topologies, first, None, step), write_constraints(list(list_flow_constraints("abc"))))


@pytest.mark.slow
@pytest.mark.usefixtures("no_fixes")
def test_every_digraph_of_calls_along_flow() -> None:
    check_all(list_flows("abc", ["call"], most=6), write_constraints(list(list_flow_constraints("abc"))))


@pytest.mark.slow
@pytest.mark.usefixtures("no_fixes")
def test_every_small_topology_of_calls_along_flow() -> None:
    check_all(list_flows("abcd", ["call"], most=4), write_constraints(list(list_flow_constraints("abcd"))))


def test_every_pair_of_edges_between_two_nodes_along_flow() -> None:
    kinds = ["call", "push", "pull", "admin", "depends"]
    flows = [None, "request-response", "forward", "backward", "both", "none"]
    written = [
        {"from": "a", "to": "b", "kind": kind, **({"flow": flow} if flow else {})} for kind in kinds for flow in flows
    ]
    nodes = {"a": {"kind": "app", "stateful": False}, "b": {"kind": "app"}, "c": {"kind": "app", "stateful": False}}
    after = [{"from": "b", "to": "c", "kind": "pull"}, {"from": "c", "to": "a"}]
    everything = [
        {"rule": "forbidden-path", "from": "*", "to": "*", "along": along}
        for along in ("access", "flow", "control", "dependency")
    ]
    topologies = (
        write_topology(nodes, [first, {**second, "from": "b", "to": "a"}, *after])
        for first, second in itertools.product(written, written)
    )
    check_all(topologies, write_constraints(everything))
