"""An editor's end of the connection: pygls' own client, with the server as a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

PATIENCE = 60

RELATED = types.TextDocumentClientCapabilities(
    publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
    document_symbol=types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True),
)
CAPABILITIES = types.ClientCapabilities(text_document=RELATED)


class Editor:
    """A client that is connected to a server, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("editor", "1")
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []
        self.initialized: types.InitializeResult | None = None

        def note(params: types.LogMessageParams | types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        listeners: dict[str, Callable[[Any], None]] = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self.told.put_nowait,
            types.WINDOW_LOG_MESSAGE: note,
            types.WINDOW_SHOW_MESSAGE: note,
        }
        for method, listener in listeners.items():
            self.listen(method, listener)

    def listen(self, method: str, act: Callable[[Any], Any]) -> None:
        """Do something with what the server tells, or answer what it asks."""

        def heard(params: Any) -> Any:
            return act(params)

        self.client.feature(method)(heard)

    def uri(self, name: str) -> str:
        return from_fs_path(str(self.folder / name)) or ""

    def open(self, name: str, text: str | None = None) -> None:
        said = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri(name), "yaml", 1, said))
        )

    def change(self, name: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    async def diagnostics(self, name: str, version: int | None) -> list[types.Diagnostic]:
        """Return the diagnostics of a version of a document, once they come."""
        while True:
            params = await asyncio.wait_for(self.told.get(), PATIENCE)
            if params.uri == self.uri(name) and params.version == version:
                return list(params.diagnostics)

    async def settle(self, name: str, version: int | None, codes: list[str]) -> list[types.Diagnostic]:
        """Return the diagnostics of a version of a document, once they have certain codes: checks may overlap."""
        while True:
            found = await self.diagnostics(name, version)
            if [each.code for each in found] == codes:
                return found

    def at(self, name: str, line: int, character: int) -> dict[str, Any]:
        """Return what every question about a position says."""
        return {
            "text_document": types.TextDocumentIdentifier(self.uri(name)),
            "position": types.Position(line, character),
        }


@asynccontextmanager
async def connect(
    folder: Path, capabilities: types.ClientCapabilities = CAPABILITIES, **options: Any
) -> AsyncIterator[Editor]:
    """Start a server for a folder, and see it end as it should: with status 0, and without a word."""
    editor = Editor(folder)
    await editor.client.start_io(sys.executable, "-m", "archcheck", "lsp")
    folders = [types.WorkspaceFolder(from_fs_path(str(folder)) or "", folder.name)]
    asked = types.InitializeParams(capabilities, workspace_folders=folders, initialization_options=options or None)
    editor.initialized = await asyncio.wait_for(editor.client.initialize_async(asked), PATIENCE)
    editor.client.initialized(types.InitializedParams())
    yield editor
    process = editor.client._server
    assert process is not None
    assert process.stderr is not None
    await asyncio.wait_for(editor.client.shutdown_async(None), PATIENCE)
    editor.client.exit(None)
    stop: Callable[[], Awaitable[None]] = editor.client.stop
    await asyncio.wait_for(stop(), PATIENCE)
    assert editor.messages == []
    assert (await process.stderr.read()).decode() == ""
    assert process.returncode == 0


def run(folder: Path, act: Callable[[Editor], Awaitable[None]], **options: Any) -> None:
    """Connect to a server in a folder, and do something."""

    async def session() -> None:
        async with connect(folder, **options) as editor:
            await act(editor)

    live(session())


def live(session: Coroutine[Any, Any, None]) -> None:
    """Run a session in a thread of its own: that of the tests may have a loop already, which drives a browser."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, session).result()
