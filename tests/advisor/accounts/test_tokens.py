"""Tokens of an account: shown once, listed without their secret, revoked by nobody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from advisor import access, models
from advisor.models import AccessToken, Scope
from tests.advisor.accounts.conftest import browser
from tests.advisor.answering import examples
from tests.advisor.markup import page

pytestmark = pytest.mark.django_db

TOKENS = "/accounts/tokens/"
FILLED = {"name": "Portal", "scopes": ["advice:read", "assessments:read"], "days": "30"}


def make(client: Client, **changed: Any) -> Any:
    return client.post(TOKENS, {**FILLED, **changed})


def issued(person: User, name: str = "Portal") -> models.Issued:
    return AccessToken.issue(name, [Scope.ADVICE_READ], now=timezone.now(), days=30, owner=person)


def test_a_person_makes_a_token_that_a_program_can_show(ana: User) -> None:
    shown = make(browser(ana))

    assert shown.status_code == 200
    secret = page(shown.content).first("input", id="secret")["value"]
    caller = access.authenticate(f"Bearer {secret}", now=timezone.now())
    assert caller.person == ana
    assert caller.scopes == {Scope.ADVICE_READ, Scope.ASSESSMENTS_READ}
    lasts = caller.token.expires_at - timezone.now()  # type: ignore[union-attr]
    assert timedelta(days=29) < lasts <= timedelta(days=30)


def test_the_secret_is_shown_once_and_kept_by_no_cache(ana: User) -> None:
    client = browser(ana)

    shown = make(client)
    secret = page(shown.content).first("input", id="secret")["value"]

    assert "no-store" in shown["Cache-Control"]
    assert secret not in shown.headers.get("Set-Cookie", "")
    assert not {name for name in client.cookies if name not in ("sessionid", "csrftoken")}
    listed = client.get(TOKENS)
    assert "Portal" in listed.content.decode()
    assert secret not in listed.content.decode()
    assert "no-store" in listed["Cache-Control"]


def test_the_list_tells_what_each_may_and_when_it_was_used(ana: User) -> None:
    made = issued(ana)
    client = browser(ana)
    assert "Never" in page(client.get(TOKENS).content).first("table").text

    access.authenticate(f"Bearer {made.secret}", now=timezone.now())

    row = page(client.get(TOKENS).content).first("table").text
    assert "Ask for advice" in row
    assert re.search(r"\d{4}, \d\d:00", row)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Say what the token is for."),
        ({"name": "x" * 81}, "80 characters"),
        ({"name": "a\0b"}, "cannot be stored"),
        ({"name": "a\u202eb"}, "cannot be shown"),
        ({"scopes": []}, "Choose what the token may do."),
        ({"scopes": ["everything"]}, "Choose among these."),
        ({"days": "367"}, "Choose how long."),
        ({"days": ""}, "Choose how long."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    ana: User, wrong: dict[str, Any], words: str
) -> None:
    response = make(browser(ana), **wrong)

    shown = page(response.content)
    assert response.status_code == 422
    assert words in shown.first("div", klass="error-summary").text
    if "name" not in wrong:
        assert shown.first("input", id="name")["value"] == "Portal"
    assert not AccessToken.objects.exists()


def test_one_too_many_is_refused(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOKENS", 1)
    client = browser(ana)
    make(client)

    response = make(client)

    assert response.status_code == 422
    assert "Revoke one first" in response.content.decode()
    assert AccessToken.objects.count() == 1


def test_revoking_asks_first_and_then_ends_it(ana: User) -> None:
    made = issued(ana)
    client = browser(ana)
    place = f"{TOKENS}{made.token.pk}/revoke/"

    asked = client.get(place)
    assert AccessToken.objects.exists()
    done = client.post(place)

    assert page(asked.content).first("h1").text == "Revoke “Portal”?"
    assert (done.status_code, done["Location"]) == (302, TOKENS)
    with pytest.raises(access.NoSuchToken):
        access.authenticate(f"Bearer {made.secret}", now=timezone.now())


def test_another_s_token_is_neither_listed_nor_revoked(ana: User, bo: User) -> None:
    made = issued(ana, "Of Ana")
    client = browser(bo)

    assert "Of Ana" not in client.get(TOKENS).content.decode()
    for send in (client.get, client.post):
        assert send(f"{TOKENS}{made.token.pk}/revoke/").status_code == 404
    assert AccessToken.objects.count() == 1


def test_whoever_is_not_signed_in_is_asked_to(ana: User) -> None:
    made = issued(ana)
    client = Client()

    for path in (TOKENS, f"{TOKENS}{made.token.pk}/revoke/"):
        for send in (client.get, client.post):
            assert send(path)["Location"].startswith("/accounts/sign-in/?next=")
    assert AccessToken.objects.count() == 1


def test_a_form_that_another_site_sends_is_refused(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)

    assert make(client).status_code == 403
    assert not AccessToken.objects.exists()


@examples(60)
@given(
    name=st.text(max_size=90),
    scopes=st.lists(st.sampled_from([*Scope.values, "", "x"]) | st.text(max_size=5), max_size=4),
    days=st.sampled_from(["7", "366", "0", "-1", "x"]) | st.text(max_size=4),
)
def test_whatever_the_form_holds_is_answered(
    ana: User, name: str, scopes: list[str], days: str
) -> None:
    told = [name, *scopes, days]
    client = browser(ana)
    filled = {"name": name, "scopes": scopes, "days": days}
    if any(0xD800 <= ord(letter) < 0xE000 for word in told for letter in word):
        return  # no form can carry half of a pair

    assert client.post(TOKENS, filled).status_code in (200, 422)
