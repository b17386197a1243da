"""What distance measures and refuses."""

from fractions import Fraction
from typing import Any

import pytest

from archcheck.certify.distances import Distance
from archcheck.certify.model import Model
from tests.certify.units.building import judge, model, path, rejected

A, B, C, D = range(4)
WRONG = "a pair is neither too near nor too far, or its path is not a shortest one"


def distance(of: Model, source: Any = "a", target: Any = "d", **more: Any) -> Any:
    """Return a judgement; ``at-least`` is written `low`, ``at-most`` `high`."""
    bounds = {name: more.pop(short) for name, short in (("at-least", "low"), ("at-most", "high")) if short in more}
    return judge(of, "distance", {"from": source, "to": target, **bounds, **more})


def weighed(source: str, target: str, weight: Any) -> dict[str, Any]:
    """Return an edge with a weight."""
    return {"from": source, "to": target, "labels": {"w": weight}}


def detour() -> Model:
    """Return a, which reaches c by b with a weight of 3, and at once with one of 5, and then d with one of a half."""
    return model("abcd", [weighed("a", "c", 5), weighed("a", "b", 1), weighed("b", "c", 2), weighed("c", "d", 0.5)])


def test_fields() -> None:
    nobody = {"kind": "y"}
    judgement = distance(detour(), nobody, "a", low=2)
    assert (judgement.empty, judgement.low, judgement.high, judgement.label) == (["from"], 2, None, None)
    judgement = distance(detour(), "a", nobody, high=0.1, weight="labels.w", along="flow")
    assert (judgement.empty, judgement.low, judgement.high) == (["to"], None, Fraction(1, 10))
    assert (judgement.label, judgement.along) == ("w", "flow")
    assert distance(detour(), low=1).empty == []


def test_weights() -> None:
    of = model("abcd", [weighed("a", "b", 2), weighed("b", "c", 0.1), "cd", weighed("a", "c", 0)])
    judgement = distance(of, high=1, weight="labels.w")
    assert [judgement.weight(edge) for edge in range(4)] == [2, Fraction(1, 10), 0, 0]
    assert [distance(of, high=1).weight(edge) for edge in range(4)] == [1, 1, 1, 1]


@pytest.mark.parametrize("weight", [True, "x", -1, -0.5, [1]])
def test_what_is_no_weight(weight: Any) -> None:
    judgement = distance(model("ab", [weighed("a", "b", weight)]), "a", "b", high=1, weight="labels.w")
    with rejected("a weight is no number, or negative, so that there is no verdict"):
        judgement.weight(0)


def test_steps_are_weighed_only_where_weights_are_asked_for() -> None:
    judgement = distance(detour(), high=9)
    judgement._weigh = None
    assert judgement.holds() is True
    measured = judgement._measure(judgement.product)
    assert (measured.least, measured.greatest, measured.wrong) == (2, 2, {})
    assert judgement._measure(judgement.product) is measured


def test_steps_with_their_weights() -> None:
    """Of `b`, which is stateless, a request goes on, and an answer goes back only from where it was not asked."""
    edges = [weighed("a", "b", 2), {"from": "b", "to": "c", "kind": "push", "labels": {"w": 3}}]
    of = model({"a": {}, "b": {"stateful": False}, "c": {}}, edges)
    judgement = distance(of, "a", "c", high=9, weight="labels.w", along="flow")
    weights = {0: 20, 1: 30}
    assert judgement._weigh_steps(judgement.product, weights) == {
        0: [(3, 20)],
        1: [(3, 20)],
        2: [(0, 20), (4, 30)],
        3: [(4, 30)],
    }
    judgement = distance(of, "a", "c", high=9, weight="labels.w")
    assert judgement._weigh_steps(judgement.product, weights) == {0: [(1, 20)], 1: [(2, 30)]}


