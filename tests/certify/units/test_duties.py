"""What separation-of-duty finds and refuses."""

from typing import Any

from archcheck.certify.model import Model
from tests.certify.units.building import judge, model, path, rejected

CONSTRAINT = {"principals": ["a", "p"], "duties": [["b", "x"], ["c", "x"]], "along": "access"}


def web() -> Model:
    """Return p, which leads to b and c, and to x; a leads to b."""
    return model("abcpx", ["pb", "pc", "ab", "px"])


def finding(**fields: Any) -> dict[str, Any]:
    """Return a finding about p, with other fields."""
    return {"path": path("p", "b"), "other_path": path("p", "c"), **fields}


def refuse(message: str, identity: tuple[Any, Any, Any] = (None, None, "p"), **fields: Any) -> None:
    """Expect that a finding is refused."""
    with rejected(message):
        judge(web(), "separation-of-duty", CONSTRAINT).check_finding(identity, finding(**fields))


def test_findings() -> None:
    of = web()
    judgement = judge(of, "separation-of-duty", CONSTRAINT)
    place = judgement.check_finding((None, None, "p"), finding())
    assert place is of.edges[of.edge_place["p->b"]].location
    judgement.check_finding((None, None, "p"), finding(other_path=path("p", "x")))
    judgement.check_finding((None, None, "p"), finding(path=path("p", "x"), other_path=path("p", "x")))
    assert judgement.refusals == []


def test_what_is_no_finding() -> None:
    refuse("a finding has no subject", (None, None, None))
    refuse("a finding has no subject", ("p", None, None))
    refuse("a finding has no subject", (None, "p", None))
    refuse("a finding has no subject", ("p", None, "p"))
    refuse("a finding has no subject", (None, "p", "p"))
    refuse("a finding is about nobody who is a principal", (None, None, "b"))
    refuse("a finding is about nobody who is a principal", (None, None, "nobody"))
    refuse("a path leads nowhere", path=[])
    refuse("a path leads nowhere", path=["p"])
    refuse("a path leads nowhere", other_path=[{"node": "p"}, {"node": 3}])
    refuse("a path leads nowhere", other_path=[{"node": "p"}, {"node": "y", "edge": "p->b", "direction": "forward"}])
    refuse("a path leads nowhere", path=[{"node": "p"}, {"edge": "p->b", "direction": "forward"}])
    refuse("a path leads nowhere", path=path("p"))
    refuse("the paths do not lead into two duties", other_path=path("p", "b"))
    refuse("the field other_path is missing or of a wrong type", other_path=None)


def test_nobody_is_left_out() -> None:
    judgement = judge(web(), "separation-of-duty", CONSTRAINT)
    assert judgement.holds() is False
    judgement.check_complete([(None, None, "p")])
    with rejected("what is left out is ['p'], and should be []"):
        judgement.check_complete([(None, None, "a")])


def test_fixes() -> None:
    of = web()
    judgement = judge(of, "separation-of-duty", CONSTRAINT)
    cut = frozenset(of.edge_place[name] for name in ("p->c", "p->x"))
    judgement.check_fix((None, None, "p"), cut)
    with rejected("a fix mends nothing"):
        judgement.check_fix((None, None, "p"), frozenset((of.edge_place["p->c"],)))


def test_what_is_counted_and_what_matches_nothing() -> None:
    judgement = judge(web(), "separation-of-duty", CONSTRAINT)
    assert judgement.fields.matched == {"principals": 2, "duties[0]": 2, "duties[1]": 2}
    assert (judgement.empty, judgement.along) == ([], "access")
    lacking = {"principals": {"kind": "y"}, "duties": ["b", {"kind": "y"}]}
    judgement = judge(web(), "separation-of-duty", lacking)
    assert judgement.fields.matched == {"principals": 0, "duties[0]": 1, "duties[1]": 0}
    assert (judgement.empty, judgement.along) == (["principals", "duties[1]"], "control")


def test_parts_and_ones_own_duty() -> None:
    """A principal who is a duty too has a colour: to come back to oneself is no path."""
    of = model("abcp", ["bp", "pb", "bc", "ab"])
    judgement = judge(of, "separation-of-duty", {"principals": ["b", "p"], "duties": ["b", "c"], "along": "access"})
    assert judgement.parts() == [
        {"duty": 0, "of": "targets", "many": "", "alone": {"node:b": "0-1,3"}},
        {"duty": 1, "of": "targets", "many": "0-1,3", "alone": {}},
    ]
    judgement.check_complete([(None, None, "p")])
