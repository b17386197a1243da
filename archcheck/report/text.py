"""The report as text: every finding with its place, its path and its constraint, then one line a constraint."""

from collections.abc import Iterator, Sequence

from archcheck.graph.query import Answer
from archcheck.report.counts import describe_outcome, describe_size
from archcheck.report.lines import describe_approval, format_path, list_notes
from archcheck.report.setting import Setting
from archcheck.report.statuses import telling_of
from archcheck.report_model import ConstraintResult, Finding, Report, Run
from archcheck.source.counting import count_of
from archcheck.source.diagnostics import snippet
from archcheck.source.inert import escape

SHOWN_FINDINGS = 10

_COLORS = {
    "error": "31;1",
    "fail": "31;1",
    "warning": "33;1",
    "vacuous": "33;1",
    "unknown": "33;1",
    "referred": "33;1",
    "info": "36;1",
    "pass": "32",
    "waived": "36",
    "inactive": "2",
    "known": "2",
    "bold": "1",
}


def render(report: Report, setting: Setting) -> str:
    """Return the report as text."""
    return TextReport(report, color=setting.color, quiet=setting.quiet, verbose=setting.verbose).render()


# What is told above everything else, once.
_ABOVE = ("configured", "what-if")


class TextReport:
    """Writes reports as text.

    Args:
        report: what is written.
        color: whether to use the terminal's colours.
        quiet: whether to leave out what held, and the warnings.
        verbose: whether to list every finding, and the details of what held.
    """

    def __init__(self, report: Report, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        self.report = report
        self.color = color
        self.quiet = quiet
        self.verbose = verbose

    def render(self) -> str:
        """Return the whole text, with a line break at its end."""
        notes = dict.fromkeys(
            diagnostic.summary()
            for run in self.report.runs
            for diagnostic in run.diagnostics
            if diagnostic.code in _ABOVE
        )
        blocks = ["\n".join(notes)] if notes else []
        blocks += ["\n".join(self._run(run)) for run in self.report.runs]
        if len(self.report.runs) > 1:
            blocks.append(self._total())
        return "\n\n".join(blocks) + "\n"

    def _run(self, run: Run) -> Iterator[str]:
        counts = describe_size(run)
        title = f"{escape(run.path)}: {counts}, as of {self.report.as_of.isoformat()}"
        yield self._paint("bold", title)
        yield from self._imported(run)
        for diagnostic in run.diagnostics:
            if diagnostic.severity == "info":
                continue
            if not self.quiet or self.report.strict or diagnostic.severity == "error":
                yield ""
                yield self._paint_head(diagnostic.severity, diagnostic.render(self.report.sources))
        for result in run.constraints:
            yield from self._explain(result)
        yield ""
        width = max((len(escape(result.id)) for result in run.constraints), default=0)
        for result in sorted(run.constraints, key=lambda result: (result.status != "pass", result.id)):
            if not (self.quiet and result.status == "pass"):
                yield self._line(result, min(width, 60))
        yield self._summary(run)

    def _imported(self, run: Run) -> Iterator[str]:
        """Yield what an importer read, and how much it assumed and left out; under --verbose all of that."""
        infos = [diagnostic for diagnostic in run.diagnostics if diagnostic.severity == "info"]
        told = [diagnostic for diagnostic in infos if diagnostic.code not in _ABOVE]  # these stand above
        if self.quiet or not told:
            return
        if self.verbose:
            yield from (diagnostic.summary() for diagnostic in told)
            return
        read = [escape(diagnostic.message) for diagnostic in told if diagnostic.code == "imported"]
        codes = [diagnostic.code for diagnostic in told]
        more = [count_of(codes.count("assumed"), "assumption")] if "assumed" in codes else []
        more += [f"{codes.count('not-understood')} left out"] if "not-understood" in codes else []
        yield "; ".join(read) + (f" ({', '.join(more)}: --verbose lists them)" if more else "")

    def _explain(self, result: ConstraintResult) -> Iterator[str]:
        severity = result.counts_as or result.severity
        telling = telling_of(result.status)
        if telling.says is not None:
            notes = [*telling.because(result), *([f"help: {telling.help}"] if telling.help else [])]
            yield from self._block(severity, result, telling.says(result), notes)
        standing = [finding for finding in result.findings if finding.state not in ("waived", "known")]
        shown = standing if self.verbose else standing[:SHOWN_FINDINGS]
        for finding in shown:
            yield from self._finding("warning" if finding.state == "referred" else severity, result, finding)
        hidden = len(standing) - len(shown)
        if hidden or result.truncated:
            number = hidden + result.truncated
            more = f"{'at least ' if result.truncated else ''}{number} more {'finding' if number == 1 else 'findings'}"
            hint = "raise --max-findings" if result.truncated and not hidden else "--verbose lists them"
            yield ""
            yield f"{escape(result.id)}: {more} ({hint})"
        yield from self._excused(result)

    def _excused(self, result: ConstraintResult) -> Iterator[str]:
        """Yield what is waived, a line each, and under --verbose these and what a baseline knows in whole."""
        if self.verbose:
            for finding in result.findings:
                if finding.state in ("waived", "known"):
                    yield from self._finding(finding.state, result, finding)
            return
        waived = [finding for finding in result.findings if finding.waiver is not None]
        if self.quiet or not waived:
            return
        yield ""
        for finding in waived[:SHOWN_FINDINGS]:
            why = describe_approval(finding.waiver) if finding.waiver is not None else ""
            yield self._paint_head("waived", f"waived[{escape(result.id)}]: {escape(finding.message)}; {why}")
        if len(waived) > SHOWN_FINDINGS:
            yield f"{escape(result.id)}: {len(waived) - SHOWN_FINDINGS} more waived (--verbose lists them)"

    def _finding(self, severity: str, result: ConstraintResult, finding: Finding) -> Iterator[str]:
        yield ""
        yield self._paint_head(
            self._tone(severity, result), f"{severity}[{escape(result.id)}]: {escape(finding.message)}"
        )
        margin = " "
        if finding.location is not None:
            on_path = finding.path and finding.location == finding.path[-1].location
            label = "last step of the path" if on_path and finding.path[0].node != finding.path[-1].node else ""
            yield from snippet(finding.location, label, self.report.sources)
            margin = " " * len(str(finding.location.line))
        for note in list_notes(result, finding):
            yield f"{margin} = {note}"

    def _block(self, severity: str, result: ConstraintResult, message: str, notes: Sequence[str]) -> Iterator[str]:
        yield ""
        yield self._paint_head(self._tone(severity, result), f"{severity}[{escape(result.id)}]: {escape(message)}")
        location = result.empty_at or result.location
        yield from snippet(location, "", self.report.sources)
        for note in notes:
            yield f"{' ' * len(str(location.line))} = {escape(note)}"

    def _line(self, result: ConstraintResult, width: int) -> str:
        color = "error" if self.report.is_failing(result) else "warning" if result.counts_as else result.status
        word = self._paint(color, f"{telling_of(result.status).word:<8}")
        detail = describe_outcome(result)
        if self.verbose and result.matched:
            detail += f"  [{', '.join(f'{name}: {count}' for name, count in result.matched.items())}]"
        return f"{word} {escape(result.id):<{width}}  {escape(detail)}".rstrip()

    def _summary(self, run: Run) -> str:
        counts = run.summary()
        failing = [result.counts_as for result in run.constraints if result.status == "fail"]
        milder = ", ".join(f"{failing.count(name)} {name}" for name in ("warning", "info") if name in failing)
        parts = [
            f"{counts['pass']} held",
            f"{counts['fail']} failed{f' ({milder})' if milder else ''}",
            f"{counts['waived']} waived",
            f"{counts['vacuous']} vacuous",
        ]
        parts += [f"{counts[status]} {status}" for status in ("unknown", "referred", "inactive") if counts[status]]
        parts += [f"{counts['error']} could not be evaluated"] if counts["error"] else []
        if run.baseline is not None:
            parts.append("baseline: " + ", ".join(f"{count} {name}" for name, count in run.baseline.items()))
        if run.diagnostics:
            fatal = ", which --strict makes failures" if self.report.strict and self.report.fail_on != "never" else ""
            errors = sum(diagnostic.severity == "error" for diagnostic in run.diagnostics)
            parts += [count_of(errors, "error")] if errors else []
            warnings = sum(diagnostic.severity == "warning" for diagnostic in run.diagnostics)
            parts += [count_of(warnings, "warning") + fatal] if warnings else []
        line = ", ".join(parts)
        leaned_on = sorted({name for result in run.constraints for name in result.assumptions})
        if leaned_on:
            verb = "is" if len(leaned_on) == 1 else "are"
            line += f"; assumptions: {', '.join(map(escape, leaned_on))} {verb} stateless"
        return line

    def _total(self) -> str:
        failing = sum(map(self.report.fails, self.report.runs))
        total = len(self.report.runs)
        return f"{count_of(total, 'topology')}: {total - failing} without a failure, {failing} with failures"

    def _tone(self, severity: str, result: ConstraintResult) -> str:
        """Return what a message is painted as: what does not keep the check from passing is not red."""
        return "warning" if severity == "error" and not self.report.is_failing(result) else severity

    def _paint(self, name: str, text: str) -> str:
        return f"\x1b[{_COLORS[name]}m{text}\x1b[0m" if self.color else text

    def _paint_head(self, severity: str, text: str) -> str:
        """Paint a message up to the end of its code."""
        head, bracket, rest = text.partition("]")
        return self._paint(severity, head + bracket) + rest


def format_answer(answer: Answer, *, quiet: bool = False, verbose: bool = False) -> str:
    """Return the answer to a question of a path: its witness, or how much is reached without it."""
    if not answer.path:
        text = f"no path along {answer.along}: {count_of(len(answer.closed), 'node')} reached, the sources included"
        return text + (f": {', '.join(map(escape, answer.closed))}" if verbose else "") + "\n"
    lines = [] if quiet else [f"a path along {answer.along}, {count_of(len(answer.path) - 1, 'step')}:"]
    lines.append(format_path(answer.path))
    if verbose:
        lines += [f"  {escape(step.edge or '')}  {escape(str(step.location))}" for step in answer.path[1:]]
    return "\n".join(lines) + "\n"
