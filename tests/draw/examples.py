"""Topologies and verdicts to draw, made by hand."""

from collections.abc import Iterable

from archcheck.documents.loading import read_topology
from archcheck.graph.compiled import Graph, compile_topology
from archcheck.report_model import ConstraintResult, Finding, Step
from archcheck.source.located import Location

PLACE = Location("example.yaml", 1, 1)

SMALL = """
archcheck: topology/v1
name: small
zones: {cloud: {title: The cloud}}
nodes:
  app: {kind: app}
  model: {kind: model.llm, zone: cloud, title: A model, stateful: false}
edges:
  - {from: app, to: model, labels: {protocol: https}}
"""

BYPASS = """
archcheck: topology/v1
name: bypass
zones:
  provider: {title: ProviderCo, zones: {serving: {}}}
  customer: {}
nodes:
  analyst: {kind: human.approver, zone: customer}
  app: {kind: app, zone: customer}
  api: {kind: api.cloud, zone: provider, stateful: false}
  safety: {kind: guard.safety, zone: provider/serving}
  model: {kind: model.llm, zone: provider/serving}
  logs: {kind: store.bucket, zone: provider}
  drone: {kind: weapon.drone, zone: customer}
edges:
  - {from: app, to: api}
  - {from: api, to: safety}
  - {from: safety, to: model}
  - {from: api, to: model, title: Past the guard}
  - {from: app, to: drone}
  - {from: model, to: logs, kind: push.log}
  - {from: analyst, to: safety, kind: admin}
"""


def graph_of(text: str) -> Graph:
    """Return the compiled topology of a YAML text."""
    return compile_topology(read_topology(text))


def walk(graph: Graph, start: str, *edges: str) -> tuple[Step, ...]:
    """Return the witness that begins at a node and takes the edges, each in the direction in which it can be taken."""
    by_id = {edge.id: edge for edge in graph.edges}
    steps = [Step(start)]
    for name in edges:
        edge = by_id[name]
        forward = edge.source == steps[-1].node
        steps.append(Step(edge.target if forward else edge.source, name, "forward" if forward else "backward"))
    return tuple(steps)


def path_finding(path: tuple[Step, ...], state: str = "open") -> Finding:
    """Return the finding that a witness is."""
    return Finding("a path", PLACE, path[0].node, path[-1].node, None, path, state)


def subject_finding(subject: str, message: str = "it does not satisfy `must`") -> Finding:
    """Return a finding about a node or an edge."""
    return Finding(message, PLACE, subject=subject)


def verdict(
    name: str,
    findings: Iterable[Finding] = (),
    *,
    status: str = "fail",
    waypoints: Iterable[str] = (),
    title: str | None = None,
    severity: str = "error",
) -> ConstraintResult:
    """Return the result of a constraint."""
    return ConstraintResult(
        name,
        "only-via",
        "flow",
        severity,
        title,
        status,
        {},
        tuple(findings),
        False,
        (),
        PLACE,
        waypoints=frozenset(waypoints),
    )


def bypass() -> tuple[Graph, list[ConstraintResult]]:
    """Return a topology in which an answer gets around the guard and on to a weapon, and the verdicts on it."""
    graph = graph_of(BYPASS)
    path = walk(graph, "model", "api->model", "app->api", "app->drone")
    results = [
        verdict("no-effect", [path_finding(path)], waypoints=["analyst", "safety"], title="No effect without a human"),
        verdict("fine", status="pass"),
        verdict("tidy-logs", [subject_finding("logs")], severity="warning"),
    ]
    return graph, results


def estate(zones: int = 10, nodes: int = 15) -> str:
    """Return a topology of many zones, each a ring of nodes with a second zone inside, joined zone to zone."""
    lines = ["archcheck: topology/v1", "name: estate", "zones:"]
    lines += [f"  zone{zone}: {{title: Zone {zone}, zones: {{inner: {{}}}}}}" for zone in range(zones)]
    lines.append("nodes:")
    for zone in range(zones):
        for node in range(nodes):
            place = f"zone{zone}/inner" if node % 3 == 0 else f"zone{zone}"
            lines.append(f"  n{zone}-{node}: {{kind: app.worker, zone: {place}}}")
    lines += ["  drone: {kind: weapon.drone, zone: zone1}", "  approver: {kind: human.approver, zone: zone1}", "edges:"]
    for zone in range(zones):
        lines += [f"  - {{from: n{zone}-{node}, to: n{zone}-{(node + 1) % nodes}}}" for node in range(nodes)]
        lines.append(f"  - {{from: n{zone}-1, to: n{(zone + 1) % zones}-0, kind: push}}")
    lines += ["  - {from: n1-0, to: drone}", "  - {from: approver, to: drone}"]
    return "\n".join(lines) + "\n"
