"""What of a large topology is drawn node by node, and how the rest is collapsed into its zones."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from archcheck.draw.marks import LARGE, Mark
from archcheck.graph.compiled import Graph

MOST_GROUPS = 16
MOST_CLOSED = 12
MOST_MISSED = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes drawn as one box: all of a zone and the zones in it (``whole``), or what is left of it; None is outside."""

    zone: str | None
    whole: bool
    positions: tuple[int, ...]


class Plan:
    """What is drawn: ``shown`` one by one, the others in ``groups`` by their keys; ``core`` is what is marked."""

    def __init__(self, graph: Graph, shown: Sequence[int], groups: dict[str, Group], core: frozenset[int]) -> None:
        self.shown = shown
        self.groups = groups
        self._core = core
        self._shown = shown if isinstance(shown, range) else frozenset(shown)
        self._keys = [f"node {node.id}" for node in graph.nodes]
        for key, group in groups.items():
            for position in group.positions:
                self._keys[position] = key

    def key(self, position: int) -> str:
        """Return the key of the figure that draws a node."""
        return self._keys[position]

    def is_group(self, key: str) -> bool:
        """Whether a figure is a group."""
        return key in self.groups

    def draws(self, source: int, target: int) -> bool:
        """Whether an edge is drawn: none inside a group, and none of a group's that leads past the core."""
        keys = self._keys[source], self._keys[target]
        if not any(key in self.groups for key in keys):
            return source in self._shown and target in self._shown
        return keys[0] != keys[1] and (not self.shown or source in self._core or target in self._core)


def plan_marked(graph: Graph, marks: Sequence[Mark]) -> Plan:
    """Return the plan of what is marked, and of nothing around it."""
    core = _core(graph, marks)
    return Plan(graph, sorted(core), {}, core)


def plan_drawing(graph: Graph, marks: Sequence[Mark], changed: Sequence[int] = (), *, full: bool) -> Plan:
    """Decide what is drawn node by node.

    Up to sixty nodes, or with ``full``: everything. Above: the marked nodes, the missed waypoints, and one hop around,
    or else what ``changed``, as far as there is room; or without any, the zones alone, as deep as they are few.
    """
    everything = range(len(graph.nodes))
    if full or len(everything) <= LARGE:
        return Plan(graph, everything, {}, frozenset())
    core = _core(graph, marks)
    if changed:
        core |= frozenset(changed[: max(0, LARGE - len(core))])
    shown = core if changed else _around(graph, core)
    hidden = [position for position in everything if position not in shown]
    opened = _opened(graph, shown)
    if not shown:
        for depth in range(1, 1 + max((path.count("/") + 1 for path in graph.topology.zones), default=0)):
            deeper = {path for path in graph.topology.zones if path.count("/") < depth}
            if len(_group(graph, hidden, deeper, MOST_GROUPS)) > MOST_GROUPS:
                break
            opened = deeper
    groups = _group(graph, hidden, opened, MOST_CLOSED if shown else LARGE)
    return Plan(graph, sorted(shown), groups, core)


def _core(graph: Graph, marks: Sequence[Mark]) -> frozenset[int]:
    """Return the marked nodes and the first of the missed waypoints."""
    position = graph.population.position
    core = {position[name] for mark in marks for name in mark.nodes if name in position}
    missed = sorted({position[name] for mark in marks for name in mark.missed if name in position})
    return frozenset(core.union(missed[:MOST_MISSED]))


def _around(graph: Graph, core: frozenset[int]) -> frozenset[int]:
    """Return the core and its neighbours, where there is room for all of them."""
    near = set(core)
    for source, target in zip(graph.sources, graph.targets, strict=True):
        if source in core or target in core:
            near |= {source, target}
    return frozenset(near) if len(near) <= LARGE else core


def _opened(graph: Graph, shown: Iterable[int]) -> set[str]:
    """Return the zones that a shown node is in, and the zones around them."""
    opened: set[str] = set()
    for position in shown:
        path = graph.nodes[position].zone
        while path and path not in opened:
            opened.add(path)
            path = path.rpartition("/")[0]
    return opened


def _group(graph: Graph, hidden: Sequence[int], opened: Collection[str], most: int) -> dict[str, Group]:
    """Group the hidden nodes by the outermost closed zone that they are in, else by the open one.

    More than ``most`` closed zones side by side count as what is left of the zone around them.
    """
    closed: dict[str | None, set[str]] = {}
    places: list[tuple[int, str | None, str | None]] = []
    for position in hidden:
        around: str | None = None
        found: str | None = None
        for path in _outermost_first(graph.nodes[position].zone):
            if path not in opened:
                found = path
                closed.setdefault(around, set()).add(path)
                break
            around = path
        places.append((position, around, found))
    members: dict[tuple[str | None, bool], list[int]] = {}
    for position, around, found in places:
        whole = found is not None and len(closed[around]) <= most
        members.setdefault((found if whole else around, whole), []).append(position)
    order = sorted(members, key=lambda group: (group[0] or "", group[1]))
    return {
        f"{'zone' if whole else 'rest'} {zone or ''}": Group(zone, whole, tuple(members[zone, whole]))
        for zone, whole in order
    }


def _outermost_first(zone: str | None) -> list[str]:
    segments = zone.split("/") if zone else []
    return ["/".join(segments[:length]) for length in range(1, len(segments) + 1)]
