"""Links: who has one may, who has none or an ended one meets the same 404."""

import logging
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from advisor import models
from tests.advisor.assessments.conftest import ANSWERS, Visitor, edit_link, kept
from tests.advisor.markup import page

pytestmark = pytest.mark.django_db

STEPS = (
    "", "revisions/1/", "compare/?left=1&right=1", "decisions/retry/", "notes/", "rename/",
    "variant/", "delete/", "answers.json", "assessment.json",
)  # fmt: skip
TO_READ = ("", "revisions/1/", "compare/?left=1&right=1", "answers.json", "assessment.json")
POSTS: dict[str, dict[str, str]] = {
    "revisions/": {"answers": "stage=new", "base": "1"},
    "decisions/retry/": {"status": "accepted"},
    "notes/": {"base": "1", "note.pains": "x"},
    "rename/": {"title": "Taken over"},
    "variant/": {"title": "Mine"},
    "share/": {},
    "revoke/": {},
    "renew/": {},
    "delete/": {},
}


def read_link(ada: Visitor, place: str) -> str:
    ada.post(f"{place}share/")
    shown = ada.see(place).first("input", id="read-link")["value"]
    return str(shown).partition("testserver")[2]


def state() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (models.Assessment, models.Revision, models.Decision)
    ]


def test_a_link_to_read_opens_every_page_to_read_and_no_other(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    response = eve.get(read_link(ada, place))
    assert (response.status_code, response["Location"]) == (302, place)

    for step in STEPS:
        wanted = 200 if step in TO_READ else 404
        assert eve.get(place + step).status_code == wanted, step


@pytest.mark.parametrize("step", POSTS)
def test_a_reader_changes_nothing(ada: Visitor, eve: Visitor, step: str) -> None:
    place = ada.save()
    eve.get(read_link(ada, place))
    before = state()

    assert eve.post(place + step, **POSTS[step]).status_code == 404
    assert state() == before


@pytest.mark.parametrize("step", POSTS)
def test_a_stranger_changes_nothing(ada: Visitor, eve: Visitor, step: str) -> None:
    place = ada.save()
    eve.save()  # with a right of their own, to something else
    before = state()

    assert eve.post(place + step, **POSTS[step]).status_code == 404
    assert state() == before


def test_revoking_ends_the_link_and_the_rights_it_gave(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    link = read_link(ada, place)
    eve.get(link)
    assert eve.get(place).status_code == 200

    ada.post(f"{place}revoke/")

    assert eve.get(place).status_code == 404
    assert eve.get(link).status_code == 404
    assert ada.get(place).status_code == 200


def test_a_link_made_after_revoking_is_another_one(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    first = read_link(ada, place)
    eve.get(first)
    ada.post(f"{place}revoke/")

    second = read_link(ada, place)

    assert second != first
    assert eve.get(first).status_code == 404
    assert eve.get(place).status_code == 404
    eve.get(second)
    assert eve.get(place).status_code == 200


def test_a_new_edit_link_ends_the_old_one_and_its_rights(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    old = edit_link(ada, place)
    eve.get(old)

    ada.post(f"{place}renew/")

    assert eve.get(place).status_code == 404
    assert eve.get(old).status_code == 404
    assert ada.get(place).status_code == 200
    new = edit_link(ada, place)
    assert new != old
    assert eve.get(new).status_code == 302


def test_every_refusal_looks_the_same(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    link = read_link(ada, place)
    ada.post(f"{place}revoke/")
    wrong = "A" * 32
    nowhere = "/assessments/00000000-0000-4000-8000-000000000000/"

    answers = [
        eve.get(address)
        for address in (
            place, nowhere, f"{place}edit/{wrong}/", f"{place}view/{wrong}/", link,
            f"{nowhere}edit/{wrong}/", f"{nowhere}view/{wrong}/",
        )
    ]  # fmt: skip

    assert {response.status_code for response in answers} == {404}
    assert len({page(response.content).first("main").text for response in answers}) == 1
    assert {response["Cache-Control"] for response in answers} == {"private, no-store"}


def test_a_key_opens_nothing_but_its_own(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    edit = edit_link(ada, place).rsplit("/", 2)[1]
    other = ada.save()
    read = read_link(ada, place).rsplit("/", 2)[1]

    for address in (
        f"{place}view/{edit}/", f"{place}edit/{read}/", f"{other}edit/{edit}/",
        f"{other}view/{read}/", f"{place}edit/{edit[:-1]}/", f"{place}edit/{edit}x/",
        f"{place}edit/{edit.swapcase()}/",
    ):  # fmt: skip
        assert eve.get(address).status_code == 404, address


def test_the_answer_to_a_link_names_itself_to_nobody(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    link = edit_link(ada, place)

    response = eve.get(link)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    cookie = response.cookies["assessments"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert link.rsplit("/", 2)[1] not in cookie.value
    assert link.rsplit("/", 2)[1] not in eve.get(place).content.decode()


def test_forms_are_on_pages_whose_policy_lets_their_origin_be_named(ada: Visitor) -> None:
    # With no-referrer a browser posts "Origin: null", which the protection against forgery refuses.
    place = ada.save()

    assert ada.get(place)["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "value", ["", "x", "e30:1:x", "W10:1wAbcd:abcdefghijkl", "." * 5000, "\u00e9"]
)
def test_a_made_up_cookie_gives_no_right_and_no_error(
    ada: Visitor, eve: Visitor, value: str
) -> None:
    place = ada.save()
    eve.client.cookies["assessments"] = value

    assert eve.get(place).status_code == 404


def test_a_cookie_signed_for_something_else_gives_no_right(ada: Visitor, eve: Visitor) -> None:
    from django.core import signing

    place = ada.save()
    name = place.split("/")[2].replace("-", "")
    for told in (
        [1],
        {name: 2},
        {name: [2]},
        {name: [7, "x"]},
        {name: [2, ""]},
        {name: [1, ""]},
        {name: [0, ""]},
    ):
        eve.client.cookies["assessments"] = signing.dumps(
            told, salt="advisor.access", compress=True
        )
        assert eve.get(place).status_code == 404, told


def test_the_cookie_stays_small_and_keeps_the_newest_rights(ada: Visitor) -> None:
    places = [ada.save() for _ in range(45)]

    assert len(ada.client.cookies["assessments"].value) < 3000
    assert ada.get(places[-1]).status_code == 200
    assert ada.get(places[0]).status_code == 404


def test_opening_a_link_to_read_takes_no_right_to_edit_away(ada: Visitor) -> None:
    place = ada.save()

    ada.get(read_link(ada, place))

    assert "Change answers" in ada.see(place).links


def test_the_owner_comes_in_without_a_link_and_nobody_else(
    ada: Visitor, eve: Visitor, visitor: Any
) -> None:
    ada.client.force_login(User.objects.create_user("ada"))
    eve.client.force_login(User.objects.create_user("eve"))
    place = ada.save()
    assert kept(place).owner.username == "ada"

    again = visitor()
    again.client.force_login(User.objects.get(username="ada"))

    assert "Change answers" in again.see(place).links
    assert eve.get(place).status_code == 404
    assert visitor().get(place).status_code == 404


def test_a_page_without_an_owner_asks_for_no_session(
    ada: Visitor, django_assert_max_num_queries: Any
) -> None:
    place = ada.save()

    with django_assert_max_num_queries(6) as caught:
        ada.get(place)

    assert not any("django_session" in query["sql"] for query in caught.captured_queries)
    assert "sessionid" not in ada.client.cookies


def test_no_secret_reaches_the_log(
    ada: Visitor, eve: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    from advisor.logs import WithoutSecrets

    place = ada.save()
    link = edit_link(ada, place)
    key = link.rsplit("/", 2)[1]
    ada.post(f"{place}renew/")
    caplog.handler.addFilter(WithoutSecrets())
    with caplog.at_level(logging.DEBUG):
        eve.get(link)
        logging.getLogger("x").warning("%s failed", link)
        try:
            raise ValueError(f"GET {link}?x=1")
        except ValueError:
            logging.getLogger("x").exception("failed")

    assert f"{place}edit/***/" in caplog.text
    assert key not in caplog.text


def test_every_handler_of_the_log_masks_secrets(settings: Any) -> None:
    handlers = settings.LOGGING["handlers"]

    assert all("without_secrets" in handler["filters"] for handler in handlers.values())
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []


@pytest.mark.parametrize("step", list(POSTS))
def test_every_change_needs_the_token_against_forgery(ada: Visitor, step: str) -> None:
    place = ada.save()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = ada.client.cookies
    before = state()

    assert strict.post(place + step, POSTS[step]).status_code == 403
    assert state() == before


def test_links_carry_the_public_address(ada: Visitor, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "https://patterns.example.org"

    place = ada.save(ANSWERS)

    shown = ada.see(place).first("input", id="edit-link")["value"]
    assert shown.startswith(f"https://patterns.example.org{place}edit/")
