"""Documents by POST: the same bytes as the pages give, and every mistake with its place."""

from typing import Any

import pytest

from advisor.documents import formats
from advisor.documents.formats import FORMATS
from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

pytestmark = pytest.mark.django_db

GIVEN = {"stage": ["growing"], "services": ["many"], "deps": ["third"], "pains": ["cascade"]}
ADDRESS = "stage=growing&services=many&deps=third&pains=cascade"
QUICK = ["bundle", "markdown", "html", "answers", "advice", "csv", "assessment"]


@pytest.mark.parametrize("name", QUICK)
def test_a_file_has_the_bytes_of_the_page(api: Api, description: Description, name: str) -> None:
    response = api.post("/exports", {"format": name, "answers": GIVEN})

    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[name].media_type
    assert response["Content-Disposition"] == f'attachment; filename="{FORMATS[name].file_name}"'
    assert response.content == api.client.get(f"/exports/{name}?{ADDRESS}").content
    assert not description.faults_of(response, "POST", "/api/v1/exports")


def test_every_format_is_offered_and_described(description: Description) -> None:
    operation = description.operation("POST", "/api/v1/exports")

    offered = set(operation["responses"]["200"]["content"])
    assert offered == {each.media_type.partition(";")[0] for each in FORMATS.values()}


def test_a_file_holds_what_no_address_carries(api: Api) -> None:
    sent = {"format": "answers", "answers": GIVEN, "notes": {"deps": "Card payments"}}

    assert api.post("/exports", sent).json()["notes"] == {"deps": "Card payments"}


def test_records_carry_the_day_the_number_and_the_form_that_were_asked_for(api: Api) -> None:
    sent = {
        "format": "bundle",
        "answers": GIVEN,
        "date": "2026-02-03",
        "first": 40,
        "adr": "nygard",
    }
    query = f"{ADDRESS}&date=2026-02-03&first=40&adr=nygard"

    assert (
        api.post("/exports", sent).content
        == api.client.get(f"/exports/bundle?{query}").content
        != api.client.get(f"/exports/bundle?{ADDRESS}").content
    )


def test_a_bundle_holds_the_parts_that_were_asked_for(api: Api) -> None:
    sent = {"format": "bundle", "answers": GIVEN, "include": ["decisions"], "diagrams": "svg"}
    query = f"{ADDRESS}&include=decisions&diagrams=svg"

    assert api.post("/exports", sent).content == api.client.get(f"/exports/bundle?{query}").content


def test_choices_that_there_are_not_are_named_with_those_that_there_are(api: Api) -> None:
    sent = {"format": "bundle", "answers": GIVEN, "include": [], "languages": ["cobol"]}

    response = api.post("/exports", {**sent, "diagrams": ["svg"], "theme": "sepia"})

    assert response.status_code == 422
    places = {each["pointer"]: each["allowed"] for each in response.json()["errors"]}
    assert set(places) == {"#/include", "#/languages", "#/diagrams", "#/theme"}
    assert places["#/diagrams"] == ["both", "mmd", "svg"]


def test_every_mistake_has_its_place(api: Api) -> None:
    sent = {
        "format": "odt",
        "date": "2026-02-30",
        "first": 0,
        "adr": 3,
        "answers": {"stage": ["odd"]},
        "colour": "red",
    }

    problem = api.post("/exports", sent)

    assert problem.status_code == 422
    assert {error["pointer"] for error in problem.json()["errors"]} == {
        *("#/format", "#/date", "#/first", "#/adr", "#/answers/stage/0", "#/colour")
    }
    allowed = next(e for e in problem.json()["errors"] if e["pointer"] == "#/format")["allowed"]
    assert allowed == [*FORMATS]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        *(("format", value) for value in (None, 3, [], "")),
        *(("date", value) for value in (None, 3, "", "2026-1-1", "1979-12-31", "2108-01-01")),
        *(("first", value) for value in (None, "1", 1.0, True, 0, 9001)),
        *(("adr", value) for value in (None, "", [])),
    ],
)
def test_values_of_the_wrong_kind_are_refused(api: Api, member: str, value: object) -> None:
    problem = api.post("/exports", {"format": "answers", member: value})

    assert problem.status_code == 422
    assert [error["pointer"] for error in problem.json()["errors"]] == [f"#/{member}"]


@pytest.mark.parametrize("body", [[], 3, None, "x"])
def test_a_body_that_is_no_object_is_refused(api: Api, body: object) -> None:
    assert api.post("/exports", body).json()["errors"][0]["pointer"] == "#"


def test_a_format_that_the_client_does_not_take_is_not_made(api: Api) -> None:
    sent = {"format": "csv", "answers": GIVEN}

    assert api.post("/exports", sent, Accept="text/csv").status_code == 200
    assert api.post("/exports", sent, Accept="application/json").status_code == 406
    assert api.post("/exports", sent, Accept="image/png").status_code == 406


def test_what_this_machine_cannot_make_is_said(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    broken = replace(FORMATS["pdf"], missing=lambda: "typst is not installed")
    monkeypatch.setitem(formats.FORMATS, "pdf", broken)

    problem = api.post("/exports", {"format": "pdf"})

    assert problem.status_code == 503
    assert problem.json()["type"].endswith("/unavailable")
    assert "typst" in problem.json()["detail"]


def test_a_key_gets_the_first_file_again(api: Api) -> None:
    sent: Any = {"format": "csv", "answers": GIVEN}
    first = api.post("/exports", sent, **{"Idempotency-Key": "one"})
    again = api.post("/exports", sent, **{"Idempotency-Key": "one"})
    other = api.post("/exports", {**sent, "first": 2}, **{"Idempotency-Key": "one"})

    assert again["Idempotency-Replayed"] == "true"
    assert again.content == first.content
    assert other.json()["type"].endswith("/idempotency-mismatch")
