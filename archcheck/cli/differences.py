"""Comparing for commands: from arguments to pairs of topologies, and from a difference to the contents of outputs."""

from collections.abc import Sequence
from typing import NamedTuple

from archcheck.cli.loading import Reading, finish, load, load_excuses
from archcheck.cli.options import usage_error
from archcheck.cli.rendering import picture_names, refuse_same_file
from archcheck.difference.comparing import Pair
from archcheck.difference.model import Difference
from archcheck.difference.pairing import load_pair, load_pair_of_plan, load_pairs_since
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.waivers import WaiverDocument
from archcheck.errors import InputError, stop
from archcheck.source.diagnostics import Problems
from archcheck.source.progress import work

DIFFERENCES = {".json": "json", ".txt": "text", ".md": "markdown"}


class Sides(NamedTuple):
    """What is compared, and by what."""

    pairs: list[Pair]
    documents: list[ConstraintDocument]
    waivers: list[WaiverDocument]


def load_sides(
    topologies: Sequence[str],
    base: str | None,
    constraints: Sequence[str],
    waivers: Sequence[str],
    only: Sequence[str],
    reading: Reading,
    problems: Problems,
) -> Sides:
    """Load both sides and the constraints, with everything that is wrong told at once.

    Raises:
        InputError: with everything that is wrong in any of them, or in how they are named.
    """
    changed: list[Pair] = []
    if base is None and len(topologies) == 1:
        changed = load_pair_of_plan(topologies[0], problems)
    if base is None and len(topologies) != 2 and not changed and not problems.failed:
        message = f"diff compares two topologies or folders, and {len(topologies)} are given"
        raise usage_error("contradiction", message, "with --base, each is compared with itself at a revision")
    for option, given in (("--waivers", waivers), ("--only", only)):
        if given and not constraints:
            raise usage_error("contradiction", f"{option} speaks of constraints, and there are none", "give some by -c")
    if [*topologies, *constraints].count("-") > 1:
        raise usage_error("contradiction", "`-` is given more than once, and standard input can be read once")
    excusing, _ = load_excuses(waivers, None, problems)
    try:
        pairs = (
            changed
            if base is None and len(topologies) == 1
            else load_pair(topologies[0], topologies[1], problems, reading.importer)
            if base is None
            else load_pairs_since(base, topologies, problems, reading.importer)
        )
    except InputError as error:
        pairs = []
        problems.diagnostics += error.diagnostics
    pairs = _finish(pairs, reading, problems)
    _, documents = load([], constraints, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    return Sides(pairs, documents, excusing)


def _finish(pairs: Sequence[Pair], reading: Reading, problems: Problems) -> list[Pair]:
    """Lay over both sides what is to be laid over them, and accept what is to be accepted, once for all of them."""
    there = [side for pair in pairs for side in (pair.old, pair.new) if side is not None]
    finished = iter(finish(there, reading, problems))
    return [Pair(*(None if side is None else next(finished) for side in (pair.old, pair.new))) for pair in pairs]


def render_difference(
    difference: Difference, format: str, *, color: bool = False, quiet: bool = False, verbose: bool = False
) -> str:
    """Return a difference as ``text``, ``json`` or ``markdown``."""
    work.count("writing", "report")
    if format == "json":
        return difference.to_json()
    if format == "markdown":
        from archcheck.report.diff_markdown import write_markdown

        return write_markdown(difference)
    from archcheck.report.diff_text import DiffText

    return DiffText(difference, color=color, quiet=quiet, verbose=verbose).render()


def render_files(plans: Sequence[tuple[str, str]], difference: Difference, *, full: bool) -> dict[str, str | bytes]:
    """Return the content of every output file; a picture of several topologies is a file for each of them."""
    files: dict[str, str | bytes] = {}
    for name, kind in plans:
        if kind in DIFFERENCES.values():
            files[name] = render_difference(difference, kind)
            continue
        from archcheck.draw import draw_comparison

        names = picture_names(name, [comparison.topology.path for comparison in difference.comparisons])
        for file, comparison in zip(names, difference.comparisons, strict=True):
            refuse_same_file(file, files)
            work.count("drawing", "picture")
            files[file] = draw_comparison(comparison, kind, full=full)
    return files
