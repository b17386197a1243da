"""Every forgery of an exhaustive small set: the checker accepts what is so, and nothing else."""

import copy
import json
from collections.abc import Iterator
from itertools import chain, combinations, pairwise, permutations, product
from typing import Any

import pytest

import archcheck
from archcheck.certify import verify_report
from archcheck.report_model import seal

NODES = ("a", "b", "c")
PAIRS = [(one, other) for one in NODES for other in NODES if one != other]
Report = dict[str, Any]


def topologies(kind: str = "call", stateful: bool = True) -> Iterator[Any]:
    """Yield every digraph of three nodes."""
    for chosen in chain.from_iterable(combinations(PAIRS, size) for size in range(len(PAIRS) + 1)):
        nodes = {name: {"kind": "x", "stateful": stateful or name != "b"} for name in NODES}
        edges = [{"from": one, "to": other, "kind": kind} for one, other in chosen]
        document = {"archcheck": "topology/v1", "nodes": nodes, "edges": edges}
        yield archcheck.loads_topology(json.dumps(document))


def constraint(**fields: Any) -> Any:
    """Return a document of one constraint."""
    document = {"archcheck": "constraints/v1", "constraints": {"c": fields}}
    return archcheck.loads_constraints(json.dumps(document))


def accepts(data: Report, topology: Any, document: Any) -> bool:
    """Return whether a report, sealed anew, is accepted."""
    data.pop("digest", None)
    return all(each.accepted for each in verify_report({**data, "digest": seal(data)}, [topology], [document]))


def forge(report: Report, **fields: Any) -> Report:
    """Return the report with other fields of its verdict, and the summary that goes with them."""
    changed = copy.deepcopy(report)
    run = changed["runs"][0]
    run["constraints"][0].update(fields)
    statuses = [each["status"] for each in run["constraints"]]
    run["summary"] = {status: statuses.count(status) for status in run["summary"]}
    changed["verdict"] = "fail" if "fail" in statuses else "pass"
    return changed


def numbers(count: int) -> list[str]:
    """Return every set of numbers below one, as certificates write it."""
    from archcheck.certify.numbers import write

    return [write(chosen) for size in range(count + 1) for chosen in combinations(range(count), size)]


@pytest.mark.parametrize(
    ("fields", "states"),
    [
        ({"rule": "forbidden-path", "from": "a", "to": "c"}, 3),
        ({"rule": "only-via", "from": "a", "to": "c", "via": "b"}, 3),
        ({"rule": "required-path", "from": "a", "to": "c"}, 3),
    ],
)
def test_closed_sets(fields: dict[str, Any], states: int) -> None:
    document = constraint(**fields)
    for topology in topologies():
        report = archcheck.check(topology, document).to_dict()
        certificate = report["runs"][0]["constraints"][0]["certificate"]
        for many in numbers(states):
            for of in ("sources", "targets"):
                forged = {"kind": "closed", "parts": [{"of": of, "many": many, "alone": {}}]}
                assert accepts(forge(report, certificate=forged), topology, document) == (forged == certificate)


def test_colours() -> None:
    document = constraint(rule="forbidden-path", **{"from": "*", "to": "c"})
    sets = numbers(3)
    for topology in topologies():
        report = archcheck.check(topology, document).to_dict()
        certificate = report["runs"][0]["constraints"][0]["certificate"]
        for many, alone in product(sets, sets):
            for name in ("node:a", "node:c"):
                forged = {"kind": "closed", "parts": [{"of": "sources", "many": many, "alone": {name: alone}}]}
                assert accepts(forge(report, certificate=forged), topology, document) == (forged == certificate)


def test_a_pass_that_is_none_and_a_failure_that_is_none() -> None:
    rules: list[dict[str, Any]] = [
        {"rule": "forbidden-path", "from": "a", "to": "c"},
        {"rule": "forbidden-path", "from": "a", "to": "c", "along": "flow"},
        {"rule": "forbidden-edge", "from": "a", "to": "c"},
        {"rule": "only-via", "from": "a", "to": "c", "via": "b", "along": "flow"},
        {"rule": "isolation", "groups": ["a", "c"]},
        {"rule": "path-pattern", "pattern": ["a", {"id": "b", "repeat": "any"}, "c"]},
        {"rule": "distance", "from": "a", "to": "c", "at-least": 2},
        {"rule": "redundancy", "from": "a", "to": "c"},
        {"rule": "acyclic"},
        {"rule": "separation-of-duty", "along": "access", "principals": "a", "duties": ["b", "c"]},
    ]
    for fields in rules:
        document = constraint(**fields)
        reports = [(archcheck.check(topology, document).to_dict(), topology) for topology in topologies(stateful=False)]
        verdicts = [report["runs"][0]["constraints"][0] for report, _ in reports]
        passing = [each for each in verdicts if each["status"] == "pass"]
        failing = [each for each in verdicts if each["status"] == "fail"]
        assert passing
        assert failing
        # Every verdict of any digraph, told of every other one: accepted where it is the verdict there, and only there.
        for report, topology in reports:
            own = report["runs"][0]["constraints"][0]
            for other in passing[:8] + failing[:8]:
                moved = {**other, "findings": [{**each, "fix": []} for each in other["findings"]]}
                for each in moved["findings"]:
                    del each["fix"]
                forged = forge(report, **moved)
                for name in own.keys() - other.keys():
                    del forged["runs"][0]["constraints"][0][name]
                if other["status"] != own["status"]:
                    assert not accepts(forged, topology, document), fields


def test_orders() -> None:
    document = constraint(rule="acyclic")
    for topology in topologies():
        report = archcheck.check(topology, document).to_dict()
        holds = report["runs"][0]["constraints"][0]["status"] == "pass"
        edges = [(each.source, each.target) for each in topology.declarations]
        for order in permutations(NODES):
            sound = all(order.index(one) < order.index(other) for one, other in edges)
            forged = forge(report, status="pass", findings=[], certificate={"kind": "order", "order": list(order)})
            assert accepts(forged, topology, document) == (holds and sound)


def test_paths() -> None:
    document = constraint(rule="forbidden-path", **{"from": "a", "to": "c"})
    for topology in topologies():
        report = archcheck.check(topology, document).to_dict()
        (own,) = report["runs"][0]["constraints"]
        if own["status"] != "fail":
            continue
        edges = {(each.source, each.target) for each in topology.declarations}
        for walk in chain.from_iterable(product(NODES, repeat=length) for length in range(1, 5)):
            path: list[dict[str, Any]] = [{"node": walk[0]}]
            path += [
                {"node": there, "edge": f"{here}->{there}", "direction": "forward"} for here, there in pairwise(walk)
            ]
            finding = {name: value for name, value in own["findings"][0].items() if name != "fix"} | {"path": path}
            last = next((each for each in topology.declarations if (each.source, each.target) == walk[-2:]), None)
            if last is not None:
                place = last.location
                finding["location"] = {"path": place.path, "line": place.line, "column": place.column}
            sound = (walk[0], walk[-1]) == ("a", "c") and all(step in edges for step in pairwise(walk))
            assert accepts(forge(report, findings=[finding]), topology, document) == sound
