"""Forbidden connections: the common way of the rules that fail when a path exists."""

from collections.abc import Callable

from archcheck.graph.relations import OPEN, Steps, find_steps, flow_directions
from archcheck.graph.search import Excluded, Pair, nearest_pairs, reach
from archcheck.graph.space import Space
from archcheck.graph.witness import find_witnesses
from archcheck.report_model import Finding, Step
from archcheck.rules.assumptions import find_between, lessen
from archcheck.rules.case import Case, Connections, Outcome
from archcheck.rules.certificate import PATH, Certificate, prove_apart
from archcheck.selectors import Positions


def forbid_connections(
    case: Case,
    sources: Positions,
    targets: Positions,
    make_space: Callable[[Steps], Space],
    tell: Callable[[str, str], str],
    excluded: Excluded | None = None,
    prove: Callable[[Space], Certificate] | None = None,
    ends_pass_on: bool = False,
) -> Outcome:
    """Return a finding for every pair of a source and a target that a path of the space joins.

    Args:
        case: the case; its ``along`` and ``edges`` say which steps there are.
        sources: where paths begin.
        targets: where they end.
        make_space: from steps to the paths that count as violations.
        tell: the message of a finding from the ids of its source and target.
        excluded: pairs that do not count, as in :data:`archcheck.graph.search.Excluded`.
        prove: the certificate that no pair is joined, from the space; by default one part, of the sources.
        ends_pass_on: whether a violating path may lead through a source or a target of another pair that is allowed.
    """
    graph, along, edges = case.graph, case.along(), case.edges()
    case.connections = Connections(sources, targets, make_space, (along,), excluded)
    steps = find_steps(graph, along, edges)
    space = make_space(steps)
    pairs = nearest_pairs(space, sources, targets, case.enough, excluded)
    if not pairs:
        proof = prove_apart(case, space, sources, targets) if prove is None else prove(space)
        if not steps.stateless:
            return Outcome(certificate=proof)
        relaxed = make_space(find_steps(graph, along, edges, all_stateful=True))
        if not nearest_pairs(relaxed, sources, targets, 1, excluded):
            return Outcome(certificate=proof)
        if ends_pass_on:
            enough = find_between(case, relaxed, steps.stateless, sources, targets)

            def holds_with(stateless: Positions) -> bool:
                tried = make_space(find_steps(graph, along, edges, stateless=stateless))
                return not nearest_pairs(tried, sources, targets, 1, excluded)

            leaned_on = lessen(case, enough, holds_with)
        else:
            leaned_on = _stateless_leaned_on(case, space, relaxed, sources, targets)
        return Outcome(assumptions=leaned_on, certificate=proof)
    shown = pairs[: case.most]

    def tell_pair(pair: Pair, path: tuple[Step, ...]) -> Finding:
        source, target = case.name(pair.source), case.name(pair.target)
        return Finding(tell(source, target), path[-1].location, source, target, path=path)

    findings = tuple(map(tell_pair, shown, find_witnesses(graph, space, shown)))
    return Outcome(findings, truncated=len(pairs) > case.most, certificate=PATH)


def _stateless_leaned_on(
    case: Case, space: Space, relaxed: Space, sources: Positions, targets: Positions
) -> tuple[str, ...]:
    """Return the ids of the nodes whose ``stateful: false`` keeps data from the targets.

    These are the stateless nodes at which, were all nodes stateful, a violating path would turn round: arrive with a
    request and leave with an answer. Making all other nodes stateful changes nothing.
    """
    starts = [state for node in sources for state in relaxed.start_states(node)]
    ends = [state for node in targets for state in relaxed.final_states(node)]
    before = reach(relaxed.successors, starts, relaxed.blocked)
    after = reach(relaxed.predecessors, ends, relaxed.blocked)
    declared = reach(space.successors, [s for node in sources for s in space.start_states(node)], space.blocked)
    overlap = bool(sources & targets)
    leaned_on = []
    # To a target nobody needs a way to turn round at it, and a source holds what it has in any case.
    for node in sorted(space.steps.stateless - sources - targets):
        for state in range(node * relaxed.width, (node + 1) * relaxed.width):
            if state % relaxed.phases != OPEN or state not in before or (state in declared and not overlap):
                continue
            arriving = {other // relaxed.width for other in relaxed.predecessors[state] if other in before}
            leaving = {other // relaxed.width for other in relaxed.successors[state] if other in after}
            if _turns_round(case, space.steps, node, arriving, leaving):
                leaned_on.append(case.name(node))
                break
    return tuple(leaned_on)


def _turns_round(case: Case, steps: Steps, node: int, arriving: set[int], leaving: set[int]) -> bool:
    """Return whether a request of one neighbour arrives at a node and an answer that tells somebody more leaves it.

    An answer to another neighbour does, and one to the same neighbour where that one is stateless: what it had in hand
    as a request comes back as something that it fetched.
    """
    graph = case.graph

    def usable(position: int) -> bool:
        return steps.edges is None or position in steps.edges

    requests = {
        other
        for other in arriving
        for position in graph.outgoing[other]
        if graph.targets[position] == node and usable(position) and flow_directions(graph, graph.edges[position])[0]
    }
    answers = {
        other
        for other in leaving
        for position in graph.outgoing[other]
        if graph.targets[position] == node and usable(position) and flow_directions(graph, graph.edges[position])[1]
    }
    return any(one != other or one in steps.stateless for one in requests - {node} for other in answers - {node})
