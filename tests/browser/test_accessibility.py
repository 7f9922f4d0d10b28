"""Every kind of page, judged by axe-core in light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Complaints
from tests.browser.kinds import KINDS, Kind

pytestmark = pytest.mark.browser

# The scheme changes colors and nothing else, so the other rules need to be asked once only.
COLOR_RULES = ("color-contrast", "link-in-text-block")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_axe_finds_nothing_in_light_and_dark(
    page: Page, kind: Kind, complaints: Complaints, violations: Callable[..., list[str]]
) -> None:
    # Otherwise colors are judged in the middle of their change.
    page.emulate_media(reduced_motion="reduce")
    complaints.expect_status(*kind.statuses)
    kind.open(page)

    light = violations(page)
    page.emulate_media(color_scheme="dark")
    dark = violations(page, *COLOR_RULES)

    assert light == []
    assert dark == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_sees_text_that_is_too_pale(
    page: Page, theme: str, violations: Callable[..., list[str]]
) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto("/glossary/")

    page.evaluate("() => document.querySelector('.lead').style.setProperty('color', '#7773')")

    assert any(found.startswith("color-contrast") for found in violations(page))
