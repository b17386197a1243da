"""What the page knows: the report, the topologies and the source lines, as plain data with numbers for names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archcheck.coverage import Coverage
from archcheck.documents.categories import category_of
from archcheck.documents.topology import Edge, Label, Node, Zone
from archcheck.graph.compiled import Graph
from archcheck.graph.relations import base_kind
from archcheck.report_model import ConstraintResult, Finding, Report, Run, Step
from archcheck.rules.constraint import Constraint
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.inert import escape
from archcheck.source.located import Location, Source

LONGEST_LINE = 400
MOST_WAYPOINTS = 200


def build_data(
    report: Report, graphs: Sequence[Graph], coverages: Sequence[Coverage], constraints: Sequence[Constraint]
) -> dict[str, Any]:
    """Return the data of a page; what each part is called is what ``assets/model.js`` reads.

    Args, as :func:`archcheck.report.html.page.write_html`.
    """
    lines = _Lines(report.sources)
    asked = {constraint.id: constraint for constraint in constraints}
    runs = [
        _Topology(graph, coverage, lines).write(run, report, asked)
        for run, graph, coverage in zip(report.runs, graphs, coverages, strict=True)
    ]
    return {
        "version": report.version,
        "asOf": report.as_of.isoformat(),
        "verdict": report.verdict,
        "failOn": report.fail_on,
        "strict": report.strict,
        "files": lines.write(),
        "runs": runs,
    }


class _Lines:
    """The source lines that the page shows, each once, by the numbers of their files."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._files: dict[str, dict[int, str]] = {}
        self._numbers: dict[str, int] = {}

    def place(self, location: Location | None) -> list[int] | None:
        """Return a place as the numbers of its file, line, column and length."""
        if location is None:
            return None
        number = self._numbers.setdefault(location.path, len(self._numbers))
        lines = self._files.setdefault(location.path, {})
        if location.line not in lines:
            source = self._sources.get(location.path)
            text = source.line(location.line) if source is not None and source.shown else ""
            lines[location.line] = escape(text[:LONGEST_LINE]) + ("…" if len(text) > LONGEST_LINE else "")
        return [number, location.line, location.column, location.length]

    def write(self) -> list[dict[str, Any]]:
        """Return the files in the order of their numbers."""
        return [
            {"path": escape(path), "lines": {line: text for line, text in sorted(lines.items()) if text}}
            for path, lines in self._files.items()
        ]


