"""Strongly connected components and shortest cycles, against networkx."""

from random import Random

import pytest

from archcheck.graph.cycles import shortest_cycle, strong_components


def draw(rng: Random) -> dict[int, list[int]]:
    """Draw a random directed graph."""
    size, chance = rng.randint(1, 9), rng.choice([0.1, 0.2, 0.4])
    return {one: [other for other in range(size) if rng.random() < chance] for one in range(size)}


@pytest.mark.parametrize("seed", range(200))
def test_components_and_cycles_are_those_of_networkx(seed: int) -> None:
    import networkx

    successors = draw(Random(seed))
    known = networkx.DiGraph()
    known.add_nodes_from(successors)
    known.add_edges_from((one, other) for one, after in successors.items() for other in after)
    components = strong_components(successors)
    assert sorted(components) == sorted(map(sorted, networkx.strongly_connected_components(known)))
    for component in components:
        vertex = component[0]
        if len(component) == 1 and vertex not in successors[vertex]:
            with pytest.raises(ValueError, match=f"vertex {vertex} lies on no cycle"):
                shortest_cycle(successors, vertex)
            continue
        cycles = [
            [vertex, *path]
            for before in successors[vertex]
            for path in (
                [[vertex]]
                if before == vertex
                else networkx.all_shortest_paths(known, before, vertex)
                if networkx.has_path(known, before, vertex)
                else []
            )
        ]
        fewest = min(map(len, cycles))
        assert shortest_cycle(successors, vertex) == min(cycle for cycle in cycles if len(cycle) == fewest)


def test_a_long_chain_and_a_long_ring() -> None:
    size = 20_000
    chain = {number: [number + 1] for number in range(size - 1)} | {size - 1: []}
    assert sorted(strong_components(chain)) == [[number] for number in range(size)]
    ring = {number: [(number + 1) % size] for number in range(size)}
    assert strong_components(ring) == [list(range(size))]
    assert shortest_cycle(ring, 0) == [*range(size), 0]


def test_a_self_loop_is_the_shortest_cycle() -> None:
    assert shortest_cycle({0: [1, 0], 1: [0]}, 0) == [0, 0]
