"""``archcheck explain``: what a rule, a constraint of a pack, a pack or a diagnostic means."""

from typing import Annotated

import typer

from archcheck.cli.options import Color, Quiet, Verbose

HELP = "Explain a rule, pack, constraint, verdict or diagnostic."
EPILOG = "Example: archcheck explain only-via"


def explain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to explain.")],
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Print everything that goes by the name."""
    from archcheck.cli.options import usage_error
    from archcheck.cli.output import write_stdout
    from archcheck.report.explanations import explain_name, known_names
    from archcheck.source.diagnostics import Problems

    found = explain_name(name)
    if not found:
        help_text = Problems().did_you_mean(name, known_names()) or "see archcheck rules and archcheck packs"
        raise usage_error("invalid-value", f"nothing goes by the name `{name}`", help_text)
    write_stdout("\n\n".join(found) + "\n")
