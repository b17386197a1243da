"""Groups: nodes by the value of an aspect - ``zone``, ``kind`` or ``labels.NAME``."""

from typing import Any

from archcheck.documents.topology import Label
from archcheck.graph.compiled import Graph
from archcheck.selectors import Positions, typed
from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import find_fault
from archcheck.source.located import Scalar, Value, shorten
from archcheck.source.shapes import MISSING, JsonSchema, wrong_type


class GroupBy:
    """The name of an aspect: one of some words, or ``labels.`` and the name of a label; read as text."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the text."""
        expected = ", ".join(f"`{word}`" for word in (*self.words, "labels.NAME"))
        if not isinstance(value, Scalar):
            return wrong_type(value, f"one of {expected}" if self.words else expected, problems)
        if value.text in self.words or (value.text.startswith("labels.") and len(value.text) > len("labels.")):
            return value.text
        help_text = problems.did_you_mean(value.text, self.words)
        if help_text is None and find_fault(value.text) is None and value.text not in ("labels", "labels."):
            help_text = f"write `labels.{shorten(value.text)}` for a label"
        message = f"is none of {expected}" if self.words else f"is not of the form {expected}"
        problems.error("invalid-value", f"`{shorten(value.text)}` {message}", value.location, help_text)
        return MISSING

    def json_schema(self) -> JsonSchema:
        """Return the schema of the words and of a label's name."""
        return {"type": "string", "pattern": f"^({'|'.join((*self.words, 'labels[.].+'))})$"}


def group_nodes(graph: Graph, scope: Positions, by: str) -> dict[str, Positions]:
    """Return the nodes of a scope by the value of an aspect, as text; a node that lacks it is in no group.

    A label that is a list puts its node into the group of each of its elements. Values of two types are two groups,
    even where they are written alike: the text of the later one then has its type behind it.
    """
    groups: dict[tuple[str, Label], set[int]] = {}
    for value, positions in graph.population.index(by).items():
        label = value[1] if isinstance(value, tuple) else value  # a label comes with its type
        for item in label if isinstance(label, tuple) else (label,):
            if item is not None:
                groups.setdefault((typed(item)[0], item), set()).update(scope.intersection(positions))
    named: dict[str, Positions] = {}
    for (kind, item), members in sorted(groups.items(), key=lambda pair: (str(pair[0][1]), pair[0][0])):
        if members:
            name = group_name(item)
            named[name if name not in named else f"{name} ({kind})"] = frozenset(members)
    return named


def group_name(label: Label) -> str:
    """Return a label's value as text, as a document writes it."""
    return str(label).lower() if isinstance(label, bool) else str(label)
