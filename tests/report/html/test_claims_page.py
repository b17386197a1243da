"""The page of claims in a real browser: nothing is asked for, nothing complains, light or dark, large or small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from archcheck.cli.claims_rendering import draw_cases, render_claims
from tests.claims import examples, test_case


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_shows_the_case(show: Callable[..., Any], scheme: str) -> None:
    page = show(render_claims(test_case.evaluate(), "html"), color_scheme=scheme)
    assert page.locator(".matrix tbody tr").count() == 11
    page.locator(".matrix a", has_text="referred").first.click()
    assert page.url.endswith("#t5c1")
    picture = page.locator("#t9 ~ details svg")
    page.locator("#t9 ~ details summary", has_text="assurance").click()
    assert picture.is_visible()
    # The policy lets the style of the pictures in, too.
    fill = picture.locator(".gsn-refuted .gsn-shape").first.evaluate("each => getComputedStyle(each).fill")
    assert fill == {"light": "rgb(253, 236, 238)", "dark": "rgb(58, 21, 25)"}[scheme]


def test_a_small_screen_scrolls_tables_and_not_the_page(show: Callable[..., Any]) -> None:
    page = show(render_claims(test_case.evaluate(), "html"), viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_letters_fit_into_the_shapes_of_a_picture(show: Callable[..., Any]) -> None:
    """Whatever font the browser has: no text is wider than what it stands in."""
    (picture,) = draw_cases(examples.evaluate(), embedded=True)
    page = show(render_claims(examples.evaluate(), "html"))
    assert picture.splitlines()[1] in page.content()
    page.locator("summary", has_text="assurance").click()
    wide = page.evaluate(
        """[...document.querySelectorAll(".gsn g")].filter(group => {
            const shape = group.querySelector(".gsn-shape").getBBox();
            return [...group.querySelectorAll("text")].some(text => {
                const box = text.getBBox();
                return text.textContent !== "A" && (box.x < shape.x || box.x + box.width > shape.x + shape.width);
            });
        }).map(group => group.textContent)"""
    )
    assert wide == []
