"""The Catalogue built from rows, and how often the database is asked for it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from patterns import models, releases, stances
from patterns.catalogue import Catalogue
from patterns.content.digest import digest
from patterns.content.tables import as_table

pytestmark = pytest.mark.django_db

EVERY_KIND = (
    "/", "/patterns/", "/patterns/?q=retry", "/patterns/circuit-breaker/", "/matrix/", "/quadrant/",
    "/problems/", "/takeaways/", "/checklist/?slug=retry", "/glossary/", "/diagrams/",
    "/patterns/compare/?slug=retry&slug=timeout", "/patterns/circuit-breaker/code/python/",
    "/patterns/circuit-breaker/diagrams/structure.svg", "/quadrant.svg",
)  # fmt: skip


@pytest.fixture
def cold() -> Any:
    """Forget what was looked up and what was built."""
    releases.forget()
    releases._built.clear()
    yield
    releases.forget()


def test_the_catalogue_from_rows_equals_the_one_from_files(
    release: models.Release, cold: None, catalogue: Catalogue
) -> None:
    built = releases.current()

    assert built.digest == catalogue.digest
    assert built.content == catalogue.content
    assert digest(built.content) == catalogue.digest


def test_what_was_written_in_an_order_is_read_in_that_order(
    release: models.Release, cold: None, catalogue: Catalogue
) -> None:
    written, built = json.dumps(as_table(catalogue.content)), releases.current().content

    assert json.dumps(as_table(built)) == written


def test_a_cold_catalogue_costs_one_query_for_each_table(
    release: models.Release, cold: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(9):
        releases.current()


def test_a_warm_catalogue_costs_nothing_within_a_second(
    release: models.Release, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "FRESH_FOR", 3_600)
    first = releases.current()

    with django_assert_num_queries(0):
        assert releases.current() is first


def test_after_a_second_one_query_looks_whether_anything_changed(
    release: models.Release, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = releases.current()
    monkeypatch.setattr(releases, "FRESH_FOR", -1)

    with django_assert_num_queries(1):
        assert releases.current() is first


@pytest.mark.parametrize("address", EVERY_KIND)
def test_a_warm_page_asks_nothing_between_two_looks(
    release: models.Release, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    # On a busy machine more than a second may pass between the two requests.
    monkeypatch.setattr(releases, "FRESH_FOR", 3_600)
    monkeypatch.setattr(stances, "FRESH_FOR", 3_600)
    client = Client()
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200

    assert [query["sql"] for query in asked] == []


def test_without_a_release_it_says_what_to_do(db: None, cold: None) -> None:
    with pytest.raises(releases.NoRelease, match="no Release is loaded"):
        releases.current()


def test_a_release_that_was_never_loaded_is_refused(db: None) -> None:
    with pytest.raises(releases.NoRelease, match="never loaded"):
        releases.get("sha256:none")


def test_a_release_of_another_version_is_refused_with_its_first_fault(
    release: models.Release, cold: None
) -> None:
    models.Release.objects.filter(pk=release.pk).update(guide={"strange": 1})

    with pytest.raises(releases.NoRelease, match="written by another version"):
        releases.get(release.digest)


def test_few_catalogues_are_kept_in_memory(
    release: models.Release, cold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_build", lambda name: Catalogue(releases.Content(), name))

    for number in range(10):
        releases.get(f"sha256:{number}")

    assert len(releases._built) == releases.KEPT
