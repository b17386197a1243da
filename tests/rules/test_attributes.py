"""``attributes``."""

import pytest

from archcheck.report_model import Finding
from tests.rules.checking import at, check, refused, verdict

TOPOLOGY = """
zones:
  inner: {labels: {org: us}}
nodes:
  web: {kind: app, zone: inner}
  old: {kind: app.legacy}
  db: {kind: store, labels: {encrypted: true}}
edges:
  - {from: web, to: db, labels: {tls: 1.3}}
  - {from: old, to: db, id: plain}
  - {from: old, to: db, kind: push}
"""


def test_whole_result_of_nodes() -> None:
    result = check(TOPOLOGY, "{rule: attributes, match: {kind: app}, must: {labels: {org: us}}}")
    assert (result.along, result.status, result.truncated) == (None, "fail", False)
    assert result.matched == {"match": 2, "must": 1}
    assert result.findings == (Finding("`old` does not satisfy `{labels: {org: us}}`", at(6, 3, 3), subject="old"),)


def test_whole_result_of_edges() -> None:
    result = check(TOPOLOGY, "{rule: attributes, edges: {crosses: true}, must: {labels: {tls: {at-least: 1.2}}}}")
    assert result.matched == {"edges": 1, "must": 1}
    assert result.status == "pass"
    result = check(TOPOLOGY, "{rule: attributes, edges: '*', must: {labels: {tls: {at-least: 1.2}}}}")
    assert result.matched == {"edges": 3, "must": 1}
    assert result.findings == (
        Finding("`old->db#2` does not satisfy `{labels: {tls: {at-least: 1.2}}}`", at(11, 5, 3), subject="old->db#2"),
        Finding("`plain` does not satisfy `{labels: {tls: {at-least: 1.2}}}`", at(10, 5, 3), subject="plain"),
    )


@pytest.mark.parametrize(
    ("must", "expected"),
    [
        ("{zone: inner}", ["old"]),
        ("{not: {kind: app.legacy}}", ["old"]),
        ("{any: [{zone: inner}, {id: old}]}", "pass"),
        ("[]", ["old", "web"]),
        ('"*"', "pass"),
        ("{set: fine}", ["old"]),
    ],
)
def test_must(must: str, expected: str | list[str]) -> None:
    assert verdict(TOPOLOGY, f"{{rule: attributes, match: {{kind: app}}, must: {must}}}", sets="fine: web") == expected


def test_vacuity() -> None:
    for fields, empty in (("match: no*", ("match",)), ("edges: {kind: admin}", ("edges",))):
        result = check(TOPOLOGY, f"{{rule: attributes, {fields}, must: {{tags: x}}}}")
        assert (result.status, result.empty) == ("vacuous", empty)
        excused = check(TOPOLOGY, f"{{rule: attributes, {fields}, must: {{tags: x}}, allow-empty: why}}")
        assert (excused.status, excused.allow_empty) == ("pass", "why")


@pytest.mark.parametrize("fields", ["match: '*'", "edges: '*'"])
def test_truncation(fields: str) -> None:
    constraint = f"{{rule: attributes, {fields}, must: {{tags: none}}}}"
    subjects = [finding.subject for finding in check(TOPOLOGY, constraint).findings]
    assert subjects == sorted(str(subject) for subject in subjects)
    result = check(TOPOLOGY, constraint, max_findings=2)
    assert [finding.subject for finding in result.findings] == subjects[:2]
    assert (len(subjects), result.truncated) == (3, True)
    assert not check(TOPOLOGY, constraint, max_findings=3).truncated


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("must: x", "c.yaml:3:3: error[contradiction]: attributes takes one of `match` and `edges`"),
        (
            "match: x, edges: x, must: x",
            "c.yaml:3:3: error[contradiction]: attributes takes one of `match` and `edges`",
        ),
        ("match: x", "c.yaml:3:3: error[missing-key]: the constraint `c` (attributes) needs the key `must`"),
        (
            "match: x, must: {crosses: true}",
            "c.yaml:4:41: error[unknown-key]: a selector has no key `crosses` "
            "(known keys: id, kind, zone, tags, labels, set, any, all, not)",
        ),
        (
            "edges: x, must: {zone: z}",
            "c.yaml:4:41: error[unknown-key]: an edge selector has no key `zone` "
            "(known keys: id, kind, tags, labels, from, to, crosses, any, all, not)",
        ),
        ("match: x, must: {set: y}", "c.yaml:4:46: error[unknown-set]: there is no set `y` (define it under `sets`)"),
    ],
)
def test_input_errors(fields: str, told: str) -> None:
    assert refused(TOPOLOGY, f"{{rule: attributes, {fields}}}") == [told]
