"""The project: the documents of the open folders and of the editor, how they refer to each other, what they name."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from archcheck.documents.constraints import is_file_name
from archcheck.documents.packs import (
    overlay_names,
    overlay_path,
    pack_names,
    pack_path,
    shipped_folder,
    shown_overlay_path,
    shown_pack_path,
)
from archcheck.lsp.outline import Entry, Outline
from archcheck.lsp.settings import NO_SETTINGS, Settings, find_configured
from archcheck.lsp.text import Text
from archcheck.source.files import MOST_BYTES
from archcheck.source.located import Scalar, Source

MOST_FILES = 20_000
_MOST_SEEN = 500_000
MOST_SKETCHED = 4_000_000
_BEGINNING = 100_000
_SUFFIXES = (".yaml", ".yml", ".json")
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "site-packages"})
CHECKED = ("topology", "constraints", "overlay", "claims", "waivers", "baseline")
"""The families of documents that a check is made of."""
_SHIPPED = re.compile(r"archcheck/(constraints|overlays)/([\w.-]+)\.yaml")


class Project:
    """The documents of the open folders and of the editor, as they were at one moment.

    Args:
        folders: the open folders, their real paths.
        documents: their outlines, by their real paths.
        settings: what the editor says is checked.
    """

    def __init__(
        self, folders: Sequence[str], documents: Mapping[str, Outline], settings: Settings = NO_SETTINGS
    ) -> None:
        self.folders = tuple(folders)
        self.documents = documents
        self.settings = settings

    def replace(self, documents: Mapping[str, Outline]) -> "Project":
        """Return the project with other texts for some documents."""
        return Project(self.folders, {**self.documents, **documents}, self.settings)

    def show(self, path: str) -> str:
        """Return the path that messages use: relative to the open folder, where there is one; a pack's own."""
        if self.is_shipped(path):
            overlay = Path(path).stem in overlay_names() and path == os.path.realpath(overlay_path(Path(path).stem))
            return (shown_overlay_path if overlay else shown_pack_path)(Path(path).stem)
        if len(self.folders) == 1 and is_below(path, self.folders[0]):
            path = os.path.relpath(path, self.folders[0])
        return path.replace(os.sep, "/")

    @property
    def _folder(self) -> Path:
        """The folder to which paths are relative."""
        return Path(self.folders[0] if self.folders else os.curdir)

    def locate(self, shown: str) -> str:
        """Return the real path of what messages use; of a pack, where it is installed."""
        path = self._folder / shown
        shipped = _SHIPPED.fullmatch(shown)
        if shipped and not os.path.exists(path):
            known, place = (pack_names(), pack_path) if shipped[1] == "constraints" else (overlay_names(), overlay_path)
            if shipped[2] in known:
                return os.path.realpath(place(shipped[2]))
        return _real(path)

    def of_family(self, family: str) -> list[str]:
        """Return the paths of the documents of a family, sorted."""
        return sorted(path for path in self.documents if self._family(path) == family)

    def _family(self, path: str) -> str:
        return self.documents[path].family if path in self.documents else ""

    def roots(self, family: str) -> list[str]:
        """Return the documents of a family that no other one includes or extends, sorted; where all do, all."""
        paths = self.of_family(family)
        inner = {other for path in paths for other in self.linked(path) if other != path}
        return [path for path in paths if path not in inner] or paths

    def checked(self, family: str) -> list[str]:
        """Return the documents of a family that are checked: what the settings name, else the roots in the folders.

        Where no folder is open, those are the roots that are. Overlays are those of the settings, in that order.
        """
        named = self.settings.of_family(family)
        if family == "overlay" and not named:
            return []
        if not named:
            return [path for path in self.roots(family) if not self.folders or self.is_inside(path)]
        found: dict[str, None] = {}
        for name in named:
            if family == "constraints" and name in pack_names():
                found[os.path.realpath(pack_path(name))] = None
                continue
            path = self.locate(name)
            if family == "overlay" and name in overlay_names() and not os.path.lexists(path):
                found[os.path.realpath(overlay_path(name))] = None
                continue
            below = [other for other in self.roots(family) if other != path and is_below(other, path)]
            found |= dict.fromkeys(below or [path])
        return list(found)

    def is_inside(self, path: str) -> bool:
        """Return whether a file lies in an open folder."""
        return any(is_below(path, folder) for folder in self.folders)

    def is_shipped(self, path: str) -> bool:
        """Return whether a file is a pack's or a shipped overlay's, and none of an open folder."""
        folders = (os.path.realpath(shipped_folder(name)) for name in ("constraints", "overlays"))
        return not self.is_inside(path) and any(is_below(path, folder) for folder in folders)

    def linked(self, path: str) -> Iterator[str]:
        """Yield the real paths of what a document includes and extends."""
        if path not in self.documents:
            return
        outline = self.documents[path]
        for names, extends in ((outline.includes, False), (outline.extends, True)):
            targets = (self.target(path, name, extends=extends) for name in names)
            yield from (target for target in targets if target is not None)

    def target(self, path: str, name: Scalar, *, extends: bool) -> str | None:
        """Return the real path of what ``include`` or ``extends`` of a document names; None where that is no path."""
        if extends and not is_file_name(name.text):
            return os.path.realpath(pack_path(name.text)) if name.text in pack_names() else None
        return _real(Path(path).parent / name.text) if name.text else None

    def related(self, path: str) -> list[str]:
        """Return the documents whose names a document shares: what it is included by, and what all these lead to."""
        family = self._family(path)
        whole = [path]
        for each in whole:
            whole += [other for other in self.of_family(family) if other not in whole and each in self._included(other)]
        for each in whole:
            whole += [other for other in dict.fromkeys(self.linked(each)) if other not in whole]
        return [each for each in whole if each in self.documents]

    def _included(self, path: str) -> set[str | None]:
        return {self.target(path, name, extends=False) for name in self.documents[path].includes}

    def outlines(self, path: str, family: str) -> list[Outline]:
        """Return the outlines of a family that a document speaks of: its own and related ones, of others all.

        Overlays have zones, nodes and edges too: whoever speaks of topologies speaks of them. A claim may support one
        of any other document.
        """
        paths = self.related(path) if self._family(path) == family else self.of_family(family)
        if family == "claims":
            paths = list(dict.fromkeys([*paths, *self.of_family(family)]))
        if family == "topology" and self._family(path) != "topology":
            own = self.related(path) if self._family(path) == "overlay" else self.of_family("overlay")
            paths = [*own, *paths] if self._family(path) == "overlay" else [*paths, *own]
        if self._family(path) != family and family == "constraints":
            paths = list(dict.fromkeys(other for each in paths for other in (each, *self.related(each))))
        return [self.documents[each] for each in paths]

    def find(self, path: str, sort: str, name: str) -> list[Entry]:
        """Return what goes by a name where a document speaks of a sort of things, the nearest first."""
        outlines = self.outlines(path, FAMILY_OF[sort]) if sort in FAMILY_OF else []
        entries = (outline.entries.get(sort, {}).get(name) for outline in outlines)
        return [entry for entry in entries if entry is not None]

    def entries(self, path: str, sort: str) -> dict[str, Entry]:
        """Return all things of a sort that a document can speak of, by name, the nearest of each."""
        found: dict[str, Entry] = {}
        for outline in self.outlines(path, FAMILY_OF[sort]):
            for name, entry in outline.entries.get(sort, {}).items():
                found.setdefault(name, entry)
        return found


