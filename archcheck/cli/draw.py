"""``archcheck draw``: a picture of a topology, with the violations of constraints where some are given."""

from typing import Annotated

import typer

from archcheck.cli.options import (
    Accepted,
    As,
    AsOf,
    Color,
    Full,
    Overlays,
    Pictures,
    Quiet,
    Topologies,
    Verbose,
    Waivers,
)
from archcheck.source.counting import count_of

HELP = "Draw every TOPOLOGY; with constraints, mark what violates them."
EPILOG = """Example: archcheck draw topologies/safety-bypass.yaml -c safety-stack -o picture.svg

The ending of FILE says the format: .svg, .png, .pdf, .dot or .mmd (Mermaid). Several topologies get a file each, with
their names in it. Exit status: 0 drawn, whatever the constraints say; 2 to 4 as for check."""


def draw(
    context: typer.Context,
    topologies: Topologies,
    output: Pictures,
    constraints: Annotated[
        list[str],
        typer.Option("-c", "--constraints", metavar="CONSTRAINTS", help="Mark what violates these. Repeatable."),
    ] = [],  # noqa: B006 - typer copies it
    waivers: Waivers = [],  # noqa: B006
    as_of: AsOf = "",
    full: Full = False,
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load, check where there are constraints, draw, and only then write."""
    from archcheck import __version__
    from archcheck.checker import check_topologies, compile_topologies
    from archcheck.cli.loading import Reading, load, load_excuses
    from archcheck.cli.options import parse_as_of
    from archcheck.cli.output import say, write_files
    from archcheck.cli.rendering import add_pictures, plan_outputs
    from archcheck.draw.marks import LARGE
    from archcheck.report_model import ConstraintResult

    plans = plan_outputs(output, inputs=[*topologies, *constraints, *waivers])
    day = parse_as_of(as_of)
    excusing, _ = load_excuses(waivers, None, context.obj)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found, documents = load(topologies, constraints, context.obj, reading)
    results: list[tuple[ConstraintResult, ...]]
    if documents:
        report, graphs = check_topologies(found, documents, as_of=day, version=__version__, waivers=excusing)
        results = [run.constraints for run in report.runs]
    else:
        graphs = compile_topologies(found)
        results = [() for _ in graphs]
    files: dict[str, str | bytes] = {}
    for name, kind in plans:
        add_pictures(files, name, kind, graphs, results, full=full)
    write_files(files)
    if quiet:
        return
    for graph in graphs:
        if len(graph.nodes) > LARGE and not full:
            say(f"{graph.topology.path}: {count_of(len(graph.nodes), 'node')}, drawn collapsed; --full draws all")
    for name in files:
        say(f"wrote {name}")
