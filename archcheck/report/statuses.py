"""What each status means to the formats of platforms: one row a status, read by all of them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from archcheck.report_model import ConstraintResult, Report


class Telling(NamedTuple):
    """How a status is told.

    ``word`` names it where constraints are listed, ``counted`` where they are counted. ``case`` is what a test case
    of JUnit is that keeps the check from passing; one that does not is skipped, or passed where it ``holds``. ``says``
    words the verdict itself where it is something to mend, ``because`` gives what it rests on, and ``help`` what to do;
    findings speak for themselves.
    """

    word: str
    counted: str
    case: str = "failure"
    holds: bool = False
    says: Callable[[ConstraintResult], str] | None = None
    because: Callable[[ConstraintResult], Sequence[str]] = lambda result: ()
    help: str | None = None


def _say_vacuous(result: ConstraintResult) -> str:
    fields = ", ".join(f"`{name}`" for name in result.empty)
    return f"{fields} {'matches' if len(result.empty) == 1 else 'match'} nothing, so that nothing is checked"


TELLINGS = {
    "pass": Telling("PASS", "held", holds=True),
    "fail": Telling("FAIL", "failed"),
    "vacuous": Telling(
        "VACUOUS",
        "vacuous",
        says=_say_vacuous,
        help="correct the selector, or say in `allow-empty` why nothing is fine",
    ),
    "unknown": Telling(
        "UNKNOWN", "unknown", says=lambda result: "cannot be decided", because=lambda result: result.unknown
    ),
    "waived": Telling("WAIVED", "waived"),
    "referred": Telling("REFERRED", "referred"),
    "inactive": Telling("INACTIVE", "inactive"),
    "error": Telling(
        "ERROR", "could not be evaluated", case="error", says=lambda result: f"could not be evaluated: {result.error}"
    ),
}


def telling_of(status: str) -> Telling:
    """Return how a status is told; one that no row knows fails closed, under its own name."""
    return TELLINGS.get(status, Telling(status.upper(), status, says=lambda result: f"the verdict is `{status}`"))


def say_verdict(result: ConstraintResult) -> str | None:
    """Return a verdict in a sentence, with what it rests on; None where findings speak for it, or nothing needs to."""
    telling = telling_of(result.status)
    if telling.says is None:
        return None
    because = "; ".join(telling.because(result))
    return telling.says(result) + (f": {because}" if because else "")


def level_of(result: ConstraintResult) -> str:
    """Return ``error``, ``warning`` or ``note``: what a verdict that is something to mend counts as."""
    return LEVELS[result.counts_as or result.severity]


LEVELS = {"error": "error", "warning": "warning", "info": "note"}
"""The level of each severity, as SARIF names it."""


def describe_counts(report: Report) -> str:
    """Return how many constraints have which status over all topologies, those that there are none of left out."""
    counts: dict[str, int] = {}
    for run in report.runs:
        for result in run.constraints:
            counts[result.status] = counts.get(result.status, 0) + 1
    order = [*TELLINGS, *sorted(counts.keys() - TELLINGS.keys())]
    return ", ".join(f"{counts[status]} {telling_of(status).counted}" for status in order if status in counts) or "none"
