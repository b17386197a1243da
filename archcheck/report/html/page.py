"""The page: template, style, script and data in one text, under a policy that lets nothing else run."""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from html import escape as escape_html
from pathlib import Path
from typing import Any

from archcheck.coverage import Coverage
from archcheck.graph.compiled import Graph
from archcheck.report.html.data import build_data
from archcheck.report.html.static import write_fragment
from archcheck.report_model import Report
from archcheck.rules.constraint import Constraint
from archcheck.source.inert import escape

ASSETS = Path(__file__).with_name("assets")
SCRIPTS = (
    "elements.js",
    "words.js",
    "model.js",
    "visible.js",
    "order.js",
    "layout.js",
    "shapes.js",
    "picture.js",
    "camera.js",
    "keys.js",
    "finding.js",
    "details.js",
    "verdicts.js",
    "panels.js",
    "search.js",
    "paper.js",
    "page.js",
)
"""The parts of the script, in their order: one file each, one scope together."""


def write_html(
    report: Report, graphs: Sequence[Graph], coverages: Sequence[Coverage], constraints: Sequence[Constraint] = ()
) -> str:
    """Return a report as a page.

    Args:
        report: the report.
        graphs: the topologies, in the order of its runs.
        coverages: what the constraints look at in each of them.
        constraints: what was checked, for the reasons and references that a report does not carry.

    Returns:
        HTML, the same text for the same report wherever it is written.
    """
    style, script = _read("style.css"), "".join(map(_read, SCRIPTS))
    script = f'"use strict";\n(function () {{\n{script}}})();\n'
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    names = ", ".join(run.name for run in report.runs[:3]) + (", …" if len(report.runs) > 3 else "")
    parts = {
        "policy": policy,
        "title": escape_html(f"{report.verdict}: {escape(names)} · archcheck"),
        "style": style,
        "fragment": write_fragment(report),
        "data": encode(build_data(report, graphs, coverages, constraints)),
        "script": script,
    }
    page = _read("page.html")
    for name, text in parts.items():
        before, _, after = page.partition(f"{{{{{name}}}}}")
        if name == "policy":
            head = before + text
        else:
            head += before + text
        page = after
    return head + page


def encode(data: Any) -> str:
    """Return data as JSON that ends no script block: in ASCII, without ``<``, ``>`` and ``&``."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _read(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _hash(text: str) -> str:
    """Return the hash by which a policy allows a text (CSP level 2)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
