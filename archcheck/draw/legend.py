"""What a picture says in words: its caption, its findings, and a key that names only what occurs."""

from collections.abc import Iterable
from typing import NamedTuple

from archcheck.draw.elements import Scene
from archcheck.draw.marks import Mark
from archcheck.draw.palette import CATEGORIES, CHANGES
from archcheck.source.counting import count_of

_EDGE_WORDS = {
    "call": "call: request and response",
    "push": "push: data goes along the arrow",
    "pull": "pull: data comes against the arrow",
    "admin": "admin: control",
    "depends": "depends on; no traffic",
    "mixed": "edges of several kinds",
}


_STATE_WORDS = {
    "grace": "grace: a warning until a date",
    "known": "known: in the baseline",
    "referred": "referred: permitted only by an outside authority",
}


_CHANGE_WORDS = {"added": "added", "removed": "no longer there", "changed": "changed"}


class KeyEntry(NamedTuple):
    """A line of the key: ``sort`` is ``category``, ``edge``, ``change`` or ``emphasis``; ``mark`` is an example."""

    sort: str
    name: str
    text: str
    mark: Mark | None = None


def captions(scene: Scene) -> list[str]:
    """Return the lines below the title: how large the topology is, or else what changed."""
    return list(scene.lines) or [f"{count_of(scene.nodes, 'node')}, {count_of(scene.edges, 'edge')}"]


def constraint_count(scene: Scene) -> str:
    """Return how many constraints were checked, as words."""
    return count_of(sum(count for _, count in scene.statuses), "constraint")


def key_entries(scene: Scene) -> list[KeyEntry]:
    """Return the key: the categories, edge kinds and emphases that occur in the scene, in a fixed order."""
    categories = {figure.category for figure in scene.figures}
    entries = [KeyEntry("category", name, name) for name in CATEGORIES if name in categories and name != "other"]
    likes = {arrow.like for arrow in scene.arrows if not arrow.response}
    entries += [KeyEntry("edge", like, text) for like, text in _EDGE_WORDS.items() if like in likes]
    happened = {figure.change for figure in scene.figures} | {arrow.change for arrow in scene.arrows}
    happened |= {frame.change for frame in scene.frames}
    entries += [KeyEntry("change", name, _CHANGE_WORDS[name]) for name in CHANGES if name in happened]
    if path := next((mark for mark in scene.marks if mark.path), None):
        text = f"{path.letter}1, {path.letter}2, …: the steps of path {path.letter}"
        entries.append(KeyEntry("emphasis", "path", text, path))
    if letters := [letter for arrow in scene.arrows if arrow.response for letter in arrow.letters]:
        entries.append(
            KeyEntry("emphasis", "response", "a step against a call or pull: its response", _first(scene, letters))
        )
    if letters := [letter for figure in scene.figures for letter in figure.missed]:
        entries.append(KeyEntry("emphasis", "missed", "what the path should have passed", _first(scene, letters)))
    blamed = [figure.blamed for figure in scene.figures] + [arrow.blamed for arrow in scene.arrows]
    if letters := [letter for each in blamed for letter in each]:
        entries.append(KeyEntry("emphasis", "blamed", "at fault itself", _first(scene, letters)))
    for state, text in _STATE_WORDS.items():
        if mark := next((mark for mark in scene.marks if mark.state == state), None):
            entries.append(KeyEntry("emphasis", state, text, mark))
    return entries


def _first(scene: Scene, letters: Iterable[str]) -> Mark:
    return scene.mark(min(letters))
