"""Definitions: where what stands at a place is defined."""

from typing import NamedTuple

from archcheck.lsp.places import Place
from archcheck.lsp.project import Project
from archcheck.source.located import Location


class Target(NamedTuple):
    """A place in a file: its real path, and the place there."""

    path: str
    location: Location


def find_definitions(place: Place, project: Project, path: str) -> list[Target]:
    """Return where a name, a file or a pack is defined; nothing where that is nowhere.

    Args:
        place: the place of the name.
        project: where it is looked up.
        path: the real path of the document.
    """
    cursor = place.cursor
    found: dict[Target, None] = {}
    for sort in place.sorts if cursor.role != "key" else place.key_sorts:
        if sort in ("file", "pack"):
            found |= dict.fromkeys(_find_file(place, project, path))
        elif sort == "topology":
            found |= dict.fromkeys(_find_topology(place.name, project))
        else:
            entries = project.find(path, "vocabulary" if sort == "kind" else sort, place.name)
            found |= dict.fromkeys(Target(entry.key.source.path, entry.key.location) for entry in entries)
    return list(found)


def _find_file(place: Place, project: Project, path: str) -> list[Target]:
    outline = project.documents[path]
    extends = "extends" in place.cursor.path
    names = outline.extends if extends else outline.includes
    named = next((name for name in names if name.text == place.cursor.text), None)
    target = project.target(path, named, extends=extends) if named is not None else None
    return [Target(target, Location(target, 1, 1))] if target in project.documents and target is not None else []


def _find_topology(name: str, project: Project) -> list[Target]:
    return [
        Target(path, Location(path, 1, 1))
        for path in project.of_family("topology")
        if project.documents[path].name == name
    ]
