"""``archcheck coverage``: what no constraint looks at, and who would notice a new edge."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, AsOf, Color, Constraints, Outputs, Overlays, Quiet, Verbose

HELP = "Say which nodes and edges no constraint looks at, and which constraints would notice a new edge."
EPILOG = """Example: archcheck coverage topologies/compliant.yaml -c cloud-api-only

Exit status: 0 whatever is found; 3 where new edges were too many to try; 2 and 4 as for check."""


def coverage(
    context: typer.Context,
    topologies: Annotated[
        list[str], typer.Argument(metavar="TOPOLOGY...", help="Files, or folders (every topology below).")
    ],
    constraints: Constraints = [],  # noqa: B006 - typer copies it
    output: Outputs = [],  # noqa: B006
    only: Annotated[
        list[str], typer.Option("--only", metavar="ID", help="Look at this constraint only. Repeatable.")
    ] = [],  # noqa: B006
    edge_kind: Annotated[
        str, typer.Option("--edge-kind", metavar="KIND", help="The kind of the new edges that are tried.")
    ] = "call",
    max_trials: Annotated[
        int,
        typer.Option(
            "--max-trials",
            metavar="N",
            min=0,
            help="Try no new edges where more of them have to be decided one by one.",
        ),
    ] = 40_000,
    no_new_edges: Annotated[
        bool, typer.Option("--no-new-edges", help="Say only what is looked at, and try no new edges.")
    ] = False,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="What standard output gets.")] = "text",
    as_of: AsOf = "",
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check, look at what was looked at, try what is not there, and only then write."""
    from archcheck import __version__
    from archcheck.checker import check_topologies, read_constraints
    from archcheck.cli.loading import Reading, load
    from archcheck.cli.options import parse_as_of, usage_error
    from archcheck.cli.output import write_files, write_stdout
    from archcheck.cli.rendering import plan_outputs
    from archcheck.coverage import cover
    from archcheck.coverage.new_edges import TooMany, check_kind, try_edges
    from archcheck.errors import stop
    from archcheck.report.coverage_json import write_json
    from archcheck.report.coverage_text import write_coverage

    inputs = [*topologies, *constraints]
    if inputs.count("-") > 1:
        raise usage_error("contradiction", "`-` is given more than once, and standard input can be read once")
    plans = plan_outputs(output, inputs=inputs, default=format, reports={".txt": "text", ".json": "json"}, pictures={})
    day = parse_as_of(as_of)
    problems = context.obj
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found, documents = load(topologies, constraints, problems, reading)
    report, graphs = check_topologies(found, documents, as_of=day, version=__version__, only=only)
    for graph in graphs:
        check_kind(graph.topology, edge_kind, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    asked = {result.id for run in report.runs for result in run.constraints}
    every = [each for each in read_constraints(documents, problems) if each.id in asked]
    tried = [None if no_new_edges else try_edges(graph, every, day, edge_kind, max_trials) for graph in graphs]
    runs = [
        (run, cover(graph, every, run.constraints), new)
        for run, graph, new in zip(report.runs, graphs, tried, strict=True)
    ]

    def render(kind: str, quiet: bool = False, verbose: bool = False) -> str:
        if kind == "json":
            return write_json(runs, day.isoformat(), __version__)
        return write_coverage(runs, day.isoformat(), quiet=quiet, verbose=verbose)

    text = render(format, quiet, verbose)
    write_files({name: render(kind) for name, kind in plans})
    write_stdout(text)
    raise typer.Exit(3 if any(isinstance(new, TooMany) for new in tried) else 0)
