"""What git stores: revisions, trees and files, asked for by its plumbing, without a shell and without the network."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple, Self

from archcheck.errors import InputError
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.files import MOST_BYTES
from archcheck.source.located import shorten

_OBJECT_ID = re.compile(r"[0-9a-f]{40,64}")
# What a hook sets for the repository that it runs in, and would be taken for the one that is asked about.
_LOCAL = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_COMMON_DIR")
_CHUNK = 1 << 20


class Entry(NamedTuple):
    """A file or a link in a tree: git's mode, as text, and its object id."""

    mode: str
    object_id: str


class Git:
    """A repository, as a context manager: one process reads its files.

    Args:
        folder: any folder in its work tree.
        name: what lies there, as the user calls it.

    Raises:
        InputError: where there is no git, or no repository.
    """

    def __init__(self, folder: Path, name: str) -> None:
        program = shutil.which("git")
        if program is None:
            raise _error("no-git", "`--base` needs git, and there is none on the path", "install git")
        self._program = program
        self._folder = folder
        done = self._ask("rev-parse", "--show-toplevel")
        if done.returncode:
            message = f"`{name}` is in no git repository's work tree"
            raise _error("not-a-repository", message, _reason(done))
        self.top = Path(os.path.realpath(os.fsdecode(done.stdout.removesuffix(b"\n"))))
        self._reader: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Return the repository itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process that reads."""
        if self._reader is not None:
            for stream in (self._reader.stdin, self._reader.stdout):
                if stream is not None:
                    stream.close()
            self._reader.wait()

    def find_tree(self, revision: str) -> str:
        """Return the object id of a revision's tree.

        Raises:
            InputError: where git knows no such revision.
        """
        # Nothing that begins with a dash is a revision; git would take it for an option.
        known = not revision.startswith("-") and "\0" not in revision
        done = self._ask("rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}") if known else None
        found = os.fsdecode(done.stdout).strip() if done is not None else ""
        if not _OBJECT_ID.fullmatch(found):
            message = f"git knows no revision `{shorten(revision)}`"
            raise _error("unknown-revision", message, "a shallow clone may have to fetch it first")
        return found

    def list_tree(self, tree: str) -> dict[str, Entry]:
        """Return the files and links of a tree by their paths, sorted; submodules are none of them."""
        done = self._ask("ls-tree", "-r", "-z", "--full-tree", tree)
        if done.returncode:
            raise _error("git-failed", "git cannot list the revision", _reason(done))
        entries = {}
        for line in done.stdout.split(b"\0")[:-1]:
            head, _, path = line.partition(b"\t")
            mode, kind, object_id = os.fsdecode(head).split()
            if kind == "blob":
                entries[os.fsdecode(path)] = Entry(mode, object_id)
        return dict(sorted(entries.items()))

    def read_blob(self, object_id: str) -> bytes:
        """Return what a file or link holds."""
        stream, size = self._request(object_id)
        data = stream.read(size)
        stream.read(1)
        return data

    def write_blob(self, object_id: str, file: Path) -> None:
        """Write what a file holds; of one that is too large to be read, a file that is too large."""
        stream, size = self._request(object_id)
        with file.open("wb") as target:
            left = size
            while left:
                data = stream.read(min(left, _CHUNK))
                if not data:
                    raise _error("git-failed", f"git broke off in the object `{object_id}`")
                left -= len(data)
                if size <= MOST_BYTES:
                    target.write(data)
            if size > MOST_BYTES:
                target.truncate(size)
        stream.read(1)

    def _request(self, object_id: str) -> tuple[IO[bytes], int]:
        """Ask for an object; return the stream that its bytes and a line break are read from, and how many they are."""
        if self._reader is None:
            self._reader = subprocess.Popen(
                self._command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        reader = self._reader
        if reader.stdin is None or reader.stdout is None:
            raise _error("git-failed", "git cannot be asked for files")
        try:
            reader.stdin.write(object_id.encode() + b"\n")
            reader.stdin.flush()
            head = reader.stdout.readline().split()
        except OSError:
            head = []
        if len(head) != 3:
            raise _error("git-failed", f"git has no object `{object_id}`", "a partial clone may have to fetch it first")
        return reader.stdout, int(head[2])

    def _command(self, *arguments: str) -> Sequence[str]:
        return [self._program, "-C", str(self._folder), *arguments]

    def _ask(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self._command(*arguments), stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_environment()
        )


def _environment() -> dict[str, str]:
    """Return an environment in which git looks for the repository by itself, asks nobody and fetches nothing."""
    environment = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    return environment | {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }


def _reason(done: subprocess.CompletedProcess[bytes]) -> str | None:
    """Return what git says, on one line."""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return f"git says: {shorten(lines[0], 300)}" if lines else None


def _error(code: str, message: str, help_text: str | None = None) -> InputError:
    return InputError([Diagnostic("error", code, message, None, help_text)])
