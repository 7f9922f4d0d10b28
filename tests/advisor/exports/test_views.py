"""Documents and pictures to take home, by address."""

import io
import json
import re
import zipfile
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from advisor.answers import address
from advisor.documents import bundle
from advisor.documents.folder import RecordForm
from advisor.documents.formats import DOCX, FORMATS
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, sheet
from tests.advisor.markup import page


@pytest.fixture
def busy(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


@pytest.mark.parametrize(
    ("name", "media_type", "file_name"),
    [
        ("bundle", "application/zip", "architecture.zip"),
        ("markdown", "text/markdown; charset=utf-8", "architecture.md"),
        ("html", "text/html; charset=utf-8", "architecture.html"),
        ("pdf", "application/pdf", "architecture.pdf"),
        ("docx", DOCX, "architecture.docx"),
        ("answers", "application/json", "answers.json"),
        ("advice", "application/json", "advice.json"),
        ("csv", "text/csv; charset=utf-8", "decision-matrix.csv"),
        ("assessment", "application/json", "assessment.json"),
    ],
)
def test_each_format_is_a_download_of_its_kind(
    site: Client, busy: str, name: str, media_type: str, file_name: str
) -> None:
    response = site.get(f"/exports/{name}?{busy}")

    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'attachment; filename="{file_name}"'
    assert response.content


@pytest.mark.parametrize(
    ("form", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("mmd", b"flowchart TB")]
)
def test_each_picture_is_a_download_in_three_forms(
    site: Client, busy: str, form: str, start: bytes
) -> None:
    response = site.get(f"/exports/architecture.{form}?{busy}")

    assert response.status_code == 200
    assert response.content.startswith(start)


@pytest.mark.parametrize(
    "path",
    ["/exports/nonsense", "/exports/nonsense.svg", "/exports/roadmap.svg", "/exports/bundle.svg"],
)
def test_what_is_not_there_is_not_found(site: Client, path: str) -> None:
    assert site.get(f"{path}?stage=new").status_code == 404


@pytest.mark.parametrize(
    "date",
    [
        "tomorrow",
        "2026-13-01",
        "0001-01-01",
        "1979-12-31",
        "2108-01-01",
        "9999-12-31",
        "2026-11-22T1",
    ],
)
def test_a_date_that_no_archive_can_hold_is_refused(site: Client, date: str) -> None:
    response = site.get(f"/exports/bundle?stage=new&date={date}")

    assert response.status_code == 400
    assert b"date: expected a day such as 2026-11-22" in response.content


@pytest.mark.parametrize("first", ["0", "-1", "9001", "00000000012345", "1.5", "x", "٣", "1e3"])
def test_a_first_number_that_no_file_name_can_hold_is_refused(site: Client, first: str) -> None:
    response = site.get("/exports/bundle", {"stage": "new", "first": first})

    assert response.status_code == 400
    assert b"first: expected a number from 1 to 9000" in response.content


def test_date_and_first_number_reach_the_records(site: Client, busy: str) -> None:
    response = site.get(f"/exports/bundle?{busy}&date=2026-02-03&first=41")

    assert b"docs/decisions/0041-use-" in response.content
    assert b"\ndate: 2026-02-03\n" in response.content


def test_a_link_of_the_result_page_with_its_own_keys_works(site: Client, busy: str) -> None:
    plain = site.get(f"/exports/advice?{busy}").content
    carried = site.get(f"/exports/advice?{busy}&was.tx=one&show=avoid").content

    assert plain == carried


def test_exported_answers_hold_names_and_reasons(site: Client) -> None:
    exported = json.loads(
        site.get("/exports/answers?stage=new&runtime=na&na.runtime=not-yet&name=Orders").content
    )

    assert exported["schema"] == "pattern-advisor/answers/1"
    assert exported["answers"] == {"stage": ["new"], "runtime": ["na"]}
    assert exported["reasons"] == {"runtime": {"code": "not-yet"}}
    assert exported["names"] == ["Orders"]


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Typst."""
    without = replace(FORMATS["pdf"], missing=lambda: "the Python package typst is not installed")
    monkeypatch.setitem(FORMATS, "pdf", without)


@pytest.mark.usefixtures("lacking")
def test_a_machine_without_typst_says_so_and_serves_all_the_rest(site: Client, busy: str) -> None:
    response = site.get(f"/exports/pdf?{busy}")

    assert response.status_code == 503
    assert "the Python package typst is not installed" in response.content.decode()
    assert site.get(f"/exports/html?{busy}").status_code == 200


@pytest.mark.usefixtures("lacking")
def test_the_result_offers_no_pdf_that_cannot_be_made(site: Client, busy: str) -> None:
    page = site.get(f"/advice/?{busy}").content.decode()

    assert "No PDF here: the Python package typst is not installed." in page
    assert "/exports/pdf?" not in page
    assert "/exports/html?" in page


def test_the_result_offers_each_kind_of_report_and_says_what_takes_long(
    site: Client, busy: str
) -> None:
    page = site.get(f"/advice/?{busy}").content.decode()

    for name in ("pdf", "docx", "html", "markdown"):
        assert f"/exports/{name}?" in page
    assert "The PDF takes a few seconds to make; a page says how far a long one is." in page


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("madr4", b"\n## Pros and Cons of the Options\n"),
        ("madr4-minimal", b"in the short form of MADR 4.0.0"),
        ("nygard", b"# 41. Use "),
        ("log4brains", b"docs/decisions/20260203-use-"),
    ],
)
def test_the_form_of_records_is_chosen_in_the_address(
    site: Client, busy: str, form: str, start: bytes
) -> None:
    response = site.get(f"/exports/bundle?{busy}&adr={form}&first=41&date=2026-02-03")

    assert response.status_code == 200
    assert start in response.content
    assert f'"form": "{form}"'.encode() in response.content


@pytest.mark.parametrize("form", ["madr", "MADR4", "madr4 ", "../x", "nygard,madr4"])
def test_a_form_that_nobody_writes_is_refused(site: Client, form: str) -> None:
    response = site.get("/exports/bundle", {"stage": "new", "adr": form})

    assert response.status_code == 400
    assert b"adr: expected one of madr4, madr4-minimal, nygard, log4brains" in response.content


def test_fields_that_were_left_empty_mean_what_leaving_them_out_means(
    site: Client, busy: str
) -> None:
    plain = site.get(f"/exports/bundle?{busy}").content

    empty = "adr=&first=&date=&diagrams=&theme="
    assert site.get(f"/exports/bundle?{busy}&{empty}").content == plain


def test_the_form_on_the_page_carries_the_answers_along(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    shown = page(site.get(f"/advice/?{busy}").content)
    form = shown.first("form", action="/exports/bundle")
    sent = {field["name"] for field in form.all("input")} | {
        field["name"] for field in form.all("select")
    }

    assert {"adr", "first", "date", "include", "diagrams", "theme", *BUSY} == sent
    fields = [(each["name"], each.get("value")) for each in form.all("input")]
    query = urlencode([*fields, ("adr", "nygard")])
    made = site.get(f"/exports/bundle?{query}")
    assert made.status_code == 200
    assert b"# 1. Use " in made.content
    forms = form.first("select", name="adr").all("option")
    assert {choice["value"] for choice in forms} == set(RecordForm)


def names(response: HttpResponse) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return set(archive.namelist())


def test_parts_and_kinds_of_pictures_are_chosen_in_the_address(site: Client, busy: str) -> None:
    found = names(
        site.get(f"/exports/bundle?{busy}&include=&include=diagrams&include=code&diagrams=svg")
    )

    tops = {path.split("/")[0] for path in found}
    assert tops == {"README-ARCHITECTURE.md", ".patternadvisor", "docs", "code"}
    assert {path for path in found if path.startswith("docs/")} == {
        path for path in found if re.fullmatch(r"docs/architecture/diagrams/[\w-]+\.svg", path)
    }


def test_language_and_theme_are_chosen_in_the_address(site: Client, busy: str) -> None:
    dark = site.get(f"/exports/bundle?{busy}&theme=dark&language=python")

    assert b'"theme": "dark"' in dark.content
    assert b'"languages": [\n    "python"\n  ]' in dark.content
    assert any(path.startswith("code/") for path in names(dark))


def test_the_boxes_of_the_form_ask_for_everything(site: Client, busy: str) -> None:
    shown = page(site.get(f"/advice/?{busy}").content)
    form = shown.first("form", action="/exports/bundle")
    sent = [(each["name"], each.get("value", "")) for each in form.all("input")]
    sent += [("diagrams", "both"), ("theme", "light"), ("adr", "madr4")]

    response = site.get(f"/exports/bundle?{urlencode(sent)}")

    assert {name for name, value in sent if name == "include" and value} == {"include"}
    assert names(response) == names(site.get(f"/exports/bundle?{busy}"))


@pytest.mark.parametrize("name", ["bundle", "pdf"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("include=everything", "include: expected one or more of architecture, chapters, deci"),
        ("include=", "include: expected one or more of architecture, chapters, decisions"),
        ("include=code&include=Code", "include: expected one or more of architecture, chapters"),
        ("language=java", "language: expected one or more of python."),
        ("language=", "language: expected one or more of python."),
        ("diagrams=png", "diagrams: expected one of both, mmd, svg."),
        ("theme=\ud800", "theme: expected one of light, dark."),
    ],
)
def test_a_choice_that_there_is_not_is_refused_by_name(
    site: Client, name: str, query: str, message: str
) -> None:
    asked = query.encode("utf-8", "surrogatepass")
    response = site.get(f"/exports/{name}?stage=new&{quote(asked, safe='=&')}")

    assert response.status_code == 400
    assert message in response.content.decode()


def test_what_is_too_large_says_what_to_leave_out(
    site: Client, busy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_BYTES", 100_000)

    response = site.get(f"/exports/bundle?{busy}")

    assert response.status_code == 422
    assert "at most 100,000 are packed. Leave out " in response.content.decode()
    assert "Content-Disposition" not in response
