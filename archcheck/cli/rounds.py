"""The rounds of ``check --watch``: each finds out anew what is asked for, and tells what is wrong itself."""

import os
import re
import sys

import typer

from archcheck.cli.check import STATUSES, check_once
from archcheck.cli.configuration import Options, possible_files, settle
from archcheck.cli.options import usage_error
from archcheck.cli.output import say_diagnostics, use_color
from archcheck.cli.watching import Round, watch
from archcheck.errors import InputError
from archcheck.source.diagnostics import Problems


def watch_rounds(
    context: typer.Context, config: str | None, no_config: bool, color: str, *, quiet: bool, verbose: bool
) -> int:
    """Check until it is interrupted; return the exit status of the last check.

    Raises:
        InputError: for what cannot be done again and again.
    """
    named = [*context.params["topologies"], *context.params["constraints"], *context.params["waivers"]]
    if "-" in named:
        raise usage_error("contradiction", "standard input cannot be watched", "name a file")
    if context.params["write_baseline"] is not None:
        message = "`--write-baseline` and `--watch` exclude each other"
        raise usage_error("contradiction", message, "a baseline that every change writes anew knows everything")
    written: set[str] = set()
    configurations = [] if no_config else [config] if config is not None else possible_files()

    def check() -> Round:
        problems = context.obj = Problems()
        options, missing = None, ""
        try:
            options = settle(context, config, no_config)
            verdict, files = check_once(options, problems, color, quiet=quiet, verbose=verbose)
            written.update(files)
            status = STATUSES[verdict]
        except InputError as error:
            status = error.exit_status
            missing = "\n".join(each.message for each in error.diagnostics if each.code == "missing-file")
            located = options.locate(error) if options is not None else error
            say_diagnostics(
                located.diagnostics,
                problems.sources,
                color=use_color(color, sys.stderr),
                closing="; nothing was checked",
            )
        # Packs are shown as files that are nowhere; a file that an `include` misses may come.
        read = [*named, *_inputs(options), *configurations, *filter(os.path.lexists, problems.sources)]
        read += re.findall(r"no such file: `(.*)`", missing)
        return Round(status, tuple(dict.fromkeys(read)), tuple(written))

    return watch(check, quiet=quiet)


def _inputs(options: Options | None) -> list[str]:
    """Return the files and folders that options name."""
    if options is None:
        return []
    baseline = [options.baseline] if options.baseline is not None else []
    return [*options.topologies, *options.constraints, *options.waivers, *options.overlay, *baseline]
