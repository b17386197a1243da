"""Judgements of the rules that look at nodes and edges one by one."""

from collections.abc import Mapping
from typing import Any

from archcheck.certify.fields import Fields, key_of
from archcheck.certify.groups import group_by
from archcheck.certify.judgement import Identity, Listed
from archcheck.certify.numbers import write
from archcheck.certify.rejection import expect
from archcheck.certify.selection import Chosen
from archcheck.source.located import Location, Scalar

Violations = dict[Identity, Location | None]


class Itemised(Listed):
    """A judgement by what selectors chose: ``nodes`` and ``edges`` by the names of their fields."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self.nodes: dict[str, Chosen] = {}
        self.edges: dict[str, Chosen] = {}
        self.found: Violations = {}

    def violations(self) -> Mapping[Identity, Location | None]:
        """Return what was found."""
        return self.found

    def blame_node(self, node: int) -> None:
        """Add a node to the violations."""
        item = self.model.nodes[node]
        self.found[None, None, item.id] = item.location

    def blame_edge(self, edge: int) -> None:
        """Add an edge to the violations."""
        item = self.model.edges[edge]
        self.found.setdefault((None, None, item.id), item.location)

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Compare the lists of what matched."""
        ranks = self.model.edge_rank
        matched = {name: write(chosen) for name, chosen in self.nodes.items()}
        matched |= {name: write(ranks[edge] for edge in chosen) for name, chosen in self.edges.items()}
        expect(dict(certificate), {"kind": "matched", "matched": matched}, "the certificate")


class ForbiddenNode(Itemised):
    """``forbidden-node``: nothing matches."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self.nodes["match"] = fields.nodes("match")
        for node in self.nodes["match"]:
            self.blame_node(node)


class Attributes(Itemised):
    """``attributes``: what matches satisfies ``must``."""

    stops_empty = False

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        must = fields.value("must")
        of_edges = fields.value("edges") is not None
        name = "edges" if of_edges else "match"
        chosen = self.edges if of_edges else self.nodes
        chosen[name] = (fields.usable() or frozenset()) if of_edges else fields.nodes("match")
        if must is not None:
            chosen["must"] = fields.choose(must, "must", edges=of_edges)
        for item in chosen[name] - chosen["must"]:
            (self.blame_edge if of_edges else self.blame_node)(item)
        self.empty = [] if chosen[name] else [name]


class AllowedEdges(Itemised):
    """``allowed-edges``: every edge in scope is one of those allowed."""

    stops_empty = False

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        usable = fields.usable()
        self.edges["edges"] = frozenset(range(len(self.model.edges))) if usable is None else usable
        fields.matched["edges"] = len(self.edges["edges"])
        allowed: set[int] = set()
        for number, item in enumerate(fields.items("allow")):
            name = f"allow[{number}]"
            self.edges[name] = fields.choose(item, name, edges=True)
            allowed |= self.edges[name]
        for edge in self.edges["edges"] - allowed:
            self.blame_edge(edge)
        self.empty = [] if self.edges["edges"] else ["edges"]


class Layers(Itemised):
    """``layers``: edges lead down, under ``strict`` by one layer at most; ``exhaustive``: each node in one layer."""

    stops_empty = False

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        layer_of: dict[int, int] = {}
        number_of = [0] * len(self.model.nodes)
        for number, item in enumerate(fields.items("layers")):
            select, optional = key_of(item, "select"), key_of(item, "optional")
            name = f"layers[{number}]"
            self.nodes[name] = fields.choose(item if select is None else select, name)
            may_be_empty = isinstance(optional, Scalar) and optional.text == "true"
            if not self.nodes[name] and not may_be_empty:
                self.empty.append(name)
            for node in self.nodes[name]:
                layer_of.setdefault(node, number)
                number_of[node] += 1
        usable = fields.usable()
        if usable is not None:
            self.edges["edges"] = usable
        for edge in range(len(self.model.edges)) if usable is None else usable:
            upper, lower = (layer_of.get(end) for end in self.model.ends[edge])
            if upper is not None and lower is not None:
                down = lower - upper
                if down < 0 or (down > 1 and fields.flag("strict")):
                    self.blame_edge(edge)
        if fields.flag("exhaustive"):
            for node, number in enumerate(number_of):
                if number != 1:
                    self.found.setdefault((None, None, self.model.nodes[node].id), self.model.nodes[node].location)


class Cardinality(Itemised):
    """``cardinality``: the number of what matches, in all or in each group."""

    stops_empty = False

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self.low, self.high = fields.whole("at-least"), fields.whole("at-most")
        if fields.value("edges") is not None:
            self.edges["edges"] = chosen = fields.usable() or frozenset()
            names = sorted((self.model.edges[edge].id, self.model.edges[edge].location) for edge in chosen)
            self._count("", [place for _, place in names])
            return
        self.nodes["match"] = fields.nodes("match")
        if fields.value("per") is None:
            self._count("", self._places(self.nodes["match"]))
            return
        groups = group_by(self.model, self.nodes["match"], fields.text("per"))
        fields.matched["per"] = len(groups)
        for name, members in groups.items():
            self._count(name, self._places(members))
        self.empty = [] if groups else ["match"]

    def _places(self, nodes: Chosen) -> list[Location]:
        return [self.model.nodes[node].location for node in sorted(nodes)]

    def _count(self, group: str, places: list[Location]) -> None:
        if self.high is not None and len(places) > self.high:
            self.found[None, None, group] = places[self.high]
        elif self.low is not None and len(places) < self.low:
            self.found[None, None, group] = places[0] if places else None
