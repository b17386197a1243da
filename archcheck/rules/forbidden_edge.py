"""``forbidden-edge``: not adjacent, not even through nodes that only pass traffic on."""

from typing import ClassVar

from archcheck.graph.relations import ANY, Steps, find_steps
from archcheck.graph.search import nearest_pairs
from archcheck.graph.space import Space, adjacent_space
from archcheck.graph.witness import find_witnesses
from archcheck.report_model import Finding, Step
from archcheck.rules.case import Case, Connections, Outcome
from archcheck.rules.certificate import PATH, prove_apart
from archcheck.rules.rule import EDGES, FROM, NODES, TO, Rule, find_empty
from archcheck.source.shapes import Field


class ForbiddenEdge(Rule):
    """Fails for every pair that an edge of any kind joins, or an access path whose inner nodes are in ``through``."""

    name = "forbidden-edge"
    summary = "no edge joins one set of nodes to another, not even through transparent nodes"
    fails_when = (
        "an edge joins a `from` to a `to`, or a path of access edges does whose inner nodes are all in `through`"
    )
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "edges": Field(EDGES, "The edges that count (default: all)."),
        "through": Field(NODES, "The inner nodes that do not separate (default: the transparent ones); [] for none."),
    }
    example = """\
no-adjacent-weapon:
  rule: forbidden-edge
  from: {kind: model}
  to: {kind: weapon}
"""

    def evaluate(self, case: Case) -> Outcome:
        """Search for single edges of any kind, and for access paths through the nodes that do not separate."""
        graph, edges = case.graph, case.edges()
        sources, targets = case.nodes("from"), case.nodes("to")
        through = case.nodes("through", frozenset(i for i, node in enumerate(graph.nodes) if node.transparent))
        empty = find_empty({"from": sources, "to": targets})
        if empty:
            return Outcome(empty=empty)

        def make_space(direct: Steps, steps: Steps) -> Space:
            return adjacent_space(direct, steps, through)

        case.connections = Connections(sources, targets, make_space, (ANY, "access"))
        direct, steps = find_steps(graph, ANY, edges), find_steps(graph, "access", edges)
        space = make_space(direct, steps)
        pairs = nearest_pairs(space, sources, targets, case.enough)
        if not pairs:
            return Outcome(certificate=prove_apart(case, space, sources, targets))
        shown = pairs[: case.most]
        single = sum(pair.length == 1 for pair in shown)  # these come first, and may be edges of any kind
        paths = find_witnesses(graph, space._replace(steps=direct), shown[:single])
        paths += find_witnesses(graph, space, shown[single:])
        return Outcome(tuple(map(_tell, paths)), truncated=len(pairs) > case.most, certificate=PATH)


def _tell(path: tuple[Step, ...]) -> Finding:
    source, target = path[0].node, path[-1].node
    if len(path) == 2:
        message = f"`{source}` is joined to `{target}` by an edge"
    else:
        message = f"`{source}` is joined to `{target}` through {', '.join(f'`{step.node}`' for step in path[1:-1])}"
    return Finding(message, path[-1].location, source, target, path=path)
