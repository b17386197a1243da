"""Reports on claims as Markdown, HTML and pictures: whole, valid, and inert whatever documents say."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from archcheck.cli.claims_rendering import draw_cases, render_claims
from tests.claims.examples import evaluate
from tests.draw.test_hostile import IDS, TITLES

EXPECTED = Path(__file__).parent / "expected"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("name", "format"), [("claims.txt", "text"), ("claims.md", "markdown"), ("claims.html", "html")]
)
def test_a_whole_report(name: str, format: str) -> None:
    assert render_claims(evaluate(), format) == (EXPECTED / name).read_text(encoding="utf-8")


def test_a_whole_assurance_case() -> None:
    (picture,) = draw_cases(evaluate())
    assert picture == (EXPECTED / "claims.svg").read_text(encoding="utf-8")


def test_what_the_case_consists_of() -> None:
    """Every element as the notation draws it: shape, letters, and what stands under it."""
    (picture,) = draw_cases(evaluate())
    found: dict[str, set[str]] = {}
    undeveloped = set()
    for group in ElementTree.fromstring(picture).iter(f"{SVG}g"):
        kind = (group.get("class") or "").split()[0]
        shapes = [child.tag.removeprefix(SVG) for child in group if child.get("class") == "gsn-shape"]
        found.setdefault(kind, set()).add(shapes[0])
        words = [child.text for child in group.iter(f"{SVG}text")]
        assert ("A" in words) == (kind == "gsn-assumption")
        if len(shapes) > 1:
            assert (kind, shapes) == ("gsn-goal", ["rect", "polygon"])
            undeveloped.add((group.findtext(f"{SVG}title") or "").partition(":")[0])
    assert found == {
        "gsn-goal": {"rect"},
        "gsn-strategy": {"polygon"},
        "gsn-solution": {"circle"},
        "gsn-assumption": {"ellipse"},
        "gsn-context": {"rect"},
    }
    assert undeveloped == {"U1", "U2", "U3", "U4", "U5"}


def quoted(text: str) -> str:
    return json.dumps(text)


@pytest.mark.parametrize("text", [*IDS, *TITLES, "<script>alert(1)</script>", "x" * 3000, "{{policy}} {{style}}"])
def test_whatever_documents_say_is_shown_and_means_nothing(text: str) -> None:
    said = f"{text}." if not text.strip() else text
    readings = (
        f"{{title: {quoted(said)}, constraints: [c, d], assumes: [{{statement: {quoted(said)}, "
        f"vouched-by: {quoted(said)}, review: 2020-01-01}}]}}, {{title: t, undecidable: {quoted(said)}}}"
    )
    source = f"{{who: {quoted(said)}, where: {quoted(said)}, unsaid: {quoted(said)}}}"
    claims = f"archcheck: claims/v1\nclaims: {{k: {{text: {quoted(said)}, source: {source}, readings: [{readings}]}}}}"
    topology = f"archcheck: topology/v1\nname: {quoted(text)}\nnodes: {{a: {{kind: app}}, b: {{kind: app}}}}"
    rules = (
        f"c: {{title: {quoted(said)}, rule: forbidden-path, from: {{kind: x}}, to: b, allow-empty: {quoted(said)}}}, "
        "d: {rule: forbidden-path, from: a, to: b}"
    )
    report = evaluate(claims, topology, f"archcheck: constraints/v1\nconstraints: {{{rules}}}")
    (picture,) = draw_cases(report)
    ours = {"svg", "title", "style", "rect", "path", "polygon", "g", "text", "circle", "ellipse"}
    assert {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(picture).iter()} == ours
    page = render_claims(report, "html")
    tags = set(re.findall(r"<([a-zA-Z!][a-zA-Z0-9]*)", re.sub(r"<style>.*?</style>", "<style>", page, flags=re.DOTALL)))
    allowed = (
        "!DOCTYPE a article blockquote body code details div h1 h2 h3 head header html li main meta p section span "
        "strong style summary table tbody td th thead title tr ul"
    )
    assert tags - ours <= set(allowed.split())
    assert not re.search(r"[\u202e\u200b\u0007]", page + picture + render_claims(report, "markdown"))
    outside = re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?\n```", "", render_claims(report, "markdown"), flags=re.DOTALL))
    assert not re.search(r"[<](?!br>|!-- archcheck: claims -->)|alert|javascript|evil", outside)


def test_a_page_forbids_whatever_it_does_not_bring() -> None:
    page = render_claims(evaluate(), "html")
    assert "<script" not in page
    assert not re.search(r"\son[a-z]+=|\sstyle=|\ssrc=|url\(|@import|https?:(?!//www\.w3\.org/2000/svg)", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'", policy[1]
    )


def test_links_lead_somewhere_and_names_are_there_once() -> None:
    page = render_claims(evaluate(), "html")
    names = re.findall(r'\sid="([^"]*)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(names)


def test_markdown_never_grows_beyond_a_comment() -> None:
    claims = "".join(
        f"  c{number}: {{text: {'x' * 900}, source: {{who: w}}, readings: [{{title: t, constraints: no-printers}}]}}\n"
        for number in range(200)
    )
    text = render_claims(evaluate(f"archcheck: claims/v1\nclaims:\n{claims}"), "markdown")
    assert len(text.encode()) < 65_000
    assert text.endswith("*There is more than fits here: the JSON form has all of it.*\n")


def test_what_is_here_has_every_status() -> None:
    found = {reading.status for row in evaluate().results for claim in row for reading in claim.readings}
    assert len(found) == 7
