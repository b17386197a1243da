"""Judgements of the rules that fail when a connection is missing."""

from collections.abc import Mapping
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity, Listed
from archcheck.certify.numbers import write
from archcheck.certify.reached import Reached, search
from archcheck.certify.rejection import expect
from archcheck.certify.selection import Chosen, kind_of
from archcheck.certify.walks import Product, passing, plain
from archcheck.source.located import Location


class Required(Listed):
    """``required-path`` and ``required-edge``: who lacks a connection, as ``each`` and ``same`` ask."""

    def __init__(self, fields: Fields, *, edges_only: bool) -> None:
        super().__init__(fields)
        self.sources, self.targets = fields.nodes("from"), fields.nodes("to")
        usable = fields.usable()
        self.each = fields.text("each", "source")
        self.same = fields.labels("same")
        self.within = 1 if edges_only else fields.whole("within")
        steps = self.model.steps("any" if edges_only else fields.text("along", "access"), usable)
        waypoints = fields.nodes("via")
        walks = passing(steps, waypoints) if fields.value("via") is not None else plain(steps)
        self.product = Product(self.model, walks)
        needed = {"source": ("from",), "target": ("to",), "pair": ("from", "to")}[self.each]
        chosen = {"from": self.sources, "to": self.targets}
        self.empty = [name for name in ("from", "to") if name in needed and not chosen[name]]
        self._found: dict[Identity, Location | None] | None = None
        self._joined: dict[int, Chosen] | None = None
        self._reached: Reached | None = None

    @property
    def pairwise(self) -> bool:
        """Whether it matters which target is whose."""
        return self.each == "pair" or bool(self.same)

    def counting(self, source: int) -> Chosen:
        """Return the targets that count for a source: another node, and of the same values."""
        values = [self._value(source, name) for name in self.same]
        if any(value is None for value in values):
            return frozenset()
        return frozenset(
            target
            for target in self.targets
            if target != source and [self._value(target, name) for name in self.same] == values
        )

    def _value(self, node: int, name: str) -> object:
        item = self.model.nodes[node]
        if name in ("zone", "kind"):
            return getattr(item, name)
        label = item.labels.get(name.removeprefix("labels."))
        if label is None:
            return None
        kinds = [kind_of(each) for each in label] if isinstance(label, tuple) else kind_of(label)
        return kinds, label

    def joined(self) -> dict[int, Chosen]:
        """Return for each source the targets that count for it and that a walk joins it to."""
        if self._joined is None:
            counting = {source: self.counting(source) for source in self.sources}
            reached: dict[int, set[int]] = {source: set() for source in self.sources}
            if len(self.targets) <= len(self.sources):
                for target in self.targets:
                    found = search(self.product, [(None, self.product.ends(target))], backward=True, within=self.within)
                    for source in self.sources:
                        if not found.many.isdisjoint(self.product.starts(source)):
                            reached[source].add(target)
            else:
                for source in self.sources:
                    found = search(self.product, [(None, self.product.starts(source))], within=self.within)
                    reached[source] = {self.product.node(state) for state in found.many if self.product.is_end(state)}
            self._joined = {source: counting[source] & reached[source] for source in self.sources}
        return self._joined

    def violations(self) -> Mapping[Identity, Location | None]:
        """Return who lacks a connection."""
        if self._found is None:
            self._found = dict(self._find())
        return self._found

    def _find(self) -> list[tuple[Identity, Location | None]]:
        nodes = self.model.nodes
        missing: list[tuple[int | None, int | None]]
        if self.pairwise:
            joined = self.joined()
            met = frozenset[int]().union(*joined.values())
            if self.each == "source":
                missing = [(source, None) for source in self.sources if not joined[source]]
            elif self.each == "target":
                missing = [(None, target) for target in self.targets - met]
            else:
                missing = [
                    (source, target) for source in self.sources for target in self.counting(source) - joined[source]
                ]
        else:
            reached = self.reached()
            if self.each == "source":
                here, states = self.sources, self.product.starts
            else:
                here, states = self.targets, self.product.ends
            alone = [node for node in here if not reached.by_others(states(node), own=f"node:{nodes[node].id}")]
            missing = [(node, None) if self.each == "source" else (None, node) for node in alone]
        found: list[tuple[Identity, Location | None]] = []
        for source, target in missing:
            ends = (None if source is None else nodes[source].id, None if target is None else nodes[target].id)
            place = nodes[source].location if source is not None else nodes[target or 0].location
            found.append(((*ends, None), place))
        return found

    def reached(self) -> Reached:
        """Return what is reached backward from the targets, or forward from the sources."""
        if self._reached is not None:
            return self._reached
        backward = self.each == "source"
        here, there = (self.targets, self.sources) if backward else (self.sources, self.targets)
        states = self.product.ends if backward else self.product.starts
        origins = [(f"node:{self.model.nodes[node].id}" if node in there else None, states(node)) for node in here]
        self._reached = search(self.product, origins, backward=backward, within=self.within)
        return self._reached

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Compare the closed sets, or who is joined to whom."""
        if self.pairwise:
            together: dict[Chosen, list[int]] = {}
            joined = self.joined()
            for source in sorted(self.sources):
                together.setdefault(joined[source], []).append(source)
            parts = [{"sources": write(same), "targets": write(found)} for found, same in together.items()]
            expected: dict[str, Any] = {"kind": "joined", "parts": parts}
        else:
            of = "targets" if self.each == "source" else "sources"
            expected = {"kind": "closed", "parts": [self.reached().part(self.product, of)]}
        expect(dict(certificate), expected, "the certificate")
