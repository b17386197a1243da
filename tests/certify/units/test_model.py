"""The model: expanded edges, and the steps of each relation (language, section 2)."""

import copy
from collections.abc import Iterable
from typing import Any

import pytest

from archcheck.certify import model as module
from archcheck.certify.model import BACKWARD, FORWARD, OPEN, REQUEST, Model
from tests.certify.units.building import edge_ids, fields, model, rejected, topology

KINDS = ("call", "push", "pull", "admin", "depends")
FLOWS = ("request-response", "forward", "backward", "both", "none")


def edges(nodes: Any, declared: Iterable[Any]) -> list[str]:
    """Return the ids of the edges that declarations stand for."""
    return [edge.id for edge in model(nodes, declared).edges]


def test_nodes_are_in_the_order_of_their_ids() -> None:
    of = model("cab", ["cb"])
    assert [node.id for node in of.nodes] == ["a", "b", "c"]
    assert of.place == {"a": 0, "b": 1, "c": 2}
    assert of.ends == [(2, 1)]


def test_default_ids_are_counted() -> None:
    assert edges("ab", ["ab", "ba", "ab", "ab"]) == ["a->b", "b->a", "a->b#2", "a->b#3"]
    assert edges("ab", ["ab", {"from": "a", "to": "b", "id": "own"}, "ab"]) == ["a->b", "own", "a->b#3"]


def test_one_node_at_both_ends_is_a_loop_and_a_list_makes_none() -> None:
    assert edges("ab", ["aa"]) == ["a->a"]
    assert edges("abc", [{"from": ["a", "b"], "to": ["b", "c"]}]) == ["a->b", "a->c", "b->c"]
    assert edges("ab", [{"from": "a", "to": ["a", "b"]}, {"from": ["a", "b"], "to": "b"}]) == ["a->b", "a->b#2"]


def test_selectors_at_ends() -> None:
    nodes = {"a": {"kind": "y"}, "b": {}, "c": {}}
    assert edges(nodes, [{"from": {"kind": "x"}, "to": "a"}]) == ["b->a", "c->a"]
    assert edges(nodes, [{"from": {"kind": "y"}, "to": {"kind": "*"}}]) == ["a->b", "a->c"]
    assert edges(nodes, [{"from": {"kind": "z"}, "to": "a"}]) == []


def test_an_edge_has_all_of_its_declaration() -> None:
    own = {
        "from": "a",
        "to": ["b", "c"],
        "kind": "push.mail",
        "title": "T",
        "description": "D",
        "tags": ["t"],
        "labels": {"l": 1},
        "flow": "none",
        "fixed": True,
    }
    of = topology("abc", [own])
    (declared,) = of.declarations
    for edge, target in zip(Model(of).edges, "bc", strict=True):
        assert (edge.id, edge.source, edge.target) == (f"a->{target}", "a", target)
        for name in ("kind", "title", "description", "tags", "labels", "flow", "fixed", "location", "unknown"):
            assert getattr(edge, name) == getattr(declared, name)


def test_what_is_unknown_of_an_edge_is_kept() -> None:
    of = topology("ab", ["ab"])
    unsure = of._replace(declarations=tuple(each._replace(unknown=("presence",)) for each in of.declarations))
    assert Model(unsure).edges[0].unknown == ("presence",)


def test_ids_that_are_taken() -> None:
    of = topology("ab", ["ab", {"from": "b", "to": "a", "id": "own"}])
    first, second = of.declarations
    with rejected("two edges have the same id"):
        Model(of._replace(declarations=(first, second._replace(id="a->b"))))


def test_edges_that_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EDGES", 2)
    assert edges("abc", [{"from": "a", "to": ["b", "c"]}]) == ["a->b", "a->c"]
    assert edges("abc", [{"from": ["b"], "to": "c"}, {"from": "a", "to": ["b"]}]) == ["b->c", "a->b"]
    # Whoever writes every edge alone has written them all.
    assert edges("abc", ["ab", "bc", "ca"]) == ["a->b", "b->c", "c->a"]
    for declared in (
        [{"from": "a", "to": ["b", "c", "d"]}],
        [{"from": ["a", "b", "c"], "to": "d"}],
        [{"from": ["a", "b"], "to": ["c", "d"]}],
        ["ab", {"from": "a", "to": ["b", "c"]}],
    ):
        with rejected("the edges are more than can be verified"):
            edges("abcd", declared)


