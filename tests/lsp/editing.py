"""Documents with a cursor in them: ``¦`` marks where it stands."""

import os

from archcheck.lsp.checking import Checked
from archcheck.lsp.completion import Item, complete
from archcheck.lsp.definition import Target, find_definitions
from archcheck.lsp.hover import describe
from archcheck.lsp.places import Place, place_at
from archcheck.lsp.project import Project, make_outline
from archcheck.lsp.settings import NO_SETTINGS, Settings
from archcheck.lsp.text import Text
from archcheck.report_model import Report

FOLDER = os.path.realpath("/project")
CURSOR = "¦"


def path_of(name: str) -> str:
    """Return the path of a file of the project."""
    return f"{FOLDER}/{name}"


def make_project(files: dict[str, str], settings: Settings = NO_SETTINGS) -> Project:
    """Return a project of files that are nowhere on the disk."""
    outlines = {path_of(name): make_outline(path_of(name), text.replace(CURSOR, "")) for name, text in files.items()}
    return Project((FOLDER,), outlines, settings)


def find_cursor(text: str) -> tuple[int, int]:
    """Return the line and the character of the cursor in a text."""
    before = text[: text.index(CURSOR)]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)


class Editor:
    """An editor with a document that has the cursor, and others beside it."""

    def __init__(self, text: str, name: str = "shop.yaml", **others: str) -> None:
        self.name = name
        self.text = text
        files = {f"{stem}.yaml": other for stem, other in others.items()}
        self.project = make_project({**files, name: text})

    @property
    def place(self) -> Place:
        text = Text(self.text.replace(CURSOR, ""))
        return place_at(text, find_cursor(self.text), self.project, path_of(self.name))

    @property
    def items(self) -> list[Item]:
        items, more = complete(self.place, self.project, path_of(self.name))
        assert not more
        return items

    @property
    def labels(self) -> list[str]:
        return [item.label for item in self.items]

    @property
    def written(self) -> list[str]:
        """What the document says where the cursor is when each item was chosen: that line, without its indentation."""
        cursor = self.place.cursor
        line = self.text.replace(CURSOR, "").split("\n")[cursor.line]
        return [(line[: cursor.start] + item.text + line[cursor.end :]).strip() for item in self.items]

    def hover(self, report: Report | None = None, checked: Checked | None = None) -> str | None:
        return describe(self.place, self.project, path_of(self.name), checked or Checked((), report))

    @property
    def definitions(self) -> list[str]:
        found: list[Target] = find_definitions(self.place, self.project, path_of(self.name))
        return [f"{self.project.show(path)}:{place.line}:{place.column}" for path, place in found]
