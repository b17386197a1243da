"""Excuses: which state each finding has, by waivers, permissions, a baseline and a grace period, judged anew."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity
from archcheck.certify.patterns import matches_text
from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import Permission
from archcheck.documents.waivers import Waiver, WaiverDocument
from archcheck.source.located import Location


class Excuses(NamedTuple):
    """What may excuse findings: waivers, what the baseline knows of the topology, None without one, and the day."""

    waivers: Sequence[Waiver]
    known: Container[tuple[str, str | None, str | None, str | None]] | None
    as_of: date

    def explain(self, fields: Fields, identity: Identity) -> dict[str, Any]:
        """Return the state of a finding, and the fields that tell what excuses it.

        A waiver that says how many findings it expects is taken to have them: how many there are is counted over the
        whole check, and :func:`spoilt` tells of those that have not.
        """
        constraint = fields.raw.id
        mine = [waiver for waiver in self.waivers if waiver.constraint.text == constraint and _waives(waiver, identity)]
        live = next((waiver for waiver in mine if waiver.expires >= self.as_of), None)
        if live is not None:
            return {"state": "waived", "waiver": _show(live)}
        told: dict[str, Any] = {}
        if mine:  # and all of them are over
            told["expired"] = [_show(waiver) for waiver in mine]
        permissions: Sequence[Permission] = fields.common("permitted-by") or ()
        permits = [_permit(each) for each in permissions if _covers(fields, each, identity)]
        source, target, subject = identity
        known = self.known is not None and (constraint, source, target, subject) in self.known
        grace = fields.common("grace-until")
        if permits:
            return {**told, "state": "referred", "permitted_by": permits}
        if known:
            return {**told, "state": "known"}
        in_grace = grace is not None and self.as_of <= grace and self.known is None
        return {**told, "state": "grace" if in_grace else "open"}


def known_of(baseline: Baseline | None, name: str) -> frozenset[tuple[str, str | None, str | None, str | None]] | None:
    """Return the identities that a baseline holds of the topology of a name; None without a baseline."""
    if baseline is None:
        return None
    return frozenset(entry.identity for entry in baseline.entries if entry.topology == name)


def without_spoilt(documents: Sequence[WaiverDocument], runs: Sequence[Mapping[str, Any]], as_of: date) -> list[Waiver]:
    """Return the waivers, without those that hold and match another number of findings than they expect.

    The findings of the report are counted, which leaves a waiver of a list that was cut alone.
    """
    identities: dict[str, list[Identity]] = {}
    cut: set[str] = set()
    for run in runs:
        for result in run["constraints"]:
            found = [(each.get("source"), each.get("target"), each.get("subject")) for each in result["findings"]]
            identities.setdefault(result["id"], []).extend(found)
            if result["truncated"]:
                cut.add(result["id"])
    kept = []
    every = (waiver for document in documents for waiver in document.waivers)
    for waiver in sorted(every, key=lambda waiver: waiver.location):
        name = waiver.constraint.text
        number = sum(_waives(waiver, identity) for identity in identities.get(name, ()))
        if waiver.expect is None or waiver.expires < as_of or name in cut or number == waiver.expect:
            kept.append(waiver)
    return kept


def _waives(waiver: Waiver, identity: Identity) -> bool:
    source, target, subject = identity
    if subject is not None:
        return waiver.subject is not None and _any_matches(waiver.subject, subject)
    if waiver.source is None and waiver.target is None:
        return False
    return (waiver.source is None or _any_matches(waiver.source, source)) and (
        waiver.target is None or _any_matches(waiver.target, target)
    )


def _any_matches(patterns: Sequence[str], name: str | None) -> bool:
    return name is not None and any(matches_text(pattern, name) for pattern in patterns)


def _show(waiver: Waiver) -> dict[str, Any]:
    return {
        "reason": waiver.reason,
        "approved_by": waiver.approved_by,
        "expires": waiver.expires.isoformat(),
        "location": show_place(waiver.location),
    }


def show_place(location: Location | None) -> dict[str, Any] | None:
    """Return a place as reports write it."""
    return None if location is None else {"path": location.path, "line": location.line, "column": location.column}


def _covers(fields: Fields, permission: Permission, identity: Identity) -> bool:
    source, target, subject = identity
    if (permission.covers_subject, permission.covers_from, permission.covers_to) == (None, None, None):
        return True
    if subject is not None:
        return permission.covers_subject is not None and _any_matches(permission.covers_subject, subject)
    if permission.covers_subject is not None:
        return False
    model, sets = fields.model, fields.document.sets
    return all(
        selector is None or (name is not None and model.place[name] in model.selection.choose_nodes(selector, sets))
        for selector, name in ((permission.covers_from, source), (permission.covers_to, target))
    )


def _permit(permission: Permission) -> dict[str, Any]:
    shown = {
        "authority": permission.authority,
        "version": permission.version,
        "pinned": permission.pinned,
        "controller": permission.controller,
        "reference": permission.reference,
    }
    return {name: value for name, value in shown.items() if value is not None}
