"""Which findings are new, gone, rerouted, and which verdicts count against the exit status."""

import pytest

import archcheck
from archcheck import Difference, LimitError
from archcheck.difference.comparing import Pair, compare_topologies
from archcheck.difference.model import ConstraintChange
from archcheck.report.diff_markdown import write_markdown
from archcheck.report.diff_text import DiffText
from archcheck.rules.forbidden_node import ForbiddenNode
from tests.diff.examples import AS_OF, constraints, diff, topology

HEAD = "name: t\n"
APART = "c: {rule: forbidden-path, from: {kind: app}, to: {kind: store}}"


def graph(*edges: str, nodes: str = "") -> str:
    """Return a topology of two apps, a relay and a store, and further nodes."""
    own = "a: {kind: app}, b: {kind: app}, r: {kind: relay}, s: {kind: store}"
    return f"{HEAD}nodes: {{{own}{', ' * bool(nodes)}{nodes}}}\nedges: [{', '.join(edges)}]\n"


def edge(ends: str, more: str = "") -> str:
    source, target = ends.split(">")
    return f"{{from: {source}, to: {target}{', ' * bool(more)}{more}}}"


def only(found: Difference) -> ConstraintChange:
    (comparison,) = found.comparisons
    (change,) = comparison.constraints
    return change


def shape(found: Difference) -> tuple[list[str | None], list[str | None], list[str | None], list[int]]:
    """Return who is new, gone and rerouted, and how many stay."""
    change = only(found)
    new = [finding.subject or finding.source for finding in change.added]
    gone = [finding.subject or finding.source for finding in change.gone]
    return new, gone, [finding.subject or finding.source for _, finding in change.rerouted], [change.unchanged]


def test_new_gone_and_unchanged() -> None:
    found = diff(graph(edge("a>s")), graph(edge("b>s")), APART)
    assert shape(found) == (["b"], ["a"], [], [0])
    assert found.verdict == "fail"
    found = diff(graph(edge("a>s"), edge("b>s")), graph(edge("a>s")), APART)
    assert shape(found) == ([], ["b"], [], [1])
    assert found.verdict == "pass"


def test_another_path_is_a_reroute_and_nothing_new() -> None:
    found = diff(graph(edge("a>s")), graph(edge("a>r"), edge("r>s")), APART)
    assert shape(found) == ([], [], ["a"], [0])
    assert found.ok
    ((was, now),) = only(found).rerouted
    assert [step.node for step in was.path] == ["a", "s"]
    assert [step.node for step in now.path] == ["a", "r", "s"]


def test_another_edge_between_the_same_nodes_is_a_reroute_too() -> None:
    found = diff(graph(edge("a>s", "id: x")), graph(edge("a>s", "id: y")), APART)
    assert shape(found) == ([], [], ["a"], [0])


def test_findings_at_the_same_place_of_another_line_are_the_same() -> None:
    found = diff(graph(edge("a>s")), "\n\n" + graph(edge("a>s")).replace("nodes: {", "nodes:\n  {"), APART)
    assert shape(found) == ([], [], [], [1])
    assert found.is_empty


SEALED = "c: {rule: attributes, edges: {to: s}, must: {kind: push}}"


def test_parallel_edges_that_change_places_keep_their_findings() -> None:
    bad, good = edge("a>s", "kind: pull"), edge("a>s", "kind: push")
    found = diff(graph(bad, good), graph(good, bad), SEALED)
    assert shape(found) == ([], [], [], [1])
    assert found.is_empty


def test_an_edge_that_takes_the_number_of_one_that_is_gone_takes_no_finding_from_it() -> None:
    good, worse = edge("a>s", "kind: push"), edge("a>s", "kind: admin")
    found = diff(graph(edge("a>s", "id: x, kind: pull"), good), graph(good, worse), SEALED)
    assert shape(found) == (["a->s#2"], ["x"], [], [0])
    # The bad edge `a->s` is gone, the good one takes its number, and goes bad for another reason.
    rule = "c: {rule: attributes, edges: {to: s}, must: {from: {kind: relay}, kind: push}}"
    old = graph(edge("r>s", "kind: pull"), edge("r>s", "kind: push"))
    new = graph(edge("r>s", "kind: push")).replace("r: {kind: relay}", "r: {kind: app}")
    assert shape(diff(old, new, rule)) == (["r->s"], ["r->s"], [], [0])


