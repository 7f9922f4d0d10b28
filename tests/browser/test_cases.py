"""From the list of real systems to one of them, and on into the questionnaire."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import heading, place

pytestmark = pytest.mark.browser


def test_a_reader_narrows_the_list_opens_a_system_and_takes_its_answers_along(
    any_page: Page,
) -> None:
    page = any_page
    page.goto("/")
    page.get_by_role("link", name="Real systems").click()
    expect(heading(page)).to_have_text("What real systems chose")

    page.get_by_label("Domain").select_option("Logistics")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("section[aria-labelledby=h-list] tbody tr")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Drone delivery")).click()

    expect(heading(page)).to_have_text(re.compile("^Drone delivery"))
    page.get_by_role("link", name="Open the questionnaire with these answers").click()
    expect(heading(page)).to_have_text("Check your answers")
    assert "deps=third" in place(page)


def test_the_other_reading_of_the_facts_is_one_click_away(any_page: Page) -> None:
    page = any_page
    page.goto("/cases/azure-drone-delivery-design/")
    verdicts = page.locator("section[aria-labelledby=h-chosen] .verdict")
    before = verdicts.all_inner_texts()

    page.get_by_role("link", name="The second encoder").click()

    expect(page.get_by_role("link", name="The second encoder")).to_have_attribute(
        "aria-current", "true"
    )
    assert len(verdicts.all_inner_texts()) == len(before)
    assert verdicts.all_inner_texts() != before


def test_a_pattern_leads_to_the_systems_that_chose_it(any_page: Page) -> None:
    page = any_page
    page.goto("/patterns/transactional-outbox/")

    part = page.locator("section[aria-labelledby=real-systems]")
    name = part.locator("li a").first.inner_text()
    part.locator("li a").first.click()

    expect(heading(page)).to_have_text(name)
