"""Configurations: what ``archcheck check`` takes where the command line does not say otherwise.

They stand in ``archcheck.yaml``, a document like the others, or in the table ``tool.archcheck`` of ``pyproject.toml``.
"""

import os
from collections.abc import Mapping as ReadOnly
from pathlib import Path
from typing import Any, NamedTuple

from archcheck.documents.draft import check_type
from archcheck.documents.folder import shown_path
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file
from archcheck.source.located import Location, Mapping, Source, Value
from archcheck.source.shapes import MISSING, Choice, Date, Field, Flag, ListOf, Located, Number, Record, Text

TYPE = "config/v1"
FILES = ("archcheck.yaml", "archcheck.yml")
PROJECT = "pyproject.toml"


def _path_fault(text: str) -> str | None:
    """Return what makes a text unfit as the name of a file that a configuration can give."""
    if text == "-":
        return "standard input can be given on the command line only"
    return None if text.strip() else "it is empty"


_PATH = Located(Text("a path", _path_fault, "invalid-value"))
_PATHS = ListOf(_PATH, single=True, least=1)

SETTINGS: dict[str, Field] = {
    "topologies": Field(_PATHS, "What is checked: files and folders."),
    "constraints": Field(_PATHS, "What must hold: files, folders and shipped packs."),
    "waivers": Field(_PATHS, "Files and folders of waivers."),
    "baseline": Field(_PATH, "The file of the findings that are known."),
    "fail-on": Field(
        Choice("error", "warning", "never"), "The least severity that ends with status 1: `error`, `warning`, `never`."
    ),
    "strict": Field(Flag(), "Whether warnings end with status 1 too."),
    "only": Field(
        ListOf(Located(Text("a constraint id")), single=True, least=1), "The constraints that are checked, of all."
    ),
    "as-of": Field(Date(), "The day on which dates are judged."),
    "max-findings": Field(Number(whole=True, least=1), "How many findings of a constraint are listed."),
    "format": Field(Located(Text("a format")), "What standard output gets: `text`, `json`, ..."),
    "output": Field(_PATHS, "Files that are written too; the ending says the format."),
    "verify": Field(Flag(), "Whether the report is checked by the independent checker."),
    "full": Field(Flag(), "Whether all of a large topology is drawn, and not only what matters."),
    "as": Field(Located(Text("an importer")), "Who reads the topologies: `native`, `kubernetes`, ..."),
    "overlay": Field(_PATHS, "What is laid over the topologies: files, and shipped overlays."),
    "accept-unmodelled": Field(
        ListOf(Located(Text("a kind")), single=True, least=1),
        "The kinds of what an importer does not understand that are to leave no verdict open.",
    ),
}
"""The settings: each is the default of the option of its name."""

DOCUMENT = Record(
    "a configuration", {"archcheck": Field(Choice(TYPE), "What this document is.", required=True), **SETTINGS}
)
_TABLE = Record("the table `tool.archcheck`", SETTINGS)


class Configuration(NamedTuple):
    """What a configuration says: the settings that are there, by name, and where the key of each stands.

    ``path`` is the file as messages name it; the paths in it are relative to its folder.
    """

    path: str
    settings: ReadOnly[str, Any]
    places: ReadOnly[str, Location]


def load_configuration(name: str, problems: Problems) -> Configuration | None:
    """Load a configuration; None after an error was recorded, or where a ``pyproject.toml`` holds none.

    Args:
        name: the file; one that is called ``*.toml`` is read as a ``pyproject.toml``.
        problems: receives what is wrong.
    """
    return load_configuration_file(Path(name), shown_path(name), problems)


def load_configuration_file(path: Path, shown: str, problems: Problems) -> Configuration | None:
    """Load a configuration from a file that messages name by ``shown``; None as for :func:`load_configuration`."""
    source = read_file(path, shown, problems)
    if source is None:
        return None
    if path.suffix.lower() == ".toml":
        return _read_table(source, problems)
    before = len(problems.diagnostics)
    root = compose(source, problems)
    if root is None:
        if len(problems.diagnostics) == before:
            problems.error("empty-document", f"`{shown}` holds no document", Location(shown, 1, 1))
        return None
    return _configure(root, DOCUMENT, source, problems) if check_type(root, TYPE, problems) else None


def mentions_table(file: str | Path) -> bool:
    """Return whether a ``pyproject.toml`` may hold the table, so that it has to be read; one without it may be broken.

    Raises:
        OSError: where the file cannot be read.
    """
    return os.path.isfile(file) and b"archcheck" in Path(file).read_bytes()


def _read_table(source: Source, problems: Problems) -> Configuration | None:
    from archcheck.source.toml_text import read_toml

    root = read_toml(source, problems)
    tool = root.get("tool") if root is not None else None
    table = tool.get("archcheck") if isinstance(tool, Mapping) else None
    return None if table is None else _configure(table, _TABLE, source, problems)


def _configure(root: Value, shape: Record, source: Source, problems: Problems) -> Configuration | None:
    settings = shape.read(root, problems)
    if settings is MISSING or not isinstance(root, Mapping):
        return None
    places = {name: key.location for name, (key, _) in root.entries.items()}
    return Configuration(source.path, settings, places)
