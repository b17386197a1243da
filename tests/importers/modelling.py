"""Reading a text with one of the importers of modelling tools, as the program does once it knows which."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from archcheck.documents.topology import Topology
from archcheck.importers.building import TopologyBuilder
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Source, Value


def read_with(read: Callable[[Value, TopologyBuilder], None], text: str) -> tuple[Topology, list[str]]:
    """Return the topology of a text, and all that is told of it."""
    source = Source("m", textwrap.dedent(text))
    problems = Problems()
    root = compose(source, problems)
    assert root is not None, [each.summary() for each in problems.diagnostics]
    builder = TopologyBuilder("m", "m", {"m": source})
    read(root, builder)
    return builder.build(), [each.summary() for each in builder.problems.diagnostics]
