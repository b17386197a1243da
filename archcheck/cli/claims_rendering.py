"""Rendering claims for commands: a report on claims in one of its formats."""

from collections.abc import Sequence

from archcheck.claims.model import ClaimsReport
from archcheck.cli.rendering import picture_names, refuse_same_file
from archcheck.source.progress import work

CLAIM_FORMATS = {
    ".txt": "text",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
"""The format that a file name's ending says."""
CASE_FORMATS = {".svg": "svg"}
"""The formats of the assurance case, of which every topology has one of its own."""


def render_claims(
    report: ClaimsReport, format: str, *, color: bool = False, quiet: bool = False, verbose: bool = False
) -> str:
    """Return a report on claims in one of its formats."""
    work.count("writing", "report")
    if format == "json":
        from archcheck.claims.plain import write_json

        return write_json(report)
    if format == "markdown":
        from archcheck.report.claims_markdown import write_markdown

        return write_markdown(report)
    if format == "html":
        from archcheck.draw.gsn import STYLE
        from archcheck.report.claims_html import write_html

        return write_html(report, draw_cases(report, embedded=True), STYLE)
    from archcheck.report.claims_text import ClaimsText

    return ClaimsText(report, color=color, quiet=quiet, verbose=verbose).render()


def render_claim_files(plans: Sequence[tuple[str, str]], report: ClaimsReport) -> dict[str, str | bytes]:
    """Return the content of every output file; of several topologies, each has an assurance case of its own.

    Raises:
        InputError: where one of them would be written over another output.
    """
    files: dict[str, str | bytes] = {}
    for name, kind in plans:
        if kind != "svg":
            files[name] = render_claims(report, kind)
            continue
        names = picture_names(name, [run.path for run in report.runs])
        for file, picture in zip(names, draw_cases(report), strict=True):
            refuse_same_file(file, files)
            files[file] = picture
    return files


def draw_cases(report: ClaimsReport, *, embedded: bool = False) -> list[str]:
    """Return the assurance case over each topology, as SVG."""
    from archcheck.claims.argument import build_argument
    from archcheck.draw.gsn import draw_argument

    return [
        draw_argument(
            build_argument(run, row, report.as_of.isoformat()), f"Assurance case over {run.name}", embedded=embedded
        )
        for run, row in zip(report.runs, report.results, strict=True)
    ]
