from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from patterns import models, releases
from patterns.content.reading import Reading
from patterns.loading import load


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any, shipped: Reading) -> Iterator[None]:
    """The shipped content in the database, once for all tests of a module: they only read."""
    with django_db_blocker.unblock():
        load(shipped.content, now=timezone.now())
    yield
    with django_db_blocker.unblock():
        models.Release.objects.all().delete()
    releases.forget()


@pytest.fixture
def site(_loaded: None, db: None, _quick_settings: None) -> Client:
    """The whole site with the shipped content from the database."""
    return Client()
