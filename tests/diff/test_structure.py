"""What counts as a change of the graph, and what does not."""

import pytest

from archcheck import Difference
from archcheck.difference.model import Change
from archcheck.difference.words import list_entries, say_change, say_counts, say_value
from tests.diff.examples import OLD, diff

HEAD = "name: t\nzones: {z: {labels: {org: a}, tags: [x], zones: {y: {}}}, w: {}}\n"


def told(found: Difference) -> list[str]:
    """Return what changed, an entry a line."""
    return [
        f"{entry.sign} {entry.sort} {entry.name}".rstrip()
        + "".join(f"; {say_change(change)}" for change in entry.changes)
        + (f"; inherited by {entry.inherited_by}" if entry.inherited_by else "")
        for entry in list_entries(found.comparisons[0].structure)
    ]


def change(old: str, new: str) -> list[str]:
    return told(diff(HEAD + old, HEAD + new))


def nodes(*lines: str, edges: str = "[]") -> str:
    return "nodes:\n" + "".join(f"  {line}\n" for line in lines) + f"edges: {edges}\n"


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("{kind: app}", "{kind: app.web}", ["kind: app -> app.web"]),
        ("{kind: app}", "{kind: app, zone: z/y}", ["zone: (none) -> z/y", "tags: +x", "labels.org: (none) -> a"]),
        ("{kind: app, zone: w}", "{kind: app}", ["zone: w -> (none)"]),
        ("{kind: app}", "{kind: app, title: A}", ["title: (none) -> A"]),
        ("{kind: app, description: A}", "{kind: app, description: B}", ["description: A -> B"]),
        ("{kind: app, tags: [a, b]}", "{kind: app, tags: [b, c]}", ["tags: +c, -a"]),
        ("{kind: app, tags: [a, b]}", "{tags: [b, a], kind: app}", []),
        (
            "{kind: app, labels: {a: 1}}",
            "{kind: app, labels: {a: 2, b: x}}",
            ["labels.a: 1 -> 2", "labels.b: (none) -> x"],
        ),
        ("{kind: app, labels: {a: true}}", "{kind: app, labels: {a: 1}}", ["labels.a: true -> 1"]),
        ("{kind: app, labels: {a: 'true'}}", "{kind: app, labels: {a: true}}", ['labels.a: "true" -> true']),
        ("{kind: app, labels: {a: 1}}", "{kind: app, labels: {a: '1'}}", ['labels.a: 1 -> "1"']),
        ("{kind: app, labels: {a: [x, 1]}}", "{kind: app, labels: {a: [x, true]}}", ["labels.a: [x, 1] -> [x, true]"]),
        ("{kind: app, labels: {a: 1}}", "{kind: app, labels: {a: 1.0}}", []),
        ("{kind: app}", "{kind: app, stateful: true}", []),
        ("{kind: app}", "{kind: app, stateful: false}", ["stateful: true -> false"]),
        ("{kind: app}", "{kind: app, transparent: true}", ["transparent: false -> true"]),
        ("{kind: app, fixed: true}", "{kind: app}", ["fixed: true -> false"]),
    ],
)
def test_every_field_of_a_node(old: str, new: str, changes: list[str]) -> None:
    expected = ["; ".join(["~ node n", *changes])] if changes else []
    assert change(nodes(f"n: {old}"), nodes(f"n: {new}")) == expected


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("", "kind: push", ["~ edge a->b; kind: call -> push"]),
        ("", "flow: none", ["~ edge a->b; flow: (none) -> none"]),
        ("", "fixed: true", ["~ edge a->b; fixed: false -> true"]),
        ("title: A", "title: B, tags: [t]", ["~ edge a->b; title: A -> B; tags: +t"]),
        ("labels: {p: x}", "", ["~ edge a->b; labels.p: x -> (none)"]),
        ("kind: call", "", []),
        ("id: link", "id: link, kind: push", ["~ edge link; kind: call -> push"]),
        ("", "id: link", ["+ edge link", "- edge a->b"]),
    ],
)
def test_every_field_of_an_edge(old: str, new: str, changes: list[str]) -> None:
    ends = ("a: {kind: app}", "b: {kind: app}")
    one, other = (f"[{{from: a, to: b{', ' * bool(text)}{text}}}]" for text in (old, new))
    assert change(nodes(*ends, edges=one), nodes(*ends, edges=other)) == changes


def test_an_edge_with_an_id_of_its_own_may_move() -> None:
    ends = ("a: {kind: app}", "b: {kind: app}", "c: {kind: app}")
    old = nodes(*ends, edges="[{from: a, to: b, id: e}]")
    new = nodes(*ends, edges="[{from: c, to: a, id: e}]")
    assert change(old, new) == ["~ edge e; from: a -> c; to: b -> a"]


def test_a_renamed_node_is_one_removed_and_one_added() -> None:
    old = nodes("a: {kind: app}", "b: {kind: app}", edges="[{from: a, to: b}]")
    new = nodes("a: {kind: app}", "c: {kind: app}", edges="[{from: a, to: c}]")
    assert change(old, new) == ["+ node c", "- node b", "+ edge a->c", "- edge a->b"]


