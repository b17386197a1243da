"""The server: the connection to the editor, its open texts, and the checks that run beside it."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from archcheck import __version__
from archcheck.lsp.checking import Checked, check_project
from archcheck.lsp.grammar import FAMILIES
from archcheck.lsp.outline import Outline
from archcheck.lsp.places import Place, place_at
from archcheck.lsp.project import Project, Reader, make_outline
from archcheck.lsp.protocol import Files
from archcheck.lsp.settings import NO_SETTINGS, Settings
from archcheck.lsp.text import Text
from archcheck.source.files import unsaved_texts

DELAY = 0.25
"""So many seconds after the last change a check begins."""
MOST_FRESH = 150_000
"""A text that has no more characters is read again for each answer; a longer one with each check."""


class Buffer:
    """A text that is open in the editor."""

    def __init__(self, uri: str, path: str, text: Text, version: int | None) -> None:
        self.uri = uri
        self.path = path
        self.text = text
        self.version = version
        self._outline: Outline | None = None

    def change(self, changes: Any, version: int | None) -> None:
        """Follow what was typed."""
        for change in changes:
            self.text.replace(getattr(change, "range", None), change.text)
        self.version = version
        self._outline = None

    def outline(self, last: Outline | None) -> Outline:
        """Return the outline of the text; of a long one the last that is known."""
        if self._outline is None:
            text = str(self.text)
            known = last is not None and (last.source.text == text or len(text) > MOST_FRESH)
            self._outline = last if known and last is not None else make_outline(self.path, text)
        return self._outline


class Snapshot(NamedTuple):
    """What a check is about: the open folders, the open texts with their versions, and the settings."""

    folders: tuple[str, ...]
    texts: Mapping[str, str]
    versions: Mapping[str, int | None]
    settings: Settings


class _Protocol(LanguageServerProtocol):
    """Leaves the texts to the server, which breaks lines where the protocol does and nowhere else."""

    _server: "ArchcheckServer"

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._server.open(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._server.change(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.close(params.text_document.uri)


class ArchcheckServer(LanguageServer):
    """The language server of archcheck.

    Everything but the checks happens in one thread, the one that reads what the editor sends. A check gets a snapshot
    and hands back what it found.
    """

    def __init__(self) -> None:
        super().__init__("archcheck", __version__, protocol_cls=_Protocol)
        self.settings = NO_SETTINGS
        self.was_shut_down = False
        self.buffers: dict[str, Buffer] = {}
        self.checked = Checked(())
        self._project = Project((), {})
        self._reader = Reader()
        self._timer: asyncio.TimerHandle | None = None
        self._running = False
        self._again = False
        self._published: dict[str, list[types.Diagnostic]] = {}

    # Texts

    def open(self, document: types.TextDocumentItem) -> None:
        """Follow a text from now on."""
        text = Text(document.text, self._encoding)
        self.buffers[document.uri] = Buffer(document.uri, self._path(document.uri), text, document.version)
        self.schedule()

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Follow what was typed."""
        buffer = self.buffers.get(params.text_document.uri)
        if buffer is not None:
            buffer.change(params.content_changes, params.text_document.version)
            self.schedule()

    def close(self, uri: str) -> None:
        """Follow a text no longer: its file counts again."""
        self.buffers.pop(uri, None)
        self._reader.forget_files()
        self.schedule()

    @property
    def _encoding(self) -> types.PositionEncodingKind | str:
        return self.workspace.position_encoding or types.PositionEncodingKind.Utf16

    @property
    def _folders(self) -> tuple[str, ...]:
        uris = [folder.uri for folder in self.workspace.folders.values()]
        if not uris and self.workspace.root_uri:
            uris = [self.workspace.root_uri]
        paths = (to_fs_path(uri) for uri in uris)
        return tuple(dict.fromkeys(os.path.realpath(path) for path in paths if path))

    def _path(self, uri: str) -> str:
        """Return the real path of a text; one that was never saved gets a name of its own."""
        path = to_fs_path(uri)
        try:
            if path:
                return os.path.realpath(path)
        except ValueError:  # NUL
            pass
        return os.path.realpath(Path(*self._folders[:1], quote(uri, safe="")))

    # Checks

    def schedule(self, delay: float = DELAY) -> None:
        """Begin a check when nothing was typed for a moment."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self._begin)

    def look_again(self) -> None:
        """Look into the folders again, and check."""
        self._reader.forget_files()
        self.schedule()

    def _begin(self) -> None:
        self._timer = None
        if self._running:
            self._again = True
            return
        self._running = True
        texts = {buffer.path: str(buffer.text) for buffer in self.buffers.values()}
        versions = {buffer.uri: buffer.version for buffer in self.buffers.values()}
        snapshot = Snapshot(self._folders, texts, versions, self.settings)
        # A daemon: the editor that goes does not wait for a check.
        arguments = (snapshot, asyncio.get_running_loop())
        threading.Thread(target=self._check, args=arguments, name="check", daemon=True).start()

    def _check(self, snapshot: Snapshot, loop: asyncio.AbstractEventLoop) -> None:
        """Check a snapshot; the thread of a check runs this."""
        done = None
        try:
            project = self._reader.read(snapshot.folders, snapshot.texts, snapshot.settings)
            with unsaved_texts(snapshot.texts):
                done = project, check_project(project, datetime.now(UTC).date(), __version__)
        except Exception as fault:
            message = f"archcheck: internal error: {type(fault).__name__}: {fault}"
            _hand_over(loop, self._tell, message)
        _hand_over(loop, self._finish, snapshot, done)

    def _tell(self, message: str) -> None:
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def _finish(self, snapshot: Snapshot, done: tuple[Project, Checked] | None) -> None:
        """Show what a check found, and begin the next where something changed meanwhile."""
        self._running = False
        if done is not None:
            self._project, self.checked = done
            self._publish(snapshot)
        if self._again:
            self._again = False
            self.schedule(0)

    def _publish(self, snapshot: Snapshot) -> None:
        """Send the diagnostics of all documents, but of those that changed since: the next check is about them."""
        project = self._project
        files = self.files(project)
        related = bool(
            get_capability(self.client_capabilities, "text_document.publish_diagnostics.related_information")
        )
        found: dict[str, list[types.Diagnostic]] = {uri: [] for uri in snapshot.versions}
        for notice in self.checked.notices:
            path = project.locate(notice.location.path)
            uri = files.uri(path)
            if uri not in self.buffers and (notice.verdict or project.is_shipped(path)):
                continue
            found.setdefault(uri, []).append(files.diagnostic(notice, related=related))
        for uri in [*self._published, *found]:
            diagnostics = found.get(uri, [])
            buffer = self.buffers.get(uri)
            if buffer is not None and snapshot.versions.get(uri, -1) != buffer.version:
                continue
            if buffer is None and self._published.get(uri, []) == diagnostics:
                continue
            self._published[uri] = diagnostics
            version = buffer.version if buffer is not None else None
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))
            found.pop(uri, None)
        self._published = {uri: shown for uri, shown in self._published.items() if shown}

    # Answers

    def view(self, uri: str) -> tuple[Buffer, Project] | None:
        """Return an open text and the project with it as it is now; None for a text that is not open."""
        buffer = self.buffers.get(uri)
        if buffer is None:
            return None
        known = self._project.documents
        fresh = {each.path: each.outline(known.get(each.path)) for each in self.buffers.values()}
        project = Project(self._folders, {**known, **fresh}, self.settings)
        return buffer, project

    def place(self, uri: str, position: types.Position) -> tuple[Place, Buffer, Project] | None:
        """Return the place that the editor asks about; None where it is in no document of archcheck's."""
        found = self.view(uri)
        if found is None:
            return None
        buffer, project = found
        if project.documents[buffer.path].family not in FAMILIES:
            return None
        return place_at(buffer.text, buffer.text.locate(position), project, buffer.path), buffer, project

    def files(self, project: Project) -> Files:
        """Return what names files as the editor does."""
        uris = {buffer.path: buffer.uri for buffer in self.buffers.values()}
        texts = {buffer.path: buffer.text for buffer in self.buffers.values()}
        return Files(uris, texts, project, self._encoding)


def _hand_over(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *arguments: object) -> None:
    """Have the thread that talks with the editor call a function; where it talks no more, nobody does."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(function, *arguments)
