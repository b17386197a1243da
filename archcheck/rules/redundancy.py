"""``redundancy``: enough disjoint paths that no small failure separates the ends."""

from typing import Any, ClassVar

from archcheck.graph.disjoint import Network, Separation
from archcheck.graph.relations import RELATIONS, find_steps
from archcheck.graph.search import Pair, nearest_pairs
from archcheck.graph.space import plain_space
from archcheck.graph.witness import find_witnesses
from archcheck.report_model import Finding, Step
from archcheck.rules.case import Case, Outcome
from archcheck.rules.rule import FROM, PATH_EDGES, TO, Rule, find_empty, refuse_flow
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from archcheck.source.shapes import Choice, Field, Number

UNCONNECTED = Separation((), frozenset())
"""What a search would find where no path leads from one end to the other."""


class Redundancy(Rule):
    """Fails for every pair that fewer nodes or edges separate than there should be disjoint paths (Menger, 1927).

    A pair that no path joins fails with the empty cut.
    """

    name = "redundancy"
    summary = "several disjoint paths join each source to each target"
    fails_when = "some pair has fewer disjoint paths: a cut smaller than `at-least` exists"
    default_along = "access"
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "along": Field(Choice(*RELATIONS), "The relation: access (default), control or dependency."),
        "edges": PATH_EDGES,
        "disjoint": Field(
            Choice("nodes", "edges"),
            "What the paths do not share: inner nodes (default; a direct edge cannot be cut by nodes), or edges.",
        ),
        "at-least": Field(Number(whole=True, least=1), "How many disjoint paths there must be (default 2)."),
    }
    example = """\
no-single-point-of-failure:
  rule: redundancy
  from: {kind: gateway}
  to: {kind: store}
  at-least: 2
"""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:
        """Data that turns round has no disjoint paths that mean anything."""
        refuse_flow(fields, "redundancy", location, problems)

    def evaluate(self, case: Case) -> Outcome:
        """Send as many units of flow as there should be paths between every pair."""
        sources, targets = case.nodes("from"), case.nodes("to")
        edges = case.edges()
        empty = find_empty({"from": sources, "to": targets})
        if empty:
            return Outcome(empty=empty)
        graph, enough = case.graph, case.fields.get("at-least", 2)
        by_edges = case.fields.get("disjoint") == "edges"
        steps = find_steps(graph, case.along(), edges)
        network = Network(graph, steps)
        separate = network.separate_by_edges if by_edges else network.separate_by_nodes
        space = plain_space(steps)
        joined = nearest_pairs(space, sources, targets, len(sources) * len(targets))
        lengths = {(pair.source, pair.target): pair.length for pair in joined}
        weak: list[tuple[Pair, Separation]] = []
        proofs = []
        for source, target in ((s, t) for s in sorted(sources) for t in sorted(targets) if s != t):
            length = lengths.get((source, target), 0)
            found = separate(source, target, enough) if length else UNCONNECTED
            if found.cut is not None:
                weak.append((Pair(length, source, target), found))
            elif not weak:
                proofs.append(_prove(case, source, target, found))
        if not weak:
            return Outcome(certificate={"kind": "disjoint", "pairs": proofs})
        weak.sort()
        shown = weak[: case.most]
        connected = [pair for pair, _ in shown if pair.length]
        paths = iter(find_witnesses(graph, space, connected))
        findings = tuple(_tell(case, pair, found, next(paths) if pair.length else ()) for pair, found in shown)
        return Outcome(findings, truncated=len(weak) > case.most, certificate={"kind": "cut"})


def _prove(case: Case, source: int, target: int, found: Separation) -> dict[str, Any]:
    paths = [[case.graph.edges[position].id for position in path] for path in found.paths]
    return {"source": case.name(source), "target": case.name(target), "paths": paths}


def _tell(case: Case, pair: Pair, found: Separation, path: tuple[Step, ...]) -> Finding:
    graph = case.graph
    source, target = case.name(pair.source), case.name(pair.target)
    if not pair.length:
        message = f"`{source}` has no path to `{target}` along {case.along()}"
        return Finding(message, graph.nodes[pair.source].location, source, target, cut=())
    items, what = (graph.edges, "edge") if case.fields.get("disjoint") == "edges" else (graph.nodes, "node")
    cut = {items[position].id: items[position].location for position in found.cut or ()}
    names = sorted(cut)
    listed = f"{what}{'s' * (len(cut) > 1)} {', '.join(f'`{name}`' for name in names)}"
    message = f"`{source}` is cut off from `{target}` by the loss of the {listed}"
    return Finding(message, cut[names[0]], source, target, path=path, cut=tuple(names))
