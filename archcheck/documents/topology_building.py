"""Building topologies: documents that were read by their shapes to zones, nodes and edges with what they refer to."""

from typing import Any

from archcheck.documents.draft import Draft
from archcheck.documents.topology import (
    EDGE_KINDS,
    EdgeDeclaration,
    Endpoint,
    Label,
    Labels,
    Node,
    Topology,
    Unmodelled,
    Zone,
)
from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import check_twins
from archcheck.source.located import Mapping, Scalar, shorten
from archcheck.source.shapes import (
    MISSING,
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
                zone = resolve_zone(fields.get("zone"), zones if draft.knows_all("zones") else None, problems)
                nodes[key.text] = build_node(key, fields, zone)
    check_twins(keys.values(), "node id", problems)
    known_ids = keys if draft.knows_all("nodes") else None
    declarations = [
        declaration
        for part in draft.parts
        for fields, value in part.fields.get("edges", [])
        if (declaration := build_edge(fields, value, known_ids, edge_kinds, problems)) is not None
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
        tuple(
            Unmodelled(fields["kind"], fields["name"], fields["reason"], place)
            for part in draft.parts
            for fields, place in part.fields.get("unmodelled", [])
        ),
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


def resolve_zone(name: Scalar | None, zones: dict[str, Zone] | None, problems: Problems) -> Zone | None:
    """Return the zone of a name; None where there is no name, or after an error was recorded.

    Args:
        name: the whole path of a zone, where it stands.
        zones: those that there are; None where not all are known, so that any may be meant.
        problems: receives what is wrong.
    """
    if name is None or zones is None:
        return None
    zone = zones.get(name.text)
    if zone is None:
        nested = sorted(path for path in zones if path.endswith("/" + name.text))
        help_text = f"did you mean `{nested[0]}`?" if nested else problems.did_you_mean(name.text, zones)
        problems.error("unknown-zone", f"there is no zone `{shorten(name.text)}`", name.location, help_text)
    return zone


def build_node(key: Scalar, fields: dict[str, Any], zone: Zone | None) -> Node:
    """Return a node of the fields that were read, with what its zone hands down."""
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
        _order_unknown(fields),
    )


def build_edge(
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
        _order_unknown(fields),
    )


def _order_unknown(fields: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(set(fields["unknown"]))) if "unknown" in fields else ()


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
