"""Rendering for commands: from the names of output files to their contents."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from archcheck.cli.options import usage_error
from archcheck.documents.baseline import Baseline, Entry, write_baseline
from archcheck.draw import ENDINGS, draw
from archcheck.graph.compiled import Graph
from archcheck.report_model import ConstraintResult, Report

REPORTS = {".json": "json", ".txt": "text"}


def plan_outputs(
    names: Sequence[str],
    *,
    inputs: Sequence[str] = (),
    default: str | None = None,
    reports: Mapping[str, str] = REPORTS,
) -> list[tuple[str, str]]:
    """Return each output file's name with its format, before anything is computed.

    Args:
        names: the files, whose endings say the format.
        inputs: the files that are read, which no output may replace.
        default: the format of a device, which has no ending; None where there are only pictures.
        reports: the formats of texts by their endings.

    Raises:
        InputError: for an ending that means nothing, or the same file twice.
    """
    formats: dict[str, str] = {**ENDINGS} if default is None else {**reports, **ENDINGS}
    plans: list[tuple[str, str]] = []
    for name in names:
        path = Path(name)
        special = default is not None and os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name)
        kind = formats.get(path.suffix.lower()) or (default if special else None)
        if kind is None:
            message = f"the ending of `{name}` says no format"
            report = default is None and path.suffix.lower() in REPORTS
            help_text = (
                "draw writes pictures; check -o writes reports" if report else f"known endings: {', '.join(formats)}"
            )
            raise usage_error("invalid-value", message, help_text)
        if not os.path.isdir(path.parent):
            raise usage_error("missing-file", f"there is no folder `{path.parent}` to write `{path.name}` into")
        if os.path.isdir(name):
            raise usage_error("not-a-file", f"`{name}` is a folder")
        if os.path.realpath(name) in map(os.path.realpath, inputs):
            raise usage_error("contradiction", f"the output `{name}` would replace an input")
        plans.append((name, kind))
    if len({os.path.realpath(name) for name, _ in plans}) < len(plans):
        raise usage_error("contradiction", "the same output file is given twice")
    return plans


def check_baseline_path(name: str, outputs: Sequence[str], *, inputs: Sequence[str] = ()) -> None:
    """Check that a baseline can be written to a file; it may replace the one that was read.

    Raises:
        InputError: where it cannot.
    """
    path = Path(name)
    if not os.path.isdir(path.parent):
        raise usage_error("missing-file", f"there is no folder `{path.parent}` to write `{path.name}` into")
    if os.path.isdir(name):
        raise usage_error("not-a-file", f"`{name}` is a folder")
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


def render_outputs(
    plans: Sequence[tuple[str, str]], report: Report, graphs: Sequence[Graph], *, full: bool
) -> dict[str, str | bytes]:
    """Return the content of every output file; a picture of several topologies is a file for each of them."""
    from archcheck.report.text import TextReport

    files: dict[str, str | bytes] = {}
    for name, kind in plans:
        if kind == "json":
            files[name] = report.to_json()
        elif kind == "text":
            files[name] = TextReport(report).render()
        else:
            results = [run.constraints for run in report.runs]
            add_pictures(files, name, kind, graphs, results, full=full)
    return files


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
