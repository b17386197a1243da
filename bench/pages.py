"""What the HTML report costs: to write, and until it answers in a browser."""

import shutil
import sys

from bench.inputs import write_topology
from bench.measuring import OUT, Figure, best, process, ratio

TOPOLOGY, CONSTRAINTS, PAGE = OUT / "page.yaml", OUT / "page-constraints.yaml", OUT / "page.html"
ZONES, EDGES = 20, 8_000
RULES = """archcheck: constraints/v1
constraints:
  through-the-gate: {rule: only-via, from: {zone: z01}, to: {zone: z02}, via: {kind: gate}}
  never: {rule: forbidden-path, along: flow, from: {zone: z03}, to: {kind: store}}
  one-store: {rule: cardinality, match: {kind: store}, per: zone, at-most: 1}
"""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def measure_pages() -> list[Figure]:
    """Return the figures; the one of a browser only where Chromium and playwright are."""
    write_topology(TOPOLOGY, ZONES, EDGES)
    CONSTRAINTS.write_text(RULES, encoding="utf-8")
    check = ["-m", "archcheck", "check", str(TOPOLOGY), "-c", str(CONSTRAINTS), "--fail-on", "never"]
    written, bare = best(process(*check, "-o", str(PAGE)), process(*check), times=3)
    size = f"of {ZONES * 100:,} nodes and {EDGES:,} edges"
    what = f"checking a topology {size} and writing its HTML report"
    figures = [ratio(what, "checking it", (written, bare), 0)._replace(target="< 3 s", met=written < 3)]
    opened = _open()
    if opened is not None:
        first, later = opened
        what = "that report in Chromium, from opening until a search has its answer"
        taken = f"{first * 1000:,.0f} ms"
        figures.append(
            Figure(what, taken, "an empty page", f"{later * 1000:,.0f} ms", first / later, "< 2 s", first < 2)
        )
    return figures


def _open() -> tuple[float, float] | None:
    """Return how long the report takes until it answers, and how long a page takes that holds nothing, in seconds."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        print("Chromium is not installed: the report is not opened", file=sys.stderr)
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)

        def use() -> None:
            page = chromium.new_page()
            page.goto(PAGE.as_uri())
            page.fill("input[type=search]", "z07-n33")
            page.locator("#found [role=option]").first.wait_for()
            page.close()

        def rest() -> None:
            page = chromium.new_page()
            page.goto("about:blank")
            page.close()

        first, later = best(use, rest, times=3)
        chromium.close()
    return first, later
