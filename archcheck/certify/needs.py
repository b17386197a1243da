"""Judgements of the rules that fail when a connection is missing."""

from collections.abc import Collection, Mapping
from functools import cached_property, reduce
from itertools import compress, islice
from operator import or_
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity, Judgement
from archcheck.certify.numbers import write
from archcheck.certify.reached import Reached, search, sweep
from archcheck.certify.rejection import expect, reject
from archcheck.certify.selection import Chosen, kind_of
from archcheck.certify.walks import Product, passing, plain
from archcheck.source.located import Location


class Required(Judgement):
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
        self.order = sorted(self.targets)
        self.bits = {target: 1 << number for number, target in enumerate(self.order)}
        self._counting: dict[tuple[object, ...], int] | None = None
        self._joined: dict[int, int] | None = None
        self._reached: Reached | None = None

    @property
    def pairwise(self) -> bool:
        """Whether it matters which target is whose."""
        return self.each == "pair" or bool(self.same)

    def counting(self, source: int) -> int:
        """Return the bits of the targets that count for a source: another node, and of the same values."""
        if self._counting is None:
            self._counting = {}
            for target, bit in self.bits.items():
                values = self._values(target)
                self._counting[values] = self._counting.get(values, 0) | bit
        values = self._values(source)
        return 0 if None in values else self._counting.get(values, 0) & ~self.bits.get(source, 0)

    def _values(self, node: int) -> tuple[object, ...]:
        return tuple(self._value(node, name) for name in self.same)

    def chosen(self, bits: int) -> list[int]:
        """Return the targets of some bits."""
        return list(compress(self.order, map(int, reversed(f"{bits:b}"))))

    def _value(self, node: int, name: str) -> object:
        item = self.model.nodes[node]
        if name in ("zone", "kind"):
            return getattr(item, name)
        label = item.labels.get(name.removeprefix("labels."))
        if label is None:
            return None
        kinds = tuple(map(kind_of, label)) if isinstance(label, tuple) else kind_of(label)
        return kinds, label

    def joined(self) -> dict[int, int]:
        """Return for each source the bits of the targets that a walk joins it to, its own where it is one."""
        if self._joined is None:
            origins = {state: bit for target, bit in self.bits.items() for state in self.product.ends(target)}
            met: dict[int, int] = {}
            for wave in islice(sweep(self.product, origins, backward=True), self.within):
                for state, bits in wave.items():
                    met[state] = met.get(state, 0) | bits
            self._joined = {}
            for source in sorted(self.sources):
                (start,) = self.product.starts(source)
                self._joined[source] = met.get(start, 0) | self.bits.get(source, 0)
        return self._joined

    def _lacking_pairs(self, source: int) -> int:
        return self.counting(source) & ~self.joined()[source] if self.each == "pair" else 0

    @cached_property
    def lacking(self) -> Chosen:
        """Return the nodes that lack a connection, of the side that has to have one."""
        if self.each == "pair":
            return frozenset()
        if self.pairwise:
            met = {source: bits & self.counting(source) for source, bits in self.joined().items()}
            if self.each == "source":
                return frozenset(source for source, bits in met.items() if not bits)
            return self.targets - frozenset(self.chosen(reduce(or_, met.values(), 0)))
        reached, nodes = self.reached(), self.model.nodes
        here, states = (
            (self.sources, self.product.starts) if self.each == "source" else (self.targets, self.product.ends)
        )
        return frozenset(node for node in here if not reached.by_others(states(node), own=f"node:{nodes[node].id}"))

    def holds(self) -> bool:
        """Return whether nothing lacks a connection."""
        return not self.lacking and not any(map(self._lacking_pairs, self.sources))

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Look up who lacks a connection."""
        source, target, subject = identity
        place = self.model.place
        needy, other = (target, source) if self.each == "target" else (source, target)
        if needy not in place or subject is not None or not self._lacks(place[needy], other):
            reject("a finding is none")
        return self.model.nodes[place[needy]].location

    def _lacks(self, node: int, other: str | None) -> bool:
        if self.each != "pair":
            return node in self.lacking and other is None
        if other not in self.model.place or node not in self.sources:
            return False
        end = self.model.place[other]
        return end in self.targets and bool(self._lacking_pairs(node) & self.bits[end])

    def check_complete(self, told: Collection[Identity]) -> None:
        """Compare with all that lack a connection."""
        place = self.model.place
        if self.each != "pair":
            named = {place[str(source if target is None else target)] for source, target, _ in told}
            left_out = bool(self.lacking - named)
        else:
            listed: dict[int, int] = {}
            for source, target, _ in told:
                here = place[str(source)]
                listed[here] = listed.get(here, 0) | self.bits[place[str(target)]]
            left_out = any(self._lacking_pairs(source) & ~listed.get(source, 0) for source in self.sources)
        if left_out:
            reject("a violation is left out")

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
            together: dict[int, list[int]] = {}
            for source, bits in self.joined().items():
                together.setdefault(bits, []).append(source)
            parts = [
                {"sources": write(sources), "targets": write(self.chosen(bits))} for bits, sources in together.items()
            ]
            expected: dict[str, Any] = {"kind": "joined", "parts": parts}
        else:
            of = "targets" if self.each == "source" else "sources"
            expected = {"kind": "closed", "parts": [self.reached().part(self.product, of)]}
        expect(dict(certificate), expected, "the certificate")
