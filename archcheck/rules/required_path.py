"""``required-path``: a path must be there."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

from archcheck.graph.relations import find_steps
from archcheck.graph.search import reached_bits, set_bits, two_nearest
from archcheck.graph.space import Space, passing_space, plain_space
from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.groups import GroupBy
from archcheck.rules.rule import ALONG, FROM, NODES, PATH_EDGES, TO, Rule, find_empty
from archcheck.selectors import typed
from archcheck.source.shapes import Choice, Field, ListOf, Number

EACH = Field(
    Choice("source", "target", "pair"), "Whose need it is: each source's (default), each target's, each pair's."
)
SAME = Field(ListOf(GroupBy("zone", "kind"), least=1), "Only targets whose value of these equals the source's count.")


class RequiredPath(Rule):
    """Fails for every source without a path to any target, every target without one from any source, or every pair."""

    name = "required-path"
    summary = "a path leads from each source to a target"
    fails_when = "a source has no path to any target (`each: target`: a target from no source; `pair`: a pair has none)"
    default_along = "access"
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "along": ALONG,
        "edges": PATH_EDGES,
        "via": Field(NODES, "Only paths that pass one of these count."),
        "each": EACH,
        "within": Field(Number(whole=True, least=1), "Only paths of at most so many steps count."),
        "same": SAME,
    }
    example = """\
every-weapon-has-a-stop:
  rule: required-path
  from: {kind: human}
  to: {kind: weapon}
  each: target
"""

    def evaluate(self, case: Case) -> Outcome:
        """Search from all sources, or from all targets where these are fewer, and see who was left out."""
        sources, targets = case.nodes("from"), case.nodes("to")
        edges = case.edges()
        waypoints = case.nodes("via")
        each = case.fields.get("each", "source")
        needed = {"source": ("from",), "target": ("to",), "pair": ("from", "to")}[each]
        empty = find_empty({name: found for name, found in (("from", sources), ("to", targets)) if name in needed})
        if empty:
            return Outcome(empty=empty)
        steps = find_steps(case.graph, case.along(), edges)
        space = passing_space(steps, waypoints) if "via" in case.fields else plain_space(steps)
        if each == "pair" or "same" in case.fields:
            missing = _find_missing_pairs(case, space, sorted(sources), sorted(targets), each)
        else:
            missing = _find_missing_ends(case, space, sorted(sources), sorted(targets), each)
        found = [_tell(case, one, other) for one, other in islice(missing, case.most + 1)]
        return Outcome(tuple(found[: case.most]), truncated=len(found) > case.most)


Missing = Iterator[tuple[int | None, int | None]]
"""Who lacks a path, in order: (source, target), with None for the side that has no say."""


def _find_missing_ends(case: Case, space: Space, sources: Sequence[int], targets: Sequence[int], each: str) -> Missing:
    """Yield the sources, or the targets, that no path joins to another node of the other side."""
    within = case.fields.get("within")
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


def _find_missing_pairs(case: Case, space: Space, sources: Sequence[int], targets: Sequence[int], each: str) -> Missing:
    """Yield who lacks a path where it matters which target is whose."""
    counting = _find_counting(case, sources, targets)
    joined = [bits & counts for bits, counts in zip(_connect(case, space, sources, targets), counting, strict=True)]
    if each == "source":
        yield from ((node, None) for node, bits in zip(sources, joined, strict=True) if not bits)
    elif each == "target":
        reached = 0
        for bits in joined:
            reached |= bits
        yield from ((None, node) for bit, node in enumerate(targets) if not reached >> bit & 1)
    else:
        for node, bits, counts in zip(sources, joined, counting, strict=True):
            yield from ((node, targets[bit]) for bit in set_bits(counts & ~bits))


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


def _connect(case: Case, space: Space, sources: Sequence[int], targets: Sequence[int]) -> list[int]:
    """Return for each source the bits of the targets to which there is a path."""
    within = case.fields.get("within")
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


def _tell(case: Case, source: int | None, target: int | None) -> Finding:
    nodes = case.graph.nodes
    conditions = ", ".join(f"`{name}`" for name in ("via", "within", "same") if name in case.fields)
    such = f"path along {case.along()}{f' that meets {conditions}' if conditions else ''}"
    one = None if source is None else nodes[source]
    other = None if target is None else nodes[target]
    if one is not None and other is not None:
        return Finding(f"`{one.id}` has no {such} to `{other.id}`", one.location, one.id, other.id)
    if one is not None:
        return Finding(f"`{one.id}` has no {such} to any target", one.location, source=one.id)
    if other is not None:
        return Finding(f"`{other.id}` is reached by no {such}", other.location, target=other.id)
    raise ValueError("a finding needs an end")
