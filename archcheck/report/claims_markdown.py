"""Claims over topologies as Markdown, for a page or a comment: the matrix first, then each claim with its readings.

Nothing that a document says is markup (:mod:`archcheck.report.inert_markdown`), and it is never longer than a comment
may be.
"""

from collections.abc import Iterator, Sequence

from archcheck.claims.model import ClaimResult, ClaimsReport, ReadingResult
from archcheck.claims.standing import HOLDING
from archcheck.claims.words import WORDS, say_cell, say_claim, say_leanings, say_refutation, say_source
from archcheck.report.comments import Piece, join_pieces, mark
from archcheck.report.inert_markdown import block, code
from archcheck.report_model import Run
from archcheck.source.counting import count_of

_VERDICTS = {"pass": "the claims stand", "fail": "a claim does not stand", "error": "not all of it could be decided"}
_MOST_WHY = 6
KEY = "`2/4`: supported as far as the second of four readings; a star: under assumptions.\n"


def write_markdown(report: ClaimsReport) -> str:
    """Return a report on claims as Markdown; its first line is a mark that shows nothing."""
    return join_pieces(_pieces(report))


def _pieces(report: ClaimsReport) -> Iterator[Piece]:
    claims = report.results[0]
    size = f"{count_of(len(claims), 'claim')} over {count_of(len(report.runs), 'topology')}"
    yield Piece(f"{mark('claims')}### archcheck: {_VERDICTS[report.verdict]}\n\n")
    yield Piece(f"{size}; as of {report.as_of.isoformat()}\n")
    yield from _matrix(report)
    warned = [each for each in report.diagnostics if each.severity in ("error", "warning")]
    for diagnostic in warned:
        yield Piece("\n" + block(diagnostic.summary().splitlines()))
    for number, (run, row) in enumerate(zip(report.runs, report.results, strict=True), 1):
        yield from _run(report, number, run, row)


def _matrix(report: ClaimsReport) -> Iterator[Piece]:
    numbers = " | ".join(f"[{number}]" for number, _ in enumerate(report.runs, 1))
    yield Piece(f"\n| claim | {numbers} |\n|---|{'---|' * len(report.runs)}\n")
    for place, result in enumerate(report.results[0]):
        cells = []
        for row in report.results:
            cell = say_cell(row[place]).replace("*", "\\*")
            cells.append(f"**{cell}**" if report.is_failing(row[place]) else cell)
        yield Piece(f"| {code(result.claim.id)} | {' | '.join(cells)} |\n")
    yield Piece(f"\n{KEY}")
    for number, run in enumerate(report.runs, 1):
        yield Piece(f"\n[{number}] {code(run.path)}\n")


def _run(report: ClaimsReport, number: int, run: Run, results: Sequence[ClaimResult]) -> Iterator[Piece]:
    size = f"{count_of(run.nodes, 'node')}, {count_of(run.edges, 'edge')}"
    yield Piece(f"\n#### [{number}] {code(run.path)}\n\n{size}\n")
    warned = [each for each in run.diagnostics if each.severity in ("error", "warning")]
    if warned:
        lines = [line for each in warned for line in each.summary().splitlines()]
        yield Piece(f"\n{block(lines)}")
    for result in results:
        mark_of = " does not stand" if report.is_failing(result) else ""
        yield Piece(f"\n##### {code(result.claim.id)}{mark_of}\n\n> {code(result.claim.text)}\n")
        yield Piece(f"\n{code(say_source(result.claim), 600)}\n\n{code(say_claim(result), 900)}\n")
        yield Piece("\n| | reading | |\n|---|---|---|\n")
        for reading in result.readings:
            yield Piece(_reading(reading))
        for support in result.supports:
            yield Piece(f"\nArgued from {code(support.claim)}, which is {WORDS[support.status]}.\n")


def _reading(reading: ReadingResult) -> str:
    word = WORDS[reading.status]
    told = say_why(reading)
    more = [f"and {len(told) - _MOST_WHY + 1} more"] if len(told) > _MOST_WHY else []
    why = "<br>".join([code(each) for each in (told[: _MOST_WHY - 1] if more else told)] + more)
    shown = word if reading.status in HOLDING else f"**{word}**"
    return f"| {reading.number}. {shown} | {code(reading.title)} | {why} |\n"


def say_why(reading: ReadingResult) -> list[str]:
    """Return what a reading leans on, what refutes it, and why it is open, a line each."""
    standing = reading.standing
    return [
        *(f"assuming {each}" for each in say_leanings(standing.leanings)),
        *(f"{each.constraint}: {say_refutation(each)}" for each in standing.refutations),
        *standing.reasons,
    ]
