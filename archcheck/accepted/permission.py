"""Permissions: which findings a text outside of the document is said to allow."""

from collections.abc import Mapping, Sequence

from archcheck.accepted.waivers import matches_any
from archcheck.documents.constraints import Permission
from archcheck.documents.selector import Selector
from archcheck.report_model import Finding, Permit
from archcheck.selectors import Population


class Permissions:
    """The permissions of one constraint over one topology.

    Args:
        permissions: what the constraint says.
        sets: the named sets that its selectors speak of.
        population: the nodes of the topology.
    """

    def __init__(self, permissions: Sequence[Permission], sets: Mapping[str, Selector], population: Population) -> None:
        def select(selector: Selector | None) -> frozenset[str] | None:
            if selector is None:
                return None
            return frozenset(population.nodes[position].id for position in population.select_nodes(selector, sets))

        self._permissions = [(each, select(each.covers_from), select(each.covers_to)) for each in permissions]

    def covering(self, finding: Finding) -> tuple[Permit, ...]:
        """Return what is said to allow a finding, in the order of the document."""
        return tuple(
            Permit(each.authority, each.version, each.pinned, each.controller, each.reference)
            for each, sources, targets in self._permissions
            if _covers(each, sources, targets, finding)
        )


def _covers(
    permission: Permission, sources: frozenset[str] | None, targets: frozenset[str] | None, finding: Finding
) -> bool:
    if permission.covers_all:
        return True
    if finding.subject is not None or permission.covers_subject is not None:
        return matches_any(permission.covers_subject, finding.subject)
    ends = ((sources, finding.source), (targets, finding.target))
    return all(chosen is None or end in chosen for chosen, end in ends)
