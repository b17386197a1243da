"""``only-via``: waypoints, stages in order, and how many of them."""

import pytest

from archcheck.report_model import Finding, Step
from tests.rules.checking import at, check, refused, verdict, witness

GATEWAYS = """
nodes:
  app: {kind: app}
  g1: {kind: gate}
  g2: {kind: gate}
  back: {kind: app}
  model: {kind: model}
edges:
  - {from: app, to: [g1, g2, back]}
  - {from: [g1, g2], to: model}
  - {from: back, to: model, id: backdoor}
"""


def test_whole_result() -> None:
    result = check(GATEWAYS, "{rule: only-via, from: app, to: {kind: model}, via: {kind: gate}}")
    assert (result.along, result.status, result.truncated) == ("access", "fail", False)
    assert (result.matched, result.waypoints) == ({"from": 1, "to": 1, "via": 2}, frozenset({"g1", "g2"}))
    path = (
        Step("app"),
        Step("back", "app->back", "forward", at(9, 5, 3)),
        Step("model", "backdoor", "forward", at(11, 5, 3)),
    )
    message = "`app` reaches `model` without passing `{kind: gate}`"
    assert result.findings == (Finding(message, at(11, 5, 3), "app", "model", path=path),)


def test_several_gateways_hold_where_no_way_leads_around() -> None:
    constraint = "{rule: only-via, from: app, to: model, via: {kind: gate}, edges: {not: {id: backdoor}}}"
    assert verdict(GATEWAYS, constraint) == "pass"
    assert verdict(GATEWAYS, constraint.replace("{kind: gate}", "g1")) == [
        "app -> g2 [app->g2] -> model [g2->model]",
    ]


@pytest.mark.parametrize("via", ["app", "model", "[app, model]"])
def test_a_guard_that_is_an_end_is_passed(via: str) -> None:
    assert verdict(GATEWAYS, f"{{rule: only-via, from: app, to: model, via: {via}}}") == "pass"


def test_a_guard_among_the_sources_excuses_only_itself() -> None:
    assert verdict(GATEWAYS, "{rule: only-via, from: [g1, back], to: model, via: g1}") == ["back -> model [backdoor]"]


def test_a_via_that_matches_nothing_makes_it_stricter() -> None:
    result = check(GATEWAYS, "{rule: only-via, from: g1, to: model, via: no*}")
    assert (result.status, result.matched, result.empty) == ("fail", {"from": 1, "to": 1, "via": 0}, ())


@pytest.mark.parametrize(
    ("ends", "empty"),
    [("from: no*, to: model", ("from",)), ("from: app, to: no*", ("to",)), ("from: no*, to: no*", ("from", "to"))],
)
def test_vacuity(ends: str, empty: tuple[str, ...]) -> None:
    result = check(GATEWAYS, f"{{rule: only-via, {ends}, via: g1}}")
    assert (result.status, result.empty, result.matched["via"]) == ("vacuous", empty, 1)
    excused = check(GATEWAYS, f"{{rule: only-via, {ends}, via: g1, allow-empty: why}}")
    assert (excused.status, excused.allow_empty) == ("pass", "why")


def test_sources_that_are_targets() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, g: {kind: gate}}
    edges: [{from: a, to: g}, {from: g, to: b}, {from: b, to: a}, {from: a, to: a}]
    """
    assert verdict(topology, "{rule: only-via, from: '*', to: '*', via: g}") == ["b -> a [b->a]"]


def test_parallel_edges_are_one_path() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, g: {kind: gate}}
    edges: [{from: a, to: b, id: z}, {from: a, to: b, id: y}, {from: a, to: b, kind: depends, id: x}]
    """
    assert verdict(topology, "{rule: only-via, from: a, to: b, via: g}") == ["a -> b [y]"]


@pytest.mark.parametrize(
    ("along", "kind", "expected"),
    [
        ("control", "admin", ["a -> b [a->b]"]),
        ("dependency", "depends", ["a -> b [a->b]"]),
        ("access", "depends", "pass"),
        ("flow", "pull", "pass"),
        ("flow", "push", ["a -> b [a->b]"]),
    ],
)
def test_along(along: str, kind: str, expected: str | list[str]) -> None:
    topology = f"{{nodes: {{a: {{kind: x}}, b: {{kind: x}}}}, edges: [{{from: a, to: b, kind: {kind}}}]}}"
    result = check(topology, f"{{rule: only-via, from: a, to: b, via: g*, along: {along}}}")
    assert result.along == along
    assert verdict(topology, f"{{rule: only-via, from: a, to: b, via: g*, along: {along}}}") == expected


