"""Alive, and ready."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory

from advisor import health
from patterns import releases


@pytest.fixture
def plain(_quick_settings: None) -> Client:
    """The site as it is, on whatever database there is."""
    releases.forget()
    return Client()


def test_alive_asks_for_nothing(plain: Client) -> None:
    assert plain.get("/healthz").json() == {"status": "alive"}


@pytest.mark.django_db
def test_ready_names_the_release(plain: Client, release: Any) -> None:
    response = plain.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ready", "release": release.digest}


@pytest.mark.django_db
def test_not_ready_without_a_release(plain: Client) -> None:
    response = plain.get("/readyz")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "no Release is loaded" in response.json()["why"]


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing(plain: Client, release: Any) -> None:
    MigrationRecorder(connection).Migration.objects.filter(app="patterns").delete()

    response = plain.get("/readyz")

    assert response.status_code == 503
    assert response.json()["why"] == "migrations are missing"


def test_not_ready_without_a_database(plain: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("could not connect, password=hunter2")

    monkeypatch.setattr(health, "MigrationExecutor", refuse)

    response = plain.get("/readyz")

    assert response.status_code == 503
    assert response.json()["why"] == "the database does not answer"


def test_a_failure_of_the_templates_themselves_is_still_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("no manifest")

    monkeypatch.setattr(health, "TemplateResponse", fail)

    response = health.failed(RequestFactory().get("/advice/"))

    assert response.status_code == 500
    assert response.content == b"Something failed on our side."


def test_a_server_error_quotes_the_request_and_no_detail(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(releases, "current", fail)
    site.raise_request_exception = False

    response = site.get("/advice/", headers={"X-Request-ID": "abcd-1234"})

    assert response.status_code == 500
    assert b"abcd-1234" in response.content
    assert b"secret detail" not in response.content


@pytest.mark.parametrize(("address", "status"), [("/nothing/", 404), ("/api/v1/nothing", 404)])
def test_what_is_not_there_is_said_in_the_form_of_its_place(
    site: Client, address: str, status: int
) -> None:
    response = site.get(address)

    program = address.startswith("/api/")
    assert response.status_code == status
    assert response["Content-Type"].startswith(
        "application/problem+json" if program else "text/html"
    )


@pytest.mark.usefixtures("_quick_settings")
def test_a_form_without_its_token_is_refused_with_the_way_out() -> None:
    careful = Client(enforce_csrf_checks=True)

    response = careful.post("/advise/load", {"text": "{}"})

    assert response.status_code == 403
    assert "send the form again" in response.content.decode()
