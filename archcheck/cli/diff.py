"""``archcheck diff``: what changed between two topologies, or since a git revision, and what that does to findings."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, AsOf, Color, Full, Outputs, Overlays, Quiet, Verbose, Waivers

HELP = "Tell what changed between two topologies, and which findings are new, gone or rerouted."
EPILOG = """Example: archcheck diff --base origin/main architecture -c rules.yaml -o diff.md -o diff.svg

OLD and NEW are files, or folders whose topologies are paired by their paths; one Terraform plan alone is compared with
what was before it. With --base, every file or folder given is
compared with itself at that git revision, by the constraints as they are now. Exit status: 0 nothing new; 1 a finding
is new, or a constraint matches nothing any more, at or above --fail-on; 2 to 4 as for check."""


def diff(
    context: typer.Context,
    topologies: Annotated[
        list[str],
        typer.Argument(metavar="OLD NEW", help="Two files or folders, or one Terraform plan; with --base, any number."),
    ],
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="REV", help="Compare with this git revision: a commit, a branch, a tag."),
    ] = None,
    constraints: Annotated[
        list[str],
        typer.Option("-c", "--constraints", metavar="CONSTRAINTS", help="Compare the findings of these. Repeatable."),
    ] = [],  # noqa: B006 - typer copies it
    waivers: Waivers = [],  # noqa: B006
    output: Outputs = [],  # noqa: B006
    format: Annotated[
        Literal["text", "json", "markdown"], typer.Option("-f", "--format", help="What standard output gets.")
    ] = "text",
    as_of: AsOf = "",
    fail_on: Annotated[
        Literal["error", "warning", "never"],
        typer.Option("--fail-on", help="The least severity of something new that ends with status 1."),
    ] = "error",
    only: Annotated[
        list[str], typer.Option("--only", metavar="ID", help="Compare this constraint only. Repeatable.")
    ] = [],  # noqa: B006
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

    from archcheck import __version__
    from archcheck.cli.differences import DIFFERENCES, load_sides, render_difference, render_files
    from archcheck.cli.loading import Reading
    from archcheck.cli.options import parse_as_of
    from archcheck.cli.output import use_color, write_files, write_stdout
    from archcheck.cli.rendering import plan_outputs
    from archcheck.difference.comparing import compare_topologies

    inputs = [*topologies, *constraints, *waivers]
    plans = plan_outputs(output, inputs=inputs, default=format, reports=DIFFERENCES)
    day = parse_as_of(as_of)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    sides = load_sides(topologies, base, constraints, waivers, only, reading, context.obj)
    difference = compare_topologies(
        sides.pairs,
        sides.documents,
        as_of=day,
        version=__version__,
        fail_on=fail_on,
        only=only,
        waivers=sides.waivers,
    )
    color_it = use_color(color, sys.stdout)
    text = render_difference(difference, format, color=color_it, quiet=quiet, verbose=verbose)
    files = render_files(plans, difference, full=full)
    write_files(files)
    write_stdout(text)
    raise typer.Exit({"pass": 0, "fail": 1, "error": 2}[difference.verdict])
