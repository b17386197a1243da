"""A real browser, and pages in it; without Chromium tests are skipped, or fail if ARCHCHECK_REQUIRE_ALL is set."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.checker import check_topologies, read_constraints
from archcheck.report.html import render
from archcheck.report.setting import Setting
from archcheck.source.diagnostics import Problems
from tests.lacking import lack

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


def write_page(topologies: list[Any], constraints: list[Any]) -> str:
    """Check topologies, and write the page of the report."""
    from datetime import date

    report, graphs = check_topologies(topologies, constraints, as_of=date(2026, 11, 26), version="1")
    return render(report, Setting(graphs=graphs, constraints=read_constraints(constraints, Problems())))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        lack("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Opened:
    """A page that is open, with all that it complained of and asked for."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.told: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda error: self.told.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a page of a report; at the end nothing must have been complained of, and nothing asked for."""
    opened: list[Opened] = []

    def open_page(text: str, **options: Any) -> Any:
        file = tmp_path / f"report-{len(opened)}.html"
        file.write_text(text, encoding="utf-8", newline="")
        options.setdefault("viewport", {"width": 1300, "height": 850})
        made = Opened(browser.new_page(**options))
        opened.append(made)
        made.page.goto(file.as_uri())
        return made.page

    yield open_page
    for number, made in enumerate(opened):
        assert made.told == []
        assert made.asked == [(tmp_path / f"report-{number}.html").as_uri()]
        made.page.close()


@pytest.fixture(scope="session")
def shipped() -> str:
    """Return the page of three shipped topologies."""
    root = Path(__file__).parents[3]
    topologies = [
        archcheck.loads_topology((root / "topologies" / f"{name}.yaml").read_text(), f"topologies/{name}.yaml")
        for name in ("compliant", "indirect-middleware", "edge-weights")
    ]
    packs = [archcheck.load_constraints(name) for name in ("cloud-api-only", "safety-stack", "red-lines")]
    return write_page(topologies, packs)
