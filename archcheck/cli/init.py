"""``archcheck init``: files to begin with, in the current folder."""

import typer

from archcheck.cli.options import Color, Quiet, Verbose

HELP = "Write files to begin with into the current folder, which check at once."
EPILOG = """Example: archcheck init && archcheck check

It asks nothing, and replaces nothing: where one of the files is there already, it writes none."""

FILES = ("archcheck.yaml", "architecture/system.yaml", "architecture/rules.yaml")


def init(
    context: typer.Context,
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write the starter files, all or none."""
    import os
    from pathlib import Path

    from archcheck.cli.options import usage_error
    from archcheck.cli.output import create_files, say
    from archcheck.documents.configuration import FILES as CONFIGURATIONS, PROJECT, load_configuration, mentions_table
    from archcheck.errors import stop

    for name in dict.fromkeys((*FILES, *CONFIGURATIONS)):
        if os.path.lexists(name):
            raise usage_error(
                "file-exists", f"`{name}` is there already, and nothing is replaced", "use another folder"
            )
    if mentions_table(PROJECT) and load_configuration(PROJECT, context.obj) is not None:
        raise usage_error("file-exists", f"`{PROJECT}` configures archcheck already", "use another folder")
    if context.obj.failed:
        raise stop(context.obj.diagnostics)
    starter = Path(__file__).parent / "starter"
    create_files({name: (starter / name).read_bytes() for name in FILES})
    if not quiet:
        for name in FILES:
            say(f"wrote {name}")
        say("`archcheck check` checks them")
