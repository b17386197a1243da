"""Topologies: zones, nodes and edges (language, section 2)."""

from collections.abc import Mapping as ReadOnly
from typing import NamedTuple

from archcheck.documents.selector import Selector
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.located import Location, Source
from archcheck.source.scalars import LabelScalar

TYPE = "topology/v1"
EDGE_KINDS = ("call", "push", "pull", "admin", "depends")
FLOWS = ("request-response", "forward", "backward", "both", "none")

Label = LabelScalar | tuple[LabelScalar, ...]
Labels = ReadOnly[str, Label]


class Zone(NamedTuple):
    """A trust zone; ``path`` names the zones around it too: ``provider/serving``. Labels and tags are effective."""

    path: str
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    location: Location


class Node(NamedTuple):
    """A node. ``labels`` and ``tags`` are effective: its own over its zones', the innermost first.

    ``unknown`` names what of it is not known: ``kind``, ``zone``, ``tags``, ``labels.NAME``.
    """

    id: str
    kind: str
    zone: str | None
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    stateful: bool
    transparent: bool
    fixed: bool
    location: Location
    unknown: tuple[str, ...] = ()


class Endpoint(NamedTuple):
    """The nodes at one end of a declared edge: listed ids, or else a selector."""

    ids: tuple[str, ...]
    selector: Selector | None
    location: Location


class EdgeDeclaration(NamedTuple):
    """An edge as written; an end that is a str is a single node, an :class:`Endpoint` stands for many.

    ``unknown`` names what of it is not known: ``presence`` (whether it is there at all), ``tags``, ``labels.NAME``.
    """

    source: str | Endpoint
    target: str | Endpoint
    kind: str
    id: str | None
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    flow: str | None
    fixed: bool
    location: Location
    unknown: tuple[str, ...] = ()


class Edge(NamedTuple):
    """An edge between two nodes; a declaration with several nodes at an end makes several."""

    id: str
    source: str
    target: str
    kind: str
    title: str | None
    description: str | None
    tags: frozenset[str]
    labels: Labels
    flow: str | None
    fixed: bool
    location: Location
    unknown: tuple[str, ...] = ()


class Unmodelled(NamedTuple):
    """Something that bears on the edges and that no importer understands: its kind, its name, and why that matters."""

    kind: str
    name: str
    reason: str
    location: Location


class Topology(NamedTuple):
    """A topology document with what it includes. ``edge_kinds`` maps a declared first segment to a base kind.

    ``unmodelled`` is what an importer met and does not understand; ``diagnostics`` what it read, assumed and left out.
    """

    name: str
    description: str | None
    path: str
    zones: ReadOnly[str, Zone]
    nodes: ReadOnly[str, Node]
    declarations: tuple[EdgeDeclaration, ...]
    edge_kinds: ReadOnly[str, str]
    sources: ReadOnly[str, Source]
    unmodelled: tuple[Unmodelled, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
