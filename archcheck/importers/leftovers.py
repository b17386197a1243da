"""What a source says beyond what an importer reads: counted by key, and told, never dropped."""

from collections.abc import Iterable

from archcheck.importers.reading import is_null
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Sequence, Value, shorten


class Leftovers:
    """Counts the keys of a source that nothing of a topology comes of."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self._counts: dict[str, int] = {}
        self._places: dict[str, Location] = {}

    def note(self, what: str, item: Mapping, read: Iterable[str]) -> None:
        """Count the keys of an item that are not among those read, and that say something.

        A key that differs from one that is read by no more than case and hyphens is warned of: it is meant to be read.

        Args:
            what: what such items are called, as ``components``; empty for the document, whose lists count by the item.
            item: the item.
            read: the keys that an importer reads.
        """
        known = {_bare(name): name for name in read}
        for key, (name, value) in item.entries.items():
            meant = known.get(_bare(key))
            if meant == key or _says_nothing(value):
                continue
            if meant is not None:
                message, hint = f"`{shorten(key)}` means nothing, and is left aside", f"did you mean `{meant}`?"
                self.problems.warning("not-understood", message, name.location, hint)
                continue
            where = f"`{shorten(key)}` of {what}" if what else f"`{shorten(key)}`"
            self._counts[where] = self._counts.get(where, 0) + (1 if what else _size(value))
            self._places.setdefault(where, name.location)

    def tell(self) -> None:
        """Record what was counted, each with its first place."""
        for what, number in sorted(self._counts.items()):
            message = f"{what}: {number} left out, for a topology has no place for them"
            self.problems.info("not-understood", message, self._places[what])


def _bare(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")


def _says_nothing(value: Value) -> bool:
    return is_null(value) or (isinstance(value, Mapping | Sequence) and _size(value) == 0)


def _size(value: Value) -> int:
    if isinstance(value, Mapping):
        return len(value.entries)
    return len(value.items) if isinstance(value, Sequence) else 1
