"""Text that is measured, wrapped and shortened."""

import pytest

from archcheck.draw.lettering import measure, shorten, wrap


def test_wide_characters_are_wider_than_narrow_ones() -> None:
    assert measure("iii", 10) < measure("nnn", 10) < measure("WWW", 10) < measure("語語語", 10)
    assert measure("nnn", 10) < measure("nnn", 10, bold=True) < measure("nnn", 20)
    assert measure("", 10) == 0


@pytest.mark.parametrize(
    ("text", "columns", "lines", "wrapped"),
    [
        ("short", 10, 2, ["short"]),
        ("", 10, 2, [""]),
        ("   ", 10, 2, [""]),
        ("Safety engineer at ProviderCo", 20, 2, ["Safety engineer at", "ProviderCo"]),
        ("mission_computer_of_the_fleet", 18, 2, ["mission_computer_", "of_the_fleet"]),
        ("abcdefghijklmnop", 8, 2, ["abcdefgh", "ijklmnop"]),
        ("abcdefghijklmnopqrstuvwxyz", 8, 1, ["abcde…yz"]),
        ("日本語のノード", 6, 2, ["日本語", "の…ド"]),
        ("a\nb\u202ec\x07", 40, 1, ["a\\u{a}b\\u{202e}c\\u{7}"]),
    ],
)
def test_wrap(text: str, columns: int, lines: int, wrapped: list[str]) -> None:
    assert wrap(text, columns, lines) == wrapped


def test_a_shortened_text_keeps_both_ends() -> None:
    assert shorten("no-hardware-edge-through-proxies-out", 20) == "no-hardware-e…es-out"
    assert shorten("fits", 4) == "fits"


def test_many_combining_marks_do_not_pile_up() -> None:
    assert len(shorten("a" + "\u0301" * 500, 10)) <= 31
