"""Every kind of page at every width: nothing runs over the edge, nothing is cut."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Complaints
from tests.browser.kinds import KINDS, Kind

pytestmark = pytest.mark.browser

# Phone, tablet, desk; 320 is a page at 400 % zoom, 720 is the desk's page at 200 %.
WIDTHS = (320, 360, 720, 768, 1024, 1152, 1440)
HEIGHT = 800
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((each) => !each.closest(".canvas, pre, .scroll, .unseen, .skip, [hidden]"))
    .slice(0, 3).map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 40)}`)"""


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_body_never_scrolls_sideways(page: Page, kind: Kind, complaints: Complaints) -> None:
    complaints.expect_status(kind.status)
    kind.open(page)

    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        over = page.evaluate("() => document.documentElement.scrollWidth") - width
        if over > 0:
            found[width] = (over, page.evaluate(TOO_WIDE))

    assert found == {}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_boxed_badge_stands_in_a_table(page: Page, kind: Kind, complaints: Complaints) -> None:
    complaints.expect_status(kind.status)
    kind.open(page)

    boxed = page.locator("table .verdict:not(.bare)")

    assert boxed.count() == 0
