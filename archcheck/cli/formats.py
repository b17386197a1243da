"""The formats that ``check`` writes reports in: one row a format, and everything else is taken from there."""

from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from archcheck.report.setting import Setting
    from archcheck.report_model import Report


class ReportFormat(NamedTuple):
    """A format of reports: its name, the endings of files that say it, and the module of ``archcheck.report``.

    ``printed`` is false for one that ``--format`` does not offer, as nobody reads it from standard output.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    printed: bool = True

    def render(self, report: "Report", setting: "Setting") -> str:
        """Return a report in this format, by the ``render`` of its module; only what is asked for is loaded."""
        from importlib import import_module

        render: Callable[[Report, Setting], str] = import_module(f"archcheck.report.{self.module}").render
        return render(report, setting)


REPORTS: tuple[ReportFormat, ...] = (
    ReportFormat("text", (".txt",), "text"),
    ReportFormat("json", (".json",), "json_report"),
    ReportFormat("sarif", (".sarif", ".sarif.json"), "sarif"),
    ReportFormat("junit", (".xml",), "junit"),
    ReportFormat("github", (), "github"),
    ReportFormat("gitlab", ("-code-quality-report.json",), "gitlab"),
    ReportFormat("markdown", (".md", ".markdown"), "markdown"),
    ReportFormat("html", (".html", ".htm"), "html", printed=False),
)

REPORTS_BY_NAME = {report.name: report for report in REPORTS}
REPORT_ENDINGS = {ending: report.name for report in REPORTS for ending in report.endings}
"""The format that a file name's ending says; a longer ending counts before a shorter one."""

FormatName: Any
if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[tuple(report.name for report in REPORTS if report.printed)]


def split_format(name: str, formats: Container[str]) -> tuple[str | None, str]:
    """Return the format that stands before a file's name, ``gitlab:report.json``, or None, and the name without it."""
    prefix, colon, rest = name.partition(":")
    return (prefix, rest) if colon and prefix in formats else (None, name)


def format_of(name: str, endings: Mapping[str, str]) -> str | None:
    """Return the format that the ending of a file's name says, or None."""
    lower = name.lower()
    known = [ending for ending in endings if lower.endswith(ending) and len(lower) > len(ending)]
    return endings[max(known, key=len)] if known else None
