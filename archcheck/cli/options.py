"""The options that commands share."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

import typer

from archcheck.errors import InputError
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.scalars import core_date

Color = Annotated[
    Literal["auto", "always", "never"],
    typer.Option("--color", help="Colour the text; NO_COLOR and FORCE_COLOR count for auto."),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say less: only what failed, only names.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say more: every finding, what selectors matched.")]
Topologies = Annotated[
    list[str],
    typer.Argument(metavar="TOPOLOGY...", help="Files, folders (every topology below), or - for standard input."),
]
As = Annotated[
    str,
    typer.Option(
        "--as", metavar="IMPORTER", help="Who reads the TOPOLOGY: native, kubernetes, ... (default: its content tells)."
    ),
]
Accepted = Annotated[
    list[str],
    typer.Option(
        "--accept-unmodelled",
        metavar="KIND",
        help="Let what an importer does not understand, of this kind, leave no verdict open. Repeatable.",
    ),
]
Overlays = Annotated[
    list[str],
    typer.Option("--overlay", metavar="OVERLAY", help="Lay this over: a file, or a shipped overlay. Repeatable."),
]
Constraints = Annotated[
    list[str],
    typer.Option("-c", "--constraints", metavar="CONSTRAINTS", help="A file, a folder, or a shipped pack. Repeatable."),
]
Outputs = Annotated[
    list[str],
    typer.Option(
        "-o", "--output", metavar="FILE", help="Also write this file; its ending says the format. Repeatable."
    ),
]
Pictures = Annotated[
    list[str],
    typer.Option("-o", "--output", metavar="FILE", help="The picture; its ending says the format. Repeatable."),
]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="The day on which dates are judged (default: today, UTC).")
]
Waivers = Annotated[
    list[str],
    typer.Option("-w", "--waivers", metavar="WAIVERS", help="A file or folder of waivers. Repeatable."),
]
Config = Annotated[
    str | None,
    typer.Option("--config", metavar="FILE", help="Take what is not given from this file (default: archcheck.yaml)."),
]
NoConfig = Annotated[bool, typer.Option("--no-config", help="Read no configuration.")]
Full = Annotated[bool, typer.Option("--full", help="Draw all of a large topology, and not only what matters.")]


def usage_error(code: str, message: str, help_text: str | None = None) -> InputError:
    """Return the error of a command line that cannot be followed."""
    return InputError([Diagnostic("error", code, message, None, help_text)])


def parse_as_of(text: str) -> date:
    """Return the as-of date: what was given, else today (UTC).

    Raises:
        InputError: where the text is no date.
    """
    if not text:
        return datetime.now(UTC).date()
    try:
        return core_date(text)
    except ValueError as error:
        raise usage_error("invalid-date", f"`{text}` is not a date: {error}") from None
