"""Topologies as they are at a git revision: what they need is read out of git into a folder of its own.

git is asked for what it stores and nothing else: no work tree, index, filter or network is touched. What a link in the
repository leads to is looked up in the same revision; one that leads out of the repository leads nowhere.
"""

import os
import re
import tempfile
from pathlib import Path
from typing import NamedTuple, Self

from archcheck.difference.git import Git
from archcheck.documents.folder import documents_below
from archcheck.documents.topology import Topology
from archcheck.importers.loading import load_topology_file
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Scalar, Sequence, Source

_DOCUMENT = re.compile(r"\.(ya?ml|json)$", re.IGNORECASE)
_MOST_LINKS = 40


class _Found(NamedTuple):
    """Where a path leads: the real path in the repository, and whether a file or a folder is there."""

    path: str
    kind: str | None


class Revision:
    """The files of one revision of one repository, as a context manager: its folder lasts as long.

    Args:
        git: the repository.
        name: the revision, as the user calls it; it stands before the paths that messages use.
        tree: the object id of its tree.
    """

    def __init__(self, git: Git, name: str, tree: str) -> None:
        self._git = git
        self.prefix = f"{name}:"
        self._entries = git.list_tree(tree)
        self._folders = {parent for path in self._entries for parent in _parents(path)} | {""}
        self._holder = tempfile.TemporaryDirectory(prefix="archcheck-revision-")
        self._root = Path(os.path.realpath(self._holder.name))
        self._written: set[str] = set()

    def __enter__(self) -> Self:
        """Return the revision itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was read."""
        self._holder.cleanup()

    def has(self, path: str) -> bool:
        """Return whether the revision has a file or a folder at a path of the repository."""
        return self._follow(path).kind is not None

    def load(self, path: str, problems: Problems, importer: str | None = None) -> dict[str, Topology]:
        """Load the topology at a path of the repository, or every one below it.

        Returns:
            The topologies by their paths in the repository, empty where the revision has none there.
        """
        found = self._follow(path)
        if found.kind is None:
            return {}
        if found.kind == "file":
            self._fetch(path)
            files = [(self._root / path, path)]
        else:
            self._fetch_folder(path, set())
            below = documents_below(self._root / path, "topology", problems)
            files = [(file, file.relative_to(self._root).as_posix()) for file, _ in below]
        topologies: dict[str, Topology] = {}
        for file, shown in files:
            self._fetch_included(shown)
            topology = load_topology_file(file, self.prefix + shown, problems, self.prefix, importer)
            if topology is not None:
                topologies[shown] = topology
        return topologies

    def _follow(self, path: str) -> _Found:
        """Follow a path through the links of the revision, as the file system would, and make these links."""
        stack: list[str] = []
        waiting = path.split("/")[::-1]
        links = 0
        while waiting:
            part = waiting.pop()
            if part in ("", "."):
                continue
            if part == "..":
                if not stack:
                    return _Found(path, None)
                stack.pop()
                continue
            stack.append(part)
            place = "/".join(stack)
            entry = self._entries.get(place)
            if entry is None or entry.mode != "120000":
                continue
            links += 1
            target = os.fsdecode(self._git.read_blob(entry.object_id))
            if links > _MOST_LINKS or "\0" in target or target.startswith("/"):
                return _Found(place, None)
            self._link(place, target)
            stack.pop()
            waiting += target.split("/")[::-1]
        real = "/".join(stack)
        if real in self._folders:
            return _Found(real, "folder")
        return _Found(real, "file" if real in self._entries else None)

    def _fetch(self, path: str) -> _Found:
        """Write the file that a path leads to, and return where it leads."""
        found = self._follow(path)
        if found.kind == "file" and found.path not in self._written:
            self._written.add(found.path)
            file = self._root / found.path
            file.parent.mkdir(parents=True, exist_ok=True)
            self._git.write_blob(self._entries[found.path].object_id, file)
        return found

    def _link(self, place: str, target: str) -> None:
        if place not in self._written:
            self._written.add(place)
            link = self._root / place
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target)

    def _fetch_folder(self, path: str, entered: set[str]) -> None:
        """Write what is named like a document below a folder, and what links there lead to."""
        real = self._follow(path).path
        if real in entered:
            return
        entered.add(real)
        (self._root / real).mkdir(parents=True, exist_ok=True)
        start = f"{real}/" if real else ""
        for name, entry in self._entries.items():
            if name.startswith(start) and (entry.mode == "120000" or _DOCUMENT.search(name)):
                found = self._fetch(name)
                if found.kind == "folder":
                    self._fetch_folder(found.path, entered)

    def _fetch_included(self, path: str) -> None:
        """Write what a document includes, and what that includes."""
        waiting = [path]
        seen = {path}
        while waiting:
            document = waiting.pop()
            folder = document.rpartition("/")[0]
            for name in _included_by(self._root / document):
                included = f"{folder}/{name}"
                found = self._fetch(included)
                if found.kind == "file" and included not in seen and found.path not in seen:
                    seen |= {included, found.path}
                    waiting.append(included)


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _included_by(file: Path) -> list[str]:
    """Return the names under ``include`` in a document; whatever is wrong with it is told when it is loaded."""
    text = file.read_bytes().decode("utf-8-sig", "replace").replace("\0", "")
    root = compose(Source("", text), Problems())
    names = root.get("include") if isinstance(root, Mapping) else None
    items = names.items if isinstance(names, Sequence) else [names]
    return [item.text for item in items if isinstance(item, Scalar)]
