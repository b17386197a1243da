"""CALM, the Common Architecture Language Model of FINOS (architectures, releases 1.0 to 1.2).

Nodes become nodes, `composed-of` and `deployed-in` nested zones, `connects` and `interacts` calls. CALM does not say
whether an answer comes back, so every connection is taken as a call: in a call most can flow.
"""

import re
from typing import Any

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.containment import Connection, Containment, Element, find_key
from archcheck.importers.leftovers import Leftovers
from archcheck.importers.protocols import says_encrypted
from archcheck.importers.reading import ForeignReader, is_null, tell_duplicate
from archcheck.source.counting import count_of
from archcheck.source.located import Mapping, Scalar, Value

# The node types of CALM's core schema; one of somebody's own, `ai:llm`, is the kind `ai.llm`.
KINDS = {
    "actor": "human.user",
    "ecosystem": "app.ecosystem",
    "system": "app.system",
    "service": "app.service",
    "database": "store.database",
    "network": "network",
    "ldap": "store.directory",
    "webclient": "app.client",
    "data-asset": "content",
}
_READ = {
    "": ("$schema", "$id", "unique-id", "name", "title", "description", "nodes", "relationships"),
    "nodes": ("unique-id", "node-type", "name", "description", "data-classification", "run-as"),
    "relationships": ("unique-id", "description", "relationship-type", "protocol", "authentication"),
}
_RELATIONSHIPS = ("connects", "interacts", "deployed-in", "composed-of", "options")


def recognises(root: Value) -> bool:
    """Return whether a document is a CALM architecture."""
    if not isinstance(root, Mapping):
        return False
    schema = root.get("$schema")
    if isinstance(schema, Scalar) and "calm" in schema.text.lower():
        return True
    nodes = getattr(root.get("nodes"), "items", None)
    first = nodes[0] if nodes else None
    return isinstance(first, Mapping) and first.get("unique-id") is not None and first.get("node-type") is not None


def read(root: Value, builder: TopologyBuilder) -> None:
    """Read an architecture into a builder, whose problems get what is wrong and what has no counterpart."""
    _Architecture(builder).read(root)


