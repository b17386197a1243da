"""Categories and colours."""

import pytest

from archcheck.documents.categories import category_of
from archcheck.draw.palette import CATEGORIES, VIOLATIONS


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("human.approver", "human"),
        ("model.llm", "model"),
        ("api.cloud", "api"),
        ("guard.safety", "guard"),
        ("app.db", "store"),
        ("store.bucket", "store"),
        ("sensor", "sensor"),
        ("weapon.drone", "weapon"),
        ("hardware.actuator", "other"),
        ("app", "other"),
        ("modelling", "other"),
        ("humanoid.weaponry", "other"),
    ],
)
def test_a_segment_of_the_kind_says_the_category(kind: str, category: str) -> None:
    assert category_of(kind) == category


def test_every_category_has_a_shape_of_its_own() -> None:
    shapes = [look.shape for look in CATEGORIES.values()]
    assert len(set(shapes)) == len(shapes)


def _luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", VIOLATIONS)
def test_white_text_is_readable_on_every_violation(colour: str) -> None:
    assert _contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("category", CATEGORIES)
def test_text_is_readable_on_every_category(category: str) -> None:
    look = CATEGORIES[category]
    assert _contrast(look.text, look.fill) >= 4.5
    assert _contrast(look.faint, look.fill) >= 4.5
