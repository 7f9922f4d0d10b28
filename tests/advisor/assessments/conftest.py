"""Visitors of saved Assessments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from advisor import models
from patterns import releases, stances
from patterns.loading import load
from patterns.models import Release
from tests.advisor.markup import Element, page

ANSWERS = (
    "stage=growing&services=some&teams=two&load=spiky&backlog=noloss&deps=third&callfail=again"
    "&callfail=pause&pains=timeouts&pains=cascade&tx=many&undo=undone"
)
FEWER = ANSWERS.replace("&pains=cascade", "")
OTHER = ANSWERS.replace("services=some", "services=many")


@dataclass
class Visitor:
    """A browser with its own cookies."""

    client: Client

    def get(self, address: str, **more: Any) -> HttpResponse:
        return self.client.get(address, **more)

    def see(self, address: str, status: int = 200) -> Element:
        response = self.client.get(address)
        assert response.status_code == status, response.status_code
        return page(response.content)

    def post(self, address: str, **fields: Any) -> HttpResponse:
        return self.client.post(address, fields)

    def save(self, answers: str = ANSWERS, **fields: Any) -> str:
        """Save answers and return the address of the new Assessment's page."""
        response = self.post("/assessments/", answers=answers, **fields)
        assert response.status_code == 302, response.content.decode()
        return str(response["Location"])

    def send(self, form: Element, **fields: Any) -> HttpResponse:
        """Send a form as it stands, with these fields filled in."""
        kept = {
            box["name"]: box.get("value")
            for box in form.all("input")
            if box.get("name") and (box.get("type") != "radio" or box.is_checked)
        }
        return self.post(form["action"], **{**kept, **fields})


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
def visitor(release: Release) -> Callable[[], Visitor]:
    return lambda: Visitor(Client())


@pytest.fixture
def ada(visitor: Callable[[], Visitor]) -> Visitor:
    return visitor()


@pytest.fixture
def eve(visitor: Callable[[], Visitor]) -> Visitor:
    return visitor()


def kept(place: str) -> models.Assessment:
    return models.Assessment.objects.get(pk=place.split("/")[2])


def edit_link(ada: Visitor, place: str) -> str:
    """Return the path of the link that the page shows just after saving."""
    shown = ada.see(place).first("input", id="edit-link")["value"]
    return urlsplit(shown).path


def query(**fields: Any) -> str:
    return urlencode(fields)


def fields_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))