class _Topology:
    """One topology, and the run over it."""

    def __init__(self, graph: Graph, coverage: Coverage, lines: _Lines) -> None:
        self.graph = graph
        self.coverage = coverage
        self.lines = lines
        self.zones = {path: number for number, path in enumerate(graph.topology.zones)}
        self.edge = {edge.id: number for number, edge in enumerate(graph.edges)}
        self.looks: dict[tuple[int, ...], int] = {}

    def write(self, run: Run, report: Report, asked: Mapping[str, Constraint]) -> dict[str, Any]:
        """Return the run; places and looks are numbered on the way."""
        graph, topology = self.graph, self.graph.topology
        results = [self._result(result, report, asked.get(result.id)) for result in run.constraints]
        number = {result.id: place for place, result in enumerate(run.constraints)}
        by_node: list[list[int]] = [[] for _ in graph.nodes]
        by_edge: list[list[int]] = [[] for _ in graph.edges]
        for name, look in self.coverage.looks.items():
            for position in look.nodes:
                by_node[position].append(number[name])
            for position in look.edges:
                by_edge[position].append(number[name])
        return {
            "name": escape(run.name),
            "path": escape(run.path),
            "description": _optional(topology.description),
            "fails": report.fails(run),
            "baseline": None if run.baseline is None else dict(run.baseline),
            "zones": [self._zone(zone) for zone in topology.zones.values()],
            "nodes": [self._node(node, seen) for node, seen in zip(graph.nodes, by_node, strict=True)],
            "edges": [
                self._edge(place, edge, seen)
                for place, (edge, seen) in enumerate(zip(graph.edges, by_edge, strict=True))
            ],
            "looks": [list(seen) for seen in self.looks],
            "constraints": results,
            "diagnostics": [self._diagnostic(diagnostic) for diagnostic in run.diagnostics],
        }

    def _look(self, seen: Iterable[int]) -> int:
        return self.looks.setdefault(tuple(sorted(seen)), len(self.looks))

    def _zone(self, zone: Zone) -> dict[str, Any]:
        parent, _, name = zone.path.rpartition("/")
        return _some(
            {
                "path": escape(zone.path),
                "name": escape(name),
                "parent": self.zones.get(parent),
                "title": _optional(zone.title),
                "description": _optional(zone.description),
                "tags": sorted(map(escape, zone.tags)),
                "labels": _labels(zone.labels),
                "at": self.lines.place(zone.location),
            }
        )

    def _node(self, node: Node, seen: Iterable[int]) -> dict[str, Any]:
        words = [
            word
            for word, holds in (
                ("stateless", not node.stateful),
                ("transparent", node.transparent),
                ("fixed", node.fixed),
            )
            if holds
        ]
        return _some(
            {
                "id": escape(node.id),
                "kind": escape(node.kind),
                "category": category_of(node.kind),
                "zone": None if node.zone is None else self.zones[node.zone],
                "title": _optional(node.title),
                "description": _optional(node.description),
                "tags": sorted(map(escape, node.tags)),
                "labels": _labels(node.labels),
                "words": words,
                "unknown": list(map(escape, node.unknown)),
                "at": self.lines.place(node.location),
                "look": self._look(seen),
            }
        )

    def _edge(self, place: int, edge: Edge, seen: Iterable[int]) -> dict[str, Any]:
        return _some(
            {
                "id": escape(edge.id),
                "from": self.graph.sources[place],
                "to": self.graph.targets[place],
                "kind": escape(edge.kind),
                "like": base_kind(self.graph, edge),
                "title": _optional(edge.title),
                "description": _optional(edge.description),
                "flow": edge.flow,
                "fixed": edge.fixed or None,
                "tags": sorted(map(escape, edge.tags)),
                "labels": _labels(edge.labels),
                "unknown": list(map(escape, edge.unknown)),
                "at": self.lines.place(edge.location),
                "look": self._look(seen),
            }
        )

    def _result(self, result: ConstraintResult, report: Report, constraint: Constraint | None) -> dict[str, Any]:
        fields: Mapping[str, Any] = {} if constraint is None else constraint.fields
        return _some(
            {
                "id": escape(result.id),
                "rule": result.rule,
                "along": result.along,
                "severity": result.severity,
                "countsAs": result.counts_as,
                "failing": report.is_failing(result) or None,
                "title": _optional(result.title),
                "status": result.status,
                "rationale": _optional(fields.get("rationale")),
                "references": [escape(str(reference)) for reference in fields.get("references", ())],
                "matched": dict(result.matched),
                "empty": list(result.empty),
                "emptyAt": self.lines.place(result.empty_at) if result.empty else None,
                "allowEmpty": _optional(result.allow_empty),
                "graceUntil": None if result.grace_until is None else result.grace_until.isoformat(),
                "error": _optional(result.error),
                "unknown": list(map(escape, result.unknown)),
                "truncated": result.truncated or None,
                "assumptions": list(map(escape, result.assumptions)),
                "waypoints": self._positions(sorted(result.waypoints)[:MOST_WAYPOINTS]),
                "findings": [self._finding(finding) for finding in result.findings],
                "at": self.lines.place(result.location),
            }
        )

    def _positions(self, names: Iterable[str]) -> list[int]:
        position = self.graph.population.position
        return [position[name] for name in names if name in position]

    def _finding(self, finding: Finding) -> dict[str, Any]:
        return _some(
            {
                "state": finding.state,
                "message": escape(finding.message),
                "source": _optional(finding.source),
                "target": _optional(finding.target),
                "subject": _optional(finding.subject),
                "nodes": self._positions(name for name in (finding.subject, finding.source, finding.target) if name),
                "edges": [self.edge[finding.subject]] if finding.subject in self.edge else [],
                "path": [self._step(step) for step in finding.path],
                "otherPath": [self._step(step) for step in finding.other_path],
                "cut": None if finding.cut is None else list(map(escape, finding.cut)),
                "fix": [list(map(escape, cut)) for cut in finding.fix],
                "waiver": None if finding.waiver is None else self._approval(finding.waiver),
                "expired": [self._approval(approval) for approval in finding.expired],
                "permits": [
                    _some(
                        {
                            name: escape(value) if isinstance(value, str) else value
                            for name, value in permit._asdict().items()
                        }
                    )
                    for permit in finding.permitted_by
                ],
                "at": self.lines.place(finding.location),
            }
        )

    def _approval(self, approval: Any) -> dict[str, Any]:
        return {
            "reason": escape(approval.reason),
            "by": escape(approval.approved_by),
            "expires": approval.expires.isoformat(),
            "at": self.lines.place(approval.location),
        }

    def _step(self, step: Step) -> dict[str, Any]:
        """Return a step; among groups its node is none of the topology, and only its edge is drawn."""
        return _some(
            {
                "name": escape(step.node),
                "node": self.graph.population.position.get(step.node),
                "edge": None if step.edge is None else self.edge[step.edge],
                "back": step.direction == "backward" or None,
            }
        )

    def _diagnostic(self, diagnostic: Diagnostic) -> dict[str, Any]:
        return _some(
            {
                "severity": diagnostic.severity,
                "code": diagnostic.code,
                "message": escape(diagnostic.message),
                "help": _optional(diagnostic.help),
                "at": self.lines.place(diagnostic.location),
            }
        )


def _optional(text: Any) -> str | None:
    return None if text is None else escape(str(text))


def _labels(labels: Mapping[str, Label]) -> list[list[str]]:
    """Return labels with their values as a document writes them."""
    return [[escape(name), _show(value)] for name, value in sorted(labels.items())]


def _show(value: Label) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_show, value))
    return str(value).lower() if isinstance(value, bool) else escape(str(value))


def _some(data: dict[str, Any]) -> dict[str, Any]:
    """Return data without what says nothing, which would be most of a large page."""
    return {name: value for name, value in data.items() if value is not None and value not in ([], {})}
