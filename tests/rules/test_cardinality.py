"""``cardinality``."""

import pytest

from archcheck.report_model import Finding
from tests.rules.checking import at, check, refused, verdict

HOUSE = """
nodes:
  a1: {kind: app, labels: {team: red}}
  a2: {kind: app, labels: {team: [red, blue]}}
  a3: {kind: app, labels: {team: true}}
  d1: {kind: db}
edges:
  - {from: a1, to: d1}
  - {from: a2, to: d1}
"""


def test_too_many() -> None:
    result = check(HOUSE, "{rule: cardinality, match: {kind: app}, at-most: 2}")
    assert (result.along, result.status, result.matched) == (None, "fail", {"match": 3})
    assert result.findings == (Finding("3 nodes match, at most 2 may", at(5, 3, 2), subject=""),)
    assert result.certificate == {"kind": "matched", "matched": {"match": "0-2"}}


def test_too_few_and_none() -> None:
    (finding,) = check(HOUSE, "{rule: cardinality, match: {kind: db}, at-least: 2}").findings
    assert finding == Finding("1 node matches, at least 2 must", at(6, 3, 2), subject="")
    (finding,) = check(HOUSE, "{rule: cardinality, match: no*, at-least: 1}").findings
    assert finding == Finding("0 nodes match, at least 1 must", None, subject="")
    assert verdict(HOUSE, "{rule: cardinality, match: no*, at-most: 0}") == "pass"
    assert verdict(HOUSE, "{rule: cardinality, match: d1, at-most: 0}") == [""]


@pytest.mark.parametrize("bounds", ["at-least: 3", "at-most: 3", "at-least: 3, at-most: 3", "at-least: 1, at-most: 9"])
def test_bounds_include_themselves(bounds: str) -> None:
    assert verdict(HOUSE, f"{{rule: cardinality, match: {{kind: app}}, {bounds}}}") == "pass"


def test_edges() -> None:
    (finding,) = check(HOUSE, "{rule: cardinality, edges: {to: d1}, at-most: 1}").findings
    assert finding == Finding("2 edges match, at most 1 may", at(9, 5, 3), subject="")
    assert verdict(HOUSE, "{rule: cardinality, edges: {id: no*}, at-least: 1}") == [""]


def test_per_a_value_of_a_list_counts_and_so_does_its_type() -> None:
    result = check(HOUSE, "{rule: cardinality, match: '*', per: labels.team, at-most: 1}")
    message = "2 nodes match with the label team `red`, at most 1 may"
    assert result.findings == (Finding(message, at(4, 3, 2), subject="red"),)
    assert result.matched == {"match": 4, "per": 3}
    result = check(HOUSE, "{rule: cardinality, match: '*', per: labels.team, at-least: 2}")
    assert [finding.subject for finding in result.findings] == ["blue", "true"]
    assert verdict(HOUSE, "{rule: cardinality, match: '*', per: kind, at-most: 2}") == ["app"]


def test_vacuous_only_without_a_group() -> None:
    assert verdict(HOUSE, "{rule: cardinality, match: {kind: db}, per: labels.team, at-most: 1}") == "vacuous"
    assert verdict(HOUSE, "{rule: cardinality, match: no*, per: zone, at-least: 1}") == "vacuous"
    assert verdict(HOUSE, "{rule: cardinality, match: no*, per: zone, at-least: 1, allow-empty: why}") == "pass"


def test_truncated() -> None:
    result = check(HOUSE, "{rule: cardinality, match: '*', per: labels.team, at-least: 2}", max_findings=1)
    assert ([finding.subject for finding in result.findings], result.truncated) == (["blue"], True)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("at-least: 1", "cardinality takes one of `match` and `edges`"),
        ("match: a, edges: b, at-most: 1", "cardinality takes one of `match` and `edges`"),
        ("match: a", "cardinality needs `at-least`, `at-most` or both"),
        ("match: a, at-least: 3, at-most: 2", "`at-least: 3` is more than `at-most: 2`"),
        ("edges: a, at-most: 2, per: zone", "`per` goes with `match`, and not with `edges`"),
    ],
)
def test_fields_that_contradict_each_other(fields: str, message: str) -> None:
    assert refused(HOUSE, f"{{rule: cardinality, {fields}}}") == [f"c.yaml:3:3: error[contradiction]: {message}"]
