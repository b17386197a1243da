"""Names that nothing has: what is told of each kind of name, where, and what is suggested."""

import pytest

from tests.rules.checking import run

TOPOLOGY = """
edge-kinds: {uplink: {like: push}}
zones:
  east: {tags: [outdoor], labels: {region: eu}, zones: {lab: {}}}
  west: {tags: [hot], labels: {climate: dry}}
nodes:
  app: {kind: app.web.shop, zone: east/lab, tags: [old], labels: {tier: 1}}
  db: {kind: store}
  db2: {kind: store}
edges:
  - {from: app, to: db, kind: pull.slow, tags: [thin], labels: {tls: true}, id: main}
"""


def told(constraints: str, topology: str = TOPOLOGY) -> list[str]:
    """Return what is told of names, each with its place."""
    return [each.summary() for each in run(topology, constraints).diagnostics]


def told_of(fields: str) -> list[str]:
    """Return what is told of one constraint, without the column, code and level that all of them have."""
    return [each.partition("]: ")[2] for each in told(f"constraints:\n  c: {{{fields}}}")]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("app", None),
        ("ap*", None),
        ("ap", "`t.yaml` has no node `ap` (did you mean `app`?)"),
        ("main", "`t.yaml` has no node `main`"),
        ("{id: [app, dbx]}", "`t.yaml` has no node `dbx` (did you mean `db`?)"),
        ("{kind: app}", None),
        ("{kind: app.web.shop}", None),
        ("{kind: app.*.shop}", None),
        ("{kind: ap}", "no node of `t.yaml` has the kind `ap` (did you mean `app`?)"),
        ("{kind: app.wbe}", "no node of `t.yaml` has the kind `app.wbe` (did you mean `app.web`?)"),
        ("{kind: app.web.shpo}", "no node of `t.yaml` has the kind `app.web.shpo` (did you mean `app.web.shop`?)"),
        ("{kind: app.*.shp}", "no node of `t.yaml` has the kind `app.*.shp`"),
        ("{kind: x}", "no node of `t.yaml` has the kind `x`"),
        # Kinds of edges are none of nodes.
        ("{kind: pull}", "no node of `t.yaml` has the kind `pull`"),
        ("{kind: pul}", "no node of `t.yaml` has the kind `pul`"),
        ("{kind: call}", "no node of `t.yaml` has the kind `call`"),
        ("{zone: east/*}", None),
        ("{zone: '*/lab'}", None),
        ("{zone: west}", None),
        ("{zone: west/inner}", "`t.yaml` has no zone `west/inner`"),
        ("{zone: eats}", "`t.yaml` has no zone `eats` (did you mean `east`?)"),
        ("{zone: '*/lap'}", "`t.yaml` has no zone `*/lap`"),
        ("{tags: [old, outdoor, hot]}", None),
        ("{tags: odl}", "no node of `t.yaml` has the tag `odl` (did you mean `old`?)"),
        ("{tags: thin}", "no node of `t.yaml` has the tag `thin`"),
        ("{tags: '*'}", "no node of `t.yaml` has the tag `*`"),
        ("{labels: {tier: 2, region: us, climate: wet}}", None),
        ("{labels: {teir: 1}}", "no node of `t.yaml` has the label `teir` (did you mean `tier`?)"),
        ("{labels: {tls: true}}", "no node of `t.yaml` has the label `tls`"),
    ],
)
def test_of_nodes(selector: str, expected: str | None) -> None:
    assert told_of(f"rule: forbidden-node, match: {selector}") == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("main", None),
        ("ma*", None),
        ("mian", "`t.yaml` has no edge `mian` (did you mean `main`?)"),
        ("app->db", "`t.yaml` has no edge `app->db`"),
        ("{kind: pull.slow}", None),
        # One of the five kinds, even where no edge has it.
        ("{kind: call}", None),
        ("{kind: call.fast}", "no edge of `t.yaml` has the kind `call.fast`"),
        ("{kind: puhs}", "no edge of `t.yaml` has the kind `puhs` (did you mean `push`?)"),
        ("{kind: uplnk}", "no edge of `t.yaml` has the kind `uplnk` (did you mean `uplink`?)"),
        ("{kind: pull.slwo}", "no edge of `t.yaml` has the kind `pull.slwo` (did you mean `pull.slow`?)"),
        ("{kind: store}", "no edge of `t.yaml` has the kind `store`"),
        ("{kind: sotre}", "no edge of `t.yaml` has the kind `sotre`"),
        ("{tags: thin}", None),
        ("{tags: tihn}", "no edge of `t.yaml` has the tag `tihn` (did you mean `thin`?)"),
        ("{tags: old}", "no edge of `t.yaml` has the tag `old`"),
        ("{labels: {tls: false}}", None),
        ("{labels: {tsl: 1}}", "no edge of `t.yaml` has the label `tsl` (did you mean `tls`?)"),
        ("{labels: {tier: 1}}", "no edge of `t.yaml` has the label `tier`"),
        # What a zone has is its nodes', and no edge's.
        ("{tags: outdoor}", "no edge of `t.yaml` has the tag `outdoor`"),
        ("{labels: {region: eu}}", "no edge of `t.yaml` has the label `region`"),
        # The ends are nodes.
        ("{from: apq}", "`t.yaml` has no node `apq` (did you mean `app`?)"),
        ("{to: {kind: stor}}", "no node of `t.yaml` has the kind `stor` (did you mean `store`?)"),
        ("{from: {labels: {region: eu}}, to: {tags: outdoor}}", None),
    ],
)
def test_of_edges(selector: str, expected: str | None) -> None:
    for fields in (
        f"rule: attributes, edges: {selector}, must: {{tags: thin}}",
        f"rule: attributes, edges: main, must: {selector}",
        f"rule: allowed-edges, allow: {selector}",
        f"rule: allowed-edges, allow: [main, {selector}]",
        f"rule: forbidden-path, from: app, to: db, edges: {selector}",
    ):
        assert told_of(fields) == ([] if expected is None else [expected])


