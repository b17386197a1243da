"""Markdown in which nothing that a document says is markup.

It stands in code spans and fenced blocks, in which GitHub and GitLab resolve no mention, link, reference, image or
HTML, and what could end them is written out by its code point.
"""

import re
from collections.abc import Sequence

from archcheck.source.inert import escape
from archcheck.source.located import shorten

MOST_TEXT = 300
_TICKS = re.compile("`+")


def code(text: str, most: int = MOST_TEXT) -> str:
    """Return a text as a code span that may stand in a table: what would end either is written out."""
    inert = _escape(shorten(text, most)).replace("`", "\\u{60}").replace("|", "\\u{7c}")
    return f"`{inert}`" if inert.strip() else "` `"


def block(lines: Sequence[str], language: str = "text") -> str:
    """Return lines as a fenced block, its fence longer than any run of backticks in it."""
    text = "\n".join(map(_escape, lines))
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}\n"


def _escape(text: str) -> str:
    """Return a text without what steers a terminal, or begins a comment like the mark of another text."""
    return escape(text).replace("<!--", "\\u{3c}!--")