class _Architecture:
    def __init__(self, builder: TopologyBuilder) -> None:
        self.builder = builder
        self.reader = ForeignReader(builder.problems)
        self.containment = Containment(builder)
        self.leftovers = Leftovers(builder.problems)

    def read(self, root: Value) -> None:
        architecture = self.reader.mapping(root, "a CALM architecture")
        if architecture is None:
            return
        if architecture.get("nodes") is None:
            message = "this CALM document has no `nodes`: it is a pattern, or something else that is no architecture"
            self.builder.problems.error("missing-key", message, architecture.location)
            return
        self.leftovers.note("", architecture, _READ[""])
        for node in self.reader.items(architecture, "nodes"):
            self._read_node(node)
        relationships = list(self.reader.items(architecture, "relationships"))
        for relationship in relationships:
            self._read_relationship(relationship)
        self.containment.build()
        problems = self.builder.problems
        nodes, edges = len(self.containment.elements), len(self.containment.connections)
        counts = ((nodes, "node"), (len(relationships), "relationship"), (edges, "connection"))
        problems.info("imported", f"CALM: {', '.join(count_of(number, noun) for number, noun in counts)}")
        if edges:
            problems.info("assumed", "every connection is a call: its source asks, and an answer comes back")
        self.leftovers.tell()

    def _read_node(self, node: Mapping) -> None:
        key = self.reader.required(node, "unique-id", "a node")
        kind = self.reader.required(node, "node-type", "a node")
        if key is None or kind is None:
            return
        if key.text in self.containment.elements:
            tell_duplicate(self.builder.problems, "node", key, self.containment.elements[key.text].location)
            return
        self.leftovers.note("nodes", node, _READ["nodes"])
        text = self.reader.text
        labels = {"calm-type": kind.text}
        for name in ("data-classification", "run-as"):
            value = text(node, name)
            if value is not None:
                labels[name] = value
        fields = {"title": text(node, "name"), "description": text(node, "description"), "labels": labels}
        self.containment.add(Element(key.text, key.text, to_kind(kind.text), key.text, key.location, fields))

    def _read_relationship(self, relationship: Mapping) -> None:
        forms = self._read_type(relationship)
        self.leftovers.note("relationships", relationship, (*_READ["relationships"], *(key.text for key, _ in forms)))
        for key, value in forms:
            if key.text not in _RELATIONSHIPS:
                hint = self.builder.problems.did_you_mean(key.text, _RELATIONSHIPS)
                message = f"there is no relationship type `{key.text}`"
                self.builder.problems.error("invalid-value", message, key.location, hint)
                continue
            if key.text == "options":
                message = "a choice between relationships is not decided, so that none of them is drawn"
                self.builder.unmodelled("calm-options", "options", message, key.location)
                continue
            body = self.reader.mapping(value, f"`{key.text}`")
            if body is not None:
                self._read_form(key.text, body, relationship)

    def _read_type(self, relationship: Mapping) -> list[tuple[Scalar, Value]]:
        """Return the types of a relationship with what each says: below its type, or under a key of the type's name."""
        written = relationship.get("relationship-type")
        if isinstance(written, Scalar) and not is_null(written):
            if written.text not in _RELATIONSHIPS:
                return [(written, written)]
            body = relationship.get(written.text)
            if body is not None:
                return [(written, body)]
            message = f"a relationship of the type `{written.text}` needs the key `{written.text}`"
            self.builder.problems.error("missing-key", message, written.location)
            return []
        form = self.reader.child(relationship, "relationship-type")
        if form is None or not form.entries:
            message = "a relationship needs the key `relationship-type`"
            self.builder.problems.error("missing-key", message, relationship.location)
            return []
        return list(form.entries.values())

    def _read_form(self, form: str, body: Mapping, relationship: Mapping) -> None:
        reader, containment, builder = self.reader, self.containment, self.builder
        if form == "connects":
            ends = [self._read_end(body, "source"), self._read_end(body, "destination")]
            if ends[0] is not None and ends[1] is not None:
                self._connect(ends[0], ends[1], relationship)
            return
        outer = reader.required(body, "actor" if form == "interacts" else "container", f"`{form}`")
        key = find_key(outer, containment, builder, "node") if outer is not None else None
        inner = [(name, find_key(name, containment, builder, "node")) for name in reader.texts(body, "nodes")]
        if key is None:
            return
        for name, other in inner:
            if other is None:
                continue
            if form == "interacts":
                self._connect(key, other, relationship)
            elif not containment.put(other, key, name.location):
                message = f"`{name.text}` is in another zone already, and `{key}` is told by its label `{form}` alone"
                builder.problems.info("assumed", message, name.location)
                labels = containment.elements[other].fields["labels"]
                labels[form] = (*labels.get(form, ()), key)

    def _read_end(self, body: Mapping, name: str) -> str | None:
        written = body.get(name)
        if isinstance(written, Scalar) and not is_null(written):
            return find_key(written, self.containment, self.builder, "node")
        end = self.reader.child(body, name)
        if end is None:
            if written is None or is_null(written):
                self.builder.problems.error("missing-key", f"`connects` needs the key `{name}`", body.location)
            return None
        self.leftovers.note("ends of connections", end, ("node",))
        node = self.reader.required(end, "node", f"`{name}`")
        return find_key(node, self.containment, self.builder, "node") if node is not None else None

    def _connect(self, source: str, target: str, relationship: Mapping) -> None:
        text = self.reader.text
        labels: dict[str, Any] = {}
        for name, key in (("calm-id", "unique-id"), ("protocol", "protocol"), ("authentication", "authentication")):
            value = text(relationship, key)
            if value is not None:
                labels[name] = value
        encrypted = says_encrypted(labels.get("protocol", ""))
        if encrypted is not None:
            labels["encrypted"] = encrypted
        fields = {"description": text(relationship, "description"), "labels": labels}
        self.containment.connections.append(Connection(source, target, "call", relationship.location, fields))


def to_kind(type_name: str, kinds: dict[str, str] = KINDS, prefix: str = "") -> str:
    """Return the kind for a type of a source: by the table, else its own words joined by dots."""
    if type_name.lower() in kinds:
        return kinds[type_name.lower()]
    segments = [re.sub(r"[^0-9a-z_-]+", "-", part).strip("-") for part in re.split(r"[:/.]", type_name.lower())]
    return prefix + (".".join(part for part in segments if part) or "app")
