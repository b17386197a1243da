"""Selectors: what each key matches."""

import pytest

from archcheck.selectors import glob, in_kind, in_zone
from tests.rules.checking import check, refused

TOPOLOGY = """
zones:
  outer:
    tags: [old]
    labels: {org: us, level: 1}
    zones:
      mid: {labels: {level: 2}, zones: {core: {tags: [hot]}}}
  other: {zones: {core: {}}}
nodes:
  a1: {kind: weapon, zone: outer}
  a2: {kind: weapon.drone, zone: outer/mid, tags: [fast]}
  a3: {kind: weaponry, zone: outer/mid/core, labels: {level: 3, org: them}}
  b: {kind: app.web.front, zone: other/core}
  c: {kind: app.batch.front, labels: {flag: true, word: "true", n: 5, x: 1.5, many: [red, 7], name: eu-west}}
  d*: {kind: app, labels: {flag: "true", n: "5", many: []}}
edges:
  - {from: a1, to: a2}
  - {from: a2, to: b, kind: push.mail, tags: [slow], labels: {tls: true, ports: [22, 443]}}
  - {from: c, to: a3, id: own, kind: admin}
  - {from: c, to: d*}
  - {from: b, to: b}
"""


def nodes(selector: str) -> str:
    """Return the ids of the nodes that a selector matches, on one line."""
    result = check(TOPOLOGY, f"{{rule: forbidden-node, match: {selector}}}", sets="arms: {kind: weapon}")
    return " ".join(str(finding.subject) for finding in result.findings)