def test_answers_pass_guards_too() -> None:
    topology = """
    nodes: {app: {kind: app}, guard: {kind: guard}, model: {kind: model}, batch: {kind: api}}
    edges: [{from: app, to: guard}, {from: guard, to: model}, {from: batch, to: model}, {from: batch, to: app}]
    """
    assert verdict(topology, "{rule: only-via, along: flow, from: model, to: app, via: guard}") == [
        "model <= batch [batch->model] -> app [batch->app]"
    ]


def test_assumptions() -> None:
    topology = """
    nodes: {a: {kind: x}, b: {kind: x}, api: {kind: api, stateful: false}, human: {kind: human}}
    edges: [{from: a, to: api}, {from: b, to: api}, {from: a, to: human}, {from: human, to: b}]
    """
    result = check(topology, "{rule: only-via, along: flow, from: a, to: b, via: human}")
    assert (result.status, result.assumptions) == ("pass", ("api",))
    # Where every way past the api is guarded as well, nothing leans on it.
    result = check(topology, "{rule: only-via, along: flow, from: a, to: b, via: [human, api]}")
    assert (result.status, result.assumptions) == ("pass", ())


def test_truncation_and_order() -> None:
    topology = """
    nodes: {s2: {kind: s}, s1: {kind: s}, m: {kind: m}, t1: {kind: t}, t2: {kind: t}}
    edges: [{from: {kind: s}, to: m}, {from: m, to: {kind: t}}, {from: s2, to: t2}]
    """
    constraint = "{rule: only-via, from: {kind: s}, to: {kind: t}, via: no*}"
    expected = [("s2", "t2"), ("s1", "t1"), ("s1", "t2"), ("s2", "t1")]
    for most in (1, 3, 4):
        result = check(topology, constraint, max_findings=most)
        assert [(finding.source, finding.target) for finding in result.findings] == expected[:most]
        assert (result.status, result.truncated) == ("fail", most < 4)


ORDERED = """
nodes: {s: {kind: s}, a: {kind: a}, b: {kind: b}, ab: {kind: ab}, t: {kind: t}}
edges:
%s
"""


def ordered(*walks: str) -> str:
    """Return a topology with the steps of some walks, each written as the ids on it."""
    steps = dict.fromkeys(
        (walk.split()[i], walk.split()[i + 1]) for walk in walks for i in range(len(walk.split()) - 1)
    )
    return ORDERED % "\n".join(f"  - {{from: {one}, to: {other}}}" for one, other in steps)


IN_ORDER = "{rule: only-via, from: s, to: t, via: {in-order: [[a, ab], [b, ab]]}}"


@pytest.mark.parametrize(
    ("walks", "expected"),
    [
        (["s a b t"], "pass"),
        (["s b a t"], ["s -> b [s->b] -> a [b->a] -> t [a->t]"]),
        (["s b a b t"], ["s -> b [s->b] -> t [b->t]"]),
        (["s a t"], ["s -> a [s->a] -> t [a->t]"]),
        # One node counts for one stage only.
        (["s ab t"], ["s -> ab [s->ab] -> t [ab->t]"]),
        (["s a ab t"], "pass"),
        (["s ab b t"], "pass"),
        (["s t"], ["s -> t [s->t]"]),
        # The one that passes is longer than the one that does not.
        (["s a b t", "s b t"], ["s -> b [s->b] -> t [b->t]"]),
    ],
)
def test_in_order(walks: list[str], expected: str | list[str]) -> None:
    assert verdict(ordered(*walks), IN_ORDER) == expected


def test_stages_may_be_ends() -> None:
    topology = ordered("s a t")
    assert verdict(topology, "{rule: only-via, from: s, to: t, via: {in-order: [s, a, t]}}") == "pass"
    assert verdict(topology, "{rule: only-via, from: s, to: t, via: {in-order: [s, t, a]}}") == [
        "s -> a [s->a] -> t [a->t]"
    ]
    assert verdict(topology, "{rule: only-via, from: s, to: t, via: {in-order: [a]}}") == "pass"


def test_in_order_says_so() -> None:
    result = check(ordered("s t"), IN_ORDER)
    assert result.matched == {"from": 1, "to": 1, "via[0]": 2, "via[1]": 2}
    assert result.waypoints == {"a", "b", "ab"}
    assert result.findings[0].message == "`s` reaches `t` without passing `[a, ab]`, then `[b, ab]`"


def test_in_order_along_flow() -> None:
    topology = """
    nodes: {m: {kind: x}, g: {kind: x, stateful: false}, h: {kind: x}, t: {kind: x}}
    edges: [{from: g, to: m}, {from: h, to: g}, {from: h, to: t, kind: push}]
    """
    assert verdict(topology, "{rule: only-via, along: flow, from: m, to: t, via: {in-order: [g, h]}}") == "pass"
    assert verdict(topology, "{rule: only-via, along: flow, from: m, to: t, via: {in-order: [h, g]}}") == [
        "m <= g [g->m] <= h [h->g] -> t [h->t]"
    ]


