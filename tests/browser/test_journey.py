"""From the first page to the files on one's own disk, with JavaScript and without it."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints, downloading
from tests.browser.kinds import ANSWERS
from tests.browser.walking import answer, asked, heading, place, verdicts

pytestmark = pytest.mark.browser

WALK = {"stage": "growing", "services": "some", "teams": "two", "structure": "tangled"}
END = "/advice/?stage=growing&services=some&teams=two&structure=tangled&path=quick"


def test_the_questionnaire_leads_from_the_first_page_to_the_advice(any_page: Page) -> None:
    page = any_page
    page.goto("/")

    page.get_by_role("link", name="Start the questionnaire").click()
    page.get_by_role("link", name=re.compile("^Quick")).click()
    for question, option in WALK.items():
        assert asked(page) == question
        answer(page, option)
    page.get_by_role("link", name="Check all answers").click()
    expect(heading(page)).to_have_text("Check your answers")
    page.get_by_role("link", name="See the advice").first.click()

    assert place(page) == END
    assert sum(len(names) for names in verdicts(page).values()) > 0


def test_a_scenario_opens_the_questionnaire_with_its_answers(any_page: Page) -> None:
    page = any_page
    page.goto("/")

    page.get_by_role("link", name=re.compile("^Check my case")).first.click()

    question, checked = asked(page), page.locator(".options input:checked")
    expect(checked.first).to_be_attached()
    given = checked.evaluate_all("all => all.map((e) => e.value)")
    assert all(f"{question}={option}" in page.url for option in given)
    answer(page)
    page.get_by_role("link", name="Check all answers").click()
    expect(page.locator(".answers dd").filter(has_text="Not answered").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Change")).first).to_be_visible()


def test_an_answer_changed_in_place_shows_what_it_moves_and_can_be_taken_back(
    any_page: Page,
) -> None:
    page = any_page
    page.goto(f"/advice/?{ANSWERS}")
    before = verdicts(page)
    address = place(page)

    fold = page.locator("#h-change ~ details").filter(has=page.locator("input[name=tx][value=one]"))
    fold.locator("summary").click()
    fold.locator("input[value=one]").check()
    fold.get_by_role("button", name="See what moves").click()
    expect(page.get_by_role("heading", name="What your change moved")).to_be_visible()

    assert "tx=one" in page.url
    assert verdicts(page) != before
    expect(page.locator("#h-moved ~ ul").last.locator("li").first).to_contain_text(" to ")
    page.get_by_role("link", name="Take the change back").click()
    expect(page.get_by_role("heading", name="What your change moved")).to_have_count(0)
    assert verdicts(page) == before
    assert place(page) == address


def test_a_change_from_the_check_page_comes_back_to_it(any_page: Page) -> None:
    page = any_page
    page.goto(f"/advise/check/?{ANSWERS}")

    page.get_by_role("link", name=re.compile("^Change.*kinds of programs")).click()
    answer(page, "lots")

    expect(heading(page)).to_have_text("Check your answers")
    assert "services=lots" in page.url
    assert "stage=split" in page.url


@pytest.mark.parametrize("name", ["Architecture", "Roadmap", "Effort against impact"])
def test_the_pictures_of_the_advice_can_be_taken_home(plain_page: Page, name: str) -> None:
    page = plain_page
    page.goto(f"/advice/?{ANSWERS}")
    for fold in page.locator("details.fold:has(figure) > summary").all():
        fold.click()

    files = {}
    for form in ("SVG", "PNG", "Text"):
        with downloading(page) as file:
            page.get_by_role("link", name=f"{form} of {name}", exact=True).click()
        files[form] = file()

    assert b"<svg" in files["SVG"][:400]
    assert files["PNG"].startswith(b"\x89PNG\r\n")
    assert re.match(rb"(---|flowchart|sequence|gantt|quadrant)", files["Text"])


def test_code_is_shown_and_downloaded_with_the_readers_number(any_page: Page) -> None:
    page = any_page
    page.goto("/patterns/retry/")
    page.get_by_role("link", name=re.compile("^Set parameters of")).first.click()

    page.get_by_label("Attempts in total").fill("7")
    page.get_by_role("button", name="Show the file with these").click()
    expect(page.locator("#code-text")).to_contain_text("= 7")
    shown = page.locator("#code-text").text_content()
    with downloading(page) as file:
        page.get_by_role("link", name="File", exact=True).click()
    with downloading(page) as packed:
        page.get_by_role("link", name="File and test, zip").click()

    assert "attempts=7" in page.url
    assert file().decode() == shown
    names = zipfile.ZipFile(io.BytesIO(packed())).namelist()
    assert any(re.search(r"test_\w+\.py$", name) for name in names)


def test_the_records_hold_the_verdicts_that_the_page_shows(any_page: Page) -> None:
    page = any_page
    page.goto(f"/advice/?{ANSWERS}")
    adopted = verdicts(page)["Adopt"]

    with downloading(page) as file:
        page.get_by_role("link", name="Download the records, zip").click()

    archive = zipfile.ZipFile(io.BytesIO(file()))
    assert archive.testzip() is None
    names = archive.namelist()
    assert "README-ARCHITECTURE.md" in names
    assert any(re.fullmatch(r"docs/architecture/diagrams/.*architecture\.svg", n) for n in names)
    index = archive.read("docs/decisions/index.md").decode()
    assert adopted[0] in index
    assert not any(name.startswith(("/", "..")) for name in names)


def test_an_answers_file_loaded_again_ends_at_the_same_address_with_the_same_verdicts(
    any_page: Page, tmp_path: Path
) -> None:
    page = any_page
    page.goto(f"/advice/?{ANSWERS}")
    before, address = verdicts(page), place(page)
    with downloading(page) as file:
        page.get_by_role("link", name="Answers as a file").click()
    kept = tmp_path / "answers.json"
    kept.write_bytes(file())
    assert json.loads(kept.read_text())["answers"]["stage"] == ["split"]

    page.goto("/advise/")
    page.get_by_label("Answers file, from an export").set_input_files(kept)
    page.get_by_role("button", name="Look at the answers").click()
    expect(heading(page)).to_have_text("Answers from a file")
    page.get_by_role("link", name="See the advice").click()

    assert place(page) == address
    assert verdicts(page) == before


def test_a_file_that_holds_no_answers_is_refused_in_words(
    any_page: Page, complaints: Complaints
) -> None:
    complaints.expect_status(422)
    page = any_page
    page.goto("/advise/")

    page.get_by_label("Or its text").fill("these are no answers")
    page.get_by_role("button", name="Look at the answers").click()

    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_label("Or its text")).to_have_value("these are no answers")
