"""``distance``: the lengths, or weights, of shortest paths, measured from every source."""

import heapq
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity
from archcheck.certify.model import BACKWARD, FORWARD
from archcheck.certify.paths import Forbidden, Refusal
from archcheck.certify.rejection import expect, reject
from archcheck.certify.walks import Product, plain
from archcheck.source.located import Location

Pair = tuple[int, int]


class Distance(Forbidden):
    """No connected pair is nearer than ``at-least`` or further than ``at-most``."""

    def __init__(self, fields: Fields) -> None:
        sources, targets = fields.nodes("from"), fields.nodes("to")
        super().__init__(fields, fields.text("along", "access"), plain, [Refusal(sources, targets)])
        low, high = fields.number("at-least"), fields.number("at-most")
        self.low = None if low is None else Fraction(repr(low))
        self.high = None if high is None else Fraction(repr(high))
        self.label = fields.text("weight").removeprefix("labels.") if fields.value("weight") is not None else None
        self.empty = [name for name, chosen in (("from", sources), ("to", targets)) if not chosen]
        self._measured: dict[Product, dict[Pair, Fraction]] = {}

    def weight(self, edge: int) -> Fraction:
        """Return what an edge weighs: one step, or its label."""
        if self.label is None:
            return Fraction(1)
        value = self.model.edges[edge].labels.get(self.label, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            reject("a weight is no number, or negative, so that there is no verdict")
        return Fraction(repr(value))

    def _measure(self, product: Product) -> dict[Pair, Fraction]:
        """Return the distances of all connected pairs, as far as they can matter."""
        if product not in self._measured:
            self._measured[product] = self._work_out(product)
        return self._measured[product]

    def _work_out(self, product: Product) -> dict[Pair, Fraction]:
        found: dict[Pair, Fraction] = {}
        steps = self._weigh_steps(product) if self.label is not None else {}
        (refusal,) = self.refusals
        for source in sorted(refusal.sources):
            nearest = self._count(product, source) if self.label is None else _dijkstra(product, steps, source)
            for target in refusal.targets - {source}:
                if target in nearest:
                    found[source, target] = nearest[target]
        return found

    def _weigh_steps(self, product: Product) -> dict[int, list[tuple[int, Fraction]]]:
        """Return the steps from every state with the weights of their edges."""
        steps: dict[int, list[tuple[int, Fraction]]] = {}
        for edge in product.walks.steps.usable:
            for direction in (FORWARD, BACKWARD):
                here, there = self.model.ends[edge] if direction == FORWARD else self.model.ends[edge][::-1]
                for phase in range(product.phases):
                    arrival = self.model.arrive(product.walks.steps, edge, direction, phase)
                    if arrival is not None:
                        state = here * product.phases + phase
                        steps.setdefault(state, []).append((there * product.phases + arrival, self.weight(edge)))
        return steps

    def _count(self, product: Product, source: int) -> dict[int, Fraction]:
        """Return the number of steps to every node, or only to those that may be too near where nothing is too far."""
        nearest: dict[int, Fraction] = {}
        wave, seen, length = set(product.starts(source)), set(product.starts(source)), 0
        targets = self.refusals[0].targets
        while wave:
            for state in wave:
                nearest.setdefault(product.node(state), Fraction(length))
            far_enough = self.high is None and self.low is not None and length >= self.low
            if far_enough and targets & nearest.keys() - {source}:
                break
            wave = set().union(*(product.after(state) for state in wave)) - seen
            seen |= wave
            length += 1
        return nearest

    def _wrong(self, product: Product) -> dict[Pair, Fraction]:
        return {
            pair: distance
            for pair, distance in self._measure(product).items()
            if (self.low is not None and distance < self.low) or (self.high is not None and distance > self.high)
        }

    def _holds(self, product: Product) -> bool:
        return not self._wrong(product)

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Walk the path, and see that it is as long as the distance, which is out of bounds."""
        location = super().check_finding(identity, finding)
        place = self.model.place
        distance = self._wrong(self.product).get((place[str(identity[0])], place[str(identity[1])]))
        edges = [self.model.edge_place[step["edge"]] for step in finding["path"][1:]]
        if distance is None or sum(map(self.weight, edges)) != distance:
            reject("a pair is neither too near nor too far, or its path is not a shortest one")
        return location

    def _check_best(self, product: Product, states: set[int], ends: tuple[int, int], edge: int, direction: str) -> None:
        """By weight the lightest edge comes first, which the sum tells; else the order is the usual one."""
        if self.label is None:
            super()._check_best(product, states, ends, edge, direction)

    def check_complete(self, told: Collection[Identity]) -> None:
        """Compare with all pairs that are out of bounds."""
        place = self.model.place
        if self._wrong(self.product).keys() - {(place[str(one)], place[str(other)]) for one, other, _ in told}:
            reject("a violation is left out")

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Compare the extremes."""
        if not passes:
            expect(dict(certificate), {"kind": "path"}, "the certificate")
            return
        distances = self._measure(self.product).values()
        least = min(distances, default=None) if self.low is not None else None
        greatest = max(distances, default=None) if self.high is not None else None
        expected = {"kind": "distances", "least": _number(least), "greatest": _number(greatest)}
        expect(dict(certificate), expected, "the certificate")


def _number(distance: Fraction | None) -> float | None:
    if distance is None:
        return None
    return int(distance) if distance.denominator == 1 else float(distance)


def _dijkstra(product: Product, steps: Mapping[int, list[tuple[int, Fraction]]], source: int) -> dict[int, Fraction]:
    """Return the weight of the lightest walk from a node to every other."""
    best: dict[int, Fraction] = {}
    waiting = [(Fraction(0), state) for state in product.starts(source)]
    while waiting:
        weight, state = heapq.heappop(waiting)
        if state not in best:
            best[state] = weight
            for other, added in steps.get(state, ()):
                heapq.heappush(waiting, (weight + added, other))
    nearest: dict[int, Fraction] = {}
    for state, weight in best.items():  # the lightest first
        nearest.setdefault(product.node(state), weight)
    return nearest