@pytest.mark.parametrize(
    ("at_least", "walks", "expected"),
    [
        (1, ["s a t"], "pass"),
        (2, ["s a t"], ["s -> a [s->a] -> t [a->t]"]),
        (2, ["s a b t"], "pass"),
        (3, ["s a b t"], ["s -> a [s->a] -> b [a->b] -> t [b->t]"]),
        # Passing one node twice is passing one node.
        (2, ["s a b a t"], ["s -> a [s->a] -> t [a->t]"]),
        (2, ["s a b t", "s b t"], ["s -> b [s->b] -> t [b->t]"]),
    ],
)
def test_at_least(at_least: int, walks: list[str], expected: str | list[str]) -> None:
    constraint = f"{{rule: only-via, from: s, to: t, via: [a, b], at-least: {at_least}}}"
    assert verdict(ordered(*walks), constraint) == expected


def test_at_least_counts_ends_and_says_so() -> None:
    topology = ordered("s a t")
    assert verdict(topology, "{rule: only-via, from: s, to: t, via: [s, a, t], at-least: 3}") == "pass"
    (finding,) = check(topology, "{rule: only-via, from: s, to: t, via: [s, a], at-least: 3}").findings
    assert finding.message == "`s` reaches `t` passing fewer than 3 different nodes of `[s, a]`"


@pytest.mark.parametrize("along", ["access", "control", "dependency"])
def test_at_least_runs_along_all_but_flow(along: str) -> None:
    assert (
        verdict(ordered("s a t"), f"{{rule: only-via, from: s, to: t, via: a, at-least: 1, along: {along}}}") == "pass"
    )


@pytest.mark.parametrize(
    ("constraint", "told"),
    [
        (
            "{rule: only-via, from: s, to: t}",
            "c.yaml:3:3: error[missing-key]: the constraint `c` (only-via) needs the key `via`",
        ),
        (
            "{rule: only-via, from: s, to: t, via: a, at-least: 2, along: flow}",
            "c.yaml:3:3: error[relation]: `at-least` cannot run along flow (use access, control or dependency)",
        ),
        (
            "{rule: only-via, from: s, to: t, via: {in-order: [a, b]}, at-least: 2}",
            "c.yaml:3:3: error[contradiction]: `at-least` cannot stand beside `in-order`",
        ),
        (
            "{rule: only-via, from: s, to: t, via: {in-order: [a], kind: b}}",
            "c.yaml:4:59: error[contradiction]: `kind` cannot stand beside `in-order`",
        ),
        (
            "{rule: only-via, from: s, to: t, via: {in-order: []}}",
            "c.yaml:4:54: error[invalid-value]: expected at least 1 item, found 0",
        ),
        (
            "{rule: only-via, from: s, to: t, via: a, at-least: 0}",
            "c.yaml:4:56: error[invalid-number]: expected a whole number, at least 1, found `0`",
        ),
        (
            "{rule: only-via, from: s, to: t, via: a, at-least: 1.5}",
            "c.yaml:4:56: error[wrong-type]: expected a whole number, at least 1, found `1.5`",
        ),
    ],
)
def test_input_errors(constraint: str, told: str) -> None:
    assert refused(ordered("s a t"), constraint) == [told]


STATELESS_TWICE = """
nodes:
  s: {kind: k}
  x: {kind: k, stateful: false}
  y: {kind: k}
  w: {kind: k}
edges:
  - {from: s, to: x, kind: push}
  - {from: x, to: y}
  - {from: w, to: x, kind: pull}
"""


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        # The only way is s -> x -> y <= x <= w: it meets x as a request, and again with the answer of y.
        ("[x, x]", ["s -> x [s->x] -> y [x->y] <= x [x->y] <= w [w->x]"]),
        ("[x, y]", "pass"),
        ("[y, x]", "pass"),
        ("[[x, y], x]", "pass"),
        ("[[x, y], [x, y]]", "pass"),
        ("[[x, y], [x, y], [x, y]]", ["s -> x [s->x] -> y [x->y] <= x [x->y] <= w [w->x]"]),
    ],
)
def test_a_node_that_is_met_twice_along_flow_serves_one_stage(stages: str, expected: str | list[str]) -> None:
    constraint = f"{{rule: only-via, along: flow, from: s, to: w, via: {{in-order: {stages}}}}}"
    result = check(STATELESS_TWICE, constraint)
    paths = [witness(finding.path) for finding in result.findings]
    assert (paths or result.status) == expected
