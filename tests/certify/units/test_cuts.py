"""What redundancy finds and refuses."""

import random
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest

from archcheck.certify.model import Model
from tests.certify.units.building import judge, model, path, rejected

A, B, C, D = range(4)


def ladder() -> Model:
    """Return a, which reaches d by b and by c, both of which go on to e; f stands alone."""
    return model("abcdef", ["ab", "ac", "bd", "cd", "de"])


def redundancy(of: Model, source: Any = "a", target: Any = "d", **more: Any) -> Any:
    """Return a judgement."""
    return judge(of, "redundancy", {"from": source, "to": target, **more})


def reached(pairs: Iterable[tuple[int, int]], source: int, without: Iterable[int] = ()) -> set[int]:
    """Return what a node reaches past some nodes, itself included."""
    seen, waiting, edges = {source}, [source], list(pairs)
    while waiting:
        here = waiting.pop()
        for one, other in edges:
            if one == here and other not in seen and other not in without:
                seen.add(other)
                waiting.append(other)
    return seen


def expected_cut(ends: list[tuple[int, int]], pair: tuple[int, int], by_edges: bool, enough: int) -> Any:
    """Return the smallest cut that is nearest to the source: of all that are smaller than enough, all tried."""
    nodes = {node for both in ends for node in both} - set(pair)
    for size in range(enough):
        cuts = []
        for cut in combinations(range(len(ends)) if by_edges else sorted(nodes), size):
            left = [both for number, both in enumerate(ends) if not by_edges or number not in cut]
            near = reached(left, pair[0], () if by_edges else cut)
            if pair[1] not in near:
                cuts.append((len(near), frozenset(cut)))
        if cuts:
            return min(cuts, key=lambda each: each[0])[1]
    return None


@pytest.mark.parametrize("by_edges", [False, True])
def test_cuts_are_the_smallest_and_nearest(by_edges: bool) -> None:
    chance = random.Random(7)
    found = set()
    for _ in range(60):
        ends = [tuple(chance.sample("abcdef", 2)) for _ in range(chance.randint(5, 12))]
        of = model("abcdef", [one + other for one, other in ends])
        enough = chance.randint(2, 4)
        judgement = redundancy(of, "a", "f", disjoint="edges" if by_edges else "nodes", **{"at-least": enough})
        cut = judgement.cut((0, 5))
        assert cut == expected_cut(of.ends, (0, 5), by_edges, enough)
        assert judgement.cut((0, 5)) is cut
        assert judgement.holds() is (cut is None)
        found.add(None if cut is None else len(cut))
    assert found >= {None, 0, 1, 2}


@pytest.mark.parametrize(
    ("edges", "enough"),
    [
        # Two paths meet in `n`, and a third and a fourth turn them away from it, one after the other.
        ("ab ac ad ae bp cq df dn eg en np nq pz qz fz gz", 4),
        ("bd hg bg eg ba ci cb ih eh ig gz hz hz ig ab ca ed dz zb ea cd ih zi ae hg ec ad hc", 3),
    ],
)
def test_paths_that_are_taken_back(edges: str, enough: int) -> None:
    of = model("".join(sorted(set(edges) - {" "})), edges.split())
    pair = (0, len(of.nodes) - 1)
    judgement = redundancy(of, "a", "z", disjoint="edges", **{"at-least": enough})
    assert judgement.cut(pair) == expected_cut(of.ends, pair, True, enough)


def test_fields() -> None:
    declared = [{"from": "a", "to": "b", "id": "z"}, "ab", "bb", {"from": "b", "to": "c", "kind": "depends"}, "ac"]
    of = model("abc", declared)
    judgement = redundancy(of, "a", "c")
    assert (judgement.enough, judgement.by_edges, judgement.empty) == (2, False, [])
    assert judgement.fields.matched == {"from": 1, "to": 1}
    assert judgement.edges == {0, 1, 2, 4}
    assert judgement.out == {0: [1, 4, 0]}
    judgement = redundancy(of, "a", "c", along="dependency", disjoint="edges", **{"at-least": 3})
    assert (judgement.enough, judgement.by_edges) == (3, True)
    assert judgement.out == {0: [1, 4, 0], 1: [3]}
    assert redundancy(of, "a", "c", disjoint="nodes").by_edges is False
    assert redundancy(of, "a", "c", edges={"id": ["z", "b->c"]}).edges == {0}
    assert redundancy(of, {"kind": "y"}, "a").empty == ["from"]
    assert redundancy(of, "a", {"kind": "y"}).empty == ["to"]


def test_pairs() -> None:
    assert redundancy(model("abc"), ["c", "a"], ["b", "a"]).pairs() == [(A, B), (C, A), (C, B)]


