"""Where values stand: lines and columns from 1, in every style of YAML, with either parser."""

from collections.abc import Iterator

import pytest
import yaml

from archcheck.source.composer import compose
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.inert import display_width, escape
from archcheck.source.located import Location, Scalar, Sequence, Source, Value

PARSERS = ["python", pytest.param("fastest", marks=pytest.mark.skipif(not yaml.__with_libyaml__, reason="no libyaml"))]


def places(text: str, parser: str) -> str:
    """Return every value of a text with its `line:column+carets`, keys before their values."""
    problems = Problems()
    root = compose(Source("a.yaml", text), problems, parser=parser)
    assert not problems.diagnostics
    assert root is not None
    return ", ".join(walk(root))


def walk(value: Value) -> Iterator[str]:
    location = value.location
    shown = value.text if isinstance(value, Scalar) else "[]" if isinstance(value, Sequence) else "{}"
    yield f"{shown} {location.line}:{location.column}+{location.length}"
    if isinstance(value, Sequence):
        for item in value.items:
            yield from walk(item)
    elif not isinstance(value, Scalar):
        for key, item in value.entries.values():
            yield from walk(key)
            yield from walk(item)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\n", "{} 1:1+3, a 1:1+1, b 1:4+1"),
        ("a:\n  - bc\n  - d\n", "{} 1:1+2, a 1:1+1, [] 2:3+3, bc 2:5+2, d 3:5+1"),
        ("{a: [b, cd]}", "{} 1:1+3, a 1:2+1, [] 1:5+3, b 1:6+1, cd 1:9+2"),
        ("'it''s': \"x\\ty\"\n", "{} 1:1+3, it's 1:1+7, x\ty 1:10+6"),
        ("a:\n  b\n  c\nd: e", "{} 1:1+2, a 1:1+1, b c 2:3+1, d 4:1+1, e 4:4+1"),
        ('a: "b\n  c"\n', "{} 1:1+3, a 1:1+1, b c 1:4+2"),
        ("a: |-\n  b\n  c\nd: >-\n  e\n", "{} 1:1+3, a 1:1+1, b\nc 1:4+2, d 4:1+1, e 4:4+2"),
        ("日本: 語\n", "{} 1:1+3, 日本 1:1+2, 語 1:5+1"),
        ("{\U0001f600: x, y: z}", "{} 1:1+3, \U0001f600 1:2+1, x 1:5+1, y 1:8+1, z 1:11+1"),
        ("a: b\r\nc: d\r\n", "{} 1:1+3, a 1:1+1, b 1:4+1, c 2:1+1, d 2:4+1"),
        ("a:\nb: {c: , d}\n", "{} 1:1+2, a 1:1+1,  1:3+1, b 2:1+1, {} 2:4+3, c 2:5+1,  2:7+1, d 2:10+1,  2:12+1"),
        ("a: &x bc\nd: *x\n", "{} 1:1+3, a 1:1+1, bc 1:4+5, d 2:1+1, bc 2:4+2"),
        ("? a\n: b\n", "{} 1:1+3, a 1:3+1, b 2:3+1"),
        ("# c\n---\na: b # c\n...\n", "{} 3:1+3, a 3:1+1, b 3:4+1"),
    ],
)
def test_places(text: str, expected: str, parser: str) -> None:
    assert places(text, parser) == expected


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{a: "\\ud83d"}', "syntax"),
        ('{a: "\\UFFFFFFFF"}', "syntax"),
        ("%YAML " + "9" * 5_000 + ".1\n---\na: b\n", "syntax"),
        ("a: b\n--- c\n", "second-document"),
        ("&a a: b\n*a : c\n", "duplicate-key"),
        ("a: &a [*a]\n", "self-alias"),
        ("[" * 65 + "]" * 65, "too-deep"),
        ("a: !x y\n", "tag"),
        ("a: ! y\n", "tag"),
    ],
)
def test_refused_by_either_parser(text: str, code: str, parser: str) -> None:
    problems = Problems()
    compose(Source("a.yaml", text), problems, parser=parser)
    assert [found.code for found in problems.diagnostics] == [code]


@pytest.mark.parametrize("parser", PARSERS)
def test_nesting_of_64_is_fine(parser: str) -> None:
    assert places("[" * 64 + "]" * 64, parser).count("[]") == 64


@pytest.mark.parametrize("text", ["", "\n\n", "# c\n", "---\n", "---\n# c"])
def test_no_document(text: str) -> None:
    problems = Problems()
    assert compose(Source("a.yaml", text), problems) is None
    assert not problems.diagnostics


def test_an_anchor_may_be_given_anew_and_means_the_last_one_before() -> None:
    root = compose(Source("a.yaml", "[&a x, *a, &a y, *a]"), Problems())
    assert isinstance(root, Sequence)
    assert [item.text for item in root.items if isinstance(item, Scalar)] == ["x", "x", "y", "y"]


def test_the_budget_counts_what_aliases_expand_to() -> None:
    def codes(times: int) -> list[str]:
        problems = Problems()
        compose(Source("a.yaml", f"- &a [{'x, ' * 999}]\n- [{'*a, ' * times}]\n"), problems)
        return [found.code for found in problems.diagnostics]

    assert codes(1_000) == []
    assert codes(1_001) == ["alias-budget"]


@pytest.mark.parametrize(
    ("line", "start", "length", "shown", "carets"),
    [
        ("\ta: x", 4, 1, " a: x", "    ^"),
        ("日本: x", 4, 1, "日本: x", "      ^"),
        ("e\u0301: x", 4, 1, "e\u0301: x", "   ^"),
        ("a\u20dd: x", 4, 1, "a\u20dd: x", "   ^"),
        ("a\u200b: x", 4, 1, "a\\u{200b}: x", "           ^"),
        ("x" * 200, 100, 3, "…" + "x" * 123 + "…", " " * 61 + "^^^"),
        ("x: 日本", 3, 2, "x: 日本", "   ^^^^"),
    ],
)
def test_carets(line: str, start: int, length: int, shown: str, carets: str) -> None:
    source = Source("a.yaml", line)
    found = Diagnostic("error", "syntax", "m", Location("a.yaml", 1, start + 1, length)).render({"a.yaml": source})
    assert found.split("\n")[3:] == [f"1 | {shown}", f"  | {carets}"]


def test_what_steers_a_terminal_is_written_out() -> None:
    assert escape("a\x1b[2J\u202e\u2028\ud800") == "a\\u{1b}[2J\\u{202e}\\u{2028}\\u{d800}"
    assert display_width("日本e\u0301") == 5
