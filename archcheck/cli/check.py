"""``archcheck check``: the main job."""

from typing import Annotated, Literal

import typer

from archcheck.cli.formats import FormatName
from archcheck.cli.options import (
    Accepted,
    As,
    AsOf,
    Color,
    Constraints,
    Full,
    Outputs,
    Overlays,
    Quiet,
    Topologies,
    Verbose,
    Waivers,
)

HELP = "Check every TOPOLOGY against every constraint document."
EPILOG = """Example: archcheck check topologies/compliant.yaml -c cloud-api-only -o report.json -o picture.svg

Exit status: 0 every constraint held; 1 one failed at or above --fail-on; 2 usage or input error; 3 a limit stopped the
check; 4 a fault of archcheck or of writing its output."""


def check(
    context: typer.Context,
    topologies: Topologies,
    constraints: Constraints,
    output: Outputs = [],  # noqa: B006 - typer copies it
    waivers: Waivers = [],  # noqa: B006
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="FILE", help="Excuse the findings that this file knows.")
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option("--write-baseline", metavar="FILE", help="Write such a file of all findings there are."),
    ] = None,
    format: Annotated[FormatName, typer.Option("-f", "--format", help="What standard output gets.")] = "text",
    as_of: AsOf = "",
    fail_on: Annotated[
        Literal["error", "warning", "never"],
        typer.Option("--fail-on", help="The least severity that ends with status 1."),
    ] = "error",
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings about names that nothing has end with status 1 too.")
    ] = False,
    only: Annotated[
        list[str], typer.Option("--only", metavar="ID", help="Check this constraint only. Repeatable.")
    ] = [],  # noqa: B006
    max_findings: Annotated[
        int, typer.Option("--max-findings", min=1, metavar="N", help="How many findings of a constraint are listed.")
    ] = 100,
    no_verify: Annotated[
        bool, typer.Option("--no-verify", help="Do not have the report checked by the independent checker.")
    ] = False,
    full: Full = False,
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load, check, render everything, and only then write."""
    import sys
    from dataclasses import replace

    from archcheck import __version__
    from archcheck.checker import check_topologies
    from archcheck.cli.loading import Reading, load, load_excuses
    from archcheck.cli.options import parse_as_of
    from archcheck.cli.output import use_color, write_files, write_stdout
    from archcheck.cli.rendering import (
        check_baseline_path,
        make_setting,
        plan_outputs,
        render_baseline,
        render_outputs,
        render_report,
    )
    from archcheck.cli.self_check import verify_own

    inputs = [*topologies, *constraints, *waivers]
    plans = plan_outputs(output, inputs=inputs + ([baseline] if baseline else []), default=format)
    if write_baseline is not None:
        check_baseline_path(write_baseline, [name for name, _ in plans], inputs=inputs)
    day = parse_as_of(as_of)
    excusing, known = load_excuses(waivers, baseline, context.obj)
    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    found, documents = load(topologies, constraints, context.obj, reading)
    report, graphs = check_topologies(
        found,
        documents,
        as_of=day,
        version=__version__,
        max_findings=max_findings,
        fail_on=fail_on,
        strict=strict,
        only=only,
        waivers=excusing,
        baseline=known,
        whole=write_baseline is not None,
    )
    if not no_verify:
        verify_own(report, found, documents, excusing, known, only)
    setting = make_setting(plans, report, graphs)
    shown = replace(setting, color=use_color(color, sys.stdout), quiet=quiet, verbose=verbose)
    text = render_report(report, format, shown)
    files = render_outputs(plans, report, graphs, setting, full=full)
    if write_baseline is not None:
        read = report.sources.keys() - (known.sources.keys() if known is not None else ())
        check_baseline_path(write_baseline, (), inputs=sorted(read))  # what folders and includes led to
        files[write_baseline] = render_baseline(report, known)
    write_files(files)
    write_stdout(text)
    raise typer.Exit({"pass": 0, "fail": 1, "error": 2}[report.verdict])
