"""Search, open, Back, Forward, reload, a new tab: always a whole page, never a bare part."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import heading

pytestmark = pytest.mark.browser


def is_whole(page: Page) -> bool:
    """Say whether head, style, header and footer are there, once each."""
    expect(page.locator("footer.foot")).to_have_count(1)
    font = page.evaluate("() => getComputedStyle(document.body).fontFamily")
    return page.locator("header.site").count() == 1 and "Noto Sans" in font


def names(page: Page) -> list[str]:
    return page.locator("#results .name").all_inner_texts()


def test_results_follow_as_one_types_and_the_address_keeps_up(page: Page) -> None:
    page.goto("/patterns/")
    everything = len(names(page))

    box = page.get_by_label("Name or problem")
    box.press_sequentially("retr", delay=20)
    expect(page.locator("#results [aria-live]")).to_contain_text("for “retr”")
    box.press_sequentially("y", delay=20)
    expect(page).to_have_url(re.compile("q=retry"))

    assert names(page)[0] == "Retry"
    assert len(names(page)) < everything
    expect(box).to_be_focused()
    expect(box).to_have_value("retry")


def test_without_a_script_the_button_searches(plain_page: Page) -> None:
    plain_page.goto("/patterns/")

    plain_page.get_by_label("Name or problem").fill("retry")
    plain_page.get_by_role("main").get_by_role("button", name="Search").click()

    assert names(plain_page)[0] == "Retry"
    expect(plain_page.get_by_label("Name or problem")).to_have_value("retry")


def test_the_search_in_the_header_leads_to_the_list(any_page: Page) -> None:
    any_page.goto("/glossary/")

    any_page.get_by_label("Search patterns and problems").fill("saga")
    any_page.get_by_role("banner").get_by_role("button", name="Search").click()

    expect(heading(any_page)).to_have_text("Patterns")
    assert any("Saga" in name for name in names(any_page))


def test_a_category_filters_at_once(page: Page) -> None:
    page.goto("/patterns/")

    page.get_by_label("Category").select_option("resilience")

    expect(page.locator("#results [aria-live]")).to_contain_text("narrowed")
    expect(page).to_have_url(re.compile("category=resilience"))
    assert set(page.locator("#results .cat").all_inner_texts()) == {"Resilience"}


def test_nothing_found_says_where_to_go_on(any_page: Page) -> None:
    any_page.goto("/patterns/?q=zzzzqqq")

    expect(any_page.locator("#results .empty")).to_contain_text("Nothing called zzzzqqq")
    any_page.get_by_role("link", name="look through all problems").click()
    expect(heading(any_page)).to_have_text("Problems")


def test_back_forward_and_reload_after_a_search_give_whole_pages(page: Page) -> None:
    page.goto("/patterns/")
    page.get_by_label("Name or problem").fill("retry")
    expect(page).to_have_url(re.compile("q=retry"))
    found = names(page)
    page.locator("#results").get_by_role("link", name="Retry", exact=True).click()
    expect(heading(page)).to_have_text("Retry")

    page.go_back()
    expect(heading(page)).to_have_text("Patterns")
    assert is_whole(page)
    assert names(page) == found
    expect(page.get_by_label("Name or problem")).to_have_value("retry")

    page.reload()
    assert is_whole(page)
    assert names(page) == found

    page.go_forward()
    expect(heading(page)).to_have_text("Retry")
    assert is_whole(page)


def test_back_within_the_list_restores_what_was_searched_before(page: Page) -> None:
    page.goto("/patterns/")
    everything = names(page)
    page.get_by_label("Name or problem").fill("retry")
    expect(page).to_have_url(re.compile("q=retry"))

    with page.expect_request("**/patterns/") as restored:
        page.go_back()

    expect(page.locator("#results .name")).to_have_count(len(everything))
    assert is_whole(page)
    expect(page.get_by_label("Name or problem")).to_have_value("")
    # Marked as an ordinary htmx request it could be answered with a bare part.
    assert "hx-request" not in restored.value.headers


def test_a_restore_is_answered_with_the_whole_page_whatever_else_it_asks_for(page: Page) -> None:
    page.goto("/patterns/")

    answer = page.request.get(
        "/patterns/?q=retry",
        headers={
            "HX-Request": "true",
            "HX-Target": "results",
            "HX-History-Restore-Request": "true",
        },
    )

    assert "<!doctype html>" in answer.text()


def test_a_search_opens_whole_in_a_new_tab(page: Page) -> None:
    page.goto("/patterns/")
    page.get_by_label("Name or problem").fill("retry")
    expect(page).to_have_url(re.compile("q=retry"))

    tab = page.context.new_page()
    tab.goto(page.url)

    assert is_whole(tab)
    assert names(tab) == names(page)


@pytest.mark.parametrize("target", ["made-up", "results", "body", "../../etc", "Results", ""])
def test_a_part_asked_for_by_hand_is_a_part_of_that_page_or_the_whole_page(
    page: Page, visitor: Callable[..., Page], target: str
) -> None:
    page.goto("/patterns/")

    answer = page.request.get(
        "/patterns/?q=retry", headers={"HX-Request": "true", "HX-Target": target}
    )

    assert answer.status == 200
    whole = "<!doctype html>" in answer.text()
    assert whole == (target != "results")
    assert answer.headers.get("hx-retarget") == ("body" if whole else None)
    assert "HX-Target" in answer.headers["vary"]


def test_a_swap_into_a_place_that_no_page_has_shows_the_whole_page_once(page: Page) -> None:
    page.goto("/patterns/")

    page.evaluate(
        """() => {
            const place = document.createElement("div");
            place.id = "made-up";
            document.querySelector("main").append(place);
            return htmx.ajax("GET", "/glossary/", { target: "#made-up" });
        }"""
    )

    expect(heading(page)).to_have_text("Glossary")
    assert is_whole(page)


def test_facets_narrow_as_they_are_chosen_and_back_takes_them_away(page: Page) -> None:
    page.goto("/patterns/")
    everything = len(names(page))
    page.get_by_text("Narrow by force").click()

    page.get_by_label("Complexity").select_option("high")
    expect(page).to_have_url(re.compile("complexity=high"))
    high = len(names(page))
    page.get_by_label("Impact").select_option("middle")
    expect(page).to_have_url(re.compile("impact=middle"))

    assert 0 < len(names(page)) < high < everything
    page.go_back()
    expect(page.get_by_label("Impact")).to_have_value("")
    assert is_whole(page)
    assert len(names(page)) == high


def test_without_a_script_facets_narrow_by_the_button(plain_page: Page) -> None:
    plain_page.goto("/patterns/")
    everything = len(names(plain_page))
    plain_page.get_by_text("Narrow by force").click()

    plain_page.get_by_label("Edition").select_option("seed")
    plain_page.get_by_role("button", name="Narrow").click()

    assert "edition=seed" in plain_page.url
    assert len(names(plain_page)) == 17 < everything


def test_a_box_of_the_relation_graph_leads_to_its_neighborhood(any_page: Page) -> None:
    any_page.goto("/relations/")

    any_page.locator(".canvas").get_by_role("link", name="Security").click()
    expect(heading(any_page)).to_have_text("Relations in Security")
    any_page.locator(".canvas").get_by_role("link", name="Access Token").click()

    expect(heading(any_page)).to_have_text("Relations of Access Token")
