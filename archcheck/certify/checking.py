"""A whole report, held against the documents that it was made from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from archcheck.certify.excuses import Excuses, known_of, without_spoilt
from archcheck.certify.model import Model
from archcheck.certify.rejection import Rejection, expect, member, only_known, reject
from archcheck.certify.verdict import check_verdict
from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import ConstraintDocument, RawConstraint
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.report_model import STATUSES, TYPE, seal

Known = Mapping[str, tuple[RawConstraint, ConstraintDocument]]


class Verification(NamedTuple):
    """What became of one verdict: ``constraint`` is empty where it is about a run or the report as a whole."""

    topology: str
    constraint: str
    reason: str | None

    @property
    def accepted(self) -> bool:
        """Whether the documents bear it out."""
        return self.reason is None


def verify_report(
    report: Mapping[str, Any],
    topologies: Sequence[Topology],
    documents: Sequence[ConstraintDocument],
    waivers: Sequence[WaiverDocument] = (),
    baseline: Baseline | None = None,
    only: Sequence[str] = (),
) -> list[Verification]:
    """Check a report, its seal and the digests of its topologies included.

    Args:
        report: the report as plain data.
        topologies: what it is about.
        documents: the constraints that it was checked against.
        waivers: what was waived.
        baseline: what was known.
        only: the constraints that were chosen; none for all.

    Returns:
        One verification a verdict, then those of the runs and of the report.
    """
    found = check_runs(report, topologies, documents, waivers, baseline, only, digests=True)
    sealed = report.get("digest") == seal(report)
    reason = None if sealed else "the digest of the report differs: it was changed after it was written"
    return [*found, Verification("", "", reason)]


def check_runs(
    report: Mapping[str, Any],
    topologies: Sequence[Topology],
    documents: Sequence[ConstraintDocument],
    waivers: Sequence[WaiverDocument] = (),
    baseline: Baseline | None = None,
    only: Sequence[str] = (),
    *,
    digests: bool = False,
) -> list[Verification]:
    """Check every verdict of a report; arguments as for :func:`verify_report`, which also checks ``digests``."""
    try:
        expect(report.get("archcheck"), TYPE, "the type of the report")
        runs = member(report, "runs", list)
        as_of = date.fromisoformat(member(report, "as_of", str))
        if not all(isinstance(run, dict) for run in runs):
            reject("a run is no object")
        known = _find_constraints(documents, only)
        live = without_spoilt(waivers, runs, as_of)
    except (Rejection, ValueError, KeyError, TypeError, AttributeError) as error:
        return [Verification("", "", f"the report cannot be read: {error}")]
    by_place = {(topology.path, topology.name): topology for topology in topologies}
    found: list[Verification] = []
    for run in runs:
        about = run.get("topology")
        name = str(about.get("path")) if isinstance(about, dict) else ""
        try:
            if not isinstance(about, dict):
                reject("the run says nothing of its topology")
            only_known(run, ("topology", "summary", "baseline", "constraints", "diagnostics"), "a run")
            only_known(about, ("name", "path", "nodes", "edges", "sha256"), "a topology")
            topology = by_place.pop((str(about.get("path")), str(about.get("name"))), None)
            if topology is None:
                reject("its topology is not among those that were given")
            model = Model(topology)
            _check_topology(about, model, digests=digests)
            excuses = Excuses(live, known_of(baseline, _baseline_name(topology, baseline, len(runs))), as_of)
            found += _check_results(run, model, known, excuses, digests=digests)
            _check_summary(run)
            found.append(Verification(name, "", None))
        except Rejection as rejection:
            found.append(Verification(name, "", str(rejection)))
    found += [Verification(path, "", "the report has no run of it") for path, _ in by_place]
    return found


def _find_constraints(documents: Sequence[ConstraintDocument], only: Sequence[str]) -> Known:
    found = {name: (raw, document) for document in documents for name, raw in document.constraints.items()}
    return {name: pair for name, pair in found.items() if not only or name in only}


def _baseline_name(topology: Topology, baseline: Baseline | None, runs: int) -> str:
    """Return what a baseline calls a topology: where both know a single one, its name does not matter."""
    names = {entry.topology for entry in baseline.entries} if baseline is not None else set()
    return names.pop() if len(names) == 1 and runs == 1 else topology.name


def _check_topology(about: Mapping[str, Any], model: Model, *, digests: bool) -> None:
    expect(about.get("nodes"), len(model.nodes), "the number of nodes")
    expect(about.get("edges"), len(model.edges), "the number of edges")
    if not digests:
        return
    import hashlib  # loads OpenSSL: not for the program's own report

    single = [hashlib.sha256(source.text.encode()) for source in model.topology.sources.values()]
    whole = single[0] if len(single) == 1 else hashlib.sha256(b"".join(each.digest() for each in single))
    if about.get("sha256") != whole.hexdigest():
        reject("the digest differs: the topology has changed since")


def _check_results(
    run: Mapping[str, Any], model: Model, known: Known, excuses: Excuses, *, digests: bool
) -> list[Verification]:
    """Check every verdict of a run; each constraint has one."""
    path = model.topology.path
    results = member(run, "constraints", list)
    told = [result.get("id") for result in results]
    found = []
    if told != sorted(known):
        missing = sorted(known.keys() - set(map(str, told)))
        gap = f"there is no verdict on {missing[0]}" if missing else "the verdicts are not one a constraint, in order"
        found.append(Verification(path, "", gap))
    for result in results:
        name = result.get("id")
        if not isinstance(name, str) or name not in known:
            found.append(Verification(path, str(name), "there is no such constraint"))
            continue
        reason: str | None = None
        try:
            check_verdict(result, *known[name], model, excuses, thorough=digests)
        except Rejection as rejection:
            reason = str(rejection)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            reason = f"the verdict cannot be read: {type(error).__name__}: {error}"
        found.append(Verification(path, name, reason))
    return found


def _check_summary(run: Mapping[str, Any]) -> None:
    statuses = [result.get("status") for result in run["constraints"]]
    expect(run.get("summary"), {status: statuses.count(status) for status in STATUSES}, "the summary")
