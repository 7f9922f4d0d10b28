"""An editor signs in, says the house's word on a pattern, readers see it, and it is taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser


def test_an_editor_writes_a_stance_that_readers_see(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()

    page.goto("/admin/patterns/stance/add/")
    page.get_by_label("Pattern").select_option("two-phase-commit")
    page.get_by_label("Word").select_option("hold")
    page.get_by_label("Note").fill("Only inside one store.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()

    try:
        page.goto("/patterns/two-phase-commit/")
        expect(page.locator(".facts")).to_contain_text("Hold, not started anew")
        expect(page.locator(".facts")).to_contain_text("Only inside one store.")
        page.goto("/patterns/?stance=hold")
        expect(page.locator("#results .name")).to_have_text(["Two-Phase Commit"])
    finally:
        page.goto("/admin/patterns/stance/")
        page.get_by_role("link", name="two-phase-commit").click()
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Yes").click()

    page.goto("/patterns/two-phase-commit/")
    expect(page.locator(".facts")).not_to_contain_text("House stance")
