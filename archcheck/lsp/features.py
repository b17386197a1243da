"""The features: what the editor may ask, and which function answers."""

from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from archcheck.lsp.completion import complete, complete_type
from archcheck.lsp.definition import find_definitions
from archcheck.lsp.hover import describe
from archcheck.lsp.places import Place
from archcheck.lsp.protocol import completion_list, definition, flatten, hover
from archcheck.lsp.server import ArchcheckServer
from archcheck.lsp.settings import Settings
from archcheck.lsp.sketch import sketch
from archcheck.lsp.symbols import list_symbols

_TRIGGERS = [" ", ":", "-", "[", "{", ",", ".", "/", '"', "'"]
_WATCHED = ["**/*.yaml", "**/*.yml", "**/*.json"]


def serve() -> int:
    """Serve an editor over standard input and output, until it goes; return the exit status."""
    server = make_server()
    server.start_io()
    return 0 if server.was_shut_down else 1


def make_server() -> ArchcheckServer:
    """Return a server that answers all that it can."""
    server = ArchcheckServer()
    _follow(server)
    _answer(server)
    return server


def _follow(server: ArchcheckServer) -> None:
    """Register what the editor tells."""

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        watching = "workspace.did_change_watched_files.dynamic_registration"
        if get_capability(server.client_capabilities, watching):
            options = types.DidChangeWatchedFilesRegistrationOptions(list(map(types.FileSystemWatcher, _WATCHED)))
            registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))
        await ask_settings()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.settings = Settings.read(params.initialization_options)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        if params.settings:
            server.settings = Settings.read(params.settings)
            server.look_again()
        else:
            await ask_settings()

    async def ask_settings() -> None:
        if get_capability(server.client_capabilities, "workspace.configuration"):
            asked = types.ConfigurationParams([types.ConfigurationItem(section="archcheck")])
            (told,) = await server.workspace_configuration_async(asked)
            if told:
                server.settings = Settings.read(told)
        server.look_again()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        server.look_again()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed(_: types.DidChangeWatchedFilesParams) -> None:
        server.look_again()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def moved(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.look_again()

    @server.feature(types.SHUTDOWN)
    def shut_down(_: Any) -> None:
        server.was_shut_down = True


def _answer(server: ArchcheckServer) -> None:
    """Register what the editor asks."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    def completion(params: types.CompletionParams) -> types.CompletionList:
        found = server.place(params.text_document.uri, params.position)
        if found is not None:
            place, buffer, project = found
            items, more = complete(place, project, buffer.path)
            return completion_list(items, place, buffer.text, more=more)
        view = server.view(params.text_document.uri)
        if view is None:
            return types.CompletionList(False, [])
        buffer, project = view
        outline = project.documents[buffer.path]
        cursor = sketch(outline.source, buffer.text.lines, buffer.text.locate(params.position)).cursor
        items = complete_type(cursor, outline.root)
        return completion_list(items, Place(cursor, (), (), ()), buffer.text, more=False)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovering(params: types.HoverParams) -> types.Hover | None:
        found = server.place(params.text_document.uri, params.position)
        if found is None:
            return None
        place, buffer, project = found
        told = describe(place, project, buffer.path, server.checked)
        formats = get_capability(server.client_capabilities, "text_document.hover.content_format") or ()
        plain = bool(formats) and types.MarkupKind.Markdown not in formats
        return None if told is None else hover(told, place, buffer.text, plain=plain)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defining(params: types.DefinitionParams) -> list[types.Location]:
        found = server.place(params.text_document.uri, params.position)
        if found is None:
            return []
        place, buffer, project = found
        return definition(find_definitions(place, project, buffer.path), server.files(project))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        found = server.view(params.text_document.uri)
        if found is None:
            return []
        buffer, project = found
        files = server.files(project)
        tree = [files.symbol(buffer.path, symbol) for symbol in list_symbols(project.documents[buffer.path])]
        nests = "text_document.document_symbol.hierarchical_document_symbol_support"
        return tree if get_capability(server.client_capabilities, nests) else flatten(tree, buffer.uri)
