"""The four relations: which steps an edge of each kind allows."""

import pytest

from archcheck.graph.relations import ANY, OPEN, RELATIONS, REQUEST, find_steps, flow_directions, has_relation
from tests.unit.graph.building import compile_arcs, compile_text

# Language, section 2, as a table: kind, access, flow forward, flow backward, control, dependency.
TABLE = [
    ("call", True, True, True, False, True),
    ("push", True, True, False, False, False),
    ("pull", True, False, True, False, True),
    ("admin", True, True, False, True, False),
    ("depends", False, False, False, False, True),
]


@pytest.mark.parametrize(("kind", "access", "forward", "backward", "control", "dependency"), TABLE)
@pytest.mark.parametrize("shape", ["{}", "{}.below", "like"])
def test_table(
    shape: str, kind: str, access: bool, forward: bool, backward: bool, control: bool, dependency: bool
) -> None:
    own = "own.below" if shape == "like" else shape.format(kind)
    graph = compile_text(
        f"nodes: {{a: {{kind: x}}, b: {{kind: x}}}}\nedge-kinds: {{own: {{like: {kind}}}}}\n"
        f"edges: [{{from: a, to: b, kind: {own}}}]"
    )
    (edge,) = graph.edges
    found = tuple(has_relation(graph, edge, relation) for relation in ("access", "control", "dependency"))
    assert found == (access, control, dependency)
    assert flow_directions(graph, edge) == (forward, backward)
    assert has_relation(graph, edge, ANY)


def test_plain_steps_go_from_source_to_target_once() -> None:
    graph = compile_arcs(["a", "b", "c"], [("c", "b"), ("c", "a"), ("c", "b"), ("a", "a")])
    steps = find_steps(graph, "access")
    assert (steps.width, steps.successors, steps.predecessors) == (1, [[0], [], [0, 1]], [[0, 2], [2], []])


def test_flow_steps_have_two_phases() -> None:
    a, b = 0, 2  # the states of the two nodes begin here
    stateful = find_steps(compile_arcs(["a", "b"], [("a", "b")]), "flow")
    assert stateful.width == 2
    assert list(map(list, stateful.successors)) == [[b + OPEN], [], [a + OPEN], []]
    stateless = find_steps(compile_arcs(["a", "b"], [("a", "b")], stateless=["b"]), "flow")
    assert list(map(list, stateless.successors)) == [[b + REQUEST], [], [a + OPEN], []]
    passing = find_steps(compile_arcs(["a", "b"], [("a", "b")], stateless=["a"]), "flow")
    assert list(map(list, passing.successors)) == [[b + OPEN], [b + OPEN], [a + OPEN], []]


def test_all_stateful_ignores_the_declarations() -> None:
    graph = compile_arcs(["a", "b"], [("a", "b")], stateless=["b"])
    relaxed = find_steps(graph, "flow", all_stateful=True)
    assert (relaxed.stateless, find_steps(graph, "flow").stateless) == (frozenset(), frozenset({1}))
    assert relaxed.successors[0] == [2 + OPEN]


@pytest.mark.parametrize("relation", [*RELATIONS, ANY])
def test_edges_limit_the_steps(relation: str) -> None:
    text = "nodes: {a: {kind: x}, b: {kind: x}}\nedges:\n"
    edges = "".join(f"  - {{from: a, to: b, kind: {kind}}}\n" for kind in ("call", "admin"))
    graph = compile_text(text + edges)
    assert any(find_steps(graph, relation).successors)
    assert not any(find_steps(graph, relation, frozenset()).successors)


def test_steps_are_computed_once() -> None:
    graph = compile_arcs(["a", "b"], [("a", "b")])
    assert find_steps(graph, "access") is find_steps(graph, "access", frozenset({0}))
    assert find_steps(graph, "access") is not find_steps(graph, "dependency")