def test_a_node_named_like_an_edge_keeps_its_name() -> None:
    rule = "c: {rule: forbidden-node, match: {kind: bad}}"
    bad = '"a->s": {kind: bad}'
    old = graph(edge("a>s", "kind: pull"), edge("a>s", "kind: push"), nodes=bad)
    new = graph(edge("a>s", "kind: push"), edge("a>s", "kind: pull"), nodes=bad)
    assert shape(diff(old, new, rule)) == ([], [], [], [1])


def test_all_findings_are_compared() -> None:
    many = ", ".join(f"n{number:03}: {{kind: bad}}" for number in range(150))
    rule = "c: {rule: forbidden-node, match: {kind: bad}}"
    one_more = diff(graph(nodes=many), graph(nodes=f"{many}, n150: {{kind: bad}}"), rule)
    assert shape(one_more) == (["n150"], [], [], [150])
    one_less = diff(graph(nodes=f"{many}, m: {{kind: bad}}"), graph(nodes=many), rule)
    assert shape(one_less) == ([], ["m"], [], [150])


def test_more_findings_than_can_be_compared_leave_no_verdict() -> None:
    many = ", ".join(f"n{number}: {{kind: bad}}" for number in range(4))
    pair = Pair(topology(graph()), topology(graph(nodes=many)))
    rules = [constraints("c: {rule: forbidden-node, match: {kind: bad}}")]
    with pytest.raises(LimitError, match=r"c.yaml:3:3: error\[too-many-findings\]: `c` has more than 3 findings"):
        compare_topologies([pair], rules, as_of=AS_OF, version="1", most=3)
    assert compare_topologies([pair], rules, as_of=AS_OF, version="1", most=4).verdict == "fail"


@pytest.mark.parametrize(
    ("severity", "on", "verdict"),
    [
        ("error", "error", "fail"),
        ("error", "warning", "fail"),
        ("error", "never", "pass"),
        ("warning", "error", "pass"),
        ("warning", "warning", "fail"),
        ("info", "warning", "pass"),
    ],
)
def test_fail_on(severity: str, on: str, verdict: str) -> None:
    rule = f"c: {{rule: forbidden-node, severity: {severity}, match: {{kind: bad}}, allow-empty: x}}"
    assert diff(graph(), graph(nodes="n: {kind: bad}"), rule, on=on).verdict == verdict
    empty = f"c: {{rule: attributes, severity: {severity}, match: {{kind: bad}}, must: {{kind: bad}}}}"
    found = diff(graph(nodes="n: {kind: bad}"), graph(), empty, on=on)
    assert (only(found).statuses, found.verdict) == (("pass", "vacuous"), verdict)


def test_a_constraint_that_matches_nothing_any_more_is_new() -> None:
    rule = "c: {rule: forbidden-path, from: {kind: bad}, to: {kind: store}}"
    full = graph(edge("n>s"), nodes="n: {kind: bad}")
    found = diff(full, graph(), rule)
    assert (only(found).statuses, only(found).emptied, found.verdict) == (("fail", "vacuous"), ("from",), "fail")
    assert shape(found) == ([], ["n"], [], [0])
    assert diff(graph(), graph(), rule).verdict == "pass"  # it did not before
    assert diff(graph(), full, rule).verdict == "fail"
    assert diff(full, graph(), rule[:-1] + ", allow-empty: none left}").verdict == "pass"
    assert diff(None, graph(), rule).verdict == "fail"  # there was no before


def test_an_emptied_group_is_new_behind_a_failure_that_stays() -> None:
    rule = "c: {rule: isolation, groups: [a, b, {kind: bad}]}"
    old = graph(edge("a>b"), nodes="n: {kind: bad}")
    found = diff(old, graph(edge("a>b")), rule)
    assert only(found).statuses == ("fail", "fail")
    assert only(found).emptied == ("groups[2]",)
    assert found.verdict == "fail"


def test_a_constraint_that_cannot_be_evaluated_is_neither_green_nor_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate = ForbiddenNode.evaluate

    def fail(self: ForbiddenNode, case: object) -> object:
        if case.graph.topology.path == "new.yaml":  # type: ignore[attr-defined]
            raise RuntimeError("out of luck")
        return evaluate(self, case)  # type: ignore[arg-type]

    monkeypatch.setattr(ForbiddenNode, "evaluate", fail)
    found = diff(graph(nodes="n: {kind: bad}"), graph(), "c: {rule: forbidden-node, match: {kind: bad}}")
    assert only(found).statuses == ("fail", "error")
    assert shape(found) == ([], [], [], [0])
    assert found.verdict == "error"
    assert "error[c]: new: could not be evaluated: RuntimeError: out of luck" in DiffText(found).render()
    assert "error[c]: new: could not be evaluated: RuntimeError: out of luck" in write_markdown(found)


