"""Print, forced colors and less motion: the same content, nothing lost, nothing in the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import ANSWERS

pytestmark = pytest.mark.browser

A4 = {"width": 657, "height": 930}  # pixels of an A4 sheet within the margins of the stylesheet


@pytest.mark.parametrize("address", ["/patterns/circuit-breaker/", f"/advice/?{ANSWERS}"])
def test_print_leaves_out_what_paper_cannot_do_and_nothing_runs_over(
    page: Page, address: str
) -> None:
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    page.goto(address)

    page.emulate_media(media="print", color_scheme="dark")

    for gone in ("header.site", "footer.foot", ".tools", ".actions", ".skip"):
        for each in page.locator(gone).all():
            expect(each).to_be_hidden()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= A4["width"]
    ink = page.locator("h1").evaluate("(e) => getComputedStyle(e).color")
    assert ink == "rgb(18, 32, 36)"


def test_the_words_of_a_picture_are_printed_and_folded_again_on_the_screen(any_page: Page) -> None:
    page = any_page
    page.goto("/patterns/circuit-breaker/")
    steps = page.locator("#diagram-sequence .steps").first
    expect(steps).to_be_hidden()

    page.emulate_media(media="print")
    expect(steps).to_be_visible()

    page.emulate_media(media="screen")
    expect(steps).to_be_hidden()


def test_a_printed_page_is_a_document(page: Page) -> None:
    page.goto("/checklist/?slug=retry")

    assert page.pdf().startswith(b"%PDF-")

    expect(page.locator("header.site")).to_be_visible()


def test_forced_colors_keep_badges_chosen_rows_and_bars(page: Page) -> None:
    page.emulate_media(forced_colors="active")

    page.goto(f"/advise/pains/?{ANSWERS}")
    chosen = page.locator(".option:has(:checked)").first
    assert chosen.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"
    page.goto(f"/advice/?{ANSWERS}")
    badge = page.locator(".group > header .verdict").first
    assert badge.evaluate("(e) => getComputedStyle(e).borderTopWidth") == "1px"
    colors = page.locator(".dot .point").first.evaluate(
        "(e) => [getComputedStyle(e).fill, getComputedStyle(document.body).color]"
    )
    assert colors[0] == colors[1]


@pytest.mark.parametrize(("motion", "seconds"), [("no-preference", 0.12), ("reduce", 0)])
def test_colors_change_softly_unless_the_reader_asked_for_less_motion(
    page: Page, motion: str, seconds: float
) -> None:
    page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    page.goto("/")

    durations = page.locator(".button").first.evaluate(
        "(e) => getComputedStyle(e).transitionDuration.split(',').map(parseFloat)"
    )

    assert max(durations) == seconds


def test_more_contrast_turns_hairlines_and_second_text_darker(page: Page) -> None:
    page.goto("/glossary/")
    before = page.locator(".lead").evaluate("(e) => getComputedStyle(e).color")

    page.emulate_media(contrast="more")

    assert page.locator(".lead").evaluate("(e) => getComputedStyle(e).color") != before
