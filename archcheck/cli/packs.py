"""``archcheck packs``: the packs that are shipped."""

import typer

from archcheck.cli.options import Color, Quiet, Verbose
from archcheck.source.counting import count_of

HELP = "List the shipped packs of constraints."
EPILOG = "Example: archcheck packs; then: archcheck check topology.yaml -c cloud-api-only"


def packs(context: typer.Context, color: Color = "auto", quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Print a pack a line, with its constraints under --verbose, or its name alone under --quiet."""
    from archcheck.cli.loading import load
    from archcheck.cli.output import write_stdout
    from archcheck.documents.packs import pack_names

    lines = []
    for name in pack_names():
        _, (document,) = load([], [name], context.obj)
        own = {constraint.id: constraint for constraint in document.constraints.values()}
        summary = " ".join((document.description or "").split())
        lines.append(name if quiet else f"{name} ({count_of(len(own), 'constraint')}): {summary}")
        if verbose:
            for constraint in own.values():
                title = constraint.fields.get("title")
                text = getattr(title[1], "text", "") if title else ""
                lines.append(f"  {constraint.id}: {text}")
    write_stdout("\n".join(lines) + "\n")
