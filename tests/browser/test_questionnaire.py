"""The questionnaire keeps every answer, whichever way one goes through it, by mouse or keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.test_search import is_whole
from tests.browser.walking import answer, asked, heading, verdicts

pytestmark = pytest.mark.browser


def test_an_earlier_answer_can_be_changed_and_later_ones_stay(any_page: Page) -> None:
    page = any_page
    page.goto("/advise/stage/?path=quick")
    answer(page, "growing")
    answer(page, "some")
    answer(page, "two")
    fourth = asked(page)

    for earlier in ("teams", "services"):
        page.get_by_role("link", name=re.compile("^Back to")).click()
        expect(page).to_have_url(re.compile(f"/advise/{earlier}/"))
    expect(page.locator("#o-some")).to_be_checked()
    answer(page, "many")

    assert asked(page) == fourth
    for pair in ("stage=growing", "services=many", "teams=two"):
        assert pair in page.url


def test_the_browsers_own_back_and_forward_show_each_question_as_it_was_left(
    any_page: Page,
) -> None:
    page = any_page
    page.goto("/advise/stage/?path=quick")
    answer(page, "growing")
    answer(page, "some")

    page.go_back()
    expect(page.locator("#question-title")).to_contain_text("How many kinds")
    assert is_whole(page)
    page.go_back()
    expect(page.locator("#question-title")).to_contain_text("Which work")
    assert is_whole(page)
    page.go_forward()
    expect(page.locator("#question-title")).to_contain_text("How many kinds")
    page.go_forward()

    expect(page.locator("#question-title")).to_contain_text("How many teams")
    assert is_whole(page)
    assert "stage=growing&services=some" in page.url


def test_an_answer_that_hides_a_question_keeps_what_was_said_there(any_page: Page) -> None:
    page = any_page
    page.goto("/advise/check/?tx=many&undo=undone")

    page.get_by_role("link", name=re.compile("^Change.*widest business action")).click()
    answer(page, "one")

    expect(page.get_by_role("heading", name="Answers kept but not used")).to_be_visible()
    page.go_back()
    page.goto("/advise/check/?tx=many&undo=undone")
    expect(page.get_by_role("heading", name="Answers kept but not used")).to_have_count(0)


def test_after_a_swap_the_heading_has_the_focus_and_the_title_follows(page: Page) -> None:
    page.goto("/advise/stage/?path=quick")

    answer(page, "growing")

    expect(page.locator("#question-title")).to_be_focused()
    expect(page).to_have_title(re.compile("^How many kinds of programs"))
    expect(page.locator("#announcer")).to_have_text(re.compile(r"^Question 2 of about \d+$"))


def test_the_last_question_leads_to_the_check_page_as_a_page(any_page: Page) -> None:
    page = any_page
    answers = "&".join(f"{name}=unknown" for name in quick_names(page)[:-1])
    last = quick_names(page)[-1]
    page.goto(f"/advise/{last}/?{answers}&path=quick")

    page.get_by_role("button", name="Continue").click()
    expect(heading(page)).to_have_text("Check your answers")

    assert is_whole(page)
    expect(page).to_have_title(re.compile("^Check your answers"))
    page.go_back()
    expect(page.locator("#question-title")).to_be_visible()
    assert is_whole(page)


def test_the_heading_of_the_check_page_has_the_focus_after_the_last_question(page: Page) -> None:
    names = quick_names(page)
    answers = "&".join(f"{name}=unknown" for name in names[:-1])
    page.goto(f"/advise/{names[-1]}/?{answers}&path=quick")

    page.get_by_role("button", name="Continue").click()

    expect(heading(page)).to_have_text("Check your answers")
    expect(heading(page)).to_be_focused()


def test_the_quick_path_can_be_walked_by_keyboard_alone(page: Page) -> None:
    page.goto("/advise/")
    tab_to(page, "Quick:")
    page.keyboard.press("Enter")

    walked = []
    while heading(page).text_content() != "Check your answers":
        walked.append(asked(page))
        title = heading(page).text_content() or ""
        # From the heading the first stop is the group of options; Space chooses, Enter sends.
        while not page.evaluate("() => document.activeElement.matches('.options input')"):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(heading(page)).not_to_have_text(title)
        assert len(walked) < 30
    tab_to(page, "See the advice")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/advice/"))
    assert walked == quick_names(page)
    assert verdicts(page)


def test_the_focus_ring_can_be_seen_on_an_option(page: Page) -> None:
    page.goto("/advise/stage/")

    tab_to(page, "", within=".options input")

    row = page.locator(".option:has(:focus-visible)")
    assert row.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"


def test_an_exclusive_option_clears_the_others_at_once(page: Page) -> None:
    page.goto("/advise/pains/?pains=cascade&pains=blips")

    page.locator("#o-unknown").check()

    expect(page.locator("#o-cascade")).not_to_be_checked()
    page.locator("#o-cascade").check()
    expect(page.locator("#o-unknown")).not_to_be_checked()


def test_an_impossible_combination_is_named_and_nothing_is_lost(
    plain_page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(400)
    page = plain_page
    page.goto("/advise/pains/?deps=third")
    page.locator("#o-cascade").check()
    page.locator("#o-unknown").check()

    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("excludes the others")
    expect(page.locator("#o-cascade")).to_be_checked()
    expect(page.locator("#o-unknown")).to_be_checked()
    assert "deps=third" in page.url


def test_an_error_summary_has_the_focus_and_leads_to_the_field(
    page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(400)
    page.goto("/advise/pains/?pains=cascade&pains=unknown")

    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("() => document.activeElement.matches('.options input')")


def test_the_preview_moves_with_the_answer_and_stays_open(page: Page) -> None:
    page.goto("/advise/pains/?deps=third")
    preview = page.locator("#preview")
    preview.locator("summary").click()
    before = preview.inner_text()

    page.locator("#o-cascade").check()
    expect(preview).not_to_have_text(before)

    expect(preview).to_have_attribute("open", "")
    expect(preview.locator(".verdict")).not_to_have_count(0)
    expect(page.locator("#o-cascade")).to_be_checked()
    expect(page.locator("#o-cascade")).to_be_focused()
    assert "pains" not in page.url.partition("?")[2]


def quick_names(page: Page) -> list[str]:
    """Return the ids of the Questions of the quick path when none of them is answered yet."""
    known = []
    address = "/advise/stage/?path=quick"
    while True:
        html = page.request.get(address).text()
        known.append(re.search(r'<form action="/advise/(\w+)/"', html)[1])  # type: ignore[index]
        skip = re.search(r'class="link" href="([^"]+)"', html)
        assert skip is not None
        address = skip[1].replace("&amp;", "&")
        if address.startswith("/advise/check/"):
            return known


def tab_to(page: Page, words: str, within: str = "a, button") -> None:
    """Press Tab until the element that begins with these words has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            """([words, within]) => document.activeElement.matches(within)
                && document.activeElement.textContent.trim().startsWith(words)""",
            [words, within],
        ):
            return
    raise AssertionError(f"no way to {words!r} by the Tab key")
