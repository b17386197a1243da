"""``archcheck verify``: a report's verdicts checked without the engine that gave them."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, Color, Constraints, Overlays, Quiet, Verbose, Waivers

HELP = "Check the verdicts of a JSON REPORT against the documents, without the engine."
EPILOG = """Example: archcheck verify report.json topologies/compliant.yaml -c cloud-api-only

Exit status: 0 every verdict is accepted; 1 one is rejected; 2 usage or input error; 3 and 4 as for check."""


def verify(
    context: typer.Context,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report of check -o report.json.")],
    topologies: Annotated[
        list[str],
        typer.Argument(metavar="TOPOLOGY...", help="What it is about: files, folders, or - for standard input."),
    ],
    constraints: Constraints,
    waivers: Waivers = [],  # noqa: B006 - typer copies it
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="FILE", help="The baseline that the check was given.")
    ] = None,
    only: Annotated[
        list[str], typer.Option("--only", metavar="ID", help="The check was for this constraint only. Repeatable.")
    ] = [],  # noqa: B006
    format: Annotated[
        Literal["text", "json"], typer.Option("-f", "--format", help="What standard output gets.")
    ] = "text",
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read the report and the documents, check every verdict, and tell which are rejected."""
    import sys

    from archcheck.certify import verify_report
    from archcheck.certify.reading import read_report
    from archcheck.checker import require_constraints
    from archcheck.cli.loading import Reading, load, load_excuses
    from archcheck.cli.output import use_color, write_stdout
    from archcheck.errors import stop
    from archcheck.report.verification import write_verifications

    excusing, baselined = load_excuses(waivers, baseline, context.obj)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found, documents = load(topologies, constraints, context.obj, reading)
    data = read_report(report)
    require_constraints(documents, only, context.obj)
    if context.obj.failed:
        raise stop(context.obj.diagnostics)
    verifications = verify_report(data, found, documents, excusing, baselined, only)
    write_stdout(
        write_verifications(verifications, format, color=use_color(color, sys.stdout), quiet=quiet, verbose=verbose)
    )
    raise typer.Exit(0 if all(each.accepted for each in verifications) else 1)
