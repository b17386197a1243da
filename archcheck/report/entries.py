"""What of a report is to be mended, as a flat list: what platforms show as alerts, annotations and issues.

What is waived or known in the baseline is left out: somebody has seen it. What is permitted only from outside, and
what is in its grace period, is a warning.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archcheck.report.lines import list_notes, note_constraint
from archcheck.report.statuses import LEVELS, level_of, say_verdict, telling_of
from archcheck.report_model import ConstraintResult, Finding, Report, Run
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.inert import escape
from archcheck.source.located import Location

SEEN = ("waived", "known")
"""The states of findings that no platform is told of."""


class Entry(NamedTuple):
    """One thing to mend.

    ``level`` is ``error``, ``warning`` or ``note``; ``code`` the constraint's id, or a diagnostic's code; ``kind`` is
    ``finding``, ``verdict`` (of a constraint that no finding speaks for), ``more`` (findings that are not listed) or
    ``diagnostic``. ``places`` are where to look, the best first; there is always one. ``topology`` is the name of the
    run that no other run has. ``failing`` is whether it keeps the check from passing, whatever its level: an error does
    not under ``--fail-on never``, a warning does under ``--fail-on warning``. ``fingerprint`` is 32 hexadecimal digits
    that no other entry of the report has; they stay while it is the same thing, whatever line or path it is on.
    """

    level: str
    code: str
    kind: str
    message: str
    places: tuple[Location, ...]
    topology: str
    run: Run
    number: int
    failing: bool
    result: ConstraintResult | None = None
    finding: Finding | None = None
    diagnostic: Diagnostic | None = None
    fingerprint: str = ""

    def identity(self) -> list[object]:
        """Return what makes it one and the same thing."""
        if self.finding is not None:
            about = self.finding
            subject = about.subject if about.source is None else about.source
            return [self.topology, self.kind, self.code, subject, about.target]
        if self.diagnostic is not None:
            # A document's diagnostic is one and the same for all topologies.
            place = self.diagnostic.location
            return [self.kind, self.code, self.message, "" if place is None else place.path]
        return [self.topology, self.kind, self.code]

    def notes(self) -> list[str]:
        """Return what there is to say beside the message, a line each, inert in a terminal."""
        if self.diagnostic is not None:
            return [f"help: {escape(self.diagnostic.help)}"] if self.diagnostic.help else []
        if self.result is None:
            return []
        if self.finding is not None:
            return list_notes(self.result, self.finding)
        help_text = telling_of(self.result.status).help if self.kind == "verdict" else None
        return [*([f"help: {help_text}"] if help_text else []), *note_constraint(self.result)]


def list_entries(report: Report) -> list[Entry]:
    """Return what is to be mended, in the order of the report; a diagnostic that several runs have is told once."""
    entries: list[Entry] = []
    told: set[Diagnostic] = set()
    for number, (run, name) in enumerate(zip(report.runs, unique_names(report), strict=True)):
        for diagnostic in run.diagnostics:
            if diagnostic not in told and diagnostic.severity in LEVELS:
                told.add(diagnostic)
                entries.append(_diagnostic(report, run, name, number, diagnostic))
        for result in run.constraints:
            entries += _result(report, run, name, number, result)
    return _tell_apart(entries)


def _tell_apart(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with their fingerprints; of several that are the same thing, the second one counts as such."""
    times: dict[str, int] = {}
    told = []
    for entry in entries:
        identity = json.dumps(entry.identity())
        times[identity] = times.get(identity, 0) + 1
        whole = identity if times[identity] == 1 else f"{identity}#{times[identity]}"
        told.append(entry._replace(fingerprint=hashlib.sha256(whole.encode()).hexdigest()[:32]))
    return told


def most_severe_first(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by level, those of one level in the order that they had."""
    return sorted(entries, key=lambda entry: list(LEVELS.values()).index(entry.level))


def unique_names(report: Report) -> list[str]:
    """Return the names of the topologies, in the order of the runs; of namesakes, the second one gets ``#2``."""
    names: list[str] = []
    for run in report.runs:
        name, number = run.name or run.path, 1
        while name in names:
            number += 1
            name = f"{run.name or run.path}#{number}"
        names.append(name)
    return names


def _diagnostic(report: Report, run: Run, name: str, number: int, diagnostic: Diagnostic) -> Entry:
    fatal = report.strict and report.fail_on != "never" and diagnostic.severity == "warning"
    level = "error" if fatal else LEVELS[diagnostic.severity]
    failing = level == "error"
    places = (*([] if diagnostic.location is None else [diagnostic.location]), top_of(run))
    return Entry(
        *(level, diagnostic.code, "diagnostic", diagnostic.message, places, name, run, number, failing),
        diagnostic=diagnostic,
    )


def _result(report: Report, run: Run, name: str, number: int, result: ConstraintResult) -> Iterator[Entry]:
    fatal = report.is_failing(result)

    def entry(level: str, kind: str, message: str, places: Sequence[Location], finding: Finding | None = None) -> Entry:
        where = (*places, result.location, top_of(run))
        failing = fatal and (level == level_of(result) or report.fail_on == "warning")
        return Entry(level, result.id, kind, message, where, name, run, number, failing, result, finding)

    said = say_verdict(result)
    if said is not None:
        places = [] if result.empty_at is None else [result.empty_at]
        yield entry(level_of(result), "verdict", said, places)
    standing = [finding for finding in result.findings if finding.state not in SEEN]
    for finding in standing:
        level = level_of(result)
        if finding.state in ("grace", "referred") and level == "error":
            level = "warning"
        places = [] if finding.location is None else [finding.location]
        yield entry(level, "finding", finding.message, places, finding)
    if result.truncated and standing:
        message = f"`{result.id}` has more findings than the {len(result.findings)} that are listed"
        yield entry(level_of(result), "more", f"{message}: raise --max-findings", [])


def top_of(run: Run) -> Location:
    """Return the beginning of a topology: where to look when nothing better is known."""
    return Location(run.path, 1, 1)
