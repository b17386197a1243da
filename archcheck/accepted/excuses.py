"""Excuses: the state of every finding, by all that may excuse it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from archcheck.accepted.baseline import Known, identity_of
from archcheck.accepted.permission import Permissions
from archcheck.accepted.waivers import Waivers, approval_of, waives
from archcheck.documents.constraints import Permission
from archcheck.documents.selector import Selector
from archcheck.report_model import Finding
from archcheck.selectors import Population

MOST_EXCUSABLE = 100_000
"""So many findings of a constraint are looked at where any may be excused: then none may be left out unseen."""

SHOWN_FIRST = ("open", "grace", "referred", "waived", "known")
"""The states of findings, from what is shown first to what is left out first."""


class Terms(NamedTuple):
    """What one constraint says of its own findings: who permits some, and until when all are warnings."""

    permissions: Sequence[Permission]
    sets: Mapping[str, Selector]
    grace_until: date | None


def judge(
    constraint: str,
    findings: Sequence[Finding],
    terms: Terms,
    waivers: Waivers,
    known: Known | None,
    population: Population,
) -> tuple[Finding, ...]:
    """Return the findings of one constraint over one topology with their states, and what excuses them.

    Args:
        constraint: the constraint's id.
        findings: all of its findings; nothing is excused yet.
        terms: what the constraint says of them.
        waivers: the waivers of the check, all findings counted.
        known: what the baseline knows of the topology; None without a baseline.
        population: the nodes that the selectors of permissions range over.
    """
    holding, expired = waivers.holding(constraint), waivers.expired(constraint)
    permissions = Permissions(terms.permissions, terms.sets, population)
    in_grace = known is None and terms.grace_until is not None and waivers.as_of <= terms.grace_until
    judged = []
    for finding in findings:
        waiver = next((each for each in holding if waives(each, finding)), None)
        if waiver is not None:
            judged.append(replace(finding, state="waived", waiver=approval_of(waiver)))
            continue
        permitted = permissions.covering(finding)
        if permitted:
            state = "referred"
        elif known is not None and identity_of(constraint, finding) in known.identities:
            state = "known"
        else:
            state = "grace" if in_grace else "open"
        past = tuple(approval_of(each) for each in expired if waives(each, finding))
        judged.append(replace(finding, state=state, expired=past, permitted_by=permitted))
    return tuple(judged)


def choose_shown(findings: Sequence[Finding], most: int) -> tuple[Finding, ...]:
    """Return the findings to show, in their order: no more than ``most``, those that nothing excuses before all others.

    Where every finding is excused all are shown: the list is what proves that none is left.
    """
    if not any(finding.state in ("open", "grace") for finding in findings):
        return tuple(findings)
    order = sorted(range(len(findings)), key=lambda number: SHOWN_FIRST.index(findings[number].state))
    return tuple(findings[number] for number in sorted(order[:most]))
