"""Topologies: zones, nodes and edges (language, section 2)."""

from collections.abc import Mapping as ReadOnly
from typing import Any, NamedTuple

from archcheck.documents.draft import Draft
from archcheck.documents.selector import LabelValueShape, Selector, SelectorShape, kind_fault
from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import check_twins, find_fault
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Source, Value, shorten
from archcheck.source.scalars import LabelScalar
from archcheck.source.shapes import (
    MISSING,
    Choice,
    Field,
    Flag,
    JsonSchema,
    ListOf,
    Located,
    Nested,
    Record,
    Shape,
    Text,
    identifier,
    wrong_type,
)

TYPE = "topology/v1"
EDGE_KINDS = ("call", "push", "pull", "admin", "depends")
FLOWS = ("request-response", "forward", "backward", "both", "none")

Label = LabelScalar | tuple[LabelScalar, ...]
Labels = ReadOnly[str, Label]


class Zone(NamedTuple):
    """A trust zone; ``path`` names the zones around it too: ``provider/serving``. Labels and tags are effective."""

    path: str
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    location: Location


class Node(NamedTuple):
    """A node. ``labels`` and ``tags`` are effective: its own over its zones', the innermost first."""

    id: str
    kind: str
    zone: str | None
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    stateful: bool
    transparent: bool
    fixed: bool
    location: Location


class Endpoint(NamedTuple):
    """The nodes at one end of a declared edge: listed ids, or else a selector."""

    ids: tuple[str, ...]
    selector: Selector | None
    location: Location


class EdgeDeclaration(NamedTuple):
    """An edge as written; an end that is a str is a single node, an :class:`Endpoint` stands for many."""

    source: str | Endpoint
    target: str | Endpoint
    kind: str
    id: str | None
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    flow: str | None
    fixed: bool
    location: Location


class Edge(NamedTuple):
    """An edge between two nodes; a declaration with several nodes at an end makes several."""

    id: str
    source: str
    target: str
    kind: str
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    flow: str | None
    fixed: bool
    location: Location


class Topology(NamedTuple):
    """A topology document with what it includes. ``edge_kinds`` maps a declared first segment to a base kind."""

    name: str
    description: str | None
    path: str
    zones: ReadOnly[str, Zone]
    nodes: ReadOnly[str, Node]
    declarations: tuple[EdgeDeclaration, ...]
    edge_kinds: ReadOnly[str, str]
    sources: ReadOnly[str, Source]


class LabelsShape:
    """Labels: names to a value or a list of values."""

    _name = identifier("the name of a label")
    _value = LabelValueShape()

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the dict of typed values; a list is a tuple."""
        if type(value) is not Mapping:
            return wrong_type(value, "labels (a mapping)", problems)
        labels: dict[str, Label] = {}
        for name, (key, item) in value.entries.items():
            if self._name.read(key, problems) is MISSING:
                continue
            if type(item) is Sequence:
                read = [self._value.read(each, problems) for each in item.items]
                label = MISSING if any(each is MISSING for each in read) else tuple(read)
            else:
                label = self._value.read(item, problems)
            if label is not MISSING:
                labels[name] = label
        return labels

    def json_schema(self) -> JsonSchema:
        """Return the schema of labels."""
        scalar = self._value.json_schema()
        return {"type": "object", "additionalProperties": {"anyOf": [scalar, {"type": "array", "items": scalar}]}}


class EndpointShape:
    """An end of an edge: a node id, a list of ids, or a selector mapping."""

    _ids = ListOf(Located(Text("a node id")), least=1)
    _selector = SelectorShape(sets=False)

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the scalar of one id, the tuple of the scalars of many, or the :class:`Endpoint` of a selector."""
        if type(value) is Scalar:
            return wrong_type(value, "a node id", problems) if not value.text else value
        if type(value) is Sequence:
            return self._ids.read(value, problems)
        selector = self._selector.read(value, problems)
        return MISSING if selector is MISSING else Endpoint((), selector, value.location)

    def json_schema(self) -> JsonSchema:
        """Return the schema of an end."""
        many = {"type": "array", "items": Text().json_schema(), "minItems": 1}
        mapping = {"allOf": [self._selector.json_schema(), {"type": "object"}]}
        return {"anyOf": [Text().json_schema(), many, mapping]}


