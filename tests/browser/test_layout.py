"""Every kind of page at every width: nothing runs over the edge, nothing is cut."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Complaints
from tests.browser.kinds import ANSWERS, KINDS, Kind

pytestmark = pytest.mark.browser

# Phone, tablet, desk; 320 is a page at 400 % zoom, 720 is the desk's page at 200 %.
WIDTHS = (320, 360, 720, 768, 1024, 1152, 1440)
HEIGHT = 800
WITH_VERDICTS = ("home", "complete pattern", "question of several options", "result", "explanation")
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((each) => !each.closest(".canvas, pre, .scroll, .unseen, .skip, [hidden]"))
    .slice(0, 3).map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`)"""


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_body_never_scrolls_sideways(page: Page, kind: Kind, complaints: Complaints) -> None:
    complaints.expect_status(*kind.statuses)
    kind.open(page)

    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        # A busy machine answers before the page has its new width.
        page.wait_for_function("(width) => window.innerWidth === width", arg=width)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
        over = page.evaluate("() => document.documentElement.scrollWidth") - width
        if over > 0:
            found[width] = (over, page.evaluate(TOO_WIDE))

    assert found == {}


def test_no_boxed_badge_stands_in_a_table(page: Page) -> None:
    told = 0
    for kind in KINDS:
        if kind.name in WITH_VERDICTS:
            kind.open(page)
            told += page.locator(".verdict").count()
            assert page.locator("table .verdict:not(.bare)").count() == 0

    assert told > 20


def test_a_wide_picture_keeps_its_size_and_scrolls_inside_its_frame(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    page.goto("/patterns/circuit-breaker/")

    frame = page.locator("#diagram-sequence .canvas")
    widths = frame.evaluate(
        "(e) => [e.scrollWidth, e.clientWidth, e.querySelector('svg').clientWidth]"
    )

    assert widths[0] > widths[1]
    assert widths[2] == int(float(frame.locator("svg").get_attribute("width") or 0))
    assert frame.get_attribute("tabindex") == "0"


def test_what_can_be_pressed_is_large_enough_for_a_finger(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    page.goto(f"/advise/pains/?{ANSWERS}")

    heights = page.locator(".option, main .button, .nav a").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().height)"
    )

    assert len(heights) > 10
    assert min(heights) >= 44


def test_a_cell_of_a_record_reads_as_one_sentence_beside_its_label(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    page.goto("/problems/")

    inside = page.locator(".records td").evaluate_all(
        """cells => cells.map((cell) => [...cell.querySelectorAll("a")].map((link) =>
            link.getBoundingClientRect().left - cell.getBoundingClientRect().left))"""
    )

    assert sum(len(lefts) > 1 for lefts in inside) > 3
    assert all(left >= 100 for lefts in inside for left in lefts)


def test_the_head_fits_a_telephone_before_the_font_has_come(
    page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(404)
    page.route("**/*.woff2", lambda route: route.fulfill(status=404))
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/labs/")

    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
