"""What comes out when claims are held against topologies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from archcheck.claims.standing import HOLDING, REFERRED, REFUTED, UNKNOWN, Standing
from archcheck.documents.claims import Claim
from archcheck.report_model import Run
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.located import Location, Source

BAD = (REFUTED, UNKNOWN, REFERRED)
"""What keeps a claim from standing, the worst first."""


class Proof(NamedTuple):
    """A constraint that a reading rests on: its verdict, the kind of certificate that proves it, and what it says."""

    constraint: str
    title: str | None
    status: str
    certificate: str | None
    standing: Standing


class ReadingResult(NamedTuple):
    """One reading of a claim over one topology; ``number`` counts readings from 1."""

    number: int
    title: str
    standing: Standing
    proofs: tuple[Proof, ...]
    undecidable: tuple[str, ...]
    location: Location

    @property
    def status(self) -> str:
        """One of :data:`archcheck.claims.standing.STATUSES`."""
        return self.standing.status


class Support(NamedTuple):
    """A claim that another one is argued from, and how its most literal reading stands."""

    claim: str
    status: str


class ClaimResult(NamedTuple):
    """One claim over one topology: its readings, and the claims that it is argued from."""

    claim: Claim
    readings: tuple[ReadingResult, ...]
    supports: tuple[Support, ...]

    @property
    def strongest(self) -> ReadingResult | None:
        """The strictest reading that the topology supports, of those before the first that does not stand.

        A stricter one behind it may be supported by itself, which makes the sentence no stronger.
        """
        before = takewhile(lambda each: each.status not in BAD, self.readings)
        return next((each for each in reversed(list(before)) if each.status in HOLDING), None)

    @property
    def weakest_refuted(self) -> ReadingResult | None:
        """The most literal reading that the topology refutes."""
        return next((each for each in self.readings if each.status == REFUTED), None)

    @property
    def status(self) -> str:
        """How the claim stands: as the most literal reading does that tells anything.

        Where that is none, for all are undecidable or not in force, as the first of them.
        """
        found = (each.status for each in self.readings)
        return next((status for status in found if status in HOLDING or status in BAD), self.readings[0].status)


@dataclass(frozen=True, slots=True)
class ClaimsReport:
    """Claims over topologies.

    Attributes:
        runs: the checks of the constraints that the claims name, one a topology.
        results: for each topology, in the order of the runs, the claims in the order of their documents.
        diagnostics: what is said of the claims themselves.
    """

    runs: tuple[Run, ...]
    results: tuple[tuple[ClaimResult, ...], ...]
    diagnostics: tuple[Diagnostic, ...]
    as_of: date
    version: str
    fail_on: str = "refuted"
    strict: bool = False
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)

    def is_failing(self, result: ClaimResult) -> bool:
        """Return whether a claim makes the verdict ``fail``."""
        counting = {"refuted": (REFUTED, UNKNOWN), "referred": (REFUTED, UNKNOWN, REFERRED), "never": ()}
        return result.status in counting[self.fail_on]

    @property
    def verdict(self) -> str:
        """``error`` where a constraint could not be evaluated, else ``fail`` or ``pass``."""
        told = [*self.diagnostics, *(each for run in self.runs for each in run.diagnostics)]
        if any(result.status == "error" for run in self.runs for result in run.constraints):
            return "error"
        if any(diagnostic.severity == "error" for diagnostic in told):
            return "error"
        warned = any(diagnostic.severity == "warning" for diagnostic in told)
        if self.strict and self.fail_on != "never" and warned:
            return "fail"
        return "fail" if any(self.is_failing(each) for row in self.results for each in row) else "pass"
