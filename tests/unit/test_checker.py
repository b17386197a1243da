"""The check: dates, grace, warnings about names, constraints that fail alone, nothing to check."""

from datetime import date

import pytest

import archcheck
from archcheck.rules.case import Case, Outcome
from archcheck.rules.forbidden_node import ForbiddenNode
from tests.rules.checking import check, load, load_constraints, report, run

TOPOLOGY = """
zones: {prod: {zones: {core: {}}}, spare: {labels: {site: north}, tags: [cold]}}
nodes:
  app: {kind: app.web, zone: prod, labels: {tier: 1}, tags: [web]}
  model: {kind: model.llm, zone: prod/core}
edges: [{from: app, to: model, kind: push.notify, labels: {tls: true}, tags: [late]}]
"""


def warnings(constraints: str) -> list[str]:
    """Return the warnings of a check."""
    return [told.summary() for told in run(TOPOLOGY, constraints).diagnostics]


@pytest.mark.parametrize(
    ("selector", "told"),
    [
        ("{kind: modle}", "no-such-kind]: no node of `t.yaml` has the kind `modle` (did you mean `model`?)"),
        (
            "{kind: model.lmm}",
            "no-such-kind]: no node of `t.yaml` has the kind `model.lmm` (did you mean `model.llm`?)",
        ),
        ("{zone: prdo}", "no-such-zone]: `t.yaml` has no zone `prdo` (did you mean `prod`?)"),
        ("{zone: core}", "no-such-zone]: `t.yaml` has no zone `core`"),
        ("{tags: wbe}", "no-such-tag]: no node of `t.yaml` has the tag `wbe` (did you mean `web`?)"),
        ("{labels: {teir: 1}}", "no-such-label]: no node of `t.yaml` has the label `teir` (did you mean `tier`?)"),
        ("apq", "no-such-id]: `t.yaml` has no node `apq` (did you mean `app`?)"),
        ("{id: apq}", "no-such-id]: `t.yaml` has no node `apq` (did you mean `app`?)"),
    ],
)
def test_names_that_the_topology_nowhere_has(selector: str, told: str) -> None:
    (found,) = warnings(f"constraints: {{c: {{rule: forbidden-node, match: {{not: {selector}}}}}}}")
    place, _, rest = found.partition(": warning[")
    assert rest == told
    assert place.startswith("c.yaml:2:")


@pytest.mark.parametrize(
    "selector",
    [
        "{kind: app}",
        "{kind: app.web}",
        "{kind: app.*}",
        "{zone: spare}",
        "{zone: '*/core'}",
        "{tags: web}",
        "ap*",
        "{labels: {tier: 99}}",
        "{kind: '*'}",
        "nobody*",
        # What only a zone has, the topology has.
        "{labels: {site: north}}",
        "{tags: cold}",
    ],
)
def test_names_that_it_has(selector: str) -> None:
    assert warnings(f"constraints: {{c: {{rule: forbidden-node, match: {selector}}}}}") == []


@pytest.mark.parametrize(
    ("selector", "code"),
    [
        ("{kind: push.notfy}", "no-such-kind"),
        ("{kind: push}", None),
        ("{kind: pull}", None),
        ("{kind: puhs}", "no-such-kind"),
        ("{tags: later}", "no-such-tag"),
        ("{labels: {tsl: true}}", "no-such-label"),
        ("{from: apq}", "no-such-id"),
        ("{to: {kind: modle}}", "no-such-kind"),
        ("{crosses: prdo}", "no-such-zone"),
        ("app->modle", "no-such-id"),
    ],
)
def test_names_in_edge_selectors(selector: str, code: str | None) -> None:
    constraint = f"{{rule: forbidden-path, from: app, to: model, edges: {selector}}}"
    found = [told.code for told in run(TOPOLOGY, f"constraints: {{c: {constraint}}}").diagnostics]
    assert found == ([code] if code else [])


