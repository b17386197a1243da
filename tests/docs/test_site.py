"""The site is built with every link checked, has a page with a picture for every rule, and fetches nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import archcheck
from archcheck.rules import RULES_BY_NAME
from tests.docs.pages import ROOT

# What a browser loads by itself, by element; a link that a reader may follow is none.
_LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="the site is built with mkdocs, which is not installed")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
@pytest.mark.xdist_group("site")
def test_every_page_is_there_and_in_the_navigation(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    pages = [page.stem for page in sorted((ROOT / "docs").glob("*.md"))]
    pages += ["contributing", "security", "changelog", *(f"rules/{name}" for name in RULES_BY_NAME)]
    assert [page for page in pages if f'href="{page}.html"' not in home] == []


@pytest.mark.slow
@pytest.mark.xdist_group("site")
def test_every_rule_has_a_drawn_example(site: Path) -> None:
    for name in RULES_BY_NAME:
        page = (site / "rules" / f"{name}.html").read_text(encoding="utf-8")
        assert re.search(rf'<a href="{name}.svg"><img alt="{name}: [^"]*" src="{name}.svg"', page), name
        assert "archcheck check" in re.sub("<[^>]+>", "", page), name
        assert (site / "rules" / f"{name}.svg").read_text(encoding="utf-8").startswith("<?xml"), name


@pytest.mark.slow
@pytest.mark.xdist_group("site")
def test_the_whole_api_is_in_the_reference(site: Path) -> None:
    page = (site / "api.html").read_text(encoding="utf-8")
    named = re.findall(r'id="archcheck\.api\.(\w+)"', page)
    assert sorted(named) == sorted(archcheck.__all__), "each has its place, once"
    assert not re.search(r":\w+:<code>", page), "roles are for Sphinx"
    for field in ("Report.runs", "Run.constraints", "ConstraintResult.findings", "Finding.path", "Step.node"):
        assert re.search(rf'id="archcheck\.\w+\.{field}"', page), field


@pytest.mark.slow
@pytest.mark.xdist_group("site")
def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    assert [(page.name, url) for page in pages for url in _find_loaded(page) if re.match(r"[a-z]+:|//", url)] == []


def _find_loaded(page: Path) -> Iterator[str]:
    found: list[str] = []

    class Finder(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            value = dict(attrs).get(_LOADED.get(tag, ""))
            if value and not (tag == "link" and dict(attrs).get("rel") in ("canonical", "next", "prev")):
                found.append(value)

    Finder().feed(page.read_text(encoding="utf-8"))
    yield from found
