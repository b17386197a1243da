"""The public Python API; ``import archcheck`` gives all of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from archcheck import __version__
from archcheck.checker import MAX_FINDINGS, check_topologies, require_constraints
from archcheck.difference.comparing import Pair, compare_topologies
from archcheck.difference.model import Difference
from archcheck.documents import loading, topology as documents
from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.loading import load_constraint_documents, read_constraints, read_topology
from archcheck.documents.overlay import Overlay
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import ArchcheckError, InputError, LimitError, stop
from archcheck.graph.compiled import compile_topology, default_edge_id
from archcheck.importers.loading import load_topologies
from archcheck.importers.overlaying import apply_overlays
from archcheck.report_model import Report
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Source

if TYPE_CHECKING:
    import networkx

    from archcheck.certify import Verification

__all__ = [
    "ArchcheckError",
    "Baseline",
    "ConstraintDocument",
    "Difference",
    "InputError",
    "LimitError",
    "Overlay",
    "Report",
    "Topology",
    "WaiverDocument",
    "check",
    "diff",
    "from_networkx",
    "load_baseline",
    "load_constraints",
    "load_overlay",
    "load_topology",
    "load_waivers",
    "loads_constraints",
    "loads_overlay",
    "loads_topology",
    "loads_waivers",
    "verify",
]

_Document = TypeVar("_Document", bound=documents.Topology | ConstraintDocument | WaiverDocument | Baseline | Overlay)


class Topology(documents.Topology):
    """A topology, with the conversions that the Python API offers."""

    __slots__ = ()

    def to_networkx(self) -> networkx.MultiDiGraph:
        """Return the graph: a node an id, an edge a key (its edge id), the fields of the documents as attributes.

        Labels and tags are the effective ones. The graph's own attributes hold ``name``, ``description``, ``zones``
        (by path), ``edge_kinds`` and ``unmodelled``. :func:`from_networkx` is the way back.
        """
        import networkx

        graph = networkx.MultiDiGraph(
            name=self.name,
            description=self.description,
            zones={path: _attributes(zone, ("path", "location")) for path, zone in self.zones.items()},
            edge_kinds=dict(self.edge_kinds),
            unmodelled=[_attributes(each, ("location",)) for each in self.unmodelled],
        )
        compiled = compile_topology(self)
        for node in compiled.nodes:
            graph.add_node(node.id, **_attributes(node, ("id", "location")))
        for edge in compiled.edges:
            graph.add_edge(
                edge.source, edge.target, edge.id, **_attributes(edge, ("id", "source", "target", "location"))
            )
        return graph

    def _repr_svg_(self) -> str:
        """Return the picture of the topology, which notebooks show."""
        from archcheck.draw import draw

        picture = draw(compile_topology(self), (), "svg")
        return picture if isinstance(picture, str) else picture.decode()

    def to_yaml(self) -> str:
        """Return the topology as a native document, which says where its nodes and edges were read from."""
        from archcheck.importers.writing import write_yaml

        return write_yaml(self)

    def overlaid(self, *overlays: Overlay) -> Topology:
        """Return the topology with overlays laid over it, in their order.

        Raises:
            InputError: where an overlay names what this topology does not have.
        """
        problems = Problems()
        found = apply_overlays(self, overlays, problems)
        if problems.failed:
            raise stop(problems.diagnostics)
        return Topology(*found)


def load_topology(path: str | Path, *, importer: str | None = None) -> Topology:
    """Load a topology document, or import what an importer knows: Kubernetes manifests, a CALM architecture, ...

    Args:
        path: a file, or a folder that holds one topology.
        importer: the name of the importer that is to read it, or ``native``; the content tells without it.

    Raises:
        InputError: with located diagnostics, where the document is not valid; LimitError where a budget is used up.
    """
    problems = Problems()
    return Topology(*_only(load_topologies(str(path), problems, importer), str(path), "topologies", problems))


def loads_topology(text: str, path: str = "<text>") -> Topology:
    """Load a topology from a text; ``path`` is the name that messages use. Raises as :func:`load_topology` does."""
    return Topology(*read_topology(text, path))


def load_constraints(name: str | Path) -> ConstraintDocument:
    """Load a constraint document from a file, or a shipped pack by its name. Raises as :func:`load_topology` does."""
    problems = Problems()
    return _only(load_constraint_documents(str(name), problems), str(name), "constraint documents", problems)


def _only(found: Sequence[_Document], name: str, what: str, problems: Problems) -> _Document:
    if not problems.failed and len(found) != 1:
        problems.error("nothing-to-check", f"`{name}` holds {len(found)} {what}, where one is expected")
    if problems.failed:
        raise stop(problems.diagnostics)
    return found[0]


def loads_constraints(text: str, path: str = "<text>") -> ConstraintDocument:
    """Load a constraint document from a text; ``path`` is the name that messages use."""
    return read_constraints(text, path)


def load_overlay(name: str | Path) -> Overlay:
    """Load an overlay from a file, or a shipped one by its name. Raises as :func:`load_topology` does."""
    problems = Problems()
    return _only(loading.load_overlays(str(name), problems), str(name), "overlays", problems)


def loads_overlay(text: str, path: str = "<text>") -> Overlay:
    """Load an overlay from a text; ``path`` is the name that messages use."""
    return loading.read_overlay(text, path)


def load_waivers(path: str | Path) -> WaiverDocument:
    """Load a waivers document from a file. Raises as :func:`load_topology` does."""
    problems = Problems()
    return _only(loading.load_waivers(str(path), problems), str(path), "waivers documents", problems)


def loads_waivers(text: str, path: str = "<text>") -> WaiverDocument:
    """Load a waivers document from a text; ``path`` is the name that messages use."""
    return loading.read_waivers(text, path)


def load_baseline(path: str | Path) -> Baseline:
    """Load a baseline from a file. Raises as :func:`load_topology` does."""
    problems = Problems()
    found = loading.load_baseline(str(path), problems)
    return _only([] if found is None else [found], str(path), "baselines", problems)


def check(
    topology: documents.Topology | Sequence[documents.Topology],
    constraints: ConstraintDocument | Sequence[ConstraintDocument],
    *,
    as_of: date | None = None,
    max_findings: int = MAX_FINDINGS,
    fail_on: str = "error",
    strict: bool = False,
    only: Sequence[str] = (),
    waivers: WaiverDocument | Sequence[WaiverDocument] = (),
    baseline: Baseline | None = None,
) -> Report:
    """Check one or several topologies against one or several constraint documents.

    Args:
        topology: what is checked.
        constraints: what must hold.
        as_of: the day on which dates are judged; today (UTC) without it.
        max_findings: how many findings of a constraint are listed.
        fail_on: the least severity that makes the verdict ``fail``: ``error``, ``warning`` or ``never``.
        strict: whether warnings make the verdict ``fail``.
        only: the ids of the constraints to check; none for all.
        waivers: what is waived, of one document or several.
        baseline: the findings that were there before.

    Raises:
        InputError: where a constraint cannot be read, or there is nothing to check.
        ValueError: for a ``fail_on`` or ``max_findings`` that means nothing.
    """
    if fail_on not in ("error", "warning", "never"):
        raise ValueError(f"fail_on is error, warning or never, not {fail_on!r}")
    if max_findings < 1:
        raise ValueError("max_findings is at least 1")
    topologies = [topology] if isinstance(topology, documents.Topology) else list(topology)
    chosen = [constraints] if isinstance(constraints, ConstraintDocument) else list(constraints)
    report, _ = check_topologies(
        topologies,
        chosen,
        as_of=as_of or datetime.now(UTC).date(),
        version=__version__,
        max_findings=max_findings,
        fail_on=fail_on,
        strict=strict,
        only=only,
        waivers=[waivers] if isinstance(waivers, WaiverDocument) else list(waivers),
        baseline=baseline,
    )
    return report


def diff(
    old: documents.Topology | None,
    new: documents.Topology | None,
    constraints: ConstraintDocument | Sequence[ConstraintDocument] = (),
    *,
    as_of: date | None = None,
    fail_on: str = "error",
    only: Sequence[str] = (),
    waivers: WaiverDocument | Sequence[WaiverDocument] = (),
) -> Difference:
    """Compare a topology with what it was, and the findings of constraints in both.

    Args:
        old: the topology as it was; None for one that is added.
        new: the topology as it is; None for one that is removed.
        constraints: what must hold on both sides; none to compare the graphs alone.
        as_of: the day on which dates are judged; today (UTC) without it.
        fail_on: the least severity of something new that makes the verdict ``fail``.
        only: the ids of the constraints to check; none for all.
        waivers: what is waived on both sides, of one document or several.

    Raises:
        InputError: where a constraint cannot be read; LimitError where there are too many findings to compare.
        ValueError: for a ``fail_on`` that means nothing, or where both sides are None.
    """
    if fail_on not in ("error", "warning", "never"):
        raise ValueError(f"fail_on is error, warning or never, not {fail_on!r}")
    if old is None and new is None:
        raise ValueError("old or new is a topology")
    return compare_topologies(
        [Pair(old, new)],
        [constraints] if isinstance(constraints, ConstraintDocument) else list(constraints),
        as_of=as_of or datetime.now(UTC).date(),
        version=__version__,
        fail_on=fail_on,
        only=only,
        waivers=[waivers] if isinstance(waivers, WaiverDocument) else list(waivers),
    )


def verify(
    report: Report | Mapping[str, Any] | str,
    topology: documents.Topology | Sequence[documents.Topology],
    constraints: ConstraintDocument | Sequence[ConstraintDocument],
    *,
    waivers: WaiverDocument | Sequence[WaiverDocument] = (),
    baseline: Baseline | None = None,
    only: Sequence[str] = (),
) -> list[Verification]:
    """Check the verdicts of a report against the documents, without the engine that gave them.

    Args:
        report: the report, or its JSON as plain data or as text.
        topology: what it is about.
        constraints: what it was checked against.
        waivers: what was waived, of one document or several.
        baseline: the findings that were there before.
        only: the ids of the constraints that were chosen; none for all.

    Returns:
        One verification a verdict, then those of the runs and of the whole; ``reason`` is None where one is accepted.

    Raises:
        InputError: for a text that is no report, and for constraints that :func:`check` would refuse.
    """
    from archcheck.certify import verify_report
    from archcheck.certify.reading import parse_report

    asked = [constraints] if isinstance(constraints, ConstraintDocument) else list(constraints)
    problems = Problems()
    require_constraints(asked, only, problems)
    if problems.failed:
        raise stop(problems.diagnostics)

    if isinstance(report, Report):
        report = report.to_dict()
    data = parse_report(Source("<report>", report)) if isinstance(report, str) else report
    return verify_report(
        data,
        [topology] if isinstance(topology, documents.Topology) else list(topology),
        asked,
        [waivers] if isinstance(waivers, WaiverDocument) else list(waivers),
        baseline,
        only,
    )


def from_networkx(graph: networkx.MultiDiGraph) -> Topology:
    """Make a topology of a graph with attributes as :meth:`Topology.to_networkx` writes them.

    A node needs the attribute ``kind``; all others are optional. Zones that only nodes name are made.

    Raises:
        InputError: where the attributes do not make a valid topology.
    """
    document: dict[str, Any] = {"archcheck": documents.TYPE, "name": graph.graph.get("name") or "graph"}
    if graph.graph.get("description"):
        document["description"] = graph.graph["description"]
    paths = dict(graph.graph.get("zones", {}))
    for _, data in graph.nodes(data=True):
        if data.get("zone"):
            paths.setdefault(data["zone"], {})
    document["zones"] = _nest(paths)
    document["edge-kinds"] = {name: {"like": like} for name, like in graph.graph.get("edge_kinds", {}).items()}
    document["unmodelled"] = [dict(each) for each in graph.graph.get("unmodelled", ())]
    document["nodes"] = {str(name): _fields(data) for name, data in graph.nodes(data=True)}
    document["edges"] = edges = []
    numbers: Counter[tuple[object, object]] = Counter()
    for source, target, key, data in graph.edges(keys=True, data=True):
        numbers[source, target] += 1
        edge = {"from": str(source), "to": str(target), **_fields(data)}
        if isinstance(key, str) and key != default_edge_id(str(source), str(target), numbers[source, target]):
            edge["id"] = key
        edges.append(edge)
    return loads_topology(json.dumps(document, ensure_ascii=False), "<graph>")


def _attributes(item: Any, left_out: tuple[str, ...]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in item._asdict().items():
        if name in left_out or value is None or (name == "unknown" and not value):
            continue
        if name == "tags":
            data[name] = sorted(value)
        elif name == "unknown":
            data[name] = list(value)
        elif name == "labels":
            data[name] = {key: list(label) if isinstance(label, tuple) else label for key, label in value.items()}
        else:
            data[name] = value
    return data


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if name in ("tags", "unknown") else value for name, value in data.items() if value is not None
    }


def _nest(paths: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return zones by path as nested zones."""
    nested: dict[str, Any] = {}
    for path, data in sorted(paths.items()):
        level, zone = nested, {}
        for segment in path.split("/"):
            zone = level.setdefault(segment, {"zones": {}})
            level = zone["zones"]
        zone.update(_fields(data))
    return nested
