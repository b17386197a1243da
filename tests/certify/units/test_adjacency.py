"""What forbidden-edge finds and refuses."""

from typing import Any

import pytest

from archcheck.certify.model import Model
from tests.certify.units.building import judge, model, path, rejected

NOT_ALLOWED = "a step of a path is not allowed, or names another edge than the first that allows it"


def web() -> Model:
    """Return a, p (which does not separate), q (which does) and b; a also depends on b, and b calls itself."""
    return model(
        {"a": {}, "b": {}, "p": {"transparent": True}, "q": {}},
        [
            "ap",
            "pb",
            "aq",
            "qb",
            {"from": "a", "to": "b", "kind": "depends"},
            "bb",
            {"from": "a", "to": "b", "id": "own"},
        ],
    )


def refuse(message: str, way: Any, source: str = "a", target: str = "b", **constraint: Any) -> None:
    """Expect that a path is refused."""
    judgement = judge(web(), "forbidden-edge", {"from": source, "to": target, **constraint})
    with rejected(message):
        judgement.check_finding((source, target, None), {"path": way})


def test_paths_that_violate() -> None:
    of = web()
    judgement = judge(of, "forbidden-edge", {"from": "*", "to": "*"})
    for way in (path("a", "b"), path("a", "p", "b"), path("a", "q"), path("p", "b")):
        last = of.edges[of.edge_place[way[-1]["edge"]]]
        assert judgement.check_finding((way[0]["node"], way[-1]["node"], None), {"path": way}) is last.location


def test_paths_that_violate_nothing() -> None:
    refuse(NOT_ALLOWED, path("a", ("b", "own")))
    refuse(NOT_ALLOWED, path("a", ("b", "a->p")))
    refuse(NOT_ALLOWED, path("a", "b", direction="backward"))
    refuse(NOT_ALLOWED, path("b", ("a", "a->b"), direction="backward"), "b", "a")
    refuse(NOT_ALLOWED, path("a", ("p", "own"), "b"))
    refuse("a path leads through a node that separates its ends", path("a", "q", "b"))
    refuse("a path leads through a node that separates its ends", path("a", "p", "b"), through="q")
    refuse("a path does not end as it should", path("a", "p"))
    refuse("a path does not end as it should", path("a", "b"), target="p")


def test_no_edge_of_the_wrong_kind_within_a_path() -> None:
    """What depends alone is a violation by itself, and no step of a longer one."""
    of = model({"a": {}, "b": {}, "p": {"transparent": True}}, [{"from": "a", "to": "p", "kind": "depends"}, "pb"])
    judgement = judge(of, "forbidden-edge", {"from": "a", "to": ["b", "p"]})
    judgement.check_finding(("a", "p", None), {"path": path("a", "p")})
    with rejected(NOT_ALLOWED):
        judgement.check_finding(("a", "b", None), {"path": path("a", "p", "b")})


def test_a_long_path_ends_where_its_last_step_does() -> None:
    """Only the nodes between the ends must not separate."""
    of = model({"a": {}, "b": {}, "p": {"transparent": True}, "q": {"transparent": True}}, ["ap", "pq", "qb", "bp"])
    judgement = judge(of, "forbidden-edge", {"from": "a", "to": ["b", "q"]})
    judgement.check_finding(("a", "b", None), {"path": path("a", "p", "q", "b")})
    with rejected("a path leads through a node that separates its ends"):
        judgement.check_finding(("a", "q", None), {"path": path("a", "p", "q", "b", "p", "q")})


@pytest.mark.parametrize(
    ("edges", "holds"),
    [
        ([{"from": "a", "to": "b", "kind": "depends"}], False),
        (["ab"], False),
        ([{"from": "a", "to": "p", "kind": "depends"}, "pb"], True),
        (["ap", {"from": "p", "to": "b", "kind": "depends"}], True),
        (["ap", "pb"], False),
        (["aq", "qb"], True),
        (["ba"], True),
        ([], True),
    ],
)
def test_whether_it_holds(edges: list[Any], holds: bool) -> None:
    of = model({"a": {}, "b": {}, "p": {"transparent": True}, "q": {}}, edges)
    assert judge(of, "forbidden-edge", {"from": "a", "to": "b"}).holds() is holds


def test_only_chosen_edges_count() -> None:
    refuse(NOT_ALLOWED, path("a", "p", "b"), edges={"not": {"id": "p->b"}})
    judgement = judge(web(), "forbidden-edge", {"from": "a", "to": "b", "edges": {"id": "own"}})
    judgement.check_finding(("a", "b", None), {"path": path("a", ("b", "own"))})
    assert judgement.holds() is False


def test_fixes() -> None:
    of = web()
    judgement = judge(of, "forbidden-edge", {"from": "a", "to": "b"})
    places = {of.edge_place[name] for name in ("a->b", "own", "a->p")}
    judgement.check_fix(("a", "b", None), frozenset(places))
    with rejected("a fix mends nothing"):
        judgement.check_fix(("a", "b", None), frozenset(places - {of.edge_place["a->b"]}))


def test_what_matches_nothing() -> None:
    nobody = {"kind": "y"}
    for ends, empty in (("aa", []), ((nobody, "a"), ["from"]), (("a", nobody), ["to"])):
        judgement = judge(web(), "forbidden-edge", {"from": ends[0], "to": ends[1]})
        assert judgement.empty == empty
