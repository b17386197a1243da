"""Checking: what is wrong in the documents of a project, and the verdicts of its constraints over its topologies."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from archcheck.certify import check_runs
from archcheck.checker import check_topologies, compile_topologies, read_constraints
from archcheck.claims.evaluation import judge_claims, require_constraints
from archcheck.claims.model import ClaimResult
from archcheck.documents.baseline import Baseline
from archcheck.documents.claims import Claim, ClaimsDocument, merge_claims
from archcheck.documents.configuration import load_configuration_file
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.loading import (
    load_baseline_file,
    load_claims_file,
    load_constraint_file,
    load_overlay_file,
    load_waivers_file,
)
from archcheck.documents.overlay import Overlay
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import InputError
from archcheck.importers.loading import load_topology_file
from archcheck.importers.overlaying import apply_overlays
from archcheck.lsp.notices import Notice, common_warnings, tell_claims, tell_diagnostic, tell_verdicts
from archcheck.lsp.project import Project
from archcheck.report_model import Report
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, shorten

T = TypeVar("T")
_HINT = "the constraints of the open folder count, or those that `constraints` in `archcheck.yaml` names"


class Checked(NamedTuple):
    """What a check of a project found: what to tell, and the report, where there was something to check.

    ``claims`` are, for each run of the report, the claims over its topology; none where they are not sound.
    """

    notices: tuple[Notice, ...]
    report: Report | None = None
    claims: tuple[tuple[ClaimResult, ...], ...] = ()


def check_project(project: Project, as_of: date, version: str) -> Checked:
    """Check what a project holds; whatever is wrong in one document, the others are checked.

    Args:
        project: the project; texts that are not saved stand for their files already.
        as_of: the day on which dates are judged.
        version: the program's version.
    """
    told: list[Notice] = []
    topologies = _load(project, "topology", _load_topology, told)
    documents = _load(project, "constraints", _load_constraints, told)
    waivers = _load(project, "waivers", load_waivers_file, told)
    baselines = _load(project, "baseline", load_baseline_file, told)
    overlays = _load(project, "overlay", load_overlay_file, told)
    stated = _load(project, "claims", load_claims_file, told)
    for path, outline in sorted(project.documents.items()):
        if outline.family == "config":
            _load_one(path, project, load_configuration_file, told)
        elif outline.meant and not outline.type:  # it says what it is in vain
            _load_one(path, project, load_topology_file, told)
    problems = Problems()
    if len(overlays) < len(project.checked("overlay")):
        topologies = []  # without what belongs over them they would be others
    topologies = [laid for topology in topologies if (laid := _lay(topology, overlays, problems)) is not None]
    documents = _consistent(documents, problems)
    waivers = _known(waivers, documents, problems)
    # A claim is not to be blamed for what could not be read.
    readable = len(stated) == len(project.checked("claims")) and len(documents) == len(project.checked("constraints"))
    claims = _sound_claims(stated, documents, problems) if readable else {}
    baseline = baselines[0] if len(baselines) == 1 else None
    nowhere = Location(topologies[0].path if topologies else "", 1, 1)
    told += [tell_diagnostic(each, nowhere) for each in problems.diagnostics]
    if not topologies or not any(document.constraints for document in documents):
        return Checked(_sort(told))
    try:
        report, graphs = check_topologies(
            topologies, documents, as_of=as_of, version=version, waivers=waivers, baseline=baseline
        )
    except InputError as error:
        return Checked(_sort([*told, *(tell_diagnostic(each, nowhere) for each in error.diagnostics)]))
    told += [tell_diagnostic(each, nowhere) for each in common_warnings(report.runs)]
    told += tell_verdicts(report)
    told += _rejections(report, topologies, documents, waivers, baseline)
    if not claims:
        return Checked(_sort(told), report)
    bare = report
    if waivers or baseline is not None:  # an excuse makes no sentence true
        bare, graphs = check_topologies(topologies, documents, as_of=as_of, version=version)
    weighed = Problems()
    results = judge_claims(claims, bare, graphs, read_constraints(documents, weighed), weighed)
    told += [tell_diagnostic(each, nowhere) for each in weighed.diagnostics]
    told += tell_claims(report.runs, results)
    return Checked(_sort(told), report, results)


def _load(
    project: Project, family: str, load: Callable[[Path, str, Problems], T | None], told: list[Notice]
) -> list[T]:
    """Return the sound documents of a family that are checked; what is wrong in any of the family is told."""
    checked = project.checked(family)
    found = []
    for path in dict.fromkeys([*checked, *project.roots(family)]):
        document = _load_one(path, project, load, told)
        if document is not None and path in checked:
            found.append(document)
    return found


def _load_one(
    path: str, project: Project, load: Callable[[Path, str, Problems], T | None], told: list[Notice]
) -> T | None:
    """Return a document, None where it is not sound; what is wrong with it is told."""
    problems = Problems()
    shown = project.show(path)
    document = load(Path(path), shown, problems)
    told += [tell_diagnostic(each, Location(shown, 1, 1)) for each in problems.diagnostics]
    return None if problems.failed else document


def _load_topology(path: Path, shown: str, problems: Problems) -> Topology | None:
    """Load a topology, and find what is wrong with it as a graph too."""
    topology = load_topology_file(path, shown, problems)
    if topology is not None:
        try:
            compile_topologies([topology])
        except InputError as error:
            problems.diagnostics += error.diagnostics
    return topology


def _lay(topology: Topology, overlays: Sequence[Overlay], problems: Problems) -> Topology | None:
    """Return a topology with overlays laid over it, None where they do not fit; that is recorded."""
    own = Problems()
    laid = apply_overlays(topology, overlays, own)
    problems.diagnostics += own.diagnostics
    return None if own.failed else laid


def _load_constraints(path: Path, shown: str, problems: Problems) -> ConstraintDocument | None:
    """Load constraints, and find what is wrong with the fields of their rules too."""
    document = load_constraint_file(path, shown, problems)
    if document is not None:
        read_constraints([document], problems)
    return document


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


def _sound_claims(
    stated: Sequence[ClaimsDocument], documents: Sequence[ConstraintDocument], problems: Problems
) -> dict[str, Claim]:
    """Return the claims, by id; none where they contradict each other, or name what is not there: that is recorded."""
    own = Problems()
    claims = merge_claims(stated, own)
    require_constraints(claims, documents, own, _HINT)
    problems.diagnostics += own.diagnostics
    return {} if own.failed else claims


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
        if each.reason is not None:
            message = f"the independent checker rejects a verdict: {each.reason}; please report it"
            place = places.get(each.constraint, Location(topologies[0].path, 1, 1))
            yield Notice("error", each.constraint or "verify", message, place)


def _sort(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(dict.fromkeys(notices), key=lambda each: (each.location, each.code, each.message)))
