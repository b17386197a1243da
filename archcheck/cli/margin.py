"""``archcheck margin``: how many guards have to fail until a constraint does."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, AsOf, Color, Constraints, Overlays, Quiet, Topologies, Verbose

HELP = "Say how many guards would have to be compromised until a constraint that holds fails."
EPILOG = """Example: archcheck margin topologies/compliant.yaml -c safety-stack

Told are the constraints that hold and that guards keep (`via`, `except-via`), each with the fewest guards whose
compromise breaks it, such guards, and a path that is open then. Exit status: 0, or 1 where --at-least is not met or a
constraint fails; 2 to 4 as for check."""


def margin(
    context: typer.Context,
    topologies: Topologies,
    constraints: Constraints,
    at_least: Annotated[
        int, typer.Option("--at-least", min=0, metavar="N", help="The least margin that is enough (default: any).")
    ] = 0,
    only: Annotated[
        list[str], typer.Option("--only", metavar="ID", help="Look at this constraint only. Repeatable.")
    ] = [],  # noqa: B006 - typer copies it
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="What standard output gets.")] = "text",
    as_of: AsOf = "",
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check, measure what holds, and print."""
    from archcheck import __version__
    from archcheck.checker import check_topologies, read_constraints
    from archcheck.cli.loading import Reading, load
    from archcheck.cli.options import parse_as_of
    from archcheck.cli.output import write_stdout
    from archcheck.report.margin_text import write_margins
    from archcheck.source.json_writing import write_json
    from archcheck.whatif.margin import find_margins

    day = parse_as_of(as_of)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found, documents = load(topologies, constraints, context.obj, reading)
    report, graphs = check_topologies(found, documents, as_of=day, version=__version__, only=only)
    every = read_constraints(documents, context.obj)
    margins = [find_margins(graph, every, run.constraints) for graph, run in zip(graphs, report.runs, strict=True)]
    failing = [[each.id for each in run.constraints if report.is_failing(each)] for run in report.runs]
    few = any(each.number is not None and each.number < at_least for told in margins for each in told)
    if format == "json":
        data = {
            "archcheck": "margin/v1",
            "as_of": day.isoformat(),
            "at_least": at_least,
            "verdict": "fail" if few or any(failing) else "pass",
            "runs": [
                {
                    "topology": run.path,
                    "failing": names,
                    "margins": [
                        {**each._asdict(), "taken": list(each.taken), "path": list(each.path)} for each in told
                    ],
                }
                for run, told, names in zip(report.runs, margins, failing, strict=True)
            ],
        }
        write_stdout(write_json(data))
    else:
        runs = zip([run.path for run in report.runs], margins, failing, strict=True)
        write_stdout(write_margins(list(runs), at_least, quiet=quiet))
    raise typer.Exit(1 if few or any(failing) else 0)
