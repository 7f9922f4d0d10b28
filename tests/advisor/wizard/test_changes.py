"""What-if on the result page: answers changed, what moved, and the way back."""

import pytest
from django.test import Client

from advisor.advice import advise
from advisor.answers import address
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, sheet
from tests.advisor.markup import Element, choose, page


@pytest.fixture
def busy(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


def form_for(shown: Element, question: str) -> Element:
    return next(
        form
        for form in shown.all("form", action="/advice/")
        if form.has("input", name=question, type="radio")
    )


def test_each_answered_question_can_be_changed_on_the_page(site: Client, busy: str) -> None:
    section = page(site.get(f"/advice/?{busy}").content).section("h-change")

    assert len(list(section.all("form"))) == len(BUSY)


def test_a_change_shows_what_moved_and_the_way_back(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    form = form_for(page(site.get(f"/advice/?{busy}").content), "tx")
    choose(form, "one")

    changed = site.get(form.sends(), follow=True)

    shown = page(changed.content)
    notice = shown.section("h-moved")
    question = catalogue.question("tx")
    assert changed.status_code == 200
    assert question.text in notice.text
    assert f"Now: {question.option[0].label}." in notice.text
    assert "Saga" in notice.text
    assert notice.links["Take the change back"] == f"/advice/?{busy}"


def test_every_move_that_is_listed_is_a_move(site: Client, catalogue: Catalogue, busy: str) -> None:
    form = form_for(page(site.get(f"/advice/?{busy}").content), "tx")
    choose(form, "one")

    notice = page(site.get(form.sends(), follow=True).content).section("h-moved")

    before = advise(sheet(catalogue, BUSY).answers, catalogue)
    after = advise(sheet(catalogue, {**BUSY, "tx": ["one"]}).answers, catalogue)
    expected = {
        f"/patterns/{judged.slug}/"
        for judged in after.patterns
        if before.pattern(judged.slug).verdict is not judged.verdict
    }
    linked = {link["href"] for link in notice.all("a")}
    assert {link for link in linked if link.startswith("/patterns/")} == expected


def test_a_changed_address_is_made_canonical_once(site: Client, busy: str) -> None:
    form = form_for(page(site.get(f"/advice/?{busy}").content), "stage")
    choose(form, "new")

    first = site.get(form.sends())

    assert first.status_code == 302
    assert first["Location"].startswith("/advice/?stage=new&services=some&")
    assert first["Location"].endswith("&was.stage=growing")
    assert site.get(first["Location"]).status_code == 200


def test_an_unchanged_form_says_nothing(site: Client, busy: str) -> None:
    form = form_for(page(site.get(f"/advice/?{busy}").content), "tx")

    shown = page(site.get(form.sends(), follow=True).content)

    assert not shown.has("section", aria_labelledby="h-moved")


def test_a_change_that_moves_no_verdict_says_so(site: Client) -> None:
    shown = page(site.get("/advice/?runtime=unknown&was.runtime=na").content)

    assert "No verdict moved." in shown.section("h-moved").text


def test_the_reason_of_a_question_that_does_not_apply_survives_a_change(site: Client) -> None:
    form = form_for(page(site.get("/advice/?runtime=na&na.runtime=not-yet").content), "runtime")
    choose(form, "k8s")

    shown = page(site.get(form.sends(), follow=True).content)

    assert shown.section("h-moved").links["Take the change back"] == (
        "/advice/?runtime=na&na.runtime=not-yet"
    )


@pytest.mark.parametrize("was", ["was.=x", "was.zzz=new", "was.stage=zzz", "was.was.stage=new"])
def test_a_made_up_earlier_answer_is_no_error(site: Client, was: str) -> None:
    response = site.get(f"/advice/?services=some&{was}", follow=True)

    assert response.status_code == 200


def test_a_second_change_keeps_the_first_and_each_can_be_taken_back(
    site: Client, busy: str
) -> None:
    first = form_for(page(site.get(f"/advice/?{busy}").content), "tx")
    choose(first, "one")
    second = form_for(page(site.get(first.sends(), follow=True).content), "stage")
    choose(second, "new")

    notice = page(site.get(second.sends(), follow=True).content).section("h-moved")

    links = {link.text: link["href"] for link in notice.all("a")}
    rows = list(notice.first("ul").all("li"))
    assert len(rows) == 2
    assert links["Take all 2 changes back"] == f"/advice/?{busy}"
    for row, changed, kept in ((rows[0], "stage", "tx"), (rows[1], "tx", "stage")):
        shown = page(site.get(row.first("a")["href"], follow=True).content)
        left = shown.section("h-moved").first("ul").text
        assert f"was.{kept}=" in row.first("a")["href"]
        assert f"was.{changed}=" not in row.first("a")["href"]
        assert left
        assert shown.section("h-moved").links["Take the change back"] == f"/advice/?{busy}"


def test_an_answer_that_was_open_is_open_again_when_it_is_taken_back(site: Client) -> None:
    notice = page(site.get("/advice/?services=some&deps=third&was.deps=").content).section(
        "h-moved"
    )

    assert "Before: not answered." in notice.text
    assert notice.links["Take the change back"] == "/advice/?services=some"
