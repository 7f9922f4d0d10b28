"""The live editor: redraws while one types, names the mistake, keeps what was good."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

GOOD = "sequenceDiagram\n    Alice->>Bob: Hello"
BROKEN = "sequenceDiagram\n    Alice->>Bob: Hello\n    Alice->>>Bob: again"


def test_the_drawing_follows_while_one_types(page: Page) -> None:
    page.goto("/diagrams/")
    text = page.get_by_label("Mermaid text")

    text.fill(GOOD)
    expect(page.locator("#drawing svg")).to_contain_text("Alice")
    text.press("Control+End")
    text.press_sequentially("\nBob-->>Alice: Good morning", delay=5)

    expect(page.locator("#drawing svg")).to_contain_text("Good morning")
    expect(text).to_be_focused()
    assert page.url.endswith("/diagrams/")


def test_a_mistake_is_named_by_line_and_column_and_the_last_good_drawing_stays(
    page: Page,
) -> None:
    page.goto("/diagrams/")
    text = page.get_by_label("Mermaid text")
    text.fill(GOOD)
    expect(page.locator("#drawing svg")).to_contain_text("Hello")

    text.fill(BROKEN)
    problem = page.locator("#drawing-problem")
    expect(problem).to_contain_text("Line 3")

    expect(problem).to_contain_text("column")
    expect(problem.locator("pre")).to_contain_text("Alice->>>Bob")
    expect(problem.locator("pre")).to_contain_text("^")
    expect(page.get_by_text("Last good drawing")).to_be_visible()
    expect(page.locator("#drawing .last-good svg")).to_contain_text("Hello")
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(text).to_be_focused()

    text.fill(GOOD + "\n    Bob->>Alice: Better")
    expect(page.locator("#drawing svg")).to_contain_text("Better")
    expect(page.locator("#drawing .last-good")).to_have_count(0)
    expect(text).not_to_have_attribute("aria-invalid", "true")


def test_two_mistakes_in_a_row_keep_the_same_good_drawing(page: Page) -> None:
    page.goto("/diagrams/")
    text = page.get_by_label("Mermaid text")
    text.fill(GOOD)
    expect(page.locator("#drawing svg")).to_contain_text("Hello")

    text.fill(BROKEN)
    expect(page.locator("#drawing .last-good svg")).to_have_count(1)
    text.fill(BROKEN + "\n    and more")
    expect(page.locator("#drawing-problem")).to_be_visible()

    expect(page.locator("#drawing .last-good svg")).to_have_count(1)
    expect(page.locator("#drawing .last-good svg")).to_contain_text("Hello")


def test_a_shared_link_restores_the_text_and_no_server_sees_it(page: Page) -> None:
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.url))
    page.goto("/diagrams/")
    page.get_by_label("Mermaid text").fill("flowchart LR\n    Käse --> Brot")
    expect(page.locator("#drawing svg")).to_contain_text("Brot")

    page.get_by_role("button", name="Copy a link with this text").click()
    expect(page).to_have_url(re.compile("#text="))
    tab = page.context.new_page()
    tab.goto(page.url)

    expect(tab.get_by_label("Mermaid text")).to_have_value("flowchart LR\n    Käse --> Brot")
    expect(tab.locator("#drawing svg")).to_contain_text("Brot")
    assert not any("text=" in address.partition("#")[0] for address in sent)


def test_a_broken_link_leaves_the_starting_text(page: Page) -> None:
    page.goto("/diagrams/#text=%%%")

    expect(page.get_by_label("Mermaid text")).not_to_have_value("")
    expect(page.locator("#drawing svg")).to_be_visible()


def test_what_is_typed_is_drawn_and_never_run(page: Page) -> None:
    page.goto("/diagrams/")

    page.get_by_label("Mermaid text").fill(
        'flowchart LR\n    a["<img src=x onerror=alert(1)>"] --> b["<script>alert(2)</script>"]\n'
        '    click a "javascript:alert(3)"'
    )
    page.get_by_role("button", name="Draw", exact=True).click()

    expect(page.locator("#drawing img, #drawing script")).to_have_count(0)
    expect(page.locator('#drawing a[href^="javascript"]')).to_have_count(0)


def test_without_a_script_the_button_draws_and_names_mistakes(plain_page: Page) -> None:
    page = plain_page
    page.goto("/diagrams/")

    page.get_by_label("Mermaid text").fill(GOOD)
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.locator("#drawing svg")).to_contain_text("Hello")
    expect(page.get_by_role("button", name="Copy text")).to_be_hidden()

    page.get_by_label("Mermaid text").fill(BROKEN)
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.locator("#drawing-problem")).to_contain_text("Line 3")
    expect(page.get_by_label("Mermaid text")).to_have_value(BROKEN)


def test_an_authored_diagram_opens_in_the_editor(any_page: Page) -> None:
    any_page.goto("/patterns/circuit-breaker/")

    any_page.get_by_role("link", name="Edit live").first.click()

    expect(any_page.get_by_label("Mermaid text")).not_to_have_value("")
    expect(any_page.locator("#drawing svg")).to_be_visible()
