"""``forbidden-path``, and what a path is: phases, relations, witnesses, order, truncation, assumptions."""

import pytest

from archcheck.report_model import Finding, Step
from archcheck.source.located import Location
from tests.rules.checking import at, check, refused, verdict

CHAIN = """
nodes: {a: {kind: x}, b: {kind: x}, c: {kind: y}}
edges:
  - {from: a, to: b}
  - {from: b, to: c}
"""


def test_whole_result() -> None:
    result = check(CHAIN, "{rule: forbidden-path, from: a, to: {kind: y}, severity: warning}")
    assert (result.id, result.rule, result.along) == ("c", "forbidden-path", "access")
    assert (result.severity, result.status, result.counts_as) == ("warning", "fail", "warning")
    assert (result.title, result.truncated, result.assumptions, result.empty) == (None, False, (), ())
    assert result.matched == {"from": 1, "to": 1}
    assert result.location == Location("c.yaml", 3, 3, 1)
    path = (Step("a"), Step("b", "a->b", "forward", at(4, 5, 3)), Step("c", "b->c", "forward", at(5, 5, 3)))
    assert result.findings == (Finding("`a` reaches `c` along access", at(5, 5, 3), "a", "c", path=path),)
    assert result.waypoints == frozenset()


@pytest.mark.parametrize(
    ("kind", "relations"),
    [
        ("call", {"access", "flow", "flow back", "dependency"}),
        ("push", {"access", "flow"}),
        ("pull", {"access", "flow back", "dependency"}),
        ("admin", {"access", "flow", "control"}),
        ("depends", {"dependency"}),
        ("uplink", {"access", "flow"}),
        ("uplink.ku", {"access", "flow"}),
        ("push.notify", {"access", "flow"}),
    ],
)
def test_relations_of_a_kind(kind: str, relations: set[str]) -> None:
    topology = f"""
    nodes: {{a: {{kind: x}}, b: {{kind: x}}}}
    edge-kinds: {{uplink: {{like: push}}}}
    edges: [{{from: a, to: b, kind: {kind}}}]
    """
    found = set()
    for along in ("access", "flow", "control", "dependency"):
        if verdict(topology, f"{{rule: forbidden-path, from: a, to: b, along: {along}}}") != "pass":
            found.add(along)
        if verdict(topology, f"{{rule: forbidden-path, from: b, to: a, along: {along}}}") != "pass":
            found.add(f"{along} back")
    assert found == relations


@pytest.mark.parametrize(
    ("flow", "forward", "backward"),
    [
        ("request-response", True, True),
        ("forward", True, False),
        ("backward", False, True),
        ("both", True, True),
        ("none", False, False),
    ],
)
@pytest.mark.parametrize("kind", ["call", "push", "pull", "admin", "depends"])
def test_flow_overrides(kind: str, flow: str, forward: bool, backward: bool) -> None:
    topology = f"{{nodes: {{a: {{kind: x}}, b: {{kind: x}}}}, edges: [{{from: a, to: b, kind: {kind}, flow: {flow}}}]}}"
    there = verdict(topology, "{rule: forbidden-path, from: a, to: b, along: flow}")
    back = verdict(topology, "{rule: forbidden-path, from: b, to: a, along: flow}")
    assert there == (["a -> b [a->b]"] if forward else "pass")
    assert back == (["b <= a [a->b]"] if backward else "pass")


# Two callers of one service.
CALLERS = """
nodes: {{a: {{kind: x}}, b: {{kind: x}}, api: {{kind: api, stateful: {stateful}}}, store: {{kind: store}}}}
edges: [{{from: a, to: api}}, {{from: b, to: api}}, {{from: api, to: store, kind: {kind}}}]
"""


def test_a_stateful_node_hands_to_any_caller_what_another_one_sent() -> None:
    topology = CALLERS.format(stateful="true", kind="call")
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: a, to: b}") == [
        "a -> api [a->api] <= b [b->api]"
    ]


def test_a_stateless_node_answers_its_caller_only() -> None:
    topology = CALLERS.format(stateful="false", kind="push")
    result = check(topology, "{rule: forbidden-path, along: flow, from: a, to: b}")
    assert (result.status, result.assumptions) == ("pass", ("api",))


def test_a_stateless_node_answers_out_of_what_it_fetched() -> None:
    topology = CALLERS.format(stateful="false", kind="pull")
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: store, to: b}") == [
        "store <= api [api->store] <= b [b->api]"
    ]


def test_a_stateless_node_passes_on_what_it_was_sent_and_the_store_tells_everybody() -> None:
    topology = CALLERS.format(stateful="false", kind="call")
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: a, to: b}") == [
        "a -> api [a->api] -> store [api->store] <= api [api->store] <= b [b->api]"
    ]


def test_a_stateless_source_answers_out_of_its_own() -> None:
    topology = CALLERS.format(stateful="false", kind="call")
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: api, to: '*'}") == [
        "api <= a [a->api]",
        "api <= b [b->api]",
        "api -> store [api->store]",
    ]


