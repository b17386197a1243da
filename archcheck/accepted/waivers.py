"""Waivers: which findings each matches, which of them hold, and which are stale."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from archcheck.documents.waivers import Waiver, WaiverDocument
from archcheck.report_model import Approval, Finding
from archcheck.selectors import glob
from archcheck.source.diagnostics import Problems


class Waivers:
    """All waivers of one check, in the order of their places, with how many findings each matches.

    All findings of the check have to be counted before any waiver is asked for: one that expects another number than
    it matches waives nothing.
    """

    def __init__(self, documents: Iterable[WaiverDocument], as_of: date) -> None:
        found = (waiver for document in documents for waiver in document.waivers)
        self.waivers = sorted(found, key=lambda waiver: waiver.location)
        self.as_of = as_of
        self._matches = [0] * len(self.waivers)

    def concern(self, constraint: str) -> bool:
        """Return whether any waiver names a constraint."""
        return any(waiver.constraint.text == constraint for waiver in self.waivers)

    def counted(self, constraint: str) -> bool:
        """Return whether any waiver of a constraint says how many findings it expects."""
        return any(waiver.constraint.text == constraint and waiver.expect is not None for waiver in self.waivers)

    def count(self, constraint: str, findings: Sequence[Finding]) -> None:
        """Count what each waiver matches of the findings of a constraint."""
        for number, waiver in enumerate(self.waivers):
            if waiver.constraint.text == constraint:
                self._matches[number] += sum(waives(waiver, finding) for finding in findings)

    def holding(self, constraint: str) -> list[Waiver]:
        """Return the waivers of a constraint that did not expire, and match as many findings as they expect."""
        return [
            waiver
            for number, waiver in enumerate(self.waivers)
            if waiver.constraint.text == constraint
            and not self._is_expired(waiver)
            and waiver.expect in (None, self._matches[number])
        ]

    def expired(self, constraint: str) -> list[Waiver]:
        """Return the waivers of a constraint that did expire."""
        return [waiver for waiver in self.waivers if waiver.constraint.text == constraint and self._is_expired(waiver)]

    def _is_expired(self, waiver: Waiver) -> bool:
        """Return whether the last day of a waiver is over."""
        return waiver.expires < self.as_of

    def tell_stale(self, decided: Collection[str], inactive: Collection[str], problems: Problems) -> None:
        """Record a warning for every waiver that expired or matches nothing, an error for one that expects otherwise.

        Args:
            decided: the constraints whose findings are all counted.
            inactive: those that are out of force, and have no findings today; of all others nothing can be said.
            problems: receives the diagnostics.
        """
        for number, waiver in enumerate(self.waivers):
            name, place, matches = waiver.constraint.text, waiver.location, self._matches[number]
            if name not in decided and name not in inactive:
                continue
            if self._is_expired(waiver):
                what = f"it matches {matches or 'no'} finding{'s' * (matches != 1)}, and waives none"
                message = f"the waiver of `{name}` expired on {waiver.expires.isoformat()}: {what}"
                problems.warning("expired-waiver", message, place, "renew it, mend what it waived, or remove it")
            elif name in inactive:
                message = f"the waiver of `{name}` matches no finding: the constraint is not in force"
                problems.warning("unused-waiver", message, place)
            elif waiver.expect not in (None, matches):
                message = f"the waiver of `{name}` expects {waiver.expect} and matches {matches}; it waives nothing"
                problems.error("waiver-expect", message, place, "look at the findings, then correct `expect`")
            elif not matches:
                help_text = "remove it, or correct its patterns"
                problems.warning("unused-waiver", f"the waiver of `{name}` matches no finding", place, help_text)


def waives(waiver: Waiver, finding: Finding) -> bool:
    """Return whether the patterns of a waiver match what a finding is about; the constraint is not looked at."""
    if finding.subject is not None or waiver.subject is not None:
        return matches_any(waiver.subject, finding.subject)
    ends = ((waiver.source, finding.source), (waiver.target, finding.target))
    return all(patterns is None or matches_any(patterns, end) for patterns, end in ends)


def matches_any(patterns: Sequence[str] | None, name: str | None) -> bool:
    """Return whether any of the patterns matches a name; no patterns, or no name, is no match."""
    return patterns is not None and name is not None and any(glob(pattern)(name) for pattern in patterns)


def approval_of(waiver: Waiver) -> Approval:
    """Return a waiver as findings show it."""
    return Approval(waiver.reason, waiver.approved_by, waiver.expires, waiver.location)
