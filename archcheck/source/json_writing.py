"""JSON as the program writes it: the same bytes everywhere, and nothing in it that steers a terminal or hides text."""

import json
import unicodedata
from typing import Any

from archcheck.source.inert import STEERING


def write_json(value: Any) -> str:
    """Return plain data as JSON, two spaces a level, with a line break at its end."""
    return escape_json(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def escape_json(text: str) -> str:
    r"""Return JSON that says the same, with ``\u`` and four digits for what no reader sees and some programs refuse.

    Above U+FFFF nothing steers a terminal, and two escapes for one character are no YAML: that stays as it is.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    hidden = [each for each in set(text) if "\x7f" <= each <= "\uffff" and unicodedata.category(each) in STEERING]
    return text.translate({ord(each): f"\\u{ord(each):04x}" for each in hidden})
