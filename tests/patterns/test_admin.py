"""The admin: stances are written there, releases only read."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from patterns import models, stances

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(release: models.Release) -> Client:
    stances.forget()
    user = get_user_model().objects.create_superuser("editor", password="a long enough phrase")
    client = Client()
    client.force_login(user)
    return client


def test_a_reader_gets_no_session(release: models.Release) -> None:
    assert "sessionid" not in Client().get("/patterns/").cookies


def test_without_signing_in_the_admin_asks_for_it(release: models.Release) -> None:
    response = Client().get("/admin/patterns/stance/")

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_an_editor_writes_a_stance_and_readers_see_it_at_once(editor: Client) -> None:
    stances.current()

    response = editor.post(
        "/admin/patterns/stance/add/",
        {
            "pattern": "retry",
            "word": "trial",
            "note": "In checkout.",
            "link": "https://a.example/1",
        },
    )

    assert response.status_code == 302
    assert stances.current().get("retry") == stances.Stance(
        "retry", "trial", "In checkout.", "https://a.example/1"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("pattern", "nothing"), ("word", "maybe"), ("link", "http://a.example"), ("note", "x" * 601)],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_lost(
    editor: Client, field: str, value: str
) -> None:
    typed = {"pattern": "retry", "word": "adopt", "note": "Kept.", "link": "", field: value}

    response = editor.post("/admin/patterns/stance/add/", typed)

    assert response.status_code == 200
    assert models.Stance.objects.count() == 0
    assert field in response.context["adminform"].form.errors
    assert response.context["adminform"].form["word"].value() == typed["word"]


def test_a_stance_of_a_pattern_that_is_gone_can_still_be_edited(editor: Client) -> None:
    row = models.Stance.objects.create(pattern="gone", word="adopt")

    shown = editor.get(f"/admin/patterns/stance/{row.pk}/change/")
    saved = editor.post(
        f"/admin/patterns/stance/{row.pk}/change/", {"pattern": "gone", "word": "hold"}
    )

    assert b"gone (not in this Release)" in shown.content
    assert saved.status_code == 302
    assert models.Stance.objects.get().word == "hold"


def test_taking_a_stance_back_shows_at_once(editor: Client) -> None:
    row = models.Stance.objects.create(pattern="retry", word="adopt")
    stances.forget()
    stances.current()

    editor.post(f"/admin/patterns/stance/{row.pk}/delete/", {"post": "yes"})

    assert stances.current() == stances.NONE


def test_a_release_can_be_read_and_not_changed(editor: Client, release: models.Release) -> None:
    assert editor.get(f"/admin/patterns/release/{release.pk}/change/").status_code == 200
    assert editor.get("/admin/patterns/release/add/").status_code == 403
    assert editor.post(f"/admin/patterns/release/{release.pk}/delete/").status_code == 403


def test_passwords_cannot_be_tried_without_end(release: models.Release, settings: Any) -> None:
    cache.clear()  # what another test counted must not count here
    settings.LIMITS_ON, settings.LIMITS = True, {"sign-in": ((3, 3_600),)}
    guess = {"username": "editor", "password": "guess"}

    codes = [Client().post("/admin/login/", guess).status_code for _ in range(4)]

    assert codes == [200, 200, 200, 429]
