"""What is accepted of the findings: waivers, outside permissions and baselines, matched, and told where they are stale.

Every finding is judged in this order: a waiver that holds waives it; a permission refers it to whoever permits; a
baseline knows it; a grace period makes it a warning. Nothing excuses a selector that matched nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from archcheck.documents.baseline import Baseline, Entry
from archcheck.documents.constraints import Permission
from archcheck.documents.selector import Selector
from archcheck.documents.waivers import Waiver, WaiverDocument
from archcheck.report_model import Approval, Finding, Permit
from archcheck.selectors import Population, glob
from archcheck.source.diagnostics import Problems

ALL = 10**12
"""More findings than there are: where any may be excused, all have to be known before some are left out."""


class Terms(NamedTuple):
    """What one constraint says of its own findings: who permits some, and until when all are warnings."""

    permissions: Sequence[Permission]
    sets: Mapping[str, Selector]
    grace_until: date | None


class Excuses:
    """All waivers and the baseline of one check.

    Args:
        waivers: the documents of waivers.
        baseline: the baseline, or None.
        as_of: the day on which dates are judged.
    """

    def __init__(self, waivers: Sequence[WaiverDocument], baseline: Baseline | None, as_of: date) -> None:
        self.waivers = [waiver for document in waivers for waiver in document.waivers]
        self.baseline = baseline
        self.as_of = as_of
        self._matches = [0] * len(self.waivers)

    def concern(self, constraint: str, permissions: Sequence[Permission]) -> bool:
        """Return whether any finding of a constraint may be excused, so that all of them have to be known."""
        named = any(waiver.constraint.text == constraint for waiver in self.waivers)
        return named or bool(permissions) or self.baseline is not None

    def count(self, constraint: str, findings: Iterable[Finding]) -> None:
        """Count what each waiver matches; all findings of the check have to be counted before any is judged."""
        found = list(findings)
        for number, waiver in enumerate(self.waivers):
            if waiver.constraint.text == constraint:
                self._matches[number] += sum(_waives(waiver, finding) for finding in found)

    def judge(
        self, topology: str, constraint: str, findings: Sequence[Finding], terms: Terms, population: Population
    ) -> tuple[Finding, ...]:
        """Return the findings of one constraint over one topology with their states, and what excuses them.

        Args:
            topology: the name that the baseline has for the topology.
            constraint: the constraint's id.
            findings: all of its findings.
            terms: what the constraint says of them.
            population: the nodes that the selectors of permissions range over.
        """
        live = [waiver for number, waiver in enumerate(self.waivers) if self._holds(number, constraint)]
        expired = [
            waiver for waiver in self.waivers if waiver.constraint.text == constraint and waiver.expires < self.as_of
        ]
        permits = [_permit(permission, terms.sets, population) for permission in terms.permissions]
        known = None if self.baseline is None else {entry.identity for entry in self._entries_of(topology)}
        in_grace = terms.grace_until is not None and self.as_of <= terms.grace_until
        judged = []
        for finding in findings:
            waiver = next((each for each in live if _waives(each, finding)), None)
            past = tuple(_approve(each) for each in expired if waiver is None and _waives(each, finding))
            permitted = tuple(permit for covers, permit in permits if covers(finding)) if waiver is None else ()
            identity = (constraint, finding.source, finding.target, finding.subject)
            if waiver is not None:
                state = "waived"
            elif permitted:
                state = "referred"
            elif known is not None and identity in known:
                state = "known"
            else:
                state = "grace" if in_grace and known is None else "open"
            approval = None if waiver is None else _approve(waiver)
            judged.append(replace(finding, state=state, waiver=approval, expired=past, permitted_by=permitted))
        return tuple(judged)

    def _holds(self, number: int, constraint: str) -> bool:
        """Return whether a waiver is for a constraint, not expired, and matches as many findings as it expects."""
        waiver = self.waivers[number]
        expected = waiver.expect is None or waiver.expect == self._matches[number]
        return waiver.constraint.text == constraint and self.as_of <= waiver.expires and expected

    def _entries_of(self, topology: str) -> list[Entry]:
        return [] if self.baseline is None else [entry for entry in self.baseline.entries if entry.topology == topology]

    def name_of(self, topology: str, all_topologies: Sequence[str]) -> str:
        """Return the name that the baseline has for a topology: its own, or the only one where both know one only."""
        names = sorted({entry.topology for entry in self.baseline.entries}) if self.baseline is not None else []
        return names[0] if len(names) == 1 and len(all_topologies) == 1 else topology

    def tell_stale_waivers(self, decided: Iterable[str], known: Iterable[str], problems: Problems) -> None:
        """Record a warning for every waiver that expired or matches nothing, an error for one that expects otherwise.

        Args:
            decided: the constraints whose findings were counted; of others nothing can be said.
            known: all constraints of the documents, whether they were chosen or not.
            problems: receives the diagnostics.
        """
        judged = frozenset(decided)
        for waiver, matches in zip(self.waivers, self._matches, strict=True):
            name = waiver.constraint.text
            if name not in judged:
                continue
            place = waiver.location
            if waiver.expires < self.as_of:
                what = f"it matches {matches or 'no'} finding{'s' * (matches != 1)}, and waives none"
                message = f"the waiver of `{name}` expired on {waiver.expires.isoformat()}: {what}"
                problems.warning("expired-waiver", message, place, "renew it, mend what it waived, or remove it")
            elif waiver.expect is not None and waiver.expect != matches:
                message = f"the waiver of `{name}` expects {waiver.expect} and matches {matches}; it waives nothing"
                problems.error("waiver-expect", message, place, "look at the findings, then correct `expect`")
            elif not matches:
                help_text = "remove it, or correct its patterns"
                problems.warning("unused-waiver", f"the waiver of `{name}` matches no finding", place, help_text)

    def find_gone(
        self, topology: str, findings: Mapping[str, Sequence[Finding]], known: Iterable[str]
    ) -> tuple[Entry, ...]:
        """Return the entries of the baseline whose finding is gone.

        Args:
            topology: the name that the baseline has for the topology.
            findings: the findings of every constraint that was decided, by its id.
            known: all constraints of the documents; an entry of another one is gone too.
        """
        present = {
            (constraint, finding.source, finding.target, finding.subject)
            for constraint, found in findings.items()
            for finding in found
        }
        every = frozenset(known)
        return tuple(
            entry
            for entry in self._entries_of(topology)
            if entry.identity not in present and (entry.constraint in findings or entry.constraint not in every)
        )


def choose_shown(findings: Sequence[Finding], most: int) -> tuple[Finding, ...]:
    """Return no more findings than may be shown, in their order: those that nothing excuses before all others."""
    if len(findings) <= most:
        return tuple(findings)
    ranks = {"open": 0, "grace": 1, "referred": 2, "waived": 3, "known": 4}
    order = sorted(range(len(findings)), key=lambda number: (ranks[findings[number].state], number))
    return tuple(findings[number] for number in sorted(order[:most]))


def _waives(waiver: Waiver, finding: Finding) -> bool:
    """Return whether the patterns of a waiver match what a finding is about."""
    if finding.subject is not None:
        return waiver.subject is not None and _matches(waiver.subject, finding.subject)
    if waiver.subject is not None:
        return False
    ends = ((waiver.source, finding.source), (waiver.target, finding.target))
    return all(patterns is None or (end is not None and _matches(patterns, end)) for patterns, end in ends)


def _matches(patterns: Sequence[str], name: str) -> bool:
    return any(glob(pattern)(name) for pattern in patterns)


def _approve(waiver: Waiver) -> Approval:
    return Approval(waiver.reason, waiver.approved_by, waiver.expires, waiver.location)


def _permit(
    permission: Permission, sets: Mapping[str, Selector], population: Population
) -> tuple[Callable[[Finding], bool], Permit]:
    """Return what a permission covers, as a test of findings, and what reports show of it."""

    def select(selector: Selector | None) -> frozenset[str] | None:
        if selector is None:
            return None
        return frozenset(population.nodes[position].id for position in population.select_nodes(selector, sets))

    sources, targets = select(permission.covers_from), select(permission.covers_to)

    def covers(finding: Finding) -> bool:
        if permission.covers_all:
            return True
        if finding.subject is not None or permission.covers_subject is not None:
            subjects = permission.covers_subject
            return subjects is not None and finding.subject is not None and _matches(subjects, finding.subject)
        ends = ((sources, finding.source), (targets, finding.target))
        return all(chosen is None or end in chosen for chosen, end in ends)

    shown = Permit(
        permission.authority, permission.version, permission.pinned, permission.controller, permission.reference
    )
    return covers, shown
