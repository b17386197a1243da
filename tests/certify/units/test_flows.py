"""How the flows between two nodes are searched, and taken back."""

import random
from typing import Any

import pytest

from archcheck.certify.flows import Flows


def flows(links: str, room: dict[str, int] | None = None) -> Flows:
    """Return the flows over links between letters, a unit through each node, or so many through each link named."""
    pairs = [(number(link[0]), number(link[1])) for link in links.split()]
    nodes = 1 + max(node for pair in pairs for node in pair)
    if room is None:
        return Flows(nodes, pairs, {(2 * node, 2 * node + 1): 1 for node in range(nodes)})
    arcs = {(2 * number(link[0]) + 1, 2 * number(link[1])): many for link, many in room.items()}
    return Flows(nodes, pairs, arcs)


def number(letter: str) -> int:
    return ord(letter) - ord("a")


def cut(found: Flows, source: str, target: str, enough: int) -> Any:
    """Return the letters of the nodes that are cut, or of the links."""
    arcs = found.cut(number(source), number(target), enough)
    if arcs is None:
        return None
    letters = ["".join(chr(97 + side // 2) for side in arc) for arc in arcs]
    return sorted(each[0] if each[0] == each[1] else each for each in letters)


def test_what_flowed_is_taken_back() -> None:
    found = flows("ab bc ad de ec")
    before = [set(each) for each in found.further]
    for ends, enough, expected in (
        ("ac", 2, None),
        ("ac", 3, ["b", "d"]),
        ("ca", 2, []),
        ("dc", 2, ["e"]),
    ):
        assert cut(found, ends[0], ends[1], enough) == expected
        assert found.further == before


def test_units_turn_back_where_others_took_their_way() -> None:
    # The shortest way from a to d, by b and c, gives way once: then all that comes to c goes on from there.
    links = "ab bc cd ae ef fc ai il lc bg gh hd bj jk kd"
    assert cut(flows(links), "a", "d", 2) is None
    assert cut(flows(links), "a", "d", 3) == ["b", "c"]
    # It gives way by m, through which a third way leads then.
    links = "ab bm mc cd ae ef fx xc bg gh hi id an no op pq qy yz zm mr rs st tu uv vw wd"
    found = flows(links)
    before = [set(each) for each in found.further]
    assert cut(found, "a", "d", 3) is None
    assert cut(found, "a", "d", 4) == ["b", "e", "n"]
    assert found.further == before


@pytest.mark.parametrize("by_links", [False, True])
def test_as_many_units_flow_as_there_are_disjoint_ways(by_links: bool) -> None:
    import networkx

    chance = random.Random(4)
    taken = 0
    for _ in range(150):
        size = chance.randint(6, 12)
        pairs = {tuple(chance.sample("abcdefghijkl"[:size], 2)) for _ in range(chance.randint(size, 4 * size))}
        pairs.discard(("a", "b"))
        links = " ".join(sorted({one + other for one, other in pairs} | {"ca", "bc"}))
        graph = networkx.DiGraph([tuple(each) for each in links.split()])
        many = {each: chance.choice((1, 1, 2)) for each in links.split()} if by_links else None
        if by_links:
            assert many is not None
            for one, other in graph.edges:
                graph.edges[one, other]["capacity"] = many[one + other]
            most = networkx.maximum_flow_value(graph, "a", "b")
        else:
            most = networkx.node_connectivity(graph, "a", "b")
        found = flows(links, many)
        before = [set(each) for each in found.further]
        for enough in (most + 1, max(most, 1), most + 3):
            arcs = cut(found, "a", "b", enough)
            assert (arcs is None) == (most >= enough)
            if arcs is not None:
                assert (sum(many[each] for each in arcs) if many else len(arcs)) == most
            assert found.further == before
        taken = max(taken, most)
    assert taken >= 4


def test_nothing_is_searched_twice_or_further_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int | None]] = []
    sent: list[int] = []
    search, augment = Flows._search, Flows._augment

    def note_search(self: Flows, source: int, end: int | None = None) -> Any:
        asked.append((source, end))
        return search(self, source, end)

    def note_augment(self: Flows, path: list[int]) -> None:
        sent.append(path[0])
        augment(self, path)

    monkeypatch.setattr(Flows, "_search", note_search)
    monkeypatch.setattr(Flows, "_augment", note_augment)
    found = flows("ab bd ac cd de")
    assert found.cut(0, 3, 1) is None
    assert (asked, sent) == ([(0, None)], [])
    assert found.cut(0, 3, 2) is None
    assert found.cut(0, 4, 1) is None
    assert (asked, sent) == ([(0, None), (0, 6)], [6])
    assert found.cut(1, 4, 2) == [(6, 7)]
    assert asked[2:] == [(1, None), (1, 8)]
