"""Reading the values of manifests: ports, flags and maps of labels; what a template engine left in is an error."""

import re
from collections.abc import Collection

from archcheck.importers.kubernetes.ports import FIRST_PORT, LAST_PORT, PROTOCOLS
from archcheck.importers.parsing import tell_template
from archcheck.importers.reading import ForeignReader, is_null
from archcheck.source.located import Location, Mapping, Scalar, Value, describe_type, shorten
from archcheck.source.suggestions import closest

_PORT_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]{1,9}")
_FLAGS = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"), False),
}


class ManifestReader(ForeignReader):
    """Reads the parts of manifests."""

    def scalar(self, parent: Mapping, key: str) -> Scalar | None:
        """Return the text under a key; None where there is none, or where a template was left in."""
        return self._rendered(super().scalar(parent, key))

    def required(self, parent: Mapping, key: str, what: str) -> Scalar | None:
        """Return the text under a key that must be there; None after an error was recorded."""
        return self._rendered(super().required(parent, key, what))

    def path(self, parent: Mapping, *keys: str) -> Mapping | None:
        """Return the mapping at the end of keys; None where one of them is not there."""
        found: Mapping | None = parent
        for key in keys:
            found = self.child(found, key) if found is not None else None
        return found

    def flag(self, parent: Mapping, key: str) -> bool | None:
        """Return the boolean under a key, as YAML 1.1 writes them; None where there is none."""
        found = self.scalar(parent, key)
        if found is None:
            return None
        if found.plain and found.text in _FLAGS:
            return _FLAGS[found.text]
        self.problems.error("wrong-type", f"`{key}` is true or false, found {describe_type(found)}", found.location)
        return None

    def labels(self, parent: Mapping, key: str) -> dict[str, str]:
        """Return the mapping of texts under a key."""
        written = self.child(parent, key)
        return {} if written is None else self.labels_of(written)

    def labels_of(self, written: Mapping) -> dict[str, str]:
        """Return a mapping of texts."""
        labels = {}
        for name, value in written.entries.values():
            if is_null(value):
                labels[name.text] = ""
            elif isinstance(value, Scalar):
                if self._rendered(name) is not None and self._rendered(value) is not None:
                    labels[name.text] = value.text
            else:
                message = f"`{shorten(name.text)}` is a text, found {describe_type(value)}"
                self.problems.error("wrong-type", message, value.location)
        return labels

    def number(self, parent: Mapping, key: str) -> int | None:
        """Return the port number under a key; None where there is none, or after an error was recorded."""
        found = self.scalar(parent, key)
        if found is None:
            return None
        number = int(found.text) if found.plain and _NUMBER.fullmatch(found.text) else 0
        if FIRST_PORT <= number <= LAST_PORT:
            return number
        message = f"`{shorten(found.text)}` is no port: a number from {FIRST_PORT} to {LAST_PORT}"
        self.problems.error("invalid-port", message, found.location)
        return None

    def port(self, parent: Mapping, key: str) -> int | str | None:
        """Return the port under a key, its number or its name; None where there is none, or after an error."""
        found = self.scalar(parent, key)
        if found is None:
            return None
        if found.plain and _NUMBER.fullmatch(found.text):
            return self.number(parent, key)
        if _PORT_NAME.fullmatch(found.text):
            return found.text
        message = f"`{shorten(found.text)}` is neither the number of a port nor the name of one"
        help_text = "a number stands without quotes" if _NUMBER.fullmatch(found.text) else None
        self.problems.error("invalid-port", message, found.location, help_text)
        return None

    def protocol(self, parent: Mapping) -> str | None:
        """Return the protocol, TCP where none is named; None after an error was recorded."""
        found = self.scalar(parent, "protocol")
        if found is None or found.text in PROTOCOLS:
            return found.text if found is not None else "TCP"
        near = closest(found.text.upper(), PROTOCOLS)
        help_text = f"did you mean `{near}`?" if near else f"there are {', '.join(PROTOCOLS)}"
        message = f"there is no protocol `{shorten(found.text)}`"
        self.problems.error("invalid-port", message, found.location, help_text)
        return None

    def only(self, value: Mapping, known: Collection[str], what: str) -> None:
        """Warn of every key that is not known: an API server drops it, or refuses the manifest."""
        for name, (key, _) in value.entries.items():
            if name not in known:
                near = self.problems.did_you_mean(name, known)
                message = f"`{shorten(name)}` means nothing in {what}, and is left aside"
                self.problems.warning("not-understood", message, key.location, near)

    def _rendered(self, found: Scalar | None) -> Scalar | None:
        if found is None or "{{" not in found.text:
            return found
        tell_template(found.location, found.text, self.problems)
        return None


def place_of(value: Value | None, otherwise: Location) -> Location:
    """Return the place of a value, or another one where there is none."""
    return otherwise if value is None else value.location
