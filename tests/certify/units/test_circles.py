"""What acyclic finds and refuses."""

from typing import Any

import pytest

from archcheck.certify.model import Model
from tests.certify.units.building import judge, model, path, rejected

Identity = tuple[Any, Any, Any]


def ring() -> Model:
    """Return a -> b -> c -> a, of which the first has a twin, then c -> d, and e -> e."""
    twins = [{"from": "a", "to": "b", "id": name} for name in ("z", "a->b", "y")]
    return model("abcde", [{"from": "b", "to": "a", "kind": "depends"}, *twins, "bc", "ca", "cd", "ee"])


def refuse(message: str, way: Any, subject: Any = "a", source: Any = None, target: Any = None) -> None:
    """Expect that a cycle is refused."""
    with rejected(message):
        judge(ring(), "acyclic", {}).check_finding((source, target, subject), {"path": way})


def test_cycles() -> None:
    of = ring()
    judgement = judge(of, "acyclic", {})
    place = judgement.check_finding((None, None, "a"), {"path": path("a", "b", "c", "a")})
    assert place is of.edges[of.edge_place["c->a"]].location
    place = judgement.check_finding((None, None, "e"), {"path": path("e", "e")})
    assert place is of.edges[of.edge_place["e->e"]].location


def test_what_is_no_cycle() -> None:
    nothing = "a finding is about nothing that could be on a cycle"
    cycle = path("a", "b", "c", "a")
    refuse(nothing, cycle, None)
    refuse(nothing, cycle, None, "a", "a")
    refuse(nothing, cycle, "a", "a")
    refuse(nothing, cycle, "a", None, "a")
    refuse(nothing, cycle, "f")
    refuse("a cycle does not begin at its subject", cycle, "b")
    refuse("a cycle does not begin at its subject", path("a"))
    refuse("a cycle does not begin at its subject", [])
    refuse("a step of a cycle is not one of its edge", path("a", ("b", "y"), "c", "a"))
    refuse("a step of a cycle is not one of its edge", path("a", ("c", "c->a"), direction="backward"))
    refuse("a step of a cycle is not one of its edge", path("a", "b", "c", "a", direction="backward"))
    refuse("a step of a cycle is not one of its edge", path("a", ("b", "b->a"), "c", "a"))
    refuse("a cycle does not close", path("a", "b", "c"))
    refuse("the subject of a cycle is not the smallest of its component", path("b", "c", "a", "b"), "b")
    refuse("the field path is missing or of a wrong type", None)


def test_no_component_is_left_out() -> None:
    judgement = judge(ring(), "acyclic", {})
    judgement.check_complete([(None, None, "a"), (None, None, "e")])
    # Any member names its component.
    judgement.check_complete([(None, None, "c"), (None, None, "e")])
    for told in ("a", "e", "d"):
        with rejected("a violation is left out"):
            judgement.check_complete([(None, None, told)])


@pytest.mark.parametrize(
    ("certificate", "message"),
    [
        ({"kind": "order", "order": ["a", "b", "c"]}, None),
        ({"kind": "order", "order": ["a", "c", "b"]}, "an edge leads back in the order"),
        ({"kind": "order", "order": ["b", "a", "c"]}, "an edge leads back in the order"),
        ({"kind": "order", "order": ["a", "b"]}, "the order does not hold every vertex once"),
        ({"kind": "order", "order": ["a", "b", "b", "c"]}, "the order does not hold every vertex once"),
        ({"kind": "order", "order": ["a", "b", 3]}, "the order does not hold every vertex once"),
        ({"kind": "order", "order": ["a", "b", "c", None]}, "the order does not hold every vertex once"),
        ({"kind": "order", "order": "abc"}, "the certificate is no order"),
        ({"kind": "cycle", "order": ["a", "b", "c"]}, "the certificate is no order"),
        ({"kind": "order"}, "the certificate is no order"),
        ({"order": ["a", "b", "c"]}, "the certificate is no order"),
        ({"kind": "order", "order": ["a", "b", "c"], "more": 1}, "the certificate is no order"),
    ],
)
def test_orders(certificate: dict[str, Any], message: str | None) -> None:
    judgement = judge(model("abc", ["ab", "bc"]), "acyclic", {})
    if message is None:
        judgement.check_certificate(certificate, passes=True)
        return
    with rejected(message):
        judgement.check_certificate(certificate, passes=True)


def test_an_edge_within_one_vertex_leads_back_in_every_order() -> None:
    with rejected("an edge leads back in the order"):
        judge(model("a", ["aa"]), "acyclic", {}).check_certificate({"kind": "order", "order": ["a"]}, passes=True)


def test_the_certificate_of_a_failure() -> None:
    judgement = judge(ring(), "acyclic", {})
    judgement.check_certificate({"kind": "cycle"}, passes=False)
    with rejected("the certificate is {'kind': 'order'}, and should be {'kind': 'cycle'}"):
        judgement.check_certificate({"kind": "order"}, passes=False)


def test_whether_it_holds() -> None:
    assert judge(ring(), "acyclic", {}).holds() is False
    for edges in ([], ["ab"], ["ab", "ac", "bd", "cd"], ["ab", "bc", "ac", "cd", "ad", "bd"]):
        assert judge(model("abcd", edges), "acyclic", {}).holds() is True


def test_of_two_cycles_of_which_one_leads_to_the_other_each_is_told() -> None:
    judgement = judge(model("abcd", ["ab", "ba", "bc", "cd", "dc"]), "acyclic", {})
    judgement.check_complete([(None, None, "a"), (None, None, "c")])
    for told in "ac":
        with rejected("a violation is left out"):
            judgement.check_complete([(None, None, told)])


def test_only_what_matches_and_only_chosen_edges() -> None:
    judgement = judge(ring(), "acyclic", {"match": ["a", "b", "d"]})
    assert judgement.holds() is True
    assert (judgement.fields.matched, judgement.empty) == ({"match": 3}, [])
    assert judgement.vertices == {"a", "b", "d"}
    assert judge(ring(), "acyclic", {}).vertices == set("abcde")
    judgement = judge(ring(), "acyclic", {"edges": {"not": {"id": ["c->a", "e->e"]}}})
    assert judgement.holds() is True
    assert judgement.joins == {("a", "b"): "a->b", ("b", "c"): "b->c", ("c", "d"): "c->d"}
    assert judge(ring(), "acyclic", {"match": {"kind": "y"}}).empty == ["match"]


def test_relations() -> None:
    of = model("ab", [{"from": "a", "to": "b", "kind": "admin"}, "ba"])
    assert judge(of, "acyclic", {}).joins == {("a", "b"): "a->b", ("b", "a"): "b->a"}
    assert judge(of, "acyclic", {"along": "control"}).joins == {("a", "b"): "a->b"}


def test_groups() -> None:
    nodes = {"a": {"zone": "u"}, "b": {"zone": "v"}, "c": {"zone": "u"}, "d": {}}
    of = model(nodes, ["ac", "ab", "bc", "ad", "db"], zones={"u": {}, "v": {}})
    judgement = judge(of, "acyclic", {"by": "zone"})
    assert judgement.vertices == {"u", "v"}
    assert judgement.joins == {("u", "v"): "a->b", ("v", "u"): "b->c"}
    assert judgement.holds() is False
    way = [
        {"node": "u"},
        {"node": "v", "edge": "a->b", "direction": "forward"},
        {"node": "u", "edge": "b->c", "direction": "forward"},
    ]
    assert judgement.check_finding((None, None, "u"), {"path": way}) is of.edges[2].location
