"""How the standings of parts make that of a whole, and what each verdict says of whatever rests on it."""

from datetime import date
from itertools import product

import pytest

import archcheck
from archcheck.claims.evaluation import evaluate_claims
from archcheck.claims.ground import find_ground
from archcheck.claims.standing import ASSUMING, HOLDING, REFUTED, STATUSES, SUPPORTED, Leaning, Standing, combine, stand
from archcheck.documents.loading import read_claims
from archcheck.errors import EvaluationError
from archcheck.importers.accepting import accept_unmodelled
from archcheck.source.diagnostics import Problems

PARTS = [Standing(status) for status in STATUSES]
PAIRS = list(product(PARTS, PARTS))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].status}+{pair[1].status}")
def test_all_is_supported_only_where_every_part_is_and_refuted_where_one_is(pair: tuple[Standing, Standing]) -> None:
    found = {part.status for part in pair}
    whole = combine(pair, every=True).status
    assert (whole in HOLDING) == (found <= set(HOLDING))
    assert (whole == SUPPORTED) == (found == {SUPPORTED})
    assert (whole == REFUTED) == (REFUTED in found)
    assert whole in found


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].status}+{pair[1].status}")
def test_any_is_supported_where_one_part_is_and_refuted_only_where_every_one_is(
    pair: tuple[Standing, Standing],
) -> None:
    found = {part.status for part in pair}
    whole = combine(pair, every=False).status
    assert (whole in HOLDING) == bool(found & set(HOLDING))
    assert (whole == SUPPORTED) == (SUPPORTED in found)
    assert (whole == REFUTED) == (found == {REFUTED})
    assert whole in found


@pytest.mark.parametrize("every", [True, False])
def test_the_order_of_parts_does_not_change_the_status(every: bool) -> None:
    for one, other in PAIRS:
        assert combine([one, other], every=every).status == combine([other, one], every=every).status


def test_what_a_whole_leans_on() -> None:
    one, other = Leaning("declared", "one"), Leaning("declared", "other")
    parts = [Standing(ASSUMING, (one,)), Standing(ASSUMING, (other, one)), Standing(SUPPORTED)]
    assert combine(parts, every=True) == Standing(ASSUMING, (one, other))
    assert combine(parts, every=False) == Standing(SUPPORTED)
    assert combine(parts[:2], every=False) == Standing(ASSUMING, (one,))


TOPOLOGY = """
archcheck: topology/v1
nodes:
  a: {kind: app}
  s: {kind: app, stateful: false}
  b: {kind: app}
edges:
  - {from: a, to: s}
  - {from: b, to: s}
"""


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("{rule: forbidden-path, from: s, to: a}", Standing(SUPPORTED)),
        (
            "{rule: forbidden-path, along: flow, from: a, to: b}",
            Standing(ASSUMING, (Leaning("stateless", "`s` is stateless", "c"),)),
        ),
        (
            "{rule: forbidden-path, from: {kind: x}, to: a, allow-empty: fine}",
            Standing(ASSUMING, (Leaning("nothing-to-check", "fine", "c"),)),
        ),
        (
            "{rule: forbidden-path, from: {kind: x}, to: a}",
            Standing("unknown", reasons=("`c`: `from` matched nothing, so that nothing was checked",)),
        ),
        (
            "{rule: forbidden-path, from: s, to: a, in-force: {from: 2027-01-01}}",
            Standing("not-in-force", reasons=("`c` is not in force on this day",)),
        ),
    ],
)
def test_what_a_verdict_says(constraint: str, expected: Standing) -> None:
    document = archcheck.loads_constraints(f"{{archcheck: constraints/v1, constraints: {{c: {constraint}}}}}")
    report = archcheck.check(archcheck.loads_topology(TOPOLOGY), document)
    assert stand(report.runs[0].constraints[0]) == expected


def test_a_violation_refutes_even_where_it_is_waived_or_in_grace() -> None:
    fields = "rule: forbidden-path, from: a, to: s"
    topology = archcheck.loads_topology(TOPOLOGY)
    waiver = archcheck.loads_waivers(
        "{archcheck: waivers/v1, waivers: "
        "[{constraint: c, from: a, reason: why, approved-by: me, expires: 2999-01-01}]}"
    )
    for text, waivers in ((fields, [waiver]), (f"{fields}, grace-until: 2999-01-01", [])):
        document = archcheck.loads_constraints(f"{{archcheck: constraints/v1, constraints: {{c: {{{text}}}}}}}")
        report = archcheck.check(topology, document, waivers=waivers)
        standing = stand(report.runs[0].constraints[0])
        assert (standing.status, standing.refutations[0].constraint) == (REFUTED, "c")


FINDINGS = """
archcheck: constraints/v1
constraints:
  c:
    rule: forbidden-path
    from: [a, b]
    to: s
    permitted-by: [{authority: the king, pinned: false, covers: {from: %s}}]
"""


