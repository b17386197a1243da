"""Judgements: what a rule comes to, as far as the checker needs it to accept or reject a verdict."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.rejection import expect, reject
from archcheck.source.located import Location

Identity = tuple[str | None, str | None, str | None]
"""Source, target and subject of a finding."""


class Judgement(ABC):
    """One constraint over one topology, judged from the documents.

    ``empty`` names the fields that matched nothing where the rule needs them, and ``stops_empty`` says whether nothing
    else is looked at then.
    """

    stops_empty = True

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.model = fields.model
        self.empty: list[str] = []

    @abstractmethod
    def holds(self) -> bool:
        """Return whether there is no violation."""

    @abstractmethod
    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Reject a finding that is none; return the place that it should name."""

    @abstractmethod
    def check_complete(self, told: Collection[Identity]) -> None:
        """Reject a list of findings that leaves one out."""

    @abstractmethod
    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Reject a certificate that is not the one of this verdict."""

    def check_fix(self, identity: Identity, edges: frozenset[int]) -> None:
        """Reject a cut without which the finding stays; where single edges are at fault, it is that edge."""
        if {self.model.edges[edge].id for edge in edges} != {identity[2]}:
            reject("a fix is not the edge at fault")

    def check_assumptions(self, assumptions: list[str]) -> None:
        """Reject the wrong assumptions of a pass; most rules make none."""
        expect(assumptions, [], "assumptions")


class Listed(Judgement):
    """A judgement whose violations are few enough to list: by identity, with the place of each."""

    @abstractmethod
    def violations(self) -> Mapping[Identity, Location | None]:
        """Return all violations."""

    def holds(self) -> bool:
        """Return whether there are none."""
        return not self.violations()

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Look the finding up."""
        found = self.violations()
        if identity not in found:
            reject("a finding is none")
        return found[identity]

    def check_complete(self, told: Collection[Identity]) -> None:
        """Compare both lists."""
        if self.violations().keys() - set(told):
            reject("a violation is left out")
