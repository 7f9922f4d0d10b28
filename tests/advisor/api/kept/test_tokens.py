"""Tokens by the API: they give no more than they have, and end together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from advisor import models
from advisor.models import AccessToken, Scope
from patterns.models import Release
from tests.advisor.answering import examples
from tests.advisor.api.description import Description
from tests.advisor.api.kept.conftest import Program

pytestmark = pytest.mark.django_db

WANTED = {"name": "Nightly check", "scopes": ["assessments:read"], "days": 30}


@pytest.fixture
def ana(person: Callable[..., Program]) -> Program:
    return person("ana")


def make(program: Program, **changed: Any) -> Any:
    return program.ask("POST", "/tokens", {**WANTED, **changed})


def test_a_token_makes_another_that_works(ana: Program, description: Description) -> None:
    made = make(ana)
    body = made.json()

    child = Program(token=body["token"])
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/tokens/{body['id']}")
    assert made["Cache-Control"] == "private, no-store"
    assert child.get("/assessments").status_code == 200
    assert child.get("/patterns").status_code == 403
    assert not description.faults_of(made, "POST", "/api/v1/tokens")


def test_a_secret_is_told_once(ana: Program, description: Description) -> None:
    made = make(ana).json()

    listed, read = ana.get("/tokens"), ana.get(f"/tokens/{made['id']}")

    assert [row["name"] for row in listed.json()["items"]] == ["Nightly check", "ana"]
    for response, path in ((listed, "/tokens"), (read, f"/tokens/{made['id']}")):
        assert made["token"] not in response.content.decode()
        assert not description.faults_of(response, "GET", f"/api/v1{path}")
        assert response["Cache-Control"] == "private, no-store"
    assert read.json()["last_used_at"] is None
    assert read.json()["made_with"] == listed.json()["items"][1]["id"]


def test_a_token_gives_no_more_than_it_has(person: Callable[..., Program]) -> None:
    ana = person("ana", Scope.ADVICE_READ)

    refused = make(ana, scopes=["advice:read", "assessments:write"])

    assert refused.status_code == 422
    (fault,) = refused.json()["errors"]
    assert (fault["pointer"], fault["allowed"]) == ("#/scopes", ["advice:read"])
    assert AccessToken.objects.count() == 1


def test_a_token_ends_with_the_one_that_made_it(ana: Program) -> None:
    made = make(ana, days=366).json()
    parent = next(row for row in ana.get("/tokens").json()["items"] if row["name"] == "ana")

    gone = ana.ask("DELETE", f"/tokens/{parent['id']}")

    assert made["expires_at"] == parent["expires_at"]
    assert (gone.status_code, gone.content) == (204, b"")
    for secret in (ana.token, made["token"]):
        refused = Program(token=secret).get("/patterns")
        assert refused.status_code == 401
        assert 'error="invalid_token"' in refused["WWW-Authenticate"]


def test_another_s_token_does_not_exist(ana: Program, person: Callable[..., Program]) -> None:
    made = make(ana).json()
    bo = person("bo")

    for method in ("GET", "DELETE"):
        assert bo.ask(method, f"/tokens/{made['id']}").status_code == 404
    assert made["id"] not in bo.get("/tokens").content.decode()
    assert AccessToken.objects.filter(pk=made["id"]).exists()


def test_tokens_are_of_an_account(release: Release) -> None:
    nobody = AccessToken.issue("Portal", tuple(Scope), now=timezone.now(), days=1)

    for method, path in (("GET", "/tokens"), ("POST", "/tokens"),
                         ("DELETE", f"/tokens/{nobody.token.pk}")):  # fmt: skip
        body = WANTED if method == "POST" else None
        assert Program().ask(method, path, body).status_code == 401
        assert Program(token=nobody.secret).ask(method, path, body).status_code == 403
    assert AccessToken.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"name": 3}, "#/name"),
        ({"name": "a\0"}, "#/name"),
        ({"scopes": []}, "#/scopes"),
        ({"scopes": "advice:read"}, "#/scopes"),
        ({"scopes": [1]}, "#/scopes"),
        ({"scopes": ["everything"]}, "#/scopes"),
        ({"days": 0}, "#/days"),
        ({"days": 367}, "#/days"),
        ({"days": 2**62}, "#/days"),
        ({"days": 1.5}, "#/days"),
        ({"days": True}, "#/days"),
        ({"days": None}, "#/days"),
        ({"owner": "bo"}, "#/owner"),
    ],
    ids=str,
)
def test_what_cannot_be_a_token_is_refused_at_its_place(
    ana: Program, wrong: dict[str, Any], pointer: str
) -> None:
    refused = make(ana, **wrong)

    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert AccessToken.objects.count() == 1


def test_an_account_has_only_so_many(ana: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOKENS", 2)
    make(ana)

    refused = make(ana)

    assert refused.status_code == 409
    assert "conflict" in refused.json()["type"]


def test_tokens_come_in_pages(ana: Program) -> None:
    for number in range(4):
        make(ana, name=f"Number {number}")

    first = ana.get("/tokens?limit=3").json()
    last = ana.get(first["next"].removeprefix("/api/v1")).json()

    names = [row["name"] for row in first["items"] + last["items"]]
    assert names == ["Number 3", "Number 2", "Number 1", "Number 0", "ana"]


MEMBERS = st.sampled_from(["name", "scopes", "days", "x"])
VALUES = st.none() | st.integers(-2, 400) | st.sampled_from(Scope.values) | st.text(max_size=5)


@examples(60)
@given(body=st.dictionaries(MEMBERS, VALUES | st.lists(VALUES, max_size=3)) | VALUES)
def test_any_body_is_answered_as_described(
    ana: Program, description: Description, body: Any
) -> None:
    if body is None:
        return  # no body at all is another test's matter

    response = ana.ask("POST", "/tokens", body)

    assert response.status_code in (201, 409, 422)
    assert not description.faults_of(response, "POST", "/api/v1/tokens")
