"""Documents of a saved Revision: its own Release, the person's Decisions, numbers that stay."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from advisor.answers import read_kept
from advisor.briefing import knowledge
from advisor.documents.formats import DOCX
from advisor.models import Assessment, Revision
from patterns import releases
from patterns.models import Release
from tests.advisor.answering import BUSY, sheet
from tests.advisor.documents import madr
from tests.advisor.markup import page
from tests.readers.word import Docx

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 15)
CHOICE = {**BUSY, "load": ["caller", "provider"]}  # plans Throttling as well


@pytest.fixture
def kept(release: Release) -> Assessment:
    filled = sheet(releases.current(), CHOICE)
    return Assessment.open(filled, now=NOW, title="Orders | *new*").assessment


@pytest.fixture
def editor(kept: Assessment) -> Client:
    client = Client()
    client.get(f"/assessments/{kept.pk}/edit/{kept.renew_edit_key(now=NOW)}/")
    return client


@pytest.fixture
def reader(kept: Assessment) -> Client:
    client = Client()
    client.get(f"/assessments/{kept.pk}/view/{kept.share(now=NOW)}/")
    return client


def export(client: Client, assessment: Assessment, name: str = "bundle", **query: Any) -> Any:
    return client.get(f"/assessments/{assessment.pk}/exports/{name}", query)


def files(response: Any) -> dict[str, bytes]:
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def records(response: Any) -> dict[str, madr.Madr]:
    return {
        (read := madr.read(PurePosixPath(path).name, body)).data["pattern"]: read
        for path, body in files(response).items()
        if path.startswith("docs/decisions/0")
    }


def numbers(response: Any) -> dict[str, int]:
    told = json.loads(files(response)[".patternadvisor/manifest.json"])["records"]
    return {row["pattern"]: row["number"] for row in told}


def decide(assessment: Assessment, pattern: str, status: str, note: str = "") -> None:
    assessment.decide(pattern, status, now=NOW, note=note, decided_on=DAY, decider="Ana")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("bundle", "application/zip"),
        ("markdown", "text/markdown; charset=utf-8"),
        ("docx", DOCX),
        ("answers", "application/json"),
        ("advice", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
        ("assessment", "application/json"),
    ],
)
def test_each_format_is_a_download_that_no_cache_keeps(
    editor: Client, kept: Assessment, name: str, media_type: str
) -> None:
    response = export(editor, kept, name)

    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Cache-Control"] == "private, no-store"


def test_each_record_has_the_status_that_the_person_decided(
    editor: Client, kept: Assessment
) -> None:
    decide(kept, "retry", "accepted", "only reads")
    decide(kept, "timeout", "rejected", "we have one")
    decide(kept, "circuit-breaker", "deferred")
    decide(kept, "geode", "accepted")

    made = records(export(editor, kept))

    assert {slug: read.status for slug, read in made.items() if read.status != "proposed"} == {
        "retry": "accepted",
        "timeout": "rejected",
        "geode": "accepted",
    }
    assert made["retry"].date == made["circuit-breaker"].date == "2026-03-15"
    assert made["throttling"].date == "2026-03-01"  # of the Revision


def test_an_editor_s_export_keeps_the_numbers_for_the_next_one(
    editor: Client, kept: Assessment
) -> None:
    first = numbers(export(editor, kept, first=5))
    kept.revise(sheet(releases.current(), BUSY), base=1, now=LATER)
    decide(kept, "geode", "accepted")

    response = export(editor, kept)
    second = numbers(response)

    kept.refresh_from_db()
    assert {slug: second[slug] for slug in first} == first
    assert min(first.values()) == 5
    assert second["geode"] == max(first.values()) + 1
    assert kept.record_numbers == second
    assert records(response)["throttling"].status == "deprecated"


def test_a_reader_s_export_leaves_no_trace_and_shows_the_same(
    reader: Client, editor: Client, kept: Assessment
) -> None:
    decide(kept, "retry", "accepted")

    theirs = export(reader, kept)

    kept.refresh_from_db()
    before = kept.version
    assert kept.record_numbers == {}
    assert records(theirs)["retry"].status == "accepted"
    assert export(editor, kept).content == theirs.content
    kept.refresh_from_db()
    assert kept.version == before + 1


def test_before_anything_is_decided_both_exports_are_the_same_too(
    reader: Client, editor: Client, kept: Assessment
) -> None:
    theirs = export(reader, kept)

    assert export(editor, kept).content == theirs.content


def test_asking_for_the_head_alone_gives_out_no_number(editor: Client, kept: Assessment) -> None:
    assert editor.head(f"/assessments/{kept.pk}/exports/bundle").status_code == 200
    assert export(editor, kept, "advice").status_code == 200

    kept.refresh_from_db()
    assert kept.record_numbers == {}


def test_the_same_state_gives_the_same_bytes(editor: Client, kept: Assessment) -> None:
    decide(kept, "retry", "accepted")

    assert export(editor, kept).content == export(editor, kept).content
    assert export(editor, kept, "markdown").content == export(editor, kept, "markdown").content


def test_every_form_of_records_keeps_status_and_number(editor: Client, kept: Assessment) -> None:
    decide(kept, "retry", "rejected", "we have one")
    first = numbers(export(editor, kept, first=5))

    response = export(editor, kept, adr="nygard")

    assert numbers(response) == first
    body = files(response)[f"docs/decisions/{first['retry']:04d}-use-retry.md"].decode()
    assert body.startswith(f"# {first['retry']}. Do not use Retry")
    assert "\n## Status\n\nRejected\n" in body
    dated = files(export(editor, kept, adr="log4brains"))
    assert "docs/decisions/20260315-use-retry.md" in dated
    assert export(editor, kept, adr="else").status_code == 400


def test_parts_are_chosen_for_a_saved_advice_too(editor: Client, kept: Assessment) -> None:
    whole = set(files(export(editor, kept)))

    some = set(files(export(editor, kept, include=["decisions", "code"], diagrams="mmd")))

    assert {path.split("/")[0] for path in some} == {
        "README-ARCHITECTURE.md", ".patternadvisor", "docs", "code",
    }  # fmt: skip
    assert some < whole
    assert not any(path.startswith("docs/architecture/") for path in some)


@pytest.mark.parametrize(
    "query", [{"include": "all"}, {"language": "x"}, {"diagrams": "x"}, {"theme": "x"}]
)
def test_a_refused_choice_gives_out_no_number(
    editor: Client, kept: Assessment, query: dict[str, str]
) -> None:
    response = export(editor, kept, **query)

    assert response.status_code == 400
    assert b"expected one" in response.content
    kept.refresh_from_db()
    assert kept.record_numbers == {}


def test_the_form_on_the_page_names_the_revision_that_is_shown(
    editor: Client, kept: Assessment
) -> None:
    kept.revise(sheet(releases.current(), BUSY), base=1, now=LATER)
    place = f"/assessments/{kept.pk}/"

    for address, sent in ((place, set()), (f"{place}revisions/1/", {"1"})):
        form = page(editor.get(address).content).first("form", action=f"{place}exports/bundle")
        hidden = {each["value"] for each in form.all("input") if each.get("name") == "revision"}
        assert hidden == sent


def test_a_whole_bundle_opens_the_assessment_again(editor: Client, kept: Assessment) -> None:
    decide(kept, "retry", "accepted", "only reads\nand lists")
    bundle = export(editor, kept, first=5).content

    shown = page(
        Client().post("/advise/load", {"file": SimpleUploadedFile("a.zip", bundle)}).content
    )
    form = shown.first("form", action="/assessments/")
    fields = {each["name"]: each["value"] for each in form.all("input") if each.get("value")}
    before = set(Assessment.objects.values_list("pk", flat=True))
    Client().post("/assessments/", fields)

    again = Assessment.objects.exclude(pk__in=before).get()
    assert again.newest().advice == kept.newest().advice
    assert again.decided()["retry"].note == "only reads\nand lists"
    kept.refresh_from_db()
    assert again.record_numbers == kept.record_numbers


def test_an_older_revision_is_exported_as_it_was(editor: Client, kept: Assessment) -> None:
    stored = Revision.objects.get().advice
    kept.revise(sheet(releases.current(), BUSY), base=1, now=LATER)

    newest = export(editor, kept, "advice").content.decode()
    older = export(editor, kept, "advice", revision=1).content.decode()

    assert older == stored + "\n"
    assert newest == Revision.objects.get(number=2).advice + "\n"
    assert b"* Revision: 1\n" in export(editor, kept, "markdown", revision=1).content
    for number in ("3", "0", "999999"):
        assert export(editor, kept, revision=number).status_code == 404
    for number in ("x", "-1", "1.0", "٣", "9999999"):
        assert export(editor, kept, revision=number).status_code == 400


def test_the_file_in_the_bundle_opens_the_assessment_again(
    editor: Client, kept: Assessment
) -> None:
    decide(kept, "retry", "accepted", "only reads\nand lists")
    catalogue = releases.current()

    response = export(editor, kept)
    body = files(response)[".patternadvisor/assessment.json"]
    again = read_kept(body, knowledge(catalogue), {each.slug for each in catalogue.patterns})

    assert not again.reading.problems
    assert again.sheet.title == "Orders | *new*"
    assert again.sheet.answers == kept.newest().read(catalogue).sheet.answers
    assert [(each.pattern, each.status, each.note) for each in again.decisions] == [
        ("retry", "accepted", "only reads\nand lists")
    ]
    assert again.records == numbers(response)


def test_a_revision_of_another_engine_says_that_it_was_computed_again(
    editor: Client, kept: Assessment
) -> None:
    Revision.objects.update(engine="0.9")

    found = files(export(editor, kept))
    assert b"saved with engine 0.9" in found["README-ARCHITECTURE.md"]
    assert b"* Saved with: engine 0.9" in found["docs/architecture/report.md"]


def test_a_release_that_cannot_be_read_any_more_is_a_clear_refusal(
    editor: Client, kept: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(digest: str) -> None:
        raise releases.NoRelease("written by another version")

    monkeypatch.setattr(releases, "get", unreadable)

    response = export(editor, kept)

    assert response.status_code == 409
    assert b"no longer reads" in response.content


@pytest.mark.parametrize(
    "query", [{"date": "tomorrow"}, {"date": "1979-12-31"}, {"first": "0"}, {"first": "9001"}]
)
def test_what_no_file_can_hold_is_refused_and_nothing_is_numbered(
    editor: Client, kept: Assessment, query: dict[str, str]
) -> None:
    assert export(editor, kept, **query).status_code == 400

    kept.refresh_from_db()
    assert kept.record_numbers == {}


def test_numbers_that_run_out_are_said(editor: Client, kept: Assessment) -> None:
    Assessment.objects.update(record_numbers={"geode": 9999})

    response = export(editor, kept)

    assert response.status_code == 400
    assert b"record numbers end at 9999" in response.content


def test_without_a_right_there_is_nothing(reader: Client, kept: Assessment) -> None:
    for name in ("bundle", "nonsense"):
        assert export(Client(), kept, name).status_code == 404
    assert export(reader, kept, "nonsense").status_code == 404
    kept.revoke(now=LATER)
    response = export(reader, kept)
    assert response.status_code == 404
    assert response["Cache-Control"] == "private, no-store"


def test_an_export_needs_few_queries(
    editor: Client, kept: Assessment, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    decide(kept, "retry", "accepted")
    export(editor, kept, "markdown")

    with django_assert_max_num_queries(8):
        assert export(editor, kept, "markdown").status_code == 200


def test_costly_downloads_are_limited(editor: Client, kept: Assessment, settings: Any) -> None:
    cache.clear()  # what another test counted must not count here
    settings.LIMITS_ON, settings.LIMITS = True, {"export": ((2, 3_600),)}

    statuses = [export(editor, kept, "advice").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_the_page_of_an_assessment_offers_report_matrix_and_the_assessment_itself(
    editor: Client, kept: Assessment
) -> None:
    links = page(editor.get(f"/assessments/{kept.pk}/").content).links

    report = editor.get(links["Word"])
    matrix = editor.get(links["a spreadsheet, CSV"])
    told = editor.get(links["the assessment as JSON"])

    assert "Assessment\tOrders | *new*" in [text for _, text in Docx(report.content).paragraphs]
    assert matrix.content.startswith(b"Pattern,Id,Verdict")
    assert json.loads(told.content)["title"] == "Orders | *new*"
