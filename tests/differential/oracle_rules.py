"""The oracle's rules on single paths and nodes, and the table of all: violations found by looking everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.differential.oracle_case import Case, Constraint, Verdict, between, conclude, subjects, walks_between
from tests.differential.oracle_groups import acyclic, cardinality, isolation, layers
from tests.differential.oracle_labels import information_flow, purpose, separation_of_duty
from tests.differential.oracle_paths import Search, direct_steps, steps_along
from tests.differential.oracle_requirements import distance, redundancy, required_edge, required_path
from tests.differential.oracle_watches import Avoiding, InnerWithin, Matching, OutOfOrder, PassingFewer, Watch


def forbidden_node(case: Case, constraint: Constraint) -> Verdict:
    """No node may match."""
    return conclude(constraint, subjects(case.nodes(constraint["match"])), False)


def forbidden_edge(case: Case, constraint: Constraint) -> Verdict:
    """No edge of any kind may join the ends, nor a path of access edges whose inner nodes are all in `through`."""
    transparent = {node.id for node in case.topology.nodes.values() if node.transparent}
    through = case.nodes(constraint["through"]) if "through" in constraint else transparent
    edges = constraint.get("edges")
    direct = Search(direct_steps(case.topology, edges, case.sets), Watch())
    indirect = Search(steps_along(case.topology, "access", edges, case.sets), InnerWithin(through))
    return between(case, constraint, (direct, indirect))


def forbidden_path(case: Case, constraint: Constraint) -> Verdict:
    """No path may join the ends."""
    return between(case, constraint, (case.search(constraint, Watch()),))


def only_via(case: Case, constraint: Constraint) -> Verdict:
    """No path may join the ends without passing `via`, in its order or number where one is given."""
    via = constraint["via"]
    watch: Watch
    if isinstance(via, dict) and "in-order" in via:
        watch = OutOfOrder([case.nodes(stage) for stage in via["in-order"]])
    elif "at-least" in constraint:
        watch = PassingFewer(case.nodes(via), constraint["at-least"])
    else:
        watch = Avoiding(case.nodes(via))
    return between(case, constraint, (case.search(constraint, watch),))


def path_pattern(case: Case, constraint: Constraint) -> Verdict:
    """No path may be of the form, its first node taken by the first step and its last by the last."""
    steps: list[tuple[set[str], str]] = []
    for written in constraint["pattern"]:
        repeat, selector = "one", written
        if isinstance(written, dict):
            repeat = written.get("repeat", "one")
            selector = {key: value for key, value in written.items() if key != "repeat"}
        taken = case.nodes(selector)
        # One or more is one, and then any number.
        steps += [(taken, "one"), (taken, "any")] if repeat == "some" else [(taken, repeat)]
    searches = (case.search(constraint, Matching(steps)),)
    nodes = case.topology.nodes
    pairs = [(source, target) for source in nodes for target in nodes]
    return conclude(constraint, walks_between(pairs, searches), False, searches)


def attributes(case: Case, constraint: Constraint) -> Verdict:
    """What matches must satisfy `must`."""
    if "edges" in constraint:
        edges = {edge.id for edge in case.edges(constraint["edges"])}
        satisfying = {edge.id for edge in case.edges(constraint["must"])}
        return conclude(constraint, subjects(edges - satisfying), not edges)
    nodes = case.nodes(constraint["match"])
    lacking = nodes - case.nodes(constraint["must"])
    return conclude(constraint, subjects(lacking), not nodes)


def allowed_edges(case: Case, constraint: Constraint) -> Verdict:
    """Every edge in scope must match one of `allow`."""
    scope = {edge.id for edge in case.edges(constraint.get("edges"))}
    allowed = {edge.id for edge in case.edges(constraint["allow"])}
    return conclude(constraint, subjects(scope - allowed), not scope)


RULES: Mapping[str, Callable[[Case, Constraint], Verdict]] = {
    "forbidden-node": forbidden_node,
    "forbidden-edge": forbidden_edge,
    "forbidden-path": forbidden_path,
    "only-via": only_via,
    "required-path": required_path,
    "required-edge": required_edge,
    "isolation": isolation,
    "layers": layers,
    "information-flow": information_flow,
    "attributes": attributes,
    "allowed-edges": allowed_edges,
    "cardinality": cardinality,
    "acyclic": acyclic,
    "redundancy": redundancy,
    "distance": distance,
    "separation-of-duty": separation_of_duty,
    "purpose": purpose,
    "path-pattern": path_pattern,
}
