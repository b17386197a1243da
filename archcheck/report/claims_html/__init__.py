"""Claims over topologies as one HTML page: no script, nothing to load, and a policy that forbids both."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape as escape_html
from pathlib import Path

from archcheck.claims.model import ClaimResult, ClaimsReport, ReadingResult
from archcheck.claims.words import WORDS, say_cell, say_claim, say_leanings, say_refutation, say_source
from archcheck.report_model import Run
from archcheck.source.counting import count_of
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.inert import escape

_VERDICTS = {"pass": "The claims stand", "fail": "A claim does not stand", "error": "Not all of it could be decided"}
_KEY = (
    "2/4: supported as far as the second of four readings; a star: under assumptions. "
    "Readings go from literal to strict."
)
_LEGEND = (
    "Goal Structuring Notation: rectangles are goals, parallelograms strategies, circles the certificates of "
    "constraints that hold, ellipses with an A assumptions, rounded rectangles contexts. A goal with a diamond is "
    "undeveloped: nothing here supports it, and it says why."
)


def write_html(report: ClaimsReport, pictures: Sequence[str], picture_style: str) -> str:
    """Return a report on claims as a page.

    Args:
        report: the report.
        pictures: the assurance case over each topology, as SVG without a style of its own.
        picture_style: the style of these.
    """
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8").replace("\r\n", "\n") + picture_style
    return "\n".join([*_head(report, style), *_body(report, pictures), "</body>", "</html>"]) + "\n"


def _head(report: ClaimsReport, style: str) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{_VERDICTS[report.verdict]} · archcheck claims</title>"
    yield f"<style>{style}</style>"
    yield "</head>"


def _body(report: ClaimsReport, pictures: Sequence[str]) -> Iterator[str]:
    size = f"{count_of(len(report.results[0]), 'claim')} over {count_of(len(report.runs), 'topology')}"
    yield "<body>"
    yield "<header>"
    yield f"<h1>{_VERDICTS[report.verdict]}</h1>"
    yield f"<p>{size}, as of {report.as_of.isoformat()}; archcheck {_text(report.version)}</p>"
    yield "</header>"
    yield "<main>"
    yield from _matrix(report)
    yield from _diagnostics(report.diagnostics)
    for number, (run, row, picture) in enumerate(zip(report.runs, report.results, pictures, strict=True), 1):
        yield from _run(report, number, run, row, picture)
    yield "</main>"


def _matrix(report: ClaimsReport) -> Iterator[str]:
    yield '<section aria-labelledby="matrix"><h2 id="matrix">Claims and topologies</h2>'
    yield '<div class="wide" tabindex="0" role="group" aria-labelledby="matrix"><table class="matrix">'
    heads = "".join(
        f'<th scope="col"><a href="#t{number}">{_text(run.name)}</a></th>' for number, run in enumerate(report.runs, 1)
    )
    yield f'<thead><tr><th scope="col">claim</th>{heads}</tr></thead>'
    yield "<tbody>"
    for place, result in enumerate(report.results[0]):
        cells = "".join(
            f'<td class="{row[place].status}"><a href="#t{number}c{place + 1}">{_text(say_cell(row[place]))}</a></td>'
            for number, row in enumerate(report.results, 1)
        )
        yield f'<tr><th scope="row"><code>{_text(result.claim.id)}</code></th>{cells}</tr>'
    yield "</tbody></table></div>"
    yield f'<p class="key">{_KEY}</p></section>'


def _run(report: ClaimsReport, number: int, run: Run, results: Sequence[ClaimResult], picture: str) -> Iterator[str]:
    yield f'<section class="run" aria-labelledby="t{number}"><h2 id="t{number}">{_text(run.name)}</h2>'
    yield f"<p>{_text(run.path)}: {count_of(run.nodes, 'node')}, {count_of(run.edges, 'edge')}</p>"
    yield from _diagnostics(run.diagnostics)
    for place, result in enumerate(results, 1):
        yield from _claim(report, f"t{number}c{place}", result)
    yield "<details><summary>The assurance case</summary>"
    yield f'<p class="key">{_LEGEND}</p>'
    yield f'<div class="picture" tabindex="0" role="group" aria-label="The assurance case">{picture}</div></details>'
    yield "</section>"


def _claim(report: ClaimsReport, anchor: str, result: ClaimResult) -> Iterator[str]:
    failing = ' <span class="stands">does not stand</span>' if report.is_failing(result) else ""
    yield f'<article aria-labelledby="{anchor}"><h3 id="{anchor}"><code>{_text(result.claim.id)}</code>{failing}</h3>'
    yield f"<blockquote>{_text(result.claim.text)}</blockquote>"
    yield f'<p class="source">{_text(say_source(result.claim))}</p>'
    yield f"<p>{_text(say_claim(result))}</p>"
    yield '<div class="wide"><table class="readings">'
    yield '<thead><tr><th scope="col">it is</th><th scope="col">that</th><th scope="col">for</th></tr></thead><tbody>'
    for reading in result.readings:
        yield (
            f'<tr class="{reading.status}"><td>{reading.number}. <strong>{WORDS[reading.status]}</strong></td>'
            f"<td>{_text(reading.title)}</td><td>{_why(reading)}</td></tr>"
        )
    yield "</tbody></table></div>"
    for support in result.supports:
        yield f"<p>Argued from <code>{_text(support.claim)}</code>, which is {WORDS[support.status]}.</p>"
    yield "</article>"


def _why(reading: ReadingResult) -> str:
    """Return what a reading leans on, what refutes it, why it is open, and what it rests on."""
    standing = reading.standing
    items = [f"assuming {_text(each)}" for each in say_leanings(standing.leanings)]
    items += [f"<code>{_text(each.constraint)}</code>: {_text(say_refutation(each))}" for each in standing.refutations]
    items += [_text(reason) for reason in standing.reasons]
    for proof in reading.proofs:
        kind = "" if proof.certificate is None else f", certificate: {_text(proof.certificate)}"
        items.append(
            f'<span class="proof">rests on <code>{_text(proof.constraint)}</code>: {proof.status}{kind}</span>'
        )
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>" if items else ""


def _diagnostics(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    told = [each for each in diagnostics if each.severity in ("error", "warning")]
    if not told:
        return
    yield f"<details><summary>{count_of(len(told), 'warning')}</summary><ul>"
    for each in told:
        place = f" ({_text(str(each.location))})" if each.location is not None else ""
        yield f"<li>{_text(each.severity)}: {_text(each.message)}{place}</li>"
    yield "</ul></details>"


def _text(text: str) -> str:
    return escape_html(escape(text))
