"""The report as GitLab Code Quality: a list of issues, which GitLab shows in a merge request and at lines of its diff.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

from archcheck.report.entries import Entry, list_entries
from archcheck.report.setting import Setting
from archcheck.report_model import Report
from archcheck.source.inert import escape
from archcheck.source.json_writing import write_json
from archcheck.source.located import shorten

MOST_TEXT = 2000
FAILING = "critical"
"""The severity of whatever keeps the check from passing; GitLab shows this one in red, and those below not."""
SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}
"""That of what does not, by its level."""


def render(report: Report, setting: Setting) -> str:
    """Return the list as JSON, with a line break at its end; each issue has a fingerprint that no other one has."""
    entries = [each for each in list_entries(report) if each.diagnostic is None or each.level != "note"]
    return write_json([_issue(entry, setting, report) for entry in entries])


def _issue(entry: Entry, setting: Setting, report: Report) -> dict[str, object]:
    file, place = setting.places.find(list(entry.places))
    message = escape(entry.message)
    if len(report.runs) > 1 and entry.diagnostic is None:
        message += f" (in {escape(entry.topology)})"
    notes = [note for note in entry.notes() if not note.startswith("constraint: ")]
    return {
        "description": shorten("; ".join([message, *notes]), MOST_TEXT),
        "check_name": escape(entry.code),
        "fingerprint": entry.fingerprint,
        "severity": FAILING if entry.failing else SEVERITIES[entry.level],
        "location": {"path": escape(file.path), "lines": {"begin": place.line}},
    }
