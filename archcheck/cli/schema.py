"""``archcheck schema``: the JSON Schema of a type of document."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Color, Quiet, Verbose

HELP = "Print the JSON Schema (2020-12) of a document type."
EPILOG = "Example: archcheck schema topology > topology.schema.json"


def schema(
    context: typer.Context,
    document: Annotated[
        Literal[
            "topology",
            "constraints",
            "overlay",
            "waivers",
            "baseline",
            "config",
            "claims",
            "report",
            "diff",
            "claims-report",
            "coverage",
        ],
        typer.Argument(
            metavar="DOCUMENT",
            help="topology, constraints, overlay, waivers, baseline, config, claims, report, diff, claims-report or "
            "coverage.",
        ),
    ],
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Print the schema."""
    from archcheck.cli.output import write_stdout
    from archcheck.report.schemas import schema_text

    write_stdout(schema_text(document))
