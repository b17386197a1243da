"""A report as plain HTML: no script, no style, nothing to load; for notebooks, and where a script does not run."""

from collections.abc import Iterator, Sequence
from html import escape as escape_html

from archcheck.report_model import ConstraintResult, Finding, Report, Run, Step
from archcheck.source.counting import count_of
from archcheck.source.inert import escape

SHOWN_FINDINGS = 10
SIGNS = {
    "pass": "✓",
    "fail": "✗",
    "vacuous": "∅",
    "unknown": "?",
    "waived": "⊘",
    "referred": "⇗",
    "inactive": "–",
    "error": "!",
    "open": "✗",
    "known": "=",
    "grace": "◷",
}
"""A sign beside each word, so that nothing is told by colour."""


def write_fragment(report: Report) -> str:
    """Return a report as a piece of HTML: a table of verdicts for each topology, and what was found below it."""
    lines = ['<div class="archcheck-report">']
    lines.append(
        f"<p><strong>{_sign(report.verdict)}</strong>, as of {report.as_of.isoformat()} "
        f"(archcheck {_text(report.version)})</p>"
    )
    for run in report.runs:
        lines += _run(run)
    return "\n".join([*lines, "</div>"])


def _run(run: Run) -> Iterator[str]:
    yield "<section>"
    yield f"<h2>{_text(run.name)}</h2>"
    yield f"<p>{_text(run.path)}: {count_of(run.nodes, 'node')}, {count_of(run.edges, 'edge')}</p>"
    yield "<table>"
    yield '<thead><tr><th scope="col">verdict</th><th scope="col">constraint</th><th scope="col">asks</th></tr></thead>'
    yield "<tbody>"
    for result in run.constraints:
        severity = "" if result.counts_as in (None, "error") else f" ({_text(result.counts_as)})"
        yield (
            f"<tr><td>{_sign(result.status)}{severity}</td><td><code>{_text(result.id)}</code></td>"
            f"<td>{_text(result.title or '')}</td></tr>"
        )
    yield "</tbody>"
    yield "</table>"
    for result in run.constraints:
        yield from _findings(result)
    if run.diagnostics:
        yield "<ul>"
        for diagnostic in run.diagnostics:
            place = f" ({_text(str(diagnostic.location))})" if diagnostic.location is not None else ""
            yield f"<li>{_text(diagnostic.severity)}: {_text(diagnostic.message)}{place}</li>"
        yield "</ul>"
    yield "</section>"


def _findings(result: ConstraintResult) -> Iterator[str]:
    if not (result.findings or result.empty or result.error or result.unknown):
        return
    yield f"<h3><code>{_text(result.id)}</code></h3>"
    if result.error is not None:
        yield f"<p>could not be evaluated: {_text(result.error)}</p>"
    yield from (f"<p>{_text(reason)}</p>" for reason in result.unknown)
    if result.empty:
        reason = f", which is fine: {_text(result.allow_empty)}" if result.allow_empty is not None else ""
        yield f"<p>matched nothing: {_text(', '.join(result.empty))}{reason}</p>"
    if not result.findings:
        return
    yield "<ul>"
    for finding in result.findings[:SHOWN_FINDINGS]:
        yield f"<li>{_finding(finding)}</li>"
    hidden = len(result.findings) - SHOWN_FINDINGS
    if hidden > 0 or result.truncated:
        more = f"{max(hidden, 0) + result.truncated}{'+' if result.truncated else ''}"
        yield f"<li>and {more} more</li>"
    yield "</ul>"


def _finding(finding: Finding) -> str:
    text = f"{_sign(finding.state)}: {_text(finding.message)}"
    if finding.path:
        text += f"<br>{_path(finding.path)}"
    if finding.other_path:
        text += f"<br>{_path(finding.other_path)}"
    if finding.waiver is not None:
        by, until = finding.waiver.approved_by, finding.waiver.expires.isoformat()
        text += f"<br>waived by {_text(by)} until {until}: {_text(finding.waiver.reason)}"
    for permit in finding.permitted_by:
        text += f"<br>permitted only by {_text(permit.authority)}"
    if finding.location is not None:
        text += f"<br>{_text(str(finding.location))}"
    return text


def _path(path: Sequence[Step]) -> str:
    arrows = {None: "", "forward": " → ", "backward": " ⇐ "}
    return "".join(f"{arrows[step.direction]}<code>{_text(step.node)}</code>" for step in path)


def _sign(word: str) -> str:
    return f"{SIGNS.get(word, '')} {_text(word)}".strip()


def _text(text: str) -> str:
    return escape_html(escape(text))
