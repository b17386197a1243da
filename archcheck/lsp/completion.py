"""Completion: what may be written at a place, and how it is written there."""

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from archcheck.documents.draft import TYPES
from archcheck.documents.packs import pack_names, pack_path
from archcheck.documents.topology import EDGE_KINDS
from archcheck.lsp.grammar import FAMILIES
from archcheck.lsp.outline import Entry, text_of
from archcheck.lsp.places import Place
from archcheck.lsp.project import Project, is_below, make_outline
from archcheck.lsp.sketch import Cursor
from archcheck.lsp.writing import write_scalar
from archcheck.rules import RULES_BY_NAME
from archcheck.source.located import Mapping as MappingValue, Scalar, Sequence, Value

MOST_ITEMS = 500


class Item(NamedTuple):
    """Something that may be written.

    Attributes:
        label: what the list shows.
        sort: what sort of thing it is: ``key``, ``value``, or what :mod:`archcheck.lsp.places` calls it.
        text: what is written.
        detail: a few words on it.
        help: a sentence or more on it.
    """

    label: str
    sort: str
    text: str
    detail: str = ""
    help: str = ""


def complete(place: Place, project: Project, path: str) -> tuple[list[Item], bool]:
    """Return what may be written at a place, the likeliest first, and whether there is more than that.

    Args:
        place: the place.
        project: where names are looked up.
        path: the real path of the document.
    """
    found: dict[tuple[str, str], Item] = {}
    role = place.cursor.role
    if role in ("key", "either"):
        for item in _keys(place, project, path):
            found.setdefault(("key", item.label), item)
    if role in ("value", "either"):
        for item in _values(place, project, path):
            found.setdefault(("value", item.label), item)
    items = list(found.values())
    if len(items) <= MOST_ITEMS:
        return items, False
    begun = place.cursor.text.casefold()
    matching = [item for item in items if begun in item.label.casefold()]
    return matching[:MOST_ITEMS], True


def complete_type(cursor: Cursor, root: Value) -> list[Item]:
    """Return what a document that does not say what it is may be: where it is empty, or says ``archcheck:`` only."""
    names = [name for name in TYPES if name.partition("/")[0] in FAMILIES]
    if cursor.path == ("archcheck",) and cursor.role == "value":
        return [Item(name, "value", write_scalar(name, cursor.quote)) for name in names]
    begins = cursor.path == () and cursor.role in ("key", "either") and not isinstance(root, Sequence)
    if begins and not (isinstance(root, MappingValue) and root.entries.keys() - {cursor.text}):
        return [Item(f"archcheck: {name}", "key", f"archcheck: {name}") for name in names]
    return []


def _keys(place: Place, project: Project, path: str) -> Iterator[Item]:
    cursor = place.cursor
    present = set(cursor.mapping.entries) - {cursor.text} if cursor.mapping is not None and cursor.role == "key" else ()
    for form in place.forms:
        required = form.schema.get("required", ())
        for name, schema in sorted(form.properties.items(), key=lambda pair: pair[0] not in required):
            if name not in present:
                detail = "required" if name in required else ""
                yield Item(name, "key", _write_key(name, place, schema), detail, schema.get("description", ""))
    for sort in place.key_sorts:
        defined = ("node", "zone", "edge kind") if project.documents[path].family == "topology" else ("claim",)
        if sort in defined:
            continue  # by whoever writes here
        own = sort in ("set", "constraint")
        for item in _names(sort, place, project, path):
            inherited = not own or item.label not in project.documents[path].entries.get(sort, {})
            if item.label not in present and inherited:
                yield item._replace(text=_write_key(item.label, place, {}))


def _write_key(name: str, place: Place, schema: dict[str, object]) -> str:
    cursor = place.cursor
    if cursor.colon:
        return write_scalar(name, cursor.quote)
    opens = schema.get("type") == "object" and not cursor.flow
    return write_scalar(name, cursor.quote) + (":" if opens else ": ")


def _values(place: Place, project: Project, path: str) -> Iterator[Item]:
    cursor = place.cursor
    for form in place.forms:
        words = form.schema.get("enum", [form.schema["const"]] if "const" in form.schema else [])
        for word in words:
            if isinstance(word, str):
                rule = form.trail == ("constraint", "rule")
                text = write_scalar(word, cursor.quote)
                yield Item(word, "rule" if rule else "value", text, "", form.schema.get("description", ""))
        flags = ["true", "false"] if form.schema.get("type") == "boolean" else []
        flags += ["true"] if form.schema.get("const") is True else []
        yield from (Item(flag, "value", flag) for flag in flags)
    for sort in place.sorts:
        for item in _names(sort, place, project, path):
            written = (
                item.text if sort == "label value" and not cursor.quote else write_scalar(item.label, cursor.quote)
            )
            yield item._replace(text=written)


