"""Hollow passes: constraints that hold because there is little that could violate them, in this topology.

The language calls a rule vacuous where a selector that it needs matches nothing. A pass can say less than it seems
otherwise too: all edges may be out of scope, all nodes in one group, every target a guard of its own. Such a pass is a
proof, and a sentence that rests on it is not plainly supported: it leans on that being meant.
"""

from collections.abc import Callable, Iterator, Mapping, Sized

from archcheck.documents.selector import Selector
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult
from archcheck.rules.constraint import Constraint
from archcheck.rules.groups import group_nodes
from archcheck.selectors import Positions


def find_hollow(graph: Graph, constraint: Constraint, result: ConstraintResult) -> tuple[str, ...]:
    """Return why a constraint that passes had little to look at; nothing where it had, or does not pass.

    Args:
        graph: the topology.
        constraint: the constraint.
        result: its verdict there.
    """
    if result.status != "pass" or result.empty:
        return ()
    if not graph.nodes:
        return ("the topology has no node",)
    said = []
    if constraint.rule.name != "cardinality" and result.matched.get("edges") == 0:
        said.append("no edge is among its `edges`")
    if constraint.rule.name in _BY_RULE:
        said += _BY_RULE[constraint.rule.name](_Asked(graph, constraint, result))
    return tuple(said)


class _Asked:
    """A constraint, the topology and the verdict, and what its selectors match."""

    def __init__(self, graph: Graph, constraint: Constraint, result: ConstraintResult) -> None:
        self.graph = graph
        self.fields = constraint.fields
        self.sets = constraint.sets
        self.result = result

    def select(self, selector: Selector) -> Positions:
        """Return the nodes that a selector matches."""
        return self.graph.population.select_nodes(selector, self.sets)

    def nodes(self, field: str) -> Positions:
        """Return the nodes that the selector in a field matches; all without it."""
        return self.select(self.fields[field]) if field in self.fields else self.graph.population.everything


def _only_via(asked: _Asked) -> Iterator[str]:
    form, selectors = asked.fields["via"]
    if form == "set" and asked.fields.get("at-least", 1) == 1:
        yield from _guarding_itself(asked, asked.select(selectors[0]))


def _purpose(asked: _Asked) -> Iterator[str]:
    if "via" in asked.fields:
        yield from _guarding_itself(asked, asked.nodes("via"))


def _guarding_itself(asked: _Asked, guards: Positions) -> Iterator[str]:
    for field, what in (("from", "source"), ("to", "target")):
        if asked.nodes(field) <= guards:
            yield f"every {what} is among `via` itself"


def _path_pattern(asked: _Asked) -> Iterator[str]:
    for number, step in enumerate(asked.fields["pattern"]):
        if step.repeat in ("one", "some") and not asked.select(step.selector):
            yield f"`pattern[{number}]` matches no node"


def _isolation(asked: _Asked) -> Iterator[str]:
    members = asked.nodes("match")
    if "by" in asked.fields:
        groups = group_nodes(asked.graph, members, asked.fields["by"])
        yield from _few(groups, f"group by {asked.fields['by']}")
        members = frozenset[int]().union(*groups.values())
    else:
        members &= frozenset[int]().union(*map(asked.select, asked.fields["groups"]))
    if "except-via" in asked.fields and members <= asked.nodes("except-via"):
        yield "every node of a group is among `except-via` itself"


def _acyclic(asked: _Asked) -> Iterator[str]:
    by = asked.fields.get("by", "node")
    if by != "node":
        yield from _few(group_nodes(asked.graph, asked.nodes("match"), by), f"group by {by}")


def _layers(asked: _Asked) -> Iterator[str]:
    found = {
        number: nodes for number, each in enumerate(asked.fields["layers"]) if (nodes := asked.select(each.selector))
    }
    if not asked.fields.get("exhaustive"):
        yield from _few(found, "layer that holds nodes")


def _information_flow(asked: _Asked) -> Iterator[str]:
    levels, index = asked.fields["levels"], asked.graph.population.index(f"labels.{asked.fields['label']}")
    found: dict[int, Positions] = {}
    for value, positions in index.items():
        number = levels.number(value)
        if number is not None:
            found[number] = found.get(number, frozenset()) | frozenset(positions)
    yield from _few(found, "level among the nodes")
    if "via" in asked.fields and frozenset[int]().union(*found.values()) <= asked.nodes("via"):
        yield "every node with a level is among `via` itself"


def _distance(asked: _Asked) -> Iterator[str]:
    proof = asked.result.certificate or {}
    if "at-least" not in asked.fields and proof.get("greatest") is None:
        yield "no source has a path to a target"


def _few(groups: Sized, what: str) -> Iterator[str]:
    """Say that there are no two groups, where there are not."""
    if len(groups) < 2:
        yield f"there is {'one' if groups else 'no'} {what}{' only' if groups else ''}"


_BY_RULE: Mapping[str, Callable[[_Asked], Iterator[str]]] = {
    "acyclic": _acyclic,
    "distance": _distance,
    "information-flow": _information_flow,
    "isolation": _isolation,
    "layers": _layers,
    "only-via": _only_via,
    "path-pattern": _path_pattern,
    "purpose": _purpose,
}
