"""The reader's own names and theme: in the pictures, in the files, on the next page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints, downloading
from tests.browser.kinds import ANSWERS
from tests.browser.walking import heading

pytestmark = pytest.mark.browser


def test_names_in_the_form_appear_in_picture_text_and_file(any_page: Page) -> None:
    page = any_page
    page.goto("/patterns/circuit-breaker/")

    page.locator("details.own-names > summary").click()
    page.get_by_label("Calling service").fill("Ticket & Gate")
    page.locator("details.own-names").get_by_role("button", name="Draw").click()

    figure = page.locator("#diagram-sequence")
    expect(figure.locator("svg").first).to_contain_text("Ticket & Gate")
    with downloading(page) as file:
        figure.get_by_role("link", name="SVG").click()
    assert "Ticket &amp; Gate" in file().decode()
    with downloading(page) as text:
        figure.get_by_role("link", name="Text").click()
    assert b"Ticket" in text()


def test_a_name_that_is_too_long_is_refused_at_its_field(
    page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(400)
    page.goto("/patterns/circuit-breaker/?caller=" + "x" * 50)

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()

    expect(page.get_by_label("Calling service")).to_be_focused()
    expect(page.get_by_label("Calling service")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#diagram-sequence svg").first).to_contain_text("Order")


def test_a_name_cannot_break_out_of_the_picture(page: Page) -> None:
    page.goto("/patterns/circuit-breaker/?caller=</text><script>alert(1)</script>")

    expect(heading(page)).to_have_text("Circuit Breaker")
    expect(page.locator(".drawing script")).to_have_count(0)


def test_names_of_ones_own_services_reach_the_architecture(any_page: Page) -> None:
    page = any_page
    page.goto(f"/advise/check/?{ANSWERS}")

    page.get_by_label("Service 1", exact=True).fill("Ticketing")
    page.get_by_role("button", name="Use these names").click()
    page.get_by_role("link", name="See the advice").first.click()

    picture = page.locator("#diagram-architecture")
    expect(picture.locator("svg").first).to_contain_text("Ticketing")
    with downloading(page) as file:
        picture.get_by_role("link", name="SVG").click()
    assert b"Ticketing" in file()


def test_a_chosen_theme_stays_on_every_page_and_can_be_given_back(any_page: Page) -> None:
    page = any_page
    page.emulate_media(color_scheme="light")
    page.goto("/glossary/?word=1")

    page.get_by_label("Theme").select_option("dark")
    page.get_by_role("button", name="Set").click()

    assert page.url.endswith("/glossary/?word=1")
    page.goto("/patterns/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect(page.get_by_label("Theme")).to_have_value("dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(15, 22, 24)")

    page.get_by_label("Theme").select_option("")
    page.get_by_role("button", name="Set").click()
    assert page.locator("html").get_attribute("data-theme") is None
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
