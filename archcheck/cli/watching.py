"""``check --watch``: the check again whenever a file changes that it reads.

Files are looked at twice a second. That needs no package and works on every file system, network drives and containers
included, where a system's own notices do not arrive.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from archcheck.cli.output import say
from archcheck.source.counting import count_of

_PAUSE = 0.5
_CALM = 0.1
_SHARE = 20  # looking takes at most a twentieth of the time

State = tuple[int, int, int] | None


class Round(NamedTuple):
    """What one check came to: its exit status, the files and folders that it read or may read, and those it wrote."""

    status: int
    read: tuple[str, ...]
    written: tuple[str, ...]


def watch(check: Callable[[], Round], *, quiet: bool, sleep: Callable[[float], None] = time.sleep) -> int:
    """Check, and check again whenever something changes, until it is interrupted.

    Args:
        check: makes one check; tells what is wrong itself.
        quiet: whether to say nothing of what is watched.
        sleep: waits for some seconds.

    Returns:
        The exit status of the last check.
    """
    known: Mapping[str, State] = {}
    status = 130
    try:
        while True:
            started = time.time_ns()
            done = check()
            status = done.status
            ignored = frozenset(map(os.path.realpath, done.written))
            seen = take_states(done.read, ignored)
            # What is new to us may have changed after it was read: then it counts as changed.
            known = {
                path: known[path] if path in known else None if state and state[0] >= started else state
                for path, state in seen.items()
            }
            if not quiet:
                number = sum(state is not None for state in seen.values())
                say(f"watching {count_of(number, 'file')}; Ctrl-C ends it")
            changed = _wait(done.read, ignored, known, sleep)
            known = take_states(done.read, ignored)
            if not quiet:
                say(f"\n{changed} changed")
    except KeyboardInterrupt:
        return status


def _wait(
    names: Iterable[str], ignored: frozenset[str], known: Mapping[str, State], sleep: Callable[[float], None]
) -> str:
    """Return the first path that differs from what is known of it, as soon as one does and all is calm again.

    Whoever saves a file may empty it first, or save several.
    """
    last = None
    while True:
        began = time.monotonic()
        now = take_states(names, ignored)
        different = sorted(path for path in known.keys() | now.keys() if known.get(path) != now.get(path))
        if different and now == last:
            return different[0]
        last = now
        sleep(max(_CALM if different else _PAUSE, (time.monotonic() - began) * _SHARE))


def take_states(names: Iterable[str], ignored: frozenset[str] = frozenset()) -> dict[str, State]:
    """Return the state of every file that is named or lies below a named folder: when it changed, its size, its inode.

    Args:
        names: files and folders; what is not there has the state None. Hidden folders are left out.
        ignored: the real paths of files that are left out.
    """
    states: dict[str, State] = {}
    for name in names:
        if not os.path.isdir(name):
            _add(states, name, ignored)
            continue
        entered: set[str] = set()
        for root, folders, files in os.walk(name, followlinks=True):
            real = os.path.realpath(root)
            if real in entered:
                folders.clear()
                continue
            entered.add(real)
            folders[:] = [each for each in folders if not each.startswith(".")]
            for each in files:
                _add(states, os.path.join(root, each), ignored)  # noqa: PTH118 - many files: quicker than Path
    return states


def _add(states: dict[str, State], path: str, ignored: frozenset[str]) -> None:
    if os.path.realpath(path) in ignored:
        return
    shown = path.removeprefix("./")
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
    except (OSError, ValueError):
        states[shown] = None
    else:
        states[shown] = (status.st_mtime_ns, status.st_size, status.st_ino)
