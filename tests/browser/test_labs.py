"""A lab as its readers use it: with and without scripts, on a phone, by keyboard, calm."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints

pytestmark = pytest.mark.browser

LAB = "/labs/circuit-breaker/"
SHORT = f"{LAB}?duration=60&f=&v=1"


def unfold(page: Page, group: str) -> None:
    part = page.locator(f"#g-{group}")
    if part.get_attribute("open") is None:
        part.locator("summary").click()


def test_a_reader_sets_a_number_runs_and_gets_one_short_address(any_page: Page) -> None:
    any_page.goto(SHORT)

    any_page.get_by_label("Call rate", exact=True).fill("44")
    any_page.get_by_role("button", name="Run", exact=True).click()

    any_page.wait_for_url(re.compile(r"/labs/circuit-breaker/\?rate=44&duration=60&f=&v=1(#.*)?$"))
    expect(any_page.get_by_label("Call rate", exact=True)).to_have_value("44")
    expect(any_page.locator("#chart-outcomes svg.plot.wide")).to_be_visible()


def test_a_fault_is_added_in_its_row(any_page: Page) -> None:
    any_page.goto(SHORT)
    unfold(any_page, "faults")

    any_page.get_by_label("From and to, faults row 1").fill("20-40")
    any_page.get_by_label("Value, faults row 1").fill("1")
    any_page.get_by_role("button", name="Run", exact=True).click()

    expect(
        any_page.locator("#chart-outcomes svg.plot.wide").get_by_text("service error")
    ).to_be_visible()
    assert "f=20-40:service:error:1" in any_page.url


def test_two_runs_are_compared_from_the_form(any_page: Page) -> None:
    any_page.goto(SHORT)
    unfold(any_page, "compare")

    any_page.get_by_label("Parameter 1 of run B").select_option("Call rate")
    any_page.get_by_label("Its value in run B, change 1").fill("40")
    any_page.get_by_role("button", name="Run", exact=True).click()

    expect(any_page.get_by_role("heading", name="Two runs with the same luck")).to_be_visible()
    assert "b.rate=40" in any_page.url


def test_a_mistake_is_named_at_the_top_and_at_its_field(
    any_page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(400)
    any_page.goto(SHORT)

    any_page.get_by_label("Call rate", exact=True).fill("fast")
    any_page.get_by_role("button", name="Run", exact=True).click()

    summary = any_page.locator(".error-summary")
    expect(summary).to_contain_text("Call rate: enter a number")
    expect(any_page.get_by_label("Call rate", exact=True)).to_have_value("fast")
    expect(any_page.get_by_label("Call rate", exact=True)).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link").click()
    expect(any_page.get_by_label("Call rate", exact=True)).to_be_focused()


def test_a_run_swaps_its_part_says_its_sentence_and_back_brings_the_run_before(
    page: Page,
) -> None:
    page.goto(SHORT)
    before = page.locator(".bench-result > .lead").inner_text()
    page.evaluate("() => { window.stayed = true }")

    page.get_by_label("Call rate", exact=True).fill("44")
    page.get_by_role("button", name="Run", exact=True).click()

    expect(page.locator("#h-result")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("The breaker opened")
    assert page.evaluate("() => window.stayed")
    page.go_back()
    expect(page.locator(".bench-result > .lead")).to_have_text(before)
    expect(page.get_by_label("Call rate", exact=True)).to_have_value("22")


def test_the_page_scrolls_to_the_result_of_a_run_without_scripts(plain_page: Page) -> None:
    plain_page.set_viewport_size({"width": 360, "height": 700})
    plain_page.goto(SHORT)

    plain_page.get_by_role("button", name="Run", exact=True).click()

    plain_page.wait_for_url(re.compile("#h-result$"))
    expect(plain_page.locator("#h-result")).to_be_in_viewport()


def test_steps_are_links_without_scripts(plain_page: Page) -> None:
    plain_page.goto(SHORT)

    plain_page.locator("#step-3 a").click()
    expect(plain_page.locator("#walk-now")).to_contain_text("Step 3")
    plain_page.get_by_role("link", name="Next", exact=True).click()

    expect(plain_page.locator("#walk-now")).to_contain_text("Step 4")
    expect(plain_page.locator("#step-4")).to_have_attribute("aria-current", "step")
    expect(plain_page.get_by_role("button", name="Play")).to_be_hidden()


def test_buttons_walk_through_the_events(page: Page) -> None:
    page.goto(SHORT)

    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("#step-2")).to_have_attribute("aria-current", "step")
    page.get_by_role("button", name="Previous", exact=True).click()

    now = page.locator("#walk-now")
    expect(now).to_contain_text("Step 1")
    for part in ("time", "who", "text", "state"):
        told = page.locator(f"#step-1 [data-part={part}]").inner_text()
        expect(now.locator(f"[data-now={part}]")).to_have_text(told)


def test_play_goes_on_until_it_is_stopped(page: Page) -> None:
    page.goto(SHORT)

    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("#step-3")).to_have_attribute("aria-current", "step")
    page.get_by_role("button", name="Stop", exact=True).click()

    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_whoever_wants_less_motion_gets_one_step(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(SHORT)

    page.get_by_role("button", name="Play", exact=True).click()

    expect(page.locator("#step-1")).to_have_attribute("aria-current", "step")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


@pytest.mark.parametrize("width", [320, 360, 720, 800, 1152, 1440])
@pytest.mark.parametrize("address", [LAB, "/labs/bulkhead/"])
def test_words_of_charts_are_never_smaller_than_twelve_pixels(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)

    sizes = page.evaluate(
        """() => [...document.querySelectorAll("svg.plot")].map((svg) =>
            [...svg.querySelectorAll("text")].map((text) =>
                parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)).flat()"""
    )

    sizes = [size for size in sizes if size > 0]  # of the drawing that is shown
    assert len(sizes) > 20
    assert min(sizes) >= 12


@pytest.mark.parametrize("address", [LAB, "/labs/aggregator/", "/labs/bulkhead/"])
def test_a_phone_shows_whole_charts_and_the_whole_walk(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address)

    beyond = page.evaluate(
        """() => [...document.querySelectorAll(".chart .canvas, .walk-scroll")].filter((frame) =>
            frame.scrollWidth > frame.clientWidth).length"""
    )

    assert beyond == 0
    expect(page.locator("svg.plot.narrow").first).to_be_visible()
    expect(page.locator("svg.plot.wide").first).to_be_hidden()


@pytest.mark.parametrize(
    "slug",
    ["aggregator", "bulkhead", "eventual-consistency", "saga-choreography", "service-registry"],
)
def test_what_is_known_after_an_event_is_not_cut_off(page: Page, slug: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/labs/{slug}/")

    frame = page.locator(".walk-scroll")

    assert frame.evaluate("(each) => each.scrollWidth <= each.clientWidth")


def test_the_diagram_of_a_run_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(SHORT)

    expect(page.locator("#sketch svg")).to_be_visible()
    page.locator("#sketch").get_by_role("button", name="Copy source").click()

    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("stateDiagram-v2")
    assert copied == page.locator("#source-sketch").evaluate("(e) => e.textContent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 720])
def test_axe_finds_nothing_on_a_phone_and_at_twice_the_size(
    page: Page, width: int, scheme: str, violations: Callable[..., list[str]]
) -> None:
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{LAB}?v=1&step=3")
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => e.open = true)")

    assert violations(page) == []


def test_each_chart_is_a_picture_with_a_title_and_its_finding(page: Page) -> None:
    page.goto(SHORT)

    for chart in page.locator("svg.plot.wide").all():
        assert chart.get_attribute("role") == "img"
        title, finding = (
            chart.locator(name).first.evaluate("(e) => e.textContent") for name in ("title", "desc")
        )
        assert title
        assert finding.endswith(".")


def test_neighbors_in_a_chart_differ_by_more_than_color(page: Page) -> None:
    page.goto(LAB)

    filled = page.locator("#chart-outcomes svg.plot.wide path[fill^='url(#']")

    assert filled.count() >= 2
    for path in filled.all():
        place = (path.get_attribute("fill") or "")[5:-1]
        expect(page.locator(f"#{place} path")).to_have_count(1)


def test_a_printed_run_has_its_charts_and_no_form(page: Page) -> None:
    page.goto(SHORT)

    page.emulate_media(media="print")

    expect(page.locator(".bench-form")).to_be_hidden()
    expect(page.locator("#chart-outcomes svg.plot.wide")).to_be_visible()


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto(SHORT)

    page.get_by_label("Call rate", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("44")
    page.keyboard.press("Enter")

    expect(page.locator("#h-result")).to_be_focused()
    assert "rate=44" in page.url
