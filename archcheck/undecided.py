"""What a topology leaves undecided, and which verdicts rest on it (language: the verdict ``unknown``).

A pass has to hold for every way in which the unknown may turn out. Where a rule can only be violated more by more
edges, a pass with all edges that may be there is such a proof. Everything else that a constraint asks for and that is
not known leaves its verdict open. A violation that needs an edge which may not be there is none that is proved.
"""

from collections.abc import Iterator, Sequence

from archcheck.documents.selector import AllOf, AnyOf, Crosses, Not, Selector
from archcheck.documents.topology import Endpoint
from archcheck.graph.compiled import Graph
from archcheck.report_model import Finding
from archcheck.rules.constraint import Constraint
from archcheck.rules.names import labels_in
from archcheck.selectors import names_in
from archcheck.source.located import shorten

PRESENCE = "presence"
MOST_TOLD = 5


def find_doubts(graph: Graph, constraint: Constraint, status: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return why the verdict on a constraint is not known; nothing where it is.

    Args:
        graph: the topology.
        constraint: the constraint.
        status: the verdict where every edge that may be there is, and nothing else is unknown.
        findings: all violations that it then has.
    """
    if status == "fail":
        return _doubt_violations(graph, [each for each in findings if each.state in ("open", "grace")])
    if status not in ("pass", "waived", "referred"):
        return ()
    return _shorten([*_doubt_edges(graph, constraint), *_doubt_aspects(graph, constraint)])


def _doubt_violations(graph: Graph, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return why there may be no violation at all: every one that is known needs an edge that may not be there."""
    possible = {edge.id: edge for edge in graph.edges if PRESENCE in edge.unknown}
    needed: list[str] = []
    for finding in findings:
        used = [step.edge for step in (*finding.path, *finding.other_path) if step.edge in possible]
        used += [finding.subject] if finding.subject in possible else []
        if not used:
            return ()
        needed += [edge for edge in used if edge is not None]
    return _shorten([_tell_edge(graph, edge) for edge in dict.fromkeys(needed)])


def _tell_edge(graph: Graph, name: str) -> str:
    edge = next(edge for edge in graph.edges if edge.id == name)
    return f"it is not known whether the edge `{shorten(name)}` is there ({edge.location})"


def _doubt_edges(graph: Graph, constraint: Constraint) -> Iterator[str]:
    if not constraint.rule.looks_at_edges(constraint.fields):
        return
    for each in graph.topology.unmodelled:
        yield f"{each.kind} `{shorten(each.name)}` is not understood: {each.reason} ({each.location})"
    if not constraint.rule.only_violated_by_more_edges:
        for edge in graph.edges:
            if PRESENCE in edge.unknown:
                yield _tell_edge(graph, edge.id)


def _doubt_aspects(graph: Graph, constraint: Constraint) -> Iterator[str]:
    unknown_nodes = [node for node in graph.nodes if node.unknown]
    unknown_edges = [edge for edge in graph.edges if edge.unknown and edge.unknown != (PRESENCE,)]
    if not unknown_nodes and not unknown_edges:
        return
    asked = set(_aspects_in(graph, constraint))
    inherited = {"tags" for zone in graph.topology.zones.values() if zone.tags}
    inherited |= {f"labels.{name}" for zone in graph.topology.zones.values() for name in zone.labels}
    for node in unknown_nodes:
        # Whatever a zone hands down is not known of a node either whose zone is not.
        open_ones = {*node.unknown, *(inherited if "zone" in node.unknown else ())}
        for aspect in sorted(open_ones):
            if (aspect, False) in asked:
                yield f"{aspect} of the node `{shorten(node.id)}` is not known ({node.location})"
    for edge in unknown_edges:
        for aspect in edge.unknown:
            if (aspect, True) in asked:
                yield f"{aspect} of the edge `{shorten(edge.id)}` is not known ({edge.location})"


def _aspects_in(graph: Graph, constraint: Constraint) -> Iterator[tuple[str, bool]]:
    """Yield every aspect of nodes, or of edges, that a verdict depends on."""
    selectors = [*constraint.selectors()]
    ends = [end for each in graph.topology.declarations for end in (each.source, each.target)]
    selectors += [(end.selector, False) for end in ends if isinstance(end, Endpoint) and end.selector is not None]
    for selector, edges in selectors:
        for name in names_in(selector, constraint.sets, edges=edges):
            yield f"labels.{name.name}" if name.aspect == "labels" else name.aspect, name.of_edges
        if _crosses(selector):
            yield "zone", False
    for name in labels_in(constraint):
        yield f"labels.{name.name}", name.of_edges
    for field in ("by", "per", "same"):
        values = constraint.fields.get(field, ())
        for value in (values,) if isinstance(values, str) else values:
            if value in ("zone", "kind"):
                yield value, False


def _crosses(selector: Selector) -> bool:
    """Return whether an edge selector asks which borders an edge crosses, whatever their names."""
    match selector:
        case Crosses():
            return True
        case AnyOf(items) | AllOf(items):
            return any(_crosses(item) for item in items)
        case Not(item):
            return _crosses(item)
        case _:  # nodes, which an end and a set are about, cross nothing
            return False


def _shorten(reasons: Sequence[str]) -> tuple[str, ...]:
    if len(reasons) <= MOST_TOLD:
        return tuple(reasons)
    return (*reasons[: MOST_TOLD - 1], f"and {len(reasons) - MOST_TOLD + 1} more of this kind")
