"""Drafts: the documents that one file and its includes hold, read by their shape, before anything is resolved."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from archcheck.source.composer import DEEPEST, compose
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file
from archcheck.source.located import Location, Mapping, Scalar, Source, Value, describe_type, shorten
from archcheck.source.shapes import MISSING, Record
from archcheck.source.suggestions import closest

TYPES = (
    "topology/v1",
    "constraints/v1",
    "waivers/v1",
    "baseline/v1",
    "overlay/v1",
    "claims/v1",
    "config/v1",
    "report/v1",
)
MOST_INCLUDED = 1_000


class Part(NamedTuple):
    """One document: its fields by the shape, the source that it was read from, and the folder that it lies in.

    ``unread`` holds the keys that are there and gave no field, since an error was recorded.
    """

    fields: dict[str, Any]
    unread: frozenset[str]
    source: Source
    folder: Path


class Draft(NamedTuple):
    """A document and those that it includes, the including one first; ``complete`` if all of these were read."""

    path: str
    default_name: str
    parts: tuple[Part, ...]
    sources: dict[str, Source]
    complete: bool

    def knows_all(self, key: str) -> bool:
        """Return whether everything under a key was read, so that a name which is not there is not defined at all.

        A key that no document has may be one of those that are misspelt.
        """
        if not self.complete or any(key in part.unread for part in self.parts):
            return False
        return any(key in part.fields for part in self.parts) or not any(part.unread for part in self.parts)


def read_draft(source: Source, folder: Path, shape: Record, problems: Problems, prefix: str = "") -> Draft | None:
    """Read a document and all that it includes.

    Args:
        source: the text of the document given on the command line.
        folder: its folder; includes must stay in the tree below it.
        shape: what a document of this type looks like; its first field ``archcheck`` names the type.
        problems: receives what is wrong.
        prefix: what stands before the path of the source, and is put before those of the documents that it includes.

    Returns:
        The draft, or None where no document could be read at all. Errors may have been recorded all the same.
    """
    reader = _Reader(folder, shape, problems, prefix)
    path = Path(source.path.removeprefix(prefix))
    own = folder / path.name
    reader.read(source, folder, (os.path.realpath(own),))
    if not reader.parts:
        return None
    sources = {part.source.path: part.source for part in reader.parts}
    return Draft(source.path, path.stem, tuple(reader.parts), sources, reader.complete)


class _Reader:
    def __init__(self, root: Path, shape: Record, problems: Problems, prefix: str) -> None:
        self.root = Path(os.path.realpath(root))
        self.shape = shape
        self.problems = problems
        self.prefix = prefix
        self.parts: list[Part] = []
        self.seen: set[str] = set()
        self.full = False
        self.complete = True

    def read(self, source: Source, folder: Path, chain: tuple[str, ...]) -> None:
        """Read one document, then what it includes; ``chain`` holds the real paths from the root document to it."""
        self.seen.add(chain[-1])
        part = read_document(source, folder, self.shape, self.problems)
        if part is None:
            self.complete = False
            return
        self.parts.append(part)
        self.complete &= "include" not in part.unread
        for name in part.fields.get("include", ()):
            before = len(self.problems.diagnostics)
            self._include(name, source, folder, chain)
            self.complete &= len(self.problems.diagnostics) == before

    def _include(self, name: Scalar, source: Source, folder: Path, chain: tuple[str, ...]) -> None:
        problems = self.problems
        real = resolve_path(folder, name, problems)
        if real is None:
            return
        if not real.is_relative_to(self.root):
            message = f"`{name.text}` is outside of the folder of the file that was given"
            problems.error("include-outside", message, name.location, "move the file below that folder")
            return
        if str(real) in chain:
            problems.error("include-cycle", f"`{name.text}` includes itself in the end", name.location)
            return
        if str(real) in self.seen:
            return
        if len(chain) >= DEEPEST:
            problems.error("too-deep", f"files include each other more than {DEEPEST} deep", name.location)
            return
        if len(self.seen) >= MOST_INCLUDED:
            if not self.full:
                problems.error("too-many-files", f"more than {MOST_INCLUDED} files are included", name.location)
            self.full = True
            return
        beside = Path(source.path.removeprefix(self.prefix)).parent / name.text
        shown = self.prefix + os.path.normpath(beside).replace(os.sep, "/")
        included = read_file(real, shown, problems, name.location)
        if included is not None:
            self.read(included, (folder / name.text).parent, (*chain, str(real)))


def resolve_path(folder: Path, name: Scalar, problems: Problems) -> Path | None:
    """Return the real path, symlinks resolved, of a file that a document names; None after an error was recorded."""
    try:
        return Path(os.path.realpath(folder / name.text))
    except ValueError:  # NUL, or half of a surrogate pair
        problems.error("missing-file", f"`{name.text}` is not the name of a file", name.location)
        return None


def read_document(source: Source, folder: Path, shape: Record, problems: Problems) -> Part | None:
    """Read one document by its shape, its type checked first; None after an error that leaves nothing to read."""
    before = len(problems.diagnostics)
    root = compose(source, problems)
    if root is None:
        if len(problems.diagnostics) == before:
            problems.error("empty-document", f"`{source.path}` holds no document", Location(source.path, 1, 1))
        return None
    if not check_type(root, shape.fields["archcheck"].shape.json_schema()["enum"][0], problems):
        return None
    fields = shape.read(root, problems)
    if fields is MISSING:
        return None
    unread = frozenset(root.entries) - fields.keys() if isinstance(root, Mapping) else frozenset()
    return Part(fields, unread, source, folder)


def check_type(root: Value, expected: str, problems: Problems) -> bool:
    """Check what a document says that it is; record an error that says what was expected and return False."""
    help_text = f"it begins with `archcheck: {expected}`"
    if not isinstance(root, Mapping):
        problems.error("document-type", "this is not an archcheck document", root.location, help_text)
        return False
    found = root.get("archcheck")
    if found is None:
        first = next((key for key, _ in root.entries.values() if closest(key.text, ["archcheck"])), None)
        place = first.location if first else root.location
        problems.error("document-type", "the key `archcheck` is missing", place, help_text)
        return False
    text = found.text if isinstance(found, Scalar) else ""
    if text == expected:
        return True
    if text in TYPES:
        message = f"this is a {text.partition('/')[0]} document, where a {expected.partition('/')[0]} document belongs"
        problems.error("document-type", message, found.location)
    elif not text:
        message = f"expected a document type, found {describe_type(found)}"
        problems.error("document-type", message, found.location, help_text)
    else:
        hint = problems.did_you_mean(text, TYPES) or help_text
        problems.error("document-type", f"there is no document type `{shorten(text)}`", found.location, hint)
    return False
