"""Walks, and the states that they make of a topology (docs/certificates.md, positions and states)."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from archcheck.certify.model import Model
from archcheck.certify.selection import Chosen
from archcheck.certify.walks import REPEATS, Product, Walks, counting, in_order, matching, passing, plain
from tests.certify.units.building import model

A, B, C, D = range(4)


def steps(of: Model, relation: str = "access") -> Any:
    """Return the steps of a relation."""
    return of.steps(relation, None)


def some(*nodes: int) -> Chosen:
    """Return a set."""
    return frozenset(nodes)


def remembered(walks: Walks, walk: Sequence[int]) -> list[Any]:
    """Return the memories at the end of a walk."""
    memories = list(walks.begin(walk[0]))
    for node in walk[1:]:
        memories = [further for memory in memories for further in walks.advance(memory, node)]
    return memories


def violates(walks: Walks, walk: Sequence[int]) -> bool:
    """Return whether a walk is one of those that count."""
    return any(walks.ends(memory, walk[-1]) for memory in remembered(walks, walk))


def test_plain_walks_meet_no_avoided_node() -> None:
    of = model("abc")
    walks = plain(steps(of), some(B))
    assert (walks.steps, walks.known, walks.avoided) == (of.steps("access", None), 1, some(B))
    assert remembered(walks, [A, C]) == [0]
    assert remembered(walks, [A, B, C]) == []
    assert remembered(walks, [B, C]) == []
    assert walks.ends(0, C) is True
    assert walks.ends(0, B) is False
    assert violates(plain(steps(of)), [A, B, C])
    assert plain(steps(of)).avoided == frozenset()


def test_counting_walks_meet_fewer_than_enough() -> None:
    of = model("abcd")
    walks = counting(steps(of), some(B, C), 2)
    assert (walks.steps, walks.known, walks.avoided) == (of.steps("access", None), 2, None)
    assert remembered(walks, [A, D]) == [0]
    assert remembered(walks, [A, B, D]) == [1]
    assert remembered(walks, [B, D]) == [1]
    assert remembered(walks, [A, B, C]) == []
    assert remembered(walks, [B, C]) == []
    assert walks.ends(0, D) is True
    assert walks.ends(1, B) is True
    assert remembered(counting(steps(of), some(B, C), 3), [B, A, C]) == [2]
    assert remembered(counting(steps(of), some(B), 1), [B]) == []


def test_passing_walks_meet_a_waypoint() -> None:
    of = model("abc")
    walks = passing(steps(of), some(B))
    assert (walks.steps, walks.known, walks.avoided) == (of.steps("access", None), 2, None)
    assert remembered(walks, [A]) == [0]
    assert remembered(walks, [B]) == [1]
    assert remembered(walks, [A, C]) == [0]
    assert remembered(walks, [A, B]) == [1]
    assert remembered(walks, [A, B, C]) == [1]
    assert remembered(walks, [B, C]) == [1]
    assert [violates(walks, walk) for walk in ([A, C], [A, B], [B, A], [A, B, C])] == [False, True, True, True]
    assert walks.ends(0, B) is False


def test_stages_are_served_in_their_order() -> None:
    of = model("abcd")
    walks = in_order(steps(of), [some(B), some(C)])
    assert (walks.steps, walks.known, walks.avoided) == (of.steps("access", None), 2, None)
    assert remembered(walks, [A]) == [0]
    assert remembered(walks, [B]) == [1]
    assert remembered(walks, [C]) == [0]
    assert remembered(walks, [A, B, D]) == [1]
    assert remembered(walks, [A, C, B, D]) == [1]
    assert remembered(walks, [A, B, C]) == []
    assert remembered(walks, [B, A, C]) == []
    assert [walks.ends(stage, D) for stage in (0, 1)] == [True, True]
    three = in_order(steps(of), [some(A), some(A, B), some(A, C)])
    assert three.known == 3
    # A node of its own for each: `a` serves only the first.
    assert remembered(three, [A]) == [1]
    assert remembered(three, [A, B]) == [2]
    assert remembered(three, [A, B, C]) == []
    assert remembered(in_order(steps(of), [some(A), some(B)]), [A, B]) == []


def stateless(nodes: str = "abcd", quiet: str = "abcd") -> Any:
    """Return steps of data among nodes of which some are stateless."""
    return steps(model({name: {"stateful": name not in quiet} for name in nodes}), "flow")


def test_a_stateless_node_of_several_stages_may_be_met_twice() -> None:
    one = stateless()
    walks = in_order(one, [some(B, C), some(B, D)])
    assert (walks.steps, walks.known, walks.avoided) == (one, None, None)
    start = (0, frozenset[int]())
    assert remembered(walks, [A]) == [frozenset({start})]
    # Which of its visits served the first stage is not decided: it may be the first, or none yet.
    assert remembered(walks, [A, B]) == [frozenset({start, (1, some(B))})]
    # A node serves one stage only, however often it is met.
    assert remembered(walks, [A, B, A, B]) == [frozenset({start, (1, some(B))})]
    # `c` is in one stage: to be used or not is all the same later, so that serving at once is best.
    assert remembered(walks, [A, C]) == [frozenset({(1, frozenset[int]())})]
    assert remembered(walks, [A, C, B]) == []
    assert remembered(walks, [B, C]) == [frozenset({(1, frozenset[int]())})]
    assert remembered(walks, [B, C, B]) == []
    assert remembered(walks, [B, D]) == []
    assert remembered(walks, [D, B]) == [frozenset({start, (1, some(B))})]
    assert [violates(walks, walk) for walk in ([A, B], [B, D], [C, B])] == [True, False, False]
    (memory,) = remembered(walks, [A])
    assert walks.ends(memory, A) is True


def test_only_where_a_node_is_stateless_and_in_two_stages() -> None:
    assert in_order(stateless(quiet="a"), [some(B), some(B)]).known == 2
    assert in_order(stateless(quiet="b"), [some(A), some(B)]).known == 2
    assert in_order(stateless(quiet="b"), [some(B), some(B)]).known is None
    assert in_order(stateless(quiet="b"), [some(B), some(A), some(B)]).known is None


def pattern(*items: tuple[Iterable[int], str]) -> Walks:
    """Return the walks that a pattern takes."""
    return matching(steps(model("abcd")), [(frozenset(nodes), REPEATS[repeat]) for nodes, repeat in items])


def taken(walks: Walks) -> list[str]:
    """Return the walks of up to three nodes that are taken whole."""
    names = "abcd"
    every = [[one] for one in range(4)]
    every += [[one, other] for one in range(4) for other in range(4)]
    every += [[one, other, third] for one in range(4) for other in range(4) for third in range(4)]
    return ["".join(names[node] for node in walk) for walk in every if violates(walks, walk)]


def test_patterns() -> None:
    assert taken(pattern(([A], "one"), ([B], "one"))) == ["ab"]
    assert taken(pattern(([A], "one"), ([B], "optional"), ([C], "one"))) == ["ac", "abc"]
    assert taken(pattern(([A], "one"), ([B], "any"))) == ["a", "ab", "abb"]
    assert taken(pattern(([A], "one"), ([B], "some"))) == ["ab", "abb"]
    assert taken(pattern(([A], "optional"), ([B], "one"))) == ["b", "ab"]
    assert taken(pattern(([A], "any"), ([B], "one"))) == ["b", "ab", "aab"]
    assert taken(pattern(([A], "some"), ([A], "one"))) == ["aa", "aaa"]
    assert taken(pattern(([A, B], "one"), ([C], "optional"), ([D], "any"))) == [
        "a", "b", "ac", "ad", "bc", "bd", "acd", "add", "bcd", "bdd",
    ]  # fmt: skip
    assert taken(pattern(([A], "optional"), ([B], "any"), ([C], "one"), ([D], "some"))) == ["cd", "acd", "bcd", "cdd"]
    assert taken(pattern(([A], "one"))) == ["a"]


def test_what_a_pattern_remembers() -> None:
    walks = pattern(([A], "optional"), ([A, B], "some"), ([B], "one"))
    assert (walks.known, walks.avoided) == (3, None)
    assert remembered(walks, [A]) == [0, 1]
    assert remembered(walks, [B]) == [1]
    assert remembered(walks, [A, B]) == [1, 1, 2]
    assert [walks.ends(place, A) for place in range(3)] == [False, False, True]
    assert pattern(([A], "one"), ([B], "optional"), ([B], "any")).ends(0, A) is True
    of = model("ab")
    assert matching(steps(of), []).steps is of.steps("access", None)


def product(walks: Walks, of: Model) -> Product:
    """Return the states of walks."""
    return Product(of, walks)


def test_states_of_plain_walks() -> None:
    of = model("abc", ["ab", "bc", "ca"])
    states = product(plain(steps(of), some(B)), of)
    assert (states.phases, states.size, states.memories) == (1, 3, [0])
    assert [states.starts(node) for node in (A, B, C)] == [[0], [], [2]]
    assert [states.ends(node) for node in (A, B, C)] == [[0], [], [2]]
    assert [states.is_end(state) for state in range(3)] == [True, False, True]
    assert [set(states.after(state)) for state in range(3)] == [set(), {2}, {0}]
    assert [set(states.before(state)) for state in (0, 2)] == [{2}, set()]
    assert states.spread({0, 2}, backward=False) == {0}
    assert states.spread({0, 2}, backward=True) == {2}
    assert states.spread({1}, backward=True) == {0}
    assert states.spread(set(), backward=False) == set()
    free = product(plain(steps(of)), of)
    assert [set(free.after(state)) for state in range(3)] == [{1}, {2}, {0}]
    assert [set(free.before(state)) for state in range(3)] == [{2}, {0}, {1}]
    assert free.spread({0, 1}, backward=False) == {1, 2}
    assert free.spread({0, 1}, backward=True) == {2, 0}


def test_an_avoided_node_is_avoided_in_both_phases() -> None:
    of = model({"a": {}, "b": {"stateful": False}, "c": {}}, ["ab", "bc", "cb"])
    states = product(plain(steps(of, "flow"), some(B)), of)
    assert (states.phases, states.size) == (2, 6)
    assert [set(states.after(state)) for state in range(6)] == [set(), set(), {0, 4}, {4}, set(), set()]
    assert [states.node(state) for state in range(6)] == [0, 0, 1, 1, 2, 2]
    assert [states.phase(state) for state in range(6)] == [0, 1, 0, 1, 0, 1]
    assert [states.starts(node) for node in (A, B, C)] == [[0], [], [4]]
    assert [states.ends(node) for node in (A, B, C)] == [[0, 1], [], [4, 5]]


def test_states_of_walks_that_remember() -> None:
    of = model("abc", ["ab", "bc", "ca"])
    states = product(passing(steps(of), some(B)), of)
    assert (states.phases, states.size, states.memories) == (1, 3, [0, 1])
    assert [states.starts(node) for node in (A, B, C)] == [[0], [4], [2]]
    assert [states.ends(node) for node in (A, B, C)] == [[3], [4], [5]]
    assert [states.is_end(state) for state in range(6)] == [False, False, False, True, True, True]
    assert [list(states.after(state)) for state in range(6)] == [[4], [2], [0], [4], [5], [3]]
    assert [list(states.before(state)) for state in range(6)] == [[2], [], [1], [5], [0, 3], [4]]
    assert [states.node(state) for state in range(6)] == [0, 1, 2, 0, 1, 2]
    assert states.spread({0, 1}, backward=False) == {4, 2}
    assert states.spread({4, 5}, backward=True) == {0, 3, 4}
    assert states.after(0) is states.after(0)
    # node * width + memory * phases + phase
    assert [states.written(state) for state in range(6)] == [0, 2, 4, 1, 3, 5]


def test_states_of_walks_that_remember_along_flow() -> None:
    of = model({"a": {}, "b": {"stateful": False}}, ["ab"])
    states = product(passing(steps(of, "flow"), some(B)), of)
    assert (states.phases, states.size) == (2, 4)
    assert [list(states.after(state)) for state in range(8)] == [[7], [], [0], [], [7], [], [4], []]
    assert [states.starts(node) for node in (A, B)] == [[0], [6]]
    assert [states.ends(node) for node in (A, B)] == [[4, 5], [6, 7]]
    assert [(states.node(state), states.phase(state)) for state in (0, 3, 4, 7)] == [(0, 0), (1, 1), (0, 0), (1, 1)]
    assert [states.written(state) for state in range(8)] == [0, 1, 4, 5, 2, 3, 6, 7]


def test_memories_that_are_no_numbers_are_numbered_as_they_come_up() -> None:
    of = model({"a": {}, "b": {"stateful": False}}, ["ab"])
    states = product(in_order(steps(of, "flow"), [some(B), some(B)]), of)
    assert states.memories == []
    assert states.starts(A) == [0]
    start, used = frozenset({(0, frozenset[int]())}), frozenset({(0, frozenset[int]()), (1, some(B))})
    assert states.memories == [start]
    assert list(states.after(0)) == [7]
    assert states.memories == [start, used]
    assert states.state(start, 3) == 3
    assert states.state(used, 3) == 7
    assert states.is_end(7)


@pytest.mark.parametrize("relation", ["access", "flow"])
def test_back_is_the_way_there_turned_round(relation: str) -> None:
    of = model({"a": {}, "b": {"stateful": False}, "c": {}, "d": {}}, ["ab", "bc", "cd", "da", "bb", "ca"])
    for walks in (plain(steps(of, relation), some(C)), passing(steps(of, relation), some(C))):
        states = product(walks, of)
        every = range(states.size * len(states.memories))
        allowed = [state for state in every if walks.avoided is None or states.node(state) != C]
        there = {(state, other) for state in allowed for other in states.after(state)}
        back = {(other, state) for state in allowed for other in states.before(state)}
        assert there == back
