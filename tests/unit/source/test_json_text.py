"""JSON to located values: what the standard allows, and a place for everything that it does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from archcheck.source.composer import DEEPEST, compose
from archcheck.source.diagnostics import Problems
from archcheck.source.json_text import read_json
from archcheck.source.located import Mapping, Scalar, Sequence, Source, Value


def read(text: str) -> tuple[Value | None, list[str]]:
    problems = Problems()
    return read_json(Source("j", text), problems), [each.summary() for each in problems.diagnostics]


def plain(value: Value | None) -> Any:
    """Return what the standard library would make of the value."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, (_, item) in value.entries.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    assert isinstance(value, Scalar)
    return json.loads(value.text) if value.plain else value.text


def test_places() -> None:
    value, told = read('{\n\t"a": [1, {"b": null}],\r\n  "c\\u00e9": "x"}\n')
    assert told == []
    assert isinstance(value, Mapping)
    assert (value.line, value.column) == (0, 0)
    key, items = value.entries["a"]
    assert (key.line, key.column, items.line, items.column) == (1, 1, 1, 6)
    assert isinstance(items, Sequence)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    null = inner.entries["b"][1]
    assert isinstance(null, Scalar)
    assert (null.text, null.plain, null.line, null.column) == ("null", True, 1, 16)
    assert value.entries["cé"][0].location == ("j", 3, 3, 9)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=30,
    ),
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
)
def test_what_the_standard_library_writes_is_read(data: Any, indent: Any, ascii_only: bool) -> None:
    value, told = read(json.dumps(data, indent=indent, ensure_ascii=ascii_only))
    assert (told, plain(value)) == ([], data)


@given(st.text(alphabet='{}[]",:0123.eE+-truefalsn\\ \n', max_size=12))
def test_what_is_read_is_what_the_standard_library_reads(text: str) -> None:
    value, told = read(text)
    try:
        expected: Any = json.loads(text)
    except ValueError:
        assert value is None
        assert len(told) == 1
        assert told[0].startswith("j:")
        return
    if not any("duplicate-key" in each for each in told):
        assert told == []
        assert plain(value) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: error[syntax]: this is not JSON: there is nothing in it"),
        ("  ", "1:3: error[syntax]: this is not JSON: there is nothing in it"),
        ('{"a": 1', "1:8: error[syntax]: this is not JSON: the text ends inside of a mapping"),
        ('{"a": 1,\n', "1:9: error[syntax]: this is not JSON: the text ends inside of a mapping"),
        ('{"a":\n [1, 2', "2:7: error[syntax]: this is not JSON: the text ends inside of a list"),
        ('{"a":', "1:6: error[syntax]: this is not JSON: the text ends inside of a mapping"),
        ('{"a"', "1:5: error[syntax]: this is not JSON: the text ends inside of a mapping"),
        ("{", "1:2: error[syntax]: this is not JSON: the text ends inside of a mapping"),
        ('{"a": 1,}', "1:9: error[syntax]: this is not JSON: a comma stands before the `}` (take the comma away)"),
        ("[1,]", "1:4: error[syntax]: this is not JSON: a comma stands before the `]` (take the comma away)"),
        ("[1 2]", "1:4: error[syntax]: this is not JSON: expected `,` or `]`, found `2`"),
        ("[1}", "1:3: error[syntax]: this is not JSON: expected `,` or `]`, found `}`"),
        ("[}", "1:2: error[syntax]: this is not JSON: expected a value, found `}`"),
        ('{"a": [1}}', "1:9: error[syntax]: this is not JSON: expected `,` or `]`, found `}`"),
        ('{"a": 1]', "1:8: error[syntax]: this is not JSON: expected `,` or `}`, found `]`"),
        ("[,1]", "1:2: error[syntax]: this is not JSON: expected a value, found `,`"),
        ('{"a" 1}', "1:6: error[syntax]: this is not JSON: expected `:`, found `1`"),
        ('{"a": }', "1:7: error[syntax]: this is not JSON: expected a value, found `}`"),
        ("{a: 1}", "1:2: error[syntax]: this is not JSON: expected a key in double quotes, found `a`"),
        ("1 2", "1:3: error[syntax]: this is not JSON: there is more text after the end of the document"),
        ("[]]", "1:3: error[syntax]: this is not JSON: there is more text after the end of the document"),
        ("{},{}", "1:3: error[syntax]: this is not JSON: there is more text after the end of the document"),
        ("[01]", "1:2: error[syntax]: this is not JSON: expected a value, found `01`"),
        ("[1.]", "1:2: error[syntax]: this is not JSON: expected a value, found `1.`"),
        ("[NaN]", "1:2: error[syntax]: this is not JSON: expected a value, found `NaN` (JSON has no such number)"),
        (
            "['a']",
            "1:2: error[syntax]: this is not JSON: expected a value, found `'a'` "
            '(a text stands in double quotes: `"`)',
        ),
        (
            '["a]\n',
            "1:2: error[syntax]: this is not JSON: a text is not closed on its line "
            "(a line break in a text is written `\\n`)",
        ),
        ('["\\x"]', "1:3: error[syntax]: this is not JSON: there is no such escape"),
        ('["\\ud800"]', "1:2: error[syntax]: this is not JSON: half of a surrogate pair is no character"),
        ('{"\\udc00": 1}', "1:2: error[syntax]: this is not JSON: half of a surrogate pair is no character"),
        ('{"a": {{ .x }}}', "1:8: error[syntax]: this is not JSON: expected a key in double quotes, found `{`"),
        ("[1, // one\n2]", "1:5: error[syntax]: this is not JSON: expected a value, found `//` (JSON has no comments)"),
        ('{"a": 1,\n "a": 2}', "2:2: error[duplicate-key]: the key `a` is here a second time"),
    ],
)
def test_what_is_not_json(text: str, told: str) -> None:
    assert read(text)[1] == [f"j:{told}"]


def test_both_places_of_a_key_and_where_what_is_cut_off_began() -> None:
    problems = Problems()
    assert read_json(Source("j", '{"a": 1,\n "\\u0061": [2'), problems) is None
    assert [each.related for each in problems.diagnostics] == [
        (("first here", ("j", 1, 2, 3)),),
        (("began here", ("j", 2, 12, 1)),),
    ]


def test_the_first_of_two_values_stays() -> None:
    value, _ = read('{"a": 1, "a": {"b": 2}, "c": 3}')
    assert plain(value) == {"a": 1, "c": 3}


def test_depth() -> None:
    assert read("[" * DEEPEST + "]" * DEEPEST)[1] == []
    assert read("[" * 100_000)[1] == [f"j:1:{DEEPEST + 1}: error[too-deep]: values nest deeper than {DEEPEST} levels"]


@given(
    st.recursive(
        st.text(alphabet="ab \u00e9\U0001f600") | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="xyz"), inner, max_size=3),
    ),
    st.sampled_from([None, 0, 2]),
)
def test_values_and_places_are_those_of_the_yaml_composer(data: Any, indent: Any) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    problems = Problems()
    by_yaml = compose(Source("j", text), problems)
    assert places(read(text)[0]) == places(by_yaml)


def places(value: Value | None) -> Any:
    """Return all that a value holds, and where."""
    if isinstance(value, Mapping):
        inside: Any = [(places(key), places(item)) for key, item in value.entries.values()]
    elif isinstance(value, Sequence):
        inside = [places(item) for item in value.items]
    else:
        assert isinstance(value, Scalar)
        inside = (value.text, value.plain)
    return type(value).__name__, value.line, value.column, value.location, inside
