"""Save, revise, compare, decide, share and revoke, in a real browser and for several visitors."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints, downloading
from tests.browser.kinds import ANSWERS
from tests.browser.walking import answer, heading, verdicts

pytestmark = pytest.mark.browser

BREAKER = "#decided-circuit-breaker"


def save(page: Page, title: str = "Order platform") -> str:
    """Save the answers and return the address of the Assessment."""
    page.goto(f"/advice/?{ANSWERS}")
    page.get_by_label("Title, if you like one").fill(title)
    page.get_by_role("button", name="Save as an assessment").click()
    expect(heading(page)).to_have_text(title)
    return page.url


def change_services(page: Page, option: str) -> None:
    """Walk from the Assessment through the questionnaire to its result, with one other answer."""
    page.get_by_role("link", name="Change answers").click()
    page.get_by_role("link", name=re.compile("^Change.*kinds of programs")).click()
    # Fonts that are still on their way move the options while one of them is clicked.
    page.wait_for_load_state("load")
    answer(page, option)
    expect(heading(page)).to_have_text("Check your answers")
    page.get_by_role("link", name="See the advice").first.click()
    expect(page.get_by_role("button", name=re.compile("^Save as the revision"))).to_be_visible()


def test_saved_answers_are_changed_through_the_questionnaire_and_compared(any_page: Page) -> None:
    page = any_page
    save(page)
    page.get_by_role("link", name="The advice in full").click()
    before = verdicts(page)
    page.go_back()

    change_services(page, "lots")
    after = verdicts(page)
    page.get_by_role("button", name="Save as the revision after 1").click()

    expect(page.get_by_role("status").filter(has_text="Revision 2 is saved.")).to_be_visible()
    page.get_by_role("link", name="Compare with 1").click()
    expect(page.locator("#h-answers ~ table tbody tr")).to_have_count(1)
    expect(page.locator("#h-answers ~ table")).to_contain_text("More than 50")
    moved = page.locator("#h-moves ~ table tbody th").all_inner_texts()
    assert moved
    adopted = set(after["Adopt"]) - set(before["Adopt"])
    assert adopted <= set(moved)
    page.get_by_role("link", name="Order platform").click()
    page.get_by_role("link", name="Revision 1", exact=True).click()
    expect(page.locator("main")).to_contain_text("Revision 2 is the newest.")


def test_a_decision_is_written_down_and_taken_back(any_page: Page) -> None:
    page = any_page
    save(page)

    page.get_by_role("link", name="Decide on Circuit Breaker").click()
    page.get_by_label("Rejected").check()
    page.get_by_label("Note: why").fill("The gateway does it for us.")
    page.get_by_label("Decided on").fill("2026-03-05")
    page.get_by_label("Decided by").fill("Architecture board")
    page.get_by_role("button", name="Save the decision").click()

    row = page.locator(BREAKER)
    expect(row).to_contain_text("Rejected on 5 March 2026 by Architecture board.")
    expect(row).to_contain_text("The gateway does it for us.")
    page.get_by_role("link", name="Change on Circuit Breaker").click()
    expect(page.get_by_label("Rejected")).to_be_checked()
    page.get_by_label("No decision").check()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator(BREAKER)).not_to_contain_text("Rejected")


def test_two_people_who_save_at_once_lose_nothing(
    visitor: Callable[..., Page], any_page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(409)
    ada, bob = any_page, visitor()
    place = save(ada)
    bob.goto(ada.get_by_label("Link to edit").input_value())
    assert bob.url == place
    ada.goto(place)
    change_services(ada, "lots")
    change_services(bob, "few")

    bob.get_by_role("button", name=re.compile("^Save as the revision")).click()
    expect(bob.get_by_role("status").filter(has_text="Revision 2")).to_be_visible()
    ada.get_by_role("button", name=re.compile("^Save as the revision")).click()

    expect(heading(ada)).to_have_text("Somebody has saved revision 2 meanwhile")
    expect(ada.locator("#h-theirs ~ dl")).to_contain_text("1 to 3")
    expect(ada.locator("#h-mine ~ dl")).to_contain_text("More than 50")
    ada.get_by_role("button", name="Save mine on top").click()
    expect(ada.get_by_role("status").filter(has_text="Revision 3 is saved.")).to_be_visible()
    expect(ada.locator("#h-revisions ~ table tbody tr")).to_have_count(3)


def test_a_link_to_read_shows_everything_and_changes_nothing_until_it_is_revoked(
    visitor: Callable[..., Page], any_page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(404)
    ada, eve = any_page, visitor()
    place = save(ada)
    answered = eve.goto(place)
    assert answered is not None
    assert answered.status == 404

    ada.get_by_role("button", name="Make a link to read").click()
    link = ada.get_by_label("Link to read").input_value()
    eve.goto(link)
    assert eve.url == place
    expect(heading(eve)).to_have_text("Order platform")
    expect(eve.locator(BREAKER)).to_contain_text("Adopt")
    expect(eve.locator("main form[method=post]")).to_have_count(0)
    expect(eve.get_by_role("link", name="Change answers")).to_have_count(0)

    ada.get_by_role("button", name="Revoke the link to read").click()
    expect(ada.get_by_role("button", name="Make a link to read")).to_be_visible()
    for address in (place, link):
        answered = eve.goto(address)
        assert answered is not None
        assert answered.status == 404
    expect(heading(eve)).to_have_text("There is nothing at this address")


def test_a_variant_is_compared_with_where_it_comes_from(any_page: Page) -> None:
    page = any_page
    save(page)

    page.get_by_role("link", name="Clone as a variant").click()
    page.get_by_label("Title of the variant").fill("With many services")
    page.get_by_role("button", name="Clone").click()
    expect(heading(page)).to_have_text("With many services")
    change_services(page, "lots")
    page.get_by_role("button", name=re.compile("^Save as the revision")).click()
    page.get_by_role("link", name="Compare the two").click()

    expect(page.locator(".head")).to_contain_text("Order platform, revision 1")
    expect(page.locator("#h-answers ~ table")).to_contain_text("More than 50")


def test_an_assessment_goes_home_as_a_file_and_comes_back_with_its_decisions(
    any_page: Page, tmp_path: Path
) -> None:
    page = any_page
    save(page)
    page.get_by_role("link", name="Write notes").click()
    page.get_by_label("What has already hurt?").fill("Incident of 3 March")
    page.get_by_role("button", name="Save the notes").click()
    page.get_by_role("link", name="Decide on Circuit Breaker").click()
    page.get_by_label("Accepted").check()
    page.get_by_role("button", name="Save the decision").click()
    with downloading(page) as file:
        page.get_by_role("link", name="All of it as a file").click()
    path = tmp_path / "assessment.json"
    path.write_bytes(file())
    assert json.loads(path.read_text())["decisions"][0]["status"] == "accepted"

    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(heading(page)).to_have_text("The assessment is deleted")
    page.goto("/advise/")
    page.get_by_label("Answers file, from an export").set_input_files(path)
    page.get_by_role("button", name="Look at the answers").click()
    expect(page.locator(".lead")).to_contain_text("1 decision can be used")
    page.get_by_role("button", name="Save as a new assessment").click()

    expect(heading(page)).to_have_text("Order platform")
    expect(page.locator(BREAKER)).to_contain_text("Accepted")
    expect(page.locator("#h-answers")).to_be_visible()
    expect(page.locator("dl.told")).to_contain_text("Incident of 3 March")


def test_a_change_made_on_the_result_is_saved_as_it_is_shown(page: Page) -> None:
    save(page)
    page.get_by_role("link", name="The advice in full").click()

    fold = page.locator("details").filter(has=page.locator("input[name=tx][value=one]")).first
    fold.locator("summary").click()
    fold.locator("input[value=one]").check()
    fold.get_by_role("button", name="See what moves").click()
    expect(page.get_by_role("heading", name="What your change moved")).to_be_visible()
    page.get_by_role("button", name="Save as the revision after 1").click()

    expect(page.get_by_role("status").filter(has_text="Revision 2 is saved.")).to_be_visible()


def test_the_copied_link_is_the_one_that_is_shown(visitor: Callable[..., Page]) -> None:
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    save(page)

    page.get_by_role("button", name="Copy the link").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.get_by_label("Link to edit").input_value()
