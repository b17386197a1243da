"""Outlines: what one text names and what it refers to, read from a sketch, so that a broken text has one too."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from archcheck.documents.draft import TYPES
from archcheck.lsp.sketch import sketch
from archcheck.lsp.text import Text
from archcheck.source.located import Mapping, Scalar, Sequence, Source, Value
from archcheck.source.suggestions import closest


class Entry(NamedTuple):
    """Something that a text names: its name (of a zone, the whole path), where that stands, and what is said of it."""

    name: str
    key: Scalar
    value: Value


Entries = dict[str, Entry]


class Outline:
    """What a text names, by what it is.

    Attributes:
        source: the text under the path of its file.
        root: its root value, as far as it makes sense.
        type: what the document says that it is, where there is such a type.
        meant: whether it is a document of archcheck's, or meant as one.
        entries: for each sort of things (``node``, ``zone``, ``edge``, ``edge kind``, ``set``, ``constraint``,
            ``vocabulary``, ``claim``) those that the text defines, by name.
        kinds, edge_kinds: the kinds of nodes and edges, each with the names of those that have it.
        tags: the tags of zones, nodes and edges, likewise.
        labels: the labels of zones, nodes and edges, each with its values as they are written.
        includes, extends: where other files are named.
        edges: the mappings that are edges, by the line and the column (from 0) in which they begin.
    """

    def __init__(self, source: Source, text: Text) -> None:
        self.source = source
        self.root = sketch(source, text.lines).root
        self.type = ""
        self.meant = False
        self._find_type()
        self.entries: dict[str, Entries] = {}
        self.kinds: dict[str, list[str]] = {}
        self.edge_kinds: dict[str, list[str]] = {}
        self.tags: dict[str, list[str]] = {}
        self.labels: dict[str, dict[str, None]] = {}
        self.includes = _texts(self.root, "include")
        self.extends = _texts(self.root, "extends")
        self.edges: dict[tuple[int, int], Mapping] = {}
        if self.family in ("topology", "overlay"):
            self._read_topology()
            self._read_rules()
        elif self.family == "constraints":
            for sort, key in (("set", "sets"), ("constraint", "constraints"), ("vocabulary", "vocabulary")):
                self.entries[sort] = {entry.name: entry for entry in _pairs(self.root, key)}
        elif self.family == "claims":
            self.entries["claim"] = {entry.name: entry for entry in _pairs(self.root, "claims")}

    @property
    def family(self) -> str:
        """The type without its version: ``topology``."""
        return self.type.partition("/")[0]

    @property
    def name(self) -> str:
        """The name that reports use: the one that it says, else that of its file."""
        return text_of(self.root, "name") or PurePath(self.source.path).stem

    def _find_type(self) -> None:
        if not isinstance(self.root, Mapping):
            return
        said = text_of(self.root, "archcheck")
        self.type = said if said in TYPES else ""
        self.meant = "archcheck" in self.root.entries or any(
            isinstance(value, Scalar) and value.text in TYPES and closest(key.text, ["archcheck"])
            for key, value in self.root.entries.values()
        )

    def _read_topology(self) -> None:
        zones = {entry.name: entry for entry in _zones(self.root, "")}
        nodes = {entry.name: entry for entry in _pairs(self.root, "nodes")}
        edges = {entry.name: entry for entry in _edges(self.root)}
        found = self.root.get("edges") if isinstance(self.root, Mapping) else None
        items = found.items if isinstance(found, Sequence) else []
        self.edges = {(item.line, item.column): item for item in items if isinstance(item, Mapping)}
        kinds = {entry.name: entry for entry in _pairs(self.root, "edge-kinds")}
        self.entries = {"zone": zones, "node": nodes, "edge": edges, "edge kind": kinds}
        for entry in nodes.values():
            _add(self.kinds, text_of(entry.value, "kind"), entry.name)
        for entry in edges.values():
            _add(self.edge_kinds, text_of(entry.value, "kind"), entry.name)
        for entry in (*zones.values(), *nodes.values(), *edges.values()):
            for tag in _texts(entry.value, "tags"):
                _add(self.tags, tag.text, entry.name)
            self._read_labels(entry.value)

    def _read_labels(self, value: Value) -> None:
        for label in _pairs(value, "labels"):
            values = label.value.items if isinstance(label.value, Sequence) else [label.value]
            written = self.labels.setdefault(label.name, {})
            written.update((_written(each), None) for each in values if isinstance(each, Scalar) and each.text)

    def _read_rules(self) -> None:
        """Read what the rules of an overlay set: kinds, tags and labels that nodes of others get."""
        rules = self.root.get("rules") if isinstance(self.root, Mapping) else None
        for rule in rules.items if isinstance(rules, Sequence) and self.family == "overlay" else ():
            found = rule.get("set") if isinstance(rule, Mapping) else None
            if isinstance(found, Mapping):
                if text_of(found, "kind"):
                    self.kinds.setdefault(text_of(found, "kind"), [])
                for tag in _texts(found, "tags"):
                    self.tags.setdefault(tag.text, [])
                self._read_labels(found)


def text_of(value: Value | None, key: str) -> str:
    """Return the text under a key of a mapping, empty where there is none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found.text if isinstance(found, Scalar) else ""


def _texts(value: Value, key: str) -> list[Scalar]:
    """Return the scalars of a list under a key of a mapping."""
    found = value.get(key) if isinstance(value, Mapping) else None
    items = found.items if isinstance(found, Sequence) else []
    return [item for item in items if isinstance(item, Scalar)]


def _pairs(value: Value, key: str) -> Iterator[Entry]:
    """Yield the entries of a mapping under a key of a mapping."""
    found = value.get(key) if isinstance(value, Mapping) else None
    for name, (place, item) in found.entries.items() if isinstance(found, Mapping) else ():
        yield Entry(name, place, item)


def _zones(value: Value, prefix: str) -> Iterator[Entry]:
    for entry in _pairs(value, "zones"):
        path = prefix + entry.name
        yield Entry(path, entry.key, entry.value)
        yield from _zones(entry.value, f"{path}/")


def _edges(root: Value) -> Iterator[Entry]:
    """Yield the edges, by the id that they have; one that expands to several has none."""
    found = root.get("edges") if isinstance(root, Mapping) else None
    counts: dict[str, int] = {}
    for item in found.items if isinstance(found, Sequence) else ():
        if not isinstance(item, Mapping):
            continue
        source, target, own = (item.get(key) for key in ("from", "to", "id"))
        if isinstance(own, Scalar) and own.text:
            yield Entry(own.text, own, item)
        elif isinstance(source, Scalar) and isinstance(target, Scalar) and source.text and target.text:
            name = f"{source.text}->{target.text}"
            counts[name] = counts.get(name, 0) + 1
            yield Entry(name if counts[name] == 1 else f"{name}#{counts[name]}", source, item)


def _add(users: dict[str, list[str]], name: str, user: str) -> None:
    if name:
        users.setdefault(name, []).append(user)


def _written(value: Scalar) -> str:
    """Return a label's value as a text writes it: what is quoted keeps quotes where it would be no text without."""
    if value.plain:
        return value.text
    return "'" + value.text.replace("'", "''") + "'"
