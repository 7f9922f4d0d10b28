"""A document that is there at once, or the Job that makes it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from advisor.documents import making
from advisor.documents.formats import FORMATS
from patterns.catalogue import Catalogue
from patterns.documents import pdf
from patterns.documents.pdf import missing
from patterns.jobs import Job, State
from tests.advisor.answering import folder
from tests.patterns.waiting import joined, line_of_its_own

needs_pdf = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(autouse=True)
def _line() -> Iterator[None]:
    cache.clear()
    with line_of_its_own():
        yield


@pytest.mark.parametrize(
    "name", ["markdown", "csv", "bundle", pytest.param("pdf", marks=needs_pdf)]
)
def test_what_is_quick_is_there_at_once(catalogue: Catalogue, name: str) -> None:
    made = making.ask(FORMATS[name], folder(catalogue))

    assert made == FORMATS[name].make(folder(catalogue))


@needs_pdf
def test_a_long_document_is_a_job_with_the_same_bytes(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "LONG", 0)
    chosen = FORMATS["pdf"]

    asked = making.ask(chosen, folder(catalogue), "ours")
    assert isinstance(asked, Job)
    assert making.taken(asked) is None
    joined()

    found = making.find(asked.id, "ours")
    assert found is not None
    assert found.step == ""
    assert making.find(asked.id) is None
    assert making.taken(found) == (chosen, chosen.make(folder(catalogue)))
    assert making.ask(chosen, folder(catalogue), "ours") == chosen.make(folder(catalogue))


@needs_pdf
def test_other_answers_and_other_owners_are_other_jobs(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "LONG", 0)
    found = [
        making.ask(FORMATS["pdf"], folder(catalogue), owner) for owner in ("", "ours", "theirs")
    ]
    found.append(making.ask(FORMATS["pdf"], folder(catalogue, {"load": ["caller"]})))

    assert len({job.id for job in found if isinstance(job, Job)}) == 4


@needs_pdf
def test_without_a_cache_it_is_made_at_once(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ConnectionError("the cache is down")

    monkeypatch.setattr(pdf, "LONG", 0)
    for name in ("get", "set", "add"):
        monkeypatch.setattr(cache, name, fails)

    made = making.ask(FORMATS["pdf"], folder(catalogue))

    assert isinstance(made, bytes)
    assert made.startswith(b"%PDF-")


def test_a_job_that_failed_or_of_no_format_hands_nothing_over() -> None:
    id = "0" * 64

    assert making.find(id) is None
    assert making.taken(Job(id, State.FAILED, "pdf")) is None
    assert making.taken(Job(id, State.DONE, "pdf")) is None
    assert making.taken(Job(id, State.DONE, "nonsense")) is None
