"""Whole outputs of one change in which everything happens that can; they stand in ``expected/``, read by hand."""

import json
from pathlib import Path

import pytest

import archcheck
from archcheck import Difference
from archcheck.difference.model import Difference as Model
from archcheck.draw import draw_comparison
from archcheck.draw.changes import unite
from archcheck.draw.scene import build_scene
from archcheck.report.diff_markdown import write_markdown
from archcheck.report.diff_text import DiffText
from tests.diff.examples import CONSTRAINTS, NEW, OLD, diff

EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture(scope="module")
def everything() -> Difference:
    return diff(OLD, NEW, CONSTRAINTS)


def expected(name: str) -> str:
    return (EXPECTED / name).read_text(encoding="utf-8")


def test_text(everything: Difference) -> None:
    assert DiffText(everything).render() == expected("everything.txt")


def test_json(everything: Difference) -> None:
    assert everything.to_json() == expected("everything.json").replace("VERSION", archcheck.__version__)
    assert json.loads(everything.to_json()) == everything.to_dict()


def test_markdown(everything: Difference) -> None:
    assert write_markdown(everything) == expected("everything.md")


def test_dot(everything: Difference) -> None:
    assert draw_comparison(everything.comparisons[0], "dot") == expected("everything.dot")


def test_mermaid(everything: Difference) -> None:
    assert draw_comparison(everything.comparisons[0], "mermaid") == expected("everything.mmd")


def test_svg_tells_what_changed_to_those_who_do_not_see_it(everything: Difference) -> None:
    picture = draw_comparison(everything.comparisons[0], "svg")
    assert isinstance(picture, bytes)
    text = picture.decode()
    assert "Added: zone attic, relay, browser → db, partner → relay, relay → db." in text
    assert "Removed: zone annex, printer, partner → legacy." in text
    assert "Changed: zone inside, api, The crawler" not in text  # names are ids
    assert "Changed: zone inside, api, crawler, browser → api." in text
    assert "<title>removed: printer (device, in annex)</title>" in text
    assert "<title>added: zone attic</title>" in text


def test_quiet_text_has_what_is_new(everything: Difference) -> None:
    text = DiffText(everything, quiet=True).render()
    assert (
        text
        == """\
old.yaml -> new.yaml, 4 constraints, as of 2026-11-23

error[annex-apart]: new: `from` matches nothing any more
  --> c.yaml:10:39
   |
10 |   annex-apart: {rule: forbidden-path, from: {zone: annex}, to: {kind: store}}
   |                                       ^^^^

error[db-only-via-api]: new: `browser` reaches `db` without passing `api`
  --> new.yaml:20:5
   |
20 |   - {from: browser, to: db, kind: pull}
   |     ^^^ last step of the path
   = path: browser -> db
   = fix: cut browser -> db
   = constraint: c.yaml:3:3

error[encrypted]: new: `browser->db` does not satisfy `{labels: {encrypted: true}}`
  --> new.yaml:20:5
   |
20 |   - {from: browser, to: db, kind: pull}
   |     ^^^
   = constraint: c.yaml:11:3

PASS     -> VACUOUS  annex-apart      from matched nothing
FAIL     -> FAIL     db-only-via-api  1 new, 1 rerouted
FAIL     -> FAIL     encrypted        1 new, 1 gone
zones: 1 added, 1 removed, 1 changed; nodes: 1 added, 1 removed, 2 changed; edges: 3 added, 1 removed, 1 changed; \
edge kinds: 1 changed
findings: 2 new, 2 gone, 1 rerouted, 1 unchanged
"""
    )


def test_colours_are_added_to_the_same_text(everything: Difference) -> None:
    import re

    colored = DiffText(everything, color=True).render()
    assert "\x1b[31;1merror[encrypted]\x1b[0m: new: " in colored
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == expected("everything.txt")