def edges(selector: str) -> str:
    """Return the ids of the edges that an edge selector matches, on one line."""
    constraint = f"{{rule: attributes, edges: {selector}, must: {{tags: nobody-has-this}}}}"
    result = check(TOPOLOGY, constraint, sets="arms: {kind: weapon}")
    return " ".join(str(finding.subject) for finding in result.findings)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        # ids
        ("a1", "a1"),
        ("'*'", "a1 a2 a3 b c d*"),
        ("a*", "a1 a2 a3"),
        ("'*2'", "a2"),
        ("'d*'", "d*"),
        ("'a?'", ""),
        ("A1", ""),
        ("[a1, c]", "a1 c"),
        ("{id: [a1, '*']}", "a1 a2 a3 b c d*"),
        ("[]", ""),
        ("{}", "a1 a2 a3 b c d*"),
        ("{any: []}", ""),
        ("{all: []}", "a1 a2 a3 b c d*"),
        # kinds
        ("{kind: weapon}", "a1 a2"),
        ("{kind: weapon.drone}", "a2"),
        ("{kind: weapon.*}", "a2"),
        ("{kind: '*'}", "a1 a2 a3 b c d*"),
        ("{kind: app.*.front}", "b c"),
        ("{kind: '*.*.front'}", "b c"),
        ("{kind: app.*}", "b c"),
        ("{kind: [weaponry, app.web]}", "a3 b"),
        # zones
        ("{zone: outer}", "a1 a2 a3"),
        ("{zone: outer/mid}", "a2 a3"),
        ("{zone: outer/mid/core}", "a3"),
        ("{zone: outer/*}", "a2 a3"),
        ("{zone: '*/core'}", "b"),
        ("{zone: '*/*/core'}", "a3"),
        ("{zone: '*'}", "a1 a2 a3 b"),
        ("{zone: core}", ""),
        ("{zone: [other, outer/mid]}", "a2 a3 b"),
        ("{not: {zone: '*'}}", "c d*"),
        # tags, inherited too; no patterns
        ("{tags: fast}", "a2"),
        ("{tags: old}", "a1 a2 a3"),
        ("{tags: [hot, fast]}", "a2 a3"),
        ("{tags: '*'}", ""),
        # labels: the innermost first
        ("{labels: {org: us}}", "a1 a2"),
        ("{labels: {org: them}}", "a3"),
        ("{labels: {level: 1}}", "a1"),
        ("{labels: {level: 2}}", "a2"),
        ("{labels: {level: 2, org: them}}", ""),
        # types differ
        ("{labels: {flag: true}}", "c"),
        ("{labels: {flag: 'true'}}", "d*"),
        ("{labels: {word: true}}", ""),
        ("{labels: {n: 5}}", "c"),
        ("{labels: {n: 5.0}}", "c"),
        ("{labels: {n: '5'}}", "d*"),
        ("{labels: {level: true}}", ""),
        # text patterns, for text alone
        ("{labels: {name: eu-*}}", "c"),
        ("{labels: {name: '*-*s*'}}", "c"),
        ("{labels: {name: '*'}}", "c"),
        ("{labels: {flag: '*'}}", "d*"),
        ("{labels: {n: '*'}}", "d*"),
        # any of a list, and labels that are lists
        ("{labels: {level: [1, 3]}}", "a1 a3"),
        ("{labels: {many: red}}", "c"),
        ("{labels: {many: 7}}", "c"),
        ("{labels: {many: blue}}", ""),
        ("{labels: {many: {not: red}}}", "a1 a2 a3 b c d*"),
        # missing labels match only `not` and `exists: false`
        ("{labels: {level: {not: 1}}}", "a2 a3 b c d*"),
        ("{labels: {level: {not: [1, 2]}}}", "a3 b c d*"),
        ("{labels: {level: {not: {not: 1}}}}", "a1"),
        ("{labels: {level: {exists: true}}}", "a1 a2 a3"),
        ("{labels: {level: {exists: false}}}", "b c d*"),
        ("{labels: {level: {at-least: 2}}}", "a2 a3"),
        ("{labels: {level: {at-most: 2}}}", "a1 a2"),
        ("{labels: {level: {at-least: 2, at-most: 2}}}", "a2"),
        ("{labels: {level: {exists: true, not: 2}}}", "a1 a3"),
        ("{labels: {x: {at-least: 1.5}}}", "c"),
        ("{labels: {x: {at-least: 1.51}}}", ""),
        ("{labels: {n: {at-least: 5}}}", "c"),
        ("{labels: {flag: {at-least: 0}}}", ""),
        ("{labels: {many: {at-least: 7}}}", "c"),
        # sets and combinations
        ("{set: arms}", "a1 a2"),
        ("{set: [arms]}", "a1 a2"),
        ("{any: [a1, {kind: app}]}", "a1 b c d*"),
        ("{all: [{kind: weapon}, {tags: fast}]}", "a2"),
        ("{not: [a*, b]}", "c d*"),
        ("{not: {not: a1}}", "a1"),
        ("{kind: weapon, zone: outer/mid}", "a2"),
        ("{set: arms, not: a1}", "a2"),
    ],
)
def test_node_selectors(selector: str, expected: str) -> None:
    assert nodes(selector) == expected


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("'*'", "a1->a2 a2->b b->b c->d* own"),
        ("own", "own"),
        ("a1->*", "a1->a2"),
        ("{id: c->a3}", ""),
        ("[own, a2->b]", "a2->b own"),
        ("{kind: push}", "a2->b"),
        ("{kind: push.mail}", "a2->b"),
        ("{kind: call}", "a1->a2 b->b c->d*"),
        ("{kind: [push, admin]}", "a2->b own"),
        ("{tags: slow}", "a2->b"),
        ("{labels: {tls: true}}", "a2->b"),
        ("{labels: {tls: {not: true}}}", "a1->a2 b->b c->d* own"),
        ("{labels: {ports: {at-least: 400}}}", "a2->b"),
        ("{from: c}", "c->d* own"),
        ("{to: {kind: weapon}}", "a1->a2"),
        ("{from: {set: arms}, to: {zone: other}}", "a2->b"),
        ("{from: {zone: outer}}", "a1->a2 a2->b"),
        ("{not: {from: c}}", "a1->a2 a2->b b->b"),
        ("{not: {kind: call}}", "a2->b own"),
        ("{not: {id: own}}", "a1->a2 a2->b b->b c->d*"),
        ("{any: [{from: a1}, {to: a3}]}", "a1->a2 own"),
        ("{all: [{from: c}, {kind: call}]}", "c->d*"),
        # innermost zones that differ; nodes in no zone are outside every zone, and do not cross among themselves
        ("{crosses: true}", "a1->a2 a2->b own"),
        # exactly one end is in it, nested zones included
        ("{crosses: outer}", "a2->b own"),
        ("{crosses: outer/mid}", "a1->a2 a2->b own"),
        ("{crosses: outer/mid/core}", "own"),
        ("{crosses: other}", "a2->b"),
        ("{crosses: '*/core'}", "a2->b"),
        ("{not: {crosses: true}}", "b->b c->d*"),
    ],
)
def test_edge_selectors(selector: str, expected: str) -> None:
    assert edges(selector) == expected


