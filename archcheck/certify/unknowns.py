"""Whether a verdict may rest on something that the topology leaves undecided; asked again, without the engine."""

from collections.abc import Iterator

from archcheck.certify.fields import Fields
from archcheck.certify.rejection import reject
from archcheck.documents.constraints import COMMON_FIELDS
from archcheck.documents.selector import AllOf, AnyOf, HasLabel, InSet, Match, Not, Selector
from archcheck.documents.topology import Endpoint
from archcheck.source.located import Mapping, Scalar, Sequence, Value

# The rules that one more edge only violates more: they hold with every edge that may be there, or not for sure.
_TAKE_ALL_EDGES = {
    *("forbidden-edge", "forbidden-path", "only-via", "isolation", "layers", "information-flow", "acyclic"),
    *("separation-of-duty", "purpose", "path-pattern"),
}
_LABEL_FIELDS = ("by", "per", "same", "allowed", "declared", "weight")
_PLAIN = {*COMMON_FIELDS, *_LABEL_FIELDS, "label", "levels", "policy", "along", "rule", "each", "within"}
Aspect = tuple[str, bool]


def check_known(fields: Fields) -> None:
    """Check that a verdict which claims something rests on nothing that is not known.

    Raises:
        Rejection: where it may come out otherwise.
    """
    model, rule = fields.model, fields.text("rule")
    nodes_only = rule == "forbidden-node" or (rule in ("attributes", "cardinality") and fields.value("edges") is None)
    if not nodes_only:
        if model.topology.unmodelled:
            reject("it rests on edges, and something that bears on these is not understood")
        if rule not in _TAKE_ALL_EDGES and any("presence" in edge.unknown for edge in model.edges):
            reject("it rests on edges that may not be there")
    open_nodes = {(aspect, False) for node in model.nodes for aspect in node.unknown}
    open_edges = {(aspect, True) for edge in model.edges for aspect in edge.unknown}
    if ("zone", False) in open_nodes:  # whatever a zone hands down is not known either
        open_nodes |= {("tags", False) for zone in model.topology.zones.values() if zone.tags}
        open_nodes |= {(f"labels.{name}", False) for zone in model.topology.zones.values() for name in zone.labels}
    undecided = open_nodes | open_edges
    for asked in _asked(fields) if undecided else ():
        if asked in undecided:
            reject(f"it asks for {asked[0]}, which is not known of everything")


def _asked(fields: Fields) -> Iterator[Aspect]:
    for name, (_, value) in fields.raw.fields.items():
        if name in _LABEL_FIELDS:
            for aspect in fields.labels(name):
                yield aspect, name == "weight"
        elif name == "label":
            yield f"labels.{fields.text(name)}", False
        elif name not in _PLAIN:
            of_edges = name in ("edges", "allow") or (name == "must" and fields.value("edges") is not None)
            yield from _written(value, fields, of_edges, set())
    for declaration in fields.model.topology.declarations:
        for end in (declaration.source, declaration.target):
            if isinstance(end, Endpoint) and end.selector is not None:
                yield from _parsed(end.selector, fields, set())


def _written(value: Value, fields: Fields, edges: bool, seen: set[str]) -> Iterator[Aspect]:
    """Yield what a selector asks for, in whatever a field wraps it."""
    if isinstance(value, Scalar):
        return
    if isinstance(value, Sequence):
        for item in value.items:
            yield from _written(item, fields, edges, seen)
        return
    for name, (_, item) in value.entries.items():
        if name in ("kind", "zone", "tags"):
            yield name, edges
        elif name == "labels" and isinstance(item, Mapping):
            yield from ((f"labels.{label}", edges) for label in item.entries)
        elif name == "crosses":
            yield "zone", False
        elif name == "set":
            names = item.items if isinstance(item, Sequence) else [item]
            for each in names:
                if isinstance(each, Scalar) and each.text not in seen and each.text in fields.document.sets:
                    seen.add(each.text)
                    yield from _parsed(fields.document.sets[each.text], fields, seen)
        else:
            yield from _written(item, fields, edges and name not in ("from", "to"), seen)


def _parsed(selector: Selector, fields: Fields, seen: set[str]) -> Iterator[Aspect]:
    """Yield what a selector of nodes asks for."""
    match selector:
        case Match(aspect, _, _):
            yield aspect, False
        case HasLabel(name, _, _):
            yield f"labels.{name}", False
        case Not(item):
            yield from _parsed(item, fields, seen)
        case AnyOf(items) | AllOf(items):
            for item in items:
                yield from _parsed(item, fields, seen)
        case InSet(name, _):
            if name not in seen and name in fields.document.sets:
                seen.add(name)
                yield from _parsed(fields.document.sets[name], fields, seen)