FAMILY_OF = {
    "node": "topology",
    "zone": "topology",
    "edge": "topology",
    "edge kind": "topology",
    "set": "constraints",
    "constraint": "constraints",
    "vocabulary": "constraints",
    "claim": "claims",
}
"""The family of documents in which each sort of things is defined."""


class Reader:
    """Reads projects one after the other; what did not change in between is read once."""

    def __init__(self) -> None:
        self._files: list[str] = []
        self._folders: tuple[str, ...] | None = None
        self._read: dict[str, tuple[tuple[int, int], Outline]] = {}
        self._unsaved: dict[str, Outline] = {}

    def forget_files(self) -> None:
        """Look into the folders again for the next project."""
        self._folders = None

    def read(self, folders: Sequence[str], unsaved: Mapping[str, str], settings: Settings) -> Project:
        """Return the project of some folders and texts.

        Args:
            folders: the real paths of the open folders.
            unsaved: the texts that the editor holds, by the real paths of their files.
            settings: what the editor says is checked.
        """
        if self._folders != tuple(folders):
            self._folders = tuple(folders)
            self._files = sorted({path for folder in folders for path in files_below(folder)})
        documents: dict[str, Outline] = {}
        for path in self._files:
            if path not in unsaved and (document := self._read_file(path)) is not None:
                documents[path] = document
        self._unsaved = {path: self._keep(path, text) for path, text in unsaved.items()}
        documents |= self._unsaved
        configured = find_configured(folders[0], documents) if folders else NO_SETTINGS
        project = Project(folders, documents, settings.over(configured))
        waiting = [path for family in CHECKED for path in project.checked(family)]
        waiting += [other for path in documents for other in project.linked(path)]
        for path in waiting:
            if path not in documents and (document := self._read_file(path)) is not None:
                documents[path] = document
                waiting += project.linked(path)
        return project

    def _keep(self, path: str, text: str) -> Outline:
        known = self._unsaved.get(path)
        return known if known is not None and known.source.text == text else make_outline(path, text)

    def _read_file(self, path: str) -> Outline | None:
        """Return the outline of a file, None where it is none of archcheck's or cannot be read."""
        try:
            status = Path(path).stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                readable = stat.S_ISREG(status.st_mode) and status.st_size <= MOST_BYTES
                text = Path(path).read_bytes().decode("utf-8-sig", "replace") if readable else ""
                known = self._read[path] = (stamp, make_outline(path, text if "archcheck" in text else ""))
        except (OSError, ValueError):
            return None
        return known[1] if known[1].meant else None


def make_outline(path: str, text: str) -> Outline:
    """Return the outline of a text; of a very long one, that of its beginning."""
    beginning = text if len(text) <= MOST_SKETCHED else text[:_BEGINNING]
    return Outline(Source(path, text), Text(beginning))


def files_below(folder: str) -> Iterator[str]:
    """Yield the real paths of the files below a folder that are named like documents, up to :data:`MOST_FILES`.

    Folders are entered in order, hidden ones and those of packages not at all, until many other files were seen.
    """
    found = seen = 0
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEFT_OUT)
        seen += len(names)
        for name in sorted(names):
            if name.lower().endswith(_SUFFIXES):
                found += 1
                yield os.path.realpath(Path(root) / name)
            if found >= MOST_FILES:
                return
        if seen >= _MOST_SEEN:
            return


def is_below(path: str, folder: str) -> bool:
    """Return whether a path is a folder or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _real(path: str | Path) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # NUL
        return str(path)
