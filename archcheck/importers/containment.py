"""Elements that hold others: each is a node in a zone of its own, and who is connected to it may mean what is inside.

A connection that ends at a whole says no more than that some part of it takes part. A check that left out a part would
pass wrongly, so such a connection is drawn to the whole, and to every part of it as one that is inferred.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from archcheck.documents.topology import Labels
from archcheck.importers.building import INFERRED, TopologyBuilder
from archcheck.source.located import Location, Scalar


class Element(NamedTuple):
    """A thing of the source: its key there, the node's id, its kind, the name of its zone if it holds others.

    A ``boundary`` is a zone even where it holds nothing, and never a node.
    """

    key: str
    id: str
    kind: str
    zone_name: str
    location: Location
    fields: dict[str, Any]
    boundary: bool = False


class Connection(NamedTuple):
    """A relationship between two elements by their keys; ``whole`` where it is known to mean the whole alone."""

    source: str
    target: str
    kind: str
    location: Location
    fields: dict[str, Any]
    whole: bool = False


class Containment:
    """Elements, who holds whom, and connections, put together into zones, nodes and edges."""

    def __init__(self, builder: TopologyBuilder) -> None:
        self.builder = builder
        self.elements: dict[str, Element] = {}
        self.connections: list[Connection] = []
        self._outer: dict[str, tuple[str, Location]] = {}
        self._inner: dict[str, list[str]] = {}
        self._held: dict[str, list[str]] = {}
        self._roots: dict[str, str] = {}

    def add(self, element: Element) -> None:
        """Add an element, its key not there yet."""
        self.elements[element.key] = element

    def put(self, key: str, outer: str, at: Location) -> bool:
        """Put an element into another one; False where it is in a zone already, which it stays in.

        The other one holds it all the same: whoever is connected to the whole may mean this part.
        """
        held = self._held.setdefault(outer, [])
        if key not in held:
            held.append(key)
        if key in self._outer or key in self._roots:
            return self._outer.get(key, (None,))[0] == outer
        self._outer[key] = (outer, at)
        self._inner.setdefault(outer, []).append(key)
        return True

    def put_into_zone(self, key: str, zone: str) -> None:
        """Put an element that no other one holds into a zone that the builder made."""
        self._roots.setdefault(key, zone)

    def build(self) -> None:
        """Make the zones, the nodes and the edges; an error is recorded for elements that hold each other."""
        if self._tell_cycles():
            return
        zones: dict[str, str] = {}
        ids: dict[str, str] = {}
        for key in self._outermost_first():
            element = self.elements[key]
            outer = self._outer.get(key)
            zone = zones[outer[0]] if outer else self._roots.get(key)
            if key in self._inner or element.boundary:
                title, description = element.fields.get("title"), element.fields.get("description")
                labels: Labels = element.fields.get("zone_labels", {})
                zone = zones[key] = self.builder.zone(
                    element.zone_name,
                    element.location,
                    within=zone,
                    title=title,
                    description=description,
                    labels=labels,
                    apart=element.id,
                )
                if element.boundary:
                    continue
            fields = {name: value for name, value in element.fields.items() if name != "zone_labels"}
            ids[key] = self.builder.node(element.id, element.kind, element.location, zone=zone, **fields)
        for connection in self.connections:
            self._connect(connection, ids)

    def parts(self, key: str) -> Iterator[str]:
        """Yield everything that an element holds, in whatever zone it lies, however deep."""
        return _walk(key, self._held)

    def _connect(self, connection: Connection, ids: dict[str, str]) -> None:
        source, target, kind, at, fields, whole = connection
        self.builder.edge(ids[source], ids[target], at, kind, **fields)
        if whole:
            return
        inside = [[ids[part] for part in self.parts(end) if part in ids] for end in (source, target)]
        inferred = {**fields, "tags": {*fields.get("tags", ()), INFERRED}}
        for sources, targets in ((inside[0], [ids[target], *inside[1]]), ([ids[source]], inside[1])):
            if sources and targets:
                self.builder.edge(sources, targets, at, kind, **inferred)

    def _outermost_first(self) -> Iterable[str]:
        for key in self.elements:
            if key not in self._outer:
                yield key
                yield from _walk(key, self._inner)

    def _tell_cycles(self) -> bool:
        settled: set[str] = set()
        for start in self.elements:
            chain: list[str] = []
            key = start
            while key in self._outer and key not in settled and key not in chain:
                chain.append(key)
                key = self._outer[key][0]
            if key in chain:
                at = self._outer[key][1]
                message = f"`{self.elements[key].id}` is inside of itself"
                self.builder.problems.error("containment-cycle", message, at, "take one of the containments away")
                return True
            settled.update(chain)
        return False


def _walk(key: str, inside: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield what is inside of something, however deep, each once and after what holds it."""
    seen = {key}
    waiting = list(reversed(inside.get(key, ())))
    while waiting:
        inner = waiting.pop()
        if inner not in seen:
            seen.add(inner)
            yield inner
            waiting += reversed(inside.get(inner, ()))


def find_key(name: Scalar, containment: Containment, builder: TopologyBuilder, what: str) -> str | None:
    """Return the key that a name refers to, or None after an error that no element has it."""
    found = containment.elements.get(name.text)
    if found is not None and not found.boundary:
        return name.text
    known = (each.id for each in containment.elements.values() if not each.boundary)
    hint = builder.problems.did_you_mean(name.text, known)
    builder.problems.error("unknown-node", f"there is no {what} `{name.text}`", name.location, hint)
    return None
