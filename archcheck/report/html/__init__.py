"""The HTML report: one file that needs no other, runs no script but its own, and asks no network for anything.

>>> from archcheck.report.html import write_html
>>> write_html(report, graphs, coverages)  # doctest: +SKIP

The page is a template with a style sheet and a script of its own, and the report as JSON in a block that is not
executed. ``assets/`` holds them as files of their own; ``assets/README.md`` says which does what.
"""

from archcheck.coverage import cover
from archcheck.report.html.page import write_html
from archcheck.report.html.static import write_fragment
from archcheck.report.setting import Setting
from archcheck.report_model import Report

__all__ = ["render", "write_fragment", "write_html"]


def render(report: Report, setting: Setting) -> str:
    """Return a report as a page."""
    coverages = [
        cover(graph, setting.constraints, run.constraints)
        for graph, run in zip(setting.graphs, report.runs, strict=True)
    ]
    return write_html(report, setting.graphs, coverages, setting.constraints)
