"""How the standings of parts make that of a whole, and what each verdict says of whatever rests on it."""

from itertools import product

import pytest

import archcheck
from archcheck.claims.standing import ASSUMING, HOLDING, REFUTED, STATUSES, SUPPORTED, Leaning, Standing, combine, stand

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