WAIVER = "  - {constraint: c, subject: n, reason: old, approved-by: chief, expires: 2026-12-31, expect: 1}\n"


def test_a_waived_finding_is_new_and_counts_for_nothing() -> None:
    rule = "c: {rule: forbidden-node, match: {kind: bad}}"
    bad = graph(nodes="n: {kind: bad}")
    found = diff(graph(), bad, rule, waivers=WAIVER.replace(", expect: 1", ""))
    assert shape(found) == (["n"], [], [], [0])
    assert found.verdict == "pass"
    assert only(found).added[0].state == "waived"
    assert diff(graph(), bad, rule).verdict == "fail"


def test_a_finding_that_nothing_excuses_any_more_is_as_good_as_new() -> None:
    rule = """\
    c:
      rule: forbidden-path
      from: {kind: app}
      to: {kind: store}
      permitted-by:
        - {authority: Order 1, version: 2, pinned: true, covers: {to: {labels: {permitted: true}}}}
    """
    old, new = (
        graph(edge("a>s")).replace("{kind: store}", f"{{kind: store, labels: {{permitted: {word}}}}}")
        for word in ("true", "false")
    )
    found = diff(old, new, rule)
    assert [(was.state, now.state) for was, now in only(found).unexcused] == [("referred", "open")]
    assert shape(found) == ([], [], [], [0])
    assert found.verdict == "fail"
    line = "error[c]: no longer referred: `a` reaches `s` along access\n"
    text = DiffText(found).render()
    assert line in text
    assert text.endswith("\nfindings: 0 new, 1 no longer excused, 0 gone, 0 rerouted, 0 unchanged\n")
    assert line in write_markdown(found)
    assert diff(new, old, rule).verdict == "pass"
    assert shape(diff(new, old, rule)) == ([], [], [], [1])


def test_a_waiver_that_expects_another_number_leaves_no_verdict() -> None:
    rule = "c: {rule: forbidden-node, match: {kind: bad}}"
    found = diff(graph(), graph(), rule, waivers=WAIVER)
    assert found.verdict == "error"
    assert [diagnostic.severity for diagnostic in found.comparisons[0].diagnostics] == ["error"]


def test_warnings_that_the_old_side_gave_too_are_not_new() -> None:
    rule = "c: {rule: forbidden-node, match: {kind: relays}}"
    assert diff(graph(), graph(), rule).comparisons[0].diagnostics == ()
    appeared = diff(graph(nodes="n: {kind: relays}"), graph(), rule)
    assert [diagnostic.code for diagnostic in appeared.comparisons[0].diagnostics] == ["no-such-kind"]
    assert appeared.verdict == "pass"


def test_a_pass_that_leans_on_another_stateless_node_is_told() -> None:
    rule = "c: {rule: forbidden-path, along: flow, from: a, to: b}"
    stateless = "{kind: relay, stateful: false}"
    old, new = (
        graph(*edges).replace("{kind: relay}", stateless) for edges in ((edge("a>r"),), (edge("a>r"), edge("b>r")))
    )
    found = diff(old, new, rule)
    assert (only(found).statuses, only(found).assumed) == (("pass", "pass"), ("r",))
    assert found.ok
    assert not found.comparisons[0].is_empty
    assert "PASS     -> PASS     c  leans on stateless r\n" in DiffText(found).render()
    assert only(diff(new, new, rule)).assumed == ()


def test_old_and_new_may_be_absent() -> None:
    assert shape(diff(None, graph(edge("a>s")), APART)) == (["a"], [], [], [0])
    assert shape(diff(graph(edge("a>s")), None, APART)) == ([], ["a"], [], [0])
    assert only(diff(None, graph(), APART)).statuses == (None, "pass")


def test_several_constraint_documents_and_only() -> None:
    document = constraints("x: {rule: forbidden-node, match: a}\ny: {rule: forbidden-node, match: b}")
    found = archcheck.diff(None, topology(graph()), [document], as_of=AS_OF, only=["y"])
    assert [change.result.id for change in found.comparisons[0].constraints] == ["y"]
