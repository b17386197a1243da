"""The oracle's rules on labels, layers, numbers, duties and forms, against cases worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.differential.oracle import Identity
from tests.differential.oracle_case import Evidence
from tests.differential.test_oracle_itself import COMPLIANT_EDGES, COMPLIANT_NODES, judge_one, pairs, subjects, topology

Written = dict[str, Any]


def labelled(kinds: dict[str, Any]) -> Written:
    """Write nodes of one kind with a label `l` each; None for none."""
    return {name: {"kind": "app", "labels": {} if value is None else {"l": value}} for name, value in kinds.items()}


def test_required_edge() -> None:
    document = topology(dict.fromkeys("abc", "app"), ["a-depends->b", "b->c", "c->c"])
    assert pairs(judge_one(document, "required-edge", from_="*", to="*")) == {("c", None)}
    assert pairs(judge_one(document, "required-edge", from_="*", to="*", each="target")) == {(None, "a")}
    assert pairs(judge_one(document, "required-edge", from_="a", to=["b", "c"], each="pair")) == {("a", "c")}
    assert pairs(judge_one(document, "required-edge", from_="a", to="b", edges={"kind": "call"})) == {("a", None)}
    assert judge_one(document, "required-edge", from_="nobody", to="*").status == "vacuous"
    assert judge_one(document, "required-edge", from_="a", to="nobody").status == "fail"


def test_layers() -> None:
    document = topology(dict.fromkeys("abcd", "app"), ["a->b", "b->c", "a->c", "c->a", "d->a", "b->b"])
    layers: list[Any] = ["a", "b", "c"]
    assert subjects(judge_one(document, "layers", layers=layers)) == {"c->a"}
    assert subjects(judge_one(document, "layers", layers=layers, strict=True)) == {"c->a", "a->c"}
    assert subjects(judge_one(document, "layers", layers=layers, exhaustive=True)) == {"c->a", "d"}
    # A node of two layers counts in the first, and is at fault under `exhaustive` alone.
    twice = ["a", ["b", "c"], ["c", "d"]]
    assert subjects(judge_one(document, "layers", layers=twice)) == {"c->a", "d->a"}
    assert subjects(judge_one(document, "layers", layers=twice, exhaustive=True)) == {"c", "c->a", "d->a"}
    assert judge_one(document, "layers", layers=["a", "nobody"]).status == "vacuous"
    assert judge_one(document, "layers", layers=["a", {"select": "nobody", "optional": True}]).status == "pass"
    between = ["a", {"select": "nobody", "optional": True}, "b"]
    assert subjects(judge_one(document, "layers", layers=between, strict=True)) == {"a->b"}


def test_allowed_edges() -> None:
    document = topology(dict.fromkeys("abc", "app"), ["a->b", "b-push->c", "c-depends->a"])
    assert subjects(judge_one(document, "allowed-edges", allow=[{"from": "a"}, {"kind": "push"}])) == {"c->a"}
    assert judge_one(document, "allowed-edges", edges={"to": "b"}, allow=[{"kind": "call"}]).status == "pass"
    assert judge_one(document, "allowed-edges", edges={"id": "absent"}, allow=[]).status == "vacuous"
    assert subjects(judge_one(document, "allowed-edges", allow=[])) == {"a->b", "b->c", "c->a"}


def test_cardinality() -> None:
    nodes = labelled({"a": "x", "b": ["x", "y"], "c": None, "d": True})
    document = topology(nodes, ["a->b", "b->c"])
    assert judge_one(document, "cardinality", match="*", at_least=4, at_most=4).status == "pass"
    assert subjects(judge_one(document, "cardinality", match="*", at_most=3)) == {""}
    assert subjects(judge_one(document, "cardinality", edges={"kind": "push"}, at_least=1)) == {""}
    assert subjects(judge_one(document, "cardinality", match="*", per="labels.l", at_most=1)) == {"x"}
    assert subjects(judge_one(document, "cardinality", match="*", per="labels.l", at_least=2)) == {"y", "true"}
    # There is no group y among what matches, so nothing is asked of it.
    assert judge_one(document, "cardinality", match="a", per="labels.l", at_least=1).status == "pass"
    assert judge_one(document, "cardinality", match="*", per="zone", at_least=1).status == "vacuous"


def test_information_flow_in_a_chain() -> None:
    chain = {"label": "l", "levels": ["low", "mid", "high"]}
    nodes = labelled({"l": "low", "m": "mid", "h": "high", "u": None})
    document = topology(nodes, ["l-push->m", "m-push->h", "h-push->u", "u-push->l"])
    verdict = judge_one(document, "information-flow", **chain, unlabelled="ignore")
    assert pairs(verdict) == {("h", "l"), ("h", "m"), ("m", "l")}
    assert verdict.findings[Identity("h", "l")] == ("h", "u", "l")
    assert pairs(judge_one(document, "information-flow", **chain, unlabelled="ignore", policy="integrity")) == {
        ("l", "m"),
        ("l", "h"),
        ("m", "h"),
    }
    assert subjects(judge_one(document, "information-flow", **chain)) == {None, "u"}
    assert judge_one(document, "information-flow", **chain, unlabelled="ignore", via="u").status == "pass"
    other = {"label": "l", "levels": ["unheard", "of"]}
    assert judge_one(document, "information-flow", **other, unlabelled="ignore").status == "vacuous"
    assert subjects(judge_one(document, "information-flow", **other)) == set("lmhu")


def test_information_flow_in_a_partial_order() -> None:
    levels: Written = {"public": [], "nato": "public", "five": ["public"], "both": ["nato", "five"]}
    document = topology(
        labelled({"p": "public", "n": "nato", "f": "five", "b": "both"}),
        ["n-push->f", "p-push->n", "f-push->b", "b-pull->p"],
    )
    # Neither of two that are not ordered is above the other, and what is below the below is below.
    assert pairs(judge_one(document, "information-flow", label="l", levels=levels)) == {("n", "f")}
    reverse = judge_one(document, "information-flow", label="l", levels=levels, policy="integrity")
    assert pairs(reverse) == {("n", "f"), ("p", "n"), ("p", "f"), ("p", "b"), ("n", "b"), ("f", "b")}


def test_a_level_is_one_value_of_its_type() -> None:
    document = topology(labelled({"one": 1, "text": "1", "true": True, "list": [1]}), [])
    assert subjects(judge_one(document, "information-flow", label="l", levels=[1, 2])) == {"text", "true", "list"}


DIAMOND = topology(dict.fromkeys("abcd", "app"), ["a->b", "a->c", "b->d", "c->d"])


def test_redundancy() -> None:
    assert judge_one(DIAMOND, "redundancy", from_="a", to="d").status == "pass"
    verdict = judge_one(DIAMOND, "redundancy", from_="a", to="d", at_least=3)
    assert pairs(verdict) == {("a", "d")}
    assert verdict.shows is not None
    assert verdict.shows(Identity("a", "d"), Evidence(cut=("b", "c")))
    assert not verdict.shows(Identity("a", "d"), Evidence(cut=("b",)))
    assert not verdict.shows(Identity("a", "d"), Evidence(cut=("a",)))
    assert not verdict.shows(Identity("a", "d"), Evidence())
    # A direct edge cannot be cut by nodes, but is a single edge.
    assert judge_one(DIAMOND, "redundancy", from_="a", to="b", at_least=9).status == "pass"
    edges = judge_one(DIAMOND, "redundancy", from_="a", to="b", disjoint="edges")
    assert edges.shows is not None
    assert edges.shows(Identity("a", "b"), Evidence(cut=("a->b",)))
    # What is not connected is cut by nothing at all.
    apart = judge_one(DIAMOND, "redundancy", from_="d", to="a", at_least=1)
    assert apart.shows is not None
    assert apart.shows(Identity("d", "a"), Evidence(cut=()))
    assert judge_one(DIAMOND, "redundancy", from_="nobody", to="a").status == "vacuous"


def test_parallel_edges_are_disjoint_and_paths_through_one_node_share_it() -> None:
    document = topology(dict.fromkeys("abc", "app"), ["a->b", "a-push->b", "b->c", "b-pull->c"])
    assert judge_one(document, "redundancy", from_="a", to="c", disjoint="edges").status == "pass"
    assert pairs(judge_one(document, "redundancy", from_="a", to="c")) == {("a", "c")}


def test_distance() -> None:
    chain = topology(dict.fromkeys("abc", "app"), ["a->b", "b->c"])
    assert judge_one(chain, "distance", from_="a", to="*", at_least=2).findings == {Identity("a", "b"): ("a", "b")}
    assert pairs(judge_one(chain, "distance", from_="*", to="*", at_most=1)) == {("a", "c")}
    assert judge_one(chain, "distance", from_="c", to="a", at_least=9, at_most=9).status == "pass"
    assert judge_one(chain, "distance", from_="c", to="nobody", at_least=9).status == "vacuous"


def test_distance_by_weight() -> None:
    heavy = {"from": "a", "to": "c", "labels": {"w": 5}}
    light: list[str | Written] = [{"from": "a", "to": "b", "labels": {"w": 1.5}}, {**heavy, "labels": {"w": 7}}, "b->c"]
    document = topology(dict.fromkeys("abc", "app"), [heavy, *light])
    verdict = judge_one(document, "distance", from_="a", to="c", at_least=2, weight="labels.w")
    assert verdict.findings == {Identity("a", "c"): ("a", "b", "c")}
    assert judge_one(document, "distance", from_="a", to="c", at_least=1.5, weight="labels.w").status == "pass"
    # Of two parallel edges the lighter one counts, and is the one to be shown.
    verdict = judge_one(document, "distance", from_="a", to="c", at_most=4, weight="labels.w", edges={"to": "c"})
    (search,) = verdict.searches
    assert search.admits([("a", None, None), ("c", "a->c", "forward")])
    assert not search.admits([("a", None, None), ("c", "a->c#2", "forward")])


@pytest.mark.parametrize(("weight", "status"), [(-1, "error"), ("x", "error"), (True, "error"), ([1], "error")])
def test_what_cannot_be_weighed(weight: Any, status: str) -> None:
    document = topology(dict.fromkeys("ab", "app"), [{"from": "a", "to": "b", "labels": {"w": weight}}])
    bounds: Written = {"from_": "a", "to": "b", "at_least": 1, "weight": "labels.w"}
    assert judge_one(document, "distance", **bounds).status == status
    # Nobody weighs an edge that no path could use.
    assert judge_one(document, "distance", **bounds, along="control").status == "pass"


def test_separation_of_duty() -> None:
    document = topology(dict.fromkeys("pqxy", "app"), ["p-admin->x", "x-admin->y", "q-admin->x", "q->y"])
    verdict = judge_one(document, "separation-of-duty", principals=["p", "q", "x"], duties=["x", "y"])
    assert subjects(verdict) == {"p", "q"}
    assert verdict.shows is not None
    assert verdict.shows(Identity(subject="p"), Evidence(("p", "x"), ("p", "x", "y")))
    assert not verdict.shows(Identity(subject="p"), Evidence(("p", "x"), ("p", "x")))
    assert not verdict.shows(Identity(subject="p"), Evidence(("p", "x", "y"), ("p", "x")))
    # One node may serve both duties; nobody's path leads to itself.
    assert subjects(judge_one(document, "separation-of-duty", principals="x", duties=["y", ["y", "p"]])) == {"x"}
    assert judge_one(document, "separation-of-duty", principals="x", duties=["x", "y"]).status == "pass"
    assert judge_one(document, "separation-of-duty", principals="x", duties=["nobody", "y"]).status == "vacuous"
    assert judge_one(document, "separation-of-duty", principals="nobody", duties=["x", "y"]).status == "vacuous"


def test_purpose() -> None:
    def named(may: Any = None, uses: Any = None) -> Written:
        return {"kind": "app", "labels": {k: v for k, v in {"may": may, "for": uses}.items() if v is not None}}

    nodes = {"s": named(may=["care", "bill"]), "ok": named(uses="care"), "no": named(uses=["care", "ads"])}
    document = topology({**nodes, "mute": named(), "closed": named()}, ["s-push->ok", "ok-push->no", "ok-push->mute"])
    fields: Written = {"allowed": "labels.may", "declared": "labels.for"}
    verdict = judge_one(document, "purpose", from_="s", to="*", **fields)
    assert verdict.findings == {Identity("s", "no"): ("s", "ok", "no"), Identity("s", "mute"): ("s", "ok", "mute")}
    assert judge_one(document, "purpose", from_="s", to="*", **fields, via="ok").status == "pass"
    # A source that allows nothing allows nothing.
    assert pairs(judge_one(document, "purpose", from_="ok", to="no", **fields)) == {("ok", "no")}
    assert judge_one(document, "purpose", from_="s", to="*", **fields, along="dependency").status == "pass"
    assert judge_one(document, "purpose", from_="s", to="nobody", **fields).status == "vacuous"


def test_path_pattern() -> None:
    document = topology(COMPLIANT_NODES, COMPLIANT_EDGES)

    def found(*pattern: Any) -> set[tuple[str | None, str | None]]:
        return pairs(judge_one(document, "path-pattern", pattern=list(pattern)))

    anything = {"id": "*"}
    assert found("app", {"repeat": "any"}, "model") == {("app", "model")}
    assert found("app", anything, "model") == set()
    assert found("app", anything, anything, "model") == {("app", "model")}
    assert found("app", {**anything, "repeat": "optional"}, "safety") == {("app", "safety")}
    assert found("app", {**anything, "repeat": "optional"}, "api") == {("app", "api")}
    assert found("app", {**anything, "repeat": "some"}, "api") == set()
    assert found({"not": "safety", "repeat": "some"}, "model") == set()
    # The source is the first step taken, whatever may be left out before; a path has a step.
    assert found({"id": "app", "repeat": "any"}, "api", "safety") == {("app", "safety"), ("api", "safety")}
    assert found("app") == set()
    assert found({"id": "app", "repeat": "some"}) == set()
    assert judge_one(document, "path-pattern", pattern=["nobody"]).status == "pass"


def test_a_pattern_may_come_back_to_its_source() -> None:
    document = topology(dict.fromkeys("abc", "app"), ["a->b", "b->a", "b->c"])
    verdict = judge_one(document, "path-pattern", pattern=["a", "b", "a", "b", "c"])
    assert verdict.findings == {Identity("a", "c"): ("a", "b", "a", "b", "c")}
    assert judge_one(document, "path-pattern", pattern=["a", "b", "a"]).status == "pass"
