"""A document that takes longer than a second: a page says how far it is, then gives the file."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from patterns.documents.pdf import missing
from tests.browser.kinds import ANSWERS
from tests.browser.walking import heading

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]

# Enough of them for a document of thirty pages.
MANY = ANSWERS.replace("services=some", "services=lots").replace("teams=two", "teams=five")
MANY += "&structure=tangled&structure=blocked&load=provider&load=bursts&backlog=noloss&pains=lost"
PATIENCE = 90_000  # milliseconds


def test_a_long_document_comes_by_itself_and_is_there_when_it_is_asked_for_again(
    any_page: Page, request: pytest.FixtureRequest, violations: Callable[..., list[str]]
) -> None:
    page = any_page
    has_scripts = "with JavaScript" in request.node.name
    # Each browser asks for a document of its own, or the second would find that of the first.
    page.goto(f"/advice/?{MANY}&name={'Orders' if has_scripts else 'Billing'}")

    with page.expect_download(timeout=PATIENCE) as caught:
        page.get_by_role("link", name="PDF", exact=True).click()
        expect(heading(page)).to_have_text("architecture.pdf is being made")
        if has_scripts:
            assert violations(page) == []

    assert caught.value.suggested_filename == "architecture.pdf"
    assert caught.value.path().read_bytes().startswith(b"%PDF-")
    expect(heading(page)).to_have_text("architecture.pdf is ready")
    expect(page).to_have_title(re.compile("^architecture.pdf is ready"))
    if has_scripts:
        expect(heading(page)).to_be_focused()
        assert violations(page) == []

    page.get_by_role("link", name="Back to the advice").click()
    with page.expect_download(timeout=PATIENCE) as caught:
        page.get_by_role("link", name="PDF", exact=True).click()

    assert "/jobs/" not in caught.value.url
    assert caught.value.path().read_bytes().startswith(b"%PDF-")
