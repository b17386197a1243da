"""What is reached, and by whom: the sets that certificates hold, worked out by an own search."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from archcheck.certify.numbers import write
from archcheck.certify.walks import Product

Origins = Sequence[tuple[str | None, Sequence[int]]]
"""Colours, None for no colour, and the states that each sets out from."""


class Reached(NamedTuple):
    """What is reached in a step or more: by ``many``, or one without a colour, or by ``only`` one colour."""

    many: frozenset[int]
    only: Mapping[int, str]

    def by_others(self, states: Iterable[int], own: str | None = None) -> bool:
        """Return whether any of the states is reached by more than one colour, or by another than one's own."""
        return any(state in self.many or self.only.get(state, own) != own for state in states)

    def part(self, product: Product, of: str, **about: Any) -> dict[str, Any]:
        """Return the part of a certificate that says this."""
        by_colour: dict[str, list[int]] = {}
        for state, colour in self.only.items():
            by_colour.setdefault(colour, []).append(product.written(state))
        alone = {colour: write(by_colour[colour]) for colour in sorted(by_colour)}
        return {**about, "of": of, "many": write(map(product.written, self.many)), "alone": alone}


def search(product: Product, origins: Origins, *, backward: bool = False, within: int | None = None) -> Reached:
    """Return what is reached from origins, or backward from them, in at most ``within`` steps."""
    step = product.before if backward else product.after
    if all(colour is None for colour, _ in origins):
        return Reached(
            _flood(product, {state for _, states in origins for state in states}, within, backward=backward), {}
        )
    met: dict[int, str | None] = {}  # the only colour, or None for many
    wave = [(other, colour) for colour, states in origins for state in states for other in step(state)]
    for _ in _steps(within):
        following = []
        for state, colour in wave:
            if state in met and met[state] in (None, colour):
                continue
            mark = None if state in met else colour  # a second colour goes on as many
            met[state] = mark
            following += [(other, mark) for other in step(state)]
        wave = following
        if not wave:
            break
    only = {state: colour for state, colour in met.items() if colour is not None}
    return Reached(frozenset(met.keys() - only.keys()), only)


def _flood(product: Product, starts: set[int], within: int | None, *, backward: bool) -> frozenset[int]:
    """Return what is reached without regard to whom."""
    wave = product.spread(starts, backward=backward)
    seen: set[int] = set()
    for _ in _steps(within):
        seen |= wave
        wave = product.spread(wave, backward=backward) - seen
        if not wave:
            break
    return frozenset(seen)


def _steps(within: int | None) -> Iterable[int]:
    """Return one number for each step that a path may take."""
    return count() if within is None else range(within)


def sweep(product: Product, origins: Mapping[int, int], *, backward: bool = False) -> Iterator[dict[int, int]]:
    """Yield, for one step and each further, the states that are first reached then, with the bits of their origins.

    An origin is a state with a bit of its own, and is not reached again by itself.
    """
    step = product.before if backward else product.after
    seen = dict(origins)
    wave = seen
    while wave:
        further: dict[int, int] = {}
        for state, bits in wave.items():
            for other in step(state):
                further[other] = further.get(other, 0) | bits
        wave = {state: new for state, bits in further.items() if (new := bits & ~seen.get(state, 0))}
        for state, new in wave.items():
            seen[state] = seen.get(state, 0) | new
        yield wave
