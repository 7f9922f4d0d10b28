"""How a reader walks through the questionnaire, and what stands on the result at the end."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def asked(page: Page) -> str:
    """Return the id of the Question that stands on the page, from its address."""
    return urlsplit(page.url).path.strip("/").rpartition("/")[2]


def answer(page: Page, *options: str) -> None:
    """Choose these options of the Question on the page and go on; wait for what follows."""
    question = page.locator("#question-title").text_content() or ""
    for option in options:
        page.locator(f"#o-{option}").check()
    page.get_by_role("button", name="Continue").click()
    expect(heading(page)).not_to_have_text(question)


def verdicts(page: Page) -> dict[str, list[str]]:
    """Return Verdict -> names of the Patterns under it, as the result lists them."""
    found = {}
    for group in page.locator(".group").all():
        verdict = group.locator("header .verdict").inner_text().strip()
        found[verdict] = group.locator(".row h3").all_inner_texts()
    return found


def place(page: Page) -> str:
    """Return path and query of the address."""
    parts = urlsplit(page.url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