def test_edges_by_rank_place_and_ends() -> None:
    of = model("ab", ["ba", "ab", "ba"])
    assert of.edge_place == {"b->a": 0, "a->b": 1, "b->a#2": 2}
    assert of.edge_rank == {1: 0, 0: 1, 2: 2}
    assert of.between == {(1, 0): [0, 2], (0, 1): [1]}
    assert of.between is of.between
    assert of.all_edges == frozenset({0, 1, 2})
    assert edge_ids(of, of.all_edges) == "b->a a->b b->a#2"


@pytest.mark.parametrize(
    ("kind", "has"),
    [
        ("call", {"access", "dependency", "any"}),
        ("push", {"access", "any"}),
        ("pull", {"access", "dependency", "any"}),
        ("admin", {"access", "control", "any"}),
        ("depends", {"dependency", "any"}),
        ("call.https.v2", {"access", "dependency", "any"}),
        ("uplink", {"access", "any"}),
        ("uplink.fast", {"access", "any"}),
    ],
)
def test_relations_of_kinds(kind: str, has: set[str]) -> None:
    of = model("ab", [{"from": "a", "to": "b", "kind": kind}], **{"edge-kinds": {"uplink": {"like": "push"}}})
    assert {relation for relation in ("access", "control", "dependency", "any") if of.has(0, relation)} == has


@pytest.mark.parametrize(
    ("kind", "flow", "directions"),
    [
        ("call", None, (True, True)),
        ("push", None, (True, False)),
        ("pull", None, (False, True)),
        ("admin", None, (True, False)),
        ("depends", None, (False, False)),
        ("uplink", None, (True, False)),
        ("pull", "request-response", (True, True)),
        ("pull", "forward", (True, False)),
        ("push", "backward", (False, True)),
        ("depends", "both", (True, True)),
        ("call", "none", (False, False)),
    ],
)
def test_directions_of_data(kind: str, flow: str | None, directions: tuple[bool, bool]) -> None:
    edge = {"from": "a", "to": "b", "kind": kind} | ({} if flow is None else {"flow": flow})
    of = model("ab", [edge], **{"edge-kinds": {"uplink": {"like": "push"}}})
    assert of.directions(0) == directions


def test_steps_of_a_relation_go_from_from_to_to() -> None:
    of = model("abc", ["ab", {"from": "b", "to": "c", "kind": "push"}, {"from": "c", "to": "a", "kind": "depends"}])
    steps = of.steps("access", None)
    assert (steps.relation, steps.phases, steps.usable) == ("access", 1, frozenset({0, 1, 2}))
    assert steps.following == [{1}, {2}, set()]
    assert steps.preceding == [set(), {0}, {1}]
    assert of.steps("dependency", None).following == [{1}, set(), {0}]
    assert of.steps("control", None).following == [set(), set(), set()]
    assert of.steps("any", None).following == [{1}, {2}, {0}]
    some = of.steps("access", frozenset({1}))
    assert (some.usable, some.following) == (frozenset({1}), [set(), {2}, set()])


def flow(kind: str, stateful: str = "ab", flow: str | None = None, edge: str = "ab") -> list[set[int]]:
    """Return the steps of data over one edge between two nodes."""
    nodes = {name: {"stateful": name in stateful} for name in "ab"}
    own = {"from": edge[0], "to": edge[1], "kind": kind} | ({} if flow is None else {"flow": flow})
    return list(model(nodes, [own]).steps("flow", None).following)


A_OPEN, A_REQUEST, B_OPEN, B_REQUEST = range(4)


def test_steps_of_data_between_stateful_nodes() -> None:
    nothing: set[int] = set()
    assert flow("call") == [{B_OPEN}, nothing, {A_OPEN}, nothing]
    assert flow("push") == [{B_OPEN}, nothing, nothing, nothing]
    assert flow("pull") == [nothing, nothing, {A_OPEN}, nothing]
    assert flow("depends") == [nothing, nothing, nothing, nothing]
    assert flow("call", edge="ba") == [{B_OPEN}, nothing, {A_OPEN}, nothing]
    assert flow("push", edge="ba") == [nothing, nothing, {A_OPEN}, nothing]


