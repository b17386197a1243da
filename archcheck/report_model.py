"""What a check finds out: the report, its verdicts, findings and witnesses; and the JSON of it (``report/v1``)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from archcheck.source.diagnostics import Diagnostic
from archcheck.source.json_writing import write_json
from archcheck.source.located import Location, Source

TYPE = "report/v1"
STATUSES = ("pass", "fail", "vacuous", "unknown", "waived", "referred", "inactive", "error")
CERTIFICATES = (
    "path",
    "cycle",
    "cut",
    "closed",
    "joined",
    "matched",
    "order",
    "disjoint",
    "distances",
    "searched",
    "empty",
)
STATES = ("open", "waived", "referred", "known", "grace")


class Step(NamedTuple):
    """A node of a witness and the edge that led to it; ``backward`` where data took the edge against its direction."""

    node: str
    edge: str | None = None
    direction: str | None = None
    location: Location | None = None


Identity = tuple[str, str | None, str | None, str | None]
"""What makes a finding one and the same: constraint, source, target, subject; never its path or a line."""


class Approval(NamedTuple):
    """A waiver as a finding shows it: why, by whom, and until when."""

    reason: str
    approved_by: str
    expires: date
    location: Location


class Permit(NamedTuple):
    """A text outside of the documents that is said to allow a finding."""

    authority: str
    version: str | None
    pinned: bool
    controller: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation: a source-target pair with its shortest path, or the node, edge or group at fault (``subject``).

    ``other_path`` is the second path of a violation that takes two; ``cut`` the ids of the nodes or edges that are too
    few; ``fix`` the smallest sets of edges whose removal mends it. ``waiver`` is what waives it, ``expired`` what did
    until it expired, ``permitted_by`` who is said to allow it.
    """

    message: str
    location: Location | None
    source: str | None = None
    target: str | None = None
    subject: str | None = None
    path: tuple[Step, ...] = ()
    state: str = "open"
    other_path: tuple[Step, ...] = ()
    cut: tuple[str, ...] | None = None
    fix: tuple[tuple[str, ...], ...] = ()
    waiver: Approval | None = None
    expired: tuple[Approval, ...] = ()
    permitted_by: tuple[Permit, ...] = ()

    def fingerprint(self, constraint: str) -> str:
        """Return the identity as 32 hexadecimal digits: constraint, source or subject, target; no path, no line."""
        import hashlib

        identity = json.dumps([constraint, self.subject if self.source is None else self.source, self.target])
        return hashlib.sha256(identity.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ConstraintResult:
    """The verdict on one constraint over one topology.

    ``matched`` counts what each selector of the rule matched; ``assumptions`` are the nodes whose ``stateful: false``
    the verdict leans on; ``unknown`` says what it rests on that is not known; ``empty`` names the fields that matched
    nothing where the rule needs them, and ``empty_at`` is where the first of them stands. ``rationale`` and
    ``references`` are what the constraint says of itself, for whoever explains it; the JSON report leaves them out.
    """

    id: str
    rule: str
    along: str | None
    severity: str
    title: str | None
    status: str
    matched: Mapping[str, int]
    findings: tuple[Finding, ...]
    truncated: bool
    assumptions: tuple[str, ...]
    location: Location
    empty: tuple[str, ...] = ()
    empty_at: Location | None = None
    allow_empty: str | None = None
    grace_until: date | None = None
    error: str | None = None
    waypoints: frozenset[str] = frozenset()
    certificate: Mapping[str, Any] | None = None
    unknown: tuple[str, ...] = ()
    rationale: str | None = None
    references: tuple[str, ...] = ()

    @property
    def counts_as(self) -> str | None:
        """Return the severity at which the verdict counts against the exit status, or None where it does not."""
        if self.status in ("fail", "vacuous", "unknown"):
            # Grace is for violations: it excuses no selector that matched nothing.
            # An open finding is shown before all others, so that none is left out by a limit.
            in_grace = self.status == "fail" and not any(finding.state == "open" for finding in self.findings)
            excused = in_grace and (not self.empty or self.allow_empty is not None)
            return "warning" if excused and self.severity == "error" else self.severity
        if self.status == "referred":
            return "warning"
        return "error" if self.status == "error" else None


@dataclass(frozen=True, slots=True)
class Run:
    """All constraints over one topology; ``baseline`` counts its findings that are new, known and gone.

    ``unexcused``, where it was asked for, is what a new baseline holds of it: all findings that nothing but a baseline
    or a grace period excuses, and what the old one knows of constraints that were not decided.
    """

    name: str
    path: str
    nodes: int
    edges: int
    texts: tuple[Source, ...]
    constraints: tuple[ConstraintResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    baseline: Mapping[str, int] | None = None
    unexcused: tuple[Identity, ...] = ()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the topology's text in UTF-8; of several texts, that of their digests in order."""
        return sha256_of(self.texts)

    def summary(self) -> dict[str, int]:
        """Return how many constraints have each status, in the order of :data:`STATUSES`."""
        return {status: sum(result.status == status for result in self.constraints) for status in STATUSES}


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: a run a topology, the as-of date, and what decides the verdict."""

    runs: tuple[Run, ...]
    as_of: date
    version: str
    fail_on: str = "error"
    strict: bool = False
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)

    @property
    def failed(self) -> tuple[ConstraintResult, ...]:
        """The results that make the verdict ``fail``."""
        return tuple(result for run in self.runs for result in run.constraints if self.is_failing(result))

    def fails(self, run: Run) -> bool:
        """Return whether a run keeps the verdict from ``pass``: by a result, an error, or ``strict`` a warning."""
        if any(diagnostic.severity == "error" for diagnostic in run.diagnostics):
            return True
        warned = any(diagnostic.severity == "warning" for diagnostic in run.diagnostics)
        if self.strict and self.fail_on != "never" and warned:
            return True
        return any(map(self.is_failing, run.constraints))

    def is_failing(self, result: ConstraintResult) -> bool:
        """Return whether a result keeps the verdict from ``pass``: by its severity, or as it was not evaluated."""
        counting = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[self.fail_on]
        return result.status == "error" or result.counts_as in counting

    @property
    def verdict(self) -> str:
        """``error`` where a constraint or a waiver could not be followed, else ``fail`` or ``pass``."""
        if any(result.status == "error" for run in self.runs for result in run.constraints):
            return "error"
        if any(diagnostic.severity == "error" for run in self.runs for diagnostic in run.diagnostics):
            return "error"
        return "fail" if any(map(self.fails, self.runs)) else "pass"

    @property
    def ok(self) -> bool:
        """Whether every constraint held, as far as ``fail_on`` and ``strict`` ask."""
        return self.verdict == "pass"

    def _repr_html_(self) -> str:
        """Return the verdicts and findings as plain HTML, which notebooks show."""
        from importlib import import_module

        text: str = import_module("archcheck.report.html.static").write_fragment(self)
        return text

    def to_dict(self, *, digests: bool = True) -> dict[str, Any]:
        """Return the report as plain data, in the order in which it is written.

        Without ``digests`` it lacks those of topologies and findings, and the seal: as the program's own checker,
        which has no use for them, takes it.
        """
        data = {
            "archcheck": TYPE,
            "tool": {"name": "archcheck", "version": self.version},
            "as_of": self.as_of.isoformat(),
            "verdict": self.verdict,
            "runs": [_run(run, digests) for run in self.runs],
        }
        return {**data, "digest": seal(data)} if digests else data

    def to_json(self) -> str:
        """Return the report as JSON, ``report/v1``, with a line break at its end."""
        return write_json(self.to_dict())


def seal(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a report without its ``digest``: as JSON with sorted keys and no spaces, in UTF-8."""
    import hashlib

    rest = {name: value for name, value in data.items() if name != "digest"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _run(run: Run, digests: bool) -> dict[str, Any]:
    topology: dict[str, Any] = {"name": run.name, "path": run.path, "nodes": run.nodes, "edges": run.edges}
    if digests:
        topology["sha256"] = run.sha256
    data: dict[str, Any] = {"topology": topology, "summary": run.summary()}
    if run.baseline is not None:
        data["baseline"] = dict(run.baseline)
    data["constraints"] = [_result(result, digests) for result in run.constraints]
    data["diagnostics"] = [plain_diagnostic(diagnostic) for diagnostic in run.diagnostics]
    return data


def _result(result: ConstraintResult, digests: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"id": result.id, "rule": result.rule}
    if result.along is not None:
        data["along"] = result.along
    data |= {
        "severity": result.severity,
        "title": result.title,
        "status": result.status,
        "matched": dict(result.matched),
    }
    if result.empty:
        data["empty"] = list(result.empty)
    if result.allow_empty is not None:
        data["allow_empty"] = result.allow_empty
    if result.grace_until is not None:
        data["grace_until"] = result.grace_until.isoformat()
    if result.error is not None:
        data["error"] = result.error
    if result.unknown:
        data["unknown"] = list(result.unknown)
    data |= {
        "findings": [plain_finding(finding, result.id, digests=digests) for finding in result.findings],
        "truncated": result.truncated,
        "assumptions": list(result.assumptions),
    }
    if result.certificate is not None:
        data["certificate"] = dict(result.certificate)
    data["location"] = plain_location(result.location)
    return data


def sha256_of(texts: Sequence[Source]) -> str:
    """Return the SHA-256 of a text in UTF-8; of several texts, that of their digests in order."""
    import hashlib  # loads OpenSSL: not for a text report

    digests = [hashlib.sha256(source.text.encode("utf-8", "surrogatepass")) for source in texts]
    if len(digests) == 1:
        return digests[0].hexdigest()
    return hashlib.sha256(b"".join(digest.digest() for digest in digests)).hexdigest()


def plain_finding(finding: Finding, constraint: str, *, digests: bool = True) -> dict[str, Any]:
    """Return a finding of a constraint as a report has it."""
    data: dict[str, Any] = {}
    for name in ("source", "target", "subject"):
        if getattr(finding, name) is not None:
            data[name] = getattr(finding, name)
    data["message"] = finding.message
    if digests:
        data["fingerprint"] = finding.fingerprint(constraint)
    data["state"] = finding.state
    if finding.waiver is not None:
        data["waiver"] = _approval(finding.waiver)
    if finding.expired:
        data["expired"] = [_approval(approval) for approval in finding.expired]
    if finding.permitted_by:
        data["permitted_by"] = [
            {name: value for name, value in permit._asdict().items() if value is not None}
            for permit in finding.permitted_by
        ]
    if finding.path:
        data["path"] = [_step(step) for step in finding.path]
    if finding.other_path:
        data["other_path"] = [_step(step) for step in finding.other_path]
    if finding.cut is not None:
        data["cut"] = list(finding.cut)
    if finding.fix:
        data["fix"] = [list(cut) for cut in finding.fix]
    data["location"] = plain_location(finding.location)
    return data


def _approval(approval: Approval) -> dict[str, Any]:
    return {
        "reason": approval.reason,
        "approved_by": approval.approved_by,
        "expires": approval.expires.isoformat(),
        "location": plain_location(approval.location),
    }


def _step(step: Step) -> dict[str, Any]:
    if step.edge is None:
        return {"node": step.node}
    return {"node": step.node, "edge": step.edge, "direction": step.direction}


def plain_location(location: Location | None) -> dict[str, Any] | None:
    """Return a place as a report has it."""
    if location is None:
        return None
    return {"path": location.path, "line": location.line, "column": location.column}


def plain_diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a warning as a report has it."""
    data: dict[str, Any] = {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "location": plain_location(diagnostic.location),
    }
    if diagnostic.help is not None:
        data["help"] = diagnostic.help
    return data
