"""``purpose``: data goes only where it is used for what it may be used for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from archcheck.graph.closure import MANY, close
from archcheck.graph.space import Space, avoiding_space, plain_space
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import Certificate, closed, node_colour, write_closure
from archcheck.rules.connections import forbid_connections
from archcheck.rules.groups import GroupBy, group_name
from archcheck.rules.rule import ALONG, FROM, NODES, TO, Rule, find_empty
from archcheck.selectors import Positions, typed
from archcheck.source.shapes import Field

Purposes = frozenset[Any]
"""Label values with their types, as :func:`archcheck.selectors.typed` gives them."""


class Purpose(Rule):
    """Fails for every pair of a source and a target that is declared for what the source does not allow.

    A target that declares nothing may do anything, and violates; a source that allows nothing allows nothing.
    """

    name = "purpose"
    summary = "what reaches a target may be used for what the target declares"
    fails_when = (
        "a path leads from a source to a target whose declared purposes are not all among the source's allowed ones "
        "(not passing `via`)"
    )
    default_along = "flow"
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "along": Field(ALONG.shape, "The relation: flow (default), access, control or dependency."),
        "allowed": Field(GroupBy(), "The label of a source that names what it may be used for.", required=True),
        "declared": Field(GroupBy(), "The label of a target that names what it is for.", required=True),
        "via": Field(NODES, "Paths that pass one of these do not count: an anonymiser, say."),
    }
    example = """\
data-serves-its-purpose:
  rule: purpose
  from: {kind: store}
  to: {kind: app}
  allowed: labels.consent
  declared: labels.purpose
"""

    def evaluate(self, case: Case) -> Outcome:
        """Search from all sources at once; a pair whose purposes fit is none."""
        sources, targets = case.nodes("from"), case.nodes("to")
        waypoints = case.waypoints = case.nodes("via")
        empty = find_empty({"from": sources, "to": targets})
        if empty:
            return Outcome(empty=empty)
        allowed = {node: _purposes(case, node, "allowed") for node in sources}
        declared = {node: _purposes(case, node, "declared") for node in targets}

        def excluded(searched: Sequence[int]) -> Callable[[int], int]:
            masks = {
                purposes: sum(1 << bit for bit, node in enumerate(searched) if _fits(purposes, allowed[node]))
                for purposes in set(declared.values())
            }
            return lambda target: masks[declared[target]]

        def prove(space: Space) -> Certificate:
            return closed(list(_write_parts(case, space, allowed, declared)))

        def tell(source: str, target: str) -> str:
            position = case.graph.population.position
            wanted, granted = declared[position[target]], allowed[position[source]]
            what = f"is for {_describe(wanted)}" if wanted else "declares no purpose"
            return f"`{source}` reaches `{target}`, which {what}; allowed is {_describe(granted) or 'nothing'}"

        return forbid_connections(
            case,
            sources,
            targets,
            lambda steps: avoiding_space(plain_space(steps), waypoints),
            tell,
            excluded,
            prove,
            ends_pass_on=True,
        )


def _purposes(case: Case, node: int, field: str) -> Purposes:
    """Return the purposes that a node's label lists: several, one, or none."""
    value = case.graph.nodes[node].labels.get(case.fields[field].removeprefix("labels."))
    if value is None:
        return frozenset()
    return frozenset(map(typed, value if isinstance(value, tuple) else (value,)))


def _fits(declared: Purposes, allowed: Purposes) -> bool:
    """Return whether a target that declares these purposes may have what is allowed for those."""
    return bool(declared) and declared <= allowed


def _order(purposes: Purposes) -> list[Any]:
    return sorted(purposes, key=lambda value: (value[0], str(value[1])))


def _describe(purposes: Purposes) -> str:
    return ", ".join(f"`{group_name(value)}`" for _, value in _order(purposes))


def _write_parts(
    case: Case, space: Space, allowed: Mapping[int, Purposes], declared: Mapping[int, Purposes]
) -> Sequence[Mapping[str, Any]]:
    """Return a part for each set of allowed purposes that some target exceeds."""
    parts = []
    for purposes in sorted(set(allowed.values()), key=lambda each: [(kind, str(item)) for kind, item in _order(each)]):
        refused: Positions = frozenset(node for node, wanted in declared.items() if not _fits(wanted, purposes))
        if not refused:
            continue
        origins = [
            (node_colour(case, node) if node in refused else MANY, space.start_states(node))
            for node, own in sorted(allowed.items())
            if own == purposes
        ]
        closure = close(space.successors, origins, space.blocked)
        parts.append(write_closure(closure, "sources", allowed=[value for _, value in _order(purposes)]))
    return parts