def test_what_nodes_must_be_is_about_nodes() -> None:
    assert told_of("rule: attributes, match: app, must: {tags: old}") == []
    assert told_of("rule: attributes, match: app, must: {tags: thin}") == ["no node of `t.yaml` has the tag `thin`"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("rule: isolation, by: labels.tier", []),
        ("rule: isolation, by: labels.teir", ["3:24 node teir (did you mean `tier`?)"]),
        ("rule: isolation, by: zone", []),
        ("rule: acyclic, by: labels.tls", ["3:22 node tls"]),
        (
            "rule: required-path, from: app, to: db, same: [labels.teir, kind, labels.tls]",
            ["3:47 node teir (did you mean `tier`?)", "3:47 node tls"],
        ),
        ("rule: cardinality, match: app, at-most: 1, per: labels.tls", ["3:50 node tls"]),
        (
            "rule: purpose, from: app, to: db, allowed: labels.tls, declared: labels.regoin",
            ["3:41 node tls", "3:62 node regoin (did you mean `region`?)"],
        ),
        ("rule: distance, from: app, to: db, at-most: 9, weight: labels.tls", []),
        ("rule: distance, from: app, to: db, at-most: 9, weight: labels.tsl", ["3:54 edge tsl (did you mean `tls`?)"]),
        ("rule: distance, from: app, to: db, at-most: 9, weight: labels.tier", ["3:54 edge tier"]),
        # A zone's delay is no edge's: every edge would weigh 0, and be near enough.
        ("rule: distance, from: app, to: db, at-most: 9, weight: labels.region", ["3:54 edge region"]),
        ("rule: information-flow, label: tier, levels: [1]", []),
        ("rule: information-flow, label: teir, levels: [1]", ["3:31 node teir (did you mean `tier`?)"]),
        ("rule: information-flow, label: tls, levels: [1]", ["3:31 node tls"]),
    ],
)
def test_labels_that_fields_name(fields: str, expected: list[str]) -> None:
    found = []
    for each in run(TOPOLOGY, f"constraints:\n  c: {{{fields}}}").diagnostics:
        assert each.location is not None
        _, what, _, _, _, _, _, name = each.message.split()
        found.append(
            f"{each.location.line}:{each.location.column} {what} {name[1:-1]}"
            + (f" ({each.help})" if each.help else "")
        )
    assert found == expected


