"""``python -m archcheck`` and the command ``archcheck``."""

import sys


def main() -> None:
    """Run the command line, and end the process with its exit status.

    ``--version`` alone is answered here: it needs nothing of the rest.
    """
    if sys.argv[1:] == ["--version"]:
        from archcheck import __version__

        try:
            sys.stdout.write(f"archcheck {__version__}\n")
            sys.stdout.flush()
        except (OSError, AttributeError) as error:  # standard output is None where it is closed
            from archcheck.cli.output import say, silence_stdout

            silence_stdout()
            reason = error.strerror if isinstance(error, OSError) else "it is closed"
            say(f"archcheck: cannot write to standard output: {reason}")
            sys.exit(4)
        return
    from archcheck.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
