"""JSON as the program writes it: the same bytes everywhere, and nothing in it that steers a terminal or hides text."""

import json
import unicodedata
from typing import Any

from archcheck.source.inert import STEERING


def write_json(value: Any) -> str:
    """Return plain data as JSON, two spaces a level, with a line break at its end."""
    return escape_json(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def escape_json(text: str) -> str:
    r"""Return JSON that says the same, with ``\u`` and four digits for what no reader sees and some programs refuse."""
    if text.isascii() and "\x7f" not in text:
        return text
    hidden = [each for each in set(text) if ord(each) >= 0x7F and unicodedata.category(each) in STEERING]
    return text.translate({ord(each): json.dumps(each)[1:-1] if ord(each) != 0x7F else "\\u007f" for each in hidden})
