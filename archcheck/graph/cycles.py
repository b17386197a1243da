"""Cycles: strongly connected components, and a shortest cycle through one of their members."""

from collections.abc import Mapping, Sequence


def strong_components(successors: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """Return the strongly connected components, each ascending (Tarjan, 1972, without recursion).

    Args:
        successors: the vertices that follow each vertex; every vertex is a key.
    """
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    open_stack: list[int] = []
    is_open: set[int] = set()
    components: list[list[int]] = []
    for root in successors:
        if root in order:
            continue
        work = [(root, iter(successors[root]))]
        order[root] = low[root] = len(order)
        open_stack.append(root)
        is_open.add(root)
        while work:
            vertex, rest = work[-1]
            for other in rest:
                if other not in order:
                    order[other] = low[other] = len(order)
                    open_stack.append(other)
                    is_open.add(other)
                    work.append((other, iter(successors[other])))
                    break
                if other in is_open:
                    low[vertex] = min(low[vertex], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[vertex])
                if low[vertex] == order[vertex]:
                    component = []
                    while True:
                        other = open_stack.pop()
                        is_open.discard(other)
                        component.append(other)
                        if other == vertex:
                            break
                    components.append(sorted(component))
    return components


def shortest_cycle(successors: Mapping[int, Sequence[int]], vertex: int) -> list[int]:
    """Return a shortest cycle through a vertex, which stands at both ends; the smallest sequence among these.

    Args:
        successors: the vertices that follow each vertex.
        vertex: a vertex that lies on a cycle.

    Raises:
        ValueError: where it lies on none.
    """
    parents: dict[int, int] = {}
    frontier = [vertex]
    # In the order of their smallest paths, level by level: the first to discover a vertex is its smallest way there.
    while frontier:
        following = []
        for here in frontier:
            for other in sorted(successors[here]):
                if other == vertex:
                    path = [vertex, here]
                    while path[-1] != vertex:
                        path.append(parents[path[-1]])
                    return path[::-1]
                if other not in parents:
                    parents[other] = here
                    following.append(other)
        frontier = following
    raise ValueError(f"vertex {vertex} lies on no cycle")
