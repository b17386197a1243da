"""Assurance cases are laid out so that nothing overlaps, no line runs through a shape, and all letters fit."""

import random
from math import hypot

import pytest

from archcheck.claims.argument import (
    ASSUMPTION,
    CONTEXT,
    GOAL,
    SOLUTION,
    STRATEGY,
    Element,
    build_argument,
)
from archcheck.draw.gsn.layout import Layout, Placed, lay_out
from archcheck.draw.gsn.shapes import LINE, SIZE, SLANT
from archcheck.draw.lettering import measure
from tests.claims import examples, test_case

WORDS = ["a", "model", "reaches", "without-passing", "an_approver", "whose/name.is:very,long", "Weltraumüberwachung"]


def draw_element(chance: random.Random, depth: int) -> Element:
    """Return a goal of any size with anything below it."""

    def say(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, most)))

    leaves = [
        Element(
            kind, f"{kind[0].upper()}{chance.randint(1, 99)}", say(12), detail=say(9) if chance.random() < 0.5 else ""
        )
        for kind in chance.choices([SOLUTION, ASSUMPTION], k=chance.choice([0, 0, 1, 2, 3, 6]))
    ]
    leaves += [Element(GOAL, "U1", say(20), "refuted", undeveloped=True) for _ in range(chance.choice([0, 0, 1, 2]))]
    beside = [Element(CONTEXT, "C1", say(30)) for _ in range(chance.choice([0, 0, 1, 2, 3]))]
    inner = [draw_element(chance, depth - 1) for _ in range(chance.choice([0, 1, 2, 4]))] if depth else []
    kind = chance.choice([GOAL, STRATEGY])
    undeveloped = kind == GOAL and not leaves and not inner
    status = "supported" if kind == GOAL else None
    return Element(
        kind,
        "G1",
        say(15),
        status,
        undeveloped=undeveloped,
        beside=tuple(beside),
        leaves=tuple(leaves),
        inner=tuple(inner),
    )


def layouts() -> list[Layout]:
    found = []
    for report in (test_case.evaluate(), examples.evaluate()):
        for run, row in zip(report.runs, report.results, strict=True):
            found.append(lay_out(build_argument(run, row, "2026-06-01")))
    for seed in range(40):
        chance = random.Random(seed)
        found.append(lay_out([draw_element(chance, depth) for depth in (3, 1, 2)]))
    return found


@pytest.fixture(scope="module")
def drawn() -> list[Layout]:
    return layouts()


def box(placed: Placed) -> tuple[float, float, float, float]:
    return placed.x, placed.y, placed.x + placed.shape.width, placed.y + placed.shape.full_height


def test_nothing_overlaps_and_everything_is_inside(drawn: list[Layout]) -> None:
    for layout in drawn:
        boxes = sorted(map(box, layout.shapes))
        for place, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0
            assert top >= 0
            assert right <= layout.width
            assert bottom <= layout.height
            for other in boxes[place + 1 :]:
                if other[0] >= right:
                    break
                assert other[1] >= bottom or other[3] <= top, (boxes[place], other)


def test_no_line_runs_through_a_shape(drawn: list[Layout]) -> None:
    for layout in drawn:
        boxes = [box(placed) for placed in layout.shapes]
        for line in layout.lines:
            for (x0, y0), (x1, y1) in zip(line.points, line.points[1:], strict=False):
                assert x0 == pytest.approx(x1) or y0 == pytest.approx(y1)
                low, high = (min(x0, x1), min(y0, y1)), (max(x0, x1), max(y0, y1))
                for left, top, right, bottom in boxes:
                    inside = low[0] < right - 0.01 and high[0] > left + 0.01 and low[1] < bottom - 0.01
                    assert not (inside and high[1] > top + 0.01), (line, (left, top, right, bottom))


def test_every_element_but_the_roots_has_an_arrow(drawn: list[Layout]) -> None:
    for layout in drawn:
        ends = [line.points[-1] for line in layout.lines]
        pointed = 0
        for placed in layout.shapes:
            left, top, right, bottom = box(placed)
            found = [(x, y) for x, y in ends if left - 0.1 <= x <= right + 0.1 and top - 0.1 <= y <= bottom + 0.1]
            assert len(found) <= 1
            pointed += len(found)
        assert pointed == len(ends)


def test_all_letters_fit(drawn: list[Layout]) -> None:
    for layout in drawn:
        for placed in layout.shapes:
            shape = placed.shape
            for place, row in enumerate(shape.rows):
                half = measure(row.text, SIZE, bold=row.style == "head") / 2
                away = abs((place + 0.5 - len(shape.rows) / 2) * LINE) + LINE / 2
                kind = shape.element.kind
                if kind == SOLUTION:
                    assert hypot(half, away) <= shape.width / 2
                elif kind == ASSUMPTION:
                    assert (half / (shape.width / 2)) ** 2 + (away / (shape.height / 2)) ** 2 <= 1
                else:
                    assert half <= shape.width / 2 - (SLANT if kind == STRATEGY else 0)
                    assert away <= shape.height / 2
