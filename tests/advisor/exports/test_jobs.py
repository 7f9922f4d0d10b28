"""The page that says how far a long document is, by address."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from advisor.answers import address
from advisor.documents.folder import Folder
from advisor.documents.formats import FORMATS
from advisor.models import Assessment
from patterns import jobs
from patterns.catalogue import Catalogue
from patterns.models import Release
from patterns.tasks import Task
from tests.advisor.answering import BUSY, sheet
from tests.advisor.exports.test_saved import editor, kept, reader  # noqa: F401, fixtures
from tests.advisor.markup import Element, page
from tests.patterns.waiting import joined, line_of_its_own, until


@pytest.fixture(autouse=True)
def _line() -> Iterator[None]:
    cache.clear()
    with line_of_its_own():
        yield


@pytest.fixture
def query(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Let the PDF be made by a child that does what these lines say."""

    def does(*lines: str) -> None:
        def begin(folder: Folder, owner: str) -> Task:
            given = "\n".join((f"note {tmp_path}/notes", *lines)).encode()
            return Task("tests.patterns.working", given, "pdf", owner)

        monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], begin=begin, missing=str))

    return does


@pytest.fixture
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A named pipe that a child waits for; the folder of the test itself is served."""
    path = tmp_path_factory.mktemp("waiting") / "gate"
    os.mkfifo(path)
    return path


def asked(client: Client, address: str) -> str:
    """Ask for a document; returns the address of the page that one is sent to."""
    answer = client.get(address)
    assert answer.status_code == 302
    return answer["Location"]


def seen(client: Client, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return page(answer.content.decode())


def heading(shown: Element) -> str:
    return shown.first("h1").text


def test_the_page_says_how_far_it_is_and_then_hands_the_file_over(
    site: Client, query: str, work: Callable[..., None], gate: Path
) -> None:
    work("say page 3 of about 40 is laid out", f"wait {gate}", "write %PDF-made")
    here = asked(site, f"/exports/pdf?{query}")

    until(lambda: "Page 3 of about 40 is laid out." in seen(site, here).text)
    under_way = seen(site, here)
    assert heading(under_way) == "architecture.pdf is being made"
    assert under_way.first("a", id="job-look")["hx-get"] == here
    assert under_way.links["Look again"] == here
    assert under_way.first("noscript").first("meta")["content"] == "2"
    assert site.get(f"{here.replace('?', '/file?')}")["Location"] == here

    gate.write_text("go on")
    joined()
    ready = seen(site, here)
    file = ready.links["Download architecture.pdf"]
    assert heading(ready) == "architecture.pdf is ready"
    assert ready.first("noscript").first("meta")["content"] == f"0; url={file}"
    assert not ready.first("div", id="job").has("a", id="job-look")

    answer = site.get(file)
    assert answer.content == b"%PDF-made"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="architecture.pdf"'
    assert site.get(f"/exports/pdf?{query}").content == b"%PDF-made"


def test_a_swap_gets_the_part_alone(site: Client, query: str, work: Callable[..., None]) -> None:
    work("write made")
    here = asked(site, f"/exports/pdf?{query}")

    answer = site.get(here, headers={"HX-Request": "true", "HX-Target": "job"})

    assert b"<html" not in answer.content
    assert b'id="job"' in answer.content


def test_two_who_ask_for_the_same_wait_for_one_child(
    site: Client, query: str, work: Callable[..., None], tmp_path: Path
) -> None:
    work("write made")

    places = {asked(site, f"/exports/pdf?{query}") for _ in range(2)}
    joined()

    assert len(places) == 1
    assert (tmp_path / "notes").read_text() == "run\n"


@pytest.mark.parametrize("end", ["die", "fail"])
def test_what_failed_says_so_and_is_asked_for_again(
    end: str, site: Client, query: str, work: Callable[..., None]
) -> None:
    work("write half", end)
    here = asked(site, f"/exports/pdf?{query}&date=2026-02-03")
    joined()

    failed = seen(site, here)
    assert heading(failed) == "Making architecture.pdf failed"
    assert not failed.has("noscript", content="2")
    assert "date=" not in failed.links["Back to the advice"]

    work("write made")
    again = asked(site, failed.links["Ask again"])
    joined()
    assert heading(seen(site, again)) == "architecture.pdf is ready"


def test_a_job_that_nobody_knows_reads_like_one_that_failed(site: Client, query: str) -> None:
    gone = seen(site, f"/exports/pdf/jobs/{'0' * 64}?{query}")

    assert heading(gone) == "Making architecture.pdf failed"
    assert gone.links["Ask again"] == f"/exports/pdf?{query}"


@pytest.mark.parametrize("id", ["x", "0" * 63, "-", "made"])
def test_an_id_that_cannot_be_is_a_page_too(site: Client, id: str) -> None:
    assert heading(seen(site, f"/exports/pdf/jobs/{id}")) == "Making architecture.pdf failed"


@pytest.mark.parametrize("rest", ["", "/file"])
def test_a_job_of_no_format_is_not_found(site: Client, rest: str) -> None:
    assert site.get(f"/exports/nonsense/jobs/{'0' * 64}{rest}").status_code == 404


def test_a_job_of_another_format_is_none_of_this_one(
    site: Client, query: str, work: Callable[..., None]
) -> None:
    work("write made")
    here = asked(site, f"/exports/pdf?{query}")
    joined()

    assert heading(seen(site, here.replace("/pdf/", "/docx/"))) == "Making architecture.docx failed"


def test_a_site_that_has_enough_to_do_says_when_to_come_back(
    site: Client, query: str, work: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    work("write made")
    monkeypatch.setattr(jobs, "MOST_WAITING", 0)

    answer = site.get(f"/exports/pdf?{query}")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert heading(page(answer.content.decode())) == "Too many documents are being made"


def test_a_cache_that_cannot_be_reached_reads_like_a_job_that_failed(
    site: Client, query: str, work: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    work("write made")
    here = asked(site, f"/exports/pdf?{query}")
    joined()

    def fails(*_: Any, **__: Any) -> None:
        raise ConnectionError("the cache is down")

    monkeypatch.setattr(cache, "get", fails)

    assert heading(seen(site, here)) == "Making architecture.pdf failed"
    assert site.get(here.replace("?", "/file?"))["Location"] == here


def test_hostile_words_of_the_address_stay_words(site: Client, work: Callable[..., None]) -> None:
    work("write made")
    answer = site.get(f"/exports/pdf/jobs/{'0' * 64}", {"name": '"><script>x</script>'})

    assert b"<script>x" not in answer.content


@pytest.mark.django_db
def test_a_document_of_an_assessment_is_for_whoever_may_read_it(
    release: Release,
    kept: Assessment,  # noqa: F811
    editor: Client,  # noqa: F811
    reader: Client,  # noqa: F811
    work: Callable[..., None],
) -> None:
    work("write made")
    here = asked(editor, f"/assessments/{kept.pk}/exports/pdf")
    joined()

    for client in (editor, reader):
        ready = seen(client, here)
        assert heading(ready) == "architecture.pdf is ready"
        assert client.get(ready.links["Download architecture.pdf"]).content == b"made"
        assert ready.links["Back to the assessment"] == f"/assessments/{kept.pk}/"
    assert Client().get(here).status_code == 404
    assert Client().get(f"{here}/file").status_code == 404
    # Nor does the id help anybody who comes by another way.
    open_to_all = here.replace(f"/assessments/{kept.pk}", "")
    assert heading(seen(Client(), open_to_all)) == "Making architecture.pdf failed"
    assert Client().get(f"{open_to_all}/file").status_code == 302


@pytest.mark.django_db
def test_a_revoked_link_ends_the_right_to_the_file(
    kept: Assessment,  # noqa: F811
    reader: Client,  # noqa: F811
    work: Callable[..., None],
) -> None:
    work("write made")
    here = asked(reader, f"/assessments/{kept.pk}/exports/pdf")
    joined()
    kept.refresh_from_db()

    kept.revoke(now=kept.created_at)

    assert reader.get(here).status_code == 404
    assert reader.get(f"{here}/file").status_code == 404
