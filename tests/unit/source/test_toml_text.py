"""TOML as located values: what `tomllib` reads, with the places where it stands."""

import tomllib
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Scalar, Sequence, Source, Value
from archcheck.source.toml_text import read_toml

TEXT = '''\
# [comment]
title = "x" # [tool.archcheck]
s = """
[tool.archcheck]
"""""
a.b."c d" = [1, 1979-05-27 07:32:00, [ 'x', { y = true, z.w = 'q' } ],
 # comment ]
 "e]"]
[tool.'archcheck'] # foo
only = ["a",
  "b"]
strict=true
day = 2026-01-02
[[x.y]]
k = 1
[[x.y]]
k = 2
[x.y.sub]
z = \'\'\'l\'\'\'\'
'''


def flatten(value: Value, path: str = "") -> dict[str, tuple[str, bool, str]]:
    """Return the scalars by their paths: text, whether plain, and the place; a key's place is behind the path."""
    if isinstance(value, Scalar):
        return {path: (value.text, value.plain, f"{value.location.line}:{value.location.column}")}
    if isinstance(value, Sequence):
        items = [(f"{path}/{number}", item) for number, item in enumerate(value.items)]
    else:
        items = [
            (f"{path}/{name}@{key.location.line}:{key.location.column}", item)
            for name, (key, item) in value.entries.items()
        ]
    return {at: found for under, item in items for at, found in flatten(item, under).items()}


def test_every_form_has_its_place() -> None:
    problems = Problems()
    root = read_toml(Source("p.toml", TEXT), problems)
    assert root is not None
    assert problems.diagnostics == []
    assert flatten(root) == {
        "/title@2:1": ("x", False, "2:9"),
        "/s@3:1": ('[tool.archcheck]\n""', False, "3:5"),
        "/a@6:1/b@6:3/c d@6:5/0": ("1", True, "6:14"),
        "/a@6:1/b@6:3/c d@6:5/1": ("1979-05-27 07:32:00", True, "6:17"),
        "/a@6:1/b@6:3/c d@6:5/2/0": ("x", False, "6:40"),
        "/a@6:1/b@6:3/c d@6:5/2/1/y@6:47": ("true", True, "6:51"),
        "/a@6:1/b@6:3/c d@6:5/2/1/z@6:57/w@6:59": ("q", False, "6:63"),
        "/a@6:1/b@6:3/c d@6:5/3": ("e]", False, "8:2"),
        "/tool@9:2/archcheck@9:7/only@10:1/0": ("a", False, "10:9"),
        "/tool@9:2/archcheck@9:7/only@10:1/1": ("b", False, "11:3"),
        "/tool@9:2/archcheck@9:7/strict@12:1": ("true", True, "12:8"),
        "/tool@9:2/archcheck@9:7/day@13:1": ("2026-01-02", True, "13:7"),
        "/x@14:3/y@14:5/0/k@15:1": ("1", True, "15:5"),
        "/x@14:3/y@14:5/1/k@17:1": ("2", True, "17:5"),
        "/x@14:3/y@14:5/1/sub@18:6/z@19:1": ("l'", False, "19:5"),
    }


@pytest.mark.parametrize("text", [TEXT.replace("\n", "\r\n"), TEXT.replace("= ", "=\t")])
def test_line_breaks_and_tabs_change_no_line(text: str) -> None:
    plain, other = (read_toml(Source("p.toml", each), Problems()) for each in (TEXT, text))
    assert plain is not None
    assert other is not None
    lines = [[place.partition(":")[0] for *_, place in flatten(root).values()] for root in (plain, other)]
    assert lines[0] == lines[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = ", "p.toml:1:5: error[syntax]: this is not TOML: invalid value"),
        ("a = 1\na = 2\n", "p.toml:2:6: error[syntax]: this is not TOML: cannot overwrite a value"),
        ("[x\n", "p.toml:1:3: error[syntax]: this is not TOML: expected ']' at the end of a table declaration"),
        ("a=" + "[" * 20_000, "p.toml:1:1: error[too-deep]: `p.toml` nests too deep"),
    ],
)
def test_what_is_not_toml(text: str, told: str) -> None:
    problems = Problems()
    assert read_toml(Source("p.toml", text), problems) is None
    assert [each.summary() for each in problems.diagnostics] == [told]


NAMES = st.text("ab\"'.# \\=]é", min_size=1, max_size=4)
LEAVES = st.one_of(st.booleans(), st.integers(-9, 9), NAMES, st.dates(), st.datetimes())
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)


def quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(value: Any, gap: str) -> str:
    """Return a value as TOML, with a gap wherever one may be inside a list."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{gap}{f'{gap},{gap}'.join(write(item, gap) for item in value)}{gap}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quote(name)} = {write(item, '')}" for name, item in value.items()) + " }"
    return str(value)


def compare(value: Value, data: Any, lines: list[str]) -> None:
    """Assert that a located value is what `tomllib` reads, and that each key and scalar stands where it says."""
    if isinstance(value, Mapping):
        assert list(value.entries) == list(data)
        for name, (key, item) in value.entries.items():
            assert lines[key.line].startswith((quote(name), name), key.column)
            compare(item, data[name], lines)
    elif isinstance(value, Sequence):
        assert lines[value.line][value.column] == "["
        for item, other in zip(value.items, data, strict=True):
            compare(item, other, lines)
    elif isinstance(data, str):
        assert value.text == data
        assert lines[value.line].startswith(quote(data), value.column)
    else:
        expected = str(data).lower() if isinstance(data, bool) else str(data)
        assert (value.text, value.plain) == (expected, True)
        assert lines[value.line].startswith(expected.replace(" ", "T"), value.column)


@settings(max_examples=200)
@given(
    tables=st.dictionaries(NAMES, st.dictionaries(NAMES, TREES, max_size=3), max_size=3),
    gap=st.sampled_from(["", " ", "\n", "\n# ], \n"]),
)
def test_it_reads_what_tomllib_reads_where_it_stands(tables: dict[str, dict[str, Any]], gap: str) -> None:
    text = "".join(
        f"[ {quote(name)} ] # {name}\n"
        + "".join(f"{quote(key)} = {write(item, gap)} # x\n" for key, item in table.items())
        for name, table in tables.items()
    )
    root = read_toml(Source("p.toml", text), Problems())
    assert root is not None
    compare(root, tomllib.loads(text), text.split("\n"))
