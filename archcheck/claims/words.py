"""What is said of a claim in one sentence, and of it in one cell of a table."""

from collections.abc import Sequence
from datetime import date

from archcheck.claims.model import ClaimResult, ReadingResult
from archcheck.claims.standing import (
    ASSUMING,
    HOLDING,
    NOT_IN_FORCE,
    REFERRED,
    REFUTED,
    SUPPORTED,
    UNDECIDABLE,
    UNKNOWN,
    Leaning,
    Refutation,
)
from archcheck.documents.claims import Claim
from archcheck.report_model import Step

WORDS = {
    SUPPORTED: "supported",
    ASSUMING: "supported under assumptions",
    REFERRED: "referred",
    REFUTED: "refuted",
    NOT_IN_FORCE: "not in force",
    UNDECIDABLE: "undecidable",
    UNKNOWN: "unknown",
}
LEADS = {
    "declared": "",
    "stateless": "",
    "nothing-to-check": "nothing to check: ",
    "hollow": "little to check: ",
    "imported": "the import assumed: ",
    "accepted": "accepted, and not understood: ",
    "unmodelled": "not understood: ",
}
"""What comes before the statement that support leans on, so that nobody takes one kind for another."""
_ARROWS = {None: "", "forward": " -> ", "backward": " <= "}


def say_claim(result: ClaimResult) -> str:
    """Return one sentence: the strongest reading that is supported, and the weakest that is refuted with its path."""
    strongest, refuted = result.strongest, result.weakest_refuted
    if strongest is not None:
        said = f"supported as far as {_name(strongest, result)}{_say_assumptions(strongest)}"
    else:
        said = "no reading is supported"
    if refuted is not None:
        by = "".join(f" by {say_refutation(each)}" for each in refuted.standing.refutations[:1])
        return f"{said}; {_name(refuted, result)} is refuted{by}"
    for each in result.readings:
        if each.status not in HOLDING:
            return f"{said}; {_name(each, result)} is {WORDS[each.status]}"
    return f"{said}; no reading is refuted"


def say_source(claim: Claim) -> str:
    """Return who said a claim, where and when, and what the source does not say."""
    source = claim.source
    said = ", ".join(part for part in (source.who, source.where, source.when) if part)
    return f"said by {said}" + (f"; not said: {'; '.join(source.unsaid)}" if source.unsaid else "")


def _name(reading: ReadingResult, result: ClaimResult) -> str:
    total = len(result.readings)
    return f'"{reading.title}"' + (f" (reading {reading.number} of {total})" if total > 1 else "")


def _say_assumptions(reading: ReadingResult) -> str:
    number = len(say_leanings(reading.standing.leanings))
    return "" if not number else f", under {number} assumption{'s' if number > 1 else ''}"


def say_leanings(leanings: Sequence[Leaning]) -> list[str]:
    """Return each assumption once, with whoever vouches for it, or the constraints whose proofs lean on it."""
    leaning_on: dict[tuple[str, str, str, date | None], list[str]] = {}
    for each in leanings:
        key = (each.kind, each.statement, each.vouched_by or "", each.review)
        leaning_on.setdefault(key, []).extend([] if each.constraint is None else [each.constraint])
    said = []
    for (kind, statement, vouched_by, review), constraints in leaning_on.items():
        by = ", ".join(constraints) if kind != "declared" else f"{vouched_by} vouches, review by {review}"
        said.append(LEADS[kind] + statement + (f" ({by})" if by else ""))
    return said


def say_refutation(refutation: Refutation) -> str:
    """Return the path that refutes, or what there is in place of one."""
    finding = refutation.finding
    return say_path(finding.path) if finding.path else finding.message


def say_path(path: tuple[Step, ...]) -> str:
    """Return a path on one line: ``->`` a forward step, ``<=`` one that data takes against its edge."""
    return "".join(_ARROWS[step.direction] + step.node for step in path)


def say_cell(result: ClaimResult) -> str:
    """Return how a claim stands in a few characters.

    ``2/4`` is supported as far as the second of four readings, ``2/4*`` so under assumptions; else it is a word.
    """
    strongest = result.strongest
    if strongest is None or result.status not in HOLDING:
        return WORDS[result.status]
    star = "*" if strongest.status == ASSUMING else ""
    return f"{strongest.number}/{len(result.readings)}{star}"
