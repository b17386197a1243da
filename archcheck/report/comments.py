"""Comments on a change: how long one may be, what is cut where it is longer, and how the next one finds it."""

from collections.abc import Iterable
from typing import NamedTuple

MOST_BYTES = 65_000
"""GitHub refuses a comment of more than 65,536 characters; counted in bytes, this is less however they are counted."""
_NOTE = "\n*There is more than fits here: the JSON form has all of it.*\n"


class Piece(NamedTuple):
    """Some lines that stay together, and what has to follow them where the text is cut there."""

    text: str
    closing: str = ""


def mark(name: str) -> str:
    """Return the first line of a comment, which shows nothing: by it, a pipeline finds the one to replace."""
    return f"<!-- archcheck: {name} -->\n"


def size_of(text: str) -> int:
    """Return the bytes of a text in UTF-8, as it is written."""
    return len(text.encode("utf-8", "backslashreplace"))


def join_pieces(pieces: Iterable[Piece]) -> str:
    """Return the pieces as one text of at most :data:`MOST_BYTES` bytes, which says where it is cut between two."""
    kept: list[str] = []
    room = MOST_BYTES - size_of(_NOTE)
    closing = ""
    for piece in pieces:
        if size_of(piece.text) + size_of(piece.closing) > room:
            return "".join([*kept, closing, _NOTE])
        kept.append(piece.text)
        closing = piece.closing
        room -= size_of(piece.text)
    return "".join(kept)
