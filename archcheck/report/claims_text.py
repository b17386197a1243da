"""Claims over topologies as text: each claim in a sentence, its readings, and a matrix of all."""

from collections.abc import Iterator, Sequence

from archcheck.claims.model import ClaimResult, ClaimsReport, ReadingResult
from archcheck.claims.standing import ASSUMING, HOLDING, REFUTED, SUPPORTED
from archcheck.claims.words import WORDS, say_cell, say_claim, say_leanings, say_refutation
from archcheck.report_model import Run
from archcheck.source.counting import count_of
from archcheck.source.inert import display_width, escape

_COLORS = {SUPPORTED: "32", ASSUMING: "32", REFUTED: "31;1", "bold": "1", "warning": "33;1", "error": "31;1"}
_WIDTH = max(len(word) for word in WORDS.values())


class ClaimsText:
    """Writes reports on claims as text.

    Args:
        report: what is written.
        color: whether to use the terminal's colours.
        quiet: whether to leave out the readings that hold, and the warnings.
        verbose: whether to show every constraint that a reading rests on.
    """

    def __init__(
        self, report: ClaimsReport, *, color: bool = False, quiet: bool = False, verbose: bool = False
    ) -> None:
        self.report = report
        self.color = color
        self.quiet = quiet
        self.verbose = verbose

    def render(self) -> str:
        """Return the whole text, with a line break at its end."""
        report = self.report
        blocks = [
            self._paint_head(each.severity, each.render(report.sources))
            for each in report.diagnostics
            if not self.quiet or each.severity == "error"
        ]
        blocks += ["\n".join(self._run(run, row)) for run, row in zip(report.runs, report.results, strict=True)]
        if len(report.runs) > 1:
            blocks.append("\n".join(self._matrix()))
        blocks.append(self._total())
        return "\n\n".join(blocks) + "\n"

    def _run(self, run: Run, results: Sequence[ClaimResult]) -> Iterator[str]:
        counts = f"{count_of(run.nodes, 'node')}, {count_of(run.edges, 'edge')}, {count_of(len(results), 'claim')}"
        yield self._paint("bold", f"{escape(run.path)}: {counts}, as of {self.report.as_of.isoformat()}")
        for diagnostic in run.diagnostics:
            if diagnostic.severity == "error" or (diagnostic.severity == "warning" and not self.quiet):
                yield ""
                yield self._paint_head(diagnostic.severity, diagnostic.render(self.report.sources))
        for result in results:
            if self.quiet and not self.report.is_failing(result):
                continue
            yield ""
            yield from self._claim(result)

    def _claim(self, result: ClaimResult) -> Iterator[str]:
        yield self._paint("bold", escape(result.claim.id)) + f': "{escape(result.claim.text)}"'
        yield f"  {escape(say_claim(result))}"
        for reading in result.readings:
            if not (self.quiet and reading.status in HOLDING):
                yield from self._reading(reading, len(result.readings))
        for support in result.supports:
            yield f"  argued from {escape(support.claim)}, which is {WORDS[support.status]}"

    def _reading(self, reading: ReadingResult, total: int) -> Iterator[str]:
        word = self._paint(reading.status, f"{WORDS[reading.status].upper():<{_WIDTH}}")
        yield f"  {reading.number:>{len(str(total))}}  {word}  {escape(reading.title)}"
        margin = " " * (4 + len(str(total)))
        standing = reading.standing
        yield from (f"{margin}= assuming {escape(each)}" for each in say_leanings(standing.leanings))
        for each in standing.refutations:
            yield f"{margin}= {escape(each.constraint)}: {escape(say_refutation(each))}"
        yield from (f"{margin}= {escape(reason)}" for reason in standing.reasons)
        if self.verbose:
            for proof in reading.proofs:
                kind = "" if proof.certificate is None else f", certificate: {proof.certificate}"
                yield f"{margin}= rests on {escape(proof.constraint)}: {proof.status}{kind}"

    def _matrix(self) -> Iterator[str]:
        """Yield the claims as rows and the topologies as columns, which are numbered and named below."""
        rows = [[f"[{number}]" for number, _ in enumerate(self.report.runs, 1)]]
        names = [""]
        for column, result in enumerate(self.report.results[0]):
            names.append(escape(result.claim.id))
            rows.append([say_cell(row[column]) for row in self.report.results])
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        first = max(map(display_width, names))
        for name, row in zip(names, rows, strict=True):
            cells = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            yield f"{name}{' ' * (first - display_width(name))}  {cells}".rstrip()
        yield ""
        yield from (f"[{number}] {escape(run.path)}" for number, run in enumerate(self.report.runs, 1))
        yield "2/4: supported as far as reading 2 of 4; *: under assumptions"

    def _total(self) -> str:
        every = [each for row in self.report.results for each in row]
        found = [result.status for result in every]
        parts = [f"{found.count(status)} {word}" for status, word in WORDS.items() if status in found]
        warned = [*self.report.diagnostics, *(each for run in self.report.runs for each in run.diagnostics)]
        warnings = sum(each.severity == "warning" for each in warned)
        parts += [count_of(warnings, "warning")] if warnings else []
        claims, number = count_of(len(self.report.results[0]), "claim"), len(self.report.runs)
        over = "" if number == 1 else f" over {count_of(number, 'topology')}"
        return f"{claims}{over}: {', '.join(parts)}"

    def _paint(self, name: str, text: str) -> str:
        return f"\x1b[{_COLORS.get(name, '33;1')}m{text}\x1b[0m" if self.color else text

    def _paint_head(self, severity: str, text: str) -> str:
        head, bracket, rest = text.partition("]")
        return self._paint(severity, head + bracket) + rest
