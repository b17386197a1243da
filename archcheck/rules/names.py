"""Names that nothing has: selectors that speak of what the topology does not know, told as warnings."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from archcheck.documents.topology import EDGE_KINDS
from archcheck.graph.compiled import Graph
from archcheck.rules.constraint import Constraint
from archcheck.selectors import Name, in_kind, in_zone, names_in
from archcheck.source.diagnostics import Diagnostic, Problems

_CODES = {
    "kind": "no-such-kind",
    "zone": "no-such-zone",
    "tags": "no-such-tag",
    "labels": "no-such-label",
    "id": "no-such-id",
}
_WORDS = {"kind": "kind", "zone": "zone", "tags": "tag", "labels": "label", "id": "id"}


def find_unknown_names(
    graph: Graph, constraints: Iterable[Constraint], vocabulary: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return a warning for every name in a selector that the topology nowhere has, and for every undeclared kind.

    Args:
        graph: the topology.
        constraints: the constraints whose selectors are looked at.
        vocabulary: the kinds that the constraint documents declare; where there is none, no node's kind is undeclared.
    """
    problems = Problems()
    told: set[tuple[str, str, bool]] = set()
    has: dict[tuple[str, str, bool], bool] = {}
    for constraint in constraints:
        for selector, edges in constraint.selectors():
            for name in names_in(selector, constraint.sets, edges=edges):
                key = (name.aspect, name.name, name.of_edges)
                if key not in has:
                    has[key] = _is_known(graph, name, vocabulary)
                if not has[key] and key not in told:
                    told.add(key)
                    _tell(graph, name, vocabulary, problems)
        for name in labels_in(constraint):
            key = (name.aspect, name.name, name.of_edges)
            if key not in told and not _has_label(graph, name.name, edges=name.of_edges):
                told.add(key)
                _tell(graph, name, vocabulary, problems)
    if vocabulary:
        _tell_undeclared(graph, vocabulary, problems)
    return tuple(problems.diagnostics)


def labels_in(constraint: Constraint) -> Iterator[Name]:
    """Yield the labels that fields name outside of selectors: ``by: labels.tenant``."""
    for field in ("by", "same", "per", "allowed", "declared", "weight"):
        values = constraint.fields.get(field, ())
        for value in (values,) if isinstance(values, str) else values:
            if value.startswith("labels."):
                label = value.removeprefix("labels.")
                yield Name("labels", label, field == "weight", constraint.places[field])
    if "label" in constraint.fields:
        yield Name("labels", constraint.fields["label"], False, constraint.places["label"])


def _is_known(graph: Graph, name: Name, vocabulary: Mapping[str, str]) -> bool:
    zones = graph.topology.zones
    if name.aspect == "labels":
        return _has_label(graph, name.name, edges=name.of_edges)
    if name.aspect == "zone":
        return any(in_zone(path, name.name) for path in zones)
    if name.aspect == "id" and "*" in name.name:
        return True
    values = graph.population.index(name.aspect, edges=name.of_edges)
    if name.aspect == "tags" and not name.of_edges and any(name.name in zone.tags for zone in zones.values()):
        return True
    if name.aspect in ("tags", "id"):
        return name.name in values
    return any(in_kind(kind, name.name) for kind in values) or _is_declared(name, vocabulary)


def _is_declared(name: Name, vocabulary: Mapping[str, str]) -> bool:
    if name.of_edges and name.name in EDGE_KINDS:
        return True
    return any(in_kind(kind, name.name) for kind in vocabulary)


def _has_label(graph: Graph, label: str, *, edges: bool) -> bool:
    """Return whether anything has a label; what a zone has is its nodes', and no edge's."""
    if edges:
        return any(label in edge.labels for edge in graph.edges)
    nodes, zones = graph.nodes, graph.topology.zones.values()
    return any(label in node.labels for node in nodes) or any(label in zone.labels for zone in zones)


def _tell(graph: Graph, name: Name, vocabulary: Mapping[str, str], problems: Problems) -> None:
    items = graph.edges if name.of_edges else graph.nodes
    known: Iterable[str]
    if name.aspect == "labels":
        known = {label for item in items for label in item.labels}
    elif name.aspect == "zone":
        known = graph.topology.zones
    else:
        known = graph.population.index(name.aspect, edges=name.of_edges)
    if name.aspect == "kind":
        kinds = {*known, *EDGE_KINDS, *graph.edge_kinds} if name.of_edges else known
        more_general = {above for kind in kinds for above in accumulate(kind.split("."), "{}.{}".format)}
        known = vocabulary.keys() | more_general
    what = f"{'edge' if name.of_edges else 'node'} of `{graph.topology.path}` has the {_WORDS[name.aspect]}"
    message = f"no {what} `{name.name}`"
    if name.aspect == "zone":
        message = f"`{graph.topology.path}` has no zone `{name.name}`"
    elif name.aspect == "id":
        message = f"`{graph.topology.path}` has no {'edge' if name.of_edges else 'node'} `{name.name}`"
    problems.warning(_CODES[name.aspect], message, name.location, problems.did_you_mean(name.name, known))


def _tell_undeclared(graph: Graph, vocabulary: Mapping[str, str], problems: Problems) -> None:
    for kind, positions in sorted(graph.population.index("kind").items()):
        if not any(in_kind(kind, declared) for declared in vocabulary):
            node = graph.nodes[positions[0]]
            more = f" and {len(positions) - 1} more" if len(positions) > 1 else ""
            message = f"the kind `{kind}` of `{node.id}`{more} is in no vocabulary"
            problems.warning("undeclared-kind", message, node.location, problems.did_you_mean(kind, vocabulary))