@pytest.mark.parametrize(
    ("covered", "status", "shown"),
    [
        ('"*"', "referred", "a"),
        # The first finding is permitted; what refutes is the other one.
        ("a", "refuted", "b"),
        ("c", "refuted", "a"),
    ],
)
def test_what_refutes_is_a_finding_that_no_outside_text_permits(covered: str, status: str, shown: str) -> None:
    report = archcheck.check(archcheck.loads_topology(TOPOLOGY), archcheck.loads_constraints(FINDINGS % covered))
    standing = stand(report.runs[0].constraints[0])
    assert standing.status == status
    assert [each.finding.source for each in standing.refutations] == [shown]
    assert standing.reasons == (("`c`: permitted only by the king",) if status == "referred" else ())


def holding(topology: str, constraints: str, evidence: str = "c") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the status and the leanings of a reading that rests on constraints of a topology."""
    claims = (
        "{archcheck: claims/v1, claims: {k: {text: t, source: {who: w}, "
        f"readings: [{{title: r, constraints: {evidence}}}]}}}}}}"
    )
    report, _, _ = evaluate_claims(
        [read_claims(claims)],
        [archcheck.loads_topology(topology)],
        [archcheck.loads_constraints(f"{{archcheck: constraints/v1, constraints: {{{constraints}}}}}")],
        as_of=date(2026, 6, 1),
        version="0",
    )
    (claim,) = report.results[0]
    found = [each.standing for each in claim.readings]
    return [(each.status, [(leaning.kind, leaning.statement) for leaning in each.leanings]) for each in found]


MAYBE = "unmodelled: [{kind: Policy, name: p, reason: too new}]\n"
UNSURE = TOPOLOGY + "  - {from: s, to: b, unknown: [presence]}\n"


@pytest.mark.parametrize(
    ("topology", "constraint", "status"),
    [
        # Nobody understands something that bears on edges: what rests on edges is unknown.
        (TOPOLOGY + MAYBE, "{rule: forbidden-path, from: s, to: a}", "unknown"),
        (TOPOLOGY + MAYBE, "{rule: forbidden-path, from: a, to: s}", "refuted"),
        (UNSURE, "{rule: forbidden-path, from: s, to: b}", "unknown"),
        (UNSURE, "{rule: required-path, from: b, to: s}", "unknown"),
        # A pass with every edge that may be there holds without it too.
        (UNSURE, "{rule: forbidden-path, from: s, to: a}", "supported"),
        (
            "archcheck: topology/v1\nnodes: {a: {kind: app, unknown: [kind]}}\n",
            "{rule: forbidden-node, match: {kind: x}}",
            "unknown",
        ),
        # A constraint that no topology can violate says nothing by passing.
        (TOPOLOGY, "{rule: path-pattern, pattern: [{kind: app}]}", "unknown"),
        (TOPOLOGY, "{rule: isolation, groups: [a, {kind: x}]}", "unknown"),
        (TOPOLOGY, "{rule: forbidden-path, from: a, to: s, grace-until: 2999-01-01}", "refuted"),
        (TOPOLOGY, "{rule: forbidden-path, from: a, to: s, severity: info}", "refuted"),
    ],
)
def test_no_reading_is_supported_by_what_was_not_proved(topology: str, constraint: str, status: str) -> None:
    assert [each for each, _ in holding(topology, f"c: {constraint}")] == [status]
    both = holding(topology, f"c: {constraint}, d: {{rule: attributes, match: a, must: a}}", "[d, c]")
    assert [each for each, _ in both] == [status]


def test_a_topology_with_parts_that_nobody_understands_supports_nothing_plainly() -> None:
    found = holding(TOPOLOGY + MAYBE, "c: {rule: attributes, match: a, must: {kind: app}}")
    assert found == [("supported-under-assumptions", [("unmodelled", "Policy `p` changes nothing")])]


def test_what_is_accepted_and_what_an_importer_assumed_is_leaned_on() -> None:
    topology = archcheck.loads_topology(TOPOLOGY + MAYBE)
    told = Problems()
    for number in range(8):
        told.info("assumed", f"assumption {number}", None)
    (accepted,) = accept_unmodelled([topology._replace(diagnostics=tuple(told.diagnostics))], ["Policy"])
    assert [(each.kind, each.statement) for each in find_ground(accepted)] == [
        *(("imported", f"assumption {number}") for number in range(4)),
        ("imported", "and 4 more of this kind"),
        ("accepted", "Policy `p` counts for nothing: too new"),
    ]


def test_a_constraint_that_could_not_be_evaluated_supports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise EvaluationError("no")

    monkeypatch.setattr("archcheck.rules.forbidden_path.ForbiddenPath.evaluate", fail)
    assert holding(TOPOLOGY, "c: {rule: forbidden-path, from: s, to: a}") == [("unknown", [])]