def test_what_is_handed_to_a_stateless_node_is_a_request() -> None:
    """Handed over from either phase; taken only in `open`."""
    nothing: set[int] = set()
    assert flow("call", stateful="a") == [{B_REQUEST}, nothing, {A_OPEN}, nothing]
    assert flow("call", stateful="b") == [{B_OPEN}, {B_OPEN}, {A_OPEN}, nothing]
    assert flow("call", stateful="") == [{B_REQUEST}, {B_REQUEST}, {A_OPEN}, nothing]
    assert flow("push", stateful="") == [{B_REQUEST}, {B_REQUEST}, nothing, nothing]
    assert flow("pull", stateful="") == [nothing, nothing, {A_OPEN}, nothing]


def test_steps_of_data_with_other_nodes_stateless() -> None:
    nodes = {"a": {"stateful": False}, "b": {}}
    of = model(nodes, [{"from": "a", "to": "b", "kind": "push"}])
    assert of.stateless == {0}
    declared, nobody, other = (of.steps("flow", None, quiet) for quiet in (None, frozenset[int](), frozenset({1})))
    assert (declared.stateless, declared.phases) == (frozenset({0}), 2)
    assert declared.following == [{B_OPEN}, {B_OPEN}, set(), set()]
    assert nobody.following == [{B_OPEN}, set(), set(), set()]
    assert other.following == [{B_REQUEST}, set(), set(), set()]
    assert declared.preceding == [set(), set(), {A_OPEN, A_REQUEST}, set()]
    only = of.steps("flow", frozenset())
    assert only.following == [set(), set(), set(), set()]


def test_steps_are_worked_out_once() -> None:
    of = model({"a": {"stateful": False}, "b": {}}, ["ab"])
    assert of.steps("access", None) is of.steps("access", of.all_edges, frozenset({1}))
    assert of.steps("access", None).stateless == frozenset()
    assert of.steps("flow", None) is of.steps("flow", of.all_edges, of.stateless)
    assert of.steps("flow", None) is not of.steps("flow", None, frozenset())
    assert of.steps("access", None) is not of.steps("dependency", None)
    assert of.steps("access", None).preceding is of.steps("access", None).preceding
    other = of.steps("access", frozenset())
    assert other.following == [set(), set()]


@pytest.mark.parametrize(
    ("relation", "kind", "direction", "phase", "arrival"),
    [
        ("access", "call", FORWARD, 0, 0),
        ("access", "call", BACKWARD, 0, None),
        ("access", "depends", FORWARD, 0, None),
        ("dependency", "depends", FORWARD, 0, 0),
        ("flow", "call", FORWARD, OPEN, OPEN),
        ("flow", "call", FORWARD, REQUEST, OPEN),
        ("flow", "call", BACKWARD, OPEN, OPEN),
        ("flow", "call", BACKWARD, REQUEST, None),
        ("flow", "push", FORWARD, OPEN, OPEN),
        ("flow", "push", BACKWARD, OPEN, None),
        ("flow", "pull", FORWARD, OPEN, None),
        ("flow", "pull", BACKWARD, OPEN, OPEN),
        ("flow", "depends", FORWARD, OPEN, None),
        ("flow", "depends", BACKWARD, OPEN, None),
    ],
)
def test_single_steps(relation: str, kind: str, direction: str, phase: int, arrival: int | None) -> None:
    of = model("ab", [{"from": "a", "to": "b", "kind": kind}])
    assert of.arrive(of.steps(relation, None), 0, direction, phase) == arrival
    assert of.arrive(of.steps(relation, frozenset()), 0, direction, phase) is None


def test_single_steps_to_and_from_a_stateless_node() -> None:
    of = model({"a": {}, "b": {"stateful": False}}, ["ab", "ba"])
    steps = of.steps("flow", None)
    assert of.arrive(steps, 0, FORWARD, OPEN) == REQUEST
    assert of.arrive(steps, 0, FORWARD, REQUEST) == REQUEST
    assert of.arrive(steps, 1, FORWARD, REQUEST) == OPEN
    assert of.arrive(steps, 0, BACKWARD, OPEN) == OPEN
    assert of.arrive(steps, 1, BACKWARD, OPEN) == OPEN


def test_the_topology_and_the_selection_are_at_hand() -> None:
    given = topology("ab", ["ab"])
    of = Model(given)
    assert of.topology is given
    chosen = fields(of, "attributes", {"edges": {"from": "a"}}).usable()
    assert chosen == frozenset({0})
    assert of.selection.nodes is of.nodes
    assert of.selection.edges is of.edges
    assert copy.copy(of.ends) == [(0, 1)]