def _names(sort: str, place: Place, project: Project, path: str) -> Iterator[Item]:
    """Yield the names of a sort that a document can speak of."""
    match sort:
        case "rule":
            yield from (Item(rule.name, sort, rule.name, "", rule.summary) for rule in RULES_BY_NAME.values())
        case "pack":
            yield from (Item(name, sort, name, "a shipped pack") for name in pack_names())
        case "file":
            yield from _files(project, path, inside="include" in place.cursor.path)
        case "topology":
            for each in project.of_family("topology"):
                name = project.documents[each].name
                yield Item(name, sort, name, project.show(each))
        case "kind" | "vocabulary":
            yield from _kinds(place, project, path)
        case "edge kind":
            yield from _edge_kinds(place, project, path)
        case "tag":
            tags = _used((outline.tags for outline in project.outlines(path, "topology")), place)
            yield from (Item(tag, sort, tag) for tag in sorted(tags))
        case "label":
            yield from (Item(label, sort, label) for label in sorted(_labels(project, path)))
        case "group label":
            yield from (Item(word, "value", word) for word in place.words or ())
            labels = sorted(_labels(project, path))
            yield from (Item(f"labels.{label}", "label", f"labels.{label}") for label in labels)
        case "label value":
            values = _labels(project, path).get(place.label or "", set())
            yield from (Item(value, sort, value) for value in sorted(values))
        case _:
            for name, entry in sorted(project.entries(path, sort).items()):
                detail = text_of(entry.value, {"node": "kind", "constraint": "rule"}.get(sort, ""))
                told = text_of(entry.value, "text" if sort == "claim" else "title")
                yield Item(name, sort, name, detail, told)


def _labels(project: Project, path: str) -> dict[str, set[str]]:
    """Return the labels of all topologies that a document speaks of, with their values."""
    found: dict[str, set[str]] = {}
    for outline in project.outlines(path, "topology"):
        for label, values in outline.labels.items():
            found.setdefault(label, set()).update(values)
    return found


def _kinds(place: Place, project: Project, path: str) -> Iterator[Item]:
    """Yield the kinds of vocabularies and of nodes, what lies above them, and those of the shipped vocabulary."""
    declared = project.entries(path, "vocabulary")
    used = _used((outline.kinds for outline in project.outlines(path, "topology")), place)
    above = {kind.rpartition(".")[0] for kind in used}
    for kind in sorted({*declared, *used, *above} - {""}):
        text = declared[kind].value if kind in declared else None
        help_text = text.text if isinstance(text, Scalar) else ""
        yield Item(kind, "kind", kind, "in the vocabulary" if kind in declared else "", help_text)
    for kind, entry in sorted(_shipped_vocabulary().items()):
        text = entry.value
        help_text = text.text if isinstance(text, Scalar) else ""
        yield Item(kind, "kind", kind, "in the shipped vocabulary", help_text)


@cache
def _shipped_vocabulary() -> dict[str, Entry]:
    pack = pack_path("vocabulary")
    return make_outline(str(pack), pack.read_text(encoding="utf-8")).entries["vocabulary"]


def _used(found: Iterable[Mapping[str, list[str]]], place: Place) -> set[str]:
    """Return the names that are used, without what is being written and nothing else uses."""
    counts: dict[str, int] = {}
    for users in found:
        for name in users:
            counts[name] = counts.get(name, 0) + len(users[name])
    return {name for name, count in counts.items() if count > 1 or name != place.cursor.text}


def _edge_kinds(place: Place, project: Project, path: str) -> Iterator[Item]:
    declared = project.entries(path, "edge kind")
    used = _used((outline.edge_kinds for outline in project.outlines(path, "topology")), place)
    for kind in (*EDGE_KINDS, *sorted({*declared, *used} - {*EDGE_KINDS})):
        like = text_of(declared[kind].value, "like") if kind in declared else ""
        yield Item(kind, "edge kind", kind, f"like {like}" if like else "")


def _files(project: Project, path: str, *, inside: bool) -> Iterator[Item]:
    """Yield the paths of the other documents of the family from the folder of this one; ``inside``: those below it."""
    family = project.documents[path].family
    folder = str(Path(path).parent)
    for each in project.of_family(family):
        if each != path and (is_below(each, folder) or not inside):
            name = os.path.relpath(each, folder).replace(os.sep, "/")
            yield Item(name, "file", name)
