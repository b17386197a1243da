"""``archcheck rules``: the rules of the language."""

import typer

from archcheck.cli.options import Color, Quiet, Verbose

HELP = "List the rules of the language."
EPILOG = "Example: archcheck rules; then: archcheck explain only-via"


def rules(context: typer.Context, color: Color = "auto", quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Print a rule a line, with its fields under --verbose, or its name alone under --quiet."""
    from archcheck.cli.output import write_stdout
    from archcheck.rules import RULES

    width = max(len(rule.name) for rule in RULES)
    lines = []
    for rule in RULES:
        lines.append(rule.name if quiet else f"{rule.name:<{width}}  {rule.summary}")
        if verbose:
            lines += [f"  {name}: {field.help}" for name, field in rule.fields.items()]
    write_stdout("\n".join(lines) + "\n")
