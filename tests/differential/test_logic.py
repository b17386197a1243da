"""Engine, naive oracle and logic programs hold the same of random documents; and how the verdicts are spread."""

import itertools
import os

import pytest

from archcheck.rules import RULES
from tests.differential.compare import run_engine
from tests.differential.generate import count_statuses, draw_case
from tests.differential.logic import PROGRAMS, judge_logically
from tests.differential.oracle import judge
from tests.differential.oracle_case import Identity
from tests.differential.test_oracle import write_constraints, write_topology

CASES = int(os.environ.get("ARCHCHECK_FUZZ", "2000")) // 10
CHUNKS = 4
NEVER_VACUOUS = {"forbidden-node", "path-pattern"}


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_logic_agrees_on_random_documents(chunk: int) -> None:
    for seed in range(chunk, CASES, CHUNKS):
        topology, constraints = draw_case(seed)
        results, verdicts = run_engine(topology, constraints), judge(topology, constraints)
        for name, expected in judge_logically(topology, constraints).items():
            if results[name].status not in ("pass", "fail"):
                continue
            found = {Identity(each.source, each.target, each.subject) for each in results[name].findings}
            assert found == expected == set(verdicts[name].findings), (seed, name)


def test_every_rule_with_a_logical_form_has_one() -> None:
    left_out = {"required-path", "redundancy", "distance"}
    assert set(PROGRAMS) | left_out == {rule.name for rule in RULES}


def test_small_topologies_are_judged_alike_by_all_three() -> None:
    """Every digraph of three nodes along access, against rules that tell its nodes apart."""
    constraints = write_constraints(
        [
            {"rule": "forbidden-path", "from": "a", "to": "c"},
            {"rule": "forbidden-edge", "from": "a", "to": "c", "through": "b"},
            {"rule": "only-via", "from": "a", "to": "c", "via": "b"},
            {"rule": "only-via", "from": "a", "to": "*", "via": "*", "at-least": 3},
            {"rule": "isolation", "groups": ["a", ["b", "c"]]},
            {"rule": "required-edge", "from": "*", "to": "*", "each": "pair"},
            {"rule": "layers", "layers": ["a", "b", "c"], "strict": True},
            {"rule": "information-flow", "label": "l", "levels": [1, 2, 3]},
            {"rule": "information-flow", "label": "l", "levels": [1, 2, 3], "policy": "integrity", "via": "b"},
            {"rule": "separation-of-duty", "along": "access", "principals": "*", "duties": ["b", "c"]},
            {"rule": "purpose", "from": "*", "to": "*", "allowed": "labels.l", "declared": "labels.l"},
            {"rule": "path-pattern", "pattern": ["a", {"repeat": "any"}, "c"]},
            {"rule": "path-pattern", "pattern": [{"repeat": "some"}, {"id": "b", "repeat": "optional"}, "c"]},
            {"rule": "acyclic", "match": "*"},
            {"rule": "redundancy", "from": "a", "to": "c"},
            {"rule": "redundancy", "from": "a", "to": "c", "disjoint": "edges"},
            {"rule": "distance", "from": "*", "to": "*", "at-least": 2},
            {"rule": "distance", "from": "a", "to": "c", "at-most": 1},
        ]
    )
    pairs = [(one, other) for one in "abc" for other in "abc" if one != other]
    nodes = {name: {"kind": "x", "labels": {"l": number}} for number, name in enumerate("abc", 1)}
    for chosen in itertools.product((False, True), repeat=len(pairs)):
        edges = [{"from": one, "to": other} for (one, other), there in zip(pairs, chosen, strict=True) if there]
        topology = write_topology(nodes, edges)
        results, verdicts = run_engine(topology, constraints), judge(topology, constraints)
        found = {
            name: {Identity(each.source, each.target, each.subject) for each in result.findings}
            for name, result in results.items()
        }
        assert found == {name: set(verdict.findings) for name, verdict in verdicts.items()}, edges
        assert {name: found[name] for name in judge_logically(topology, constraints)} == judge_logically(
            topology, constraints
        ), edges


def test_no_share_of_verdicts_is_near_zero() -> None:
    counts = count_statuses(range(2000))
    assert counts.keys() == {rule.name for rule in RULES}
    for rule, statuses in counts.items():
        for status in ("pass", "fail", "vacuous"):
            if status != "vacuous" or rule not in NEVER_VACUOUS:
                assert statuses[status] >= 0.03 * statuses.total(), (rule, dict(statuses))
