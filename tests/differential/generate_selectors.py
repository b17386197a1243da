"""Random selectors that use every key, drawn around a node or an edge so that they seldom match nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.differential.generate_topology import EDGE_LABELS, LABELS, TAGS
from tests.differential.oracle_case import Case
from tests.differential.oracle_topology import Edge, Node

NOWHERE: list[Any] = [
    "nobody",
    "nobody*",
    ["nobody", "nothing"],
    {"kind": "absent"},
    {"zone": "absent"},
    {"tags": "absent"},
    {"labels": {"absent": {"exists": True}}},
    {"kind": "*.*.*.*"},
]


class SelectorDrawer:
    """Draws selectors for a topology and the sets drawn so far; without `patterns`, node ids appear only whole."""

    def __init__(self, rng: Random, case: Case, patterns: bool) -> None:
        self.rng = rng
        self.case = case
        self.patterns = patterns
        self.all_nodes = list(case.topology.nodes.values())

    def draw_some(self, most: int | None = None) -> Any:
        """Draw a node selector that, if a few tries find one, matches something and at most so many nodes."""
        selector = self.draw_for(self.rng.choice(self.all_nodes), 2)
        for _ in range(5):
            if 1 <= len(self.case.nodes(selector)) <= (most or len(self.all_nodes)):
                break
            selector = self.draw_for(self.rng.choice(self.all_nodes), 2)
        return selector

    def draw_end(self, most: int | None = None) -> Any:
        """Draw a selector for a field that a rule needs: one in twelve matches nothing."""
        return self.rng.choice(NOWHERE) if self.rng.random() < 0.08 else self.draw_some(most)

    def draw_for(self, node: Node, depth: int) -> Any:
        """Draw a node selector that most often matches the node."""
        rng = self.rng
        if depth > 0 and rng.random() < 0.35:
            return self.draw_nested(node, depth - 1)
        if rng.random() < 0.35:
            return self.draw_id(node.id)
        keys = [self.draw_key(node) for _ in range(rng.choice([1, 1, 1, 2]))]
        return {name: wanted for key in keys for name, wanted in key.items()}

    def draw_nested(self, node: Node, depth: int) -> Any:
        """Draw a selector made of others, the first of which most often matches the node."""
        rng = self.rng
        other = rng.choice(self.all_nodes)
        forms: list[Callable[[], Any]] = [
            lambda: [self.draw_for(node, depth), self.draw_for(other, depth)],
            lambda: {"any": [self.draw_for(node, depth), self.draw_for(other, depth)]},
            lambda: {"all": [self.draw_for(node, depth), self.draw_for(node, depth)]},
            lambda: {"not": self.draw_for(other, depth)},
            lambda: {"all": [self.draw_for(node, depth), {"not": self.draw_for(other, 0)}]},
            lambda: {**self.draw_key(node), "not": self.draw_for(other, depth)},
        ]
        return rng.choice(forms)()

    def draw_id(self, node_id: str) -> Any:
        """Draw a text, a list or an `id:` for a node's id, with or without `*`."""
        rng = self.rng
        if self.patterns and rng.random() < 0.3:
            cut = rng.randrange(len(node_id) + 1)
            node_id = rng.choice([node_id[:cut] + "*", "*" + node_id[cut:], node_id[0] + "*" + node_id[-1], "*"])
        other = rng.choice(self.all_nodes).id
        return rng.choice([node_id, node_id, [node_id, other], {"id": node_id}, {"id": [node_id, other]}])

    def draw_key(self, node: Node) -> dict[str, Any]:
        """Draw a mapping of one key that most often matches the node."""
        rng = self.rng
        keys = ["kind", "kind", "labels", "labels", "labels"]
        keys += ["zone"] * (2 if node.zone else 0) + ["tags"] * (2 if node.tags else 0)
        keys += ["set"] if self.case.sets else []
        match key := rng.choice(keys):
            case "kind":
                kind = draw_path(rng, node.kind.split("."), ".")
                return {key: kind if rng.random() < 0.85 else [kind, "guard"]}
            case "zone":
                zone = draw_path(rng, list(node.zone), "/")
                return {key: zone if rng.random() < 0.85 else [zone, "customer/edge"]}
            case "tags":
                tag = rng.choice(sorted(node.tags))
                return {key: tag if rng.random() < 0.5 else [tag, rng.choice(TAGS)]}
            case "set":
                return {key: rng.choice(list(self.case.sets))}
        name = rng.choice(list(LABELS))
        return {key: {name: draw_matcher(rng, name, node.labels, LABELS)}}

    def draw_edges(self, depth: int = 1) -> Any:
        """Draw an edge selector around one of the edges."""
        rng = self.rng
        if not self.case.topology.edges:
            return {"kind": "call"}
        edge = rng.choice(self.case.topology.edges)
        if depth > 0 and rng.random() < 0.3:
            one, other = self.draw_edges(depth - 1), self.draw_edges(depth - 1)
            either: list[Any] = [[one, other], {"any": [one, other]}]
            return rng.choice([*either, {"all": [one, other]}, {"not": other}, {**one, "not": other}, edge.id])
        keys = [self.draw_edge_key(edge) for _ in range(rng.choice([1, 1, 2]))]
        return {name: wanted for key in keys for name, wanted in key.items()}

    def draw_edge_key(self, edge: Edge) -> dict[str, Any]:
        """Draw a mapping of one key that most often matches the edge."""
        rng = self.rng
        match key := rng.choice(["kind", "kind", "id", "from", "to", "crosses", "tags", "labels"]):
            case "kind":
                return {key: draw_path(rng, edge.kind.split("."), ".") if rng.random() < 0.7 else ["call", "push"]}
            case "id":
                if self.patterns and rng.random() < 0.4:
                    return {key: rng.choice([edge.source.id + "->*", "*#2", "*" + edge.target.id])}
                return {key: rng.choice([edge.id, [edge.id, rng.choice(self.case.topology.edges).id]])}
            case "from":
                return {key: self.draw_for(edge.source, rng.choice([0, 1]))}
            case "to":
                return {key: self.draw_for(edge.target, rng.choice([0, 1]))}
            case "crosses":
                zone = edge.source.zone or edge.target.zone
                return {key: "/".join(zone[: rng.randint(1, len(zone))]) if zone and rng.random() < 0.6 else True}
            case "tags":
                return {key: rng.choice(sorted(edge.tags) or TAGS)}
        name = rng.choice(list(EDGE_LABELS))
        return {key: {name: draw_matcher(rng, name, edge.labels, EDGE_LABELS)}}