def test_whether_it_holds() -> None:
    assert redundancy(ladder()).holds() is True
    assert redundancy(ladder(), "a", ["d", "e"]).holds() is False


def refuse(message: str, finding: Any, source: Any = "a", target: Any = "e", subject: Any = None, **more: Any) -> None:
    """Expect that a finding about a ladder is refused."""
    with rejected(message):
        redundancy(ladder(), ["a", "b", "e"], ["a", "d", "e", "f"], **more).check_finding(
            (source, target, subject), finding
        )


def test_findings() -> None:
    of = ladder()
    ways = {"path": path("a", "b", "d", "e")}
    judgement = redundancy(of, ["a", "b"], ["d", "e", "f"])
    assert judgement.check_finding(("a", "e", None), {"cut": ["d"], **ways}) is of.nodes[D].location
    place = judgement.check_finding(("b", "e", None), {"cut": ["d"], "path": path("b", "d", "e")})
    assert place is of.nodes[D].location
    assert judgement.check_finding(("b", "f", None), {"cut": []}) is of.nodes[B].location
    judgement = redundancy(of, "a", "e", disjoint="edges", **{"at-least": 4})
    assert judgement.check_finding(("a", "e", None), {"cut": ["d->e"], **ways}) is of.edges[4].location
    judgement = redundancy(of, "a", "d", **{"at-least": 3})
    place = judgement.check_finding(("a", "d", None), {"cut": ["b", "c"], "path": path("a", "b", "d")})
    assert place is of.nodes[B].location


def test_what_is_no_finding() -> None:
    no_pair = "a finding is about no pair"
    right = {"cut": ["d"], "path": path("a", "b", "d", "e")}
    for ends in (("e", "e"), ("c", "e"), ("a", "c"), ("nobody", "e"), ("a", "nobody")):
        refuse(no_pair, right, *ends)
    for identity in ((None, "e"), ("a", None), (None, None, "a"), ("a", "e", "a")):
        refuse("a finding has no source and target", right, *identity)
    refuse("a pair has paths enough", right, "a", "d")
    refuse("the field cut is missing or of a wrong type", {"path": right["path"]})
    refuse("a cut is ['c'], and should be ['d']", {**right, "cut": ["c"]})
    refuse("a cut is [], and should be ['d']", {**right, "cut": []})
    refuse("the path of a pair that is not joined is True, and should be False", {"cut": [], "path": []}, "a", "f")
    refuse("the field path is missing or of a wrong type", {"cut": ["d"]})


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ([], "the beginning of a path is [], and should be [{'node': 'a'}]"),
        (path("b", "d", "e"), "the beginning of a path is [{'node': 'b'}], and should be [{'node': 'a'}]"),
        (path("a", "b", "d"), "a path does not end as it should"),
        (path("a"), "a path does not end as it should"),
        (path("a", "e"), "a step of a path is not allowed"),
        (path("a", "b", "d", "e", "a"), "a step of a path is not allowed"),
        ([{"node": "a"}, {"edge": "a->b", "direction": "forward"}], "a step of a path is not allowed"),
    ],
)
def test_paths_that_join_nothing(way: Any, message: str) -> None:
    refuse(message, {"cut": ["d"], "path": way})


def test_steps_are_written_in_one_way() -> None:
    right = {"node": "b", "edge": "a->b", "direction": "forward"}
    for wrong in ({"edge": "a->c"}, {"direction": "backward"}, {"more": 1}):
        step = right | wrong
        message = f"a step of a path is {step!r}, and should be {right!r}"
        of = model("ab", ["ab"])
        with rejected(message if len(repr(step)) <= 80 else message.replace(repr(step), repr(step)[:79] + "…")):
            redundancy(of, "a", "b", disjoint="edges").check_finding(
                ("a", "b", None), {"cut": ["a->b"], "path": [{"node": "a"}, step]}
            )


def test_nothing_is_left_out() -> None:
    judgement = redundancy(ladder(), ["a", "b"], ["d", "e"])
    every = [("a", "e", None), ("b", "e", None)]
    judgement.check_complete(every)  # b -> d is an edge, and no node cuts it
    judgement.check_complete([*every, ("a", "d", None)])
    for left_out in every:
        with rejected("a violation is left out"):
            judgement.check_complete([one for one in every if one != left_out])


def certificate(*pairs: tuple[str, str, list[Any]]) -> dict[str, Any]:
    """Return a certificate."""
    shown = [{"source": source, "target": target, "paths": paths} for source, target, paths in pairs]
    return {"kind": "disjoint", "pairs": shown}


def check(certificate: Any, passes: bool = True, **more: Any) -> None:
    """Check the certificate of a ladder from a to d."""
    redundancy(ladder(), **more).check_certificate(certificate, passes=passes)


