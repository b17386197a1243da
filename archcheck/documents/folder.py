"""Folders: which of the files below one are documents of a type. A mistake never makes a document vanish."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from archcheck.documents.draft import TYPES
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.files import MOST_BYTES
from archcheck.source.located import Mapping, Scalar, Source
from archcheck.source.suggestions import edit_distance

_SUFFIXES = (".yaml", ".yml", ".json")
_FAMILIES = tuple(name.partition("/")[0] for name in TYPES)
# Up to the first key; a header as it should be; what may be one; and any first key.
_START = r"""(?:\s|\ufeff|#.*\n|---[ ]*\n)*[{?]?\s*["']?"""
_CLEAN = re.compile(_START + r"""archcheck["']?\s*:\s+["']?([a-z]+/v1)["']?[ ]*[,\r\n#}]""")
_HEADER = re.compile(r"""(?:^|[{,])\s*["']?archcheck["']?\s*:\s*["']?([^\s"',}]*)""", re.MULTILINE | re.IGNORECASE)
_FIRST_KEY = re.compile(_START + r"""([^\s"':,{}]+)["']?\s*:""")
_OWN_LINE = re.compile(r"""^["']?archcheck["']?\s*:""", re.MULTILINE)
_MENTION = re.compile(rf"archcheck|({'|'.join(_FAMILIES)})/v", re.IGNORECASE)


def documents_below(folder: Path, wanted: str, problems: Problems) -> Iterator[tuple[Path, str]]:
    """Yield every document of one type below a folder, sorted by path, with the path that messages use.

    Folders whose names begin with a dot are left out; symlinked ones are entered, each real folder once.

    Args:
        folder: where to look.
        wanted: the type without its version: ``topology``.
        problems: receives what cannot be read.
    """
    for path in sorted(files_below(folder, problems)):
        try:
            data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
        except OSError:
            data = None
        if data is None or may_be(data, wanted):
            yield path, shown_path(str(path))


def shown_path(name: str) -> str:
    """Return the path that messages use."""
    return name.replace(os.sep, "/")


def files_below(folder: Path, problems: Problems, suffixes: tuple[str, ...] = _SUFFIXES) -> Iterator[Path]:
    """Yield what is named like a document: regular files, and links that lead nowhere, which are an error to tell.

    A pipe, socket or device of such a name is an error of its own.
    """
    entered: set[str] = set()

    def tell(code: str, message: str) -> None:
        if message not in {each.message for each in problems.diagnostics}:  # a folder may be looked through twice
            problems.error(code, message)

    def refuse(error: OSError) -> None:
        tell("unreadable-file", f"cannot read `{shown_path(str(error.filename))}`: {error.strerror}")

    for root, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        real = os.path.realpath(root)
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = [Path(root) / name for name in names if name.lower().endswith(suffixes)]
        for path in paths:
            if os.path.isfile(path) or not os.path.exists(path):
                yield path
            else:  # reading a pipe or a device may never end
                tell("not-a-file", f"`{shown_path(str(path))}` is no regular file")


def may_be(data: bytes, wanted: str) -> bool:
    """Return whether a file is a document of a type, or a broken one that may have been meant as such.

    The header of a sound document tells. Where it does not stand first, or another type is mentioned too, the whole
    file is read, for a comment or a text may hold something like it; where that fails, or no key but one like it is
    there, the file counts.
    """
    text = data.decode("utf-8", "replace").replace("\0", "")  # even UTF-16 shows its header
    clean = _CLEAN.match(text)
    mentioned = f"{wanted}/v" in text.casefold()
    if clean is not None and clean[1] in TYPES and (_fits(clean[1], wanted) or not mentioned):
        return _fits(clean[1], wanted)
    first = _FIRST_KEY.match(text)
    nearly = first is not None and _is_nearly_header(first[1])
    if not nearly and not _MENTION.search(text):
        return False
    problems = Problems()
    root = compose(Source("", text), problems)
    if problems.failed and mentioned:
        return True
    if root is None:
        return nearly or any(_fits(header[1], wanted) for header in _HEADER.finditer(text))
    if not isinstance(root, Mapping):
        return mentioned
    return any(
        _fits(value.text if isinstance(value, Scalar) else "", wanted)
        for key, value in root.entries.values()
        if _is_nearly_header(key.text) or (isinstance(value, Scalar) and value.text in TYPES)
    )


def is_native(text: str) -> bool:
    """Return whether a text says that it is one of archcheck's documents, or was meant to."""
    first = _FIRST_KEY.match(text)
    return (first is not None and _is_nearly_header(first[1])) or _OWN_LINE.search(text) is not None


def _is_nearly_header(key: str) -> bool:
    return abs(len(key) - len("archcheck")) <= 4 and edit_distance(key.strip().casefold(), "archcheck", 2) <= 2


def _fits(type_name: str, wanted: str) -> bool:
    """Return whether a header's value is of a type, or of none that there is."""
    family = type_name.partition("/")[0]
    return family == wanted or family not in _FAMILIES
