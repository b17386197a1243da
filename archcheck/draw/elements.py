"""What a scene is made of: plain data, in the order in which it is drawn."""

from dataclasses import dataclass
from typing import NamedTuple

from archcheck.draw.lettering import wrap
from archcheck.draw.marks import Mark


class Badge(NamedTuple):
    """The letter of a mark and, on an arrow of a path, the number of the step."""

    letter: str
    step: int | None = None

    def __str__(self) -> str:
        """Return ``A3``, or ``A`` without a step."""
        return f"{self.letter}{'' if self.step is None else self.step}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn node, or a group of nodes that are not drawn one by one (``count`` of them).

    ``key`` is unique in the scene. ``letters`` are the marks whose path or finding it is on, ``blamed`` those that
    find fault with it itself, ``missed`` those whose path should have passed it and does not. ``change`` says whether
    it was added, removed or changed, ``fields`` what of it changed.
    """

    key: str
    name: str
    title: str | None
    kind: str
    category: str
    zone: str | None
    words: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    blamed: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    count: int = 0
    change: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two figures; ``like`` is the base kind, ``mixed`` where it stands for edges of several.

    A ``response`` is a step that data takes against an edge: it goes from the edge's target to its source. ``badges``
    are the steps of paths that it is, ``blamed`` the marks that find fault with the edge, ``count`` how many edges it
    stands for where an end is a group. ``change`` says whether it was added, removed or changed, ``tally`` how many of
    several edges were.
    """

    source: str
    target: str
    kind: str
    like: str
    title: str | None = None
    protocol: str | None = None
    response: bool = False
    badges: tuple[Badge, ...] = ()
    blamed: tuple[str, ...] = ()
    count: int = 0
    change: str | None = None
    tally: str | None = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The marks that the arrow belongs to, each once."""
        return tuple(sorted({badge.letter for badge in self.badges} | set(self.blamed)))

    def says(self, *, titled: bool) -> list[str]:
        """Return the lines in which the arrow says what it is; a plain call says nothing, nor does a response."""
        if self.response:
            return []
        if self.count:
            size = f"{self.count} edges" if self.like == "mixed" else f"{self.count} × {self.kind}"
            return [size, *([self.tally] if self.tally else [])]
        words = [] if self.kind == "call" else wrap(self.kind, 24, 1)
        words += wrap(self.protocol, 24, 1) if self.protocol else []
        title = wrap(self.title, 24, 2) if self.title and titled else []
        return title + ([", ".join(words)] if words else [])


@dataclass(frozen=True, slots=True)
class Frame:
    """A zone as a frame around what is in it; ``depth`` counts from 0."""

    path: str
    name: str
    title: str | None
    parent: str | None
    depth: int
    change: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture before it has a format: everything in the order in which it is drawn.

    ``statuses`` counts the verdicts, in the order of the report, and is empty without results; ``notes`` say what
    is not drawn. ``lines`` stand in the place of its size where it shows what changed.
    """

    name: str
    nodes: int
    edges: int
    frames: tuple[Frame, ...]
    figures: tuple[Figure, ...]
    arrows: tuple[Arrow, ...]
    marks: tuple[Mark, ...] = ()
    statuses: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def frames_by_parent(self) -> dict[str | None, list[tuple[int, Frame]]]:
        """Return the frames with their numbers, from 1 on, by the zone around them."""
        frames: dict[str | None, list[tuple[int, Frame]]] = {}
        for number, frame in enumerate(self.frames, 1):
            frames.setdefault(frame.parent, []).append((number, frame))
        return frames

    def mark(self, letter: str) -> Mark:
        """Return the mark of a letter."""
        return next(mark for mark in self.marks if mark.letter == letter)
