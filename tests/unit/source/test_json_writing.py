"""JSON as it is written: whatever is hidden or steers is an escape, and everything is read as it was."""

import json

import pytest

from archcheck.source.json_writing import escape_json, write_json


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("Größe 東京 🛒", "Größe 東京 🛒"),
        ("\x1b[31m", r"\u001b[31m"),
        ("a\x7fb\x9bc", r"a\u007fb\u009bc"),
        ("\u202e\u2066\u200b\ufeff", r"\u202e\u2066\u200b\ufeff"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", "\U000e0041"),
    ],
)
def test_what_is_hidden_is_written_out(text: str, written: str) -> None:
    assert write_json({"a": [text]}) == f'{{\n  "a": [\n    "{written}"\n  ]\n}}\n'
    assert json.loads(escape_json(json.dumps({text: text}, ensure_ascii=False))) == {text: text}
