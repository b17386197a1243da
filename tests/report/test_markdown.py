"""Markdown: as a whole, inert, within the limits of a comment, and its diagrams by the real Mermaid."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from archcheck.cli.rendering import make_setting
from archcheck.documents.loading import read_topology
from archcheck.draw import draw_violating
from archcheck.graph.compiled import compile_topology
from archcheck.report import markdown
from archcheck.report.comments import MOST_BYTES
from archcheck.report.setting import Setting
from archcheck.report_model import Report
from tests.node.parsing import parse_mermaid
from tests.report.examples import EVIL, PLACES, TOPOLOGY, chain, check, hostile, shop

EXPECTED = Path(__file__).parent / "expected"


def drawing(report: Report, *topologies: str) -> Setting:
    """Return a setting that draws the topologies of a report."""
    graphs = [compile_topology(read_topology(text)) for text in topologies]
    return replace(make_setting([("p.svg", "svg")], report, graphs, []), places=PLACES)


def write(report: Report, *topologies: str) -> str:
    text = markdown.render(report, drawing(report, *topologies))
    assert len(text) <= 65_536
    assert len(text.encode("utf-8", "backslashreplace")) <= MOST_BYTES
    return text


def diagrams(text: str) -> list[str]:
    return re.findall(r"^```mermaid\n(.*?\n)```$", text, re.MULTILINE | re.DOTALL)


def test_all_of_it() -> None:
    assert write(shop(), TOPOLOGY) == (EXPECTED / "shop.md").read_text(encoding="utf-8")


def test_the_real_mermaid_reads_the_diagram() -> None:
    (diagram,) = diagrams(write(shop(), TOPOLOGY))
    (parsed,) = parse_mermaid(diagram)
    assert parsed["type"].startswith("flowchart")
    assert parsed["edges"] == diagram.count(" -->") + diagram.count(" -.->") == 4
    assert {name for name, _ in parsed["nodes"]} >= {"n1", "n2", "n3", "n4", "w0", "w1"}


def test_the_real_mermaid_reads_what_titles_and_ids_may_be() -> None:
    ids = [each for each in (*EVIL, 'a"b', "end", "x-->y", "#35;", "\\", "`md`", "%%c") if each.strip().isprintable()]
    lines = [f"  {quote(name)}: {{kind: x, title: {quote(name[::-1])}}}" for name in ids]
    edges = [f"  - {{from: {quote(a)}, to: {quote(b)}}}" for a, b in pairwise(ids)]
    topology = "\n".join(["archcheck: topology/v1", 'name: "a\\"b#"', "nodes:", *lines, "edges:", *edges, ""])
    rules = "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-path, from: '*', to: '*'}\n"
    (diagram,) = diagrams(write(check(topology, rules), topology))
    (parsed,) = parse_mermaid(diagram)
    assert "error" not in parsed, parsed["error"]
    assert len([name for name, _ in parsed["nodes"] if name.startswith("n")]) == diagram.count(":::other") > 4


def quote(text: str) -> str:
    """Return a text as a quoted scalar."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def star(leaves: int) -> str:
    nodes = "".join(
        f"  n{number:04}: {{kind: x, zone: z{number % 7}, title: {'long ' * 8}}}\n" for number in range(leaves)
    )
    zones = ", ".join(f"z{number}: {{}}" for number in range(7))
    edges = "".join(f"  - {{from: n0000, to: n{number:04}, title: {'t' * 40}}}\n" for number in range(1, leaves))
    return f"archcheck: topology/v1\nname: star\nzones: {{{zones}}}\nnodes:\n{nodes}edges:\n{edges}"


ARMS = "archcheck: topology/v1\nname: arms\nnodes:\n  hub: {kind: x}\n" + "".join(
    f"  m{number}: {{kind: x}}\n  n{number}: {{kind: x}}\n" for number in range(6)
)
ARMS += "edges:\n" + "".join(
    f"  - {{from: hub, to: m{number}}}\n  - {{from: m{number}, to: n{number}}}\n" for number in range(6)
)
ARMS_RULES = "archcheck: constraints/v1\nconstraints:\n" + "".join(
    f"  c{number}: {{rule: forbidden-path, from: hub, to: n{number}}}\n" for number in range(6)
)
"""Six paths of two steps each, a constraint for each."""


