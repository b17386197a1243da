"""Rendering claims for commands: a report on claims in one of its formats."""

from archcheck.claims.model import ClaimsReport

CLAIM_FORMATS = {".txt": "text", ".json": "json"}
"""The format that a file name's ending says."""


def render_claims(
    report: ClaimsReport, format: str, *, color: bool = False, quiet: bool = False, verbose: bool = False
) -> str:
    """Return a report on claims in one of its formats."""
    if format == "json":
        from archcheck.claims.plain import write_json

        return write_json(report)
    from archcheck.report.claims_text import ClaimsText

    return ClaimsText(report, color=color, quiet=quiet, verbose=verbose).render()
