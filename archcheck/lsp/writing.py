"""Writing: names as a document or a tooltip may hold them, whatever they are."""

import json
import re
from collections.abc import Iterable, Sequence

from archcheck.source.inert import escape
from archcheck.source.json_writing import escape_json
from archcheck.source.located import shorten

# Characters that begin something else where a plain scalar begins, or end one where it is in brackets.
_NOT_FIRST = "-?:,[]{}#&*!|>'\"%@`"
_NOT_WITHIN = re.compile(r"[,\[\]{}\n\r\t]|:(?:\s|$)|\s#|^---|^\.\.\.")
_TICKS = re.compile("`+")


def write_scalar(text: str, quote: str = "") -> str:
    """Return a text as YAML writes it, plain where that means the same everywhere, or in the quotes that were begun."""
    if quote == '"' or not text.isprintable():
        return escape_json(json.dumps(text, ensure_ascii=False))
    if quote or not text or text[0] in _NOT_FIRST or text != text.strip() or _NOT_WITHIN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def code(text: str, most: int = 200) -> str:
    """Return a text as a code span of Markdown, in which nothing is markup."""
    inert = escape(shorten(text, most))
    fence = "`" * (1 + max(map(len, _TICKS.findall(inert)), default=0))
    room = " " if "`" in inert[:1] + inert[-1:] or not inert.strip() else ""
    return f"{fence}{room}{inert}{room}{fence}"


def prose(text: str, most: int = 1_000) -> str:
    """Return a text as Markdown that says the same and is no markup."""
    line = escape(shorten(" ".join(text.split()), most))
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&:@$^=])", r"\\\1", line)


def code_block(lines: Sequence[str]) -> str:
    """Return lines as a fenced block of Markdown, its fence longer than any run of backticks in it."""
    text = "\n".join(map(escape, lines))
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{fence}yaml\n{text}\n{fence}"


def listing(names: Iterable[str], most: int = 10) -> str:
    """Return names as code spans, each once, and how many more there are."""
    every = list(dict.fromkeys(names))
    shown = ", ".join(map(code, every[:most]))
    return shown + (f" and {len(every) - most} more" if len(every) > most else "")
