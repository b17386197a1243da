"""Laying overlays over a topology: more zones, nodes and edges first, then what the rules set, one after the other.

A rule sees what the rules before it have set. What is set is known from then on. A node that moves leaves behind what
its old zone handed down, and gets what its new one does.
"""

from collections.abc import Mapping as ReadOnly, Sequence
from typing import Any

from archcheck.documents.overlay import Overlay, OverlayRule
from archcheck.documents.topology import EdgeDeclaration, Labels, Node, Topology, Zone
from archcheck.documents.topology_building import build_edge, build_node, resolve_zone
from archcheck.selectors import Population
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.identifiers import fold
from archcheck.source.located import Scalar, shorten
from archcheck.source.shapes import MISSING


def apply_overlays(topology: Topology, overlays: Sequence[Overlay], problems: Problems) -> Topology:
    """Return a topology with overlays laid over it, in their order.

    Args:
        topology: any topology.
        overlays: what is laid over it.
        problems: receives what does not fit this topology; a rule that matches nothing is a warning among the
            topology's own diagnostics.
    """
    for overlay in overlays:
        topology = _Laying(topology, overlay, problems).lay()
    return topology


class _Laying:
    """One overlay over one topology: the zones and nodes as they are so far."""

    def __init__(self, topology: Topology, overlay: Overlay, problems: Problems) -> None:
        self.topology = topology
        self.overlay = overlay
        self.problems = problems
        self.zones: dict[str, Zone] = dict(topology.zones)
        self.nodes: dict[str, Node] = dict(topology.nodes)
        self.told = Problems()

    def lay(self) -> Topology:
        self._lay_zones()
        self._add_nodes()
        declarations = [*self.topology.declarations, *self._edges()]
        for rule in self.overlay.rules:
            self._apply(rule)
        told: list[Diagnostic] = self.told.diagnostics
        return self.topology._replace(
            zones=self.zones,
            nodes=self.nodes,
            declarations=tuple(declarations),
            sources={**self.topology.sources, **self.overlay.sources},
            diagnostics=(*self.topology.diagnostics, *told),
        )

    def _lay_zones(self) -> None:
        """Merge zones, and hand down anew what they say where any of them was there before."""
        own = {path: _own(zone, self.zones.get(path.rpartition("/")[0])) for path, zone in self.zones.items()}
        before = dict(self.zones)
        changed = self._merge_zones(self.overlay.zones, None, own)
        if not changed:
            return
        for path in sorted(self.zones):  # a zone after the one around it
            around = self.zones.get(path.rpartition("/")[0])
            tags, labels = own[path]
            self.zones[path] = self.zones[path]._replace(
                tags=tags | (around.tags if around else frozenset()),
                labels={**(around.labels if around else {}), **labels},
            )
        for id, node in self.nodes.items():
            if node.zone is not None:
                self.nodes[id] = _rezone(node, before[node.zone], self.zones[node.zone])

    def _merge_zones(
        self, pairs: Sequence[tuple[Scalar, Any]], around: str | None, own: dict[str, tuple[frozenset[str], Labels]]
    ) -> bool:
        folded = {fold(path): path for path in self.zones}
        for key, read in pairs:
            fields = {} if read is MISSING else read
            path = f"{around}/{key.text}" if around else key.text
            twin = folded.get(fold(path), path)
            if twin != path:
                message = f"the zone `{shorten(path)}` looks like the zone `{shorten(twin)}`, and is another one"
                self.problems.error("twins", message, key.location)
                continue
            old = self.zones.get(path)
            tags, labels = own.get(path, (frozenset(), {}))
            own[path] = (tags | frozenset(fields.get("tags", ())), {**labels, **fields.get("labels", {})})
            title, description = fields.get("title"), fields.get("description")
            self.zones[path] = Zone(
                path,
                title if title is not None or old is None else old.title,
                description if description is not None or old is None else old.description,
                own[path][0],
                own[path][1],
                old.location if old else key.location,
            )
            self._merge_zones(fields.get("zones", ()), path, own)
        return bool(pairs)

    def _add_nodes(self) -> None:
        folded = {fold(id): node for id, node in self.nodes.items()} if self.overlay.nodes else {}
        for key, fields in self.overlay.nodes:
            there = folded.get(fold(key.text))
            if there is not None:
                same = there.id == key.text
                code = "duplicate-id" if same else "twins"
                message = f"there is a node `{shorten(there.id)}` already"
                message += "" if same else f", which `{shorten(key.text)}` looks like"
                help_text = "a rule sets what an overlay changes of a node that is there" if same else None
                self.problems.error(code, message, key.location, help_text, [("here", there.location)])
            elif fields is not MISSING:
                zone = resolve_zone(fields.get("zone"), self.zones, self.problems)
                self.nodes[key.text] = build_node(key, fields, zone)
                folded[fold(key.text)] = self.nodes[key.text]

    def _edges(self) -> list[EdgeDeclaration]:
        ids: dict[str, Any] = dict.fromkeys(self.nodes)
        kinds = dict(self.topology.edge_kinds)
        found = [build_edge(fields, value, ids, kinds, self.problems) for fields, value in self.overlay.edges]
        return [edge for edge in found if edge is not None]

    def _apply(self, rule: OverlayRule) -> None:
        nodes = list(self.nodes.values())
        matched = Population(nodes).select_nodes(rule.match, {})
        if not matched and rule.allow_empty is None:
            message = f"this rule matches no node of `{self.topology.path}`"
            self.told.warning(
                "no-match", message, rule.location, "correct `match`, or say in `allow-empty` why nothing is fine"
            )
        zone = None
        if "zone" in rule.set:
            zone = resolve_zone(rule.set["zone"], self.zones, self.problems)
            if zone is None:
                return
        for position in sorted(matched):
            node = nodes[position]
            if zone is not None:
                old = self.zones[node.zone] if node.zone is not None else None
                node = _rezone(node, old, zone)._replace(zone=zone.path)
            self.nodes[node.id] = _set(node, rule.set)


def _set(node: Node, fields: ReadOnly[str, Any]) -> Node:
    labels: Labels = fields.get("labels", {})
    known = {*fields, *(f"labels.{name}" for name in labels)} - {"tags", "labels"}
    return node._replace(
        kind=fields.get("kind", node.kind),
        tags=node.tags | frozenset(fields.get("tags", ())),
        labels={**node.labels, **labels} if labels else node.labels,
        stateful=fields.get("stateful", node.stateful),
        transparent=fields.get("transparent", node.transparent),
        unknown=tuple(aspect for aspect in node.unknown if aspect not in known),
    )


def _own(item: Zone | Node, around: Zone | None) -> tuple[frozenset[str], Labels]:
    """Return the tags and labels that no zone hands down."""
    if around is None:
        return item.tags, item.labels
    handed = around.labels
    labels = {
        name: value for name, value in item.labels.items() if name not in handed or repr(handed[name]) != repr(value)
    }
    return item.tags - around.tags, labels


def _rezone(node: Node, old: Zone | None, new: Zone) -> Node:
    """Return a node with what a zone hands down in place of what another one did."""
    tags, labels = _own(node, old)
    return node._replace(tags=tags | new.tags, labels={**new.labels, **labels})