BY_B, BY_C = ["a->b", "b->d"], ["a->c", "c->d"]


def test_the_certificate_of_a_failure() -> None:
    check({"kind": "cut"}, passes=False)
    with rejected("the certificate is {'kind': 'disjoint'}, and should be {'kind': 'cut'}"):
        check({"kind": "disjoint"}, passes=False)


@pytest.mark.parametrize("disjoint", ["nodes", "edges"])
def test_disjoint_paths(disjoint: str) -> None:
    check(certificate(("a", "d", [BY_B, BY_C])), disjoint=disjoint)
    check(certificate(("a", "d", [BY_C, BY_B])), disjoint=disjoint)
    wrong: list[tuple[list[Any], str]] = [
        ([BY_B], "a pair has not as many paths as it should"),
        ([], "a pair has not as many paths as it should"),
        ([BY_B, BY_B], "the paths of a pair are not disjoint"),
        ([BY_B, ["a->c"]], "a path of a pair does not end as it should"),
        ([BY_B, []], "a path of a pair does not end as it should"),
        ([BY_B, 3], "a path of a pair does not end as it should"),
        ([BY_B, ["a->c", "b->d"]], "a path of a pair is none"),
        ([BY_B, ["b->d"]], "a path of a pair is none"),
        ([BY_B, ["nothing"]], "a path of a pair is none"),
        ([BY_B, [3]], "a path of a pair is none"),
        ([BY_B, [["a->c"]]], "a path of a pair is none"),
    ]
    for paths, message in wrong:
        with rejected(message):
            check(certificate(("a", "d", paths)), disjoint=disjoint)


def test_the_form_of_certificates() -> None:
    right = certificate(("a", "d", [BY_B, BY_C]))
    form = "the certificate has no disjoint paths"
    for wrong, message in (
        ({}, form),
        ({"kind": "disjoint"}, form),
        ({"pairs": right["pairs"]}, form),
        ({**right, "more": 1}, form),
        ({**right, "kind": "cut"}, form),
        ({**right, "pairs": {}}, form),
        ({**right, "pairs": []}, "the number of pairs is 0, and should be 1"),
        ({**right, "pairs": right["pairs"] * 2}, "the number of pairs is 2, and should be 1"),
        ({**right, "pairs": [3]}, "a pair has no paths"),
        ({**right, "pairs": [{"source": "a", "target": "d"}]}, "a pair has no paths"),
        ({**right, "pairs": [{"source": "a", "target": "d", "paths": "x"}]}, "a pair has no paths"),
    ):
        with rejected(message):
            check(wrong)
    for wrong in ({"source": "b"}, {"target": "b"}, {"source": "a", "target": "d", "more": 1}):
        with pytest.raises(
            Exception, match=r"^a pair is \{.*\}, and should be \{'source': 'a', 'target': 'd', 'paths'"
        ):
            check(certificate() | {"pairs": [right["pairs"][0] | wrong]})


def test_paths_share_edges_nodes_or_nothing() -> None:
    of = model("abcd", ["ab", "ab", "bd", "bd", "ba", "ad", "da"])
    shared = [["a->b", "b->d"], ["a->b#2", "b->d#2"]]
    redundancy(of, disjoint="edges").check_certificate(certificate(("a", "d", shared)), passes=True)
    for paths in (shared, [["a->b", "b->a", "a->d"], ["a->d"]], [["a->b", "b->d"], ["a->b#2", "b->a", "a->d"]]):
        with rejected("the paths of a pair are not disjoint"):
            redundancy(of).check_certificate(certificate(("a", "d", paths)), passes=True)
    # A single edge cannot be cut by nodes, and counts for as many as there should be.
    redundancy(of).check_certificate(certificate(("a", "d", [["a->d"]])), passes=True)
    for wrong, more in (([["a->d"]], {"disjoint": "edges"}), ([["a->b", "b->d"]], {}), ([["a->d"]] * 3, {})):
        with rejected("a pair has not as many paths as it should"):
            redundancy(of, **more).check_certificate(certificate(("a", "d", wrong)), passes=True)


def test_every_pair_has_its_paths() -> None:
    judgement = redundancy(ladder(), ["a", "b"], "d")
    judgement.check_certificate(certificate(("a", "d", [BY_B, BY_C]), ("b", "d", [["b->d"]])), passes=True)
    with rejected("a path of a pair is none"):
        judgement.check_certificate(certificate(("a", "d", [BY_B, BY_C]), ("b", "d", [["a->b"]])), passes=True)


def test_only_edges_that_count() -> None:
    right = certificate(("a", "d", [BY_B, BY_C]))
    with rejected("a path of a pair is none"):
        redundancy(ladder(), edges={"not": {"id": "c->d"}}).check_certificate(right, passes=True)
