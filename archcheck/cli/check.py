"""``archcheck check``: the main job."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from archcheck.cli.formats import FormatName
from archcheck.cli.options import (
    Accepted,
    As,
    AsOf,
    Color,
    Config,
    Constraints,
    Full,
    NoConfig,
    Outputs,
    Overlays,
    Quiet,
    Topologies,
    Verbose,
    Waivers,
)

if TYPE_CHECKING:
    from archcheck.cli.configuration import Options
    from archcheck.source.diagnostics import Problems

HELP = "Check every TOPOLOGY against every constraint document."
EPILOG = """Example: archcheck check topologies/compliant.yaml -c cloud-api-only -o report.json -o picture.svg

Exit status: 0 every constraint held; 1 one failed at or above --fail-on; 2 usage or input error; 3 a limit stopped the
check; 4 a fault of archcheck or of writing its output."""

STATUSES = {"pass": 0, "fail": 1, "error": 2}
"""The exit statuses of verdicts."""


def check(
    context: typer.Context,
    topologies: Topologies = [],  # noqa: B006 - typer copies it
    constraints: Constraints = [],  # noqa: B006
    output: Outputs = [],  # noqa: B006
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
        bool,
        typer.Option(
            "--strict/--no-strict",
            help="Warnings about names that nothing has end with status 1 too.",
            show_default=False,
        ),
    ] = False,
    only: Annotated[
        list[str], typer.Option("--only", metavar="ID", help="Check this constraint only. Repeatable.")
    ] = [],  # noqa: B006
    max_findings: Annotated[
        int, typer.Option("--max-findings", min=1, metavar="N", help="How many findings of a constraint are listed.")
    ] = 100,
    no_verify: Annotated[
        bool,
        typer.Option(
            "--no-verify/--verify",
            help="Do not have the report checked by the independent checker.",
            show_default=False,
        ),
    ] = False,
    full: Full = False,
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    compromise: Annotated[
        list[str],
        typer.Option(
            "--compromise",
            metavar="SELECTOR",
            help="Suppose that these guard no more, and answer anyone. Repeatable.",
        ),
    ] = [],  # noqa: B006
    without: Annotated[
        list[str], typer.Option("--without", metavar="SELECTOR", help="Suppose that these are gone. Repeatable.")
    ] = [],  # noqa: B006
    add: Annotated[
        list[str], typer.Option("--add", metavar="EDGE", help="Suppose an edge more: 'a -> b (push)'. Repeatable.")
    ] = [],  # noqa: B006
    config: Config = None,
    no_config: NoConfig = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes, until Ctrl-C.")] = False,
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Find out what is asked for, of the command line and the configuration, and check it."""
    from archcheck.cli.configuration import settle
    from archcheck.errors import InputError

    if watch:
        from archcheck.cli.rounds import watch_rounds

        raise typer.Exit(watch_rounds(context, config, no_config, color, quiet=quiet, verbose=verbose))
    options = None
    try:
        options = settle(context, config, no_config)
        verdict, _ = check_once(options, context.obj, color, quiet=quiet, verbose=verbose)
    except InputError as error:
        located = error if options is None else options.locate(error)
        if (format if options is None else options.format) == "github":
            from archcheck.cli.output import write_stdout
            from archcheck.cli.rendering import annotate_error

            write_stdout(annotate_error(located))
        raise located from None
    raise typer.Exit(STATUSES[verdict])


def check_once(
    options: "Options", problems: "Problems", color: str, *, quiet: bool, verbose: bool
) -> tuple[str, tuple[str, ...]]:
    """Load, check, render everything, and only then write; return the verdict, and the files that were written."""
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

    baseline, write_baseline = options.baseline, options.write_baseline
    inputs = [*options.topologies, *options.constraints, *options.waivers]
    plans = plan_outputs(options.output, inputs=inputs + ([baseline] if baseline else []), default=options.format)
    if write_baseline is not None:
        check_baseline_path(write_baseline, [name for name, _ in plans], inputs=inputs)
    day = parse_as_of(options.as_of)
    excusing, known = load_excuses(options.waivers, baseline, problems)
    reading = Reading(options.as_ or None, tuple(options.accept_unmodelled), tuple(options.overlay))
    found, documents = load(options.topologies, options.constraints, problems, reading)
    notes = list(options.notes)
    if options.compromise or options.without or options.add:
        from archcheck.cli.supposing import suppose

        found, documents, supposed = suppose(
            found, documents, options.compromise, options.without, options.add, problems
        )
        notes += supposed
    report, graphs = check_topologies(
        found,
        documents,
        as_of=day,
        version=__version__,
        max_findings=options.max_findings,
        fail_on=options.fail_on,
        strict=options.strict,
        only=options.only,
        waivers=excusing,
        baseline=known,
        whole=write_baseline is not None,
        notes=notes,
    )
    if not options.no_verify:
        verify_own(report, found, documents, excusing, known, options.only)
    setting = make_setting(plans, report, graphs, documents)
    shown = replace(setting, color=use_color(color, sys.stdout), quiet=quiet, verbose=verbose)
    text = render_report(report, options.format, shown)
    files = render_outputs(plans, report, graphs, setting, full=options.full)
    if write_baseline is not None:
        read = report.sources.keys() - (known.sources.keys() if known is not None else ())
        check_baseline_path(write_baseline, (), inputs=sorted(read))  # what folders and includes led to
        files[write_baseline] = render_baseline(report, known)
    write_files(files)
    write_stdout(text)
    return report.verdict, tuple(files)
