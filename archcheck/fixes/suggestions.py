"""Suggestions: single changes, each checked against every constraint, in the order of how much they mend."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from archcheck.decision import decide
from archcheck.fixes.changes import Change, Cut, Guard
from archcheck.fixes.cuts import ALL, Budget, find_cuts, identity_of
from archcheck.fixes.guards import find_guards
from archcheck.graph.compiled import Graph
from archcheck.report_model import Finding, Identity, Run
from archcheck.rules.constraint import Constraint

MOST_FINDINGS = 20
"""So many findings of a constraint are looked at."""
MOST_CHANGES = 60
"""So many different changes are checked against every constraint."""

State = tuple[frozenset[Identity], frozenset[str]]
"""The findings that nothing excuses, and the constraints of which nothing can be said."""


class Suggestion(NamedTuple):
    """A change, the findings that it mends, and those that it makes instead (or the constraints that it empties)."""

    change: Change
    mended: tuple[Identity, ...]
    broken: tuple[str, ...]


class Suggestions(NamedTuple):
    """What can be done about the failures of one topology.

    ``failures`` are the findings that nothing excuses; ``single`` the changes that mend any, the best first; ``plan``
    changes that mend all when they are made one after the other, or none where that was not found.
    """

    failures: tuple[Identity, ...]
    single: tuple[Suggestion, ...]
    plan: tuple[Change, ...]


def suggest(
    graph: Graph,
    run: Run,
    constraints: Sequence[Constraint],
    as_of: date,
    *,
    largest: int = 3,
    effort: int = 40_000_000,
) -> Suggestions:
    """Return what mends the failures of a run.

    Args:
        graph: the topology of the run.
        run: what was found.
        constraints: the constraints that were checked.
        as_of: the day on which dates are judged.
        largest: the most edges of a cut.
        effort: how many nodes and edges may be looked at in all.
    """
    excused = {
        identity_of(result.id, finding)
        for result in run.constraints
        for finding in result.findings
        if finding.state in ("waived", "referred", "known")
    }
    budget = Budget(effort)
    before = _look(graph, constraints, as_of, excused)
    by_id = {constraint.id: constraint for constraint in constraints}
    failing = {
        result.id: [finding for finding in result.findings if finding.state in ("open", "grace")]
        for result in run.constraints
    }
    single = _find_single(graph, by_id, failing, before, excused, as_of, largest, budget)
    plan = _plan(graph, by_id, before, excused, as_of, largest, budget)
    return Suggestions(tuple(sorted(before[0], key=_order)), single, plan)


def _order(identity: Identity) -> tuple[str, ...]:
    return tuple(part or "" for part in identity)


def _look(graph: Graph, constraints: Sequence[Constraint], as_of: date, excused: set[Identity]) -> State:
    """Decide every constraint; what cannot be decided, or matches nothing, counts as emptied."""
    found: set[Identity] = set()
    emptied = set()
    for constraint in constraints:
        decision = decide(graph, constraint, as_of, ALL)
        found |= {identity_of(constraint.id, finding) for finding in decision.outcome.findings}
        if decision.error is not None or (decision.outcome.empty and "allow-empty" not in constraint.fields):
            emptied.add(constraint.id)
    return frozenset(found - excused), frozenset(emptied)


def _find_single(
    graph: Graph,
    constraints: Mapping[str, Constraint],
    failing: Mapping[str, Sequence[Finding]],
    before: State,
    excused: set[Identity],
    as_of: date,
    largest: int,
    budget: Budget,
) -> tuple[Suggestion, ...]:
    changes: dict[str, Change] = {}
    for name, findings in failing.items():
        for finding in findings[:MOST_FINDINGS]:
            cuts = find_cuts(graph, constraints[name], finding, largest, budget)
            guards = find_guards(graph, constraints[name], finding, budget)
            found: list[Change] = [*map(Cut, cuts), *guards]
            for change in found:
                if len(changes) < MOST_CHANGES:
                    changes[repr(change)] = change
    suggestions = [_try(graph, change, constraints, before, excused, as_of) for change in changes.values()]
    return tuple(sorted((each for each in suggestions if each.mended), key=_rank))


def _try(
    graph: Graph,
    change: Change,
    constraints: Mapping[str, Constraint],
    before: State,
    excused: set[Identity],
    as_of: date,
) -> Suggestion:
    """Apply a change and check again."""
    after = _look(change.apply(graph), list(constraints.values()), as_of, excused)
    mended = tuple(sorted(before[0] - after[0], key=_order))
    broken = {identity[0] for identity in after[0] - before[0]} | (after[1] - before[1])
    return Suggestion(change, mended, tuple(sorted(broken)))


def _rank(suggestion: Suggestion) -> tuple[object, ...]:
    change = suggestion.change
    size = len(change.edges) if isinstance(change, Cut) else 1
    return (
        len(suggestion.broken),
        -len(suggestion.mended),
        size,
        isinstance(change, Guard),
        change.edges if isinstance(change, Cut) else (change.edge, change.like.kind),
    )


def _plan(
    graph: Graph,
    constraints: Mapping[str, Constraint],
    before: State,
    excused: set[Identity],
    as_of: date,
    largest: int,
    budget: Budget,
) -> tuple[Change, ...]:
    """Take the best change that breaks nothing, again and again (greedy, as for set cover); empty where that ends."""
    plan: list[Change] = []
    state = before
    while state[0]:
        failing: dict[str, list[Finding]] = {}
        for constraint in constraints.values():
            findings = decide(graph, constraint, as_of, ALL).outcome.findings
            failing[constraint.id] = [each for each in findings if identity_of(constraint.id, each) not in excused]
        single = _find_single(graph, constraints, failing, state, excused, as_of, largest, budget)
        best = next((each for each in single if not each.broken), None)
        if best is None:
            return ()
        plan.append(best.change)
        graph = best.change.apply(graph)
        state = _look(graph, list(constraints.values()), as_of, excused)
    return tuple(plan)
