"""The application: its commands, and the exit status of whatever goes wrong in them."""

import os
import sys
from collections.abc import Sequence

import typer

from archcheck import __version__
from archcheck.cli import (
    check,
    claims,
    completion,
    coverage,
    diff,
    draw,
    drift,
    explain,
    fix,
    import_,
    init,
    lsp,
    margin,
    packs,
    path,
    rules,
    schema,
    verify,
)
from archcheck.cli.output import say, say_diagnostics, silence_stdout, use_color
from archcheck.cli.progress import shown_progress
from archcheck.errors import ArchcheckError, InputError, OutputError
from archcheck.source.diagnostics import Problems
from archcheck.source.inert import escape

app = typer.Typer(
    name="archcheck",
    help="Check deployment architectures against constraints, with a witness for every violation.",
    no_args_is_help=True,
    add_completion=False,  # `archcheck completion` completes values too, and starts no Python for it
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for module, command in (
    (check, check.check),
    (draw, draw.draw),
    (path, path.path),
    (diff, diff.diff),
    (import_, import_.import_),
    (claims, claims.claims),
    (drift, drift.drift),
    (coverage, coverage.coverage),
    (margin, margin.margin),
    (verify, verify.verify),
    (fix, fix.fix),
    (explain, explain.explain),
    (packs, packs.packs),
    (rules, rules.rules),
    (schema, schema.schema),
    (init, init.init),
    (lsp, lsp.lsp),
    (completion, completion.completion),
):
    app.command(command.__name__.rstrip("_"), help=module.HELP, epilog=module.EPILOG)(command)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"archcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Show the version."),
) -> None:
    """Hold the options that come before a command."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status (0 to 4, as the help says); a traceback is never shown."""
    with shown_progress(arguments):
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    problems = Problems()
    try:
        app(args=list(arguments), prog_name="archcheck", obj=problems)
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # which the command line library ends with 1 and silence
            silence_stdout()
            say(f"archcheck: cannot write to standard output: {end.__context__.strerror}")
            return OutputError.exit_status
        return end.code if isinstance(end.code, int) else 0
    except InputError as error:
        color = use_color(_color_choice(arguments), sys.stderr)
        closing = "; nothing was checked" if "check" in arguments[:1] else ""
        say_diagnostics(error.diagnostics, problems.sources, color=color, closing=closing)
        return error.exit_status
    except ArchcheckError as error:
        say(f"archcheck: {escape(str(error)) if isinstance(error, OutputError) else error}")
        return error.exit_status
    except KeyboardInterrupt:
        say("archcheck: interrupted")
        return 130
    except OSError as error:
        if error.filename is None:  # the command line library's own writing, of help say
            silence_stdout()
        name = "write to standard output" if error.filename is None else f"use `{escape(str(error.filename))}`"
        say(f"archcheck: cannot {name}: {error.strerror or error}")
        return OutputError.exit_status
    except Exception as error:
        if os.environ.get("ARCHCHECK_DEBUG"):
            raise
        say(f"archcheck: internal error: {type(error).__name__}: {error} (ARCHCHECK_DEBUG=1 shows where)")
        return 4
    return 0


def _color_choice(arguments: Sequence[str]) -> str:
    """Return what the command line says of colours, for errors that come before it is understood."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--color="):
            return argument.partition("=")[2]
        if argument == "--color" and position + 1 < len(arguments):
            return arguments[position + 1]
    return "auto"
