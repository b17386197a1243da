"""Margins: the fewest guards whose compromise breaks a constraint that holds.

Whoever breaks the constraint by compromising some guards has a path that passes these and is fine about the others. So
the search walks through the space of violating paths with a twin beside every guard: the twin is the guard compromised,
counts for nothing, answers anyone, and costs one. The cheapest path is the margin, and its twins are the guards:
shortest paths with weights 0 and 1, by a deque (Dial 1969). A path that meets both a guard and its twin is never
cheaper than one that goes on from the twin at once.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from archcheck.documents.selector import AnyOf, Selector
from archcheck.graph.compiled import Graph
from archcheck.graph.relations import Steps, find_steps
from archcheck.graph.space import Space, avoiding_space, ordered_space, plain_space, unordered_space
from archcheck.report_model import ConstraintResult
from archcheck.rules.case import Case
from archcheck.rules.constraint import Constraint
from archcheck.selectors import Positions

GUARD_FIELDS = {"only-via": "via", "isolation": "except-via", "information-flow": "via", "purpose": "via"}
"""The rules that guards keep, and the field that names them."""
_EVERY_PAIR = 1_000_000
_NOBODY = AnyOf(())


class Margin(NamedTuple):
    """How much it takes to break a constraint.

    Attributes:
        constraint: its id.
        guards: how many guards it counts on.
        number: the fewest guards whose compromise breaks it; None where not even all of them do.
        taken: such guards, sorted; one choice of several.
        path: a path that is open then, as node ids.
        title: what it asks.
    """

    constraint: str
    guards: int
    number: int | None
    taken: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    title: str | None = None


def find_margins(graph: Graph, constraints: Sequence[Constraint], results: Sequence[ConstraintResult]) -> list[Margin]:
    """Return the margin of every constraint that holds and that guards keep, the smallest first."""
    asked = {constraint.id: constraint for constraint in constraints}
    margins = [
        find_margin(graph, asked[result.id])._replace(title=result.title)
        for result in results
        if result.status == "pass" and not result.empty and _has_guards(asked[result.id])
    ]
    return sorted(margins, key=lambda each: (each.number is None, each.number or 0, each.constraint))


def _has_guards(constraint: Constraint) -> bool:
    return GUARD_FIELDS.get(constraint.rule.name) in constraint.fields


def find_margin(graph: Graph, constraint: Constraint) -> Margin:
    """Return the margin of a constraint that holds on a graph, and has guards."""
    case = _case(graph, constraint, constraint.fields)
    stages = _stages(case, constraint)
    guards = frozenset[int]().union(*stages)
    pairs: dict[int, set[int]] = {}
    for source, target in _open_pairs(graph, constraint, guards):
        pairs.setdefault(source, set()).add(target)
    steps = find_steps(graph, case.along(), case.edges())
    twins = _Twins(steps, sorted(guards), len(graph.nodes))
    space = _space(twins.steps, constraint, stages)
    best: tuple[int, list[int]] | None = None
    for source, targets in sorted(pairs.items()):
        found = twins.cheapest(space, source, targets, None if best is None else best[0])
        best = best if found is None else found
    if best is None:
        return Margin(constraint.id, len(guards), None)
    number, path = best
    taken = sorted({graph.nodes[twins.origin(node)].id for node in path if node >= len(graph.nodes)})
    walked = tuple(graph.nodes[twins.origin(node)].id for node in path)
    return Margin(constraint.id, len(guards), number, tuple(taken), walked)


def _case(graph: Graph, constraint: Constraint, fields: Mapping[str, Any]) -> Case:
    return Case(graph, fields, constraint.sets, _EVERY_PAIR, constraint.rule.default_along)


def _stages(case: Case, constraint: Constraint) -> list[Positions]:
    field = GUARD_FIELDS[constraint.rule.name]
    value = constraint.fields[field]
    selectors: Sequence[Selector] = value[1] if constraint.rule.name == "only-via" else (value,)
    return [case.select(selector, field) for selector in selectors]


def _open_pairs(graph: Graph, constraint: Constraint, guards: Positions) -> Iterator[tuple[int, int]]:
    """Yield the pairs that would violate were all guards compromised."""
    ids = {graph.nodes[position].id for position in guards}
    nodes = {id: node._replace(stateful=True) if id in ids else node for id, node in graph.topology.nodes.items()}
    trusting = Graph(graph.topology._replace(nodes=nodes), graph.edges, ())
    fields = dict(constraint.fields)
    field = GUARD_FIELDS[constraint.rule.name]
    if constraint.rule.name == "only-via":
        fields[field] = ("set", (_NOBODY,))
        fields.pop("at-least", None)
    else:
        del fields[field]
    outcome = constraint.rule.evaluate(_case(trusting, constraint, fields))
    position = graph.population.position
    for finding in outcome.findings:
        if finding.source is not None and finding.target is not None:
            yield position[finding.source], position[finding.target]


def _space(steps: Steps, constraint: Constraint, stages: Sequence[Positions]) -> Space:
    """Return the space of violating paths, as the rule has it."""
    count = constraint.fields.get("at-least", 1)
    if len(stages) > 1:
        return ordered_space(steps, stages)
    if count > 1:
        return unordered_space(steps, stages[0], count)
    return avoiding_space(plain_space(steps), stages[0])


class _Twins:
    """Steps with a twin beside every guard, at the positions after those of the nodes."""

    def __init__(self, steps: Steps, guards: Sequence[int], nodes: int) -> None:
        width = steps.width
        self.nodes = nodes
        self.guards = guards
        self.twin = {guard: nodes + number for number, guard in enumerate(guards)}
        successors = [self._with_twins(after, width) for after in steps.successors]
        for guard in guards:
            successors.append(self._with_twins(steps.successors[guard * width], width))
            # Phases beyond the first are those of a request that is passed on, which a twin never is in.
            successors.extend([] for _ in range(width - 1))
        predecessors: list[list[int]] = [[] for _ in successors]
        for state, after in enumerate(successors):
            for other in after:
                predecessors[other].append(state)
        self.steps = steps._replace(successors=successors, predecessors=predecessors)

    def _with_twins(self, after: Sequence[int], width: int) -> list[int]:
        also = {self.twin[node] * width for state in after if (node := state // width) in self.twin}
        return sorted({*after, *also})

    def origin(self, node: int) -> int:
        """Return the node that a twin is the twin of; any other node is its own."""
        return self.guards[node - self.nodes] if node >= self.nodes else node

    def cheapest(
        self, space: Space, source: int, targets: set[int], less_than: int | None
    ) -> tuple[int, list[int]] | None:
        """Return the cost of the cheapest violating path to a target, and its nodes; None if none is cheap enough."""
        cost: dict[int, int] = {}
        before: dict[int, int | None] = {}
        waiting: deque[tuple[int, int]] = deque()
        for node in (source, *([self.twin[source]] if source in self.twin else [])):
            for state in space.start_states(node):
                price = int(node >= self.nodes)
                if price < cost.get(state, price + 1):
                    cost[state], before[state] = price, None
                    (waiting.append if price else waiting.appendleft)((price, state))
        finals = {
            state
            for target in targets
            for node in (target, *([self.twin[target]] if target in self.twin else []))
            for state in space.final_states(node)
        }
        while waiting:
            price, state = waiting.popleft()
            if price > cost[state] or (less_than is not None and price >= less_than):
                continue
            if state in finals and before[state] is not None:
                return price, self._path(space, state, before)
            for other in space.successors[state]:
                if other in space.blocked:
                    continue
                more = price + (other // space.width >= self.nodes)
                if more < cost.get(other, more + 1):
                    cost[other], before[other] = more, state
                    (waiting.append if more > price else waiting.appendleft)((more, other))
        return None

    def _path(self, space: Space, state: int, before: Mapping[int, int | None]) -> list[int]:
        path: list[int] = []
        at: int | None = state
        while at is not None:
            path.append(at // space.width)
            at = before[at]
        return path[::-1]