def kind_name_fault(name: str) -> str | None:
    """Return what makes a text unfit as a kind, which is no pattern; or None."""
    fault = kind_fault(name) or find_fault(name)
    if fault or "*" not in name:
        return fault
    return "`*` belongs in selectors"


def _zone_name_fault(name: str) -> str | None:
    return find_fault(name) or ("`/` separates the zones of a path" if "/" in name else None)


_TITLE = Field(Text(), "A short name for people.")
_DESCRIPTION = Field(Text(), "What it is and why it is there.")
TAGS = ListOf(identifier("a tag"))
_TAGS = Field(TAGS, "Free words to select by.")
_LABELS = Field(LabelsShape(), "Named values to select by: text, number, boolean, or a list of these.")
_KIND = Text("a kind", kind_name_fault, "invalid-kind")
ZONE_NAME = Text("a zone name", _zone_name_fault, "invalid-identifier")
NODE_ID = identifier("a node id")


class NamedRecords:
    """A mapping from names to records, read as a list of (located name, record) so that files can be merged.

    One that does not fit stands there as :data:`MISSING`, so that whoever refers to its name is not told off too.
    """

    def __init__(self, name: Text, record: Shape) -> None:
        self.name = name
        self.record = record

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the pairs."""
        if type(value) is not Mapping:
            help_text = "write `{}` for an empty mapping" if type(value) is Scalar and not value.text else None
            return wrong_type(value, "a mapping from names", problems, help_text)
        found = []
        for key, item in value.entries.values():
            fits = self.name.read(key, problems) is not MISSING
            read = self.record.read(item, problems)
            found.append((key, read if fits else MISSING))
        return found

    def json_schema(self) -> JsonSchema:
        """Return the object schema with free keys."""
        return {"type": "object", "additionalProperties": self.record.json_schema()}


ZONE = Record(
    "a zone",
    {
        "title": _TITLE,
        "description": _DESCRIPTION,
        "tags": _TAGS,
        "labels": _LABELS,
        "zones": Field(Nested("zones", lambda: ZONES), "The zones nested in this one."),
    },
)
ZONES: Shape = NamedRecords(ZONE_NAME, ZONE)
NODE = Record(
    "a node",
    {
        "kind": Field(_KIND, "What it is, dotted, general to specific: `weapon.drone`.", required=True),
        "zone": Field(Located(Text("a zone")), "The zone that it is in, with its whole path: `provider/serving`."),
        "title": _TITLE,
        "description": _DESCRIPTION,
        "tags": _TAGS,
        "labels": _LABELS,
        "stateful": Field(Flag(), "Whether it may hand to any caller what another one sent it (default true)."),
        "transparent": Field(
            Flag(), "Whether it only passes traffic on: a proxy, load balancer or VPN (default false)."
        ),
        "fixed": Field(Flag(), "Whether no suggestion may remove it (default false)."),
    },
)
NODES = NamedRecords(NODE_ID, NODE)
EDGE = Record(
    "an edge",
    {
        "from": Field(EndpointShape(), "Who initiates: a node id, a list of ids, or a selector.", required=True),
        "to": Field(EndpointShape(), "Towards whom: a node id, a list of ids, or a selector.", required=True),
        "kind": Field(
            Located(_KIND), "call (default), push, pull, admin, depends, or below one of them: `push.notify`."
        ),
        "id": Field(Located(identifier("an edge id")), "A name of its own instead of `from->to`; needs single ends."),
        "title": _TITLE,
        "description": _DESCRIPTION,
        "tags": _TAGS,
        "labels": _LABELS,
        "flow": Field(Choice(*FLOWS), "Where data goes, in place of what the kind says."),
        "fixed": Field(Flag(), "Whether no suggestion may remove it (default false)."),
    },
)


class _EdgeShape:
    """An edge, read as (its fields, its place)."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the pair."""
        fields = EDGE.read(value, problems)
        if fields is MISSING:
            return MISSING
        return fields, value

    def json_schema(self) -> JsonSchema:
        """Return the edge's schema."""
        return EDGE.json_schema()