def out_of_bounds(judgement: Any) -> dict[tuple[int, int], Fraction]:
    """Return the distances that are out of bounds, by source and target."""
    measured = judgement._measure(judgement.product)
    return {
        (source, target): Fraction(length, measured.scale)
        for length, wrong in measured.wrong.items()
        for target, sources in wrong.items()
        for source, bit in judgement.bits.items()
        if sources & bit
    }


def test_all_pairs_are_measured_at_once() -> None:
    of = model("abcdef", ["ab", "bc", "cd", "de", "ef", "fa", "ba", "ea"])
    expected = {(A, B): 1, (A, D): 3, (C, A): 3, (C, B): 4, (C, D): 1}
    assert out_of_bounds(distance(of, list("ac"), list("abd"), high=0.5)) == expected
    assert out_of_bounds(distance(of, list("ac"), list("abd"), high=0.5, weight="labels.w")) == {}
    assert out_of_bounds(distance(of, list("ac"), list("abd"), low=3, high=3)) == {(A, B): 1, (C, B): 4, (C, D): 1}


def test_a_node_may_be_reached_twice_along_flow() -> None:
    """Once when it is asked, and once when it has an answer of its own; what is stateless gives the first no answer."""
    stateless = {"a": {}, "b": {}, "c": {}, "t": {"stateful": False}}
    # At once: a asks t, and t gets an answer of b.
    of = model(stateless, ["at", "tb"])
    found = out_of_bounds(distance(of, list("ab"), "t", low=2, high=9, along="flow"))
    assert found == {(0, 3): 1, (1, 3): 1}
    # a asks t, t fetches what b sent c, and later still what a sent c by x: a was there before.
    nodes = {**stateless, "x": {}}
    of = model(nodes, ["at", "ax", "xc", {"from": "b", "to": "c", "kind": "push"}, "tc"])
    found = out_of_bounds(distance(of, list("ab"), "t", low=9, along="flow"))
    assert found == {(0, 3): 1, (1, 3): 2}
    # A node is no pair with itself, however it is reached.
    of = model({"a": {"stateful": False}, "b": {}}, ["ab", "ba"])
    assert out_of_bounds(distance(of, "a", list("ab"), low=9, along="flow")) == {(0, 1): 1}


def test_only_edges_that_take_part_need_a_weight() -> None:
    wrong = {**weighed("b", "a", -1), "kind": "depends"}
    pulled = {**weighed("b", "a", 4), "kind": "pull"}
    of = model("ab", [weighed("a", "b", 2), wrong, pulled])
    assert out_of_bounds(distance(of, "a", "b", high=1, weight="labels.w")) == {(A, B): 2}
    of = model("ab", [wrong, pulled])
    assert out_of_bounds(distance(of, "a", "b", high=1, weight="labels.w", along="flow")) == {(A, B): 4}


def test_distances_that_are_alike_are_told_of_all() -> None:
    of = model("abcd", [weighed("a", "c", 2), weighed("b", "c", 2), weighed("a", "d", 2)])
    found = out_of_bounds(distance(of, list("ab"), list("cd"), high=1, weight="labels.w"))
    assert found == {(A, C): 2, (B, C): 2, (A, D): 2}


def test_pairs_are_measured_as_far_as_they_matter() -> None:
    of = model("abcdef", ["ab", "bc", "cd", "de", "ef", "fa", "ba", "ea"])

    def extremes(*targets: str, **bounds: Any) -> tuple[int | None, int | None]:
        judgement = distance(of, "a", list(targets), **bounds)
        measured = judgement._measure(judgement.product)
        return measured.least, measured.greatest

    assert extremes("b", "f", high=1) == extremes("b", "f", low=1, high=1) == (1, 5)
    assert extremes("b", "c", "d", low=1) == (1, 1)
    assert extremes("b", "c", "d", low=2) == (1, 2)
    assert extremes("e", "f", low=2) == (4, 4)
    assert extremes("a", low=2) == (None, None)


