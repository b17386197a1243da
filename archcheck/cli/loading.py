"""Loading for commands: what the arguments name to documents, with everything that is wrong told at once."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from archcheck.documents.baseline import Baseline
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.loading import load_baseline, load_constraint_documents, load_overlays, load_waivers
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import InputError, stop
from archcheck.importers.accepting import accept_unmodelled
from archcheck.importers.loading import load_together, load_topologies
from archcheck.source.diagnostics import Problems

_Document = TypeVar("_Document", bound=Topology | ConstraintDocument)


class Reading(NamedTuple):
    """How topologies are to be read.

    Attributes:
        importer: the name of the importer that is to read them, or ``native``; None where the content tells.
        accepted: the kinds of what is not modelled that are to leave no verdict open.
        overlays: what is laid over them, as arguments name it.
    """

    importer: str | None = None
    accepted: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()


BY_CONTENT = Reading()


def load(
    topologies: Sequence[str], constraints: Sequence[str], problems: Problems, reading: Reading = BY_CONTENT
) -> tuple[list[Topology], list[ConstraintDocument]]:
    """Load topologies and constraint documents; ``problems`` keeps the texts for messages.

    Raises:
        InputError: with everything that is wrong in any of them.
    """
    if [*topologies, *constraints].count("-") > 1:
        problems.error("contradiction", "`-` is given more than once, and standard input can be read once")
        raise stop(problems.diagnostics)
    names = dict.fromkeys(topologies)
    found = [topology for name in names for topology in load_topologies(name, problems, reading.importer)]
    found = finish(_leave_out_repeated(found), reading, problems)
    documents = [
        document for name in dict.fromkeys(constraints) for document in load_constraint_documents(name, problems)
    ]
    if problems.failed:
        _find_more(found, documents, problems)
        raise stop(problems.diagnostics)
    return found, _leave_out_repeated(documents)


def load_sources(sources: Sequence[str], problems: Problems, reading: Reading) -> list[Topology]:
    """Load what ``import`` is given, so that what belongs together makes one topology.

    Raises:
        InputError: with everything that is wrong in any of it.
    """
    if list(sources).count("-") > 1:
        problems.error("contradiction", "`-` is given more than once, and standard input can be read once")
        raise stop(problems.diagnostics)
    found = finish(load_together(sources, problems, reading.importer), reading, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    return found


def finish(topologies: Sequence[Topology], reading: Reading, problems: Problems) -> list[Topology]:
    """Lay over topologies what is to be laid over them, and accept what is to be accepted."""
    names = dict.fromkeys(reading.overlays)
    overlays = [overlay for name in names for overlay in load_overlays(name, problems)]
    if overlays and not problems.failed:
        from archcheck.importers.overlaying import apply_overlays

        topologies = [apply_overlays(topology, overlays, problems) for topology in topologies]
    return accept_unmodelled(topologies, reading.accepted)


def load_excuses(
    waivers: Sequence[str], baseline: str | None, problems: Problems
) -> tuple[list[WaiverDocument], Baseline | None]:
    """Load waivers and a baseline; what is wrong in them is told by :func:`load`, which comes after."""
    documents = [document for name in dict.fromkeys(waivers) for document in load_waivers(name, problems)]
    return documents, None if baseline is None else load_baseline(baseline, problems)


def _leave_out_repeated(documents: list[_Document]) -> list[_Document]:
    """Leave out a document that two arguments name: the same path and texts, as one path may be shown for two files."""
    unique: dict[tuple[str, ...], _Document] = {}
    for document in documents:
        unique[document.path, *(source.text for source in document.sources.values())] = document
    return list(unique.values())


def _find_more(topologies: Sequence[Topology], documents: Sequence[ConstraintDocument], problems: Problems) -> None:
    """Find what the check would have found wrong in the documents that could be read, so that one run tells all."""
    from archcheck.checker import compile_topologies, read_constraints

    read_constraints(documents, problems)
    try:
        compile_topologies(topologies)
    except InputError as error:
        problems.diagnostics += error.diagnostics
