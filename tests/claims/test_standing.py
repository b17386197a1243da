"""How the standings of parts make that of a whole, and what each verdict says of whatever rests on it."""

from datetime import date
from itertools import product

import pytest

import archcheck
from archcheck.claims.evaluation import evaluate_claims
from archcheck.claims.ground import find_ground
from archcheck.claims.model import ClaimResult
from archcheck.claims.standing import ASSUMING, HOLDING, REFUTED, STATUSES, SUPPORTED, Leaning, Standing, combine, stand
from archcheck.claims.words import say_cell
from archcheck.documents.claims import merge_claims
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


LOCKED = """
archcheck: topology/v1
zones: {in: {labels: {level: high}}, out: {}}
nodes:
  a: {kind: app, zone: out, labels: {team: x, level: low}}
  b: {kind: gate, zone: in, labels: {team: x}}
  c: {kind: store, zone: in, labels: {team: x}}
edges: [{from: a, to: b}, {from: b, to: c}]
"""


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("{rule: forbidden-path, from: a, to: c, edges: {kind: psuh}}", ["no edge is among its `edges`"]),
        ("{rule: forbidden-edge, from: a, to: b, edges: {kind: psuh}}", ["no edge is among its `edges`"]),
        ("{rule: only-via, from: a, to: {zone: in}, via: {zone: in}}", ["every target is among `via` itself"]),
        ("{rule: only-via, from: a, to: c, via: [a, b]}", ["every source is among `via` itself"]),
        ("{rule: only-via, from: a, to: c, via: b}", []),
        ("{rule: only-via, from: a, to: [b, c], via: b}", []),
        ("{rule: path-pattern, pattern: [{kind: store}, {kind: sotre}, a]}", ["`pattern[1]` matches no node"]),
        ("{rule: path-pattern, pattern: [{kind: store}, {kind: sotre, repeat: any}, a]}", []),
        ("{rule: isolation, by: labels.team}", ["there is one group by labels.team only"]),
        (
            "{rule: isolation, groups: [a, c], except-via: {kind: '*'}}",
            ["every node of a group is among `except-via` itself"],
        ),
        ("{rule: isolation, groups: [c, a], except-via: b, edges: {from: b}}", []),
        ("{rule: acyclic, by: labels.none}", ["there is no group by labels.none"]),
        ("{rule: acyclic, by: labels.team}", ["there is one group by labels.team only"]),
        ("{rule: acyclic, by: zone}", []),
        ("{rule: acyclic}", []),
        (
            "{rule: layers, layers: [a, {select: {kind: x}, optional: true}]}",
            ["there is one layer that holds nodes only"],
        ),
        ("{rule: layers, layers: [a, b, c]}", []),
        (
            "{rule: information-flow, label: level, levels: [high, higher], unlabelled: ignore}",
            ["there is one level among the nodes only"],
        ),
        (
            "{rule: information-flow, label: level, levels: [high, low], via: '*'}",
            ["every node with a level is among `via` itself"],
        ),
        ("{rule: distance, from: c, to: a, at-most: 2}", ["no source has a path to a target"]),
        ("{rule: distance, from: c, to: a, at-least: 2}", []),
        ("{rule: distance, from: a, to: c, at-most: 2}", []),
        (
            "{rule: purpose, from: a, to: c, allowed: labels.x, declared: labels.y, via: c}",
            ["every target is among `via` itself"],
        ),
        ("{rule: cardinality, edges: {kind: push}, at-most: 3}", []),
        ("{rule: forbidden-node, match: {kind: weapon}}", []),
        ("{rule: required-path, from: a, to: c}", []),
    ],
)
def test_a_pass_that_could_hardly_be_a_failure_is_leaned_on(constraint: str, said: list[str]) -> None:
    expected = [("hollow", each) for each in said]
    assert holding(LOCKED, f"c: {constraint}") == [(ASSUMING if said else SUPPORTED, expected)]


def test_an_empty_topology_supports_nothing_plainly() -> None:
    found = holding("{archcheck: topology/v1, nodes: {}}", "c: {rule: forbidden-node, match: {kind: weapon}}")
    assert found == [(ASSUMING, [("hollow", "the topology has no node")])]


