"""What a renderer may know beyond the report: where the check ran, what else is written, and how to draw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archcheck.report.places import Places

if TYPE_CHECKING:
    from archcheck.graph.compiled import Graph
    from archcheck.rules.constraint import Constraint


def _draws_nothing(run: int, format: str, most: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a renderer may know beyond the report; without any of it, it writes what the report alone says.

    ``places`` makes the paths of a report those of the repository. ``graphs`` are the compiled topologies, in the order
    of the runs, and ``constraints`` what was checked on them.
    ``pictures`` are the files of pictures that are written beside it, by the number of the run.
    ``draw_violations`` draws the violating part of a run in a format, at most so many paths of it; None where nothing
    violates. ``color``, ``quiet`` and ``verbose`` are for text.
    """

    places: Places = field(default_factory=Places)
    graphs: "Sequence[Graph]" = ()
    constraints: "Sequence[Constraint]" = ()
    pictures: Mapping[int, Sequence[str]] = field(default_factory=dict)
    draw_violations: Callable[[int, str, int], str | None] = _draws_nothing
    color: bool = False
    quiet: bool = False
    verbose: bool = False
