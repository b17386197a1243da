"""Checking: what is wrong in the documents of a project, and the verdicts of its constraints over its topologies."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from archcheck.certify import check_runs
from archcheck.checker import check_topologies, compile_topologies, read_constraints
from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.loading import (
    load_baseline_file,
    load_constraint_file,
    load_topology_file,
    load_waivers_file,
)
from archcheck.documents.packs import pack_names
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import InputError
from archcheck.lsp.project import Project, is_below
from archcheck.report.lines import describe_cuts
from archcheck.report.text import format_path
from archcheck.report_model import ConstraintResult, Finding, Report, Run
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.located import Location, shorten

MOST_RELATED = 20
_MOST_LINES = 5
_MOST_TEXT = 300


class Notice(NamedTuple):
    """Something to tell at a place.

    ``severity`` is ``error``, ``warning`` or ``info``; ``verdict`` says that it is about a constraint that does not
    hold, and not about a text that is wrong.
    """

    severity: str
    code: str
    message: str
    location: Location
    related: tuple[tuple[str, Location], ...] = ()
    verdict: bool = False


class Checked(NamedTuple):
    """What a check of a project found: what to tell, and the report, where there was something to check."""

    notices: tuple[Notice, ...]
    report: Report | None = None


def check_project(project: Project, as_of: date, version: str) -> Checked:
    """Check what a project holds; whatever is wrong in one document, the others are checked.

    Args:
        project: the project; texts that are not saved stand for their files already.
        as_of: the day on which dates are judged.
        version: the program's version.
    """
    problems = Problems()
    topologies = _compilable(_load_topologies(project, problems), problems)
    documents = _consistent(_load_constraints(project, problems), problems)
    waivers, baseline = _load_excuses(project, problems)
    waivers = _known(waivers, documents, problems)
    _tell_unknown_types(project, problems)
    told = [_notice(each, project) for each in problems.diagnostics]
    if not topologies or not any(document.constraints for document in documents):
        return Checked(_sort(told))
    try:
        report, _ = check_topologies(
            topologies, documents, as_of=as_of, version=version, waivers=waivers, baseline=baseline
        )
    except InputError as error:
        return Checked(_sort([*told, *(_notice(each, project) for each in error.diagnostics)]))
    told += [_notice(each, project) for each in _common_warnings(report.runs)]
    told += _verdicts(report)
    told += _rejections(report, topologies, documents, waivers, baseline)
    return Checked(_sort(told), report)


def _load_topologies(project: Project, problems: Problems) -> list[Topology]:
    paths = _chosen(project, "topology", project.settings.topologies)
    found = (load_topology_file(Path(path), project.show(path), problems) for path in paths)
    return [topology for topology in found if topology is not None]


def _load_constraints(project: Project, problems: Problems) -> list[ConstraintDocument]:
    paths = _chosen(project, "constraints", project.settings.constraints)
    found = []
    for path in paths:
        before = len(problems.diagnostics)
        document = load_constraint_file(Path(path), project.show(path), problems)
        read = [] if document is None else read_constraints([document], problems)
        failed = any(each.severity == "error" for each in problems.diagnostics[before:])
        if document is not None and read is not None and not failed:
            found.append(document)
    return found


def _load_excuses(project: Project, problems: Problems) -> tuple[list[WaiverDocument], Baseline | None]:
    paths = _chosen(project, "waivers", project.settings.waivers)
    waivers = []
    for path in paths:
        before = len(problems.diagnostics)
        document = load_waivers_file(Path(path), project.show(path), problems)
        if document is not None and len(problems.diagnostics) == before:
            waivers.append(document)
    paths = _chosen(project, "baseline", (project.settings.baseline,) if project.settings.baseline else ())
    baselines = [load_baseline_file(Path(path), project.show(path), problems) for path in paths]
    return waivers, baselines[0] if len(baselines) == 1 else None


def _chosen(project: Project, family: str, named: Sequence[str]) -> list[str]:
    """Return the real paths of what is checked of a family: what the settings name, else all that nothing includes."""
    if not named:
        return project.roots(family)
    found: dict[str, None] = {}
    for name in named:
        if family == "constraints" and name in pack_names():
            found[project.locate(f"archcheck/constraints/{name}.yaml")] = None
            continue
        path = project.locate(name)
        below = [other for other in project.roots(family) if other != path and is_below(other, path)]
        found |= dict.fromkeys(below or [path])
    return list(found)


def _compilable(topologies: Sequence[Topology], problems: Problems) -> list[Topology]:
    """Return the topologies that can be compiled; what is wrong with the others is recorded."""
    found = []
    for topology in topologies:
        try:
            compile_topologies([topology])
        except InputError as error:
            problems.diagnostics += error.diagnostics
        else:
            found.append(topology)
    return found


def _consistent(documents: Sequence[ConstraintDocument], problems: Problems) -> list[ConstraintDocument]:
    """Return the documents that can be checked together; what contradicts those before it is recorded, and left out."""
    together = Problems()
    read_constraints(documents, together)
    if not together.failed:
        return list(documents)
    found: list[ConstraintDocument] = []
    for document in documents:
        trial = Problems()
        read_constraints([*found, document], trial)
        problems.diagnostics += trial.diagnostics
        if not trial.failed:
            found.append(document)
    return found


def _known(
    waivers: Sequence[WaiverDocument], documents: Sequence[ConstraintDocument], problems: Problems
) -> list[WaiverDocument]:
    """Return the waivers of constraints that there are; the others are recorded, and left out."""
    known = {name for document in documents for name in document.constraints}
    found = []
    for document in waivers:
        for waiver in document.waivers:
            name = waiver.constraint
            if known and name.text not in known:
                message = f"there is no constraint `{shorten(name.text)}` to waive"
                help_text = problems.did_you_mean(name.text, known)
                problems.error("unknown-constraint", message, name.location, help_text)
        kept = tuple(waiver for waiver in document.waivers if waiver.constraint.text in known)
        found.append(document._replace(waivers=kept))
    return found


def _tell_unknown_types(project: Project, problems: Problems) -> None:
    """Record an error for every document that is meant for archcheck and does not say rightly what it is."""
    for path, outline in sorted(project.documents.items()):
        if outline.meant and not outline.type:
            load_topology_file(Path(path), project.show(path), problems)


def _notice(diagnostic: Diagnostic, project: Project) -> Notice:
    nowhere = Location(project.show(next(iter(project.roots("topology")), "")), 1, 1)
    help_text = f"\nhelp: {diagnostic.help}" if diagnostic.help else ""
    place = diagnostic.location or nowhere
    return Notice(diagnostic.severity, diagnostic.code, diagnostic.message + help_text, place, diagnostic.related)


def _common_warnings(runs: Sequence[Run]) -> Iterator[Diagnostic]:
    """Yield the warnings of all runs, once each; that a topology lacks a name only where all of them lack it."""
    at: dict[tuple[str, Location | None], list[Diagnostic]] = {}
    for run in runs:
        for each in dict.fromkeys(run.diagnostics):
            at.setdefault((each.code, each.location), []).append(each)
    for (code, _), several in at.items():
        if not code.startswith("no-such-"):
            yield from dict.fromkeys(several)
        elif len(several) == len(runs):
            others = len(runs) - 1
            more = f", nor has any of the {others} other topologies" if others > 1 else ", nor has the other topology"
            yield several[0]._replace(message=several[0].message + (more if others else ""))


def _verdicts(report: Report) -> Iterator[Notice]:
    """Yield what does not hold: at the node or edge at fault, and at the constraint."""
    by_id: dict[str, list[tuple[Run, ConstraintResult]]] = {}
    for run in report.runs:
        for result in run.constraints:
            by_id.setdefault(result.id, []).append((run, result))
            for finding in result.findings:
                if finding.state in ("open", "grace", "referred") and finding.location is not None:
                    yield _finding(result, finding, finding.location)
    for several in by_id.values():
        failing = [(run, result) for run, result in several if result.counts_as is not None]
        if failing:
            yield _constraint(failing, len(several))


def _finding(result: ConstraintResult, finding: Finding, place: Location) -> Notice:
    lines = [finding.message]
    for word, path in (("path", finding.path), ("and", finding.other_path)):
        if path:
            lines.append(f"{word}: {format_path(path)}")
    lines += [f"permitted only by {permit.authority}" for permit in finding.permitted_by]
    lines += [f"waived until {approval.expires.isoformat()}, which is over" for approval in finding.expired]
    if finding.state == "grace" and result.grace_until is not None:
        lines.append(f"a warning until {result.grace_until.isoformat()}")
    if finding.fix:
        lines.append(f"fix: {shorten(describe_cuts(finding.fix), _MOST_TEXT)}")
    severity = "warning" if finding.state == "referred" else result.counts_as or result.severity
    related = [(f"asked for here: {result.title}" if result.title else "asked for here", result.location)]
    steps = [step for path in (finding.path, finding.other_path) for step in path]
    related += [(f"step {step.edge}", step.location) for step in steps if step.edge and step.location is not None]
    return Notice(severity, result.id, "\n".join(lines), place, tuple(related[:MOST_RELATED]), verdict=True)


def _constraint(failing: Sequence[tuple[Run, ConstraintResult]], total: int) -> Notice:
    """Return what to tell at a constraint that counts against some topologies."""
    first = failing[0][1]
    lines = [describe_verdict(result) + (f" in {run.path}" if total > 1 else "") for run, result in failing]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [f"and so on in {len(lines) - _MOST_LINES + 1} more"]
    related = []
    for _, result in failing:
        standing = [finding for finding in result.findings if finding.state in ("open", "grace", "referred")]
        related += [(finding.message, finding.location) for finding in standing if finding.location is not None]
    if total > len(failing):
        lines.append(f"{total - len(failing)} of {total} topologies hold")
    severities = [result.counts_as for _, result in failing]
    severity = next(name for name in ("error", "warning", "info") if name in severities)
    empty_at = next((result.empty_at for _, result in failing if result.status == "vacuous"), None)
    alone = all(result.status == "vacuous" for _, result in failing)
    place = empty_at if alone and empty_at is not None else first.location
    return Notice(severity, first.id, "\n".join(lines), place, tuple(related[:MOST_RELATED]), verdict=True)


def describe_verdict(result: ConstraintResult) -> str:
    """Return a verdict in some words."""
    if result.status == "error":
        return f"could not be evaluated: {result.error}"
    if result.status == "vacuous":
        verb = "matches" if len(result.empty) == 1 else "match"
        return f"vacuous: {', '.join(f'`{name}`' for name in result.empty)} {verb} nothing"
    states = [finding.state for finding in result.findings]
    counts = [f"{states.count(state)} {state}" for state in ("waived", "known", "referred") if state in states]
    standing = states.count("open") + states.count("grace")
    if result.status == "fail":
        more = "+" if result.truncated else ""
        counts.insert(0, f"{standing}{more} finding{'s' * (standing != 1 or result.truncated)}")
    if result.allow_empty is not None:
        counts.append(f"nothing to check: {result.allow_empty}")
    if result.assumptions:
        counts.append(f"assumes that {', '.join(result.assumptions)} {_keep(result)} no state")
    return result.status + (f": {', '.join(counts)}" if counts else "")


def _keep(result: ConstraintResult) -> str:
    return "keeps" if len(result.assumptions) == 1 else "keep"


def _rejections(
    report: Report,
    topologies: Sequence[Topology],
    documents: Sequence[ConstraintDocument],
    waivers: Sequence[WaiverDocument],
    baseline: Baseline | None,
) -> Iterator[Notice]:
    """Yield what the independent checker rejects: a fault of archcheck's own."""
    places = {result.id: result.location for run in report.runs for result in run.constraints}
    for each in check_runs(report.to_dict(digests=False), topologies, documents, waivers, baseline, ()):
        if each.reason is not None and each.constraint in places:
            message = f"the independent checker rejects this verdict: {each.reason}; please report it"
            yield Notice("error", each.constraint, message, places[each.constraint])


def _sort(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(dict.fromkeys(notices), key=lambda each: (each.location, each.code, each.message)))
