"""The verdict `unknown` against its meaning: a verdict that is known is the one of every way the unknown may turn out.

The unknown is drawn into random topologies, and all that it may turn out to be is written out and checked.
"""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from archcheck.certify import verify_report
from tests.differential.compare import report_of, run_engine
from tests.differential.generate import draw_case
from tests.differential.generate_topology import EDGE_LABELS, KINDS, LABELS, TAGS, list_zone_paths

CASES = 300
CHUNKS = 10
Written = dict[str, Any]
# Where the unknown is, and what may stand there: the body of a node or an edge, or None where an edge is not there.
Choice = tuple[str, str | int, list[Written | None]]


def draw_choices(rng: Random, topology: Written) -> list[Choice]:
    """Draw two or three unknowns and write them into a topology; give what each may turn out to be."""
    choices: dict[tuple[str, str | int], list[Written | None]] = {}
    for _ in range(rng.choice([1, 2, 3])):
        edges = topology["edges"]
        if edges and rng.random() < 0.6:
            place: tuple[str, str | int] = ("edges", rng.randrange(len(edges)))
            aspect = rng.choice(["presence", "presence", "tags", f"labels.{rng.choice(list(EDGE_LABELS))}"])
        else:
            place = ("nodes", rng.choice(list(topology["nodes"])))
            aspect = rng.choice(["kind", "zone", "tags", f"labels.{rng.choice(list(LABELS))}"])
        if place in choices:
            continue
        body = topology[place[0]][place[1]]
        choices[place] = [body if other is None else other for other in vary(rng, topology, body, aspect, place[0])]
        if aspect == "presence":
            choices[place].append(None)
        topology[place[0]][place[1]] = {**body, "unknown": [aspect]}
    return [(kind, where, bodies) for (kind, where), bodies in choices.items()]


def vary(rng: Random, topology: Written, body: Written, aspect: str, kind: str) -> Iterator[Written | None]:
    """Yield None for a body as it is, and some others that it may be in one aspect."""
    yield None
    if aspect == "kind":
        yield from ({**body, "kind": other} for other in rng.sample(KINDS, 3))
    elif aspect == "zone":
        yield {key: value for key, value in body.items() if key != "zone"}
        yield from ({**body, "zone": path} for path in list_zone_paths(topology.get("zones", {})))
    elif aspect == "tags":
        yield {key: value for key, value in body.items() if key != "tags"}
        yield from ({**body, "tags": [tag]} for tag in TAGS)
    elif aspect != "presence":
        label = aspect.partition(".")[2]
        values = (LABELS if kind == "nodes" else EDGE_LABELS)[label]
        others = {key: value for key, value in body.get("labels", {}).items() if key != label}
        yield {**body, "labels": others}
        yield from ({**body, "labels": {**others, label: value}} for value in rng.sample(values, min(3, len(values))))


def complete(topology: Written, choices: list[Choice]) -> Iterator[Written]:
    """Yield the topology in every way that the unknown may turn out."""
    for bodies in itertools.product(*(bodies for _, _, bodies in choices)):
        whole = copy.deepcopy(topology)
        for (kind, where, _), body in zip(choices, bodies, strict=True):
            whole[kind][where] = body
        whole["edges"] = [edge for edge in whole["edges"] if edge is not None]
        yield whole


def draw_unknown_case(seed: int) -> tuple[Written, Written, list[Choice]]:
    topology, constraints = draw_case(seed)
    choices = draw_choices(Random(seed), topology)
    return topology, constraints, choices


@pytest.fixture(autouse=True)
def no_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archcheck.fixes.findings.add_fixes", lambda graph, results, constraints: tuple(results))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_verdict_that_is_known_holds_whatever_the_unknown_is(chunk: int) -> None:
    for seed in range(chunk, CASES, CHUNKS):
        topology, constraints, choices = draw_unknown_case(seed)
        told = run_engine(topology, constraints)
        ways: dict[str, set[str]] = {name: set() for name in told}
        for whole in complete(topology, choices):
            for name, result in run_engine(whole, constraints).items():
                ways[name].add(result.status)
        presence_only = all(None in bodies for _, _, bodies in choices)
        for name, result in told.items():
            if result.status == "pass":
                assert ways[name] == {"pass"}, (seed, name, ways[name])
            elif result.status == "fail":
                assert "fail" in ways[name], (seed, name)
                if presence_only and constraints["constraints"][name]["rule"] in MONOTONE:
                    assert ways[name] == {"fail"}, (seed, name, ways[name])


MONOTONE = {
    *("forbidden-edge", "forbidden-node", "forbidden-path", "only-via", "isolation", "layers", "information-flow"),
    *("acyclic", "separation-of-duty", "purpose", "path-pattern"),
}


@pytest.mark.slow
def test_the_checker_accepts_the_engines_reports_and_no_pass_in_place_of_unknown() -> None:
    counts: Counter[str] = Counter()
    for seed in range(0, CASES, 3):
        topology, constraints, _ = draw_unknown_case(seed)
        report, loaded, document = report_of(topology, constraints)
        written = report.to_dict()
        assert not [each for each in verify_report(written, [loaded], [document]) if each.reason], seed
        whole = {
            **topology,
            "nodes": known(topology["nodes"]),
            "edges": [*known(dict(enumerate(topology["edges"]))).values()],
        }
        sure = report_of(whole, constraints)[0].to_dict()
        # The report of the topology as if all of it were known: what passes there and is unknown here is refused.
        forged = {**sure, "runs": [{**sure["runs"][0], "topology": written["runs"][0]["topology"]}]}
        reasons = {each.constraint: each.reason for each in verify_report(forged, [loaded], [document])}
        for one, other in zip(written["runs"][0]["constraints"], sure["runs"][0]["constraints"], strict=True):
            counts[one["status"]] += 1
            if one["status"] == "unknown" and other["status"] == "pass":
                counts["unknown for pass"] += 1
                assert "it " in (reasons[one["id"]] or ""), (seed, one["id"])
    assert counts["unknown"] > 100
    assert counts["unknown for pass"] > 100
    assert counts["pass"] > 300
    assert counts["fail"] > 300


def known(bodies: dict[Any, Written]) -> dict[Any, Written]:
    return {name: {key: value for key, value in body.items() if key != "unknown"} for name, body in bodies.items()}