def draw_path(rng: Random, path: list[str], separator: str) -> str:
    """Draw a pattern for a kind or a zone: the path itself or one above it, at times with a segment as `*`."""
    pattern = path[: rng.randint(1, len(path))]
    if rng.random() < 0.25:
        pattern[rng.randrange(len(pattern))] = "*"
    return separator.join(pattern)


def draw_matcher(
    rng: Random, name: str, labels: Mapping[str, Any], pool: Mapping[str, list[Any]], depth: int = 1
) -> Any:
    """Draw a matcher for a label, around the value it has where it has one."""
    value = labels[name] if name in labels and rng.random() < 0.8 else rng.choice(pool[name])
    if isinstance(value, list):
        value = rng.choice(value)
    bound = value if isinstance(value, int | float) and not isinstance(value, bool) else 2
    forms: list[Callable[[], Any]] = [
        lambda: value,
        lambda: value[:2] + "*" if isinstance(value, str) else value,
        lambda: [value, rng.choice(["us", 3, True])],
        lambda: {"exists": name in labels},
        lambda: {"at-least": bound},
        lambda: {"at-most": bound},
        lambda: {"at-least": bound - 1, "at-most": bound + 1},
        lambda: {"exists": True, "at-least": bound - 0.5},
        lambda: {"not": draw_matcher(rng, name, labels, pool, depth - 1)},
        lambda: {"not": draw_matcher(rng, name, labels, pool, depth - 1)},
        lambda: {"exists": True, "not": draw_matcher(rng, name, labels, pool, depth - 1)},
    ]
    return rng.choice(forms if depth > 0 else forms[:-3])()
