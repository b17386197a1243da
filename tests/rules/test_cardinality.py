"""``cardinality``."""

import pytest

from archcheck.report_model import Finding
from tests.rules.checking import at, check, refused, verdict

TOPOLOGY = """
zones: {east: {zones: {edge: {}}}, west: {}, void: {}}
nodes:
  e1: {kind: gate.in, zone: east, labels: {team: red}}
  e2: {kind: gate.in, zone: east, labels: {team: [red, blue]}}
  e3: {kind: gate.out, zone: east/edge, labels: {team: blue}}
  w1: {kind: gate.in, zone: west, labels: {team: true}}
  free: {kind: gate.in, labels: {team: "true"}}
  app: {kind: app, zone: west}
edges:
  - {from: e1, to: app, id: z}
  - {from: e2, to: app}
  - {from: w1, to: app, kind: push}
"""


def test_whole_result_of_too_many() -> None:
    result = check(TOPOLOGY, "{rule: cardinality, match: {kind: gate}, at-most: 3}")
    assert (result.along, result.status, result.truncated) == (None, "fail", False)
    assert result.matched == {"match": 5}
    # By their ids e1, e2, e3, free, w1: the first that is too many.
    assert result.findings == (Finding("5 nodes match, at most 3 may", at(8, 3, 4), subject=""),)


def test_whole_result_of_too_few() -> None:
    result = check(TOPOLOGY, "{rule: cardinality, match: {kind: app}, at-least: 2}")
    assert result.findings == (Finding("1 node matches, at least 2 must", at(9, 3, 3), subject=""),)


def test_nothing_matches() -> None:
    result = check(TOPOLOGY, "{rule: cardinality, match: no*, at-least: 1}")
    assert (result.status, result.matched, result.empty) == ("fail", {"match": 0}, ())
    assert result.findings == (Finding("0 nodes match, at least 1 must", None, subject=""),)
    assert verdict(TOPOLOGY, "{rule: cardinality, match: no*, at-most: 1}") == "pass"


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ("at-least: 4", "pass"),
        ("at-least: 5", "pass"),
        ("at-least: 6", [""]),
        ("at-most: 6", "pass"),
        ("at-most: 5", "pass"),
        ("at-most: 4", [""]),
        ("at-most: 0", [""]),
        ("at-least: 5, at-most: 5", "pass"),
        ("at-least: 6, at-most: 6", [""]),
        ("at-least: 4, at-most: 4", [""]),
        ("at-least: 1, at-most: 9", "pass"),
    ],
)
def test_bounds(bounds: str, expected: str | list[str]) -> None:
    assert verdict(TOPOLOGY, f"{{rule: cardinality, match: {{kind: gate}}, {bounds}}}") == expected


def test_edges_are_counted() -> None:
    result = check(TOPOLOGY, "{rule: cardinality, edges: {to: app}, at-most: 1}")
    # By their ids e2->app, w1->app, z.
    assert result.findings == (Finding("3 edges match, at most 1 may", at(13, 5, 3), subject=""),)
    assert result.matched == {"edges": 3}
    (finding,) = check(TOPOLOGY, "{rule: cardinality, edges: {kind: push}, at-least: 2}").findings
    assert finding == Finding("1 edge matches, at least 2 must", at(13, 5, 3), subject="")
    (finding,) = check(TOPOLOGY, "{rule: cardinality, edges: no*, at-least: 2}").findings
    assert finding == Finding("0 edges match, at least 2 must", None, subject="")
    assert verdict(TOPOLOGY, "{rule: cardinality, edges: '*', at-least: 3, at-most: 3}") == "pass"
    assert verdict(TOPOLOGY, "{rule: cardinality, edges: '*', at-most: 0}") == [""]


def test_per_zone() -> None:
    result = check(TOPOLOGY, "{rule: cardinality, match: {kind: gate}, per: zone, at-most: 1}")
    assert result.matched == {"match": 5, "per": 3}
    # The zone in which a node is, not those around it; a zone where nothing matches is no group, nor is no zone.
    assert result.findings == (
        Finding("2 nodes match with the zone `east`, at most 1 may", at(5, 3, 2), subject="east"),
    )
    assert verdict(TOPOLOGY, "{rule: cardinality, match: {kind: gate}, per: zone, at-least: 2}") == [
        "east/edge",
        "west",
    ]
    assert verdict(TOPOLOGY, "{rule: cardinality, match: {kind: gate}, per: zone, at-least: 1}") == "pass"