def test_each_name_is_told_once_where_it_stands_first() -> None:
    assert told("""
        constraints:
          c: {rule: forbidden-path, from: ghost, to: ghost}
          d: {rule: forbidden-edge, from: {kind: gone}, to: ghost, edges: ghost}
          e: {rule: isolation, by: labels.no}
          f: {rule: isolation, by: labels.no}
          g: {rule: information-flow, label: no, levels: [1]}
          h: {rule: forbidden-node, match: {labels: {no: 1}, tags: no}}
          i: {rule: forbidden-node, match: {labels: {none: 1}}}
          j: {rule: isolation, by: labels.none}
        """) == [
        "c.yaml:3:35: warning[no-such-id]: `t.yaml` has no node `ghost`",
        "c.yaml:4:42: warning[no-such-kind]: no node of `t.yaml` has the kind `gone`",
        "c.yaml:4:67: warning[no-such-id]: `t.yaml` has no edge `ghost`",
        "c.yaml:5:24: warning[no-such-label]: no node of `t.yaml` has the label `no`",
        "c.yaml:8:60: warning[no-such-tag]: no node of `t.yaml` has the tag `no`",
        "c.yaml:9:46: warning[no-such-label]: no node of `t.yaml` has the label `none`",
    ]


def test_in_a_set_a_name_stands_where_the_set_is() -> None:
    constraints = """
    sets:
      odd: {kind: gone, zone: nowhere}
    constraints:
      c: {rule: forbidden-node, match: {set: odd}}
      d: {rule: forbidden-path, from: {set: odd}, to: app}
    """
    assert told(constraints) == [
        "c.yaml:3:15: warning[no-such-kind]: no node of `t.yaml` has the kind `gone`",
        "c.yaml:3:27: warning[no-such-zone]: `t.yaml` has no zone `nowhere`",
    ]


def test_a_vocabulary_declares_what_there_may_be() -> None:
    constraints = """
    vocabulary: {app: an app, store: a store, planned.thing: a thing}
    constraints:
      c: {rule: forbidden-node, match: {kind: [planned, planned.thing, planned.things]}}
      d: {rule: allowed-edges, allow: {kind: [planned, planned.thin]}}
    """
    assert told(constraints) == [
        "c.yaml:4:68: warning[no-such-kind]: no node of `t.yaml` has the kind `planned.things` "
        "(did you mean `planned.thing`?)",
        "c.yaml:5:52: warning[no-such-kind]: no edge of `t.yaml` has the kind `planned.thin` "
        "(did you mean `planned.thing`?)",
    ]


def test_a_kind_that_no_vocabulary_declares_is_told_once_at_its_first_node() -> None:
    constraint = "constraints: {c: {rule: forbidden-node, match: no*}}"
    assert told(constraint) == []
    assert told(f"vocabulary: {{stone: x}}\n{constraint}") == [
        "t.yaml:7:3: warning[undeclared-kind]: the kind `app.web.shop` of `app` is in no vocabulary",
        "t.yaml:8:3: warning[undeclared-kind]: the kind `store` of `db` and 1 more is in no vocabulary "
        "(did you mean `stone`?)",
    ]
    assert told(f"vocabulary: {{store: x, app.web: y}}\n{constraint}") == []
    # What is declared is the more special kind, and not the one that lies above it.
    assert told(f"vocabulary: {{app.web.shop.small: x, store: y}}\n{constraint}") == [
        "t.yaml:7:3: warning[undeclared-kind]: the kind `app.web.shop` of `app` is in no vocabulary "
        "(did you mean `app.web.shop.small`?)"
    ]


def test_without_zones_labels_are_the_nodes_alone() -> None:
    topology = "{nodes: {a: {kind: x, labels: {l: 1}}, b: {kind: x}}}"
    assert told("constraints: {c: {rule: forbidden-node, match: {labels: {l: 2}}}}", topology) == []
    assert told("constraints: {c: {rule: forbidden-node, match: {labels: {k: 2}}}}", topology) == [
        "c.yaml:2:58: warning[no-such-label]: no node of `t.yaml` has the label `k`"
    ]


def test_a_dot_in_an_id_parts_nothing() -> None:
    topology = "{nodes: {x.y: {kind: k, tags: [t.u]}}}"
    assert told("constraints: {c: {rule: forbidden-node, match: [x.y, x, {tags: t}]}}", topology) == [
        "c.yaml:2:54: warning[no-such-id]: `t.yaml` has no node `x`",
        "c.yaml:2:64: warning[no-such-tag]: no node of `t.yaml` has the tag `t`",
    ]