def test_nothing_changed() -> None:
    same = diff(NEW, NEW, CONSTRAINTS)
    assert same.is_empty
    assert same.ok
    assert (
        DiffText(same).render()
        == """\
old.yaml -> new.yaml, 4 constraints, as of 2026-11-23

no change in the graph
findings: 0 new, 0 gone, 0 rerouted, 4 unchanged
"""
    )
    assert (
        write_markdown(same)
        == """\
<!-- archcheck: diff -->
### archcheck: nothing changed

`old.yaml -> new.yaml`, 4 constraints, as of 2026-11-23

- no change in the graph
- findings: 4 unchanged
"""
    )
    graph, changes = unite(same.comparisons[0])
    scene = build_scene(graph, changes=changes)
    assert not any(figure.change for figure in scene.figures)
    assert not any(arrow.change for arrow in scene.arrows)
    assert not any(frame.change for frame in scene.frames)


def test_verbose_names_the_constraints_of_which_nothing_changed() -> None:
    text = DiffText(diff(NEW, NEW, CONSTRAINTS), verbose=True).render()
    assert "VACUOUS  -> VACUOUS  annex-apart\nFAIL     -> FAIL     db-only-via-api\n" in text


def test_without_constraints_there_is_no_day_and_no_verdict_but_pass() -> None:
    found = diff(OLD, NEW)
    assert found.verdict == "pass"
    assert found.to_dict()["as_of"] is None
    assert DiffText(found).render().startswith("old.yaml -> new.yaml\n\n  + zone attic\n")
    assert DiffText(found).render().endswith("edge kinds: 1 changed\n")
    assert write_markdown(found).startswith("<!-- archcheck: diff -->\n### archcheck: what changed in the graph\n")


def test_a_topology_that_is_added_or_removed_whole_is_counted_and_not_listed() -> None:
    added, removed = diff(None, OLD), diff(OLD, None)
    assert DiffText(added).render() == "old.yaml: added\n\n".replace("old", "new") + (
        "zones: 4 added; nodes: 7 added; edges: 6 added; edge kinds: 1 added\n"
    )
    assert DiffText(removed).render() == (
        "old.yaml: removed\n\nzones: 4 removed; nodes: 7 removed; edges: 6 removed; edge kinds: 1 removed\n"
    )
    assert "  + node api (api, in inside)\n" in DiffText(added, verbose=True).render()


def test_long_lists_are_cut_unless_all_is_asked_for() -> None:
    old = "name: n\nnodes: {}\nedges: []\n"
    new = "name: n\nnodes:\n" + "".join(f"  n{number:02}: {{kind: app}}\n" for number in range(70)) + "edges: []\n"
    rule = "none: {rule: forbidden-node, match: {kind: app}, allow-empty: x}"
    text = DiffText(diff(old, new, rule)).render()
    assert "  + node n59 (app)\n  … 10 more (--verbose lists them)\n" in text
    assert "\nnone: 60 more new (--verbose lists them)\n" in text
    full = DiffText(diff(old, new, rule), verbose=True).render()
    assert "  + node n69 (app)\n" in full
    assert full.count("error[none]: new: ") == 70


def test_markdown_fits_into_a_comment_and_says_what_it_leaves_out() -> None:
    old = "name: n\nnodes: {}\nedges: []\n"
    new = (
        "name: n\nnodes:\n" + "".join(f"  \u00fc{number:05}: {{kind: app}}\n" for number in range(4000)) + "edges: []\n"
    )
    structure = write_markdown(diff(old, new))
    assert 60_000 < len(structure.encode()) <= 65_000
    assert structure.endswith("</details>\n\n*There is more than fits here: the JSON form has all of it.*\n")
    assert structure.count("<details>") == structure.count("</details>") == 1
    rules = "\n".join(
        f"c{number}: {{rule: forbidden-node, match: {{kind: app}}, allow-empty: x}}" for number in range(99)
    )
    findings = write_markdown(diff(old, "".join(new.splitlines(keepends=True)[:200]) + "edges: []\n", rules))
    assert 60_000 < len(findings.encode()) <= 65_000
    assert findings.count("```") % 2 == 0


def test_the_api_gives_the_model() -> None:
    assert Difference is Model
    with pytest.raises(ValueError, match="fail_on"):
        archcheck.diff(None, None, fail_on="sometimes")
    with pytest.raises(ValueError, match="old or new"):
        archcheck.diff(None, None)
