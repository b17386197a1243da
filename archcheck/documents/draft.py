"""Drafts: the documents that one file and its includes hold, read by their shape, before anything is resolved."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file
from archcheck.source.located import Location, Mapping, Scalar, Source, Value
from archcheck.source.shapes import MISSING, Record

TYPES = ("topology/v1", "constraints/v1", "waivers/v1", "overlay/v1", "claims/v1", "report/v1")
MOST_INCLUDED = 1_000


class Part(NamedTuple):
    """One document: its fields by the shape, the source that it was read from, and the folder that it lies in."""

    fields: dict[str, Any]
    source: Source
    folder: Path


class Draft(NamedTuple):
    """A document and those that it includes, the including one first."""

    path: str
    default_name: str
    parts: tuple[Part, ...]
    sources: dict[str, Source]


def read_draft(source: Source, folder: Path, shape: Record, problems: Problems) -> Draft | None:
    """Read a document and all that it includes.

    Args:
        source: the text of the document given on the command line.
        folder: its folder; includes must stay in the tree below it.
        shape: what a document of this type looks like; its first field ``archcheck`` names the type.
        problems: receives what is wrong.

    Returns:
        The draft, or None where no document could be read at all. Errors may have been recorded all the same.
    """
    reader = _Reader(folder, shape, problems)
    own = folder / Path(source.path).name
    reader.read(source, folder, (os.path.realpath(own),))
    if not reader.parts:
        return None
    sources = {part.source.path: part.source for part in reader.parts}
    return Draft(source.path, Path(source.path).stem, tuple(reader.parts), sources)


class _Reader:
    def __init__(self, root: Path, shape: Record, problems: Problems) -> None:
        self.root = Path(os.path.realpath(root))
        self.shape = shape
        self.problems = problems
        self.parts: list[Part] = []
        self.seen: set[str] = set()

    def read(self, source: Source, folder: Path, chain: tuple[str, ...]) -> None:
        """Read one document, then what it includes; ``chain`` holds the real paths from the root document to it."""
        self.seen.add(chain[-1])
        fields = read_document(source, self.shape, self.problems)
        if fields is None:
            return
        self.parts.append(Part(fields, source, folder))
        for name in fields.get("include", ()):
            self._include(name, source, folder, chain)

    def _include(self, name: Scalar, source: Source, folder: Path, chain: tuple[str, ...]) -> None:
        problems = self.problems
        real = Path(os.path.realpath(folder / name.text)) if "\0" not in name.text else self.root.parent
        if not real.is_relative_to(self.root):
            message = f"`{name.text}` is outside of the folder of the file that was given"
            problems.error("include-outside", message, name.location, "move the file below that folder")
            return
        if str(real) in chain:
            problems.error("include-cycle", f"`{name.text}` includes itself in the end", name.location)
            return
        if str(real) in self.seen:
            return
        if len(self.seen) >= MOST_INCLUDED:
            problems.error("invalid-value", f"more than {MOST_INCLUDED} files are included", name.location)
            self.seen.add(str(real))
            return
        shown = os.path.normpath(Path(source.path).parent / name.text).replace(os.sep, "/")
        included = read_file(real, shown, problems, name.location)
        if included is not None:
            self.read(included, (folder / name.text).parent, (*chain, str(real)))


def read_document(source: Source, shape: Record, problems: Problems) -> dict[str, Any] | None:
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
    return None if fields is MISSING else fields


def check_type(root: Value, expected: str, problems: Problems) -> bool:
    """Check what a document says that it is; record an error that says what was expected and return False."""
    help_text = f"it begins with `archcheck: {expected}`"
    if not isinstance(root, Mapping):
        problems.error("document-type", "this is not an archcheck document", root.location, help_text)
        return False
    found = root.get("archcheck")
    if found is None:
        problems.error("document-type", "the key `archcheck` is missing", root.location, help_text)
        return False
    if isinstance(found, Scalar) and found.text == expected:
        return True
    text = found.text if isinstance(found, Scalar) else "something else"
    if text in TYPES:
        message = f"this is a {text.partition('/')[0]} document, where a {expected.partition('/')[0]} document belongs"
        problems.error("document-type", message, found.location)
    else:
        hint = problems.did_you_mean(text, TYPES) or help_text
        problems.error("document-type", f"there is no document type `{text}`", found.location, hint)
    return False
