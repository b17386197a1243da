import random

import pytest

from archcheck.source.diagnostics import Problems
from archcheck.source.suggestions import closest, edit_distance


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("modle", ["model", "module"], "model"),
        ("Model", ["model", "models"], "model"),
        ("zon", ["zone", "zones"], "zone"),
        ("warn", ["error", "warning", "info"], "warning"),
        ("kind", ["kind"], None),
        ("colour", ["kind", "zone"], None),
        ("a", ["b", "c"], None),
        ("ab", ["b"], "b"),
        ("", ["a"], None),
        ("provdier/servng", ["provider/serving", "provider"], "provider/serving"),
        ("x" * 5_000, ["x" * 5_001], None),
        ("model", ["x" * 5_000], None),
    ],
)
def test_closest(name: str, known: list[str], near: str | None) -> None:
    assert closest(name, known) == near


def test_the_order_of_the_known_names_changes_nothing() -> None:
    names = ["model1", "model2", "model3"]
    assert {closest("model", order) for order in (names, names[::-1])} == {"model1"}


def full_distance(left: str, right: str) -> int:
    """Return the optimal string alignment distance by the plain table."""
    table = [[i + j if 0 in (i, j) else 0 for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            different = left[i - 1] != right[j - 1]
            cost = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + different)
            if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
                cost = min(cost, table[i - 2][j - 2] + 1)
            table[i][j] = cost
    return table[-1][-1]


def test_edit_distance_against_the_plain_table() -> None:
    rng = random.Random(7)
    for _ in range(2_000):
        left, right = ("".join(rng.choices("abc", k=rng.randrange(8))) for _ in range(2))
        most = rng.randrange(6)
        assert edit_distance(left, right, most) == min(full_distance(left, right), most + 1), (left, right, most)


def test_a_run_gives_fifty_suggestions() -> None:
    problems = Problems()
    given = [problems.did_you_mean("modle", ["model"]) for _ in range(60)]
    assert given == ["did you mean `model`?"] * 50 + [None] * 10


def test_a_run_compares_some_20_000_names() -> None:
    problems = Problems()
    names = [f"model{number}" for number in range(9_000)]
    given = [problems.did_you_mean("modeel", names) is not None for _ in range(5)]
    assert given == [True, True, True, False, False]
