"""The report as JSON, ``report/v1``: the report itself knows how."""

from archcheck.report.setting import Setting
from archcheck.report_model import Report


def render(report: Report, setting: Setting) -> str:
    """Return the report as JSON with a line break at its end."""
    return report.to_json()
