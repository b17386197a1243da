"""Mounts: named volumes, paths of the host, and the paths that hand over the host itself."""

from typing import NamedTuple

from archcheck.importers.compose.interpolation import UNSET
from archcheck.importers.reading import ForeignReader
from archcheck.source.located import Mapping, Scalar, Value

_SOCKETS = ("docker.sock", "podman.sock", "containerd.sock", "crio.sock")
_SYSTEM = ("/", "/etc", "/root", "/boot", "/bin", "/sbin", "/usr", "/lib", "/proc", "/sys", "/dev", "/run", "/var/run")
_DATA = "/var/lib/docker"


class Mount(NamedTuple):
    """A mount: ``volume`` or ``path``, its name, whether it is only read, and whether it hands over the host."""

    kind: str
    name: str
    read_only: bool
    controls_host: bool
    at: Value


def read_mount(value: Value, reader: ForeignReader) -> Mount | None:
    """Return a mount; None for one that nobody else sees, or after an error was recorded."""
    if isinstance(value, Mapping):
        kind, source = reader.text(value, "type") or "volume", reader.text(value, "source")
        if source is None or kind not in ("volume", "bind", "npipe"):
            return None
        read_only = bool(reader.flag(value, "read_only"))
        return _make("volume" if kind == "volume" else "path", source, read_only, value)
    if not isinstance(value, Scalar) or not value.text:
        reader.problems.error("wrong-type", "a volume is a text or a mapping", value.location)
        return None
    parts = value.text.split(":")
    if len(parts) > 2 and len(parts[0]) == 1 and parts[1][:1] in ("\\", "/"):  # a drive letter
        parts[:2] = [f"{parts[0]}:{parts[1]}"]
    if len(parts) == 1:
        return None
    options = parts[2].split(",") if len(parts) > 2 else []
    kind = "path" if parts[0][:1] in (".", "/", "~", "\\", UNSET) or ":" in parts[0] else "volume"
    return _make(kind, parts[0], "ro" in options, value)


def _make(kind: str, name: str, read_only: bool, at: Value) -> Mount:
    path = name.rstrip("/") or "/"
    socket = any(path.endswith(each) for each in _SOCKETS)
    system = path in _SYSTEM or path.startswith((_DATA, "/etc/", "/proc/", "/sys/"))
    # A socket that is mounted read-only still takes commands.
    controls = kind == "path" and (socket or (system and not read_only))
    return Mount(kind, name.replace(UNSET, "?"), read_only and not socket, controls, at)
