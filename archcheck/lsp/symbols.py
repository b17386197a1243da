"""Symbols: what a document defines, as the outline of an editor shows it."""

from typing import NamedTuple

from archcheck.lsp.outline import Entry, Outline, text_of
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Value


class Symbol(NamedTuple):
    """Something that a document defines: its sort and name, a few words on it, where its name stands, where it ends."""

    sort: str
    name: str
    detail: str
    location: Location
    end: tuple[int, int]
    children: tuple["Symbol", ...] = ()


_DETAILS = {"node": "kind", "edge": "kind", "edge kind": "like", "constraint": "rule", "claim": "text"}
_GROUPS = {
    "topology": (("zones", "zone"), ("nodes", "node"), ("edges", "edge"), ("edge-kinds", "edge kind")),
    "constraints": (("vocabulary", "vocabulary"), ("sets", "set"), ("constraints", "constraint")),
    "overlay": (("zones", "zone"), ("nodes", "node"), ("edges", "edge")),
    "claims": (("claims", "claim"),),
    "waivers": (),
    "baseline": (),
}


def list_symbols(outline: Outline) -> list[Symbol]:
    """Return what a document defines, a group for each of its keys."""
    root = outline.root
    groups = []
    for key, sort in _GROUPS.get(outline.family, ()):
        if isinstance(root, Mapping) and key in root.entries:
            name, value = root.entries[key]
            entries = list(outline.entries.get(sort, {}).values())
            children = _nest(entries) if sort == "zone" else tuple(_symbol(sort, entry) for entry in entries)
            groups.append(Symbol("group", key, "", name.location, find_end(value), children))
    return groups


def _symbol(sort: str, entry: Entry, children: tuple[Symbol, ...] = ()) -> Symbol:
    detail = text_of(entry.value, _DETAILS[sort]) if sort in _DETAILS else ""
    if sort == "vocabulary" and isinstance(entry.value, Scalar):
        detail = entry.value.text
    return Symbol(sort, entry.name, detail, entry.key.location, find_end(entry.value), children)


def _nest(zones: list[Entry]) -> tuple[Symbol, ...]:
    """Return zones with those nested in them; a zone's path begins with that of the zone around it."""
    inner: dict[str, list[Symbol]] = {}
    for entry in reversed(zones):
        around, _, _ = entry.name.rpartition("/")
        children = tuple(reversed(inner.pop(entry.name, [])))
        inner.setdefault(around, []).append(_symbol("zone", entry, children))
    return tuple(reversed(inner.get("", [])))


def find_end(value: Value) -> tuple[int, int]:
    """Return the line and the column (both from 0) behind the last of what a value says."""
    last = (value.line, value.column)
    waiting = [value]
    while waiting:
        each = waiting.pop()
        last = max(last, (each.line, each.column))
        if isinstance(each, Mapping):
            waiting += [item for pair in each.entries.values() for item in pair]
        elif isinstance(each, Sequence):
            waiting += each.items
        elif each.text:
            last = max(last, (each.line, each.column + each.location.length))
    return last
