"""``archcheck.verify``."""

import pytest

import archcheck

TOPOLOGY = "archcheck: topology/v1\nnodes: {a: {kind: x}, b: {kind: x}}\nedges: [{from: a, to: b}]\n"
CONSTRAINTS = "archcheck: constraints/v1\nconstraints: {c: {rule: forbidden-path, from: b, to: a}}\n"


def test_a_report_its_data_and_its_text() -> None:
    topology, constraints = archcheck.loads_topology(TOPOLOGY), archcheck.loads_constraints(CONSTRAINTS)
    report = archcheck.check(topology, constraints)
    for form in (report, report.to_dict(), report.to_json()):
        assert [each.reason for each in archcheck.verify(form, topology, constraints)] == [None, None, None]
    other = archcheck.loads_topology(TOPOLOGY.replace("a, to: b", "b, to: a"))
    reasons = [each.reason for each in archcheck.verify(report, [other], [constraints])]
    assert reasons[0] == "the digest differs: the topology has changed since"


def test_what_is_no_report() -> None:
    topology, constraints = archcheck.loads_topology(TOPOLOGY), archcheck.loads_constraints(CONSTRAINTS)
    with pytest.raises(archcheck.InputError, match="this is not JSON"):
        archcheck.verify("{", topology, constraints)


@pytest.mark.parametrize(
    ("text", "only", "message"),
    [
        (
            "c: {rule: forbidden-path, from: b, to: a, alongg: flow}",
            (),
            "the rule forbidden-path has no field `alongg`",
        ),
        ("c: {rule: redundancy, from: b, to: a, along: flow}", (), "along"),
        ("c: {rule: forbidden-path, from: b, to: a}", ("d",), "there is no constraint `d`"),
        ("", (), "there is no constraint to verify"),
    ],
)
def test_no_verdict_is_held_against_less_than_was_written(text: str, only: tuple[str, ...], message: str) -> None:
    """A misspelt field would be left out, and a pass that is none accepted."""
    topology, constraints = archcheck.loads_topology(TOPOLOGY), archcheck.loads_constraints(CONSTRAINTS)
    report = archcheck.check(topology, constraints)
    other = archcheck.loads_constraints(f"archcheck: constraints/v1\nconstraints: {{{text}}}\n")
    with pytest.raises(archcheck.InputError, match=message):
        archcheck.verify(report, topology, other, only=only)
