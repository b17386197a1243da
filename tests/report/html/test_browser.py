"""The page in a real browser: what a reviewer does with it, by hand and by keyboard."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest

import archcheck
from tests.report.html.conftest import write_page

Show = Callable[..., Any]
pytestmark = pytest.mark.xdist_group("browser")


def texts(page: Any, selector: str) -> list[str]:
    return [" ".join(each.split()) for each in page.locator(selector).all_text_contents()]


def choose(page: Any, name: str) -> None:
    page.select_option(".choose select", label=name)


def test_it_loads_and_shows_the_first_topology_that_fails_and_its_verdicts(show: Show, shipped: str) -> None:
    page = show(shipped)
    assert page.title() == "✗ edge-weights · archcheck"
    assert texts(page, "header .verdict") == ["fail"]
    assert page.locator(".leaf.node").count() == 12
    assert texts(page, ".zone-name")[:1] != []
    assert page.locator(".constraint").count() == 22


def test_a_finding_is_walked_step_by_step_with_the_lines_of_its_edges(show: Show, shipped: str) -> None:
    page = show(shipped)
    choose(page, page.locator(".choose option").nth(2).inner_text())
    row = page.locator(".constraint", has_text="no-unapproved-effect").locator(".finding-row").first
    row.click()
    steps = page.locator(".steps li")
    number = steps.count()
    assert number == 6
    assert page.locator(".where").inner_text() == "not started"
    page.click(".next-step")
    assert page.locator(".where").inner_text() == f"step 1 of {number}"
    assert texts(page, ".steps li.now .step-text") == ["model is answered by, back to ⇐ safety"]
    for _ in range(number + 2):
        page.keyboard.press("n")
    assert page.locator(".where").inner_text() == f"step {number} of {number}"
    source = " ".join(page.locator(".steps li.now figure").inner_text().split())
    assert source.startswith("topologies/indirect-middleware.yaml:")
    assert "mission_computer" in source
    page.keyboard.press("p")
    assert page.locator(".where").inner_text() == f"step {number - 1} of {number}"
    assert page.locator(".walk .step").count() == number
    assert page.locator(".walk .step.now").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".details").is_hidden()


def test_filters_by_status_and_severity(show: Show, shipped: str) -> None:
    page = show(shipped)
    choose(page, page.locator(".choose option").nth(0).inner_text())
    page.locator("label.filter.s-fail input").uncheck()
    assert page.locator(".constraint.s-fail").count() == 0
    assert page.locator(".constraint").count() < 22
    page.locator("label.filter.s-fail input").check()
    for label in page.locator("fieldset").nth(1).locator("input").all():
        label.uncheck()
    assert page.locator(".constraint").count() == 0


def test_search_finds_a_node_by_a_part_of_its_kind(show: Show, shipped: str) -> None:
    page = show(shipped)
    page.keyboard.press("/")
    page.keyboard.type("approv")
    assert texts(page, "#found li")[0] == "analyst human.approver"
    page.keyboard.press("Enter")
    assert page.locator("#detail-title").inner_text() == "analyst"
    assert page.locator(".leaf.chosen .name").text_content() == "analyst"
    page.fill("#search", "nothing that is there")
    assert texts(page, "#found li") == ["nothing is called so"]


def test_a_zone_collapses_and_opens_again(show: Show, shipped: str) -> None:
    page = show(shipped)
    before = page.locator(".leaf.node").count()
    page.get_by_role("button", name="Collapse zone provider", exact=True).click()
    assert page.locator(".leaf.node").count() < before
    closed = page.get_by_role("button", name="Open zone provider")
    assert closed.count() == 1
    closed.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Collapse zone provider", exact=True).count() == 1
    page.keyboard.press("c")
    assert page.locator(".leaf.node").count() < before
    page.keyboard.press("e")
    assert page.locator(".leaf.node").count() == before


def test_pan_and_zoom(show: Show, shipped: str) -> None:
    page = show(shipped)

    def place() -> str:
        return str(page.locator(".world").get_attribute("transform"))

    first = place()
    page.mouse.move(900, 500)
    page.mouse.wheel(0, -300)
    zoomed = place()
    page.mouse.down()
    page.mouse.move(980, 560, steps=4)
    page.mouse.up()
    assert len({first, zoomed, place()}) == 3
    page.keyboard.press("0")
    assert place() == first


def test_arrow_keys_walk_from_box_to_box(show: Show, shipped: str) -> None:
    page = show(shipped)
    page.locator(".picture").focus()
    page.keyboard.press("ArrowRight")
    one = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    other = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert one
    assert other
    assert one != other


def test_coverage_assumptions_and_warnings_have_tabs(show: Show, shipped: str) -> None:
    page = show(shipped)
    page.get_by_role("tab", name="Assumptions").click()
    assert "Nothing to check, and said to be fine" in page.locator("#panel-assumptions").inner_text()
    page.get_by_role("tab", name="Coverage").click()
    assert "nodes are looked at" in page.locator("#panel-coverage").inner_text()


def test_dark_and_light(show: Show, shipped: str) -> None:
    page = show(shipped, color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).getPropertyValue('--paper')")
    page.keyboard.press("t")
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--paper')") != dark


def test_print_says_everything_in_words(show: Show, shipped: str) -> None:
    page = show(shipped)
    page.emulate_media(media="print")
    paper = page.locator(".paper").inner_text()
    assert "no-unapproved-effect" in paper
    assert "mission_computer" in paper
    assert page.locator(".side").is_hidden()


@pytest.mark.parametrize("width", [360, 700, 1000])
def test_nothing_is_wider_than_a_narrow_window(show: Show, shipped: str, width: int) -> None:
    page = show(shipped, viewport={"width": width, "height": 800})
    page.locator(".finding-row").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "&lt;b&gt;{{7*7}}${7*7}",
    "a'b\\u003cc",
]


def test_hostile_ids_and_texts_stay_text(show: Show) -> None:
    nodes = {name: {"kind": "app", "zone": f"z{number}", "title": name} for number, name in enumerate(HOSTILE)}
    document = {
        "archcheck": "topology/v1",
        "name": "<img src=x onerror=alert(1)>",
        "description": HOSTILE[1],
        "zones": {f"z{number}": {"title": name, "labels": {name: name}} for number, name in enumerate(HOSTILE)},
        "nodes": nodes,
        "edges": [
            {"from": one, "to": other, "title": one, "labels": {other: one}}
            for one, other in itertools.pairwise(HOSTILE)
        ],
    }
    rules = {
        "archcheck": "constraints/v1",
        "name": "c",
        "constraints": {
            name.replace("*", ""): {
                "rule": "forbidden-path",
                "from": {"id": HOSTILE[0]},
                "to": {"id": HOSTILE[-1]},
                "title": name,
                "rationale": name,
                "references": [name],
            }
            for name in HOSTILE
        },
    }
    text = write_page(
        [archcheck.loads_topology(json.dumps(document), "<b>t</b>.json")],
        [archcheck.loads_constraints(json.dumps(rules), "<i>c</i>.json")],
    )
    page = show(text)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    shown = texts(page, ".leaf.node .name")
    assert sorted(shown) == sorted(name if len(name) <= 28 else name[:27] + "…" for name in HOSTILE)
    for row in page.locator(".finding-row").all()[:3]:
        row.click()
        page.keyboard.press("n")
    assert page.locator("img, iframe, object, embed, b, i").count() == 0
    assert page.locator("script").count() == 2
    page.fill("#search", "onerror")
    assert page.locator("#found li").count() > 1
    page.emulate_media(media="print")
    assert page.locator("img").count() == 0


def test_statuses_are_told_apart_by_words_and_shapes(show: Show) -> None:
    topology = """
