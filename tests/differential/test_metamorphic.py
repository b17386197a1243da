"""What must hold between the engine's verdicts on two related cases, whatever either verdict is."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest

from archcheck.report_model import ConstraintResult
from tests.differential.compare import run_engine
from tests.differential.generate import draw_case
from tests.differential.oracle import Identity

SEEDS = range(10)
PER_SEED = 20
Written = dict[str, Any]
seeded = pytest.mark.parametrize("seed", SEEDS)


def list_seeds(seed: int) -> range:
    """List the seeds of the cases of one test; neighbours differ in their stratum."""
    return range(1_000_000 + seed * PER_SEED, 1_000_000 + (seed + 1) * PER_SEED)


def identities(result: ConstraintResult) -> set[Identity]:
    return {Identity(finding.source, finding.target, finding.subject) for finding in result.findings}


def witnesses(result: ConstraintResult) -> dict[Identity, tuple[str, ...]]:
    return {
        Identity(finding.source, finding.target, finding.subject): tuple(step.node for step in finding.path)
        for finding in result.findings
    }


def limit_rules(constraints: Written, rules: set[str]) -> Written:
    """Keep the constraints of some rules only."""
    kept = {name: body for name, body in constraints["constraints"].items() if body["rule"] in rules}
    return {**constraints, "constraints": kept}


def show(*documents: Written) -> str:
    return "\n".join(["", *(json.dumps(document, ensure_ascii=False) for document in documents)])


@seeded
def test_adding_an_edge_mends_no_prohibition(seed: int) -> None:
    prohibitions = {"forbidden-path", "forbidden-edge", "only-via", "isolation"}
    for case in list_seeds(seed):
        rng = Random(case)
        topology, constraints = draw_case(case)
        constraints = limit_rules(constraints, prohibitions)
        # At the end, where it takes no other edge's default id.
        added = {"from": rng.choice(list(topology["nodes"])), "to": rng.choice(list(topology["nodes"]))}
        if rng.random() < 0.5:
            added["kind"] = rng.choice(["push", "pull", "admin"])
        more = {**topology, "edges": [*topology["edges"], added]}
        before, after = run_engine(topology, constraints), run_engine(more, constraints)
        for name, result in before.items():
            assert identities(result) <= identities(after[name]), (name, show(topology, more, constraints))
            assert result.status == "pass" or after[name].status != "pass", (name, show(topology, more, constraints))


def shuffle(document: Written, keys: list[str], rng: Random) -> Written:
    """Put what is under some keys of a document in another order, and the keys themselves."""
    shuffled = dict(document)
    for key in keys:
        items = list(document[key].items()) if isinstance(document[key], dict) else list(document[key])
        rng.shuffle(items)
        shuffled[key] = dict(items) if isinstance(document[key], dict) else items
    first, *rest = shuffled.items()
    rng.shuffle(rest)
    return dict([first, *rest])


@seeded
def test_the_order_of_a_document_is_neutral(seed: int) -> None:
    for case in list_seeds(seed):
        rng = Random(case)
        documents = draw_case(case, plain=True)
        shuffled = (
            shuffle(documents[0], ["nodes", "edges", "zones", "edge-kinds"], rng),
            shuffle(documents[1], ["constraints", "sets"], rng),
        )
        before, after = run_engine(*documents), run_engine(*shuffled)
        assert set(before) == set(after)
        for name, result in before.items():
            assert result.status == after[name].status, (name, show(*documents, *shuffled))
            assert witnesses(result) == witnesses(after[name]), (name, show(*documents, *shuffled))


def rename(value: Any, names: dict[str, str]) -> Any:
    """Replace every text that is a node's id, whether it is a key or a value."""
    if isinstance(value, dict):
        return {names.get(key, key): rename(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [rename(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


@seeded
@pytest.mark.parametrize("keep_order", [True, False])
def test_names_are_neutral(seed: int, keep_order: bool) -> None:
    for case in list_seeds(seed):
        documents = draw_case(case, plain=True)
        old = sorted(documents[0]["nodes"])
        new = [f"node-{number:02}" for number in range(len(old))]
        if not keep_order:
            Random(case).shuffle(new)
        names = dict(zip(old, new, strict=True))
        renamed = [rename(one, names) for one in documents]
        before, after = run_engine(*documents), run_engine(renamed[0], renamed[1])
        for name, result in before.items():
            assert result.status == after[name].status, (name, show(*documents, *renamed))
            if keep_order and result.rule == "cardinality":
                # A group is a label's value, which may be written like an id and is no id.
                assert len(result.findings) == len(after[name].findings), (name, show(*documents, *renamed))
            elif keep_order:
                expected = {
                    Identity(*(names.get(part, part) if part else part for part in identity)): tuple(
                        names.get(node, node) for node in walk
                    )
                    for identity, walk in witnesses(result).items()
                }
                assert expected == witnesses(after[name]), (name, show(*documents, *renamed))


def name_nodes_only(case: int, relation: str) -> Written:
    """Draw constraints of the path rules whose selectors are lists of ids, so that no other node is ever meant."""
    rng = Random(case)
    topology, _ = draw_case(case)
    nodes = list(topology["nodes"])

    def some() -> list[str]:
        return rng.sample(nodes, rng.randint(1, 3))

    along = {"along": relation}
    constraints: Written = {}
    for number in range(3):
        constraints |= {
            f"path-{number}": {"rule": "forbidden-path", "from": some(), "to": some(), **along},
            f"via-{number}": {"rule": "only-via", "from": some(), "to": some(), "via": some(), **along},
            f"required-{number}": {"rule": "required-path", "from": some(), "to": some(), "each": "pair", **along},
            f"isolation-{number}": {"rule": "isolation", "groups": [some(), some()], **along},
        }
    return {"archcheck": "constraints/v1", "name": "named", "constraints": constraints}


@seeded
def test_a_node_within_an_edge_is_neutral(seed: int) -> None:
    for case in list_seeds(seed):
        topology, _ = draw_case(case, plain=True)
        if not topology["edges"]:
            continue
        constraints = name_nodes_only(case, "access")
        split = copy.deepcopy(topology)
        split["nodes"]["between"] = {"kind": "relay"}
        edge = Random(case).choice(split["edges"])
        split["edges"].remove(edge)
        split["edges"] += [{**edge, "id": "first", "to": "between"}, {**edge, "id": "second", "from": "between"}]
        before, after = run_engine(topology, constraints), run_engine(split, constraints)
        for name, result in before.items():
            assert result.status == after[name].status, (name, show(topology, split, constraints))
            assert identities(result) == identities(after[name]), (name, show(topology, split, constraints))


@seeded
@pytest.mark.parametrize("relation", ["access", "flow"])
def test_a_target_is_found_from_every_source(seed: int, relation: str) -> None:
    """Sources and targets that overlap hide nothing: the pairs of two sets are those of the single nodes."""
    for case in list_seeds(seed):
        topology, _ = draw_case(case)
        nodes = list(topology["nodes"])
        singles = {
            f"from {source} to {target}": {"rule": "forbidden-path", "from": source, "to": target, "along": relation}
            for source in nodes
            for target in nodes
        }
        constraints = name_nodes_only(case, relation)
        overlapping = {name: body for name, body in constraints["constraints"].items() if name.startswith("path")}
        overlapping["all"] = {"rule": "forbidden-path", "from": "*", "to": "*", "along": relation}
        results = run_engine(topology, {**constraints, "constraints": {**singles, **overlapping}})
        for name, body in overlapping.items():
            sources, targets = (nodes if body[end] == "*" else body[end] for end in ("from", "to"))
            expected = {
                pair: walk
                for source in sources
                for target in targets
                for pair, walk in witnesses(results[f"from {source} to {target}"]).items()
            }
            assert witnesses(results[name]) == expected, (name, show(topology, constraints))
