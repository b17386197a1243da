"""Overlays: the meaning that constraints speak of, laid over a topology that somebody else drew or an importer made."""

from collections.abc import Mapping as ReadOnly
from typing import Any, NamedTuple

from archcheck.documents.draft import Draft
from archcheck.documents.selector import Selector
from archcheck.documents.selector_shapes import SelectorShape
from archcheck.documents.topology_shapes import EDGES, LABELS, NODE_KIND, NODES, TAGS, ZONES, NamedRecords
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Source, Value, shorten
from archcheck.source.shapes import MISSING, Choice, Field, Flag, JsonSchema, ListOf, Located, Record, Text

TYPE = "overlay/v1"


class OverlayRule(NamedTuple):
    """What is set at every node that a selector matches; ``allow_empty`` says why none may be there."""

    match: Selector
    set: ReadOnly[str, Any]
    allow_empty: str | None
    location: Location


class Overlay(NamedTuple):
    """An overlay document, with everything that it includes; its zones, nodes and edges as they were read.

    ``map`` says which nodes each node of a design stands for, where a design is held against what is overlaid.
    """

    path: str
    rules: tuple[OverlayRule, ...]
    zones: tuple[tuple[Scalar, Any], ...]
    nodes: tuple[tuple[Scalar, Any], ...]
    edges: tuple[tuple[dict[str, Any], Mapping], ...]
    map: tuple[tuple[Scalar, Selector], ...]
    sources: ReadOnly[str, Source]


SET = Record(
    "what an overlay sets",
    {
        "kind": Field(NODE_KIND, "The kind that the nodes get."),
        "zone": Field(Located(Text("a zone")), "The zone that they move to, with its whole path."),
        "tags": Field(TAGS, "Tags that they get beside those that they have."),
        "labels": Field(LABELS, "Labels that they get, over those that they have."),
        "stateful": Field(Flag(), "Whether they may hand to any caller what another one sent them."),
        "transparent": Field(Flag(), "Whether they only pass traffic on."),
    },
)
RULE = Record(
    "an overlay's rule",
    {
        "match": Field(SelectorShape(sets=False), "The nodes that it is about.", required=True),
        "set": Field(SET, "What is set at them.", required=True),
        "allow-empty": Field(Text("a reason"), "Why it is fine that it matches nothing."),
    },
)


class _RuleShape:
    """A rule, read with its place."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`OverlayRule`."""
        fields = RULE.read(value, problems)
        if fields is MISSING:
            return MISSING
        if not fields["set"]:
            problems.error(
                "nothing-to-check", "this rule sets nothing", value.location, f"known keys: {', '.join(SET.fields)}"
            )
            return MISSING
        return OverlayRule(fields["match"], fields["set"], fields.get("allow-empty"), value.location)

    def json_schema(self) -> JsonSchema:
        """Return the rule's schema."""
        return RULE.json_schema()


DOCUMENT = Record(
    "an overlay",
    {
        "archcheck": Field(Choice(TYPE), "What this document is.", required=True),
        "include": Field(ListOf(Located(Text("a path"))), "Files whose content is merged into this one."),
        "name": Field(Text(), "A name for people."),
        "description": Field(Text(), "What the overlay is for."),
        "rules": Field(ListOf(_RuleShape()), "What is set at which nodes, one rule after the other."),
        "zones": Field(ZONES, "More zones; one that is there already gets what this says beside what it has."),
        "nodes": Field(NODES, "More nodes, by id."),
        "edges": Field(EDGES, "More edges, between any nodes."),
        "map": Field(
            NamedRecords(Text("a node id"), SelectorShape(sets=False)),
            "For `drift`: the nodes that each node of the design stands for.",
        ),
    },
)


def _read_map(pairs: tuple[tuple[Scalar, Any], ...], problems: Problems) -> tuple[tuple[Scalar, Selector], ...]:
    """Return what stands for what, once for each node of the design."""
    first: dict[str, Scalar] = {}
    for name, _ in pairs:
        if first.setdefault(name.text, name) is not name:
            message = f"the node `{shorten(name.text)}` is mapped a second time"
            problems.error("duplicate-id", message, name.location, related=[("first here", first[name.text].location)])
    return tuple((name, selector) for name, selector in pairs if selector is not MISSING)


def build_overlay(draft: Draft, problems: Problems) -> Overlay | None:
    """Make an overlay out of a draft; None after an error was recorded."""
    if problems.failed:
        return None

    def all_of(key: str) -> tuple[Any, ...]:
        return tuple(item for part in draft.parts for item in part.fields.get(key, ()))

    overlay = Overlay(
        draft.path,
        all_of("rules"),
        all_of("zones"),
        all_of("nodes"),
        all_of("edges"),
        _read_map(all_of("map"), problems),
        dict(draft.sources),
    )
    if not (overlay.rules or overlay.zones or overlay.nodes or overlay.edges or overlay.map):
        problems.error("nothing-to-check", f"`{draft.path}` lays nothing over anything", Location(draft.path, 1, 1))
        return None
    return overlay
