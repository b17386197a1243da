"""Summaries: what documents say of a name, in a few lines of Markdown."""

from collections.abc import Callable, Iterator, Sequence

from archcheck.documents.topology import EDGE_KINDS
from archcheck.lsp.outline import Entry, Outline, text_of
from archcheck.lsp.project import Project
from archcheck.lsp.symbols import find_end
from archcheck.lsp.writing import code, code_block, listing, prose
from archcheck.selectors import glob, in_kind, in_zone
from archcheck.source.located import Mapping, Scalar, Sequence as Items

MOST_LINES = 10
_EDGE_KINDS = {
    "call": "the caller sends a request, and gets a response",
    "push": "data goes from `from` to `to`: publish, notify, log, stream, write, upload",
    "pull": "`from` fetches data out of `to`: read, subscribe, download",
    "admin": "`from` changes `to`: configure, deploy, hold keys for, switch off",
    "depends": "`from` builds on `to`; no traffic",
}


def summarise(sort: str, name: str, project: Project, path: str) -> list[str]:
    """Return what is to say of a name, some paragraphs; nothing where it is not known.

    Args:
        sort: what it is a name of, as :mod:`archcheck.lsp.places` has it.
        name: the name.
        project: where it is looked up.
        path: the real path of the document in which it stands.
    """
    summaries: dict[str, Callable[[str, Project, str], Iterator[str]]] = {
        "node": _node,
        "zone": _zone,
        "edge": _edge,
        "set": _set,
        "kind": _kind,
        "vocabulary": _kind,
        "edge kind": _edge_kind,
        "tag": _tag,
        "label": _label,
        "group label": lambda name, project, path: _label(name.removeprefix("labels."), project, path),
    }
    return list(summaries[sort](name, project, path)) if sort in summaries else []


def _node(name: str, project: Project, path: str) -> Iterator[str]:
    if "*" in name:
        nodes = [node for node in project.entries(path, "node") if glob(name)(node)]
        yield f"nodes that match {code(name)}: {listing(nodes) or 'none'}"
        return
    for entry in project.find(path, "node", name)[:1]:
        yield from _head("node", entry, ("kind", "zone"))
        for side, other, word in (("from", "to", "edges to"), ("to", "from", "edges from")):
            names = [
                text_of(edge.value, other)
                for outline in _whole(entry, project)
                for edge in outline.entries.get("edge", {}).values()
                if text_of(edge.value, side) == name
            ]
            if any(names):
                yield f"{word} {listing(filter(None, names))}"


def _zone(name: str, project: Project, path: str) -> Iterator[str]:
    entries = project.find(path, "zone", name)[:1]
    if not entries and "*" not in name:
        return
    for entry in entries:
        yield from _head("zone", entry, ())
    nodes = [
        node
        for node, entry in project.entries(path, "node").items()
        if text_of(entry.value, "zone") and in_zone(text_of(entry.value, "zone"), name)
    ]
    yield f"{_number(nodes)} in {code(name)}" + (f": {listing(nodes)}" if nodes else "")


def _edge(name: str, project: Project, path: str) -> Iterator[str]:
    for entry in project.find(path, "edge", name)[:1]:
        yield from _head("edge", entry, ("from", "to", "kind"))


def _set(name: str, project: Project, path: str) -> Iterator[str]:
    for entry in project.find(path, "set", name)[:1]:
        source, first = entry.key.source, entry.key.line
        lines = [source.line(number + 1) for number in range(first, find_end(entry.value)[0] + 1)]
        indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        more = ["..."] if len(lines) > MOST_LINES else []
        yield f"**set** {code(name)}, in {code(project.show(source.path))}"
        yield code_block([*(line[indent:] for line in lines[:MOST_LINES]), *more])


def _kind(name: str, project: Project, path: str) -> Iterator[str]:
    declared = [entry.value for entry in project.find(path, "vocabulary", name)]
    texts = [value.text for value in declared if isinstance(value, Scalar) and value.text]
    yield f"**kind** {code(name)}" + (f": {prose(texts[0])}" if texts else "")
    nodes = [
        node
        for outline in project.outlines(path, "topology")
        for kind, users in outline.kinds.items()
        if in_kind(kind, name)
        for node in users
    ]
    yield _number(nodes) + (f": {listing(nodes)}" if nodes else "")


def _edge_kind(name: str, project: Project, path: str) -> Iterator[str]:
    first = name.partition(".")[0]
    declared = [text_of(entry.value, "like") for entry in project.find(path, "edge kind", first)]
    like = declared[0] if declared else first
    if like in EDGE_KINDS:
        told = f", like `{like}`" if like != first else ""
        yield f"**edge kind** {code(name)}{told}: {_EDGE_KINDS[like]}"


def _tag(name: str, project: Project, path: str) -> Iterator[str]:
    users = [user for outline in project.outlines(path, "topology") for user in outline.tags.get(name, ())]
    yield f"**tag** {code(name)} of {listing(users) or 'nothing'}"


def _label(name: str, project: Project, path: str) -> Iterator[str]:
    outlines = project.outlines(path, "topology")
    values = {value for outline in outlines for value in outline.labels.get(name, {})}
    if values:
        yield f"**label** {code(name)}: {listing(sorted(values))}"


def _head(what: str, entry: Entry, keys: Sequence[str]) -> Iterator[str]:
    """Yield what an entry is called and has."""
    said = [f", {key} {code(text_of(entry.value, key))}" for key in keys if text_of(entry.value, key)]
    yield f"**{what}** {code(entry.name)}" + "".join(said)
    yield from (prose(text_of(entry.value, key)) for key in ("title", "description") if text_of(entry.value, key))
    flags = ("stateful", "transparent", "fixed", "flow")
    aspects = [f"{key} {code(text_of(entry.value, key))}" for key in flags if text_of(entry.value, key)]
    for key in ("tags", "labels"):
        found = entry.value.get(key) if isinstance(entry.value, Mapping) else None
        if isinstance(found, Items):
            aspects.append(f"{key} {listing(item.text for item in found.items if isinstance(item, Scalar))}")
        elif isinstance(found, Mapping):
            pairs = ((name, value) for name, (_, value) in found.entries.items())
            aspects.append(f"{key} {listing(f'{name}: {_show(value)}' for name, value in pairs)}")
    if aspects:
        yield "; ".join(aspects)


def _show(value: object) -> str:
    if isinstance(value, Items):
        return ", ".join(item.text for item in value.items if isinstance(item, Scalar))
    return value.text if isinstance(value, Scalar) else "..."


def _whole(entry: Entry, project: Project) -> list[Outline]:
    """Return the documents that make one topology with the one that an entry is in."""
    return [project.documents[path] for path in project.related(entry.key.source.path)]


def _number(nodes: Sequence[str]) -> str:
    return f"{len(nodes)} node{'s' * (len(nodes) != 1)}" if nodes else "no node"
