"""Output: data to standard output or to files that appear whole or not at all, talk to standard error."""

import contextlib
import errno
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from archcheck.cli.progress import clear_progress
from archcheck.errors import OutputError
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.located import Source


def use_color(choice: str, stream: object) -> bool:
    """Return whether to colour: the option first, then NO_COLOR and FORCE_COLOR, then whether a terminal listens."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) and os.environ.get("TERM") != "dumb"


def write_stdout(data: str | bytes) -> None:
    """Write data to standard output, all of it.

    Raises:
        OutputError: where it is closed or full.
    """
    clear_progress()
    try:
        if sys.stdout is None:
            raise OutputError("cannot write to standard output: it is closed")
        sys.stdout.flush()
        sys.stdout.buffer.write(data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data)
        sys.stdout.buffer.flush()
    except (OSError, ValueError) as error:
        silence_stdout()
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OutputError(f"cannot write to standard output: {reason}") from None


def silence_stdout() -> None:
    """Point standard output to nowhere, so that the interpreter's last flush has nothing to complain of."""
    _silence(1)


def _silence(descriptor: int) -> None:
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def say(text: str) -> None:
    """Say something on standard error; nobody listening is no error."""
    clear_progress()
    if sys.stderr is None:
        return
    try:
        data = (text + "\n").encode("utf-8", "backslashreplace")
        sys.stderr.flush()
        sys.stderr.buffer.write(data)
        sys.stderr.buffer.flush()
    except (OSError, ValueError, AttributeError):
        _silence(2)


def say_diagnostics(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source], *, color: bool, closing: str = ""
) -> None:
    """Say what is wrong, each with the lines that it speaks of, and how many errors there were.

    ``closing`` stands behind the number of errors, and says what came of them.
    """
    painted = {"error": "\x1b[31;1m", "warning": "\x1b[33;1m"}
    for diagnostic in diagnostics:
        text = diagnostic.render(sources)
        if color:
            head, bracket, rest = text.partition("]")
            text = f"{painted[diagnostic.severity]}{head}{bracket}\x1b[0m{rest}"
        say(text + "\n")
    errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
    if errors:
        say(f"{errors} error{'s' if errors > 1 else ''}{closing}")


def require_place(name: str) -> None:
    """Refuse, before anything is computed, the name of a file that cannot be written whatever is in it.

    Raises:
        OutputError: for a folder, or a file in one that is not there.
    """
    folder = Path(name).parent
    if os.path.isdir(name):
        raise OutputError(f"cannot write `{name}`: it is a folder")
    if not os.path.isdir(folder):
        raise OutputError(f"cannot write `{name}`: there is no folder `{folder}`")


def write_files(files: Mapping[str, str | bytes]) -> None:
    """Write files, each whole or not at all: beside its place first, and moved there when all of them are written.

    Raises:
        OutputError: where one of them cannot be written; then none of them was.
    """
    staged: list[tuple[Path, str]] = []
    try:
        for name, data in files.items():
            content = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
            path = Path(name)
            try:
                if path.exists() and not path.is_file():
                    _write_special(path, content)
                else:
                    staged.append((_stage(path, content), name))
            except OSError as error:
                raise OutputError(f"cannot write `{name}`: {error.strerror or error}") from None
        for temporary, name in staged:
            try:
                temporary.replace(os.path.realpath(name))
            except OSError as error:
                raise OutputError(f"cannot write `{name}`: {error.strerror or error}") from None
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                temporary.unlink()


def create_files(files: Mapping[str, bytes]) -> None:
    """Create files that are not there, with the folders that they need: all of them, or none.

    Raises:
        OutputError: where one of them cannot be created, or is there by now; what was created is gone again.
    """
    created: list[Path] = []
    try:
        for name, data in files.items():
            path = Path(name)
            for folder in reversed(path.parents):
                if not folder.is_dir():
                    folder.mkdir()
                    created.append(folder)
            with path.open("xb") as stream:
                created.append(path)
                stream.write(data)
    except BaseException as error:
        for path in reversed(created):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        if isinstance(error, OSError):
            raise OutputError(f"cannot write `{error.filename or name}`: {error.strerror or error}") from None
        raise


def _write_special(path: Path, content: bytes) -> None:
    """Write to a device or a pipe, which cannot be replaced; a folder is refused by the system."""
    with path.open("wb", buffering=0) as stream:
        stream.write(content)


def _stage(path: Path, content: bytes) -> Path:
    real = Path(os.path.realpath(path))
    import tempfile  # loads the random numbers, which a check that writes no file has no use for

    if real.exists() and not os.access(real, os.W_OK):  # which replacing it would not notice
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    # Names are limited in bytes.
    stem = os.fsencode(real.name)[:100].decode("utf-8", "ignore")
    handle, name = tempfile.mkstemp(prefix=f".{stem}.", suffix=".part", dir=real.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        umask = os.umask(0)
        os.umask(umask)
        mode = real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~umask
        temporary.chmod(mode)
    except BaseException:
        temporary.unlink()
        raise
    return temporary
