"""Diagnostics: what is wrong, where, and what to do about it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from archcheck.source.codes import CODES, LIMITS
from archcheck.source.inert import display_width, escape
from archcheck.source.located import Location, Source
from archcheck.source.suggestions import closest


class Diagnostic(NamedTuple):
    """One message about an input.

    ``severity`` is ``error``, ``warning`` or ``info``; ``code`` a key of :data:`archcheck.source.codes.CODES`;
    ``message`` lower case with the user's own words in backticks; ``related`` other places with a word on each.
    """

    severity: str
    code: str
    message: str
    location: Location | None = None
    help: str | None = None
    related: tuple[tuple[str, Location], ...] = ()

    @property
    def is_limit(self) -> bool:
        """Whether this says that a budget was used up, and not that the input is wrong."""
        return self.code in LIMITS

    def summary(self) -> str:
        """Return the message on one line, with its place."""
        place = f"{escape(str(self.location))}: " if self.location else ""
        tail = f" ({escape(self.help)})" if self.help else ""
        return f"{place}{self.severity}[{self.code}]: {escape(self.message)}{tail}"

    def render(self, sources: Mapping[str, Source]) -> str:
        """Return the message with the lines of the files that it speaks of and carets under the places."""
        lines = [f"{self.severity}[{self.code}]: {escape(self.message)}"]
        places = [("", self.location)] if self.location else []
        places += list(self.related)
        for label, location in places:
            lines += snippet(location, label, sources, first=label == "")
        if self.help:
            lines.append(f"{_margin(places)} = help: {escape(self.help)}")
        return "\n".join(lines)


def _margin(places: Iterable[tuple[str, Location]]) -> str:
    return " " * max((len(str(location.line)) for _, location in places), default=1)


def snippet(location: Location, label: str, sources: Mapping[str, Source], *, first: bool = True) -> list[str]:
    """Return the lines that show one place: an arrow with its path, the text of its line, and the carets.

    Args:
        location: the place.
        label: a word on it, behind the carets.
        sources: the texts by path; without the text only the arrow is given.
        first: whether it is the main place (``-->``) or a further one (``:::``).
    """
    number = str(location.line)
    margin = " " * len(number)
    lines = [f"{margin}{'-->' if first else ':::'} {escape(str(location))}"]
    source = sources.get(location.path)
    text = source.line(location.line) if source and source.shown else ""
    if not text.strip():
        return lines
    shown, start, carets = _window(text, location.column - 1, location.length)
    lines.append(f"{margin} |")
    lines.append(f"{number} | {shown}")
    lines.append(f"{margin} | {' ' * start}{'^' * carets}{' ' + escape(label) if label else ''}")
    return lines


def _window(text: str, start: int, length: int, most: int = 120) -> tuple[str, int, int]:
    """Return a line cut around a place, with the column and number of the carets as displayed."""
    cut = max(0, start - most // 2) if len(text) > most else 0
    prefix = "…" if cut else ""
    before, marked = escape(text[cut:start]), escape(text[start : start + min(length, most)])
    after = escape(text[start + min(length, most) : cut + most + length])
    suffix = "…" if cut + most + length < len(text) else ""
    column = display_width(prefix + before)
    return (prefix + before + marked + after + suffix).rstrip(), column, max(1, display_width(marked))


class Problems:
    """Collects the diagnostics of one run, so that one run tells all that it can find.

    ``sources`` holds the texts of the documents that were read, for whoever shows the diagnostics.
    """

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.sources: dict[str, Source] = {}
        self._suggestions = 50
        self._compared = 20_000

    def error(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        help: str | None = None,
        related: Iterable[tuple[str, Location]] = (),
    ) -> None:
        """Record an error; ``code`` must be a key of :data:`CODES`."""
        self._add("error", code, message, location, help, related)

    def warning(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        help: str | None = None,
        related: Iterable[tuple[str, Location]] = (),
    ) -> None:
        """Record a warning; ``code`` must be a key of :data:`CODES`."""
        self._add("warning", code, message, location, help, related)

    def info(self, code: str, message: str, location: Location | None = None, help: str | None = None) -> None:
        """Record what a reader should know and nobody has to mend; ``code`` must be a key of :data:`CODES`."""
        self._add("info", code, message, location, help, ())

    def did_you_mean(self, name: str, known: Iterable[str]) -> str | None:
        """Return a help text that names the known name nearest to one, or None where none is near.

        A search over many names is not free: after the first fifty, or some 20,000 names, a run gives none.
        """
        if self._suggestions <= 0 or self._compared <= 0:
            return None
        names = list(known)
        self._suggestions -= 1
        self._compared -= len(names)
        near = closest(name, names)
        return f"did you mean `{near}`?" if near is not None else None

    @property
    def failed(self) -> bool:
        """Whether any error was recorded."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    def _add(
        self,
        severity: str,
        code: str,
        message: str,
        location: Location | None,
        help_text: str | None,
        related: Iterable[tuple[str, Location]],
    ) -> None:
        if code not in CODES:
            raise KeyError(code)
        self.diagnostics.append(Diagnostic(severity, code, message, location, help_text, tuple(related)))
