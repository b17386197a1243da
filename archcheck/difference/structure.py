"""What changed in the graph: zones, nodes, edges and edge kinds by their names, wherever they stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from archcheck.difference.edges import pair_edges
from archcheck.difference.model import Change, Changed, Parts, Structure, sort_by_name
from archcheck.difference.values import Heritage, compare_fields, compare_labelled, is_same
from archcheck.documents.topology import Edge, Node, Topology, Zone
from archcheck.graph.compiled import Graph

NODE_FIELDS = ("kind", "zone", "title", "description", "tags", "labels", "stateful", "transparent", "fixed", "unknown")
ZONE_FIELDS = ("title", "description", "tags", "labels")
EDGE_FIELDS = ("source", "target", "kind", "title", "description", "tags", "labels", "flow", "fixed", "unknown")


def compare_graphs(old: Graph | None, new: Graph | None) -> Structure:
    """Return what changed between two graphs; None is one that has nothing."""
    before, after = (graph.topology if graph else None for graph in (old, new))
    zones = _zones(before), _zones(after)
    inherited = _find_heritage(*zones)
    nodes, heirs = _compare_nodes(_nodes(before), _nodes(after), inherited)
    edges, renumbered = _compare_edges(old.edges if old else [], new.edges if new else [])
    return Structure(
        compare_fields(before, after, ("name", "description")) if before and after else (),
        _compare_zones(*zones, inherited, heirs),
        nodes,
        edges,
        _compare_edge_kinds(before.edge_kinds if before else {}, after.edge_kinds if after else {}),
        renumbered,
    )


def _zones(topology: Topology | None) -> Mapping[str, Zone]:
    return topology.zones if topology else {}


def _nodes(topology: Topology | None) -> Mapping[str, Node]:
    return topology.nodes if topology else {}


def _find_heritage(old: Mapping[str, Zone], new: Mapping[str, Zone]) -> dict[str, Heritage]:
    """Return, for every zone of both sides, how its effective labels and tags changed, and at which zone that shows."""
    found: dict[str, Heritage] = {}
    for path in sorted(old.keys() & new.keys()):  # a zone after the one around it
        found[path] = Heritage(path, old[path], new[path], found.get(path.rpartition("/")[0]))
    return found


def _compare_zones(
    old: Mapping[str, Zone], new: Mapping[str, Zone], inherited: Mapping[str, Heritage], heirs: Mapping[str, int]
) -> Parts[Zone]:
    changed = {}
    for path, heritage in inherited.items():
        if changes := compare_labelled(old[path], new[path], ZONE_FIELDS, heritage.around):
            changed[path] = Changed(path, old[path], new[path], changes, heirs.get(path, 0))
    return Parts(*_apart(old, new), sort_by_name(changed.items()))


def _compare_nodes(
    old: Mapping[str, Node], new: Mapping[str, Node], inherited: Mapping[str, Heritage]
) -> tuple[Parts[Node], dict[str, int]]:
    """Return what changed of the nodes, and for each zone how many nodes its own change alters."""
    heirs: dict[str, int] = {}
    changed = {}
    for name in old.keys() & new.keys():
        one, other = old[name], new[name]
        around = inherited.get(other.zone) if other.zone is not None and one.zone == other.zone else None
        if changes := compare_labelled(one, other, NODE_FIELDS, around):
            changed[name] = Changed(name, one, other, changes)
        if around is not None:
            for path in around.owners_of(one, other):
                heirs[path] = heirs.get(path, 0) + 1
    return Parts(*_apart(old, new), sort_by_name(changed.items())), heirs


def _compare_edges(old: Iterable[Edge], new: Iterable[Edge]) -> tuple[Parts[Edge], dict[str, str | None]]:
    pairs, removed, added = pair_edges(list(old), list(new))
    renumbered: dict[str, str | None] = {edge.id: None for edge in removed}
    renumbered |= {one.id: other.id for one, other in pairs}
    changed = {}
    for one, other in pairs:
        if changes := tuple(map(_name_end, compare_fields(one, other, EDGE_FIELDS))):
            changed[other.id] = Changed(other.id, one, other, changes)
    parts = Parts(
        sort_by_name((edge.id, edge) for edge in added),
        sort_by_name((edge.id, edge) for edge in removed),
        sort_by_name(changed.items()),
    )
    return parts, renumbered


def _name_end(change: Change) -> Change:
    """Name the ends of an edge as a document does."""
    return change._replace(field={"source": "from", "target": "to"}.get(change.field, change.field))


def _compare_edge_kinds(old: Mapping[str, str], new: Mapping[str, str]) -> Parts[str]:
    changed = {
        name: Changed(name, old[name], new[name], (Change("like", old[name], new[name]),))
        for name in sorted(old.keys() & new.keys())
        if not is_same(old[name], new[name])
    }
    return Parts(*_apart(old, new), changed)


def _apart(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what only the new side has, and what only the old side has."""
    added = sort_by_name((name, item) for name, item in new.items() if name not in old)
    return added, sort_by_name((name, item) for name, item in old.items() if name not in new)