def claim_of(*readings: str) -> ClaimResult:
    """Return a claim whose readings rest on these constraints of :data:`LOCKED`."""
    rules = {
        "yes": "{rule: forbidden-edge, from: a, to: c}",
        "no": "{rule: forbidden-edge, from: a, to: b}",
        "never": "{rule: forbidden-edge, from: a, to: c, in-force: {from: 2999-01-01}}",
        "vacuous": "{rule: forbidden-edge, from: {kind: none}, to: c}",
    }
    stated = [
        f"{{title: {each}, " + (f"constraints: {each}}}" if each in rules else "undecidable: nobody knows}")
        for each in readings
    ]
    document = read_claims(
        "{archcheck: claims/v1, claims: {k: {text: t, source: {who: w}, readings: [" + ", ".join(stated) + "]}}}"
    )
    constraints = archcheck.loads_constraints(
        "{archcheck: constraints/v1, constraints: {"
        + ", ".join(f"{name}: {rule}" for name, rule in rules.items())
        + "}}"
    )
    report, _, _ = evaluate_claims(
        [document], [archcheck.loads_topology(LOCKED)], [constraints], as_of=date(2026, 6, 1), version="0"
    )
    return report.results[0][0]


@pytest.mark.parametrize(
    ("readings", "status", "cell"),
    [
        (["yes", "yes", "no"], "supported", "2/3"),
        # A stricter reading that stands by itself makes the sentence no stronger than the refuted one below it.
        (["yes", "no", "yes"], "supported", "1/3"),
        (["no", "yes"], "refuted", "refuted"),
        (["vacuous", "yes"], "unknown", "unknown"),
        # Where the most literal reading tells nothing, the next one that does decides.
        (["open", "no", "yes"], "refuted", "refuted"),
        (["never", "no", "yes"], "refuted", "refuted"),
        (["open", "never", "vacuous", "yes"], "unknown", "unknown"),
        (["open", "yes", "no"], "supported", "2/3"),
        (["never", "open"], "not-in-force", "not in force"),
        (["open"], "undecidable", "undecidable"),
    ],
)
def test_a_claim_stands_as_its_most_literal_reading_does_that_tells_anything(
    readings: list[str], status: str, cell: str
) -> None:
    found = claim_of(*readings)
    assert (found.status, say_cell(found)) == (status, cell)


def test_an_overdue_assumption_of_several_readings_is_told_once() -> None:
    text = """\
archcheck: claims/v1
claims:
  k:
    text: t
    source: {who: w}
    readings:
      - {title: one, constraints: c, assumes: [&old {statement: s, vouched-by: v, review: 2026-01-01}]}
      - {title: two, constraints: c, assumes: [*old, {statement: other, vouched-by: v, review: 2026-01-01}]}
      - title: three
        constraints: c
        assumes:
          - {statement: s, vouched-by: v, review: 2026-01-01}
          - {statement: s, vouched-by: v, review: 2026-06-01}
"""
    report, _, _ = evaluate_claims(
        [read_claims(text)],
        [archcheck.loads_topology(LOCKED)],
        [archcheck.loads_constraints("{archcheck: constraints/v1, constraints: {c: {rule: acyclic}}}")],
        as_of=date(2026, 6, 1),
        version="0",
    )
    told = [
        (each.message, str(each.location), [str(place) for _, place in each.related]) for each in report.diagnostics
    ]
    assert told == [
        (
            "the assumption `s` was to be reviewed by 2026-01-01",
            "<text>:7:48",
            ["<text>:8:9", "<text>:12:13"],
        ),
        ("the assumption `other` was to be reviewed by 2026-01-01", "<text>:8:54", []),
    ]


def test_claims_of_two_documents_that_look_alike_are_refused() -> None:
    text = "{archcheck: claims/v1, claims: {safe: {text: t, source: {who: w}, readings: [{title: r, undecidable: u}]}}}"
    one, other = text, text.replace("safe", "Safe")
    problems = Problems()
    merge_claims([read_claims(one, "a.yaml"), read_claims(other, "b.yaml")], problems)
    assert [(each.code, str(each.location)) for each in problems.diagnostics] == [("twins", "b.yaml:1:33")]
