"""Places of a report as a platform knows them: files by their path from the root of the repository."""

import re
from collections.abc import Callable
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import NamedTuple
from urllib.parse import quote

from archcheck.documents.packs import pack_names, shown_pack_path
from archcheck.source.located import Location

_NO_FILE = re.compile(r"<[^/\\]*>")


class File(NamedTuple):
    """A file: its path with forward slashes, and whether it lies in the repository, from whose root it then counts."""

    path: str
    inside: bool

    @property
    def uri(self) -> str:
        """The path as a URI reference, percent-encoded; an absolute one begins with ``file:``."""
        encoded = quote(_encode(self.path), safe="/!$&'()*+,;=@~-._")
        if re.match(r"[A-Za-z]:/", self.path):
            return f"file:///{self.path[:2]}{encoded[4:]}"
        if self.path.startswith("/"):
            return f"file://{encoded}"
        return encoded


def _encode(path: str) -> bytes:
    """Return a path in UTF-8; of a name that is no text, the bytes that it has on disk."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


class Places:
    """Turns the paths of a report into those of the repository.

    Args:
        folder: the absolute folder that paths are relative to, the one where the check ran.
        root: the root of the repository; None for the folder itself.
        resolve: follows symbolic links, as platforms know no file behind one; nothing is followed without it.
    """

    def __init__(
        self,
        folder: PurePath | None = None,
        root: PurePath | None = None,
        resolve: Callable[[str], str] | None = None,
    ) -> None:
        self._folder = PurePosixPath("/") if folder is None else folder
        self._root = self._folder if root is None else root
        self._resolve = resolve
        self._files: dict[str, File] = {}

    def file(self, path: str) -> File:
        """Return the file of a path of the report; what is no file of the repository keeps the path that it has."""
        if path not in self._files:
            self._files[path] = self._find(path)
        return self._files[path]

    def find(self, candidates: list[Location]) -> tuple[File, Location]:
        """Return the first place that lies in the repository, or the first of all where none does."""
        found = [(self.file(location.path), location) for location in candidates]
        return next((each for each in found if each[0].inside), found[0])

    def _find(self, path: str) -> File:
        if _NO_FILE.fullmatch(path) or path in map(shown_pack_path, pack_names()):
            return File(path, False)
        whole = self._normal(str(self._folder / path))
        resolved = self._normal(self._resolve(str(whole))) if self._resolve is not None else whole
        for candidate in (resolved, whole):
            if candidate.is_relative_to(self._root) and candidate != self._root:
                return File(candidate.relative_to(self._root).as_posix(), True)
        given = type(self._folder)(path)
        return File(whole.as_posix() if given.is_absolute() else given.as_posix(), False)

    def _normal(self, path: str) -> PurePath:
        """Return a path without ``.`` and ``..``."""
        kind = type(self._folder)
        if isinstance(self._folder, PureWindowsPath):
            import ntpath

            return kind(ntpath.normpath(path))
        import posixpath

        return kind(posixpath.normpath(path))
