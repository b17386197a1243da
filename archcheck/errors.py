"""The exceptions that archcheck raises, and the exit status that each stands for.

::

    ArchcheckError                a reason to stop, told to the user without a traceback
    |-- InputError          2     a document, an option or a name is wrong; carries located diagnostics
    |   `-- LimitError      3     a budget (size, depth of expansion, time) stopped the check: no verdict
    |-- EvaluationError         a constraint cannot be decided on a topology; its verdict is `error`
    |-- VerificationError   4     the independent checker rejects a verdict: a fault of archcheck's own
    `-- OutputError         4     the output could not be written, or a picture could not be laid out
"""

from collections.abc import Sequence

from archcheck.source.diagnostics import Diagnostic


class ArchcheckError(Exception):
    """A reason to stop that the user is told about; ``exit_status`` is the command line's answer."""

    exit_status = 4


class InputError(ArchcheckError):
    """Something that the user wrote cannot be used; ``diagnostics`` says where and why, at least one."""

    exit_status = 2

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(diagnostic.summary() for diagnostic in diagnostics))
        self.diagnostics = tuple(diagnostics)


class LimitError(InputError):
    """A budget was used up before there was a verdict."""

    exit_status = 3


class EvaluationError(ArchcheckError):
    """A constraint cannot be decided on this topology; told as its verdict, beside those of the others."""

    exit_status = 2


class VerificationError(ArchcheckError):
    """The independent checker rejects what the engine found: one of the two is wrong, and there is no verdict."""

    exit_status = 4


class OutputError(ArchcheckError):
    """The output could not be made or written; the message is one line."""

    exit_status = 4


def stop(diagnostics: Sequence[Diagnostic]) -> InputError:
    """Return the exception for the errors among these: a limit only where nothing but limits was hit."""
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    return LimitError(errors) if errors and all(error.is_limit for error in errors) else InputError(errors)
