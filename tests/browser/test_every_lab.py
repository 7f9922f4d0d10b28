"""Each lab at its defaults: nothing for axe to find, nothing that leaves the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from patterns.labs import shelf
from tests.browser.walking import heading

pytestmark = pytest.mark.browser

LABS = sorted(shelf.labs())
# The scheme changes colors and nothing else, so the other rules need to be asked once only.
COLOR_RULES = ("color-contrast", "link-in-text-block")
UNFOLD = "() => document.querySelectorAll('details').forEach((each) => each.open = true)"
# What stands outside the page, unless it may be scrolled into sight where it is.
OUTSIDE = """() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return wide > 0 ? [`the page scrolls sideways by ${wide} px`] : [];
}"""


@pytest.mark.parametrize("slug", LABS)
def test_axe_finds_nothing_in_light_and_dark(
    page: Page, slug: str, violations: Callable[..., list[str]]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/labs/{slug}/")
    page.evaluate(UNFOLD)

    light = violations(page)
    page.emulate_media(color_scheme="dark")
    dark = violations(page, *COLOR_RULES)

    assert light == []
    assert dark == []


@pytest.mark.parametrize("slug", LABS)
def test_it_fits_a_telephone_and_a_desk(any_page: Page, slug: str) -> None:
    any_page.set_viewport_size({"width": 360, "height": 800})
    any_page.goto(f"/labs/{slug}/")
    any_page.evaluate(UNFOLD)

    assert any_page.evaluate(OUTSIDE) == []
    any_page.set_viewport_size({"width": 1440, "height": 900})
    assert any_page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("slug", LABS)
def test_the_reader_sets_a_number_and_runs_it(any_page: Page, slug: str) -> None:
    any_page.goto(f"/labs/{slug}/")
    any_page.evaluate(UNFOLD)
    any_page.get_by_label("Seed", exact=True).fill("7")

    any_page.get_by_role("button", name="Run", exact=True).click()

    any_page.wait_for_url(lambda address: "seed=7" in address)
    expect(heading(any_page)).to_be_visible()
    expect(any_page.get_by_role("heading", name="Result", exact=True)).to_be_visible()
    expect(any_page.get_by_role("heading", name="Theory beside the run")).to_be_visible()
