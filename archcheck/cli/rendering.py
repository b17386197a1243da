"""Rendering for commands: from the names of output files to their contents."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from archcheck.cli.formats import REPORT_ENDINGS, REPORTS_BY_NAME, format_of, split_format
from archcheck.cli.options import usage_error
from archcheck.cli.output import require_place
from archcheck.documents.baseline import Baseline, Entry, write_baseline
from archcheck.documents.constraints import ConstraintDocument
from archcheck.draw import ENDINGS, draw
from archcheck.errors import InputError
from archcheck.graph.compiled import Graph
from archcheck.report.places import Places
from archcheck.report.setting import Setting
from archcheck.report_model import ConstraintResult, Report
from archcheck.rules.constraint import Constraint
from archcheck.source.diagnostics import Problems
from archcheck.source.progress import work


def plan_outputs(
    names: Sequence[str],
    *,
    inputs: Sequence[str] = (),
    default: str | None = None,
    reports: Mapping[str, str] = REPORT_ENDINGS,
    pictures: Mapping[str, str] = ENDINGS,
) -> list[tuple[str, str]]:
    """Return each output file's name with its format, before anything is computed.

    Args:
        names: the files, whose endings say the format, or what stands before a colon does: ``gitlab:report.json``.
        inputs: the files that are read, which no output may replace.
        default: the format of a device, which has no ending; None where there are only pictures.
        reports: the formats of texts by their endings.
        pictures: the formats of pictures by their endings.

    Raises:
        InputError: for an ending that means nothing, or the same file twice.
        OutputError: for a folder, or a file in one that is not there.
    """
    formats: dict[str, str] = {**pictures} if default is None else {**reports, **pictures}
    # Some formats have no ending of their own.
    known = {*formats.values(), *(REPORTS_BY_NAME if reports is REPORT_ENDINGS and default is not None else ())}
    plans: list[tuple[str, str]] = []
    for given in names:
        said, name = split_format(given, known)
        path = Path(name)
        special = default is not None and os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name)
        kind = said or format_of(path.name, formats) or (default if special else None)
        if name and kind is None and os.path.isdir(name):
            require_place(name)
        if kind is None:
            message = f"the ending of `{name}` says no format"
            report = default is None and (
                format_of(path.name, REPORT_ENDINGS) or split_format(given, REPORTS_BY_NAME)[0]
            )
            help_text = f"known endings: {', '.join(formats)}"
            if report:
                help_text = "draw writes pictures; check -o writes reports"
            elif reports is REPORT_ENDINGS and default is not None:
                help_text += "; or write the format before the file, as in `json:report`"
            raise usage_error("invalid-value", message, help_text)
        if not name:
            raise usage_error("invalid-value", f"`{given}` names a format and no file")
        require_place(name)
        if os.path.realpath(name) in map(os.path.realpath, inputs):
            raise usage_error("contradiction", f"the output `{name}` would replace an input")
        plans.append((name, kind))
    if len({os.path.realpath(name) for name, _ in plans}) < len(plans):
        raise usage_error("contradiction", "the same output file is given twice")
    return plans


def check_baseline_path(name: str, outputs: Sequence[str], *, inputs: Sequence[str] = ()) -> None:
    """Check that a baseline can be written to a file; it may replace the one that was read.

    Raises:
        InputError: where it would replace another file.
        OutputError: where it cannot be written.
    """
    require_place(name)
    if os.path.realpath(name) in map(os.path.realpath, inputs):
        raise usage_error("contradiction", f"the baseline `{name}` would replace an input")
    if os.path.realpath(name) in map(os.path.realpath, outputs):
        raise usage_error("contradiction", "the same output file is given twice")


def render_baseline(report: Report, known: Baseline | None) -> str:
    """Return the text of a baseline of all findings that nothing else excuses.

    What the old one knows of topologies and constraints that were not checked this time stays in it.
    """
    entries = [Entry(run.name, *identity) for run in report.runs for identity in run.unexcused]
    names = {run.name for run in report.runs}
    others = [entry for entry in (known.entries if known is not None else ()) if entry.topology not in names]
    if len(names) == len({entry.topology for entry in known.entries} if known is not None else ()) == 1:
        others = []  # the one topology of both, under another name
    return write_baseline([*entries, *others])


def render_report(report: Report, format: str, setting: Setting) -> str:
    """Return a report in one of the formats of texts."""
    work.count("writing", "report")
    return REPORTS_BY_NAME[format].render(report, setting)


def annotate_error(error: InputError) -> str:
    """Return annotations for GitHub of what kept a check from being done."""
    from archcheck.report.github import render_diagnostics

    return render_diagnostics(error.diagnostics, find_places())


def render_outputs(
    plans: Sequence[tuple[str, str]], report: Report, graphs: Sequence[Graph], setting: Setting, *, full: bool
) -> dict[str, str | bytes]:
    """Return the content of every output file; a picture of several topologies is a file for each of them."""
    files: dict[str, str | bytes] = {}
    for name, kind in plans:
        if kind in REPORTS_BY_NAME:
            files[name] = render_report(report, kind, setting)
        else:
            results = [run.constraints for run in report.runs]
            add_pictures(files, name, kind, graphs, results, full=full)
    return files


def make_setting(
    plans: Sequence[tuple[str, str]], report: Report, graphs: Sequence[Graph], documents: Sequence[ConstraintDocument]
) -> Setting:
    """Return what renderers may know beyond a report: the repository, the graphs, and the pictures that are planned."""
    pictures: dict[int, list[str]] = {}
    for name, kind in plans:
        if kind not in REPORTS_BY_NAME:
            for number, file in enumerate(picture_names(name, [graph.topology.path for graph in graphs])):
                pictures.setdefault(number, []).append(file)

    def draw_violations(run: int, format: str, most: int) -> str | None:
        from archcheck.draw import draw_violating

        return draw_violating(graphs[run], report.runs[run].constraints, format, most=most)

    constraints: Sequence[Constraint] = ()
    if any(kind == "html" for _, kind in plans):
        from archcheck.checker import read_constraints

        constraints = read_constraints(documents, Problems())
    return Setting(find_places(), graphs, constraints, pictures, draw_violations)


def find_places() -> Places:
    """Return the places of the repository around the current folder: its root is where ``.git`` is, looked for upwards.

    Without one, the current folder is the root.
    """
    folder = Path(os.path.realpath("."))
    root = next((each for each in (folder, *folder.parents) if os.path.exists(each / ".git")), folder)
    return Places(PurePath(folder), PurePath(root), os.path.realpath)


def add_pictures(
    files: dict[str, str | bytes],
    name: str,
    kind: str,
    graphs: Sequence[Graph],
    results: Sequence[Sequence[ConstraintResult]],
    *,
    full: bool,
) -> None:
    """Add the pictures of the topologies: under the name itself for one, else with each one's own name in it.

    Raises:
        InputError: where one of them would be written over another output.
    """
    names = picture_names(name, [graph.topology.path for graph in graphs])
    for file, graph, result in zip(names, graphs, results, strict=True):
        refuse_same_file(file, files)
        work.count("drawing", "picture")
        files[file] = draw(graph, result, kind, full=full)


def refuse_same_file(name: str, files: Iterable[str]) -> None:
    """Raise an :class:`InputError` where a file would be written over another output."""
    if os.path.realpath(name) in map(os.path.realpath, files):
        raise usage_error("contradiction", f"two outputs would be written to `{name}`")


def picture_names(name: str, paths: Sequence[str]) -> list[str]:
    """Return the file of each topology's picture: ``out.svg``, or for several ``out-STEM.svg``, numbered if alike."""
    if len(paths) == 1:
        return [name]
    path = Path(name)
    names: list[str] = []
    for each in paths:
        stem = re.sub(r"[^\w.-]+", "_", Path(each).stem)
        candidate, number = f"{path.stem}-{stem}", 1
        while str(path.with_name(candidate + path.suffix)) in names:
            number += 1
            candidate = f"{path.stem}-{stem}-{number}"
        names.append(str(path.with_name(candidate + path.suffix)))
    return names
