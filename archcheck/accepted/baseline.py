"""Baselines: which findings were known before, and which entries are stale."""

from collections.abc import Collection, Mapping, Sequence

from archcheck.documents.baseline import Baseline, Entry
from archcheck.report_model import Finding, Identity
from archcheck.source.diagnostics import Problems

_HELP = "write the baseline anew with --write-baseline"


class Known:
    """What a baseline knows of one topology; None as a baseline knows of nothing.

    Args:
        baseline: the baseline.
        topology: the topology's name.
        topologies: the names of all topologies of the check: where it has one only, and the baseline knows of one only,
            the name does not matter.
    """

    def __init__(self, baseline: Baseline | None, topology: str, topologies: Collection[str]) -> None:
        entries = () if baseline is None else baseline.entries
        names = {entry.topology for entry in entries}
        name = names.pop() if len(names) == len(topologies) == 1 else topology
        self.entries = [entry for entry in entries if entry.topology == name]
        self.identities = frozenset(entry.identity for entry in self.entries)

    def gone(self, findings: Mapping[str, Sequence[Finding]], constraints: Collection[str]) -> list[Entry]:
        """Return the entries whose finding is gone.

        Args:
            findings: all findings of the constraints that were decided, by constraint.
            constraints: all constraints of the documents; an entry of another one is gone too.
        """
        present = {identity_of(constraint, finding) for constraint in findings for finding in findings[constraint]}
        return [
            entry
            for entry in self.entries
            if entry.identity not in present and (entry.constraint in findings or entry.constraint not in constraints)
        ]

    def undecided(self, decided: Collection[str], constraints: Collection[str]) -> list[Identity]:
        """Return the identities of the entries of which this check cannot say whether they are gone."""
        return [
            entry.identity
            for entry in self.entries
            if entry.constraint not in decided and entry.constraint in constraints
        ]


def identity_of(constraint: str, finding: Finding) -> Identity:
    """Return what makes a finding of a constraint one and the same."""
    return constraint, finding.source, finding.target, finding.subject


def tell_gone(entries: Sequence[Entry], constraints: Collection[str], problems: Problems) -> None:
    """Record a warning for every entry of a baseline whose finding is gone."""
    for entry in entries:
        named = [("subject", entry.subject), ("source", entry.source), ("target", entry.target)]
        about = ", ".join(f"{what} `{name}`" for what, name in named if name is not None)
        message = f"the finding of `{entry.constraint}` ({about}) is gone, and the baseline still holds it"
        if entry.constraint not in constraints:
            message = f"the baseline holds a finding of `{entry.constraint}` ({about}), and there is no such constraint"
        problems.warning("stale-baseline", message, entry.location, _HELP)


def tell_unchecked(baseline: Baseline, topologies: Collection[str], problems: Problems) -> None:
    """Record a warning for every topology that the baseline knows of and that is not checked."""
    first: dict[str, list[Entry]] = {}
    for entry in baseline.entries:
        first.setdefault(entry.topology, []).append(entry)
    if len(first) == len(topologies) == 1:
        return
    for name, entries in first.items():
        if name not in topologies:
            count = f"{len(entries)} finding{'s' * (len(entries) != 1)}"
            message = f"the baseline holds {count} of the topology `{name}`, which is not checked"
            problems.warning("stale-baseline", message, entries[0].location, "check it too, or remove them")
