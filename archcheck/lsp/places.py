"""Places: where a cursor stands in the grammar, and what sorts of names belong there."""

from typing import NamedTuple

from archcheck.lsp.grammar import Form, Grammar, Trail
from archcheck.lsp.outline import text_of
from archcheck.lsp.project import Project
from archcheck.lsp.sketch import Cursor, sketch
from archcheck.lsp.text import Text

_SELECTORS = ("selector", "plainSelector", "patternStep")


class Place(NamedTuple):
    """A place of a document.

    Attributes:
        cursor: what stands there.
        forms: what the value there may look like, or the mapping that gets the key.
        sorts: the sorts of things that a value there names.
        key_sorts: the sorts of things that a key there names.
        label: the label whose values stand there, where it is one.
        words: the words that may stand there in place of the name of a group's label.
        name: what a name there stands for: of a nested zone, the whole path.
        help: what the key means whose value stands there, and that key.
    """

    cursor: Cursor
    forms: tuple[Form, ...]
    sorts: tuple[str, ...]
    key_sorts: tuple[str, ...]
    label: str | None = None
    words: tuple[str, ...] | None = None
    name: str = ""
    help: tuple[str, str] = ("", "")


def place_at(text: Text, at: tuple[int, int], project: Project, path: str) -> Place:
    """Return the place of the cursor in a document.

    Args:
        text: the document.
        at: the line and the character of the cursor, from 0.
        project: where the document lies.
        path: its real path.
    """
    outline = project.documents[path]
    found = sketch(outline.source, text.lines, at)
    steps = found.cursor.path
    rules: dict[str, str] = {}
    if outline.family == "constraints" and len(steps) > 1 and steps[0] == "constraints":
        entries = project.find(path, "constraint", str(steps[1]))
        rules = {entry.name: rule for entry in reversed(entries) if (rule := text_of(entry.value, "rule"))}
    return find_place(found.cursor, Grammar(outline.family, found.root, rules))


def find_place(cursor: Cursor, grammar: Grammar) -> Place:
    """Return the place of a cursor in the grammar."""
    if cursor.role == "none":
        return Place(cursor, (), (), ())
    path = cursor.path
    forms = tuple(grammar.forms(path))
    trails = dict.fromkeys(form.trail for form in forms)
    named = dict.fromkeys(form.trail for form in forms if form.takes_names)
    words = grammar.group_words(path) if ("constraint",) in {trail[:1] for trail in trails} else None
    sorts = [sort for trail in trails for sort in _sorts_of_value(trail)]
    key_sorts = [sort for trail in named for sort in _sorts_of_key(trail)]
    if words is not None:
        sorts = ["group label"]
    label = _find_label(cursor, grammar) if "label value" in (*sorts, *key_sorts) else None
    return Place(
        cursor,
        forms,
        tuple(dict.fromkeys(sorts)),
        tuple(dict.fromkeys(key_sorts)),
        label,
        words,
        _find_name(cursor, key_sorts),
        _find_help(cursor, grammar),
    )


