"""From the result to the reasons, the deciding answers, weights and trials, and back again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.kinds import ANSWERS

pytestmark = pytest.mark.browser


def test_a_reader_finds_why_and_tries_what_would_change_it(any_page: Page) -> None:
    page = any_page
    page.goto(f"/advice/?{ANSWERS}")
    page.locator("#row-retry").get_by_role("link", name="Why, in full").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retry")

    page.locator("section[aria-labelledby=h-flips] dl a").first.click()

    expect(page.locator("#h-moved")).to_have_text("What your change moved")
    expect(page.locator("section[aria-labelledby=h-moved]")).to_contain_text("Retry")
    page.get_by_role("link", name="Take the change back").click()
    expect(page.locator("#h-moved")).to_have_count(0)


def test_several_changes_are_tried_and_taken_back(any_page: Page, complaints: Complaints) -> None:
    page = any_page
    complaints.expect_status(400)
    page.goto(f"/advice/?{ANSWERS}")
    page.get_by_role("link", name="Try several changes at once").click()
    page.locator("summary", has_text="Data and changes").click()
    page.locator("#w-tx").get_by_label("One, with one database").check()
    page.locator("summary", has_text="Failure").click()
    page.locator("#w-pains").get_by_label("None of these").check()
    if page.locator("#w-pains").get_by_label("Slow or hanging calls").is_checked():
        # Without a script the form is answered with what excludes itself.
        page.get_by_role("button", name="See what moves").click()
        expect(page.locator(".error-summary")).to_contain_text("excludes the others")
        page.locator("#w-pains").get_by_label("Slow or hanging calls").uncheck()
        page.locator("#w-pains").get_by_label("One failing or slow part").uncheck()
    page.get_by_role("button", name="See what moves").click()

    expect(page.locator("#h-changes")).to_have_text("2 answers changed")
    page.get_by_role("link", name=re.compile("^Take back the answer to: What has")).click()
    expect(page.locator("#h-changes")).to_have_text("1 answer changed")
    page.get_by_role("link", name="The whole advice with these changes").click()
    expect(page.locator("#h-moved")).to_have_text("What your change moved")
    page.get_by_role("link", name="Take the change back").click()
    expect(page).to_have_url(re.compile(r"tx=many"))
    expect(page).not_to_have_url(re.compile(r"was\."))


def test_changes_on_the_result_add_up(any_page: Page) -> None:
    page = any_page
    page.goto(f"/advice/?{ANSWERS}")
    section = page.locator("section[aria-labelledby=h-change]")
    for question, option in (("Who runs it at night?", "Nobody"), ("Where does it run?", "Kuber")):
        fold = section.locator("details", has_text=question)
        fold.locator("summary").click()
        fold.get_by_label(option).check()
        fold.get_by_role("button", name="See what moves").click()
        expect(page.locator("#h-moved")).to_be_visible()

    expect(page.locator("#h-moved")).to_have_text("What your changes moved")
    expect(page.get_by_role("link", name="Take all 2 changes back")).to_be_visible()


def test_a_weight_is_set_shown_on_the_result_and_reset(any_page: Page) -> None:
    page = any_page
    page.goto(f"/advise/check/?{ANSWERS}")
    page.get_by_role("link", name="Weigh the forces, optional").click()
    page.locator('input[name="w.hanging"][value="0"]').check()
    page.get_by_role("button", name="See what the weights move").click()

    expect(page.locator("section[aria-labelledby=h-moved]")).to_contain_text("Timeout")
    page.get_by_role("link", name="See the advice").click()
    expect(page.locator(".notice", has_text="1 force does not count 1")).to_be_visible()
    page.get_by_role("link", name="Set all to 1").click()
    expect(page).to_have_url(re.compile(r"/advice/\?(?!.*w\.)"))


def test_the_deciding_answers_lead_to_a_trial(any_page: Page) -> None:
    page = any_page
    page.goto(f"/advice/?{ANSWERS}")
    page.get_by_role("link", name="All single answers that decide this result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which answers decide this result")

    page.locator("section[aria-labelledby=h-answered] tbody a").first.click()

    expect(page.locator("#h-moved")).to_have_text("What your change moved")


@pytest.mark.parametrize(
    "path", ["/advice/retry/", "/advice/deciding/", "/advice/what-if/", "/advise/weights/"]
)
@pytest.mark.parametrize("width", [320, 768])
def test_nothing_is_wider_than_a_small_screen(
    visitor: Callable[..., Page], path: str, width: int
) -> None:
    page = visitor(viewport={"width": width, "height": 800})
    page.goto(f"{path}?{ANSWERS}&w.cascade=2&was.tx=one")
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => each.open = true)")

    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
