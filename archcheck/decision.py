"""Decisions: one constraint over one graph, and the verdict once it is known what excuses its findings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from archcheck.accepted.baseline import Known
from archcheck.accepted.excuses import Terms, choose_shown, judge
from archcheck.accepted.waivers import Waivers
from archcheck.errors import EvaluationError
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult, Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import EMPTY
from archcheck.rules.constraint import Constraint
from archcheck.selectors import Population
from archcheck.source.located import Location
from archcheck.undecided import find_doubts


class Decision(NamedTuple):
    """What a rule found, before anything is excused: ``error`` is why it could not be decided."""

    constraint: Constraint
    case: Case
    outcome: Outcome
    in_force: bool
    error: str | None

    @property
    def is_settled(self) -> bool:
        """Whether it is known which findings there are, and which are gone."""
        return self.in_force and self.error is None

    def excuse(self, waivers: Waivers, known: Known | None, population: Population) -> tuple[Finding, ...]:
        """Return the findings with their states, and what excuses them."""
        constraint = self.constraint
        terms = Terms(constraint.permissions, constraint.sets, constraint.grace_until)
        return judge(constraint.id, self.outcome.findings, terms, waivers, known, population)

    def judge(self, findings: Sequence[Finding], most: int) -> ConstraintResult:
        """Return the verdict.

        Args:
            findings: all findings, or the first of them and more than may be shown, each with its state.
            most: how many may be shown.
        """
        constraint, case, outcome = self.constraint, self.case, self.outcome
        allow_empty = constraint.fields.get("allow-empty")
        status = _status(outcome, findings, in_force=self.in_force, error=self.error, allow_empty=allow_empty)
        unknown = () if outcome.truncated else find_doubts(case.graph, constraint, status, findings)
        if unknown:
            status, findings = "unknown", ()
        shown = choose_shown(findings, most)
        return ConstraintResult(
            id=constraint.id,
            rule=constraint.rule.name,
            along=None if constraint.rule.default_along is None else case.along(),
            severity=constraint.severity,
            title=constraint.fields.get("title"),
            status=status,
            matched=case.matched,
            findings=shown,
            truncated=outcome.truncated or len(shown) < len(findings),
            unknown=unknown,
            assumptions=outcome.assumptions if status == "pass" else (),
            location=constraint.location,
            empty=outcome.empty,
            empty_at=_find_place(constraint, outcome.empty),
            allow_empty=allow_empty if outcome.empty else None,
            grace_until=constraint.grace_until,
            error=self.error,
            waypoints=case.ids(case.waypoints),
            certificate=_certificate(outcome, status),
            rationale=constraint.fields.get("rationale"),
            references=tuple(constraint.fields.get("references", ())),
        )


def decide(graph: Graph, constraint: Constraint, as_of: date, most: int) -> Decision:
    """Decide one constraint. What goes wrong inside stays inside: the others are decided all the same.

    Args:
        graph: the topology.
        constraint: the constraint; out of force on the as-of date it is not looked at.
        as_of: the day on which dates are judged.
        most: how many findings are wanted.
    """
    case = Case(graph, constraint.fields, constraint.sets, most, constraint.rule.default_along)
    in_force = constraint.in_force(as_of)
    if not in_force:
        return Decision(constraint, case, Outcome(), in_force, None)
    try:
        return Decision(constraint, case, constraint.rule.evaluate(case), in_force, None)
    except Exception as fault:
        error = str(fault) if isinstance(fault, EvaluationError) else f"{type(fault).__name__}: {fault}"
        return Decision(constraint, case, Outcome(), in_force, error)


def _certificate(outcome: Outcome, status: str) -> Mapping[str, Any] | None:
    """Return what proves a verdict; an empty match is told by ``empty``, and needs no more where that is allowed."""
    if status in ("vacuous", "inactive", "error", "unknown"):
        return None
    return outcome.certificate or EMPTY


def _find_place(constraint: Constraint, empty: Sequence[str]) -> Location:
    """Return where the first field that matched nothing stands, or where the constraint begins if it is left out."""
    return next(
        (constraint.places.get(name.partition("[")[0], constraint.location) for name in empty), constraint.location
    )


def _status(
    outcome: Outcome, findings: Sequence[Finding], *, in_force: bool, error: str | None, allow_empty: str | None
) -> str:
    """Return the verdict: a violation that stands comes first, an empty match next, then what excuses the rest."""
    if error is not None:
        return "error"
    if not in_force:
        return "inactive"
    states = {finding.state for finding in findings}
    if states & {"open", "grace"}:
        return "fail"
    if outcome.empty and allow_empty is None:
        return "vacuous"
    if states:
        return "referred" if "referred" in states else "waived"
    return "pass"
