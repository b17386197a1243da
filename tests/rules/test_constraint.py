"""Constraints: when they hold, which selectors they have, and what a rule says of them before it is asked."""

from collections.abc import Iterator
from datetime import date

import pytest

from archcheck.documents.selector import describe
from archcheck.rules.case import Case
from archcheck.rules.constraint import Constraint, read_constraint
from archcheck.source.diagnostics import Problems
from tests.rules.checking import check, load_constraints
from tests.unit.graph.building import compile_text


def constraint(fields: str) -> Constraint:
    """Return a constraint that can be read."""
    document = load_constraints(f"constraints: {{c: {{{fields}}}}}")
    problems = Problems()
    found = read_constraint(document.constraints["c"], document, problems)
    assert not problems.diagnostics
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("", "1234"),
        ("in-force: {from: 2026-01-02}", "234"),
        ("in-force: {until: 2026-01-03}", "123"),
        ("in-force: {from: 2026-01-02, until: 2026-01-03}", "23"),
        ("in-force: {from: 2026-01-02, until: 2026-01-02}", "2"),
    ],
)
def test_both_days_of_a_period_are_in_it(period: str, days: str) -> None:
    found = constraint(f"rule: forbidden-node, match: a, {period}")
    assert "".join(str(day) for day in range(1, 5) if found.in_force(date(2026, 1, day))) == days


def selectors(found: Constraint) -> Iterator[str]:
    for selector, edges in found.selectors():
        yield ("edges " if edges else "nodes ") + describe(selector)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("rule: forbidden-path, from: a, to: b, edges: e", ["nodes a", "nodes b", "edges e"]),
        ("rule: attributes, match: a, must: b", ["nodes a", "nodes b"]),
        ("rule: attributes, edges: e, must: f", ["edges e", "edges f"]),
        ("rule: attributes, must: f, edges: e", ["edges f", "edges e"]),
        ("rule: allowed-edges, allow: [e, f]", ["edges e", "edges f"]),
        ("rule: only-via, from: a, to: b, via: {in-order: [c, d]}", ["nodes a", "nodes b", "nodes c", "nodes d"]),
        ("rule: layers, layers: [a, {select: b, optional: true}]", ["nodes a", "nodes b"]),
        ("rule: path-pattern, pattern: [a, {id: b, repeat: any}]", ["nodes a", "nodes b"]),
        ("rule: isolation, groups: [a, b], except-via: c", ["nodes a", "nodes b", "nodes c"]),
    ],
)
def test_the_selectors_of_all_fields(fields: str, expected: list[str]) -> None:
    assert list(selectors(constraint(fields))) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("rule: forbidden-node, match: a", False),
        ("rule: attributes, match: a, must: b", False),
        ("rule: attributes, edges: e, must: f", True),
        ("rule: cardinality, match: a, at-most: 1", False),
        ("rule: cardinality, edges: e, at-most: 1", True),
        ("rule: forbidden-path, from: a, to: b", True),
        ("rule: layers, layers: [a, b]", True),
    ],
)
def test_which_look_at_edges(fields: str, expected: bool) -> None:
    found = constraint(fields)
    assert found.rule.looks_at_edges(found.fields) is expected
    assert found.rule.doubt(found.fields) is None


def test_a_case_runs_along_access_where_nothing_else_is_said() -> None:
    graph = compile_text("nodes: {a: {kind: x}}")
    assert Case(graph, {}, {}, 7).along() == "access"
    assert Case(graph, {}, {}, 7, "flow").along() == "flow"
    assert Case(graph, {"along": "control"}, {}, 7, "flow").along() == "control"
    case = Case(graph, {}, {}, 7)
    assert (case.most, case.enough, case.nodes("match"), case.edges(), case.matched) == (7, 8, frozenset(), None, {})


def test_selectors_of_edges_may_speak_of_sets() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: y}}, edges: [{from: a, to: b}, {from: b, to: a}]}"
    sets = "some: {kind: x}"
    selector = "{from: {set: some}}"
    for rule, expected in (
        (f"rule: allowed-edges, allow: {selector}", ("fail", {"edges": 2, "allow[0]": 1})),
        (f"rule: attributes, edges: {{kind: call}}, must: {selector}", ("fail", {"edges": 2, "must": 1})),
        (f"rule: cardinality, edges: {selector}, at-most: 1", ("pass", {"edges": 1})),
    ):
        result = check(topology, f"{{{rule}}}", sets=sets)
        assert (result.status, result.matched) == expected


def refused(fields: str) -> list[str]:
    """Return what is wrong with a constraint that cannot be read."""
    document = load_constraints(f"constraints: {{c: {{{fields}}}}}")
    problems = Problems()
    assert read_constraint(document.constraints["c"], document, problems) is None
    return [
        f"{each.location} {each.code}: {each.message}" + (f" | {each.help}" if each.help else "")
        for each in problems.diagnostics
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("match: a", ["15 missing-key: the constraint `c` needs the key `rule` | `archcheck rules` lists the rules"]),
        (
            "rule: forbiden-node",
            ["25 unknown-rule: there is no rule `forbiden-node` | did you mean `forbidden-node`?"],
        ),
        ("rule: q", ["25 unknown-rule: there is no rule `q` | `archcheck rules` lists them"]),
        ("rule: [a]", ["25 wrong-type: expected the name of a rule, found a list | `archcheck rules` lists them"]),
        (
            "rule: forbidden-node, mach: a, reason: {}",
            [
                "41 unknown-key: the rule forbidden-node has no field `mach` | did you mean `match`?",
                "50 unknown-key: the rule forbidden-node has no field `reason` | fields of forbidden-node: match",
                "15 missing-key: the constraint `c` (forbidden-node) needs the key `match`",
            ],
        ),
        (
            "rule: forbidden-path, from: {kinds: a}, q: 1, to: {kinds: b}",
            [
                "48 unknown-key: a selector has no key `kinds` | did you mean `kind`?",
                "59 unknown-key: the rule forbidden-path has no field `q` | fields of forbidden-path: from, to, along, "
                "edges",
                "70 unknown-key: a selector has no key `kinds` | did you mean `kind`?",
            ],
        ),
        ("rule: forbidden-node, match: {set: s}", ["54 unknown-set: there is no set `s` | define it under `sets`"]),
    ],
)
def test_what_cannot_be_read_is_told_whole(fields: str, expected: list[str]) -> None:
    assert [each.removeprefix("c.yaml:2:") for each in refused(fields)] == expected
