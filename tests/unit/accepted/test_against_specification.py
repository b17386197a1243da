"""Every mixture of small excuses, held against a naive reading of the language, and against the independent checker."""

from collections.abc import Iterator
from datetime import date
from itertools import chain, combinations, product
from typing import NamedTuple

import archcheck
from archcheck.certify import check_runs
from archcheck.documents.baseline import Entry, write_baseline
from archcheck.documents.loading import read_baseline
from tests.rules.checking import load, load_constraints

DAY = date(2026, 11, 23)
TOPOLOGY = load("nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}}\nedges: [{from: [a, b], to: c}]")
FINDINGS = [("a", "c"), ("b", "c")]


class Waived(NamedTuple):
    """A waiver: the sources that its pattern is to match, its days, and the number that it expects."""

    pattern: str
    sources: str
    expires: str
    expect: int | None

    def document(self) -> str:
        expect = "" if self.expect is None else f", expect: {self.expect}"
        return f"{{constraint: k, from: {self.pattern}, reason: r, approved-by: a, expires: {self.expires}{expect}}}"

    def holds(self) -> bool:
        return self.expires >= "2026-11-23" and self.expect in (None, len(self.sources))


WAIVERS = [
    Waived(pattern, sources, expires, expect)
    for (pattern, sources), expires, expect in product(
        [("a", "a"), ("'*'", "ab"), ("z", "")], ["2026-11-22", "2026-11-23"], [None, 1]
    )
]
PERMISSIONS = {"": "", "{authority: l, covers: {from: b}}": "b", "{authority: l}": "ab"}
GRACES = ["", "2026-11-22", "2026-11-23"]
BASELINES = [None, *chain.from_iterable(combinations(FINDINGS, count) for count in range(3))]


def mixtures() -> Iterator[tuple[tuple[Waived, ...], str, str, tuple[tuple[str, str], ...] | None, int]]:
    """Yield no waiver, each, and every third pair of them, with all that else may excuse."""
    pairs = [pair for number, pair in enumerate(combinations(WAIVERS, 2)) if number % 3 == 0]
    several: list[tuple[Waived, ...]] = [(), *((waiver,) for waiver in WAIVERS), *pairs]
    yield from product(several, PERMISSIONS, GRACES, BASELINES, (1, 100))


def expected_state(
    source: str, waivers: tuple[Waived, ...], permission: str, grace: str, known: tuple[tuple[str, str], ...] | None
) -> str:
    if any(source in waiver.sources and waiver.holds() for waiver in waivers):
        return "waived"
    if source in PERMISSIONS[permission]:
        return "referred"
    if known is not None:
        return "known" if (source, "c") in known else "open"
    return "grace" if grace >= "2026-11-23" else "open"


def expected_status(states: set[str]) -> str:
    for status, deciding in (("fail", {"open", "grace"}), ("referred", {"referred"})):
        if states & deciding:
            return status
    return "waived"


def test_every_mixture() -> None:
    seen: dict[str, int] = {}
    for waivers, permission, grace, known, most in mixtures():
        fields = f", permitted-by: [{permission}]" if permission else ""
        fields += f", grace-until: {grace}" if grace else ""
        constraints = load_constraints(
            f"constraints: {{k: {{rule: forbidden-path, from: {{kind: x}}, to: {{kind: y}}{fields}}}}}"
        )
        lines = "".join(f"\n  - {waiver.document()}" for waiver in waivers)
        document = archcheck.loads_waivers(f"archcheck: waivers/v1\nwaivers:{lines or ' []'}\n", "w.yaml")
        held = None
        if known is not None:
            entries = [Entry("t", "k", source, target, None) for source, target in known]
            held = read_baseline(write_baseline(entries), "b.json")
        found = archcheck.check(TOPOLOGY, constraints, waivers=document, baseline=held, as_of=DAY, max_findings=most)
        (run,) = found.runs
        (result,) = run.constraints
        states = [expected_state(source, waivers, permission, grace, known) for source, _ in FINDINGS]
        told = sorted(diagnostic.code for diagnostic in run.diagnostics)
        assert result.status == expected_status(set(states))
        shown = [finding.state for finding in result.findings]
        if result.truncated:
            assert shown == ["open" if "open" in states else "grace"]
            assert len(states) > most
        else:
            assert shown == states
        if "open" in states:  # nothing that excuses the other one excuses this one
            assert result.counts_as == "error"
            assert found.verdict != "pass"
        assert told == sorted(
            "expired-waiver"
            if waiver.expires < "2026-11-23"
            else "waiver-expect"
            if waiver.expect not in (None, len(waiver.sources))
            else "unused-waiver"
            for waiver in waivers
            if not waiver.sources or not waiver.holds()
        )
        assert (found.verdict == "error") == ("waiver-expect" in told)
        assert run.baseline == (
            None if known is None else {"new": states.count("open"), "known": states.count("known"), "gone": 0}
        )
        rejected = check_runs(found.to_dict(), [TOPOLOGY], [constraints], [document], held)
        assert [each for each in rejected if not each.accepted] == []
        seen[result.status] = seen.get(result.status, 0) + 1
    assert min(seen.values()) > 500
    assert set(seen) == {"fail", "waived", "referred"}
