"""Whatever ids, titles and labels say, they are shown as they are and mean nothing."""

import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from archcheck.draw import draw
from archcheck.draw.lettering import wrap
from archcheck.draw.scene import build_scene
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult
from archcheck.source.inert import escape
from tests.draw.examples import graph_of, path_finding, subject_finding, verdict, walk

SVG = "{http://www.w3.org/2000/svg}"

# Ids are in NFC and without control characters; titles may be anything that YAML can write.
IDS = [
    'x" URL="javascript:alert(1)',
    "back\\",
    "\\N \\G \\E \\L \\T \\l",
    "<b>bold</b><img src=x>",
    "&amp; &lt; &#60;",
    "a -> b; c [shape=box]",
    "n1",
    "cluster_0",
    'click n1 "javascript:x"',
    "%%{init: {'a': 1}}%%",
    "end",
    "`**md** _x_`",
    "</script><script>x",
    "#quot; #35; ;",
    '] --> z["x"]',
    "1. list",
    "- item",
    "www.evil.example",
    "fa:fa-ban",
    "{{a}} [[b]] ((c))",
    "日本語のノード",
    "שלום",
    "a  b   c",
    "<!-- --> ]]>",
    "'; drop",
    "> quote",
    "~~~ |pipe| $$x$$",
]
TITLES = ["line\nbreak", "bell \u0007", "rtl \u202e end", "zero\u200bwidth", "tab\tbed", "nul-ish \u0001\u001f", "   "]
ZONE = 'z<b>\\N"<g>'


@pytest.fixture(scope="module")
def hostile() -> tuple[Graph, list[ConstraintResult]]:
    quote = json.dumps
    lines = ["archcheck: topology/v1", f"name: {quote(IDS[0] + TITLES[2])}", "zones:"]
    lines += [f"  {quote(ZONE)}: {{title: {quote(IDS[3])}}}", "nodes:"]
    kinds = ("app", "guard", "store", "human", "api", "sensor", "weapon", "model")
    for number, name in enumerate(IDS):
        title = TITLES[number % len(TITLES)]
        shown = f", title: {quote(title)}" if number % 2 else ""
        zone = f", zone: {quote(ZONE)}" if number % 3 else ""
        lines.append(f"  {quote(name)}: {{kind: {kinds[number % 8]}{shown}{zone}}}")
    lines.append("edges:")
    for one, other in pairwise(IDS):
        ends = f"from: {quote(one)}, to: {quote(other)}"
        lines.append(f"  - {{{ends}, title: {quote(one)}, labels: {{protocol: {quote(other)}}}}}")
    graph = graph_of("\n".join(lines) + "\n")
    path = path_finding(walk(graph, IDS[0], f"{IDS[0]}->{IDS[1]}", f"{IDS[1]}->{IDS[2]}"))
    results = [
        verdict("\\N<b>\"']", [path], waypoints=[IDS[5]], title="</title><a href='x'>" + TITLES[0]),
        verdict("%%{x}%%", [subject_finding(IDS[7], "`x`" + TITLES[1])]),
    ]
    return graph, results


def test_the_svg_has_what_the_scene_has_and_nothing_that_acts(hostile: tuple[Graph, list[ConstraintResult]]) -> None:
    picture = draw(*hostile, "svg")
    assert isinstance(picture, bytes)
    root = ElementTree.fromstring(picture)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "polygon", "polyline", "path", "ellipse", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not any("href" in name or name.startswith("on") for name in attributes)
    scene = build_scene(*hostile)
    assert len(scene.figures) == len(IDS)
    classes = [group.get("class") for group in root.iter(f"{SVG}g")]
    # Every arrow here has a label, which is a node of its own between two edges.
    assert classes.count("node") == len(scene.figures) + len(scene.arrows)
    assert classes.count("edge") == 2 * len(scene.arrows)
    assert classes.count("cluster") == len(scene.frames) + 1


def test_the_svg_shows_every_text_as_it_is(hostile: tuple[Graph, list[ConstraintResult]]) -> None:
    picture = draw(*hostile, "svg")
    assert isinstance(picture, bytes)
    root = ElementTree.fromstring(picture)
    shown = {(text.text or "").replace("\u00a0", " ") for text in root.iter(f"{SVG}text")}
    for number, name in enumerate(IDS):
        lines = wrap(name, 32, 1) if number % 2 else wrap(name, 22, 2)
        assert shown.issuperset(lines), name
    for title in TITLES[:-1]:
        assert escape(title) in shown, title
    assert not any(control in picture.decode() for control in "\u202e\u200b\u0007\u0001")


def test_in_dot_only_internal_names_stand_outside_of_labels(hostile: tuple[Graph, list[ConstraintResult]]) -> None:
    dot = draw(*hostile, "dot")
    assert isinstance(dot, str)
    # Markup in labels is of a few elements, whose attributes have values of a few characters.
    markup = re.findall(r"</?(?:TABLE|TR|TD|FONT|B)(?: [A-Z-]+=\"[\w#.,-]*\")*>", dot)
    outside = dot
    for element in set(markup):
        outside = outside.replace(element, "\0")
    labels = re.findall(r"label=<\0(.*)\0>\]$", outside, re.MULTILINE)
    assert labels
    for label in labels:
        assert not re.search(r"[<>\"\\]", label.replace("\0", ""))
    skeleton = re.sub(r" label=<\0.*\0>\]$", "]", outside, flags=re.MULTILINE)
    allowed = (
        r"(?:digraph \{|\}|subgraph cluster_\d+ \{|(?:graph|node|edge|[ne]\d+(?: -> [ne]\d+)*) \[[\w\"=#.,: -]*\])"
    )
    for line in skeleton.splitlines():
        assert re.fullmatch(allowed, line.strip()), line


def test_in_mermaid_only_internal_names_stand_outside_of_quotes(hostile: tuple[Graph, list[ConstraintResult]]) -> None:
    text = draw(*hostile, "mermaid")
    assert isinstance(text, str)
    assert "%%" not in text
    assert "`" not in text
    for line in text.splitlines()[3:]:
        for label in re.findall(r'"([^"]*)"', line):
            assert re.fullmatch(r"(?:[^\W_]|[ ,.-]|#\d+;|<br/>)*", label), label
        skeleton = re.sub(r'"[^"]*"', '""', line.strip())
        assert re.fullmatch(
            r"flowchart (?:LR|TB)|subgraph (?:z\d+|words)\[\"\"\]|direction TB|end"
            r"|[nw]\d+(?:\(\[|\{\{|>|\[/|\[\\|\[\(|\[\[|\(|\[)\"\"(?:\]\)|\}\}|\]|/\]|\\\]|\)\]|\]\]|\)):::\w+"
            r"|n\d+ -\.?->(?:\|\"\"\|)? n\d+"
            r"|(?:classDef|style|class|linkStyle) \w+ [\w#:,. -]+",
            skeleton,
        ), line


def test_pictures_of_pixels_and_pages_do_not_stumble(hostile: tuple[Graph, list[ConstraintResult]]) -> None:
    for kind, magic in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        picture = draw(*hostile, kind)
        assert isinstance(picture, bytes)
        assert picture.startswith(magic)
