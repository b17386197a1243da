"""Published ports: the short syntax `[[IP:]HOST:]CONTAINER[/PROTOCOL]` and the long one."""

import re
from typing import NamedTuple

from archcheck.importers.compose.interpolation import UNSET
from archcheck.importers.reading import ForeignReader
from archcheck.source.located import Mapping, Scalar, Value

_SHORT = re.compile(
    r"(?:(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<ip>[0-9.]+|[^:\s]*" + UNSET + r"[^:]*)):)?"
    r"(?:(?P<host>[0-9]*(?:-[0-9]+)?|[^:\s]*" + UNSET + r"[^:]*):)?"
    r"(?P<container>[0-9]+(?:-[0-9]+)?|[^:\s]*" + UNSET + r"[^:]*?)(?:/(?P<protocol>[a-zA-Z]+))?"
)
_LOCAL = ("127.", "::1", "localhost")


class Port(NamedTuple):
    """A published port: whether only the host itself reaches it, and what a label says of it."""

    local: bool
    label: str
    at: Value


def read_port(value: Value, reader: ForeignReader) -> Port | None:
    """Return a published port; None after an error was recorded."""
    if isinstance(value, Mapping):
        target = reader.required(value, "target", "a port")
        if target is None:
            return None
        published, address = reader.text(value, "published"), reader.text(value, "host_ip") or ""
        return _make(address, published, target.text, reader.text(value, "protocol"), value)
    text = value.text.strip() if isinstance(value, Scalar) else ""
    found = _SHORT.fullmatch(text)
    if found is None or not (found["container"] or ""):
        shown = text.replace(UNSET, "$") or "a list"
        help_text = "a port is written `80`, `8080:80` or `127.0.0.1:8080:80/tcp`"
        reader.problems.error("invalid-value", f"`{shown}` is no published port", value.location, help_text)
        return None
    ports = [part for part in (found["host"], found["container"]) if part and UNSET not in part]
    if any(int(number) > 65_535 for part in ports for number in part.split("-") if number):
        reader.problems.error("invalid-number", f"`{text}` has a port above 65,535", value.location)
        return None
    return _make(found["six"] or found["ip"] or "", found["host"], found["container"], found["protocol"], value)


def _make(address: str, published: str | None, target: str, protocol: str | None, at: Value) -> Port:
    # An address that is not known may be any.
    local = address.startswith(_LOCAL) and UNSET not in address
    outside = f"{published}:" if published else ""
    label = f"{address + ':' if address else ''}{outside}{target}/{(protocol or 'tcp').lower()}"
    return Port(local, label.replace(UNSET, "?"), at)
