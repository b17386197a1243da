"""What every importer is: a name, what it recognises, and how it reads that."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.parsing import parse
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Source, Value


class Candidate:
    """A text that may be somebody's: parsed once, whoever asks."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.source = source
        self.folder = folder
        self.problems = Problems()
        self.problems.sources = {source.path: source}

    @cached_property
    def documents(self) -> list[Value]:
        """The root values of the text; what is wrong with it is in ``problems``."""
        return parse(self.source, self.problems)

    @property
    def root(self) -> Value | None:
        """The only document of the text, or None where there is none or there are several."""
        return self.documents[0] if len(self.documents) == 1 else None


class Importer(NamedTuple):
    """Something that makes topologies of what others wrote.

    Attributes:
        name: what ``--as`` calls it.
        title: what people call it.
        recognises: whether a text is for it.
        read: the builder of the topology of texts, its problems holding all that is to be told. It takes the texts, the
            topology's name, and the path that messages use.
        sole: whether what it recognises is nobody else's, so that nobody else is asked: not even to parse it.
        together: which of several texts of a folder make one topology: those of one key. Without it each makes its own.
    """

    name: str
    title: str
    recognises: Callable[[Candidate], bool]
    read: Callable[[Sequence[Candidate], str, str], TopologyBuilder]
    together: Callable[[Candidate], str] | None = None
    sole: bool = False
