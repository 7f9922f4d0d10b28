"""Two people with accounts, and what they have saved."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from advisor.models import Assessment
from patterns import releases
from patterns.models import Release
from tests.advisor.answering import BUSY, sheet

PASSWORD = "a phrase of one person"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick_hashing(settings: Any) -> None:
    # Argon2 is slow on purpose; one test of its own looks at it.
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]


@pytest.fixture
def ana(release: Release) -> User:
    return User.objects.create_user("ana", password=PASSWORD, last_login=NOW)


@pytest.fixture
def bo(release: Release) -> User:
    return User.objects.create_user("bo", password=PASSWORD, last_login=NOW)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def saved(title: str, owner: User | None = None) -> Assessment:
    filled = sheet(releases.current(), BUSY)
    return Assessment.open(filled, now=NOW, title=title, owner=owner).assessment
