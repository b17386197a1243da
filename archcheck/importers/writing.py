"""Topologies to native documents: what is written, read again, is the same topology.

A node, zone or edge says only what is its own: what a zone hands down stands at the zone. Selectors at the ends of
edges are written as the ids that they match. Comments name the places that a reader would look up.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from archcheck.documents.topology import TYPE, EdgeDeclaration, Endpoint, Label, Node, Topology, Zone
from archcheck.selectors import Population
from archcheck.source import json_writing
from archcheck.source.inert import escape
from archcheck.source.located import Location

_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)\Z)[A-Za-z_][A-Za-z0-9_./-]*", re.IGNORECASE)
_WIDEST = 120
_LONGEST_KEY = 1000  # of YAML's 1,024 characters for a key on one line
_Written = dict[str, Any]


def to_document(topology: Topology) -> _Written:
    """Return a topology as the value of a native document."""
    return dict(_sections(topology))


def write_json(topology: Topology) -> str:
    """Return a topology as a native document in JSON."""
    return json_writing.write_json(to_document(topology))


def write_yaml(topology: Topology, *, places: bool = True) -> str:
    """Return a topology as a native document in YAML.

    Args:
        topology: what is written.
        places: whether comments name where nodes and edges stand in what they were read from.
    """
    return "".join(_lines(topology, places))


def _lines(topology: Topology, places: bool) -> Iterator[str]:
    def at(location: Location) -> str:
        if not places:
            return ""
        path = "" if location.path == topology.path else f"{escape(location.path)}:"
        return f"  # {path or 'line '}{location.line}"

    if places:
        yield f"# Imported from {escape(topology.path)}. What is told of that:\n" if topology.diagnostics else ""
        yield from sorted({f"#   {escape(each.summary())}\n" for each in topology.diagnostics})
    for name, section in _sections(topology):
        if name == "zones":
            yield "zones:\n"
            yield from _write_zones(section, 1)
        elif name == "nodes":
            yield "nodes:\n" if section else "nodes: {}\n"
            for id, node in section.items():
                yield from _entry("  ", id, node, at(topology.nodes[id].location))
        elif name in ("edges", "unmodelled"):
            yield f"{name}:\n"
            items: Sequence[Any] = topology.unmodelled if name == "unmodelled" else _present(topology)
            for item, written in zip(items, section, strict=True):
                yield from _item(written, at(item.location))
        else:
            yield f"{_key(name)}{_flow(section)}\n"


def _entry(indent: str, name: str, value: _Written, comment: str = "") -> Iterator[str]:
    """Yield a key and its mapping: on one line if that is not too long, else a line for each of its keys."""
    key = _text(name)
    if len(key) > _LONGEST_KEY:
        yield f"{indent}? {key}{comment}\n{indent}: {_flow(value)}\n"
        return
    whole = f"{indent}{key}: {_flow(value)}{comment}\n"
    if len(whole) <= _WIDEST:
        yield whole
        return
    yield f"{indent}{key}:{comment}\n"
    yield from (f"{indent}  {_key(field)}{_flow(item)}\n" for field, item in value.items())


def _item(value: _Written, comment: str) -> Iterator[str]:
    """Yield a mapping that is an item of a list, likewise."""
    whole = f"  - {_flow(value)}{comment}\n"
    if len(whole) <= _WIDEST:
        yield whole
        return
    for number, (name, item) in enumerate(value.items()):
        yield f"  {'- ' if number == 0 else '  '}{_key(name)}{_flow(item)}{comment if number == 0 else ''}\n"


def _sections(topology: Topology) -> Iterator[tuple[str, Any]]:
    yield "archcheck", TYPE
    yield "name", topology.name
    if topology.description is not None:
        yield "description", topology.description
    if topology.edge_kinds:
        yield "edge-kinds", {name: {"like": like} for name, like in topology.edge_kinds.items()}
    if topology.zones:
        yield "zones", _nest(topology.zones)
    yield "nodes", {node.id: _write_node(node, topology.zones) for node in topology.nodes.values()}
    ends = _ends(topology)
    edges = [_write_edge(edge, ends) for edge in _present(topology)]
    if edges:
        yield "edges", edges
    if topology.unmodelled:
        yield (
            "unmodelled",
            [{"kind": each.kind, "name": each.name, "reason": each.reason} for each in topology.unmodelled],
        )


def _present(topology: Topology) -> list[EdgeDeclaration]:
    """Return the declarations that stand for an edge at all."""
    ends = _ends(topology)
    return [edge for edge in topology.declarations if ends(edge.source) and ends(edge.target)]


def _ends(topology: Topology) -> Callable[[str | Endpoint], str | list[str]]:
    """Return what gives the ids at an end of an edge."""
    nodes = list(topology.nodes.values())
    population = Population(nodes)

    def resolve(end: str | Endpoint) -> str | list[str]:
        if isinstance(end, str):
            return end
        if end.selector is None:
            return list(end.ids)
        return [nodes[position].id for position in sorted(population.select_nodes(end.selector, {}))]

    return resolve


def _nest(zones: Mapping[str, Zone]) -> _Written:
    nested: _Written = {}
    for path, zone in sorted(zones.items()):
        around, _, name = path.rpartition("/")
        level = nested
        for segment in around.split("/") if around else ():
            level = level[segment].setdefault("zones", {})
        level[name] = {
            **_texts(zone),
            **_own(zone, zones.get(around)),
        }
    return nested


def _write_node(node: Node, zones: Mapping[str, Zone]) -> _Written:
    written: _Written = {"kind": node.kind}
    if node.zone is not None:
        written["zone"] = node.zone
    written |= {**_texts(node), **_own(node, zones[node.zone] if node.zone else None)}
    if not node.stateful:
        written["stateful"] = False
    written |= {flag: True for flag in ("transparent", "fixed") if getattr(node, flag)}
    return written | ({"unknown": list(node.unknown)} if node.unknown else {})


def _write_edge(edge: EdgeDeclaration, ends: Callable[[str | Endpoint], str | list[str]]) -> _Written:
    written: _Written = {"from": ends(edge.source), "to": ends(edge.target)}
    if edge.kind != "call":
        written["kind"] = edge.kind
    if edge.id is not None:
        written["id"] = edge.id
    written |= {**_texts(edge), **_own(edge, None)}
    if edge.flow is not None:
        written["flow"] = edge.flow
    if edge.fixed:
        written["fixed"] = True
    return written | ({"unknown": list(edge.unknown)} if edge.unknown else {})


def _texts(item: Zone | Node | EdgeDeclaration) -> _Written:
    found = {"title": item.title, "description": item.description}
    return {name: text for name, text in found.items() if text is not None}


def _own(item: Zone | Node | EdgeDeclaration, around: Zone | None) -> _Written:
    """Return the tags and labels that no zone hands down."""
    tags = item.tags - (around.tags if around else frozenset())
    handed: Mapping[str, Label] = around.labels if around else {}
    labels = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in item.labels.items()
        if name not in handed or repr(handed[name]) != repr(value)
    }
    return ({"tags": sorted(tags)} if tags else {}) | ({"labels": labels} if labels else {})


def _write_zones(zones: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, zone in zones.items():
        key = _text(name)
        if "zones" not in zone or len(key) > _LONGEST_KEY:
            yield from _entry(indent, name, zone)
            continue
        yield f"{indent}{key}:\n"
        yield from (f"{indent}  {_key(field)}{_flow(value)}\n" for field, value in zone.items() if field != "zones")
        yield f"{indent}  zones:\n"
        yield from _write_zones(zone["zones"], depth + 2)


def _key(text: str) -> str:
    written = _text(text)
    return f"{written}: " if len(written) <= _LONGEST_KEY else f"? {written} : "


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(name)}{_flow(item)}" for name, item in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _text(text: str) -> str:
    """Return a text plainly where nobody can take it for something else, else in double quotes."""
    if _PLAIN.fullmatch(text):
        return text
    return json_writing.escape_json(json.dumps(text, ensure_ascii=False))
