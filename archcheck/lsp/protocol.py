"""The protocol's terms: notices, items, targets and symbols as an editor wants them."""

import re
from collections.abc import Iterable, Mapping

from lsprotocol import types
from pygls.uris import from_fs_path

from archcheck.lsp.completion import Item
from archcheck.lsp.definition import Target
from archcheck.lsp.notices import Notice
from archcheck.lsp.places import Place
from archcheck.lsp.project import Project
from archcheck.lsp.symbols import Symbol, find_end
from archcheck.lsp.text import Text
from archcheck.source.inert import escape
from archcheck.source.located import Location

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_ITEM_KINDS = {
    "key": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.EnumMember,
    "rule": types.CompletionItemKind.Function,
    "node": types.CompletionItemKind.Variable,
    "zone": types.CompletionItemKind.Module,
    "edge": types.CompletionItemKind.Reference,
    "set": types.CompletionItemKind.Struct,
    "constraint": types.CompletionItemKind.Interface,
    "claim": types.CompletionItemKind.Text,
    "kind": types.CompletionItemKind.Class,
    "edge kind": types.CompletionItemKind.Class,
    "tag": types.CompletionItemKind.Keyword,
    "label": types.CompletionItemKind.Field,
    "label value": types.CompletionItemKind.Value,
    "pack": types.CompletionItemKind.File,
    "file": types.CompletionItemKind.File,
    "topology": types.CompletionItemKind.File,
}
_SYMBOL_KINDS = {
    "group": types.SymbolKind.Namespace,
    "zone": types.SymbolKind.Module,
    "node": types.SymbolKind.Object,
    "edge": types.SymbolKind.Event,
    "edge kind": types.SymbolKind.Class,
    "vocabulary": types.SymbolKind.Class,
    "set": types.SymbolKind.Struct,
    "constraint": types.SymbolKind.Interface,
    "claim": types.SymbolKind.String,
}

_CLOSING = re.compile(r"[ \t\]}]*}")


class Files:
    """Paths as the editor names them, and the places in them.

    Args:
        uris: the URIs of the open documents, by their real paths.
        texts: the texts of documents, by their real paths.
        project: what the places of notices are relative to.
        encoding: the units in which the editor counts characters.
    """

    def __init__(
        self,
        uris: Mapping[str, str],
        texts: Mapping[str, Text],
        project: Project,
        encoding: types.PositionEncodingKind | str,
    ) -> None:
        self._uris = uris
        self._texts = dict(texts)
        self._project = project
        self._encoding = encoding

    def uri(self, path: str) -> str:
        """Return the URI of a file."""
        return self._uris.get(path) or from_fs_path(path) or ""

    def range(self, path: str, location: Location) -> types.Range:
        """Return the range of a place in a file: of an edge, all that is said of it."""
        outline = self._project.documents.get(path)
        if path not in self._texts:
            self._texts[path] = Text(outline.source.text if outline else "", self._encoding)
        text = self._texts[path]
        edge = outline.edges.get((location.line - 1, location.column - 1)) if outline else None
        if edge is None:
            return text.range_of(location)
        line, column = find_end(edge)
        closing = _CLOSING.match(text.line(line), column)
        end = closing.end() if closing and text.line(edge.line)[edge.column : edge.column + 1] == "{" else column
        return types.Range(text.position(edge.line, edge.column), text.position(line, end))

    def location(self, path: str, location: Location) -> types.Location:
        """Return a place in a file."""
        return types.Location(self.uri(path), self.range(path, location))

    def diagnostic(self, notice: Notice, *, related: bool) -> types.Diagnostic:
        """Return a notice; what it is related to is left out where the editor does not show it."""
        places = [
            types.DiagnosticRelatedInformation(self.location(self._project.locate(place.path), place), escape(message))
            for message, place in notice.related
        ]
        return types.Diagnostic(
            range=self.range(self._project.locate(notice.location.path), notice.location),
            severity=_SEVERITIES[notice.severity],
            code=notice.code,
            source="archcheck",
            message="\n".join(escape(line) for line in notice.message.split("\n")),
            related_information=places if related and places else None,
        )

    def symbol(self, path: str, symbol: Symbol) -> types.DocumentSymbol:
        """Return a symbol with those in it; its range ends behind all of theirs."""
        name = self.range(path, symbol.location)
        end = self._texts[path].position(*symbol.end)
        children = [self.symbol(path, child) for child in symbol.children]
        ends = [(each.line, each.character) for each in (end, name.end, *(child.range.end for child in children))]
        return types.DocumentSymbol(
            name=escape(symbol.name) or " ",
            detail=escape(symbol.detail) or None,
            kind=_SYMBOL_KINDS[symbol.sort],
            range=types.Range(name.start, types.Position(*max(ends))),
            selection_range=name,
            children=children or None,
        )


def completion_list(items: Iterable[Item], place: Place, text: Text, *, more: bool) -> types.CompletionList:
    """Return what may be written at a place."""
    cursor = place.cursor
    span = text.span(cursor.line, cursor.start, cursor.end)
    return types.CompletionList(
        is_incomplete=more,
        items=[
            types.CompletionItem(
                label=escape(item.label),
                kind=_ITEM_KINDS[item.sort],
                detail=escape(item.detail) or None,
                documentation=escape(item.help) or None,
                sort_text=f"{number:04}",
                filter_text=item.text,
                text_edit=types.TextEdit(span, item.text),
            )
            for number, item in enumerate(items)
        ],
    )


def hover(markdown: str, place: Place, text: Text, *, plain: bool) -> types.Hover:
    """Return what is said of a place, as Markdown or without its marks."""
    cursor = place.cursor
    span = text.span(cursor.line, cursor.start, cursor.end)
    if not plain:
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, markdown), span)
    words = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace("**", ""))
    return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, words), span)


def definition(targets: Iterable[Target], files: Files) -> list[types.Location]:
    """Return where something is defined."""
    return [files.location(target.path, target.location) for target in targets]


def flatten(
    symbols: Iterable[types.DocumentSymbol], uri: str, around: str | None = None
) -> list[types.SymbolInformation]:
    """Return symbols as a list, for an editor that knows of no tree."""
    found = []
    for symbol in symbols:
        found.append(
            types.SymbolInformation(
                location=types.Location(uri, symbol.range), name=symbol.name, kind=symbol.kind, container_name=around
            )
        )
        found += flatten(symbol.children or (), uri, symbol.name)
    return found
