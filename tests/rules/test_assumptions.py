"""Assumptions: which ``stateful: false`` a pass along flow leans on, and which it does not."""

import pytest

from archcheck.graph.relations import find_steps
from archcheck.graph.space import avoiding_space, plain_space
from archcheck.rules import assumptions
from archcheck.rules.assumptions import find_between, lessen
from archcheck.rules.case import Case
from archcheck.selectors import Positions
from tests.rules.checking import check
from tests.unit.graph.building import compile_arcs


def topology(edges: str, stateless: str, labels: str = "") -> str:
    """Return a topology of calls (``a>b``), pushes (``a=b``) and pulls (``a<b``).

    Each letter is a node, some of them stateless; ``labels`` gives nodes a level: ``a2 b1``.
    """
    level = {each[0]: f", labels: {{level: {each[1:]}}}" for each in labels.split()}
    names = sorted({name for edge in edges.split() for name in (edge[0], edge[2])})
    nodes = ", ".join(
        f"{name}: {{kind: x{', stateful: false' if name in stateless else ''}{level.get(name, '')}}}" for name in names
    )
    kinds = {">": "call", "=": "push", "<": "pull"}
    arcs = ", ".join(f"{{from: {edge[0]}, to: {edge[2]}, kind: {kinds[edge[1]]}}}" for edge in edges.split())
    return f"{{nodes: {{{nodes}}}, edges: [{arcs}]}}"


def leaned_on(constraint: str, edges: str, stateless: str, labels: str = "") -> str:
    """Return the ids of the nodes that a pass leans on, in one word."""
    result = check(topology(edges, stateless, labels), f"{{{constraint}}}")
    assert result.status == "pass"
    return "".join(result.assumptions)


FLOW = "rule: forbidden-path, along: flow, from: a, to: t"
VIA = "rule: only-via, along: flow, from: a, to: t, via:"


@pytest.mark.parametrize(
    ("constraint", "edges", "stateless", "expected"),
    [
        (FLOW, "a>p t>p", "p", "p"),
        # Both keep it apart, each of them alone.
        (FLOW, "a>p m>p m>q t>q", "pq", "pq"),
        # p has what it fetched from a, and answers o; it is s that answers t out of that caller's request.
        (FLOW, "p>a a=r r=p o>p o>s t>s", "ps", "s"),
        # p takes x's answer, and t's is the only request: nothing turns round there.
        (FLOW, "a>s x>s p>x t>p", "ps", "s"),
        # p hands on what it was sent to z, which calls somebody else.
        (FLOW, "a>p p=z z>s t>s", "ps", "s"),
        # Beyond a waypoint everything is allowed, on either side of it.
        (f"{VIA} w", "a>p t>p a=w w=n t>n", "pn", "p"),
        (f"{VIA} w", "a>p t>p a>n w>n w=t", "pn", "p"),
        # p has what it fetched through the waypoint; without that its request would be answered.
        (f"{VIA} w", "a>p t>p a=w p>w", "p", "p"),
        # A waypoint is passed, whether it is stateless or not, and wherever it stands among the others.
        (f"{VIA} [d, w]", "a>e t>e a>d t>d a>w t>w", "dew", "e"),
        # p is met when the first stage was served already.
        (f"{VIA} {{in-order: [m, z]}}", "a=m m>p t>p", "p", "p"),
        # Only edges that may be used can join.
        (f"{FLOW}, edges: {{not: {{from: b}}}}", "a>p t>p b>p", "p", "p"),
        (f"{FLOW}, edges: {{not: {{to: x}}}}", "a=x x>p t>p", "p", ""),
        # What goes to and fro between ends that are both: p has what c told it, and would tell it what a did.
        ("rule: forbidden-path, along: flow, from: [a, c], to: c", "a>p c>p p<c", "p", "p"),
    ],
)
def test_where_a_path_would_turn_round(constraint: str, edges: str, stateless: str, expected: str) -> None:
    assert leaned_on(constraint, edges, stateless) == expected


