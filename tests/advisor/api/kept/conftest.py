"""Programs with and without tokens, and what they have kept."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from advisor.models import AccessToken, Assessment, Scope
from patterns import releases, stances
from patterns.loading import load
from patterns.models import Release

ROOT = "/api/v1"
ANSWERS = {
    "stage": ["growing"],
    "services": ["some"],
    "deps": ["third"],
    "callfail": ["again"],
    "pains": ["timeouts", "cascade"],
}
PATCH = "application/merge-patch+json"


@dataclass
class Program:
    """Asks with a token, with the key of an Assessment, or with neither."""

    token: str = ""
    key: str = ""
    client: Client = field(default_factory=Client)

    def ask(
        self, method: str, path: str, body: Any = None, kind: str = "application/json", **more: str
    ) -> Any:
        """Send one request. more: headers, with _ in place of -."""
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"Assessment-Key": self.key} if self.key else {}
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body)
        send = {} if body is None else {"content_type": kind}
        return self.client.generic(method, f"{ROOT}{path}", raw, headers=headers, **send)

    def get(self, path: str, **more: str) -> Any:
        return self.ask("GET", path, **more)

    def keep(self, answers: Any = None, title: str = "Order platform", **more: str) -> Any:
        body = {"title": title, "answers": ANSWERS if answers is None else answers}
        return self.ask("POST", "/assessments", body, **more)

    def patch(self, path: str, body: Any, etag: str = "*", kind: str = PATCH) -> Any:
        return self.ask("PATCH", path, json.dumps(body).encode(), kind, If_Match=etag)


@dataclass
class Kept:
    """An Assessment that a program has made, and the program with its key."""

    program: Program
    answer: Any

    @property
    def body(self) -> Any:
        return self.answer.json()

    @property
    def path(self) -> str:
        return f"/assessments/{self.body['id']}"

    @property
    def row(self) -> Assessment:
        return Assessment.objects.get(pk=self.body["id"])


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any, shipped: Any) -> Iterator[None]:
    """The shipped content in the database once for all tests of a module: loading it costs most."""
    with django_db_blocker.unblock():
        load(shipped.content, now=timezone.now())
    yield
    with django_db_blocker.unblock():
        Release.objects.all().delete()
    releases.forget()


@pytest.fixture
def release(_loaded: None, db: None, _quick_settings: None) -> Release:
    releases.forget()
    stances.forget()
    return Release.objects.get()


@pytest.fixture
def kept(release: Release) -> Kept:
    """One Assessment of nobody's account."""
    made = Program().keep()
    assert made.status_code == 201, made.content
    return Kept(Program(key=made.json()["edit_key"]), made)


@pytest.fixture
def person(release: Release) -> Callable[..., Program]:
    """A program with a token of an account that is made on the way."""

    def make(name: str, *scopes: Scope) -> Program:
        owner, _ = User.objects.get_or_create(username=name)
        wanted = scopes or tuple(Scope)
        made = AccessToken.issue(name, wanted, now=timezone.now(), days=1, owner=owner)
        return Program(token=made.secret)

    return make


def reader(kept: Kept) -> Program:
    """A program that has the read-only key."""
    shared = kept.program.ask("POST", f"{kept.path}/links/read")
    return Program(key=shared.json()["read_key"])
