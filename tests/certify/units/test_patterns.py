"""Patterns of ids, kinds and zones."""

import pytest

from archcheck.certify.patterns import matches_segments, matches_text


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        ("ab", "a", False),
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("*", "abc", True),
        ("a*", "a", True),
        ("a*", "abc", True),
        ("a*", "ba", False),
        ("*a", "a", True),
        ("*a", "aba", True),
        ("*a", "ab", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "a1b2c", True),
        ("a*b*c", "a1c2b", False),
        ("**", "x", True),
        ("*ab*", "aab", True),
        ("*X*", "aXXb", True),
        ("a?", "ab", False),
        ("*b", "ac", False),
        ("aa*", "a", False),
    ],
)
def test_text(pattern: str, text: str, expected: bool) -> None:
    assert matches_text(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "separator", "expected"),
    [
        ("weapon", "weapon", ".", True),
        ("weapon", "weapon.drone", ".", True),
        ("weapon", "weaponry", ".", False),
        ("weapon.drone", "weapon", ".", False),
        ("*", "weapon", ".", True),
        ("app.*.front", "app.web.front.x", ".", True),
        ("app.*.front", "app.front", ".", False),
        ("app.*", "app", ".", False),
        ("a/b", "a/b", "/", True),
        ("a/b", "a/c", "/", False),
        ("a/b", "b/a", "/", False),
        ("a.b", "a.b.c", "/", False),
    ],
)
def test_segments(pattern: str, name: str, separator: str, expected: bool) -> None:
    assert matches_segments(pattern, name, separator) is expected
