"""Paths, cuts and excuses as lines of text name them, and all there is to say of a finding; inert in a terminal."""

from collections.abc import Sequence

from archcheck.report_model import Approval, ConstraintResult, Finding, Permit, Step
from archcheck.source.inert import escape


def describe_edge(name: str) -> str:
    """Return the id of an edge, with room around its arrow."""
    return " -> ".join(map(escape, name.split("->", 1)))


def describe_cuts(cuts: Sequence[Sequence[str]]) -> str:
    """Return what a finding's cuts come to: any one of some edges, or sets of several."""
    if len(cuts) == 1:
        return "cut " + " and ".join(map(describe_edge, cuts[0]))
    if all(len(cut) == 1 for cut in cuts):
        return "cut any one of " + ", ".join(describe_edge(cut[0]) for cut in cuts)
    return "cut " + ", or ".join(" and ".join(map(describe_edge, cut)) for cut in cuts)


def format_path(path: Sequence[Step]) -> str:
    """Return a path on one line: ``->`` a forward step, ``<=`` one that a response or a pull takes against its edge."""
    arrows = {None: "", "forward": " -> ", "backward": " <= "}
    return "".join(arrows[step.direction] + escape(step.node) for step in path)


def describe_approval(approval: Approval) -> str:
    """Return who waived something until when, and why."""
    by = f"until {approval.expires.isoformat()} by {escape(approval.approved_by)}"
    return f"{by}: {escape(approval.reason)} ({escape(str(approval.location))})"


def describe_permit(permit: Permit) -> str:
    """Return what is said to allow something, and how far it can be relied on."""
    version = f", version {escape(permit.version)}" if permit.version is not None else ""
    parts = [escape(permit.authority) + version]
    parts.append("pinned" if permit.pinned else "not pinned: it can change while this document stays as it is")
    if permit.controller is not None:
        parts.append(f"controlled by {escape(permit.controller)}")
    if permit.reference is not None:
        parts.append(escape(permit.reference))
    return "; ".join(parts)


def list_notes(result: ConstraintResult, finding: Finding) -> list[str]:
    """Return what there is to say of a finding beside its message, a line each that begins with a word and a colon."""
    notes = []
    if finding.path:
        closed = finding.path[0].node == finding.path[-1].node
        notes.append(f"{'cycle' if closed else 'path'}: {format_path(finding.path)}")
    if finding.other_path:
        notes.append(f"and: {format_path(finding.other_path)}")
    notes += [
        f"note: `{name}` matches nothing" for name, count in result.matched.items() if name[:3] == "via" and not count
    ]
    if finding.fix:
        notes.append(f"fix: {describe_cuts(finding.fix)}")
    if finding.state == "grace" and result.grace_until:
        notes.append(f"grace: a warning until {result.grace_until.isoformat()}")
    if finding.waiver is not None:
        notes.append(f"waived: {describe_approval(finding.waiver)}")
    notes += [f"permitted only by: {describe_permit(permit)}" for permit in finding.permitted_by]
    notes += [f"expired: {describe_approval(approval)}" for approval in finding.expired]
    return [*notes, *note_constraint(result)]


def note_constraint(result: ConstraintResult) -> list[str]:
    """Return what a constraint asks, where it says so, and where it stands."""
    asks = [f"asks: {escape(result.title)}"] if result.title is not None else []
    return [*asks, f"constraint: {escape(str(result.location))}"]
