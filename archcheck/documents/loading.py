"""Loading: from what the command line or the Python API names to documents."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from archcheck.documents import (
    baseline as baseline_documents,
    claims as claims_documents,
    constraints as constraint_documents,
    overlay as overlay_documents,
    topology_shapes as topology_documents,
    waivers as waiver_documents,
)
from archcheck.documents.baseline import Baseline, build_baseline
from archcheck.documents.claims import ClaimsDocument, build_claims
from archcheck.documents.constraints import ConstraintDocument, build_constraints, is_file_name
from archcheck.documents.draft import Draft, read_draft
from archcheck.documents.folder import documents_below, shown_path
from archcheck.documents.overlay import Overlay, build_overlay
from archcheck.documents.packs import (
    overlay_names,
    overlay_path,
    pack_names,
    pack_path,
    shown_overlay_path,
    shown_pack_path,
)
from archcheck.documents.selector import Match, Selector
from archcheck.documents.selector_shapes import SelectorShape
from archcheck.documents.topology import Topology
from archcheck.documents.topology_building import build_topology
from archcheck.documents.waivers import WaiverDocument, build_waivers
from archcheck.errors import stop
from archcheck.source.collector import paused_collector
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.files import accept, read_file, read_stdin
from archcheck.source.located import Location, Source
from archcheck.source.shapes import MISSING, Record

T = TypeVar("T")


def build_topology_of(source: Source, folder: Path, problems: Problems, prefix: str = "") -> Topology | None:
    """Build a topology of a native document's text; None after an error was recorded.

    Args:
        source: the text.
        folder: the folder that it includes from.
        problems: receives what is wrong.
        prefix: a beginning of the source's path that is no part of it, and stands before the paths of includes too.
    """
    return _build(source, folder, topology_documents.DOCUMENT, build_topology, problems, prefix)


def load_constraint_documents(name: str, problems: Problems) -> list[ConstraintDocument]:
    """Load what a CONSTRAINTS argument names: a file, ``-``, every constraint document below a folder, or a pack."""
    path = Path(name)
    if name != "-" and os.path.isdir(name):
        found = [
            load_constraint_file(file, shown, problems)
            for file, shown in documents_below(path, "constraints", problems)
        ]
        if not found and not problems.failed:
            problems.error("nothing-to-check", f"there is no constraint document below `{name}`")
    elif name == "-":
        source = read_stdin(problems)
        found = [_build(source, Path.cwd(), constraint_documents.DOCUMENT, build_constraints, problems)]
    elif os.path.lexists(name) or is_file_name(name):
        found = [load_constraint_file(path, shown_path(name), problems)]
    elif name in pack_names():
        found = [load_constraint_file(pack_path(name), shown_pack_path(name), problems)]
    else:
        message = f"`{name}` is neither a file nor a shipped pack"
        problems.error(
            "unknown-pack",
            message,
            None,
            problems.did_you_mean(name, pack_names()) or f"shipped packs: {', '.join(pack_names())}",
        )
        found = []
    return [document for document in found if document is not None]


def load_waivers(name: str, problems: Problems) -> list[WaiverDocument]:
    """Load what a WAIVERS argument names: a file, ``-``, or every waivers document below a folder."""
    path = Path(name)
    if name != "-" and os.path.isdir(name):
        found = [load_waivers_file(file, shown, problems) for file, shown in documents_below(path, "waivers", problems)]
        if not found and not problems.failed:
            problems.error("nothing-to-check", f"there is no waivers document below `{name}`")
    elif name == "-":
        found = [_build(read_stdin(problems), Path.cwd(), waiver_documents.DOCUMENT, build_waivers, problems)]
    else:
        found = [load_waivers_file(path, shown_path(name), problems)]
    return [document for document in found if document is not None]


def load_claims(name: str, problems: Problems) -> list[ClaimsDocument]:
    """Load what a CLAIMS argument names: a file, ``-``, or every claims document below a folder."""
    path = Path(name)
    if name != "-" and os.path.isdir(name):
        found = [load_claims_file(file, shown, problems) for file, shown in documents_below(path, "claims", problems)]
        if not found and not problems.failed:
            problems.error("nothing-to-check", f"there is no claims document below `{name}`")
    elif name == "-":
        found = [_build(read_stdin(problems), Path.cwd(), claims_documents.DOCUMENT, build_claims, problems)]
    else:
        found = [load_claims_file(path, shown_path(name), problems)]
    return [document for document in found if document is not None]


def load_claims_file(path: Path, shown: str, problems: Problems) -> ClaimsDocument | None:
    """Load a claims document from a file that messages name by ``shown``; None where it cannot be built."""
    source = read_file(path, shown, problems)
    return _build(source, path.parent, claims_documents.DOCUMENT, build_claims, problems)


def read_claims(text: str, path: str = "<text>") -> ClaimsDocument:
    """Read a claims document from a text; what it includes is looked for in the current folder.

    Raises:
        InputError: where the text is not a valid claims document; LimitError where a budget is used up.
    """
    problems = Problems()
    source = accept(Source(path, text), problems)
    return _finish(_build(source, Path.cwd(), claims_documents.DOCUMENT, build_claims, problems), problems)


def load_overlays(name: str, problems: Problems) -> list[Overlay]:
    """Load what an OVERLAY argument names: a file, a folder of overlays, or a shipped overlay."""
    path = Path(name)
    if os.path.isdir(name):
        found = [load_overlay_file(file, shown, problems) for file, shown in documents_below(path, "overlay", problems)]
        if not found and not problems.failed:
            problems.error("nothing-to-check", f"there is no overlay below `{name}`")
    elif name in overlay_names() and not os.path.lexists(name):
        found = [load_overlay_file(overlay_path(name), shown_overlay_path(name), problems)]
    elif os.path.lexists(name) or is_file_name(name):
        found = [load_overlay_file(path, shown_path(name), problems)]
    else:
        names = overlay_names()
        help_text = problems.did_you_mean(name, names) or f"shipped overlays: {', '.join(names)}"
        problems.error("unknown-pack", f"`{name}` is neither a file nor a shipped overlay", None, help_text)
        found = []
    return [document for document in found if document is not None]


def load_overlay_file(path: Path, shown: str, problems: Problems) -> Overlay | None:
    """Load an overlay from a file that messages name by ``shown``; None where it cannot be built."""
    source = read_file(path, shown, problems)
    return _build(source, path.parent, overlay_documents.DOCUMENT, build_overlay, problems)


def read_overlay(text: str, path: str = "<text>") -> Overlay:
    """Read an overlay from a text; what it includes is looked for in the current folder.

    Raises:
        InputError: where the text is not a valid overlay; LimitError where a budget is used up.
    """
    problems = Problems()
    source = accept(Source(path, text), problems)
    return _finish(_build(source, Path.cwd(), overlay_documents.DOCUMENT, build_overlay, problems), problems)


def load_baseline(name: str, problems: Problems) -> Baseline | None:
    """Load a baseline from a file; None after an error was recorded."""
    return load_baseline_file(Path(name), shown_path(name), problems)


def load_baseline_file(path: Path, shown: str, problems: Problems) -> Baseline | None:
    """Load a baseline from a file that messages name by ``shown``; None after an error was recorded."""
    source = read_file(path, shown, problems)
    return _build(source, path.parent, baseline_documents.DOCUMENT, build_baseline, problems)


def read_waivers(text: str, path: str = "<text>") -> WaiverDocument:
    """Read a waivers document from a text; what it includes is looked for in the current folder.

    Raises:
        InputError: where the text is not a valid waivers document; LimitError where a budget is used up.
    """
    problems = Problems()
    source = accept(Source(path, text), problems)
    return _finish(_build(source, Path.cwd(), waiver_documents.DOCUMENT, build_waivers, problems), problems)


def read_baseline(text: str, path: str = "<text>") -> Baseline:
    """Read a baseline from a text.

    Raises:
        InputError: where the text is not a valid baseline; LimitError where a budget is used up.
    """
    problems = Problems()
    source = accept(Source(path, text), problems)
    return _finish(_build(source, Path.cwd(), baseline_documents.DOCUMENT, build_baseline, problems), problems)


def read_topology(text: str, path: str = "<text>") -> Topology:
    """Read a topology from a text; includes are looked for in the current folder.

    Raises:
        InputError: where the text is not a valid topology; LimitError where a budget is used up.
    """
    problems = Problems()
    source = accept(Source(path, text), problems)
    return _finish(_build(source, Path.cwd(), topology_documents.DOCUMENT, build_topology, problems), problems)


def read_constraints(text: str, path: str = "<text>") -> ConstraintDocument:
    """Read a constraint document from a text; what it includes or extends is looked for in the current folder.

    Raises:
        InputError: where the text is not a valid constraint document; LimitError where a budget is used up.
    """
    problems = Problems()
    source = accept(Source(path, text), problems)
    return _finish(_build(source, Path.cwd(), constraint_documents.DOCUMENT, build_constraints, problems), problems)


def read_selector(text: str, name: str, problems: Problems) -> Selector:
    """Read a selector of the command line: YAML in brackets or braces, else a node id with ``*`` for any run.

    Raises:
        InputError: where the text is no selector.
    """
    if text[:1] not in "{[":
        return Match("id", text, Location(name, 1, 1))
    source = accept(Source(f"<{name}>", text), problems)
    root = compose(source, problems) if source else None
    selector = SelectorShape(sets=False).read(root, problems) if root is not None else MISSING
    if selector is MISSING or problems.failed:
        raise stop(problems.diagnostics)
    return cast(Selector, selector)


def load_constraint_file(path: Path, shown: str, problems: Problems) -> ConstraintDocument | None:
    """Load a constraint document from a file that messages name by ``shown``; None where it cannot be built."""
    source = read_file(path, shown, problems)
    return _build(source, path.parent, constraint_documents.DOCUMENT, build_constraints, problems)


def load_waivers_file(path: Path, shown: str, problems: Problems) -> WaiverDocument | None:
    """Load a waivers document from a file that messages name by ``shown``; None where it cannot be built."""
    source = read_file(path, shown, problems)
    return _build(source, path.parent, waiver_documents.DOCUMENT, build_waivers, problems)


def _build(
    source: Source | None,
    folder: Path,
    shape: Record,
    build: Callable[[Draft, Problems], T | None],
    problems: Problems,
    prefix: str = "",
) -> T | None:
    """Read one document; its own problems decide whether it is built, so that one bad file does not hide another's."""
    if source is None:
        return None
    own = Problems()
    own.sources = problems.sources
    with paused_collector():
        draft = read_draft(source, folder, shape, own, prefix)
        built = build(draft, own) if draft is not None else None
    problems.diagnostics += own.diagnostics
    return built


def _finish(document: T | None, problems: Problems) -> T:
    if document is None or problems.failed:
        raise stop(problems.diagnostics)
    return document
