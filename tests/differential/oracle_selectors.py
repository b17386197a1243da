"""The oracle's selectors: the table of section 3, a key at a time, as plain predicates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.differential.oracle_topology import Edge, Node

Sets = Mapping[str, Any]


def holds(selector: Any, node: Node, sets: Sets) -> bool:
    """Say whether a node selector (text, list or mapping) picks the node."""
    if isinstance(selector, str):
        return matches_text(selector, node.id)
    if isinstance(selector, list):
        return any(holds(one, node, sets) for one in selector)
    return all(holds_key(key, wanted, node, sets) for key, wanted in selector.items())


def holds_key(key: str, wanted: Any, node: Node, sets: Sets) -> bool:
    """Say whether one key of a node selector's mapping holds for the node."""
    match key:
        case "id":
            return any(matches_text(pattern, node.id) for pattern in as_list(wanted))
        case "kind":
            return any(is_or_lies_below(node.kind.split("."), kind.split(".")) for kind in as_list(wanted))
        case "zone":
            return any(is_or_lies_below(node.zone, zone.split("/")) for zone in as_list(wanted))
        case "tags":
            return any(tag in node.tags for tag in as_list(wanted))
        case "labels":
            return all(matches_label(matcher, name, node.labels) for name, matcher in wanted.items())
        case "set":
            return holds(sets[wanted], node, sets)
        case "any":
            return any(holds(one, node, sets) for one in wanted)
        case "all":
            return all(holds(one, node, sets) for one in wanted)
        case "not":
            return not holds(wanted, node, sets)
    raise ValueError(f"unknown key `{key}` of a node selector")


def edge_holds(selector: Any, edge: Edge, sets: Sets) -> bool:
    """Say whether an edge selector (text, list or mapping) picks the edge."""
    if isinstance(selector, str):
        return matches_text(selector, edge.id)
    if isinstance(selector, list):
        return any(edge_holds(one, edge, sets) for one in selector)
    return all(edge_holds_key(key, wanted, edge, sets) for key, wanted in selector.items())


def edge_holds_key(key: str, wanted: Any, edge: Edge, sets: Sets) -> bool:
    """Say whether one key of an edge selector holds for the edge."""
    match key:
        case "id":
            return any(matches_text(pattern, edge.id) for pattern in as_list(wanted))
        case "kind":
            return any(is_or_lies_below(edge.kind.split("."), kind.split(".")) for kind in as_list(wanted))
        case "tags":
            return any(tag in edge.tags for tag in as_list(wanted))
        case "labels":
            return all(matches_label(matcher, name, edge.labels) for name, matcher in wanted.items())
        case "from":
            return holds(wanted, edge.source, sets)
        case "to":
            return holds(wanted, edge.target, sets)
        case "crosses":
            return crosses(wanted, edge)
        case "any":
            return any(edge_holds(one, edge, sets) for one in wanted)
        case "all":
            return all(edge_holds(one, edge, sets) for one in wanted)
        case "not":
            return not edge_holds(wanted, edge, sets)
    raise ValueError(f"unknown key `{key}` of an edge selector")


def crosses(wanted: Any, edge: Edge) -> bool:
    """Say whether the edge's innermost zones differ (for True), or exactly one of its ends is in a zone."""
    if wanted is True:
        return edge.source.zone != edge.target.zone
    inside = [is_or_lies_below(end.zone, wanted.split("/")) for end in (edge.source, edge.target)]
    return inside.count(True) == 1


def as_list(value: Any) -> list[Any]:
    """Give a list as it is, and anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def matches_text(pattern: str, text: str) -> bool:
    """Match a whole text, `*` standing for any run of characters and everything else for itself."""
    if pattern == "":
        return text == ""
    if pattern[0] == "*":
        return any(matches_text(pattern[1:], text[start:]) for start in range(len(text) + 1))
    return text != "" and text[0] == pattern[0] and matches_text(pattern[1:], text[1:])


def is_or_lies_below(path: list[str] | tuple[str, ...], pattern: list[str]) -> bool:
    """Match a path of segments, or one above it, with a pattern in which `*` stands for one whole segment."""
    if len(path) < len(pattern):
        return False
    return all(wanted in ("*", segment) for wanted, segment in zip(pattern, path, strict=False))


MISSING = object()


def matches_label(matcher: Any, name: str, labels: Mapping[str, Any]) -> bool:
    """Say whether a label, present or not, matches a label matcher; a list label does if any of its elements does."""
    return any(matches_value(matcher, element) for element in as_list(labels.get(name, MISSING)))


def matches_value(matcher: Any, value: Any) -> bool:
    """Say whether one value, or MISSING, matches a label matcher: a scalar, a list (any of), or a mapping (all of)."""
    if isinstance(matcher, list):
        return any(matches_value(one, value) for one in matcher)
    if not isinstance(matcher, dict):
        return equals(matcher, value)
    if "not" in matcher and matches_value(matcher["not"], value):
        return False
    if "exists" in matcher and matcher["exists"] != (value is not MISSING):
        return False
    if "at-least" in matcher and not (is_number(value) and value >= matcher["at-least"]):
        return False
    return "at-most" not in matcher or bool(is_number(value) and value <= matcher["at-most"])


def equals(wanted: Any, value: Any) -> bool:
    """Compare two scalars in type and value, a text being a pattern; a missing value equals nothing."""
    if value is MISSING:
        return False
    if isinstance(wanted, str) and isinstance(value, str):
        return matches_text(wanted, value)
    return typed(wanted) == typed(value)


def is_number(value: Any) -> bool:
    """Say whether a value is a number; a boolean is none."""
    return value is not MISSING and typed(value)[0] == "number"


def typed(value: Any) -> tuple[str, Any]:
    """Give a label's value with its type, since `true`, `1` and `"1"` are three different values."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | float):
        return ("number", value)
    if isinstance(value, list):
        return ("list", tuple(typed(element) for element in value))
    return ("text", value)
