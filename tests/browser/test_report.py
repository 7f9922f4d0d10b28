"""The report as a file, opened where there is no network and no site behind it."""

from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import ANSWERS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("report") / "architecture.html"
    with urlopen(f"{site}/exports/html?{ANSWERS}") as answer:
        written.write_bytes(answer.read())
    return written


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_file_asks_for_nothing_and_nothing_runs_over(
    chromium: Browser,
    file: Path,
    violations: Callable[..., list[str]],
    width: int,
    scheme: str,
) -> None:
    size = {"width": width, "height": 900}
    context = chromium.new_context(viewport=size, color_scheme=scheme, offline=True)
    page = context.new_page()
    messages, requests = [], []
    page.on("console", lambda message: messages.append(message.text))
    page.on("request", lambda request: requests.append(request.url))

    page.goto(file.as_uri())

    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.locator("figure svg").count() == 3
    assert messages == []
    assert requests == [file.as_uri()]
    assert violations(page) == []
    context.close()


def test_the_table_of_contents_leads_to_the_chapters(chromium: Browser, file: Path) -> None:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri())

    for link in page.locator("nav a").all():
        target = link.get_attribute("href")
        assert page.locator(f'[id="{target[1:]}"]').count() == 1
    context.close()


def test_it_prints_light_within_the_sheet(chromium: Browser, file: Path) -> None:
    context = chromium.new_context(
        viewport={"width": 657, "height": 930}, color_scheme="dark", offline=True
    )
    page = context.new_page()
    page.goto(file.as_uri())

    page.emulate_media(media="print")

    assert page.evaluate("() => document.documentElement.scrollWidth") <= 657
    ground = page.locator("html").evaluate("(e) => getComputedStyle(e).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    context.close()
