"""What Compose files add up to: overriding files, `include`, and services that extend others.

Later mappings win key by key, and lists are joined, as the Compose specification says of its merge. Files that are
named must lie in the folder tree of the Compose file.
"""

import os
from collections.abc import Callable
from pathlib import Path

from archcheck.importers.compose.interpolation import Interpolation, read_env
from archcheck.importers.reading import ForeignReader
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file
from archcheck.source.located import Mapping, Scalar, Sequence, Source, Value

_SECTIONS = ("services", "networks", "volumes", "secrets", "configs")
# The two are written as mappings and as lists of names or of `NAME=VALUE`.
_BOTH_WAYS = ("networks", "depends_on", "environment", "labels", "extra_hosts", "sysctls")
_REPLACED = ("command", "entrypoint")
DEEPEST = 16

Compose = Callable[[Source, Problems], Value | None]


class Project:
    """Compose files put together: the sections of the whole, by name."""

    def __init__(self, compose: Compose, problems: Problems, root: Path) -> None:
        self.compose = compose
        self.problems = problems
        self.reader = ForeignReader(problems)
        self.root = Path(os.path.realpath(root))
        self.sections: dict[str, dict[str, tuple[Scalar, Value]]] = {name: {} for name in _SECTIONS}
        self.name: str | None = None
        self._files: dict[Path, Mapping | None] = {}

    def add(self, document: Value, folder: Path, shown: str, chain: tuple[Path, ...] = ()) -> None:
        """Add a document, what it includes, and what its services extend.

        Args:
            document: the whole Compose file, as written.
            folder: its folder, which paths in it are relative to.
            shown: the folder's path in messages.
            chain: the real paths of the files that led to it.
        """
        written = self.reader.mapping(document, "a Compose file")
        if written is None:
            return
        root = self._interpolation(folder, shown).apply_to(written)
        self.name = self.reader.text(root, "name") or self.name
        for item in self.reader.values(root, "include"):
            self._include(item, folder, shown, chain)
        for section in _SECTIONS:
            for key, body in self.reader.entries(root, section):
                value: Value = body
                if section == "services":
                    value = self._extended(key, body, root, folder, shown, ())
                present = self.sections[section].get(key.text)
                merged = merge(present[1], value) if present is not None else value
                self.sections[section][key.text] = (present[0] if present is not None else key, merged)

    def read_other(self, name: Scalar, folder: Path, shown: str) -> tuple[Path, Mapping] | None:
        """Read another Compose file that a document names; None after an error was recorded."""
        try:
            real = Path(os.path.realpath(folder / name.text))
        except ValueError:
            self.problems.error("missing-file", f"`{name.text}` is not the name of a file", name.location)
            return None
        if not real.is_relative_to(self.root):
            message = f"`{name.text}` is outside of the folder of the file that was given"
            self.problems.error("include-outside", message, name.location, "give the outer file instead")
            return None
        if real not in self._files:
            self._files[real] = None
            path = os.path.normpath(os.path.join(shown, name.text)).replace(os.sep, "/")  # noqa: PTH118 - a shown path
            source = read_file(real, path, self.problems, name.location)
            document = self.compose(source, self.problems) if source is not None else None
            self._files[real] = self.reader.mapping(document, "a Compose file") if document is not None else None
        found = self._files[real]
        return (real, found) if found is not None else None

    def _interpolation(self, folder: Path, shown: str) -> Interpolation:
        place = folder / ".env"
        variables: dict[str, str] = {}
        if os.path.isfile(place):
            own = Problems()
            source = read_file(place, f"{shown}/.env" if shown not in ("", ".") else ".env", own)
            self.problems.diagnostics += own.diagnostics
            variables = read_env(source.text) if source is not None else {}
        return Interpolation(variables, self.problems)

    def _include(self, item: Value, folder: Path, shown: str, chain: tuple[Path, ...]) -> None:
        names: list[Scalar] = []
        if isinstance(item, Scalar):
            names = [item]
        elif isinstance(item, Mapping):
            path = item.get("path")
            listed = isinstance(path, Sequence)
            one = None if listed else self.reader.required(item, "path", "`include`")
            names = self.reader.texts(item, "path") if listed else [] if one is None else [one]
        else:
            self.problems.error("wrong-type", "an item of `include` is a path or a mapping", item.location)
        for name in names:
            found = self.read_other(name, folder, shown)
            if found is None:
                continue
            real, document = found
            if real in chain or len(chain) >= DEEPEST:
                self.problems.error("include-cycle", f"`{name.text}` includes itself in the end", name.location)
                continue
            beside = os.path.dirname(os.path.normpath(os.path.join(shown, name.text)))  # noqa: PTH118, PTH120
            self.add(document, real.parent, beside.replace(os.sep, "/"), (*chain, real))

    def _extended(
        self, key: Scalar, service: Mapping, document: Mapping, folder: Path, shown: str, chain: tuple[str, ...]
    ) -> Value:
        """Return a service with what it extends below it."""
        written = service.get("extends")
        if written is None:
            return service
        name: Scalar | None
        file: Scalar | None = None
        if isinstance(written, Scalar):
            name = written
        elif isinstance(written, Mapping):
            name, file = self.reader.required(written, "service", "`extends`"), self.reader.scalar(written, "file")
        else:
            self.problems.error("wrong-type", "`extends` is the name of a service, or a mapping", written.location)
            return service
        if name is None:
            return service
        found = self.read_other(file, folder, shown) if file is not None else (Path(), document)
        if found is None:
            return service
        real, other = found
        mark = f"{real}:{name.text}"
        if mark in chain or len(chain) >= DEEPEST:
            self.problems.error("extends-cycle", f"`{key.text}` extends itself in the end", written.location)
            return service
        if file is not None:
            beside = os.path.dirname(os.path.normpath(os.path.join(shown, file.text)))  # noqa: PTH118, PTH120
            folder, shown = real.parent, beside
            other = self._interpolation(folder, shown).apply_to(other)
        services = {each.text: (each, body) for each, body in self.reader.entries(other, "services")}
        if name.text not in services:
            hint = self.problems.did_you_mean(name.text, services)
            message = f"there is no service `{name.text}` to extend"
            self.problems.error("unknown-node", message, name.location, hint)
            return service
        inner, body = services[name.text]
        base = self._extended(inner, body, other, folder, shown, (*chain, mark))
        return merge(base, service)


def merge(base: Value, over: Value, key: str = "") -> Value:
    """Return two values of one key put together, the second one over the first."""
    if key in _REPLACED:
        return over
    if key in _BOTH_WAYS and type(base) is not type(over):
        base, over = _as_mapping(base), _as_mapping(over)
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        merged = Mapping(over.source, over.line, over.column)
        merged.entries = dict(base.entries)
        for name, (place, value) in over.entries.items():
            known = base.entries.get(name)
            merged.entries[name] = (place, merge(known[1], value, name) if known is not None else value)
        return merged
    if isinstance(base, Sequence) and isinstance(over, Sequence):
        joined = Sequence(over.source, over.line, over.column)
        joined.items = [*base.items, *over.items]
        return joined
    return over


def _as_mapping(value: Value) -> Value:
    """Return a list of names as the mapping that means the same."""
    if not isinstance(value, Sequence):
        return value
    mapping = Mapping(value.source, value.line, value.column)
    for item in value.items:
        if isinstance(item, Scalar):
            name, _, rest = item.text.partition("=")
            key = Scalar(item.source, item.line, item.column, name, item.plain)
            mapping.entries[name] = (key, Scalar(item.source, item.line, item.column, rest, True))
    return mapping
