"""Sign in, save, find it in one's own list, take decided records home, sign out."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from playwright.sync_api import Page, expect

from tests.advisor.documents import madr
from tests.browser.conftest import Complaints, downloading
from tests.browser.kinds import ANSWERS
from tests.browser.walking import heading

pytestmark = pytest.mark.browser

Violations = Callable[..., list[str]]


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_role("link", name="Saved", exact=True).click()
    expect(heading(page)).to_have_text("Sign in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def save(page: Page, title: str) -> None:
    page.goto(f"/advice/?{ANSWERS}")
    page.get_by_label("Title, if you like one").fill(title)
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(heading(page)).to_have_text(title)


def decide(page: Page, pattern: str, word: str, note: str) -> None:
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=pattern, exact=True))
    row.get_by_role("link", name=re.compile("^Decide")).click()
    page.get_by_label(word, exact=True).check()
    page.get_by_label(re.compile("^Note")).fill(note)
    page.get_by_label("Decided by, if you like").fill("Ana")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_role("heading", name="Advice and decisions")).to_be_visible()


def records(page: Page) -> dict[str, madr.Madr]:
    with downloading(page) as file:
        page.get_by_role("link", name="Download the records, zip").click()
    with zipfile.ZipFile(io.BytesIO(file())) as archive:
        found = [
            madr.read(PurePosixPath(name).name, archive.read(name))
            for name in archive.namelist()
            if name.startswith("docs/decisions/0")
        ]
    return {each.data["pattern"]: each for each in found}


def test_a_person_signs_in_saves_finds_it_again_and_signs_out(
    any_page: Page,
    new_account: Callable[[str], str],
    complaints: Complaints,
    request: pytest.FixtureRequest,
) -> None:
    page = any_page
    name = "ana-with" if "with JavaScript" in request.node.name else "ana-plain"
    page.goto("/")

    sign_in(page, name, new_account(name))
    expect(heading(page)).to_have_text("Change the password")
    page.get_by_role("link", name="Keep the one I have").click()
    expect(heading(page)).to_have_text("Your assessments")
    save(page, "Order platform")
    page.get_by_role("link", name="Saved", exact=True).click()
    page.get_by_role("link", name="Order platform").click()
    expect(page.get_by_text("It stands in your account")).to_be_visible()
    kept = page.url

    page.get_by_role("link", name="Saved", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(heading(page)).to_have_text("You are signed out")
    complaints.expect_status(404)
    answer = page.goto(kept)
    assert answer is not None
    assert answer.status == 404
    page.goto("/accounts/")
    expect(heading(page)).to_have_text("Sign in")


def test_decided_records_come_with_their_status_and_keep_their_numbers(any_page: Page) -> None:
    page = any_page
    save(page, "To be decided")
    place = page.url
    before = records(page)

    decide(page, "Circuit Breaker", "Accepted", "Half built already")
    decide(page, "Timeout", "Rejected", "Our client library has them")
    after = records(page)

    assert {each.status for each in before.values()} == {"proposed"}
    decided = {slug: each.status for slug, each in after.items() if each.status != "proposed"}
    assert decided == {"circuit-breaker": "accepted", "timeout": "rejected"}
    assert after["timeout"].chosen != "Timeout"
    assert after.keys() == before.keys()
    assert page.url.startswith(place)


def test_an_assessment_opened_by_its_link_is_kept_in_the_account(
    page: Page, visitor: Callable[..., Page], new_account: Callable[[str], str]
) -> None:
    save(page, "Made without an account")
    link = page.get_by_label("Link to edit").input_value()
    other = visitor()

    other.goto(link)
    other.get_by_role("link", name="Sign in", exact=True).click()
    other.get_by_label("Name").fill("bo-keeps")
    other.get_by_label("Password").fill(new_account("bo-keeps"))
    other.get_by_role("button", name="Sign in").click()
    other.get_by_role("link", name="Keep the one I have").click()
    expect(heading(other)).to_have_text("Made without an account")
    other.get_by_role("button", name="Keep this assessment in my account").click()
    expect(other.get_by_text("It stands in your account")).to_be_visible()
    other.get_by_role("link", name="your assessments").click()

    expect(other.get_by_role("link", name="Made without an account")).to_be_visible()


def make_token(page: Page, name: str) -> str:
    """Make a token that reads saved assessments, and return its secret."""
    page.goto("/accounts/")
    page.get_by_role("link", name="Tokens for programs").click()
    expect(heading(page)).to_have_text("Your tokens")
    page.get_by_label("What is it for?").fill(name)
    page.get_by_label(re.compile("^Read saved assessments")).check()
    page.get_by_role("button", name="Make the token").click()
    expect(heading(page)).to_have_text("The token is made")
    return page.get_by_label("Token", exact=True).input_value()


def test_a_program_reads_with_a_token_until_it_is_revoked(
    any_page: Page, new_account: Callable[[str], str], request: pytest.FixtureRequest
) -> None:
    page = any_page
    name = "dan-with" if "with JavaScript" in request.node.name else "dan-plain"
    page.goto("/")
    sign_in(page, name, new_account(name))
    save(page, "For a program")

    secret = make_token(page, "Nightly check")
    shown = {"Authorization": f"Bearer {secret}"}
    listed = page.request.get("/api/v1/assessments", headers=shown).json()
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="Revoke Nightly check").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()

    assert [row["title"] for row in listed["items"]] == ["For a program"]
    assert secret not in page.content()
    assert page.request.get("/api/v1/assessments", headers=shown).status == 401


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_an_account_are_accessible(
    visitor: Callable[..., Page],
    new_account: Callable[[str], str],
    violations: Violations,
    complaints: Complaints,
    scheme: str,
) -> None:
    page = visitor(color_scheme=scheme)
    complaints.expect_status(422)
    found = {}
    password = new_account(f"cem-{scheme}")

    page.goto("/accounts/")
    found["sign in"] = violations(page)
    sign_in(page, f"cem-{scheme}", password)
    found["first password"] = violations(page)
    page.get_by_label("Current password").fill("wrong")
    page.get_by_label("New password", exact=True).fill("a long phrase of cem")
    page.get_by_label("The new password again").fill("another one")
    page.get_by_role("button", name="Change the password").click()
    found["password refused"] = violations(page)
    page.get_by_label("Current password").fill(password)
    page.get_by_label("New password", exact=True).fill("a long phrase of cem")
    page.get_by_label("The new password again").fill("a long phrase of cem")
    page.get_by_role("button", name="Change the password").click()
    expect(heading(page)).to_have_text("The password is changed")
    found["password changed"] = violations(page)
    page.get_by_role("link", name="Go on").click()
    found["empty list"] = violations(page)
    save(page, "For the list")
    found["assessment"] = violations(page)
    page.goto("/accounts/")
    found["list"] = violations(page)
    make_token(page, "Nightly check")
    found["token made"] = violations(page)
    page.get_by_role("link", name="I have copied it").click()
    found["tokens"] = violations(page)
    page.get_by_label("What is it for?").fill("Another one")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the token may do.")
    found["token refused"] = violations(page)
    page.get_by_role("link", name="Revoke Nightly check").click()
    found["token to be revoked"] = violations(page)
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    found["signed out"] = violations(page)

    assert {name: rules for name, rules in found.items() if rules} == {}
