"""A difference as text: what changed in the graph, what is new, and one line a constraint that changed."""

from collections.abc import Iterator, Sequence

from archcheck.difference.model import Comparison, ConstraintChange, Difference, weigh
from archcheck.difference.words import (
    Entry,
    list_entries,
    say_change,
    say_counts,
    say_detail,
    say_lost_excuse,
    say_sides,
)
from archcheck.report.lines import describe_cuts, format_path
from archcheck.report.text import SHOWN_FINDINGS
from archcheck.report_model import Finding
from archcheck.source.counting import count_of
from archcheck.source.diagnostics import snippet
from archcheck.source.inert import escape

SHOWN_ENTRIES = 60
_COLORS = {
    "error": "31;1",
    "warning": "33;1",
    "info": "36;1",
    "+": "32",
    "-": "31",
    "~": "33",
    "gone": "32",
    "rerouted": "33",
    "bold": "1",
}


class DiffText:
    """Writes differences as text.

    Args:
        difference: what is written.
        color: whether to use the terminal's colours.
        quiet: whether to leave out all but what is new.
        verbose: whether to list everything, and the constraints of which nothing changed.
    """

    def __init__(
        self, difference: Difference, *, color: bool = False, quiet: bool = False, verbose: bool = False
    ) -> None:
        self.difference = difference
        self.color = color
        self.quiet = quiet
        self.verbose = verbose

    def render(self) -> str:
        """Return the whole text, with a line break at its end."""
        return "\n\n".join("\n".join(self._comparison(each)) for each in self.difference.comparisons) + "\n"

    def _comparison(self, comparison: Comparison) -> Iterator[str]:
        title = escape(say_sides(comparison))
        if self.difference.as_of is not None:
            number = len(comparison.constraints)
            title += f", {count_of(number, 'constraint')}, as of {self.difference.as_of.isoformat()}"
        yield self._paint("bold", title)
        if not self.quiet:
            yield from self._structure(comparison)
        for diagnostic in comparison.diagnostics:
            if diagnostic.severity != "info" and (not self.quiet or diagnostic.severity == "error"):
                yield ""
                yield self._paint_head(diagnostic.severity, diagnostic.render(self.difference.sources))
        for change in comparison.constraints:
            yield from self._explain(change)
        yield ""
        told = [change for change in comparison.constraints if self._is_told(change)]
        width = min(60, max((len(escape(change.result.id)) for change in told), default=0))
        for change in told:
            yield self._line(change, width)
        yield say_counts(comparison.structure)
        if comparison.constraints:
            yield self._count_findings(comparison)

    def _is_told(self, change: ConstraintChange) -> bool:
        if self.quiet:
            return self.difference.is_failing(change)
        return change.is_changed or self.verbose

    def _structure(self, comparison: Comparison) -> Iterator[str]:
        entries = list(list_entries(comparison.structure))
        whole = comparison.old is None or comparison.new is None
        shown = entries if self.verbose else entries[: 0 if whole else SHOWN_ENTRIES]
        if shown:
            yield ""
        for entry in shown:
            yield from self._entry(entry)
        hidden = len(entries) - len(shown)
        if hidden and not whole:
            yield f"  … {hidden} more (--verbose lists them)"

    def _entry(self, entry: Entry) -> Iterator[str]:
        about = f" ({', '.join(entry.about)})" if entry.about else ""
        yield f"  {self._paint(entry.sign, entry.sign)} {escape(f'{entry.sort} {entry.name}'.rstrip() + about)}"
        for change in entry.changes:
            yield f"      {escape(say_change(change))}"
        if entry.inherited_by:
            yield f"      inherited by {count_of(entry.inherited_by, 'node')}"

    def _explain(self, change: ConstraintChange) -> Iterator[str]:
        if change.new is not None and change.new.status == "error":
            yield from self._fault(change, "error", f"could not be evaluated: {change.new.error}")
        elif change.new is not None and change.emptied:
            fields = ", ".join(f"`{name}`" for name in change.emptied)
            verb = "matches" if len(change.emptied) == 1 else "match"
            since = " any more" if change.old else ""
            yield from self._fault(change, change.new.severity, f"{fields} {verb} nothing{since}")
        if change.new is not None:
            new = change.new
            yield from self._findings(
                change, [(weigh(new, finding) or "info", "new: ", finding, None) for finding in change.added]
            )
            yield from self._findings(
                change,
                [
                    (weigh(new, finding) or "info", f"{say_lost_excuse(was, finding)}: ", finding, None)
                    for was, finding in change.unexcused
                ],
            )
        if not self.quiet:
            yield from self._findings(change, [("rerouted", "", finding, was) for was, finding in change.rerouted])
            yield from self._findings(change, [("gone", "", finding, None) for finding in change.gone])

    def _findings(
        self, change: ConstraintChange, findings: Sequence[tuple[str, str, Finding, Finding | None]]
    ) -> Iterator[str]:
        """Yield findings: a word that tells their sort, one that goes before the message, and what each was before."""
        shown = findings if self.verbose else findings[:SHOWN_FINDINGS]
        for word, before, finding, was in shown:
            yield ""
            yield self._paint_head(word, f"{word}[{escape(change.result.id)}]: {before}{escape(finding.message)}")
            yield from self._place(change, word, finding, was)
        if len(findings) > len(shown):
            word = findings[0][0] if findings[0][0] in ("gone", "rerouted") else "new"
            yield ""
            yield f"{escape(change.result.id)}: {len(findings) - len(shown)} more {word} (--verbose lists them)"

    def _place(self, change: ConstraintChange, word: str, finding: Finding, was: Finding | None) -> Iterator[str]:
        margin = " "
        if finding.location is not None and word != "gone":
            label = "last step of the path" if finding.path and finding.subject is None else ""
            yield from snippet(finding.location, label, self.difference.sources)
            margin = " " * len(str(finding.location.line))
        if was is not None:
            yield from (f"{margin} = was: {line}" for line in _paths(was))
            yield from (f"{margin} = now: {line}" for line in _paths(finding))
        else:
            yield from (f"{margin} = path: {line}" for line in _paths(finding))
            if finding.fix and word != "gone":
                yield f"{margin} = fix: {describe_cuts(finding.fix)}"
        if word != "gone":
            yield f"{margin} = constraint: {escape(str(change.result.location))}"

    def _fault(self, change: ConstraintChange, severity: str, message: str) -> Iterator[str]:
        result = change.result
        yield ""
        yield self._paint_head(severity, f"{severity}[{escape(result.id)}]: new: {escape(message)}")
        yield from snippet(result.empty_at or result.location, "", self.difference.sources)

    def _line(self, change: ConstraintChange, width: int) -> str:
        old, new = (status.upper() if status else "-" for status in change.statuses)
        verdicts = f"{old:<8} -> {new:<8}"
        if self.difference.is_failing(change):
            verdicts = self._paint("error", verdicts)
        return f"{verdicts} {escape(change.result.id):<{width}}  {escape(say_detail(change))}".rstrip()

    def _count_findings(self, comparison: Comparison) -> str:
        counts = comparison.count_findings()
        lost = f"{counts['unexcused']} no longer excused, " if counts["unexcused"] else ""
        return (
            f"findings: {counts['new']} new, {lost}{counts['gone']} gone, {counts['rerouted']} rerouted, "
            f"{counts['unchanged']} unchanged"
        )

    def _paint(self, name: str, text: str) -> str:
        return f"\x1b[{_COLORS[name]}m{text}\x1b[0m" if self.color else text

    def _paint_head(self, name: str, text: str) -> str:
        """Paint a message up to the end of its code."""
        head, bracket, rest = text.partition("]")
        return self._paint(name, head + bracket) + rest


def _paths(finding: Finding) -> list[str]:
    return [format_path(path) for path in (finding.path, finding.other_path) if path]