def test_names_in_sets_in_order_groups_by_and_same() -> None:
    found = warnings(
        """
        sets: {guards: {kind: gaurd}}
        constraints:
          a: {rule: only-via, from: app, to: model, via: {in-order: [{set: guards}, {tags: wbe}]}}
          b: {rule: isolation, groups: [{kind: app}, {zone: corr}]}
          c: {rule: isolation, by: labels.teir}
          d: {rule: required-path, from: app, to: model, same: [labels.tire]}
          e: {rule: attributes, match: app, must: {labels: {teer: 1}}}
        """
    )
    assert [told.partition("warning[")[2].partition("]")[0] for told in found] == [
        "no-such-kind",
        "no-such-tag",
        "no-such-zone",
        "no-such-label",
        "no-such-label",
        "no-such-label",
    ]


def test_one_place_is_told_once() -> None:
    found = warnings(
        """
        sets: {guards: {kind: gaurd}}
        constraints:
          a: {rule: forbidden-node, match: {set: guards}}
          b: {rule: forbidden-node, match: {set: guards}}
        """
    )
    assert found == ["c.yaml:2:23: warning[no-such-kind]: no node of `t.yaml` has the kind `gaurd`"]


def test_a_declared_kind_is_known_and_one_below_it_is_not() -> None:
    constraint = "constraints: {c: {rule: forbidden-node, match: {kind: [guard, guard.safety]}}}"
    assert len(warnings(constraint)) == 2
    vocabulary = "vocabulary: {app: Programs, model: Models, guard: Guards}\n"
    assert [text.partition(": ")[2] for text in warnings(vocabulary + constraint)] == [
        "warning[no-such-kind]: no node of `t.yaml` has the kind `guard.safety`"
    ]
    vocabulary = "vocabulary: {app: Programs, model: Models, guard: Guards, guard.safety: The safety stack}\n"
    assert warnings(vocabulary + constraint) == []


def test_a_vocabulary_makes_other_kinds_of_nodes_a_warning() -> None:
    constraint = "constraints: {c: {rule: forbidden-node, match: nobody*}}"
    assert warnings(f"vocabulary: {{app: Programs, moddel: Typo}}\n{constraint}") == [
        "t.yaml:5:3: warning[undeclared-kind]: the kind `model.llm` of `model` is in no vocabulary"
    ]
    assert warnings(f"vocabulary: {{model.lln: Typo, app.web: Web}}\n{constraint}") == [
        "t.yaml:5:3: warning[undeclared-kind]: the kind `model.llm` of `model` is in no vocabulary "
        "(did you mean `model.lln`?)"
    ]
    assert warnings(constraint) == []


def test_strict_and_not() -> None:
    constraint = "constraints: {c: {rule: forbidden-node, match: {kind: modle}}}"
    assert report(TOPOLOGY, constraint).verdict == "pass"
    assert report(TOPOLOGY, constraint, strict=True).verdict == "fail"


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 5, 31), "inactive"),
        (date(2026, 6, 1), "fail"),
        (date(2026, 8, 31), "fail"),
        (date(2026, 9, 1), "inactive"),
    ],
)
def test_in_force_includes_both_days(day: date, status: str) -> None:
    constraint = "{rule: forbidden-node, match: app, in-force: {from: 2026-06-01, until: 2026-08-31}}"
    result = check(TOPOLOGY, constraint, as_of=day)
    assert (result.status, bool(result.findings)) == (status, status == "fail")
    assert result.counts_as == ("error" if status == "fail" else None)


@pytest.mark.parametrize(
    ("period", "status"), [("{from: 2027-01-01}", "inactive"), ("{until: 2027-01-01}", "fail"), ("{}", "fail")]
)
def test_in_force_open_at_an_end(period: str, status: str) -> None:
    constraint = f"{{rule: forbidden-node, match: app, in-force: {period}}}"
    assert check(TOPOLOGY, constraint, as_of=date(2026, 6, 1)).status == status


def test_what_is_inactive_warns_of_nothing() -> None:
    constraint = "constraints: {c: {rule: forbidden-node, match: {kind: modle}, in-force: {from: 2027-01-01}}}"
    assert run(TOPOLOGY, constraint, as_of=date(2026, 1, 1)).diagnostics == ()


