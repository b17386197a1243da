"""The self-check: every report of ``check`` goes through the independent checker before anything is written."""

from collections.abc import Sequence

from archcheck.certify import check_runs
from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import VerificationError
from archcheck.report_model import Report
from archcheck.source.collector import paused_collector
from archcheck.source.progress import work


def verify_own(
    report: Report,
    topologies: Sequence[Topology],
    documents: Sequence[ConstraintDocument],
    waivers: Sequence[WaiverDocument],
    baseline: Baseline | None,
    only: Sequence[str],
) -> None:
    """Check a report before it is written; its digests are left out, for nobody had it in hand yet.

    Raises:
        VerificationError: where a verdict is rejected.
    """
    work.begin("verifying the report")
    with paused_collector():
        found = check_runs(report.to_dict(digests=False), topologies, documents, waivers, baseline, only)
    rejected = [each for each in found if each.reason is not None]
    if rejected:
        about = ", ".join(filter(None, (rejected[0].topology, rejected[0].constraint)))
        more = f" (and {len(rejected) - 1} more)" if len(rejected) > 1 else ""
        raise VerificationError(
            f"the independent checker rejects the report: {about}: {rejected[0].reason}{more}; this is a fault of "
            "archcheck, please report it (--no-verify shows the report)"
        )