def test_findings() -> None:
    of = detour()
    judgement = distance(of, "a", ["c", "d"], low=2)
    place = judgement.check_finding(("a", "c", None), {"path": path("a", "c")})
    assert place is of.edges[0].location
    for ends, way in ((("a", "d", None), path("a", "c", "d")), (("a", "c", None), path("a", "b", "c"))):
        with rejected(WRONG):
            judgement.check_finding(ends, {"path": way})
    judgement = distance(of, "a", ["c", "d"], high=3, weight="labels.w")
    judgement.check_finding(("a", "d", None), {"path": path("a", "b", "c", "d")})
    for ends, way in ((("a", "d", None), path("a", "c", "d")), (("a", "c", None), path("a", "b", "c"))):
        with rejected(WRONG):
            judgement.check_finding(ends, {"path": way})


def test_by_steps_the_first_edge_counts_and_by_weight_the_lightest() -> None:
    of = model("ab", [weighed("a", "b", 3), {**weighed("a", "b", 2), "id": "light"}])
    way = {"path": path("a", ("b", "light"))}
    distance(of, "a", "b", high=1, weight="labels.w").check_finding(("a", "b", None), way)
    with rejected("a step of a path names another edge than the first that allows it"):
        distance(of, "a", "b", low=2).check_finding(("a", "b", None), way)


def test_nothing_is_left_out() -> None:
    judgement = distance(detour(), ["a", "b"], "d", high=1)
    every = [("a", "d", None), ("b", "d", None)]
    judgement.check_complete(every)
    for one in every:
        with rejected("a violation is left out"):
            judgement.check_complete([one])
    with rejected("a violation is left out"):
        distance(detour(), "a", ["c", "d"], low=3).check_complete([("a", "d", None)])


@pytest.mark.parametrize(
    ("more", "certificate"),
    [
        ({"low": 1}, {"least": 1, "greatest": None}),
        ({"high": 9}, {"least": None, "greatest": 2}),
        ({"low": 0, "high": 9}, {"least": 1, "greatest": 2}),
        ({"low": 0, "high": 9, "weight": "labels.w"}, {"least": 3, "greatest": 3.5}),
        ({"low": 0, "high": 9, "source": "d"}, {"least": None, "greatest": None}),
    ],
)
def test_certificates(more: dict[str, Any], certificate: dict[str, Any]) -> None:
    judgement = distance(detour(), **{"target": ["c", "d"], **more})
    right = {"kind": "distances", **certificate}
    judgement.check_certificate(right, passes=True)
    wrong = {**right, "kind": "closed"}
    with rejected(f"the certificate is {wrong}, and should be {right}"):
        judgement.check_certificate(wrong, passes=True)
    judgement.check_certificate({"kind": "path"}, passes=False)
    with rejected("the certificate is {}, and should be {'kind': 'path'}"):
        judgement.check_certificate({}, passes=False)


def test_the_lightest_walk_may_be_found_late() -> None:
    edges = [
        weighed("a", "d", 10),
        weighed("a", "b", 1),
        weighed("b", "c", 1),
        weighed("c", "d", 1),
        weighed("b", "d", 5),
    ]
    judgement = distance(model("abcd", edges), "a", ["b", "c", "d"], high=0, weight="labels.w")
    assert isinstance(judgement, Distance)
    assert out_of_bounds(judgement) == {(A, B): 1, (A, C): 2, (A, D): 3}


def test_weights_are_compared_as_they_were_written() -> None:
    edges = [weighed("a", "b", 0.1), weighed("b", "c", 0.2), weighed("c", "d", 0.7)]
    targets = ["b", "c", "d"]
    assert out_of_bounds(distance(model("abcd", edges), "a", targets, low=0.3, high=1, weight="labels.w")) == {
        (A, B): Fraction(1, 10)
    }
    assert out_of_bounds(distance(model("abcd", edges), "a", targets, low=0.31, high=0.99, weight="labels.w")) == {
        (A, B): Fraction(1, 10),
        (A, C): Fraction(3, 10),
        (A, D): 1,
    }