class TestLimits:
    def test_a_long_path_is_drawn_within_the_limits_or_said_to_be_too_large(self) -> None:
        for length, drawn in ((20, 1), (2000, 0)):
            topology, rules = chain(length, to=f"n{length:05}")
            text = write(check(topology, rules), topology)
            found = diagrams(text)
            assert len(found) == drawn
            assert ("*The picture is too large to be shown here.*\n\nPicture: `p.svg`\n" in text) is not drawn
            for parsed in parse_mermaid(*found):
                assert parsed["edges"] <= 500
                assert parsed["size"] <= 50_000

    def test_as_many_paths_are_drawn_as_fit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report = check(ARMS, ARMS_RULES)
        setting = drawing(report, ARMS)
        sizes = [len(draw_violating(setting.graphs[0], report.runs[0].constraints, most=n) or "") for n in (6, 3, 1)]
        assert sizes[0] > sizes[1] > sizes[2]
        for limit, expected in ((sizes[0], sizes[0]), (sizes[0] - 2, sizes[1]), (sizes[1] - 2, sizes[2])):
            monkeypatch.setattr(markdown, "MOST_DIAGRAM", limit)
            assert len(diagrams(write(report, ARMS))[0]) == expected
        monkeypatch.setattr(markdown, "MOST_DIAGRAM", sizes[2] - 2)
        assert "*The picture is too large" in write(report, ARMS)

    def test_too_many_edges(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report = check(ARMS, ARMS_RULES)
        found = []
        for most in (12, 11, 5, 1):
            monkeypatch.setattr(markdown, "MOST_EDGES", most)
            found += diagrams(write(report, ARMS))
        assert [parsed["edges"] for parsed in parse_mermaid(*found)] == [12, 6, 2]

    def test_paths_and_pictures_are_left_out_before_findings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report = check(ARMS, ARMS_RULES)
        edges = []
        for _ in range(3):
            text = write(report, ARMS)
            edges.append(len(re.findall("^  n.*-->", text, re.MULTILINE)))
            assert text.count("error[c") == 6
            monkeypatch.setattr(markdown, "MOST_BYTES", len(text.encode()) - 1)
        assert edges == [12, 6, 2]
        text = write(report, ARMS)
        assert not diagrams(text)
        assert "*The picture is too large to be shown here.*" in text
        assert text.count("error[c") == 6
        assert "There is more than fits here" not in text

    def test_then_findings_are_and_then_it_is_cut(self) -> None:
        topology, rules = chain(30)
        one = check(topology, rules)
        for number, cut in ((60, False), (300, True)):
            runs = [replace(one.runs[0], name=f"t{each}", path=f"t{each}.yaml") for each in range(number)]
            text = write(replace(one, runs=tuple(runs)), *([topology] * number))
            assert text.count("error[c]") >= 150
            assert text.endswith("\n*There is more than fits here: the JSON form has all of it.*\n") is cut
            assert "`c`: 27 more findings\n" in text

    def test_what_fails_comes_first(self) -> None:
        good, bad = (check(TOPOLOGY, _rule(node), path=f"{node}.yaml") for node in ("nothing", "api"))
        both = replace(good, runs=(*good.runs, *bad.runs))
        text = write(both, TOPOLOGY, TOPOLOGY)
        assert text.index("#### `shop#2`: `design/api.yaml` fails\n") < text.index(
            "#### `shop`: `design/nothing.yaml`\n"
        )

    def test_many_nodes(self) -> None:
        topology = star(900)
        rules = "archcheck: constraints/v1\nconstraints:\n" + "".join(
            f"  c{number}: {{rule: forbidden-path, from: n0000, to: 'n?{number}*'}}\n".replace("?", str(number))
            for number in range(9)
        )
        text = write(check(topology, rules), topology)
        for parsed in parse_mermaid(*diagrams(text)):
            assert "error" not in parsed


def _rule(node: str) -> str:
    return f"archcheck: constraints/v1\nconstraints:\n  c: {{rule: forbidden-node, match: {node}}}\n"


def test_nothing_is_drawn_where_nothing_violates() -> None:
    text = write(check(TOPOLOGY, _rule("printer")), TOPOLOGY)
    assert text.startswith("<!-- archcheck: check -->\n### archcheck: nothing fails\n\n1 held; as of 2026-11-23\n")
    assert "mermaid" not in text
    assert "picture" not in text.lower()


def test_the_mark_is_there_once_whatever_documents_say() -> None:
    text = markdown.render(hostile(), Setting(PLACES))
    assert text.startswith("<!-- archcheck: check -->\n")
    assert text.count("<!--") == 1


def test_nothing_that_a_document_says_is_markup() -> None:
    text = markdown.render(hostile(), Setting(PLACES))
    words = {word for each in EVIL for word in re.findall(r"[a-z]{4,}", each)} - {"archcheck", "details"}
    fence = None
    for line in text.splitlines()[1:]:
        if fence is not None:
            fence = None if line == fence else fence
            continue
        if begun := re.fullmatch(r"(`{3,})text", line):
            fence = begun[1]
            continue
        outside = re.sub(r"`[^`\n]+`", "", line)
        assert "`" not in outside
        assert words.isdisjoint(re.findall(r"[a-z]{4,}", outside)), outside
        assert re.fullmatch(r"[\w .,:;#*|()-]*|</?(?:details|summary)>(?:\d+ held</summary>)?", outside), outside
        if line.startswith("|"):
            assert line.count("|") == 4
    assert fence is None


def test_control_characters_are_written_out() -> None:
    text = markdown.render(hostile(), Setting(PLACES))
    assert all(line.isprintable() for line in text.splitlines())
