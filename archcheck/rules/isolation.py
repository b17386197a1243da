"""``isolation``: no path from one group to another."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from archcheck.documents.selector import describe
from archcheck.graph.closure import close
from archcheck.graph.space import Space, avoiding_space, plain_space
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import Certificate, closed, node_colour, write_closure
from archcheck.rules.connections import forbid_connections
from archcheck.rules.groups import GroupBy, group_nodes
from archcheck.rules.rule import ALONG, NODES, PATH_EDGES, Rule
from archcheck.selectors import Positions
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, shorten
from archcheck.source.shapes import Field, ListOf


class Isolation(Rule):
    """Fails for every pair of nodes of two different groups that a path joins; each direction counts on its own."""

    name = "isolation"
    summary = "no path joins two groups"
    fails_when = "a path joins two nodes of different groups (not passing `except-via`)"
    default_along = "access"
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "groups": Field(ListOf(NODES, least=2), "The groups; this or `by`."),
        "by": Field(GroupBy("zone", "kind"), "What makes a group: `labels.NAME`, `zone` or `kind`; this or `groups`."),
        "match": Field(NODES, "Only these nodes are in groups (default: all)."),
        "along": ALONG,
        "edges": PATH_EDGES,
        "except-via": Field(NODES, "Paths that pass one of these do not count."),
    }
    example = """\
tenants-apart:
  rule: isolation
  along: flow
  by: labels.tenant
"""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:
        """Exactly one of ``groups`` and ``by`` is there."""
        if ("groups" in fields) == ("by" in fields):
            problems.error("contradiction", "isolation takes one of `groups` and `by`", location)

    def evaluate(self, case: Case) -> Outcome:
        """Search from all nodes of all groups at once; a node makes no pair with those that share its only group."""
        names, groups, empty = _find_groups(case)
        waypoints = case.waypoints = case.nodes("except-via")
        members = frozenset().union(*groups)
        groups_of: dict[int, list[int]] = {}
        for number, group in enumerate(groups):
            for node in group:
                groups_of.setdefault(node, []).append(number)

        def same_group(sources: Sequence[int]) -> Callable[[int], int]:
            """Exclude the pairs of nodes that have one and the same group, and no other."""
            masks = [0] * len(groups)
            for bit, node in enumerate(sources):
                if len(groups_of[node]) == 1:
                    masks[groups_of[node][0]] |= 1 << bit
            return lambda target: masks[groups_of[target][0]] if len(groups_of[target]) == 1 else 0

        def group_of(name: str) -> str:
            return ", ".join(names[number] for number in groups_of[case.graph.population.position[name]])

        def tell(source: str, target: str) -> str:
            return f"`{source}` ({group_of(source)}) reaches `{target}` ({group_of(target)})"

        def prove(space: Space) -> Certificate:
            origins = [(colour_of(node), space.start_states(node)) for node in sorted(members)]
            return closed([write_closure(close(space.successors, origins, space.blocked), "sources")])

        def colour_of(node: int) -> str:
            if len(groups_of[node]) > 1:
                return node_colour(case, node)
            number = groups_of[node][0]
            return f"group:{names[number] if 'by' in case.fields else number}"

        # An empty group makes the constraint vacuous, but excuses nothing between the others.
        outcome = forbid_connections(
            case, members, members, lambda steps: avoiding_space(plain_space(steps), waypoints), tell, same_group, prove
        )
        return replace(outcome, empty=empty)


def _find_groups(case: Case) -> tuple[list[str], list[Positions], tuple[str, ...]]:
    """Return the groups with their names, and the fields that make the constraint vacuous."""
    scope = case.nodes("match", case.graph.population.everything)
    if "by" in case.fields:
        named = group_nodes(case.graph, scope, case.fields["by"])
        case.matched["by"] = len(named)
        return list(named), list(named.values()), () if named else ("by",)
    groups = []
    for number, selector in enumerate(case.fields["groups"]):
        groups.append(case.select(selector, f"groups[{number}]") & scope)
        case.matched[f"groups[{number}]"] = len(groups[-1])
    names = [shorten(describe(selector)) for selector in case.fields["groups"]]
    return names, groups, tuple(f"groups[{number}]" for number, group in enumerate(groups) if not group)
