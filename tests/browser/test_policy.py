"""The content policy stops what it must stop, and these tests would hear of it."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Complaints

pytestmark = pytest.mark.browser

INJECTED = """<!doctype html><title>injected</title>
<p id="here" style="color: red" onclick="document.title = 'handler ran'">here</p>
<script>document.title = "script ran"</script>
<img src="https://elsewhere.example/picture.png" alt="">"""


def test_inline_scripts_handlers_and_styles_are_stopped_and_reported(
    page: Page, complaints: Complaints
) -> None:
    # Code that comes in through the debugger is not stopped, so the page itself is replaced.
    def inject(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=INJECTED)

    page.route("**/glossary/", inject)
    page.goto("/glossary/")
    page.locator("#here").click()

    assert page.title() == "injected"
    heard = "\n".join(complaints.found)
    complaints.found.clear()
    for directive in ("script-src", "style-src", "img-src"):
        assert directive in heard
    assert heard.count("script-src") >= 2


def test_an_unwanted_request_fails_a_test(page: Page, complaints: Complaints) -> None:
    page.goto("/")

    page.evaluate("() => { location.href = 'http://elsewhere.invalid/'; }")
    page.wait_for_timeout(300)

    heard = complaints.found.copy()
    complaints.found.clear()
    assert heard == ["request to another origin: http://elsewhere.invalid/"]


def test_an_error_in_a_script_fails_a_test(page: Page, complaints: Complaints) -> None:
    page.goto("/")

    page.evaluate("() => setTimeout(() => { throw new Error('made up') })")
    page.wait_for_timeout(300)

    heard = complaints.found.copy()
    complaints.found.clear()
    assert any("made up" in words for words in heard)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/patterns/circuit-breaker/", "TechArticle"),
        ("/patterns/circuit-breaker/code/python/rate-window/", "HowTo"),
    ],
)
def test_data_for_search_engines_is_no_script_to_the_policy(
    page: Page, path: str, kind: str
) -> None:
    page.goto(path)

    # The complaints of the console are heard by the fixture: there must be none.
    block = page.locator('script[type="application/ld+json"]')
    assert block.evaluate("(found) => JSON.parse(found.textContent)['@type']") == kind
