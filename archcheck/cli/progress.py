"""Progress on standard error: one line that says what takes so long, on a terminal only, and gone when it is done."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from archcheck.source.counting import count_of
from archcheck.source.progress import Work, work

AFTER = 1.0
"""Seconds of work before anything is said of it."""
EVERY = 0.2


class Line:
    """The line on the terminal. A thread draws it; whoever else writes there takes it away first."""

    def __init__(self, stream: TextIO) -> None:
        import threading

        self.stream = stream
        self.drawn = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="progress", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        import time

        started: float | None = None
        while not self._ended.wait(EVERY):
            with self._lock:
                if not work.what:
                    started = None
                    continue
                now = time.monotonic()
                started = now if started is None else started
                if now - started >= AFTER:
                    self._draw(describe(work, int(now - started)))

    def _draw(self, text: str) -> None:
        """Draw over what is there, in one piece; without escape codes, so that none can be left behind."""
        try:
            room = os.get_terminal_size(self.stream.fileno()).columns - 1
            text = text[: max(room, 0)]
            self.stream.write(f"\r{text.ljust(self.drawn)}\r{text}" if text else f"\r{' ' * self.drawn}\r")
            self.stream.flush()
            self.drawn = len(text)
        except (OSError, ValueError):
            self._ended.set()

    def clear(self) -> None:
        """Take the line away, and draw none until there is work again."""
        with self._lock:
            work.rest()
            if self.drawn:
                self._draw("")

    def end(self) -> None:
        """Take the line away for good."""
        self._ended.set()
        self.clear()
        self._thread.join()


_line: Line | None = None


def describe(current: Work, seconds: int) -> str:
    """Return the line: what is being done, how much of it, and for how long something has been."""
    parts = [current.what]
    if current.unit and current.total is not None:
        parts.append(f"{current.done:,} of {current.total:,} {count_of(current.total, current.unit).split(' ', 1)[1]}")
    elif current.unit:
        parts.append(count_of(current.done, current.unit))
    return f"archcheck: {', '.join([*parts, f'{seconds} s'])}"


def clear_progress() -> None:
    """Take the line of progress away, where there is one, before something else is written."""
    if _line is not None:
        _line.clear()


@contextmanager
def shown_progress(arguments: Sequence[str]) -> Iterator[None]:
    """Show the progress of a command line while the context is open, where a terminal listens that can show it.

    ``--quiet``, a language server and continuous integration get none.
    """
    global _line  # noqa: PLW0603 - there is one terminal, and whoever writes to it asks for its line
    stream = sys.stderr
    if stream is None or "--quiet" in arguments or "lsp" in arguments[:1] or not _can_show(stream):
        yield
        return
    _line = Line(stream)
    try:
        yield
    finally:
        _line.end()
        _line = None


def _can_show(stream: TextIO) -> bool:
    if os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        return False
    try:
        return stream.isatty()
    except ValueError:  # it is closed
        return False