_EDGE_KIND = Record(
    "an edge kind", {"like": Field(Choice(*EDGE_KINDS), "The kind whose relations it has.", required=True)}
)
DOCUMENT = Record(
    "a topology",
    {
        "archcheck": Field(Choice(TYPE), "What this document is.", required=True),
        "include": Field(ListOf(Located(Text("a path"))), "Files whose content is merged into this one."),
        "name": Field(Text(), "The name that reports use; the file's name without it."),
        "description": _DESCRIPTION,
        "zones": Field(ZONES, "Trust zones, by name; they nest."),
        "nodes": Field(NODES, "Nodes, by id."),
        "edges": Field(ListOf(_EdgeShape()), "Edges."),
        "edge-kinds": Field(
            NamedRecords(Text("an edge kind", kind_name_fault, "invalid-kind"), _EDGE_KIND), "Edge kinds of one's own."
        ),
    },
)


def build_topology(draft: Draft, problems: Problems) -> Topology | None:
    """Make a topology out of the documents of a draft, references checked; None after an error was recorded."""
    zones: dict[str, Zone] = {}
    _add_zones([pair for part in draft.parts for pair in part.fields.get("zones", [])], None, zones, problems)
    edge_kinds = _build_edge_kinds(draft, problems)
    nodes: dict[str, Node] = {}
    keys: dict[str, Scalar] = {}
    for part in draft.parts:
        for key, fields in part.fields.get("nodes", []):
            if key.text in keys:
                _tell_duplicate("node", key, keys[key.text], problems)
                continue
            keys[key.text] = key
            if fields is not MISSING:
                zone = _resolve_zone(fields.get("zone"), zones if draft.knows_all("zones") else None, problems)
                nodes[key.text] = _build_node(key, fields, zone)
    check_twins(keys.values(), "node id", problems)
    known_ids = keys if draft.knows_all("nodes") else None
    declarations = [
        declaration
        for part in draft.parts
        for fields, value in part.fields.get("edges", [])
        if (declaration := _build_edge(fields, value, known_ids, edge_kinds, problems)) is not None
    ]
    if problems.failed or edge_kinds is None:
        return None
    root = draft.parts[0].fields
    return Topology(
        root.get("name", draft.default_name),
        root.get("description"),
        draft.path,
        zones,
        nodes,
        tuple(declarations),
        edge_kinds,
        draft.sources,
    )


def _tell_duplicate(what: str, key: Scalar, first: Scalar, problems: Problems) -> None:
    message = f"the {what} `{shorten(key.text)}` is here a second time"
    problems.error("duplicate-id", message, key.location, related=[("first here", first.location)])


_NO_TAGS: frozenset[str] = frozenset()
_NO_LABELS: dict[str, Label] = {}


def _add_zones(pairs: Any, parent: Zone | None, zones: dict[str, Zone], problems: Problems) -> None:
    prefix = f"{parent.path}/" if parent else ""
    for key, read in pairs:
        fields = {} if read is MISSING else read
        path = prefix + key.text
        if path in zones:
            first = zones[path].location
            problems.error(
                "duplicate-id",
                f"the zone `{path}` is here a second time",
                key.location,
                related=[("first here", first)],
            )
            continue
        inherited = parent.labels if parent else _NO_LABELS
        tags = (parent.tags if parent else _NO_TAGS) | frozenset(fields.get("tags", ()))
        labels = {**inherited, **fields.get("labels", {})}
        zone = Zone(path, fields.get("title"), fields.get("description"), tags, labels, key.location)
        zones[path] = zone
        _add_zones(fields.get("zones", []), zone, zones, problems)
    check_twins((key for key, _ in pairs), "zone name", problems)


def _build_edge_kinds(draft: Draft, problems: Problems) -> dict[str, str] | None:
    """Return the base kind of every declared edge kind; None where not all declarations could be read."""
    edge_kinds: dict[str, str] = {}
    keys: dict[str, Scalar] = {}
    for part in draft.parts:
        for key, fields in part.fields.get("edge-kinds", []):
            name = key.text
            if name in keys:
                _tell_duplicate("edge kind", key, keys[name], problems)
            elif name in EDGE_KINDS or "." in name:
                why = "already means something" if name in EDGE_KINDS else "has a dot: only a first segment is declared"
                problems.error("invalid-value", f"the edge kind `{name}` {why}", key.location)
            else:
                edge_kinds[name] = "call" if fields is MISSING else fields["like"]
            keys.setdefault(name, key)
    return edge_kinds if draft.knows_all("edge-kinds") else None