def test_sets_of_sets_and_edges_by_sets() -> None:
    sets = "arms: {kind: weapon}\nboth: {any: [{set: arms}, b]}\nothers: {not: {set: both}}"
    result = check(TOPOLOGY, "{rule: forbidden-node, match: {set: others}}", sets=sets)
    assert [finding.subject for finding in result.findings] == ["a3", "c", "d*"]


def test_a_set_of_thirty_doublings_is_quick() -> None:
    doubling = "\n".join(f"s{n + 1}: {{any: [{{set: s{n}}}, {{set: s{n}}}]}}" for n in range(30))
    result = check(TOPOLOGY, "{rule: forbidden-node, match: {set: s30}}", sets=f"s0: b\n{doubling}")
    assert [finding.subject for finding in result.findings] == ["b"]


@pytest.mark.parametrize(
    ("selector", "code"),
    [
        ("{kind: weap*}", "invalid-pattern"),
        ("{zone: out*/mid}", "invalid-pattern"),
        ("{kind: a..b}", "invalid-pattern"),
        ("{zone: /outer}", "invalid-pattern"),
        ("{knid: weapon}", "unknown-key"),
        ("{crosses: true}", "unknown-key"),
        ("{labels: [a]}", "wrong-type"),
        ("{any: a}", "wrong-type"),
        ("{labels: {a: {least: 1}}}", "unknown-key"),
        ("{labels: {a: {at-least: many}}}", "wrong-type"),
        ("{labels: {a: {exists: 1}}}", "wrong-type"),
        ("{labels: {a: {}}}", "invalid-value"),
        ("{set: nowhere}", "unknown-set"),
        ("{kind: []}", "invalid-value"),
        ("{labels: {}}", "invalid-value"),
        ("", "wrong-type"),
    ],
)
def test_input_errors(selector: str, code: str) -> None:
    (told,) = refused(TOPOLOGY, f"rule: forbidden-node\nmatch: {selector}")
    assert f"error[{code}]" in told


def test_crosses_false_is_refused_with_a_hint() -> None:
    (told,) = refused(TOPOLOGY, "{rule: attributes, edges: {crosses: false}, must: x}")
    assert told.endswith("error[wrong-type]: expected `true` or a zone, found `false` (write `not: {crosses: true}`)")


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("abc", ["abc"], ["ab", "abcd", "ABC"]),
        ("*", ["", "a", "a b"], []),
        ("a*", ["a", "ab"], ["ba", ""]),
        ("*a", ["a", "ba"], ["ab"]),
        ("a*a", ["aa", "aba"], ["a", "ab"]),
        ("*ab*ab*", ["abab", "xabyabz"], ["ab", "aab", "aba"]),
        ("a**b", ["ab", "axb"], ["a"]),
        ("a.b[1]?", ["a.b[1]?"], ["axb[1]?", "a.b1?"]),
        ("*aab", ["aaab", "aab"], ["aaba"]),
    ],
)
def test_glob(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [glob(pattern)(text) for text in yes + no] == [True] * len(yes) + [False] * len(no)


def test_glob_takes_no_exponential_time() -> None:
    assert not glob("*a" * 50 + "b")("a" * 5_000)


def test_segments() -> None:
    assert in_kind("weapon.drone", "weapon")
    assert not in_kind("weapon", "weapon.drone")
    assert not in_kind("weaponry", "weapon")
    assert in_zone("a/b/c", "a/b")
    assert in_zone("a/b/c", "*/b")
    assert not in_zone("ab/c", "a")
