"""``distance``: the lengths, or weights, of shortest paths, measured from every source."""

import heapq
from collections.abc import Collection, Mapping
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity
from archcheck.certify.model import BACKWARD, FORWARD
from archcheck.certify.paths import Forbidden, Refusal
from archcheck.certify.reached import sweep
from archcheck.certify.rejection import expect, reject
from archcheck.certify.walks import Product, plain
from archcheck.source.located import Location


class Distance(Forbidden):
    """No connected pair is nearer than ``at-least`` or further than ``at-most``."""

    def __init__(self, fields: Fields) -> None:
        sources, targets = fields.nodes("from"), fields.nodes("to")
        super().__init__(fields, fields.text("along", "access"), plain, [Refusal(sources, targets)])
        low, high = fields.number("at-least"), fields.number("at-most")
        self.low = None if low is None else Fraction(repr(low))
        self.high = None if high is None else Fraction(repr(high))
        self.far_enough = self.low if high is None else None
        self.label = fields.text("weight").removeprefix("labels.") if fields.value("weight") is not None else None
        self.empty = [name for name, chosen in (("from", sources), ("to", targets)) if not chosen]
        self.bits = {source: 2**number for number, source in enumerate(sorted(sources))}
        self._measured: dict[Product, Measured] = {}

    def weight(self, edge: int) -> Fraction:
        """Return what an edge weighs: one step, or its label."""
        if self.label is None:
            return Fraction(1)
        value = self.model.edges[edge].labels.get(self.label, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            reject("a weight is no number, or negative, so that there is no verdict")
        return Fraction(repr(value))

    def _measure(self, product: Product) -> "Measured":
        if product not in self._measured:
            self._measured[product] = self._count(product) if self.label is None else self._weigh(product)
        return self._measured[product]

    def _count(self, product: Product) -> "Measured":
        """Measure in steps, from all sources at once; no further than what is far enough where nothing is too far."""
        measured = Measured(1, self.low, self.high)
        targets = self.refusals[0].targets
        met = {target: self.bits.get(target, 0) for target in targets}
        origins = {state: bit for source, bit in self.bits.items() for state in product.starts(source)}
        for length, wave in enumerate(sweep(product, origins), 1):
            hits: dict[int, int] = {}
            for state in wave:
                node = product.node(state)
                if node in targets:
                    hits[node] = hits.get(node, 0) | wave[state] & ~met[node]
            for node, sources in hits.items():
                met[node] |= sources
                measured.note(length, node, sources)
            if self.far_enough is not None and measured.least is not None and length >= self.far_enough:
                break
        return measured

    def _weigh(self, product: Product) -> "Measured":
        """Measure by weight, from one source after the other, in whole numbers."""
        weights = {edge: self.weight(edge) for edge in product.walks.steps.usable if self._takes_part(product, edge)}
        scale = lcm(*(weight.denominator for weight in weights.values()))
        measured = Measured(scale, self.low, self.high)
        steps = self._weigh_steps(product, {edge: int(weight * scale) for edge, weight in weights.items()})
        for source, bit in self.bits.items():
            nearest = _dijkstra(product, steps, source)
            for target in self.refusals[0].targets & nearest.keys() - {source}:
                measured.note(nearest[target], target, bit)
        return measured

    def _takes_part(self, product: Product, edge: int) -> bool:
        return any(
            self.model.arrive(product.walks.steps, edge, direction, phase) is not None
            for direction in (FORWARD, BACKWARD)
            for phase in range(product.phases)
        )

    def _weigh_steps(self, product: Product, weights: Mapping[int, int]) -> dict[int, list[tuple[int, int]]]:
        """Return the steps from every state with the weights of their edges."""
        steps: dict[int, list[tuple[int, int]]] = {}
        for edge, weight in weights.items():
            for direction in (FORWARD, BACKWARD):
                here, there = self.model.ends[edge] if direction == FORWARD else self.model.ends[edge][::-1]
                for phase in range(product.phases):
                    arrival = self.model.arrive(product.walks.steps, edge, direction, phase)
                    if arrival is not None:
                        state = here * product.phases + phase
                        steps.setdefault(state, []).append((there * product.phases + arrival, weight))
        return steps

    def _holds(self, product: Product) -> bool:
        return not self._measure(product).wrong

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Walk the path, and see that it is as long as the distance, which is out of bounds."""
        location = super().check_finding(identity, finding)
        source, target = (self.model.place[str(end)] for end in identity[:2])
        edges = [self.model.edge_place[step["edge"]] for step in finding["path"][1:]]
        measured = self._measure(self.product)
        wrong = measured.wrong.get(sum(map(self.weight, edges)) * measured.scale, {})
        if not wrong.get(target, 0) & self.bits[source]:
            reject("a pair is neither too near nor too far, or its path is not a shortest one")
        return location

    def _check_best(self, product: Product, states: set[int], ends: tuple[int, int], edge: int, direction: str) -> None:
        """By weight the lightest edge comes first, which the sum tells; else the order is the usual one."""
        if self.label is None:
            super()._check_best(product, states, ends, edge, direction)

    def check_complete(self, told: Collection[Identity]) -> None:
        """Compare with all pairs that are out of bounds."""
        place = self.model.place
        listed: dict[int, int] = {}
        for source, target, _ in told:
            end = place[str(target)]
            listed[end] = listed.get(end, 0) | self.bits[place[str(source)]]
        for wrong in self._measure(self.product).wrong.values():
            if any(sources & ~listed.get(target, 0) for target, sources in wrong.items()):
                reject("a violation is left out")

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Compare the extremes."""
        if not passes:
            expect(dict(certificate), {"kind": "path"}, "the certificate")
            return
        measured = self._measure(self.product)
        least = measured.least if self.low is not None else None
        greatest = measured.greatest if self.high is not None else None
        extremes = {"least": measured.show(least), "greatest": measured.show(greatest)}
        expect(dict(certificate), {"kind": "distances", **extremes}, "the certificate")


class Measured:
    """The extremes of distances, and those out of bounds: by distance and target, the bits of the sources.

    A distance is a whole number, ``scale`` times the one of the documents.
    """

    def __init__(self, scale: int, low: Fraction | None, high: Fraction | None) -> None:
        self.scale = scale
        self.low = None if low is None else ceil(low * scale)
        self.high = None if high is None else floor(high * scale)
        self.least: int | None = None
        self.greatest: int | None = None
        self.wrong: dict[Fraction | int, dict[int, int]] = {}

    def note(self, distance: int, target: int, sources: int) -> None:
        """Take in that some sources, none perhaps, are so far from a target."""
        if not sources:
            return
        self.least = distance if self.least is None else min(self.least, distance)
        self.greatest = distance if self.greatest is None else max(self.greatest, distance)
        if (self.low is not None and distance < self.low) or (self.high is not None and distance > self.high):
            wrong = self.wrong.setdefault(distance, {})
            wrong[target] = wrong.get(target, 0) | sources

    def show(self, distance: int | None) -> float | None:
        """Return a distance as documents write it."""
        if distance is None:
            return None
        exact = Fraction(distance, self.scale)
        return int(exact) if exact.denominator == 1 else float(exact)


def _dijkstra(product: Product, steps: Mapping[int, list[tuple[int, int]]], source: int) -> dict[int, int]:
    """Return the weight of the lightest walk from a node to every other."""
    best: dict[int, int] = {}
    waiting = [(0, state) for state in product.starts(source)]
    while waiting:
        weight, state = heapq.heappop(waiting)
        if state not in best:
            best[state] = weight
            for other, added in steps.get(state, ()):
                if other not in best:
                    heapq.heappush(waiting, (weight + added, other))
    nearest: dict[int, int] = {}
    for state, weight in best.items():  # the lightest first
        nearest.setdefault(product.node(state), weight)
    return nearest
