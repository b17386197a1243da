"""``allowed-edges``."""

import pytest

from archcheck.report_model import Finding
from tests.rules.checking import at, check, refused, verdict

TOPOLOGY = """
zones: {inside: {}, outside: {}}
nodes:
  user: {kind: human, zone: outside}
  app: {kind: app, zone: inside}
  db: {kind: store, zone: inside}
edges:
  - {from: user, to: app, labels: {protocol: https}}
  - {from: user, to: db, id: tunnel, kind: admin.ssh}
  - {from: app, to: db, kind: push}
  - {from: app, to: app, kind: depends, id: own}
"""


def test_whole_result() -> None:
    result = check(TOPOLOGY, "{rule: allowed-edges, edges: {crosses: true}, allow: {labels: {protocol: https}}}")
    assert (result.along, result.status, result.truncated) == (None, "fail", False)
    assert result.matched == {"edges": 2, "allow[0]": 1}
    message = "`tunnel` (admin.ssh) is not among the allowed edges"
    assert result.findings == (Finding(message, at(9, 5, 3), subject="tunnel"),)


def test_all_edges_are_in_scope_by_default() -> None:
    result = check(TOPOLOGY, "{rule: allowed-edges, allow: [{kind: call}, tunnel]}")
    assert result.matched == {"edges": 4, "allow[0]": 1, "allow[1]": 1}
    assert [finding.subject for finding in result.findings] == ["app->db", "own"]
    assert verdict(TOPOLOGY, "{rule: allowed-edges, allow: '*'}") == "pass"


@pytest.mark.parametrize(
    ("allow", "expected"),
    [
        ("[]", ["app->db", "own", "tunnel", "user->app"]),
        ("[no*]", ["app->db", "own", "tunnel", "user->app"]),
        ("[{from: user}]", ["app->db", "own"]),
        ("{from: user}", ["app->db", "own"]),
        ("[{from: user}, {kind: [push, depends]}]", "pass"),
        ("[{all: [{from: user}, {to: db}]}]", ["app->db", "own", "user->app"]),
        ("[{not: {crosses: outside}}]", ["tunnel", "user->app"]),
    ],
)
def test_allow(allow: str, expected: str | list[str]) -> None:
    assert verdict(TOPOLOGY, f"{{rule: allowed-edges, allow: {allow}}}") == expected


def test_what_is_out_of_scope_is_no_matter() -> None:
    assert verdict(TOPOLOGY, "{rule: allowed-edges, edges: {to: app}, allow: [{from: [user, app]}]}") == "pass"
    assert verdict(TOPOLOGY, "{rule: allowed-edges, edges: {to: app}, allow: [{from: user}]}") == ["own"]


def test_vacuity() -> None:
    result = check(TOPOLOGY, "{rule: allowed-edges, edges: no*, allow: '*'}")
    assert (result.status, result.empty) == ("vacuous", ("edges",))
    assert check(TOPOLOGY, "{rule: allowed-edges, edges: no*, allow: '*', allow-empty: why}").status == "pass"
    without = "{nodes: {a: {kind: x}}}"
    result = check(without, "{rule: allowed-edges, allow: '*'}")
    assert (result.status, result.empty, result.matched) == ("vacuous", ("edges",), {"edges": 0, "allow[0]": 0})


def test_parallel_edges_are_looked_at_each() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: b}, {from: a, to: b, kind: push}]}"
    assert verdict(topology, "{rule: allowed-edges, allow: {kind: push}}") == ["a->b"]
    assert verdict(topology, "{rule: allowed-edges, allow: {kind: call}}") == ["a->b#2"]


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_truncation(most: int) -> None:
    result = check(TOPOLOGY, "{rule: allowed-edges, allow: []}", max_findings=most)
    assert [finding.subject for finding in result.findings] == ["app->db", "own", "tunnel", "user->app"][:most]
    assert (result.status, result.truncated) == ("fail", most < 4)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("edges: '*'", "c.yaml:3:3: error[missing-key]: the constraint `c` (allowed-edges) needs the key `allow`"),
        (
            "allow: [{zone: inside}]",
            "c.yaml:4:36: error[unknown-key]: an edge selector has no key `zone` "
            "(known keys: id, kind, tags, labels, from, to, crosses, any, all, not)",
        ),
        (
            "allow: '*', match: app",
            "c.yaml:4:39: error[unknown-key]: the rule allowed-edges has no field `match` "
            "(fields of allowed-edges: edges, allow)",
        ),
        ("allow: [{kind: []}]", "c.yaml:4:42: error[invalid-value]: an empty list matches nothing"),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TOPOLOGY, f"{{rule: allowed-edges, {fields}}}") == [told]
