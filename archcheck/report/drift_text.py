"""Drift as text: what diverges with the edges behind it, what is absent, what nothing maps, and a line that counts."""

from collections.abc import Iterator, Sequence

from archcheck.documents.topology import Edge
from archcheck.drift.model import Drift, Lifted
from archcheck.source.counting import count_of
from archcheck.source.diagnostics import snippet
from archcheck.source.inert import escape

SHOWN = 10
_COLORS = {
    "divergent": "31;1",
    "absent": "33;1",
    "unmapped": "33;1",
    "warning": "33;1",
    "convergent": "32",
    "bold": "1",
}


class DriftText:
    """Writes drift as text.

    Args:
        drift: what is written.
        color: whether to use the terminal's colours.
        quiet: whether to leave out all but what counts.
        verbose: whether to list everything.
    """

    def __init__(self, drift: Drift, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        self.drift = drift
        self.color = color
        self.quiet = quiet
        self.verbose = verbose

    def render(self) -> str:
        """Return the whole text, with a line break at its end."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        drift = self.drift
        design, actual = drift.design.topology.path, drift.actual.topology.path
        title = f"{design} (design) and {actual} (actual): {len(drift.actual.nodes) - len(drift.unmapped)} of "
        yield self._paint("bold", escape(f"{title}{count_of(len(drift.actual.nodes), 'actual node')} mapped"))
        for diagnostic in drift.diagnostics:
            if diagnostic.severity != "info" and not self.quiet:
                yield ""
                yield diagnostic.render(drift.sources)
        for lifted in drift.divergent:
            yield from self._divergent(lifted)
        if not self.quiet or drift.strict:
            for lifted in drift.absent:
                yield from self._absent(lifted)
            yield from self._loose()
        yield from self._unmodelled()
        if self.verbose:
            yield from self._convergent()
        yield ""
        yield self._summary()

    def _divergent(self, lifted: Lifted) -> Iterator[str]:
        yield ""
        yield f"{self._paint('divergent', 'divergent')}: {_say(lifted)} is not in the design ({lifted.relation})"
        yield from snippet(lifted.actual[0].location, "first edge behind it", self.drift.sources)
        yield from self._behind(lifted.actual)

    def _behind(self, edges: Sequence[Edge]) -> Iterator[str]:
        shown = edges if self.verbose else edges[:SHOWN]
        for edge in shown:
            doubt = ", which may not be there" if "presence" in edge.unknown else ""
            yield f"   = {escape(edge.source)} -> {escape(edge.target)} ({escape(edge.kind)}){doubt}"
        if len(shown) < len(edges):
            yield f"   = and {len(edges) - len(shown)} more (--verbose lists all)"

    def _absent(self, lifted: Lifted) -> Iterator[str]:
        yield ""
        yield f"{self._paint('absent', 'absent')}: {_say(lifted)} is not there in fact ({lifted.relation})"
        if lifted.design is not None:
            yield from snippet(lifted.design.location, "in the design", self.drift.sources)
        if lifted.actual:
            yield f"   = only with less: {', '.join(escape(edge.id) for edge in lifted.actual[:SHOWN])}"

    def _loose(self) -> Iterator[str]:
        for name in self.drift.missing:
            yield ""
            node = self.drift.design.topology.nodes[name]
            yield f"{self._paint('unmapped', 'missing')}: the node `{escape(name)}` of the design stands for nothing"
            yield from snippet(node.location, "", self.drift.sources)
        if self.drift.unmapped:
            yield ""
            number = count_of(len(self.drift.unmapped), "actual node")
            yield f"{self._paint('unmapped', 'unmapped')}: {number} in no node of the design"
            shown = self.drift.unmapped if self.verbose else self.drift.unmapped[:SHOWN]
            for each in shown:
                edges = f", {count_of(each.edges, 'edge')} not compared" if each.edges else ""
                yield f"   = {escape(each.id)} ({escape(each.kind)}{edges}) at {escape(str(each.location))}"
            if len(shown) < len(self.drift.unmapped):
                yield f"   = and {len(self.drift.unmapped) - len(shown)} more (--verbose lists all)"

    def _unmodelled(self) -> Iterator[str]:
        for each in self.drift.unmodelled:
            yield ""
            head = self._paint("divergent", "unknown")
            yield f"{head}: {escape(each.kind)} `{escape(each.name)}` is not understood: {escape(each.reason)}"
            yield from snippet(each.location, "", self.drift.sources)

    def _convergent(self) -> Iterator[str]:
        for lifted in self.drift.convergent:
            yield ""
            yield f"{self._paint('convergent', 'convergent')}: {_say(lifted)} ({lifted.relation})"
            yield from self._behind(lifted.actual)

    def _summary(self) -> str:
        drift = self.drift
        parts = [
            f"{len(drift.convergent)} convergent",
            f"{len(drift.divergent)} divergent",
            f"{len(drift.absent)} absent",
        ]
        parts += [f"{len(drift.unmapped)} unmapped"] if drift.unmapped else []
        parts += [f"{len(drift.missing)} missing"] if drift.missing else []
        parts += [f"{len(drift.unmodelled)} not understood"] if drift.unmodelled else []
        parts += [f"{count_of(drift.internal, 'edge')} inside of design nodes"] if drift.internal else []
        return ", ".join(parts)

    def _paint(self, name: str, text: str) -> str:
        return f"\x1b[{_COLORS[name]}m{text}\x1b[0m" if self.color else text


def _say(lifted: Lifted) -> str:
    return f"{escape(lifted.source)} -> {escape(lifted.target)}"
