"""Documents that include others of their kind: read once each, from below the folder of the first one."""

from pathlib import Path

from archcheck.importers.parsing import parse
from archcheck.importers.reading import ForeignReader
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file
from archcheck.source.located import Mapping, Scalar, Source, Value

DEEPEST = 16


class Including:
    """Reads a document and all that it includes.

    Args:
        folder: the folder of the document, which paths in it are relative to, and out of which no path leads.
        problems: receives what is wrong.
    """

    def __init__(self, folder: Path, problems: Problems) -> None:
        self.root = folder.resolve()
        self.problems = problems
        self.reader = ForeignReader(problems)
        self.seen: set[Path] = set()

    def read(self, root: Value, source: Source, key: str, what: str) -> list[Mapping]:
        """Return a document and those that it includes under a key, in the order in which they are named.

        Args:
            root: the document.
            source: where it stands.
            key: the key that names other files.
            what: what each of these is called.
        """
        first = self.root / Path(source.path).name
        return self._read(root, Path(source.path), self.root, key, what, (first,))

    def _read(
        self, root: Value, shown: Path, folder: Path, key: str, what: str, chain: tuple[Path, ...]
    ) -> list[Mapping]:
        document = self.reader.mapping(root, what)
        if document is None:
            return []
        found = [document]
        for name in self.reader.texts(document, key):
            real = self._find(name, folder, chain)
            if real is None:
                continue
            beside = shown.parent / name.text
            source = read_file(real, beside.as_posix(), self.problems, name.location)
            roots = parse(source, self.problems) if source is not None else []
            if source is not None:
                self.problems.sources[source.path] = source
            if len(roots) > 1:
                message = f"`{name.text}` holds several documents, where {what} has one"
                self.problems.error("second-document", message, name.location)
            elif roots:
                found += self._read(roots[0], beside, real.parent, key, what, (*chain, real))
        return found

    def _find(self, name: Scalar, folder: Path, chain: tuple[Path, ...]) -> Path | None:
        """Return the file that a document includes; None after an error, and where it is read already."""
        try:
            real = (folder / name.text).resolve()
        except (ValueError, OSError, RuntimeError):
            self.problems.error("missing-file", f"`{name.text}` is not the name of a file", name.location)
            return None
        if not real.is_relative_to(self.root):
            message = f"`{name.text}` is outside of the folder of the file that was given"
            self.problems.error("include-outside", message, name.location, "give the outer file instead")
            return None
        if real in chain or len(chain) >= DEEPEST:
            self.problems.error("include-cycle", f"`{name.text}` includes itself in the end", name.location)
            return None
        if real in self.seen:
            return None
        self.seen.add(real)
        return real
