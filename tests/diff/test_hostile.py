"""Whatever ids, titles and labels say, no output takes it for its own markup."""

import json
import re
from itertools import pairwise

import pytest

from archcheck import Difference
from archcheck.draw import draw_comparison
from archcheck.report.diff_markdown import write_markdown
from archcheck.report.diff_text import DiffText
from archcheck.source.inert import escape
from tests.diff.examples import diff
from tests.draw.test_hostile import IDS, TITLES

MARKUP = [
    *IDS,
    "@everyone",
    "me@example.org",
    "#123",
    "owner/repo#1",
    "https://evil.example/?q",
    "[link](javascript:x)",
    "![image](https://evil.example/x.png)",
    "a | b | c",
    "\\|",
    "``` fence",
    "`````` long fence",
    "</details>",
    "<!-- hidden",
    "$`math`$",
    ":smile:",
    "GH-1",
    "\\` tick",
]
SEEN = re.compile("`([^`]*)`")


@pytest.fixture(scope="module")
def hostile() -> Difference:
    quote = json.dumps
    names = list(dict.fromkeys(MARKUP))
    zones = f"zones: {{{quote(names[0])}: {{title: {quote(TITLES[2])}}}, z: {{labels: {{{quote(names[1])}: x}}}}}}\n"
    nodes = [f"  {quote(name)}: {{kind: app, title: {quote(name)}}}" for name in names]
    edges = [f"  - {{from: {quote(one)}, to: {quote(other)}, title: {quote(one)}}}" for one, other in pairwise(names)]
    changed = [
        f"  {quote(name)}: {{kind: app, tags: [{quote(names[3])}], labels: {{{quote(name)}: {quote(name)}}}, "
        f"description: {quote(title + name)}}}"
        for name, title in zip(names, TITLES * 20, strict=False)
    ]
    half = len(names) // 2
    old = "\n".join([f"name: {quote(names[2])}", zones + "nodes:", *nodes, "edges:", *edges[half:], ""])
    new = "\n".join(
        [f"name: {quote(names[4])}", zones.replace("x}", "y}") + "nodes:", *changed, "edges:", *edges[:half], ""]
    )
    rule = "c: {rule: forbidden-path, from: '*', to: '*', title: \"`](x) @all | <b>\"}"
    return diff(old, new, rule)


def test_text_steers_no_terminal(hostile: Difference) -> None:
    text = DiffText(hostile, verbose=True).render()
    assert all(character == "\n" or character.isprintable() for character in text)


def test_json_is_what_was_said(hostile: Difference) -> None:
    data = json.loads(hostile.to_json())
    names = [each["id"] for each in data["comparisons"][0]["nodes"]["changed"]]
    assert names == sorted(dict.fromkeys(MARKUP))


def test_markdown_is_nothing_but_tables_spans_and_blocks(hostile: Difference) -> None:
    text = write_markdown(hostile)
    inside = ""
    spans: list[str] = []
    first, *lines = text.splitlines()
    assert first == "<!-- archcheck: diff -->"
    for line in lines:
        if inside:
            inside = "" if line == inside else inside
            continue
        fence = re.fullmatch("(`{3,})text", line)
        if fence:
            inside = fence[1]
            continue
        outside = SEEN.sub("", line)
        assert "`" not in outside, line
        assert outside.isprintable()
        outside = outside.replace("<br>", "")
        # What is left is the program's own: words, table borders, its signs and the two elements that fold.
        assert re.fullmatch(
            r"[\w ,.:;()*~+\-|#']*|</?details>|<summary>[\w ]+</summary>|#+ archcheck: [\w ]+", outside
        ), line
        if line.startswith("| ~ changed | node "):
            assert outside.count("|") == 5, line
        spans += SEEN.findall(line)
    assert not inside
    for name in MARKUP:
        told = escape(name).replace("<!--", "\\u{3c}!--").replace("`", "\\u{60}").replace("|", "\\u{7c}")
        assert told in spans


def test_blocks_end_where_they_should(hostile: Difference) -> None:
    text = write_markdown(hostile)
    for fence, body in re.findall(r"^(`{3,})text\n(.*?)\n\1$", text, re.MULTILINE | re.DOTALL):
        assert fence not in body


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_pictures_name_nothing_after_a_document(hostile: Difference, form: str) -> None:
    text = draw_comparison(hostile.comparisons[0], form, full=True)
    assert isinstance(text, str)
    assert "javascript:" not in text.replace("&#58;", ":") or form == "dot"
    own = re.sub(r"<.*>|\"[^\"]*\"", "", text)
    assert not [name for name in MARKUP if len(name) > 3 and name != "cluster_0" and name in own]


def test_svg_is_well_formed(hostile: Difference) -> None:
    from xml.etree import ElementTree

    picture = draw_comparison(hostile.comparisons[0], "svg", full=True)
    root = ElementTree.fromstring(picture)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg", "g", "title", "desc", "text", "tspan", "path", "polygon", "polyline", "ellipse",
    }  # fmt: skip


def test_a_fence_is_longer_than_any_in_what_it_holds() -> None:
    new = "name: t\nnodes: {'````text': {kind: app}}\nedges: []\n"
    old = "name: t\nnodes: {}\nedges: []\n"
    text = write_markdown(diff(old, new, "c: {rule: forbidden-node, match: {kind: app}, allow-empty: x}"))
    # The message puts backticks around the id, so that the run is one longer still.
    assert "\n``````text\nerror[c]: new: `````text` (app) must not be there\n" in text