_OF_VALUES: dict[Trail, tuple[str, ...]] = {
    ("topology", "include"): ("file",),
    ("topology", "nodes", "*", "kind"): ("kind",),
    ("topology", "nodes", "*", "zone"): ("zone",),
    ("topology", "edges", "from"): ("node",),
    ("topology", "edges", "to"): ("node",),
    ("topology", "edges", "kind"): ("edge kind",),
    ("topology", "edges", "id"): (),
    ("constraints", "include"): ("file",),
    ("constraints", "extends"): ("pack", "file"),
    ("constraint", "label"): ("label",),
    ("constraint", "levels"): ("label value",),
    ("constraint", "levels", "*"): ("label value",),
    ("constraint", "permitted-by", "covers", "subject"): ("node", "edge"),
    ("matcher",): ("label value",),
    ("overlay", "include"): ("file",),
    ("overlay", "rules", "set", "kind"): ("kind",),
    ("overlay", "rules", "set", "zone"): ("zone",),
    ("overlay", "nodes", "*", "kind"): ("kind",),
    ("overlay", "nodes", "*", "zone"): ("zone",),
    ("overlay", "edges", "from"): ("node",),
    ("overlay", "edges", "to"): ("node",),
    ("overlay", "edges", "kind"): ("edge kind",),
    ("claims", "include"): ("file",),
    ("claims", "claims", "*", "supports"): ("claim",),
    ("evidence",): ("constraint",),
    ("waivers", "include"): ("file",),
    ("waivers", "waivers", "constraint"): ("constraint",),
    ("waivers", "waivers", "from"): ("node",),
    ("waivers", "waivers", "to"): ("node",),
    ("waivers", "waivers", "subject"): ("node", "edge"),
    ("baseline", "entries", "topology"): ("topology",),
    ("baseline", "entries", "constraint"): ("constraint",),
    ("baseline", "entries", "source"): ("node",),
    ("baseline", "entries", "target"): ("node",),
    ("baseline", "entries", "subject"): ("node", "edge"),
}
_OF_NODES: dict[Trail, tuple[str, ...]] = {
    (): ("node",),
    ("id",): ("node",),
    ("kind",): ("kind",),
    ("zone",): ("zone",),
    ("tags",): ("tag",),
    ("set",): ("set",),
}
_OF_EDGES: dict[Trail, tuple[str, ...]] = {
    (): ("edge",),
    ("id",): ("edge",),
    ("kind",): ("edge kind",),
    ("tags",): ("tag",),
    ("crosses",): ("zone",),
}
_OF_KEYS: dict[Trail, tuple[str, ...]] = {
    ("topology", "nodes"): ("node",),
    ("topology", "zones"): ("zone",),
    ("zones",): ("zone",),
    ("topology", "edge-kinds"): ("edge kind",),
    ("overlay", "zones"): ("zone",),
    ("overlay", "nodes"): ("node",),
    ("overlay", "map"): ("node",),
    ("constraints", "sets"): ("set",),
    ("constraints", "constraints"): ("constraint",),
    ("constraints", "vocabulary"): ("vocabulary",),
    ("constraint", "levels"): ("label value",),
    ("claims", "claims"): ("claim",),
}


def _sorts_of_value(trail: Trail) -> tuple[str, ...]:
    """Return what a scalar at a place of the schema names."""
    if trail[0] == "edgeSelector":
        return _OF_EDGES.get(trail[1:], ())
    if trail[0] in _SELECTORS:
        return _OF_NODES.get(trail[1:], ())
    if trail in _OF_VALUES:
        return _OF_VALUES[trail]
    if trail[-2:] == ("labels", "*"):
        return ("label value",)
    return ("tag",) if trail[-1] == "tags" and trail[0] in ("topology", "overlay", "zones") else ()


def _sorts_of_key(trail: Trail) -> tuple[str, ...]:
    """Return what the free keys of a mapping at a place of the schema name."""
    return ("label",) if trail[-1] == "labels" else _OF_KEYS.get(trail, ())


def _find_name(cursor: Cursor, key_sorts: list[str]) -> str:
    """Return what a name stands for: a zone stands in those around it."""
    if cursor.role == "key" and "zone" in key_sorts:
        return "/".join([*(str(step) for step in cursor.path[1::2]), cursor.text])
    return cursor.text


def _find_help(cursor: Cursor, grammar: Grammar) -> tuple[str, str]:
    """Return the key whose value a place is, and what it means."""
    path = cursor.path
    if cursor.role == "key":
        path = (*path, cursor.text)
    while path and not isinstance(path[-1], str):
        path = path[:-1]
    if not path:
        return "", ""
    key = str(path[-1])
    for form in grammar.forms(path[:-1]):
        if key in form.properties:
            required = " (required)" if key in form.schema.get("required", ()) else ""
            return key + required, form.properties[key].get("description", "")
    return "", ""


def _find_label(cursor: Cursor, grammar: Grammar) -> str | None:
    """Return the label whose values a place is about: the key under the innermost ``labels``, or a rule's ``label``."""
    path = cursor.path
    for number in range(len(path) - 1, 0, -1):
        if path[number - 1] == "labels" and isinstance(path[number], str):
            return str(path[number])
    return grammar.label_of(path)
