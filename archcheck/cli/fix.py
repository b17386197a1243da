"""``archcheck fix``: the smallest changes that would mend the failures."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, AsOf, Color, Constraints, Overlays, Quiet, Topologies, Verbose, Waivers

HELP = "Suggest the smallest changes that mend what fails, each of them tried."
EPILOG = """Example: archcheck fix topologies/indirect-middleware.yaml -c red-lines

Every change is applied to the topology and checked against all constraints before it is told. Nodes and edges with
`fixed: true` are left alone. Exit status: 0 nothing fails; 1 something does; 2 to 4 as for check."""


def fix(
    context: typer.Context,
    topologies: Topologies,
    constraints: Constraints,
    waivers: Waivers = [],  # noqa: B006 - typer copies it
    as_of: AsOf = "",
    only: Annotated[
        list[str], typer.Option("--only", metavar="ID", help="Mend this constraint only. Repeatable.")
    ] = [],  # noqa: B006
    max_cut: Annotated[
        int, typer.Option("--max-cut", min=1, max=5, metavar="N", help="The most edges that one change takes away.")
    ] = 3,
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
    """Check, suggest, and print."""
    from archcheck import __version__
    from archcheck.checker import check_topologies, read_constraints
    from archcheck.cli.loading import Reading, load, load_excuses
    from archcheck.cli.options import parse_as_of
    from archcheck.cli.output import write_stdout
    from archcheck.fixes.suggestions import suggest
    from archcheck.report.fixes import fixes_to_json, write_fixes
    from archcheck.source.diagnostics import Problems

    day = parse_as_of(as_of)
    excusing, _ = load_excuses(waivers, None, context.obj)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found, documents = load(topologies, constraints, context.obj, reading)
    report, graphs = check_topologies(
        found, documents, as_of=day, version=__version__, only=only, waivers=excusing, whole=True
    )
    chosen = [each for each in read_constraints(documents, Problems()) if not only or each.id in only]
    suggestions = [
        (run.path, suggest(graph, run, chosen, day, largest=max_cut))
        for run, graph in zip(report.runs, graphs, strict=True)
    ]
    write_stdout(
        fixes_to_json(suggestions) if format == "json" else write_fixes(suggestions, quiet=quiet, verbose=verbose)
    )
    raise typer.Exit(1 if any(each.failures for _, each in suggestions) else 0)