@pytest.mark.parametrize(
    ("day", "state", "counts"),
    [
        (date(2026, 9, 1), "grace", "warning"),
        (date(2026, 9, 2), "grace", "warning"),
        (date(2026, 9, 3), "open", "error"),
    ],
)
def test_grace_until_includes_its_day(day: date, state: str, counts: str) -> None:
    result = check(TOPOLOGY, "{rule: forbidden-node, match: app, grace-until: 2026-09-02}", as_of=day)
    assert (result.status, [finding.state for finding in result.findings]) == ("fail", [state])
    assert (result.severity, result.counts_as, result.grace_until) == ("error", counts, date(2026, 9, 2))


def test_a_constraint_that_cannot_be_evaluated_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: ForbiddenNode, case: Case) -> Outcome:
        raise RecursionError("too deep")

    monkeypatch.setattr(ForbiddenNode, "evaluate", refuse)
    constraints = """
    constraints:
      a: {rule: forbidden-node, match: app, allow-empty: x}
      b: {rule: forbidden-path, from: app, to: model}
    """
    found = report(TOPOLOGY, constraints, fail_on="never")
    one, other = found.runs[0].constraints
    assert (one.status, one.error, one.counts_as) == ("error", "RecursionError: too deep", "error")
    assert (other.status, found.verdict) == ("fail", "error")


def test_constraints_are_sorted_by_id_and_only_picks() -> None:
    each = "rule: forbidden-node, match: x*"
    constraints = f"constraints: {{b: {{{each}}}, c: {{{each}}}, a: {{{each}}}}}"
    assert [result.id for result in run(TOPOLOGY, constraints).constraints] == ["a", "b", "c"]
    assert [result.id for result in run(TOPOLOGY, constraints, only=["c", "a", "c"]).constraints] == ["a", "c"]
    with pytest.raises(archcheck.InputError, match=r"unknown-constraint\]: there is no constraint `aa`.*`a`"):
        run(TOPOLOGY, constraints, only=["aa"])


def test_runs_are_sorted_by_path() -> None:
    topologies = [
        archcheck.loads_topology("{archcheck: topology/v1, nodes: {a: {kind: x}}}", path) for path in ("z", "a/b", "a")
    ]
    constraints = load_constraints("constraints: {c: {rule: forbidden-node, match: no*}}")
    assert [each.path for each in archcheck.check(topologies, constraints).runs] == ["a", "a/b", "z"]


def test_nothing_to_check_is_never_a_pass() -> None:
    empty = load_constraints("sets: {}")
    with pytest.raises(archcheck.InputError, match=r"nothing-to-check.*no constraint to check"):
        archcheck.check(load(TOPOLOGY), empty)
    some = load_constraints("constraints: {c: {rule: forbidden-node, match: no*}}")
    with pytest.raises(archcheck.InputError, match=r"nothing-to-check.*no topology to check"):
        archcheck.check([], some)


def test_one_id_in_two_documents() -> None:
    one = load_constraints("constraints: {c: {rule: forbidden-node, match: a*}}")
    two = archcheck.loads_constraints(
        "archcheck: constraints/v1\nconstraints: {c: {rule: forbidden-node, match: b*}}", "d.yaml"
    )
    with pytest.raises(archcheck.InputError, match="duplicate-id"):
        archcheck.check(load(TOPOLOGY), [one, two])
    # A constraint that two documents share counts once.
    packs = [archcheck.load_constraints("red-lines"), archcheck.load_constraints("red-lines")]
    results = archcheck.check(load(TOPOLOGY), packs).runs[0].constraints
    assert len({each.id for each in results}) == len(results)


def test_every_error_of_several_constraints_is_told() -> None:
    constraints = """
    constraints:
      a: {rule: forbidden-node}
      b: {rule: forbidden-node, match: {set: no}}
      c: {rule: forbiden-node, match: a}
    """
    with pytest.raises(archcheck.InputError) as caught:
        run(TOPOLOGY, constraints)
    assert [told.code for told in caught.value.diagnostics] == ["missing-key", "unknown-set", "unknown-rule"]
