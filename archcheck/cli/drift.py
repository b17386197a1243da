"""``archcheck drift``: a design held against what is deployed."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, Color, Full, Outputs, Overlays, Quiet, Verbose

REPORTS = {".json": "json", ".txt": "text"}
HELP = "Hold a DESIGN against what is deployed: which edges converge, diverge or are absent."
EPILOG = """Example: archcheck drift design.yaml manifests/ --map map.yaml -o drift.svg

DESIGN is a topology; ACTUAL anything that check takes. The `map` of OVERLAY says which actual nodes each node of the
design stands for, and its rules are laid over ACTUAL first; a node without an entry stands for the one of its own id.
Exit status: 0 nothing diverges; 1 something does, or may; 2 to 4 as for check."""


def drift(
    context: typer.Context,
    design: Annotated[str, typer.Argument(metavar="DESIGN", help="A topology: what is meant to be.")],
    actual: Annotated[str, typer.Argument(metavar="ACTUAL", help="What is: anything that check takes.")],
    map: Annotated[list[str], typer.Option("--map", metavar="OVERLAY", help="What stands for what. Repeatable.")] = [],  # noqa: B006 - typer copies it
    output: Outputs = [],  # noqa: B006
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="What standard output gets.")] = "text",
    strict: Annotated[
        bool, typer.Option("--strict", help="Absent edges and unmapped nodes end with status 1 too.")
    ] = False,
    full: Full = False,
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load both sides, compare, render everything, and only then write."""
    import sys

    from archcheck.cli.drifting import load_drift, render_files
    from archcheck.cli.loading import Reading
    from archcheck.cli.output import use_color, write_files, write_stdout
    from archcheck.cli.rendering import plan_outputs
    from archcheck.report.drift_text import DriftText

    plans = plan_outputs(output, inputs=[design, actual, *map], default=format, reports=REPORTS)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found = load_drift(design, actual, map, reading, context.obj, strict=strict)
    color_it = use_color(color, sys.stdout)
    text = (
        found.to_json() if format == "json" else DriftText(found, color=color_it, quiet=quiet, verbose=verbose).render()
    )
    write_files(render_files(plans, found, full=full))
    write_stdout(text)
    raise typer.Exit({"pass": 0, "fail": 1}[found.verdict])
