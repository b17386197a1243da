"""The report as Markdown, for a comment on a change: the verdicts, a picture of what violates, and every finding.

What does not fit into a comment is left out in steps: first paths of the pictures, then the pictures, then findings;
each step says so. Nothing that a document says is markup (:mod:`archcheck.report.inert_markdown`).
"""

import re
from collections.abc import Iterator, Sequence

from archcheck.report.comments import MOST_BYTES, Piece, join_pieces, mark, size_of
from archcheck.report.counts import describe_outcome, describe_size
from archcheck.report.entries import Entry, list_entries, unique_names
from archcheck.report.inert_markdown import block, code
from archcheck.report.setting import Setting
from archcheck.report.statuses import describe_counts, telling_of
from archcheck.report.text import SHOWN_FINDINGS
from archcheck.report_model import ConstraintResult, Report, Run
from archcheck.source.located import shorten, utf16_length

MOST_DIAGRAM = 50_000
"""GitHub and GitLab draw no Mermaid text of more characters, which is Mermaid's own limit (``maxTextSize``)."""
MOST_EDGES = 500
"""Nor one of more edges (``maxEdges``)."""
MOST_LINE = 4000
STEPS = ((6, SHOWN_FINDINGS), (3, SHOWN_FINDINGS), (1, SHOWN_FINDINGS), (0, SHOWN_FINDINGS), (0, 3))
"""How many paths a picture shows, and how many findings of a constraint are listed: tried one after the other."""
_EDGE = re.compile(r"^ *n\d+ -\.?->", re.MULTILINE)
_TOO_LARGE = "\n*The picture is too large to be shown here.*\n"
_VERDICTS = {"pass": "nothing fails", "fail": "the check fails", "error": "not all of it could be checked"}


def render(report: Report, setting: Setting) -> str:
    """Return the report as Markdown that fits into a comment; its first line is a mark that shows nothing."""
    entries = list_entries(report)
    for paths, findings in STEPS:
        pieces = list(_Comment(report, setting, entries, paths, findings).write())
        if sum(size_of(piece.text) for piece in pieces) <= MOST_BYTES:
            break
    return join_pieces(pieces)


class _Comment:
    def __init__(
        self, report: Report, setting: Setting, entries: Sequence[Entry], paths: int, most_findings: int
    ) -> None:
        self.report = report
        self.setting = setting
        self.entries = entries
        self.paths = paths
        self.most_findings = most_findings

    def write(self) -> Iterator[Piece]:
        report = self.report
        counts = f"{describe_counts(report)}; as of {report.as_of.isoformat()}"
        yield Piece(f"{mark('check')}### archcheck: {_VERDICTS[report.verdict]}\n\n{counts}\n")
        runs = [*enumerate(zip(report.runs, unique_names(report), strict=True))]
        # What fails comes first: what comes last is what a limit leaves out.
        for number, (run, name) in sorted(runs, key=lambda each: not report.fails(each[1][0])):
            yield from self._run(number, run, name)

    def _run(self, number: int, run: Run, name: str) -> Iterator[Piece]:
        path = code(self.setting.places.file(run.path).path)
        title = path if name == run.path else f"{code(name)}: {path}"
        sign = " fails" if self.report.fails(run) and len(self.report.runs) > 1 else ""
        yield Piece(f"\n#### {title}{sign}\n\n{describe_size(run)}\n")
        failing = [result for result in run.constraints if self.report.is_failing(result)]
        other = [result for result in run.constraints if result not in failing and not telling_of(result.status).holds]
        yield from _table([*failing, *other], len(failing))
        yield from self._picture(number)
        yield from self._entries(number)
        held = [result for result in run.constraints if telling_of(result.status).holds]
        if held:
            closing = "\n</details>\n"
            yield Piece(f"\n<details>\n<summary>{len(held)} held</summary>\n", closing)
            yield from _table(held, 0, closing)
            yield Piece(closing)
        stateless = sorted({node for result in run.constraints for node in result.assumptions})
        if stateless:
            said = ", ".join(code(node) for node in stateless[:20])
            more = f" and {len(stateless) - 20} more" if len(stateless) > 20 else ""
            yield Piece(f"\nAssumed to be stateless: {said}{more}\n")

    def _picture(self, number: int) -> Iterator[Piece]:
        """Yield the picture of what violates, of as many paths as fit into a diagram; where none does, say so."""
        steps = [most for most, _ in STEPS if 0 < most <= self.paths]
        for most in dict.fromkeys(steps):
            text = self.setting.draw_violations(number, "mermaid", most)
            if text is None:
                return
            if utf16_length(text) <= MOST_DIAGRAM and len(_EDGE.findall(text)) <= MOST_EDGES:
                yield Piece(f"\n```mermaid\n{text.rstrip()}\n```\n")
                return
        if steps or self.setting.draw_violations(number, "mermaid", 1) is not None:
            yield Piece(_TOO_LARGE)
        for file in self.setting.pictures.get(number, ()):
            yield Piece(f"\nPicture: {code(file)}\n")

    def _entries(self, number: int) -> Iterator[Piece]:
        """Yield what is to be mended, a block each, and of each constraint no more than so many findings."""
        listed: dict[str, int] = {}
        for entry in (each for each in self.entries if each.number == number):
            if entry.kind != "finding":
                if entry.level != "note" or entry.diagnostic is None:
                    yield self._entry(entry)
                continue
            listed[entry.code] = listed.get(entry.code, 0) + 1
            if listed[entry.code] <= self.most_findings:
                yield self._entry(entry)
        for name, count in listed.items():
            if count > self.most_findings:
                yield Piece(f"\n{code(name)}: {count - self.most_findings} more findings\n")

    def _entry(self, entry: Entry) -> Piece:
        file, place = self.setting.places.find(list(entry.places))
        word = "info" if entry.level == "note" else entry.level
        lines = [f"{word}[{entry.code}]: {entry.message}", f"  at {file.path}:{place.line}:{place.column}"]
        lines += [f"  {note}" for note in entry.notes() if not note.startswith("constraint: ")]
        if entry.result is not None and entry.result.location != place:
            _, line, column, _ = entry.result.location
            lines.append(f"  constraint: {self.setting.places.file(entry.result.location.path).path}:{line}:{column}")
        return Piece("\n" + block([shorten(line, MOST_LINE) for line in lines]))


def _table(results: Sequence[ConstraintResult], failing: int, closing: str = "") -> Iterator[Piece]:
    """Yield a table of verdicts, a piece a row; the first ``failing`` ones stand out."""
    if not results:
        return
    yield Piece("\n| verdict | constraint | |\n|---|---|---|\n", closing)
    for number, result in enumerate(results):
        word = telling_of(result.status).word
        said = " ".join(describe_outcome(result).split())
        cells = [f"**{word}**" if number < failing else word, code(result.id), code(said) if said else ""]
        yield Piece(f"| {' | '.join(cells)} |\n", closing)