def test_order_and_form_are_no_change() -> None:
    shuffled = """\
name: shop
edges:
  - {from: db, to: db, kind: sync}
  - {to: db, from: legacy}
  - from: [api]
    to: [db]
  - {from: [partner, crawler], to: legacy}
  - from: browser
    to: {id: api}
    labels:
      protocol: "http"
nodes:
  printer: {zone: annex, kind: device}
  db: {kind: store, zone: inside/cellar}
  legacy: {kind: app, zone: inside}
  api: {kind: api, zone: inside, stateful: false, transparent: false}
  crawler: {kind: app, zone: outside}
  partner: {kind: app, zone: outside}
  browser: {kind: app, zone: outside}
edge-kinds: {sync: {like: push}}
zones:
  annex: {}
  inside: {zones: {cellar: {}}, labels: {org: shop}}
  outside: {}
"""
    assert diff(OLD, shuffled).is_empty


PARALLEL = ["{from: a, to: b}", "{from: a, to: b, kind: push}", "{from: a, to: b, kind: pull, labels: {n: 1}}"]
ENDS = ("a: {kind: app}", "b: {kind: app}")


def parallel(*edges: str) -> str:
    return nodes(*ENDS, edges=f"[{', '.join(edges)}]")


def test_parallel_edges_may_change_places() -> None:
    one, two, three = PARALLEL
    assert change(parallel(one, two, three), parallel(three, one, two)) == []
    assert change(parallel(one, two, three), parallel(three, one)) == ["- edge a->b#2"]
    assert change(parallel(one, three), parallel(two, three, one)) == ["+ edge a->b"]
    assert change(parallel(one, one), parallel(one)) == ["- edge a->b#2"]
    assert change(parallel(one, two), parallel(one, "{from: a, to: b, kind: admin}")) == [
        "~ edge a->b#2; kind: push -> admin"
    ]


def test_an_edge_with_an_id_among_parallel_ones_renumbers_the_others_and_changes_none() -> None:
    one, two, _ = PARALLEL
    assert change(parallel(one, two), parallel("{from: a, to: b, id: own}", one, two)) == ["+ edge own"]


def test_what_a_zone_hands_down_shows_at_the_zone() -> None:
    inside = ("a: {kind: app, zone: z}", "b: {kind: app, zone: z/y}", "c: {kind: app, zone: z/y, labels: {org: own}}")
    old = f"name: t\nzones: {{z: {{labels: {{org: a}}, tags: [x], zones: {{y: {{}}}}}}}}\n{nodes(*inside)}"
    new = old.replace("{org: a}, tags: [x]", "{org: b, tier: 1}, tags: [w]")
    assert told(diff(old, new)) == [
        "~ zone z; tags: +w, -x; labels.org: a -> b; labels.tier: (none) -> 1; inherited by 3"
    ]


def test_what_a_node_changes_besides_shows_at_the_node() -> None:
    inside = nodes("a: {kind: app, zone: z, labels: {own: 1}, tags: [k]}")
    old = f"name: t\nzones: {{z: {{labels: {{org: a}}}}}}\n{inside}"
    new = old.replace("{org: a}", "{org: b}, tags: [n]").replace("own: 1", "own: 2").replace("[k]", "[m]")
    assert told(diff(old, new)) == [
        "~ zone z; tags: +n; labels.org: a -> b; inherited by 1",
        "~ node a; tags: +m, -k; labels.own: 1 -> 2",
    ]


def test_an_inner_zone_that_keeps_its_own_label_hides_the_change_around_it() -> None:
    old = "name: t\nzones: {z: {labels: {org: a}, zones: {y: {labels: {org: c}}}}}\n" + nodes(
        "n: {kind: app, zone: z/y}"
    )
    assert told(diff(old, old.replace("org: a", "org: b"))) == ["~ zone z; labels.org: a -> b"]
    lost = old.replace(", zones: {y: {labels: {org: c}}}", ", zones: {y: {}}")
    assert told(diff(old, lost)) == ["~ zone z/y; labels.org: c -> a; inherited by 1"]


def test_a_node_that_moves_shows_the_labels_that_it_gains() -> None:
    old, new = nodes("n: {kind: app, zone: w}"), nodes("n: {kind: app, zone: z}")
    assert change(old, new) == ["~ node n; zone: w -> z; tags: +x; labels.org: (none) -> a"]


def test_own_fields_of_the_topology_and_of_zones() -> None:
    old = "name: a\nzones: {z: {title: A}}\nnodes: {}\nedges: []\n"
    new = "name: b\ndescription: B\nzones: {z: {description: C}}\nnodes: {}\nedges: []\n"
    found = diff(old, new)
    assert told(found) == [
        "~ topology; name: a -> b; description: (none) -> B",
        "~ zone z; title: A -> (none); description: (none) -> C",
    ]
    assert say_counts(found.comparisons[0].structure) == "zones: 1 changed; the topology's own fields changed"


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "(none)"), ("(none)", '"(none)"'), ("", '""'), (" a", '" a"'), ("a\nb", '"a\\nb"'), ("12", '"12"'),
     ("a b", "a b"), (True, "true"), (1.5, "1.5"), (("a", 1), "[a, 1]"), ("[a]", '"[a]"'), (".inf", '".inf"')],
)  # fmt: skip
def test_values_are_told_apart(value: object, said: str) -> None:
    assert say_value(value) == said  # type: ignore[arg-type]
    assert say_change(Change("f", value, None)) == f"f: {said} -> (none)"  # type: ignore[arg-type]


def test_a_node_that_moves_into_a_zone_that_changes_shows_its_own_labels() -> None:
    old = "name: t\nzones: {z: {labels: {org: a}}, w: {labels: {org: a}}}\n" + nodes("n: {kind: app, zone: w}")
    new = old.replace("z: {labels: {org: a}}", "z: {labels: {org: b}}").replace("zone: w", "zone: z")
    assert told(diff(old, new)) == ["~ zone z; labels.org: a -> b", "~ node n; zone: w -> z; labels.org: a -> b"]
