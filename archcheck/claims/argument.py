"""The assurance case of claims over one topology, in Goal Structuring Notation (GSN Community Standard, version 3).

Claims and their readings are goals; strategies say how a goal is argued; the solutions are the certificates of the
constraints that hold. What is not shown to hold is an undeveloped goal, and says why.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archcheck.claims.model import ClaimResult, Proof, ReadingResult
from archcheck.claims.standing import HOLDING, UNDECIDABLE, Leaning
from archcheck.claims.words import LEADS, say_refutation
from archcheck.documents.claim_evidence import Evidence, Group, Leaf
from archcheck.report_model import Run

GOAL, STRATEGY, SOLUTION, ASSUMPTION, CONTEXT = "goal", "strategy", "solution", "assumption", "context"
OVER_READINGS = "Argument over its readings, from literal to strict"
FROM_CLAIMS = "Argument from the claims that support it"
ALL, ANY = "All of these", "Any of these"


class Element(NamedTuple):
    """An element of the case and what is below it.

    Attributes:
        kind: ``goal``, ``strategy``, ``solution``, ``assumption`` or ``context``.
        name: its identifier; a constraint has the same one wherever it is a solution, and so has an assumption.
        text: what it says.
        status: of a goal, how it stands.
        detail: why it stands so, or what kind of certificate it is.
        undeveloped: whether it is a goal that nothing here argues for.
        beside: the contexts of a goal.
        leaves: its assumptions, solutions and undeveloped goals.
        inner: the strategies and goals below it that go on.
    """

    kind: str
    name: str
    text: str
    status: str | None = None
    detail: str = ""
    undeveloped: bool = False
    beside: tuple["Element", ...] = ()
    leaves: tuple["Element", ...] = ()
    inner: tuple["Element", ...] = ()


def build_argument(run: Run, results: Sequence[ClaimResult], as_of: str) -> tuple[Element, ...]:
    """Return the goals that no other claim is argued from, each with all that is below it."""
    return tuple(_Case(run, results, as_of).build())


class _Case:
    def __init__(self, run: Run, results: Sequence[ClaimResult], as_of: str) -> None:
        self.run = run
        self.as_of = as_of
        self.results = {each.claim.id: each for each in results}
        self.numbers: dict[tuple[str, str], int] = {}
        self.counts: dict[str, int] = {}
        self.drawn: set[str] = set()

    def build(self) -> Iterator[Element]:
        context = Element(CONTEXT, self._name("C"), f"{self.run.path}, as of {self.as_of}")
        for result in self.results.values():
            if not result.claim.supports:
                yield self._claim(result, (context,))

    def _name(self, letters: str, what: str | None = None) -> str:
        """Return an identifier: the next one, or the one that the same thing had before."""
        known = None if what is None else self.numbers.get((letters, what))
        if known is None:
            known = self.counts[letters] = self.counts.get(letters, 0) + 1
            if what is not None:
                self.numbers[letters, what] = known
        return f"{letters}{known}"

    def _claim(self, result: ClaimResult, beside: tuple[Element, ...] = ()) -> Element:
        claim = result.claim
        name = self._name("G", claim.id)
        if claim.id in self.drawn:
            return Element(GOAL, name, claim.text, result.status, "argued where it stands first")
        self.drawn.add(claim.id)
        source = claim.source
        said = ", ".join(part for part in (source.who, source.where, source.when) if part)
        beside = (Element(CONTEXT, self._name("C", f"said by {said}"), f"said by {said}"), *beside)
        inner: list[Element] = []
        if claim.readings:
            strategy = self._name("S")
            stated = zip(claim.readings, result.readings, strict=True)
            readings = tuple(self._reading(name, each.evidence, found) for each, found in stated)
            inner += [Element(STRATEGY, strategy, OVER_READINGS, inner=readings)]
        if result.supports:
            strategy = self._name("S")
            below = tuple(self._claim(self.results[each.claim]) for each in result.supports)
            inner += [Element(STRATEGY, strategy, FROM_CLAIMS, inner=below)]
        return Element(GOAL, name, f"“{claim.text}”", result.status, beside=beside, inner=tuple(inner))

    def _reading(self, claim: str, evidence: Evidence | None, reading: ReadingResult) -> Element:
        name = f"{claim}.{reading.number}"
        proofs = {proof.constraint: proof for proof in reading.proofs}
        leaves = list(self._assumptions(reading))
        inner: list[Element] = []
        if isinstance(evidence, Group) and evidence.every:
            for part in evidence.parts:
                self._part(part, proofs, leaves, inner)
        elif evidence is not None:
            self._part(evidence, proofs, leaves, inner)
        leaves += [
            Element(GOAL, self._name("U", text), text, UNDECIDABLE, undeveloped=True) for text in reading.undecidable
        ]
        return Element(GOAL, name, reading.title, reading.status, leaves=tuple(leaves), inner=tuple(inner))

    def _assumptions(self, reading: ReadingResult) -> Iterator[Element]:
        """Yield what support leans on, each statement once."""
        found = reading.standing.leanings
        for text, detail in dict.fromkeys((LEADS[each.kind] + each.statement, _say_whose(each)) for each in found):
            yield Element(ASSUMPTION, self._name("A", text + detail), text, detail=detail)

    def _part(self, evidence: Evidence, proofs: dict[str, Proof], leaves: list[Element], inner: list[Element]) -> None:
        if isinstance(evidence, Leaf):
            leaves.append(self._proof(proofs[evidence.constraint.text]))
            return
        name = self._name("S")
        below: list[Element] = []
        deeper: list[Element] = []
        for part in evidence.parts:
            self._part(part, proofs, below, deeper)
        text = ALL if evidence.every else ANY
        inner.append(Element(STRATEGY, name, text, leaves=tuple(below), inner=tuple(deeper)))

    def _proof(self, proof: Proof) -> Element:
        standing = proof.standing
        if standing.status in HOLDING:
            detail = f"certificate: {proof.certificate}"
            return Element(SOLUTION, self._name("Sn", proof.constraint), proof.constraint, standing.status, detail)
        told = [say_refutation(each) for each in standing.refutations] or list(standing.reasons)
        name = self._name("U", f"constraint {proof.constraint}")
        text = proof.constraint if proof.title is None else f"{proof.constraint}: {proof.title}"
        return Element(GOAL, name, text, standing.status, "; ".join(told), undeveloped=True)


def _say_whose(leaning: Leaning) -> str:
    """Return who vouches for what is leaned on, or which constraint it is about."""
    if leaning.vouched_by is not None:
        return f"{leaning.vouched_by} vouches"
    return f"of {leaning.constraint}" if leaning.kind == "hollow" else ""
