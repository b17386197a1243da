"""Files to texts: only regular files, only UTF-8, and a message that says which rule a file broke."""

import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Source
from archcheck.source.progress import work
from archcheck.source.secrets import holds_plan
from archcheck.source.suggestions import closest

MOST_BYTES = 64 * 1024 * 1024

# What YAML 1.2 does not allow in a stream, and the line separators that YAML 1.1 breaks lines at and editors do not.
# A lone carriage return breaks lines for YAML and sends a terminal back over what it has shown.
_FORBIDDEN_ASCII = re.compile("[^\t\n\r\x20-\x7e]|\r(?!\n)")
_FORBIDDEN = "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_NAMES = {"\0": "NUL", "\r": "a carriage return without a line feed"}

_unsaved: ContextVar[Mapping[str, str] | None] = ContextVar("unsaved", default=None)


@contextmanager
def unsaved_texts(texts: Mapping[str, str]) -> Iterator[None]:
    """Let texts stand for files in this thread, for as long as the context is open: what an editor has not saved.

    Args:
        texts: by the real paths of the files, symlinks resolved; a file need not exist.
    """
    token = _unsaved.set(texts)
    try:
        yield
    finally:
        _unsaved.reset(token)


def _find_unsaved(path: Path) -> str | None:
    """Return the text that stands for a file, if any does."""
    texts = _unsaved.get()
    if not texts:
        return None
    try:
        return texts.get(os.path.realpath(path))
    except ValueError:  # NUL: the system says so when the file is opened
        return None


def read_file(path: Path, shown: str, problems: Problems, at: Location | None = None) -> Source | None:
    """Read a file as a text.

    Args:
        path: the file.
        shown: the path that messages use.
        problems: receives what is wrong.
        at: the place that names the file (an ``include``), where it is not the command line.

    Returns:
        The text, or None after an error was recorded.
    """
    work.count("reading", "file")
    unsaved = _find_unsaved(path)
    if unsaved is not None:
        return accept(Source(shown, unsaved.removeprefix("\ufeff")), problems)
    try:
        status = path.stat()
    except FileNotFoundError:
        problems.error("missing-file", f"no such file: `{shown}`", at, _neighbour(path))
        return None
    except (OSError, ValueError) as error:
        problems.error("unreadable-file", f"cannot read `{shown}`: {_reason(error)}", at)
        return None
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
        problems.error("not-a-file", f"`{shown}` is {what}", at)
        return None
    if status.st_size > MOST_BYTES:
        problems.error("too-large", f"`{shown}` has {status.st_size:,} bytes, more than {MOST_BYTES:,}", at)
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.error("unreadable-file", f"cannot read `{shown}`: {_reason(error)}", at)
        return None
    return decode(data, shown, problems)


def read_stdin(problems: Problems) -> Source | None:
    """Read standard input as a text named ``<stdin>``; None after an error was recorded."""
    work.rest()  # somebody may be typing it
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin is not None else b""
    except OSError as error:
        problems.error("unreadable-file", f"cannot read standard input: {_reason(error)}")
        return None
    if len(data) > MOST_BYTES:
        problems.error("too-large", f"standard input has more than {MOST_BYTES:,} bytes")
        return None
    return decode(data, "<stdin>", problems)


def decode(data: bytes, shown: str, problems: Problems) -> Source | None:
    """Decode UTF-8, refusing what YAML allows in no file; None after an error was recorded."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            problems.error("encoding", f"the file is {encoding}", Location(shown, 1, 1), "save it as UTF-8")
            return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        problems.sources[shown] = _source(shown, data.decode("utf-8-sig", "replace"))
        place = _place(shown, before)
        problems.error("encoding", f"byte 0x{data[error.start]:02x} is not UTF-8", place, "save the file as UTF-8")
        return None
    return accept(_source(shown, text), problems)


def _source(shown: str, text: str) -> Source:
    return Source(shown, text, shown=not holds_plan(text))


def accept(source: Source, problems: Problems) -> Source | None:
    """Return a text that holds no forbidden character; None after an error was recorded."""
    problems.sources[source.path] = source
    # The wide pattern takes longer to compile than most texts to read, so it is left to the texts that need it.
    found = _FORBIDDEN_ASCII.search(source.text) if source.text.isascii() else re.search(_FORBIDDEN, source.text)
    if found is None:
        return source
    name = _NAMES.get(found[0], f"the character U+{ord(found[0]):04X}")
    place = _place(source.path, source.text[: found.start()])
    problems.error(
        "control-character", f"{name} is not allowed in a document", place, "remove it, or escape it in quotes"
    )
    return None


def _place(shown: str, before: str) -> Location:
    lines = re.split(r"\r\n|\r|\n", before)
    return Location(shown, len(lines), len(lines[-1]) + 1)


def _neighbour(path: Path) -> str | None:
    """Return a help text that names the file beside a missing one that is most like it, endings left aside."""
    try:
        names = {other.stem: other.name for other in sorted(path.parent.iterdir(), reverse=True)}
    except (OSError, ValueError):
        return None
    near = names.get(path.stem) or names.get(closest(path.stem, names) or "")
    return f"did you mean `{near}`?" if near and near != path.name else None


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or "it cannot be opened") if isinstance(error, OSError) else "the name is not a path"
