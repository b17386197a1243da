import pytest

from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import check_twins, find_fault, fold
from archcheck.source.located import Scalar, Source


@pytest.mark.parametrize(
    "text",
    ["a", "a b", "a->b", "a/b", "*", "~", "é", "日本語", "नमस्ते", "\U0001f600", "модель", "a" * 10_000, "#1", "`"],
)
def test_fit(text: str) -> None:
    assert find_fault(text) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        (" a", "space"),
        ("a ", "space"),
        ("a\n", "line break"),
        ("\u00a0a", "space"),
        ("a\u00a0b", "U+00A0"),
        ("a\u3000b", "U+3000"),
        ("a\tb", "U+0009"),
        ("a\nb", "U+000A"),
        ("a\x7fb", "U+007F"),
        ("a\x85b", "U+0085"),
        ("a\u200bb", "U+200B"),
        ("a\u200db", "U+200D"),
        ("a\u00adb", "U+00AD"),
        ("a\u2066b", "U+2066"),
        ("a\u202eb", "U+202E"),
        ("a\u2028b", "U+2028"),
        ("a\u2029b", "U+2029"),
        ("a\ufeffb", "U+FEFF"),
        ("a\ufe0fb", "U+FE0F"),
        ("a\u3164b", "U+3164"),
        ("a\u2800b", "U+2800"),
        ("a\ufff0b", "U+FFF0"),
        ("a\U000e0041b", "U+E0041"),
        ("a\ud800b", "U+D800"),
        ("e\u0301", "NFC"),
        ("\u212b", "NFC"),
    ],
)
def test_unfit(text: str, part: str) -> None:
    assert part in str(find_fault(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "A"),
        ("ß", "SS"),
        ("ﬁ", "fi"),
        ("Å", "å"),
        ("１", "1"),
        ("ſ", "s"),
        ("ΑΣ", "ας"),
        ("K\u0307", "k\u0307"),
        ("²", "2"),
    ],
)
def test_twins(one: str, other: str) -> None:
    problems = Problems()
    source = Source("a.yaml", "")
    check_twins([Scalar(source, 0, 0, one, True), Scalar(source, 1, 2, other, True)], "node id", problems)
    (found,) = problems.diagnostics
    assert found.code == "twins"
    assert found.location is not None
    assert (found.location.line, found.location.column) == (2, 3)
    assert [(word, place.line) for word, place in found.related] == [("the other one", 1)]


def test_letters_of_other_scripts_are_no_twins() -> None:
    assert fold("model") != fold("mоdel")  # the second has a Cyrillic o: left to the reader, as the language says