def test_per_kind() -> None:
    base = "rule: cardinality, match: '*', per: kind"
    (finding,) = check(TOPOLOGY, f"{{{base}, at-most: 3}}").findings
    assert finding == Finding("4 nodes match with the kind `gate.in`, at most 3 may", at(7, 3, 2), subject="gate.in")
    assert verdict(TOPOLOGY, f"{{{base}, at-least: 2}}") == ["app", "gate.out"]


def test_per_label() -> None:
    base = "rule: cardinality, match: '*', per: labels.team"
    # A list is several values; `true` and `"true"` are two; app has no team.
    assert check(TOPOLOGY, f"{{{base}, at-most: 9}}").matched == {"match": 6, "per": 4}
    (blue, red) = check(TOPOLOGY, f"{{{base}, at-most: 1}}").findings
    assert blue == Finding("2 nodes match with the label team `blue`, at most 1 may", at(6, 3, 2), subject="blue")
    assert red == Finding("2 nodes match with the label team `red`, at most 1 may", at(5, 3, 2), subject="red")
    assert verdict(TOPOLOGY, f"{{{base}, at-least: 2}}") == ["true", "true (text)"]


def test_match_limits_what_is_counted() -> None:
    assert verdict(TOPOLOGY, "{rule: cardinality, match: {kind: gate.in}, per: labels.team, at-least: 2}") == [
        "blue",
        "true",
        "true (text)",
    ]


@pytest.mark.parametrize("match", ["no*", "app"])
def test_vacuity(match: str) -> None:
    constraint = f"{{rule: cardinality, match: {match}, per: labels.team, at-least: 1}}"
    result = check(TOPOLOGY, constraint)
    assert (result.status, result.findings, result.empty) == ("vacuous", (), ("match",))
    assert result.matched == {"match": int(match == "app"), "per": 0}
    assert check(TOPOLOGY, constraint[:-1] + ", allow-empty: why}").status == "pass"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_truncation(most: int) -> None:
    result = check(TOPOLOGY, "{rule: cardinality, match: '*', per: kind, at-most: 0}", max_findings=most)
    assert [finding.subject for finding in result.findings] == ["app", "gate.in", "gate.out"][:most]
    assert (result.status, result.truncated) == ("fail", most < 3)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("at-least: 1", "3:3: error[contradiction]: cardinality takes one of `match` and `edges`"),
        ("match: a, edges: b, at-least: 1", "3:3: error[contradiction]: cardinality takes one of `match` and `edges`"),
        ("match: a", "3:3: error[contradiction]: cardinality needs `at-least`, `at-most` or both"),
        ("match: a, at-least: 0", "4:45: error[invalid-number]: expected a whole number, at least 1, found `0`"),
        ("match: a, at-least: -1", "4:45: error[invalid-number]: expected a whole number, at least 1, found `-1`"),
        ("match: a, at-most: -1", "4:44: error[invalid-number]: expected a whole number, at least 0, found `-1`"),
        ("match: a, at-most: 1.5", "4:44: error[wrong-type]: expected a whole number, at least 0, found `1.5`"),
        ("match: a, at-least: 2, at-most: 1", "3:3: error[contradiction]: `at-least: 2` is more than `at-most: 1`"),
        ("match: a, at-least: 1, at-most: 0", "3:3: error[contradiction]: `at-least: 1` is more than `at-most: 0`"),
        ("edges: a, per: kind, at-most: 1", "3:3: error[contradiction]: `per` goes with `match`, and not with `edges`"),
        (
            "match: a, at-most: 1, per: team",
            "4:52: error[invalid-value]: `team` is none of `zone`, `kind`, `labels.NAME` "
            "(write `labels.team` for a label)",
        ),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TOPOLOGY, f"{{rule: cardinality, {fields}}}") == [f"c.yaml:{told}"]


def test_all_that_is_wrong_is_told() -> None:
    assert refused(TOPOLOGY, "{rule: cardinality, per: kind}") == [
        "c.yaml:3:3: error[contradiction]: cardinality takes one of `match` and `edges`",
        "c.yaml:3:3: error[contradiction]: cardinality needs `at-least`, `at-most` or both",
    ]
