"""The comparison: topologies in pairs, each side against the same constraints."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from archcheck.checker import check_topologies, compile_topologies, merge_sources
from archcheck.difference.findings import Renumbering, compare_results, find_new_diagnostics
from archcheck.difference.model import Comparison, Difference
from archcheck.difference.structure import compare_graphs
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.topology import Topology
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import InputError, LimitError, stop
from archcheck.graph.compiled import Graph
from archcheck.report_model import Report, Run
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.located import Source
from archcheck.source.progress import work

MOST_FINDINGS = 100_000
"""More findings of one constraint than this are not compared; there is no verdict then."""


class Pair(NamedTuple):
    """A topology before and after; None on the side that does not have it."""

    old: Topology | None
    new: Topology | None


class _Side(NamedTuple):
    """One side of all pairs; None where a pair has no topology, or there are no constraints."""

    graphs: tuple[Graph | None, ...]
    runs: tuple[Run | None, ...]
    sources: Mapping[str, Source]


def compare_topologies(
    pairs: Sequence[Pair],
    documents: Sequence[ConstraintDocument],
    *,
    as_of: date,
    version: str,
    fail_on: str = "error",
    only: Sequence[str] = (),
    waivers: Sequence[WaiverDocument] = (),
    most: int = MOST_FINDINGS,
) -> Difference:
    """Compare topologies, and the findings of constraints in them.

    Args:
        pairs: what is compared with what.
        documents: the constraints, the same for both sides; none to compare the graphs alone.
        as_of: the day on which dates are judged, for both sides.
        version: the program's version.
        fail_on: the least severity of something new that makes the verdict ``fail``.
        only: the ids of the constraints to check; none for all.
        waivers: documents of waivers, for both sides.
        most: how many findings of a constraint can be compared.

    Returns:
        The difference, its comparisons in the order of the pairs.

    Raises:
        InputError: where something cannot be read, or is nothing to check.
        LimitError: where a constraint has more findings than can be compared.
    """
    check = partial(
        check_topologies,
        documents=documents,
        as_of=as_of,
        version=version,
        max_findings=most,
        only=only,
        waivers=waivers,
    )
    sides: list[_Side] = []
    failures: dict[Diagnostic, None] = {}
    for topologies in ([pair.old for pair in pairs], [pair.new for pair in pairs]):
        try:
            sides.append(_examine(topologies, check if documents else None))
        except InputError as error:
            failures |= dict.fromkeys(error.diagnostics)
    if failures:
        raise stop(list(failures))
    old, new = sides
    work.begin("comparing", "topology", len(pairs))
    comparisons = tuple(map(_compare, old.graphs, new.graphs, old.runs, new.runs))
    day = as_of if documents else None
    return Difference(comparisons, version, day, fail_on, merge_sources([old.sources, new.sources]))


def _examine(
    topologies: Sequence[Topology | None], check: Callable[[Sequence[Topology]], tuple[Report, list[Graph]]] | None
) -> _Side:
    """Compile and check one side."""
    present = [topology for topology in topologies if topology is not None]
    runs: Sequence[Run | None] = [None] * len(present)
    if check is None or not present:
        graphs = compile_topologies(present)
        sources = merge_sources([graph.topology.sources for graph in graphs])
    else:
        report, graphs = check(present)
        runs, sources = report.runs, report.sources
        _refuse_truncated(report.runs)
    # Both come sorted by path, and topologies of one path in the order in which they were given.
    by_path = sorted(
        ((topology.path, place) for place, topology in enumerate(topologies) if topology is not None),
        key=lambda item: item[0],
    )
    found = dict(zip((place for _, place in by_path), zip(graphs, runs, strict=True), strict=True))
    both = [found.get(place, (None, None)) for place in range(len(topologies))]
    return _Side(tuple(graph for graph, _ in both), tuple(run for _, run in both), sources)


def _refuse_truncated(runs: Sequence[Run]) -> None:
    for run in runs:
        for result in run.constraints:
            if result.truncated:
                message = f"`{result.id}` has more than {len(result.findings):,} findings in `{run.path}`"
                help_text = "narrow its selectors, or leave it out: --only names the constraints to compare"
                raise LimitError([Diagnostic("error", "too-many-findings", message, result.location, help_text)])


def _compare(old: Graph | None, new: Graph | None, old_run: Run | None, new_run: Run | None) -> Comparison:
    structure = compare_graphs(old, new)
    renumbering = Renumbering(structure.renumbered, old.topology.nodes if old else ())
    return work.did(
        Comparison(
            old,
            new,
            structure,
            compare_results(old_run, new_run, renumbering),
            find_new_diagnostics(old_run, new_run),
        )
    )
