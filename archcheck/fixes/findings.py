"""The ``fix`` of findings: what ``check`` tells beside them, as far as it costs next to nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archcheck.fixes.cuts import CUTTABLE, Budget, find_cuts
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult, Finding
from archcheck.rules.constraint import Constraint

LARGEST = 2
"""The most edges of a cut that ``check`` looks for; the command ``fix`` looks further."""
MOST_FINDINGS = 10
EFFORT = 400_000
LARGE = 4_000
"""In a topology of more nodes and edges than these, ``check`` suggests nothing."""


def add_fixes(
    graph: Graph, results: Sequence[ConstraintResult], constraints: Mapping[str, Constraint]
) -> tuple[ConstraintResult, ...]:
    """Return the results with the smallest cuts of their first findings that nothing excuses.

    Args:
        graph: the topology.
        results: the verdicts on it.
        constraints: the constraints, by id.
    """
    if len(graph.nodes) + len(graph.edges) > LARGE:
        return tuple(results)
    budget = Budget(EFFORT)
    return tuple(_add(graph, result, constraints[result.id], budget) for result in results)


def _find(graph: Graph, constraint: Constraint, finding: Finding, budget: Budget) -> tuple[tuple[str, ...], ...]:
    """Return the cuts of a finding; what goes wrong with a suggestion leaves the verdict as it is, without one."""
    try:
        return find_cuts(graph, constraint, finding, LARGEST, budget)
    except Exception:
        return ()


def _add(graph: Graph, result: ConstraintResult, constraint: Constraint, budget: Budget) -> ConstraintResult:
    many = result.truncated and "from" not in constraint.fields  # each try would find them all again
    if result.rule not in CUTTABLE or not result.findings or many:
        return result
    left = MOST_FINDINGS
    findings: list[Finding] = []
    for finding in result.findings:
        if left and finding.state in ("open", "grace"):
            left -= 1
            findings.append(replace(finding, fix=_find(graph, constraint, finding, budget)))
        else:
            findings.append(finding)
    return replace(result, findings=tuple(findings))
