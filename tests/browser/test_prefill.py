"""Start from what exists, with JavaScript and without it."""

import pytest
from playwright.sync_api import Page, expect

from tests.advisor.prefill.test_files import FILES
from tests.browser.conftest import Complaints
from tests.browser.walking import heading, place

pytestmark = pytest.mark.browser

SHOP, PAYMENTS = str(FILES / "shop.compose.yml"), str(FILES / "payments.openapi.yaml")
TELEMETRY = str(FILES / "telemetry.compose.yml")


def hand_in(page: Page, *files: str, text: str = "") -> None:
    page.goto("/advise/")
    page.get_by_role("link", name="Start from what exists").click()
    expect(heading(page)).to_have_text("Start from what exists")
    page.get_by_label("Files", exact=True).set_input_files(list(files))
    page.get_by_label("Or their text").fill(text)
    page.get_by_role("button", name="Read the files").click()


def test_files_lead_to_confirmed_answers_and_from_there_to_the_advice(any_page: Page) -> None:
    page = any_page
    hand_in(page, SHOP, PAYMENTS)
    expect(heading(page)).to_have_text("What your files say")

    expect(page.get_by_label("4 to 10, several")).to_be_checked()
    expect(page.get_by_label("Containers on a managed service")).not_to_be_checked()
    expect(page.locator("#why-load-copies")).to_contain_text("services.cart.deploy.replicas")
    page.get_by_label("Containers on a managed service").check()
    page.get_by_label("Parts are written in several languages").uncheck()
    page.get_by_role("button", name="Go on with the ticked answers").click()

    expect(heading(page)).to_have_text("Check your answers")
    assert "services=some" in page.url
    assert "runtime=containers" in page.url
    assert "languages=" not in page.url
    assert "name=storefront" in page.url
    page.get_by_role("link", name="See the advice").first.click()
    expect(page.locator(".group").first).to_be_visible()


def test_one_of_several_answers_is_chosen_and_can_be_left_open(any_page: Page) -> None:
    page = any_page
    hand_in(page, TELEMETRY)
    group = page.get_by_role("group", name="Where does it run?")

    expect(group.get_by_role("radio")).to_have_count(3)
    expect(group.get_by_role("radio", checked=True)).to_have_count(0)
    group.get_by_label("Kubernetes or similar, managed by us or for us").check()
    page.get_by_role("button", name="Go on with the ticked answers").click()

    assert "runtime=k8s" in page.url


def test_the_page_is_worked_by_keys_alone(page: Page) -> None:
    hand_in(page, text="services: {a: {build: ./a}, b: {build: ./b}}")
    expect(heading(page)).to_have_text("What your files say")

    page.get_by_label("Containers on a managed service").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Go on with the ticked answers").focus()
    page.keyboard.press("Enter")

    expect(heading(page)).to_have_text("Check your answers")
    assert place(page) == "/advise/check/?services=few&runtime=containers&name=a&name=b"


def test_a_file_with_a_fault_is_named_and_the_text_stays(
    any_page: Page, complaints: Complaints
) -> None:
    page = any_page
    complaints.expect_status(422)
    hand_in(page, text="services:\n  a: {build: .\n")

    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("pasted text, line 3")
    expect(page.get_by_label("Or their text")).to_have_value("services:\n  a: {build: .\n")


def test_a_mistake_gets_the_focus(page: Page, complaints: Complaints) -> None:
    complaints.expect_status(422)
    hand_in(page, text="nothing")

    expect(page.locator(".error-summary")).to_be_focused()


def test_what_is_too_large_is_said_and_not_half_read(
    any_page: Page, complaints: Complaints
) -> None:
    page = any_page
    complaints.expect_status(413)
    page.goto("/advise/from-files/")
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": "big.yml", "mimeType": "text/yaml", "buffer": b"a: " + b"x" * 10_000_000}
    )
    page.get_by_role("button", name="Read the files").click()

    expect(page.locator(".error-summary")).to_contain_text("All files together may have 1,024 KiB")


def test_a_text_that_is_too_large_is_said_by_a_page(any_page: Page, complaints: Complaints) -> None:
    page = any_page
    complaints.expect_status(413)
    page.goto("/advise/from-files/")
    page.get_by_label("Or their text").fill("x" * 300_000)
    page.get_by_role("button", name="Read the files").click()

    expect(heading(page)).to_have_text("The text is too large")


def test_nothing_of_the_files_stands_in_the_address_or_the_storage(page: Page) -> None:
    hand_in(page, SHOP)
    expect(heading(page)).to_have_text("What your files say")

    assert place(page) == "/advise/from-files/"
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "storefront" not in kept
    assert "s3cr3t" not in page.content()
