"""Loading topologies: native documents, and whatever an importer knows.

A native document says what it is. Anything else is held before every importer; where none knows it, or several do, that
is an error, for a file that is passed over would be a check that is not made.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archcheck.documents.folder import documents_below, files_below, is_native, shown_path
from archcheck.documents.loading import build_topology_of
from archcheck.documents.topology import Topology
from archcheck.source.collector import paused_collector
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file, read_stdin
from archcheck.source.located import Location, Source, shorten
from archcheck.source.progress import work

if TYPE_CHECKING:
    from archcheck.importers.importer import Candidate, Importer

NATIVE = "native"
_SUFFIXES = (".yaml", ".yml", ".json", ".otm")
_NOTHING = "nor anything that an importer knows"


def load_topologies(name: str, problems: Problems, importer: str | None = None) -> list[Topology]:
    """Load what a TOPOLOGY argument names: a file, ``-`` for standard input, or a folder.

    Of a folder these are the native topologies below it; where there are none, what importers know of its files.

    Args:
        name: the argument.
        problems: receives what is wrong.
        importer: the name of the importer that is to read it, or ``native``; None where the content tells.
    """
    if not _is_known(importer, problems):
        return []
    if name == "-":
        source = read_stdin(problems)
        found = None if source is None else _load_source(source, Path.cwd(), "stdin", problems, importer)
        return [] if found is None else [found]
    if os.path.isdir(name):
        return _load_folder(Path(name), name, problems, importer)
    found = load_topology_file(Path(name), shown_path(name), problems, importer=importer)
    return [] if found is None else [found]


def load_topology_file(
    path: Path, shown: str, problems: Problems, prefix: str = "", importer: str | None = None
) -> Topology | None:
    """Load a topology from a file; None after an error was recorded.

    Args:
        path: the file.
        shown: the path that messages use.
        problems: receives what is wrong.
        prefix: a beginning of ``shown`` that is no part of the path, and stands before the paths of includes too.
        importer: as for :func:`load_topologies`.
    """
    source = read_file(path, shown, problems)
    return None if source is None else _load_source(source, path.parent, path.stem, problems, importer, prefix)


def _is_known(importer: str | None, problems: Problems) -> bool:
    if importer is None or importer == NATIVE:
        return True
    from archcheck.importers.registry import NAMES

    if importer not in NAMES:
        help_text = problems.did_you_mean(importer, (NATIVE, *NAMES)) or f"there are: {', '.join((NATIVE, *NAMES))}"
        problems.error("unknown-importer", f"there is no importer `{shorten(importer)}`", None, help_text)
    return importer in NAMES


def _load_source(
    source: Source, folder: Path, name: str, problems: Problems, importer: str | None, prefix: str = ""
) -> Topology | None:
    if importer == NATIVE or (importer is None and is_native(source.text)):
        return build_topology_of(source, folder, problems, prefix)
    from archcheck.importers.importer import Candidate

    candidate = Candidate(source, folder)
    chosen = _choose(candidate, importer, problems)
    if chosen is not None:
        return _read(chosen, [candidate], name, source.path, problems)
    if problems.failed:
        return None
    if candidate.problems.failed and source.text.lstrip()[:1] in ("{", "["):
        problems.diagnostics += candidate.problems.diagnostics
        return None
    # Nobody's: what it lacks to be a topology is told.
    return build_topology_of(source, folder, problems, prefix)


def _choose(candidate: Candidate, importer: str | None, problems: Problems) -> Importer | None:
    """Return whom a text is for; None where nobody knows it, or after it was recorded that several do."""
    from archcheck.importers.registry import IMPORTERS

    if importer is not None:
        return next(each for each in IMPORTERS if each.name == importer)
    found = [each for each in IMPORTERS if each.sole and each.recognises(candidate)]
    found = found or [each for each in IMPORTERS if not each.sole and each.recognises(candidate)]
    if len(found) > 1:
        path, names = candidate.source.path, " and ".join(f"`{each.name}`" for each in found)
        help_text = f"say which, with `--as {found[0].name}`"
        problems.error("unknown-source", f"`{path}` may be for {names}", Location(path, 1, 1), help_text)
    return found[0] if len(found) == 1 else None


def _load_folder(folder: Path, name: str, problems: Problems, importer: str | None) -> list[Topology]:
    if importer in (None, NATIVE):
        files = list(documents_below(folder, "topology", problems))
        if files:
            found = [load_topology_file(file, shown, problems, importer=NATIVE) for file, shown in files]
            return [topology for topology in found if topology is not None]
    imported = [] if importer == NATIVE else _import_folder(folder, name, problems, importer)
    if not imported and not problems.failed:
        problems.error("nothing-to-check", f"there is no topology document below `{name}`", None, _NOTHING)
    return imported


def _import_folder(folder: Path, name: str, problems: Problems, importer: str | None) -> list[Topology]:
    """Import the files below a folder; what nobody knows is told."""
    candidates = _candidates_below(folder, problems)
    if importer is None:
        candidates = [each for each in candidates if not is_native(each.source.text)]
    return _import_all(candidates, [name], problems, importer)


def _candidates_below(folder: Path, problems: Problems) -> list[Candidate]:
    from archcheck.importers.importer import Candidate

    found = []
    for path in sorted(files_below(folder, problems, _SUFFIXES)):
        source = read_file(path, shown_path(str(path)), problems)
        if source is not None:
            found.append(Candidate(source, path.parent))
    return found


def load_change(name: str, problems: Problems) -> tuple[Topology, Topology] | None:
    """Load what there was before a plan and what there will be after it.

    Args:
        name: a file, or ``-``.
        problems: receives what is wrong.

    Returns:
        Both; None where it is no plan of a change, or after an error was recorded.
    """
    from archcheck.importers import terraform
    from archcheck.importers.building import TopologyBuilder

    if name != "-" and os.path.isdir(name):
        return None
    source = read_stdin(problems) if name == "-" else read_file(Path(name), shown_path(name), problems)
    if source is None or not terraform.recognises(source):
        return None
    builders = [TopologyBuilder("plan" if name == "-" else Path(name).stem, source.path, {}) for _ in range(2)]
    with paused_collector():
        for builder, prior in zip(builders, (True, False), strict=True):
            terraform.read(source, builder, prior=prior)
            problems.sources |= builder.problems.sources
    problems.diagnostics += [each for each in builders[1].problems.diagnostics if each.severity == "error"]
    if problems.failed:
        return None
    return builders[0].build(), builders[1].build()


def load_together(names: Sequence[str], problems: Problems, importer: str | None = None) -> list[Topology]:
    """Load what several SOURCE arguments name, so that what belongs together makes one topology.

    Args:
        names: files, folders, ``-``.
        problems: receives what is wrong.
        importer: as for :func:`load_topologies`.
    """
    from archcheck.importers.importer import Candidate

    if not _is_known(importer, problems):
        return []
    topologies: list[Topology] = []
    candidates: list[Candidate] = []
    for name in dict.fromkeys(names):
        if name != "-" and os.path.isdir(name) and importer in (None, NATIVE):
            native = list(documents_below(Path(name), "topology", problems))
            found = (load_topology_file(file, shown, problems, importer=NATIVE) for file, shown in native)
            topologies += [each for each in found if each is not None]
            candidates += [] if native or importer == NATIVE else _candidates_below(Path(name), problems)
        elif name != "-" and os.path.isdir(name):
            candidates += _candidates_below(Path(name), problems)
        else:
            source = read_stdin(problems) if name == "-" else read_file(Path(name), shown_path(name), problems)
            if source is None:
                continue
            if importer == NATIVE or (importer is None and is_native(source.text)):
                topology = build_topology_of(source, Path(name).parent, problems)
                topologies += [] if topology is None else [topology]
            else:
                candidates.append(Candidate(source, Path.cwd() if name == "-" else Path(name).parent))
    topologies += _import_all(candidates, names, problems, importer)
    if not topologies and not problems.failed:
        told = ", ".join(f"`{shorten(name)}`" for name in names)
        problems.error("nothing-to-check", f"there is nothing in {told} that an importer knows")
    return topologies


def _import_all(
    candidates: Sequence[Candidate], names: Sequence[str], problems: Problems, importer: str | None
) -> list[Topology]:
    """Import texts, those that belong together as one topology; what nobody knows is told with the first."""
    groups: dict[tuple[str, str], tuple[Importer, list[Candidate]]] = {}
    unknown: list[str] = []
    for candidate in candidates:
        own = Problems()
        chosen = _choose(candidate, importer, own)
        problems.diagnostics += own.diagnostics
        if chosen is None:
            problems.diagnostics += candidate.problems.diagnostics
            unknown += [] if candidate.problems.failed or own.failed else [candidate.source.path]
            continue
        key = chosen.together(candidate) if chosen.together is not None else candidate.source.path
        groups.setdefault((chosen.name, key), (chosen, []))[1].append(candidate)
    topologies: list[Topology] = []
    for chosen, members in groups.values():
        called, shown = Path(members[0].source.path).stem, members[0].source.path
        if len(groups) == 1 and len(names) == 1 and chosen.together is not None and os.path.isdir(names[0]):
            called, shown = Path(names[0]).resolve().name, shown_path(names[0])
        found = _read(chosen, members, called, shown, problems)
        left = [] if found is None else [path for path in unknown if path not in found.sources]
        topologies += [] if found is None else [_tell_unknown(found, left)]
        unknown = []
    return topologies


def _tell_unknown(topology: Topology, paths: Sequence[str]) -> Topology:
    """Add to what is told of a topology that files beside it were not read."""
    told = Problems()
    for path in paths:
        told.info("not-understood", f"`{path}` was left out: no importer knows it", Location(path, 1, 1))
    return topology._replace(diagnostics=(*topology.diagnostics, *told.diagnostics))


def _read(
    importer: Importer, candidates: Sequence[Candidate], name: str, shown: str, problems: Problems
) -> Topology | None:
    """Read what one importer is to read; None after an error was recorded."""
    work.begin("importing")
    with paused_collector():
        builder = importer.read(candidates, name, shown)
    problems.sources |= builder.problems.sources
    problems.diagnostics += [each for each in builder.problems.diagnostics if each.severity == "error"]
    if builder.problems.failed:
        return None
    if not builder.nodes and not any(importer.recognises(each) for each in candidates):  # by `--as` alone
        place = Location(candidates[0].source.path, 1, 1)
        problems.error("unknown-source", f"`{shown}` is not {importer.title}: there is nothing in it to import", place)
        return None
    return builder.build()
