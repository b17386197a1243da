"""``archcheck claims``: which readings of a sentence a topology supports, and which it refutes."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, AsOf, Color, Constraints, Outputs, Overlays, Quiet, Verbose

HELP = "Say of each claim which of its readings every TOPOLOGY supports, and which it refutes."
EPILOG = """Example: archcheck claims claims/cloud-api-only.yaml topologies/compliant.yaml -c cloud-api-only

Exit status: 0 every claim is supported in its most literal reading, or nothing can decide it; 1 one is refuted or
unknown; 2 to 4 as for check."""


def claims(
    context: typer.Context,
    claims: Annotated[
        str, typer.Argument(metavar="CLAIMS", help="A file or folder of claims documents, or - for standard input.")
    ],
    topologies: Annotated[
        list[str], typer.Argument(metavar="TOPOLOGY...", help="Files, or folders (every topology below).")
    ],
    constraints: Constraints = [],  # noqa: B006 - typer copies it
    output: Outputs = [],  # noqa: B006
    format: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--format", help="What standard output gets.")
    ] = "text",
    as_of: AsOf = "",
    fail_on: Annotated[
        Literal["refuted", "referred", "never"],
        typer.Option("--fail-on", help="What ends with status 1: refuted or unknown; referred too; or nothing."),
    ] = "refuted",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings end with status 1 too.")] = False,
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load, evaluate, render everything, and only then write."""
    import sys

    from archcheck import __version__
    from archcheck.claims.evaluation import evaluate_claims
    from archcheck.cli.claims_rendering import CASE_FORMATS, CLAIM_FORMATS, render_claim_files, render_claims
    from archcheck.cli.loading import Reading, load
    from archcheck.cli.options import parse_as_of, usage_error
    from archcheck.cli.output import use_color, write_files, write_stdout
    from archcheck.cli.rendering import plan_outputs
    from archcheck.cli.self_check import verify_own
    from archcheck.documents.loading import load_claims

    inputs = [claims, *topologies, *constraints]
    if inputs.count("-") > 1:
        raise usage_error("contradiction", "`-` is given more than once, and standard input can be read once")
    plans = plan_outputs(output, inputs=inputs, default=format, reports=CLAIM_FORMATS, pictures=CASE_FORMATS)
    day = parse_as_of(as_of)
    problems = context.obj
    stated = load_claims(claims, problems)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found, documents = load(topologies, constraints, problems, reading)
    report, checked, _ = evaluate_claims(
        stated, found, documents, as_of=day, version=__version__, fail_on=fail_on, strict=strict
    )
    names = sorted({result.id for run in checked.runs for result in run.constraints})
    verify_own(checked, found, documents, [], None, names)
    text = render_claims(report, format, color=use_color(color, sys.stdout), quiet=quiet, verbose=verbose)
    write_files(render_claim_files(plans, report))
    write_stdout(text)
    raise typer.Exit({"pass": 0, "fail": 1, "error": 2}[report.verdict])
