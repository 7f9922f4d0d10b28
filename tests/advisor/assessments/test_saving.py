"""Save and revise: what was answered is kept, and no revision overwrites another."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from advisor import models
from tests.advisor.assessments.conftest import ANSWERS, FEWER, OTHER, Visitor, edit_link, kept
from tests.advisor.markup import choose, page

pytestmark = pytest.mark.django_db


def test_the_result_offers_to_save_and_the_page_of_the_assessment_follows(ada: Visitor) -> None:
    form = ada.see(f"/advice/?{ANSWERS}").first("form", action="/assessments/")

    response = ada.send(form, title="Order platform")

    place = response["Location"]
    assert re.fullmatch(r"/assessments/[0-9a-f-]{36}/", place)
    assert ada.see(place).first("h1").text == "Order platform"
    assert kept(place).newest().document["answers"]["pains"] == ["timeouts", "cascade"]


def test_an_empty_result_offers_nothing_to_save(ada: Visitor) -> None:
    assert not ada.see("/advice/").has("form", action="/assessments/")


def test_the_edit_link_is_shown_to_whoever_saved_and_works_for_others(
    ada: Visitor, eve: Visitor
) -> None:
    place = ada.save()
    link = edit_link(ada, place)

    assert eve.get(place).status_code == 404
    response = eve.get(link)
    assert (response.status_code, response["Location"]) == (302, place)
    assert eve.see(place).links["Change answers"]
    assert not eve.see(place).has("input", id="edit-link")


def test_changing_answers_leads_through_the_wizard_and_saves_the_next_revision(
    ada: Visitor,
) -> None:
    place = ada.save()
    name = place.split("/")[2]
    carried = {"assessment": [name], "base": ["1"]}

    check = ada.see(ada.see(place).links["Change answers"])
    question = ada.see(check.links["Change: How many kinds of programs are released on their own?"])
    form = question.first("form", action="/advise/services/")
    choose(form, "lots")
    arrived = ada.get(form.sends(("next", "1")))
    assert carried.items() <= parse_qs(urlsplit(arrived["Location"]).query).items()
    result = ada.see(ada.see(arrived["Location"]).links["See the advice"])
    saved = ada.send(result.first("form", action=f"{place}revisions/"))

    assert saved["Location"] == f"{place}?saved=2"
    assert "Revision 2 is saved." in ada.see(saved["Location"]).first("main").text
    numbers = kept(place).revisions.order_by("number")
    assert [each.document["answers"]["services"] for each in numbers] == [["some"], ["lots"]]


@pytest.mark.parametrize(
    "address",
    [
        "/advise/stage/",
        "/advise/check/",
        "/advise/pains/",
        "/advise/weights/",
        "/advice/",
        "/advice/retry/",
        "/advice/deciding/",
        "/advice/what-if/",
    ],
)
def test_every_page_of_the_wizard_carries_the_assessment_on(ada: Visitor, address: str) -> None:
    place = ada.save()
    name = place.split("/")[2]

    shown = ada.see(f"{address}?{ANSWERS}&assessment={name}&base=1").first("main")

    onwards = [
        link.get("href")
        for link in shown.all("a")
        if re.match(r"/(advise|advice)/(?!$)|/advice/", link.get("href"))
    ]
    assert onwards
    without = [each for each in onwards if f"assessment={name}&base=1" not in each]
    assert without == []
    for form in shown.all("form"):
        if form["action"].startswith(("/advise/", "/advice/")):
            assert form.first("input", name="assessment")["value"] == name
            assert form.first("input", name="base")["value"] == "1"


@pytest.mark.parametrize(
    "change", ["assessment=nonsense&base=1", "assessment=&base=", "base=1", "assessment=1&base=x"]
)
def test_a_broken_hint_at_an_assessment_saves_anew(ada: Visitor, change: str) -> None:
    response = ada.get(f"/advice/?{ANSWERS}&{change}", follow=True)

    assert page(response.content).has("form", action="/assessments/")
    assert "base=" not in response.redirect_chain[-1][0]  # type: ignore[attr-defined]


def test_notes_and_reasons_survive_a_change_of_answers(ada: Visitor) -> None:
    place = ada.save()
    form = ada.see(f"{place}notes/").first("form", action=f"{place}notes/")
    fields = {"note.pains": "Incident of 3 March", "note.deps": "Payment"}
    assert ada.send(form, **fields)["Location"] == f"{place}?saved=2"

    without = ANSWERS.replace("&deps=third", "")
    ada.post(f"{place}revisions/", answers=without, base="2")

    document = kept(place).newest().document
    assert kept(place).newest().number == 3
    assert document["notes"] == {"pains": "Incident of 3 March"}


def test_notes_change_no_verdict_and_no_release(ada: Visitor) -> None:
    place = ada.save()

    ada.post(f"{place}notes/", base="1", **{"note.pains": "Incident"})

    first, second = kept(place).revisions.order_by("number")
    assert first.advice == second.advice
    assert first.release_id == second.release_id


@pytest.mark.parametrize("note", ["x" * 251, "a\x01b", "\u202ex"])
def test_a_note_that_cannot_be_kept_is_shown_again_and_nothing_is_saved(
    ada: Visitor, note: str
) -> None:
    place = ada.save()

    response = ada.post(f"{place}notes/", base="1", **{"note.pains": note, "note.deps": "fine"})

    shown = page(response.content)
    assert response.status_code == 422
    assert shown.first("textarea", id="note-deps").text == "fine"
    assert shown.first("textarea", id="note-pains").get("aria-invalid") == "true"
    assert kept(place).revisions.count() == 1


def test_notes_written_on_an_older_revision_are_kept_on_the_page(ada: Visitor) -> None:
    place = ada.save()
    ada.post(f"{place}revisions/", answers=FEWER, base="1")

    response = ada.post(f"{place}notes/", base="1", **{"note.deps": "Payment"})

    shown = page(response.content)
    assert response.status_code == 409
    assert shown.first("textarea", id="note-deps").text == "Payment"
    again = ada.send(shown.first("form", action=f"{place}notes/"), **{"note.deps": "Payment"})
    assert again["Location"] == f"{place}?saved=3"


def test_the_same_answers_again_are_said_to_be_the_same(ada: Visitor) -> None:
    place = ada.save()

    response = ada.post(f"{place}revisions/", answers=ANSWERS, base="1")

    assert response["Location"] == f"{place}?same=1"
    assert "Nothing differed" in ada.see(response["Location"]).first("main").text
    assert kept(place).revisions.count() == 1


def test_a_stale_save_shows_both_changes_and_loses_neither(ada: Visitor) -> None:
    place = ada.save()
    ada.post(f"{place}revisions/", answers=OTHER, base="1")

    response = ada.post(f"{place}revisions/", answers=FEWER, base="1")

    shown = page(response.content)
    assert response.status_code == 409
    assert kept(place).revisions.count() == 2
    theirs = shown.first("section", aria_labelledby="h-theirs").text
    mine = shown.first("section", aria_labelledby="h-mine").text
    assert "11 to 50, dozens" in theirs
    assert "11 to 50" not in mine
    assert "What has already hurt?" in mine
    assert "What has already hurt?" not in theirs
    assert shown.links["drop them and go to revision 2"] == place


def test_mine_can_be_saved_on_top_of_the_newer_revision(ada: Visitor) -> None:
    place = ada.save()
    ada.post(f"{place}revisions/", answers=OTHER, base="1")
    shown = page(ada.post(f"{place}revisions/", answers=FEWER, base="1").content)
    _, mine = shown.section("h-ways").all("form")

    assert ada.send(mine)["Location"] == f"{place}?saved=3"

    third = kept(place).newest().document["answers"]
    assert (third["services"], third["pains"]) == (["some"], ["timeouts"])
    assert models.Revision.objects.get(number=2).document["answers"]["services"] == ["many"]


def test_both_changes_can_be_saved_together(ada: Visitor) -> None:
    place = ada.save()
    ada.post(f"{place}revisions/", answers=OTHER, base="1")
    shown = page(ada.post(f"{place}revisions/", answers=FEWER, base="1").content)

    ada.send(next(shown.section("h-ways").all("form")))

    third = kept(place).newest().document["answers"]
    assert (third["services"], third["pains"]) == (["many"], ["timeouts"])


@pytest.mark.parametrize("base", ["", "0", "x", "9", "999999", "1" * 30, "-1", "١"])
def test_a_base_that_never_was_saves_nothing(ada: Visitor, base: str) -> None:
    place = ada.save()

    response = ada.post(f"{place}revisions/", answers=FEWER, base=base)

    assert response.status_code in (409, 422)
    assert kept(place).revisions.count() == 1


@pytest.mark.parametrize(
    "answers",
    ["", "stage=nonsense", "zzz=1", "stage=new&stage=split", "\0=1", "stage=new&zzz=" + "x" * 9000],
)
def test_answers_that_cannot_be_used_are_named_and_nothing_is_saved(
    ada: Visitor, answers: str
) -> None:
    response = ada.post("/assessments/", answers=answers, title="Kept")

    shown = page(response.content)
    assert response.status_code == 422
    assert shown.has("div", klass="error-summary")
    assert shown.first("input", id="title")["value"] == "Kept"
    assert not models.Assessment.objects.exists()


@pytest.mark.parametrize("title", ["x" * 121, "a\0b", "\u202ex"])
def test_a_title_that_cannot_be_kept_is_asked_again_with_the_answers(
    ada: Visitor, title: str
) -> None:
    response = ada.post("/assessments/", answers=ANSWERS, title=title)

    assert response.status_code == 422
    assert not models.Assessment.objects.exists()
    again = ada.send(page(response.content).first("form", action="/assessments/"), title="Short")
    assert kept(again["Location"]).title == "Short"


def test_saving_needs_the_token_against_forgery(release: object) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/assessments/", {"answers": ANSWERS}).status_code == 403
    assert not models.Assessment.objects.exists()


def test_saving_too_often_is_refused(ada: Visitor, settings: object) -> None:
    cache.clear()  # what another test counted must not count here
    settings.LIMITS_ON = True  # type: ignore[attr-defined]
    settings.LIMITS = {**settings.LIMITS, "save": ((1, 3600),)}  # type: ignore[attr-defined]

    statuses = [ada.post("/assessments/", answers=ANSWERS).status_code for _ in range(2)]

    assert statuses == [302, 429]
    assert models.Assessment.objects.count() == 1


def test_whoever_reloads_the_address_of_a_form_is_led_back(ada: Visitor) -> None:
    place = ada.save()

    assert ada.get("/assessments/")["Location"] == "/advise/"
    for step in ("revisions", "share", "revoke", "renew"):
        assert ada.get(f"{place}{step}/")["Location"] == place
