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
    run that no other run has.
    """

    level: str
    code: str
    kind: str
    message: str
    places: tuple[Location, ...]
    topology: str
    run: Run
    number: int
    result: ConstraintResult | None = None
    finding: Finding | None = None
    diagnostic: Diagnostic | None = None

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that are the same as long as it is the same thing, whatever line or path it is on."""
        identity: list[object] = [self.topology, self.kind, self.code]
        if self.finding is not None:
            about = self.finding
            identity += [about.subject if about.source is None else about.source, about.target]
        elif self.diagnostic is not None:
            # A document's diagnostic is one and the same for all topologies.
            identity = [self.kind, self.code, self.message, str(self.diagnostic.location or "")]
        return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:32]

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
            entries += _result(run, name, number, result)
    return entries


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
    places = (*([] if diagnostic.location is None else [diagnostic.location]), top_of(run))
    return Entry(
        level, diagnostic.code, "diagnostic", diagnostic.message, places, name, run, number, diagnostic=diagnostic
    )


def _result(run: Run, name: str, number: int, result: ConstraintResult) -> Iterator[Entry]:
    def entry(level: str, kind: str, message: str, places: Sequence[Location], finding: Finding | None = None) -> Entry:
        where = (*places, result.location, top_of(run))
        return Entry(level, result.id, kind, message, where, name, run, number, result, finding)

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