def _resolve_zone(name: Scalar | None, zones: dict[str, Zone] | None, problems: Problems) -> Zone | None:
    if name is None or zones is None:
        return None
    zone = zones.get(name.text)
    if zone is None:
        nested = sorted(path for path in zones if path.endswith("/" + name.text))
        help_text = f"did you mean `{nested[0]}`?" if nested else problems.did_you_mean(name.text, zones)
        problems.error("unknown-zone", f"there is no zone `{shorten(name.text)}`", name.location, help_text)
    return zone


def _build_node(key: Scalar, fields: dict[str, Any], zone: Zone | None) -> Node:
    tags = zone.tags if zone else _NO_TAGS
    labels: Labels = zone.labels if zone else _NO_LABELS
    if "tags" in fields:
        tags |= frozenset(fields["tags"])
    if "labels" in fields:
        labels = {**labels, **fields["labels"]}
    get = fields.get
    return Node(
        key.text,
        fields["kind"],
        zone.path if zone else None,
        get("title"),
        get("description"),
        tags,
        labels,
        get("stateful", True),
        get("transparent", False),
        get("fixed", False),
        key.location,
    )


def _build_edge(
    fields: dict[str, Any],
    value: Mapping,
    nodes: dict[str, Scalar] | None,
    edge_kinds: dict[str, str] | None,
    problems: Problems,
) -> EdgeDeclaration | None:
    """Make an edge; ``nodes`` and ``edge_kinds`` are None where not all are known, so that any may be meant."""
    get = fields.get
    source = _resolve_end(fields["from"], value, "from", nodes, problems)
    target = _resolve_end(fields["to"], value, "to", nodes, problems)
    kind: Scalar | None = get("kind")
    if kind is not None:
        first = kind.text.partition(".")[0]
        if edge_kinds is not None and first not in EDGE_KINDS and first not in edge_kinds:
            known = [*EDGE_KINDS, *edge_kinds]
            help_text = problems.did_you_mean(first, known) or "declare it under `edge-kinds`"
            problems.error("unknown-edge-kind", f"there is no edge kind `{shorten(first)}`", kind.location, help_text)
    own: Scalar | None = get("id")
    if own is not None and (isinstance(source, Endpoint) or isinstance(target, Endpoint)):
        message = f"the edge `{shorten(own.text)}` has an id of its own, and a list or a selector at an end"
        problems.error("contradiction", message, own.location, "leave the id out, or write one edge for each pair")
    if source is None or target is None:
        return None
    return EdgeDeclaration(
        source,
        target,
        kind.text if kind else "call",
        own.text if own else None,
        get("title"),
        get("description"),
        frozenset(fields["tags"]) if "tags" in fields else _NO_TAGS,
        get("labels", _NO_LABELS),
        get("flow"),
        get("fixed", False),
        value.location,
    )


def _resolve_end(
    end: Scalar | tuple[Scalar, ...] | Endpoint,
    edge: Mapping,
    key: str,
    nodes: dict[str, Scalar] | None,
    problems: Problems,
) -> str | Endpoint | None:
    if isinstance(end, Scalar):
        if nodes is None or end.text in nodes:
            return end.text
        _tell_unknown_node(end, nodes, problems)
        return None
    if isinstance(end, Endpoint):
        return end
    for name in end:
        if nodes is not None and name.text not in nodes:
            _tell_unknown_node(name, nodes, problems)
    return Endpoint(tuple(dict.fromkeys(name.text for name in end)), None, edge.entries[key][1].location)


def _tell_unknown_node(name: Scalar, nodes: dict[str, Scalar], problems: Problems) -> None:
    help_text = None if "*" in name.text else problems.did_you_mean(name.text, nodes)
    if "*" in name.text:
        help_text = f"a pattern is written `{{id: '{shorten(name.text)}'}}`"
    problems.error("unknown-node", f"there is no node `{shorten(name.text)}`", name.location, help_text)
