"""Which topology is compared with which: two files, or those of two folders by their paths below them."""

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from archcheck.difference.comparing import Pair
from archcheck.difference.git import Git
from archcheck.difference.revision import Revision
from archcheck.documents.folder import documents_below, shown_path
from archcheck.documents.topology import Topology
from archcheck.importers.loading import load_change, load_topologies, load_topology_file
from archcheck.source.diagnostics import Problems


def load_pair(old: str, new: str, problems: Problems, importer: str | None = None) -> list[Pair]:
    """Load two files, or the topologies below two folders, paired by their paths below them.

    Args:
        old: a file, ``-`` or a folder.
        new: likewise; a folder where ``old`` is one.
        problems: receives what is wrong.
        importer: the name of the importer that is to read them; None where the content tells.
    """
    folders = [name != "-" and os.path.isdir(name) for name in (old, new)]
    if any(folders) and not all(folders):
        folder, file = (old, new) if folders[0] else (new, old)
        problems.error("contradiction", f"`{folder}` is a folder, and `{file}` is none: nothing pairs their topologies")
        return []
    before, after = (load_topologies(name, problems, importer) for name in (old, new))
    if not any(folders):
        return [Pair(one, other) for one, other in zip(before, after, strict=False)]
    return _pair(_by_path_below(before, old), _by_path_below(after, new))


def load_pair_of_plan(name: str, problems: Problems) -> list[Pair]:
    """Load what was before a plan of a change and what will be after it; nothing where it is no such plan."""
    change = load_change(name, problems)
    return [] if change is None else [Pair(*change)]


def load_pairs_since(base: str, names: Sequence[str], problems: Problems, importer: str | None = None) -> list[Pair]:
    """Load topologies as they are, and as they were at a git revision.

    Args:
        base: the revision.
        names: files or folders of a work tree, which may be missing now or then, and not both.
        problems: receives what is wrong.
        importer: the name of the importer that is to read them; None where the content tells.

    Raises:
        InputError: where git does not know the revision, or there is none.
    """
    before: dict[str, Topology] = {}
    after: dict[str, Topology] = {}
    with ExitStack() as stack:
        revisions: dict[Path, Revision] = {}
        for name in dict.fromkeys(names):
            if name == "-":
                problems.error("contradiction", "`-` is standard input, which has no revision to compare with")
                continue
            place = _real_place(name)
            top = _open(base, name, place, revisions, stack)
            revision, inside = revisions[top], place.relative_to(top).as_posix()
            before |= {str(top / path): each for path, each in revision.load(inside, problems, importer).items()}
            after |= _load_present(name, place, problems, importer, was_there=revision.has(inside))
    if not before and not after and not problems.failed:
        problems.error("nothing-to-check", f"there is no topology document, neither now nor in `{base}`")
    return _pair(before, after)


def _real_place(name: str) -> Path:
    """Return the absolute path of a file or folder, which need not exist, links to what is around it resolved."""
    path = Path.cwd() / name
    if os.path.isdir(path):
        return Path(os.path.realpath(path))
    return Path(os.path.realpath(path.parent)) / path.name


def _open(base: str, name: str, place: Path, revisions: dict[Path, Revision], stack: ExitStack) -> Path:
    """Open the revision of the repository that a place lies in, once for each; return the top of its work tree."""
    folder = place
    while not os.path.isdir(folder):
        folder = folder.parent
    git = Git(folder, name)
    if git.top not in revisions:
        stack.enter_context(git)
        revisions[git.top] = stack.enter_context(Revision(git, base, git.find_tree(base)))
    return git.top


def _load_present(
    name: str, place: Path, problems: Problems, importer: str | None, *, was_there: bool
) -> dict[str, Topology]:
    """Load what is there now, by absolute paths; nothing is an error only where the revision has nothing either."""
    if os.path.isdir(name):
        files = list(documents_below(Path(name), "topology", problems))
        loaded = ((shown, load_topology_file(file, shown, problems, importer=importer)) for file, shown in files)
        start = shown_path(name)
        return {str(place / _below(shown, start)): topology for shown, topology in loaded if topology is not None}
    if was_there and not os.path.lexists(name):
        return {}
    return {str(place): topology for topology in load_topologies(name, problems, importer)}


def _by_path_below(topologies: Sequence[Topology], folder: str) -> dict[str, Topology]:
    return {_below(topology.path, shown_path(folder)): topology for topology in topologies}


def _below(path: str, folder: str) -> str:
    """Return the path of a file below a folder, both as messages show them."""
    return PurePosixPath(path).relative_to(PurePosixPath(folder)).as_posix()


def _pair(before: Mapping[str, Topology], after: Mapping[str, Topology]) -> list[Pair]:
    return [Pair(before.get(path), after.get(path)) for path in sorted({**before, **after})]
