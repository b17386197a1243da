"""Requirements: the common way of the rules that fail when a connection is missing."""

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import and_
from typing import Any

from archcheck.graph.search import reached_bits, set_bits, two_nearest
from archcheck.graph.space import Space
from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import Certificate, close_sources, close_targets, closed, write_closure, write_numbers
from archcheck.rules.groups import GroupBy
from archcheck.rules.rule import find_empty
from archcheck.selectors import Positions, typed
from archcheck.source.shapes import Choice, Field, ListOf

EACH = Field(
    Choice("source", "target", "pair"), "Whose need it is: each source's (default), each target's, each pair's."
)
SAME = Field(ListOf(GroupBy("zone", "kind"), least=1), "Only targets whose value of these equals the source's count.")


def find_vacuous(case: Case, sources: Positions, targets: Positions) -> tuple[str, ...]:
    """Return the fields whose emptiness makes the requirement vacuous; an empty other side makes it fail."""
    needed = {"source": ("from",), "target": ("to",), "pair": ("from", "to")}[case.fields.get("each", "source")]
    return find_empty({name: found for name, found in (("from", sources), ("to", targets)) if name in needed})


def require_connections(
    case: Case, sources: Positions, targets: Positions, space: Space, within: int | None, what: str
) -> Outcome:
    """Return a finding for whoever lacks a connection: each source, each target or each pair, as ``each`` says.

    Args:
        case: the case; its ``each`` and ``same`` say who needs a connection to whom.
        sources: where connections begin.
        targets: where they end.
        space: the paths that count.
        within: how many steps they may have; None for any number.
        what: the kind of connection, for messages: ``path along access``.
    """
    if case.fields.get("each") == "pair" or "same" in case.fields:
        here, there = sorted(sources), sorted(targets)
        counting = _find_counting(case, here, there)
        connected = _connect(space, here, there, within)
        joined = list(map(and_, connected, counting))
        missing = _find_missing_pairs(case, here, there, joined, counting)
        certificate = _write_joined(here, there, connected)
    else:
        missing = _find_missing_ends(case, space, sorted(sources), sorted(targets), within)
        certificate = _write_ends(case, space, sources, targets, within)
    found = [_tell(case, one, other, what) for one, other in islice(missing, case.enough)]
    return Outcome(tuple(found[: case.most]), truncated=len(found) > case.most, certificate=certificate)


def _write_ends(case: Case, space: Space, sources: Positions, targets: Positions, within: int | None) -> Certificate:
    """Return the certificate of who is connected at all, as ``each`` asks."""
    if case.fields.get("each", "source") == "source":
        part = write_closure(close_targets(case, space, sources, targets, within), "targets")
    else:
        part = write_closure(close_sources(case, space, sources, targets, within), "sources")
    return closed([part])


def _write_joined(sources: Sequence[int], targets: Sequence[int], connected: Sequence[int]) -> Certificate:
    """Return the certificate of which sources are connected to which targets, each to itself where it is one.

    So the sources of one strongly connected component have one set between them.
    """
    own = {target: 1 << bit for bit, target in enumerate(targets)}
    together: dict[int, list[int]] = {}
    for number, source in enumerate(sources):
        together.setdefault(connected[number] | own.get(source, 0), []).append(source)
    parts = [
        {"sources": write_numbers(same), "targets": write_numbers(targets[bit] for bit in set_bits(bits))}
        for bits, same in together.items()
    ]
    return {"kind": "joined", "parts": parts}


Missing = Iterator[tuple[int | None, int | None]]
"""Who lacks a path, in order: (source, target), with None for the side that has no say."""


def _find_missing_ends(
    case: Case, space: Space, sources: Sequence[int], targets: Sequence[int], within: int | None
) -> Missing:
    """Yield the sources, or the targets, that no path joins to another node of the other side."""
    each = case.fields.get("each", "source")
    if each == "source":
        near = two_nearest(space.predecessors, [space.final_states(node) for node in targets], within)
        states, here, there = space.start_states, sources, targets
    else:
        near = two_nearest(space.successors, [space.start_states(node) for node in sources], within)
        states, here, there = space.final_states, targets, sources
    for node in here:
        others = {there[number] for state in states(node) for number in near.get(state, ())}
        if not others - {node}:
            yield (node, None) if each == "source" else (None, node)


def _find_missing_pairs(
    case: Case, sources: Sequence[int], targets: Sequence[int], joined: Sequence[int], counting: Sequence[int]
) -> Missing:
    """Yield who lacks a path where it matters which target is whose."""
    each = case.fields.get("each", "source")
    if each == "source":
        yield from ((node, None) for number, node in enumerate(sources) if not joined[number])
    elif each == "target":
        reached = 0
        for bits in joined:
            reached |= bits
        yield from ((None, node) for bit, node in enumerate(targets) if not reached >> bit & 1)
    else:
        for number, node in enumerate(sources):
            yield from ((node, targets[bit]) for bit in set_bits(counting[number] & ~joined[number]))


def _find_counting(case: Case, sources: Sequence[int], targets: Sequence[int]) -> list[int]:
    """Return for each source the bits of the targets that count for it: another node, with the same labels."""
    bit_of = {node: bit for bit, node in enumerate(targets)}
    everything = (1 << len(targets)) - 1
    counting = [everything & ~(1 << bit_of[node]) if node in bit_of else everything for node in sources]
    for aspect in case.fields.get("same", ()):
        masks: dict[Any, int] = {}
        for bit, node in enumerate(targets):
            value = _value(case, node, aspect)
            masks[value] = masks.get(value, 0) | 1 << bit
        for number, node in enumerate(sources):
            value = _value(case, node, aspect)
            counting[number] &= 0 if value is None else masks.get(value, 0)
    return counting


def _connect(space: Space, sources: Sequence[int], targets: Sequence[int], within: int | None) -> list[int]:
    """Return for each source the bits of the targets to which there is a path."""
    if len(targets) <= len(sources):
        starts = [space.final_states(node) for node in targets]
        reached = reached_bits(space.predecessors, starts, within=within)
        return [_union(reached, space.start_states(node)) for node in sources]
    starts = [space.start_states(node) for node in sources]
    reached = reached_bits(space.successors, starts, within=within)
    joined = [0] * len(sources)
    for bit, node in enumerate(targets):
        for source in set_bits(_union(reached, space.final_states(node))):
            joined[source] |= 1 << bit
    return joined


def _union(reached: Sequence[int], states: Sequence[int]) -> int:
    bits = 0
    for state in states:
        bits |= reached[state]
    return bits


def _value(case: Case, node: int, aspect: str) -> Any:
    """Return what two ends must have in common, with its type; None where the node lacks it."""
    item = case.graph.nodes[node]
    if aspect in ("zone", "kind"):
        return getattr(item, aspect)
    label = item.labels.get(aspect.removeprefix("labels."))
    return None if label is None else typed(label)


def _tell(case: Case, source: int | None, target: int | None, what: str) -> Finding:
    one, other = (None if end is None else case.name(end) for end in (source, target))
    place = case.graph.nodes[next(end for end in (source, target) if end is not None)].location
    same = f" of the same {', '.join(case.fields['same'])}" if "same" in case.fields else ""
    if target is None:
        message = f"`{one}` has no {what} to any target{same}"
    elif source is None:
        message = f"`{other}` is reached by no {what} from any source{same}"
    else:
        message = f"`{one}` has no {what} to `{other}`"
    return Finding(message, place, one, other)
