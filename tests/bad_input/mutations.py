"""Mutations of documents: what bad disks, editors, merges and people do to them, drawn at random."""

from collections.abc import Callable
from random import Random

FRAGMENTS = (
    "&a ",
    "*a",
    "*a : ",
    "<<: *a",
    "!!str ",
    "!!python/object:os.system ",
    "! ",
    "? ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "'",
    '"',
    "|\n",
    ">-\n",
    "#",
    " #",
    "\t",
    "---\n",
    "...\n",
    "%YAML 1.1\n---\n",
    "%TAG ! x\n",
    "~",
    "null",
    "true",
    "0x1F",
    "1e999",
    ".nan",
    "2001-02-30",
    '"\\ud83d"',
    '"\\U00110000"',
    '"\\0"',
    '"\\x"',
    "\r",
    "\r\n",
    "\ufeff",
    "\u2028",
    "\u0085",
    "\u200b",
    "\u202e",
    "e\u0301",
    "日本",
    "\U0001f600",
    "\0",
    "\x07",
    "[" * 70,
    "{a: " * 70,
    "9" * 1_500,
    "k" * 1_100 + ": v\n",
    "archcheck: topology/v1\n",
    "archcheck: constraints/v1\n",
    "include: [../x.yaml]\n",
    'extends: ["\\0.yaml", red-lines]\n',
    "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "{from: *, to: [[a]]}",
    "{not: {all: [{kind: []}]}}",
    "zone: no",
    "id: a->b",
)
LETTERS = "abz01 :-#{}[],&*!|>'\"%@`\\?\n\t\r~é日\u0301\u200b"


def mutate(text: str, rng: Random) -> str:
    """Return the text after one to four mutations."""
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(MUTATIONS)(text, rng)
    return text


def mutate_bytes(data: bytes, rng: Random) -> bytes:
    """Return the bytes with a few of them flipped, or cut short."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed[: rng.randrange(len(changed) + 1)] if rng.random() < 0.2 else changed)


def _insert(text: str, rng: Random) -> str:
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(FRAGMENTS) + text[place:]


def _insert_at_a_value(text: str, rng: Random) -> str:
    places = [place + 2 for place in range(len(text)) if text.startswith(": ", place)] or [0]
    place = rng.choice(places)
    return text[:place] + rng.choice(FRAGMENTS) + text[place:]


def _replace(text: str, rng: Random) -> str:
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(LETTERS) + text[place + 1 :]


def _delete(text: str, rng: Random) -> str:
    place = rng.randrange(len(text) + 1)
    return text[:place] + text[place + rng.randint(1, 5) :]


def _swap_lines(text: str, rng: Random) -> str:
    lines = text.split("\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _repeat_line(text: str, rng: Random) -> str:
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return "\n".join(lines)


def _indent_line(text: str, rng: Random) -> str:
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    lines[place] = rng.choice([" ", "  ", "\t", "    "]) + lines[place]
    return "\n".join(lines)


def _truncate(text: str, rng: Random) -> str:
    return text[: rng.randrange(len(text) + 1)]


MUTATIONS: tuple[Callable[[str, Random], str], ...] = (
    _insert,
    _insert,
    _insert_at_a_value,
    _insert_at_a_value,
    _replace,
    _delete,
    _swap_lines,
    _repeat_line,
    _indent_line,
    _truncate,
)
