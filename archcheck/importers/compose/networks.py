"""Networks: which services share one, which reach the outside, and what `network_mode` makes of that."""

from typing import NamedTuple

from archcheck.importers.compose.interpolation import UNSET
from archcheck.importers.reading import ForeignReader
from archcheck.source.located import Mapping, Scalar, Sequence, Value

DEFAULT = "default"


class Attachment(NamedTuple):
    """How a service is attached: its networks, ``host`` or ``none``, or like another service or container."""

    networks: tuple[str, ...]
    mode: str
    like: str
    at: Value


def read_attachment(service: Mapping, name: Scalar, reader: ForeignReader) -> Attachment:
    """Return how a service is attached; without a word of it, to the default network."""
    mode = reader.scalar(service, "network_mode")
    written = service.get("networks")
    if mode is not None:
        text = mode.text
        if written is not None:
            message = f"`{name.text}` has both `network_mode` and `networks`"
            reader.problems.error("contradiction", message, mode.location, "leave one of them out")
        if UNSET in text:
            return Attachment((DEFAULT,), "unknown", "", mode)
        for prefix, form in (("service:", "service"), ("container:", "container")):
            if text.startswith(prefix):
                return Attachment((), form, text.removeprefix(prefix), mode)
        if text in ("host", "none"):
            return Attachment((), text, "", mode)
        if text not in ("bridge", DEFAULT, ""):
            return Attachment((), "unknown", "", mode)
        # Docker's own bridge joins all that ask for it, and no network of the project.
        return Attachment(("bridge",) if text == "bridge" else (DEFAULT,), "networks", "", mode)
    if isinstance(written, Mapping):
        return Attachment(tuple(written.entries), "networks", "", written)
    if isinstance(written, Sequence):
        names = tuple(each.text for each in reader.texts(service, "networks"))
        return Attachment(names, "networks", "", written)
    return Attachment((DEFAULT,), "networks", "", name)