archcheck: topology/v1
name: t
nodes: {a: {kind: app}, b: {kind: store}}
edges: [{from: a, to: b}]
unmodelled: [{kind: Policy, name: p, reason: it may add edges}]
"""
    rules = """
archcheck: constraints/v1
name: c
constraints:
  failed: {rule: forbidden-edge, from: a, to: b}
  open: {rule: forbidden-edge, from: b, to: a}
  empty: {rule: forbidden-edge, from: {kind: nobody}, to: a}
  later: {rule: forbidden-edge, from: a, to: b, in-force: {from: 2030-01-01}}
  held: {rule: forbidden-node, match: {kind: nobody}}
"""
    page = show(
        write_page([archcheck.loads_topology(topology, "t.yaml")], [archcheck.loads_constraints(rules, "c.yaml")])
    )
    words = dict(zip(texts(page, ".constraint .id"), texts(page, ".constraint-head .badge"), strict=True))
    assert words == {"failed": "failed", "open": "unknown", "empty": "vacuous", "later": "inactive", "held": "held"}
    icons = {each.inner_html() for each in page.locator(".constraint-head .badge svg").all()}
    assert len(icons) == len(words)
    assert "Policy `p` is not understood" in page.locator(".constraint.s-unknown").inner_text()


def test_without_scripts_the_verdicts_are_read_as_text(browser: Any, shipped: str, tmp_path: Any) -> None:
    file = tmp_path / "r.html"
    file.write_text(shipped, encoding="utf-8")
    page = browser.new_page(java_script_enabled=False)
    page.goto(file.as_uri())
    text = page.locator("main").inner_text()
    assert "no-unapproved-effect" in text
    page.close()
