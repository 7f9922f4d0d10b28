"""The cache that several workers share: memory of the process, or Valkey in the second suite."""

import os

import pytest
from django.conf import settings
from django.core.cache import cache

pytestmark = pytest.mark.django_db


def test_what_is_put_into_the_cache_comes_back() -> None:
    cache.set("drawing:test", "<svg/>", timeout=60)

    assert cache.get("drawing:test") == "<svg/>"


def test_a_counter_counts_every_step() -> None:
    cache.delete("limit:test")
    cache.add("limit:test", 0, timeout=60)

    counted = [cache.incr("limit:test") for _ in range(3)]

    assert counted == [1, 2, 3]


def test_the_second_suite_really_talks_to_valkey() -> None:
    backend = settings.CACHES["default"]["BACKEND"]

    on_postgresql = os.environ.get("TEST_DB") == "postgresql"

    assert ("redis" in backend.lower()) is on_postgresql
