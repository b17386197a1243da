"""``archcheck completion``: the script that completes commands, options and their values in a shell."""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Color, Quiet, Verbose

HELP = "Print the script that completes archcheck's command line in a shell."
EPILOG = """Example: archcheck completion bash > ~/.local/share/bash-completion/completions/archcheck

zsh: archcheck completion zsh > DIRECTORY/_archcheck, in a DIRECTORY of $fpath. fish: archcheck completion fish >
~/.config/fish/completions/archcheck.fish"""


def completion(
    context: typer.Context,
    shell: Annotated[Literal["bash", "zsh", "fish"], typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Print the script."""
    from archcheck.cli.output import write_stdout
    from archcheck.cli.shells import SCRIPTS, describe

    write_stdout(SCRIPTS[shell](describe(context.find_root().command)))