@pytest.mark.parametrize("kind", ["push", "admin"])
def test_what_is_pushed_to_a_stateless_node_goes_forward_only(kind: str) -> None:
    topology = f"""
    nodes: {{s: {{kind: x}}, relay: {{kind: x, stateful: false}}, t: {{kind: x}}, reader: {{kind: x}}}}
    edges:
      - {{from: s, to: relay, kind: {kind}}}
      - {{from: relay, to: t, kind: push}}
      - {{from: reader, to: relay, kind: pull}}
    """
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: s, to: t}") == [
        "s -> relay [s->relay] -> t [relay->t]"
    ]
    result = check(topology, "{rule: forbidden-path, along: flow, from: s, to: reader}")
    assert (result.status, result.assumptions) == ("pass", ("relay",))


def test_both_is_one_forward_and_one_backward_edge() -> None:
    topology = """
    nodes: {a: {kind: x}, s: {kind: x, stateful: false}, b: {kind: x}}
    edges: [{from: a, to: s, flow: both}, {from: s, to: b, flow: both}]
    """
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: a, to: b}") == ["a -> s [a->s] -> b [s->b]"]
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: b, to: a}") == ["b <= s [s->b] <= a [a->s]"]


def test_a_pass_that_rests_on_nothing_assumes_nothing() -> None:
    # Nobody else calls the stateless api, so that it might as well be stateful.
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, api: {kind: api, stateful: false}}
    edges: [{from: a, to: api}, {from: b, to: a, kind: push}]
    """
    result = check(topology, "{rule: forbidden-path, along: flow, from: a, to: b}")
    assert (result.status, result.assumptions) == ("pass", ())


def test_only_flow_assumes() -> None:
    topology = CALLERS.format(stateful="false", kind="push")
    result = check(topology, "{rule: forbidden-path, from: a, to: b}")
    assert (result.status, result.assumptions) == ("pass", ())


def test_a_failure_assumes_nothing() -> None:
    topology = CALLERS.format(stateful="false", kind="push")
    result = check(topology, "{rule: forbidden-path, along: flow, from: a, to: [b, store]}")
    assert (result.status, result.assumptions) == ("fail", ())


def test_assumptions_are_all_that_a_pass_leans_on() -> None:
    # Were `deep` stateful, it would answer `front` out of what `a` sent, and `front` would answer `b`; were `front`
    # stateful, it would answer `b` by itself.
    topology = """
    nodes:
      a: {kind: x}
      b: {kind: x}
      front: {kind: api, stateful: %s}
      deep: {kind: api, stateful: %s}
      aside: {kind: api, stateful: false}
    edges: [{from: a, to: front}, {from: b, to: front}, {from: front, to: deep}, {from: b, to: aside}]
    """
    constraint = "{rule: forbidden-path, along: flow, from: a, to: b}"
    assert check(topology % ("true", "false"), constraint).status == "fail"
    assert check(topology % ("false", "true"), constraint).status == "fail"
    result = check(topology % ("false", "false"), constraint)
    assert (result.status, result.assumptions) == ("pass", ("deep", "front"))


def test_findings_are_in_order_of_length_source_and_target() -> None:
    topology = """
    nodes: {b1: {kind: s}, a2: {kind: s}, m: {kind: m}, t9: {kind: t}, t10: {kind: t}}
    edges: [{from: b1, to: t9}, {from: a2, to: m}, {from: m, to: t9}, {from: m, to: t10}, {from: b1, to: m}]
    """
    constraint = "{rule: forbidden-path, from: {kind: s}, to: {kind: t}}"
    expected = [
        "b1 -> t9 [b1->t9]",
        "a2 -> m [a2->m] -> t10 [m->t10]",
        "a2 -> m [a2->m] -> t9 [m->t9]",
        "b1 -> m [b1->m] -> t10 [m->t10]",
    ]
    assert verdict(topology, constraint) == expected
    for most in (1, 2, 3, 4, 5):
        assert verdict(topology, constraint, max_findings=most) == expected[:most]
        assert check(topology, constraint, max_findings=most).truncated == (most < 4)


@pytest.mark.parametrize(("sources", "targets"), [(1, 7), (7, 1), (4, 4)])
def test_truncation_is_the_same_from_either_side(sources: int, targets: int) -> None:
    ones, others = [f"s{i}" for i in range(sources)], [f"t{i}" for i in range(targets)]
    nodes = "".join(f"  {name}: {{kind: {name[0]}}}\n" for name in [*ones, "m", *others])
    topology = f"nodes:\n{nodes}edges: [{{from: {{kind: s}}, to: m}}, {{from: m, to: {{kind: t}}}}]"
    constraint = "{rule: forbidden-path, from: {kind: s}, to: {kind: t}}"
    everything = [(one, other) for one in ones for other in others]
    result = check(topology, constraint, max_findings=5)
    assert [(finding.source, finding.target) for finding in result.findings] == everything[:5]
    assert result.truncated
    assert not check(topology, constraint, max_findings=len(everything)).truncated


def test_of_shortest_paths_the_smallest_ids() -> None:
    topology = """
    nodes: {s: {kind: x}, z1: {kind: x}, a2: {kind: x}, b1: {kind: x}, b0: {kind: x}, t: {kind: x}, '!': {kind: x}}
    edges:
      - {from: s, to: [z1, b1]}
      - {from: z1, to: [a2]}
      - {from: b1, to: [b0, a2]}
      - {from: a2, to: t}
      - {from: b0, to: t}
      - {from: s, to: '!'}
      - {from: '!', to: '!'}
    """
    assert verdict(topology, "{rule: forbidden-path, from: s, to: t}") == [
        "s -> b1 [s->b1] -> a2 [b1->a2] -> t [a2->t]"
    ]


def test_forward_comes_before_backward_and_the_smaller_edge_id_first() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}}
    edges: [{from: a, to: b, id: z}, {from: b, to: a, id: b0}, {from: a, to: b, id: y, kind: push}]
    """
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: a, to: b}") == ["a -> b [y]"]
    assert verdict(topology, "{rule: forbidden-path, along: flow, from: b, to: a}") == ["b -> a [b0]"]
    constraint = "{rule: forbidden-path, along: flow, from: a, to: b, edges: {not: {from: a}}}"
    assert verdict(topology, constraint) == ["a <= b [b0]"]


