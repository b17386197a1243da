"""The page as a text: valid, alone, under a policy, and the same wherever it is written."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import html5lib
import pytest

import archcheck
from archcheck.source.located import Source
from tests.cli.conftest import CONSTRAINTS, TOPOLOGY
from tests.report.html.conftest import write_page


@pytest.fixture
def page() -> str:
    return write_page(
        [archcheck.loads_topology(TOPOLOGY, "t.yaml")], [archcheck.loads_constraints(CONSTRAINTS, "c.yaml")]
    )


def test_it_is_valid(page: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    assert parser.parse(page) is not None
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse(page.replace("</main>", ""))


def test_it_needs_nothing_else(page: str) -> None:
    data = page.partition('id="data">')[2].partition("</script>")[0]
    rest = page.replace(data, "")
    assert set(re.findall(r"https?://[^\s\"'<]*", rest)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"""<(link|img|iframe|object|embed|base)\b|\ssrc=|@import|url\(""", rest)
    assert not re.search(r"\son\w+=", rest.partition("<script")[0])


def test_the_policy_allows_its_own_script_and_style_alone(page: str) -> None:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert (len(script), len(style)) == (1, 1)

    def hash_of(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert found[1] == (
        f"default-src 'none'; script-src {hash_of(script[0])}; style-src {hash_of(style[0])}; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_data_is_json_that_closes_no_script(page: str) -> None:
    data = page.partition('id="data">')[2].partition("</script>")[0]
    assert data.isascii()
    assert not set("<>&") & set(data)
    (run,) = json.loads(data)["runs"]
    assert (run["name"], len(run["nodes"]), len(run["edges"])) == ("shop", 4, 4)


def test_the_order_of_the_input_changes_nothing_but_places() -> None:
    def say(topology: str) -> str:
        read = archcheck.loads_topology(topology, "t.yaml")
        constraints = archcheck.loads_constraints(CONSTRAINTS, "c.yaml")
        return write_page([read], [constraints])

    assert say(TOPOLOGY) == say(TOPOLOGY)


def test_a_line_of_a_hidden_source_is_not_shown() -> None:
    topology = archcheck.loads_topology(TOPOLOGY, "t.yaml")
    hidden = {path: Source(path, source.text, shown=False) for path, source in topology.sources.items()}
    text = write_page([topology._replace(sources=hidden)], [archcheck.loads_constraints(CONSTRAINTS, "c.yaml")])
    assert "{from: browser" not in text


def test_the_assets_are_all_used() -> None:
    from archcheck.report.html.page import ASSETS, SCRIPTS

    assert {path.name for path in Path(ASSETS).iterdir()} == {*SCRIPTS, "page.html", "style.css", "README.md"}
