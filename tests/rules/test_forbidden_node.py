"""``forbidden-node``."""

from archcheck.report_model import Finding
from archcheck.source.located import Location
from tests.rules.checking import at, check, refused, verdict

TOPOLOGY = """
nodes:
  zeta: {kind: device.edge}
  alpha: {kind: device.edge.phone}
  middle: {kind: device}
  edge: {kind: app}
"""


def test_whole_result() -> None:
    result = check(TOPOLOGY, "{rule: forbidden-node, title: No devices, match: {kind: device.edge}}")
    assert (result.id, result.rule, result.along, result.severity) == ("c", "forbidden-node", None, "error")
    assert (result.title, result.status, result.truncated) == ("No devices", "fail", False)
    assert (result.matched, result.assumptions, result.empty) == ({"match": 2}, (), ())
    assert result.location == Location("c.yaml", 3, 3, 1)
    assert result.findings == (
        Finding("`alpha` (device.edge.phone) must not be there", at(4, 3, 5), subject="alpha"),
        Finding("`zeta` (device.edge) must not be there", at(3, 3, 4), subject="zeta"),
    )


def test_nothing_is_what_it_wishes_for() -> None:
    result = check(TOPOLOGY, "{rule: forbidden-node, match: {kind: weapon}}")
    assert (result.status, result.empty, result.matched) == ("pass", (), {"match": 0})


def test_allow_empty_excuses_no_node() -> None:
    constraint = "{rule: forbidden-node, match: {kind: app}, allow-empty: none are there}"
    result = check(TOPOLOGY, constraint)
    assert (result.status, result.allow_empty) == ("fail", None)


def test_match_is_needed() -> None:
    assert refused(TOPOLOGY, "{rule: forbidden-node}") == [
        "c.yaml:3:3: error[missing-key]: the constraint `c` (forbidden-node) needs the key `match`"
    ]


def test_fields_of_other_rules_are_none_of_this() -> None:
    assert refused(TOPOLOGY, "{rule: forbidden-node, match: alpha, from: zeta}") == [
        "c.yaml:4:42: error[unknown-key]: the rule forbidden-node has no field `from` (fields of forbidden-node: match)"
    ]


def test_truncation_keeps_the_smallest() -> None:
    constraint = "{rule: forbidden-node, match: '*'}"
    result = check(TOPOLOGY, constraint, max_findings=3)
    assert [finding.subject for finding in result.findings] == ["alpha", "edge", "middle"]
    assert (result.status, result.truncated, result.matched) == ("fail", True, {"match": 4})
    assert not check(TOPOLOGY, constraint, max_findings=4).truncated


def test_sets_and_lists() -> None:
    sets = "small: {kind: device.edge.phone}"
    assert verdict(TOPOLOGY, "{rule: forbidden-node, match: [edge, {set: small}]}", sets=sets) == ["alpha", "edge"]


def test_an_unknown_set_is_an_error() -> None:
    assert refused(TOPOLOGY, "{rule: forbidden-node, match: {set: smal}}", sets="small: alpha") == [
        "c.yaml:6:41: error[unknown-set]: there is no set `smal` (did you mean `small`?)"
    ]