def test_sources_that_are_targets() -> None:
    topology = "{nodes: {a: {kind: x}, b: {kind: x}}, edges: [{from: a, to: b}, {from: b, to: a}, {from: a, to: a}]}"
    assert verdict(topology, "{rule: forbidden-path, from: '*', to: '*'}") == ["a -> b [a->b]", "b -> a [b->a]"]
    assert verdict(topology, "{rule: forbidden-path, from: a, to: a}") == "pass"


def test_a_path_may_pass_through_sources_and_targets() -> None:
    assert verdict(CHAIN, "{rule: forbidden-path, from: [a, b], to: [b, c]}") == [
        "a -> b [a->b]",
        "b -> c [b->c]",
        "a -> b [a->b] -> c [b->c]",
    ]


def test_edges_limits_the_paths() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, c: {kind: x}}
    edges:
      - {from: a, to: b, labels: {encrypted: true}}
      - {from: b, to: c}
      - {from: a, to: c, tags: [slow], kind: push.mail}
    """
    base = "rule: forbidden-path, from: a, to: c"
    assert verdict(topology, f"{{{base}, edges: {{not: {{tags: slow}}}}}}") == ["a -> b [a->b] -> c [b->c]"]
    assert verdict(topology, f"{{{base}, edges: {{kind: push}}}}") == ["a -> c [a->c]"]
    assert verdict(topology, f"{{{base}, edges: {{labels: {{encrypted: true}}}}}}") == "pass"
    result = check(topology, f"{{{base}, edges: {{kind: admin}}}}")
    assert (result.status, result.matched) == ("pass", {"from": 1, "to": 1, "edges": 0})


@pytest.mark.parametrize(
    ("ends", "empty"),
    [("from: no*, to: c", ("from",)), ("from: a, to: no*", ("to",)), ("from: [], to: no*", ("from", "to"))],
)
def test_vacuity(ends: str, empty: tuple[str, ...]) -> None:
    result = check(CHAIN, f"{{rule: forbidden-path, {ends}, edges: {{kind: call}}}}")
    assert (result.status, result.empty, result.counts_as) == ("vacuous", empty, "error")
    assert result.matched["edges"] == 2
    excused = check(CHAIN, f"{{rule: forbidden-path, {ends}, allow-empty: none here}}")
    assert (excused.status, excused.empty, excused.allow_empty) == ("pass", empty, "none here")
    assert excused.counts_as is None


def test_vacuous_at_its_severity() -> None:
    result = check(CHAIN, "{rule: forbidden-path, from: no*, to: c, severity: info}")
    assert (result.status, result.counts_as) == ("vacuous", "info")


@pytest.mark.parametrize(
    ("constraint", "told"),
    [
        (
            "{rule: forbidden-path, from: a, to: c, along: acces}",
            "c.yaml:4:51: error[invalid-value]: `acces` is none of access, flow, control, dependency "
            "(did you mean `access`?)",
        ),
        (
            "{rule: forbidden-path, from: {colour: red}, to: c}",
            "c.yaml:4:35: error[unknown-key]: a selector has no key `colour` "
            "(known keys: id, kind, zone, tags, labels, set, any, all, not)",
        ),
        (
            "{rule: forbidden-path, from: a, to: c, edges: {zone: z}}",
            "c.yaml:4:52: error[unknown-key]: an edge selector has no key `zone` "
            "(known keys: id, kind, tags, labels, from, to, crosses, any, all, not)",
        ),
        (
            "{rule: forbidden-paht, from: a, to: c}",
            "c.yaml:4:12: error[unknown-rule]: there is no rule `forbidden-paht` (did you mean `forbidden-path`?)",
        ),
        (
            "{from: a, to: c}",
            "c.yaml:3:3: error[missing-key]: the constraint `c` needs the key `rule` "
            "(`archcheck rules` lists the rules)",
        ),
    ],
)
def test_input_errors(constraint: str, told: str) -> None:
    assert refused(CHAIN, constraint) == [told]
