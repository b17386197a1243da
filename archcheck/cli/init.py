"""``archcheck init``: files to begin with, in the current folder."""

import typer

from archcheck.cli.options import Color, Quiet, Verbose

HELP = "Write files to begin with into the current folder, which check at once."
EPILOG = """Example: archcheck init && archcheck check

It asks nothing, and replaces nothing: where one of the files is there already, it writes none."""

FILES = ("archcheck.yaml", "architecture/system.yaml", "architecture/rules.yaml")
SCHEMAS = {f".archcheck/{document}.json": document for document in ("config", "topology", "constraints")}
"""The JSON Schemas that the files name to editors, by their places: nothing is fetched, and any editor finds them."""


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
    from archcheck.report.schemas import schema_text

    for name in dict.fromkeys((*FILES, *SCHEMAS, *CONFIGURATIONS)):
        if os.path.lexists(name):
            raise usage_error(
                "file-exists", f"`{name}` is there already, and nothing is replaced", "use another folder"
            )
    if mentions_table(PROJECT) and load_configuration(PROJECT, context.obj) is not None:
        raise usage_error("file-exists", f"`{PROJECT}` configures archcheck already", "use another folder")
    if context.obj.failed:
        raise stop(context.obj.diagnostics)
    starter = Path(__file__).parent / "starter"
    files = {name: (starter / name).read_bytes() for name in FILES}
    create_files(files | {name: schema_text(document).encode() for name, document in SCHEMAS.items()})
    if not quiet:
        for name in FILES:
            say(f"wrote {name}")
        say(f"wrote {', '.join(SCHEMAS)}, by which editors know what may be written")
        say("`archcheck check` checks them")