def test_pairs_that_do_not_count_lean_on_nothing() -> None:
    text = "rule: isolation, along: flow, groups: [[a, b], c]"
    assert leaned_on(text, "a>p b>p c=c", "p") == ""
    assert leaned_on(text, "a>p b>p c>p", "p") == "p"


LEVELS = "rule: information-flow, label: level, levels: [1, 2], unlabelled: ignore"
PATTERN = "rule: path-pattern, along: flow, pattern: [a, {repeat: any}, t]"
PURPOSE = "rule: purpose, from: a, to: t, allowed: labels.level, declared: labels.level"
DISTANCE = "rule: distance, along: flow, from: a, to: t, at-least: 9"
DUTIES = "rule: separation-of-duty, along: flow, principals: a, duties: [t, u]"


@pytest.mark.parametrize(
    ("constraint", "edges", "stateless", "labels", "expected"),
    [
        # Where both keep it apart, one of them is enough.
        (LEVELS, "a>p m>p m>q t>q", "pq", "a2 t1", "q"),
        (PATTERN, "a>p m>p m>q t>q", "pq", "", "q"),
        (PURPOSE, "a>p m>p m>q t>q", "pq", "a2 t1", "q"),
        (DISTANCE, "a>p m>p m>q t>q", "pq", "", "q"),
        (DUTIES, "a>p m>p m>q t>q u>q", "pq", "", "q"),
        # d lies between, and nothing leans on it, whatever else is joined.
        (LEVELS, "a>b t>b a>d d>b e=a", "bd", "a2 t1 e1", "b"),
        (PURPOSE.replace("from: a", "from: [a, e]"), "a>b t>b a>d d>b e=t", "bd", "a2 t1 e1", "b"),
        (f"{PATTERN}, edges: {{not: {{id: a->t}}}}", "a>b t>b a>d d>b a=t", "bd", "", "b"),
        (f"{DISTANCE.replace('9', '3')}, edges: {{not: {{id: a->t}}}}", "a>b t>b a>d d>b a=t", "bd", "", "b"),
    ],
)
def test_no_more_than_is_enough(constraint: str, edges: str, stateless: str, labels: str, expected: str) -> None:
    assert leaned_on(constraint, edges, stateless, labels) == expected


def test_of_too_many_all_that_lie_between_over_usable_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assumptions, "MOST_TRIED", 1)
    for constraint in (PATTERN, DISTANCE):
        text = f"{constraint}, edges: {{not: {{to: x}}}}"
        assert leaned_on(text, "a>b t>b a>d d>b a=x x=e e=t", "bde", "") == "bd"


def make_case(nodes: str, arcs: str) -> Case:
    graph = compile_arcs(list(nodes), [(arc[0], arc[1]) for arc in arcs.split()])
    return Case(graph, {}, {}, 9)


def test_each_is_left_out_where_it_holds_without() -> None:
    case = make_case("abcd", "")
    asked: list[str] = []

    def holds_with(positions: Positions) -> bool:
        asked.append("".join(sorted(case.ids(positions))))
        return positions >= {1, 3} or positions >= {0, 2}

    assert lessen(case, ("a", "b", "c", "d"), holds_with) == ("b", "d")
    assert asked == ["bcd", "cd", "bd", "b"]


def test_so_many_are_tried_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assumptions, "MOST_TRIED", 2)
    case = make_case("abc", "")
    assert lessen(case, ("a", "b"), lambda _: True) == ()
    assert lessen(case, ("a", "b", "c"), lambda _: True) == ("a", "b", "c")


def test_only_stateless_nodes_between_the_ends_can_matter() -> None:
    case = make_case("abcdwx", "ab bc cd aw wx xd")
    space = avoiding_space(plain_space(find_steps(case.graph, "access")), frozenset({4}))
    # b and c lie between a and d; x only beyond the waypoint w, and c is not stateless.
    found = find_between(case, space, frozenset({1, 3, 4, 5}), frozenset({0}), frozenset({3}))
    assert found == ("b", "d")
