"""Building a topology in an importer: ids that the language allows, effective labels, and what is told about it all."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from archcheck.documents.topology import EdgeDeclaration, Endpoint, Label, Labels, Node, Topology, Unmodelled, Zone
from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import find_fault, fold
from archcheck.source.located import Location, Source
from archcheck.source.scalars import LabelScalar

INFERRED = "inferred"
"""The tag of a node or an edge that the source does not state, and an importer concludes from what it does."""


class TopologyBuilder:
    """Collects zones, nodes and edges.

    Ids of the source are made fit for the language: what it forbids in an identifier is written ``%XX`` as in a URL,
    and the later one of two ids that a reader takes for one gets ``~2`` at its end. :meth:`zone` and :meth:`node`
    return the id that they gave.

    Attributes:
        problems: what was read, assumed (``info``), not understood (``warning``) and wrong (``error``).
    """

    def __init__(self, name: str, path: str, sources: Mapping[str, Source]) -> None:
        self.problems = Problems()
        self.problems.sources = dict(sources)
        self._name = name
        self._path = path
        self._zones: dict[str, Zone] = {}
        self._nodes: dict[str, Node] = {}
        self._folded: dict[str, str] = {}
        self._edges: list[EdgeDeclaration] = []
        self._unmodelled: list[Unmodelled] = []

    def zone(
        self,
        name: str,
        at: Location,
        *,
        within: str | None = None,
        title: str | None = None,
        description: str | None = None,
        tags: Iterable[str] = (),
        labels: Labels | None = None,
        apart: str | None = None,
    ) -> str:
        """Add a zone, nested in the one of the path ``within``, and return its path.

        One of the same name that is there stays; with ``apart`` it is another one, and this is what tells the two
        apart: ``name #apart`` is the name of the second.
        """
        segment = _legal(name).replace("/", "%2F")
        path = f"{within}/{segment}" if within else segment
        if path in self._zones:
            if apart is None:
                return path
            path += f" #{_legal(apart).replace('/', '%2F')}"
        path = self._distinct(path, "zone")
        around = self._zones[within] if within else None
        self._zones[path] = Zone(
            path,
            title,
            description,
            (around.tags if around else frozenset()) | {_legal(tag) for tag in tags},
            {**(around.labels if around else {}), **_legal_labels(labels)},
            at,
        )
        return path

    def node(
        self,
        name: str,
        kind: str,
        at: Location,
        *,
        zone: str | None = None,
        title: str | None = None,
        description: str | None = None,
        tags: Iterable[str] = (),
        labels: Labels | None = None,
        stateful: bool = True,
        transparent: bool = False,
        unknown: Iterable[str] = (),
    ) -> str:
        """Add a node and return its id; the same ``name`` twice makes two nodes, so ask first."""
        around = self._zones[zone] if zone else None
        id = self._distinct(_legal(name), "node")
        self._nodes[id] = Node(
            id,
            kind,
            zone,
            title,
            description,
            (around.tags if around else frozenset()) | {_legal(tag) for tag in tags},
            {**(around.labels if around else {}), **_legal_labels(labels)},
            stateful,
            transparent,
            False,
            at,
            tuple(sorted(unknown)),
        )
        return id

    def edge(
        self,
        source: str | Sequence[str],
        target: str | Sequence[str],
        at: Location,
        kind: str = "call",
        *,
        title: str | None = None,
        description: str | None = None,
        tags: Iterable[str] = (),
        labels: Labels | None = None,
        flow: str | None = None,
        unknown: Iterable[str] = (),
    ) -> None:
        """Add an edge between two nodes, by the ids that :meth:`node` returned, or one for each pair of two lists."""
        self._edges.append(
            EdgeDeclaration(
                source if isinstance(source, str) else Endpoint(tuple(sorted(source)), None, at),
                target if isinstance(target, str) else Endpoint(tuple(sorted(target)), None, at),
                kind,
                None,
                title,
                description,
                frozenset(map(_legal, tags)),
                _legal_labels(labels),
                flow,
                False,
                at,
                tuple(sorted(unknown)),
            )
        )

    def unmodelled(self, kind: str, name: str, reason: str, at: Location) -> None:
        """Say that something bears on the edges and is not understood: verdicts that rest on edges become `unknown`."""
        self._unmodelled.append(Unmodelled(kind, _legal(name), reason, at))

    @property
    def nodes(self) -> Mapping[str, Node]:
        """The nodes so far, by id."""
        return self._nodes

    @property
    def zones(self) -> Mapping[str, Zone]:
        """The zones so far, by path."""
        return self._zones

    def build(self) -> Topology:
        """Return the topology, its diagnostics those of :attr:`problems` that are no errors.

        Everything is in the order of its name or its ends: the order of the source changes nothing.
        """
        return Topology(
            self._name,
            None,
            self._path,
            dict(sorted(self._zones.items(), key=lambda item: item[0].split("/"))),
            dict(sorted(self._nodes.items())),
            tuple(sorted(self._edges, key=_order)),
            {},
            self.problems.sources,
            tuple(self._unmodelled),
            tuple(each for each in self.problems.diagnostics if each.severity != "error"),
        )

    def _distinct(self, name: str, what: str) -> str:
        """Return a name that nobody takes for another of its namespace."""
        candidate, number = name, 1
        while f"{what}:{fold(candidate)}" in self._folded:
            number += 1
            candidate = f"{name}~{number}"
        self._folded[f"{what}:{fold(candidate)}"] = candidate
        return candidate


def _order(edge: EdgeDeclaration) -> tuple[tuple[str, ...], tuple[str, ...], str, str]:
    """Return what edges are sorted by."""
    source, target = ((end,) if isinstance(end, str) else end.ids for end in (edge.source, edge.target))
    return source, target, edge.kind, f"{edge.flow} {sorted(edge.labels.items())} {edge.title}"


def _legal(text: str) -> str:
    """Return a text that the language takes as an identifier; what it forbids is written as ``%XX``, byte by byte."""
    if find_fault(text) is None:
        return text
    text = unicodedata.normalize("NFC", text)
    written = "".join(each if find_fault(f"x{each}x") is None else _percent(each) for each in text)
    if written[:1] == " ":
        written = "%20" + written[1:]
    if written[-1:] == " ":
        written = written[:-1] + "%20"
    return written or "%"


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _legal_labels(labels: Labels | None) -> Labels:
    if not labels:
        return {}
    return {_legal(name): _legal_value(value) for name, value in labels.items()}


def _legal_value(value: Label) -> Label:
    if isinstance(value, tuple):
        return tuple(_legal_scalar(each) for each in value)
    return _legal_scalar(value)


def _legal_scalar(value: LabelScalar) -> LabelScalar:
    return _legal(value) if isinstance(value, str) and value else value
