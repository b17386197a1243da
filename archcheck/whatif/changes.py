"""Topologies and constraints as they would be: nodes that are gone or compromised, and edges more.

A node that is compromised no longer counts as a guard, and answers anyone: it is stateful, it separates nobody from
anybody, and it is left out of what lets a path be fine. It keeps its place, so that paths lead through it. Both
documents are changed, and nothing in how they are decided, so that the verdicts can be checked as always.
"""

import re
from collections.abc import Mapping as ReadOnly, Sequence

from archcheck.documents.constraints import ConstraintDocument, RawConstraint
from archcheck.documents.selector import Selector
from archcheck.documents.topology import EdgeDeclaration, Endpoint, Topology
from archcheck.selectors import Population
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Sequence as List, Source, Value, shorten

COMPROMISED = "what-if:compromised"
"""The tag of nodes that are taken for compromised."""
GUARDS = ("via", "except-via")
"""The fields whose nodes let a path be fine."""
_NO_LABELS: ReadOnly[str, str] = {}
_EDGE = re.compile(r"(?P<source>.+?)\s+->\s+(?P<target>.+?)(?:\s+\((?P<kind>[^()]+)\))?")


def match(topology: Topology, selector: Selector) -> frozenset[str]:
    """Return the ids of the nodes that a selector matches."""
    nodes = list(topology.nodes.values())
    return frozenset(nodes[position].id for position in Population(nodes).select_nodes(selector, {}))


def without(topology: Topology, gone: frozenset[str]) -> Topology:
    """Return a topology without some nodes, and without the edges that end at them."""
    kept = {id: node for id, node in topology.nodes.items() if id not in gone}
    declarations = []
    for edge in topology.declarations:
        source, target = _keep(edge.source, gone), _keep(edge.target, gone)
        if source is not None and target is not None:
            declarations.append(edge._replace(source=source, target=target))
    return topology._replace(nodes=kept, declarations=tuple(declarations))


def _keep(end: str | Endpoint, gone: frozenset[str]) -> str | Endpoint | None:
    if isinstance(end, str):
        return None if end in gone else end
    if end.selector is not None:
        return end
    ids = tuple(id for id in end.ids if id not in gone)
    return end._replace(ids=ids) if ids else None


def add_edge(topology: Topology, text: str, problems: Problems) -> Topology:
    """Return a topology with one edge more.

    Args:
        topology: the topology.
        text: ``a -> b``, or ``a -> b (push)``.
        problems: receives what is wrong with it.
    """
    found = _EDGE.fullmatch(text.strip())
    if found is None:
        problems.error("invalid-value", f"`{shorten(text)}` is no edge", None, "write `a -> b`, or `a -> b (push)`")
        return topology
    for name in (found["source"], found["target"]):
        if name not in topology.nodes:
            help_text = problems.did_you_mean(name, topology.nodes)
            problems.error("unknown-node", f"`{topology.path}` has no node `{shorten(name)}`", None, help_text)
            return topology
    kind = found["kind"] or "call"
    first = kind.partition(".")[0]
    known = ("call", "push", "pull", "admin", "depends", *topology.edge_kinds)
    if first not in known:
        help_text = problems.did_you_mean(first, known)
        problems.error("unknown-edge-kind", f"there is no edge kind `{shorten(first)}`", None, help_text)
        return topology
    name = f"<--add {text.strip()}>"
    place = Location(name, 1, 1, len(text.strip()))
    edge = EdgeDeclaration(
        found["source"], found["target"], kind, None, None, None, frozenset(), _NO_LABELS, None, False, place
    )
    sources = {**topology.sources, name: Source(name, text.strip())}
    return topology._replace(declarations=(*topology.declarations, edge), sources=sources)


def compromise(topology: Topology, taken: frozenset[str]) -> Topology:
    """Return a topology in which some nodes are compromised; the constraints have to be changed, too."""
    nodes = {
        id: node._replace(tags=node.tags | {COMPROMISED}, stateful=True, transparent=True) if id in taken else node
        for id, node in topology.nodes.items()
    }
    return topology._replace(nodes=nodes)


def distrust(document: ConstraintDocument) -> ConstraintDocument:
    """Return constraints to which a compromised node is no guard."""
    return document._replace(
        constraints={name: _distrust_constraint(constraint) for name, constraint in document.constraints.items()}
    )


def _distrust_constraint(constraint: RawConstraint) -> RawConstraint:
    fields = dict(constraint.fields)
    for name in GUARDS:
        if name in fields:
            key, value = fields[name]
            fields[name] = (key, _less(value))
    if "through" in fields:
        key, value = fields["through"]
        fields["through"] = (key, _any_of(value, _compromised(value)))
    if "pattern" in fields:
        key, value = fields["pattern"]
        if isinstance(value, List):
            fields["pattern"] = (key, _list(value, [_pass_by(step) for step in value.items]))
    return constraint._replace(fields=fields)


def _less(value: Value) -> Value:
    """Return a selector less the compromised nodes, or the stages of ``in-order``, each less these."""
    if isinstance(value, Mapping) and "in-order" in value.entries:
        key, stages = value.entries["in-order"]
        if isinstance(stages, List):
            return _mapping(value, {"in-order": (key, _list(stages, [_less(stage) for stage in stages.items]))})
        return value
    negated = _mapping(value, {"not": (_scalar(value, "not"), _compromised(value))})
    return _mapping(value, {"all": (_scalar(value, "all"), _list(value, [value, negated]))})


def _pass_by(step: Value) -> Value:
    """Return a step of a pattern that a compromised node matches too, where the step says what is not in the way."""
    if not isinstance(step, Mapping) or "not" not in step.entries:
        return step
    asked = _mapping(step, {name: entry for name, entry in step.entries.items() if name != "repeat"})
    entries = dict(_any_of(asked, _compromised(step)).entries)
    if "repeat" in step.entries:
        entries["repeat"] = step.entries["repeat"]
    return _mapping(step, entries)


def _any_of(one: Value, other: Value) -> Mapping:
    return _mapping(one, {"any": (_scalar(one, "any"), _list(one, [one, other]))})


def _compromised(at: Value) -> Mapping:
    return _mapping(at, {"tags": (_scalar(at, "tags"), _scalar(at, COMPROMISED))})


def _scalar(at: Value, text: str) -> Scalar:
    return Scalar(at.source, at.line, at.column, text, False)


def _mapping(at: Value, entries: dict[str, tuple[Scalar, Value]]) -> Mapping:
    made = Mapping(at.source, at.line, at.column)
    made.entries.update(entries)
    return made


def _list(at: Value, items: Sequence[Value]) -> List:
    made = List(at.source, at.line, at.column)
    made.items.extend(items)
    return made
