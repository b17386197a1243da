"""``layers``: edges lead down."""

from typing import Any, ClassVar, NamedTuple

from archcheck.documents.selector import Selector, describe
from archcheck.graph.compiled import Graph
from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import matched, matched_edges
from archcheck.rules.rule import EDGES, NODES, Rule
from archcheck.selectors import Positions
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Value, shorten
from archcheck.source.shapes import MISSING, Field, Flag, JsonSchema, ListOf, Record


class Layer(NamedTuple):
    """A layer: what lies in it, and whether it may be empty."""

    selector: Selector
    optional: bool


class LayerShape:
    """A selector, or ``{select: selector, optional: true}``."""

    _record = Record(
        "a layer",
        {
            "select": Field(NODES, "What lies in the layer.", required=True),
            "optional": Field(Flag(), "Whether it may be empty (default false)."),
        },
    )

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`Layer`."""
        if isinstance(value, Mapping) and not value.entries.keys().isdisjoint(("select", "optional")):
            fields = self._record.read(value, problems)
            return MISSING if fields is MISSING else Layer(fields["select"], fields.get("optional", False))
        selector = NODES.read(value, problems)
        return MISSING if selector is MISSING else Layer(selector, False)

    def json_schema(self) -> JsonSchema:
        """Return the schema of both forms."""
        return {"anyOf": [NODES.json_schema(), self._record.json_schema()]}


class Layers(Rule):
    """Fails for every edge that leads up, under ``strict`` for every one that skips a layer.

    Under ``exhaustive`` also for every node that lies in no layer, or in two. A node of two layers counts in the first.
    """

    name = "layers"
    summary = "edges lead from higher layers to lower ones"
    fails_when = (
        "an edge goes from a lower layer to a higher one; `strict`: or skips one; `exhaustive`: or a node lies in "
        "none, or in two"
    )
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "layers": Field(
            ListOf(LayerShape(), least=1),
            "Selectors, top first; `{select: ..., optional: true}` for a layer that may be empty.",
            required=True,
        ),
        "edges": Field(EDGES, "The edges that are looked at (default: all, of every kind)."),
        "strict": Field(Flag(), "Whether an edge may not skip a layer either (default false)."),
        "exhaustive": Field(Flag(), "Whether every node must lie in exactly one layer (default false)."),
    }
    example = """\
purdue:
  rule: layers
  strict: true
  layers:
    - {zone: enterprise}
    - {zone: dmz}
    - {zone: operations}
"""

    def evaluate(self, case: Case) -> Outcome:
        """Look at every edge between two layers, and at every node."""
        graph = case.graph
        layers: list[Layer] = list(case.fields["layers"])
        selected = [case.select(layer.selector, f"layers[{number}]") for number, layer in enumerate(layers)]
        edges = case.edges()
        found = _find_wrong_edges(case, layers, selected, edges)
        if case.fields.get("exhaustive"):
            found += _find_wrong_nodes(graph, selected)
        found.sort(key=lambda finding: str(finding.subject))
        proof = {**matched({f"layers[{number}]": nodes for number, nodes in enumerate(selected)})}
        if edges is not None:
            proof["matched"] = {**proof["matched"], **matched_edges(graph, {"edges": edges})["matched"]}
        empty = tuple(
            f"layers[{number}]" for number, layer in enumerate(layers) if not (selected[number] or layer.optional)
        )
        return Outcome(tuple(found[: case.most]), truncated=len(found) > case.most, empty=empty, certificate=proof)


def _find_wrong_edges(
    case: Case, layers: list[Layer], selected: list[Positions], edges: Positions | None
) -> list[Finding]:
    graph = case.graph
    strict = case.fields.get("strict")
    layer_of: dict[int, int] = {}
    for number, nodes in enumerate(selected):
        for node in nodes:
            layer_of.setdefault(node, number)
    names = [f"`{shorten(describe(layer.selector))}`" for layer in layers]
    found = []
    for position, edge in enumerate(graph.edges):
        if edges is not None and position not in edges:
            continue
        upper, lower = layer_of.get(graph.sources[position]), layer_of.get(graph.targets[position])
        if upper is None or lower is None:
            continue
        if lower < upper:
            message = f"`{edge.id}` leads up, from the layer {names[upper]} to {names[lower]}"
            found.append(Finding(message, edge.location, subject=edge.id))
        elif strict and lower > upper + 1:
            message = f"`{edge.id}` skips a layer, from {names[upper]} to {names[lower]}"
            found.append(Finding(message, edge.location, subject=edge.id))
    return found


def _find_wrong_nodes(graph: Graph, selected: list[Positions]) -> list[Finding]:
    found = []
    for position, node in enumerate(graph.nodes):
        number = sum(position in nodes for nodes in selected)
        if number != 1:
            message = f"`{node.id}` lies in {'no layer' if number == 0 else f'{number} layers'}"
            found.append(Finding(message, node.location, subject=node.id))
    return found
