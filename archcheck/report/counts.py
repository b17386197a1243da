"""How many there are of what, and what came of a constraint in a few words."""

from collections.abc import Sequence

from archcheck.report_model import ConstraintResult, Run
from archcheck.source.counting import count_of


def describe_outcome(result: ConstraintResult) -> str:
    """Return what there is to say of a verdict on one line: how many findings, what excuses them, or what it asks."""
    if result.status == "fail":
        more = "+" if result.truncated else ""
        standing = [finding for finding in result.findings if finding.state in ("open", "grace")]
        milder = result.severity != "error" or result.counts_as != result.severity
        counted = count_of(len(standing), "finding", more) + _count_excused(result)
        return counted + (f" ({result.counts_as})" if milder else "")
    if result.status == "pass" and result.allow_empty is not None:
        return f"nothing to check: {result.allow_empty}"
    if result.status == "waived":
        return _count_excused(result).removeprefix(", ")
    if result.status == "referred":
        standing = [finding for finding in result.findings if finding.state == "referred"]
        authorities = dict.fromkeys(permit.authority for finding in standing for permit in finding.permitted_by)
        counted = f"{count_of(len(standing), 'finding')} permitted only by {', '.join(authorities)}"
        return counted + _count_excused(result, ("waived", "known"))
    if result.status == "unknown":
        return f"rests on {count_of(len(result.unknown), 'thing')} not known"
    if result.status == "vacuous":
        return f"{', '.join(result.empty)} matched nothing" + _count_excused(result)
    return result.title or ""


def describe_size(run: Run) -> str:
    """Return how many nodes, edges and constraints a run has."""
    counts = ((run.nodes, "node"), (run.edges, "edge"), (len(run.constraints), "constraint"))
    return ", ".join(count_of(number, noun) for number, noun in counts)


def _count_excused(result: ConstraintResult, states: Sequence[str] = ("waived", "referred", "known")) -> str:
    """Return how many findings have each of these states, each behind a comma; those past a limit are not counted."""
    found = [finding.state for finding in result.findings]
    more = "+" if result.truncated else ""
    return "".join(
        f", {found.count(state)}{more} {'known in the baseline' if state == 'known' else state}"
        for state in states
        if state in found
    )
