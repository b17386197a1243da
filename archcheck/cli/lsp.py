"""``archcheck lsp``: the language server, for editors."""

import typer

from archcheck.cli.options import Color, Quiet, Verbose

HELP = "Serve an editor over standard input and output."
EPILOG = """Example: archcheck lsp, as the command of a language server in the settings of an editor

docs/editors.md shows them for some. Needs the extra lsp: pip install 'archcheck[lsp]'."""


def lsp(color: Color = "auto", quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Start the server; what it has to say of itself goes to standard error, under --verbose."""
    import logging

    from archcheck.cli.options import usage_error

    try:
        from archcheck.lsp.features import serve
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name == "archcheck":
            raise
        message = f"the language server needs `{name}`, which is not installed"
        help_text = "install it with: pip install 'archcheck[lsp]'"
        raise usage_error("missing-package", message, help_text) from None
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, format="archcheck lsp: %(message)s")
    raise typer.Exit(serve())
