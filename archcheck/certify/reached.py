"""What is reached, and by whom: the sets that certificates hold, worked out by an own search."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from archcheck.certify.numbers import write
from archcheck.certify.walks import Product

Origins = Sequence[tuple[str | None, Sequence[int]]]
"""Colours, None for no colour, and the states that each sets out from."""


class Reached(NamedTuple):
    """The states that are reached in a step or more, with the colours of those who reach them: at most two are kept.

    ``many`` are the states that no single colour reaches alone.
    """

    many: frozenset[int]
    alone: Mapping[str, frozenset[int]]

    def by_others(self, states: Iterable[int], own: str | None = None) -> bool:
        """Return whether any of the states is reached by more than one colour, or by another than one's own."""
        wanted = frozenset(states)
        if wanted & self.many:
            return True
        return any(wanted & reached for colour, reached in self.alone.items() if colour != own)

    def part(self, product: Product, of: str, **about: Any) -> dict[str, Any]:
        """Return the part of a certificate that says this."""
        alone = {colour: write(map(product.written, self.alone[colour])) for colour in sorted(self.alone)}
        return {**about, "of": of, "many": write(map(product.written, self.many)), "alone": alone}


def search(product: Product, origins: Origins, *, backward: bool = False, within: int | None = None) -> Reached:
    """Return what is reached from origins, or backward from them, in at most ``within`` steps."""
    step = product.before if backward else product.after
    if all(colour is None for colour, _ in origins):
        return Reached(
            _flood(product, {state for _, states in origins for state in states}, within, backward=backward), {}
        )
    met: dict[int, list[str | None]] = {}
    wave = [(other, colour) for colour, states in origins for state in states for other in step(state)]
    length = 1
    while wave and (within is None or length <= within):
        following = []
        for state, colour in wave:
            colours = met.setdefault(state, [])
            if None not in colours and len(colours) < 2 and colour not in colours:
                colours.append(colour)
                following += [(other, colour) for other in step(state)]
        wave = following
        length += 1
    alone: dict[str, set[int]] = {}
    many = set()
    for state, colours in met.items():
        first = colours[0]
        if len(colours) > 1 or first is None:
            many.add(state)
        else:
            alone.setdefault(first, set()).add(state)
    return Reached(frozenset(many), {colour: frozenset(states) for colour, states in alone.items()})


def _flood(product: Product, starts: set[int], within: int | None, *, backward: bool) -> frozenset[int]:
    """Return what is reached without regard to whom."""
    wave = product.spread(starts, backward=backward)
    seen: set[int] = set()
    length = 1
    while wave and (within is None or length <= within):
        seen |= wave
        wave = product.spread(wave, backward=backward) - seen
        length += 1
    return frozenset(seen)
